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

// Why a mandate ended, or was none, beside what congresses and decisions say of it.
const (
	takenSince = "Người khác giữ chức danh"
	termFell   = "Đại hội của nhiệm kỳ bị hủy kết quả"
)

// begun are the meetings of an organisation, and what those that were ratified began:
// from them alone follows when a mandate ended with its term.
type begun struct {
	meetings []congress.Congress                       // in order
	byID     map[congress.CongressID]congress.Congress // the same
	terms    []congress.Congress                       // of these, congresses that were ratified
	sends    map[congress.CongressID]bool              // of these, those that elected delegates
}

func begunIn(ctx context.Context, tx Tx, org congress.OrgID) (begun, error) {
	meetings, err := tx.CongressesOf(ctx, congress.Organisation{ID: org})
	slices.SortFunc(meetings, congress.Congress.Compare)
	b := begun{meetings: meetings, sends: map[congress.CongressID]bool{},
		byID: map[congress.CongressID]congress.Congress{}}
	for _, c := range meetings {
		b.byID[c.ID] = c
		if c.State != congress.StateRatified || c.ByElection() || c.Rehearsal || err != nil {
			continue
		}
		var elected []congress.Elected
		elected, err = tx.ElectedOf(ctx, c)
		b.terms, b.sends[c.ID] = append(b.terms, c), sends(elected)
	}
	return b, err
}

// from tells of the terms that began on a day or later.
func (b begun) from(day congress.Date) begun {
	b.terms = slices.DeleteFunc(slices.Clone(b.terms), func(t congress.Congress) bool { return t.HeldOn < day })
	return b
}

// without tells what there is once a congress is annulled.
func (b begun) without(c congress.Congress) begun {
	b.terms = slices.DeleteFunc(slices.Clone(b.terms), func(t congress.Congress) bool { return t.ID == c.ID })
	b.meetings = slices.Clone(b.meetings)
	for i := range b.meetings {
		if b.meetings[i].ID == c.ID {
			b.meetings[i].State = congress.StateAnnulled
		}
	}
	return b
}

// ended returns a mandate as the next term leaves it: ended on the day of the first
// congress that followed, if any did. Delegates are sent by the congress that elects
// them, and only one that elects others ends that.
func (b begun) ended(m congress.Mandate) congress.Mandate {
	for _, c := range b.terms {
		if b.follows(c, m) && (b.sends[c.ID] || !sent(m.Office)) {
			m.To, m.Ending = max(c.HeldOn, m.From), EndOfTerm
			return m
		}
	}
	return m
}

// follows reports whether a congress came after what gave a mandate.
func (b begun) follows(c congress.Congress, m congress.Mandate) bool {
	if given, ok := b.byID[m.CongressID]; ok {
		return c.Compare(given) > 0
	}
	return c.HeldOn >= m.From
}

// sent: delegates are sent by the congress that elects them.
func sent(office ballot.Office) bool {
	return office == ballot.Delegates || office == ballot.Alternates
}

func sends(elected []congress.Elected) bool {
	return slices.ContainsFunc(elected, func(e congress.Elected) bool { return e.Office == ballot.Delegates })
}

// endTerm ends what was held before a congress that is ratified: the offices of the
// cell, and those of delegates where it elected delegates. What a later congress had
// ended until its decision came, or what went on where the cell was merged into
// another, ends with this one.
func endTerm(ctx context.Context, tx Tx, c congress.Congress, elected []congress.Elected, decision Dossier) error {
	if c.ByElection() {
		return nil
	}
	began, err := begunIn(ctx, tx, c.OrgID)
	if err != nil {
		return err
	}
	all, err := tx.Mandates(ctx, c.OrgID)
	if err != nil {
		return err
	}
	var over []congress.Mandate
	for _, m := range all {
		noted := m.CongressID == "" && decision.DecidedAt != 0 && m.NotedAt > decision.DecidedAt // by who knew of it
		if !wentOn(m, c.HeldOn) || noted || !began.follows(c, m) || sent(m.Office) && !sends(elected) {
			continue
		}
		m.To, m.Ending = max(c.HeldOn, m.From), EndOfTerm
		if err := tx.PutMandate(ctx, m); err != nil {
			return err
		}
		over = append(over, m)
	}
	return endMerged(ctx, tx, c.OrgID, over)
}

