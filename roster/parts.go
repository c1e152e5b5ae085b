package roster

import (
	"slices"
	"strings"
)

// splitName finds a name that stands in two or three columns under one heading:
// the family name, what is in the middle, and the given name last.
func (t *table) splitName(all []Column, head int) {
	for i := range all {
		if all[i].Field != FieldName {
			continue
		}
		switch parts := t.namesBeside(all[i:], head); len(parts) {
		case 2:
			parts[0].Field, parts[1].Field = FieldFamily, FieldGiven
		case 3:
			parts[0].Field, parts[1].Field, parts[2].Field = FieldFamily, FieldMiddle, FieldGiven
		}
	}
}

// namesBeside returns a column of names and those that follow under the same
// heading with parts of names, three at most.
func (t *table) namesBeside(all []Column, head int) []*Column {
	parts := []*Column{&all[0]}
	for i := 1; i < min(len(all), 3); i++ {
		c := &all[i]
		if c.At != all[0].At+i || c.Heading != "" && c.Heading != all[0].Heading ||
			!mostly(textsOf(t.looked(head), c.At), isGivenName) {
			break
		}
		parts = append(parts, c)
	}
	return parts
}

// isGivenName takes one or two words of letters alone.
func isGivenName(text string) bool {
	words := strings.Fields(text)
	return len(words) <= 2 && hasName(text) && !strings.ContainsAny(text, "0123456789/.,:")
}

// partsOfDays are the fields of days that may stand in three columns.
var partsOfDays = map[Field][2]Field{
	FieldBorn:   {FieldBornMonth, FieldBornYear},
	FieldJoined: {FieldJoinedMonth, FieldJoinedYear},
}

// splitDays finds a day that stands in three columns: "Ngày sinh" over Ngày,
// Tháng, Năm, or Ngày sinh, Tháng sinh, Năm sinh beside one another.
func splitDays(all []Column) {
	for i := range max(len(all)-2, 0) {
		parts, ok := partsOfDays[all[i].Field]
		if ok && namesParts(all[i:i+3]) {
			all[i+1].Field, all[i+2].Field = parts[0], parts[1]
		}
	}
}

// namesParts reports three headings that begin or end with ngày, tháng, năm.
func namesParts(all []Column) bool {
	first, last := true, true
	for i, part := range []string{"ngay", "thang", "nam"} {
		words := strings.Fields(fold(all[i].Heading))
		if len(words) == 0 || all[i].At != all[0].At+i {
			return false
		}
		first = first && words[0] == part && (len(words) == 1 || !slices.Contains(words[1:], "nam"))
		last = last && words[len(words)-1] == part
	}
	return first || last
}

// dayCell returns the cell of a day, put together where its day, month and year
// have columns of their own; a year alone stands as a year.
func dayCell(r row, columns []Column, f Field) cell {
	c := r.cell(columnOf(columns, f))
	month, year := columnOf(columns, partsOfDays[f][0]), columnOf(columns, partsOfDays[f][1])
	if month < 0 || year < 0 {
		return c
	}
	texts := slices.DeleteFunc([]string{c.text(), r.text(month), r.text(year)}, func(text string) bool {
		return strings.Trim(text, " 0") == ""
	})
	text := strings.Join(texts, "/")
	return cell{raw: text, shown: text}
}
