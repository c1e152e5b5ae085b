package health_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"kiemphieu/app/backup"
	"kiemphieu/app/health"
	"kiemphieu/app/size"
	"kiemphieu/store"
)

// machine is a computer of which a test decides what is wrong.
type machine struct {
	*store.DB
	file, write error
	free        uint64
	now         time.Time
	places      []backup.Place
	broken      []string
}

func (m *machine) CheckFile(ctx context.Context) error {
	return errors.Join(m.file, m.DB.CheckFile(ctx))
}
func (m *machine) Probe(ctx context.Context) error { return errors.Join(m.write, m.DB.Probe(ctx)) }
func (m *machine) Places() []backup.Place          { return m.places }

func healthy(t *testing.T) (*machine, *health.Watch) {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, filepath.Join(t.TempDir(), "kiemphieu.db"), store.Options{})
	if err == nil {
		err = db.Migrate(ctx)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	m := &machine{DB: db, free: 20 << 30, now: time.Unix(1_780_000_000, 0)}
	m.places = []backup.Place{{Dir: "/usb", Last: m.now}}
	return m, health.NewWatch(health.Config{Database: m, Copies: m, Free: func() (uint64, error) { return m.free, nil },
		Now: func() time.Time { return m.now }, Log: slog.New(slog.DiscardHandler),
		Record: func(context.Context) ([]string, error) { return m.broken, nil }})
}

// What logs do not bear out is told, and then no copy is a good one.
func TestWatchHoldsDataAgainstItsLogs(t *testing.T) {
	m, watch := healthy(t)
	if !watch.Sound(context.Background()) {
		t.Error("sound data is not")
	}
	m.broken = []string{"Đại hội Chi bộ A", "Đại hội Chi bộ B"}
	watch.LookAtRecord(context.Background())
	watch.Look(context.Background())
	if got := fmt.Sprint(watch.Signs()); got != "[{record 3 Đại hội Chi bộ A, Đại hội Chi bộ B}]" {
		t.Error(got)
	}
	if watch.Sound(context.Background()) {
		t.Error("unsound data is sound")
	}
}

// Whatever is wrong is seen, as urgent as it is, and gone once it is mended.
func TestWatchSeesWhatIsWrong(t *testing.T) {
	size.Long(t)
	for want, spoil := range map[string]func(*machine){
		"[]":                        func(*machine) {},
		"[{disk_low 2 900}]":        func(m *machine) { m.free = 900 << 20 },
		"[{disk_full 3 100}]":       func(m *machine) { m.free = 100 << 20 },
		"[{unwritable 3 }]":         func(m *machine) { m.write = errors.New("disk full") },
		"[{no_room 3 }]":            func(m *machine) { m.write = store.ErrFull },
		"[{replaced 3 }]":           func(m *machine) { m.write = store.ErrReplaced },
		"[{damaged 3 }]":            func(m *machine) { m.file = store.ErrDamaged },
		"[{copy_failed 2 /usb}]":    func(m *machine) { m.places[0].Problem = backup.Unwritten },
		"[{copy_damaged 3 }]":       func(m *machine) { m.places[0].Problem = backup.Damaged },
		"[{copy_uncleared 1 /usb}]": func(m *machine) { m.places[0].Problem = backup.Uncleared },
		"[{copy_old 2 }]":           func(m *machine) { m.now = m.now.Add(3 * time.Hour) },
		"[{disk_full 3 0} {copy_failed 2 /usb}]": func(m *machine) {
			m.places[0].Problem = backup.Unread
			m.free = 0
		},
	} {
		m, watch := healthy(t)
		sound := *m
		watch.Look(context.Background())
		m.places = []backup.Place{m.places[0]}
		spoil(m)
		m.now = m.now.Add(time.Hour) // the file is looked through again
		if want != "[{copy_old 2 }]" {
			m.places[0].Last = m.now
		}
		watch.Look(context.Background())
		if got := fmt.Sprint(watch.Signs()); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		m.file, m.write, m.free = sound.file, sound.write, sound.free
		m.places = []backup.Place{{Dir: "/usb", Last: m.now}}
		watch.Look(context.Background())
		if left := watch.Signs(); len(left) != 0 {
			t.Errorf("%s: still %v", want, left)
		}
	}
}

// A clock that was set back is known by the data, also after a new start.
func TestWatchKnowsAClockThatWentBack(t *testing.T) {
	m, watch := healthy(t)
	watch.Look(context.Background())
	was := m.now
	m.now = m.now.Add(-24 * time.Hour)
	watch.Look(context.Background())
	if got := watch.Signs(); len(got) != 1 || got[0].Code != "clock" || got[0].Level != health.Now {
		t.Errorf("%v", got)
	}
	m.now = was.Add(time.Minute)
	watch.Look(context.Background())
	if got := watch.Signs(); len(got) != 0 {
		t.Errorf("%v", got)
	}
}
