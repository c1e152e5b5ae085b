package pages

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"kiemphieu/api"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/ratify"
	"kiemphieu/ratify/calendar"
	"kiemphieu/roster"
	"kiemphieu/web"
	"kiemphieu/words"
)

// sentences are what the pages say.
type sentences struct{ api.Words }

// at returns the sentences as the pages of a meeting say them.
func (w sentences) at(o congress.Overview) sentences {
	return sentences{api.Words{Site: w.At(o.Congress.Meeting, minutes.ChairOf(o.Congress))}}
}

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

// person writes what a list says about a member, in one line.
func (w sentences) person(m congress.Member) string {
	said := []string{m.Name, w.sex(m), web.Date(m.Born), w.status(m), m.Group}
	return strings.Join(slices.DeleteFunc(said, func(text string) bool { return text == "" }), ", ")
}

func (w sentences) sex(m congress.Member) string {
	if m.Female {
		return "nữ"
	}
	return "nam"
}

func (w sentences) status(m congress.Member) string {
	if m.Official {
		return "chính thức"
	}
	return "dự bị"
}

// columns names columns that are not used.
func (w sentences) columns(unused []roster.Column) string {
	names := make([]string, len(unused))
	for i, c := range unused {
		names[i] = c.Letter
		if c.Heading != "" {
			names[i] += " “" + c.Heading + "”"
		}
	}
	return strings.Join(names, ", ")
}

// changes says what differs of a member, fact by fact.
func (w sentences) changes(c roster.Change) []string {
	var told []string
	for _, fact := range []struct {
		field roster.Field
		of    func(congress.Member) string
	}{
		{roster.FieldName, func(m congress.Member) string { return m.Name }},
		{roster.FieldCard, func(m congress.Member) string { return m.Card }},
		{roster.FieldGroup, func(m congress.Member) string { return m.Group }},
		{roster.FieldStatus, w.status},
		{roster.FieldIncumbent, func(m congress.Member) string { return yesNo(m.Incumbent) }},
		{roster.FieldSex, w.sex},
		{roster.FieldBorn, func(m congress.Member) string { return web.Date(m.Born) }},
		{roster.FieldJoined, func(m congress.Member) string { return web.Date(m.Joined) }},
		{roster.FieldMinority, func(m congress.Member) string { return cmp.Or(m.People, yesNo(m.EthnicMinority)) }},
		{roster.FieldEducation, func(m congress.Member) string { return m.Education }},
		{roster.FieldTheory, func(m congress.Member) string { return m.PoliticalTheory }},
		{roster.FieldPosition, func(m congress.Member) string { return m.Position }},
		{roster.FieldHometown, func(m congress.Member) string { return m.Hometown }},
		{roster.FieldReligion, func(m congress.Member) string { return m.Religion }},
		{roster.FieldOfficialOn, func(m congress.Member) string { return web.Date(m.OfficialOn) }},
		{roster.FieldSchooling, func(m congress.Member) string { return m.Schooling }},
		{roster.FieldCommittees, func(m congress.Member) string { return m.Committees }},
		{roster.FieldCommended, func(m congress.Member) string { return m.Commended }},
		{roster.FieldDiscipline, func(m congress.Member) string { return m.Disciplined }},
	} {
		if was, is := fact.of(c.Before), fact.of(c.After); was != is {
			told = append(told, w.Text("import.change", map[string]string{"fact": w.Text("column."+string(fact.field),
				nil), "was": cmp.Or(was, "trống"), "is": cmp.Or(is, "trống")}))
		}
	}
	return told
}

func yesNo(yes bool) string {
	if yes {
		return "có"
	}
	return "không"
}
