package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
	"github.com/pressly/goose/v3"
)

// Errors of a database that this program leaves as it is.
var (
	// ErrNoDatabase: nothing is there yet.
	ErrNoDatabase = errors.New("store: there is no database")
	// ErrOlderSchema: the database waits for migrations.
	ErrOlderSchema = errors.New("store: database has an older schema than this program")
	// ErrNewerSchema: the database was written by a newer program.
	ErrNewerSchema = errors.New("store: database has a newer schema than this program")
	// ErrPartialSchema: the tables are not those of the migrations that are marked as applied.
	ErrPartialSchema = errors.New("store: schema is not whole")
	// ErrForeign: the file or the database belongs to another program.
	ErrForeign = errors.New("store: not a database of this program")
	// ErrDamaged: the file is empty, cut off or overwritten.
	ErrDamaged = errors.New("store: database file is damaged")
	// ErrRefused: the server does not let us in, by user, password or name of the database.
	ErrRefused = errors.New("store: database server refuses the user or the database")
	// ErrEncoding: a PostgreSQL database that keeps letters in another form than UTF-8.
	ErrEncoding = errors.New("store: database is not UTF8")
	// ErrNotWritable: file, directory or database may not be written.
	ErrNotWritable = errors.New("store: database cannot be written")
	// ErrReadOnly: the server follows another one, or an administrator lets nobody write.
	ErrReadOnly = errors.New("store: database server takes no writes")
	// ErrFull: the disk that the database writes to is full.
	ErrFull = errors.New("store: the disk of the database is full")
)

// versionTable is where goose keeps what is applied.
const versionTable = "goose_db_version"

// Migration is one numbered change of the schema.
type Migration struct {
	Version int64
	Name    string
	Applied bool

	tables []string // that it makes
}

// schema is what a database says about itself.
type schema struct {
	tables  []string // but for versionTable
	applied []int64
}

// inspect reads the schema of one moment and writes nothing.
func (d dialect) inspect(ctx context.Context, pool *sqlx.DB) (schema, error) {
	var s schema
	tx, err := pool.BeginTxx(ctx, &sql.TxOptions{Isolation: d.isolation, ReadOnly: true})
	if err != nil {
		return s, err
	}
	defer rollback(tx)
	if err := tx.SelectContext(ctx, &s.tables, d.tables); err != nil {
		return s, err
	}
	at := slices.Index(s.tables, versionTable)
	if at < 0 {
		return s, nil
	}
	s.tables = slices.Delete(s.tables, at, at+1)
	return s, tx.SelectContext(ctx, &s.applied, `SELECT version_id
		FROM goose_db_version
		WHERE is_applied AND version_id > 0
		ORDER BY version_id`)
}

// check returns this program's migrations, or refuses a database that it cannot
// be right about; an older one it can migrate, an empty one as well.
func (d dialect) check(ctx context.Context, pool *sqlx.DB) ([]Migration, error) {
	s, err := d.inspect(ctx, pool)
	if err != nil {
		return nil, fmt.Errorf("store: read schema: %w", d.classify(err))
	}
	known, err := readMigrations(d.migrations)
	if err != nil {
		return nil, err
	}
	return known, s.mark(known)
}

var createTable = regexp.MustCompile(`(?m)^CREATE TABLE (\w+)`)

func readMigrations(dir fs.FS) ([]Migration, error) {
	names, err := fs.Glob(dir, "*.sql") // in the order of their numbers
	if err != nil {
		return nil, fmt.Errorf("store: list migrations: %w", err)
	}
	list := make([]Migration, len(names))
	for i, name := range names {
		text, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, fmt.Errorf("store: read migration: %w", err)
		}
		list[i].Name = name
		if list[i].Version, err = goose.NumericComponent(name); err != nil {
			return nil, fmt.Errorf("store: migration %s: %w", name, err)
		}
		for _, table := range createTable.FindAllSubmatch(text, -1) {
			list[i].tables = append(list[i].tables, string(table[1]))
		}
	}
	return list, nil
}

