package minutes_test

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"kiemphieu/minutes"
)

// The minutes of a count that somebody altered are found, whatever was altered
// and whichever the format, with the line at fault; the same words saved anew
// are the same.
func TestForgedMinutesAreFound(t *testing.T) {
	t.Parallel()
	w := openWard(t)
	d, forgeries := countOfWard(t, w)
	docx, pdf := docxOf(t, d), pdfOf(t, d)
	alter := map[string]func(*testing.T, []byte, string, string) []byte{"DOCX": alterDOCX, "PDF": alterPDF}
	for format, file := range map[string][]byte{"DOCX": docx, "PDF": pdf} {
		for what, words := range forgeries {
			c := compare(t, d, alter[format](t, file, words[0], words[1]))
			if c.SameWords() || !strings.Contains(strings.Join(c.Lacks, "\n"), words[0]) ||
				!strings.Contains(strings.Join(c.Adds, "\n"), words[1]) {
				t.Errorf("%s, %s: %+v", format, what, c)
			}
		}
		if c := compare(t, d, file); !c.Same {
			t.Errorf("%s as printed: %+v", format, c)
		}
	}
	for format, again := range map[string][]byte{"DOCX": alterDOCX(t, docx, "", ""), "PDF": alterPDF(t, pdf, "", "")} {
		if c := compare(t, d, again); c.Same || !c.SameWords() {
			t.Errorf("%s saved anew: %+v", format, c)
		}
	}
	for what, file := range map[string][]byte{"a photograph": {0xff, 0xd8},
		"a scan":  []byte("%PDF-1.4\n1 0 obj stream\nxx\nendstream"),
		"nothing": nil, "half a PDF": pdf[:200], "another archive": zipOf(t, "a.txt", "a"),
		"broken XML": zipOf(t, "word/document.xml", "<w:p><w:t>a")} {
		if _, err := minutes.Bring(file); !errors.Is(err, minutes.ErrNoPaper) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// compare brings a file and holds it against a document.
func compare(t *testing.T, d minutes.Document, content []byte) minutes.Comparison {
	t.Helper()
	file, err := minutes.Bring(content)
	must(t, err)
	c, err := d.Compare(file)
	must(t, err)
	return c
}

// countOfWard gives the minutes of a count of several names, and seven ways to
// forge them: what stands there, and what is put in its place.
func countOfWard(t *testing.T, w ward) (minutes.Document, map[string][2]string) {
	t.Helper()
	meetings, err := w.congress.CongressesUnder(context.Background(), "/")
	must(t, err)
	o, err := w.congress.Overview(context.Background(), meetings[0].ID)
	must(t, err)
	r, err := w.congress.ReportOf(context.Background(), o.Contests[0].Rounds[0].ID)
	must(t, err)
	first, last := r.Candidate(r.Outcome.Elected[0]), r.Candidates[0]
	for _, c := range r.Candidates {
		if !strings.Contains(strings.Join(r.Outcome.Elected, " "), string(c.ID)) {
			last = c
		}
	}
	votes := fmt.Sprint(r.Outcome.Rows[0].Votes)
	return minutes.Count(r), map[string][2]string{
		"a name":     {first.Name, "Nguyễn Văn Giả"},
		"votes":      {votes, "99"},
		"who lost":   {last.Name, first.Name},
		"the day":    {r.Congress.HeldOn.Short()[6:], "1999"},
		"the base":   {fmt.Sprint(r.Head.Base), "77"},
		"the teller": {r.Officers[len(r.Officers)-1].Name, "Trần Thị Khác"},
		"the term":   {r.Congress.Term, "1999–2001"},
	}
}

// alterDOCX saves a DOCX anew with other words.
func alterDOCX(t *testing.T, file []byte, old, put string) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	must(t, err)
	var out bytes.Buffer
	anew := zip.NewWriter(&out)
	old = strings.ReplaceAll(old, "–", "–\u2060") // as it is written
	for _, f := range archive.File {
		r, err := f.Open()
		must(t, err)
		content, err := io.ReadAll(r)
		must(t, err)
		if f.Name == "word/document.xml" && old != "" {
			content = bytes.ReplaceAll(content, []byte(old), []byte(put))
		}
		part, err := anew.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Store})
		must(t, err)
		_, err = part.Write(content)
		must(t, err)
	}
	must(t, anew.Close())
	return out.Bytes()
}

// alterPDF packs the pages of a PDF anew with other words.
func alterPDF(t *testing.T, file []byte, old, put string) []byte {
	t.Helper()
	var out bytes.Buffer
	for rest := file; ; {
		before, after, found := bytes.Cut(rest, []byte("stream\n"))
		out.Write(before)
		if !found {
			return out.Bytes()
		}
		stream, next, _ := bytes.Cut(after, []byte("\nendstream"))
		out.WriteString("stream\n")
		if r, err := zlib.NewReader(bytes.NewReader(stream)); err == nil {
			content, err := io.ReadAll(r)
			must(t, err)
			if old != "" && bytes.Contains(content, []byte(")Tj")) {
				content = bytes.ReplaceAll(content, utf16Of(old), utf16Of(put))
			}
			var packed bytes.Buffer
			z, err := zlib.NewWriterLevel(&packed, zlib.NoCompression)
			must(t, err)
			_, err = z.Write(content)
			must(t, errors.Join(err, z.Close()))
			stream = packed.Bytes()
		}
		out.Write(stream)
		out.WriteString("\nendstream")
		rest = next
	}
}

func utf16Of(text string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(text)) {
		out = append(out, byte(u>>8), byte(u))
	}
	return out
}

func zipOf(t *testing.T, name, content string) []byte {
	t.Helper()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	f, err := archive.Create(name)
	must(t, err)
	_, err = io.WriteString(f, content)
	must(t, errors.Join(err, archive.Close()))
	return out.Bytes()
}
