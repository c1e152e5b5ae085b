package pages_test

import (
	"bytes"
	"html"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
)

// preview brings a list to the organiser's form.
func preview(h *apitest.House, name string, content []byte) string {
	h.T.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", name)
	apitest.Must(h.T, err)
	_, err = part.Write(content)
	apitest.Must(h.T, err)
	apitest.Must(h.T, w.Close())
	r, err := http.NewRequestWithContext(h.Ctx, http.MethodPost, h.URL+"/dai-hoi/"+h.IDs["congress"]+
		"/dang-vien/xem-truoc", &form)
	apitest.Must(h.T, err)
	r.Header.Set("Content-Type", w.FormDataContentType())
	_, body := h.Do(h.Client("own.organiser"), r)
	return words(body)
}

// words returns what a page says, without its marks.
func words(page string) string {
	text := html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, " "))
	return strings.Join(strings.Fields(text), " ")
}

// Before anything is written, the preview says whom it found, which rows and
// columns it leaves out and why, and what a person should look at; what is
// then written is the list, a year of birth as a year.
func TestAListIsShownBeforeItIsWritten(t *testing.T) {
	h := apitest.Open(t)
	content, err := os.ReadFile("../../roster/testdata/r1-nam-nu-nam-sinh.xlsx")
	apitest.Must(t, err)
	page := preview(h, "r1.xlsx", content)
	for _, said := range []string{"25 chính thức, 2 dự bị, 13 nữ, 1 tổ", "mọi cột đều được dùng",
		"39 Danh sách trên có 27 đồng chí./. dòng tổng cộng", "47 Lê Thị Bảy chữ ký, nơi ký",
		"Trang “Chuyển đi” không được đọc",
		"Ô J36: ghi chú “Dự bị” được hiểu là đảng viên dự bị", "Năm hai chữ số", "Ghi 27 đảng viên vào danh sách"} {
		if !strings.Contains(page, said) {
			t.Errorf("the preview does not say %q", said)
		}
	}
	content, err = os.ReadFile("../../roster/testdata/x28-nam-sinh.xlsx")
	apitest.Must(t, err)
	if page := preview(h, "x28.xlsx", content); !strings.Contains(page, "Trần Thị Bình Tổ 1 chính thức nam 1980") {
		t.Errorf("a year of birth: %s", page)
	}
	if page := preview(h, "a.csv", []byte("Họ và tên;Số điện thoại\nLê Văn An;0912345678\n")); !strings.Contains(page,
		"cột không dùng: B “Số điện thoại”.") {
		t.Errorf("an unused column: %s", page)
	}
}

// A year is taken at the form of one member, too, and stays one.
func TestAYearOfBirthIsTyped(t *testing.T) {
	h := apitest.Open(t)
	path := "/dai-hoi/" + h.IDs["congress"] + "/dang-vien"
	answer, body := h.Send(h.Client("own.organiser"), path+"/luu", url.Values{"name": {"Trần Thị Bình"},
		"born": {"1976"}, "joined": {"03/02/2001"}})
	if answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d: %s", answer.StatusCode, words(body))
	}
	if _, page := h.Call(h.Client("own.organiser"), http.MethodGet, path, nil); !strings.Contains(words(page),
		"nam 1976") {
		t.Errorf("the list: %s", words(page))
	}
	if answer, _ := h.Send(h.Client("own.organiser"), path+"/luu", url.Values{"name": {"Lê Văn An"},
		"born": {"76"}}); answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("two digits: %d", answer.StatusCode)
	}
}
