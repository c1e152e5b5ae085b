package ratify_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/ratify"
	"kiemphieu/store"
)

// office writes S4: 36 organisations with 261 cells, two of them pilots. 38
// cells close their congress by 30 May 2022: the pilots on 10 May, 16 cells on
// the 20th, 20 on the 30th; one more on the day after.
func office(t *testing.T) (*ratify.Service, *store.DB) {
	t.Helper()
	ctx := context.Background()
	now := time.Date(2022, 7, 8, 2, 0, 0, 0, time.UTC)
	p := apptest.Open(t, app.Config{Now: func() time.Time { return now }})
	must(t, p.Store.InTx(ctx, func(tx congress.Tx) error {
		err := tx.PutOrganisation(ctx, congress.Organisation{ID: "top", Path: "/top/", Kind: congress.KindSuperior,
			Name: "Đảng bộ khối"})
		for i := range 261 {
			err = errors.Join(err, cellOfOffice(ctx, tx, i))
		}
		return err
	}))
	return p.Ratify, p.Store
}

func cellOfOffice(ctx context.Context, tx congress.Tx, i int) error {
	base := congress.OrgID(fmt.Sprintf("b%02d", i%36))
	var err error
	if i < 36 {
		err = tx.PutOrganisation(ctx, congress.Organisation{ID: base, ParentID: "top",
			Path: "/top/" + string(base) + "/", Kind: congress.KindBase, Name: "Đảng bộ " + string(base)})
	}
	id := congress.OrgID(fmt.Sprintf("c%03d", i))
	c := congress.Congress{ID: congress.CongressID(id), OrgID: id, Title: "Đại hội", Term: "2022-2025",
		HeldOn: "2022-06-15", Profile: "244-QD/TW", Pilot: i < 2, State: congress.StatePreparing}
	close := func(month time.Month, day int) {
		c.State, c.ClosedAt = congress.StateRatified, congress.At(time.Date(2022, month, day, 3, 0, 0, 0, time.UTC))
	}
	switch {
	case i < 2:
		close(time.May, 10)
	case i < 18:
		close(time.May, 20)
	case i < 38:
		close(time.May, 30)
	case i == 38:
		close(time.May, 31)
	}
	rehearsal := c
	rehearsal.ID, rehearsal.Rehearsal, rehearsal.State = "r"+c.ID, true, congress.StateClosed
	err = errors.Join(err, tx.PutOrganisation(ctx, congress.Organisation{ID: id, ParentID: base,
		Path: "/top/" + string(base) + "/" + string(id) + "/", Kind: congress.KindCell, Name: "Chi bộ " + string(id)}))
	if i < 60 || i >= 70 { // ten cells have no congress yet
		err = errors.Join(err, tx.PutCongress(ctx, c), tx.PutCongress(ctx, rehearsal))
	}
	return err
}

func planOf(t *testing.T, s *ratify.Service) {
	t.Helper()
	must(t, s.SavePlan(context.Background(), congress.Actor{Name: "Đảng ủy"}, "top",
		ratify.Plan{Term: " 2022–2025 ", FirstDay: "2022-04-29", PilotDay: "2022-05-19", LastDay: "2022-06-28"}))
}

// S4: "38/261 đến 30/5, hạn 28/6", to the figure, with both lines.
func TestS4PlanFigures(t *testing.T) {
	s, _ := office(t)
	planOf(t, s)
	p, err := s.ProgressOf(context.Background(), "top", "", "2022-05-30", list.Query{})
	must(t, err)
	// The pilots leave 259 on 19 May; 11 of the 40 days after it are over: 259·11/40 = 71,2 → 71.
	if p.Held != 38 || p.Cells != 261 || p.Plan.LastDay != "2022-06-28" || p.Pilots != 2 || p.PilotsHeld != 2 ||
		p.Expected != 2+71 || p.Behind() != 35 {
		t.Errorf("%d/%d, pilots %d/%d, expected %d, behind %d", p.Held, p.Cells, p.PilotsHeld, p.Pilots, p.Expected,
			p.Behind())
	}
	if got, want := fmt.Sprint(p.Real),
		"[{2022-04-29 261} {2022-05-10 259} {2022-05-20 243} {2022-05-30 223}]"; got != want {
		t.Errorf("real line %s, want %s", got, want)
	}
	if got, want := fmt.Sprint(p.Planned), "[{2022-04-29 261} {2022-05-19 259} {2022-06-28 0}]"; got != want {
		t.Errorf("planned line %s, want %s", got, want)
	}
	if p.Late != 0 {
		t.Errorf("%d cells are late before their day", p.Late)
	}
	for day, want := range map[congress.Date]int{"2022-04-01": 0, "2022-04-29": 0, "2022-05-09": 1, "2022-05-19": 2,
		"2022-06-28": 261, "2022-08-01": 261} {
		if got := p.ExpectedOn(day); got != want {
			t.Errorf("planned by %s: %d, want %d", day, got, want)
		}
	}
}

