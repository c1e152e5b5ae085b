package roster

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// NoHead is the head of a sheet that has none: its columns are what their cells hold.
const NoHead Head = "none"

// headless takes columns for what their cells hold, and for nothing where these
// do not tell. A person sees each and takes it for something else.
func (t *table) headless(all []Column) {
	hold := make([]holding, len(all))
	people := 0
	for i, c := range all {
		hold[i] = t.holds(c.At)
		people = max(people, hold[i].names, hold[i].given)
	}
	for i := range all {
		hold[i].people = people
		all[i].Field = hold[i].field()
	}
	joinNames(all, hold)
	t.orderDays(all, hold)
	t.sidesOfSexes(all, hold)
}

// holding counts what the cells of a column can be.
type holding struct {
	texts, people  int // people are the rows that seem to be somebody
	names, given   int
	days, crosses  int
	counting, last int // 1, 2, 3 … and what came last
	most           int // the highest
	said           map[Field]int
	median         string // of a column of days
}

// holds looks at the cells of a column.
func (t *table) holds(at int) holding {
	h := holding{said: map[Field]int{}}
	var days []string
	for _, r := range t.looked(0) {
		text := r.text(at)
		if text == "" {
			continue
		}
		h.texts++
		if day := sortableDay(r.cell(at)); day != "" {
			h.days++
			days = append(days, day)
		}
		h.add(text)
	}
	if slices.Sort(days); len(days) > 0 {
		h.median = days[len(days)/2]
	}
	return h
}

func (h *holding) add(text string) {
	switch {
	case text == "1" || text == strconv.Itoa(h.last+1):
		h.counting++
		h.last, _ = strconv.Atoi(text)
		h.most = max(h.most, h.last)
	case yesOrNo(text) == yes:
		h.crosses++
	case isPersonName(text):
		h.names++
	}
	if !strings.Contains(text, " ") && isGivenName(text) && isCapitalised(text) {
		h.given++
	}
	for _, known := range cellKinds {
		if known.is(text) {
			h.said[known.field]++
		}
	}
}

// cellKinds are the fields whose cells say by themselves what they are.
var cellKinds = []struct {
	field Field
	is    func(string) bool
}{
	{FieldSex, func(text string) bool { return low(text) == "nam" || fold(text) == "nu" }},
	{FieldStatus, saysStatus},
	{FieldGroup, namesGroup},
	{FieldMinority, func(text string) bool { return yesOrNo(text) == unclear && minority(text) != unclear }},
	{FieldEducation, schooling.MatchString},
	{FieldCard, partyCard.MatchString},
}

var (
	schooling = regexp.MustCompile(`^\d{1,2}/1[02]$|^(?i:đại học|cao đẳng|trung cấp|sơ cấp|thạc sĩ|thạc sỹ|tiến sĩ)`)
	partyCard = regexp.MustCompile(`^\d{2}[. ]?\d{6}$`)
)

func saysStatus(text string) bool {
	said := statusWord(text)
	return said == yes || said == no
}

// isPersonName takes two words and more of letters, each with a capital.
func isPersonName(text string) bool {
	words := strings.Fields(text)
	return len(words) >= 2 && len(words) <= 7 && likeName(text) && isCapitalised(text) && !isTotal(text) &&
		!isSignature(text) && !namesGroup(text) && !saysStatus(text) && !schooling.MatchString(text)
}

func isCapitalised(text string) bool {
	for word := range strings.FieldsSeq(text) {
		if first := []rune(word)[0]; !unicode.IsUpper(first) {
			return false
		}
	}
	return true
}

// sortableDay returns what can be compared of a cell with a day or a year.
func sortableDay(c cell) string {
	k := calendar{today: "2099-12-31"}
	text := plain(strings.TrimSpace(c.text()))
	if !c.looksLikeDay() && !isDayOrYear(text) {
		return ""
	}
	birth, _ := k.anyBirth(c)
	return string(birth)
}

