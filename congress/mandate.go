package congress

import (
	"context"
	"slices"

	"kiemphieu/ballot"
)

// MandateID names a mandate. One that a decision has recognised is named by
// contest and person, so that writing it again changes nothing.
type MandateID string

// Mandate is an office held by a person (nhiệm kỳ giữ chức danh). Mandates are
// kept beside congresses: who stood in an office yesterday is no matter of the
// day's roster.
type Mandate struct {
	OrgID      OrgID         `db:"org_id"`
	ID         MandateID     `db:"mandate_id"`
	Office     ballot.Office `db:"office"` // committee, secretary, deputy, delegates or alternates
	Term       string        `db:"term"`
	Name       string        `db:"name"`
	Born       Birth         `db:"born"`
	Card       string        `db:"card"`    // số thẻ đảng viên, "" where unknown
	From       Date          `db:"started"` // first day in office
	To         Date          `db:"ended"`   // last day, "" in office
	How        How           `db:"how"`
	Decision   string        `db:"decision"` // number of the decision, "" where unknown
	DecidedOn  Date          `db:"decided_on"`
	Ending     string        `db:"ending"`      // why it ended
	Struck     bool          `db:"struck"`      // written by mistake, or annulled: was never held
	CongressID CongressID    `db:"congress_id"` // whose result it is; "" of what was typed
	MemberID   MemberID      `db:"member_id"`   // on that roster
	NotedBy    string        `db:"noted_by"`
	NotedAt    Instant       `db:"noted_at"`
}

// How is how somebody came into an office.
type How string

// The ways into an office.
const (
	HowElected    How = "elected"     // bầu tại đại hội
	HowByElection How = "by_election" // bầu bổ sung trong nhiệm kỳ
	HowAppointed  How = "appointed"   // cấp trên chỉ định
	howRecognised How = "recognised"  // cấp trên công nhận
)

// Hows lists the ways in the order in which screens offer them.
func Hows() []How { return []How{HowElected, HowByElection, HowAppointed, howRecognised} }

// MandateOffices lists the offices of which mandates are kept.
func MandateOffices() []ballot.Office {
	return []ballot.Office{ballot.Committee, ballot.Secretary, ballot.Deputy, ballot.Delegates, ballot.Alternates}
}

// heldOn reports whether the office was held on a day.
func (m Mandate) heldOn(day Date) bool {
	return !m.Struck && m.From <= day && (m.To == "" || m.To >= day)
}

// InForce reports whether the office is held now.
func (m Mandate) InForce() bool { return !m.Struck && m.To == "" }

// MandateNote tells what somebody did by hand to the mandates of an organisation,
// and why.
type MandateNote struct {
	OrgID     OrgID         `db:"org_id"`
	Seq       int64         `db:"seq"` // from 1
	Act       mandateAct    `db:"act"`
	MandateID MandateID     `db:"mandate_id"`
	Office    ballot.Office `db:"office"`
	Name      string        `db:"name"` // who holds it
	Reason    string        `db:"reason"`
	AccountID AccountID     `db:"account_id"`
	By        string        `db:"noted_by"`
	At        Instant       `db:"noted_at"`
}

// mandateAct is what was done to a mandate.
type mandateAct string

// The acts on mandates that no decision carries out.
const (
	byHand       mandateAct = "noted"
	endedByHand  mandateAct = "ended"
	struckByHand mandateAct = "struck"
	carriedOn    mandateAct = "carried" // goes on in the organisation into which this one was merged
	cameHere     mandateAct = "came"    // from an organisation that was merged into this one
)

// note tells of an act on the mandate.
func (m Mandate) note(by Actor, act mandateAct, reason string, at Instant) MandateNote {
	return MandateNote{OrgID: m.OrgID, Act: act, MandateID: m.ID, Office: m.Office, Name: m.Name, Reason: reason,
		AccountID: by.AccountID, By: by.Name, At: at}
}

// Mandates reads and writes who holds which office. Rows that were changed
// beside the program are a [*RecordError].
type Mandates interface {
	// Mandates lists those of an organisation by first day, then office, name and id.
	Mandates(ctx context.Context, org OrgID) ([]Mandate, error)
	PutMandate(ctx context.Context, m Mandate) error
	// MandateNotes lists what was done by hand, the oldest first.
	MandateNotes(ctx context.Context, org OrgID) ([]MandateNote, error)
	// AddMandateNote writes a note after the last one.
	AddMandateNote(ctx context.Context, n MandateNote) error
}

// likeness says how sure it is that two entries are one person.
type likeness int

const (
	otherPerson likeness = iota
	perhapsSame          // nothing speaks against it, and nothing settles it
	samePerson
)

// like compares a member of a roster with the holder of an office: by card,
// else by name and birth.
func (m Mandate) like(person Member) likeness {
	if m.MemberID != "" && m.MemberID == person.ID && m.CongressID == person.CongressID {
		return samePerson
	}
	if m.Card != "" && person.Card != "" {
		if m.Card == person.Card {
			return samePerson
		}
		return otherPerson
	}
	switch {
	case !SameName(m.Name, person.Name):
		return otherPerson
	case m.Born == person.Born && m.Born != "":
		return samePerson
	case m.Born != "" && person.Born != "":
		if m.Born.Year() == person.Born.Year() && (m.Born.YearOnly() || person.Born.YearOnly()) {
			return perhapsSame
		}
		return otherPerson
	case m.Born == person.Born && m.Card == person.Card:
		return samePerson // of one name, and nothing else is known of either
	}
	return perhapsSame
}

// tenures answers who held which office when a meeting elects.
type tenures struct {
	meeting  Congress
	roster   []Member
	mandates []Mandate // that the meeting finds
}

