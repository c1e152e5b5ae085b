package store_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/store"
)

// What a failing transaction wrote is gone; its neighbors in the same commit stay.
func TestStoreRollsBackOneAndKeepsTheOthers(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		refusal := errors.New("refused")
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				defer func() {
					if p := recover(); (p != nil) != (i%4 == 3) {
						t.Errorf("transaction %d: panic %v", i, p)
					}
				}()
				err := db.InTx(ctx, func(tx congress.Tx) error {
					if err := tx.PutSetting(ctx, fmt.Sprint(i), "v"); err != nil {
						return err
					}
					switch i % 4 {
					case 1:
						return refusal
					case 3:
						panic("a defect")
					}
					return nil
				})
				if (err == nil) != (i%2 == 0) {
					t.Errorf("transaction %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		must(t, db.View(ctx, func(tx congress.Tx) error {
			for i := range 40 {
				_, err := tx.Setting(ctx, fmt.Sprint(i))
				if (err == nil) != (i%2 == 0) {
					t.Errorf("setting %d: %v", i, err)
				}
			}
			return nil
		}))
	})
}

// A caller whose goroutine ends within its transaction leaves the others alone.
func TestStoreSurvivesACallerThatIsGone(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		var wg sync.WaitGroup
		wg.Go(func() {
			_ = db.InTx(ctx, func(tx congress.Tx) error {
				_ = tx.PutSetting(ctx, "gone", "v")
				runtime.Goexit()
				return nil
			})
		})
		wg.Wait()
		in(t, db, func(tx ratify.Tx) error {
			_, err := tx.Setting(ctx, "gone")
			wantError(t, "what he wrote", err, congress.ErrNotFound)
			return nil
		})
	})
}

// Whoever gives up in the middle of their transaction is told so, and what
// shares the commit with it stays.
func TestStoreKeepsTheWorkBesideACancelledCaller(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				mine, cancel := context.WithCancel(ctx)
				defer cancel()
				err := db.InTx(mine, func(tx congress.Tx) error {
					if i%2 == 1 {
						time.AfterFunc(time.Microsecond, cancel)
					}
					for n := range 50 {
						if err := tx.PutSetting(mine, fmt.Sprint(i), fmt.Sprint(n)); err != nil {
							return err
						}
					}
					return nil
				})
				if i%2 == 0 && err != nil {
					t.Errorf("transaction %d: %v", i, err)
				}
				kept := db.View(ctx, func(tx congress.Tx) error {
					_, err := tx.Setting(ctx,
						fmt.Sprint(i))
					return err
				})
				if (err == nil) != (kept == nil) {
					t.Errorf("transaction %d: told %v, found %v", i, err, kept)
				}
			})
		}
		wg.Wait()
	})
}

// R7: sixteen clients on one congress lose no update and take no place twice.
func TestR7NoUpdateIsLost(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		c, _ := world(t, db)
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() {
				for range 20 {
					must(t, db.InTx(ctx, func(tx congress.Tx) error {
						locked, err := tx.LockCongress(ctx, c.ID)
						if err != nil {
							return err
						}
						return tx.AppendLog(ctx, logEntry(locked.LogSize))
					}))
				}
			})
		}
		wg.Wait()
		must(t, db.View(ctx, func(tx congress.Tx) error {
			entries, err := tx.LogEntries(ctx, c, 0)
			for i, e := range entries {
				if e.Seq != int64(i) {
					t.Errorf("entry %d has place %d", i, e.Seq)
				}
			}
			if after, err := tx.Congress(ctx, c.ID); err != nil || after.LogSize != 320 || len(entries) != 320 {
				t.Errorf("%d entries, size %d, %v", len(entries), after.LogSize, err)
			}
			return err
		}))
	})
}

func TestStoreViewsWriteNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		if err := db.View(ctx, func(tx congress.Tx) error { return tx.PutSetting(ctx, "k", "v") }); err == nil {
			t.Error("a view wrote")
		}
		done, cancel := context.WithCancel(ctx)
		cancel()
		if err := db.InTx(done, func(tx congress.Tx) error { return tx.PutSetting(ctx, "k", "v") }); err == nil {
			t.Error("a transaction ran for a caller that had gone")
		}
	})
}

