package ratify

import (
	"cmp"
	"context"
	"slices"

	"kiemphieu/congress"
	letters "kiemphieu/congress/text"
	"kiemphieu/tally"
)

// Custody is where the sealed papers of a congress are (190-QĐ/TW, Điều 35).
type Custody struct {
	Steps     []congress.CustodyNoted // in order
	Packets   int
	Holder    string
	Kept      bool          // for a complaint, longer than the time for it
	KeepUntil congress.Date // the earliest day of destruction, "" before the congress is closed
	Loose     int           // sealed ballots whose papers are in no packet
}

// Last is the last step, zero before the first.
func (c Custody) Last() congress.CustodyNoted {
	if len(c.Steps) == 0 {
		return congress.CustodyNoted{}
	}
	return c.Steps[len(c.Steps)-1]
}

// Next lists the steps that may follow. Papers of ballots that were sealed since the
// packets were are sealed as well.
func (c Custody) Next() []CustodyStep {
	keep := CustodyKept
	if c.Kept {
		keep = CustodyReleased
	}
	steps := []CustodyStep{CustodyHanded, CustodyOpened, keep, CustodyDestroyed}
	switch CustodyStep(c.Last().Step) {
	case "", CustodyOpened:
		return []CustodyStep{CustodySealed}
	case CustodyDestroyed:
		steps = nil
	case CustodySealed, CustodyHanded, CustodyKept, CustodyReleased:
	}
	if c.Loose > 0 {
		steps = append(steps, CustodySealed)
	}
	return steps
}

// custodyOf folds what the log tells.
func custodyOf(c congress.Congress, rules tally.Rules, entries []congress.LogEntry) (Custody, error) {
	var custody Custody
	if c.ClosedAt != 0 {
		custody.KeepUntil = congress.DateOf(c.ClosedAt.Local().AddDate(0, rules.KeepMonths, 0))
	}
	for i := range entries {
		steps, err := congress.EventsIn[congress.CustodyNoted](entries[i : i+1])
		if err != nil {
			return custody, err
		}
		sealed, err := congress.EventsIn[congress.ResultSealed](entries[i : i+1])
		if err != nil {
			return custody, err
		}
		custody.Loose += len(sealed)
		for _, e := range steps {
			custody.take(e)
		}
	}
	return custody, nil
}

// take goes a step on.
func (c *Custody) take(e congress.CustodyNoted) {
	switch CustodyStep(e.Step) {
	case CustodySealed:
		if c.anew() {
			c.Packets = 0
		}
		c.Packets, c.Loose = c.Packets+e.Packets, 0
	case CustodyKept:
		c.Kept = true
	case CustodyReleased:
		c.Kept = false
	case CustodyHanded, CustodyOpened, CustodyDestroyed:
	}
	c.Steps, c.Holder = append(c.Steps, e), cmp.Or(e.Holder, c.Holder)
	if CustodyStep(e.Step) == CustodyDestroyed { // nobody keeps what there is no more
		c.Packets, c.Holder = 0, ""
	}
}

// anew reports whether all papers are sealed next, since none are.
func (c Custody) anew() bool {
	step := CustodyStep(c.Last().Step)
	return step == "" || step == CustodyOpened || step == CustodyDestroyed
}

// Until is custody as a step found it.
func (c Custody) Until(step int) Custody {
	var found Custody
	for _, e := range c.Steps[:step] {
		found.take(e)
	}
	return found
}

// Packed lists the ballots whose papers a step is about: those that it seals, or all
// that are sealed by then.
func (v DossierView) Packed(step int) []congress.Report {
	if step >= len(v.acts.custody) {
		return v.Reports
	}
	from, until, sealed := int64(0), int64(0), false
	for i, act := range v.acts.custody[:step+1] {
		sealed = CustodyStep(act.event.Step) == CustodySealed
		switch {
		case !sealed:
			continue
		case v.Custody.Until(i).anew():
			from = 0
		default:
			from = until
		}
		until = act.size
	}
	return slices.DeleteFunc(slices.Clone(v.Reports), func(r congress.Report) bool {
		return r.LogSize > until || sealed && r.LogSize <= from
	})
}

// CustodyInput is what is typed about a step of custody.
type CustodyInput struct {
	Step    CustodyStep
	Day     congress.Date
	Packets int    // sealed
	Holder  string // from now on
	Code    string // number of the decision
	Text    string // how, why
}

