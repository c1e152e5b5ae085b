package ratify_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/ratify/calendar"
	"kiemphieu/ratify/statistics"
	"kiemphieu/store"
	"kiemphieu/tally"
)

// desk is a superior's desk with one closed congress below it.
type desk struct {
	t        *testing.T
	ctx      context.Context
	db       *store.DB
	now      time.Time
	s        *ratify.Service
	calendar *calendar.Service
	sums     *statistics.Service
	merge    func(ctx context.Context, by congress.Actor, id, into congress.OrgID) error
	cell     congress.Actor
	superior congress.Actor
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func openDesk(t *testing.T, rehearsal bool) *desk {
	t.Helper()
	d := &desk{t: t, ctx: context.Background(), now: time.Date(2025, 3, 3, 2, 0, 0, 0, time.UTC)}
	p := apptest.Open(t, app.Config{Now: func() time.Time { return d.now }})
	d.db, d.s, d.calendar, d.sums = p.Store, p.Ratify, p.Calendar, p.Statistics
	d.merge = p.Office.Merge
	d.cell = congress.Actor{AccountID: "a", Name: "Cấp ủy", Role: congress.RoleOrganiser, OrgID: "cell",
		OrgPath: "/top/cell/"}
	d.superior = congress.Actor{AccountID: "b", Name: "Đảng ủy", Role: congress.RoleSuperior, OrgID: "top",
		OrgPath: "/top/"}
	must(t, d.db.InTx(d.ctx, func(tx congress.Tx) error {
		return closedCongress(d.ctx, tx, rehearsal,
			congress.At(d.now))
	}))
	return d
}

// closedCongress writes a congress that elected two of two.
func closedCongress(ctx context.Context, tx congress.Tx, rehearsal bool, now congress.Instant) error {
	round := congress.Round{OrgID: "cell", CongressID: "c", ContestID: "k", ID: "r", Number: 1, Kind: "ordinary",
		Seats: 2, State: congress.RoundSealed, Code: "none", Counting: congress.CountTwoPasses,
		Definition: `{"office":"committee","round":1,"kind":"ordinary","style":"cross_out","list":{"seats":2,"candidates":[{"id":"m1","name":"A","incumbent":true},{"id":"m2","name":"B","female":true},{"id":"m3","name":"C"}]}}`,
		Sheet:      `{"issued":3,"returned":3,"valid":3,"invalid":0,"invalid_reasons":{},"rows":[{"id":"m1","votes":3,"disagree":0,"uncounted":0},{"id":"m2","votes":2,"disagree":0,"uncounted":0},{"id":"m3","votes":0,"disagree":0,"uncounted":0}]}`,
		Base:       `{"official":3,"deductions":{},"base":3,"present":3}`,
		HandedOut:  3, Returned: 3, Printed: 3, Present: 3, SealedAt: now}
	members := []congress.Member{{ID: "m1", Name: "A", Incumbent: true}, {ID: "m2", Name: "B", Female: true},
		{ID: "m3", Name: "C"}}
	for i := range members {
		members[i].OrgID, members[i].CongressID, members[i].Number, members[i].Official, members[i].Attendance = "cell",
			"c", i+1, true, congress.AttendancePresent
	}
	outcome := `{"base":3,"needed":2,"style":"cross_out","issued":3,"returned":3,"valid":3,"invalid":0,"invalid_reasons":{},"rows":[{"id":"m1","votes":3,"disagree":0,"uncounted":0,"percent":"100.00","elected":true},{"id":"m2","votes":2,"disagree":0,"uncounted":0,"percent":"66.67","elected":true},{"id":"m3","votes":0,"disagree":0,"uncounted":0,"percent":"0.00","elected":false}],"elected":["m1","m2"],"tied":[],"open_seats":0,"next":"complete","breakdown":{"elected":2,"reelected":1,"new":1,"female":1}}`
	round.Outcome = outcome
	return errors.Join(
		tx.PutOrganisation(ctx, congress.Organisation{ID: "top", Path: "/top/", Kind: congress.KindBase,
			Name: "Đảng bộ"}),
		tx.PutOrganisation(ctx, congress.Organisation{ID: "cell", ParentID: "top", Path: "/top/cell/",
			Kind: congress.KindCell, Name: "Chi bộ"}),
		tx.PutCongress(ctx, congress.Congress{ID: "c", OrgID: "cell", Title: "Đại hội", HeldOn: "2025-03-03",
			Profile: "190-QD/TW", State: congress.StateClosed, Rehearsal: rehearsal, ClosedAt: now}),
		tx.PutMembers(ctx, members),
		tx.PutContest(ctx, congress.Contest{OrgID: "cell", CongressID: "c", ID: "k", Position: 1, Office: "committee",
			Seats: 2, Settled: congress.SettledComplete}),
		tx.PutRound(ctx, round),
		tx.PutElected(ctx, []congress.Elected{
			{OrgID: "cell", CongressID: "c", ContestID: "k", RoundID: "r", MemberID: "m1", Office: "committee", Rank: 1,
				Votes: 3, Base: 3},
			{OrgID: "cell", CongressID: "c", ContestID: "k", RoundID: "r", MemberID: "m2", Office: "committee", Rank: 2,
				Votes: 2, Base: 3},
		}),
		tx.Recount(ctx, "cell", "c"),
	)
}

func (d *desk) total() ratify.Total {
	d.t.Helper()
	total, _ := d.summary()
	return total
}

func (d *desk) summary() (total ratify.Total, rows []ratify.CongressRow) {
	d.t.Helper()
	total, err := d.s.SummaryOf(d.ctx, "/top/", func(row ratify.CongressRow) error {
		rows = append(rows, row)
		return nil
	})
	must(d.t, err)
	return total, rows
}

func (d *desk) dossier() ratify.DossierView {
	d.t.Helper()
	v, err := d.s.DossierOf(d.ctx, "c")
	must(d.t, err)
	return v
}

func isField(err error, field, code string) bool {
	var f *congress.FieldError
	return errors.As(err, &f) && f.Field == field && f.Code == code
}

// heard is a publisher that remembers who was told of.
type heard []congress.CongressID

func (h *heard) Publish(id congress.CongressID) { *h = append(*h, id) }

// Whoever watches a congress learns that its dossier went up and came back.
func TestMovesOfADossierArePublished(t *testing.T) {
	d, told := openDesk(t, false), heard{}
	s := ratify.NewService(ratify.Config{Store: d.db.Ratify(), Calendar: calendar.Shipped(), Publisher: &told})
	must(t, s.Submit(d.ctx, d.cell, "c", "Kính trình"))
	must(t, s.Return(d.ctx, d.superior, "c", "Thiếu biên bản đại hội"))
	if err := s.Return(d.ctx, d.superior, "c", "Thiếu biên bản đại hội"); err == nil {
		t.Error("returned twice")
	}
	if !slices.Equal(told, heard{"c", "c"}) {
		t.Errorf("told of %v", told)
	}
}

// A dossier goes up, comes back with a reason, goes up again and is ratified
// without one person, who no longer counts.
func TestDossierIsReturnedAndRatified(t *testing.T) {
	d := openDesk(t, false)
	if err := d.s.Ratify(d.ctx, d.superior, "c", ratify.Decision{Number: "1-QĐ/ĐU",
		DecidedOn: "2025-04-01"}); err == nil {
		t.Error("ratified before it was submitted")
	}
	must(t, d.s.Submit(d.ctx, d.cell, "c", "Kính trình"))
	if err := d.s.Return(d.ctx, d.superior, "c", " "); !isField(err, "reason", "required") {
		t.Errorf("returned without a reason: %v", err)
	}
	must(t, d.s.Return(d.ctx, d.superior, "c", "Thiếu biên bản đại hội"))
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	if v := d.dossier(); v.Dossier.Version != 2 || v.History[0].State != ratify.DossierReturned {
		t.Errorf("%+v", v.History)
	}
	decision := ratify.Decision{Number: "127-QĐ/ĐU", DecidedOn: "2025-03-02", Refused: []congress.MemberID{"m2"}}
	if err := d.s.Ratify(d.ctx, d.superior, "c", decision); !isField(err, "reason", "required") {
		t.Errorf("a person refused without a reason: %v", err)
	}
	decision.Reason = "Chưa đủ tiêu chuẩn"
	if err := d.s.Ratify(d.ctx, d.superior, "c", decision); !isField(err, "decided_on", "before_submission") {
		t.Errorf("decided before it was submitted: %v", err)
	}
	d.now = d.now.AddDate(0, 0, 21)
	decision.DecidedOn = "2025-03-25"
	if err := d.s.Ratify(d.ctx, d.superior, "c", decision); !isField(err, "decided_on", "future") {
		t.Errorf("decided tomorrow: %v", err)
	}
	decision.DecidedOn = "2025-03-24"
	own := d.superior
	own.OrgID = "cell"
	var person *congress.PersonError
	if err := d.s.Ratify(d.ctx, own, "c", decision); !errors.As(err, &person) {
		t.Errorf("a committee ratified itself: %v", err)
	}
	must(t, d.s.Ratify(d.ctx, d.superior, "c", decision))
	if got := d.total(); got.Elected != 1 || got.Reelected != 1 || got.Female != 0 || got.Ratified != 1 {
		t.Errorf("%+v", got)
	}
}

// An annulled result counts as a row without anybody elected.
func TestAnnulledResultCountsNobody(t *testing.T) {
	d := openDesk(t, false)
	if got := d.total(); got.Elected != 2 || got.Held != 1 {
		t.Errorf("%+v", got)
	}
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	d.now = d.now.AddDate(0, 0, 21)
	must(t, d.s.Annul(d.ctx, d.superior, "c", ratify.Decision{Number: "2-QĐ/ĐU", DecidedOn: "2025-03-24",
		Reason: "Vi phạm nguyên tắc"}))
	if got := d.total(); got.Elected != 0 || got.Cells != 1 {
		t.Errorf("%+v", got)
	}
}

// A rehearsal can be walked through but never submitted or summed.
func TestRehearsalGoesNowhere(t *testing.T) {
	d := openDesk(t, true)
	if err := d.s.Submit(d.ctx, d.cell, "c", ""); !errors.Is(err, ratify.ErrRehearsal) {
		t.Errorf("submitted: %v", err)
	}
	if got := d.total(); got.Elected != 0 || got.Held != 0 {
		t.Errorf("summed: %+v", got)
	}
}

// The checks recompute the result, and say so when it is not the stored one.
func TestChecksFindAWrongResult(t *testing.T) {
	d := openDesk(t, false)
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	results := func() map[string]ratify.CheckResult {
		m := map[string]ratify.CheckResult{}
		for _, c := range d.dossier().Checks {
			m[c.Code] = c.Result
		}
		return m
	}
	for code, result := range results() {
		if result != ratify.CheckOK && code != "secretary" { // the committee alone was elected
			t.Errorf("check %s of a lawful congress: %s", code, result)
		}
	}
	acts := congress.Acts[congress.Tx]{Store: d.db}
	must(t, acts.Do(d.ctx, d.cell, congress.RoundID("r"), func(tx congress.Tx, a *congress.Act) error {
		r := &a.Round
		r.Present = 2
		r.Sheet = `{"issued":3,"returned":3,"valid":3,"invalid":0,"invalid_reasons":{},"rows":[{"id":"m1","votes":3,"disagree":0,"uncounted":0},{"id":"m2","votes":1,"disagree":0,"uncounted":0},{"id":"m3","votes":0,"disagree":0,"uncounted":0}]}`
		return tx.PutOfficer(d.ctx, congress.Officer{OrgID: "cell", CongressID: "c", MemberID: "m1",
			Duty: congress.DutyTeller})
	}))
	if got := results(); got["threshold"] != ratify.CheckFailed || got["tellers"] != ratify.CheckFailed ||
		got["account"] != ratify.CheckFailed {
		t.Errorf("%+v", got)
	}
}

// The clocks start on the day in Viet Nam.
func TestDeadlinesStartOnTheDayInVietnam(t *testing.T) {
	days := calendar.Shipped()
	rules, _ := tally.Profile("190-QD/TW", "2025-03-03")
	d := ratify.DeadlinesOf(days, rules, congress.Congress{ClosedAt: congress.At(time.Date(2025, 3, 3, 18, 0, 0, 0,
		time.UTC))}, ratify.Dossier{})
	// 18:00 UTC is the next day in Viet Nam
	if d.Report != "2025-03-13" || d.Decide != "" || d.Complaint != "2025-03-25" {
		t.Errorf("%+v", d)
	}
}

// The complaint window is open until its last day, and a decision within it is marked.
func TestComplaintWindowIsShown(t *testing.T) {
	d := openDesk(t, false)
	if !d.dossier().ComplaintsOpen {
		t.Error("closed on the first day")
	}
	d.now = d.now.AddDate(0, 0, 30)
	if d.dossier().ComplaintsOpen {
		t.Error("open after a month")
	}
}
