package store

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"reflect"

	"kiemphieu/congress"
	"kiemphieu/office"
	"kiemphieu/outside"
	"kiemphieu/progress"
	"kiemphieu/ratify"
	"kiemphieu/ratify/calendar"
	"kiemphieu/security"
)

// table moves the rows of one table out of and into a database. A backup is
// the same for SQLite and PostgreSQL, so that a hall's laptop can be restored
// into a superior's server.
type table struct {
	name string
	row  reflect.Type // of one row
	dump func(context.Context, *tx, io.Writer) (rows int, err error)
	load func(context.Context, *tx, io.Reader) (rows int, err error)
}

// tableOf moves a table whose rows are of type T, one JSON object a row, with
// the names of the columns, sorted by the key: nothing tells in which order
// they were written. One row is in memory at a time, or some while they are read.
func tableOf[T any](name, key string) table {
	return table{
		name: name,
		row:  reflect.TypeFor[T](),
		dump: func(ctx context.Context, t *tx, out io.Writer) (int, error) {
			return dumpRows[T](ctx, t, name, key, out)
		},
		load: func(ctx context.Context, t *tx, in io.Reader) (int, error) { return readRows[T](ctx, t, name, key, in) },
	}
}

// columns lists the columns of the table.
func (tab table) columns() []string { return columns(reflect.Zero(tab.row).Interface()) }

// countedAtOnce is after how many rows whoever waits is told.
const countedAtOnce = 100

func dumpRows[T any](ctx context.Context, t *tx, name, key string, out io.Writer) (n int, err error) {
	rows, err := t.q.QueryxContext(ctx, from[T](name+" ORDER BY "+key))
	if err != nil {
		return 0, t.db.dialect.classify(err)
	}
	defer rows.Close() // read only
	object, to := newRowObject(reflect.TypeFor[T]()), json.NewEncoder(out)
	for rows.Next() {
		var row T
		if err := rows.StructScan(&row); err != nil {
			return n, err
		}
		if setting, ok := any(row).(settingRow); ok && setting.Key == residueKey {
			continue // about the files of this database
		}
		if err := object.write(reflect.ValueOf(&row).Elem(), to); err != nil {
			return n, err
		}
		if n++; n%countedAtOnce == 0 {
			progress.Add(ctx, countedAtOnce)
		}
	}
	progress.Add(ctx, n%countedAtOnce)
	return n, t.db.dialect.classify(rows.Err())
}

// readRows reads rows back and stores them. Where the table has some already,
// as that of settings has, one with the same key is replaced.
func readRows[T any](ctx context.Context, t *tx, name, key string, in io.Reader) (n int, err error) {
	some, err := one[int](ctx, t, "SELECT count(*)\nFROM (SELECT 1 FROM "+name+" LIMIT 1) found")
	if err != nil {
		return 0, err
	}
	if some > 0 {
		return eachRow(ctx, in, func(row T, _ []any) error { return put(ctx, t, name, key, row) })
	}
	var row T
	cols := columns(row)
	into, err := t.load(ctx, name, cols)
	if err != nil {
		return 0, err
	}
	defer into.stop()
	n, err = eachRow(ctx, in, func(_ T, list []any) error {
		if err := unholdable(list, cols); err != nil {
			return err
		}
		return t.unstored(ctx, into.add(ctx, list))
	})
	if err != nil {
		return n, err
	}
	return n, t.unstored(ctx, into.end(ctx))
}

// unstored says of an error why rows of a backup were not stored: they break
// what the schema demands, unless the work was stopped or the database is gone.
func (t *tx) unstored(ctx context.Context, err error) error {
	if err = t.db.dialect.classify(err); err == nil || ctx.Err() != nil || errors.Is(err, congress.ErrUnavailable) {
		return err
	}
	return errors.Join(ErrDamagedBackup, err)
}

// eachRow reads the rows of a table in a backup, some on another processor while do has
// those before.
func eachRow[T any](ctx context.Context, in io.Reader, do func(row T, list []any) error) (n int, err error) {
	stop := make(chan struct{})
	found := someRows[T](in, stop)
	defer func() {
		close(stop)
		for range found { // nobody reads in when this is over
		}
	}()
	for some := range found {
		for _, row := range some.rows {
			if err := do(row, values(row)); err != nil {
				return n, err
			}
			if n++; n%countedAtOnce == 0 {
				progress.Add(ctx, countedAtOnce)
			}
		}
		if some.err != nil {
			return n, some.err
		}
	}
	progress.Add(ctx, n%countedAtOnce)
	return n, nil
}

// readAtOnce is how many bytes of rows are read before they are given on, or one row.
const readAtOnce = 1 << 16

// some are rows that follow one another, and what came after them.
type some[T any] struct {
	rows []T
	err  error
}

