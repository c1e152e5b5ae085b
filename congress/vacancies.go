package congress

import (
	"cmp"
	"context"
	"slices"

	"kiemphieu/ballot"
)

// Vacancy is a place of the cấp ủy of a cell that nobody holds since somebody left it.
type Vacancy struct {
	Office ballot.Office // committee, secretary or deputy
	Places int
	Left   Mandate // of who left last; its ID is "" where nobody is known
	Asked  bool    // the congress asked the superior to appoint somebody
}

// VacanciesOf lists what is vacant in a cell today. Once a meeting that fills it is set
// up, that is where it is filled, and the list is empty; so is that of other organisations.
func (s *Service) VacanciesOf(ctx context.Context, cell OrgID) ([]Vacancy, error) {
	var list []Vacancy
	err := s.store.View(ctx, func(tx Tx) (err error) {
		list, err = vacantToday(ctx, tx, cell)
		return err
	})
	return list, err
}

// VacantFor lists what a by-election is to fill on its day.
func (s *Service) VacantFor(ctx context.Context, meeting Congress) ([]Vacancy, error) {
	var list []Vacancy
	err := s.store.View(ctx, func(tx Tx) (err error) {
		list, err = vacanciesAt(ctx, tx, meeting)
		return err
	})
	return list, err
}

func vacantToday(ctx context.Context, tx Tx, cell OrgID) ([]Vacancy, error) {
	org, err := tx.Organisation(ctx, cell)
	if err != nil || org.Kind != KindCell {
		return nil, err
	}
	meetings, err := tx.CongressesOf(ctx, org)
	if err != nil || slices.ContainsFunc(meetings, Congress.fills) {
		return nil, err
	}
	today := Congress{OrgID: cell, Meeting: MeetingByElection, HeldOn: At(tx.Now()).Date()}
	list, err := vacanciesAt(ctx, tx, today)
	if err != nil {
		return nil, err
	}
	asked, err := askedToAppoint(ctx, tx, meetings)
	for i := range list {
		list[i].Asked = slices.Contains(asked, list[i].Office)
	}
	return list, err
}

// fills reports whether the meeting is still to give offices to somebody.
func (c Congress) fills() bool { return !c.Rehearsal && (!c.Over() || c.undecided()) }

// askedToAppoint lists the offices that the congress of the term left to the superior.
func askedToAppoint(ctx context.Context, tx Tx, meetings []Congress) ([]ballot.Office, error) {
	began, ok := Speaking(slices.DeleteFunc(slices.Clone(meetings), func(c Congress) bool { return !c.Stands() }))
	if !ok {
		return nil, nil
	}
	contests, err := tx.ContestsOf(ctx, began)
	var asked []ballot.Office
	for _, k := range contests {
		if k.Settled == SettledAppointed {
			asked = append(asked, k.Office)
		}
	}
	return asked, err
}

// vacanciesAt finds them as a by-election does, the committee's places first.
func vacanciesAt(ctx context.Context, tx Tx, meeting Congress) ([]Vacancy, error) {
	t, err := loadTenures(ctx, tx, meeting, nil)
	if err != nil {
		return nil, err
	}
	t.meeting.Term = t.running()
	var list []Vacancy
	places, known, err := vacancies(ctx, tx, t)
	for _, office := range MeetingByElection.ElectsIn() {
		v := Vacancy{Office: office, Places: 1, Left: t.left(office)}
		vacant := len(t.holders(office)) == 0 && v.Left.ID != ""
		if office == ballot.Committee {
			v.Places, vacant = places, known && places > 0
		}
		if vacant {
			list = append(list, v)
		}
	}
	return list, err
}

// running is the term in which somebody sits; where nobody does, that of who came last.
func (t tenures) running() string {
	var sat []Mandate
	for _, m := range t.mandates {
		if ofCommittee(m.Office) {
			sat = append(sat, m)
		}
	}
	if len(sat) == 0 {
		return ""
	}
	last := slices.MaxFunc(sat, func(a, b Mandate) int {
		if held := a.heldOn(t.meeting.HeldOn); held != b.heldOn(t.meeting.HeldOn) {
			return map[bool]int{true: 1, false: -1}[held]
		}
		return cmp.Compare(a.From, b.From)
	})
	return last.Term
}

// left finds who left an office last. A cell always has a secretary; a deputy or a
// member whom the next term did not elect leaves no place in it.
func (t tenures) left(office ballot.Office) Mandate {
	last := Mandate{}
	for _, m := range t.mandates {
		within := office == ballot.Secretary || m.Term == t.meeting.Term
		if m.Office == office && within && !m.heldOn(t.meeting.HeldOn) && m.To >= last.To {
			last = m
		}
	}
	return last
}
