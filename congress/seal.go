package congress

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// account returns the ballot account of the round with what was counted.
func (r Round) account(sheet tally.Sheet) (tally.BallotAccount, error) {
	base, _, err := r.FrozenBase()
	return tally.BallotAccount{Base: base.Base,
		Printed: r.Printed, HandedOut: r.HandedOut, Unused: r.Unused, Destroyed: r.Destroyed,
		Present: r.Present, Exchanged: r.Exchanged, Returned: r.Returned, NotReturned: r.NotReturned, Sheet: sheet}, err
}

// differences lists what the seal waits for; see [tally.BallotAccount.Differences].
func (r Round) differences(sheet tally.Sheet) ([]tally.Finding, error) {
	account, err := r.account(sheet)
	return account.Differences(), err
}

// Excess lists papers that exceed people where a round was counted so, which nothing
// can explain.
func (r Round) Excess(sheet tally.Sheet) ([]tally.Finding, error) {
	account, err := r.account(sheet)
	return account.Excess(), err
}

// fitsPeople refuses papers that exceed people, whatever was explained; see
// [tally.BallotAccount.Excess]. Each sheet is a count, complete or not.
func (r Round) fitsPeople(sheets ...tally.Sheet) error {
	for _, sheet := range sheets {
		excess, err := r.Excess(sheet)
		if err != nil {
			return err
		}
		var findings []Finding
		for _, f := range excess {
			findings = append(findings, Finding{Code: f.Code, Law: true, Rule: "account",
				Params: pairs([]string{"left", itoa(f.Left), "right", itoa(f.Right)})})
		}
		if findings != nil {
			return &FindingsError{Findings: findings}
		}
	}
	return nil
}

// signSubject is what the two names under a seal stand for.
func (r Round) signSubject(sheet tally.Sheet) (string, error) {
	text, err := json.Marshal(sheet)
	if err != nil {
		return "", fmt.Errorf("congress: sheet: %w", err)
	}
	return subjectOf(JointSeal, r.ID, r.DefinitionHash, string(text), r.numbers()["present"], r.numbers()["handed_out"],
		r.Exchanged, r.Returned, r.Unused, r.NotReturned, r.Explanation), nil
}

func (r Round) explainSubject(text string) string {
	return subjectOf(JointExplain, r.ID, r.Present, r.HandedOut, r.Exchanged, r.Returned, r.Unused, r.NotReturned, text)
}

// ConfirmExplanation is one of the two names under a written explanation of
// an account that does not balance; the minutes print it. Both confirm the
// same words: an empty text confirms what the other wrote.
func (s *Service) ConfirmExplanation(ctx context.Context, by Actor, id RoundID, text string) error {
	text = clean(text)
	if err := AtMost("explanation", text, 1000); err != nil {
		return err
	}
	return s.act(ctx, by, id, func(a *Act) error {
		r := &a.Round
		if r.State != RoundOpened && r.State != RoundCounting {
			return r.Refuse("explain")
		}
		if err := countFitsPeople(ctx, a.tx, a.Round); err != nil {
			return err
		}
		if text == "" {
			earlier, err := confirmationsOf(ctx, a.tx, a.Round)
			if err != nil {
				return err
			}
			text = confirmedText(earlier, JointExplain)
		}
		if err := Required("explanation", text, 1000); err != nil {
			return err
		}
		subject := r.explainSubject(text)
		all, err := a.sign(ctx, JointExplain, subject, text)
		if err != nil {
			return err
		}
		if bothConfirmed(all, JointExplain, subject) {
			r.Explanation = text
		}
		return nil
	})
}

// ConfirmSeal is one of the two names under the result. With the second the
// round is sealed: the outcome is computed and logged, those elected are
// recorded, and everything that describes single papers is deleted in the
// same transaction. It reports whether the round is sealed now.
func (s *Service) ConfirmSeal(ctx context.Context, by Actor, id RoundID) (sealed bool, err error) {
	err = s.act(ctx, by, id, func(a *Act) error {
		sealed = false
		if a.Round.State != RoundCounting {
			return a.Round.Refuse("seal")
		}
		sheet, err := sealable(ctx, a.tx, a.Round)
		if err != nil {
			return err
		}
		if err := a.notesHold(ctx); err != nil {
			return err
		}
		if err := a.mustStand(ctx, 0); err != nil {
			return err
		}
		if err := a.onTheDay(ctx); err != nil {
			return err
		}
		subject, err := a.Round.signSubject(sheet)
		if err != nil {
			return err
		}
		all, err := a.sign(ctx, JointSeal, subject, "")
		if err != nil {
			return err
		}
		if sealed = bothConfirmed(all, JointSeal, subject); !sealed {
			return nil
		}
		return seal(ctx, a, sheet, all)
	})
	return sealed && err == nil, err
}

