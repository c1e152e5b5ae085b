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

	"kiemphieu/progress"
)

// Errors of a restore.
var (
	// ErrNotEmpty: a backup goes into an empty database only.
	ErrNotEmpty = errors.New("store: database is not empty")
	// ErrDamagedBackup: the file is no backup, or was altered.
	ErrDamagedBackup = errors.New("store: backup is damaged")
)

// Restore reads a backup into an empty, migrated database, all of it or
// nothing, and gives the counts of what it stored, which are those of the
// backup. One of an older schema is brought up to date on the way. A file that
// was altered, or whose signature does not hold, is [ErrDamagedBackup] before
// anything is written. It is stopped with ctx, and then nothing is stored.
func (db *DB) Restore(ctx context.Context, r io.ReaderAt, size int64) ([]Count, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, errors.Join(ErrDamagedBackup, err)
	}
	if _, err := originOf(archive); err != nil {
		return nil, err
	}
	current, manifest, err := db.current(ctx, archive)
	if err != nil {
		return nil, err
	}
	if err := checkTables(ctx, current, manifest); err != nil {
		return nil, err
	}
	var counts []Count
	err = db.alone(ctx, func(t *tx) error {
		if err := refuseFull(ctx, t); err != nil {
			return err
		}
		err := t.unbound(ctx, func() (err error) {
			counts, err = t.loadTables(ctx, progress.Storing, current, manifest)
			return err
		})
		if err != nil {
			return err
		}
		if err := t.sealRestored(ctx); err != nil {
			return err
		}
		return t.relist(ctx)
	})
	return counts, err
}

// current returns a backup as one of this schema, and refuses one of a newer.
func (db *DB) current(ctx context.Context, archive *zip.Reader) (*zip.Reader, backupManifest, error) {
	manifest, err := readManifest(archive)
	if err != nil {
		return nil, manifest, err
	}
	p, err := db.provider()
	if err != nil {
		return nil, manifest, err
	}
	schema, err := p.GetDBVersion(ctx)
	switch {
	case err != nil:
		return nil, manifest, fmt.Errorf("store: schema version: %w", err)
	case manifest.Schema > schema:
		return nil, manifest, fmt.Errorf("%w: backup has %d, this program knows %d", ErrNewerSchema, manifest.Schema,
			schema)
	case manifest.Schema == schema:
		return archive, manifest, nil
	}
	lifted, err := lift(ctx, archive, manifest)
	if err != nil {
		return nil, manifest, err
	}
	manifest, err = readManifest(lifted)
	return lifted, manifest, err
}

// readManifest refuses what is no backup, or one of another format.
func readManifest(archive *zip.Reader) (backupManifest, error) {
	var manifest backupManifest
	f, err := archive.Open("manifest.json")
	if err != nil {
		return manifest, errors.Join(ErrDamagedBackup, err)
	}
	defer f.Close() // read only
	if err := json.NewDecoder(f).Decode(&manifest); err != nil || manifest.Format != backupFormat {
		return manifest, errors.Join(ErrDamagedBackup, err)
	}
	return manifest, nil
}

// refuseFull returns ErrNotEmpty where there is an organisation or an account.
func refuseFull(ctx context.Context, t *tx) error {
	n, err := one[int](ctx, t, "SELECT (SELECT count(*) FROM organisations) + (SELECT count(*) FROM accounts)")
	if err == nil && n > 0 {
		return ErrNotEmpty
	}
	return err
}

// checkTables holds the files of all tables against what the manifest says.
func checkTables(ctx context.Context, archive *zip.Reader, manifest backupManifest) error {
	size := 0
	for _, f := range archive.File {
		size += int(f.UncompressedSize64) //nolint:gosec // only told
	}
	progress.Begin(ctx, progress.Checking, size)
	for _, tab := range tables() {
		err := checkTable(archive, tab.name, manifest.Tables[tab.name], counter{ctx})
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("store: restore %s: %w", tab.name, err)
		}
	}
	return nil
}

// checkTable holds one of them, and writes it to somebody else as well.
func checkTable(archive *zip.Reader, name string, want tableSummary, also io.Writer) error {
	f, err := archive.Open(name + ".jsonl")
	if err != nil {
		return errors.Join(ErrDamagedBackup, err)
	}
	defer f.Close() // read only
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(sum, also), f); err != nil {
		return errors.Join(ErrDamagedBackup, err)
	}
	if hex.EncodeToString(sum.Sum(nil)) != want.SHA256 {
		return fmt.Errorf("%w: SHA-256", ErrDamagedBackup)
	}
	return nil
}

// counter tells of bytes, and stops what should go on no more.
type counter struct{ ctx context.Context } //nolint:containedctx // lives as long as one copy

func (c counter) Write(b []byte) (int, error) {
	progress.Add(c.ctx, len(b))
	return len(b), c.ctx.Err()
}

// loadTables stores the rows of all tables.
func (t *tx) loadTables(ctx context.Context, step progress.Step, archive *zip.Reader,
	manifest backupManifest) ([]Count, error) {
	total := 0
	for _, summary := range manifest.Tables {
		total += summary.Rows
	}
	progress.Begin(ctx, step, total)
	var counts []Count
	for _, tab := range tables() {
		if err := loadTable(ctx, t, tab, archive, manifest.Tables[tab.name]); err != nil {
			return nil, fmt.Errorf("store: restore %s: %w", tab.name, err)
		}
		counts = append(counts, Count{tab.name, manifest.Tables[tab.name].Rows})
	}
	return counts, nil
}

func loadTable(ctx context.Context, t *tx, tab table, archive *zip.Reader, want tableSummary) error {
	f, err := archive.Open(tab.name + ".jsonl")
	if err != nil {
		return errors.Join(ErrDamagedBackup, err)
	}
	defer f.Close() // read only
	n, err := tab.load(ctx, t, f)
	if err == nil && n != want.Rows {
		err = fmt.Errorf("%w: %d rows instead of %d", ErrDamagedBackup, n, want.Rows)
	}
	return err
}
