package app_test

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"kiemphieu/app"
	"kiemphieu/app/backup"
	"kiemphieu/app/health"
	"kiemphieu/app/size"
	"kiemphieu/congress"
)

// Somebody deletes the write-ahead log of SQLite while the program is down that
// was killed: what stood in it alone is gone. The file is whole, and yet the next
// start tells, since this machine remembers more; what it concerns is refused.
func TestALostWriteAheadLogIsTold(t *testing.T) {
	i := breakIn(t)
	c := i.ratified()
	i.noteCustody(c)
	from, to := filepath.Dir(i.file), t.TempDir()
	must(t, os.CopyFS(filepath.Join(to, "keys"), os.DirFS(filepath.Join(from, "keys"))))
	whole, err := os.ReadFile(i.file)
	must(t, err)
	must(t, os.WriteFile(filepath.Join(to, "kiemphieu.db"), whole, 0o600))
	p, err := app.Open(t.Context(), app.Config{Database: filepath.Join(to, "kiemphieu.db")})
	if err != nil {
		t.Fatalf("the file is not whole: %v", err)
	}
	defer func() { must(t, p.Close()) }()
	all, err := p.ExamineAll(t.Context())
	must(t, err)
	var broken []string
	for _, e := range all {
		if e.Broken != nil {
			broken = append(broken, e.Title+" "+e.Broken.Code)
		}
	}
	if len(broken) == 0 {
		t.Error("nobody is told")
	}
	var refused *congress.RecordError
	if _, err := p.Congress.Overview(t.Context(), c.ID); !errors.As(err, &refused) {
		t.Errorf("%s is shown: %v", c.Title, err)
	}
}

// Damage that leaves the file whole, such as another name in a row, is found
// by the log: those who run a congress are told, and no copy of it is a good one.
func TestDamageWithinRowsIsToldAndNotKept(t *testing.T) {
	size.Long(t)
	i := breakIn(t)
	dir := t.TempDir()
	keeper := backup.NewKeeper(backup.Config{Job: backup.Job{From: i.ward.Store}, Seals: i.ward.Store.Seals,
		Dirs: []string{dir}, Sound: i.ward.Health.Sound, Now: time.Now,
		Log: slog.New(slog.DiscardHandler)})
	good := keeper.Make(t.Context())[0]
	told := func() bool {
		i.ward.Health.LookAtRecord(t.Context())
		i.ward.Health.Look(t.Context())
		return slices.ContainsFunc(i.ward.Health.Signs(), func(s health.Sign) bool { return s.Code == "record" })
	}
	if good.Problem != "" || told() {
		t.Fatalf("a ward that nobody touched: %+v %v", good, i.ward.Health.Signs())
	}
	i.exec("UPDATE members SET name = 'Nguyễn Văn Khác' WHERE congress_id = ?", i.ratified().ID)
	if !told() {
		t.Error("nobody is told")
	}
	if bad := keeper.Make(t.Context())[0]; bad.Problem != backup.Unsound || bad.Last != good.Last {
		t.Errorf("%+v", bad)
	}
}

// A congress whose log no bundle holds is found as such, and keeps no other from
// being examined: else whoever fills the log of one is looked at by nobody.
func TestALogThatNoBundleHoldsHidesNothing(t *testing.T) {
	size.Long(t)
	i := breakIn(t)
	all, err := i.ward.Congress.CongressesUnder(t.Context(), "/")
	must(t, err)
	over := slices.DeleteFunc(all, func(c congress.Congress) bool { return c.State != congress.StateRatified })
	full, other := over[0], over[1]
	by := congress.Actor{OrgID: full.OrgID, OrgPath: "/", Role: congress.RoleOrganiser, AccountID: "x", Name: "X"}
	acts := congress.Acts[congress.Tx]{Store: i.ward.Store}
	must(t, acts.Do(t.Context(), by, full.ID, func(_ congress.Tx, a *congress.Act) error {
		for range 10_001 {
			a.Tell(congress.CustodyNoted{Step: "sealed", Day: full.HeldOn, Packets: 1, Holder: "x"})
		}
		return nil
	}))
	i.exec("UPDATE members SET name = 'Nguyễn Văn Khác' WHERE congress_id = ?", other.ID)
	examined, err := i.ward.ExamineAll(t.Context())
	must(t, err)
	found := map[congress.CongressID]bool{}
	for _, e := range examined {
		found[e.ID] = !e.OK()
	}
	if !found[full.ID] || !found[other.ID] || len(found) < len(all) {
		t.Errorf("found are %v", found)
	}
}
