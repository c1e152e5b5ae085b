package minutes_test

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"kiemphieu/app/size"
	"kiemphieu/minutes"
)

// Files that are made to use up the machine are refused, none with more memory
// than one upload may cost. A sixty-fourth of each is read.
//
//nolint:paralleltest // memory is measured
func TestForgedFilesAreBounded(t *testing.T) {
	size.Long(t)
	for what, build := range forgedFiles() {
		file := build(1)
		var err error
		if used := peakOf(func() { _, err = minutes.Bring(file) }); used > 96<<20 {
			t.Errorf("%s: %d MiB", what, used>>20)
		}
		if !errors.Is(err, minutes.ErrNoPaper) {
			t.Errorf("%s: %v", what, err)
		}
		if _, err := minutes.Bring(build(64)); err != nil {
			t.Errorf("a sixty-fourth of %s: %v", what, err)
		}
	}
}

// forgedFiles are one file, or a share of it, for each way to ask for too much.
func forgedFiles() map[string]func(share int) []byte {
	const body, end = `<document><body>`, `</body></document>`
	pages := func(share int) []string { return slices.Repeat([]string{onePage}, 2_000/share) }
	parts := func(share int) []string { return make([]string, 2_000/share) }
	word := func(before, again, after string, times int) func(int) []byte {
		return func(share int) []byte {
			return packedDOCX(before+strings.Repeat(again, times/share)+after, nil)
		}
	}
	pdf := func(before, again, after string, times int) func(int) []byte {
		return func(share int) []byte {
			return packedPDF(onePage + before + strings.Repeat(again, times/share) + after)
		}
	}
	return map[string]func(int) []byte{
		"an endless list":        word(body, `<p><t>a</t></p>`, end, 200_000),
		"an endless row":         word(body+`<tr>`, `<p><t>a</t></p>`, `</tr>`+end, 200_000),
		"an endless line":        word(body+`<p><t>`, `ờ`, `</t></p>`+end, 200_000),
		"endless runs":           word(body+`<p>`, `<t>abc</t>`, `</p>`+end, 200_000),
		"endless marks":          word(body, `<b/>`, end, 5_000_000),
		"endless attributes":     word(body+`<p `, `a="" `, `/>`+end, 500_000),
		"an endless comment":     word(body+`<!--`, `aaaaaaaa`, `-->`+end, 500_000),
		"bottomless nesting":     func(share int) []byte { return packedDOCX(nested(6_000/share), nil) },
		"endless lines of a PDF": pdf("", "1 1 Td (\x00a)Tj 1 2 Td (\x00a)Tj ", "ET", 150_000),
		"an endless line of PDF": pdf("", "(\x00a\x00b)Tj ", "ET", 300_000),
		"an endless text":        pdf("(", "\x00a", ")Tj ET", 1_000_000),
		"an open bracket":        pdf("(", "\x00\\", "", 10_000_000),
		"endless arguments":      pdf("", "1 ", "", 10_000_000),
		"a thousand bombs": func(share int) []byte {
			return packedPDF(slices.Repeat([]string{bomb}, 64/share)...)
		},
		"thousands of streams": func(share int) []byte { return packedPDF(pages(share)...) },
		"thousands of parts":   func(share int) []byte { return packedDOCX(body+end, parts(share)) },
	}
}

// peakOf tells how many bytes more were in use at once while something was done.
func peakOf(do func()) uint64 {
	defer debug.SetGCPercent(debug.SetGCPercent(100)) // what the program does
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before, most := m.HeapAlloc, m.HeapAlloc
	done := make(chan struct{})
	go func() {
		defer close(done)
		do()
	}()
	for {
		select {
		case <-done:
			return most - before
		case <-time.After(5 * time.Millisecond):
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc)
		}
	}
}

// nested is an element within an element, and so on.
func nested(deep int) string { return strings.Repeat("<b>", deep) + strings.Repeat("</b>", deep) }

// onePage is how a page begins.
const onePage = "BT 1 1 Td (\x00a)Tj "

// bomb is a page of a megabyte that says nothing.
var bomb = onePage + strings.Repeat("1 ", 1<<19)

// packedDOCX packs a body, and other parts that are empty.
func packedDOCX(body string, others []string) []byte {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	f, _ := archive.Create("word/document.xml") // memory takes everything
	_, _ = io.WriteString(f, body)
	for i := range others {
		_, _ = archive.Create(fmt.Sprint(i))
	}
	_ = archive.Close()
	return out.Bytes()
}

// packedPDF packs pages as streams.
func packedPDF(pages ...string) []byte {
	var out bytes.Buffer
	out.WriteString("%PDF-1.4\n")
	z := zlib.NewWriter(nil)
	for _, page := range pages {
		out.WriteString("stream\n")
		z.Reset(&out)
		_, _ = io.WriteString(z, page) // memory takes everything
		_ = z.Close()
		out.WriteString("\nendstream\n")
	}
	return out.Bytes()
}

// FuzzBring brings whatever: as a file, as the body of a DOCX, as a page of a PDF.
func FuzzBring(f *testing.F) {
	f.Add(onePage + `1 1 Td (\r\`)
	f.Add(`<document><p><t>a</t></p><tr><p/></tr></document>`)
	f.Fuzz(func(t *testing.T, content string) {
		for _, file := range [][]byte{[]byte(content), packedDOCX(content, nil), packedPDF(content)} {
			if _, err := minutes.Bring(file); err != nil && !errors.Is(err, minutes.ErrNoPaper) {
				t.Error(err)
			}
		}
	})
}
