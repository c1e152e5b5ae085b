package pages

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/congress/bundle"
	"kiemphieu/congress/list"
	"kiemphieu/ratify"
	"kiemphieu/record"
	"kiemphieu/verify"
)

// parcels is about bundles that come as files: at the superior from a cell, and
// at the cell from the superior.
type parcels struct {
	*screen
	base   string // of the addresses
	gate   api.Gate
	title  string
	show   api.Handler // the page with the form
	ratify bundleKeeper
}

type bundleKeeper interface {
	ArrivalOf(ctx context.Context, by congress.Actor) ([]byte, error)
	DropArrival(ctx context.Context, by congress.Actor) error
	DropQuarantined(ctx context.Context, by congress.Actor, sum string) error
	ImportBundle(ctx context.Context, by congress.Actor, b bundle.Contents) (congress.CongressID, error)
	KeepArrival(ctx context.Context, by congress.Actor, content []byte) error
	PreviewBundle(ctx context.Context, by congress.Actor, b bundle.Contents) (ratify.Preview, error)
	Quarantine(ctx context.Context, by congress.Actor, b bundle.Contents, content []byte) error
	QuarantinedBy(ctx context.Context, by congress.Actor, sum string) (ratify.Quarantined, error)
}

func (s parcels) routes() []api.Route {
	return []api.Route{
		api.Post(s.base+"/goi", s.gate, s.check).WithBundle(),
		api.Post(s.base+"/nhan", s.gate, s.take),
		api.Post(s.base+"/cho", s.gate, s.waiting),
		api.Post(s.base+"/cho/nhan", s.gate, s.takeWaiting),
	}
}

// arrivalPage shows what the checks found in a bundle, and what the next step
// would say.
type arrivalPage struct {
	Report  verify.Report
	Preview ratify.Preview
	Words   string   // of the key, to be read aloud
	Lost    []string // why keys before it were lost
	Base    string
	Take    string // where it is taken in, "" where it cannot be
	Sum     string // of one that waited for its key
	Again   bool   // it is kept, and can be tried again
	Unknown bool   // its key waits to be compared
}

// parcelForm is what comes with a file, or says which of those that wait is meant.
type parcelForm struct {
	Sum     string `form:"sum"`
	Witness string `form:"witness" lines:"many"` // what was kept outside, in any form
}

// check verifies a bundle and shows every check and all that the next step
// would refuse; nothing is stored but the file itself, for the confirmation.
func (s parcels) check(r *api.Request) error {
	f, wrong := read[parcelForm](r, same)
	content, err := bundleFile(r)
	if err := congress.WrongFields(wrong, err); err != nil {
		return s.again(r, err, s.show)
	}
	return s.preview(r, content, parcelForm{Witness: f.Witness})
}

// waiting shows a bundle whose key was to be compared.
func (s parcels) waiting(r *api.Request) error {
	f, err := read[parcelForm](r, same)
	if err != nil {
		return s.again(r, err, s.show)
	}
	q, err := s.ratify.QuarantinedBy(r.Context(), r.By, f.Sum)
	if isNotFound(err) {
		return s.again(r, api.ErrNoArrival, s.show)
	}
	if err != nil {
		return err
	}
	f.Sum = q.Sum
	return s.preview(r, q.Content, f)
}

func (s parcels) preview(r *api.Request, content []byte, f parcelForm) error {
	ctx := r.Context()
	report, raw, err := verify.Verify(bytes.NewReader(content), verify.Options{Checkpoint: f.Witness})
	if err != nil {
		return err
	}
	data := arrivalPage{Report: report, Base: s.base}
	if err := api.CheckBundle(report); err != nil {
		p := r.Describe(err)
		p.Findings = nil // the page shows every check
		r.Problem = &p
		return s.showArrival(r, data)
	}
	contents, err := bundle.Read(raw)
	if err != nil {
		return err
	}
	if data.Words, err = record.KeyWords(contents.Verifier); err != nil {
		return err
	}
	if data.Preview, err = s.ratify.PreviewBundle(ctx, r.By, contents); err != nil {
		return err
	}
	for _, c := range contents.KeyChanges {
		if c.Lost {
			data.Lost = append(data.Lost, c.Reason)
		}
	}
	data.Take, data.Sum = s.base+"/nhan", f.Sum
	if f.Sum != "" {
		data.Take = s.base + "/cho/nhan"
	}
	if data.Preview.Err != nil {
		p := r.Describe(data.Preview.Err)
		r.Problem = &p
		data.Take, data.Again = "", p.Code != "field_bundle_older" // which nothing done here changes
	}
	switch {
	case api.UnknownKey(data.Preview.Err):
		data.Unknown, data.Again = true, false
		err = s.ratify.Quarantine(ctx, r.By, contents, content)
	case f.Sum == "":
		err = s.ratify.KeepArrival(ctx, r.By, content)
	}
	if err != nil {
		return err
	}
	return s.showArrival(r, data)
}

