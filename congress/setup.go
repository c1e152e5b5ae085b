package congress

import (
	"context"
	"strings"
)

// CongressInput is what a person types to set up a congress.
type CongressInput struct {
	Title     string
	Term      string // "2022–2025"
	HeldOn    Date
	Place     string
	Profile   string
	Pilot     bool
	Rehearsal bool
	// RosterOf copies the roster of an earlier congress of the same
	// organisation, without its attendance; "" starts empty.
	RosterOf CongressID
}

func (in CongressInput) check() error {
	if _, err := rulesOf(Congress{Profile: in.Profile}); err != nil {
		return err
	}
	if !in.HeldOn.Valid() {
		return &FieldError{Field: "held_on", Code: "format", Value: string(in.HeldOn)}
	}
	return first(
		required("title", strings.TrimSpace(in.Title), 200),
		required("term", strings.TrimSpace(in.Term), 40),
		required("held_on", string(in.HeldOn), 10),
		atMost("place", in.Place, 200),
	)
}

// CreateCongress sets up a congress of an organisation. A rehearsal stays one
// for ever.
func (s *Service) CreateCongress(ctx context.Context, by Actor, org OrgID, in CongressInput) (CongressID, error) {
	if err := in.check(); err != nil {
		return "", err
	}
	id, err := newID(s.random)
	if err != nil {
		return "", err
	}
	c := Congress{
		ID: CongressID(id), OrgID: org, Title: strings.TrimSpace(in.Title), Term: strings.TrimSpace(in.Term),
		HeldOn: in.HeldOn, Place: in.Place, Pilot: in.Pilot, Rehearsal: in.Rehearsal, Profile: in.Profile,
		State: StatePreparing, ChangedBy: by.Name,
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		if _, err := tx.Organisation(ctx, org); err != nil {
			return err
		}
		c := c
		c.ChangedAt = At(tx.Now())
		if err := tx.PutCongress(ctx, c); err != nil {
			return err
		}
		if err := s.copyRoster(ctx, tx, in.RosterOf, c); err != nil {
			return err
		}
		return AppendEvent(ctx, tx, c, by, CongressCreated{Title: c.Title, Term: c.Term, Profile: c.Profile, Pilot: c.Pilot, Rehearsal: c.Rehearsal})
	})
	return c.ID, err
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
	for i := range members {
		id, err := newID(s.random)
		if err != nil {
			return err
		}
		m := &members[i]
		m.ID, m.CongressID = MemberID(id), to.ID
		m.Attendance, m.Deduction, m.Reason, m.ConsentBy, m.ConsentOn = "", "", "", "", ""
	}
	return tx.PutMembers(ctx, members)
}

// UpdateCongress edits what was typed at set-up; only while it is prepared or postponed.
// Whether it is a rehearsal cannot be changed.
func (s *Service) UpdateCongress(ctx context.Context, by Actor, id CongressID, in CongressInput) error {
	if err := in.check(); err != nil {
		return err
	}
	return s.step(ctx, id, by, func(_ Tx, c *Congress) (Event, error) {
		if c.BaseFrozen() {
			return nil, &StateError{Subject: "congress", State: string(c.State), Action: "edit", By: c.ChangedBy, At: c.ChangedAt}
		}
		c.Title, c.Term = strings.TrimSpace(in.Title), strings.TrimSpace(in.Term)
		c.HeldOn, c.Place, c.Profile, c.Pilot = in.HeldOn, in.Place, in.Profile, in.Pilot
		return CongressChanged{Title: c.Title, Term: c.Term, HeldOn: c.HeldOn, Profile: c.Profile}, nil
	})
}

// Postpone puts a congress off; the reason is kept and shown.
func (s *Service) Postpone(ctx context.Context, by Actor, id CongressID, reason string) error {
	if err := required("reason", strings.TrimSpace(reason), 500); err != nil {
		return err
	}
	return s.move(ctx, by, id, ActionPostpone, strings.TrimSpace(reason))
}

// Resume takes up a postponed congress again.
func (s *Service) Resume(ctx context.Context, by Actor, id CongressID) error {
	return s.move(ctx, by, id, ActionResume, "")
}

// Reopen takes back the closing of a congress, before its dossier went up.
func (s *Service) Reopen(ctx context.Context, by Actor, id CongressID) error {
	return s.move(ctx, by, id, ActionReopen, "")
}

func (s *Service) move(ctx context.Context, by Actor, id CongressID, act Action, reason string) error {
	return s.step(ctx, id, by, func(tx Tx, c *Congress) (Event, error) {
		if err := c.Move(act, by, At(tx.Now())); err != nil {
			return nil, err
		}
		c.Reason = reason
		return CongressMoved{Action: act, State: c.State, Reason: reason}, nil
	})
}

// Close ends the congress: every contest is settled and every round sealed.
// The report to the superior is due working days from this moment.
func (s *Service) Close(ctx context.Context, by Actor, id CongressID) error {
	return s.step(ctx, id, by, func(tx Tx, c *Congress) (Event, error) {
		contests, err := tx.ContestsOf(ctx, *c)
		if err != nil {
			return nil, err
		}
		for _, contest := range contests {
			if contest.Settled == SettledNot {
				return nil, &StateError{Subject: "contest", State: "unsettled", Action: "close"}
			}
		}
		if err := c.Move(ActionClose, by, At(tx.Now())); err != nil {
			return nil, err
		}
		c.ClosedAt, c.Reason = c.ChangedAt, ""
		return CongressMoved{Action: ActionClose, State: c.State}, nil
	})
}