// field is what most cells can be.
func (h holding) field() Field {
	most := func(n int) bool { return n > 0 && 2*n > h.texts }
	for _, known := range cellKinds {
		if most(h.said[known.field]) {
			return known.field
		}
	}
	switch {
	case most(h.counting) && h.most > 1:
		return FieldIndex
	case h.names > 0 && 2*h.names > h.people:
		return FieldName
	}
	return FieldUnused
}

// joinNames finds a name in two or three columns beside one another, the last
// of which holds single words, and takes the first column of names otherwise.
func joinNames(all []Column, hold []holding) {
	part := func(i int) bool {
		h, f := hold[i], all[i].Field
		return f == FieldName || f == FieldUnused && 2*h.given > h.texts && 2*h.texts > h.people
	}
	follows := func(i, n int) bool {
		return i+n < len(all) && part(i+n) && all[i+n].At == all[i].At+n && (n == 0 || all[i+n].Field != FieldName)
	}
	for i := range all {
		n := 0
		for n < 3 && follows(i, n) {
			n++
		}
		switch n {
		case 2:
			all[i].Field, all[i+1].Field = FieldFamily, FieldGiven
		case 3:
			all[i].Field, all[i+1].Field, all[i+2].Field = FieldFamily, FieldMiddle, FieldGiven
		}
		if n > 1 || all[i].Field == FieldName {
			return
		}
	}
}

// orderDays takes columns of days for birth, admission and becoming official,
// in the order of the days.
func (t *table) orderDays(all []Column, hold []holding) {
	var days []int
	for i := range all {
		mostly := 10*hold[i].days > 7*hold[i].texts && 2*hold[i].texts > hold[i].people
		if mostly && all[i].Field == FieldUnused && !t.beside(all, i) {
			days = append(days, i)
		}
	}
	slices.SortStableFunc(days, func(a, b int) int { return strings.Compare(hold[a].median, hold[b].median) })
	for n, f := range []Field{FieldBorn, FieldJoined, FieldOfficialOn} {
		if n < len(days) && len(days) <= 3 {
			all[days[n]].Field = f
		}
	}
}

// beside reports a column that is filled where a neighbour is empty and empty
// where it is filled: the two are sides of one fact.
func (t *table) beside(all []Column, i int) bool {
	for _, other := range []int{i - 1, i + 1} {
		if other < 0 || other >= len(all) || all[other].Field != FieldUnused {
			continue
		}
		both, left, right := 0, 0, 0
		for _, r := range t.looked(0) {
			switch a, b := sortableDay(r.cell(all[i].At)) != "", sortableDay(r.cell(all[other].At)) != ""; {
			case a && b:
				both++
			case a:
				left++
			case b:
				right++
			}
		}
		if both == 0 && left > 0 && right > 0 {
			return true
		}
	}
	return false
}

// sidesOfSexes finds the columns of men and women, with births or crosses, by
// the names that are a woman's (Thị).
func (t *table) sidesOfSexes(all []Column, hold []holding) {
	named := &sorter{t: t, columns: all}
	for i := range all {
		marks := hold[i].days + hold[i].crosses
		if all[i].Field != FieldUnused || 10*marks <= 9*hold[i].texts || hold[i].texts == 0 {
			continue
		}
		women, men := 0, 0
		for _, r := range t.looked(0) {
			name := fold(named.name(r))
			switch {
			case r.text(all[i].At) == "" || name == "":
			case hasWords(name, "thi"):
				women++
			default:
				men++
			}
		}
		switch {
		case women > men:
			all[i].Field = FieldFemale
		case women == 0 && men > 0 && hold[i].days > 0:
			all[i].Field = FieldMale
		}
	}
}

// startsAtOnce reports that the first row with anything in it is a person: the
// sheet has no head, and no title either.
func (t *table) startsAtOnce() bool {
	columns := t.columns(NoHead, nil)
	for _, r := range t.rows {
		if len(r.filled()) == 0 {
			continue
		}
		s := &sorter{t: t, columns: columns}
		return isPersonName(s.name(r)) && slices.ContainsFunc(columns, func(c Column) bool {
			text := r.text(c.At)
			return c.Used() && !c.Field.OfName() && text != "" || c.Field == FieldIndex && text == "1"
		})
	}
	return false
}
