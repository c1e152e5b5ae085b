package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kiemphieu/app/smalldisk"
)

// outcome is how a command line ended, and what it said.
func outcome(t *testing.T, args ...string) (status int, said string) {
	t.Helper()
	var out bytes.Buffer
	status = run(t.Context(), args, nil, &out, &out)
	return status, out.String()
}

// Every command that writes onto a full disk says so, with what to do, ends with
// 1, and leaves neither half a file nor less than there was. With room it works.
func TestR3CommandsOnAFullDisk(t *testing.T) {
	smalldisk.In(t, 16, func(t *testing.T, disk string) {
		data, elsewhere := filepath.Join(disk, "data"), t.TempDir()
		startServe(t, "--data", data, "--backup", elsewhere).end()
		_, to := outcome(t, "backup-key", filepath.Join(elsewhere, "key"))
		to = strings.TrimSpace(to)
		copied := filepath.Join(disk, "copy.kpb")
		if status, said := outcome(t, "backup", "--data", data, copied); status != exitOK {
			t.Fatal(said)
		}
		good, err := os.ReadFile(copied)
		check(t, err)
		room := smalldisk.Fill(t, disk)
		before := all(t, disk)
		for _, line := range [][]string{
			{"serve", "--data", data, "--listen", "127.0.0.1:0"},
			{"serve", "--data", filepath.Join(disk, "new"), "--new", "--listen", "127.0.0.1:0"},
			{"doctor", "--data", data},
			{"doctor", "--data", data, "--backup", disk},
			{"backup", "--data", data, copied},
			{"backup", "--data", data, copied, "--to", to},
			{"backup", "--data", data, filepath.Join(disk, "other.kpb")},
			{"backup-key", filepath.Join(disk, "key")},
			{"restore", "--data", filepath.Join(disk, "restored"), "--trust", copied},
			{"verify", "--html", filepath.Join(disk, "page.html")},
		} {
			status, said := outcome(t, line...)
			if status != exitFailed || !strings.Contains(said, "đầy") && !strings.Contains(said, "chỗ trống") {
				t.Errorf("%s: %d %s", line, status, said)
			}
		}
		if after := all(t, disk); after != before {
			t.Errorf("there was\n%sand is\n%s", before, after)
		}
		if now, err := os.ReadFile(copied); err != nil || !bytes.Equal(now, good) {
			t.Errorf("the good copy did not stay: %v", err)
		}
		room()
		startServe(t, "--data", data, "--backup", elsewhere).end()
		for _, line := range [][]string{{"backup", "--data", data, copied},
			{"restore", "--data", filepath.Join(disk, "restored"), "--trust", copied}} {
			if status, said := outcome(t, line...); status != exitOK {
				t.Errorf("with room, %s: %s", line, said)
			}
		}
	})
}

// all lists the files below a folder, but those that SQLite has beside its own.
func all(t *testing.T, dir string) string {
	t.Helper()
	var list strings.Builder
	check(t, filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().IsRegular() && !strings.Contains(path, ".db-") {
			list.WriteString(path + "\n")
		}
		return err
	}))
	return list.String()
}
