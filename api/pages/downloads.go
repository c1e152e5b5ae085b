package pages

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/minutes"
)

type writer = io.Writer

// file sends what write writes as a download; nothing is sent if it fails.
func (s *screen) file(r *api.Request, name string, write func(writer) error) error {
	var out bytes.Buffer
	if err := write(&out); err != nil {
		return err
	}
	disposition := "attachment"
	if path.Ext(name) == ".pdf" {
		disposition = "inline"
	}
	r.Response().Header().Set("Content-Disposition", mime.FormatMediaType(disposition,
		map[string]string{"filename": name}))
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
func (s *screen) paper(r *api.Request, name string, doc minutes.Document) error {
	switch path.Ext(name) {
	case ".pdf":
		return s.file(r, name, doc.PDF)
	case ".docx":
		return s.file(r, name, doc.DOCX)
	}
	return congress.ErrNotFound
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
