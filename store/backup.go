package store

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"

	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// Errors of a restore.
var (
	// ErrNotEmpty: a backup goes into an empty database only.
	ErrNotEmpty = errors.New("store: database is not empty")
	// ErrDamagedBackup: the file is no backup, or was altered.
	ErrDamagedBackup = errors.New("store: backup is damaged")
)

// backupFormat is raised when an older program could no longer read a backup.
const backupFormat = 1

// backupManifest heads a backup: what schema wrote it and what it must hold.
type backupManifest struct {
	Format int                     `json:"format"`
	Schema int64                   `json:"schema"`
	Tables map[string]tableSummary `json:"tables"`
}

type tableSummary struct {
	Rows   int    `json:"rows"`
	SHA256 string `json:"sha256"`
}

// Count is how many rows of a table a backup or a restore had.
type Count struct {
	Table string
	Rows  int
}

// table moves the rows of one table out of and into a database. A backup is
// the same for SQLite and PostgreSQL, so that a hall's laptop can be restored
// into a superior's server.
type table struct {
	name string
	dump func(context.Context, *tx, *json.Encoder) (int, error)
	load func(context.Context, *tx, *json.Decoder) error
}

// tableOf moves a table whose rows are of type T, one JSON object a row, with
// the names of the columns, sorted by the key: nothing tells in which order
// they were written. One row is in memory at a time.
func tableOf[T any](name, key string) table {
	return table{
		name: name,
		dump: func(ctx context.Context, t *tx, out *json.Encoder) (int, error) {
			rows, err := t.q.QueryxContext(ctx, from[T](name+" ORDER BY "+key))
			if err != nil {
				return 0, t.db.dialect.classify(err)
			}
			defer rows.Close() // read only
			n := 0
			for rows.Next() {
				var row T
				if err := rows.StructScan(&row); err != nil {
					return n, err
				}
				if setting, ok := any(row).(settingRow); ok && setting.Key == residueKey {
					continue // about the files of this database
				}
				if err := out.Encode(object(row)); err != nil {
					return n, err
				}
				n++
			}
			return n, t.db.dialect.classify(rows.Err())
		},
		load: func(ctx context.Context, t *tx, in *json.Decoder) error {
			var row T
			if err := fill(&row, in); err != nil {
				return err
			}
			return put(ctx, t, name, key, row)
		},
	}
}

// object gives a row as a JSON object of its columns.
func object(row any) map[string]any {
	object := map[string]any{}
	list := values(row)
	for i, column := range columns(row) {
		object[column] = list[i]
	}
	return object
}

// fill reads a row back; it must have exactly its columns. io.EOF ends the table.
func fill[T any](row *T, in *json.Decoder) error {
	var object map[string]json.RawMessage
	if err := in.Decode(&object); errors.Is(err, io.EOF) {
		return io.EOF
	} else if err != nil {
		return errors.Join(ErrDamagedBackup, err)
	}
	value := reflect.ValueOf(row).Elem()
	if len(object) != len(columns(*row)) {
		return fmt.Errorf("%w: %d columns", ErrDamagedBackup, len(object))
	}
	for i := range value.NumField() {
		column := value.Type().Field(i).Tag.Get("db")
		if column == "" {
			continue
		}
		if err := json.Unmarshal(object[column], value.Field(i).Addr().Interface()); err != nil {
			return errors.Join(ErrDamagedBackup, fmt.Errorf("column %s: %w", column, err))
		}
	}
	return nil
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

// tables lists what a backup holds, referred-to rows first. Sessions are left
// out: after a restore everybody signs in again.
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
		tableOf[congress.Elected]("elected", "org_id, contest_id, member_id"),
		tableOf[manifestRow]("manifests", "org_id, round_id"),
		tableOf[congress.Sheaf]("sheaves", "org_id, round_id, sheaf"),
		tableOf[congress.Batch]("batches", "org_id, round_id, batch_id"),
		tableOf[congress.HandCount]("hand_counts", "org_id, round_id, entry"),
		tableOf[congress.Confirmation]("confirmations", "org_id, round_id, act, role"),
		tableOf[congress.LogEntry]("log", "org_id, congress_id, seq"),
		tableOf[ratify.Dossier]("dossiers", "org_id, congress_id, version"),
	}
}

