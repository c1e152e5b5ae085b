package api

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"kiemphieu/congress"
)

type fromStandby struct{}

// A standby that fails before anything was said is not noticed: the primary
// answers, and says nothing of an age. One that fails later, or an error that is
// no failure of it, is told as ever.
func TestAsideAsksThePrimaryWhereTheStandbyFails(t *testing.T) {
	of := time.Date(2026, 11, 26, 14, 32, 5, 0, time.UTC)
	for name, c := range map[string]struct {
		fails error // what the handler meets on the standby
		wrote bool  // it had answered already
		calls int
		err   error
	}{
		"keeps up":     {calls: 1},
		"is gone":      {fails: congress.ErrUnavailable, calls: 2},
		"in an answer": {fails: congress.ErrUnavailable, wrote: true, calls: 1, err: congress.ErrUnavailable},
		"not found":    {fails: congress.ErrNotFound, calls: 1, err: congress.ErrNotFound},
	} {
		s := &Server{Config: Config{Aside: func(ctx context.Context, fn func(context.Context, time.Time) error) error {
			return fn(context.WithValue(ctx, fromStandby{}, true), of)
		}}}
		calls := 0
		rt := Get("/", Anybody(), func(r *Request) error {
			calls++
			if calls == 1 != (r.Context().Value(fromStandby{}) != nil) || calls == 1 != r.AsOf.Equal(of) {
				t.Errorf("%s: call %d reads as of %v", name, calls, r.AsOf)
			}
			if calls == 1 && c.wrote {
				r.Response().WriteHeader(http.StatusOK)
			}
			if calls == 1 {
				return c.fails
			}
			return nil
		}).Aside()
		r := s.request(echo.New().NewContext(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil),
			httptest.NewRecorder()))
		if err := s.aside(rt, r); !errors.Is(err, c.err) || calls != c.calls {
			t.Errorf("%s: %d calls, then %v", name, calls, err)
		}
	}
}
