package store

import (
	"archive/zip"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"

	"kiemphieu/congress"
	"kiemphieu/progress"
)

// ProveBackup reports whether a backup would restore: its signature holds, it is read into a
// database in memory, under all constraints of the schema, and what stands
// there is the same again, to the byte. [ErrDamagedBackup] if not.
func ProveBackup(ctx context.Context, r io.ReaderAt, size int64) (err error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return errors.Join(ErrDamagedBackup, err)
	}
	if _, err := originOf(archive); err != nil {
		return err
	}
	manifest, err := readManifest(archive)
	if err != nil {
		return err
	}
	if err := checkTables(ctx, archive, manifest); err != nil {
		return err
	}
	return inMemory(func(db *DB, p *goose.Provider) error {
		if _, err := p.Up(ctx); err != nil {
			return fmt.Errorf("store: prove backup: %w", err)
		}
		schema, err := p.GetDBVersion(ctx)
		if err != nil || schema != manifest.Schema {
			return fmt.Errorf("store: prove backup of schema %d: %w", manifest.Schema, cmp.Or(err, ErrOlderSchema))
		}
		if err := db.alone(ctx, func(t *tx) error { return t.prove(ctx, archive, manifest) }); err != nil {
			return fmt.Errorf("store: prove backup: %w", err)
		}
		_, err = FilesOf(r, size)
		return err
	})
}

// inMemory runs fn on a database in memory, which has no tables yet and looks
// at no foreign keys.
func inMemory(fn func(*DB, *goose.Provider) error) (err error) {
	pool, err := sqlx.Open("sqlite", "file::memory:")
	if err != nil {
		return fmt.Errorf("store: database in memory: %w", err)
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	pool.SetMaxOpenConns(1) // the database is the connection
	p, err := dialectSQLite().provider(pool)
	if err != nil {
		return err
	}
	return fn(&DB{dialect: dialectSQLite(), plain: pool, now: time.Now}, p)
}

// prove restores a backup and holds what then is there against it.
func (t *tx) prove(ctx context.Context, archive *zip.Reader, manifest backupManifest) error {
	if _, err := t.loadTables(ctx, progress.Proving, archive, manifest); err != nil {
		return err
	}
	orphans, err := all[string](ctx, t, `SELECT DISTINCT "table" FROM pragma_foreign_key_check`)
	if err != nil {
		return err
	}
	if len(orphans) > 0 {
		return fmt.Errorf("%w: rows of %v refer to what is not there", ErrDamagedBackup, orphans)
	}
	for _, tab := range tables() {
		summary, err := sumTable(ctx, t, tab, io.Discard)
		if err != nil {
			return err
		}
		if summary != manifest.Tables[tab.name] {
			return fmt.Errorf("%w: %s restores to other rows", ErrDamagedBackup, tab.name)
		}
	}
	return nil
}

// CheckFile reports whether the database's file is whole: [ErrDamaged] if not.
// PostgreSQL looks after its own.
func (db *DB) CheckFile(ctx context.Context) error {
	if db.url != "" {
		return nil
	}
	var found string
	if err := db.read.GetContext(ctx, &found, "PRAGMA quick_check(1)"); err != nil {
		return damaged(err)
	}
	if found != "ok" {
		return fmt.Errorf("%w: %s", ErrDamaged, found)
	}
	return nil
}

// Seals returns how many rounds are sealed.
func (db *DB) Seals(ctx context.Context) (n int, err error) {
	err = db.view(ctx, func(t *tx) error {
		n, err = one[int](ctx, t, "SELECT count(*)\nFROM rounds\nWHERE sealed_at <> 0")
		return err
	})
	return n, err
}

// latestKey is the setting that holds the latest moment this database knows of.
const latestKey = "store.latest"

// Latest notes a moment, to the minute, and returns the latest one that was
// ever noted: a clock that shows an earlier one was set back.
func (db *DB) Latest(ctx context.Context, now time.Time) (time.Time, error) {
	now = now.Truncate(time.Minute)
	var latest time.Time
	err := db.view(ctx, func(t *tx) (err error) {
		latest, err = t.latest(ctx)
		return err
	})
	if err != nil || !now.After(latest) {
		return latest, err
	}
	return now, db.SetLatest(ctx, now)
}

// SetLatest has a moment count as the latest, whatever was noted: after a clock
// that was far ahead is right again.
func (db *DB) SetLatest(ctx context.Context, now time.Time) error {
	return db.inTx(ctx, func(t *tx) error {
		return t.PutSetting(ctx, latestKey, now.UTC().Truncate(time.Minute).Format(time.RFC3339))
	})
}

func (t *tx) latest(ctx context.Context) (time.Time, error) {
	text, err := t.Setting(ctx, latestKey)
	if errors.Is(err, congress.ErrNotFound) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	return time.Parse(time.RFC3339, text)
}