func (s parcels) showArrival(r *api.Request, data arrivalPage) error {
	return s.render(r, "arrival", page{Title: "Nhận tệp hồ sơ", Crumbs: []crumb{{"/", "Trang chính"},
		{s.base, s.title}}, Data: data})
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

// take takes in the bundle that was looked at.
func (s parcels) take(r *api.Request) error {
	ctx := r.Context()
	content, err := s.ratify.ArrivalOf(ctx, r.By)
	if isNotFound(err) {
		err = api.ErrNoArrival
	}
	return s.taken(r, content, err, func() error { return s.ratify.DropArrival(ctx, r.By) })
}

// takeWaiting takes in a bundle whose key was compared meanwhile.
func (s parcels) takeWaiting(r *api.Request) error {
	ctx := r.Context()
	f, err := read[parcelForm](r, same)
	if err != nil {
		return s.again(r, err, s.show)
	}
	q, err := s.ratify.QuarantinedBy(ctx, r.By, f.Sum)
	if isNotFound(err) {
		err = api.ErrNoArrival
	}
	return s.taken(r, q.Content, err, func() error { return s.ratify.DropQuarantined(ctx, r.By, f.Sum) })
}

// taken verifies once more, for the file was out of sight, and imports.
func (s parcels) taken(r *api.Request, content []byte, err error, drop func() error) error {
	var id congress.CongressID
	if err == nil {
		id, err = s.takeBundle(r, content)
	}
	if err != nil {
		return s.again(r, err, s.show)
	}
	if err := drop(); err != nil {
		return err
	}
	r.Note(s.words.Text("done.bundle_imported", nil))
	return r.Go("/dai-hoi/" + string(id) + "/ho-so")
}

func (s parcels) takeBundle(r *api.Request, content []byte) (congress.CongressID, error) {
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

// returns is the cell's page for what the superior sends back.
type returns struct {
	*screen
	ratify interface {
		bundleKeeper
		KeysOf(ctx context.Context, by congress.Actor) ([]ratify.KeyLine, []ratify.Quarantined, error)
	}
}

func (s returns) routes() []api.Route {
	const base, title = "/goi-ve", "Nhận quyết định của cấp trên"
	return append(parcels{s.screen, base, organise, title, s.show, s.ratify}.routes(),
		api.Get(base, organise, s.show))
}

func (s returns) show(r *api.Request) error {
	_, waiting, err := s.ratify.KeysOf(r.Context(), r.By)
	if err != nil {
		return err
	}
	return s.render(r, "returns", page{Title: "Nhận quyết định của cấp trên",
		Crumbs: []crumb{{"/", "Trang chính"}}, Data: waiting})
}

// keys is the register of keys of other installations.
type keys struct {
	*screen
	congress interface {
		Organisations(ctx context.Context) ([]congress.Organisation, error)
	}
	ratify interface {
		AcceptKey(ctx context.Context, by congress.Actor, org congress.OrgID, verifier, with string) error
		KeysOf(ctx context.Context, by congress.Actor) ([]ratify.KeyLine, []ratify.Quarantined, error)
		RevokeKey(ctx context.Context, by congress.Actor, verifier string) error
	}
}

func (s keys) routes() []api.Route {
	back := api.To("/khoa", "")
	return []api.Route{
		api.Get("/khoa", tree, s.show),
		api.Post("/khoa", tree, form(s.screen, s.accept, s.show, back, "key_accepted")),
		api.Post("/khoa/thoi", tree, form(s.screen, s.revoke, s.show, back, "key_revoked")),
	}
}

type keyForm struct {
	Verifier string         `form:"verifier"`
	Org      congress.OrgID `form:"org"`
	With     string         `form:"compared_with"`
}

func (s keys) accept(r *api.Request, f keyForm) error {
	return s.ratify.AcceptKey(r.Context(), r.By, f.Org, f.Verifier, f.With)
}

func (s keys) revoke(r *api.Request, f keyForm) error {
	return s.ratify.RevokeKey(r.Context(), r.By, f.Verifier)
}

// keyRow is a key with the words by which people compare it.
type keyRow struct {
	ratify.KeyLine
	ratify.Quarantined
	Words string
}

type keysPage struct {
	List           listing // of those known
	Known, Waiting []keyRow
	Organisations  []congress.Organisation
}

// keyList and keysListed say how the keys that are known are searched and ordered.
var (
	keyList = listing{At: "/khoa", Prefix: "da-so-", Sorts: []string{"ten"},
		Filters: []listFilter{{"khoa", []listOption{{"dung", "Đang dùng"}, {"thoi", "Đã thôi dùng"}}}}}
	keysListed = list.Shape[keyRow]{
		Text: func(k keyRow) string {
			return strings.Join([]string{k.Organisation.Name, k.Words, k.Signer.ComparedBy, k.Signer.ComparedWith}, " ")
		},
		Filters: map[string]func(keyRow) string{"khoa": func(k keyRow) string {
			if k.Signer.RevokedAt != 0 {
				return "thoi"
			}
			return "dung"
		}},
		Sorts: map[string]func(a, b keyRow) int{
			"ten": list.ByText(func(k keyRow) string { return k.Organisation.Name }),
		},
	}
)

func (s keys) show(r *api.Request) error {
	ctx := r.Context()
	known, waiting, err := s.ratify.KeysOf(ctx, r.By)
	if err != nil {
		return err
	}
	var data keysPage
	for _, k := range known {
		words, err := record.KeyWords(k.Signer.Verifier)
		data.Known = append(data.Known, keyRow{KeyLine: k, Words: words})
		if err != nil && !errors.Is(err, record.ErrCheckpoint) {
			return err
		}
	}
	for _, q := range waiting {
		words, err := record.KeyWords(q.Verifier)
		if err != nil {
			return err
		}
		data.Waiting = append(data.Waiting, keyRow{Quarantined: q, Words: words})
	}
	all, err := s.congress.Organisations(ctx)
	if err != nil {
		return err
	}
	for _, o := range all {
		if r.By.Sees(o.Path) {
			data.Organisations = append(data.Organisations, o)
		}
	}
	data.List, data.Known = taken(keyList.asked(r), keysListed, data.Known)
	return s.render(r, "keys", page{Title: "Khóa của các nơi khác", Crumbs: []crumb{{"/", "Trang chính"}}, Data: data})
}
