package v1_test

import (
	"context"
	"database/sql"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/app"
	"kiemphieu/congress"
	"kiemphieu/store/pgtest"
)

// kept are the tables that are not distributed: the tree, who signs in, and the
// lists and sums over the tree, which the node of the superior has for itself.
const kept = `'organisations', 'organisation_names', 'accounts', 'account_rows', 'second_factors', 'cell_rows',
	'mandate_rows', 'statistics', 'statistic_sums', 'calendar_days', 'calendar_years', 'legal_bases', 'paper_numbers',
	'papers_entered', 'tokens',
	'feeds', 'webhooks', 'security_log', 'organisation_mergers', 'organisation_events'`

// distribute has every table whose key begins with an organisation in four hash
// partitions: the data that is there, keys, indexes and references included.
const distribute = `DO $$
DECLARE t record; r record; definition text;
BEGIN
	CREATE TEMP TABLE refs AS SELECT conrelid::regclass::text AS of, conname, pg_get_constraintdef(oid) AS def
		FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace;
	FOR r IN SELECT * FROM refs LOOP
		EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', r.of, r.conname);
	END LOOP;
	FOR t IN SELECT c.relname AS name FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
			JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
		WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attname = 'org_id'
			AND c.relname NOT IN (` + kept + `) LOOP
		EXECUTE format('ALTER TABLE %I RENAME TO %I', t.name, t.name || '_whole');
		EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY HASH (org_id)',
			t.name, t.name || '_whole');
		FOR i IN 0..3 LOOP
			EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS 4, REMAINDER %s)',
				t.name || '_part' || i, t.name, i);
		END LOOP;
		FOR r IN SELECT i.indisprimary AS first, pg_get_indexdef(i.indexrelid) AS def,
				i.indkey[0] = a.attnum AS own
			FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attname = 'org_id'
			WHERE i.indrelid = (t.name || '_whole')::regclass LOOP
			definition := regexp_replace(r.def, 'INDEX \S+ ON public\.\S+', 'INDEX ON ' || quote_ident(t.name));
			IF r.first THEN
				EXECUTE format('ALTER TABLE %I ADD PRIMARY KEY %s', t.name, substring(definition FROM '\(.*\)$'));
			ELSIF r.own THEN
				EXECUTE definition;
			ELSE -- ids are drawn at random: no two are equal
				EXECUTE replace(definition, 'UNIQUE ', '');
			END IF;
		END LOOP;
		EXECUTE format('INSERT INTO %I SELECT * FROM %I', t.name, t.name || '_whole');
		EXECUTE format('DROP TABLE %I', t.name || '_whole');
	END LOOP;
	-- a superior's register names papers about congresses of other organisations
	FOR r IN SELECT * FROM refs WHERE def NOT LIKE '%congresses(congress_id)' LOOP
		EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I %s', r.of, r.conname, r.def);
	END LOOP;
END $$`

// distributed returns the address of an empty database with partitions.
func distributed(t *testing.T) (string, *sql.DB) {
	t.Helper()
	address := pgtest.Database(t)
	p, err := app.Open(t.Context(), app.Config{Database: address, Keys: t.TempDir()})
	apitest.Must(t, err)
	apitest.Must(t, p.Close())
	pool, err := sql.Open("postgres", address)
	apitest.Must(t, err)
	t.Cleanup(func() { apitest.Must(t, pool.Close()) })
	_, err = pool.ExecContext(t.Context(), distribute)
	apitest.Must(t, err)
	return address, pool
}

// A database whose tables are partitioned by organisation, as their keys
// promise, holds a congress like every other, and what a hall asks of it stays
// within the partition of its cell.
func TestHallsStayInTheirPartition(t *testing.T) {
	t.Parallel()
	address, pool := distributed(t)
	var mu sync.Mutex
	asked := map[string]int{}
	h := apitest.OpenIn(t, app.Config{Database: address + "&plan_cache_mode=auto", Trace: func(s string) {
		mu.Lock()
		defer mu.Unlock()
		asked[s]++
	}})
	playHall(t, h)
	parted := 0
	for _, statement := range slices.Sorted(maps.Keys(asked)) {
		if strings.HasPrefix(statement, "BEGIN") {
			continue
		}
		partitions := partitionsOf(t, pool, statement)
		if len(partitions) > 0 {
			parted++
		}
		if len(partitions) > 1 && asked[statement] > timesOver(statement) {
			t.Errorf("asked %d times, in partitions %v:\n%s", asked[statement], partitions, statement)
		}
	}
	t.Logf("%d of %d statements are about partitions", parted, len(asked))
	if parted < 60 {
		t.Errorf("only %d statements are about partitions", parted)
	}
}

