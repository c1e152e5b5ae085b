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
	"io/fs"
	"maps"
	"slices"

	"kiemphieu/progress"
)

// backupFormat is raised when an older program could no longer read a backup.
const backupFormat = 1

// backupManifest heads a backup: what schema wrote it and what it must hold.
type backupManifest struct {
	Format int                     `json:"format"`
	Schema int64                   `json:"schema"`
	Tables map[string]tableSummary `json:"tables"`
	Files  map[string]string       `json:"files,omitempty"` // beside the database, and their SHA-256
}

// File is one that stands beside the database and goes into a backup with it.
type File struct {
	Name    string // "keys/log.key"
	Content []byte
}

// beside is the folder of such files in a backup.
const beside = "beside/"

type tableSummary struct {
	Rows   int    `json:"rows"`
	SHA256 string `json:"sha256"`
}

// Count is how many rows of a table a backup or a restore had.
type Count struct {
	Table string
	Rows  int
}

// Backup writes everything but sessions, as one consistent snapshot, while
// others go on working, and files that are to go with it.
func (db *DB) Backup(ctx context.Context, w io.Writer, files ...File) ([]Count, error) {
	p, err := db.provider()
	if err != nil {
		return nil, err
	}
	schema, err := p.GetDBVersion(ctx)
	if err != nil {
		return nil, fmt.Errorf("store: schema version: %w", err)
	}
	var counts []Count
	err = db.view(ctx, func(t *tx) error {
		counts, err = t.backup(ctx, w, schema, files)
		return err
	})
	return counts, err
}

// backup writes all tables and, at the end, what they must hold.
func (t *tx) backup(ctx context.Context, w io.Writer, schema int64, files []File) ([]Count, error) {
	archive := zip.NewWriter(w)
	manifest := backupManifest{Format: backupFormat, Schema: schema, Tables: map[string]tableSummary{}}
	var counts []Count
	progress.Begin(ctx, progress.Copying, 0)
	for _, tab := range tables() {
		summary, err := dumpTable(ctx, t, tab, archive)
		if err != nil {
			return nil, fmt.Errorf("store: back up %s: %w", tab.name, err)
		}
		manifest.Tables[tab.name] = summary
		counts = append(counts, Count{tab.name, summary.Rows})
	}
	for _, f := range files {
		if err := putFile(archive, &manifest, f); err != nil {
			return nil, fmt.Errorf("store: back up %s: %w", f.Name, err)
		}
	}
	text, err := json.Marshal(manifest)
	if err == nil {
		err = putText(archive, "manifest.json", text)
	}
	if err == nil {
		err = t.signBackup(ctx, archive, text)
	}
	if err != nil {
		return nil, fmt.Errorf("store: back up: %w", err)
	}
	if err := archive.Close(); err != nil {
		return nil, fmt.Errorf("store: back up: %w", err)
	}
	return counts, nil
}

func putFile(archive *zip.Writer, manifest *backupManifest, f File) error {
	w, err := archive.Create(beside + f.Name)
	if err != nil {
		return err
	}
	if manifest.Files == nil {
		manifest.Files = map[string]string{}
	}
	sum := sha256.Sum256(f.Content)
	manifest.Files[f.Name] = hex.EncodeToString(sum[:])
	_, err = w.Write(f.Content)
	return err
}

// FilesOf returns the files that went with a backup, by name; [ErrDamagedBackup]
// where one is not what went.
func FilesOf(r io.ReaderAt, size int64) ([]File, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, errors.Join(ErrDamagedBackup, err)
	}
	manifest, err := readManifest(archive)
	if err != nil {
		return nil, err
	}
	var files []File
	for _, name := range slices.Sorted(maps.Keys(manifest.Files)) {
		content, err := fs.ReadFile(archive, beside+name)
		if err != nil {
			return nil, errors.Join(ErrDamagedBackup, err)
		}
		if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != manifest.Files[name] {
			return nil, fmt.Errorf("%w: %s", ErrDamagedBackup, name)
		}
		files = append(files, File{name, content})
	}
	return files, nil
}

func dumpTable(ctx context.Context, t *tx, tab table, archive *zip.Writer) (tableSummary, error) {
	f, err := archive.Create(tab.name + ".jsonl")
	if err != nil {
		return tableSummary{}, err
	}
	return sumTable(ctx, t, tab, f)
}

// sumTable writes a table and sums up what it wrote.
func sumTable(ctx context.Context, t *tx, tab table, w io.Writer) (tableSummary, error) {
	sum := sha256.New()
	rows, err := tab.dump(ctx, t, io.MultiWriter(w, sum))
	return tableSummary{Rows: rows, SHA256: hex.EncodeToString(sum.Sum(nil))}, err
}

// Counts reports how many rows every table of a backup has here.
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
