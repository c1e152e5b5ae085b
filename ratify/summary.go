package ratify

import (
	"context"

	"kiemphieu/congress"
)

// Total adds up the rows of a summary.
type Total struct {
	Cells     int `db:"cells"`     // organisations with a row
	Held      int `db:"held"`      // congresses closed, submitted or decided
	Submitted int `db:"submitted"` // dossiers waiting for a decision
	Ratified  int `db:"ratified"`
	Pilots    int `db:"pilots"`
	Seats     int `db:"seats"`
	Elected   int `db:"elected"`
	Reelected int `db:"reelected"`
	New       int
	Female    int `db:"female"`
}

// TotalOf sums up the subtree of the organisation at path without reading its
// rows: from the sums that are kept of it.
func (s *Service) TotalOf(ctx context.Context, path string) (Total, error) {
	var total Total
	if err := s.store.Counted(ctx); err != nil {
		return total, err
	}
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		total, err = tx.TotalUnder(ctx, path)
		return err
	})
	total.New = total.Elected - total.Reelected
	return total, err
}

// SummaryOf sums up the subtree at path and hands over its rows one after the
// other, by the cell's name: of a large tree, few are in memory at a time. nil
// takes the total alone. Rehearsals never count; an annulled congress counts as
// a row without anybody elected.
func (s *Service) SummaryOf(ctx context.Context, path string, take func(CongressRow) error) (Total, error) {
	var total Total
	err := s.store.View(ctx, func(tx Tx) error {
		return tx.CongressRows(ctx, path, func(row CongressRow) error {
			if row.Congress.State == congress.StateAnnulled {
				row.Elected, row.Reelected, row.Female = 0, 0, 0
			}
			total.add(row)
			if take == nil {
				return nil
			}
			return take(row)
		})
	})
	return total, err
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
