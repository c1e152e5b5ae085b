package roster

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Head is the row that names the columns, or the two of a head in two rows, by
// their numbers in the file: "7" or "7-8".
type Head string

func headOf(top, bottom int) Head {
	if top == bottom {
		return Head(strconv.Itoa(top))
	}
	return Head(fmt.Sprintf("%d-%d", top, bottom))
}

// lines returns the first and last row, false if h names none that a sheet can have.
func (h Head) lines() (top, bottom int, ok bool) {
	if h == NoHead {
		return 0, 0, true
	}
	first, last, two := strings.Cut(string(h), "-")
	top, err := strconv.Atoi(first)
	if err != nil || top < 1 {
		return 0, 0, false
	}
	if !two {
		return top, top, true
	}
	bottom, err = strconv.Atoi(last)
	return top, bottom, err == nil && bottom == top+1
}

// headsWithin is how far down a head is looked for.
const headsWithin = 40

// headings returns the heading of every column. A cell merged sideways heads all
// columns under it; one merged downwards stands in the first row alone.
func (t *table) headings(h Head) []heading {
	top, bottom, ok := h.lines()
	if !ok {
		return nil
	}
	all := make([]heading, t.width)
	if h == NoHead {
		return all
	}
	for at := range all {
		all[at].top = t.headText(at, top, bottom > top)
		if bottom > top {
			if a, merged := t.areaAt(at, bottom); !merged || a.top == bottom && a.left == at {
				all[at].sub = readable(t.at(bottom), at)
			}
		}
	}
	return all
}

// headText returns a cell of the head's first row, or the wide one that covers
// it. A file without merged cells has the wide text in its first column: it
// reaches over what follows while the second row has words there.
func (t *table) headText(at, line int, two bool) string {
	if a, merged := t.areaAt(at, line); merged {
		if a.left < at && a.right-a.left >= 4 && !two {
			return ""
		}
		return readable(t.at(a.top), a.left)
	}
	if text := readable(t.at(line), at); text != "" || !two || t.at(line+1).text(at) == "" {
		return text
	}
	for left := at - 1; left >= 0 && t.at(line+1).text(left) != ""; left-- {
		if text := readable(t.at(line), left); text != "" {
			return text
		}
	}
	return ""
}

// readable returns a heading in the reading that says something: the letters of
// a head are often Unicode where those of the names are not.
func readable(r row, at int) string {
	text := r.text(at)
	if before := r.cell(at).before; before != "" && recognise(text) == FieldUnused && recognise(before) != FieldUnused {
		return before
	}
	return text
}

// fieldsOf returns what a head says.
func fieldsOf(headings []heading) map[Field]bool {
	fields := map[Field]bool{}
	for _, h := range headings {
		if f := h.field(); f != FieldUnused {
			fields[f] = true
		}
	}
	return fields
}

// known counts what a head says: each field once, and a name above all.
func known(fields map[Field]bool) int {
	if !fields[FieldName] && (!fields[FieldFamily] || !fields[FieldGiven]) {
		return 0
	}
	return len(fields)
}

// heads lists the rows that may name the columns, the likeliest first.
func (t *table) heads() []Head {
	type found struct {
		head  Head
		known int
	}
	var all []found
	for line := 1; line <= min(headsWithin, len(t.rows)); line++ {
		one, two := headOf(line, line), headOf(line, line+1)
		fields := fieldsOf(t.headings(one))
		if len(fields) > 1 && t.isSecond(line+1) {
			if n := known(fieldsOf(t.headings(two))); n > 0 {
				all = append(all, found{two, n})
			}
		}
		if n := known(fields); n > 0 {
			all = append(all, found{one, n})
		}
	}
	slices.SortStableFunc(all, func(a, b found) int { return b.known - a.known })
	var heads []Head
	for _, f := range all {
		heads = append(heads, f.head)
	}
	return heads
}

// isSecond reports whether a row continues the head above it: words that name
// parts, under wide cells or beside cells that reach down into it.
func (t *table) isSecond(line int) bool {
	r := t.at(line)
	parts := 0
	if len(r.filled()) < 2 { // a heading, not a head
		return false
	}
	for _, at := range r.filled() {
		text := r.text(at)
		if strings.ContainsAny(text, "0123456789") || len([]rune(text)) > 40 {
			return false
		}
		if f := recognise(text); f != FieldUnused || hasWords(fold(text), "ngay", "thang", "nam", "van hoa",
			"ngoai ngu", "tin hoc", "dem") {
			parts++
		}
	}
	return parts > 0 && 2*parts >= len(r.filled())
}

func isNumber(text string) bool {
	return text != "" && strings.Trim(text, "0123456789.") == ""
}
