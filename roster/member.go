package roster

import (
	"slices"
	"strings"

	"kiemphieu/congress"
	"kiemphieu/congress/text"
)

// Remark is something about a cell that a person should look at: a text that
// was not understood and left out, or one that was read with a doubt.
type Remark struct {
	Cell  string // "C7"
	Line  int
	Code  string // end of the key of a sentence
	Field Field
	Value string // what stands there
	Read  string // what it was taken for, "" if nothing
}

// AsksStatus reports a remark that a person answers with chính thức or dự bị.
func (r Remark) AsksStatus() bool {
	return slices.Contains([]string{"note_probationary", "note_doubt", "official_on_empty", "status"}, r.Code)
}

// RemarkCodes lists the codes of remarks.
func RemarkCodes() []string {
	return []string{"name", "made_a_day", "long", "letter", "card", "zeros", "card_twice", "group_above", "group_empty",
		"sex",
		"sex_empty", "date", "future", "child", "year_only", "young", "minority",
		"before_joined", "choice", "status", "note_probationary", "note_doubt", "official_on_empty", "namesake"}
}

// memberReader makes a member of a row.
type memberReader struct {
	t        *table
	columns  []Column
	calendar calendar
	group    string // of the heading above
	status   answer // of the heading above
	outer    bool   // that heading stands above the groups
	runs     bool   // a group is written once, at its first row
	grouped  bool   // most rows have a group

	cardLength int    // of most cards, if they begin with zeros
	last       string // group that was written last
	row        row
	m          congress.Member
	aside      string         // beside the name: dự bị
	given      map[Field]bool // what the row says
	remarks    []Remark
}

// read reads every cell of a row that has a field. A bad one is a remark and
// leaves its value empty.
func (mr *memberReader) read(r row, name string) (congress.Member, map[Field]bool, []Remark) {
	mr.row, mr.m, mr.given, mr.remarks = r, congress.Member{Official: true}, map[Field]bool{}, nil
	mr.m.Name, mr.aside = aside(congress.NormalizeName(name))
	if slices.ContainsFunc(mr.columns, func(c Column) bool { return c.Field.OfName() && mr.converted(c.Field) }) {
		mr.m.Name = capitalize(mr.m.Name)
	}
	if strings.ContainsAny(mr.m.Name, "0123456789(") {
		mr.remark(mr.nameColumn(), "name", "")
	}
	mr.readTexts()
	mr.readCard()
	mr.readGroup()
	mr.readSex()
	mr.readDays()
	mr.readMinority()
	mr.readIncumbent()
	mr.readStatus()
	return mr.m, mr.given, mr.remarks
}

// aside parts a name from a kind of member that stands in brackets behind it.
func aside(name string) (text, kind string) {
	text, kind, _ = strings.Cut(name, "(")
	kind = strings.TrimSuffix(strings.TrimSpace(kind), ")")
	if said := statusWord(kind); said != yes && said != no {
		return name, ""
	}
	return strings.TrimSpace(text), kind
}

func (mr *memberReader) at(f Field) int         { return columnOf(mr.columns, f) }
func (mr *memberReader) text(f Field) string    { return mr.row.text(mr.at(f)) }
func (mr *memberReader) cell(f Field) cell      { return mr.row.cell(mr.at(f)) }
func (mr *memberReader) has(f Field) bool       { return mr.at(f) >= 0 }
func (mr *memberReader) converted(f Field) bool { return mr.cell(f).before != "" }

func (mr *memberReader) nameColumn() Field {
	if mr.has(FieldName) {
		return FieldName
	}
	return FieldGiven
}

func (mr *memberReader) remark(f Field, code, read string) {
	mr.remarks = append(mr.remarks, Remark{Cell: cellName(mr.at(f), mr.row.line), Line: mr.row.line, Code: code,
		Field: f, Value: mr.text(f), Read: read})
}

// keptText returns the text of a cell as it is kept; one with a letter that
// cannot be printed is a remark.
func (mr *memberReader) keptText(f Field) string {
	typed := mr.text(f)
	if text.Check(text.Clean(typed)) != nil {
		mr.remark(f, "letter", "")
		return ""
	}
	return congress.NormalizeName(typed)
}

