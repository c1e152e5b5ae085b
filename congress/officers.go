package congress

import (
	"cmp"
	"context"
)

// GiveDuty makes a member an officer of the congress, or changes their duty.
// Only official members have duties; whoever stands for election cannot be
// on the counting committee (190-QĐ/TW, Điều 8), which is checked again at
// every freeze. There is one chair and one chief.
func (s *Service) GiveDuty(ctx context.Context, by Actor, id CongressID, member MemberID, duty Duty) error {
	if err := WrongFields(Required("member", string(member), 60), cmp.Or(Required("duty", string(duty), 60),
		FieldHolds(validDuty(duty), "duty", "unknown", string(duty)))); err != nil {
		return err
	}
	return s.changeOfficers(ctx, by, id, func(a *Act, officers []Officer) error {
		c := a.Congress
		m, err := memberOf(ctx, a.tx, c, member)
		if err != nil {
			return err
		}
		if !m.Official {
			return &PersonError{Code: "probationary_duty", Name: m.Name}
		}
		officer := Officer{OrgID: c.OrgID, CongressID: c.ID, MemberID: member, Duty: duty}
		for _, o := range officers {
			if o.MemberID == member && o.Duty.Role() == duty.Role() {
				officer.AccountID = o.AccountID
			} else if o.MemberID == member {
				if err := a.endAccount(ctx, o); err != nil {
					return err
				}
			}
			if o.Duty == duty && o.MemberID != member && (duty == DutyChair || duty == DutyChief) {
				return &PersonError{Code: "duty_taken", Name: m.Name}
			}
		}
		return a.tx.PutOfficer(ctx, officer)
	})
}

// TakeDuty relieves a member of their duty. The account with which they acted ends
// with it, unless it is that of an officer of another congress that is not over.
func (s *Service) TakeDuty(ctx context.Context, by Actor, id CongressID, member MemberID) error {
	return s.changeOfficers(ctx, by, id, func(a *Act, officers []Officer) error {
		for _, o := range officers {
			if o.MemberID != member {
				continue
			}
			if err := a.endAccount(ctx, o); err != nil {
				return err
			}
		}
		return a.tx.DeleteOfficer(ctx, a.Congress, member)
	})
}

// changeOfficers runs a change of duties, until the congress is over. In a round
// that runs, who is relieved has signed nothing, and an officer who stands on its
// list is found before the first paper and before the seal.
func (s *Service) changeOfficers(ctx context.Context, by Actor, id CongressID,
	change func(*Act, []Officer) error) error {
	return s.act(ctx, by, id, func(a *Act) error {
		c := a.Congress
		if c.State != StatePreparing && c.State != StateInSession {
			return c.Refuse("change_officers")
		}
		officers, err := a.tx.Officers(ctx, c)
		if err != nil {
			return err
		}
		if err := change(a, officers); err != nil {
			return err
		}
		after, err := a.tx.Officers(ctx, c)
		if err != nil {
			return err
		}
		event := officersChanged{}
		for _, o := range after {
			if o.Duty.Counts() {
				event.Tellers++
			} else {
				event.Presidium++
			}
		}
		if id, was, now := changedDuty(officers, after); id != "" {
			m, err := memberOf(ctx, a.tx, c, id)
			if err != nil {
				return err
			}
			event.Name, event.Was, event.Duty = m.Name, was, now
		}
		a.Tell(event)
		return nil
	})
}

// changedDuty finds the one whose duty is another after an act, and both duties,
// "" where there is none.
func changedDuty(before, after []Officer) (id MemberID, was, now Duty) {
	duties := func(officers []Officer) map[MemberID]Duty {
		of := map[MemberID]Duty{}
		for _, o := range officers {
			of[o.MemberID] = o.Duty
		}
		return of
	}
	had, have := duties(before), duties(after)
	for _, o := range append(before, after...) {
		if had[o.MemberID] != have[o.MemberID] {
			return o.MemberID, had[o.MemberID], have[o.MemberID]
		}
	}
	return "", "", ""
}

func validDuty(duty Duty) bool {
	for _, d := range Duties() {
		if d == duty {
			return true
		}
	}
	return false
}

func memberOf(ctx context.Context, tx Tx, c Congress, id MemberID) (Member, error) {
	members, err := tx.Members(ctx, c)
	if err != nil {
		return Member{}, err
	}
	for _, m := range members {
		if m.ID == id {
			return m, nil
		}
	}
	return Member{}, ErrNotFound
}
