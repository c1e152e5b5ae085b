package pages_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/congress"
)

// Who was marked as present and is not any more is deducted by saying that the mark was
// mistaken; once papers were handed out that is said at the name. Whose mark is taken
// back otherwise has left early, and the page says that this changes no base.
func TestAMarkMadeByMistakeIsTakenBackOnThePage(t *testing.T) {
	h := apitest.Open(t)
	r := gather(h, h.Orgs["own"])
	o, err := h.Congress.Overview(h.Ctx, r.id)
	apitest.Must(t, err)
	free := func() congress.Member {
		at := slices.IndexFunc(o.Members, func(m congress.Member) bool {
			return m.Official && !slices.ContainsFunc(o.Officers, func(f congress.Officer) bool {
				return f.MemberID == m.ID
			})
		})
		return o.Members[at]
	}
	one, client, path := free(), h.Client("own.organiser"), "/dai-hoi/"+string(r.id)+"/co-mat"
	page := func() string { _, body := h.Call(client, http.MethodGet, path, nil); return words(body) }
	mark := func(as string) string {
		t.Helper()
		answer, _ := h.Send(client, path, url.Values{"member": {string(one.ID)}, "attendance": {as}})
		if answer.StatusCode != http.StatusSeeOther {
			t.Fatalf("%s: %d", as, answer.StatusCode)
		}
		return page()
	}
	form := url.Values{"member": {string(one.ID)}, "kind": {"absent_with_consent"}, "reason": {"ốm"},
		"consent_by": {"Chi ủy"}, "consent_on": {string(o.Congress.HeldOn)}}
	if strings.Contains(page(), "không đến lúc nào") {
		t.Error("asked about although nobody was marked")
	}
	if text := mark("absent"); !strings.Contains(text, "không đến lúc nào") || strings.Contains(text, "Nhầm") {
		t.Errorf("before the first paper: %s", text)
	}
	if answer, body := h.Send(client, path+"/giam", form); answer.StatusCode != http.StatusUnprocessableEntity ||
		!strings.Contains(words(body), "Ai đã đến rồi về thì vẫn nằm trong tổng số") {
		t.Errorf("%d", answer.StatusCode)
	}
	form.Set("mistaken", "1")
	if answer, _ := h.Send(client, path+"/giam", form); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("mistaken: %d", answer.StatusCode)
	}
	round := r.printed(h)
	o, err = h.Congress.Overview(h.Ctx, r.id)
	apitest.Must(t, err)
	apitest.Must(t, h.Congress.HandOut(h.Ctx, r.chief, round, o.Head.Present, o.Head.Present))
	mark("present")
	if text := page(); !strings.Contains(text, "Nhầm") {
		t.Errorf("in session: %s", text)
	}
	mark("mistaken")
	if answer, _ := h.Send(client, path+"/giam", form); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("taken back at the name: %d", answer.StatusCode)
	}
	mark("present")
	if text := mark("absent"); !strings.Contains(text, "vẫn nằm trong tổng số. Bấm lại") {
		t.Errorf("left: %s", text)
	}
	if answer, _ := h.Send(client, path+"/giam", form); answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("who left is deducted: %d", answer.StatusCode)
	}
}
