package roster

import (
	"slices"
	"strings"
	"unicode"
)

// Conversion is a cell whose letters were typed with an old font or code page.
type Conversion struct {
	Cell     string // "C7"
	Line     int
	At       int // column, from 0
	Before   string
	After    string
	Encoding Encoding
	Doubtful bool // both readings are possible; After is what was taken
}

// letters decides cell by cell how the letters of a table were typed.
type letters struct {
	mended  map[Encoding]int // words that an encoding makes Vietnamese, in the whole table
	convert map[Encoding]func(string) string
}

// oldEncodings lists what a cell may be besides Unicode.
func oldEncodings() []Encoding { return []Encoding{TCVN3, VNI, CP1258} }

// toUnicode rewrites the cells of a table in Unicode and tells which ones.
// One odd word is no evidence, so that a foreign or minority name alone
// converts nothing: an encoding must mend two words of the table.
func (t *table) toUnicode() []Conversion {
	l := letters{mended: map[Encoding]int{}, convert: map[Encoding]func(string) string{}}
	for _, enc := range oldEncodings() {
		l.convert[enc] = converter(enc)
	}
	t.eachOld(func(_ row, _ int, text string) { l.weigh(text) })
	old, rows := t.columnsOfOneKind(), t.rowsOfOneKind(l)
	var conversions []Conversion
	t.eachOld(func(r row, at int, text string) {
		c, ok := l.decide(text, old[at], rows[r.line])
		if !ok {
			return
		}
		c.Cell, c.Line, c.At = cellName(at, r.line), r.line, at
		conversions = append(conversions, c)
		if c.After != text {
			r.cells[at] = cell{raw: c.After, shown: c.After, before: text}
		}
	})
	return conversions
}

// eachOld visits the cells that an old encoding could have written: letters
// beyond ASCII, and none that only Unicode has.
func (t *table) eachOld(visit func(r row, at int, text string)) {
	for _, r := range t.rows {
		for at, c := range r.cells {
			if text := c.text(); strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII }) &&
				!onlyUnicode(text) {
				visit(r, at, text)
			}
		}
	}
}

// weigh counts what each encoding would mend. A text that two of them mend
// equally speaks for both.
func (l letters) weigh(text string) {
	odd := oddWords(text)
	for enc, convert := range l.convert {
		if mended := odd - oddWords(convert(text)); mended > 0 {
			l.mended[enc] += mended
		}
	}
}

// likeliest returns the encoding that leaves the fewest odd words in a text, and
// among equals the one that the table speaks for.
func (l letters) likeliest(text string) Encoding {
	best, odd := Unicode, oddWords(text)
	for _, enc := range oldEncodings() {
		if l.mended[enc] < 2 {
			continue
		}
		left := oddWords(l.convert[enc](text))
		if left < odd || left == odd && best != Unicode && l.mended[enc] > l.mended[best] {
			best, odd = enc, left
		}
	}
	return best
}

// decide returns how a text is read, if not as it stands beyond doubt. In a
// column or a row of old letters alone a text that could be Unicode is an old
// one.
func (l letters) decide(text string, oldColumn bool, ofRow Encoding) (Conversion, bool) {
	if enc := l.likeliest(text); enc != Unicode {
		return Conversion{Before: text, After: l.convert[enc](text), Encoding: enc}, true
	}
	enc := l.main()
	if ofRow != "" {
		enc, oldColumn = ofRow, true
	}
	if enc == Unicode {
		return Conversion{}, false
	}
	after := l.convert[enc](text)
	if after == text || oddWords(after) > 0 {
		return Conversion{}, false
	}
	if !oldColumn {
		after, enc = text, Unicode
	}
	return Conversion{Before: text, After: after, Encoding: enc, Doubtful: true}, true
}

// rowsOfOneKind finds the rows that have a cell of an old encoding and none
// that only Unicode can write.
func (t *table) rowsOfOneKind(l letters) map[int]Encoding {
	kinds := map[int]Encoding{}
	t.eachOld(func(r row, _ int, text string) {
		if enc := l.likeliest(text); enc != Unicode && !slices.ContainsFunc(r.cells,
			func(c cell) bool { return onlyUnicode(c.text()) }) {
			kinds[r.line] = enc
		}
	})
	return kinds
}

// main is the encoding that the table speaks for most.
func (l letters) main() Encoding {
	best, most := Unicode, 1
	for _, enc := range oldEncodings() {
		if l.mended[enc] > most {
			best, most = enc, l.mended[enc]
		}
	}
	return best
}

// columnsOfOneKind finds the columns in which hardly any cell is Unicode; the
// head often is where the names are not.
func (t *table) columnsOfOneKind() map[int]bool {
	unicodes, all := map[int]int{}, map[int]int{}
	for _, r := range t.rows {
		for at, c := range r.cells {
			if text := c.text(); text != "" {
				all[at]++
				if onlyUnicode(text) {
					unicodes[at]++
				}
			}
		}
	}
	old := map[int]bool{}
	for at, n := range all {
		old[at] = unicodes[at] < 2 || unicodes[at]*10 < n
	}
	return old
}
