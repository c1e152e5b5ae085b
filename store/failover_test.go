package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"kiemphieu/app/size"
	"kiemphieu/congress"
	"kiemphieu/store"
	"kiemphieu/store/pgtest"
)

// R5: the primary of two PostgreSQL servers is killed while sheaves come in, and
// the standby takes its place. The program, which was given both addresses, goes
// on by itself; what was acknowledged is there, once, and the log has no gap.
func TestR5Failover(t *testing.T) {
	for i := range size.Pick(1, 1, 20) {
		t.Run(fmt.Sprint(i+1), failOver) // its servers end with it
	}
}

func failOver(t *testing.T) {
	t.Helper()
	primary := pgtest.NewCluster(t, "wal_level=replica")
	standby := primary.Standby()
	url := fmt.Sprintf("postgres://postgres@/postgres?host=%s,%s&sslmode=disable&target_session_attrs=read-write",
		primary.Dir(), standby.Dir())
	db, err := store.Open(t.Context(), url, store.Options{Now: now, Patience: 2 * time.Second})
	must(t, err)
	defer func() { must(t, db.Close()) }()
	must(t, db.Migrate(t.Context()))
	h := newHall(t, db, 60)
	acknowledged := make(chan congress.BatchID, 2*len(h.sheaves))
	var senders sync.WaitGroup
	half := make(chan struct{})
	for _, pass := range []congress.Pass{congress.PassA, congress.PassB} {
		senders.Go(func() {
			for i, sheaf := range h.sheaves {
				if i == len(h.sheaves)/2 && pass == congress.PassA {
					close(half)
				}
				b := h.batch(pass, sheaf.Number, randomTokens())
				sendUntil(t, db, h, b)
				acknowledged <- b.ID
			}
		})
	}
	<-half
	primary.Kill()
	standby.Do("SELECT pg_promote()")
	senders.Wait()
	close(acknowledged)
	stored := map[congress.BatchID]int{}
	var log int
	must(t, db.View(t.Context(), func(tx congress.Tx) error {
		batches, err := tx.Batches(t.Context(), h.round)
		for _, b := range batches {
			stored[b.ID]++
		}
		c, cErr := tx.Congress(t.Context(), h.meeting.ID)
		entries, eErr := tx.LogEntries(t.Context(), c, 0)
		if log = len(entries); int64(log) != c.LogSize {
			t.Errorf("a log of %d that is said to hold %d", log, c.LogSize)
		}
		return errors.Join(err, cErr, eErr)
	}))
	for id := range acknowledged {
		if stored[id] != 1 {
			t.Errorf("batch %s was acknowledged and is there %d times", id, stored[id])
		}
	}
	if len(stored) != 2*len(h.sheaves) || log != len(stored) {
		t.Errorf("%d batches, %d events", len(stored), log)
	}
}

// A commit that reached the old primary alone is no commit: that the new one
// keeps what it is given says nothing of it.
func TestR5ACommitIsNotMadeDurableElsewhere(t *testing.T) {
	t.Parallel()
	primary := pgtest.NewCluster(t, "wal_level=replica")
	standby := primary.Standby()
	url := fmt.Sprintf("postgres://postgres@/postgres?host=%s,%s&sslmode=disable&target_session_attrs=read-write",
		primary.Dir(), standby.Dir())
	db, err := store.Open(t.Context(), url, store.Options{Now: now, Patience: time.Minute})
	must(t, err)
	defer func() { must(t, db.Close()) }()
	must(t, db.Migrate(t.Context()))
	note(t, db, "before")
	standby.Do("ALTER SYSTEM SET primary_conninfo = ''", "SELECT pg_reload_conf()")
	primary.Until("SELECT count(*) = 0 FROM pg_stat_replication")
	said := make(chan error, 1)
	go func() {
		said <- db.InTx(context.Background(), func(tx congress.Tx) error {
			return tx.PutSetting(context.Background(), "noted", "by the old primary")
		})
	}()
	primary.Until("SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
	standby.Do("SELECT pg_promote()")
	primary.Kill()
	wantError(t, "a commit that nobody else has", <-said, congress.ErrUnavailable)
	var there string
	must(t, db.View(t.Context(), func(tx congress.Tx) (err error) {
		there, err = tx.Setting(t.Context(), "noted")
		return err
	}))
	if there != "before" {
		t.Errorf("the new primary has %q", there)
	}
	note(t, db, "by the new primary")
}

// sendUntil sends a batch as a tablet does: again, until it is acknowledged. One
// that was stored before without a word is known by its id.
func sendUntil(t *testing.T, db *store.DB, h hall, b congress.Batch) {
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		err := db.InTx(context.Background(), func(tx congress.Tx) error {
			if there, err := tx.Batches(context.Background(), h.round); err != nil || hasBatch(there, b.ID) {
				return err
			}
			return h.accept(context.Background(), tx, b)
		})
		if err == nil {
			return
		}
		if !errors.Is(err, congress.ErrUnavailable) || time.Now().After(deadline) {
			t.Errorf("sheaf %d: %v", b.Sheaf, err)
			return
		}
	}
}

func hasBatch(batches []congress.Batch, id congress.BatchID) bool {
	for _, b := range batches {
		if b.ID == id {
			return true
		}
	}
	return false
}
