package demo_test

import (
	"context"
	"encoding/json"
	"testing"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/ratify"
)

// Scenario S0: the ward's summary reads 39 elected, 24 reelected, 15 new, 9
// women once the two open congresses are finished.
func TestWardReadsAsReported(t *testing.T) {
	ctx := context.Background()
	d := apptest.OpenWard(t, app.Config{}).Demo
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
	sum, err := d.Ratify.SummaryOf(ctx, by.OrgPath, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := ratify.Total{Cells: 11, Held: 11, Ratified: 11, Pilots: 2, Seats: 39, Elected: 39, Reelected: 24, New: 15,
		Female: 9}
	if sum != want {
		t.Errorf("ward reads %+v, want %+v", sum, want)
	}
}
