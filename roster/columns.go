package roster

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Mapping says what columns are, by their headings: a person's choice, or what
// is remembered of an earlier file with the same headings.
type Mapping map[string]Field

// Column is a column of the file and what it is taken for.
type Column struct {
	At      int    // from 0
	Letter  string // "C"
	Key     string // of a Mapping
	Heading string
	Field   Field
	Samples []string // its first three texts
}

// Used reports whether the column says something about members.
func (c Column) Used() bool { return c.Field != FieldUnused && c.Field != FieldIndex }

// columns takes each column for what was chosen, else for what its heading
// says and its cells do not contradict. A field is taken once.
func (t *table) columns(head Head, chosen Mapping) []Column {
	_, bottom, _ := head.lines()
	var all []Column
	keys := map[string]int{}
	for at, h := range t.headings(head) {
		key := h.key()
		if head == NoHead {
			key = "@" + columnLetter(at) // a place, for want of a heading
		}
		if keys[key]++; keys[key] > 1 {
			key = fmt.Sprintf("%s #%d", key, keys[key])
		}
		c := Column{At: at, Letter: columnLetter(at), Key: key, Heading: h.String(), Samples: t.samples(at, bottom)}
		if c.Heading == "" && len(c.Samples) == 0 {
			keys[h.key()]--
			continue
		}
		if head != NoHead {
			c.Field = t.guess(h, at, bottom)
		}
		all = append(all, c)
	}
	if head == NoHead {
		t.headless(all)
	} else {
		t.splitName(all, bottom)
		splitDays(all)
		splitSchooling(all)
	}
	return settle(all, chosen)
}

// splitSchooling keeps "Văn hóa" or "Học vấn" apart from "Chuyên môn" where a list
// has both: then the first is what school somebody has.
func splitSchooling(all []Column) {
	special := func(c Column) bool { return hasWords(fold(c.Heading), "chuyen mon", "cmnv", "bang cap") }
	if !slices.ContainsFunc(all, func(c Column) bool { return c.Field == FieldEducation && special(c) }) ||
		slices.ContainsFunc(all, func(c Column) bool { return c.Field == FieldSchooling }) {
		return
	}
	for i, c := range all {
		if c.Field == FieldEducation && !special(c) && hasWords(fold(c.Heading), "van hoa", "hoc van") {
			all[i].Field = FieldSchooling
		}
	}
}

// settle returns each field to one column: what was chosen goes before what was
// guessed, and the left column before the right.
func settle(all []Column, chosen Mapping) []Column {
	taken := map[Field]bool{}
	for i := range all {
		f, ok := chosen[all[i].Key]
		if !ok || !f.Valid() {
			continue
		}
		if taken[f] {
			f = FieldUnused
		}
		all[i].Field, taken[f] = f, f != FieldUnused
	}
	for i := range all {
		if _, ok := chosen[all[i].Key]; ok {
			continue
		}
		if f := all[i].Field; taken[f] || taken[FieldName] && f != FieldName && f.OfName() {
			all[i].Field = FieldUnused
			continue
		}
		taken[all[i].Field] = all[i].Field != FieldUnused
	}
	return all
}

// mapping returns back what the columns are taken for, to be remembered.
func mapping(all []Column) Mapping {
	m := Mapping{}
	for _, c := range all {
		m[c.Key] = c.Field
	}
	return m
}

func (t *table) samples(at, head int) []string {
	var samples []string
	for line := head + 1; line <= len(t.rows) && len(samples) < 3; line++ {
		if text := t.at(line).text(at); text != "" {
			samples = append(samples, text)
		}
	}
	return samples
}

// texts returns what stands in a column below the head.
func (t *table) texts(at, head int) []string { return textsOf(t.below(head), at) }

// below returns the rows under the head.
func (t *table) below(head int) []row { return t.rows[min(head, len(t.rows)):] }

// looked are the rows by which columns are judged: a list of a hundred columns may
// have five thousand.
func (t *table) looked(head int) []row {
	rows := t.below(head)
	return rows[:min(len(rows), maxLooked)]
}

func textsOf(rows []row, at int) []string {
	var texts []string
	for _, r := range rows {
		if text := r.text(at); text != "" {
			texts = append(texts, text)
		}
	}
	return texts
}

// guess takes a column for what its heading says, unless its cells say another
// thing: "DT" may be a people or a telephone, "Dự bị" a cross or a day.
func (t *table) guess(h heading, at, head int) Field {
	texts := textsOf(t.looked(head), at)
	days := func() bool { return mostly(texts, isDayOrYear) }
	switch f := h.field(); {
	case f == FieldMinority && hasWords(fold(h.String()), "dt") && (strings.Contains(low(h.String()), "đt") ||
		mostly(texts, isNumber)):
		return FieldUnused
	case f == FieldBorn && fold(h.String()) == "ns" && len(texts) > 0 && !days():
		return FieldUnused
	case f == FieldOfficial && days():
		return FieldOfficialOn
	case f == FieldProbationary && days():
		return FieldJoined
	case f == FieldUnused && mostly(texts, namesGroup):
		return FieldGroup
	case f == FieldUnused && mostly(texts, saysStatus):
		return FieldStatus
	default:
		return f
	}
}

func mostly(texts []string, is func(string) bool) bool {
	n := 0
	for _, text := range texts {
		if is(text) {
			n++
		}
	}
	return n > 0 && 2*n > len(texts)
}

// partyGroup is "tổ 1" or "tổ đảng số 1", and no neighbourhood's "tổ dân phố".
var partyGroup = regexp.MustCompile(`^tổ( đảng)?( số)? ?\d`)

func namesGroup(text string) bool {
	text = low(text)
	return strings.HasPrefix(text, "tổ") && partyGroup.MatchString(text)
}

// columnOf finds the column of a field, -1 where the file has none.
func columnOf(all []Column, f Field) int {
	i := slices.IndexFunc(all, func(c Column) bool { return c.Field == f })
	if i < 0 {
		return -1
	}
	return all[i].At
}

// inRuns reports a column in which every text stands once, with empty cells
// below it that mean the same: merged cells as a file without them keeps them.
func (t *table) inRuns(at, head int) bool {
	texts := t.texts(at, head)
	if len(texts) < 2 || t.at(head+1).text(at) == "" {
		return false
	}
	once := map[string]bool{}
	for _, text := range texts {
		if once[text] {
			return false
		}
		once[text] = true
	}
	return len(texts)*2 <= t.filled-head
}
