package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/app/size"
	"kiemphieu/security"
)

// doctor looks at every folder that serve would copy to: whether it is there and
// can be written, and whether its newest copy is new and would restore.
func TestDoctorLooksAtCopies(t *testing.T) {
	size.Long(t)
	data, usb := filepath.Join(t.TempDir(), "d"), t.TempDir()
	server := startServe(t, "--data", data, "--backup", usb)
	file := awaitCopy(usb)
	server.end()
	good, err := os.ReadFile(file)
	check(t, err)
	state := func(what string, want verdict, words string, args ...string) {
		t.Helper()
		by, _ := inspected(t, append([]string{"--data", data}, args...)...)
		for _, f := range by["copies"] {
			if f.State == want && strings.Contains(f.What, words) {
				return
			}
		}
		t.Errorf("%s: %+v", what, by["copies"])
	}
	state("a good copy", healthy, "khôi phục thử được", "--backup", usb)
	state("another folder beside it", sick, "không thấy thư mục", "--backup", usb, "--backup", filepath.Join(usb, "b"))
	state("none", warned, "chưa có bản nào", "--backup", t.TempDir())
	state("no folder yet", warned, "chưa có bản nào")

	old := filepath.Join(t.TempDir(), "kiemphieu-20260101-080000.kpb")
	check(t, os.WriteFile(old, good, 0o600))
	state("an old copy", warned, "quá một ngày", "--backup", filepath.Dir(old))
	check(t, os.WriteFile(file, good[:len(good)-len(good)/3], 0o600))
	state("a copy that was cut", sick, "không khôi phục được", "--backup", usb)
	good[len(good)/2] ^= 1
	check(t, os.WriteFile(file, good, 0o600))
	state("a copy with a byte turned", sick, "không khôi phục được", "--backup", usb)
	left, err := os.ReadDir(usb)
	check(t, err)
	if len(left) != 1 {
		t.Errorf("doctor left something: %v", left)
	}
}

// awaitCopy waits a minute for the first copy in a folder.
func awaitCopy(dir string) string {
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if found, _ := filepath.Glob(filepath.Join(dir, "kiemphieu-*.kpb")); len(found) > 0 {
			return found[0]
		}
	}
	return ""
}

// doctor tells of screens that remember another log, whoever settles them.
func TestDoctorTellsOfDoubts(t *testing.T) {
	size.Long(t)
	data := t.TempDir()
	w := apptest.OpenWard(t, app.Config{Database: filepath.Join(data, "kiemphieu.db")})
	all, err := w.Congress.CongressesUnder(t.Context(), "/")
	check(t, err)
	doubt := security.Doubt{Who: "Máy 3", From: "192.0.2.7", Seen: 40, Size: 31}
	check(t, w.Security.Doubt(t.Context(), all[0].ID, doubt))
	told := func() (found []finding) {
		by, _ := inspected(t, "--data", data)
		for _, f := range by["record"] {
			if f.State == sick {
				found = append(found, f)
			}
		}
		return found
	}
	list := told()
	if len(list) != 1 || !strings.Contains(list[0].What, all[0].Title) || !strings.Contains(list[0].What,
		"máy của Máy 3 (192.0.2.7) nhớ sổ khác, có 40 việc; máy chủ đưa 31 việc") ||
		!strings.Contains(list[0].Do, "tám từ") {
		t.Errorf("%+v", list)
	}
	check(t, w.Security.Settle(t.Context(), all[0].ID, doubt))
	if list := told(); len(list) != 0 {
		t.Errorf("settled: %+v", list)
	}
}
