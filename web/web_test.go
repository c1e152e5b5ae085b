package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"kiemphieu/congress"
)

// Vendored files are those that static/vendor/README.md names, by hash.
func TestVendoredFilesAreTheNamedOnes(t *testing.T) {
	readme, err := files.ReadFile("static/vendor/README.md")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]string{}
	for _, m := range regexp.MustCompile("(?m)^\\| (\\S+) \\|.*`([0-9a-f]{64})` \\|$").FindAllStringSubmatch(
		string(readme), -1) {
		named["static/vendor/"+m[1]] = m[2]
	}
	err = fs.WalkDir(files, "static/vendor", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, "README.md") || strings.HasSuffix(name, "OFL.txt") {
			return err
		}
		content, err := files.ReadFile(name)
		sum := sha256.Sum256(content)
		if named[name] != hex.EncodeToString(sum[:]) {
			t.Errorf("%s is not the file that README.md names", name)
		}
		delete(named, name)
		return err
	})
	if err != nil || len(named) > 0 {
		t.Errorf("named but not there: %v, %v", named, err)
	}
}

// written returns the text files that people of this project write, by name.
func written(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(name, "static/vendor/") ||
			!slices.Contains([]string{".html", ".css", ".js"}, path.Ext(name)) {
			return err
		}
		content, err := files.ReadFile(name)
		texts[name] = string(content)
		return err
	})
	if err != nil || len(texts) < 60 {
		t.Fatalf("%d files, %v", len(texts), err)
	}
	return texts
}

// Pages carry nothing inline and load nothing from another host, as the
// content security policy demands.
func TestPagesCarryNothingInline(t *testing.T) {
	forbidden := regexp.MustCompile(
		`(?i)<script(?:>|[^>]*type="text/javascript")|<style|\sstyle=|\son[a-z]+="|https?://|javascript:`)
	for name, text := range written(t) {
		if found := forbidden.FindString(text); path.Ext(name) == ".html" && found != "" {
			t.Errorf("%s has %q", name, found)
		}
	}
}

// The types of every script that we write are checked by make lint.
func TestScriptsAreChecked(t *testing.T) {
	for name, text := range written(t) {
		if path.Ext(name) == ".js" && !strings.HasPrefix(text, "// @ts-check\n") {
			t.Errorf("%s does not begin with // @ts-check", name)
		}
	}
}

// A line that does not fit a window is read by nobody.
func TestLinesFitAWindow(t *testing.T) {
	for name, text := range written(t) {
		for i, line := range strings.Split(text, "\n") {
			if n := utf8.RuneCountInString(line); n > 150 {
				t.Errorf("%s:%d has %d characters", name, i+1, n)
			}
		}
	}
}

func TestEveryPageLoads(t *testing.T) {
	site, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	if site.Page("home") == nil || site.Page("layout") != nil {
		t.Error("pages are not those of the templates")
	}
	for _, at := range []*Site{site, site.At(congress.MeetingByElection, ""),
		site.At(congress.MeetingByElection, "NGƯỜI CHỦ TRÌ")} {
		for name := range at.pages {
			if at.Page(name).Lookup("layout") == nil {
				t.Errorf("%s is no page", name)
			}
		}
	}
	for _, address := range site.assets {
		if _, ok := site.Asset(address); !ok {
			t.Errorf("no asset at %s", address)
		}
	}
	if _, ok := site.Asset("/tinh/x/../../web.go"); ok {
		t.Error("an asset outside static")
	}
	if got := site.Text("station.where", map[string]string{"sheaf": "3", "sheaves": "5", "pass": "A"}); got !=
		"Tập 3/5 · lượt A" {
		t.Errorf("sentence %q", got)
	}
	if Number(1234567) != "1.234.567" || Number(-1234) != "-1.234" || Number(12) != "12" ||
		Date("2026-02-05") != "05/02/2026" {
		t.Error("numbers or dates are not written the Vietnamese way")
	}
}

// A sentence whose key stands twice is lost, and the other is said in its place.
func TestNoKeyOfTheLocaleStandsTwice(t *testing.T) {
	text, err := files.ReadFile("locale/vi.json")
	if err != nil {
		t.Fatal(err)
	}
	in, seen := json.NewDecoder(bytes.NewReader(text)), map[string]bool{}
	for key := true; ; key = !key {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		name, word := token.(string)
		if !word {
			key = !key // a brace
			continue
		}
		if key && seen[name] {
			t.Errorf("%s stands twice", name)
		}
		seen[name] = seen[name] || key
	}
	if len(seen) < 500 {
		t.Errorf("%d keys", len(seen))
	}
}
