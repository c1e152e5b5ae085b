package ratify

import (
	"context"
	"slices"

	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// recognise writes down who holds which office since a decision has ratified a
// result. A congress ends the mandates of the term before; a by-election ends
// none. Where the next term has begun before the decision came, they have ended
// as well; where the congress of its term was annulled, a by-election gives none.
// Writing it again changes nothing.
func recognise(ctx context.Context, tx Tx, c congress.Congress, decision Dossier) error {
	if c.Rehearsal {
		return nil
	}
	elected, err := tx.ElectedOf(ctx, c)
	if err != nil {
		return err
	}
	members, err := membersByID(ctx, tx, c)
	if err != nil {
		return err
	}
	began, err := begunIn(ctx, tx, c.OrgID)
	if err != nil || c.Fell(began.meetings) {
		return err
	}
	if err := endTerm(ctx, tx, c, elected, decision); err != nil {
		return err
	}
	how := congress.HowElected
	if c.ByElection() {
		how = congress.HowByElection
	}
	for _, e := range elected {
		m, ok := members[e.MemberID]
		if e.Refused || !ok || !slices.Contains(congress.MandateOffices(), e.Office) {
			continue
		}
		mandate := congress.Mandate{OrgID: c.OrgID, ID: mandateOf(e), Office: e.Office, Term: c.Term, Name: m.Name,
			Born: m.Born, Card: m.Card, From: c.HeldOn, How: how, Decision: decision.Number,
			DecidedOn: decision.DecidedOn, CongressID: c.ID, MemberID: m.ID, NotedBy: decision.DecidedBy,
			NotedAt: decision.DecidedAt}
		if err := putNew(ctx, tx, began.ended(mandate)); err != nil {
			return err
		}
	}
	return followMerger(ctx, tx, c, decision.DecidedBy)
}

// followMerger has who took office by a decision that came after a merger go on
// in the organisation that there is, until a term that began there since.
func followMerger(ctx context.Context, tx Tx, c congress.Congress, by string) error {
	from, err := tx.Organisation(ctx, c.OrgID)
	for err == nil && from.ID != "" {
		from, err = carryOn(ctx, tx, from, by)
	}
	return err
}

// carryOn has who is in office go on in the organisation into which one was merged, and
// returns it; none where one stands.
func carryOn(ctx context.Context, tx Tx, from congress.Organisation, by string) (into congress.Organisation,
	err error) {
	next, merged, err := tx.MergedInto(ctx, from.ID)
	if err != nil || next == "" {
		return into, err
	}
	if into, err = tx.Organisation(ctx, next); err != nil {
		return into, err
	}
	held, err := tx.Mandates(ctx, from.ID)
	if err != nil {
		return into, err
	}
	held = slices.DeleteFunc(held, func(m congress.Mandate) bool { return !m.InForce() })
	err = congress.CarryMandates(ctx, tx, congress.Actor{Name: by}, from, into, merged.Date())
	if err == nil {
		err = endCarried(ctx, tx, next, held, merged.Date())
	}
	return into, err
}

// endCarried ends what was carried into an organisation after a term had begun there
// since the merger.
func endCarried(ctx context.Context, tx Tx, into congress.OrgID, held []congress.Mandate, merged congress.Date) error {
	began, err := begunIn(ctx, tx, into)
	if err != nil {
		return err
	}
	began = began.from(merged)
	return changed(ctx, tx, into, held, func(m, _ congress.Mandate) congress.Mandate {
		if m.InForce() {
			return began.ended(m)
		}
		return m
	})
}

// changed writes anew those of some mandates that went on in an organisation.
func changed(ctx context.Context, tx Tx, into congress.OrgID, some []congress.Mandate,
	change func(there, here congress.Mandate) congress.Mandate) error {
	all, err := tx.Mandates(ctx, into)
	if err != nil {
		return err
	}
	for _, there := range all {
		at := slices.IndexFunc(some, func(m congress.Mandate) bool { return m.ID == there.ID })
		if at < 0 {
			continue
		}
		if now := change(there, some[at]); now != there {
			if err := tx.PutMandate(ctx, now); err != nil {
				return err
			}
		}
	}
	return nil
}

func mandateOf(e congress.Elected) congress.MandateID {
	return congress.MandateID(string(e.ContestID) + "." + string(e.MemberID))
}

func membersByID(ctx context.Context, tx Tx, c congress.Congress) (map[congress.MemberID]congress.Member, error) {
	members, err := tx.Members(ctx, c)
	byID := make(map[congress.MemberID]congress.Member, len(members))
	for _, m := range members {
		byID[m.ID] = m
	}
	return byID, err
}

// putNew writes a mandate unless it is there, what became of it since stands, and
// ends what its holder does not hold beside it.
func putNew(ctx context.Context, tx Tx, m congress.Mandate) error {
	all, err := tx.Mandates(ctx, m.OrgID)
	if err != nil || slices.ContainsFunc(all, func(old congress.Mandate) bool { return old.ID == m.ID }) {
		return err
	}
	_, err = congress.KeepMandate(ctx, tx, m)
	return err
}

// recogniseAppointed writes down the office of somebody who was appointed.
func recogniseAppointed(ctx context.Context, tx Tx, c congress.Congress, a Appointment) error {
	office := ballot.Office(a.Office)
	if c.Rehearsal || !slices.Contains(congress.MandateOffices(), office) {
		return nil
	}
	members, err := membersByID(ctx, tx, c)
	if err != nil {
		return err
	}
	began, err := begunIn(ctx, tx, c.OrgID)
	if err != nil || c.Fell(began.meetings) {
		return err
	}
	err = putNew(ctx, tx, began.ended(congress.Mandate{OrgID: c.OrgID,
		ID: congress.MandateID(string(a.ContestID) + ".appointed"), Office: office, Term: c.Term, Name: a.Name,
		Born: a.Born, Card: members[a.MemberID].Card, From: a.DecidedOn, How: congress.HowAppointed,
		Decision: a.Number, DecidedOn: a.DecidedOn, CongressID: c.ID, MemberID: a.MemberID,
		NotedBy: a.AppointedBy, NotedAt: a.AppointedAt}))
	if err != nil {
		return err
	}
	return followMerger(ctx, tx, c, a.AppointedBy)
}
