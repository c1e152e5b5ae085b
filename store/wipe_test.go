package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/store"
)

// counted is a hall with everything that its papers left behind, and the
// strings by which one would know it again.
type counted struct {
	hall
	batches []congress.Batch
	traces  [][]byte
}

// newCounted invents the count of 300 papers with 64 names.
func newCounted(t *testing.T, db *store.DB) counted {
	t.Helper()
	c := counted{hall: newHall(t, db, 15)}
	for _, pass := range []congress.Pass{congress.PassA, congress.PassB} {
		for _, sheaf := range c.sheaves {
			b := c.batch(pass, sheaf.Number, randomTokens()[:32*(1+rand.IntN(20))]) // rows of different size move about
			b.Marks = c.randomMarks()
			for i := 0; i < len(b.Tokens); i += 32 {
				c.traces = append(c.traces, b.Tokens[i:i+32])
			}
			c.batches = append(c.batches, b)
		}
	}
	rand.Shuffle(len(c.batches), func(i, j int) { c.batches[i], c.batches[j] = c.batches[j], c.batches[i] })
	return c
}

// randomMarks are those of a sheaf, one line a paper.
func (c *counted) randomMarks() string {
	var lines []string
	for range 20 {
		line := fmt.Sprintf("%064b", rand.Uint64()) // no other hall has it by chance
		c.traces = append(c.traces, []byte(line))
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// count stores it: manifest, batches one by one (three of them entered again), a sum by hand.
func (c *counted) count(ctx context.Context, tx congress.Tx, step int) error {
	switch {
	case step == 0:
		codes := slices.Concat(randomTokens(), randomTokens(), randomTokens())
		c.traces = append(c.traces, codes[:32], codes[len(codes)-32:])
		counted := randomTokens()[:64]
		c.traces = append(c.traces, counted)
		return errors.Join(tx.PutManifest(ctx, c.round, codes), tx.PutCounted(ctx, congress.Counted{OrgID: c.org.ID,
			RoundID: c.round.ID, Pass: congress.PassA, Codes: counted}))
	case step <= len(c.batches):
		b := c.batches[step-1]
		if step%10 != 0 {
			return c.accept(ctx, tx, b)
		}
		again := b
		again.ID, again.Marks = congress.BatchID(newID()), c.randomMarks()
		err := c.accept(ctx, tx, b)
		b.Superseded, b.Tokens, b.Marks = true, []byte{}, ""
		return errors.Join(err, tx.PutBatch(ctx, b), c.accept(ctx, tx, again))
	default:
		totals := fmt.Sprintf(`{"by_hand":%d}`, rand.Uint64())
		c.traces = append(c.traces, []byte(totals))
		return tx.PutHandCount(ctx, congress.HandCount{OrgID: c.org.ID, RoundID: c.round.ID, Entry: 1, Totals: totals})
	}
}

// steps is how often count must be called.
func (c *counted) steps() int { return len(c.batches) + 2 }

// left counts the traces that stand in some file below dir, and names one.
func (c *counted) left(t *testing.T, dir string) (n int, where string) {
	t.Helper()
	must(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return ignoreGone(err)
		}
		content, err := os.ReadFile(path)
		for _, trace := range c.traces {
			if bytes.Contains(content, trace) {
				n, where = n+1, path
			}
		}
		return ignoreGone(err)
	}))
	return n, where
}

// ignoreGone: a running server removes files while one looks.
func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// threeHalls counts in three halls at once, taking turns.
func threeHalls(t *testing.T, db *store.DB) []*counted {
	t.Helper()
	ctx := context.Background()
	var halls []*counted
	for range 3 {
		c := newCounted(t, db)
		halls = append(halls, &c)
	}
	for step := range halls[0].steps() {
		for _, c := range halls {
			in(t, db, func(tx ratify.Tx) error { return c.count(ctx, tx, step) })
		}
	}
	return halls
}

