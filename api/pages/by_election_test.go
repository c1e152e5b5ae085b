package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
)

// A by-election is made where a congress is made, in the term that runs, and
// offers what it can elect and no more.
func TestAByElectionIsMadeWhereACongressIs(t *testing.T) {
	t.Parallel()
	h := apitest.Open(t)
	own := h.Client("own.organiser")
	page := "/to-chuc/" + string(h.Orgs["own"]) + "/dai-hoi-moi"
	_, body := h.Call(own, http.MethodGet, page, nil)
	if !strings.Contains(body, `href="?loai=bau-bo-sung"`) {
		t.Error("the page of a new congress does not lead to a by-election")
	}
	_, body = h.Call(own, http.MethodGet, page+"?loai=bau-bo-sung", nil)
	for _, said := range []string{`value="Hội nghị own bầu bổ sung"`, `value="2025–2027"`, "Tạo hội nghị"} {
		if !strings.Contains(body, said) {
			t.Errorf("the form does not say %s", said)
		}
	}
	typed := url.Values{"meeting": {"by_election"}, "title": {""}, "term": {"2025–2027"}, "held_on": {"2025-09-01"},
		"profile": {"190-QD/TW"}}
	if _, body = h.Send(own, page, typed); !strings.Contains(body, "Tạo hội nghị") {
		t.Error("what was typed of a by-election comes back as a congress")
	}
	typed.Set("title", "Hội nghị bầu bổ sung")
	answer, _ := h.Send(own, page, typed)
	made := answer.Header.Get("Location")
	_, body = h.Call(own, http.MethodGet, made+"/noi-dung", nil)
	if !strings.Contains(body, `value="secretary"`) || strings.Contains(body, `value="delegates"`) {
		t.Errorf("%s offers what a by-election does not elect", made)
	}
}
