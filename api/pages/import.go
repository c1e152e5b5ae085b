package pages

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/office"
	"kiemphieu/roster"
)

// imports is about a list that is brought in: its file, what its columns are,
// who its rows are, and what it changes. The file and the answers wait between
// the pages, so that each can be opened again; nothing is written before the last.
type imports struct {
	*screen
	rosters  rosters
	congress interface {
		Overview(ctx context.Context, id congress.CongressID) (congress.Overview, error)
		SaveRoster(ctx context.Context, by congress.Actor, id congress.CongressID, members []congress.Member,
			gone ...congress.MemberID) error
	}
	office interface {
		AnswerImport(ctx context.Context, by congress.Actor, about, answers string) error
		ColumnsOf(ctx context.Context, org congress.OrgID) (map[string]string, error)
		DropImport(ctx context.Context, by congress.Actor, about string) error
		ImportOf(ctx context.Context, by congress.Actor, about string) (office.Import, error)
		KeepImport(ctx context.Context, by congress.Actor, about, name string, content []byte, answers string) error
		RememberColumns(ctx context.Context, org congress.OrgID, said map[string]string) error
	}
}

const importPath = "/dai-hoi/:congress/dang-vien/nhap"

func (s imports) routes() []api.Route {
	return []api.Route{
		api.Post("/dai-hoi/:congress/dang-vien/xem-truoc", organise, s.begin),
		api.Get(importPath, organise, s.showColumns),
		api.Post(importPath+"/cot", organise, s.takeColumns),
		api.Get(importPath+"/nguoi", organise, s.showRows),
		api.Post(importPath+"/nguoi", organise, s.takeRows),
	}
}

func importAt(r *api.Request, step string) string {
	return "/dai-hoi/" + url.PathEscape(string(r.CongressID())) + "/dang-vien/nhap" + step
}

// stamp stands on a page for the answers that it shows: they may hold letters of
// the file that nobody typed, which the gate for text would refuse or mend.
func stamp(answers string) string {
	sum := sha256.Sum256([]byte(answers))
	return hex.EncodeToString(sum[:])
}

// Stamp is that of the answers that the page shows.
func (w waiting) Stamp() string { return stamp(w.Answers) }

// waiting is a file that waits, as it is read with the answers given so far.
type waiting struct {
	O       congress.Overview
	File    string
	Reading roster.Reading
	Guess   map[string]roster.Field // what the headings say by themselves
	Known   map[string]string       // what somebody said of them at an earlier import
	Plan    roster.Plan
	Answers string // as they are kept
	Step    int

	content []byte
}

