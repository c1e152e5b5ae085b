package congress_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"kiemphieu/app"
	"kiemphieu/congress"
	"kiemphieu/store/pgtest"
)

// heard is a publisher that remembers who was told of.
type heard []congress.CongressID

func (h *heard) Publish(id congress.CongressID) { *h = append(*h, id) }

// act runs an act on the hall's congress on behalf of its presidium.
func (h *hall) act(told congress.Publisher, by congress.Actor, work func(*congress.Act) error) error {
	acts := congress.Acts[congress.Tx]{Store: h.program.Store, Publisher: told}
	return acts.Do(h.ctx, by, h.congress, func(_ congress.Tx, a *congress.Act) error { return work(a) })
}

func (h *hall) log() []congress.LogEntry {
	h.t.Helper()
	entries, err := h.s.Log(h.ctx, h.congress, 0)
	must(h.t, err)
	return entries
}

// eachDatabase runs a test in a hall over SQLite and in one over PostgreSQL.
func eachDatabase(t *testing.T, test func(*testing.T, *hall)) {
	t.Run("SQLite", func(t *testing.T) { test(t, openHall(t, 4)) })
	t.Run("PostgreSQL", func(t *testing.T) {
		test(t, hallIn(t, openProgram(t, app.Config{Database: pgtest.Database(t)}), 1))
	})
}

// What an act tells stands in the log in its order, and those who listen hear
// of the act once, when it can be read.
func TestActTellsInOrder(t *testing.T) {
	eachDatabase(t, func(t *testing.T, h *hall) {
		before, told := h.log(), heard{}
		must(t, h.act(&told, h.presidium, func(a *congress.Act) error {
			a.Tell(congress.DeviceAdmitted{Name: "một"})
			a.Congress.Place = "Hội trường"
			a.Tell(congress.DeviceAdmitted{Name: "hai"})
			a.Tell(congress.DeviceAdmitted{Name: "ba"})
			return nil
		}))
		after := h.log()[len(before):]
		for i, name := range []string{"một", "hai", "ba"} {
			if !bytes.Contains(after[i].Leaf, []byte(name)) {
				t.Errorf("event %d is %s", i, after[i].Leaf)
			}
		}
		c := h.overview().Congress
		if len(after) != 3 || c.LogSize != int64(len(before)+3) || c.Place != "Hội trường" {
			t.Errorf("%d events, %+v", len(after), c)
		}
		if !slices.Equal(told, heard{h.congress}) {
			t.Errorf("told of %v", told)
		}
	})
}

// An act that fails, wherever it does, leaves nothing and tells nobody.
func TestActThatFailsLeavesNothing(t *testing.T) {
	h := openHall(t, 4)
	before, events, told := h.overview().Congress, h.log(), heard{}
	failed := errors.New("failed")
	for name, work := range map[string]func(*congress.Act) error{
		"the work fails": func(a *congress.Act) error {
			a.Congress.Place = "Hội trường"
			a.Tell(congress.DeviceAdmitted{})
			return failed
		},
		"a state that the log does not tell": func(a *congress.Act) error { return a.Move(congress.ActionPostpone) },
	} {
		if err := h.act(&told, h.presidium, work); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if after := h.overview().Congress; after != before || len(h.log()) != len(events) || len(told) != 0 {
		t.Errorf("%+v became %+v, told %v", before, after, told)
	}
}

// To those who do not see a congress it is not there, and a duty at one
// congress is none at another, not even below.
func TestActRefusesStrangers(t *testing.T) {
	h := openHall(t, 4)
	above, beside := h.organiser, h.organiser
	above.OrgID, above.OrgPath, above.Role = "above", "/", congress.RoleSuperior
	must(t, h.act(nil, above, func(*congress.Act) error { return nil }))
	beside.OrgID, beside.OrgPath = "beside", "/beside/"
	duty := above
	duty.Role = congress.RolePresidium
	for name, by := range map[string]congress.Actor{"beside": beside, "a duty above": duty, "nobody": {}} {
		err := h.act(nil, by, func(*congress.Act) error { return nil })
		if !errors.Is(err, congress.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A congress that counts other events than its log has is not written to.
func TestActRefusesALogThatEndsElsewhere(t *testing.T) {
	eachDatabase(t, func(t *testing.T, h *hall) {
		events := len(h.log())
		for _, off := range []int64{-1, 1, 3} {
			h.miscount(off)
			err := h.act(nil, h.presidium, func(a *congress.Act) error {
				a.Tell(congress.DeviceAdmitted{})
				return nil
			})
			if err == nil || len(h.log()) != events {
				t.Errorf("%+d: %v, %d events of %d", off, err, len(h.log()), events)
			}
			h.miscount(-off)
		}
	})
}

// miscount sets the congress's number of events off.
func (h *hall) miscount(off int64) {
	h.t.Helper()
	must(h.t, h.program.Store.InTx(h.ctx, func(tx congress.Tx) error {
		c, err := tx.LockCongress(h.ctx, h.congress)
		c.LogSize += off
		return errors.Join(err, tx.PutCongress(h.ctx, c))
	}))
}
