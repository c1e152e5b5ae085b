package backup_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"kiemphieu/app/backup"
	"kiemphieu/app/size"
	"kiemphieu/congress"
	"kiemphieu/store"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, path string) *store.DB {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, path, store.Options{})
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	must(t, db.Migrate(ctx))
	return db
}

// cell is a database with an organisation in it.
func cell(t *testing.T) *store.DB {
	t.Helper()
	db := open(t, filepath.Join(t.TempDir(), "kiemphieu.db"))
	must(t, db.InTx(context.Background(), func(tx congress.Tx) error {
		return tx.PutOrganisation(context.Background(), congress.Organisation{ID: "cell", Path: "/cell/",
			Kind: congress.KindCell, Model: congress.ModelOffice, Name: "Chi bộ Hưng Thịnh"})
	}))
	return db
}

func key(t *testing.T) (path string, to age.Recipient, with []age.Identity) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "khoa")
	text, err := backup.NewKey(path)
	must(t, err)
	keys, err := backup.ParseRecipients([]string{text})
	must(t, err)
	with, err = backup.ReadKeys(path)
	must(t, err)
	return path, keys[0], with
}

// A copy restores what was there; an encrypted one with any of its keys, and
// with no other.
func TestCopyRestores(t *testing.T) {
	ctx, db, dir := context.Background(), cell(t), t.TempDir()
	_, first, withFirst := key(t)
	_, second, withSecond := key(t)
	_, _, withOther := key(t)
	for name, keys := range map[string][]age.Recipient{"open": nil, "locked": {first, second}} {
		path := filepath.Join(dir, name)
		_, err := backup.Job{From: db, Temp: dir, Keys: keys}.Write(ctx, path)
		must(t, err)
		content, err := os.ReadFile(path)
		must(t, err)
		if locked := !bytes.HasPrefix(content, []byte("PK")); locked != (keys != nil) {
			t.Errorf("%s: encrypted %v", name, locked)
		}
	}
	for _, with := range [][]age.Identity{withFirst, withSecond} {
		for _, name := range []string{"open", "locked"} {
			c, err := backup.Open(filepath.Join(dir, name), with...)
			must(t, err)
			other := open(t, filepath.Join(t.TempDir(), "kiemphieu.db"))
			_, err = other.Restore(ctx, c, c.Size)
			must(t, errors.Join(err, c.Close()))
			must(t, other.View(ctx, func(tx congress.Tx) error {
				_, err := tx.Organisation(ctx, "cell")
				return err
			}))
		}
	}
	for _, with := range [][]age.Identity{nil, withOther} {
		if _, err := backup.Open(filepath.Join(dir, "locked"), with...); !errors.Is(err, backup.ErrEncrypted) {
			t.Errorf("with another key: %v", err)
		}
	}
	if left := names(t, dir); len(left) != 2 {
		t.Errorf("left behind: %v", left)
	}
}

// Keys go with an encrypted copy alone, and come back where there are none.
func TestKeysGoWithACopy(t *testing.T) {
	ctx, db, dir := context.Background(), cell(t), t.TempDir()
	_, to, with := key(t)
	keys := filepath.Join(t.TempDir(), "keys")
	must(t, os.MkdirAll(filepath.Join(keys, "seen"), 0o700))
	must(t, os.WriteFile(filepath.Join(keys, "log.key"), []byte("secret words"), 0o600))
	for name, recipients := range map[string][]age.Recipient{"open": nil, "locked": {to}} {
		path := filepath.Join(dir, name)
		_, err := backup.Job{From: db, Temp: dir, Keys: recipients, Beside: []string{keys, "nowhere"}}.Write(ctx, path)
		must(t, err)
		c, err := backup.Open(path, with...)
		must(t, err)
		into := map[string]string{"keys": filepath.Join(t.TempDir(), "new")}
		n, err := c.Files(into)
		must(t, err)
		found, _ := os.ReadFile(filepath.Join(into["keys"], "log.key"))
		if locked := name == "locked"; (n == 1) != locked || (string(found) == "secret words") != locked {
			t.Errorf("%s: %d files, %q", name, n, found)
		}
		if _, err := c.Files(map[string]string{"keys": keys}); (name == "locked") != errors.Is(err, backup.ErrKept) {
			t.Errorf("%s: over other keys: %v", name, err)
		}
		must(t, c.Close())
	}
}

