package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/congress"
)

// s06: HEAD answers as GET does, without a body, at every address.
func TestHEADAnswersAsGET(t *testing.T) {
	h := apitest.Open(t)
	paths := []string{"/healthz", "/readyz", "/metrics", "/api/v1/openapi.json"}
	for _, route := range h.Pages.Routes() {
		if route.Method == http.MethodGet && !strings.HasSuffix(route.Path, "/truc-tiep") {
			paths = append(paths, fill(route.Path, h.IDs))
		}
	}
	for _, path := range paths {
		for _, login := range []string{"", "own.organiser", "parent.superior"} {
			answer, _ := get(h, login, path)
			again, body := h.Call(h.Client(login), http.MethodHead, path, nil)
			if again.StatusCode != answer.StatusCode || body != "" ||
				again.Header.Get("Content-Type") != answer.Header.Get("Content-Type") ||
				again.Header.Get("Location") != answer.Header.Get("Location") {
				t.Errorf("HEAD %s as %q: %d %s, want %d %s", path, login, again.StatusCode,
					again.Header.Get("Content-Type"),
					answer.StatusCode, answer.Header.Get("Content-Type"))
			}
		}
	}
	answer, _ := h.Call(h.Client("own.presidium"), http.MethodHead, "/dai-hoi/"+h.IDs["congress"]+
		"/dieu-hanh/truc-tiep", nil)
	if answer.StatusCode != http.StatusOK {
		t.Errorf("HEAD of a stream: %d", answer.StatusCode)
	}
}

// Whoever reloads the answer to a form gets a page, not a riddle.
func TestTheAddressOfEveryFormCanBeReloaded(t *testing.T) {
	h := apitest.Open(t)
	tried := 0
	for _, route := range h.Pages.Routes() {
		if route.Method != http.MethodPost {
			continue
		}
		tried++
		answer, _ := get(h, "own.organiser", fill(route.Path, h.IDs))
		for range 3 {
			if to := answer.Header.Get("Location"); answer.StatusCode == http.StatusSeeOther {
				answer, _ = get(h, "own.organiser", to)
			}
		}
		if answer.StatusCode >= 500 || answer.StatusCode == http.StatusMethodNotAllowed {
			t.Errorf("GET %s: %d", route.Path, answer.StatusCode)
		}
	}
	if tried < 50 {
		t.Errorf("%d forms", tried)
	}
	for path, want := range map[string]string{"/quan-tri/tai-khoan/x/khoa": "/quan-tri", "/dang-xuat": "/",
		"/lan-bau/r/in-phieu": "/lan-bau/r", "/dai-hoi/c/dang-vien/luu": "/dai-hoi/c/dang-vien"} {
		if answer, _ := get(h, "own.organiser", path); answer.Header.Get("Location") != want {
			t.Errorf("%s leads to %s, want %s", path, answer.Header.Get("Location"), want)
		}
	}
}

// A form with a field that cannot be read is tried with the rest, and nothing
// of it is kept.
func TestNothingOfATrialIsKept(t *testing.T) {
	h := apitest.Open(t)
	answer, page := h.Send(h.Client("own.organiser"), "/dai-hoi/"+h.IDs["congress"]+"/noi-dung",
		url.Values{"office": {"other"}, "title": {"Bầu khác"}, "seats": {"ba"}})
	o, err := h.Congress.Overview(h.Ctx, congress.CongressID(h.IDs["congress"]))
	apitest.Must(t, err)
	if answer.StatusCode != http.StatusUnprocessableEntity || len(o.Contests) != 1 ||
		strings.Count(page, `href="#o-`) != 1 {
		t.Errorf("%d, %d contests", answer.StatusCode, len(o.Contests))
	}
}
