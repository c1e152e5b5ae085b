package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/ratify"
	"kiemphieu/ratify/statistics"
	"kiemphieu/store"
)

// sumsOf returns every sum that is not 0 as the table has it, and as it follows
// from the rows.
func sumsOf(t *testing.T, name, address string) (kept, computed string) {
	t.Helper()
	pool := behind(t, name, address)
	whole := func(table string) string {
		var all []string
		for _, c := range statistics.Columns() {
			all = append(all, "SUM("+table+"."+c+")")
		}
		return "CAST(" + strings.Join(all, " AS TEXT) || ' ' || CAST(") + " AS TEXT)"
	}
	list := func(from string) string {
		var lines []string
		for _, row := range query(t, pool, "SELECT "+from) {
			if strings.Trim(row[1], "0 ") != "" {
				lines = append(lines, row[0]+": "+row[1])
			}
		}
		return strings.Join(lines, "\n")
	}
	rows := func(scope, term, newest string) string {
		return list("o.org_id || '/" + scope + "/' || " + term + " || '/' || s.model, " + whole("s") + `
			FROM statistics s JOIN organisations o ON o.org_id <> s.org_id AND substr(s.path, 1, length(o.path)) =
				o.path
			WHERE s.` + newest + ` GROUP BY 1, o.org_id, s.model ORDER BY 1`)
	}
	sums := func(scope string) string {
		return list("s.org_id || '/' || s.scope || '/' || s.term || '/' || s.model, " + whole("s") +
			" FROM statistic_sums s WHERE s.scope = '" + scope + "' GROUP BY 1 ORDER BY 1")
	}
	return sums("newest") + "\n" + sums("term"), rows("newest", "''", "newest") + "\n" + rows("term", "s.term",
		"newest_of_term")
}

// Whatever changes, the sums of every organisation are those of the rows
// below it, also when cells change at the same time.
func TestStatisticSumsAreThoseOfTheRows(t *testing.T) {
	t.Parallel()
	for _, name := range names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			address := readyPlace(t, name)
			db := open(t, address)
			in(t, db, func(tx ratify.Tx) error { return ward(ctx, tx) })
			var wait sync.WaitGroup
			for seed := range 4 {
				wait.Go(func() {
					random := rand.New(rand.NewPCG(1, uint64(seed)))
					for range 30 {
						if err := db.Ratify().InTx(ctx, func(tx ratify.Tx) error {
							return change(ctx, tx,
								random)
						}); err != nil {
							t.Error(err)
						}
					}
				})
			}
			wait.Wait()
			must(t, db.Counted(ctx))
			kept, computed := sumsOf(t, name, address)
			if kept != computed || len(kept) < 400 {
				t.Errorf("kept\n%s\nfollow from the rows\n%s", kept, computed)
			}
		})
	}
}

// change does something to a cell of the ward that its statistics depend on.
func change(ctx context.Context, tx ratify.Tx, random *rand.Rand) error {
	cells := []congress.Organisation{{ID: "c1", ParentID: "w", Path: "/w/c1/"},
		{ID: "c2", ParentID: "w", Path: "/w/c2/"}, {ID: "c3", ParentID: "w", Path: "/w/c3/"},
		{ID: "y", ParentID: "x", Path: "/x/y/"}}
	o := cells[random.IntN(len(cells))]
	o.Kind, o.Name, o.Model = congress.KindCell, "Chi bộ", congress.CellModels()[random.IntN(3)]
	id := congress.CongressID(fmt.Sprint(o.ID, random.IntN(3)))
	c := congress.Congress{ID: id, OrgID: o.ID, Title: "Đại hội", HeldOn: congress.Date(fmt.Sprintf("2025-05-%02d",
		1+random.IntN(28))), Term: []string{"", "2022–2025", "2025–2027"}[random.IntN(3)],
		State: []congress.State{congress.StatePreparing, congress.StateClosed, congress.StateRatified,
			congress.StateAnnulled}[random.IntN(4)], Pilot: random.IntN(2) == 0}
	k := congress.Contest{OrgID: o.ID, CongressID: id, ID: congress.ContestID(id), Position: 1, Office: "committee",
		Seats: 1 + random.IntN(5)}
	switch random.IntN(3) {
	case 0:
		return errors.Join(tx.PutCongress(ctx, c), tx.PutContest(ctx, k), tx.Recount(ctx, o.ID, id))
	case 1:
		return errors.Join(tx.PutOrganisation(ctx, o), tx.Recount(ctx, o.ID))
	}
	return errors.Join(tx.PutCongress(ctx, c), tx.Recount(ctx, o.ID, id))
}

