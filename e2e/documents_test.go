package e2e

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func textOfPDF(t *testing.T, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.pdf")
	check(t, os.WriteFile(path, content, 0o600))
	out, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", path, "-").Output() //nolint:gosec // our own file
	check(t, err)
	return string(out)
}

// textOfDOCX reads the words of a document, without its marks.
func textOfDOCX(t *testing.T, content []byte) string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	check(t, err)
	part, err := archive.Open("word/document.xml")
	check(t, err)
	text, err := io.ReadAll(part)
	check(t, err)
	return regexp.MustCompile(`<[^>]*>`).ReplaceAllString(string(text), "")
}

// pdfText reads a PDF that the signed-in browser gets, in one line.
func (h *hall) pdfText(path string) string {
	h.t.Helper()
	content, err := base64.StdEncoding.DecodeString(eval[string](h, fmt.Sprintf(`(() => { const r = new XMLHttpRequest(); r.open("GET", %q, false);
		r.overrideMimeType("text/plain; charset=x-user-defined"); r.send();
		return btoa([...r.responseText].map((c) => String.fromCharCode(c.charCodeAt(0) & 255)).join("")); })()`, path)))
	check(h.t, err)
	file := filepath.Join(h.t.TempDir(), "x.pdf")
	check(h.t, os.WriteFile(file, content, 0o600))
	out, err := exec.CommandContext(h.ctx, "pdftotext", "-layout", file, "-").Output()
	check(h.t, err)
	return strings.Join(strings.Fields(string(out)), " ")
}
