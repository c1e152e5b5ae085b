package store_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/ratify/calendar"
	"kiemphieu/store"
	"kiemphieu/tally"
)

// A backup taken from either database goes into either, row for row.
func TestR4BackupGoesIntoEitherDatabase(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		c, _ := world(t, db)
		in(t, db, func(tx ratify.Tx) error { return tx.AppendLog(ctx, logEntry(0)) })
		must(t, db.Ratify().InTx(ctx, func(tx ratify.Tx) error {
			return errors.Join(tx.PutDossier(ctx, ratify.Dossier{OrgID: "cell", CongressID: c.ID, Version: 1,
				State: ratify.DossierSubmitted}),
				tx.PutProposal(ctx, ratify.Proposal{OrgID: "cell", CongressID: c.ID, Version: 1,
					Kind: ratify.DecideRatify, Number: "1", DecidedOn: "2025-01-01", Refused: "m1 m2"}),
				tx.PutAppointment(ctx, ratify.Appointment{OrgID: "cell", CongressID: c.ID, ContestID: "k1", Name: "An",
					Number: "2", DecidedOn: "2025-01-01"}),
				tx.PutPreparation(ctx, congress.Preparation{OrgID: "cell", CongressID: c.ID, Item: congress.ItemReport,
					DoneOn: "2025-01-01", ApprovedBy: "Chi ủy", NotedAt: 7}),
				tx.PutPaperNumber(ctx, ratify.NumberedPaper{OrgID: "top", Kind: ratify.PaperDecision, Series: "ĐU",
					Number: 1, CongressID: c.ID}),
				tx.PutLegalBasis(ctx, congress.LegalBasis{OrgID: "top", Kind: tally.CharterBasis, From: "2027-01-01",
					Text: "Quy định"}),
				tx.(calendar.Tx).PutCalendarYear(ctx, calendar.Year{OrgID: "top", Year: "2027", ConfirmedBy: "Q"}),
				tx.(calendar.Tx).PutCalendarDay(ctx, calendar.Day{OrgID: "top", Day: "2027-01-01", Kind: calendar.Off,
					Name: "Tết Dương lịch"}),
				tx.PutPlan(ctx, ratify.Plan{OrgID: "top", Term: "2025–2027", FirstDay: "2025-03-01",
					LastDay: "2025-05-01", SavedAt: 7}),
				tx.PutFollower(ctx, ratify.Follower{OrgID: "top", CellID: "cell", AccountID: "a1"}),
				tx.PutLesson(ctx, ratify.Lesson{OrgID: "cell", CongressID: c.ID, Number: 1, Text: "Đọc từng bước",
					WrittenAt: 7}))
		}))
		var first bytes.Buffer
		before, err := db.Backup(ctx, &first)
		must(t, err)
		for _, name := range names() {
			into := open(t, readyPlace(t, name))
			after, err := into.Restore(ctx, bytes.NewReader(first.Bytes()), int64(first.Len()))
			must(t, err)
			if fmt.Sprint(before) != fmt.Sprint(after) {
				t.Errorf("into %s: %v, want %v", name, after, before)
			}
			var second bytes.Buffer
			_, err = into.Backup(ctx, &second)
			must(t, err)
			if !bytes.Equal(first.Bytes(), second.Bytes()) {
				t.Errorf("into %s: the backup of the restored database differs", name)
			}
			_, err = into.Restore(ctx, bytes.NewReader(first.Bytes()), int64(first.Len()))
			wantError(t, "second restore", err, store.ErrNotEmpty)
		}
	})
}

// repacked rewrites the files of a backup.
func repacked(t *testing.T, backup []byte, change func(name string, content []byte) []byte) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(backup), int64(len(backup)))
	must(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range in.File {
		r, err := f.Open()
		must(t, err)
		content, err := io.ReadAll(r)
		must(t, errors.Join(err, r.Close()))
		if content = change(f.Name, content); content == nil {
			continue
		}
		part, err := w.Create(f.Name)
		must(t, err)
		_, err = part.Write(content)
		must(t, err)
	}
	must(t, w.Close())
	return out.Bytes()
}

