package congress

import (
	"context"
	"fmt"

	"kiemphieu/tally"
)

// hallComplaint is a complaint that was made in the hall about a count, and what
// the counting committee concluded on it. It stands in the log alone.
type hallComplaint struct {
	Number      int // in the round, from 1
	From        string
	Subject     string
	At          Instant // received
	Conclusion  string  // "" until the committee has concluded
	ConcludedAt Instant
}

// HearComplaint notes a complaint about the count of a round that somebody made in
// the hall, from the opening of the box until the seal. It takes the chief. The
// minutes of the count tell it, and the seal waits for its conclusion.
func (s *Service) HearComplaint(ctx context.Context, by Actor, id RoundID, from, subject string) error {
	from, subject = clean(from), clean(subject)
	return s.complain(ctx, by, id, func(a *Act, all []hallComplaint) error {
		if err := WrongFields(Required("complaint_from", from, 100), Required("complaint_subject", subject,
			1000)); err != nil {
			return err
		}
		a.Tell(complaintHeard{Round: id, Complaint: len(all) + 1, From: from, Subject: subject})
		return nil
	})
}

// ConcludeComplaint notes what the counting committee concluded on a complaint that
// was made in the hall, once.
func (s *Service) ConcludeComplaint(ctx context.Context, by Actor, id RoundID, number int, conclusion string) error {
	conclusion = clean(conclusion)
	return s.complain(ctx, by, id, func(a *Act, all []hallComplaint) error {
		if number < 1 || number > len(all) {
			return ErrNotFound
		}
		c := all[number-1]
		if c.Conclusion != "" {
			return Standing{Subject: "hall_complaint", State: "concluded"}.Refuse("conclude")
		}
		if err := Required("complaint_conclusion", conclusion, 1000); err != nil {
			return err
		}
		a.Tell(complaintHeard{Round: id, Complaint: number, From: c.From, Subject: c.Subject, Conclusion: conclusion})
		return nil
	})
}

// complain runs an act about the complaints of a round while it is counted.
func (s *Service) complain(ctx context.Context, by Actor, id RoundID, work func(*Act, []hallComplaint) error) error {
	return s.act(ctx, by, id, func(a *Act) error {
		if a.Round.State != RoundOpened && a.Round.State != RoundCounting {
			return a.Round.Refuse("complain")
		}
		all, err := loadHallComplaints(ctx, a.tx, a.Round)
		if err != nil {
			return err
		}
		return work(a, all)
	})
}

func loadHallComplaints(ctx context.Context, tx Tx, r Round) ([]hallComplaint, error) {
	entries, err := tx.LogEntries(ctx, Congress{OrgID: r.OrgID, ID: r.CongressID}, 0)
	if err != nil {
		return nil, err
	}
	return hallComplaintsIn(entries, r.ID)
}

// hallComplaintsIn reads the complaints about a round from a log, by number.
func hallComplaintsIn(entries []LogEntry, round RoundID) ([]hallComplaint, error) {
	var all []hallComplaint
	for _, entry := range entries {
		e, err := eventIn[complaintHeard](entry)
		if err != nil {
			return nil, err
		}
		if e == nil || e.Round != round {
			continue
		}
		at, err := timeOf(entry)
		switch {
		case err != nil:
			return nil, err
		case e.Conclusion == "":
			all = append(all, hallComplaint{Number: e.Complaint, From: e.From, Subject: e.Subject, At: at})
		case e.Complaint < 1 || e.Complaint > len(all):
			return nil, fmt.Errorf("congress: event %d concludes a complaint that nobody made", entry.Seq)
		default:
			all[e.Complaint-1].Conclusion, all[e.Complaint-1].ConcludedAt = e.Conclusion, at
		}
	}
	return all, nil
}

// finished is sheet, which a complaint without a conclusion holds up as well.
func (c countCase) finished(ctx context.Context, tx Tx) (tally.Sheet, []Finding, error) {
	sheet, findings, err := c.sheet()
	if err != nil || findings != nil {
		return sheet, findings, err
	}
	all, err := loadHallComplaints(ctx, tx, c.round)
	for _, complaint := range all {
		if complaint.Conclusion == "" {
			findings = append(findings, *countFinding("complaint_open", "name", complaint.From))
		}
	}
	if findings != nil {
		sheet = tally.Sheet{}
	}
	return sheet, findings, err
}
