package e2e

import (
	"context"
	"slices"
	"testing"
	"time"

	"kiemphieu/app"
	"kiemphieu/app/cluster"
	"kiemphieu/congress"
	"kiemphieu/store"
)

// history holds what a cluster says against what it said before.
type history struct {
	*count
	program *app.Program
	whole   *cluster.Cluster
	said    map[congress.CongressID][]string // the log of each congress, as it was seen last
	looked  int                              // how often a log was seen under load
}

// background is for what outlives a subtest's own context.
var background = context.Background()

// watch reads the logs of halls over and over, as a third program does. What it
// reads in a transaction that is durable afterwards may only grow.
func (h *history) watch(boxes []*box, stop chan struct{}) {
	h.looked = 0
	for {
		select {
		case <-stop:
			return
		case <-time.After(300 * time.Millisecond):
		}
		for _, b := range boxes {
			var log []string
			err := h.db.InTx(background, func(tx congress.Tx) (err error) {
				log, err = logOf(tx, b.congress)
				return err
			})
			if err == nil { // else nothing was said
				h.looked++
				h.grew(h.t, "a log under load", b.congress, log)
			}
		}
	}
}

// goesOn holds the logs of all congresses so far against what they said.
func (h *history) goesOn(boxes []*box) {
	h.t.Helper()
	for _, b := range boxes {
		if h.said[b.congress] == nil {
			h.t.Errorf("no log of hall %s was seen under load", b.cell)
		}
		h.said[b.congress] = append([]string{}, h.said[b.congress]...)
	}
	for id := range h.said {
		check(h.t, h.db.View(background, func(tx congress.Tx) error {
			log, err := logOf(tx, id)
			h.grew(h.t, "a log after", id, log)
			return err
		}))
	}
	h.wholeInside()
}

// wholeInside has the program hold every congress against what its acts signed,
// and the sums of the ward against its rows.
func (h *history) wholeInside() {
	h.t.Helper()
	list, err := h.program.ExamineAll(background)
	check(h.t, err)
	for _, e := range list {
		if !e.OK() {
			h.t.Errorf("%s: %v", e.Title, e.Broken)
		}
	}
}

// everywhere waits until the standbys have all, and finds the same logs on
// every server.
func (h *history) everywhere() {
	h.t.Helper()
	check(h.t, h.whole.AwaitWhole(background))
	for _, m := range h.whole.Databases {
		db, err := store.Open(background, h.whole.DatabaseAt(m), store.Options{})
		check(h.t, err)
		for id, said := range h.said {
			h.catchesUp(m, db, id, len(said))
		}
		check(h.t, db.Close())
	}
}

func (h *history) catchesUp(m *cluster.Machine, db *store.DB, id congress.CongressID, length int) {
	h.t.Helper()
	var log []string
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		check(h.t, db.View(background, func(tx congress.Tx) (err error) {
			log, err = logOf(tx, id)
			return err
		}))
		if len(log) >= length || time.Now().After(deadline) {
			break
		}
	}
	h.grew(h.t, "the log at "+m.Name, id, log)
}

// grew fails unless a log begins with what it said before, and keeps it.
func (h *history) grew(t *testing.T, what string, id congress.CongressID, log []string) {
	t.Helper()
	before := h.said[id]
	if len(log) < len(before) || !slices.Equal(log[:len(before)], before) {
		t.Errorf("%s has %d entries that do not begin with the %d of before", what, len(log), len(before))
		return
	}
	h.said[id] = log
}

// logOf is the log of a congress, which has no gap.
func logOf(tx congress.Tx, id congress.CongressID) (log []string, err error) {
	c, err := tx.Congress(background, id)
	if err != nil {
		return nil, err
	}
	entries, err := tx.LogEntries(background, c, 0)
	for i, e := range entries {
		if e.Seq != int64(i) {
			return nil, &congress.RecordError{Code: "log_gap", Title: c.Title}
		}
		log = append(log, string(e.Leaf))
	}
	return log, err
}
