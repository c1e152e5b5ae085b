package ratify_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"slices"
	"testing"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/app/size"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/demo"
	offices "kiemphieu/office"
	"kiemphieu/ratify"
	"kiemphieu/ratify/calendar"
	"kiemphieu/ratify/statistics"
)

// auditor is told after every act, and counts everything anew: an act that
// leaves a row of the statistics as it was finds itself in stale.
type auditor struct {
	program *app.Program
	acts    int
	stale   []string
}

// errAudited: an audit keeps nothing.
var errAudited = errors.New("audited")

// Publish implements [congress.Publisher].
func (a *auditor) Publish(id congress.CongressID) {
	a.acts++
	if err := a.audit(context.Background(), id); !errors.Is(err, errAudited) {
		a.stale = append(a.stale, fmt.Sprintf("act %d on %s: %v", a.acts, id, err))
	}
}

func (a *auditor) audit(ctx context.Context, id congress.CongressID) error {
	if err := a.program.Store.Counted(ctx); err != nil {
		return err
	}
	return a.program.Store.InTx(ctx, func(tx congress.Tx) error {
		c, err := tx.Congress(ctx, id)
		if err != nil {
			return err
		}
		rows := tx.(statistics.Tx)
		kept, err := rows.StatisticRows(ctx, c.OrgID)
		if err != nil {
			return err
		}
		if err := statistics.Recount(ctx, rows, c.OrgID, []congress.CongressID{id}); err != nil {
			return err
		}
		if counted, err := rows.StatisticRows(ctx, c.OrgID); err != nil || !slices.Equal(kept, counted) {
			return fmt.Errorf("kept %v, counted %v, error %w", kept, counted, err)
		}
		return errAudited
	})
}

// audited is a program whose acts are audited one by one.
func audited(t *testing.T, cfg app.Config) (*auditor, *congress.Service, *ratify.Service) {
	t.Helper()
	p := apptest.Open(t, cfg)
	a := &auditor{program: p}
	t.Cleanup(func() {
		for _, s := range a.stale {
			t.Error(s)
		}
		if a.acts == 0 {
			t.Error("no act was audited")
		}
	})
	return a, congress.NewService(congress.Config{Store: p.Store, Random: rand.Reader, Publisher: a}),
		ratify.NewService(ratify.Config{Store: p.Store.Ratify(), Calendar: calendar.Shipped(), Publisher: a})
}

// The whole ward, from the first organisation to the last decision: rosters,
// counts, seals, dossiers, returns, decisions.
func TestNoActOfTheWardLeavesSumsStale(t *testing.T) {
	size.Long(t)
	t.Parallel()
	clock := &demo.Clock{}
	a, cs, rs := audited(t, app.Config{Now: clock.Now})
	d := &demo.Demo{Congress: cs, Ratify: rs, Clock: clock, Hash: "x",
		Print: func(congress.Printing, io.Writer) error { return nil }, Progress: func(string) {}}
	_, err := d.Fill(context.Background())
	must(t, err)
	if a.acts < 200 {
		t.Errorf("%d acts only", a.acts)
	}
}

// Acts before a congress, at random: what is refused changes nothing.
func TestNoActOfARandomDayLeavesSumsStale(t *testing.T) {
	size.Long(t)
	t.Parallel()
	ctx := context.Background()
	a, cs, _ := audited(t, app.Config{})
	top, err := cs.CreateOrganisation(ctx, "", congress.OrganisationInput{Kind: congress.KindBase,
		Name: "Đảng bộ phường"})
	must(t, err)
	cell, err := cs.CreateOrganisation(ctx, top, congress.OrganisationInput{Kind: congress.KindCell,
		Model: congress.ModelOffice, Name: "Chi bộ"})
	must(t, err)
	account, err := cs.CreateAccount(ctx, congress.AccountInput{OrgID: cell, Login: "capuy", Name: "Cấp ủy",
		Role: congress.RoleOrganiser, PasswordHash: "x"})
	must(t, err)
	d := day{ctx: ctx, s: cs, office: a.program.Office, cell: cell,
		random: mathrand.New(mathrand.NewPCG(8, 4))} //nolint:gosec // a seed, not a secret
	d.by, err = cs.ActorOf(ctx, account)
	must(t, err)
	for range 3 {
		_, err := cs.CreateCongress(ctx, d.by, cell, d.input())
		must(t, err)
	}
	must(t, d.open(a.program))
	done := 0
	for range 300 {
		name, id, err := d.act(t)
		if err == nil {
			done++
		}
		if a.Publish(id); len(a.stale) > 0 {
			t.Fatalf("after %s", name)
		}
	}
	if done < 100 {
		t.Errorf("%d acts were not refused", done)
	}
}

