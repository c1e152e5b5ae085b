package ratify

import (
	"context"

	"kiemphieu/congress"
)

// toldOf reads the events of one kind in the log of a congress, in order.
func toldOf[E congress.Event](ctx context.Context, tx Tx, c congress.Congress) ([]E, error) {
	entries, err := tx.LogEntries(ctx, c, 0)
	if err != nil {
		return nil, err
	}
	return congress.EventsIn[E](entries)
}

// ComplaintForm is what was sent.
type ComplaintForm string

// The forms of a complaint.
const (
	FormComplaint    ComplaintForm = "complaint"    // khiếu nại
	FormDenunciation ComplaintForm = "denunciation" // tố cáo
)

// ComplaintStep is how far a complaint has come.
type ComplaintStep string

// The steps of a complaint, in order; it can be withdrawn at any of them.
const (
	ComplaintReceived  ComplaintStep = "received"
	ComplaintHanded    ComplaintStep = "handed"    // to the inspection committee
	ComplaintFound     ComplaintStep = "found"     // its finding
	ComplaintDecided   ComplaintStep = "decided"   // by the committee
	ComplaintWithdrawn ComplaintStep = "withdrawn" // by whoever sent it
)

// CustodyStep is what was done with the sealed papers.
type CustodyStep string

// The steps of custody.
const (
	CustodySealed    CustodyStep = "sealed"
	CustodyHanded    CustodyStep = "handed"    // to another holder
	CustodyOpened    CustodyStep = "opened"    // by decision; they are sealed again
	CustodyKept      CustodyStep = "kept"      // longer than the time for it, for a complaint
	CustodyReleased  CustodyStep = "released"  // kept no longer than that
	CustodyDestroyed CustodyStep = "destroyed" // by decision
)
