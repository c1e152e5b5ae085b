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

// EnterHandCount stores totals from tally sheets (bảng kiểm phiếu). In
// CountTotals two people type them, entries 1 and 2; in CountSinglePass entry 2
// is the sum by hand that must agree with pass A. The same person may type his own
// entry again.
func (s *Service) EnterHandCount(ctx context.Context, by Actor, id RoundID, entry int, totals tally.Totals) error {
	if err := between("entry", entry, 1, 2); err != nil {
		return err
	}
	return s.roundStep(ctx, id, by, func(tx Tx, _ *Congress, r *Round) (Event, error) {
		if r.State != RoundCounting || r.Counting == CountTwoPasses || (r.Counting == CountSinglePass && entry == 1) {
			return nil, &StateError{Subject: "round", State: string(r.State), Action: "hand_count", By: r.ChangedBy, At: r.ChangedAt}
		}
		definition, err := r.BallotDefinition()
		if err != nil {
			return nil, err
		}
		if _, err := totals.Sheet(definition.List, r.HandedOut, r.Returned); err != nil {
			return nil, err
		}
		counts, err := tx.HandCounts(ctx, *r)
		if err != nil {
			return nil, err
		}
		for _, other := range counts {
			same := other.AccountID == by.AccountID
			if (other.Entry == entry) != same && (same || other.Entry == entry) {
				return nil, &PersonError{Code: "other_entry", Name: other.EnteredBy}
			}
		}
		text, err := json.Marshal(totals)
		if err != nil {
			return nil, fmt.Errorf("congress: totals: %w", err)
		}
		if err := withdrawSignatures(ctx, tx, *r); err != nil {
			return nil, err
		}
		h := HandCount{OrgID: r.OrgID, RoundID: r.ID, Entry: entry, Totals: string(text), AccountID: by.AccountID, EnteredBy: by.Name}
		return HandCountEntered{Round: r.ID, Entry: entry, Valid: totals.Valid}, tx.PutHandCount(ctx, h)
	})
}

// ClearHandCounts drops both entries so that the tally sheets are typed again.
func (s *Service) ClearHandCounts(ctx context.Context, by Actor, id RoundID) error {
	return s.roundStep(ctx, id, by, func(tx Tx, _ *Congress, r *Round) (Event, error) {
		if r.State != RoundCounting {
			return nil, &StateError{Subject: "round", State: string(r.State), Action: "hand_count", By: r.ChangedBy, At: r.ChangedAt}
		}
		return HandCountEntered{Round: r.ID}, tx.DeleteHandCounts(ctx, *r)
	})
}

// countCase is everything that decides whether a round can be sealed.
type countCase struct {
	round      Round
	definition ballot.Definition
	sheaves    []Sheaf
	batches    []Batch
	hand       []HandCount
}

func loadCount(ctx context.Context, tx Tx, r Round) (countCase, error) {
	c := countCase{round: r}
	var err error
	if c.definition, err = r.BallotDefinition(); err != nil {
		return c, err
	}
	if c.sheaves, err = tx.Sheaves(ctx, r); err != nil {
		return c, err
	}
	if c.batches, err = tx.Batches(ctx, r); err != nil {
		return c, err
	}
	c.hand, err = tx.HandCounts(ctx, r)
	return c, err
}

// sheet sums what was counted; findings of law say what is missing or
// differs, and then there is no sheet.
func (c countCase) sheet() (tally.Sheet, []Finding, error) {
	switch c.round.Counting {
	case CountTotals:
		return c.sheetOfHands()
	case CountSinglePass, CountTwoPasses:
	}
	counter := tally.NewCounter(c.definition.List)
	var findings []Finding
	for _, sheaf := range c.sheaves {
		b, finding := c.decided(sheaf.Number)
		if finding != nil {
			findings = append(findings, *finding)
			continue
		}
		for _, m := range b.MarkLines() {
			if err := counter.Add(m, 1); err != nil {
				return tally.Sheet{}, nil, err
			}
		}
	}
	if findings != nil {
		return tally.Sheet{}, findings, nil
	}
	sheet := counter.Sheet(c.round.HandedOut)
	if c.round.Counting == CountTwoPasses {
		return sheet, nil, nil
	}
	return c.agreeByHand(sheet)
}

// decided gives the batch that counts for a sheaf, or the finding that none does.
func (c countCase) decided(sheaf int) (Batch, *Finding) {
	if c.round.Counting == CountSinglePass {
		for _, b := range c.batches {
			if b.Sheaf == sheaf && b.Pass == PassA {
				return b, nil
			}
		}
		return Batch{}, countFinding("sheaf_waiting", "sheaf", itoa(sheaf))
	}
	b, status := agreedBatch(c.batches, sheaf)
	if status == SheafAgreed {
		return b, nil
	}
	return Batch{}, countFinding("sheaf_"+string(status), "sheaf", itoa(sheaf))
}

func countFinding(code string, params ...string) *Finding {
	return &Finding{Code: code, Law: true, Rule: "count", Params: pairs(params)}
}

// agreeByHand holds a single pass against the sum by hand.
func (c countCase) agreeByHand(sheet tally.Sheet) (tally.Sheet, []Finding, error) {
	second, findings, err := c.handSheet(2)
	if findings != nil || err != nil {
		return tally.Sheet{}, findings, err
	}
	if !sheet.Equal(second) {
		return tally.Sheet{}, []Finding{*countFinding("hand_differs")}, nil
	}
	return sheet, nil, nil
}

func (c countCase) sheetOfHands() (tally.Sheet, []Finding, error) {
	one, findings, err := c.handSheet(1)
	if findings != nil || err != nil {
		return tally.Sheet{}, findings, err
	}
	return c.agreeByHand(one)
}

