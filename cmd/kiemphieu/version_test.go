package main

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strings"
	"testing"
)

// One file says the version; the command, the foot of the pages and the newest
// section of the changelog repeat it.
func TestOneFileSaysTheVersion(t *testing.T) {
	want := strings.TrimSpace(read(t, "cmd/kiemphieu/VERSION"))
	if !regexp.MustCompile(`^\d+\.\d+\.\d+$`).MatchString(want) {
		t.Fatalf("VERSION is %q", want)
	}
	var stdout bytes.Buffer
	run(context.Background(), []string{"version"}, nil, &stdout, io.Discard)
	if words := strings.Fields(stdout.String()); len(words) < 2 || words[0] != "kiemphieu" || words[1] != want {
		t.Errorf("version says %q", stdout.String())
	}
	heading := regexp.MustCompile(`(?m)^## \[(\d.*?)\]`).FindStringSubmatch(read(t, "CHANGELOG.md"))
	if heading == nil || heading[1] != want {
		t.Errorf("the newest version in CHANGELOG.md is %q, not %s", heading, want)
	}
	s := startServe(t, "--data", filepath.Join(t.TempDir(), "d"))
	if page := fetched(t, s.address()+"/dang-nhap"); !strings.Contains(page, ">Kiểm phiếu "+want) {
		t.Errorf("no foot with the version: %s", page)
	}
}

func TestVersionNamesTheCommit(t *testing.T) {
	revision := debug.BuildSetting{Key: "vcs.revision", Value: "0123456789abcdef0123456789abcdef01234567"}
	for want, settings := range map[string][]debug.BuildSetting{
		"":                        {{Key: "vcs.modified", Value: "true"}},
		" (0123456789ab)":         {revision, {Key: "vcs.modified", Value: "false"}},
		" (0123456789ab, có sửa)": {revision, {Key: "vcs.modified", Value: "true"}},
	} {
		if got := commitOf(settings); got != want {
			t.Errorf("%v: %q, want %q", settings, got, want)
		}
	}
}
