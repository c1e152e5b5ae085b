package pages

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"kiemphieu/api"
	"kiemphieu/ballot"
	"kiemphieu/web"

	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/words"
)

// inboxPage is the superior's inbox.
type inboxPage struct {
	ratify.InboxView
	Tabs []inboxTab
	Rows []inboxLine
}

// inboxTab is a count that filters.
type inboxTab struct {
	Text string
	N    int
	Href string
	Here bool
}

type inboxLine struct {
	ratify.InboxRow
	When  string   // days left or over
	Flags []string // each kind once, in short
}

func (s *Pages) showInbox(r *api.Request) error {
	filter := ratify.InboxFilter{State: ratify.InboxState(r.QueryParam("tinh-trang")), Text: strings.TrimSpace(r.QueryParam("tim"))}
	v, err := s.Ratify.InboxOf(r.Context(), r.By.OrgPath, filter)
	if err != nil {
		return err
	}
	data := inboxPage{InboxView: v, Tabs: []inboxTab{{s.words.Text("inbox.all", nil), v.Cells, inboxHref("", filter.Text), filter.State == ""}}}
	for _, c := range v.Counts {
		data.Tabs = append(data.Tabs, inboxTab{s.words.Text("inbox."+string(c.State), nil), c.N, inboxHref(c.State, filter.Text), filter.State == c.State})
	}
	for _, row := range v.Rows {
		line := inboxLine{InboxRow: row, When: s.daysLeft(row.Due, row.Left)}
		for _, f := range row.Flags {
			if short := s.words.Text("flag."+f.Code+".short", nil); !slices.Contains(line.Flags, short) {
				line.Flags = append(line.Flags, short)
			}
		}
		data.Rows = append(data.Rows, line)
	}
	return s.render(r, "inbox", page{Title: "Hồ sơ đề nghị chuẩn y", Crumbs: []crumb{{"/", "Trang chính"}}, Data: data})
}

func inboxHref(state ratify.InboxState, text string) string {
	q := url.Values{}
	if state != "" {
		q.Set("tinh-trang", string(state))
	}
	if text != "" {
		q.Set("tim", text)
	}
	if len(q) == 0 {
		return "/chuan-y"
	}
	return "/chuan-y?" + q.Encode()
}

// daysLeft says how many working days a deadline leaves, or by how many it is over.
func (s *Pages) daysLeft(due congress.Date, left ratify.Left) string {
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
	return s.words.Text(code, map[string]string{"days": strconv.Itoa(left.Days)})
}

// flag writes a flag as a sentence.
func (s *Pages) flag(f ratify.Flag) string {
	return s.words.Text("flag."+f.Code, s.figures(f.Params))
}

// figures gives the figures of a check or flag as they stand in a sentence.
func (s *Pages) figures(of map[string]string) map[string]string {
	params := map[string]string{}
	for name, value := range of {
		params[name] = value
	}
	if office, ok := params["office"]; ok {
		params["office"] = s.words.Office(congress.Contest{Office: ballot.Office(office), Title: params["title"]})
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

// decide makes the api.Handler of a decision. The forms of a dossier stand on one
// page: the fields of each begin with its prefix.
func (s *Pages) decide(prefix, done string, read func(*api.Request, string) ratify.Resolution) api.Handler {
	return func(r *api.Request) error {
		if err := r.Request().ParseForm(); err != nil {
			return api.ErrBody
		}
		decided, err := s.Ratify.Decide(r.Context(), r.By, r.CongressID(), read(r, prefix))
		if err != nil {
			var field *congress.FieldError
			if errors.As(err, &field) {
				err = &congress.FieldError{Field: prefix + field.Field, Code: field.Code, Value: field.Value}
			}
			return s.again(r, err, s.showDossier)
		}
		told := done
		if !decided {
			told = "proposed"
		}
		r.Note(s.words.Text("done."+told, nil))
		return r.Go(api.To("/dai-hoi/%s/ho-so", "congress")(r))
	}
}

func decisionForm(r *api.Request, prefix string) ratify.Decision {
	return ratify.Decision{Number: r.FormValue(prefix + "number"), DecidedOn: day(r, prefix+"decided_on"), Reason: r.FormValue(prefix + "reason")}
}

func ratifyForm(r *api.Request, prefix string) ratify.Resolution {
	d := decisionForm(r, prefix)
	for _, id := range r.Request().PostForm[prefix+"refused"] {
		d.Refused = append(d.Refused, congress.MemberID(id))
	}
	return ratify.Resolution{Kind: ratify.DecideRatify, Decision: d}
}

func annulForm(r *api.Request, prefix string) ratify.Resolution {
	return ratify.Resolution{Kind: ratify.DecideAnnul, Decision: decisionForm(r, prefix)}
}

func appointForm(r *api.Request, prefix string) ratify.Resolution {
	return ratify.Resolution{Kind: ratify.DecideAppoint, Decision: decisionForm(r, prefix), Appointee: ratify.Appointee{ContestID: congress.ContestID(r.FormValue(prefix + "contest")),
		MemberID: congress.MemberID(r.FormValue(prefix + "member")), Name: r.FormValue(prefix + "name"), Born: congress.Birth(day(r, prefix+"born"))}}
}

func (s *Pages) returnDossier(r *api.Request) error {
	err := s.Ratify.Return(r.Context(), r.By, r.CongressID(), r.FormValue("return_reason"))
	var field *congress.FieldError
	if errors.As(err, &field) && field.Field == "reason" {
		err = &congress.FieldError{Field: "return_reason", Code: field.Code, Value: field.Value}
	}
	return err
}

func (s *Pages) confirmDecision(r *api.Request) error {
	return s.Ratify.Confirm(r.Context(), r.By, r.CongressID(), r.FormValue("digest"))
}

func (s *Pages) withdrawDecision(r *api.Request) error {
	return s.Ratify.Withdraw(r.Context(), r.By, r.CongressID())
}

func (s *Pages) setPractice(r *api.Request) error {
	return s.Ratify.SetPractice(r.Context(), r.OrgID(),
		ratify.Practice{TwoDecide: checked(r, "two"), NoStanding: checked(r, "no_standing")})
}