// someRows reads all rows, unless they are asked for no more.
func someRows[T any](in io.Reader, stop <-chan struct{}) <-chan some[T] {
	found := make(chan some[T])
	go func() {
		defer close(found)
		object, decoder := newRowObject(reflect.TypeFor[T]()), json.NewDecoder(in)
		decoder.DisallowUnknownFields()
		for ended := false; !ended; {
			var s some[T]
			for until := decoder.InputOffset() + readAtOnce; s.err == nil && decoder.InputOffset() < until; {
				var row T
				if s.err = object.read(reflect.ValueOf(&row).Elem(), decoder); s.err == nil {
					s.rows = append(s.rows, row)
				}
			}
			if ended = s.err != nil; errors.Is(s.err, io.EOF) {
				s.err = nil
			}
			select {
			case found <- s:
			case <-stop:
				return
			}
		}
	}()
	return found
}

type settingRow struct {
	Key   string `db:"key"`
	Value string `db:"value"`
}

type manifestRow struct {
	OrgID   congress.OrgID   `db:"org_id"`
	RoundID congress.RoundID `db:"round_id"`
	Hashes  []byte           `db:"hashes"`
}

type reportRow struct {
	OrgID   congress.OrgID   `db:"org_id"`
	RoundID congress.RoundID `db:"round_id"`
	Report  string           `db:"report"`
}

// tables lists what a backup holds, referred-to rows first. Sessions are left
// out: after a restore everybody signs in again. So are bundles that wait for a
// confirmation.
func tables() []table {
	return []table{
		tableOf[congress.Organisation]("organisations", "org_id"),
		tableOf[congress.Account]("accounts", "account_id"),
		tableOf[settingRow]("settings", "key"),
		tableOf[congress.Congress]("congresses", "org_id, congress_id"),
		tableOf[congress.Member]("members", "org_id, congress_id, member_id"),
		tableOf[congress.Officer]("officers", "org_id, congress_id, member_id"),
		tableOf[congress.Document]("documents", "org_id, congress_id, document_id"),
		tableOf[congress.Contest]("contests", "org_id, contest_id"),
		tableOf[congress.Nomination]("nominations", "org_id, contest_id, member_id"),
		tableOf[congress.Round]("rounds", "org_id, round_id"),
		tableOf[reportRow]("reports", "org_id, round_id"),
		tableOf[congress.Elected]("elected", "org_id, contest_id, member_id"),
		tableOf[manifestRow]("manifests", "org_id, round_id"),
		tableOf[congress.Sheaf]("sheaves", "org_id, round_id, sheaf"),
		tableOf[congress.Batch]("batches", "org_id, round_id, batch_id"),
		tableOf[congress.Counted]("counted", "org_id, round_id, pass"),
		tableOf[congress.Device]("devices", "org_id, congress_id, device_id"),
		tableOf[congress.Pair]("pairs", "org_id, round_id, pass, account_id"),
		tableOf[congress.HandCount]("hand_counts", "org_id, round_id, entry"),
		tableOf[congress.Confirmation]("confirmations", "org_id, round_id, act, role"),
		tableOf[congress.LogEntry]("log", "org_id, congress_id, seq"),
		tableOf[congress.KeptCheckpoint]("checkpoints", "org_id, congress_id, size, verifier"),
		tableOf[congress.KeptState]("states", "org_id, congress_id"),
		tableOf[ratify.Dossier]("dossiers", "org_id, congress_id, version"),
		tableOf[outside.Token]("tokens", "org_id, token_id"),
		tableOf[outside.Feed]("feeds", "org_id, account_id"),
		tableOf[outside.Webhook]("webhooks", "org_id, webhook_id"),
		tableOf[outside.Delivery]("deliveries", "org_id, webhook_id, delivery_id"),
		tableOf[ratify.Signer]("signers", "verifier"),
		tableOf[ratify.Link]("links", "foreign_id"),
		tableOf[ratify.Quarantined]("quarantine", "org_id, sum"),
		tableOf[ratify.Proposal]("proposals", "org_id, congress_id"),
		tableOf[ratify.Appointment]("appointments", "org_id, contest_id"),
		tableOf[congress.Preparation]("preparations", "org_id, congress_id, item"),
		tableOf[congress.Mandate]("mandates", "org_id, mandate_id"),
		tableOf[congress.MandateNote]("mandate_notes", "org_id, seq"),
		tableOf[officeState]("office_states", "org_id"),
		tableOf[calendar.Day]("calendar_days", "org_id, day"),
		tableOf[ratify.NumberedPaper]("paper_numbers", paperKey),
		tableOf[enteredPaper]("papers_entered", paperKey),
		tableOf[congress.LegalBasis]("legal_bases", "org_id, kind, from_day"),
		tableOf[calendar.Year]("calendar_years", "org_id, year"),
		tableOf[ratify.Plan]("plans", "org_id, term"),
		tableOf[ratify.Follower]("followers", "org_id, cell_id"),
		tableOf[ratify.Lesson]("lessons", "org_id, congress_id, number"),
		tableOf[office.Column]("import_columns", "org_id, heading"),
		tableOf[office.Event]("organisation_events", "org_id, event_id"),
		tableOf[office.Merger]("organisation_mergers", "org_id"),
		tableOf[security.Event]("security_log", "org_id, event_id"),
		tableOf[security.Factor]("second_factors", "org_id, account_id"),
	}
}
