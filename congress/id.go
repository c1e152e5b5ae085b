package congress

import (
	"fmt"
	"io"

	"github.com/google/uuid"
)

// Ids are random (UUIDv4), so that no id tells an order in time.
type (
	// OrgID names an organisation of the Party tree.
	OrgID string
	// AccountID names a person who can sign in.
	AccountID string
	// CongressID names one congress.
	CongressID string
	// MemberID names one row of a congress's roster.
	MemberID string
	// ContestID names one thing to be elected at a congress.
	ContestID string
	// RoundID names one ballot on a contest.
	RoundID string
	// BatchID names a batch; the tablet makes it before the first scan.
	BatchID string
	// DeviceID names a tablet joined to a congress.
	DeviceID string
	// DocumentID names a stored file of a congress.
	DocumentID string
)

// newID draws a UUIDv4 from random.
func newID(random io.Reader) (string, error) {
	id, err := uuid.NewRandomFromReader(random)
	if err != nil {
		return "", fmt.Errorf("congress: draw an id: %w", err)
	}
	return id.String(), nil
}