// whose are the questions whose a thing is, asked once about each, and what is
// asked as the installation draws its key.
var whose = regexp.MustCompile(`^SELECT org_id FROM (congresses|contests|rounds|devices) WHERE \w+ = \$1$` +
	`|FROM devices d\s(?s:.*)WHERE d.secret_hash <> '' AND d.secret_hash = \$2$` +
	`|^SELECT org_id FROM \w+ UNION |^SELECT [a-z_, ]+\sFROM congresses$`)

// timesOver is how often a statement may go over all partitions: the hall has
// one congress, one contest and one round, and two tablets.
func timesOver(statement string) int {
	switch {
	case !whose.MatchString(statement):
		return 0
	case strings.Contains(statement, "devices"):
		return 2
	}
	return 1
}

// playHall counts and seals a round, and looks at the pages of the day.
func playHall(t *testing.T, h *apitest.House) {
	t.Helper()
	c := openCount(h, 40)
	for _, sheaf := range []int{1, 2} {
		for pass, by := range map[congress.Pass]*http.Client{congress.PassA: c.tablet, congress.PassB: c.browser} {
			c.put(by, pass, sheaf)
		}
	}
	for _, role := range []string{"chief", "presidium"} {
		browser := c.Client("own." + role)
		for _, page := range []string{"/dai-hoi/" + c.IDs["congress"], "/lan-bau/" + c.IDs["round"]} {
			if answer, body := c.Call(browser, http.MethodGet, page, nil); answer.StatusCode != http.StatusOK {
				t.Fatalf("%s: %d %s", page, answer.StatusCode, body)
			}
		}
		answer, body := c.Send(browser, "/lan-bau/"+c.IDs["round"]+"/chot", url.Values{"password": {apitest.Password}})
		if answer.StatusCode != http.StatusSeeOther {
			t.Fatalf("%s seals: %d %s", role, answer.StatusCode, body)
		}
	}
}

var (
	place    = regexp.MustCompile(`\$([0-9]+)`)
	scanned  = regexp.MustCompile(`\bon \w+_part([0-3])\b`)
	prepared = "PREPARE asked AS "
)

// partitionsOf explains a statement for some organisation and lists the
// partitions that are read or written.
func partitionsOf(t *testing.T, pool *sql.DB, statement string) []string {
	t.Helper()
	ctx := context.Background()
	conn, err := pool.Conn(ctx)
	apitest.Must(t, err)
	defer conn.Close() //nolint:errcheck // back into the pool
	for _, s := range []string{"DEALLOCATE ALL", "SET plan_cache_mode = force_custom_plan", prepared + statement} {
		if _, err := conn.ExecContext(ctx, s); err != nil {
			t.Fatalf("%v\n%s", err, s)
		}
	}
	most := 0
	for _, m := range place.FindAllStringSubmatch(statement, -1) {
		n, err := strconv.Atoi(m[1])
		apitest.Must(t, err)
		most = max(most, n)
	}
	call := "EXPLAIN EXECUTE asked"
	if most > 0 {
		call += "(" + strings.TrimSuffix(strings.Repeat("'1', ", most), ", ") + ")"
	}
	rows, err := conn.QueryContext(ctx, call)
	if err != nil {
		t.Fatalf("%v\n%s", err, statement)
	}
	defer rows.Close() //nolint:errcheck // read only
	found := map[string]bool{}
	for rows.Next() {
		var line string
		apitest.Must(t, rows.Scan(&line))
		for _, m := range scanned.FindAllStringSubmatch(line, -1) {
			found[m[1]] = true
		}
	}
	apitest.Must(t, rows.Err())
	return slices.Sorted(maps.Keys(found))
}
