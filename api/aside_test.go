package api_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"kiemphieu/api"
	"kiemphieu/api/apitest"
	"kiemphieu/congress"
)

type fromStandby struct{}

// A standby that fails before anything was said is not noticed: the primary
// answers, and says nothing of an age. One that fails later, or an error that is
// no failure of it, is told as ever.
func TestAsideAsksThePrimaryWhereTheStandbyFails(t *testing.T) {
	of := time.Date(2026, 11, 26, 14, 32, 5, 0, time.UTC)
	h := apitest.Open(t)
	for name, c := range map[string]struct {
		fails error // what the handler meets on the standby
		wrote bool  // it had answered already
		calls int
		want  int
	}{
		"keeps up":     {calls: 1, want: http.StatusOK},
		"is gone":      {fails: congress.ErrUnavailable, calls: 2, want: http.StatusOK},
		"in an answer": {fails: congress.ErrUnavailable, wrote: true, calls: 1, want: http.StatusAccepted},
		"not found":    {fails: congress.ErrNotFound, calls: 1, want: http.StatusNotFound},
	} {
		calls := 0
		var met error // where the standby was asked
		rt := api.Get("/gan", api.Anybody(), func(r *api.Request) error {
			calls++
			if calls == 1 != (r.Context().Value(fromStandby{}) != nil) || calls == 1 != r.AsOf.Equal(of) {
				t.Errorf("%s: call %d reads as of %v", name, calls, r.AsOf)
			}
			if calls == 1 && c.wrote {
				r.Response().WriteHeader(http.StatusAccepted)
			}
			if calls == 1 {
				return c.fails
			}
			return nil
		}).Aside()
		cfg := h.Server.Config
		cfg.Routes = append(slices.Clone(cfg.Routes), rt)
		cfg.Aside = func(ctx context.Context, fn func(context.Context, time.Time) error) error {
			met = fn(context.WithValue(ctx, fromStandby{}, true), of)
			return met
		}
		h.Listen(api.New(cfg))
		answer, _ := h.Call(h.Client("own.chief"), "GET", "/gan", nil)
		if answer.StatusCode != c.want || calls != c.calls || !errors.Is(met, c.fails) {
			t.Errorf("%s: %d calls, then %d; the standby met %v", name, calls, answer.StatusCode, met)
		}
	}
}
