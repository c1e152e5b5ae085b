package pages

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"

	"kiemphieu/api"
	"kiemphieu/api/auth"
	"kiemphieu/congress"
)

// joins is about how a tablet joins.
type joins struct {
	*screen
	congress interface {
		ClaimDevice(ctx context.Context, secretHash string, keyHash string, codeHash string) (congress.Device, error)
		Invitation(ctx context.Context, secretHash string) (congress.Congress, congress.Device, error)
	}
}

func (s joins) routes() []api.Route {
	return []api.Route{
		api.Get("/nhan-may/:secret", api.Everybody(), s.show),
		api.Post("/nhan-may/:secret", api.Everybody(), s.join),
	}
}

// show is what the tablet's camera opens. Looking takes nothing: the
// invitation is used by the button.
func (s joins) show(r *api.Request) error {
	c, d, err := s.congress.Invitation(r.Context(), auth.LinkHash(r.Param("secret")))
	if err != nil {
		r.Problem = nil
		p := r.Describe(err)
		r.Problem = &p
	}
	return s.render(r, "join", page{Title: "Nhận máy kiểm phiếu", Rehearsal: c.Rehearsal, Meeting: c,
		Data: map[string]any{"Congress": c, "Device": d, "Secret": r.Param("secret")}})
}

// join returns the tablet its key and shows the digits that the chief types. The
// digits are bound to the device: those of another one do not open it.
func (s joins) join(r *api.Request) error {
	ctx := r.Context()
	secret := auth.LinkHash(r.Param("secret"))
	c, d, err := s.congress.Invitation(ctx, secret)
	if err != nil {
		return s.again(r, err, s.show)
	}
	digits, err := sixDigits()
	if err != nil {
		return err
	}
	key, stored := auth.NewLink()
	if _, err := s.congress.ClaimDevice(ctx, secret, stored, auth.LinkHash(string(d.ID)+digits)); err != nil {
		return s.again(r, err, s.show)
	}
	r.GiveDeviceKey(key)
	return s.render(r, "join", page{Title: "Chờ trưởng ban nhận máy", Rehearsal: c.Rehearsal, Meeting: c,
		Data: map[string]any{"Congress": c, "Device": d, "Digits": digits[:3] + " " + digits[3:]}})
}

func sixDigits() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return "", fmt.Errorf("pages: draw digits: %w", err)
	}
	return fmt.Sprintf("%06d", n), nil
}
