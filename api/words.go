package api

import (
	"strconv"
	"strings"

	"kiemphieu/congress"
	"kiemphieu/tally"
	"kiemphieu/web"
	"kiemphieu/words"
)

// Words are the sentences of the site, and what the program says with them
// about things of the house.
type Words struct{ *web.Site }

// Office names a contest.
func (w Words) Office(c congress.Contest) string {
	if c.Title != "" {
		return c.Title
	}
	return w.Text("office."+string(c.Office), nil)
}

// Finding writes a finding of the list or the count as a sentence.
func (w Words) Finding(f congress.Finding) string {
	params := map[string]string{}
	for name, value := range f.Params {
		params[name] = value
	}
	if office, ok := params["office"]; ok {
		params["office"] = words.Lower(w.Text("office."+office, nil))
	}
	return words.Capital(w.Text("finding."+f.Code, params))
}

// Balance writes an equation of the ballot account that does not hold.
func (w Words) Balance(f tally.Finding) string {
	return w.Text("balance."+f.Code, map[string]string{"left": strconv.Itoa(f.Left), "right": strconv.Itoa(f.Right),
		"missing": words.Lower(w.Missing(f.Left - f.Right))})
}

// Missing says how many papers a sum lacks, or has too many where n is below 0.
func (w Words) Missing(n int) string {
	switch {
	case n > 0:
		return w.Text("equation.missing", map[string]string{"count": strconv.Itoa(n)})
	case n < 0:
		return w.Text("equation.over", map[string]string{"count": strconv.Itoa(-n)})
	}
	return w.Text("equation.balanced", nil)
}

// label names a field as the form does. A field that is asked of several, each
// with an id behind its name, says of whom.
func (w Words) label(field, row string) string {
	last := LastField(field)
	name, _, _ := strings.Cut(last, "_")
	switch {
	case w.Has("field." + last):
		return w.Text("field."+last, nil)
	case row != "" && w.Has("row."+name):
		return w.Text("row."+name, map[string]string{"name": row})
	}
	return field
}

// LastField returns the last part of a field's path: "members[3].born" → "born".
func LastField(path string) string {
	if dot := strings.LastIndexByte(path, '.'); dot >= 0 {
		path = path[dot+1:]
	}
	name, _, _ := strings.Cut(path, "[")
	return name
}