// Late is who has not met by their own date, or by the last day of the plan;
// the longest first, in working days.
func TestS4OverdueCells(t *testing.T) {
	s, db := office(t)
	planOf(t, s)
	ctx := context.Background()
	must(t, db.InTx(ctx, func(tx congress.Tx) error {
		closed, sent, put, void := congress.Congress{}, congress.Congress{}, congress.Congress{}, congress.Congress{}
		for i, c := range []*congress.Congress{&closed, &sent, &put, &void} {
			var err error
			if *c, err = tx.Congress(ctx, congress.CongressID(fmt.Sprintf("c%03d", 100+i))); err != nil {
				return err
			}
		}
		closed.State, closed.ClosedAt = congress.StateClosed, congress.At(time.Date(2022, 6, 1, 3, 0, 0, 0, time.UTC))
		sent.State, sent.ClosedAt = congress.StateSubmitted, closed.ClosedAt
		put.State, void.State = congress.StatePostponed, congress.StateAnnulled
		return errors.Join(tx.PutCongress(ctx, closed), tx.PutCongress(ctx, sent), tx.PutCongress(ctx, put),
			tx.PutCongress(ctx, void))
	}))
	must(t, db.Ratify().InTx(ctx, func(tx ratify.Tx) error {
		return tx.PutDossier(ctx, ratify.Dossier{OrgID: "c101", CongressID: "c101", Version: 1,
			State: ratify.DossierSubmitted, SubmittedAt: congress.At(time.Date(2022, 6, 6, 3, 0, 0, 0, time.UTC))})
	}))
	late := list.Query{Sort: ratify.SortDue, Filters: map[string]string{ratify.ProgressStand: ratify.ProgressLate}}
	p, err := s.ProgressOf(ctx, "top", "2022-2025", "", late)
	must(t, err)
	first, got := p.Rows[0], map[string]int{}
	for late.Page = range list.Pages(p.Found) {
		p, err := s.ProgressOf(ctx, "top", "2022-2025", "", late)
		must(t, err)
		for _, row := range p.Rows {
			got[fmt.Sprintf("%s %s %d", row.Late, row.Due, row.LateDays)]++
		}
	}
	// 261 cells: 39 ratified and one closed, one sent; of the 220 others ten have no congress, one is put off, one
	// annulled.
	want := map[string]int{"congress 2022-06-15 17": 208, "congress 2022-06-28 8": 12, "report 2022-06-10 20": 1,
		"decision 2022-06-27 9": 1}
	if fmt.Sprint(got) != fmt.Sprint(want) || p.AsOf != "2022-07-08" || p.Late != 222 || p.Found != 222 {
		t.Errorf("%v, want %v", got, want)
	}
	if first.Late != ratify.LateReport {
		t.Errorf("first is %+v", first)
	}
}

// A plan is checked; a cell has none.
func TestPlansAreChecked(t *testing.T) {
	s, _ := office(t)
	good := ratify.Plan{Term: "2025–2027", FirstDay: "2025-03-01", LastDay: "2025-05-01", PilotDay: "2025-03-15"}
	for want, change := range map[string]func(*ratify.Plan){
		"term required":          func(p *ratify.Plan) { p.Term = " " },
		"term too_long":          func(p *ratify.Plan) { p.Term = fmt.Sprintf("%041d", 0) },
		"first_day required":     func(p *ratify.Plan) { p.FirstDay = "" },
		"first_day format":       func(p *ratify.Plan) { p.FirstDay = "1/3" },
		"last_day required":      func(p *ratify.Plan) { p.LastDay = "" },
		"last_day format":        func(p *ratify.Plan) { p.LastDay = "2025-02-30" },
		"last_day before_first":  func(p *ratify.Plan) { p.LastDay = "2025-03-01" },
		"pilot_day format":       func(p *ratify.Plan) { p.PilotDay = "x" },
		"pilot_day outside_plan": func(p *ratify.Plan) { p.PilotDay = "2025-06-01" },
	} {
		p := good
		change(&p)
		var field *congress.FieldError
		if err := s.SavePlan(context.Background(), congress.Actor{}, "top", p); !errors.As(err, &field) ||
			field.Field+" "+field.Code != want {
			t.Errorf("%s: %v", want, err)
		}
	}
	var field *congress.FieldError
	if err := s.SavePlan(context.Background(), congress.Actor{}, "c000", good); !errors.As(err, &field) ||
		field.Code != "cell_plans" {
		t.Errorf("a cell plans: %v", err)
	}
	if p, err := s.ProgressOf(context.Background(), "b00", "", "", list.Query{}); err != nil || p.Plan.Term != "" ||
		p.Cells != 8 ||
		len(p.Real) != 0 {
		t.Errorf("without a plan: %+v %v", p, err)
	}
	if _, err := s.ProgressOf(context.Background(), "top", "", "gần đây", list.Query{}); !errors.As(err, &field) {
		t.Errorf("a day that is none: %v", err)
	}
}

