package pages

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"kiemphieu/api"

	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/ratify"
)

type writer = io.Writer

// file sends what write writes as a download; nothing is sent if it fails.
func (s *Pages) file(r *api.Request, name string, write func(writer) error) error {
	var out bytes.Buffer
	if err := write(&out); err != nil {
		return err
	}
	disposition := "attachment"
	if path.Ext(name) == ".pdf" {
		disposition = "inline"
	}
	r.Response().Header().Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": name}))
	return r.Blob(http.StatusOK, documentType(name), out.Bytes())
}

func documentType(name string) string {
	switch path.Ext(name) {
	case ".pdf":
		return "application/pdf"
	case ".docx":
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case ".xlsx":
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "application/octet-stream"
}

// paper writes a described document in the format that its name asks for.
func (s *Pages) paper(r *api.Request, name string, doc minutes.Document) error {
	switch path.Ext(name) {
	case ".pdf":
		return s.file(r, name, doc.PDF)
	case ".docx":
		return s.file(r, name, doc.DOCX)
	}
	return congress.ErrNotFound
}

// downloadRoundPaper serves the papers of a round: minutes of the count,
// opening minutes, labels of the sheaves.
func (s *Pages) downloadRoundPaper(r *api.Request) error {
	report, err := s.Congress.ReportOf(r.Context(), r.RoundID())
	if err != nil {
		return err
	}
	name := r.Param("name")
	switch stem := strings.TrimSuffix(name, path.Ext(name)); {
	case stem == "bien-ban-kiem-phieu" && report.Round.State == congress.RoundSealed:
		return s.paper(r, name, minutes.Count(report))
	case stem == "bien-ban-mo-dau" && report.Round.Printings > 0:
		return s.paper(r, name, minutes.Opening(report))
	case name == "nhan-tap.pdf" && len(report.Sheaves) > 0:
		return s.file(r, name, func(w writer) error { return minutes.Labels(w, report) })
	}
	return congress.ErrNotFound
}

// downloadCongressPaper serves the papers of a congress.
func (s *Pages) downloadCongressPaper(r *api.Request) error {
	v, err := s.Ratify.DossierOf(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	name := r.Param("name")
	switch strings.TrimSuffix(name, path.Ext(name)) {
	case "tong-hop":
		return s.paper(r, name, minutes.CongressSummary(v))
	case "to-trinh":
		return s.paper(r, name, minutes.Submission(v))
	case "trich-ngang":
		if path.Ext(name) == ".xlsx" {
			return s.file(r, name, func(w writer) error { return minutes.ExtractXLSX(w, v) })
		}
		return s.paper(r, name, minutes.Extract(v))
	case "quyet-dinh":
		if v.Dossier.State == ratify.DossierRatified || v.Dossier.State == ratify.DossierAnnulled {
			return s.paper(r, name, minutes.Decision(v))
		}
	}
	for i, a := range v.Appointments {
		if strings.TrimSuffix(name, path.Ext(name)) == "chi-dinh-"+strconv.Itoa(i+1) {
			return s.paper(r, name, minutes.Appointment(v, a))
		}
	}
	return congress.ErrNotFound
}

func (s *Pages) showDocuments(r *api.Request) error {
	v, err := s.Ratify.DossierOf(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	return s.congressPage(r, "documents", "Biên bản và văn bản", v.Overview, map[string]any{"V": v})
}

func (s *Pages) submit(r *api.Request) error {
	return s.Ratify.Submit(r.Context(), r.By, r.CongressID(), r.FormValue("note"))
}

func (s *Pages) uploadDocument(r *api.Request) error {
	header, err := r.FormFile("file")
	if err != nil {
		return &congress.FieldError{Field: "file", Code: "required"}
	}
	content, err := readUpload(header)
	if err != nil {
		return err
	}
	return s.Congress.StoreDocument(r.Context(), r.By, r.CongressID(), r.FormValue("kind"), header.Filename, content)
}

func (s *Pages) removeDocument(r *api.Request) error {
	return s.Congress.RemoveDocument(r.Context(), r.By, r.CongressID(), congress.DocumentID(r.FormValue("document")))
}

func (s *Pages) downloadDocument(r *api.Request) error {
	d, err := s.Congress.Document(r.Context(), r.CongressID(), congress.DocumentID(r.Param("document")))
	if err != nil {
		return err
	}
	r.Response().Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": d.Name}))
	return r.Blob(http.StatusOK, "application/octet-stream", d.Content)
}
