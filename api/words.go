package api

import (
	"strconv"
	"strings"

	"kiemphieu/congress"
	"kiemphieu/tally"
	"kiemphieu/web"
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
		params["office"] = w.Text("office."+office, nil)
	}
	return w.Text("finding."+f.Code, params)
}

// Balance writes an equation of the ballot account that does not hold.
func (w Words) Balance(f tally.Finding) string {
	return w.Text("balance."+f.Code, map[string]string{"left": strconv.Itoa(f.Left), "right": strconv.Itoa(f.Right), "difference": strconv.Itoa(f.Left - f.Right)})
}

// label names a field as the form does.
func (w Words) label(field string) string {
	if code := "field." + LastField(field); w.Has(code) {
		return w.Text(code, nil)
	}
	return field
}

// LastField gives the last part of a field's path: "members[3].born" → "born".
func LastField(path string) string {
	if dot := strings.LastIndexByte(path, '.'); dot >= 0 {
		path = path[dot+1:]
	}
	name, _, _ := strings.Cut(path, "[")
	return name
}
