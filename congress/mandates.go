package congress

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"kiemphieu/ballot"
)

// MandateInput is what a person types about an office that somebody holds or held.
type MandateInput struct {
	Office    ballot.Office
	Term      string
	Name      string
	Born      Birth
	Card      string
	From      Date
	To        Date // "" in office
	How       How
	Decision  string
	DecidedOn Date
	Ending    string // why it ended
	Grounds   string // why it is written down by hand
}

func (in MandateInput) check(today Date) error {
	return WrongFields(
		FieldHolds(slices.Contains(MandateOffices(), in.Office), "office", "unknown", string(in.Office)),
		Required("term", in.Term, 40), Required("name", in.Name, 100),
		FieldHolds(in.Born.Valid(), "born", "format", string(in.Born)), AtMost("card", in.Card, 20),
		dayUntil("from", in.From, today), in.checkEnd(today),
		FieldHolds(slices.Contains(Hows(), in.How), "how", "unknown", string(in.How)),
		AtMost("decision", in.Decision, 60),
		WrongFields(FieldHolds(in.DecidedOn.Valid(), "decided_on", "format", string(in.DecidedOn)),
			FieldHolds(in.DecidedOn <= today, "decided_on", "future", string(in.DecidedOn))),
		Required("grounds", in.Grounds, 300),
	)
}

// checkEnd: an end has a day and a reason, or is none.
func (in MandateInput) checkEnd(today Date) error {
	if in.To == "" {
		return FieldHolds(in.Ending == "", "to", "required", "")
	}
	if err := dayUntil("to", in.To, today); err != nil {
		return err
	}
	return WrongFields(FieldHolds(in.To >= in.From, "to", "before_from", string(in.To)),
		Required("ending", in.Ending, 300))
}

// dayUntil refuses a day that is missing, is none or has not come.
func dayUntil(field string, day, today Date) error {
	if err := DayGiven(field, day); err != nil {
		return err
	}
	return FieldHolds(day <= today, field, "future", string(day))
}

// OfficesView is who holds and held which office in an organisation.
type OfficesView struct {
	Organisation Organisation
	Mandates     []Mandate     // newest first
	Notes        []MandateNote // what was done by hand, the newest first
	People       []Member      // of the newest roster, who may be named
}

// InForce lists the mandates that are in force, in the order of offices.
func (v OfficesView) InForce() []Mandate {
	held := slices.DeleteFunc(slices.Clone(v.Mandates), func(m Mandate) bool { return !m.InForce() })
	slices.SortStableFunc(held, func(a, b Mandate) int {
		return cmp.Or(cmp.Compare(slices.Index(MandateOffices(), a.Office), slices.Index(MandateOffices(), b.Office)),
			compareNames(a.Name, b.Name))
	})
	return held
}

// Past lists those that ended or were struck.
func (v OfficesView) Past() []Mandate {
	return slices.DeleteFunc(slices.Clone(v.Mandates), func(m Mandate) bool { return m.InForce() })
}

// OfficesOf loads the page of offices.
func (s *Service) OfficesOf(ctx context.Context, id OrgID) (OfficesView, error) {
	var v OfficesView
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		if v.Organisation, err = tx.Organisation(ctx, id); err != nil {
			return err
		}
		if v.Mandates, err = tx.Mandates(ctx, id); err != nil {
			return err
		}
		slices.Reverse(v.Mandates)
		if v.Notes, err = tx.MandateNotes(ctx, id); err != nil {
			return err
		}
		slices.Reverse(v.Notes)
		if v.Organisation.Kind == KindCell {
			v.People, err = newestRoster(ctx, tx, v.Organisation)
		}
		return err
	})
	return v, err
}

// newestRoster returns the members of the organisation's latest meeting.
func newestRoster(ctx context.Context, tx Tx, org Organisation) ([]Member, error) {
	latest, err := latestMeeting(ctx, tx, org, func(Congress) bool { return true })
	if err != nil || latest.ID == "" {
		return nil, err
	}
	members, err := tx.Members(ctx, latest)
	slices.SortStableFunc(members, func(a, b Member) int { return compareNames(a.Name, b.Name) })
	return members, err
}

// latestMeeting finds the latest of an organisation's own meetings for which
// something holds; its ID is "" where there is none.
func latestMeeting(ctx context.Context, tx Tx, org Organisation, holds func(Congress) bool) (Congress, error) {
	meetings, err := tx.CongressesOf(ctx, org)
	var latest Congress
	for _, c := range meetings {
		if !c.Rehearsal && holds(c) && (latest.ID == "" || c.Compare(latest) > 0) {
			latest = c
		}
	}
	return latest, err
}