// What is damaged, altered or newer is refused, and then nothing is stored.
func TestR4AlteredBackupIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		world(t, db)
		var whole bytes.Buffer
		_, err := db.Backup(ctx, &whole)
		must(t, err)
		replace := func(file, old, new string) []byte {
			return repacked(t, whole.Bytes(), func(name string, content []byte) []byte {
				if name == file && !bytes.Contains(content, []byte(old)) {
					t.Fatalf("%s has no %s", file, old)
				}
				if name == file {
					return bytes.Replace(content, []byte(old), []byte(new), 1)
				}
				return content
			})
		}
		for what, test := range map[string]struct {
			backup []byte
			want   error
		}{
			"no zip":         {[]byte("no zip"), store.ErrDamagedBackup},
			"cut off":        {whole.Bytes()[:whole.Len()-30], store.ErrDamagedBackup},
			"a name altered": {replace("members.jsonl", "Văn", "Thị"), store.ErrDamagedBackup},
			"a sum altered":  {replace("manifest.json", `"sha256":"`, `"sha256":"0`), store.ErrDamagedBackup},
			"a count altered": {replace("manifest.json", `"members":{"rows":2`, `"members":{"rows":3`),
				store.ErrDamagedBackup},
			"other format": {replace("manifest.json", `"format":1`, `"format":2`), store.ErrDamagedBackup},
			"newer schema": {replace("manifest.json", `"schema":`, `"schema":9`), store.ErrNewerSchema},
			"a table missing": {repacked(t, whole.Bytes(), func(name string, content []byte) []byte {
				if name == "log.jsonl" {
					return nil
				}
				return content
			}), store.ErrDamagedBackup},
		} {
			into := open(t, readyPlace(t, "SQLite"))
			_, err := into.Restore(ctx, bytes.NewReader(test.backup), int64(len(test.backup)))
			wantError(t, what, err, test.want)
			counts, err := into.Counts(ctx)
			must(t, err)
			for _, c := range counts {
				if c.Rows != 0 {
					t.Errorf("%s: %d rows of %s were stored", what, c.Rows, c.Table)
				}
			}
		}
	})
}

// A backup taken while batches come in is one moment: the log is as long as
// the congress says, and there is an event for every batch.
func TestR4BackupIsOneMoment(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		h := newHall(t, db, 60)
		var wg sync.WaitGroup
		for _, sheaf := range h.sheaves {
			b := h.batch(congress.PassA, sheaf.Number, randomTokens())
			wg.Go(func() {
				if err := db.InTx(ctx, func(tx congress.Tx) error { return h.accept(ctx, tx, b) }); err != nil {
					t.Error(err)
				}
			})
		}
		for range 5 {
			var backup bytes.Buffer
			counts, err := db.Backup(ctx, &backup)
			must(t, err)
			rows := map[string]int{}
			for _, c := range counts {
				rows[c.Table] = c.Rows
			}
			var size struct {
				LogSize int `json:"log_size"`
			}
			repacked(t, backup.Bytes(), func(name string, content []byte) []byte {
				if name == "congresses.jsonl" {
					must(t, json.Unmarshal(content, &size))
				}
				if name == "batches.jsonl" && strings.Count(string(content), "\n") != rows["batches"] {
					t.Error("the counts are not those of the file")
				}
				return content
			})
			if rows["batches"] != rows["log"] || rows["log"] != size.LogSize {
				t.Errorf("%d batches, %d events, log size %d", rows["batches"], rows["log"], size.LogSize)
			}
		}
		wg.Wait()
	})
}

// A text that PostgreSQL cannot hold is in neither database; one that an early
// version left in SQLite is mended on its way.
func TestTextsThatOneDatabaseCannotHold(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		c, _ := world(t, db)
		for _, bad := range []string{"a\x00b", "\xff\xfe", "\xed\xa0\x80"} {
			err := db.InTx(ctx, func(tx congress.Tx) error {
				c.Title = bad
				return tx.PutCongress(ctx, c)
			})
			var wrong *congress.FieldError
			if !errors.As(err, &wrong) || wrong.Field != "title" {
				t.Errorf("%q: %v", bad, err)
			}
			err = db.View(ctx, func(tx congress.Tx) error {
				_, err := tx.AccountByLogin(ctx, bad)
				return err
			})
			if !errors.Is(err, congress.ErrNotFound) {
				t.Errorf("looking for %q: %v", bad, err)
			}
		}
	})
}