// broken is a database that copies itself wrongly.
type broken struct {
	*store.DB
	file  error               // what a look at the file finds
	spoil func([]byte) []byte // what becomes of the copy
}

func (b broken) CheckFile(ctx context.Context) error { return errors.Join(b.file, b.DB.CheckFile(ctx)) }

func (b broken) Backup(ctx context.Context, w io.Writer, _ ...store.File) ([]store.Count, error) {
	var whole bytes.Buffer
	counts, err := b.DB.Backup(ctx, &whole)
	if err != nil {
		return nil, err
	}
	_, err = w.Write(b.spoil(whole.Bytes()))
	return counts, err
}

// What is damaged is never kept as a copy, and the good one before it stays.
func TestDamageIsNotKept(t *testing.T) {
	ctx, db, dir := context.Background(), cell(t), t.TempDir()
	path := filepath.Join(dir, "b.kpb")
	_, err := backup.Job{From: db, Temp: dir}.Write(ctx, path)
	must(t, err)
	good, err := os.ReadFile(path)
	must(t, err)
	same := func(b []byte) []byte { return b }
	for name, from := range map[string]broken{
		"file":    {db, store.ErrDamaged, same},
		"cut off": {db, nil, func(b []byte) []byte { return b[:len(b)-40] }},
		"altered": {db, nil, func(b []byte) []byte { b[len(b)/2] ^= 1; return b }},
		"nothing": {db, nil, func([]byte) []byte { return nil }},
	} {
		if _, err := (backup.Job{From: from, Temp: dir}).Write(ctx, path); !errors.Is(err, store.ErrDamaged) &&
			!errors.Is(err, store.ErrDamagedBackup) {
			t.Errorf("%s: %v", name, err)
		}
		if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, good) || len(names(t, dir)) != 1 {
			t.Errorf("%s: the good copy did not stay", name)
		}
	}
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func keeper(from backup.Source, seals func(context.Context) (int, error), dirs ...string) *backup.Keeper {
	return backup.NewKeeper(backup.Config{Job: backup.Job{From: from}, Seals: seals, Dirs: dirs, Every: time.Hour,
		Now: time.Now,
		Log: slog.New(slog.DiscardHandler)})
}

// A place that fails holds back no other, and says what is wrong.
func TestPlacesFailAlone(t *testing.T) {
	db, good := cell(t), filepath.Join(t.TempDir(), "new")
	taken := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(taken, nil, 0o600))
	k := keeper(db, db.Seals, taken, good)
	places := k.Make(context.Background())
	if places[0].Problem != backup.Unwritten || !places[0].Last.IsZero() {
		t.Errorf("%+v", places[0])
	}
	if places[1].Problem != "" || places[1].Last.IsZero() || places[1].Size == 0 || len(names(t, good)) != 1 {
		t.Errorf("%+v", places[1])
	}
	if again := keeper(db, db.Seals, good).Places()[0]; again.Last.IsZero() || again.Size != places[1].Size {
		t.Errorf("a new start does not know the copy: %+v", again)
	}
	damaged := keeper(broken{db, store.ErrDamaged, nil}, db.Seals, good).Make(context.Background())
	if damaged[0].Problem != backup.Damaged || len(names(t, good)) != 1 {
		t.Errorf("%+v", damaged)
	}
}

// What its log does not bear out is copied as it is, under a name that says so,
// and never counts as good: no good copy goes for it.
func TestUnsoundDataIsNoGoodCopy(t *testing.T) {
	size.Long(t)
	db, dir, sound := cell(t), t.TempDir(), true
	now := time.Now()
	k := backup.NewKeeper(backup.Config{Job: backup.Job{From: db}, Seals: db.Seals, Dirs: []string{dir},
		Sound: func(context.Context) bool { return sound },
		Now:   func() time.Time { now = now.Add(time.Second); return now },
		Log:   slog.New(slog.DiscardHandler)})
	good := k.Make(context.Background())[0]
	kept := names(t, dir)[0]
	sound = false
	for range 25 {
		if bad := k.Make(context.Background())[0]; bad.Problem != backup.Unsound || bad.Last != good.Last {
			t.Fatalf("%+v", bad)
		}
	}
	left := names(t, dir)
	if !slices.Contains(left, kept) || len(left) != 21 || !strings.HasSuffix(left[20], "-khong-khop.kpb") {
		t.Errorf("%v", left)
	}
	again := backup.NewKeeper(backup.Config{Dirs: []string{dir}}).Places()[0]
	if !again.Last.Equal(good.Last.UTC().Truncate(time.Second)) {
		t.Errorf("a new start takes %v for good, not %v", again.Last, good.Last)
	}
}

