package pages

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"kiemphieu/api"
	"kiemphieu/ratify"
)

// inbox is about what waits for the superior, and bundles from other houses.
type inbox struct {
	*screen
	ratify interface {
		bundleKeeper
		InboxOf(ctx context.Context, path string, filter ratify.InboxFilter) (ratify.InboxView, error)
	}
}

func (s inbox) routes() []api.Route {
	return append(parcels{s.screen, "/chuan-y", superior, "Hồ sơ đề nghị chuẩn y", s.show, s.ratify}.routes(),
		api.Get("/chuan-y", superior, s.show))
}

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

func (s inbox) show(r *api.Request) error {
	filter := ratify.InboxFilter{State: ratify.InboxState(r.QueryParam("tinh-trang")),
		Text: strings.TrimSpace(r.QueryParam("tim"))}
	v, err := s.ratify.InboxOf(r.Context(), r.By.OrgPath, filter)
	if err != nil {
		return err
	}
	all := 0
	for _, c := range v.Counts {
		all += c.N
	}
	data := inboxPage{InboxView: v, Tabs: []inboxTab{{s.words.Text("inbox.all", nil), all,
		inboxHref("", filter.Text), filter.State == ""}}}
	for _, c := range v.Counts {
		data.Tabs = append(data.Tabs, inboxTab{s.words.Text("inbox."+string(c.State), nil), c.N,
			inboxHref(c.State, filter.Text), filter.State == c.State})
	}
	for _, row := range v.Rows {
		line := inboxLine{InboxRow: row, When: s.words.daysLeft(row.Due, row.Left)}
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