// check: packets and their holder are named when they are sealed or change hands;
// all that breaks the seal or prolongs the time has a decision behind it.
func (in CustodyInput) check(c congress.Congress, today congress.Date) error {
	day := paperDay("day", in.Day, today, notBefore(c))
	holder, code := congress.AtMost("holder", in.Holder, 200), congress.AtMost("paper_number", in.Code, 60)
	var packets, text, step error
	switch in.Step {
	case CustodySealed:
		packets = congress.FieldHolds(in.Packets > 0 && in.Packets < 1000, "packets", "range", "")
		holder = congress.Required("holder", in.Holder, 200)
	case CustodyHanded:
		holder = congress.Required("holder", in.Holder, 200)
	case CustodyOpened, CustodyKept, CustodyReleased, CustodyDestroyed:
		code, text = congress.Required("paper_number", in.Code, 60), congress.Required("text", in.Text, 500)
	default:
		step = &congress.FieldError{Field: "step", Code: "unknown", Value: string(in.Step)}
	}
	return congress.WrongFields(step, day, packets, holder, code, text, congress.AtMost("text", in.Text, 500))
}

// NoteCustody records what was done with the sealed papers: sealed, handed to
// another holder, opened, kept for a complaint, destroyed. They are destroyed when
// their time is over, and only without a complaint.
func (s *Service) NoteCustody(ctx context.Context, by congress.Actor, id congress.CongressID, in CustodyInput) error {
	in.Holder, in.Code, in.Text = letters.Clean(in.Holder), AsNumbered(in.Code), letters.Clean(in.Text)
	return s.acts.Do(ctx, by, id, func(tx Tx, a *congress.Act) error {
		if err := in.check(a.Congress, a.Now().Date()); err != nil {
			return err
		}
		if !a.Congress.BaseFrozen() {
			return a.Congress.Refuse("custody")
		}
		rules, ok := tally.Profile(a.Congress.Profile, string(a.Congress.HeldOn))
		if !ok {
			return &congress.FieldError{Field: "profile", Code: "unknown", Value: a.Congress.Profile}
		}
		entries, err := tx.LogEntries(ctx, a.Congress, 0)
		if err != nil {
			return err
		}
		custody, err := custodyOf(a.Congress, rules, entries)
		if err != nil {
			return err
		}
		if err := in.follows(a.Congress, custody); err != nil {
			return err
		}
		if err := counted(ctx, tx, a.Congress); err != nil {
			return err
		}
		if in.Step != CustodySealed {
			in.Packets = 0
		}
		if in.Step != CustodySealed && in.Step != CustodyHanded {
			in.Holder = ""
		}
		heads, err := headsOf(ctx, tx, a.Congress, "")
		if err != nil {
			return err
		}
		a.Tell(congress.CustodyNoted{Step: string(in.Step), Day: in.Day, Packets: in.Packets, Holder: in.Holder,
			Number: in.Code, Text: in.Text, Heads: heads})
		return nil
	})
}

// counted refuses to seal papers while no ballot has a result.
func counted(ctx context.Context, tx Tx, c congress.Congress) error {
	rounds, err := tx.RoundsOf(ctx, c)
	if slices.ContainsFunc(rounds, func(r congress.Round) bool { return r.State == congress.RoundSealed }) {
		return err
	}
	return cmp.Or(err, congress.Standing{Subject: "custody", State: "nothing"}.Refuse(string(CustodySealed)))
}

// follows refuses a step that cannot come now.
func (in CustodyInput) follows(c congress.Congress, custody Custody) error {
	last := custody.Last()
	standing := congress.Standing{Subject: "custody", State: last.Step}
	switch {
	case !slices.Contains(custody.Next(), in.Step):
		return standing.Refuse(string(in.Step))
	case in.Day < last.Day:
		return &congress.FieldError{Field: "day", Code: "before_step", Value: string(in.Day)}
	case in.Step == CustodySealed && !custody.anew() && in.Holder != custody.Holder:
		return &congress.FieldError{Field: "holder", Code: "keeps_all", Value: custody.Holder}
	case in.Step != CustodyDestroyed:
		return nil
	case c.ComplaintsOpen > 0 || custody.Kept:
		standing.State = "complaint"
		return standing.Refuse(string(in.Step))
	case custody.KeepUntil == "" || in.Day < custody.KeepUntil:
		return &congress.FieldError{Field: "day", Code: "too_early", Value: string(custody.KeepUntil)}
	}
	return nil
}