// An early version let a NUL into SQLite: its backup goes into both databases.
func TestABackupWithANULGoesIntoEitherDatabase(t *testing.T) {
	ctx := context.Background()
	from := open(t, readyPlace(t, "SQLite"))
	c, _ := world(t, from)
	var backup bytes.Buffer
	_, err := from.Backup(ctx, &backup)
	must(t, err)
	old := withCell(t, backup.Bytes(), "congresses", c.Title, c.Title+`\u0000!`)
	for _, name := range names() {
		into := open(t, readyPlace(t, name))
		_, err := into.Restore(ctx, bytes.NewReader(old), int64(len(old)))
		must(t, err)
		must(t, into.View(ctx, func(tx congress.Tx) error {
			got, err := tx.Congress(ctx, c.ID)
			if got.Title != c.Title+"!" {
				t.Errorf("into %s: %q", name, got.Title)
			}
			return err
		}))
	}
}

// withCell writes a backup anew with another text in a table.
func withCell(t *testing.T, backup []byte, table, text, another string) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(backup), int64(len(backup)))
	must(t, err)
	var out bytes.Buffer
	into := zip.NewWriter(&out)
	files := map[string][]byte{}
	for _, f := range archive.File {
		r, err := f.Open()
		must(t, err)
		files[f.Name], err = io.ReadAll(r)
		must(t, err)
	}
	was := files[table+".jsonl"]
	files[table+".jsonl"] = bytes.ReplaceAll(was, []byte(`"`+text+`"`), []byte(`"`+another+`"`))
	sum := func(b []byte) []byte { s := sha256.Sum256(b); return []byte(hex.EncodeToString(s[:])) }
	files["manifest.json"] = bytes.ReplaceAll(files["manifest.json"], sum(was), sum(files[table+".jsonl"]))
	for name, content := range files {
		w, err := into.Create(name)
		must(t, err)
		_, err = w.Write(content)
		must(t, err)
	}
	must(t, into.Close())
	return out.Bytes()
}

// stopping reads a backup until so many bytes were read, and then has the work stopped.
type stopping struct {
	io.ReaderAt
	left int64
	stop func()
}

func (s *stopping) ReadAt(b []byte, at int64) (int, error) {
	if s.left -= int64(len(b)); s.left < 0 {
		s.stop()
	}
	return s.ReaderAt.ReadAt(b, at)
}

// A restore that is stopped, wherever it is, leaves an empty place, into which
// the next one goes.
func TestR4AStoppedRestoreLeavesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, into *store.DB) {
		from := open(t, readyPlace(t, "SQLite"))
		world(t, from)
		var whole bytes.Buffer
		want, err := from.Backup(t.Context(), &whole)
		must(t, err)
		read := &stopping{bytes.NewReader(whole.Bytes()), 1 << 60, func() {}}
		_, err = open(t, readyPlace(t, "SQLite")).Restore(t.Context(), read, int64(whole.Len()))
		must(t, err)
		all := 1<<60 - read.left // of a restore that is not stopped
		for part := range int64(8) {
			ctx, stop := context.WithCancel(t.Context())
			_, err := into.Restore(ctx, &stopping{bytes.NewReader(whole.Bytes()), all * part / 8, stop},
				int64(whole.Len()))
			wantError(t, fmt.Sprintf("stopped after %d/8", part), err, context.Canceled)
			counts, err := into.Counts(t.Context())
			must(t, err)
			for _, c := range counts {
				if c.Rows != 0 {
					t.Errorf("stopped after %d/8: %d rows of %s are there", part, c.Rows, c.Table)
				}
			}
			stop()
		}
		got, err := into.Restore(t.Context(), bytes.NewReader(whole.Bytes()), int64(whole.Len()))
		must(t, err)
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("restored %v, want %v", got, want)
		}
	})
}
