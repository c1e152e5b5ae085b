package pages

import (
	"context"
	"slices"

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
	List listing
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

// inboxState is the filter of the inbox in the address.
const inboxState = "tinh-trang"

func (s inbox) show(r *api.Request) error {
	states := listFilter{Name: inboxState}
	for _, state := range ratify.InboxStates() {
		states.Options = append(states.Options, listOption{string(state), s.words.Text("inbox."+string(state), nil)})
	}
	l := listing{At: "/chuan-y", Sorts: []string{ratify.SortName}, Filters: []listFilter{states},
		Tabbed: inboxState}.asked(r)
	v, err := s.ratify.InboxOf(r.Context(), r.By.OrgPath, ratify.InboxFilter{Query: l.Query,
		State: ratify.InboxState(l.Query.Filter(inboxState))})
	if err != nil {
		return err
	}
	data := inboxPage{InboxView: v, List: l.of(v.Found), Tabs: s.tabs(l, v)}
	for _, row := range v.Rows {
		data.Rows = append(data.Rows, s.line(row))
	}
	return s.render(r, "inbox", page{Title: "Hồ sơ đề nghị chuẩn y", Crumbs: []crumb{{"/", "Trang chính"}}, Data: data})
}

func (s inbox) tabs(l listing, v ratify.InboxView) []inboxTab {
	all := 0
	for _, c := range v.Counts {
		all += c.N
	}
	tabs := []inboxTab{{s.words.Text("inbox.all", nil), all, l.With(inboxState, ""), v.Filter.State == ""}}
	for _, c := range v.Counts {
		tabs = append(tabs, inboxTab{s.words.Text("inbox."+string(c.State), nil), c.N,
			l.With(inboxState, string(c.State)), v.Filter.State == c.State})
	}
	return tabs
}

// line says in words what a row's deadline leaves and what is flagged.
func (s *screen) line(row ratify.InboxRow) inboxLine {
	line := inboxLine{InboxRow: row, When: s.words.daysLeft(row.Due, row.Left)}
	for _, f := range row.Flags {
		if short := s.words.Text("flag."+f.Code+".short", nil); !slices.Contains(line.Flags, short) {
			line.Flags = append(line.Flags, short)
		}
	}
	return line
}
