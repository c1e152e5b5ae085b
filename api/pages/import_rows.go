package pages

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/roster"
)

// rowsPage asks who the rows are, and shows what would be written.
type rowsPage struct {
	waiting
	Summary roster.Summary
	Notices []string
	Unused  string
	Letters []roster.Conversion
	ToLook  []rowShown // that a person should look at
	Out     []rowShown // that nobody is made of
	Clean   []rowShown
	Changes []changeShown
	Gone    []congress.Member
}

// rowShown is a row with what is to be said and asked about it.
type rowShown struct {
	roster.Row
	Cause   string // why it is left out
	Remarks []remarkShown
	Asked   bool              // chính thức or dự bị
	Could   []congress.Member // whom it fits, where that is not clear
	Meant   congress.MemberID // whom a person said that it is
}

// remarkShown is a remark with the field in which its cell is mended.
type remarkShown struct {
	roster.Remark
	Text string
	Mend bool
}

// changeShown is what an import changes of a member.
type changeShown struct {
	Name    string
	Line    int
	Changes []string
}

func (s imports) showRows(r *api.Request) error {
	w, wrong, err := s.waitingFor(r)
	switch {
	case err != nil:
		return s.lost(r, err)
	case wrong != nil:
		return r.Go(importAt(r, ""))
	}
	w.Step = 3
	p := rowsPage{waiting: w, Summary: w.Reading.Summary(), Letters: w.Reading.Letters(), Gone: w.Plan.Missing}
	for _, n := range w.Reading.Notices {
		p.Notices = append(p.Notices, s.words.Text("import.notice."+n.Code, map[string]string{"value": n.Value}))
	}
	p.Unused = s.words.columns(w.Reading.Unused())
	for _, row := range w.Reading.Rows {
		shown := s.rowShown(w, row)
		switch {
		case !row.Taken():
			p.Out = append(p.Out, shown)
		case len(shown.Remarks) > 0 || shown.Asked || shown.Could != nil:
			p.ToLook = append(p.ToLook, shown)
		default:
			p.Clean = append(p.Clean, shown)
		}
	}
	for _, c := range w.Plan.Changed {
		p.Changes = append(p.Changes, changeShown{c.After.Name, c.Line, s.words.changes(c)})
	}
	title := s.words.Text("import.write", map[string]string{"n": strconv.Itoa(p.Summary.Members)})
	return s.renderStep(r, "import_rows", title, w, p)
}

func (s imports) rowShown(w waiting, row roster.Row) rowShown {
	shown := rowShown{Row: row, Could: w.Plan.Could[row.Line], Meant: w.Reading.Choices.People[row.Line]}
	if row.Reason != "" {
		shown.Cause = s.words.Text("import.reason."+string(row.Reason),
			map[string]string{"above": strconv.Itoa(row.Above)})
	}
	if w.Reading.Choices.Rows[row.Line] && !row.Taken() {
		shown.Cause = s.words.Text("import.cannot", map[string]string{"why": shown.Cause})
	}
	_, shown.Asked = w.Reading.Choices.Official[row.Line]
	for _, remark := range row.Remarks {
		shown.Asked = shown.Asked || remark.AsksStatus()
		text := s.words.Text("import.remark."+remark.Code, map[string]string{"cell": remark.Cell, "value": remark.Value,
			"read": remark.Read})
		shown.Remarks = append(shown.Remarks, remarkShown{remark, text, !remark.AsksStatus() &&
			remark.Code != "namesake"})
	}
	if _, answered := w.Reading.Choices.People[row.Line]; answered && shown.Could == nil {
		shown.Could = sameNamed(w.O.Members, row.Member.Name)
	}
	return shown
}

// sameNamed lists the members of a name.
func sameNamed(members []congress.Member, name string) []congress.Member {
	return slices.DeleteFunc(slices.Clone(members), func(m congress.Member) bool {
		return congress.FoldName(m.Name) != congress.FoldName(name)
	})
}

