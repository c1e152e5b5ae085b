package ratify

import (
	"context"
	"errors"
	"math"
	"slices"

	"kiemphieu/congress"
	letters "kiemphieu/congress/text"
)

// Complaint is a complaint or denunciation about the result of a congress, as the
// log tells it (190-QĐ/TW, Điều 33). Who sent it stands in the letter alone.
type Complaint struct {
	Number int
	Form   ComplaintForm
	Late   bool
	Steps  []congress.ComplaintNoted // in order
}

// Last is how far it has come.
func (c Complaint) Last() congress.ComplaintNoted { return c.Steps[len(c.Steps)-1] }

// Open reports whether it waits for its end.
func (c Complaint) Open() bool {
	step := ComplaintStep(c.Last().Step)
	return step != ComplaintDecided && step != ComplaintWithdrawn
}

// Breach reports whether it was found to be right.
func (c Complaint) Breach() bool {
	for _, s := range c.Steps {
		if s.Breach {
			return true
		}
	}
	return false
}

// Next lists the steps that may follow.
func (c Complaint) Next() []ComplaintStep {
	order := []ComplaintStep{ComplaintReceived, ComplaintHanded, ComplaintFound,
		ComplaintDecided}
	for i, step := range order[:len(order)-1] {
		if ComplaintStep(c.Last().Step) == step {
			return []ComplaintStep{order[i+1], ComplaintWithdrawn}
		}
	}
	return nil
}

// complaintsOf folds what the log tells.
func complaintsOf(told []congress.ComplaintNoted) []Complaint {
	var all []Complaint
	for _, e := range told {
		if ComplaintStep(e.Step) == ComplaintReceived {
			all = append(all, Complaint{Number: e.Complaint, Form: ComplaintForm(e.Form), Late: e.Late})
		}
		if i := e.Complaint - 1; i >= 0 && i < len(all) {
			all[i].Steps = append(all[i].Steps, e)
		}
	}
	return all
}

// ComplaintInput is what is typed about a step of a complaint.
type ComplaintInput struct {
	Number int // of the complaint; 0 receives a new one
	Step   ComplaintStep
	Day    congress.Date
	Form   ComplaintForm // of a new one
	To     string        // who verifies it
	Code   string        // number of the finding or the decision
	Breach bool          // found
	Text   string
}

func (in ComplaintInput) check(c congress.Congress, today congress.Date) error {
	day := paperDay("day", in.Day, today, notBefore(c))
	var form, to, code error
	switch in.Step {
	case ComplaintReceived:
		known := in.Form == FormComplaint || in.Form == FormDenunciation
		form = congress.FieldHolds(known, "form", "unknown", string(in.Form))
	case ComplaintHanded:
		to = congress.Required("recipient", in.To, 200)
	case ComplaintDecided:
		code = congress.Required("paper_number", in.Code, 60)
	case ComplaintFound, ComplaintWithdrawn:
	default:
		form = &congress.FieldError{Field: "step", Code: "unknown", Value: string(in.Step)}
	}
	return congress.WrongFields(day, form, to, code, congress.AtMost("recipient", in.To, 200),
		congress.AtMost("paper_number", in.Code, 60),
		congress.Required("text", in.Text, 1000))
}

// NoteComplaint receives a complaint about a congress that was held, or takes one a
// step on: handed to the inspection committee, its finding, the decision. While
// one is open the time for the decision does not run.
func (s *Service) NoteComplaint(ctx context.Context, by congress.Actor, id congress.CongressID,
	in ComplaintInput) error {
	if in.Step == ComplaintReceived {
		in.Code = "" // the register gives it
	}
	in.To, in.Code, in.Text = letters.Clean(in.To), AsNumbered(in.Code), letters.Clean(in.Text)
	return s.acts.Do(ctx, by, id, func(tx Tx, a *congress.Act) error {
		if err := in.check(a.Congress, a.Now().Date()); err != nil {
			return err
		}
		if by.OrgID == a.Congress.OrgID {
			return &congress.PersonError{Code: "own_congress", Name: by.Name}
		}
		if !a.Congress.Over() || a.Congress.Rehearsal {
			return a.Congress.Refuse("complaint")
		}
		told, err := toldOf[congress.ComplaintNoted](ctx, tx, a.Congress)
		if err != nil {
			return err
		}
		due, err := s.complaintsDue(ctx, tx, a.Congress)
		if err != nil {
			return err
		}
		heads, err := headsOf(ctx, tx, a.Congress, by.OrgID)
		if err != nil {
			return err
		}
		all := complaintsOf(told)
		if err := in.number(ctx, tx, a, all); err != nil {
			return err
		}
		return in.tell(a, all, due, heads)
	})
}

