package pages

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/office"
	"kiemphieu/roster"
)

// importTrees is about a list of organisations that is brought in: the file,
// what its columns are, and what it would add, before anything is written.
type importTrees struct {
	*screen
	organisations organisations
	office        interface {
		AnswerImport(ctx context.Context, by congress.Actor, about, answers string) error
		BranchOf(ctx context.Context, by congress.Actor, id congress.OrgID, search office.Search) (office.Branch, error)
		DropImport(ctx context.Context, by congress.Actor, about string) error
		GrowTree(ctx context.Context, root congress.OrgID, list []office.Seedling) (int, error)
		ImportOf(ctx context.Context, by congress.Actor, about string) (office.Import, error)
		KeepImport(ctx context.Context, by congress.Actor, about, name string, content []byte, answers string) error
		PlanTree(ctx context.Context, root congress.OrgID, list []office.Seedling) ([]office.Planted, error)
	}
}

func (s importTrees) routes() []api.Route {
	return []api.Route{
		api.Get("/to-chuc/:org/nhap", tree, s.show),
		api.Post("/to-chuc/:org/nhap/xem-truoc", tree, s.begin),
		api.Post("/to-chuc/:org/nhap", tree, s.take),
	}
}

// treeRow is a row of the list, and what becomes of it.
type treeRow struct {
	roster.Branch
	office.Planted
	Cause string // why it is left out
}

// treePage shows what a list would add.
type treePage struct {
	Branch  office.Branch
	File    string // "" before one was brought
	Reading roster.TreeReading
	Fields  []roster.Field
	Heads   []headChoice
	Rows    []treeRow
	Added   int
	There   int
	Left    int
	Answers string
	Unused  string

	wrong error // what the reading lacks; the page shows as much as there is
}

// Stamp is that of the answers that the page shows.
func (p treePage) Stamp() string { return stamp(p.Answers) }

// seedlings are what is planted: the rows that are taken.
func seedlings(reading roster.TreeReading) []office.Seedling {
	var list []office.Seedling
	for _, b := range reading.Branches {
		if b.Reason == "" {
			list = append(list, office.Seedling{Line: b.Line, Code: b.Code, Parent: b.Parent, Above: b.Above,
				Input: b.Input})
		}
	}
	return list
}

func (s importTrees) load(r *api.Request) (p treePage, kept office.Import, err error) {
	if p.Branch, err = s.office.BranchOf(r.Context(), r.By, r.OrgID(), office.Search{}); err != nil {
		return p, kept, err
	}
	kept, err = s.office.ImportOf(r.Context(), r.By, string(r.OrgID()))
	if isNotFound(err) {
		return p, kept, nil
	}
	var answers roster.Choices
	if err == nil {
		err = json.Unmarshal([]byte(kept.Answers), &answers)
	}
	if err != nil {
		return p, kept, fmt.Errorf("answers of an import: %w", err)
	}
	p.File = kept.Name
	if p.wrong = p.read(kept, answers); fieldCode(p.wrong) == "" {
		err = p.wrong
	}
	return p, kept, err
}

func (p *treePage) read(kept office.Import, answers roster.Choices) error {
	reading, wrong := roster.ReadTree(kept.Name, kept.Content, answers)
	text, err := json.Marshal(reading.Choices)
	p.Reading, p.Answers = reading, string(text)
	return errors.Join(wrong, err)
}

func (s importTrees) show(r *api.Request) error {
	p, _, err := s.load(r)
	if err != nil {
		return err
	}
	if p.wrong != nil && r.Problem == nil {
		return s.again(r, p.wrong, s.show)
	}
	if p.File != "" {
		if err := s.fill(r, &p); err != nil {
			return err
		}
	}
	crumbs := append(crumbsOf(p.Branch.Above), crumb{"/to-chuc/" + string(p.Branch.Organisation.ID),
		p.Branch.Organisation.Name})
	return s.render(r, "import_tree", page{Title: "Nhập tổ chức từ Excel", Crumbs: crumbs, Fact: p.File, Data: p})
}