// files is where the database at an address keeps its rows. PostgreSQL's
// write-ahead log is not among them: docs/secrecy.md says so.
func files(t *testing.T, name, address string) string {
	t.Helper()
	if name == "SQLite" {
		return filepath.Dir(address)
	}
	server := behind(t, name, address)
	run(t, server, "CHECKPOINT") // what it still has in memory goes to the files, dropped files go
	where := query(t, server, "SELECT current_setting('data_directory'), oid::TEXT\nFROM pg_database\nWHERE datname "+
		"= current_database()")[0]
	return filepath.Join(where[0], "base", where[1])
}

// P3: after the wipe no code, no mark and no sum of a round is in any file,
// while two other halls go on counting in the same database.
func TestP3NothingIsLeftAfterTheWipe(t *testing.T) {
	t.Parallel()
	for _, name := range names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			address := readyPlace(t, name)
			db := open(t, address)
			halls := threeHalls(t, db)
			if n, _ := halls[0].left(t, files(t, name, address)); n < len(halls[0].traces)/2 {
				t.Fatalf("the search finds %d of %d before the wipe: it has gone blind", n, len(halls[0].traces))
			}
			if name == "PostgreSQL" { // does it by itself from time to time, and keeps samples
				run(t, behind(t, name, address), "ANALYZE")
			}
			in(t, db, func(tx ratify.Tx) error { return tx.WipeCount(ctx, halls[0].round) })
			scrubbed(t, db)
			if n, where := halls[0].left(t, files(t, name, address)); n > 0 {
				t.Errorf("%d of %d traces are left, one in %s", n, len(halls[0].traces), where)
			}
			view(t, db, func(tx ratify.Tx) error {
				manifest, err := tx.Manifest(ctx, halls[0].round)
				sheaves, err2 := tx.Sheaves(ctx, halls[0].round)
				beside, err3 := tx.Batches(ctx, halls[1].round)
				if len(manifest) != 0 || len(sheaves) != 15 || len(beside) != 30 {
					t.Errorf("%d bytes of manifest, %d sheaves, %d batches beside", len(manifest), len(sheaves),
						len(beside))
				}
				return errors.Join(err, err2, err3)
			})
		})
	}
}

// scrubbed waits until the scrub is through: a server's own housekeeping can
// be in its way for a moment.
func scrubbed(t *testing.T, db *store.DB) {
	t.Helper()
	err := db.Scrub(t.Context())
	for range 100 {
		if err == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
		err = db.Scrub(t.Context())
	}
	t.Fatal(err)
}

// A reader that is in the way when the round is sealed delays the scrub and
// does not fail the seal; once they are gone it is made good without being asked.
func TestP3AReaderOnlyDelaysTheScrub(t *testing.T) {
	t.Parallel()
	for _, name := range names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			address := readyPlace(t, name)
			db := open(t, address)
			halls := threeHalls(t, db)
			view(t, db, func(tx ratify.Tx) error {
				_, err := tx.Organisation(ctx, halls[1].org.ID)
				in(t, db, func(tx ratify.Tx) error { return tx.WipeCount(ctx, halls[0].round) })
				if db.Scrub(ctx) == nil {
					t.Error("the scrub did not notice the reader")
				}
				return err
			})
			for range 100 {
				if n, _ := halls[0].left(t, files(t, name, address)); n == 0 {
					must(t, db.Scrub(ctx))
					return
				}
				time.Sleep(100 * time.Millisecond)
			}
			t.Error("traces are left after ten seconds")
		})
	}
}

// A crash between the seal and the scrub is made good at the next start.
func TestP3TheNextStartScrubs(t *testing.T) {
	t.Parallel()
	for _, name := range names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			address := readyPlace(t, name)
			db := open(t, address)
			halls := threeHalls(t, db)
			view(t, db, func(tx ratify.Tx) error { // holds the scrub off until the second start
				_, err := tx.Organisation(ctx, halls[1].org.ID)
				in(t, db, func(tx ratify.Tx) error { return tx.WipeCount(ctx, halls[0].round) })
				return err
			})
			scrubbed(t, open(t, address))
			if n, where := halls[0].left(t, files(t, name, address)); n > 0 {
				t.Errorf("%d traces are left, one in %s", n, where)
			}
		})
	}
}
