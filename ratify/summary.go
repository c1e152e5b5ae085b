package ratify

import (
	"context"
	"slices"

	"kiemphieu/congress"
)

// Summary sums up the congresses of an organisation and of all below it.
type Summary struct {
	Rows  []CongressRow
	Total Total
}

// Total adds up the rows of a summary.
type Total struct {
	Cells     int // organisations with a row
	Held      int // congresses closed, submitted or decided
	Submitted int // dossiers waiting for a decision
	Ratified  int
	Pilots    int
	Seats     int
	Elected   int
	Reelected int
	New       int
	Female    int
}

// SummaryOf sums up the subtree at path. Rehearsals never count; an annulled
// congress counts as a row without anybody elected.
func (s *Service) SummaryOf(ctx context.Context, path string) (Summary, error) {
	var sum Summary
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		sum.Rows, err = tx.CongressRows(ctx, path)
		return err
	})
	for i := range sum.Rows {
		if sum.Rows[i].Congress.State == congress.StateAnnulled {
			sum.Rows[i].Elected, sum.Rows[i].Reelected, sum.Rows[i].Female = 0, 0, 0
		}
		sum.Total.add(sum.Rows[i])
	}
	return sum, err
}

// New returns those elected for the first time.
func (r CongressRow) New() int { return r.Elected - r.Reelected }

func (t *Total) add(r CongressRow) {
	t.Cells++
	switch r.Congress.State {
	case congress.StateClosed:
		t.Held++
	case congress.StateSubmitted:
		t.Held++
		t.Submitted++
	case congress.StateRatified:
		t.Held++
		t.Ratified++
	case congress.StateAnnulled, congress.StatePreparing, congress.StatePostponed, congress.StateInSession:
	}
	if r.Congress.Pilot {
		t.Pilots++
	}
	t.Seats += r.Seats
	t.Elected += r.Elected
	t.Reelected += r.Reelected
	t.New += r.New()
	t.Female += r.Female
}

// Inbox lists the dossiers that wait for a decision or were returned, the most
// urgent first.
func (s *Service) Inbox(ctx context.Context, path string) ([]InboxRow, error) {
	view, err := s.InboxOf(ctx, path, InboxFilter{})
	return slices.DeleteFunc(view.Rows, func(r InboxRow) bool {
		return r.State != InboxArrived && r.State != InboxReturned
	}), err
}
