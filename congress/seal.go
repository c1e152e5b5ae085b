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

// account gives the ballot account of the round with what was counted.
func (r Round) account(sheet tally.Sheet) tally.Account {
	return tally.Account{Printed: r.Printed, HandedOut: r.HandedOut, Unused: r.Unused, Destroyed: r.Destroyed,
		Present: r.Present, Exchanged: r.Exchanged, Returned: r.Returned, NotReturned: r.NotReturned, Sheet: sheet}
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
	text = strings.TrimSpace(text)
	if err := atMost("explanation", text, 1000); err != nil {
		return err
	}
	return s.roundStep(ctx, id, by, func(tx Tx, c *Congress, r *Round) (Event, error) {
		if r.State != RoundCounting {
			return nil, &StateError{Subject: "round", State: string(r.State), Action: "explain", By: r.ChangedBy, At: r.ChangedAt}
		}
		if text == "" {
			earlier, err := tx.Confirmations(ctx, *r)
			if err != nil {
				return nil, err
			}
			text = confirmedText(earlier, JointExplain)
		}
		if err := required("explanation", text, 1000); err != nil {
			return nil, err
		}
		subject := r.explainSubject(text)
		all, err := sign(ctx, tx, *c, *r, by, JointExplain, subject, text)
		if err != nil {
			return nil, err
		}
		if bothConfirmed(all, JointExplain, subject) {
			r.Explanation = text
		}
		return Confirmed{Round: r.ID, Act: JointExplain, Subject: subject, Text: text}, nil
	})
}

// ConfirmSeal is one of the two names under the result. With the second the
// round is sealed: the outcome is computed and logged, those elected are
// recorded, and everything that describes single papers is deleted in the
// same transaction. It reports whether the round is sealed now.
func (s *Service) ConfirmSeal(ctx context.Context, by Actor, id RoundID) (sealed bool, err error) {
	err = s.roundStep(ctx, id, by, func(tx Tx, c *Congress, r *Round) (Event, error) {
		sealed = false
		if r.State != RoundCounting {
			return nil, &StateError{Subject: "round", State: string(r.State), Action: "seal", By: r.ChangedBy, At: r.ChangedAt}
		}
		sheet, err := sealable(ctx, tx, *r)
		if err != nil {
			return nil, err
		}
		subject, err := r.signSubject(sheet)
		if err != nil {
			return nil, err
		}
		all, err := sign(ctx, tx, *c, *r, by, JointSeal, subject, "")
		if err != nil {
			return nil, err
		}
		confirmed := Confirmed{Round: r.ID, Act: JointSeal, Subject: subject}
		if !bothConfirmed(all, JointSeal, subject) {
			return confirmed, nil
		}
		if err := AppendEvent(ctx, tx, *c, by, confirmed); err != nil {
			return nil, err
		}
		c.LogSize++
		sealed = true
		return s.seal(ctx, tx, by, *c, r, sheet, all)
	})
	return sealed && err == nil, err
}

// sealable gives the sheet of a round whose count is complete and whose
// account balances or is explained.
func sealable(ctx context.Context, tx Tx, r Round) (tally.Sheet, error) {
	count, err := loadCount(ctx, tx, r)
	if err != nil {
		return tally.Sheet{}, err
	}
	sheet, findings, err := count.sheet()
	if err != nil {
		return sheet, err
	}
	if findings != nil {
		return sheet, &FindingsError{Findings: findings}
	}
	if unbalanced := r.account(sheet).Check(); len(unbalanced) > 0 && r.Explanation == "" {
		return sheet, &AccountError{Findings: unbalanced}
	}
	return sheet, nil
}

// AccountError refuses the seal because the ballot account does not balance
// and nobody has explained it.
type AccountError struct{ Findings []tally.Finding }

func (e *AccountError) Error() string {
	return fmt.Sprintf("congress: account does not balance: %s", e.Findings[0].Code)
}

// seal computes and stores the result; the caller has both names.
func (s *Service) seal(ctx context.Context, tx Tx, by Actor, c Congress, r *Round, sheet tally.Sheet, names []Confirmation) (Event, error) {
	outcome, err := outcomeOf(ctx, tx, c, *r, sheet)
	if err != nil {
		return nil, err
	}
	if err := r.Move(RoundActionSeal, by, At(tx.Now())); err != nil {
		return nil, err
	}
	if err := r.Keep(sheet, outcome); err != nil {
		return nil, err
	}
	r.SealedBy, r.SealedAt = signatories(names), At(tx.Now())
	if err := recordElected(ctx, tx, *r, outcome); err != nil {
		return nil, err
	}
	if outcome.Next == tally.Complete {
		if err := settle(ctx, tx, r.ContestID, SettledComplete, "", by); err != nil {
			return nil, err
		}
	}
	sheaves, err := tx.Sheaves(ctx, *r)
	if err != nil {
		return nil, err
	}
	sizes := make([]int, len(sheaves))
	for i, sheaf := range sheaves {
		sizes[i] = sheaf.Size
	}
	return ResultSealed{Round: r.ID, Sheet: sheet, Outcome: outcome, Sheaves: sizes}, tx.WipeCount(ctx, *r)
}

// outcomeOf runs the one tally function on a sheet. More papers than people is
// a hard stop that no explanation cures (rules 7.1).
func outcomeOf(ctx context.Context, tx Tx, c Congress, r Round, sheet tally.Sheet) (tally.Outcome, error) {
	roster, err := tx.Members(ctx, c)
	if err != nil {
		return tally.Outcome{}, err
	}
	definition, err := r.BallotDefinition()
	if err != nil {
		return tally.Outcome{}, err
	}
	head := HeadOf(roster)
	if most := min(head.Base, sheet.Issued); sheet.Genuine() > most {
		return tally.Outcome{}, &FindingsError{Findings: []Finding{{Code: "papers_over_people", Law: true, Rule: "account",
			Params: pairs([]string{"papers", fmt.Sprint(sheet.Genuine()), "most", fmt.Sprint(most)})}}}
	}
	return tally.Elect(head.Electorate, ContestOf(definition), sheet)
}

// ContestOf gives tally's view of a frozen definition.
func ContestOf(d ballot.Definition) tally.Contest {
	return tally.Contest{Office: d.Office, Seats: d.List.Seats, Round: d.Round, Kind: d.Kind, Candidates: d.List.Candidates}
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

func recordElected(ctx context.Context, tx Tx, r Round, o tally.Outcome) error {
	votes := make(map[string]int, len(o.Rows))
	for _, row := range o.Rows {
		votes[row.ID] = row.Votes
	}
	contest, err := tx.Contest(ctx, r.ContestID)
	if err != nil {
		return err
	}
	elected := make([]Elected, len(o.Elected))
	for i, id := range o.Elected {
		elected[i] = Elected{OrgID: r.OrgID, CongressID: r.CongressID, ContestID: r.ContestID, RoundID: r.ID,
			MemberID: MemberID(id), Office: contest.Office, Rank: i + 1, Votes: votes[id], Base: o.Base}
	}
	return tx.PutElected(ctx, elected)
}
