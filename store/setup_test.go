package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/store"
	"kiemphieu/store/pgtest"
)

// The one definition of a correct store, held against both databases.

func onBoth(t *testing.T, test func(*testing.T, *store.DB)) {
	t.Helper()
	t.Parallel()
	for _, name := range names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t, readyPlace(t, name)))
		})
	}
}

func names() []string { return []string{"SQLite", "PostgreSQL"} }

// emptyPlace returns the address of a database with nothing in it.
func emptyPlace(t testing.TB, name string) string {
	t.Helper()
	if name == "PostgreSQL" {
		return pgtest.Database(t)
	}
	return filepath.Join(t.TempDir(), "kiemphieu.db")
}

// readyPlace returns the address of a database with the whole schema, which is
// made once and copied.
func readyPlace(t testing.TB, name string) string {
	t.Helper()
	if name == "PostgreSQL" {
		return readyServer.Database(t)
	}
	content, err := readyFile()
	must(t, err)
	address := emptyPlace(t, name)
	must(t, os.WriteFile(address, content, 0o600))
	return address
}

var (
	readyServer = pgtest.Template{Fill: migrated}
	readyFile   = sync.OnceValues(func() ([]byte, error) {
		dir, err := os.MkdirTemp("", "kiemphieu-store-")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir) //nolint:errcheck // a file too many in the temporary folder
		address := filepath.Join(dir, "kiemphieu.db")
		if err := migrated(address); err != nil {
			return nil, err
		}
		return os.ReadFile(address)
	})
)

// migrated gives a database the whole schema.
func migrated(address string) error {
	db, err := store.Open(context.Background(), address, store.Options{Now: now})
	if err != nil {
		return err
	}
	return errors.Join(db.Migrate(context.Background()), db.Close())
}

// now is the moment at which all tests take place.
func now() time.Time { return time.Unix(1_650_000_000, 0) }

// open opens and migrates the database at an address, until the test is over.
func open(t testing.TB, url string) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), url, store.Options{Now: now})
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	must(t, db.Migrate(context.Background()))
	return db
}

// connect opens a pool beside the store's own.
func connect(t testing.TB, driver, address string) *sql.DB {
	t.Helper()
	pool, err := sql.Open(driver, address)
	must(t, err)
	t.Cleanup(func() { must(t, pool.Close()) })
	return pool
}

// run runs statements outside the store.
func run(t testing.TB, pool *sql.DB, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		_, err := pool.ExecContext(context.Background(), statement)
		must(t, err)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantError(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: got %v, want %v", what, err, want)
	}
}

// view reads, which must succeed.
func view(t testing.TB, db *store.DB, fn func(ratify.Tx) error) {
	t.Helper()
	must(t, db.Ratify().View(context.Background(), fn))
}

// in runs one transaction that must succeed.
func in(t testing.TB, db *store.DB, fn func(ratify.Tx) error) {
	t.Helper()
	must(t, db.Ratify().InTx(context.Background(), fn))
}

// world writes one of everything and gives the keys.
func world(t testing.TB, db *store.DB) (congress.Congress, congress.Round) {
	t.Helper()
	ctx := context.Background()
	c := congress.Congress{ID: "c1", OrgID: "cell", Title: "Đại hội", Term: "2022–2025", HeldOn: "2022-06-20",
		Profile: "190-QD/TW", State: congress.StatePreparing}
	r := congress.Round{OrgID: "cell", CongressID: "c1", ContestID: "k1", ID: "r1", Number: 1, Kind: "ordinary",
		Seats: 3, State: congress.RoundCounting, Code: "qr", Counting: "two_passes", Format: "a5x2"}
	in(t, db, func(tx ratify.Tx) error {
		return errors.Join(
			tx.PutOrganisation(ctx, congress.Organisation{ID: "top", Path: "/top/", Kind: congress.KindBase,
				Name: "Đảng bộ"}),
			tx.PutOrganisation(ctx, congress.Organisation{ID: "cell", ParentID: "top", Path: "/top/cell/",
				Kind: congress.KindCell, Model: congress.ModelOffice, Name: "Chi bộ"}),
			tx.PutAccount(ctx, congress.Account{ID: "a1", OrgID: "cell", Login: "an", Name: "An",
				Role: congress.RoleChief, PasswordHash: "x"}),
			tx.PutSetting(ctx, "k", "v"),
			tx.PutCongress(ctx, c),
			tx.PutMembers(ctx, []congress.Member{member("m2", 2), member("m1", 1)}),
			tx.PutOfficer(ctx, congress.Officer{OrgID: "cell", CongressID: "c1", MemberID: "m1",
				Duty: congress.DutyTeller}),
			tx.PutContest(ctx, congress.Contest{OrgID: "cell", CongressID: "c1", ID: "k1", Position: 1,
				Office: "committee", Seats: 3}),
			tx.PutNomination(ctx, congress.Nomination{OrgID: "cell", CongressID: "c1", ContestID: "k1", MemberID: "m2",
				Source: congress.SourceCommittee}),
			tx.PutRound(ctx, r),
			tx.PutManifest(ctx, r, bytes.Repeat([]byte{7}, 64)),
			tx.PutSheaves(ctx, []congress.Sheaf{{OrgID: "cell", RoundID: "r1", Number: 1, Size: 20},
				{OrgID: "cell", RoundID: "r1", Number: 2, Size: 12}}),
			tx.PutBatch(ctx, batch("b1", congress.PassA, 1)),
			tx.PutHandCount(ctx, congress.HandCount{OrgID: "cell", RoundID: "r1", Entry: 1, Totals: "{}",
				AccountID: "a1", EnteredBy: "An"}),
			tx.PutConfirmation(ctx, congress.Confirmation{OrgID: "cell", RoundID: "r1", Act: congress.JointSeal,
				Role: congress.RoleChief, Subject: "s", AccountID: "a1", Name: "An"}),
			tx.PutDocument(ctx, congress.Document{OrgID: "cell", CongressID: "c1", ID: "d1", Kind: "other",
				Name: "x.pdf", SHA256: "00", Size: 1, Content: []byte("x")}),
		)
	})
	return c, r
}

func member(id congress.MemberID, number int) congress.Member {
	return congress.Member{OrgID: "cell", CongressID: "c1", ID: id, Number: number, Name: "Nguyễn Văn " + string(id),
		Card: "thẻ " + string(id), Official: true, Female: number == 2}
}

func batch(id congress.BatchID, pass congress.Pass, sheaf int) congress.Batch {
	return congress.Batch{OrgID: "cell", RoundID: "r1", Pass: pass, Sheaf: sheaf, ID: id, N: 2,
		Tokens: bytes.Repeat([]byte{1}, 64), Marks: "10\n11", SetAside: "[]", BodyHash: []byte{1}, AccountID: "a1",
		EnteredBy: "An"}
}

func logEntry(seq int64) congress.LogEntry {
	return congress.LogEntry{OrgID: "cell", CongressID: "c1", Seq: seq, Leaf: []byte("{}"), Hashes: make([]byte, 32)}
}
