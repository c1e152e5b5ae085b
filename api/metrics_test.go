package api_test

import (
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
)

// docs/metrics.md names the program's metrics, all of them and no others, and
// no label holds an id.
func TestMetricsAreDocumented(t *testing.T) {
	h := apitest.Open(t)
	h.Call(h.Client("own.chief"), http.MethodGet, "/dai-hoi/"+h.IDs["congress"], nil)
	h.Call(h.Client("own.chief"), http.MethodPut, "/api/v1/rounds/"+h.IDs["round"]+"/passes/A/batches/b", nil)
	_, body := h.Call(h.Client(""), http.MethodGet, "/metrics", nil)
	page, err := os.ReadFile("../docs/metrics.md")
	apitest.Must(t, err)
	documented := namesIn(string(page), "`(kiemphieu_[a-z_]+)`")
	served := namesIn(body, `# TYPE (kiemphieu_[a-z_]+) `)
	if !slices.Equal(documented, served) {
		t.Errorf("documented %v, served %v", documented, served)
	}
	for _, id := range h.IDs {
		if len(id) > 8 && strings.Contains(body, id) {
			t.Errorf("a label holds the id %s", id)
		}
	}
}

func namesIn(text, pattern string) []string {
	var names []string
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// S6: whatever is typed into a text comes out as text.
func TestS6TypedTextIsNeverMarkup(t *testing.T) {
	h := apitest.Open(t)
	attack := `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`
	c := h.Client("own.organiser")
	home := "/dai-hoi/" + h.IDs["congress"]
	for path, form := range map[string]map[string][]string{
		home + "/thong-tin": {"title": {attack}, "term": {attack[:30]}, "held_on": {"2025-03-01"},
			"place": {attack}, "profile": {"190-QD/TW"}},
		home + "/dang-vien/luu":                  {"name": {attack}, "group": {attack}, "position": {attack}},
		home + "/noi-dung":                       {"office": {"other"}, "title": {attack}, "seats": {"1"}},
		"/noi-dung/" + h.IDs["contest"] + "/sua": {"office": {"committee"}, "seats": {attack}},
	} {
		_, body := h.Send(c, path, form)
		assertText(t, path, body)
	}
	for _, path := range []string{"/", home, home + "/dang-vien", home + "/ban", home + "/co-mat", home + "/noi-dung",
		home + "/ho-so", home + "/thong-tin", "/noi-dung/" + h.IDs["contest"], "/lan-bau/" + h.IDs["round"]} {
		answer, body := h.Call(c, http.MethodGet, path, nil)
		if answer.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", path, answer.StatusCode)
		}
		assertText(t, path, body)
	}
}

func assertText(t *testing.T, path, body string) {
	t.Helper()
	if strings.Contains(body, "<script>alert") || strings.Contains(body, "<img src=x") {
		t.Errorf("%s: typed text became markup", path)
	}
}
