package app_test

import (
	"log/slog"
	"slices"
	"testing"
	"time"

	"kiemphieu/app/backup"
	"kiemphieu/app/health"
)

// Damage that leaves the file whole, such as another name in a row, is found
// by the log: those who run a congress are told, and no copy of it is a good one.
func TestDamageWithinRowsIsToldAndNotKept(t *testing.T) {
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
