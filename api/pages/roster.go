package pages

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/roster"
)

// rosters is about the members of a congress.
type rosters struct {
	*screen
	congress interface {
		Overview(ctx context.Context, id congress.CongressID) (congress.Overview, error)
		RemoveMember(ctx context.Context, by congress.Actor, id congress.CongressID, member congress.MemberID) error
		SaveRoster(ctx context.Context, by congress.Actor, id congress.CongressID, members []congress.Member) error
	}
}

func (s rosters) routes() []api.Route {
	return []api.Route{
		api.Get("/dai-hoi/:congress/dang-vien", api.Anybody(), s.show),
		api.Get("/dai-hoi/:congress/dang-vien/mau.xlsx", api.Anybody(), s.downloadTemplate),
		api.Get("/dai-hoi/:congress/dang-vien/danh-sach.xlsx", api.Anybody(), s.download),
		api.Post("/dai-hoi/:congress/dang-vien/xem-truoc", organise, s.preview),
		api.Post("/dai-hoi/:congress/dang-vien/nhap", organise, form(s.screen, s.bring, s.show,
			ofCongress("/dang-vien"), "imported")),
		api.Post("/dai-hoi/:congress/dang-vien/luu", organise, form(s.screen, s.save, s.show, ofCongress("/dang-vien"),
			"saved")),
		api.Post("/dai-hoi/:congress/dang-vien/xoa", organise, form(s.screen, s.remove, s.show,
			ofCongress("/dang-vien"), "removed")),
	}
}

func (s rosters) show(r *api.Request) error {
	o, err := s.congress.Overview(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	return s.congressPage(r, "roster", "Danh sách đảng viên", o, map[string]any{"O": o,
		"Edit": o.Member(congress.MemberID(r.QueryParam("sua")))})
}

func (s rosters) downloadTemplate(r *api.Request) error {
	return s.file(r, "mau-danh-sach-dang-vien.xlsx", roster.Template)
}

func (s rosters) download(r *api.Request) error {
	o, err := s.congress.Overview(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	return s.file(r, "danh-sach-dang-vien.xlsx", func(w writer) error { return roster.Write(w, o.Members) })
}

// previewPage shows what an import would do before it is done.
type previewPage struct {
	O       congress.Overview
	Reading roster.Reading
	Summary roster.Summary
	Plan    roster.Plan
	Remarks []string
	Notices []string
	LeftOut []leftOut
	Payload string // the rows again, for the confirming form
}

// leftOut is a row of the file that nobody is made of, and why.
type leftOut struct {
	Line        int
	Text, Cause string
}

// preview reads a file and shows who is in it, what was left out and
// why, every remark by cell, and what would be new, changed or left alone.
// Nothing is stored.
func (s rosters) preview(r *api.Request) error {
	o, err := s.congress.Overview(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	reading, err := readSheet(r)
	if err != nil {
		return s.again(r, err, s.show)
	}
	plan := roster.Match(o.Members, reading.Members())
	data := previewPage{O: o, Reading: reading, Summary: reading.Summary(), Plan: plan}
	s.tellReading(&data)
	if data.Payload, err = roster.Encode(plan.Members()); err != nil {
		return err
	}
	return s.congressPage(r, "preview", "Xem trước danh sách", o, data)
}

// tellReading puts what was noticed into sentences.
func (s rosters) tellReading(data *previewPage) {
	for _, row := range data.Plan.Unclear {
		data.Remarks = append(data.Remarks, s.words.Text("import.unclear",
			map[string]string{"line": strconv.Itoa(row.Line), "value": row.Member.Name}))
	}
	for _, remark := range data.Reading.Remarks() {
		data.Remarks = append(data.Remarks, s.words.Text("import.remark."+remark.Code,
			map[string]string{"cell": remark.Cell, "value": remark.Value, "read": remark.Read}))
	}
	for _, notice := range data.Reading.Notices {
		data.Notices = append(data.Notices, s.words.Text("import.notice."+notice.Code,
			map[string]string{"value": notice.Value}))
	}
	for _, row := range data.Reading.LeftOut() {
		cause := s.words.Text("import.reason."+string(row.Reason), map[string]string{"above": strconv.Itoa(row.Above)})
		data.LeftOut = append(data.LeftOut, leftOut{Line: row.Line, Text: row.Label, Cause: cause})
	}
}

func readSheet(r *api.Request) (roster.Reading, error) {
	header, err := r.FormFile("file")
	if err != nil {
		return roster.Reading{}, &congress.FieldError{Field: "file", Code: "required"}
	}
	content, err := readUpload(header)
	if err != nil {
		return roster.Reading{}, err
	}
	today := congress.At(time.Now()).Date() //nolint:forbidigo // days to come are judged by the wall clock
	return roster.Read(header.Filename, content, today, roster.Choices{})
}

// bring stores the rows of a preview that the person confirmed.
type payloadForm struct {
	Payload string `form:"payload"`
}

func (s rosters) bring(r *api.Request, f payloadForm) error {
	members, err := roster.Decode(f.Payload)
	if err != nil {
		return api.ErrBody
	}
	return s.congress.SaveRoster(r.Context(), r.By, r.CongressID(), members)
}

type memberForm struct {
	ID              congress.MemberID `form:"id"`
	Name            string            `form:"name"`
	Card            string            `form:"card"`
	Group           string            `form:"group"`
	Official        string            `form:"official"`
	Incumbent       bool              `form:"incumbent"`
	Sex             string            `form:"sex"`
	Born            congress.Birth    `form:"born"`
	Joined          congress.Date     `form:"joined"`
	EthnicMinority  bool              `form:"ethnic_minority"`
	Education       string            `form:"education"`
	PoliticalTheory string            `form:"political_theory"`
	Position        string            `form:"position"`
	Hometown        string            `form:"hometown"`
}

// save adds or edits one member by hand.
func (s rosters) save(r *api.Request, f memberForm) error {
	m := congress.Member{ID: f.ID, Name: congress.NormalizeName(f.Name), Card: f.Card, Group: f.Group,
		Official: f.Official != "no", Incumbent: f.Incumbent,
		Female: f.Sex == "female", Born: f.Born, Joined: f.Joined, EthnicMinority: f.EthnicMinority,
		Education:       f.Education,
		PoliticalTheory: f.PoliticalTheory, Position: f.Position, Hometown: f.Hometown}
	return renamed(s.congress.SaveRoster(r.Context(), r.By, r.CongressID(), []congress.Member{m}), api.LastField)
}

func (s rosters) remove(r *api.Request, f personForm) error {
	err := s.congress.RemoveMember(r.Context(), r.By, r.CongressID(), f.Member)
	if err != nil {
		return fmt.Errorf("remove member: %w", err)
	}
	return nil
}
