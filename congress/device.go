package congress

import "time"

// DeviceState is how far a tablet has come in joining a congress.
type DeviceState string

// The states of a device.
const (
	DeviceInvited DeviceState = "invited" // its invitation is on the chief's screen
	DeviceWaiting DeviceState = "waiting" // it shows six digits that the chief is to type
	DeviceJoined  DeviceState = "joined"
	DeviceRevoked DeviceState = "revoked" // for good: it is invited again as another
)

// Device is a tablet joined to a congress by its chief of counting.
type Device struct {
	OrgID      OrgID       `db:"org_id"`
	CongressID CongressID  `db:"congress_id"`
	ID         DeviceID    `db:"device_id"`
	Name       string      `db:"name"` // "Máy 1"
	State      DeviceState `db:"state"`
	SecretHash string      `db:"secret_hash"` // hex, of the invitation, then of the device's key
	CodeHash   string      `db:"code_hash"`   // hex, of the six digits; "" once typed
	Failures   int         `db:"failures"`    // wrong digits in a row
	ExpiresAt  Instant     `db:"expires_at"`  // end of the invitation
	AccountID  AccountID   `db:"account_id"`  // who is on it; "" for nobody
	SeenAt     Instant     `db:"seen_at"`
	Waiting    int         `db:"waiting"` // batches that it has not sent yet, as it says
	Skew       int         `db:"skew"`    // minutes that its clock is ahead of the server's, as it says
}

// Limits of joining.
const (
	invitationLasts = 5 * time.Minute
	maxFailures     = 5 // wrong digits, and wrong PINs
)

// Pair is who counts a pass of a round: one types, another reads aloud.
type Pair struct {
	OrgID     OrgID     `db:"org_id"`
	RoundID   RoundID   `db:"round_id"`
	Pass      Pass      `db:"pass"`
	AccountID AccountID `db:"account_id"` // of the typist
	Typist    string    `db:"typist"`
	Reader    string    `db:"reader"`    // "" when one person reads and types
	DeviceID  DeviceID  `db:"device_id"` // "" on a browser that is no joined tablet
	Checked   bool      `db:"checked"`   // the camera here has read the check sheets as they were printed
}

// Names returns the pair as the chief's page shows it.
func (p Pair) Names() string {
	if p.Reader == "" {
		return p.Typist
	}
	return p.Typist + " – " + p.Reader
}

// has reports whether the person of a folded name is one of the two.
func (p Pair) has(folded string) bool {
	return folded != "" && (FoldName(p.Typist) == folded || FoldName(p.Reader) == folded)
}