func (c countCase) handSheet(entry int) (tally.Sheet, []Finding, error) {
	for _, h := range c.hand {
		if h.Entry != entry {
			continue
		}
		var totals tally.Totals
		if err := json.Unmarshal([]byte(h.Totals), &totals); err != nil {
			return tally.Sheet{}, nil, fmt.Errorf("congress: totals: %w", err)
		}
		sheet, err := totals.Sheet(c.definition.List, c.round.HandedOut, c.round.Returned)
		if err != nil { // the account was corrected since
			return sheet, []Finding{*countFinding("hand_outdated", "entry", itoa(entry))}, nil //nolint:nilerr // a finding, not a failure
		}
		return sheet, nil, nil
	}
	return tally.Sheet{}, []Finding{*countFinding("hand_missing", "entry", itoa(entry))}, nil
}

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
	return subjectOf(ActSeal, r.ID, r.DefinitionHash, string(text), r.numbers()["present"], r.numbers()["handed_out"],
		r.Exchanged, r.Returned, r.Unused, r.NotReturned, r.Explanation), nil
}

func (r Round) explainSubject(text string) string {
	return subjectOf(ActExplain, r.ID, r.Present, r.HandedOut, r.Exchanged, r.Returned, r.Unused, r.NotReturned, text)
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
			text = confirmedText(earlier, ActExplain)
		}
		if err := required("explanation", text, 1000); err != nil {
			return nil, err
		}
		subject := r.explainSubject(text)
		all, err := sign(ctx, tx, *c, *r, by, ActExplain, subject, text)
		if err != nil {
			return nil, err
		}
		if bothConfirmed(all, ActExplain, subject) {
			r.Explanation = text
		}
		return Confirmed{Round: r.ID, Act: ActExplain, Subject: subject, Text: text}, nil
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
		all, err := sign(ctx, tx, *c, *r, by, ActSeal, subject, "")
		if err != nil {
			return nil, err
		}
		confirmed := Confirmed{Round: r.ID, Act: ActSeal, Subject: subject}
		if !bothConfirmed(all, ActSeal, subject) {
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
	if err := r.keep(sheet, outcome); err != nil {
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

// outcomeOf runs the one tally function on a sheet.
func outcomeOf(ctx context.Context, tx Tx, c Congress, r Round, sheet tally.Sheet) (tally.Outcome, error) {
	roster, err := tx.Members(ctx, c)
	if err != nil {
		return tally.Outcome{}, err
	}
	definition, err := r.BallotDefinition()
	if err != nil {
		return tally.Outcome{}, err
	}
	return tally.Elect(HeadOf(roster).Electorate, ContestOf(definition), sheet)
}

// ContestOf gives tally's view of a frozen definition.
func ContestOf(d ballot.Definition) tally.Contest {
	return tally.Contest{Office: d.Office, Seats: d.List.Seats, Round: d.Round, Kind: d.Kind, Candidates: d.List.Candidates}
}

func (r *Round) keep(sheet tally.Sheet, outcome tally.Outcome) error {
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
		if c.Act == ActSeal {
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

func settle(ctx context.Context, tx Tx, id ContestID, how Settlement, decision string, by Actor) error {
	contest, err := tx.Contest(ctx, id)
	if err != nil {
		return err
	}
	contest.Settled, contest.Decision, contest.SettledBy = how, decision, by.Name
	return tx.PutContest(ctx, contest)
}

// SettleShort records that the congress leaves the open seats unfilled (bầu
// thiếu), or, for a secretary after the third ballot, that the superior
// appoints (SettledAppointed).
func (s *Service) SettleShort(ctx context.Context, by Actor, id ContestID, how Settlement, decision string) error {
	decision = strings.TrimSpace(decision)
	if err := required("decision", decision, 500); err != nil {
		return err
	}
	if how != SettledShort && how != SettledAppointed {
		return &FieldError{Field: "settlement", Code: "unknown", Value: string(how)}
	}
	return s.contestStep(ctx, id, by, func(tx Tx, c *Congress, contest *Contest) (Event, error) {
		if contest.Settled != SettledNot {
			return nil, &StateError{Subject: "contest", State: string(contest.Settled), Action: "settle", By: contest.SettledBy}
		}
		rounds, err := roundsOfContest(ctx, tx, *c, contest.ID)
		if err != nil {
			return nil, err
		}
		if err := mayEnd(*c, *contest, rounds, how); err != nil {
			return nil, err
		}
		contest.Settled, contest.Decision, contest.SettledBy = how, decision, by.Name
		return ContestSettled{Contest: contest.ID, Settlement: how, Decision: decision}, nil
	})
}

// mayEnd: at least one sealed round, none running, no untried tie; and an
// appointment only after the third ballot for secretary.
func mayEnd(c Congress, contest Contest, rounds []Round, how Settlement) error {
	sealed := 0
	for _, r := range rounds {
		if r.Open() {
			return &StateError{Subject: "round", State: string(r.State), Action: "settle", By: r.ChangedBy, At: r.ChangedAt}
		}
		if r.State == RoundSealed {
			sealed++
		}
	}
	if sealed == 0 {
		return &StateError{Subject: "contest", State: "no_result", Action: "settle"}
	}
	outcome, err := lastOutcome(rounds)
	if err != nil {
		return err
	}
	if outcome.Next == tally.TieBallot {
		return &StateError{Subject: "contest", State: "tied", Action: "settle"}
	}
	rules, err := rulesOf(c)
	if err != nil {
		return err
	}
	if how == SettledAppointed && (contest.Office != ballot.Secretary || sealed < rules.SecretaryMaxRounds) {
		return &StateError{Subject: "contest", State: "too_early", Action: "appoint"}
	}
	return nil
}