// Backup writes everything but sessions, as one consistent snapshot, while
// others go on working.
func (db *DB) Backup(ctx context.Context, w io.Writer) ([]Count, error) {
	p, err := db.provider()
	if err != nil {
		return nil, err
	}
	schema, err := p.GetDBVersion(ctx)
	if err != nil {
		return nil, fmt.Errorf("store: schema version: %w", err)
	}
	archive := zip.NewWriter(w)
	manifest := backupManifest{Format: backupFormat, Schema: schema, Tables: map[string]tableSummary{}}
	var counts []Count
	err = db.view(ctx, func(t *tx) error {
		for _, tab := range tables() {
			summary, err := dumpTable(ctx, t, tab, archive)
			if err != nil {
				return fmt.Errorf("store: back up %s: %w", tab.name, err)
			}
			manifest.Tables[tab.name] = summary
			counts = append(counts, Count{tab.name, summary.Rows})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	head, err := archive.Create("manifest.json")
	if err != nil {
		return nil, fmt.Errorf("store: back up: %w", err)
	}
	if err := json.NewEncoder(head).Encode(manifest); err != nil {
		return nil, fmt.Errorf("store: back up: %w", err)
	}
	if err := archive.Close(); err != nil {
		return nil, fmt.Errorf("store: back up: %w", err)
	}
	return counts, nil
}

func dumpTable(ctx context.Context, t *tx, tab table, archive *zip.Writer) (tableSummary, error) {
	f, err := archive.Create(tab.name + ".jsonl")
	if err != nil {
		return tableSummary{}, err
	}
	sum := sha256.New()
	rows, err := tab.dump(ctx, t, json.NewEncoder(io.MultiWriter(f, sum)))
	return tableSummary{Rows: rows, SHA256: hex.EncodeToString(sum.Sum(nil))}, err
}

// Restore reads a backup into an empty, migrated database, all of it or
// nothing, and gives the counts of what it stored, which are those of the
// backup. A file that was altered is [ErrDamagedBackup] before anything is
// written.
func (db *DB) Restore(ctx context.Context, r io.ReaderAt, size int64) ([]Count, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, errors.Join(ErrDamagedBackup, err)
	}
	manifest, err := db.checkManifest(ctx, archive)
	if err != nil {
		return nil, err
	}
	for _, tab := range tables() {
		if err := checkTable(archive, tab.name, manifest.Tables[tab.name]); err != nil {
			return nil, fmt.Errorf("store: restore %s: %w", tab.name, err)
		}
	}
	var counts []Count
	err = db.inTx(ctx, func(t *tx) error {
		counts = nil
		if err := refuseFull(ctx, t); err != nil {
			return err
		}
		for _, tab := range tables() {
			if err := loadTable(ctx, t, tab, archive, manifest.Tables[tab.name]); err != nil {
				return fmt.Errorf("store: restore %s: %w", tab.name, err)
			}
			counts = append(counts, Count{tab.name, manifest.Tables[tab.name].Rows})
		}
		return nil
	})
	return counts, err
}

// checkManifest refuses a backup of another format or of a newer schema.
func (db *DB) checkManifest(ctx context.Context, archive *zip.Reader) (backupManifest, error) {
	var manifest backupManifest
	f, err := archive.Open("manifest.json")
	if err != nil {
		return manifest, errors.Join(ErrDamagedBackup, err)
	}
	defer f.Close() // read only
	if err := json.NewDecoder(f).Decode(&manifest); err != nil || manifest.Format != backupFormat {
		return manifest, errors.Join(ErrDamagedBackup, err)
	}
	p, err := db.provider()
	if err != nil {
		return manifest, err
	}
	schema, err := p.GetDBVersion(ctx)
	if err != nil {
		return manifest, fmt.Errorf("store: schema version: %w", err)
	}
	if manifest.Schema > schema {
		return manifest, fmt.Errorf("%w: backup has %d, this program knows %d", ErrNewerSchema, manifest.Schema, schema)
	}
	return manifest, nil
}

// refuseFull gives ErrNotEmpty where there is an organisation or an account.
func refuseFull(ctx context.Context, t *tx) error {
	n, err := one[int](ctx, t, "SELECT (SELECT count(*) FROM organisations) + (SELECT count(*) FROM accounts)")
	if err == nil && n > 0 {
		return ErrNotEmpty
	}
	return err
}

// checkTable holds the file of a table against what the manifest says.
func checkTable(archive *zip.Reader, name string, want tableSummary) error {
	f, err := archive.Open(name + ".jsonl")
	if err != nil {
		return errors.Join(ErrDamagedBackup, err)
	}
	defer f.Close() // read only
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return errors.Join(ErrDamagedBackup, err)
	}
	if hex.EncodeToString(sum.Sum(nil)) != want.SHA256 {
		return fmt.Errorf("%w: SHA-256", ErrDamagedBackup)
	}
	return nil
}

func loadTable(ctx context.Context, t *tx, tab table, archive *zip.Reader, want tableSummary) error {
	f, err := archive.Open(tab.name + ".jsonl")
	if err != nil {
		return errors.Join(ErrDamagedBackup, err)
	}
	defer f.Close() // read only
	in := json.NewDecoder(f)
	for n := 0; ; n++ {
		err := tab.load(ctx, t, in)
		if errors.Is(err, io.EOF) && n != want.Rows {
			return fmt.Errorf("%w: %d rows instead of %d", ErrDamagedBackup, n, want.Rows)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// Counts tells how many rows every table of a backup has here.
func (db *DB) Counts(ctx context.Context) ([]Count, error) {
	var counts []Count
	err := db.view(ctx, func(t *tx) error {
		for _, tab := range tables() {
			n, err := one[int](ctx, t, "SELECT count(*) FROM "+tab.name)
			if err != nil {
				return err
			}
			counts = append(counts, Count{tab.name, n})
		}
		return nil
	})
	return counts, err
}
