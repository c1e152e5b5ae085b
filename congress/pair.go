package congress

import (
	"context"
	"slices"
)

// TakePass gives a pass of a round to the person at a tablet and to whoever
// reads the papers to them. Nobody works in two passes of a round, in either
// part. Taking it again changes reader or tablet.
func (s *Service) TakePass(ctx context.Context, by Actor, id RoundID, pass Pass, reader string,
	device DeviceID) (Pair, error) {
	if !pass.Valid() {
		return Pair{}, &FieldError{Field: "pass", Code: "unknown", Value: string(pass)}
	}
	reader = clean(reader)
	if err := AtMost("reader", reader, 100); err != nil {
		return Pair{}, err
	}
	pair := Pair{RoundID: id, Pass: pass, AccountID: by.AccountID, Typist: by.Name, Reader: reader, DeviceID: device}
	err := s.act(ctx, by, id, func(a *Act) error {
		r := &a.Round
		if r.State != RoundCounting {
			return r.Refuse("enter_batch")
		}
		pair.OrgID = r.OrgID
		if err := a.joined(ctx, device); err != nil {
			return err
		}
		if err := pair.admissible(ctx, a.tx, a.Round); err != nil {
			return err
		}
		pairs, err := a.tx.Pairs(ctx, a.Round)
		if err != nil {
			return err
		}
		before, _ := pairOf(pairs, pass, by.AccountID)
		pair.Checked = before.Checked && before.DeviceID == device
		if err := pair.leavesSecond(ctx, a, pairs); err != nil {
			return err
		}
		a.Tell(passTaken{Round: r.ID, Pass: pass, Device: device, Read: reader != ""})
		return a.tx.PutPair(ctx, pair)
	})
	return pair, err
}

// joined refuses a tablet that another congress admitted: the chief of this one has
// never seen it, and could not revoke it.
func (a *Act) joined(ctx context.Context, id DeviceID) error {
	if id == "" { // a browser
		return nil
	}
	d, err := a.tx.Device(ctx, id)
	if err == nil && d.CongressID != a.Congress.ID {
		err = ErrNotFound
	}
	return err
}

// admissible checks that neither of the two has a part in another pass.
func (p Pair) admissible(ctx context.Context, tx Tx, r Round) error {
	if SameName(p.Typist, p.Reader) {
		return &PersonError{Code: "reads_and_types", Name: p.Reader}
	}
	if p.Lacks(r) {
		return &PersonError{Code: "needs_reader", Name: p.Typist}
	}
	if !slices.Contains(r.PassesOfPeople(), p.Pass) {
		return r.Refuse("enter_batch")
	}
	if err := p.sawNothing(ctx, tx, r); err != nil {
		return err
	}
	pairs, err := tx.Pairs(ctx, r)
	if err != nil {
		return err
	}
	batches, err := tx.Batches(ctx, r)
	if err != nil {
		return err
	}
	for _, name := range []string{p.Typist, p.Reader} {
		if other := passOf(pairs, batches, name); other != "" && other != p.Pass {
			return &PersonError{Code: "other_pass", Name: name}
		}
	}
	return nil
}

// sawNothing keeps the chief out of pass C: the page of a round shows the chief
// what the passes differ in.
func (p Pair) sawNothing(ctx context.Context, tx Tx, r Round) error {
	if p.Pass != PassC {
		return nil
	}
	account, err := tx.Account(ctx, p.AccountID)
	if err != nil && !isNotFound(err) {
		return err
	}
	if account.Role == RoleChief {
		return &PersonError{Code: "saw_marks", Name: p.Typist}
	}
	o, err := tx.Organisation(ctx, r.OrgID)
	if err != nil {
		return err
	}
	all, err := tx.AccountsUnder(ctx, o.Path)
	for _, other := range all {
		if other.OrgID == r.OrgID && other.Role == RoleChief && SameName(other.Name, p.Reader) && p.Reader != "" {
			return &PersonError{Code: "saw_marks", Name: p.Reader}
		}
	}
	return err
}

// leavesSecond keeps one teller out of pass A where sheaves are drawn: somebody
// who had no part in them must count those, and that is not the chief. In a
// committee of three the chief therefore sits in pass A with one teller.
func (p Pair) leavesSecond(ctx context.Context, a *Act, pairs []Pair) error {
	if p.Pass != PassA || !a.Round.reads() || a.Round.DrawEvery == 0 {
		return nil
	}
	officers, err := a.tx.Officers(ctx, a.Congress)
	if err != nil {
		return err
	}
	members, err := a.tx.Members(ctx, a.Congress)
	if err != nil {
		return err
	}
	inA := append(slices.DeleteFunc(slices.Clone(pairs), func(q Pair) bool {
		return q.Pass != PassA || q.AccountID == p.AccountID
	}), p)
	names := map[MemberID]string{}
	for _, m := range members {
		names[m.ID] = FoldName(m.Name)
	}
	for _, o := range officers {
		busy := func(q Pair) bool { return q.has(names[o.MemberID]) || q.AccountID == o.AccountID }
		if o.Duty == DutyTeller && !slices.ContainsFunc(inA, busy) {
			return nil
		}
	}
	return &PersonError{Code: "leaves_none", Name: p.Typist}
}

// passOf reports which pass a person has a part in: one that they took, unless
// nothing was entered in it yet and they took another since.
func passOf(pairs []Pair, batches []Batch, name string) Pass {
	name = FoldName(name)
	for _, p := range pairs {
		if p.has(name) {
			return p.Pass
		}
	}
	for _, b := range batches {
		if !b.Machine && name != "" && FoldName(b.EnteredBy) == name {
			return b.Pass
		}
	}
	return ""
}