// loadTenures finds what is kept of offices as a meeting begins. Who was elected
// within the term sits from then on, though the decision about it may still wait.
func loadTenures(ctx context.Context, tx Tx, c Congress, roster []Member) (tenures, error) {
	all, err := tx.Mandates(ctx, c.OrgID)
	t := tenures{meeting: c, roster: roster}.find(all)
	if err != nil || !t.kept(ballot.Committee) {
		return t, err
	}
	waiting, err := electedInTerm(ctx, tx, c)
	return t.find(append(all, waiting...)), err
}

// electedInTerm lists as mandates what by-elections gave that nobody has decided
// on yet.
func electedInTerm(ctx context.Context, tx Tx, c Congress) ([]Mandate, error) {
	meetings, err := tx.CongressesOf(ctx, Organisation{ID: c.OrgID})
	var all []Mandate
	for _, m := range meetings {
		if !m.ByElection() || m.Rehearsal || !m.undecided() || m.Fell(meetings) || err != nil {
			continue
		}
		var elected []Elected
		var members []Member
		if elected, err = tx.ElectedOf(ctx, m); err == nil {
			members, err = tx.Members(ctx, m)
		}
		for _, e := range elected {
			at := slices.IndexFunc(members, func(one Member) bool { return one.ID == e.MemberID })
			if at < 0 {
				continue
			}
			who := members[at]
			all = append(all, Mandate{OrgID: c.OrgID, ID: MandateID(string(e.ContestID) + "." + string(who.ID)),
				Office: e.Office, Term: m.Term, Name: who.Name, Born: who.Born, Card: who.Card, From: m.HeldOn,
				How: HowByElection, CongressID: m.ID, MemberID: who.ID})
		}
	}
	return all, err
}

// undecided reports whether the congress is over and its result waits for the
// superior's decision.
func (c Congress) undecided() bool { return c.State == StateClosed || c.State == StateSubmitted }

// find keeps the mandates that the meeting finds: none of its own, and where
// it begins a term none of that term.
func (t tenures) find(all []Mandate) tenures {
	c := t.meeting
	t.mandates = slices.DeleteFunc(slices.Clone(all), func(m Mandate) bool {
		own := m.CongressID != "" && m.CongressID == c.ID || !c.ByElection() && m.Term == c.Term
		return m.Struck || m.From > c.HeldOn || own
	})
	return t
}

// holders lists who holds an office on the day of the meeting: nobody who has taken
// one since that is not held beside it, though the decision about that may still wait.
func (t tenures) holders(office ballot.Office) []Mandate {
	return slices.DeleteFunc(slices.Clone(t.mandates), func(m Mandate) bool {
		return m.Office != office || !m.heldOn(t.meeting.HeldOn) ||
			slices.ContainsFunc(t.mandates, func(later Mandate) bool {
				return later.heldOn(t.meeting.HeldOn) && later.replaces(m)
			})
	})
}

// heldOffice is a mandate on which a frozen list rests.
type heldOffice struct {
	Mandate  MandateID `json:"mandate"`
	From     Date      `json:"from"`
	Decision string    `json:"decision,omitempty"`
	Member   MemberID  `json:"member,omitempty"` // of the list, whose it is
}

// held lists the mandates in the office that is elected, as the list finds them.
func (l listCase) held() []heldOffice {
	var held []heldOffice
	for _, m := range l.tenures.holders(l.office()) {
		h := heldOffice{Mandate: m.ID, From: m.From, Decision: m.Decision}
		for _, n := range l.nominations {
			if m.like(l.members[n.MemberID]) == samePerson && l.tenures.alone(m) {
				h.Member = n.MemberID
			}
		}
		held = append(held, h)
	}
	return held
}

// kept reports whether it was kept who held an office in the ending term: one
// who did is known, or all offices of that term come from a congress.
func (t tenures) kept(office ballot.Office) bool {
	for _, m := range t.mandates {
		running := slices.ContainsFunc(t.mandates, func(other Mandate) bool {
			return other.Term == m.Term && other.heldOn(t.meeting.HeldOn)
		})
		if running && (m.Office == office || ofCommittee(office) && m.How == HowElected && m.CongressID != "") {
			return true
		}
	}
	return false
}

// of says whether somebody holds an office as the meeting begins, or that it
// is not known. It never guesses: two of one name, or a birth that is missing
// on one side, settle nothing.
func (t tenures) of(person Member, office ballot.Office) ballot.Tenure {
	if !t.kept(office) {
		return ballot.TenureUnknown
	}
	found := ballot.TenureNew
	for _, m := range t.holders(office) {
		switch m.like(person) {
		case samePerson:
			if t.alone(m) {
				return ballot.TenureHeld
			}
			found = ballot.TenureUnknown
		case perhapsSame:
			found = ballot.TenureUnknown
		case otherPerson:
		}
	}
	return found
}

// sits says whether somebody is of the cấp ủy: of the committee, or secretary
// or deputy of a cell that has none.
func (t tenures) sits(person Member) ballot.Tenure {
	sits := ballot.TenureUnknown
	for _, office := range []ballot.Office{ballot.Committee, ballot.Secretary, ballot.Deputy} {
		switch of := t.of(person, office); {
		case of == ballot.TenureHeld:
			return of
		case of == ballot.TenureNew && (office == ballot.Committee || len(t.holders(ballot.Committee)) == 0):
			sits = of
		case of == ballot.TenureUnknown && t.kept(office):
			return of
		}
	}
	return sits
}

// alone reports whether a mandate fits no more than one of the roster.
func (t tenures) alone(m Mandate) bool {
	n := 0
	for _, person := range t.roster {
		if m.like(person) == samePerson {
			n++
		}
	}
	return n < 2
}