// readTexts takes the texts that are kept as they are, within their lengths.
func (mr *memberReader) readTexts() {
	for _, text := range []struct {
		field Field
		to    *string
	}{{FieldEducation, &mr.m.Education}, {FieldTheory, &mr.m.PoliticalTheory}, {FieldPosition, &mr.m.Position},
		{FieldHometown, &mr.m.Hometown}, {FieldReligion, &mr.m.Religion}, {FieldSchooling, &mr.m.Schooling},
		{FieldCommittees, &mr.m.Committees}, {FieldCommended, &mr.m.Commended},
		{FieldDiscipline, &mr.m.Disciplined}} {
		f, to := text.field, text.to
		text := mr.keptText(f)
		switch {
		case text == "":
			continue
		case mr.cell(f).looksLikeDay():
			text = mr.calendar.dayMonth(mr.cell(f))
			mr.remark(f, "made_a_day", text)
		case len([]rune(text)) > 200:
			mr.remark(f, "long", "")
			continue
		}
		*to, mr.given[f] = text, true
	}
}

func (mr *memberReader) readCard() {
	text := mr.keptText(FieldCard)
	switch {
	case text == "" || yesOrNo(text) == no && text != "0":
		return
	case len([]rune(text)) > 30 || mr.cell(FieldCard).looksLikeDay():
		mr.remark(FieldCard, "card", "")
		return
	case isNumber(text) && len(text) < mr.cardLength:
		mr.remark(FieldCard, "zeros", text)
	}
	mr.m.Card, mr.given[FieldCard] = text, true
}

// cardLength returns the length of most cards of a file if these begin with
// zeros, else 0: a workbook drops the zeros of a number.
func cardLength(cards []string) int {
	lengths := map[int]int{}
	for _, card := range cards {
		if isNumber(card) && card[0] == '0' {
			lengths[len(card)]++
		}
	}
	for length, n := range lengths {
		if 2*n > len(cards) {
			return length
		}
	}
	return 0
}

// under takes from a heading what it says about the rows below. Where headings
// of groups and of kinds of members alternate, the one that came first stands
// above the other.
func (mr *memberReader) under(row Row) {
	if row.Reason != ReasonGroup && row.Reason != ReasonHeading {
		return
	}
	if row.Reason == ReasonGroup {
		mr.group = congress.NormalizeName(groupName(row.Label))
		if !mr.outer {
			mr.status = blank
		}
		return
	}
	if said := headingStatus(row.Label); said != blank {
		mr.outer = mr.outer || mr.group == ""
		if mr.status = said; mr.outer {
			mr.group = ""
		}
	}
}

// readGroup takes the group of the cell, of the merged cell that covers it, of
// the cell above where a group is written once, or of the heading above.
func (mr *memberReader) readGroup() {
	text := mr.keptText(FieldGroup)
	if a, merged := mr.t.areaAt(mr.at(FieldGroup), mr.row.line); merged && text == "" {
		text = congress.NormalizeName(mr.t.at(a.top).text(a.left))
	}
	if isNumber(text) {
		text = "Tổ " + strings.TrimLeft(text, "0")
	}
	switch {
	case text != "":
		mr.last = text
	case mr.runs && mr.last != "":
		text = mr.last
		mr.remark(FieldGroup, "group_above", text)
	case mr.group != "":
		text = mr.group
	case mr.has(FieldGroup) && mr.grouped:
		mr.remark(FieldGroup, "group_empty", "")
	}
	if len([]rune(text)) > 100 {
		mr.remark(FieldGroup, "long", "")
		return
	}
	mr.m.Group, mr.given[FieldGroup] = text, text != ""
}

