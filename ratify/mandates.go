package ratify

import (
	"context"
	"slices"
	"strings"

	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// EndOfTerm is why mandates end when a congress begins a new term.
const EndOfTerm = "Hết nhiệm kỳ"

// recognise writes down who holds which office since a decision has ratified a
// result. A congress ends the mandates of the term before; a by-election ends
// none. Where the next term has begun before the decision came, they have ended
// as well. Writing it again changes nothing.
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
	if err := endTerm(ctx, tx, c, elected); err != nil {
		return err
	}
	meetings, err := tx.CongressesOf(ctx, congress.Organisation{ID: c.OrgID})
	if err != nil {
		return err
	}
	over := nextTerm(meetings, func(m congress.Congress) bool { return m.Compare(c) > 0 })
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
		if over != "" && !sent(e.Office) {
			mandate.To, mandate.Ending = over, EndOfTerm
		}
		if err := putNew(ctx, tx, mandate); err != nil {
			return err
		}
	}
	return followMerger(ctx, tx, c, decision.DecidedBy)
}

// followMerger has who took office by a decision that came after a merger go on
// in the organisation that there is.
func followMerger(ctx context.Context, tx Tx, c congress.Congress, by string) error {
	from, err := tx.Organisation(ctx, c.OrgID)
	for err == nil {
		var next congress.OrgID
		if next, err = tx.MergedInto(ctx, from.ID); err != nil || next == "" {
			return err
		}
		var into congress.Organisation
		if into, err = tx.Organisation(ctx, next); err == nil {
			err = congress.CarryMandates(ctx, tx, congress.Actor{Name: by}, from, into)
		}
		from = into
	}
	return err
}

// nextTerm finds the first congress that was ratified of those that may have ended
// a mandate, and returns its day; "" where there is none.
func nextTerm(meetings []congress.Congress, may func(congress.Congress) bool) congress.Date {
	day := congress.Date("")
	for _, m := range meetings {
		begins := m.State == congress.StateRatified && !m.ByElection() && !m.Rehearsal
		if begins && may(m) && (day == "" || m.HeldOn < day) {
			day = m.HeldOn
		}
	}
	return day
}

// sent: delegates are sent by the congress that elects them, and only one that
// elects others ends that.
func sent(office ballot.Office) bool {
	return office == ballot.Delegates || office == ballot.Alternates
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

// endTerm ends what was held before a congress: the offices of the cell, and
// those of delegates where it elected delegates.
func endTerm(ctx context.Context, tx Tx, c congress.Congress, elected []congress.Elected) error {
	if c.ByElection() {
		return nil
	}
	delegates := slices.ContainsFunc(elected, func(e congress.Elected) bool { return e.Office == ballot.Delegates })
	all, err := tx.Mandates(ctx, c.OrgID)
	if err != nil {
		return err
	}
	for _, m := range all {
		if m.CongressID == c.ID || !m.InForce() || m.From > c.HeldOn || sent(m.Office) && !delegates {
			continue
		}
		m.To, m.Ending = c.HeldOn, EndOfTerm
		if err := tx.PutMandate(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// takeBack strikes the mandates of a result that was annulled, also where they
// went on in another organisation. Those that it ended have not ended: it began no
// term.
func takeBack(ctx context.Context, tx Tx, c congress.Congress, reason string) error {
	if err := resume(ctx, tx, c); err != nil {
		return err
	}
	meetings, err := tx.CongressesOf(ctx, congress.Organisation{ID: c.OrgID})
	if err != nil {
		return err
	}
	over := nextTerm(meetings, func(m congress.Congress) bool { return m.Compare(c) > 0 })
	for org := c.OrgID; org != ""; {
		if err := strike(ctx, tx, org, c, reason, over); err != nil {
			return err
		}
		if org, err = tx.MergedInto(ctx, org); err != nil {
			return err
		}
	}
	return nil
}

// resume takes back the end of mandates that a congress ended, unless another one
// ended them as well.
func resume(ctx context.Context, tx Tx, c congress.Congress) error {
	all, err := tx.Mandates(ctx, c.OrgID)
	if err != nil {
		return err
	}
	meetings, err := tx.CongressesOf(ctx, congress.Organisation{ID: c.OrgID})
	if err != nil {
		return err
	}
	for _, m := range all {
		if m.CongressID == c.ID || m.Struck || m.To != c.HeldOn || m.Ending != EndOfTerm || c.ByElection() {
			continue
		}
		m.To = nextTerm(meetings, func(other congress.Congress) bool {
			return other.ID != c.ID && other.ID != m.CongressID && other.HeldOn >= c.HeldOn && !sent(m.Office)
		})
		if m.To == "" {
			m.Ending = ""
		}
		if err := tx.PutMandate(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// strike strikes what a result gave. What goes on since then ended with the term, where
// the next has begun.
func strike(ctx context.Context, tx Tx, org congress.OrgID, c congress.Congress, reason string,
	over congress.Date) error {
	all, err := tx.Mandates(ctx, org)
	if err != nil {
		return err
	}
	for _, m := range all {
		if m.CongressID != c.ID || m.Struck {
			continue
		}
		m.Struck, m.Ending = true, strings.TrimSpace(reason)
		goOn, err := congress.KeepMandate(ctx, tx, m)
		if err != nil {
			return err
		}
		for _, other := range goOn {
			if over == "" || sent(other.Office) {
				continue
			}
			other.To, other.Ending = over, EndOfTerm
			if err := tx.PutMandate(ctx, other); err != nil {
				return err
			}
		}
	}
	return nil
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
	err = putNew(ctx, tx, congress.Mandate{OrgID: c.OrgID, ID: congress.MandateID(string(a.ContestID) + ".appointed"),
		Office: office, Term: c.Term, Name: a.Name, Born: a.Born, Card: members[a.MemberID].Card, From: a.DecidedOn,
		How: congress.HowAppointed, Decision: a.Number, DecidedOn: a.DecidedOn, CongressID: c.ID, MemberID: a.MemberID,
		NotedBy: a.AppointedBy, NotedAt: a.AppointedAt})
	if err != nil {
		return err
	}
	return followMerger(ctx, tx, c, a.AppointedBy)
}