// fill says of every row what becomes of it.
func (s importTrees) fill(r *api.Request, p *treePage) error {
	planted, err := s.office.PlanTree(r.Context(), r.OrgID(), seedlings(p.Reading))
	if err != nil {
		return err
	}
	byLine := map[int]office.Planted{}
	for _, seedling := range planted {
		byLine[seedling.Line] = seedling
	}
	p.Fields, p.Heads = roster.TreeFields(), s.headChoices(p.Reading.Frame)
	p.Unused = s.words.columns(p.Reading.Unused())
	for _, b := range p.Reading.Branches {
		row := treeRow{Branch: b, Planted: byLine[b.Line]}
		switch {
		case b.Reason != "":
			row.Cause = s.words.Text(treeReason(b.Reason), nil)
			p.Left++
		case row.Wrong != "":
			row.Cause = s.words.Text("tree.wrong."+row.Wrong, map[string]string{"parent": b.Parent})
			p.Left++
		case row.There:
			p.There++
		default:
			p.Added++
		}
		p.Rows = append(p.Rows, row)
	}
	return nil
}

// treeReason is the key of why a row is no organisation.
func treeReason(why roster.Reason) string {
	if slices.Contains([]roster.Reason{roster.ReasonText, roster.ReasonNoName, roster.ReasonLong}, why) {
		return "tree.reason." + string(why)
	}
	return "import.reason." + string(why)
}

func (s importTrees) begin(r *api.Request) error {
	name, content, err := uploaded(r)
	if err == nil {
		var reading roster.TreeReading
		if reading, err = roster.ReadTree(name, content, roster.Choices{}); len(reading.Lines) > 0 {
			err = nil // sheet and head are chosen on the page
		}
	}
	if err != nil {
		return s.again(r, err, s.show)
	}
	if err := s.office.KeepImport(r.Context(), r.By, string(r.OrgID()), name, content, "{}"); err != nil {
		return err
	}
	return r.Go(ofOrg("/nhap")(r))
}

// take takes the columns and ticks, and writes what they make where that is
// asked and the page shows it.
func (s importTrees) take(r *api.Request) error {
	p, kept, err := s.load(r)
	if err != nil {
		return err
	}
	typed, err := readAll(r)
	if err != nil {
		return s.again(r, err, s.show)
	}
	if p.File == "" || typed.Get("answers") != p.Stamp() {
		return s.again(r, api.ErrImportChanged, s.show)
	}
	before := p.Reading.Choices
	wrong := p.read(kept, treeTyped(p.Reading, typed))
	if err := s.office.AnswerImport(r.Context(), r.By, string(r.OrgID()), p.Answers); err != nil {
		return err
	}
	if typed.Get("next") != "write" || wrong != nil || !sameFrame(before, p.Reading.Choices) {
		return r.Go(ofOrg("/nhap")(r))
	}
	added, err := s.office.GrowTree(r.Context(), r.OrgID(), seedlings(p.Reading))
	if err != nil {
		return s.again(r, err, s.show)
	}
	if err := s.office.DropImport(r.Context(), r.By, string(r.OrgID())); err != nil {
		return err
	}
	r.Note(s.words.Text("done.tree_grown", map[string]string{"n": strconv.Itoa(added)}))
	return r.Go(ofOrg("")(r))
}

// sameFrame reports that a list is read by the same sheet, head and columns.
func sameFrame(a, b roster.Choices) bool {
	return a.Worksheet == b.Worksheet && a.Head == b.Head && maps.Equal(a.Columns, b.Columns)
}

// treeTyped takes sheet, head, columns and ticks. Another sheet or head has
// columns of its own, which are asked again.
func treeTyped(reading roster.TreeReading, typed url.Values) roster.Choices {
	c := reading.Choices
	switch sheet, head := typed.Get("sheet"), roster.Head(typed.Get("head")); {
	case sheet != "" && sheet != c.Worksheet:
		return roster.Choices{Worksheet: sheet}
	case head != "" && head != c.Head:
		return roster.Choices{Worksheet: c.Worksheet, Head: head}
	}
	c.Columns, c.Rows = copied(c.Columns), copied(c.Rows)
	for _, column := range reading.Columns {
		if name := "c" + column.Letter; typed.Has(name) {
			c.Columns[column.Key] = roster.Field(typed.Get(name))
		}
	}
	for _, b := range reading.Branches {
		if b.Reason == "" || b.Reason == roster.ReasonUnticked {
			c.Rows[b.Line] = typed.Has("r" + strconv.Itoa(b.Line))
		}
	}
	return c
}
