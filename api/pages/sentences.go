package pages

import (
	"strconv"
	"strings"

	"kiemphieu/api"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/ratify/calendar"
	"kiemphieu/web"
	"kiemphieu/words"
)

// sentences are what the pages say.
type sentences struct{ api.Words }

// daysLeft says how many working days a deadline leaves, or by how many it is over.
func (w sentences) daysLeft(due congress.Date, left calendar.Left) string {
	code := "inbox.left"
	switch {
	case due == "":
		return ""
	case left.Over && left.Days == 0:
		code = "inbox.just_over"
	case left.Over:
		code = "inbox.over"
	case left.Days == 0:
		code = "inbox.today"
	}
	return w.Text(code, map[string]string{"days": strconv.Itoa(left.Days)})
}

// flag writes a flag as a sentence.
func (w sentences) flag(f ratify.Flag) string {
	return w.Text("flag."+f.Code, w.figures(f.Params))
}

// figures returns the figures of a check or flag as they stand in a sentence.
func (w sentences) figures(of map[string]string) map[string]string {
	params := map[string]string{}
	for name, value := range of {
		params[name] = value
	}
	if office, ok := params["office"]; ok {
		params["office"] = w.Office(congress.Contest{Office: ballot.Office(office), Title: params["title"]})
	}
	if counting, ok := params["counting"]; ok {
		params["counting"] = words.Lower(words.Of("counting", counting))
	}
	for _, day := range []string{"due", "sent", "decided"} {
		if text, ok := params[day]; ok {
			params[day] = web.Date(text)
		}
	}
	if reason, ok := params["reason"]; ok && reason != "" {
		params["reason"] = ": " + reason
	}
	return params
}

// check writes a check as a sentence.
func (w sentences) check(c ratify.Check) string {
	return w.Text("check."+c.Code+"."+string(c.Result), w.figures(c.Params))
}

// itemNames names items of the checklist in a sentence.
func (w sentences) itemNames(items []congress.PreparationItem) string {
	names := make([]string, len(items))
	for i, item := range items {
		names[i] = w.Text("preparation.short."+string(item), nil)
	}
	return strings.Join(names, ", ")
}
