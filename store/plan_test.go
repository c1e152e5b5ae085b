package store_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/office"
	"kiemphieu/outside"
	"kiemphieu/ratify"
	"kiemphieu/ratify/statistics"
	"kiemphieu/store"
	"kiemphieu/store/pgtest"
)

// wide fills a tree: so many bases with so many cells each.
func wide(t *testing.T, db *store.DB, bases, cells int) {
	t.Helper()
	ctx := context.Background()
	in(t, db, func(tx ratify.Tx) error {
		put := func(o congress.Organisation) { must(t, tx.PutOrganisation(ctx, o)) }
		put(congress.Organisation{ID: "top", Path: "/top/", Kind: congress.KindSuperior, Name: "Tỉnh"})
		for i := range bases {
			base := fmt.Sprintf("base%03d", i)
			put(congress.Organisation{ID: congress.OrgID(base), ParentID: "top", Path: "/top/" + base + "/",
				Kind: congress.KindBase, Name: base})
			for j := range cells {
				cell := fmt.Sprintf("%scell%03d", base, j)
				put(congress.Organisation{ID: congress.OrgID(cell), ParentID: congress.OrgID(base),
					Path: "/top/" + base + "/" + cell + "/", Kind: congress.KindCell, Name: cell})
			}
		}
		return nil
	})
}

// hotReads asks everything that pages over a tree ask.
func hotReads(t *testing.T, db *store.DB, path string) {
	t.Helper()
	ctx := context.Background()
	org := congress.Organisation{ID: "base007", ParentID: "top", Path: path, Kind: congress.KindBase}
	view(t, db, func(tx ratify.Tx) error {
		for _, read := range []func() error{
			func() error { _, err := tx.OrganisationsUnder(ctx, path); return err },
			func() error { _, err := tx.AccountsUnder(ctx, path); return err },
			func() error { _, err := tx.CongressesUnder(ctx, path); return err },
			func() error { _, err := tx.CongressesAfter(ctx, path, "", 50); return err },
			func() error { _, err := tx.CongressesSince(ctx, path, "2025-01-01"); return err },
			func() error { _, err := tx.LessonsUnder(ctx, path); return err },
			func() error {
				return tx.CongressRows(ctx, path, func(ratify.CongressRow) error { return nil })
			},
			func() error { _, err := tx.Waiting(ctx, path, ratify.StageSubmitted, ratify.StageClosed); return err },
			func() error { _, _, err := tx.InboxPage(ctx, path, ratify.InboxQuery{}); return err },
			func() error {
				waiting, err := tx.Waiting(ctx, path, ratify.StageNone)
				if err == nil && len(waiting) == 0 {
					t.Error("no cell waits for its congress")
				}
				_, _, more := tx.InboxPage(ctx, path, ratify.InboxQuery{Waiting: waiting})
				return errors.Join(err, more)
			},
			func() error { _, _, err := tx.Afterwards(ctx, path, 3); return err },
			func() error { _, err := tx.TotalUnder(ctx, path); return err },
			func() error { _, err := tx.CountLive(ctx, path); return err },
			func() error { _, err := tx.PlanGroups(ctx, path, "2025-2030"); return err },
			func() error {
				q := ratify.PlanQuery{Org: org.ID, Path: path, AsOf: "2025-05-01", Plan: ratify.Plan{Term: "2025–2030",
					LastDay: "2025-04-01", PilotDay: "2025-03-15"}}
				q.Filters = map[string]string{ratify.ProgressStand: ratify.ProgressLate}
				_, _, err := tx.PlanPage(ctx, q)
				return err
			},
			func() error { _, err := tx.OrganisationsAfter(ctx, path, "", 50); return err },
			func() error { _, err := tx.(outside.Tx).WebhooksAbove(ctx, path); return err },
		} {
			must(t, read())
		}
		return nil
	})
	must(t, db.Statistics().View(ctx, func(tx statistics.Tx) error {
		_, err := tx.CountCells(ctx, org, statistics.Filter{})
		return err
	}))
	must(t, db.Office().View(ctx, func(tx office.Tx) error {
		if _, _, err := tx.Below(ctx, org, office.Search{Text: "cell"}); err != nil {
			return err
		}
		if _, err := tx.Begun(ctx, path); err != nil {
			return err
		}
		if _, err := tx.Organised(ctx, path); err != nil {
			return err
		}
		if _, _, err := tx.StaffBelow(ctx, path, list.Query{Text: "a", Sort: office.StaffOrg}); err != nil {
			return err
		}
		if _, _, err := tx.MandatesBelow(ctx, path, list.Query{Text: "a"}, congress.MandateOffices()); err != nil {
			return err
		}
		_, err := tx.CountsBelow(ctx, []congress.Organisation{org})
		return err
	}))
}

