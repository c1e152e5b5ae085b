package roster

import (
	"maps"
	"path"
	"slices"
	"strings"

	"kiemphieu/congress"
)

// Choices are a person's answers to what a file leaves open. Whatever is not
// chosen is taken as it is likeliest, so the zero value reads a whole file.
type Choices struct {
	Worksheet string                    `json:"sheet,omitempty"`
	Head      Head                      `json:"head,omitempty"`
	Columns   Mapping                   `json:"columns,omitempty"`
	Rows      map[int]bool              `json:"rows,omitempty"`     // by line: taken in or left out
	Cells     map[string]string         `json:"cells,omitempty"`    // by name: what a person wrote over a cell
	Official  map[int]bool              `json:"official,omitempty"` // by line: chính thức or dự bị
	People    map[int]congress.MemberID `json:"people,omitempty"`   // by line: whom of the list it means
}

// NewPerson stands in [Choices].People for somebody who is not on the list yet.
const NewPerson congress.MemberID = "new"

// Worksheet is one of the sheets of a workbook.
type Worksheet struct {
	Name   string
	Hidden bool // left aside
	Chosen bool
}

// Frame is a sheet as it was understood before its rows: which one it is, its
// head and its columns, with what a person may choose at each. Choices hold
// what was taken, to be changed and applied to the same file again.
type Frame struct {
	Choices    Choices
	Worksheets []Worksheet
	Heads      []Head // rows that may name the columns, the likeliest first
	Lines      []Line // the top of the sheet, to choose another head
	Columns    []Column
	Top        []Line // the head and the first rows below it, cell for column
}

// frame lays the sheet that was chosen, or is the likeliest by what its heads say.
func frame(tables []*table, choices Choices, score func(*table) int) (Frame, *table, []Conversion, error) {
	t := pickWorksheet(tables, choices.Worksheet, score)
	conversions, err := t.toUnicode()
	if err != nil {
		return Frame{}, nil, nil, err
	}
	t.mend(choices.Cells)
	f := Frame{Choices: choices, Lines: t.top(headsWithin / 2)}
	f.Choices.Worksheet = t.name
	for _, other := range tables {
		f.Worksheets = append(f.Worksheets, Worksheet{Name: other.name, Hidden: other.hidden, Chosen: other == t})
	}
	return f, t, conversions, nil
}

// take keeps the head and the columns that were taken.
func (f *Frame) take(t *table, head Head, columns []Column) {
	f.Columns, f.Choices.Head, f.Choices.Columns = columns, head, mapping(columns)
	f.Choices.Rows = maps.Clone(f.Choices.Rows)
	f.Top = t.sample(head, columns)
}

// Unused lists the columns that say nothing.
func (f Frame) Unused() []Column {
	var unused []Column
	for _, c := range f.Columns {
		if c.Field == FieldUnused {
			unused = append(unused, c)
		}
	}
	return unused
}

// Reading is a roster as it was understood, stage by stage.
type Reading struct {
	Frame

	Rows        []Row
	Conversions []Conversion
	Notices     []Notice
	twoDigits   bool // years were written with two
}

// Line is a row of the file as it stands there.
type Line struct {
	Number int
	Head   bool
	Texts  []string
}

// Row is one row below the head with anything in it.
type Row struct {
	Line    int // in the file, from 1
	Label   string
	Reason  Reason // why it is left out, "" if it is taken in
	Above   int    // the line that it repeats
	Member  congress.Member
	Given   map[Field]bool // what the file says about the member
	Remarks []Remark
}

// Taken reports whether the row is to be a member.
func (r Row) Taken() bool { return r.Reason == "" }

// Notice is something about the whole file that a person should know.
type Notice struct {
	Code  string // end of the key of a sentence
	Value string
}

// NoticeCodes lists the codes of notices.
func NoticeCodes() []string {
	return []string{"no_sex", "no_status", "no_head", "two_digits", "hidden_sheet", "other_sheet"}
}

// Members returns the rows that are taken in.
func (r Reading) Members() []Row {
	return r.pick(Row.Taken)
}

// LeftOut returns the other rows, each with its reason.
func (r Reading) LeftOut() []Row {
	return r.pick(func(row Row) bool { return !row.Taken() })
}

func (r Reading) pick(which func(Row) bool) []Row {
	var rows []Row
	for _, row := range r.Rows {
		if which(row) {
			rows = append(rows, row)
		}
	}
	return rows
}

