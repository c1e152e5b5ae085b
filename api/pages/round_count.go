package pages

import (
	"fmt"
	"slices"
	"strings"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// stage is a step of a round, as its page shows them across its head.
type stage struct {
	Text  string
	State string // "done", "now", ""
}

// stages shows how far a round is.
func (s rounds) stages(r congress.Round) []stage {
	at := slices.Index([]congress.RoundState{congress.RoundDrafting, congress.RoundFrozen, congress.RoundPrinted,
		congress.RoundVoting, congress.RoundOpened, congress.RoundCounting, congress.RoundSealed}, r.State)
	var stages []stage
	for i, key := range []string{"list", "papers", "handing", "box", "sheaves", "count", "result"} {
		st := stage{Text: s.words.Text("stage."+key, nil)}
		switch {
		case i < at:
			st.State = "done"
		case i == at:
			st.State = "now"
		}
		stages = append(stages, st)
	}
	return stages
}

// fact is what a person keeps in view of a round.
func (s rounds) fact(v congress.RoundView) string {
	if v.Round.Kind == ballot.TieBreak {
		return s.words.Text("round.fact_tie", map[string]string{"base": fmt.Sprint(v.Head.Base)})
	}
	return s.words.Text("round.fact", map[string]string{"base": fmt.Sprint(v.Head.Base),
		"needed": fmt.Sprint(v.Head.Needed)})
}

// Gap is the answer of the first sum that does not come out, "" where all do or
// the difference is explained.
func (data roundPage) Gap() string {
	if len(data.Balance) == 0 || data.Round.Explanation != "" {
		return ""
	}
	for _, e := range data.Equations {
		if e.Missing() != 0 {
			return e.Answer
		}
	}
	return data.Balance[0]
}

// Held is what stops the count although passes were entered.
func (data roundPage) Held() heldUp { return heldUpBy(data.RoundView.Findings, data.Pairs) }

// Thirds are the tellers who have no part in a pass yet; the chief, who can see
// what differs, counts none.
func (data roundPage) Thirds() []string {
	names := data.Overview.Names()
	busy := func(name string) bool {
		return slices.ContainsFunc(data.Pairs, func(p congress.Pair) bool {
			return congress.SameName(p.Typist, name) || congress.SameName(p.Reader, name)
		}) || slices.ContainsFunc(data.Grid, func(g sheafRow) bool {
			for _, by := range g.EnteredBy {
				if strings.Contains(by, name) {
					return true
				}
			}
			return false
		})
	}
	var free []string
	for _, o := range data.Overview.Officers {
		if name := names[o.MemberID]; o.Duty == congress.DutyTeller && !busy(name) {
			free = append(free, name)
		}
	}
	return free
}

// Sits names who took a pass, "" for nobody.
func (data roundPage) Sits(pass congress.Pass) string {
	for _, p := range data.Pairs {
		if p.Pass == pass {
			return p.Names()
		}
	}
	return ""
}

// MayThird reports whether a teller counts pass C, or may take it.
func (data roundPage) MayThird(name string) bool {
	return slices.Contains(data.Thirds(), name) || slices.ContainsFunc(data.Pairs, func(p congress.Pair) bool {
		return p.Pass == congress.PassC && congress.SameName(p.Typist, name)
	})
}

// Waits reports whether a sheaf is still to be entered in pass A or B.
func (data roundPage) Waits() bool { return blocks(data.RoundView.Findings, "sheaf_waiting") }

// Untouched reports whether nothing was entered yet, so that the way of counting
// may be chosen anew.
func (data roundPage) Untouched() bool {
	return len(data.HandCounts) == 0 && !slices.ContainsFunc(data.Grid, func(g sheafRow) bool {
		return len(g.EnteredBy) > 0
	})
}

// AtStation reports whether a sheaf is still to be entered at the station.
func (data roundPage) AtStation() bool { return blocks(data.RoundView.Findings, "sheaf_") }

// EntriesOpen are the tally sheets that nobody has typed yet: both, or the second
// alone where the first is summed from papers.
func (data roundPage) EntriesOpen() []int {
	open := []int{1, 2}
	if data.Round.Counting == congress.CountSinglePass {
		open = open[1:]
	}
	return slices.DeleteFunc(open, func(n int) bool {
		return slices.ContainsFunc(data.HandCounts, func(c congress.HandCount) bool { return c.Entry == n })
	})
}

// EntryDue is the first of them, 0 for none or for who typed the other: each is
// typed by another person.
func (data roundPage) EntryDue() int {
	open := data.EntriesOpen()
	if data.Typed || len(open) == 0 {
		return 0
	}
	return open[0]
}

// SheafOffered is how many papers a sheaf has where the committee chooses nothing else.
func (roundPage) SheafOffered() int { return ballot.DefaultSheaf }

// DrawOffered is, likewise, of how many sheaves that a machine read one is drawn.
func (roundPage) DrawOffered() int { return tally.DefaultDraw }

// MostDraw is of how many sheaves one is drawn at least.
func (roundPage) MostDraw() int { return tally.MaxDraw }
