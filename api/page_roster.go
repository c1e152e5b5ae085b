package api

import (
	"fmt"
	"io"
	"mime/multipart"
	"strings"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/roster"
	"kiemphieu/web"
)

func congressOffice(text string) ballot.Office { return ballot.Office(text) }

func displayDate(day string) string { return web.Date(day) }

func (s *Server) showRoster(r *request) error {
	o, err := s.overview(r)
	if err != nil {
		return err
	}
	return s.congressPage(r, "roster", "Danh sách đảng viên", o, map[string]any{"O": o, "Edit": o.Member(congress.MemberID(r.QueryParam("sua")))})
}

func (s *Server) downloadTemplate(r *request) error {
	return s.file(r, "mau-danh-sach-dang-vien.xlsx", roster.Template)
}

func (s *Server) downloadRoster(r *request) error {
	o, err := s.overview(r)
	if err != nil {
		return err
	}
	return s.file(r, "danh-sach-dang-vien.xlsx", func(w writer) error { return roster.Write(w, o.Members) })
}

// readUpload reads an uploaded file within the limit of a request.
func readUpload(header *multipart.FileHeader) ([]byte, error) {
	if header.Size > maxBody {
		return nil, &congress.FieldError{Field: "file", Code: "too_large"}
	}
	f, err := header.Open()
	if err != nil {
		return nil, errBody
	}
	defer f.Close() //nolint:errcheck // read only
	content, err := io.ReadAll(io.LimitReader(f, maxBody))
	if err != nil {
		return nil, errBody
	}
	return content, nil
}

// previewPage shows what an import would do before it is done.
type previewPage struct {
	O       congress.Overview
	Sheet   roster.Sheet
	Plan    roster.Plan
	Errors  []string
	Unclear bool   // legacy encoding: the person looks before it is converted
	Payload string // the rows again, for the confirming form
}

// previewRoster reads a file and shows each row, each error by cell, and what
// would be new, changed or left alone. Nothing is stored.
func (s *Server) previewRoster(r *request) error {
	o, err := s.overview(r)
	if err != nil {
		return err
	}
	sheet, err := readSheet(r)
	if err != nil {
		return s.again(r, err, s.showRoster)
	}
	plan := roster.Match(o.Members, sheet.Rows)
	data := previewPage{O: o, Sheet: sheet, Plan: plan, Unclear: sheet.Encoding != roster.Unicode}
	for _, e := range append(sheet.Errors, plan.Errors...) {
		data.Errors = append(data.Errors, s.site.Text("import."+e.Code, map[string]string{"cell": e.Cell, "value": e.Value}))
	}
	if data.Payload, err = roster.Encode(plan.Members()); err != nil {
		return err
	}
	return s.congressPage(r, "preview", "Xem trước danh sách", o, data)
}

func readSheet(r *request) (roster.Sheet, error) {
	header, err := r.FormFile("file")
	if err != nil {
		return roster.Sheet{}, &congress.FieldError{Field: "file", Code: "required"}
	}
	content, err := readUpload(header)
	if err != nil {
		return roster.Sheet{}, err
	}
	return roster.Read(header.Filename, content)
}

// importRoster stores the rows of a preview that the person confirmed.
func (s *Server) importRoster(r *request) error {
	members, err := roster.Decode(r.FormValue("payload"))
	if err != nil {
		return errBody
	}
	return s.Congress.SaveRoster(r.Request().Context(), r.By, r.congressID(), members)
}

// saveMember adds or edits one member by hand.
func (s *Server) saveMember(r *request) error {
	m := congress.Member{
		ID: congress.MemberID(r.FormValue("id")), Name: congress.NormalizeName(r.FormValue("name")), Card: strings.TrimSpace(r.FormValue("card")),
		Group: strings.TrimSpace(r.FormValue("group")), Official: r.FormValue("official") != "no", Incumbent: r.checked("incumbent"), Female: r.FormValue("sex") == "female",
		Born: congress.Birth(r.day("born")), Joined: r.day("joined"), EthnicMinority: r.checked("ethnic_minority"), Education: r.FormValue("education"),
		PoliticalTheory: r.FormValue("political_theory"), Position: r.FormValue("position"), Hometown: r.FormValue("hometown"),
	}
	err := s.Congress.SaveRoster(r.Request().Context(), r.By, r.congressID(), []congress.Member{m})
	return fieldOfForm(err)
}

// fieldOfForm names the field of a single member as its form does.
func fieldOfForm(err error) error {
	if field, ok := err.(*congress.FieldError); ok { //nolint:errorlint // made by the use case itself, never wrapped
		field.Field = lastField(field.Field)
	}
	return err
}

func (s *Server) removeMember(r *request) error {
	err := s.Congress.RemoveMember(r.Request().Context(), r.By, r.congressID(), congress.MemberID(r.FormValue("member")))
	if err != nil {
		return fmt.Errorf("remove member: %w", err)
	}
	return nil
}
