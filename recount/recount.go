// Package recount counts the papers of a sealed round once more. A recount is
// a story that the log alone tells: who ordered it and who agreed, what two
// people found, each with a tally sheet of their own, and what was concluded. It
// stands beside the sealed result and overwrites nothing of it: what follows from
// a difference is for the congress to decide, or for the superior.
package recount

import (
	"encoding/json"
	"fmt"
	"slices"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// Step is what happened to a recount.
type Step string

// The steps, in order; a recount that nobody agreed to, or that two sheets never
// agreed on, is dropped.
const (
	Ordered Step = "ordered"
	Agreed  Step = "agreed" // by one of the presidium; the superior's order needs none
	Entered Step = "entered"
	Ended   Step = "ended"
	Dropped Step = "dropped"
)

// LoggedStep is a step as the log has it.
type LoggedStep struct {
	congress.RecountNoted
	At   congress.Instant
	By   congress.AccountID
	Role congress.Role
}

// Recount is one recount of a round.
type Recount struct {
	Number  int // of the round, from 1
	Order   LoggedStep
	Consent LoggedStep // Step is "" where nobody agreed
	Entries [2]LoggedStep
	End     LoggedStep // Step is "" while it goes on
}

// In reads the recounts of a round from its log.
func In(entries []congress.LogEntry, round congress.RoundID) ([]Recount, error) {
	var all []Recount
	for _, entry := range entries {
		told, err := toldIn(entry)
		if err != nil {
			return nil, err
		}
		if told.Round == round {
			all = add(all, told)
		}
	}
	return all, nil
}

// toldIn reads an event of the log; one of another kind is zero.
func toldIn(entry congress.LogEntry) (LoggedStep, error) {
	found, err := congress.EventsIn[congress.RecountNoted]([]congress.LogEntry{entry})
	if err != nil || len(found) == 0 {
		return LoggedStep{}, err
	}
	var leaf congress.LoggedEvent
	if err := json.Unmarshal(entry.Leaf, &leaf); err != nil {
		return LoggedStep{}, fmt.Errorf("recount: event %d: %w", entry.Seq, err)
	}
	at, err := leaf.Time()
	return LoggedStep{RecountNoted: found[0], At: at, By: leaf.By, Role: leaf.Role}, err
}

func add(all []Recount, told LoggedStep) []Recount {
	if Step(told.Step) == Ordered {
		return append(all, Recount{Number: len(all) + 1, Order: told})
	}
	if len(all) == 0 {
		return all
	}
	switch last := &all[len(all)-1]; Step(told.Step) {
	case Agreed:
		last.Consent = told
	case Entered:
		if told.Entry == 1 || told.Entry == 2 {
			last.Entries[told.Entry-1] = told
		}
	case Ended, Dropped:
		last.End = told
	case Ordered:
	}
	return all
}

// Open reports whether the recount goes on.
func (r Recount) Open() bool { return r.End.Step == "" }

// BySuperior reports whether the superior ordered it.
func (r Recount) BySuperior() bool { return r.Order.Role == congress.RoleSuperior }

// Stands reports whether it may be counted: two people want it, or the superior does.
func (r Recount) Stands() bool { return r.Open() && (r.BySuperior() || r.Consent.Step != "") }

// Dropped reports whether it ended without a result.
func (r Recount) Dropped() bool { return Step(r.End.Step) == Dropped }

// Entered reports whether a tally sheet was typed.
func (r Recount) Entered(entry int) bool { return r.Entries[entry-1].Sheet != nil }

// Sheet is what both tally sheets say, or false while they do not agree.
func (r Recount) Sheet() (tally.Sheet, bool) {
	a, b := r.Entries[0].Sheet, r.Entries[1].Sheet
	if a == nil || b == nil || !a.Equal(*b) {
		return tally.Sheet{}, false
	}
	return *a, true
}

// Disagree reports whether both sheets are there and differ.
func (r Recount) Disagree() bool {
	_, same := r.Sheet()
	return r.Entered(1) && r.Entered(2) && !same
}

// Verdict is what a recount says of the sealed result.
type Verdict string

// The verdicts.
const (
	Same    Verdict = "same"    // every figure
	Figures Verdict = "figures" // others, and the same people are elected
	People  Verdict = "people"  // other people would be elected
	Papers  Verdict = "papers"  // more papers than people were found, and so nothing follows
)

// Line is a figure of the sealed result beside that of the recount.
type Line struct {
	Name           string // of a person, or a code of a figure
	Person         bool
	Sealed, Again  int
	Elected, Would bool // of a person: by the sealed result, by the recount
}

// Differs reports whether the two say other things.
func (l Line) Differs() bool { return l.Sealed != l.Again || l.Elected != l.Would }

// Comparison is the sealed result and the recount, side by side.
type Comparison struct {
	Verdict Verdict
	Lines   []Line
}

// Compare holds a recount against the sealed outcome of its round; false while its
// two sheets do not agree.
func (r Recount) Compare(of congress.Round, d ballot.Definition, sealed tally.Outcome) (Comparison, bool) {
	again, ok := r.Sheet()
	if !ok {
		return Comparison{}, false
	}
	excess, unread := of.Excess(again)
	outcome, refused := congress.OutcomeOf(of, d, again)
	c := Comparison{Verdict: Same, Lines: []Line{{Name: "returned", Sealed: sealed.Returned, Again: again.Returned},
		{Name: "valid", Sealed: sealed.Valid, Again: again.Valid},
		{Name: "invalid", Sealed: sealed.Invalid, Again: again.Invalid}}}
	for i, candidate := range d.List.Candidates {
		c.Lines = append(c.Lines, Line{Name: candidate.Name, Person: true, Sealed: sealed.Rows[i].Votes,
			Again: again.Rows[i].Votes, Elected: sealed.Rows[i].Elected,
			Would: slices.Contains(outcome.Elected, candidate.ID)})
	}
	switch {
	case len(excess) > 0, unread != nil, refused != nil:
		c.Verdict = Papers
	case !slices.Equal(sealed.Elected, outcome.Elected), !slices.Equal(sealed.Tied, outcome.Tied),
		!slices.Equal(sealed.Alternates, outcome.Alternates):
		c.Verdict = People
	case slices.ContainsFunc(c.Lines, Line.Differs):
		c.Verdict = Figures
	}
	return c, true
}
