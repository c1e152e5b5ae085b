package v1

import (
	"errors"
	"net/http"
	"time"

	"kiemphieu/api"
	"kiemphieu/api/auth"
	"kiemphieu/congress"
	"kiemphieu/security"
)

// personInput is what is typed on a tablet to take it over: a PIN, or the
// password and a new PIN. Nobody leaves it with neither.
type personInput struct {
	Account  congress.AccountID `json:"account"`
	PIN      secret             `json:"pin"`
	Password secret             `json:"password"`
	NewPIN   secret             `json:"new_pin"`
}

// changePerson puts somebody on the tablet, or nobody.
func (s station) changePerson(r *api.Request) error {
	var in personInput
	if err := readJSON(r, &in); err != nil {
		return err
	}
	if r.Device.State != congress.DeviceJoined {
		return api.ErrDeviceRevoked
	}
	if in.Account != "" {
		if err := s.checkPerson(r, in); err != nil {
			return err
		}
	}
	if err := s.congress.UseDevice(r.Context(), r.Device.ID, in.Account); err != nil {
		return err
	}
	return r.NoContent(http.StatusNoContent)
}

func (s station) checkPerson(r *api.Request, in personInput) error {
	account, err := s.congress.Account(r.Context(), in.Account)
	if errors.Is(err, congress.ErrNotFound) || (err == nil && (account.OrgID != r.Device.OrgID ||
		!account.Role.Counts() || account.Disabled)) {
		return congress.ErrNotFound
	}
	if err != nil {
		return err
	}
	if in.Password != "" {
		return s.checkPassword(r, account, in)
	}
	return s.checkPIN(r, account, string(in.PIN))
}

// checkPIN lets in by PIN; after five wrong ones it is gone and the password is needed.
func (s station) checkPIN(r *api.Request, account congress.Account, pin string) error {
	return r.Alone("pin "+string(account.ID), func() error { return s.judgePIN(r, account.ID, pin) })
}

// judgePIN judges one try after another, so that a burst has no more of them.
func (s station) judgePIN(r *api.Request, id congress.AccountID, pin string) error {
	ctx := r.Context()
	account, err := s.congress.Account(ctx, id)
	if err != nil {
		return err
	}
	if account.PINHash == "" {
		return api.ErrNoPIN
	}
	right, err := auth.Compare(ctx, pin, account.PINHash)
	if err != nil {
		return err
	}
	if !right {
		r.CountSignIn(api.ErrPIN)
		r.NoteSecurity(security.PINRefused, account)
		if err := s.congress.PINFailed(ctx, account.ID); err != nil {
			return err
		}
		return api.ErrPIN
	}
	r.CountSignIn(nil)
	if account.PINFailures == 0 {
		return nil
	}
	return s.congress.PINSucceeded(ctx, account.ID)
}

// checkPassword lets in by password and stores the PIN chosen with it.
func (s station) checkPassword(r *api.Request, account congress.Account, in personInput) error {
	hash, err := auth.HashPIN(string(in.NewPIN))
	if err != nil {
		return err
	}
	checked, err := r.CheckPassword(account.Login, string(in.Password))
	switch {
	case err != nil:
		return err
	case checked.MustChange: // whoever has a slip chooses a password first, and ends the slip with it
		return api.ErrMustChange
	}
	return s.congress.SetPIN(r.Context(), account.ID, hash)
}

// stateInput is what a tablet says of itself.
type stateInput struct {
	Waiting int   `json:"waiting"` // batches that it has not sent yet
	Clock   int64 `json:"clock"`   // milliseconds since 1970 UTC; 0: it does not say
	// a name that the page drew when it was opened; "" of an older page
	Page string `json:"page"`
}

// skew is by how many minutes the tablet's clock is ahead, 0 where it is near.
func (in stateInput) skew(now time.Time) int {
	ahead := time.UnixMilli(in.Clock).Sub(now) // no further than the longest duration
	if in.Clock == 0 || ahead.Abs() < clockSlack {
		return 0
	}
	return int(ahead.Round(time.Minute).Minutes())
}

// clockSlack is how far clocks may be apart before anybody is told, as the
// tablet's own examination has it.
const clockSlack = 2 * time.Minute

// state takes a tablet's word on how many batches it still holds, and its time. It
// is refused, and yet kept, where two machines have the key of one tablet.
func (s station) state(r *api.Request) error {
	var in stateInput
	if err := readJSON(r, &in); err != nil {
		return err
	}
	if r.Device.ID != "" {
		now := time.Now() //nolint:forbidigo // clocks of machines are compared
		if err := s.congress.SeeDevice(r.Context(), r.Device.ID, in.Waiting, in.skew(now)); err != nil {
			return err
		}
		if s.opened.Hear(r.Device.ID, in.Page, now) {
			return api.ErrDeviceTwice
		}
	}
	return r.NoContent(http.StatusNoContent)
}
