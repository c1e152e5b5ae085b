package pages_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
)

// words returns what a page says, without its marks.
func words(page string) string {
	text := html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, " "))
	return strings.Join(strings.Fields(text), " ")
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