// NoteMandate writes down an office that somebody holds or held without a
// congress in this program. Only one holds the office of secretary or deputy.
func (s *Service) NoteMandate(ctx context.Context, by Actor, org OrgID, in MandateInput) error {
	in.Name, in.Term, in.Card = NormalizeName(in.Name), clean(in.Term), clean(in.Card)
	in.Decision, in.Ending, in.Grounds = clean(in.Decision), clean(in.Ending), clean(in.Grounds)
	id, err := newID(s.random)
	if err != nil {
		return err
	}
	return s.officeAct(ctx, by, org, func(tx Tx, o Organisation) ([]Event, error) {
		if err := in.check(At(tx.Now()).Date()); err != nil {
			return nil, err
		}
		if err := in.find(ctx, tx, o); err != nil {
			return nil, err
		}
		m := Mandate{OrgID: o.ID, ID: MandateID(id), Office: in.Office, Term: in.Term, Name: in.Name, Born: in.Born,
			Card: in.Card, From: in.From, To: in.To, How: in.How, Decision: in.Decision, DecidedOn: in.DecidedOn,
			Ending: in.Ending, NotedBy: by.Name, NotedAt: At(tx.Now())}
		all, err := tx.Mandates(ctx, o.ID)
		if err != nil {
			return nil, err
		}
		for _, other := range all {
			if err := m.beside(other); err != nil {
				return nil, err
			}
		}
		if err := tx.AddMandateNote(ctx, m.note(by, byHand, in.Grounds, m.NotedAt)); err != nil {
			return nil, err
		}
		noted := mandateNoted{Mandate: m.ID, Office: m.Office, Term: m.Term, From: m.From, To: m.To, How: m.How,
			Decision: m.Decision}
		left, err := m.keep(ctx, tx, by)
		return append([]Event{noted}, left...), err
	})
}

// keep writes down a mandate by hand, and notes which other ended with it.
func (m Mandate) keep(ctx context.Context, tx Tx, by Actor) (left []Event, err error) {
	others, err := KeepMandate(ctx, tx, m)
	if err != nil {
		return nil, err
	}
	for _, other := range others {
		left = append(left, mandateEnded{Mandate: other.ID, Office: other.Office, On: other.To, Reason: other.Ending})
		if err := tx.AddMandateNote(ctx, other.note(by, endedByHand, other.Ending, At(tx.Now()))); err != nil {
			return nil, err
		}
	}
	return left, nil
}

// find takes card and birth from the newest roster where no more than the name
// was typed, and one member has it.
func (in *MandateInput) find(ctx context.Context, tx Tx, o Organisation) error {
	if in.Born != "" || in.Card != "" {
		return nil
	}
	people, err := newestRoster(ctx, tx, o)
	people = slices.DeleteFunc(people, func(m Member) bool { return !SameName(m.Name, in.Name) })
	if len(people) == 1 {
		in.Born, in.Card = people[0].Born, people[0].Card
	}
	return err
}

// beside refuses a mandate that stands already, and a second secretary or deputy.
func (m Mandate) beside(other Mandate) error {
	single := m.Office == ballot.Secretary || m.Office == ballot.Deputy
	switch {
	case other.Office != m.Office || !m.InForce() || !other.InForce():
		return nil
	case SameName(m.Name, other.Name) && m.Born == other.Born && m.Card == other.Card:
		return &FieldError{Field: "name", Code: "holds_office", Value: other.Name}
	case single:
		return &FieldError{Field: "office", Code: "office_held", Value: other.Name}
	}
	return nil
}

