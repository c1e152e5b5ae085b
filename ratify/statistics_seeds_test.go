package ratify_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/store"
	"kiemphieu/tally"
)

// unit is a cell's congress to be written: those elected to its committee are
// reelected from the front, women from the back, young ones from the back.
type unit struct {
	seats, elected, reelected, women, young, minority int
	base, rounds                                      int
	pilot                                             bool
	term                                              string
	votes                                             func(i int) int // of the i-th elected; nil: all
}

// forest writes organisations and congresses straight into a store.
type forest struct {
	t     *testing.T
	db    *store.DB
	cells []congress.Organisation
}

func plant(t *testing.T) *forest {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, filepath.Join(t.TempDir(), "kiemphieu.db"), store.Options{})
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	must(t, db.Migrate(ctx))
	f := &forest{t: t, db: db}
	f.in(func(tx congress.Tx) error {
		return tx.PutOrganisation(ctx, congress.Organisation{ID: "top", Path: "/top/", Kind: congress.KindSuperior, Name: "Đảng bộ huyện"})
	})
	return f
}

func (f *forest) in(fn func(congress.Tx) error) {
	f.t.Helper()
	must(f.t, f.db.InTx(context.Background(), fn))
}

// grow adds n organisations under a path and gives their paths.
func (f *forest) grow(n int, kind congress.OrganisationKind, below string) []string {
	f.t.Helper()
	var paths []string
	parts := strings.Split(strings.Trim(below, "/"), "/")
	f.in(func(tx congress.Tx) error {
		var err error
		for i := range n {
			parent := parts[len(parts)-1]
			o := congress.Organisation{ID: congress.OrgID(fmt.Sprintf("%s-%s%03d", parent, kind[:1], i)), ParentID: congress.OrgID(parent), Kind: kind, Name: fmt.Sprintf("%s %03d", kind, i)}
			o.Path = below + string(o.ID) + "/"
			if kind == congress.KindCell {
				o.Model = congress.CellModels()[i%2]
				f.cells = append(f.cells, o)
			}
			paths = append(paths, o.Path)
			err = errors.Join(err, tx.PutOrganisation(context.Background(), o))
		}
		return err
	})
	return paths
}

// hold writes a closed congress of a cell.
func (f *forest) hold(cell congress.Organisation, u unit) {
	f.t.Helper()
	f.in(func(tx congress.Tx) error { return u.write(context.Background(), tx, cell) })
}

func (u unit) write(ctx context.Context, tx congress.Tx, cell congress.Organisation) error {
	id := congress.CongressID("m" + string(cell.ID) + u.term)
	c := congress.Congress{ID: id, OrgID: cell.ID, Title: "Đại hội", Term: u.term, HeldOn: "2020-05-15", Pilot: u.pilot, Profile: "244-QD/TW", State: congress.StateClosed}
	k := congress.Contest{OrgID: cell.ID, CongressID: id, ID: "k" + congress.ContestID(id), Position: 1, Office: ballot.Committee, Seats: u.seats}
	err := errors.Join(tx.PutCongress(ctx, c), tx.PutContest(ctx, k))
	for n := range max(1, u.rounds) {
		err = errors.Join(err, tx.PutRound(ctx, u.round(k, n+1)))
	}
	return errors.Join(err, u.elect(ctx, tx, c, k))
}

func (u unit) round(k congress.Contest, number int) congress.Round {
	outcome, _ := json.Marshal(tally.Outcome{Base: u.base, Issued: u.base, Returned: u.base, Valid: u.base - 1, Invalid: 1, Reasons: map[ballot.Reason]int{ballot.Signed: 1}})
	return congress.Round{OrgID: k.OrgID, CongressID: k.CongressID, ContestID: k.ID, ID: congress.RoundID(fmt.Sprint(k.ID, "r", number)), Number: number, Kind: ballot.Ordinary, Seats: k.Seats,
		State: congress.RoundSealed, Code: congress.CodeNone, Counting: congress.CountTotals, Sheet: "{}", Outcome: string(outcome)}
}

func (u unit) elect(ctx context.Context, tx congress.Tx, c congress.Congress, k congress.Contest) error {
	var err error
	for i := range u.elected {
		votes := u.base
		if u.votes != nil {
			votes = u.votes(i)
		}
		m := congress.Member{OrgID: c.OrgID, CongressID: c.ID, ID: congress.MemberID(fmt.Sprint(i)), Number: i + 1, Name: fmt.Sprint("Người ", i), Official: true,
			Incumbent: i < u.reelected, Female: i >= u.elected-u.women, EthnicMinority: i < u.minority, Born: "1972-01-01", Education: "Đại học", PoliticalTheory: "Cao cấp"}
		if i >= u.elected-u.young {
			m.Born = "1990-05-16" // 29 on the day
		}
		if i == 0 {
			m.Born = "1965-01-01"
		}
		e := congress.Elected{OrgID: c.OrgID, CongressID: c.ID, ContestID: k.ID, RoundID: u.round(k, 1).ID, MemberID: m.ID, Office: k.Office, Rank: i + 1, Votes: votes, Base: u.base}
		err = errors.Join(err, tx.PutMembers(ctx, []congress.Member{m}), tx.PutElected(ctx, []congress.Elected{e}),
			tx.PutNomination(ctx, congress.Nomination{OrgID: c.OrgID, CongressID: c.ID, ContestID: k.ID, MemberID: m.ID, Source: congress.SourceCommittee}))
	}
	return err
}