// begin keeps a file and leads to its columns. A file that nobody can read is refused here.
func (s imports) begin(r *api.Request) error {
	name, content, err := uploaded(r)
	if err != nil {
		return s.again(r, err, s.rosters.show)
	}
	o, err := s.congress.Overview(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	known, err := s.office.ColumnsOf(r.Context(), o.Congress.OrgID)
	if err != nil {
		return err
	}
	answers := roster.Choices{Columns: roster.Mapping{}}
	for heading, field := range known {
		answers.Columns[heading] = roster.Field(field)
	}
	reading, err := roster.Read(name, content, today(), answers)
	if err != nil && len(reading.Lines) == 0 || fieldCode(err) == "register_form" {
		return s.again(r, err, s.rosters.show)
	}
	text, err := json.Marshal(answers)
	if err != nil {
		return err
	}
	if err := s.office.KeepImport(r.Context(), r.By, string(o.Congress.ID), name, content, string(text)); err != nil {
		return err
	}
	return r.Go(importAt(r, ""))
}

// uploaded reads the file of a form.
func uploaded(r *api.Request) (name string, content []byte, err error) {
	header, err := r.FormFile("file")
	if err != nil {
		return "", nil, &congress.FieldError{Field: "file", Code: "required"}
	}
	content, err = readUpload(header)
	return header.Filename, content, err
}

// today judges years of two digits and days to come.
func today() congress.Date {
	return congress.At(time.Now()).Date() //nolint:forbidigo // a file is read by the wall clock
}

// fieldCode returns what is wrong with the one field of an error, "" for others.
func fieldCode(err error) string {
	var wrong *congress.FieldError
	if errors.As(err, &wrong) {
		return wrong.Code
	}
	return ""
}

// waitingFor reads the file that waits. What is wrong with the reading comes
// beside as much of it as there is.
func (s imports) waitingFor(r *api.Request) (w waiting, wrong, err error) {
	if w.O, err = s.congress.Overview(r.Context(), r.CongressID()); err != nil {
		return w, nil, err
	}
	kept, err := s.office.ImportOf(r.Context(), r.By, string(w.O.Congress.ID))
	if isNotFound(err) {
		err = api.ErrNoImport
	}
	if err != nil {
		return w, nil, err
	}
	if w.Known, err = s.office.ColumnsOf(r.Context(), w.O.Congress.OrgID); err != nil {
		return w, nil, err
	}
	w.File, w.content = kept.Name, kept.Content
	var answers roster.Choices
	if err := json.Unmarshal([]byte(kept.Answers), &answers); err != nil {
		return w, nil, fmt.Errorf("answers of an import: %w", err)
	}
	return w, w.read(answers), nil
}

// read reads the file with other answers.
func (w *waiting) read(answers roster.Choices) error {
	reading, wrong := roster.Read(w.File, w.content, today(), answers)
	text, err := json.Marshal(reading.Choices)
	if err != nil {
		return err
	}
	w.Reading, w.Answers = reading, string(text)
	w.Plan = roster.Match(w.O.Members, reading.Members(), reading.Choices.People)
	w.Guess = map[string]roster.Field{}
	if bare, err := roster.Read(w.File, w.content, today(), roster.Choices{Worksheet: reading.Choices.Worksheet,
		Head: reading.Choices.Head}); err == nil {
		for _, c := range bare.Columns {
			w.Guess[c.Key] = c.Field
		}
	}
	return wrong
}

// keep keeps the answers for the pages to come.
func (s imports) keep(r *api.Request, w waiting) error {
	return s.office.AnswerImport(r.Context(), r.By, string(w.O.Congress.ID), w.Answers)
}

// lost shows the roster again where no file waits any more.
func (s imports) lost(r *api.Request, err error) error {
	if errors.Is(err, api.ErrNoImport) {
		return s.again(r, err, s.rosters.show)
	}
	return err
}

// renderStep shows a step.
func (s imports) renderStep(r *api.Request, name, title string, w waiting, data any) error {
	id := string(w.O.Congress.ID)
	crumbs := append(congressCrumbs(w.O), crumb{"/dai-hoi/" + id + "/dang-vien", "Danh sách đảng viên"})
	return s.render(r, name, page{Title: title, Crumbs: crumbs, Rehearsal: w.O.Congress.Rehearsal,
		Meeting: w.O.Congress, Fact: w.File,
		Data: data})
}

// columnsPage asks what the columns are.
type columnsPage struct {
	waiting
	Fields []roster.Field
	Heads  []headChoice
	Sample string // the first member, as it would be written
	Line   int
	Used   int
}

// headChoice is a row that may name the columns.
type headChoice struct {
	Head roster.Head
	Text string
}

func (s imports) showColumns(r *api.Request) error {
	w, wrong, err := s.waitingFor(r)
	if err != nil {
		return s.lost(r, err)
	}
	if wrong != nil && r.Problem == nil {
		return s.again(r, wrong, s.showColumns)
	}
	w.Step = 2
	p := columnsPage{waiting: w, Fields: roster.Fields(), Heads: s.headChoices(w.Reading.Frame)}
	for _, c := range w.Reading.Columns {
		if c.Field != roster.FieldUnused {
			p.Used++
		}
	}
	if rows := w.Reading.Members(); len(rows) > 0 {
		full := slices.MaxFunc(rows[:min(len(rows), 30)], func(a,
			b roster.Row) int {
			return len(a.Given) - len(b.Given)
		})
		p.Line, p.Sample = full.Line, s.words.person(full.Member)
	}
	return s.renderStep(r, "import", "Mỗi cột trong tệp là gì?", w, p)
}

// headChoices lists the likely heads, then the other rows at the top of the sheet.
func (s *screen) headChoices(reading roster.Frame) []headChoice {
	var all []headChoice
	seen := map[roster.Head]bool{"": true}
	add := func(h roster.Head, texts []string) {
		if seen[h] {
			return
		}
		seen[h] = true
		if h == roster.NoHead {
			all = append(all, headChoice{h, s.words.Text("import.head_none", nil)})
			return
		}
		text := s.words.Text("import.head", map[string]string{"line": string(h)})
		if first, last, two := strings.Cut(string(h), "-"); two {
			text = s.words.Text("import.head_of_two", map[string]string{"first": first, "last": last})
		}
		if len(texts) > 0 {
			text += ": " + shortened(strings.Join(texts, ", "), 60)
		}
		all = append(all, headChoice{h, text})
	}
	add(reading.Choices.Head, nil)
	for _, h := range reading.Heads {
		add(h, nil)
	}
	add(roster.NoHead, nil)
	for _, line := range reading.Lines {
		add(roster.Head(strconv.Itoa(line.Number)), line.Texts)
	}
	return all
}

// shortened cuts a text at a word.
func shortened(text string, most int) string {
	letters := []rune(text)
	if len(letters) <= most {
		return text
	}
	cut := string(letters[:most])
	if at := strings.LastIndex(cut, " "); at > 0 {
		cut = cut[:at]
	}
	return cut + "…"
}

// takeColumns takes the sheet, the head and the columns. Where sheet or head
// is another one, the columns are those that it has, and are asked again.
func (s imports) takeColumns(r *api.Request) error {
	w, _, err := s.waitingFor(r)
	if err != nil {
		return s.lost(r, err)
	}
	typed, err := readAll(r)
	if err != nil {
		return s.again(r, err, s.showColumns)
	}
	answers := w.Reading.Choices
	sheet, head := typed.Get("sheet"), roster.Head(typed.Get("head"))
	if sheet == "" {
		sheet = answers.Worksheet
	}
	anew := sheet != answers.Worksheet || head != answers.Head
	if sheet != answers.Worksheet {
		answers = roster.Choices{Worksheet: sheet, Columns: said(w.Known)}
	} else if anew {
		answers = roster.Choices{Worksheet: sheet, Head: head, Columns: said(w.Known)}
	} else if answers.Columns, err = columnsTyped(w.Reading.Columns, typed); err != nil {
		return s.again(r, err, s.showColumns)
	}
	wrong := w.read(answers)
	if err := s.keep(r, w); err != nil {
		return err
	}
	if wrong != nil || anew || typed.Get("next") != "rows" {
		return r.Go(importAt(r, ""))
	}
	return r.Go(importAt(r, "/nguoi"))
}

// said turns what is remembered into a mapping.
func said(known map[string]string) roster.Mapping {
	m := roster.Mapping{}
	for heading, field := range known {
		m[heading] = roster.Field(field)
	}
	return m
}

// columnsTyped reads what each column was taken for; a name must be among them,
// and no two columns are the same.
func columnsTyped(columns []roster.Column, typed url.Values) (roster.Mapping, error) {
	m, taken := roster.Mapping{}, map[roster.Field]string{}
	var wrong []error
	for _, c := range columns {
		name := "c" + c.Letter
		f := c.Field
		if typed.Has(name) {
			f = roster.Field(typed.Get(name))
		}
		first, twice := taken[f]
		switch {
		case !f.Valid():
			wrong = append(wrong, &congress.FieldError{Field: name, Code: "unknown"})
		case twice && f != roster.FieldUnused:
			wrong = append(wrong, &congress.FieldError{Field: name, Code: "column_twice", Value: first})
		}
		m[c.Key], taken[f] = f, c.Letter
	}
	if _, ok := taken[roster.FieldName]; !ok {
		_, family := taken[roster.FieldFamily]
		_, given := taken[roster.FieldGiven]
		if (!family || !given) && len(columns) > 0 {
			wrong = append(wrong, &congress.FieldError{Field: "c" + columns[0].Letter, Code: "no_name_column"})
		}
	}
	return m, congress.WrongFields(wrong...)
}

// Remembered reports whether a column is what somebody said at an earlier import.
func (w waiting) Remembered(c roster.Column) bool {
	return w.Known[c.Key] != "" && roster.Field(w.Known[c.Key]) == c.Field && w.Guess[c.Key] != c.Field
}

// differing returns the columns that a person took for something else than
// their headings say, and forgets those where both agree.
func (w waiting) differing() map[string]string {
	remember := map[string]string{}
	for _, c := range w.Reading.Columns {
		if guess, ok := w.Guess[c.Key]; ok && guess != c.Field {
			remember[c.Key] = string(c.Field)
		} else if w.Known[c.Key] != "" {
			remember[c.Key] = ""
		}
	}
	return remember
}
