package minutes_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifbolditalic"
	"github.com/go-fonts/liberation/liberationserifitalic"
	"github.com/go-fonts/liberation/liberationserifregular"
	"golang.org/x/text/unicode/norm"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/congress/text"
	"kiemphieu/minutes"
	"kiemphieu/minutes/papertest"
)

// glyphs lists the letters that a face has, from the table cmap of format 4.
func glyphs(t *testing.T, ttf []byte) map[rune]bool {
	t.Helper()
	u16 := func(b []byte, at int) int { return int(binary.BigEndian.Uint16(b[at:])) }
	u32 := func(b []byte, at int) int { return int(binary.BigEndian.Uint32(b[at:])) }
	var cmap []byte
	for i := range u16(ttf, 4) {
		if entry := ttf[12+16*i:]; string(entry[:4]) == "cmap" {
			cmap = ttf[u32(entry, 8):]
		}
	}
	all := map[rune]bool{}
	for i := range u16(cmap, 2) {
		s := cmap[u32(cmap, 4+8*i+4):]
		if u16(s, 0) != 4 {
			continue
		}
		n := u16(s, 6) / 2
		for k := range n {
			end, start, delta, offset := u16(s, 14+2*k), u16(s, 16+2*n+2*k), u16(s, 16+4*n+2*k), u16(s, 16+6*n+2*k)
			for c := start; c <= end; c++ {
				glyph := c + delta
				if offset != 0 {
					glyph = u16(s, 16+6*n+2*k+offset+2*(c-start))
				}
				if glyph&0xffff != 0 {
					all[rune(c)] = true
				}
			}
		}
	}
	if len(all) < 2000 {
		t.Fatalf("%d letters", len(all))
	}
	return all
}

// What may be typed is what all four faces of the papers have.
func TestEveryLetterThatPassesTheGateIsInTheFaces(t *testing.T) {
	for name, ttf := range map[string][]byte{"regular": liberationserifregular.TTF, "bold": liberationserifbold.TTF,
		"italic": liberationserifitalic.TTF, "bold italic": liberationserifbolditalic.TTF} {
		has := glyphs(t, ttf)
		for r := rune(0); r <= 0x10ffff; r++ {
			if text.Printable(r) && !has[r] {
				t.Errorf("%s has no %U", name, r)
			}
		}
	}
	for _, r := range "ăâđêôơưĂÂĐÊÔƠƯạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹčĕĭŏŭñƀČĔĬŎŬÑɃ" {
		if !text.Printable(r) {
			t.Errorf("%c does not pass", r)
		}
	}
}

// rareNames have letters that Unicode composes of two: Ê Đê, Ba Na, Gia Rai.
var rareNames = []string{"H’Brơ\u0306i Niê\u0306 Kđăm", "Y Bhĭt Ê\u0306ban", "Rơ\u0306 Chăm Ơ\u0306", "Siu Hư\u0306r",
	"Kpă Tô\u0306n", "Y Ngôč Ayŭn"}

// A rare letter is printed whole, at its place, and does not break its line:
// on papers, in tables and in the text of documents.
func TestRareLettersStayWholeOnOneLine(t *testing.T) {
	d := definition()
	d.List.Candidates = nil
	for i, name := range rareNames {
		d.List.Candidates = append(d.List.Candidates, ballot.Candidate{ID: string(rune('a' + i)), Name: name})
	}
	d.List.Seats = 3
	var papers bytes.Buffer
	must(t, minutes.WritePapers(congress.Printing{Definition: d, N: 1, Format: ballot.FormatA5}, &papers))
	table := minutes.Table{Columns: []minutes.Column{{Title: "Họ và tên", Width: 60}, {Title: "Ghi chú", Width: 40}}}
	var blocks []minutes.Block
	for _, name := range rareNames {
		table.Rows = append(table.Rows, []string{name, "x"})
		blocks = append(blocks, minutes.Paragraph{Text: "Đồng chí " + name + ", sinh năm 1970.", Indent: true})
	}
	var paper bytes.Buffer
	must(t, minutes.Document{Title: rareNames[0], Blocks: append(blocks, table)}.PDF(&paper))
	for what, pdf := range map[string][]byte{"papers": papers.Bytes(), "document": paper.Bytes()} {
		got := norm.NFC.String(papertest.PDF(t, pdf))
		for _, name := range rareNames {
			if want := map[string]int{"papers": 1, "document": 2}[what]; strings.Count(got, name) != want {
				t.Errorf("%s: %q is not whole %d times in\n%s", what, name, want, got)
			}
		}
	}
}

// Texts that are older than the gate print with a box for what has no letter,
// and no document fails for it.
func TestWhatHasNoLetterIsABox(t *testing.T) {
	d := definition()
	d.Congress, d.List.Candidates[0].Name = "Đại hội diễn tập 😀", "Trần 𡨸 An"
	var out bytes.Buffer
	must(t, minutes.WritePapers(congress.Printing{Definition: d, N: 2, Format: ballot.FormatA5TwoUp}, &out))
	for _, want := range []string{"Trần □ An", "DIỄN TẬP □"} {
		if got := papertest.PDF(t, out.Bytes()); !strings.Contains(got, want) {
			t.Errorf("%q is not in %s", want, got)
		}
	}
	document := minutes.Document{Title: "👍", Blocks: []minutes.Block{
		minutes.Paragraph{Text: "chi bộ ít phiếu 👍\x00"},
		minutes.Table{Columns: []minutes.Column{{Title: "A", Width: 1}}, Rows: [][]string{{"chữ 中"}}}}}
	out.Reset()
	must(t, document.PDF(&out))
	if got := papertest.PDF(t, out.Bytes()); !strings.Contains(got, "ít phiếu □") || !strings.Contains(got, "chữ □") {
		t.Error(got)
	}
	out.Reset()
	must(t, document.DOCX(&out))
	if got := papertest.DOCX(t, out.Bytes()); !strings.Contains(got, "ít phiếu □") {
		t.Error(got)
	}
}