// readSex takes the sex from a column of it or from the one of the two columns
// that has a cross or a birth.
func (mr *memberReader) readSex() {
	switch said := low(mr.text(FieldSex)); {
	case said == "":
	case fold(said) == "nu" || said == "x" && fold(mr.heading(FieldSex)) == "nu" || said == "f" || said == "gái":
		mr.setSex(true)
	case said == "nam" || said == "m" || said == "trai":
		mr.setSex(false)
	default:
		mr.remark(FieldSex, "sex", "")
	}
	male, female := mr.marks(FieldMale), mr.marks(FieldFemale)
	switch {
	case male && female:
		mr.remark(FieldFemale, "sex", "")
	case male || female:
		mr.setSex(female)
	case mr.has(FieldFemale) && !mr.has(FieldMale) && !mr.has(FieldSex):
		mr.setSex(false)
	case (mr.has(FieldSex) || mr.has(FieldFemale)) && !mr.given[FieldSex] && mr.text(FieldSex) == "":
		mr.remark(mr.sexColumn(), "sex_empty", "")
	}
}

func (mr *memberReader) sexColumn() Field {
	if mr.has(FieldSex) {
		return FieldSex
	}
	return FieldFemale
}

func (mr *memberReader) heading(f Field) string {
	for _, c := range mr.columns {
		if c.Field == f {
			return c.Heading
		}
	}
	return ""
}

func (mr *memberReader) setSex(female bool) { mr.m.Female, mr.given[FieldSex] = female, true }

// marks reports a cross, the word of the column, or a birth. What is neither
// is a remark.
func (mr *memberReader) marks(f Field) bool {
	text := mr.text(f)
	switch said := yesOrNo(text); {
	case said == blank || said == no:
		return false
	case said == yes || fold(text) == "nu" && f == FieldFemale || low(text) == "nam" && f == FieldMale:
		return true
	case low(text) == "nam" || fold(text) == "nu":
		return false
	}
	birth, code := mr.calendar.birth(mr.cell(f))
	if code != "" {
		mr.remark(f, code, string(birth))
	}
	if birth != "" {
		mr.m.Born, mr.given[FieldBorn] = birth, true
	}
	return birth != "" || code != ""
}

// readDays takes the birth, the day of admission and that of becoming official.
func (mr *memberReader) readDays() {
	if c := dayCell(mr.row, mr.columns, FieldBorn); strings.TrimSpace(c.text()) != "" {
		birth, code := mr.calendar.birth(c)
		if code != "" {
			mr.remark(FieldBorn, code, string(birth))
		}
		if birth != "" {
			mr.m.Born, mr.given[FieldBorn] = birth, true
		}
	}
	if c := dayCell(mr.row, mr.columns, FieldJoined); strings.TrimSpace(c.text()) != "" {
		day, code := mr.calendar.day(c)
		if code != "" {
			mr.remark(FieldJoined, code, "")
		}
		mr.m.Joined, mr.given[FieldJoined] = day, day != ""
	}
	switch day, code := mr.calendar.day(mr.cell(FieldOfficialOn)); {
	case code != "" || day == "": // what else it says: [memberReader.officialOn]
	case day < mr.m.Joined:
		mr.remark(FieldOfficialOn, "before_joined", "")
	default:
		mr.m.OfficialOn, mr.given[FieldOfficialOn] = day, true
	}
	if mr.m.Born.Younger(adult, mr.m.Joined) {
		mr.remark(FieldJoined, "young", string(mr.m.Joined))
	}
}

func (mr *memberReader) readMinority() {
	switch said := minority(mr.text(FieldMinority)); {
	case said == unclear:
		mr.remark(FieldMinority, "minority", "")
	// a cross that is not there
	case said != blank || mr.has(FieldMinority) && hasWords(fold(mr.heading(FieldMinority)), "thieu so", "dtts"):
		mr.m.EthnicMinority, mr.given[FieldMinority] = said == yes, true
		if yesOrNo(mr.text(FieldMinority)) == unclear { // a name, no cross
			mr.m.People = mr.keptText(FieldMinority)
		}
	}
}

func (mr *memberReader) readIncumbent() {
	text := mr.text(FieldIncumbent)
	said := yesOrNo(text)
	if said == unclear && hasWords(fold(text), "bi thu", "pho bi thu", "chi uy", "chi uy vien", "cap uy", "uy vien",
		"pbt", "bt", "cuv") {
		said = yes
	}
	switch {
	case said == unclear:
		mr.remark(FieldIncumbent, "choice", "")
	case mr.has(FieldIncumbent):
		mr.m.Incumbent, mr.given[FieldIncumbent] = said == yes, true
	}
}