// Remarks returns those of the rows that are taken in, from top to bottom.
func (r Reading) Remarks() []Remark {
	var all []Remark
	for _, row := range r.Members() {
		all = append(all, row.Remarks...)
	}
	return all
}

// Letters returns the conversions that a person compares before anything is
// written: those of names, and all that are doubtful.
func (r Reading) Letters() []Conversion {
	var shown []Conversion
	for _, c := range r.Conversions {
		name := slices.ContainsFunc(r.Columns, func(column Column) bool {
			return column.At == c.At && column.Field.OfName()
		})
		if c.Doubtful || name {
			shown = append(shown, c)
		}
	}
	return shown
}

// Summary counts the members of a reading.
type Summary struct {
	Members, Official, Probationary, Women, Minority, Groups int
}

// Summary counts the rows that are taken in.
func (r Reading) Summary() Summary {
	var s Summary
	groups := map[string]bool{}
	for _, row := range r.Members() {
		m := row.Member
		s.Members++
		if m.Official {
			s.Official++
		} else {
			s.Probationary++
		}
		if m.Female {
			s.Women++
		}
		if m.EthnicMinority {
			s.Minority++
		}
		if m.Group != "" {
			groups[fold(m.Group)] = true
		}
	}
	s.Groups = len(groups)
	return s
}

// Read reads a roster from an XLSX or CSV file. Years of two digits and days
// to come are judged by today.
func Read(name string, content []byte, today congress.Date, choices Choices) (Reading, error) {
	tables, err := open(name, content)
	if err != nil {
		return Reading{}, err
	}
	f, t, conversions, err := frame(tables, choices, (*table).likely)
	if err != nil {
		return Reading{}, err
	}
	r := Reading{Frame: f, Conversions: conversions}
	r.Heads = t.heads()
	head := choices.Head
	if _, bottom, ok := head.lines(); !ok || bottom > len(t.rows) {
		switch {
		case len(r.Heads) > 0:
			head = r.Heads[0]
		case t.startsAtOnce():
			head = NoHead
		default:
			return r, fileError("no_heading")
		}
	}
	if isRegister(t.headings(head)) {
		return r, fileError("register_form")
	}
	r.take(t, head, t.columns(head, choices.Columns))
	r.readRows(t, calendar{today, t.from1904})
	r.notices()
	return r, r.check()
}

// open reads the cells of a file by the kind that its name tells.
func open(name string, content []byte) ([]*table, error) {
	if len(content) > MaxBytes {
		return nil, fileError("too_large")
	}
	tables, err := openKind(name, content)
	for _, t := range tables {
		t.end()
	}
	return tables, err
}

func openKind(name string, content []byte) ([]*table, error) {
	switch strings.ToLower(path.Ext(name)) {
	case ".xlsx":
		return readXLSX(content)
	case ".csv", ".txt":
		return readCSV(content)
	case ".xls":
		return nil, fileError("old_excel")
	case ".xlsm":
		return nil, fileError("macros")
	}
	return nil, fileError("file_type")
}

// pickWorksheet takes the sheet with that name if a person can see it, else the
// visible one with the highest score.
func pickWorksheet(tables []*table, name string, score func(*table) int) *table {
	best, most, left := tables[0], -1, maxHeads
	for _, t := range tables {
		if t.hidden {
			continue
		}
		if t.name == name && name != "" {
			return t
		}
		n := t.size()
		if left -= t.above(); left >= 0 && len(tables) > 1 {
			n = score(t.glimpse())
		}
		if n > most {
			best, most = t, n
		}
	}
	return best
}

// size scores a sheet by its rows alone.
func (t *table) size() int { return min(t.filled, 2*MaxRows) }

// glimpse is the top of a sheet, in Unicode: where its head is looked for.
func (t *table) glimpse() *table {
	top := *t
	top.rows = nil
	for _, r := range t.rows[:min(headsWithin+1, len(t.rows))] {
		r.cells = slices.Clone(r.cells)
		top.rows = append(top.rows, r)
	}
	_, _ = top.toUnicode() // what is too much is told where the sheet is chosen
	return &top
}

// above counts the cells among which a head is looked for.
func (t *table) above() int {
	n := 0
	for _, r := range t.rows[:min(headsWithin, len(t.rows))] {
		n += len(r.cells)
	}
	return n
}

