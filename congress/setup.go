package congress

import (
	"cmp"
	"context"

	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// CongressInput is what a person types to set up a congress.
type CongressInput struct {
	Meeting   Meeting
	Title     string
	Term      string // "2022–2025"
	Ordinal   int    // "lần thứ …", 0 where it is not said
	HeldOn    Date
	Place     string
	Profile   string // "" for a new congress: the regulation in force on its day
	Pilot     bool
	Rehearsal bool
	// RosterOf copies the roster of an earlier congress of the same
	// organisation, without its attendance; "" starts empty.
	RosterOf CongressID
}

// check refuses what cannot be; was is the congress that it changes. A day
// outside the time of the regulation is refused unless both were so before.
func (in CongressInput) check(was Congress) error {
	rules, unknown := rulesOf(Congress{Profile: in.Profile})
	return WrongFields(
		FieldHolds(in.Meeting == MeetingCongress || in.Meeting == MeetingByElection, "meeting", "unknown",
			string(in.Meeting)),
		Required("title", clean(in.Title), 200),
		Required("term", clean(in.Term), 40),
		between("ordinal", in.Ordinal, 0, 200),
		DayGiven("held_on", in.HeldOn),
		AtMost("place", in.Place, 200),
		unknown,
		FieldHolds(unknown != nil || in.as(was) || rules.Holds(string(in.HeldOn)), "held_on", "outside_profile",
			rules.LegalBasis),
	)
}

// as reports whether the input leaves day and regulation of a congress as they are.
func (in CongressInput) as(c Congress) bool { return in.HeldOn == c.HeldOn && in.Profile == c.Profile }

// CreateCongress sets up a congress of an organisation. A rehearsal stays one
// for ever.
func (s *Service) CreateCongress(ctx context.Context, by Actor, org OrgID, in CongressInput) (CongressID, error) {
	if in.Profile == "" {
		in.Profile = tally.RegulationOn(string(in.HeldOn)).Name
	}
	if err := in.check(Congress{}); err != nil {
		return "", err
	}
	id, err := newID(s.random)
	if err != nil {
		return "", err
	}
	if in.Meeting == MeetingByElection {
		in.Pilot, in.Ordinal = false, 0 // what only a congress is
	}
	c := Congress{
		ID: CongressID(id), OrgID: org, Title: clean(in.Title), Term: clean(in.Term),
		Meeting: in.Meeting, Ordinal: in.Ordinal, HeldOn: in.HeldOn, Place: in.Place,
		Pilot: in.Pilot, Rehearsal: in.Rehearsal, Profile: in.Profile,
		State: StatePreparing, ChangedBy: by.Name,
	}
	err = s.act(ctx, by, founding{c}, func(a *Act) error {
		if err := withinTerm(ctx, a.tx, c); err != nil {
			return err
		}
		a.Recount()
		a.Tell(congressCreated{Title: c.Title, Term: c.Term, Profile: c.Profile, Pilot: c.Pilot,
			Rehearsal: c.Rehearsal, Meeting: c.Meeting})
		return s.copyRoster(ctx, a.tx, in.RosterOf, c)
	})
	return c.ID, err
}

// founding is a congress that an act sets up.
type founding struct{ congress Congress }

// Enter implements [Subject].
func (f founding) Enter(ctx context.Context, tx Tx, a *Act) error {
	into, _, err := tx.MergedInto(ctx, f.congress.OrgID)
	if err != nil || into != "" {
		return cmp.Or(err, error(&FieldError{Field: "org", Code: "merged"}))
	}
	a.Congress = f.congress
	if a.Congress.Founded, err = NextFounded(ctx, tx, f.congress.OrgID); err != nil {
		return err
	}
	a.Congress.ChangedAt = a.Now()
	return tx.PutCongress(ctx, a.Congress)
}

// NextFounded returns the place of a new meeting in the order in which its
// organisation set them up.
func NextFounded(ctx context.Context, tx Tx, id OrgID) (int, error) {
	meetings, err := tx.CongressesOf(ctx, Organisation{ID: id})
	place := 1
	for _, c := range meetings {
		place = max(place, c.Founded+1)
	}
	return place, err
}

// copyRoster takes over the members of an earlier congress of the same organisation.
func (s *Service) copyRoster(ctx context.Context, tx Tx, from CongressID, to Congress) error {
	if from == "" {
		return nil
	}
	source, err := tx.Congress(ctx, from)
	if err != nil {
		return err
	}
	if source.OrgID != to.OrgID {
		return ErrNotFound
	}
	members, err := tx.Members(ctx, source)
	if err != nil {
		return err
	}
	if err := carryCommittee(ctx, tx, source, to, members); err != nil {
		return err
	}
	for i := range members {
		id, err := newID(s.random)
		if err != nil {
			return err
		}
		m := &members[i]
		m.ID, m.CongressID = MemberID(id), to.ID
		m.Attendance, m.Came, m.Deduction, m.Reason, m.ConsentBy, m.ConsentOn = "", false, "", "", "", ""
	}
	return tx.PutMembers(ctx, members)
}

// carryCommittee marks on a roster that goes into another meeting who sits on
// the committee then: whom the source has elected, until that is ratified; else
// who holds the office. Where neither is known the roster keeps what it says.
func carryCommittee(ctx context.Context, tx Tx, source, to Congress, roster []Member) error {
	held, err := loadTenures(ctx, tx, to, roster)
	if err != nil {
		return err
	}
	kept := held.kept(ballot.Committee)
	if source.undecided() && (!kept || !to.ByElection() && !source.ByElection()) {
		return carryElected(ctx, tx, source, roster)
	}
	for i, m := range roster {
		if sits := held.sits(m); sits != ballot.TenureUnknown {
			roster[i].Incumbent = sits == ballot.TenureHeld
		}
	}
	return nil
}

func carryElected(ctx context.Context, tx Tx, source Congress, roster []Member) error {
	elected, err := tx.ElectedOf(ctx, source)
	sits := map[MemberID]bool{}
	for _, e := range elected {
		sits[e.MemberID] = sits[e.MemberID] || !e.Refused && ofCommittee(e.Office)
	}
	for i := range roster { // within a term those who sat sit on
		roster[i].Incumbent = sits[roster[i].ID] || source.ByElection() && roster[i].Incumbent
	}
	return err
}

// ofCommittee: who leads a cell without a committee is its cấp ủy.
func ofCommittee(office ballot.Office) bool {
	return office == ballot.Committee || office == ballot.Secretary || office == ballot.Deputy
}

// UpdateCongress edits what was typed at set-up; only while it is prepared or postponed,
// and what papers print of it only while no list of a round that runs is frozen.
// Whether it is a rehearsal cannot be changed.
func (s *Service) UpdateCongress(ctx context.Context, by Actor, id CongressID, in CongressInput) error {
	return s.act(ctx, by, id, func(a *Act) error {
		c := &a.Congress
		if err := in.check(*c); err != nil {
			return err
		}
		if c.BaseFrozen() {
			return c.Refuse("edit")
		}
		if err := keepFacts(ctx, a.tx, *c, in); err != nil {
			return err
		}
		c.Title, c.Term = clean(in.Title), clean(in.Term)
		c.Ordinal = in.Ordinal
		c.HeldOn, c.Place, c.Profile, c.Pilot = in.HeldOn, in.Place, in.Profile, in.Pilot
		if err := withinTerm(ctx, a.tx, *c); err != nil {
			return err
		}
		a.Recount()
		a.Tell(congressChanged{Title: c.Title, Term: c.Term, HeldOn: c.HeldOn, Profile: c.Profile})
		return nil
	})
}

// Postpone puts a congress off; the reason is kept and shown.
func (s *Service) Postpone(ctx context.Context, by Actor, id CongressID, reason string) error {
	if err := Required("reason", clean(reason), 500); err != nil {
		return err
	}
	return s.move(ctx, by, id, ActionPostpone, clean(reason))
}

// Resume takes up a postponed congress again.
func (s *Service) Resume(ctx context.Context, by Actor, id CongressID) error {
	return s.move(ctx, by, id, actionResume, "")
}

// Reopen takes back the closing of a congress, before its dossier went up.
func (s *Service) Reopen(ctx context.Context, by Actor, id CongressID) error {
	return s.move(ctx, by, id, ActionReopen, "")
}

func (s *Service) move(ctx context.Context, by Actor, id CongressID, action Action, reason string) error {
	return s.act(ctx, by, id, func(a *Act) error {
		if err := a.Move(action); err != nil {
			return err
		}
		a.Congress.Reason = reason
		a.Tell(CongressMoved{Action: action, State: a.Congress.State, Reason: reason})
		return nil
	})
}
