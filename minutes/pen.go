package minutes

import (
	"strings"
	"unicode"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/text/unicode/norm"

	"kiemphieu/congress/text"
)

// pen writes the text of all papers. A letter that the faces do not have is a
// box, and a mark that is no part of its letter stands where it belongs: the
// names of the Central Highlands have letters that Unicode composes of two, and
// the PDF writer would put the mark beside the letter, or break the line there.
type pen struct{ *fpdf.Fpdf }

func isMark(r rune) bool { return unicode.Is(unicode.Mn, r) }

func hasMarks(line string) bool { return strings.ContainsFunc(line, isMark) }

// GetStringWidth implements what its namesake does.
func (p pen) GetStringWidth(line string) float64 { return p.Fpdf.GetStringWidth(text.Substitute(line)) }

// SetTitle names the file.
func (p pen) SetTitle(title string) { p.Fpdf.SetTitle(text.Substitute(title), true) }

// Text writes a line from a point of its base line.
func (p pen) Text(x, y float64, line string) {
	_, size := p.GetFontSize()
	var run []rune
	flush := func() {
		if len(run) > 0 {
			p.Fpdf.Text(x, y, string(run))
			x += p.Fpdf.GetStringWidth(string(run))
			run = run[:0]
		}
	}
	var last rune
	above := 0
	for _, r := range text.Substitute(line) {
		if !isMark(r) || last == 0 {
			run, last, above = append(run, r), r, 0
			continue
		}
		flush()
		right, up := markAt(last, r, above)
		p.Fpdf.Text(x-p.Fpdf.GetStringWidth(string(last))/2+right*size, y-up*size, string(r))
		above++
	}
	flush()
}

// Where marks stand, in parts of the size of the letters.
const (
	tall   = 0.2  // how much higher a capital or a letter like b is
	raised = 0.18 // how much room a mark that is part of the letter takes
)

// markAt returns how far right of the middle of its letter and how far above
// where the face has it a mark is drawn, the nth that is no part of the letter.
func markAt(letter, mark rune, n int) (right, up float64) {
	switch mark { // all others have their middle at their origin
	case '\u0300':
		right, up = 0.16, -tall
	case '\u0301':
		right, up = 0.115, -tall
	case '\u0303':
		right = -0.167
	case '\u0309':
		right, up = 0.133, -tall
	case '\u0323', '\u0324', '\u0325', '\u0326', '\u0327', '\u0328', '\u032d', '\u032e', '\u0330', '\u0331':
		return 0, 0
	}
	parts := []rune(norm.NFD.String(string(letter)))
	if unicode.IsUpper(parts[0]) || strings.ContainsRune("bdfhklđƀ", parts[0]) {
		up += tall
	}
	for _, part := range parts[1:] {
		if part != '\u0323' && part != '\u031b' {
			up += raised
		}
	}
	return right, up + float64(n)*raised
}

// CellFormat draws a cell; rare letters need a pen stroke each.
func (p pen) CellFormat(w, h float64, line, border string, ln int, align string, fill bool, link int, href string) {
	if line = text.Substitute(line); !hasMarks(line) {
		p.Fpdf.CellFormat(w, h, line, border, ln, align, fill, link, href)
		return
	}
	p.Fpdf.CellFormat(w, h, "", border, 0, align, fill, link, href)
	x, y := p.GetX()-w, p.GetY()
	_, size := p.GetFontSize()
	left := p.GetCellMargin()
	switch width := p.GetStringWidth(line); {
	case strings.Contains(align, "R"):
		left = w - left - width
	case strings.Contains(align, "C"):
		left = (w - width) / 2
	}
	p.Text(x+left, y+h/2+0.3*size, line)
	switch ln {
	case 1:
		margin, _, _, _ := p.GetMargins()
		p.SetXY(margin, y+h)
	case 2:
		p.SetXY(x, y+h)
	}
}

// MultiCell draws lines within a width.
func (p pen) MultiCell(w, h float64, lines, border, align string, fill bool) {
	if lines = text.Substitute(lines); !hasMarks(lines) {
		p.Fpdf.MultiCell(w, h, lines, border, align, fill)
		return
	}
	for _, line := range p.SplitText(lines, w) {
		p.CellFormat(w, h, line, border, 2, align, fill, 0, "")
	}
	margin, _, _, _ := p.GetMargins()
	p.SetX(margin)
}

// SplitText breaks a text into lines; a letter keeps its marks, and a tie its words.
func (p pen) SplitText(lines string, w float64) []string {
	all := []rune(text.Substitute(lines))
	bare := make([]rune, 0, len(all))
	marks := map[int]string{} // by the place of their letter among the bare ones
	ties := false
	for _, r := range all {
		if isMark(r) && len(bare) > 0 {
			marks[len(bare)-1] += string(r)
			continue
		}
		ties = ties || string(r) == tie
		bare = append(bare, r)
	}
	// a full stop is as wide as a space, and fpdf breaks no line there
	split := p.Fpdf.SplitText(strings.ReplaceAll(string(bare), tie, "."), w)
	if len(marks) == 0 && !ties {
		return split
	}
	at := 0
	for i, line := range split {
		if i > 0 && at < len(bare) && unicode.IsSpace(bare[at]) && string(bare[at]) != tie {
			at++ // the line was broken there
		}
		var whole strings.Builder
		for range []rune(line) {
			whole.WriteRune(bare[at])
			whole.WriteString(marks[at])
			at++
		}
		split[i] = whole.String()
	}
	return split
}
