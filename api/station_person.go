package api

import (
	"net/http"

	"kiemphieu/api/auth"
	"kiemphieu/congress"
)

// personInput is what is typed on a tablet to take it over: a PIN, or the
// password and a new PIN. Nobody leaves it with neither.
type personInput struct {
	Account  congress.AccountID `json:"account"`
	PIN      string             `json:"pin"`
	Password string             `json:"password"`
	NewPIN   string             `json:"new_pin"`
}

// changePerson puts somebody on the tablet, or nobody.
func (s *Server) changePerson(r *request) error {
	var in personInput
	if err := readJSON(r, &in); err != nil {
		return err
	}
	if r.Device.State != congress.DeviceJoined {
		return errDeviceRevoked
	}
	if in.Account != "" {
		if err := s.checkPerson(r, in); err != nil {
			return err
		}
	}
	if err := s.Congress.UseDevice(r.Request().Context(), r.Device.ID, in.Account); err != nil {
		return err
	}
	return r.NoContent(http.StatusNoContent)
}

func (s *Server) checkPerson(r *request, in personInput) error {
	account, err := s.Congress.Account(r.Request().Context(), in.Account)
	if isNotFound(err) || (err == nil && (account.OrgID != r.Device.OrgID || !counts(account.Role) || account.Disabled)) {
		return congress.ErrNotFound
	}
	if err != nil {
		return err
	}
	if in.Password != "" {
		return s.checkPassword(r, account, in)
	}
	return s.checkPIN(r, account, in.PIN)
}

// checkPIN lets in by PIN; after five wrong ones it is gone and the password is needed.
func (s *Server) checkPIN(r *request, account congress.Account, pin string) error {
	ctx := r.Request().Context()
	if account.PINHash == "" {
		return errNoPIN
	}
	if !auth.Matches(pin, account.PINHash) {
		s.metrics.signIns.WithLabelValues("refused").Inc()
		if err := s.Congress.PINFailed(ctx, account.ID); err != nil {
			return err
		}
		return errPIN
	}
	s.metrics.signIns.WithLabelValues("accepted").Inc()
	if account.PINFailures == 0 {
		return nil
	}
	return s.Congress.PINSucceeded(ctx, account.ID)
}

// checkPassword lets in by password and stores the PIN chosen with it.
func (s *Server) checkPassword(r *request, account congress.Account, in personInput) error {
	ctx := r.Request().Context()
	hash, err := auth.HashPIN(in.NewPIN)
	if err != nil {
		return err
	}
	if _, err := s.checkSignIn(ctx, account.Login, in.Password); err != nil {
		s.metrics.signIns.WithLabelValues("refused").Inc()
		return err
	}
	s.metrics.signIns.WithLabelValues("accepted").Inc()
	return s.Congress.SetPIN(ctx, account.ID, hash)
}

// stateInput is what a tablet says of itself.
type stateInput struct {
	Waiting int `json:"waiting"` // batches that it has not sent yet
}

// stationState takes a tablet's word on how many batches it still holds.
func (s *Server) stationState(r *request) error {
	var in stateInput
	if err := readJSON(r, &in); err != nil {
		return err
	}
	if r.Device.ID != "" {
		if err := s.Congress.SeeDevice(r.Request().Context(), r.Device.ID, in.Waiting); err != nil {
			return err
		}
	}
	return r.NoContent(http.StatusNoContent)
}