func (f *forest) statistics(path string, filter ratify.StatisticsFilter) ratify.Statistics {
	f.t.Helper()
	s, err := ratify.NewService(f.db.Ratify(), ratify.NewCalendar()).StatisticsOf(context.Background(), path, filter)
	must(f.t, err)
	return s
}

func (f *forest) units(path string, filter ratify.StatisticsFilter, figure string) []ratify.Unit {
	f.t.Helper()
	units, _, err := ratify.NewService(f.db.Ratify(), ratify.NewCalendar()).UnitsOf(context.Background(), path, filter, figure)
	must(f.t, err)
	return units
}

// S2: renewal one third, women 15 per cent, under 35 10 per cent; the units
// that miss a target are told by name.
func TestS2TargetsNameTheUnitsThatMissThem(t *testing.T) {
	t.Parallel()
	f := plant(t)
	f.grow(4, congress.KindCell, "/top/")
	f.hold(f.cells[0], unit{seats: 7, elected: 7, reelected: 4, women: 2, young: 1, base: 30}) // 28,57% women, 14,29% young, 42,86% new
	f.hold(f.cells[1], unit{seats: 7, elected: 7, reelected: 5, women: 1, young: 1, base: 30}) // 14,29% women, 28,57% new
	f.hold(f.cells[2], unit{seats: 3, elected: 3, reelected: 2, women: 1, young: 0, base: 12}) // one third new is enough
	filter := ratify.StatisticsFilter{AgeLimit: 35, Targets: ratify.Targets{Women: 15, Young: 10, Renewal: 33}}
	s := f.statistics("/top/", filter)
	wanted := map[string][]congress.OrgID{"women": {f.cells[1].ID}, "young": {f.cells[2].ID}, "renewal": {f.cells[1].ID}}
	if len(s.Targets) != 3 {
		t.Fatalf("%+v", s.Targets)
	}
	for _, target := range s.Targets {
		var missed []congress.OrgID
		for _, u := range f.units("/top/", filter, target.Name+"_missed") {
			missed = append(missed, u.Organisation.ID)
		}
		if fmt.Sprint(missed) != fmt.Sprint(wanted[target.Name]) || target.Missed.N != len(missed) || target.Met.N != 3-len(missed) {
			t.Errorf("%s: missed by %v, %+v", target.Name, missed, target)
		}
	}
	if women := s.Targets[0]; women.Overall.N != 4 || women.Overall.Of != 17 || !women.Reached() {
		t.Errorf("women over all units: %+v", women.Overall)
	}
}

// S3: 53 base units, 30 of them with 289 cells below, 17 section committees
// with 71 cells: 430 organisations. 39 units filled their seats, 11 fell
// short. A committee of 41 of 41 in one ballot has 39,02 per cent women.
func TestS3TreeOf430Organisations(t *testing.T) {
	t.Parallel()
	f := plant(t)
	bases := f.grow(30, congress.KindBase, "/top/")
	f.grow(23, congress.KindCell, "/top/")
	for i, base := range bases {
		f.grow(9+min(1, i/11), congress.KindCell, base) // 11 with 9, 19 with 10: 289
	}
	for i, base := range bases[:17] {
		section := f.grow(1, congress.KindBase, base)[0]
		f.grow(4+i/14, congress.KindCell, section) // 14 with 4, 3 with 5: 71
	}
	f.district()
	s := f.statistics("/top/", ratify.StatisticsFilter{Term: "2020–2025"})
	want(t, s, map[string]int{"cells": 23 + 289 + 71, "held": 50, "without": 383 - 50, "full_units": 39, "short_units": 11, "open_seats": 11,
		"seats": 49*5 + 41, "elected": 49*5 + 41 - 11, "several_rounds": 7, "one_round": 43, "by_committee": 49*5 + 41 - 11, "by_self": 0, "by_floor": 0})
	if n := len(f.units("/top/", ratify.StatisticsFilter{Term: "2020–2025"}, "short_units")); n != 11 {
		t.Errorf("%d units fell short", n)
	}
	committee := f.statistics(f.cells[0].Path, ratify.StatisticsFilter{})
	want(t, committee, map[string]int{"cells": 1, "seats": 41, "elected": 41, "one_round": 1, "women": 16, "young": 5, "age_under": 5, "age_middle": 35, "age_over": 1,
		"share_100": 1, "share_90": 0, "share_60": 39, "share_50": 1, "share_whole": 0})
	if got := tally.Percent(committee.N("women"), committee.N("elected")); got != "39.02" {
		t.Errorf("women %s", got)
	}
	below, err := ratify.NewService(f.db.Ratify(), ratify.NewCalendar()).StatisticsBelow(context.Background(), "/top/", ratify.StatisticsFilter{Term: "2020–2025"})
	must(t, err)
	sums := map[string]int{}
	for _, b := range below {
		for _, figure := range []string{"cells", "held", "without", "elected", "short_units"} {
			sums[figure] += b.N(figure)
		}
	}
	if len(below) != 53 {
		t.Errorf("%d units below the district", len(below))
	}
	want(t, s, sums)
}

