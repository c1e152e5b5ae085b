package store_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/security"
	"kiemphieu/store"
)

// The security log comes newest first, a page at a time, to those above alone;
// what nobody's account did is seen where it is asked for.
func TestStoreKeepsTheSecurityLog(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		world(t, db)
		event := func(e security.Event) security.Event {
			if e.Kind == "" {
				e.Kind = security.SignedIn
			}
			return e
		}
		must(t, db.Security().InTx(ctx, func(tx security.Tx) error {
			return errors.Join(
				tx.PutSecurityEvent(ctx, event(security.Event{OrgID: "cell", ID: "e1", At: 10, Login: "an"})),
				tx.PutSecurityEvent(ctx, event(security.Event{OrgID: "cell", ID: "e2", At: 20, Login: "anh"})),
				tx.PutSecurityEvent(ctx, event(security.Event{OrgID: "top", ID: "e3", At: 20, Login: "binh"})),
				tx.PutSecurityEvent(ctx, event(security.Event{ID: "e4", At: 30, Kind: security.SignInRefused})),
				tx.PutSecurityEvent(ctx, event(security.Event{OrgID: "top", ID: "e5", At: 1, Login: "an"})),
				tx.DeleteSecurityEvents(ctx, 5))
		}))
		must(t, db.Security().View(ctx, func(tx security.Tx) error {
			got := ""
			for _, ask := range []struct {
				path    string
				unknown bool
				q       security.Query
				n       int
			}{
				{"/top/", true, security.Query{}, 9}, {"/top/", false, security.Query{}, 2},
				{"/top/", true, security.Query{Before: security.Before{At: 20, ID: "e3"}}, 9},
				{"/top/cell/", false, security.Query{}, 9}, {"/top/", true, security.Query{Login: "an"}, 9},
				{"/top/", true, security.Query{Kind: security.SignInRefused}, 9},
			} {
				list, err := tx.SecurityEvents(ctx, ask.path, ask.unknown, ask.q, ask.n)
				if err != nil {
					return err
				}
				var found []string
				for _, e := range list {
					found = append(found, e.ID)
				}
				got += fmt.Sprintln(found)
			}
			if want := "[e4 e3 e2 e1]\n[e3 e2]\n[e2 e1]\n[e2 e1]\n[e2 e1]\n[e4]\n"; got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
			return nil
		}))
	})
}

// A second factor is that of one account: put anew it is replaced, and dropped it
// is gone.
func TestStoreKeepsSecondFactors(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		f := security.Factor{OrgID: "cell", AccountID: "an", Secret: []byte{0, 1, 255}, Since: 7, Step: 9,
			Recovery: "a b"}
		other := security.Factor{OrgID: "cell", AccountID: "anh", Secret: []byte{2}}
		must(t, db.Security().InTx(ctx, func(tx security.Tx) error {
			was := f
			was.Step, was.Recovery = 8, "a b c"
			return errors.Join(tx.PutSecondFactor(ctx, was), tx.PutSecondFactor(ctx, other), tx.PutSecondFactor(ctx, f))
		}))
		must(t, db.Security().InTx(ctx, func(tx security.Tx) error {
			got, err := tx.SecondFactor(ctx, "an")
			if err != nil || !reflect.DeepEqual(got, f) {
				t.Errorf("%+v, want %+v: %v", got, f, err)
			}
			return tx.DeleteSecondFactor(ctx, "an")
		}))
		must(t, db.Security().View(ctx, func(tx security.Tx) error {
			if _, err := tx.SecondFactor(ctx, "an"); !errors.Is(err, congress.ErrNotFound) {
				t.Errorf("dropped: %v", err)
			}
			_, err := tx.SecondFactor(ctx, "anh")
			return err
		}))
	})
}