// likely scores a sheet by what its head says, the longer of two before the other.
func (t *table) likely() int {
	score := t.size()
	if heads := t.heads(); len(heads) > 0 {
		score += known(fieldsOf(t.headings(heads[0]))) * 2 * MaxRows
	}
	return score
}

// isRegister recognises the Party's register of members (Mẫu 7-HSĐV), which
// holds several facts in every cell.
func isRegister(all []heading) bool {
	facts := 0
	for _, h := range all {
		text := fold(h.String())
		for _, phrase := range [][]string{{"nam nu", "ton giao"}, {"nghe nghiep", "truoc khi vao dang"},
			{"vao dang", "ngay chinh thuc"}, {"so the", "so ly lich"}, {"van hoa", "ly luan"},
			{"khai sinh", "ho va ten"}} {
			if hasWords(text, phrase[0]) && hasWords(text, phrase[1]) {
				facts++
				break
			}
		}
	}
	return facts >= 3
}

// readRows sorts the rows below the head and reads each that can be a member.
func (r *Reading) readRows(t *table, k calendar) {
	s := newSorter(t, r.Choices.Head, r.Columns)
	_, bottom, _ := r.Choices.Head.lines()
	mr := &memberReader{t: t, columns: r.Columns, calendar: k, status: blank,
		runs: t.inRuns(columnOf(r.Columns, FieldGroup), bottom)}
	mr.cardLength = cardLength(t.texts(columnOf(r.Columns, FieldCard), bottom))
	mr.grouped = 2*len(t.texts(columnOf(r.Columns, FieldGroup), bottom)) > t.filled-bottom
	for _, raw := range t.rows[bottom:] {
		if len(raw.filled()) == 0 {
			continue
		}
		row := Row{Line: raw.line, Label: s.label(raw), Reason: s.sort(raw)}
		mr.under(row)
		if row.Reason == "" || r.Choices.Rows[row.Line] {
			row.Member, row.Given, row.Remarks = mr.read(raw, s.name(raw))
			r.answerStatus(&row)
		}
		r.twoDigits = r.twoDigits || row.Reason == "" && k.twoDigits(raw, r.Columns)
		r.Rows = append(r.Rows, row)
	}
	r.tick()
	r.findRepeats()
}

// answerStatus takes what a person answered about a member's kind.
func (r *Reading) answerStatus(row *Row) {
	official, ok := r.Choices.Official[row.Line]
	if !ok {
		return
	}
	row.Member.Official, row.Given[FieldStatus] = official, true
	row.Remarks = slices.DeleteFunc(row.Remarks, Remark.AsksStatus)
}

// tick takes rows in or leaves them out as a person chose; nobody is taken in
// without a name that can be kept.
func (r *Reading) tick() {
	for i := range r.Rows {
		row := &r.Rows[i]
		chosen, ok := r.Choices.Rows[row.Line]
		switch {
		case !ok:
		case !chosen && row.Taken():
			row.Reason = ReasonUnticked
		case chosen && hasName(row.Member.Name) && unkept(row.Member.Name) == "":
			row.Reason = ""
		}
	}
}

// check refuses a file that has nobody or too many.
func (r *Reading) check() error {
	switch {
	case len(r.Rows) == 0:
		return fileError("no_rows")
	case r.Summary().Members > MaxRows:
		return fileError("too_many_rows")
	}
	return nil
}

// notices gathers what holds for all rows.
func (r *Reading) notices() {
	has := func(fields ...Field) bool {
		return slices.ContainsFunc(fields, func(f Field) bool { return columnOf(r.Columns, f) >= 0 })
	}
	if !has(FieldSex, FieldMale, FieldFemale) {
		r.notice("no_sex", "")
	}
	stated := slices.ContainsFunc(r.Members(), func(row Row) bool { return row.Given[FieldStatus] })
	if !stated && !has(FieldStatus, FieldOfficial, FieldProbationary, FieldOfficialOn) {
		r.notice("no_status", "")
	}
	if r.Choices.Head == NoHead {
		r.notice("no_head", "")
	}
	if r.twoDigits {
		r.notice("two_digits", "")
	}
	for _, s := range r.Worksheets {
		switch {
		case s.Hidden:
			r.notice("hidden_sheet", s.Name)
		case !s.Chosen:
			r.notice("other_sheet", s.Name)
		}
	}
}

func (r *Reading) notice(code, value string) {
	r.Notices = append(r.Notices, Notice{code, value})
}