// LeavePass returns a pass back before anything was entered in it: a wrong tap
// need not bind a person for the whole round.
func (s *Service) LeavePass(ctx context.Context, by Actor, id RoundID, pass Pass) error {
	return s.act(ctx, by, id, func(a *Act) error {
		batches, err := a.tx.Batches(ctx, a.Round)
		if err != nil {
			return err
		}
		for _, b := range batches {
			if b.AccountID == by.AccountID {
				return &PersonError{Code: "other_pass", Name: by.Name}
			}
		}
		return a.tx.DeletePair(ctx, a.Round, pass, by.AccountID)
	})
}

// PairOf finds who types as this account in a pass; ErrNotFound if it was not taken.
func (s *Service) PairOf(ctx context.Context, id RoundID, pass Pass, account AccountID) (Pair, error) {
	var found Pair
	err := s.store.View(ctx, func(tx Tx) error {
		r, err := tx.Round(ctx, id)
		if err != nil {
			return err
		}
		pairs, err := tx.Pairs(ctx, r)
		if err != nil {
			return err
		}
		var taken bool
		if found, taken = pairOf(pairs, pass, account); !taken {
			return ErrNotFound
		}
		return nil
	})
	return found, err
}

// pairOf finds who types as an account in a pass.
func pairOf(pairs []Pair, pass Pass, account AccountID) (Pair, bool) {
	i := slices.IndexFunc(pairs, func(p Pair) bool { return p.Pass == pass && p.AccountID == account })
	if i < 0 {
		return Pair{}, false
	}
	return pairs[i], true
}

// Counting is a round whose papers are being counted, as a station's first page lists it.
type Counting struct {
	Contest Contest
	Round   Round
	Sheaves []SheafView
	Pairs   []Pair
	Offers  []passOffer
}

// passOffer is a pass, what is left of it, and whether this person may count it.
type passOffer struct {
	Pass  Pass
	Left  []int // sheaves still to enter, ascending
	Other Pass  // the pass in which the person has a part already; "" if in none

	others []string // people who have a part in another pass
}

// Barred reports whether somebody has a part in another pass, and so cannot
// read in this one.
func (o passOffer) Barred(name string) bool {
	return slices.ContainsFunc(o.others, func(other string) bool { return SameName(other, name) })
}

// CountingFor lists the rounds of a congress that are being counted, and which
// passes of each a person may take.
func (s *Service) CountingFor(ctx context.Context, by Actor, id CongressID) ([]Counting, error) {
	var list []Counting
	err := s.store.View(ctx, func(tx Tx) error {
		c, err := tx.Congress(ctx, id)
		if err != nil {
			return err
		}
		rounds, err := tx.RoundsOf(ctx, c)
		if err != nil {
			return err
		}
		for _, r := range rounds {
			if r.State != RoundCounting || r.Counting == CountTotals {
				continue
			}
			one, err := loadCounting(ctx, tx, r, by)
			if err != nil {
				return err
			}
			list = append(list, one)
		}
		return nil
	})
	return list, err
}

func loadCounting(ctx context.Context, tx Tx, r Round, by Actor) (Counting, error) {
	c := Counting{Round: r}
	var err error
	if c.Contest, err = tx.Contest(ctx, r.ContestID); err != nil {
		return c, err
	}
	sheaves, err := tx.Sheaves(ctx, r)
	if err != nil {
		return c, err
	}
	batches, err := tx.Batches(ctx, r)
	if err != nil {
		return c, err
	}
	if c.Pairs, err = tx.Pairs(ctx, r); err != nil {
		return c, err
	}
	for _, sheaf := range sheaves {
		view := viewSheaf(batches, sheaf)
		view.Differences = nil
		c.Sheaves = append(c.Sheaves, view)
	}
	mine := passOf(c.Pairs, batches, by.Name)
	for _, pass := range r.PassesOfPeople() {
		offer := passOffer{Pass: pass}
		for _, pair := range c.Pairs {
			if pair.Pass != pass {
				offer.others = append(offer.others, pair.Typist, pair.Reader)
			}
		}
		if mine != pass {
			offer.Other = mine
		}
		for _, sheaf := range c.Sheaves {
			if sheaf.needs(pass) {
				offer.Left = append(offer.Left, sheaf.Sheaf.Number)
			}
		}
		c.Offers = append(c.Offers, offer)
	}
	return c, nil
}

// needs reports whether a sheaf is still to be entered in a pass; pass C is
// for sheaves on which A and B differ, and for those that were drawn. What the
// machine has read needs no pass B.
func (v SheafView) needs(pass Pass) bool {
	_, entered := v.EnteredBy[pass]
	if _, read := v.EnteredBy[PassM]; pass == PassB && read {
		return false
	}
	return !entered && (pass != PassC || v.Status.forThird())
}

// forThird reports whether a sheaf waits for pass C.
func (s SheafStatus) forThird() bool { return s == SheafDiffers || s == SheafDrawn }

// Passes lists the passes that the committee's way of counting has.
func (r Round) Passes() []Pass {
	switch r.Counting {
	case CountTwoPasses, CountWithMachine:
		return []Pass{PassA, PassB, PassC}
	case CountSinglePass:
		return []Pass{PassA}
	case CountTotals:
	}
	return nil
}
