package pages

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
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
	Rows    []treeRow
	Added   int
	There   int
	Left    int
	Answers string
	Unused  string
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
	return p, kept, p.read(kept, answers)
}

func (p *treePage) read(kept office.Import, answers roster.Choices) (err error) {
	if p.Reading, err = roster.ReadTree(kept.Name, kept.Content, answers); err != nil {
		return err
	}
	text, err := json.Marshal(p.Reading.Choices)
	p.Answers = string(text)
	return err
}

func (s importTrees) show(r *api.Request) error {
	p, _, err := s.load(r)
	if err != nil {
		return err
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
	p.Fields = roster.TreeFields()
	var unused []roster.Column
	for _, c := range p.Reading.Columns {
		if c.Field == roster.FieldUnused {
			unused = append(unused, c)
		}
	}
	p.Unused = s.words.columns(unused)
	for _, b := range p.Reading.Branches {
		row := treeRow{Branch: b, Planted: byLine[b.Line]}
		switch {
		case b.Reason != "":
			row.Cause = s.words.Text("import.reason."+string(b.Reason), nil)
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

func (s importTrees) begin(r *api.Request) error {
	name, content, err := uploaded(r)
	if err == nil {
		_, err = roster.ReadTree(name, content, roster.Choices{})
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
	columns := p.Reading.Choices.Columns
	if err := p.read(kept, treeTyped(p.Reading, typed)); err != nil {
		return s.again(r, err, s.show)
	}
	if err := s.office.AnswerImport(r.Context(), r.By, string(r.OrgID()), p.Answers); err != nil {
		return err
	}
	if typed.Get("next") != "write" || fmt.Sprint(columns) != fmt.Sprint(p.Reading.Choices.Columns) {
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

func treeTyped(reading roster.TreeReading, typed url.Values) roster.Choices {
	c := reading.Choices
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
