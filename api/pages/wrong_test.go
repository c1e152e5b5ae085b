package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
)

// Whatever is wrong with a form is shown at once: in the summary with a link
// each, at its field, and everything typed is kept, selects and boxes included.
func TestEverythingWrongIsShownAtOnce(t *testing.T) {
	h := apitest.Open(t)
	home := "/dai-hoi/" + h.IDs["congress"]
	for _, form := range []struct {
		login, path string
		typed       url.Values
		wrong       []string // fields
		kept        []string // pieces of the page
	}{
		{"own.organiser", home + "/noi-dung", url.Values{"office": {"other"}, "title": {" "}, "seats": {"ba"}},
			[]string{"title", "seats"},
			[]string{`value="other" selected`, `value="ba"`}},
		{"own.organiser", home + "/noi-dung", url.Values{"office": {"other"}, "title": {" "}, "seats": {"0"}},
			[]string{"title", "seats"}, []string{`value="other" selected`}},
		{"own.organiser", home + "/thong-tin", url.Values{"title": {""}, "term": {""}, "held_on": {"32/13/2025"},
			"profile": {"190-QD/TW"}, "pilot": {"1"}},
			[]string{"title", "term", "held_on"}, []string{`name="pilot" value="1" checked`}},
		{"own.organiser", home + "/dang-vien/luu", url.Values{"name": {""}, "born": {"30/02/1975"}, "joined": {"x"},
			"official": {"no"}, "sex": {"female"}, "incumbent": {"1"}},
			[]string{"born", "joined", "name"}, []string{`value="no" selected`, `value="female" selected`,
				`name="incumbent" value="1" checked`, `value="30/02/1975"`}},
		{"own.administrator", "/quan-tri/tich-hop/ma", url.Values{"token_name": {""}, "days": {"x"}, "scopes": {}},
			[]string{"token_name", "scopes", "days"}, nil},
		{"own.administrator", "/quan-tri/tai-khoan", url.Values{"name": {""}, "login": {"CÓ DẤU"}, "role": {"chief"},
			"org": {string(h.Orgs["own"])}}, []string{"login", "name"},
			[]string{`value="chief" selected`}},
		{"own.administrator", "/quan-tri/tai-khoan", url.Values{"name": {"An"}, "login": {"an"}},
			[]string{"role", "org"}, []string{`<option value="">Chọn vai trò</option>`}},
		{"own.teller", "/mat-khau", url.Values{"old": {"sai"}, "password": {"ngắn"}, "again": {"khác"}},
			[]string{"old", "password", "again"}, nil},
		{"parent.superior", "/to-chuc/" + string(h.Orgs["parent"]) + "/ke-hoach",
			url.Values{"term": {""}, "first_day": {"x"}, "last_day": {""}}, []string{"term", "first_day", "last_day"},
			[]string{`value="x"`}},
	} {
		answer, body := h.Send(h.Client(form.login), form.path, form.typed)
		if answer.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", form.path, answer.StatusCode)
		}
		for _, field := range form.wrong {
			if !strings.Contains(body, `href="#o-`+field+`"`) || (field != "scopes" &&
				!strings.Contains(body, `id="m-`+field+`"`)) {
				t.Errorf("%s: %s is not said to be wrong", form.path, field)
			}
		}
		if got := strings.Count(body, `href="#o-`); got != len(form.wrong) {
			t.Errorf("%s: %d fields are wrong, want %v", form.path, got, form.wrong)
		}
		for _, piece := range form.kept {
			if !strings.Contains(body, piece) {
				t.Errorf("%s forgot %s", form.path, piece)
			}
		}
	}
}
