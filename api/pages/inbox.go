package pages

import (
	"bytes"
	"context"
	"io"
	"net/url"
	"slices"
	"strings"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/congress/bundle"
	"kiemphieu/ratify"
	"kiemphieu/record"
	"kiemphieu/verify"
)

// inbox is about what waits for the superior, and bundles from other houses.
type inbox struct {
	*screen
	ratify interface {
		ArrivalOf(ctx context.Context, by congress.Actor) ([]byte, error)
		DropArrival(ctx context.Context, by congress.Actor) error
		ImportBundle(ctx context.Context, by congress.Actor, b bundle.Contents) (congress.CongressID, error)
		InboxOf(ctx context.Context, path string, filter ratify.InboxFilter) (ratify.InboxView, error)
		KeepArrival(ctx context.Context, by congress.Actor, content []byte) error
	}
}

func (s inbox) routes() []api.Route {
	return []api.Route{
		api.Get("/chuan-y", superior, s.show),
		api.Post("/chuan-y/goi", superior, s.checkBundle).WithBundle(),
		api.Post("/chuan-y/nhan", superior, s.importBundle),
	}
}

// arrivalPage shows what the checks found in a bundle.
type arrivalPage struct {
	Report verify.Report
	Ready  bool // it can be taken in
}

// checkBundle verifies a bundle and shows every check; nothing is stored but
// the file itself, for the confirmation.
func (s inbox) checkBundle(r *api.Request) error {
	content, err := bundleFile(r)
	if err != nil {
		return s.again(r, err, s.show)
	}
	report, _, err := verify.Verify(bytes.NewReader(content), verify.Options{})
	if err != nil {
		return err
	}
	if err := api.CheckBundle(report); err != nil {
		p := r.Describe(err)
		p.Findings = nil // the page shows every check
		r.Problem = &p
	} else if err := s.ratify.KeepArrival(r.Context(), r.By, content); err != nil {
		return err
	}
	return s.render(r, "arrival", page{Title: "Nhập tệp hồ sơ", Crumbs: []crumb{{"/", "Trang chính"},
		{"/chuan-y", "Hồ sơ đề nghị chuẩn y"}},
		Data: arrivalPage{Report: report, Ready: r.Problem == nil}})
}

// bundleFile reads the uploaded bundle.
func bundleFile(r *api.Request) ([]byte, error) {
	header, err := r.FormFile("file")
	if err != nil {
		return nil, &congress.FieldError{Field: "file", Code: "required"}
	}
	if header.Size > record.MaxBundle {
		return nil, &congress.FieldError{Field: "file", Code: "bundle_too_large"}
	}
	f, err := header.Open()
	if err != nil {
		return nil, api.ErrBody
	}
	defer f.Close() //nolint:errcheck // read only
	content, err := io.ReadAll(f)
	if err != nil {
		return nil, api.ErrBody
	}
	return content, nil
}

// importBundle takes in the bundle that was looked at.
func (s inbox) importBundle(r *api.Request) error {
	ctx := r.Context()
	content, err := s.ratify.ArrivalOf(ctx, r.By)
	if isNotFound(err) {
		err = api.ErrNoArrival
	}
	var id congress.CongressID
	if err == nil {
		id, err = s.takeBundle(r, content)
	}
	if err != nil {
		return s.again(r, err, s.show)
	}
	if err := s.ratify.DropArrival(ctx, r.By); err != nil {
		return err
	}
	r.Note(s.words.Text("done.bundle_imported", nil))
	return r.Go("/dai-hoi/" + string(id) + "/ho-so")
}

// takeBundle verifies once more, for the file was out of sight, and imports.
func (s inbox) takeBundle(r *api.Request, content []byte) (congress.CongressID, error) {
	report, raw, err := verify.Verify(bytes.NewReader(content), verify.Options{})
	if err != nil {
		return "", err
	}
	if !report.OK {
		return "", api.ErrNoArrival
	}
	contents, err := bundle.Read(raw)
	if err != nil {
		return "", err
	}
	return s.ratify.ImportBundle(r.Context(), r.By, contents)
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
