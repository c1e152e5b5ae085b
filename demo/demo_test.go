package demo_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"path/filepath"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/demo"
	"kiemphieu/ratify"
	"kiemphieu/store"
)

// Scenario S0: the ward's summary reads 39 elected, 24 reelected, 15 new, 9
// women once the two open congresses are finished.
func TestWardReadsAsReported(t *testing.T) {
	ctx := context.Background()
	clock := &demo.Clock{}
	db, err := store.Open(ctx, filepath.Join(t.TempDir(), "kiemphieu.db"), store.Options{Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	d := &demo.Demo{Congress: congress.NewService(congress.Config{Store: db, Random: rand.Reader}), Ratify: ratify.NewService(ratify.Config{Store: db.Ratify(), Calendar: ratify.ShippedCalendar()}),
		Clock: clock, Hash: "x", Print: func(congress.Printing, io.Writer) error { return nil }, Progress: func(string) {}}
	if _, err := d.Fill(ctx); err != nil {
		t.Fatal(err)
	}
	saved, err := json.Marshal(d.Box)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Finish(ctx, saved); err != nil {
		t.Fatal(err)
	}
	account, err := d.Congress.AccountByLogin(ctx, "danguy")
	if err != nil {
		t.Fatal(err)
	}
	by, err := d.Congress.ActorOf(ctx, account.ID)
	if err != nil {
		t.Fatal(err)
	}
	sum, err := d.Ratify.SummaryOf(ctx, by.OrgPath)
	if err != nil {
		t.Fatal(err)
	}
	want := ratify.Total{Cells: 11, Held: 11, Ratified: 11, Pilots: 2, Seats: 39, Elected: 39, Reelected: 24, New: 15, Female: 9}
	if sum.Total != want {
		t.Errorf("ward reads %+v, want %+v", sum.Total, want)
	}
}
