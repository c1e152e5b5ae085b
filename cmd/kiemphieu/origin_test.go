package main

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/app/backup"
	"kiemphieu/keyring"
	"kiemphieu/record"
)

// signedCopy is a copy of a program that has its key, and the directory of that.
func signedCopy(t *testing.T) (copied, keys string) {
	t.Helper()
	keys = t.TempDir()
	p := apptest.Open(t, app.Config{Keys: keys})
	_, _, err := p.Congress.LogKey(t.Context())
	check(t, err)
	copied = filepath.Join(t.TempDir(), "copy.kpb")
	_, err = backup.Job{From: p.Store, Temp: t.TempDir()}.Write(t.Context(), copied)
	check(t, err)
	return copied, keys
}

// A copy is restored where its own key is, or none; where another key is, or
// where its signature was taken off, it is refused and nothing is written.
func TestForeignCopyIsRefused(t *testing.T) {
	copied, keys := signedCopy(t)
	other, _, err := record.NewKey(rand.Reader, "kiemphieu")
	check(t, err)
	foreign := t.TempDir()
	check(t, keyring.At(foreign).Keep(other))
	stripped := without(t, copied, "origin.")
	older, err := filepath.Abs("../../app/testdata/0.1.0/backup.zip")
	check(t, err)
	for name, test := range map[string]struct {
		file, keys, more string
		status           int
		says             string
	}{
		"its own key":       {copied, keys, "", 0, "chữ ký khớp"},
		"no key here":       {copied, "", "", 0, "Tám từ của khóa đã ký"},
		"another key":       {copied, foreign, "", exitFailed, "do khóa khác ký"},
		"trusted":           {copied, foreign, "--trust", 0, "chữ ký khớp"},
		"signature gone":    {stripped, "", "", exitFailed, "lẽ ra phải có chữ ký"},
		"gone and trusted":  {stripped, "", "--trust", 0, "không có chữ ký"},
		"an older program":  {older, "", "", 0, "không có chữ ký"},
		"half a signature":  {without(t, copied, "origin.sig"), "", "--trust", exitFailed, "chưa có gì được ghi"},
		"another's details": {without(t, copied, "origin.txt"), "", "", exitFailed, "lẽ ra phải có chữ ký"},
	} {
		data := filepath.Join(t.TempDir(), "d")
		args := []string{"restore", test.file, "--data", data}
		if test.keys != "" {
			args = append(args, "--keys", test.keys)
		}
		if test.more != "" {
			args = append(args, test.more)
		}
		var stdout, stderr bytes.Buffer
		status := run(context.Background(), args, nil, &stdout, &stderr)
		if status != test.status || !strings.Contains(stderr.String(), test.says) {
			t.Errorf("%s: status %d, %s", name, status, stderr.String())
		}
		if _, err := os.Stat(data); (err == nil) != (test.status == 0) {
			t.Errorf("%s: something was written, or nothing: %v", name, err)
		}
	}
}

// without is a copy of which the files of a name are gone.
func without(t *testing.T, path, prefix string) string {
	t.Helper()
	in, err := zip.OpenReader(path)
	check(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range in.File {
		if strings.HasPrefix(f.Name, prefix) {
			continue
		}
		r, err := f.Open()
		check(t, err)
		part, err := w.Create(f.Name)
		check(t, err)
		_, err = io.Copy(part, r)
		check(t, errors.Join(err, r.Close()))
	}
	check(t, errors.Join(w.Close(), in.Close()))
	name := filepath.Join(t.TempDir(), "without.kpb")
	check(t, os.WriteFile(name, out.Bytes(), 0o600))
	return name
}