// day is somebody who does this and that to the congresses of a cell.
type day struct {
	ctx    context.Context
	s      *congress.Service
	office *offices.Service
	by     congress.Actor
	cell   congress.OrgID
	random *mathrand.Rand
}

func (d day) input() congress.CongressInput {
	return congress.CongressInput{Title: "Đại hội", Term: []string{"2022–2025", "2025–2027"}[d.random.IntN(2)],
		HeldOn:  congress.Date(fmt.Sprintf("2025-05-%02d", 1+d.random.IntN(28))),
		Profile: "190-QD/TW", Pilot: d.random.IntN(2) == 0}
}

// open puts one of the congresses into session, with a roster that stands.
func (d day) open(p *app.Program) error {
	meetings, err := d.s.CongressesUnder(d.ctx, "/")
	if err != nil {
		return err
	}
	c := meetings[0]
	roster := []congress.Member{{Name: "Trần Thị Bình", Official: true}, {Name: "Lê Văn Cường", Official: true}}
	if err := d.s.SaveRoster(d.ctx, d.by, c.ID, roster); err != nil {
		return err
	}
	acts := congress.Acts[congress.Tx]{Store: p.Store}
	return acts.Do(d.ctx, d.by, c.ID, func(_ congress.Tx, a *congress.Act) error {
		a.Congress.State = congress.StateInSession
		a.Tell(congress.CongressMoved{State: congress.StateInSession})
		a.Recount()
		return nil
	})
}

// act does one thing to one of the congresses.
func (d day) act(t *testing.T) (string, congress.CongressID, error) {
	t.Helper()
	meetings, err := d.s.CongressesUnder(d.ctx, "/")
	must(t, err)
	o, err := d.s.Overview(d.ctx, meetings[d.random.IntN(len(meetings))].ID)
	must(t, err)
	id := o.Congress.ID
	member, contest := congress.Member{Name: "Nguyễn Văn An", Official: true}, congress.ContestID("")
	if n := len(o.Members); n > 0 && d.random.IntN(3) > 0 {
		member = o.Members[d.random.IntN(n)]
	}
	if n := len(o.Contests); n > 0 {
		contest = o.Contests[d.random.IntN(n)].Contest.ID
	}
	acts := []struct {
		name string
		do   func() error
	}{
		{"update", func() error { return d.s.UpdateCongress(d.ctx, d.by, id, d.input()) }},
		{"roster", func() error {
			member.Official, member.Female = d.random.IntN(2) == 0, !member.Female
			return d.s.SaveRoster(d.ctx, d.by, id, []congress.Member{member})
		}},
		{"remove", func() error { return d.s.RemoveMember(d.ctx, d.by, id, member.ID) }},
		{"contest", func() error {
			_, err := d.s.AddContest(d.ctx, d.by, id, congress.ContestInput{Office: ballot.Committee,
				Seats: 1 + d.random.IntN(5)})
			return err
		}},
		{"seats", func() error {
			return d.s.EditContest(d.ctx, d.by, contest, congress.ContestInput{Office: ballot.Committee,
				Seats: 1 + d.random.IntN(5)})
		}},
		{"no contest", func() error { return d.s.RemoveContest(d.ctx, d.by, contest) }},
		{"nominate", func() error { return d.s.Nominate(d.ctx, d.by, contest, member.ID, congress.SourceFloor, 1) }},
		{"withdraw", func() error {
			return d.s.Withdraw(d.ctx, d.by, contest, member.ID, congress.WithdrawalAllowed, "")
		}},
		{"unnominate", func() error {
			err := d.s.Nominate(d.ctx, d.by, contest, member.ID, congress.SourceSelf, 0)
			return errors.Join(err, d.s.Unnominate(d.ctx, d.by, contest, member.ID))
		}},
		{"postpone", func() error { return d.s.Postpone(d.ctx, d.by, id, "mưa") }},
		{"resume", func() error { return d.s.Resume(d.ctx, d.by, id) }},
		{"model", func() error {
			return d.office.Edit(d.ctx, d.by, d.cell, congress.OrganisationInput{Name: "Chi bộ",
				Model: congress.CellModels()[d.random.IntN(3)]})
		}},
	}
	if o.Congress.BaseFrozen() { // where nominations count
		acts = acts[3:9]
	}
	a := acts[d.random.IntN(len(acts))]
	return a.name, id, a.do()
}