// sealable returns the sheet of a round whose count is complete and whose
// account balances or is explained.
func sealable(ctx context.Context, tx Tx, r Round) (tally.Sheet, error) {
	count, err := loadCount(ctx, tx, r)
	if err != nil {
		return tally.Sheet{}, err
	}
	sheet, findings, err := count.finished(ctx, tx)
	if err != nil {
		return sheet, err
	}
	if findings != nil {
		return sheet, &FindingsError{Findings: findings}
	}
	if err := r.fitsPeople(sheet); err != nil {
		return sheet, err
	}
	unbalanced, err := r.differences(sheet)
	if err == nil && len(unbalanced) > 0 && r.Explanation == "" {
		err = &BallotAccountError{Findings: unbalanced}
	}
	return sheet, err
}

// BallotAccountError refuses the seal because the ballot account does not balance
// and nobody has explained it.
type BallotAccountError struct{ Findings []tally.Finding }

func (e *BallotAccountError) Error() string {
	return fmt.Sprintf("congress: account does not balance: %s", e.Findings[0].Code)
}

// seal computes and stores the result; both names are there.
func seal(ctx context.Context, a *Act, sheet tally.Sheet, names []Confirmation) error {
	definition, err := a.Round.BallotDefinition()
	if err != nil {
		return err
	}
	outcome, err := OutcomeOf(a.Round, definition, sheet)
	if err != nil {
		return err
	}
	if err := a.moveRound(roundActionSeal); err != nil {
		return err
	}
	if err := a.Round.Keep(sheet, outcome); err != nil {
		return err
	}
	a.Round.SealedBy, a.Round.SealedAt = signatories(names), a.Now()
	contest, err := a.tx.Contest(ctx, a.Round.ContestID)
	if err != nil {
		return err
	}
	a.takeUpContest(contest)
	alternates, err := electedAlternates(ctx, a.tx, a.Congress, contest, a.Round, outcome)
	if err != nil {
		return err
	}
	before, err := a.tx.ElectedOf(ctx, a.Congress)
	if err != nil {
		return err
	}
	chosen := append(elected(definition.Office, a.Round, outcome), alternates...)
	joint := jointOf(contest, append(before, chosen...))
	if outcome.Next == tally.Complete && (contest.Office != ballot.Delegates || joint.places <= 0) {
		a.Contest.settle(SettledComplete, "", a.By)
	}
	sheaves, err := a.tx.Sheaves(ctx, a.Round)
	if err != nil {
		return err
	}
	sizes := make([]int, len(sheaves))
	for i, sheaf := range sheaves {
		sizes[i] = sheaf.Size
	}
	report, err := keepReport(ctx, a, append(before, chosen...))
	if err != nil {
		return err
	}
	a.Tell(ResultSealed{Round: a.Round.ID, Sheet: sheet, Outcome: outcome, Sheaves: sizes, Report: report})
	a.Recount()
	if err := a.tx.PutElected(ctx, chosen); err != nil {
		return err
	}
	return a.tx.WipeCount(ctx, a.Round)
}

// OutcomeOf runs the one tally function on a sheet, with the round's own base.
func OutcomeOf(r Round, d ballot.Definition, sheet tally.Sheet) (tally.Outcome, error) {
	base, _, err := r.FrozenBase()
	if err != nil {
		return tally.Outcome{}, err
	}
	return tally.Elect(base.head().Electorate, ContestOf(d), sheet)
}

// ContestOf returns tally's view of a frozen definition.
func ContestOf(d ballot.Definition) tally.Contest {
	return tally.Contest{Office: d.Office, Seats: d.List.Seats, Round: d.Round, Kind: d.Kind, Alternates: d.Alternates,
		Candidates: d.List.Candidates}
}

// Keep stores a result on the round: what was counted and what follows from it.
func (r *Round) Keep(sheet tally.Sheet, outcome tally.Outcome) error {
	sheetText, err := json.Marshal(sheet)
	outcomeText, err2 := json.Marshal(outcome)
	if err := errors.Join(err, err2); err != nil {
		return fmt.Errorf("congress: result: %w", err)
	}
	r.Sheet, r.Outcome = string(sheetText), string(outcomeText)
	return nil
}

func signatories(all []Confirmation) string {
	var names []string
	for _, c := range all {
		if c.Act == JointSeal {
			names = append(names, c.Name)
		}
	}
	return strings.Join(names, ", ")
}

// elected lists those whom a round elected, by votes.
func elected(office ballot.Office, r Round, o tally.Outcome) []Elected {
	votes := make(map[string]int, len(o.Rows))
	for _, row := range o.Rows {
		votes[row.ID] = row.Votes
	}
	rows := make([]Elected, len(o.Elected))
	for i, id := range o.Elected {
		rows[i] = Elected{OrgID: r.OrgID, CongressID: r.CongressID, ContestID: r.ContestID, RoundID: r.ID,
			MemberID: MemberID(id), Office: office, Rank: i + 1, Votes: votes[id], Base: o.Base}
	}
	return rows
}
