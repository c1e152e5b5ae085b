package congress

import (
	"context"
	"fmt"
	"slices"

	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// A by-election (hội nghị chi bộ bầu bổ sung) fills places of the cấp ủy within
// a term: members of the committee, then the secretary, then the deputy. Its
// electorate is that of a members' congress; what is vacant is told by the
// mandates that it finds.

// ElectsIn lists the offices that a meeting of this kind elects.
func (m Meeting) ElectsIn() []ballot.Office {
	if m == MeetingByElection {
		return []ballot.Office{ballot.Committee, ballot.Secretary, ballot.Deputy}
	}
	return []ballot.Office{ballot.Committee, ballot.Secretary, ballot.Deputy, ballot.Delegates, ballot.Other}
}

// in returns the head as one of a congress's meeting: the words differ, not the numbers.
func (h Head) in(c Congress) Head {
	if c.ByElection() {
		h.Electorate.Meeting = tally.CellMeeting
	}
	return h
}

// vacancies counts the places of a committee that nobody holds, or reports
// that they are not known: without a committee that was kept, or without the
// congress that decided how many it has.
func vacancies(ctx context.Context, tx Tx, t tenures) (n int, known bool, err error) {
	sitting := len(t.holders(ballot.Committee))
	if !t.meeting.ByElection() || !t.kept(ballot.Committee) {
		return 0, false, nil
	}
	meetings, err := tx.CongressesOf(ctx, Organisation{ID: t.meeting.OrgID})
	if err != nil {
		return 0, false, err
	}
	began, ok := Speaking(slices.DeleteFunc(meetings, func(c Congress) bool {
		return c.Term != t.meeting.Term || !c.Stands()
	}))
	if !ok {
		return 0, false, nil
	}
	contests, err := tx.ContestsOf(ctx, began)
	for _, k := range contests {
		if k.Office == ballot.Committee {
			return max(0, k.Seats-sitting), true, err
		}
	}
	return 0, false, err
}

// Fell reports whether a by-election fell with the congress of its term: that was
// annulled, so that there is nothing which it adds to, or which it could add to.
func (c Congress) Fell(meetings []Congress) bool {
	annulled := false
	for _, m := range meetings {
		if m.ByElection() || m.Rehearsal || m.Term != c.Term || m.Compare(c) > 0 {
			continue
		}
		if m.Stands() {
			return false
		}
		annulled = annulled || m.State == StateAnnulled
	}
	return annulled && c.ByElection() && !c.Rehearsal
}

// withinTerm refuses a by-election of a term that has not begun on its day.
func withinTerm(ctx context.Context, tx Tx, c Congress) error {
	if !c.ByElection() || c.Rehearsal {
		return nil
	}
	meetings, err := tx.CongressesOf(ctx, Organisation{ID: c.OrgID})
	if err != nil {
		return err
	}
	if c.Fell(meetings) {
		return &FieldError{Field: "term", Code: "term_annulled", Value: c.Term}
	}
	began := Date("")
	for _, m := range meetings {
		begins := m.Stands() && !m.ByElection() && !m.Rehearsal && m.Term == c.Term
		if begins && (began == "" || m.HeldOn < began) {
			began = m.HeldOn
		}
	}
	if began > c.HeldOn {
		return &FieldError{Field: "held_on", Code: "before_term", Value: string(c.HeldOn), Limit: string(began)}
	}
	return nil
}

// checkVacancies: a by-election fills what is vacant, and nobody is elected to
// an office that they hold.
func (l listCase) checkVacancies(add adder) {
	office := l.contest.Office
	held := slices.DeleteFunc(l.tenures.holders(office), l.leaves)
	if office == ballot.Committee {
		if l.vacantKnown && l.contest.Seats > l.vacant {
			add(true, "vacancies", "more_than_vacant", "seats", fmt.Sprint(l.contest.Seats), "vacant",
				fmt.Sprint(l.vacant))
		}
		if total := len(held) + l.contest.Seats; total > l.rules.CommitteeMax {
			add(true, "committee_size", "committee_over_max", "seats", fmt.Sprint(total), "max",
				fmt.Sprint(l.rules.CommitteeMax))
		}
	} else if len(held) > 0 {
		add(true, "vacancies", "office_not_vacant", "name", held[0].Name, "office", string(office))
	}
	for _, n := range l.nominations {
		if m := l.members[n.MemberID]; l.tenures.of(m, office) == ballot.TenureHeld {
			add(true, "vacancies", "sits_already", "name", m.Name)
		}
	}
}

// leaves reports whether this meeting elected who holds an office to another that is
// not held beside it.
func (l listCase) leaves(held Mandate) bool {
	return slices.ContainsFunc(l.elected, func(e Elected) bool {
		who := l.members[e.MemberID]
		return aside(e.Office) == held.Office && held.like(who) == samePerson && l.tenures.alone(held)
	})
}

// checkOrderInTerm: members of the committee first, where any are elected; then
// the secretary and the deputy, from those who sit or were just elected.
func (l listCase) checkOrderInTerm(add adder) {
	office := l.contest.Office
	if office == ballot.Committee {
		return
	}
	for _, before := range l.contests {
		earlier := before.Office == ballot.Committee || before.Office == ballot.Secretary && office == ballot.Deputy
		if earlier && before.Office != office && before.Settled == SettledNot {
			add(true, "order", map[ballot.Office]string{ballot.Committee: "committee_first",
				ballot.Secretary: "secretary_first"}[before.Office])
		}
	}
	committee := l.head.Official >= l.rules.CommitteeMinMembers
	for _, n := range l.nominations {
		m := l.members[n.MemberID]
		sits := m.Incumbent || l.tenures.of(m, ballot.Committee) == ballot.TenureHeld
		if committee && !sits && !l.holds(n.MemberID, ballot.Committee) {
			add(true, "order", "not_sitting", "name", m.Name, "office", string(office))
		}
		secretary := l.tenures.of(m, ballot.Secretary) == ballot.TenureHeld || l.holds(n.MemberID, ballot.Secretary)
		if office == ballot.Deputy && secretary {
			add(true, "order", "deputy_is_secretary", "name", m.Name)
		}
	}
}
