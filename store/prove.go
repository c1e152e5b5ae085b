package store

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"kiemphieu/congress"
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
	pool, err := sqlx.Open("sqlite", "file::memory:")
	if err != nil {
		return fmt.Errorf("store: prove backup: %w", err)
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	pool.SetMaxOpenConns(1) // the database is the connection
	p, err := dialectSQLite().provider(pool)
	if err != nil {
		return err
	}
	if _, err := p.UpTo(ctx, manifest.Schema); err != nil {
		return fmt.Errorf("store: prove backup: %w", err)
	}
	for _, name := range slices.Sorted(maps.Keys(manifest.Tables)) {
		if err := liftTable(ctx, pool, archive, name, manifest.Tables[name]); err != nil {
			return fmt.Errorf("store: prove %s: %w", name, err)
		}
	}
	var orphans []string
	if err := pool.SelectContext(ctx, &orphans, `SELECT DISTINCT "table" FROM pragma_foreign_key_check`); err != nil {
		return fmt.Errorf("store: prove backup: %w", err)
	}
	if len(orphans) > 0 {
		return fmt.Errorf("%w: rows of %v refer to what is not there", ErrDamagedBackup, orphans)
	}
	again, err := backedUp(ctx, pool, p)
	if err != nil {
		return err
	}
	if err := sameTables(again, manifest); err != nil {
		return err
	}
	_, err = FilesOf(r, size)
	return err
}

// sameTables holds a backup of the restored rows against what they came from.
func sameTables(again *zip.Reader, want backupManifest) error {
	got, err := readManifest(again)
	if err != nil {
		return err
	}
	for name, summary := range want.Tables {
		if got.Tables[name] != summary {
			return fmt.Errorf("%w: %s restores to other rows", ErrDamagedBackup, name)
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
	return now, db.inTx(ctx, func(t *tx) error {
		return t.PutSetting(ctx, latestKey, now.UTC().Format(time.RFC3339))
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
