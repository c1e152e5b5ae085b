package ratify

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"kiemphieu/congress"
	letters "kiemphieu/congress/text"
)

// Term is a term of a superior committee, from a day on: its papers are numbered
// within it, whatever the term of the cell that they are about.
type Term struct {
	Name  string        `json:"term"`
	Since congress.Date `json:"since"`
}

// Terms are those of a committee, by day.
type Terms []Term

// On returns the term of a day, "" where none is known.
func (all Terms) On(day congress.Date) string {
	name := ""
	for _, t := range all {
		if t.Since <= day {
			name = t.Name
		}
	}
	return name
}

func termsKey(id congress.OrgID) string { return settingTerms + string(id) }

// termsOf lists the terms of a committee as far as somebody entered them.
func termsOf(ctx context.Context, tx Tx, org congress.OrgID) (Terms, error) {
	text, err := tx.Setting(ctx, termsKey(org))
	if errors.Is(err, congress.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var all Terms
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		return nil, fmt.Errorf("ratify: terms of %s: %w", org, err)
	}
	return all, nil
}

// EnterTerm says since which day the actor's committee is in a term; said again
// for a day, it replaces what was said. What was numbered since moves into it, but
// for a number that another paper has there. A cell's papers are of the term of
// their congress: it is refused by a [congress.FieldError].
func (s *Service) EnterTerm(ctx context.Context, by congress.Actor, t Term) error {
	t.Name = letters.Clean(t.Name)
	return s.store.InTx(ctx, func(tx Tx) error {
		today := congress.At(tx.Now()).Date()
		err := congress.WrongFields(congress.Required("own_term", t.Name, 60), congress.DayGiven("since", t.Since),
			congress.FieldHolds(t.Since <= today, "since", "future", string(t.Since)))
		if err != nil {
			return err
		}
		o, err := tx.LockOrganisation(ctx, by.OrgID)
		if err != nil {
			return err
		}
		if o.Kind == congress.KindCell {
			return &congress.FieldError{Field: "kind", Code: "unknown", Value: o.Name}
		}
		all, err := termsOf(ctx, tx, o.ID)
		if err != nil {
			return err
		}
		all = append(slices.DeleteFunc(all, func(old Term) bool { return old.Since == t.Since }), t)
		slices.SortFunc(all, func(a, b Term) int { return cmp.Compare(a.Since, b.Since) })
		text, err := json.Marshal(all)
		if err != nil {
			return fmt.Errorf("ratify: %w", err)
		}
		return errors.Join(tx.PutSetting(ctx, termsKey(o.ID), string(text)), refile(ctx, tx, o.ID, all))
	})
}

// refile moves the lines of a register into the term of their day.
func refile(ctx context.Context, tx Tx, org congress.OrgID, terms Terms) error {
	lines, err := tx.PaperNumbers(ctx, org)
	if err != nil {
		return err
	}
	slices.SortStableFunc(lines, func(a, b NumberedPaper) int { return cmp.Compare(a.Day, b.Day) })
	for _, line := range lines {
		moved := line
		if moved.Term = cmp.Or(terms.On(line.Day), line.Term); moved.Term == line.Term {
			continue
		}
		_, err := tx.PaperNumber(ctx, moved)
		if err == nil {
			continue
		}
		if !errors.Is(err, congress.ErrNotFound) {
			return err
		}
		if err := errors.Join(tx.DeletePaperNumber(ctx, line), tx.PutPaperNumber(ctx, moved)); err != nil {
			return err
		}
	}
	return nil
}

// inTermOf puts a paper into the term of who issues it, as far as that is known on
// its day; a line that the paper already has stays where it is.
func inTermOf(ctx context.Context, tx Tx, p NumberedPaper) (NumberedPaper, error) {
	terms, err := termsOf(ctx, tx, p.OrgID)
	if err != nil {
		return p, err
	}
	p.Term = cmp.Or(terms.On(p.Day), p.Term)
	lines, err := tx.PaperNumbers(ctx, p.OrgID)
	for _, l := range lines {
		if l.CongressID != "" && l.CongressID == p.CongressID && l.Kind == p.Kind && l.Series == p.Series &&
			l.Number == p.Number && l.Day == p.Day {
			p.Term = l.Term
		}
	}
	return p, err
}

// besideOf lists the lines beside which a paper is numbered: those of its series. A
// committee of which no term is known on their days numbers its papers about all
// congresses in one: what it would have of a congress is the term of a cell.
func besideOf(ctx context.Context, tx Tx, p NumberedPaper) ([]NumberedPaper, error) {
	terms, err := termsOf(ctx, tx, p.OrgID)
	if err != nil {
		return nil, err
	}
	guessed := func(of NumberedPaper) bool {
		return of.CongressID != "" && of.Kind != PaperSubmission && terms.On(of.Day) == ""
	}
	lines, err := tx.PaperNumbers(ctx, p.OrgID)
	return slices.DeleteFunc(lines, func(l NumberedPaper) bool {
		one := l
		if guessed(l) && guessed(p) {
			one.Term = p.Term
		}
		return !one.beside(p)
	}), err
}

// Issuer is what an organisation's next paper begins with.
type Issuer struct {
	Cell   bool  // a cell's papers are of the term of their congress
	Terms  Terms // of a committee above cells
	Series string
}

// IssuerOf tells how an organisation numbers its papers.
func (s *Service) IssuerOf(ctx context.Context, org congress.OrgID) (Issuer, error) {
	var issuer Issuer
	err := s.store.View(ctx, func(tx Tx) error {
		o, err := tx.Organisation(ctx, org)
		if err != nil {
			return err
		}
		lines, err := tx.PaperNumbers(ctx, org)
		if err != nil {
			return err
		}
		issuer.Cell, issuer.Series = o.Kind == congress.KindCell, seriesOf(lines, o)
		issuer.Terms, err = termsOf(ctx, tx, org)
		return err
	})
	return issuer, err
}

// NumberedAs finds the paper of a kind and day that stands in an organisation's
// register with these very words, the zero value where there is none.
func (s *Service) NumberedAs(ctx context.Context, org congress.OrgID, kind PaperKind, about string,
	day congress.Date) (NumberedPaper, error) {
	var found NumberedPaper
	err := s.store.View(ctx, func(tx Tx) error {
		lines, err := tx.PaperNumbers(ctx, org)
		for _, l := range lines {
			if l.Kind == kind && l.About == letters.Clean(about) && l.Day == day {
				found = l
			}
		}
		return err
	})
	return found, err
}