// wentOn reports whether a mandate went on after a day for all that those who decided
// later knew.
func wentOn(m congress.Mandate, day congress.Date) bool {
	return !m.Struck && (m.To == "" || m.To > day && (m.Ending == EndOfTerm || m.Merged()))
}

// endMerged ends mandates also where they went on in the organisations into which one
// was merged.
func endMerged(ctx context.Context, tx Tx, org congress.OrgID, over []congress.Mandate) error {
	for {
		into, _, err := tx.MergedInto(ctx, org)
		if err != nil || into == "" {
			return err
		}
		err = changed(ctx, tx, into, over, func(there, here congress.Mandate) congress.Mandate {
			if wentOn(there, here.To) {
				there.To, there.Ending = here.To, here.Ending
			}
			return there
		})
		if err != nil {
			return err
		}
		org = into
	}
}

// takeBack strikes the mandates of a result that was annulled, also where they
// went on in another organisation, and those of by-elections, which fall with the
// congress of their term. Those that it ended have not ended: it began no term.
func takeBack(ctx context.Context, tx Tx, c congress.Congress, decision Dossier) error {
	annulled, _ := decision.Annulment()
	began, err := begunIn(ctx, tx, c.OrgID)
	if err != nil {
		return err
	}
	began = began.without(c)
	fell := map[congress.CongressID]string{c.ID: strings.TrimSpace(annulled.Reason)}
	for _, m := range began.meetings {
		if m.Fell(began.meetings) {
			fell[m.ID] = termFell
		}
	}
	if err := strike(ctx, tx, c.OrgID, fell, began); err != nil {
		return err
	}
	if err := resume(ctx, tx, c, began); err != nil {
		return err
	}
	for org := c.OrgID; ; {
		if org, _, err = tx.MergedInto(ctx, org); err != nil {
			return err
		}
		if org == "" {
			return followMerger(ctx, tx, c, annulled.DecidedBy)
		}
		if began, err = begunIn(ctx, tx, org); err != nil {
			return err
		}
		if err := strike(ctx, tx, org, fell, began); err != nil {
			return err
		}
	}
}

// strike strikes what results gave that are none any more.
func strike(ctx context.Context, tx Tx, org congress.OrgID, fell map[congress.CongressID]string, began begun) error {
	all, err := tx.Mandates(ctx, org)
	if err != nil {
		return err
	}
	for _, m := range all {
		reason, falls := fell[m.CongressID]
		if !falls || m.Struck {
			continue
		}
		m.Struck, m.Ending = true, reason
		others, err := congress.KeepMandate(ctx, tx, m)
		if err != nil {
			return err
		}
		for _, other := range others {
			if err := goOn(ctx, tx, began, other); err != nil {
				return err
			}
		}
	}
	return nil
}

// resume takes back the end of mandates that a congress ended.
func resume(ctx context.Context, tx Tx, c congress.Congress, began begun) error {
	all, err := tx.Mandates(ctx, c.OrgID)
	if err != nil || c.ByElection() {
		return err
	}
	for _, m := range all {
		if m.Struck || m.Ending != EndOfTerm || m.To != max(c.HeldOn, m.From) || !began.follows(c, m) {
			continue
		}
		if err := goOn(ctx, tx, began, m); err != nil {
			return err
		}
	}
	return nil
}

// goOn has a mandate go on whose end was taken back: until another term began since, until
// somebody else came into an office that one alone holds, or still. What was there before
// that end did not end it: somebody may have come from a cell that was merged into this.
func goOn(ctx context.Context, tx Tx, began begun, m congress.Mandate) error {
	ended := max(m.To, m.From)
	m.To, m.Ending = "", ""
	m = began.from(ended).ended(m)
	all, err := tx.Mandates(ctx, m.OrgID)
	if err != nil {
		return err
	}
	for _, other := range all {
		alone := m.Office == ballot.Secretary || m.Office == ballot.Deputy
		since := alone && other.Office == m.Office && !other.Struck && other.From > m.From &&
			other.From >= ended
		if since && (m.To == "" || other.From < m.To) {
			m.To, m.Ending = other.From, takenSince
		}
	}
	_, err = congress.KeepMandate(ctx, tx, m)
	return err
}