// askedOf returns what is asked of a database while something is read.
func askedOf(t *testing.T, url string) (asked []string) {
	t.Helper()
	recording := false
	db, err := store.Open(context.Background(), url, store.Options{Now: now, Trace: func(s string) {
		if recording && !strings.HasPrefix(s, "BEGIN") {
			asked = append(asked, s)
		}
	}})
	must(t, err)
	must(t, db.Migrate(context.Background()))
	wide(t, db, 20, 20)
	recording = true
	hotReads(t, db, "/top/base007/")
	must(t, db.Close())
	return asked
}

// Whoever has 50 cells pays for 50: every statement of a page over a tree finds
// its organisations by the index on paths and reads no table from end to end.
func TestPlansOfATreeKeepToAnIndex(t *testing.T) {
	for _, name := range names() {
		t.Run(name, func(t *testing.T) {
			url, plan := filepath.Join(t.TempDir(), "kiemphieu.db"), planSQLite
			if name == "PostgreSQL" {
				url, plan = pgtest.Database(t), planPostgres
			}
			asked := askedOf(t, url)
			if len(asked) < 20 {
				t.Fatalf("%d statements", len(asked))
			}
			over := 0
			for _, s := range asked {
				if strings.Contains(s, "organisation") || strings.Contains(s, "_rows") {
					over++
				}
				for _, bad := range plan(t, url, s) {
					t.Errorf("%s\n%s", bad, s)
				}
			}
			if over < 15 {
				t.Errorf("%d statements are over the tree", over)
			}
		})
	}
}

var (
	placeholder = regexp.MustCompile(`\$([0-9]+)`)
	// readWhole is a table, by its name or an alias, that is read from end to end
	readWhole = regexp.MustCompile(`^SCAN (TABLE )?` +
		`(organisations|organisation_names|congresses|accounts|cell_rows|account_rows|mandate_rows|c|o|s|r|a)\b`)
)

// planSQLite lists the tables that SQLite would read from end to end.
func planSQLite(t *testing.T, url, statement string) (bad []string) {
	t.Helper()
	pool := connect(t, "sqlite", url)
	args := make([]any, 0, 9)
	for range placeholder.FindAllString(statement, -1) {
		args = append(args, "/top/base007/")
	}
	rows, err := pool.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+statement, args...)
	must(t, err)
	defer rows.Close()        //nolint:errcheck // read only
	made := map[string]bool{} // within the statement, of what it has found by an index
	for rows.Next() {
		var id, parent, unused int
		var line string
		must(t, rows.Scan(&id, &parent, &unused, &line))
		if name, ok := strings.CutPrefix(line, "CO-ROUTINE "); ok {
			made["SCAN "+name] = true
		}
		if !made[line] && readWhole.MatchString(line) {
			bad = append(bad, line)
		}
	}
	must(t, rows.Err())
	return bad
}

// planPostgres lists the tables that PostgreSQL would read from end to end even
// where it avoids that whenever it can.
func planPostgres(t *testing.T, url, statement string) (bad []string) {
	t.Helper()
	pool := connect(t, "postgres", url)
	conn, err := pool.Conn(t.Context())
	must(t, err)
	defer conn.Close() //nolint:errcheck // read only
	for _, s := range []string{"SET enable_seqscan = off", "SET plan_cache_mode = force_generic_plan",
		"PREPARE asked AS " + statement} {
		_, err := conn.ExecContext(t.Context(), s)
		must(t, err)
	}
	most := 0
	for _, m := range placeholder.FindAllStringSubmatch(statement, -1) {
		n, err := strconv.Atoi(m[1])
		must(t, err)
		most = max(most, n)
	}
	call := "EXPLAIN EXECUTE asked"
	if most > 0 {
		call += "(" + strings.TrimSuffix(strings.Repeat("NULL, ", most), ", ") + ")"
	}
	rows, err := conn.QueryContext(t.Context(), call)
	must(t, err)
	defer rows.Close() //nolint:errcheck // read only
	for rows.Next() {
		var line string
		must(t, rows.Scan(&line))
		if regexp.MustCompile(`Seq Scan on (organisations|organisation_names|cell_rows|account_rows|mandate_rows)`).MatchString(line) {
			bad = append(bad, line)
		}
	}
	must(t, rows.Err())
	return bad
}
