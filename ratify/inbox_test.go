package ratify_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/ratify"
)

func (d *desk) inbox(filter ratify.InboxFilter) ratify.InboxView {
	d.t.Helper()
	v, err := d.s.InboxOf(d.ctx, "/top/", filter)
	must(d.t, err)
	return v
}

func (d *desk) row() string {
	d.t.Helper()
	v := d.inbox(ratify.InboxFilter{})
	if len(v.Rows) != 1 || v.Found != 1 {
		d.t.Fatalf("%+v", v)
	}
	r := v.Rows[0]
	return fmt.Sprint(r.State, " ", r.Due, " ", r.Left.Days, " ", r.Left.Over)
}

// A cell goes through every state of the inbox, with the days that its
// deadline leaves on that day.
func TestInboxFollowsACell(t *testing.T) {
	d := openDesk(t, false) // closed on Monday 3 March 2025
	expect := func(want string) {
		t.Helper()
		if got := d.row(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	expect("missing 2025-03-12 7 false")
	d.now = d.now.AddDate(0, 0, 9)
	expect("missing 2025-03-12 0 false")
	d.now = d.now.AddDate(0, 0, 2)
	expect("late 2025-03-12 2 true")
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	expect("arrived 2025-04-04 15 false")
	flaggedLate := func() bool {
		return slices.ContainsFunc(d.inbox(ratify.InboxFilter{}).Rows[0].Flags,
			func(f ratify.Flag) bool { return f.Code == "submitted_late" })
	}
	if !flaggedLate() {
		t.Error("a dossier that came late has no flag")
	}
	d.now = d.now.AddDate(0, 0, 24)
	expect("arrived 2025-04-04 0 true")
	if v := d.inbox(ratify.InboxFilter{}); v.Overdue != 1 {
		t.Errorf("%d are overdue", v.Overdue)
	}
	must(t, d.s.Return(d.ctx, d.superior, "c", "Thiếu"))
	expect("returned  0 false")
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	if !flaggedLate() {
		t.Error("a dossier that came late has no flag once it came again")
	}
	must(t, d.s.SetPractice(d.ctx, "top", ratify.Practice{TwoDecide: true}))
	late := decision()
	late.DecidedOn = "2025-04-07"
	p := d.propose(ratify.Resolution{Kind: ratify.DecideRatify, Decision: late})
	if v := d.inbox(ratify.InboxFilter{}); v.Proposed != 1 || v.Rows[0].Proposal == nil ||
		v.Rows[0].State != ratify.InboxArrived {
		t.Errorf("%+v", v)
	}
	must(t, d.s.Confirm(d.ctx, d.second(), "c", p.Digest()))
	expect("decided  0 false")
}

// A rehearsal is in nobody's inbox: its cell is one without a congress.
func TestInboxLeavesRehearsalsOut(t *testing.T) {
	d := openDesk(t, true)
	if got := d.row(); got != "missing  0 false" {
		t.Error(got)
	}
}

// Filters take a state and part of a name, with marks or without; the counts
// stay those of the whole.
func TestInboxIsFiltered(t *testing.T) {
	d := openDesk(t, false)
	must(t, d.db.InTx(d.ctx, func(tx congress.Tx) error {
		return tx.PutOrganisation(d.ctx, congress.Organisation{ID: "x", ParentID: "top", Path: "/top/x/",
			Kind: congress.KindCell, Name: "Đường Hòa"})
	}))
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	for _, test := range []struct {
		filter ratify.InboxFilter
		want   string
	}{
		{ratify.InboxFilter{}, "cell x"}, {ratify.InboxFilter{State: ratify.InboxArrived}, "cell"},
		{ratify.InboxFilter{Query: list.Query{Sort: ratify.SortName, Down: true}}, "x cell"},
		{ratify.InboxFilter{State: ratify.InboxLate}, ""},
		{ratify.InboxFilter{Query: list.Query{Text: "duong hoa"}}, "x"},
		{ratify.InboxFilter{Query: list.Query{Text: "HOÀ"}}, "x"},
		{ratify.InboxFilter{Query: list.Query{Text: "chi bộ"}, State: ratify.InboxMissing}, ""},
	} {
		v := d.inbox(test.filter)
		var ids []string
		for _, r := range v.Rows {
			ids = append(ids, string(r.Organisation.ID))
		}
		if strings.Join(ids, " ") != test.want || fmt.Sprint(v.Counts) != "[{arrived 1} {late 0} {returned 0} "+
			"{missing 1} {decided 0}]" {
			t.Errorf("%+v: %v %v", test.filter, ids, v.Counts)
		}
	}
	if _, err := d.s.InboxOf(d.ctx, "/top/", ratify.InboxFilter{State: "x"}); !isField(err, "state", "unknown") {
		t.Errorf("%v", err)
	}
}

// The inbox and the page of a dossier raise the same flags, in every cell of
// the demo's ward.
func TestInboxAndDossierRaiseTheSameFlags(t *testing.T) {
	h, _ := wardHouse(t)
	v, err := h.ratify.InboxOf(context.Background(), "/", ratify.InboxFilter{})
	must(t, err)
	sent, flags := 0, 0
	for _, r := range v.Rows {
		if r.Dossier.Version == 0 {
			continue
		}
		sent++
		flags += len(r.Flags)
		if page := h.dossier(r.Congress.ID); !reflect.DeepEqual(page.Flags, r.Flags) {
			t.Errorf("%s: the inbox says %+v, the page %+v", r.Organisation.Name, r.Flags, page.Flags)
		}
	}
	if sent < 9 || flags == 0 {
		t.Errorf("%d dossiers, %d flags", sent, flags)
	}
}