// EndMandate ends a mandate with a day and a reason, or strikes one that was
// written by mistake: then nobody held the office. What was written stays. Who
// leaves the committee is not its secretary or deputy any more.
func (s *Service) EndMandate(ctx context.Context, by Actor, org OrgID, id MandateID, on Date, reason string,
	struck bool) error {
	reason = clean(reason)
	return s.officeAct(ctx, by, org, func(tx Tx, o Organisation) ([]Event, error) {
		all, err := tx.Mandates(ctx, o.ID)
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(all, func(m Mandate) bool { return m.ID == id })
		if at < 0 {
			return nil, ErrNotFound
		}
		m := all[at]
		if m.Struck || (m.To != "" && !struck) {
			return nil, Standing{Subject: "mandate", State: "ended"}.Refuse("end")
		}
		day := dayUntil("on", on, At(tx.Now()).Date())
		if day == nil && on < m.From {
			day = &FieldError{Field: "on", Code: "before_from", Value: string(on)}
		}
		if struck {
			day, on = nil, m.To
		}
		if err := WrongFields(day, Required("reason", reason, 300)); err != nil {
			return nil, err
		}
		m.To, m.Ending, m.Struck = on, reason, struck
		ended := []Mandate{m}
		if m.Office == ballot.Committee && !struck {
			ended = append(ended, m.dependent(all)...)
		}
		var events []Event
		for _, m := range ended {
			event, err := m.end(ctx, tx, by)
			if err != nil {
				return nil, err
			}
			events = append(events, event)
		}
		return events, nil
	})
}

// dependent lists the offices in which somebody is from the committee alone, ended as
// their place in it.
func (m Mandate) dependent(all []Mandate) []Mandate {
	var ended []Mandate
	for _, other := range all {
		from := other.Office == ballot.Secretary || other.Office == ballot.Deputy
		if from && other.InForce() && other.From <= m.To && m.like(other.person()) == samePerson {
			other.To, other.Ending = m.To, m.Ending
			ended = append(ended, other)
		}
	}
	return ended
}

// end writes down that a mandate ended, or was struck.
func (m Mandate) end(ctx context.Context, tx Tx, by Actor) (Event, error) {
	act := endedByHand
	if m.Struck {
		act = struckByHand
	}
	if err := tx.AddMandateNote(ctx, m.note(by, act, m.Ending, At(tx.Now()))); err != nil {
		return nil, err
	}
	_, err := KeepMandate(ctx, tx, m)
	return mandateEnded{Mandate: m.ID, Office: m.Office, On: m.To, Reason: m.Ending, Struck: m.Struck}, err
}

// officeAct changes the mandates of an organisation. Where a meeting of it is
// under way or being prepared, whose lists are held against them, the log of
// that meeting tells of it.
func (s *Service) officeAct(ctx context.Context, by Actor, org OrgID,
	work func(Tx, Organisation) ([]Event, error)) error {
	var open Congress
	var o Organisation
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		if o, err = tx.Organisation(ctx, org); err != nil {
			return err
		}
		if !by.Sees(o.Path) {
			return ErrNotFound
		}
		open, err = latestMeeting(ctx, tx, o, func(c Congress) bool { return !c.Over() })
		return err
	})
	if err != nil {
		return err
	}
	if open.ID == "" {
		return s.store.InTx(ctx, func(tx Tx) error {
			_, err := work(tx, o)
			return err
		})
	}
	return s.act(ctx, by, open.ID, func(a *Act) error {
		events, err := work(a.tx, o)
		a.events = append(a.events, events...)
		return err
	})
}

// CarryMandates has who is in office in an organisation go on in the one into
// which it was merged on a day: there they hold what they held, since when they held
// it. Here it ended on that day. A second secretary or deputy does not go on, nor
// does who holds the same office there already.
func CarryMandates(ctx context.Context, tx Tx, by Actor, from, into Organisation, on Date) error {
	held, err := tx.Mandates(ctx, from.ID)
	if err != nil {
		return err
	}
	there, err := tx.Mandates(ctx, into.ID)
	if err != nil {
		return err
	}
	now := At(tx.Now())
	for _, m := range held {
		if !m.InForce() {
			continue
		}
		goesOn, act := m, carriedOn
		goesOn.OrgID = into.ID
		if slices.ContainsFunc(there, func(other Mandate) bool { return goesOn.beside(other) != nil }) {
			act = endedByHand
		} else {
			there = append(there, goesOn)
			came := goesOn.note(by, cameHere, from.Name, now)
			if err := errors.Join(tx.PutMandate(ctx, goesOn), tx.AddMandateNote(ctx, came)); err != nil {
				return err
			}
		}
		m.To, m.Ending = max(on, m.From), mergedInto+into.Name
		left := m.note(by, act, into.Name, now)
		if err := errors.Join(tx.PutMandate(ctx, m), tx.AddMandateNote(ctx, left)); err != nil {
			return err
		}
	}
	return nil
}

// mergedInto begins why a mandate ended with its organisation.
const mergedInto = "Sáp nhập vào "

// Merged reports whether a mandate ended with its organisation, and may go on in the one
// into which that was merged.
func (m Mandate) Merged() bool { return strings.HasPrefix(m.Ending, mergedInto) }
