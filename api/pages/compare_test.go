package pages_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/app/size"
	"kiemphieu/congress"
)

// Minutes that came by mail are held against the log: as they were printed,
// saved anew, altered, of another congress, and no minutes at all.
func TestAFileIsComparedWithTheLog(t *testing.T) {
	size.Long(t)
	h, meetings := apitest.OpenWard(t)
	paper := func(c congress.Congress, file string) []byte {
		o, err := h.Congress.Overview(h.Ctx, c.ID)
		apitest.Must(t, err)
		_, content := h.Call(h.Client("danguy"), "GET", "/lan-bau/"+string(o.Contests[0].Rounds[0].ID)+
			"/van-ban/"+file, nil)
		return []byte(content)
	}
	count := func(c congress.Congress, format string) []byte { return paper(c, "bien-ban-kiem-phieu."+format) }
	own, other := count(meetings[0], "docx"), count(meetings[1], "docx")
	o, err := h.Congress.Overview(h.Ctx, meetings[0].ID)
	apitest.Must(t, err)
	name := o.Member(o.Contests[0].Elected[0].MemberID).Name
	for what, test := range map[string]struct {
		file   []byte
		status int
		want   []string
	}{
		"Word": {own, http.StatusOK, []string{"đúng từng byte với Biên bản kiểm phiếu, chi ủy, lần 1"}},
		"PDF": {count(meetings[0], "pdf"), http.StatusOK,
			[]string{"đúng từng byte với Biên bản kiểm phiếu, chi ủy"}},
		"a label": {paper(meetings[0], "nhan-niem-phong.docx"), http.StatusOK,
			[]string{"đúng từng byte với Nhãn niêm phong, chi ủy, lần 1"}},
		"anew": {resaved(t, own, "", ""), http.StatusOK,
			[]string{"đúng từng chữ với Biên bản kiểm phiếu, chi ủy, lần 1"}},
		"altered": {resaved(t, own, name, "Nguyễn Văn Giả"), http.StatusOK,
			[]string{"khác với Biên bản kiểm phiếu, chi ủy", "Nguyễn Văn Giả", name}},
		"elsewhere": {other, http.StatusOK, []string{"không giống giấy nào của đại hội này"}},
		"letter":    {resaved(t, own, "w:t", "w:x"), http.StatusOK, []string{"không giống giấy nào của đại hội này"}},
		"scan": {[]byte("%PDF-1.7 quét"), http.StatusUnprocessableEntity,
			[]string{"Không đọc được chữ trong tệp này", `href="#o-file"`}},
		"nothing": {nil, http.StatusUnprocessableEntity, []string{"Không đọc được chữ trong tệp này"}},
	} {
		answer, page := bring(h, "/dai-hoi/"+string(meetings[0].ID)+"/bien-ban/so-tep", test.file)
		if answer.StatusCode != test.status {
			t.Errorf("%s: %d", what, answer.StatusCode)
		}
		for _, words := range test.want {
			if !strings.Contains(page, words) {
				t.Errorf("%s: without %q", what, words)
			}
		}
	}
}

// bring posts a file to a form.
func bring(h *apitest.House, path string, file []byte) (*http.Response, string) {
	h.T.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", "bien-ban")
	apitest.Must(h.T, err)
	_, err = part.Write(file)
	apitest.Must(h.T, errors.Join(err, w.Close()))
	r, err := http.NewRequestWithContext(h.Ctx, http.MethodPost, h.URL+path, &form)
	apitest.Must(h.T, err)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return h.Do(h.Client("danguy"), r)
}

// resaved writes a DOCX anew, with other words.
func resaved(t *testing.T, file []byte, old, put string) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	apitest.Must(t, err)
	f, err := archive.Open("word/document.xml")
	apitest.Must(t, err)
	body, err := io.ReadAll(f)
	apitest.Must(t, err)
	if old != "" {
		body = bytes.ReplaceAll(body, []byte(old), []byte(put))
	}
	var out bytes.Buffer
	anew := zip.NewWriter(&out)
	part, err := anew.Create("word/document.xml")
	apitest.Must(t, err)
	_, err = part.Write(body)
	apitest.Must(t, errors.Join(err, anew.Close()))
	return out.Bytes()
}
