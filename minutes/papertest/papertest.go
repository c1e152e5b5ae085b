// Package papertest reads documents as people do, so that tests can hold them
// to their words. It is imported by test files alone.
package papertest

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kiemphieu/app/size"
)

// Tool finds a program that the test needs. Without it the test is skipped, or
// fails where nothing may be left out.
func Tool(tb testing.TB, name string) string {
	tb.Helper()
	path, err := exec.LookPath(name)
	if err != nil && size.Whole() {
		tb.Fatalf("%s is not installed: run `make tools`", name)
	}
	if err != nil {
		tb.Skipf("%s is not installed: run `make tools`", name)
	}
	return path
}

// PDF returns the text of a PDF, line by line.
func PDF(tb testing.TB, content []byte) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "x.pdf")
	must(tb, os.WriteFile(path, content, 0o600))
	out, err := exec.CommandContext(tb.Context(), Tool(tb, "pdftotext"), "-layout", path, "-").Output()
	must(tb, err)
	return untied(string(out))
}

// untied has the ties of words, that nobody sees, as spaces, and nothing in place of what
// joins them.
func untied(text string) string {
	return strings.NewReplacer("\u00a0", " ", "\u2060", "").Replace(text)
}

// DOCX returns the words of a DOCX, a paragraph a line.
func DOCX(tb testing.TB, content []byte) string {
	tb.Helper()
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	must(tb, err)
	f, err := archive.Open("word/document.xml")
	must(tb, err)
	xml, err := io.ReadAll(f)
	must(tb, err)
	text := strings.NewReplacer("</w:p>", "\n", "<w:noBreakHyphen/>", "-").Replace(string(xml))
	return untied(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(text, ""))
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}
