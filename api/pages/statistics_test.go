package pages_test

import (
	"bytes"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kiemphieu/api/apitest"
	"kiemphieu/congress"
	"kiemphieu/minutes/papertest"
)

// Every link of the statistics carries the filter that is on the screen: those
// to files, to the units behind a figure, to the statistics of those below.
func TestStatisticsLinksKeepTheFilter(t *testing.T) {
	h := apitest.OpenSuperior(t, "Chi bộ A", "Chi bộ B", "Chi bộ C")
	for _, name := range []string{"Chi bộ Trường A", "Chi bộ Trường B"} {
		_, err := h.Congress.CreateOrganisation(h.Ctx, h.Orgs["top"], congress.OrganisationInput{
			Kind: congress.KindCell, Model: congress.ModelSchool, Name: name})
		apitest.Must(t, err)
	}
	base := "/to-chuc/" + string(h.Orgs["top"]) + "/thong-ke"
	href := regexp.MustCompile(`href="([^"]*/thong-ke[^"]*)"`)
	for _, asked := range []string{"age_limit=35&minority=0&renewal=90&women=60&young=50",
		"age_limit=45&minority=5&model=school&renewal=33&women=15&young=10"} {
		want, err := url.ParseQuery(asked)
		apitest.Must(t, err)
		answer, body := h.Call(h.Client("danguy"), http.MethodGet, base+"?"+asked, nil)
		if answer.StatusCode != http.StatusOK {
			t.Fatalf("%d %s", answer.StatusCode, body)
		}
		links := href.FindAllStringSubmatch(body, -1)
		if len(links) < 40 {
			t.Fatalf("%d links", len(links))
		}
		for _, link := range links {
			to, err := url.Parse(html.UnescapeString(link[1]))
			apitest.Must(t, err)
			if to.Path == base && to.RawQuery == "" {
				continue // of the frame, where every page begins anew
			}
			for field := range want {
				if to.Query().Get(field) != want.Get(field) {
					t.Errorf("%s: %s is %q, want %q", to, field, to.Query().Get(field), want.Get(field))
				}
			}
			if !strings.HasPrefix(to.Path, base+"/chi-bo/") {
				continue
			}
			if answer, body := h.Call(h.Client("danguy"), http.MethodGet, to.String(), nil); answer.StatusCode !=
				http.StatusOK || !strings.Contains(html.UnescapeString(body), "?"+want.Encode()) {
				t.Errorf("%s: %d, or the way back lost the filter", to, answer.StatusCode)
			}
		}
	}
}

// What is downloaded says what it is over, and numbers of what.
func TestStatisticsFilesKeepTheFilter(t *testing.T) {
	h := apitest.OpenSuperior(t, "Chi bộ A", "Chi bộ B", "Chi bộ C")
	for _, name := range []string{"Chi bộ Trường A", "Chi bộ Trường B"} {
		_, err := h.Congress.CreateOrganisation(h.Ctx, h.Orgs["top"], congress.OrganisationInput{
			Kind: congress.KindCell, Model: congress.ModelSchool, Name: name})
		apitest.Must(t, err)
	}
	at := "/to-chuc/" + string(h.Orgs["top"]) + "/thong-ke/tai/"
	get := func(name string) string {
		t.Helper()
		answer, body := h.Call(h.Client("danguy"), http.MethodGet, at+name+"?age_limit=35&model=school", nil)
		if answer.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d", name, answer.StatusCode)
		}
		return body
	}
	for name, text := range map[string]string{"DOCX": papertest.DOCX(t, []byte(get("bao-cao.docx"))),
		"PDF": papertest.PDF(t, []byte(get("bao-cao.pdf")))} {
		flat := strings.Join(strings.Fields(text), " ")
		for _, phrase := range []string{"dưới 35 tuổi", "có 2 chi bộ", "đã đại hội: 0/2 (0,00%)"} {
			if !strings.Contains(flat, phrase) {
				t.Errorf("%s lacks %q: %s", name, phrase, flat)
			}
		}
	}
	book, err := excelize.OpenReader(bytes.NewReader([]byte(get("thong-ke.xlsx"))))
	apitest.Must(t, err)
	rows, err := book.GetRows("Thống kê")
	apitest.Must(t, err)
	text := ""
	for _, row := range rows {
		text += strings.Join(row, "|") + "\n"
	}
	for _, line := range []string{"dưới 35 tuổi", "Tổng số chi bộ|2\n", "Chưa lập đại hội|2|2|100,00%"} {
		if !strings.Contains(text, line) {
			t.Errorf("the spreadsheet lacks %q: %s", line, text)
		}
	}
}
