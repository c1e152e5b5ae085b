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
	texts  []oldText
	mended map[Encoding]int // words that an encoding makes Vietnamese, in the whole table
	known  map[string]bool  // words, and whether they are odd
}

// oldText is a cell that an old encoding could have written: as it stands, and as
// it would read in each.
type oldText struct {
	row   row
	at    int
	text  string
	odd   int        // words that do not look Vietnamese
	after [3]reading // by oldEncodings
}

type reading struct {
	text string
	odd  int
}

// in gives the reading of one encoding.
func (o oldText) in(enc Encoding) reading { return o.after[slices.Index(oldEncodings(), enc)] }

// oldEncodings lists what a cell may be besides Unicode.
func oldEncodings() []Encoding { return []Encoding{TCVN3, VNI, CP1258} }

// toUnicode rewrites the cells of a table in Unicode and tells which ones.
// One odd word is no evidence, so that a foreign or minority name alone
// converts nothing: an encoding must mend two words of the table.
func (t *table) toUnicode() ([]Conversion, error) {
	l := letters{mended: map[Encoding]int{}, known: map[string]bool{}}
	if err := l.weigh(t); err != nil {
		return nil, err
	}
	old, rows := t.columnsOfOneKind(), l.rowsOfOneKind()
	var conversions []Conversion
	for _, o := range l.texts {
		c, ok := l.decide(o, old[o.at], rows[o.row.line])
		if !ok {
			continue
		}
		c.Cell, c.Line, c.At = cellName(o.at, o.row.line), o.row.line, o.at
		conversions = append(conversions, c)
		if c.After != o.text {
			o.row.cells[o.at] = cell{raw: c.After, shown: c.After, before: o.text}
		}
	}
	return conversions, nil
}

// weigh reads each cell in each encoding, and counts what each would mend: of
// letters beyond ASCII where there are none that only Unicode has. A text that two
// of them mend equally speaks for both.
func (l *letters) weigh(t *table) error {
	var convert []func(string) string
	for _, enc := range oldEncodings() {
		convert = append(convert, converter(enc))
	}
	left := maxOldText
	for _, r := range t.rows {
		for at, c := range r.cells {
			text := c.text()
			if !strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII }) || onlyUnicode(text) {
				continue
			}
			if left -= oldTextOnce + len(text); left < 0 {
				return fileError("too_much_text")
			}
			o := oldText{row: r, at: at, text: text, odd: l.oddWords(text)}
			for i, enc := range oldEncodings() {
				after := convert[i](text)
				o.after[i] = reading{after, l.oddWords(after)}
				l.mended[enc] += max(0, o.odd-o.after[i].odd)
			}
			l.texts = append(l.texts, o)
		}
	}
	return nil
}

// likeliest returns the encoding that leaves the fewest odd words in a text, and
// among equals the one that the table speaks for.
func (l *letters) likeliest(o oldText) Encoding {
	best, odd := Unicode, o.odd
	for i, enc := range oldEncodings() {
		if l.mended[enc] < 2 {
			continue
		}
		left := o.after[i].odd
		if left < odd || left == odd && best != Unicode && l.mended[enc] > l.mended[best] {
			best, odd = enc, left
		}
	}
	return best
}

// decide returns how a text is read, if not as it stands beyond doubt. In a
// column or a row of old letters alone a text that could be Unicode is an old
// one.
func (l *letters) decide(o oldText, oldColumn bool, ofRow Encoding) (Conversion, bool) {
	if enc := l.likeliest(o); enc != Unicode {
		return Conversion{Before: o.text, After: o.in(enc).text, Encoding: enc}, true
	}
	enc := l.main()
	if ofRow != "" {
		enc, oldColumn = ofRow, true
	}
	if enc == Unicode {
		return Conversion{}, false
	}
	after := o.in(enc)
	if after.text == o.text || after.odd > 0 {
		return Conversion{}, false
	}
	if !oldColumn {
		after.text, enc = o.text, Unicode
	}
	return Conversion{Before: o.text, After: after.text, Encoding: enc, Doubtful: true}, true
}

// rowsOfOneKind finds the rows that have a cell of an old encoding and none
// that only Unicode can write.
func (l *letters) rowsOfOneKind() map[int]Encoding {
	kinds, mixed := map[int]Encoding{}, map[int]bool{}
	for _, o := range l.texts {
		enc := l.likeliest(o)
		if enc == Unicode {
			continue
		}
		is, known := mixed[o.row.line]
		if !known {
			is = slices.ContainsFunc(o.row.cells, func(c cell) bool { return onlyUnicode(c.text()) })
			mixed[o.row.line] = is
		}
		if !is {
			kinds[o.row.line] = enc
		}
	}
	return kinds
}

// oddWords counts the words of a text that do not look Vietnamese.
func (l *letters) oddWords(text string) int {
	n := 0
	for _, word := range strings.FieldsFunc(text, betweenWords) {
		odd, known := l.known[word]
		if !known {
			odd = !looksVietnamese(word)
			l.known[word] = odd
		}
		if odd {
			n++
		}
	}
	return n
}

// main is the encoding that the table speaks for most.
func (l *letters) main() Encoding {
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