// A copy that is given up because the program ends is no failure.
func TestCopyThatIsGivenUpIsNoFailure(t *testing.T) {
	db, dir := cell(t), t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if place := keeper(db, db.Seals, dir).Make(ctx)[0]; place.Problem != "" || len(names(t, dir)) != 0 {
		t.Errorf("%+v", place)
	}
}

// A drive that is pulled out is missed: no folder is made in its place, which
// would take copies that nobody finds.
func TestPulledDriveIsMissed(t *testing.T) {
	db, drive := cell(t), filepath.Join(t.TempDir(), "usb")
	must(t, os.Mkdir(drive, 0o700))
	k := keeper(db, db.Seals, filepath.Join(drive, "sao-luu"))
	first := k.Make(context.Background())[0]
	if first.Problem != "" || !first.Proved || first.Beside {
		t.Fatalf("%+v", first)
	}
	must(t, os.Rename(drive, drive+"-away"))
	gone := k.Make(context.Background())[0]
	if _, err := os.Stat(drive); gone.Problem != backup.Unwritten || gone.Last != first.Last || err == nil {
		t.Errorf("%+v", gone)
	}
	must(t, os.Rename(drive+"-away", drive))
	if back := k.Make(context.Background())[0]; back.Problem != "" || !back.Last.After(first.Last) {
		t.Errorf("%+v", back)
	}
}

// A seal is copied at once, whatever was copied before; other changes wait.
func TestSealIsCopiedAtOnce(t *testing.T) {
	size.Long(t)
	db, dir := cell(t), t.TempDir()
	seals := make(chan int, 1)
	seals <- 0
	k := keeper(db, func(context.Context) (int, error) { n := <-seals; seals <- n; return n, nil }, dir)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { k.Run(ctx); close(ended) }()
	copies := func(n int) {
		for len(names(t, dir)) < n {
			time.Sleep(50 * time.Millisecond)
		}
	}
	copies(1)
	k.Changed()
	<-seals
	seals <- 1
	copies(2)
	cancel()
	<-ended
}

// Copies from a count go once there is one from after it; of old ones the last
// of each day stays for a month, half ones of a program that was killed do not;
// what others put there is not touched.
func TestOldCopiesGo(t *testing.T) {
	db, dir := cell(t), t.TempDir()
	now := time.Now().UTC()
	old := func(age time.Duration, mark string) string {
		name := "kiemphieu-" + now.Add(-age).Format("20060102-150405") + mark + ".kpb"
		must(t, os.WriteFile(filepath.Join(dir, name), []byte(mark), 0o600))
		return name
	}
	during := old(time.Minute, "-dang-kiem")
	var many []string
	for i := range 30 {
		many = append(many, old(time.Duration(i+2)*time.Minute, ""))
	}
	lastMonth, longAgo := old(25*24*time.Hour, ""), old(40*24*time.Hour, "")
	for name, age := range map[string]time.Duration{"ảnh.jpg": 0, ".kiemphieu-1": time.Minute,
		".kiemphieu-2": 2 * time.Hour} {
		must(t, os.WriteFile(filepath.Join(dir, name), nil, 0o600))
		must(t, os.Chtimes(filepath.Join(dir, name), now.Add(-age), now.Add(-age)))
	}
	keeper(db, db.Seals, dir).Make(context.Background())
	left := names(t, dir)
	has := func(name string) bool { return slices.Contains(left, name) }
	if has(during) || !has(many[0]) || has(many[29]) || !has(lastMonth) || has(longAgo) || !has("ảnh.jpg") ||
		!has(".kiemphieu-1") || has(".kiemphieu-2") {
		t.Errorf("left: %s", strings.Join(left, "\n"))
	}
}