// mark notes which migrations are applied, or says why the schema is not one
// that they make.
func (s schema) mark(known []Migration) error {
	if s.foreign(known) {
		return fmt.Errorf("%w: it has tables %s", ErrForeign, strings.Join(s.tables[:min(len(s.tables), 3)], ", "))
	}
	if n := len(s.applied); n > 0 && s.applied[n-1] > known[len(known)-1].Version {
		return fmt.Errorf("%w: %d, this program knows %d", ErrNewerSchema, s.applied[n-1], known[len(known)-1].Version)
	}
	for i := range known {
		m := &known[i]
		m.Applied = i < len(s.applied)
		if m.Applied && s.applied[i] != m.Version {
			return fmt.Errorf("%w: migration %04d is missing, a later one is applied", ErrPartialSchema, m.Version)
		}
		for _, table := range m.tables {
			if there := slices.Contains(s.tables, table); there != m.Applied {
				return fmt.Errorf("%w: migration %04d applied: %t, its table %s there: %t", ErrPartialSchema, m.Version,
					m.Applied, table, there)
			}
		}
	}
	return nil
}

// foreign reports whether there are tables, but none that these migrations left.
func (s schema) foreign(known []Migration) bool {
	ours := func(m Migration) bool {
		return slices.ContainsFunc(m.tables, func(table string) bool { return slices.Contains(s.tables, table) })
	}
	return len(s.tables) > 0 && (len(s.applied) == 0 || !slices.ContainsFunc(known, ours))
}

// Migrate brings the schema up to this program's, or refuses as [Open] does. It
// also finishes a scrub that a crash interrupted.
func (db *DB) Migrate(ctx context.Context) error {
	if _, err := db.dialect.check(ctx, db.read); err != nil {
		return err
	}
	p, err := db.provider()
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("store: migrate: %w", mayNotWrite(err))
	}
	db.scrubSoon(ctx)
	if err := db.fillNames(ctx); err != nil {
		return fmt.Errorf("store: fold names: %w", err)
	}
	if err := db.fillStatistics(ctx); err != nil {
		return fmt.Errorf("store: count statistics: %w", err)
	}
	if err := db.fillCells(ctx); err != nil {
		return fmt.Errorf("store: list cells: %w", err)
	}
	if err := db.fillMandates(ctx); err != nil {
		return fmt.Errorf("store: list mandates: %w", err)
	}
	return nil
}

// mayNotWrite adds ErrNotWritable to PostgreSQL's refusal of rights.
func mayNotWrite(err error) error {
	var server *pq.Error
	if errors.As(err, &server) && server.Code == pqerror.InsufficientPrivilege {
		return errors.Join(ErrNotWritable, err)
	}
	return err
}

func (db *DB) provider() (*goose.Provider, error) { return db.dialect.provider(db.plain) }

func (d dialect) provider(pool *sqlx.DB) (*goose.Provider, error) {
	p, err := goose.NewProvider(d.goose, pool.DB, d.migrations, d.turns...)
	if err != nil {
		return nil, fmt.Errorf("store: read migrations: %w", err)
	}
	return p, nil
}

// MigrationStatus lists all migrations that this program knows, and changes nothing.
func (db *DB) MigrationStatus(ctx context.Context) ([]Migration, error) {
	return db.dialect.check(ctx, db.read)
}

// UpToDate returns ErrOlderSchema for a database that waits for migrations, and
// ErrNoDatabase where not one is applied.
func (db *DB) UpToDate(ctx context.Context) error {
	list, err := db.MigrationStatus(ctx)
	if err != nil {
		return err
	}
	waiting := slices.IndexFunc(list, func(m Migration) bool { return !m.Applied })
	switch waiting {
	case -1:
		return nil
	case 0:
		return ErrNoDatabase
	}
	return fmt.Errorf("%w: it waits for %s", ErrOlderSchema, list[waiting].Name)
}