// district lets 50 units elect: the first 41 of 41, most of them above 61 per
// cent, 38 more in full, 11 one short; 7 took a second ballot.
func (f *forest) district() {
	f.hold(f.cells[0], unit{seats: 41, elected: 41, reelected: 26, women: 16, young: 5, base: 200, term: "2020–2025", votes: func(i int) int {
		switch i {
		case 0:
			return 200
		case 40:
			return 101
		}
		return 123 // 61,5 per cent
	}})
	for i, cell := range f.cells[1:50] {
		u := unit{seats: 5, elected: 5, reelected: 3, women: 1, base: 20, term: "2020–2025", rounds: 1}
		if i < 11 {
			u.elected = 4
		}
		if i < 7 {
			u.rounds = 2
		}
		f.hold(cell, u)
	}
}

// S4: 36 organisations with 261 cells; 38 are done, two of them pilots.
func TestS4Progress38Of261(t *testing.T) {
	t.Parallel()
	f := plant(t)
	for i, base := range f.grow(36, congress.KindBase, "/top/") {
		f.grow(7+min(1, i/27), congress.KindCell, base) // 27 with 7, 9 with 8: 261
	}
	for i, cell := range f.cells[:38] {
		f.hold(cell, unit{seats: 3, elected: 3, reelected: 2, women: 1, base: 9 + i%2, pilot: i < 2, term: "2022–2025"})
	}
	s := f.statistics("/top/", ratify.StatisticsFilter{Term: "2022–2025"})
	want(t, s, map[string]int{"cells": 261, "held": 38, "pilot": 2, "without": 223, "closed": 38, "elected": 114, "reelected": 76, "new": 38, "women": 38,
		"share_whole": 19 * 3, "share_100": 19 * 3, "void_signed": 38, "invalid": 38}) // cells of 9 papers are not split
	if n := len(f.units("/top/", ratify.StatisticsFilter{Term: "2022–2025"}, "without")); n != 223 {
		t.Errorf("%d units without a congress", n)
	}
	offices := f.statistics("/top/", ratify.StatisticsFilter{Term: "2022–2025", Model: congress.ModelOffice})
	homes := f.statistics("/top/", ratify.StatisticsFilter{Term: "2022–2025", Model: congress.ModelResidential})
	if offices.N("held")+homes.N("held") != 38 || offices.N("cells")+homes.N("cells") != 261 || offices.N("held") == 0 {
		t.Errorf("by kind of cell: %d and %d", offices.N("held"), homes.N("held"))
	}
	if none := f.statistics("/top/", ratify.StatisticsFilter{Term: "2025–2030"}); none.N("held") != 0 || none.N("without") != 261 || fmt.Sprint(none.Terms) != "[2022–2025]" {
		t.Errorf("another term: %+v", none.Sections[0])
	}
}

// The bands of votes are whole-number comparisons: 90 per cent of 11 is 9.9.
func TestSharesAreCutExactly(t *testing.T) {
	t.Parallel()
	f := plant(t)
	f.grow(1, congress.KindCell, "/top/")
	votes := []int{30, 29, 27, 26, 24, 23, 21, 20, 18, 17, 16, 15}
	f.hold(f.cells[0], unit{seats: 12, elected: 12, base: 30, votes: func(i int) int { return votes[i] }})
	want(t, f.statistics("/top/", ratify.StatisticsFilter{}), map[string]int{"share_100": 1, "share_90": 2, "share_80": 2, "share_70": 2, "share_60": 2, "share_50": 2, "share_tie": 1})
}

// The newest congress of a cell counts, or the newest of the term asked for.
func TestAnEarlierTermIsReadByItself(t *testing.T) {
	t.Parallel()
	f := plant(t)
	f.grow(1, congress.KindCell, "/top/")
	f.hold(f.cells[0], unit{seats: 3, elected: 2, base: 12, term: "2020–2022"})
	f.hold(f.cells[0], unit{seats: 5, elected: 5, base: 12, term: "2022–2025"})
	for term, elected := range map[string]int{"": 5, "2020–2022": 2, "2022–2025": 5} {
		want(t, f.statistics("/top/", ratify.StatisticsFilter{Term: term}), map[string]int{"held": 1, "elected": elected})
		want(t, f.statistics(f.cells[0].Path, ratify.StatisticsFilter{Term: term}), map[string]int{"held": 1, "elected": elected})
	}
}
