package pages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/congress"
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
	for _, said := range []string{`value="Hội nghị own bầu bổ sung"`, `value="2025–2027"`, "Tạo hội nghị",
		"<h1>Hội nghị bầu bổ sung mới</h1>"} {
		if !strings.Contains(body, said) {
			t.Errorf("the form does not say %s", said)
		}
	}
	typed := url.Values{"meeting": {"by_election"}, "title": {""}, "term": {"2025–2027"}, "held_on": {"2024-09-01"},
		"profile": {""}}
	_, body = h.Send(own, page+"?loai=bau-bo-sung", typed)
	if !strings.Contains(body, "<h1>Hội nghị bầu bổ sung mới</h1>") {
		t.Error("what was typed of a by-election comes back as a congress")
	}
	typed.Set("title", "Hội nghị bầu bổ sung")
	answer, _ := h.Send(own, page, typed)
	made := answer.Header.Get("Location")
	if _, body = h.Call(own, http.MethodGet, made+"/thong-tin", nil); !strings.Contains(body,
		`value="244-QD/TW" selected`) {
		t.Errorf("%s is not under the regulation of its day", made)
	}
	_, body = h.Call(own, http.MethodGet, made, nil)
	if said := words(body); !strings.Contains(said, "Đề án nhân sự, cấp trên duyệt") ||
		strings.Contains(said, "Báo cáo chính trị") || strings.Contains(said, "Kế hoạch của cấp trên") {
		t.Errorf("%s is prepared as a congress is: %s", made, said)
	}
	_, body = h.Call(own, http.MethodGet, made+"/noi-dung", nil)
	if !strings.Contains(body, `value="secretary"`) || strings.Contains(body, `value="delegates"`) {
		t.Errorf("%s offers what a by-election does not elect", made)
	}
}

// No page of a by-election calls it a congress, at any step of its day: in its
// sentences, its list of tasks, or what it says was done or is wrong. Since the layout
// of papers that says who chairs it, no page has a presidium there, as no paper has.
func TestNoPageCallsAByElectionACongress(t *testing.T) {
	t.Parallel()
	for day, chaired := range map[congress.Date]bool{"2025-09-01": false, "2026-09-01": true} {
		t.Run(string(day), func(t *testing.T) {
			t.Parallel()
			byElectionPages(t, day, chaired)
		})
	}
}

func byElectionPages(t *testing.T, held congress.Date, chaired bool) {
	t.Helper()
	h := apitest.Open(t)
	r := gatherIn(h, h.Orgs["own"], congress.CongressInput{Meeting: congress.MeetingByElection, Title: "Hội nghị own",
		Term: "2025–2027", HeldOn: held, Profile: "190-QD/TW", Rehearsal: true})
	presided := false
	home, organiser := "/dai-hoi/"+string(r.id), h.Client("own.organiser")
	presidium, chief := h.Client("own.presidium"), h.Client("own.chief")
	day := func(when string, round congress.RoundID) {
		see := func(by *http.Client, path string) {
			answer, body := h.Call(by, http.MethodGet, path, nil)
			if answer.StatusCode != http.StatusOK {
				t.Errorf("%s: %d at %s", when, answer.StatusCode, path)
			}
			mustNotCallItACongress(t, when+" "+path, body)
			at := strings.Index(strings.ToLower(body), "đoàn chủ tịch")
			presided = presided || at >= 0
			if chaired && at >= 0 {
				t.Errorf("%s %s has a presidium: %q", when, path, body[max(0, at-80):min(len(body), at+60)])
			}
		}
		for _, page := range []string{"", "/thong-tin", "/chuan-bi", "/dang-vien", "/ban", "/co-mat", "/noi-dung",
			"/bien-ban", "/ho-so", "/sau-dai-hoi"} {
			see(organiser, home+page)
		}
		see(presidium, home+"/dieu-hanh")
		see(chief, home+"/may")
		for _, by := range []*http.Client{organiser, presidium, chief} {
			see(by, home)
			see(by, "/noi-dung/"+string(r.contest))
			see(by, "/lan-bau/"+string(round))
		}
	}
	round := r.printed(h)
	day("with its papers", round)
	answer, body := h.Send(organiser, home+"/dinh-chinh", url.Values{"title": {""}, "held_on": {"1999-01-01"}})
	if answer.StatusCode != http.StatusUnprocessableEntity {
		t.Fatalf("%d for a day without a regulation", answer.StatusCode)
	}
	mustNotCallItACongress(t, "what is wrong", body)
	elect(h, round, r.presidium, r.chief)
	day("sealed", round)
	answer, body = h.Send(organiser, home+"/be-mac", url.Values{"close_reason": {"bầu đủ"}})
	if answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d at closing: %s", answer.StatusCode, body)
	}
	_, body = h.Call(organiser, http.MethodGet, home, nil)
	if !strings.Contains(body, "Hội nghị đã bế mạc.") {
		t.Error("the page does not say that the meeting is closed")
	}
	mustNotCallItACongress(t, "what was done", body)
	day("closed", round)
	if presided == chaired {
		t.Errorf("a presidium on the pages: %v, want %v", presided, !chaired)
	}
}

// otherCongress is one that a by-election's page may name.
var otherCongress = regexp.MustCompile(`đại hội (cấp trên|điểm)`)

func mustNotCallItACongress(t *testing.T, where, body string) {
	t.Helper()
	body = otherCongress.ReplaceAllString(strings.ToLower(body), "")
	if at := strings.Index(body, "đại hội"); at >= 0 {
		t.Errorf("%s calls it a congress: %q", where, body[max(0, at-80):min(len(body), at+60)])
	}
}