// takeRows takes what was ticked, mended and answered. To write it is done at
// once, unless the answers make something stand there that nobody has seen.
func (s imports) takeRows(r *api.Request) error {
	w, wrong, err := s.waitingFor(r)
	if err != nil {
		return s.lost(r, err)
	}
	typed, err := readAll(r)
	if err != nil {
		return s.again(r, err, s.showRows)
	}
	if wrong != nil || typed.Get("answers") != w.Stamp() {
		return s.again(r, api.ErrImportChanged, s.showRows)
	}
	before := w.Reading
	if err := w.read(rowsTyped(before, typed)); err != nil {
		return s.again(r, err, s.showRows)
	}
	if err := s.keep(r, w); err != nil {
		return err
	}
	if typed.Get("next") != "write" || unseen(before, w.Reading) {
		return r.Go(importAt(r, "/nguoi"))
	}
	return s.write(r, w, typed["gone"])
}

// rowsTyped lays what was ticked and written over the answers.
func rowsTyped(reading roster.Reading, typed url.Values) roster.Choices {
	c := reading.Choices
	if c.Rows == nil {
		c.Rows = map[int]bool{}
	}
	c.Cells, c.Official, c.People = copied(c.Cells), copied(c.Official), copied(c.People)
	for _, row := range reading.Rows {
		line := strconv.Itoa(row.Line)
		switch ticked := typed.Has("r" + line); {
		case ticked != row.Taken():
			c.Rows[row.Line] = ticked
		case !ticked && c.Rows[row.Line]: // it could not be taken in
			delete(c.Rows, row.Line)
		}
		if kind := typed.Get("k" + line); kind != "" {
			c.Official[row.Line] = kind == "official"
		}
		switch who := typed.Get("m" + line); {
		case who != "":
			c.People[row.Line] = congress.MemberID(who)
		case typed.Has("m" + line):
			delete(c.People, row.Line)
		}
	}
	for name, values := range typed {
		cell, ok := strings.CutPrefix(name, "cell-")
		if ok && values[0] != typed.Get("was-"+cell) {
			c.Cells[cell] = values[0]
		}
	}
	return c
}

func copied[K comparable, V any](m map[K]V) map[K]V {
	again := make(map[K]V, len(m))
	for k, v := range m {
		again[k] = v
	}
	return again
}

// unseen reports whether a reading says something of a cell, or leaves out a
// row, that the one before it did not.
func unseen(before, after roster.Reading) bool {
	known := map[string]bool{}
	for _, row := range before.Rows {
		known[fmt.Sprint(row.Line, row.Reason)] = true
		for _, remark := range row.Remarks {
			known[remark.Cell+remark.Code+remark.Value] = true
		}
	}
	for _, row := range after.Rows {
		ticked, chosen := after.Choices.Rows[row.Line]
		if !row.Taken() && (ticked || !chosen && !known[fmt.Sprint(row.Line, row.Reason)]) {
			return true
		}
		for _, remark := range row.Remarks {
			if row.Taken() && !known[remark.Cell+remark.Code+remark.Value] {
				return true
			}
		}
	}
	return false
}

// write stores the list, remembers what its columns are, and forgets the file.
func (s imports) write(r *api.Request, w waiting, gone []string) error {
	var leave []congress.MemberID
	for _, m := range w.Plan.Missing {
		if slices.Contains(gone, string(m.ID)) {
			leave = append(leave, m.ID)
		}
	}
	id := w.O.Congress.ID
	if err := s.congress.SaveRoster(r.Context(), r.By, id, w.Plan.Members(), leave...); err != nil {
		return s.again(r, err, s.showRows)
	}
	if err := s.office.RememberColumns(r.Context(), w.O.Congress.OrgID, w.differing()); err != nil {
		return err
	}
	if err := s.office.DropImport(r.Context(), r.By, string(id)); err != nil {
		return err
	}
	r.Note(s.words.Text("done.imported", map[string]string{"what": s.words.imported(len(w.Plan.New),
		len(w.Plan.Changed), len(leave))}))
	return r.Go("/dai-hoi/" + string(id) + "/dang-vien")
}

// imported says what became of a roster, without what did not happen.
func (w sentences) imported(added, changed, gone int) string {
	var parts []string
	for _, p := range []struct {
		code string
		n    int
	}{{"added", added}, {"changed", changed}, {"gone", gone}} {
		if p.n > 0 {
			parts = append(parts, w.Text("done.imported_"+p.code, map[string]string{"n": strconv.Itoa(p.n)}))
		}
	}
	if len(parts) == 0 {
		return w.Text("done.imported_none", nil)
	}
	return strings.Join(parts, ", ")
}