// number takes the number of the paper about a step in the register of the
// superior: the next one for a receipt, for a finding and a decision the one that
// was typed. One paper may end several complaints about a congress.
func (in *ComplaintInput) number(ctx context.Context, tx Tx, a *congress.Act, all []Complaint) error {
	kind := map[ComplaintStep]PaperKind{ComplaintReceived: PaperReceipt, ComplaintFound: PaperFinding,
		ComplaintDecided: PaperDecision}[in.Step]
	for _, c := range all {
		for _, s := range c.Steps {
			if s.Step == string(in.Step) && bareCode(s.Number) == bareCode(in.Code) && in.Code != "" {
				return nil
			}
		}
	}
	p, ok := numberOf(a.By.OrgID, kind, a.Congress, in.Code, in.Day)
	if in.Step == ComplaintReceived {
		lines, err := tx.PaperNumbers(ctx, a.By.OrgID)
		if err != nil {
			return err
		}
		org, err := tx.Organisation(ctx, a.By.OrgID)
		if err != nil {
			return err
		}
		p = NumberedPaper{OrgID: a.By.OrgID, Kind: kind, Term: a.Congress.Term, Series: seriesOf(lines, org),
			Day: in.Day, CongressID: a.Congress.ID, About: a.Congress.Title}
		ok = true
	}
	if !ok {
		return nil
	}
	p, err := inTermOf(ctx, tx, p)
	if err != nil {
		return err
	}
	p.By, p.At = a.By.Name, a.Now()
	err = enterPaper(ctx, tx, &p)
	if in.Step == ComplaintReceived {
		in.Code = p.Code()
	}
	return renamedNumber(err)
}

// renamedNumber names the field in which a number was typed.
func renamedNumber(err error) error {
	var wrong *congress.FieldError
	if errors.As(err, &wrong) && wrong.Code == "number_taken" {
		return &congress.FieldError{Field: "paper_number", Code: wrong.Code, Value: wrong.Value}
	}
	return err
}

// tell goes the step, which follows the ones before in order and in time.
func (in ComplaintInput) tell(a *congress.Act, all []Complaint, due congress.Date, heads congress.Heads) error {
	event := congress.ComplaintNoted{Complaint: in.Number, Step: string(in.Step), Day: in.Day,
		To: in.To, Number: in.Code,
		Breach: in.Breach && in.Step == ComplaintFound, Text: in.Text, Heads: heads}
	if in.Step == ComplaintReceived {
		event.Complaint, event.Form = len(all)+1, string(in.Form)
		event.Due, event.Late = due, due != "" && in.Day > due
		a.Congress.ComplaintsOpen++
		a.Tell(event)
		return nil
	}
	if in.Number < 1 || in.Number > len(all) {
		return congress.ErrNotFound
	}
	c := all[in.Number-1]
	if !slices.Contains(c.Next(), in.Step) {
		return congress.Standing{Subject: "complaint", State: c.Last().Step}.Refuse(string(in.Step))
	}
	if in.Day < c.Last().Day {
		return &congress.FieldError{Field: "day", Code: "before_step", Value: string(in.Day)}
	}
	a.Tell(event)
	if c.Steps = append(c.Steps, event); !c.Open() {
		a.Congress.ComplaintsOpen--
		if s := a.Congress.State; s != congress.StateRatified && s != congress.StateAnnulled {
			a.Congress.ComplaintEnded = max(a.Congress.ComplaintEnded, in.Day)
		}
	}
	return nil
}

// complaintsDue is the last day for complaints about a congress, "" where none is known.
func (s *Service) complaintsDue(ctx context.Context, tx Tx, c congress.Congress) (congress.Date, error) {
	org, err := tx.Organisation(ctx, c.OrgID)
	if err != nil {
		return "", err
	}
	dates, err := s.dates(ctx, tx, org.Path, []congress.Congress{c})
	if err != nil {
		return "", err
	}
	return dates[0].Deadlines.Complaint, nil
}

// countComplaints keeps on a congress that was taken in what its log tells of them.
func (in *arrival) countComplaints() error {
	entries := make([]congress.LogEntry, len(in.bundle.Leaves))
	for i, leaf := range in.bundle.Leaves {
		entries[i] = congress.LogEntry{Seq: int64(i), Leaf: leaf}
	}
	a, err := actsIn(entries)
	in.Congress.ComplaintsOpen, in.Congress.ComplaintEnded = 0, ""
	for _, c := range complaintsOf(a.complaintsUntil(math.MaxInt64)) {
		if c.Open() {
			in.Congress.ComplaintsOpen++
		}
	}
	for _, c := range complaintsOf(a.complaintsUntil(a.firstDecision())) {
		if !c.Open() {
			in.Congress.ComplaintEnded = max(in.Congress.ComplaintEnded, c.Last().Day)
		}
	}
	return err
}
