package store_test

import (
	"testing"

	"kiemphieu/congress"
	"kiemphieu/store"
)

// What one replica publishes, every replica of the database hears.
func TestReplicasHearOfChanges(t *testing.T) {
	for _, name := range []string{"SQLite", "PostgreSQL"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			place := emptyPlace(t, name)
			one := open(t, place)
			heard := make(chan congress.CongressID, 10)
			hear := func(id congress.CongressID) { heard <- id }
			teller, err := one.Notify(t.Context(), hear)
			must(t, err)
			want := 1
			if name == "PostgreSQL" {
				other, err := store.Open(t.Context(), place, store.Options{})
				must(t, err)
				t.Cleanup(func() { must(t, other.Close()) })
				_, err = other.Notify(t.Context(), hear)
				must(t, err)
				want = 3 // the publisher at once, then both by NOTIFY
			}
			teller.Publish("c1")
			for range want {
				if id := <-heard; id != "c1" {
					t.Errorf("heard %s", id)
				}
			}
		})
	}
}
