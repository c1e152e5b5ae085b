package ratify

import (
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
}

// Last is the last step, zero before the first.
func (c Custody) Last() congress.CustodyNoted {
	if len(c.Steps) == 0 {
		return congress.CustodyNoted{}
	}
	return c.Steps[len(c.Steps)-1]
}

// Next lists the steps that may follow.
func (c Custody) Next() []CustodyStep {
	switch CustodyStep(c.Last().Step) {
	case "":
		return []CustodyStep{CustodySealed}
	case CustodyDestroyed:
		return nil
	case CustodyOpened:
		return []CustodyStep{CustodySealed}
	default:
		keep := CustodyKept
		if c.Kept {
			keep = CustodyReleased
		}
		return []CustodyStep{CustodyHanded, CustodyOpened, keep, CustodyDestroyed}
	}
}

func custodyOf(c congress.Congress, rules tally.Rules, told []congress.CustodyNoted) Custody {
	var custody Custody
	if c.ClosedAt != 0 {
		custody.KeepUntil = congress.DateOf(c.ClosedAt.Local().AddDate(0, rules.KeepMonths, 0))
	}
	for _, e := range told {
		custody.Steps = append(custody.Steps, e)
		if e.Packets > 0 {
			custody.Packets = e.Packets
		}
		if e.Holder != "" {
			custody.Holder = e.Holder
		}
		switch CustodyStep(e.Step) {
		case CustodyKept:
			custody.Kept = true
		case CustodyReleased:
			custody.Kept = false
		case CustodySealed, CustodyHanded, CustodyOpened, CustodyDestroyed:
		}
	}
	return custody
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
func (in CustodyInput) check(today congress.Date) error {
	day := congress.DayGiven("day", in.Day)
	if day == nil && in.Day > today {
		day = &congress.FieldError{Field: "day", Code: "future", Value: string(in.Day)}
	}
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
		if err := in.check(a.Now().Date()); err != nil {
			return err
		}
		if !a.Congress.BaseFrozen() {
			return a.Congress.Refuse("custody")
		}
		rules, ok := tally.Profile(a.Congress.Profile, string(a.Congress.HeldOn))
		if !ok {
			return &congress.FieldError{Field: "profile", Code: "unknown", Value: a.Congress.Profile}
		}
		told, err := toldOf[congress.CustodyNoted](ctx, tx, a.Congress)
		if err != nil {
			return err
		}
		if err := in.follows(a.Congress, custodyOf(a.Congress, rules, told)); err != nil {
			return err
		}
		if in.Step != CustodySealed {
			in.Packets = 0
		}
		a.Tell(congress.CustodyNoted{Step: string(in.Step), Day: in.Day, Packets: in.Packets,
			Holder: in.Holder, Number: in.Code,
			Text: in.Text})
		return nil
	})
}

// follows refuses a step that cannot come now.
func (in CustodyInput) follows(c congress.Congress, custody Custody) error {
	last := custody.Last()
	standing := congress.Standing{Subject: "custody", State: last.Step}
	switch {
	case !slices.Contains(custody.Next(), in.Step):
		return standing.Refuse(string(in.Step))
	case in.Day < last.Day || in.Day < c.HeldOn:
		return &congress.FieldError{Field: "day", Code: "before_step", Value: string(in.Day)}
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