// Who follows a cell is one of the superior's own people.
func TestFollowersAreAssigned(t *testing.T) {
	s, db := office(t)
	ctx := context.Background()
	must(t, db.InTx(ctx, func(tx congress.Tx) error {
		return errors.Join(tx.PutAccount(ctx, congress.Account{ID: "u1", OrgID: "top", Login: "an", Name: "Lê An",
			Role: congress.RoleSuperior}),
			tx.PutAccount(ctx, congress.Account{ID: "u2", OrgID: "b00", Login: "binh", Name: "Trần Bình",
				Role: congress.RoleSuperior}))
	}))
	followed := func() (n int) {
		p, err := s.ProgressOf(ctx, "top", "", "", list.Query{Filters: map[string]string{ratify.ProgressWho: "u1"}})
		must(t, err)
		for _, row := range p.Rows {
			if row.Follower.Name != "Lê An" {
				t.Errorf("%+v", row)
			}
		}
		return p.Found
	}
	must(t, s.Assign(ctx, "top", "u1", []congress.OrgID{"c000", "c001", "c036"}))
	if n := followed(); n != 3 {
		t.Errorf("%d cells", n)
	}
	must(t, s.Assign(ctx, "top", "", []congress.OrgID{"c001", "c002"}))
	if n := followed(); n != 2 {
		t.Errorf("%d cells", n)
	}
	for what, err := range map[string]error{
		"somebody else's account": s.Assign(ctx, "top", "u2", []congress.OrgID{"c000"}),
		"nobody's account":        s.Assign(ctx, "top", "?", []congress.OrgID{"c000"}),
		"no cell":                 s.Assign(ctx, "top", "u1", nil),
		"another's cell":          s.Assign(ctx, "b00", "u2", []congress.OrgID{"c001"}),
		"no cell at all":          s.Assign(ctx, "top", "u1", []congress.OrgID{"b00"}),
	} {
		if err == nil {
			t.Errorf("%s is taken", what)
		}
	}
	if n := followed(); n != 2 {
		t.Errorf("%d cells after refusals", n)
	}
}

// What a pilot taught is shown to the cells of its superior that have not met,
// and to no others.
func TestLessonsReachThoseWhoComeAfter(t *testing.T) {
	s, _ := office(t)
	ctx := context.Background()
	by := congress.Actor{Name: "Cấp ủy", Role: congress.RoleSuperior, OrgPath: "/"}
	for what, err := range map[string]error{
		"no pilot": s.AddLesson(ctx, by, "c002", "x"), "a rehearsal": s.AddLesson(ctx, by, "rc000", "x"),
		"nothing": s.AddLesson(ctx, by, "c000", " "), "too much": s.AddLesson(ctx, by, "c000",
			fmt.Sprintf("%01001d", 0)),
	} {
		if !errors.As(err, new(*congress.FieldError)) {
			t.Errorf("%s: %v", what, err)
		}
	}
	must(t, s.AddLesson(ctx, by, "c000", "Đọc từng bước."))
	must(t, s.AddLesson(ctx, by, "c000", "Ghi vắng trước."))
	must(t, s.AddLesson(ctx, by, "c000", "Bỏ."))
	must(t, s.RemoveLesson(ctx, by, "c000", 3))
	seen := func(id congress.CongressID) int {
		g, err := s.GuidanceOf(ctx, id)
		must(t, err)
		return len(g.Lessons)
	}
	// c000 and c072 stand below b00, c073 below b01, c036 has met.
	if seen("c072") != 2 || seen("c073") != 0 || seen("c036") != 0 {
		t.Errorf("%d %d %d", seen("c072"), seen("c073"), seen("c036"))
	}
	planOf(t, s) // of the highest superior: now all its cells learn from each other
	if seen("c073") != 2 || seen("c036") != 0 {
		t.Errorf("%d %d", seen("c073"), seen("c036"))
	}
	g, err := s.GuidanceOf(ctx, "c000")
	must(t, err)
	if !g.Teaches || len(g.Own) != 2 || g.Own[1].Number != 2 || g.Plan.Term != "2022–2025" || len(g.Lessons) != 0 {
		t.Errorf("%+v", g)
	}
}
