package pages

import (
	"fmt"
	"io"
	"mime/multipart"
	"strconv"
	"strings"
	"time"

	"kiemphieu/api"

	"kiemphieu/congress"
	"kiemphieu/roster"
)

func (s *Pages) showRoster(r *api.Request) error {
	o, err := s.overview(r)
	if err != nil {
		return err
	}
	return s.congressPage(r, "roster", "Danh sách đảng viên", o, map[string]any{"O": o, "Edit": o.Member(congress.MemberID(r.QueryParam("sua")))})
}

func (s *Pages) downloadTemplate(r *api.Request) error {
	return s.file(r, "mau-danh-sach-dang-vien.xlsx", roster.Template)
}

func (s *Pages) downloadRoster(r *api.Request) error {
	o, err := s.overview(r)
	if err != nil {
		return err
	}
	return s.file(r, "danh-sach-dang-vien.xlsx", func(w writer) error { return roster.Write(w, o.Members) })
}

// maxUpload bounds an uploaded file, in bytes: a roster of 5,000 rows has less
// than 2 MiB.
const maxUpload = 5 << 20

// readUpload reads an uploaded file within the limit of a request.
func readUpload(header *multipart.FileHeader) ([]byte, error) {
	if header.Size > maxUpload {
		return nil, &congress.FieldError{Field: "file", Code: "too_large"}
	}
	f, err := header.Open()
	if err != nil {
		return nil, api.ErrBody
	}
	defer f.Close() //nolint:errcheck // read only
	content, err := io.ReadAll(io.LimitReader(f, maxUpload))
	if err != nil {
		return nil, api.ErrBody
	}
	return content, nil
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

// previewRoster reads a file and shows who is in it, what was left out and
// why, every remark by cell, and what would be new, changed or left alone.
// Nothing is stored.
func (s *Pages) previewRoster(r *api.Request) error {
	o, err := s.overview(r)
	if err != nil {
		return err
	}
	reading, err := readSheet(r)
	if err != nil {
		return s.again(r, err, s.showRoster)
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
func (s *Pages) tellReading(data *previewPage) {
	for _, row := range data.Plan.Unclear {
		data.Remarks = append(data.Remarks, s.words.Text("import.unclear", map[string]string{"line": strconv.Itoa(row.Line), "value": row.Member.Name}))
	}
	for _, remark := range data.Reading.Remarks() {
		data.Remarks = append(data.Remarks, s.words.Text("import.remark."+remark.Code, map[string]string{"cell": remark.Cell, "value": remark.Value, "read": remark.Read}))
	}
	for _, notice := range data.Reading.Notices {
		data.Notices = append(data.Notices, s.words.Text("import.notice."+notice.Code, map[string]string{"value": notice.Value}))
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

// importRoster stores the rows of a preview that the person confirmed.
func (s *Pages) importRoster(r *api.Request) error {
	members, err := roster.Decode(r.FormValue("payload"))
	if err != nil {
		return api.ErrBody
	}
	return s.Congress.SaveRoster(r.Context(), r.By, r.CongressID(), members)
}

// saveMember adds or edits one member by hand.
func (s *Pages) saveMember(r *api.Request) error {
	m := congress.Member{
		ID: congress.MemberID(r.FormValue("id")), Name: congress.NormalizeName(r.FormValue("name")), Card: strings.TrimSpace(r.FormValue("card")),
		Group: strings.TrimSpace(r.FormValue("group")), Official: r.FormValue("official") != "no", Incumbent: checked(r, "incumbent"), Female: r.FormValue("sex") == "female",
		Born: congress.Birth(day(r, "born")), Joined: day(r, "joined"), EthnicMinority: checked(r, "ethnic_minority"), Education: r.FormValue("education"),
		PoliticalTheory: r.FormValue("political_theory"), Position: r.FormValue("position"), Hometown: r.FormValue("hometown"),
	}
	err := s.Congress.SaveRoster(r.Context(), r.By, r.CongressID(), []congress.Member{m})
	return fieldOfForm(err)
}

// fieldOfForm names the field of a single member as its form does.
func fieldOfForm(err error) error {
	if field, ok := err.(*congress.FieldError); ok { //nolint:errorlint // made by the use case itself, never wrapped
		field.Field = api.LastField(field.Field)
	}
	return err
}

func (s *Pages) removeMember(r *api.Request) error {
	err := s.Congress.RemoveMember(r.Context(), r.By, r.CongressID(), congress.MemberID(r.FormValue("member")))
	if err != nil {
		return fmt.Errorf("remove member: %w", err)
	}
	return nil
}
