package store_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/store"
	"kiemphieu/store/pgtest"
)

// eventsOfOne is how many events the log of a congress has in the benchmark.
const eventsOfOne = 30

// BenchmarkRestore3000 copies and restores 3,000 cells with their congresses,
// in either database, beside the database's own tools over the same rows. A
// copy is beside their dump; a copy with its proof, which is that it was restored
// in memory, beside a dump that was loaded; what a restore makes besides, the
// rows that are in no copy, is in its time.
func BenchmarkRestore3000(b *testing.B) {
	ctx := context.Background()
	p := apptest.OpenTree(b, 3000, app.Config{})
	fillLogs(b, p.Store)
	var copied bytes.Buffer
	_, err := p.Store.Backup(ctx, &copied)
	must(b, err)
	for _, name := range names() {
		b.Run(name, func(b *testing.B) {
			var backup, proof, restore, dump, load time.Duration
			for b.Loop() {
				address := readyPlace(b, name)
				db := open(b, address)
				restore += took(b, func() error {
					_, err := db.Restore(ctx, bytes.NewReader(copied.Bytes()), int64(copied.Len()))
					return err
				})
				var again bytes.Buffer
				backup += took(b, func() error {
					_, err := db.Backup(ctx, &again)
					return err
				})
				proof += took(b, func() error {
					return store.ProveBackup(ctx, bytes.NewReader(again.Bytes()), int64(again.Len()))
				})
				d, l := ownTools(b, name, address)
				dump, load = dump+d, load+l
			}
			n := float64(b.N)
			b.ReportMetric(restore.Seconds()/n, "s-restore")
			b.ReportMetric(backup.Seconds()/n, "s-copy")
			b.ReportMetric(proof.Seconds()/n, "s-proof")
			b.ReportMetric(restore.Seconds()/load.Seconds(), "restore-ratio")
			b.ReportMetric(backup.Seconds()/dump.Seconds(), "copy-ratio")
			b.ReportMetric((backup+proof).Seconds()/(dump+load).Seconds(), "proof-ratio")
		})
	}
}

// fillLogs gives every congress a log.
func fillLogs(b *testing.B, db *store.DB) {
	b.Helper()
	var meetings []congress.Congress
	view(b, db, func(tx ratify.Tx) (err error) {
		meetings, err = tx.CongressesUnder(context.Background(), "/")
		return err
	})
	leaf := bytes.Repeat([]byte(`{"kind":"batch","sheaf":12},`), 12)
	in(b, db, func(tx ratify.Tx) error {
		for _, c := range meetings {
			for seq := range int64(eventsOfOne) {
				if err := tx.AppendLog(context.Background(), congress.LogEntry{OrgID: c.OrgID, CongressID: c.ID,
					Seq: seq, Leaf: leaf, Hashes: make([]byte, 64)}); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func took(b *testing.B, do func() error) time.Duration {
	b.Helper()
	begin := time.Now()
	must(b, do())
	return time.Since(begin)
}

// ownTools dumps and loads a database with the tools that come with it.
func ownTools(b *testing.B, name, address string) (dump, load time.Duration) {
	b.Helper()
	dumped := filepath.Join(b.TempDir(), "dump")
	tool := func(script, from string) time.Duration {
		command := exec.Command("sh", "-ec", script, "sh", from, dumped) //nolint:noctx,gosec // of this test
		command.Stderr = os.Stderr
		return took(b, command.Run)
	}
	if name == "PostgreSQL" {
		return tool(`pg_dump -Fc -f "$2" "$1"`, address), tool(`pg_restore --no-owner -d "$1" "$2"`, pgtest.Database(b))
	}
	return tool(`sqlite3 "$1" .dump >"$2"`, address),
		tool(`sqlite3 "$1" <"$2"`, filepath.Join(b.TempDir(), "kiemphieu.db"))
}