// R7: of sixteen who want the same login at once, one has it and the others
// are told that it is taken.
func TestR7OneOfSixteenGetsTheLogin(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		world(t, db)
		var got atomic.Int64
		var wg sync.WaitGroup
		for i := range 16 {
			wg.Go(func() {
				err := db.InTx(ctx, func(tx congress.Tx) error {
					return tx.PutAccount(ctx, congress.Account{ID: congress.AccountID(fmt.Sprint(i)), OrgID: "cell",
						Login: "binh", Name: "Bình", Role: congress.RoleTeller})
				})
				if err == nil {
					got.Add(1)
				} else if !errors.Is(err, congress.ErrLoginTaken) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if got.Load() != 1 {
			t.Errorf("%d have the login", got.Load())
		}
	})
}

// A view sees one moment, whatever is committed meanwhile.
func TestStoreViewsAreSnapshots(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		in(t, db, func(tx ratify.Tx) error { return tx.PutSetting(ctx, "k", "before") })
		view(t, db, func(tx ratify.Tx) error {
			if _, err := tx.Setting(ctx, "k"); err != nil {
				return err
			}
			in(t, db, func(tx ratify.Tx) error { return tx.PutSetting(ctx, "k", "after") })
			got, err := tx.Setting(ctx, "k")
			if got != "before" {
				t.Errorf("the view saw %q", got)
			}
			return err
		})
	})
}

// Two transactions that wait for each other: PostgreSQL ends one, which is
// run again; SQLite has one writer and never comes into that position.
func TestStoreRunsADeadlockedTransactionAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		a, b := newHall(t, db, 1), newHall(t, db, 1)
		var runs atomic.Int64
		var wg sync.WaitGroup
		for _, pair := range [][2]hall{{a, b}, {b, a}} {
			wg.Go(func() {
				err := db.InTx(ctx, func(tx congress.Tx) error {
					runs.Add(1)
					if _, err := tx.LockCongress(ctx, pair[0].meeting.ID); err != nil {
						return err
					}
					time.Sleep(100 * time.Millisecond)
					_, err := tx.LockCongress(ctx, pair[1].meeting.ID)
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if db.Name() == "PostgreSQL" && runs.Load() < 3 {
			t.Error("there was no deadlock, so nothing was shown")
		}
	})
}

// A server that is gone is ErrUnavailable, whether it goes before or within a
// transaction, and the same DB works again once it is back.
func TestStoreRecoversWithItsServer(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	address := readyPlace(t, "PostgreSQL")
	db := open(t, address)
	u, err := url.Parse(address)
	must(t, err)
	name := u.Path[1:]
	u.Path = "/postgres"
	admin := connect(t, "postgres", u.String())
	cut := "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'"
	put := func(tx congress.Tx) error { return tx.PutSetting(ctx, "k", "v") }

	err = db.InTx(ctx, func(tx congress.Tx) error {
		run(t, admin, "ALTER DATABASE "+name+" ALLOW_CONNECTIONS false", cut)
		return put(tx)
	})
	wantError(t, "cut within", err, congress.ErrUnavailable)
	wantError(t, "write", db.InTx(ctx, put), congress.ErrUnavailable)
	wantError(t, "view", db.View(ctx, func(congress.Tx) error { return nil }), congress.ErrUnavailable)
	wantError(t, "probe", db.Probe(ctx), congress.ErrUnavailable)
	run(t, admin, "ALTER DATABASE "+name+" ALLOW_CONNECTIONS true")
	must(t, db.InTx(ctx, put))
	must(t, db.Probe(ctx))
}

// R1 in small: what PostgreSQL acknowledged has reached the disk, although the
// commit itself does not wait for it. Not parallel: nobody else may write.
func TestR1AcknowledgedIsFlushed(t *testing.T) {
	ctx := context.Background()
	address := readyPlace(t, "PostgreSQL")
	db, server := open(t, address), connect(t, "postgres", address)
	const writes = 20
	unflushed := 0
	for i := range writes {
		in(t, db, func(tx ratify.Tx) error { return tx.PutSetting(ctx, "k", fmt.Sprint(i)) })
		var behind int
		must(t, server.QueryRowContext(ctx, "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), "+
			"pg_current_wal_flush_lsn())::INTEGER").Scan(&behind))
		if behind > 40 { // a page header of the log; the transaction is longer
			unflushed++
		}
	}
	if unflushed > 2 { // the server's own housekeeping writes now and then
		t.Errorf("%d of %d writes were acknowledged and not durable", unflushed, writes)
	}
}

// A database that cannot be reached is told at once.
func TestOpenSaysThatThereIsNoServer(t *testing.T) {
	t.Parallel()
	_, err := store.Open(context.Background(), "postgres://nobody@127.0.0.1:1/none?sslmode=disable", store.Options{})
	wantError(t, "no server", err, congress.ErrUnavailable)
}