// A database from before there were statistics is counted when it is
// migrated, and one restored from a backup as it is restored.
func TestStatisticsAreCountedWhereThereAreNone(t *testing.T) {
	t.Parallel()
	for _, name := range names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			address := readyPlace(t, name)
			db := open(t, address)
			in(t, db, func(tx ratify.Tx) error { return ward(ctx, tx) })
			must(t, db.Counted(ctx))
			want, _ := sumsOf(t, name, address)
			run(t, behind(t, name, address), "DELETE FROM statistic_sums", "DELETE FROM statistics")
			must(t, db.Migrate(ctx))
			if got, _ := sumsOf(t, name, address); got != want {
				t.Errorf("after migrating\n%s\nwant\n%s", got, want)
			}
			var backup bytes.Buffer
			_, err := db.Backup(ctx, &backup)
			must(t, err)
			other := readyPlace(t, name)
			_, err = open(t, other).Restore(ctx, bytes.NewReader(backup.Bytes()), int64(backup.Len()))
			must(t, err)
			if got, _ := sumsOf(t, name, other); got != want {
				t.Errorf("after restoring\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// The page of the ward reads the same from either database: a cell that met
// twice counts once, rehearsals do not, a cell that has not begun is told.
func TestStatisticsReadAlikeInBoth(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		in(t, db, func(tx ratify.Tx) error { return ward(ctx, tx) })
		service := statistics.NewService(statistics.Config{Store: db.Statistics()})
		s, err := service.Of(ctx, "/w/", statistics.Filter{})
		must(t, err)
		for figure, n := range map[string]int{"cells": 3, "without": 1, "held": 2, "seats": 6, "elected": 6,
			"reelected": 2, "women": 2, "secretaries": 2, "official": 0} {
			if s.N(figure) != n {
				t.Errorf("%s: %d, want %d", figure, s.N(figure), n)
			}
		}
		units, more, err := service.Units(ctx, "/w/", statistics.Filter{}, "new")
		must(t, err)
		if len(units) != 2 || more || units[0].Organisation.Name != "Chi bộ 1" || units[0].N != 2 ||
			units[0].CongressID != "m" {
			t.Errorf("%+v", units)
		}
		below, err := service.Below(ctx, "/w/", statistics.Filter{})
		must(t, err)
		if len(below) != 3 || below[0].Organisation.Name != "Chi bộ 1" || below[0].N("held") != 1 ||
			below[1].N("without") != 1 || below[2].N("cells") != 1 {
			t.Errorf("%+v", below)
		}
		for text, want := range map[string]string{"": "3 Chi bộ 1", "chi bo 2": "1 Chi bộ 2", "bo": "3 Chi bộ 1"} {
			q := list.Query{Text: text, Page: 9}
			some, found, err := service.UnitsPage(ctx, "/w/", statistics.Filter{}, "cells", q)
			must(t, err)
			if got := fmt.Sprint(found, " ", some[0].Organisation.Name); got != want {
				t.Errorf("cells with %q: %s, want %s", text, got, want)
			}
			page, found, err := service.BelowPage(ctx, "/w/", statistics.Filter{}, q)
			must(t, err)
			if got := fmt.Sprint(found, " ", page[0].Organisation.Name); got != want || page[0].N("cells") != 1 {
				t.Errorf("units with %q: %s, want %s", text, got, want)
			}
		}
		if target := s.Targets[0]; target.Name != "women" || target.Met.N != 2 || target.Missed.N != 0 {
			t.Errorf("%+v", s.Targets)
		}
	})
}
