package congress

import (
	"context"

	"kiemphieu/ballot"
)

// becameOther is why a mandate ended whose holder took an office that nobody holds
// beside it.
const becameOther = "Nhận chức danh khác"

// aside is the office that nobody holds beside another, "" where there is none: a
// secretary is no deputy, a delegate no alternate any more.
func aside(office ballot.Office) ballot.Office {
	switch office {
	case ballot.Secretary:
		return ballot.Deputy
	case ballot.Deputy:
		return ballot.Secretary
	case ballot.Delegates:
		return ballot.Alternates
	case ballot.Committee, ballot.Alternates, ballot.Other:
	}
	return ""
}

// KeepMandate writes down a mandate, with what follows for the office that nobody
// holds beside it: who takes this one leaves the other, and where this one was never
// held the other goes on. It returns what else it changed.
func KeepMandate(ctx context.Context, tx Tx, m Mandate) (others []Mandate, err error) {
	all, err := tx.Mandates(ctx, m.OrgID)
	if err != nil {
		return nil, err
	}
	for _, other := range all {
		switch both := m.InForce() && other.InForce(); {
		case both && m.replaces(other):
			other.To, other.Ending = m.From, becameOther
		case m.Struck && !other.Struck && other.To == m.From && other.Ending == becameOther && m.replaces(other):
			other.To, other.Ending = "", ""
		case both && other.replaces(m):
			m.To, m.Ending = other.From, becameOther
			continue
		default:
			continue
		}
		if err := tx.PutMandate(ctx, other); err != nil {
			return nil, err
		}
		others = append(others, other)
	}
	return others, tx.PutMandate(ctx, m)
}

// replaces reports whether who holds this office holds no longer that one, which they
// held before. One congress elects nobody to both, but the superior may appoint whom it
// has elected.
func (m Mandate) replaces(other Mandate) bool {
	together := m.CongressID != "" && m.CongressID == other.CongressID && m.How != HowAppointed
	return other.Office == aside(m.Office) && other.From <= m.From && !together &&
		m.like(other.person()) == samePerson
}

// person is who holds the office, as far as the mandate tells.
func (m Mandate) person() Member {
	return Member{ID: m.MemberID, CongressID: m.CongressID, Name: m.Name, Born: m.Born, Card: m.Card}
}
