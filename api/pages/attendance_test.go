package pages_test

import (
	"cmp"
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
	if text := mark("absent"); !strings.Contains(text, "về sớm; đồng chí ấy đã có mặt nên vẫn nằm trong tổng số.") {
		t.Errorf("left: %s", text)
	}
	if answer, _ := h.Send(client, path+"/giam", form); answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("who left is deducted: %d", answer.StatusCode)
	}
}

// U3: the page offers to undo the last act, whoever it marked, and that one alone: what
// another one marked since stays, and a screen that tells of an older act undoes nothing.
func TestU3TheLastActIsUndone(t *testing.T) {
	h := apitest.Open(t)
	r := gather(h, h.Orgs["own"])
	path := "/dai-hoi/" + string(r.id) + "/co-mat"
	own, other := h.Client("own.organiser"), h.Client("own.presidium")
	send := func(client *http.Client, to string, form url.Values) string {
		t.Helper()
		if answer, body := h.Send(client, to, form); answer.StatusCode != http.StatusSeeOther {
			t.Fatalf("%v: %d %s", form, answer.StatusCode, words(body))
		}
		_, body := h.Call(client, http.MethodGet, path, nil)
		return words(body)
	}
	stand := func() []congress.Member {
		o, err := h.Congress.Overview(h.Ctx, r.id)
		apitest.Must(h.T, err)
		return o.Members
	}
	members := stand()
	one, name := string(members[0].ID), members[0].Name
	unsaid := url.Values{"member": {one}, "attendance": {""}}
	group := url.Values{"group": {members[0].Group}, "attendance": {"present"}}
	mark := func(as string) url.Values { return url.Values{"member": {one}, "attendance": {as}} }
	undo := func(said string) url.Values { return url.Values{"said": {said}} }

	if text := send(own, path, unsaid); !strings.Contains(text, "Hoàn tác") {
		t.Errorf("one: %s", text)
	}
	before, said := stand(), "Vừa ghi cả "+cmp.Or(members[0].Group, "chi bộ")+" có mặt; bấm vào tên người vắng."
	if text := send(own, path, group); !strings.Contains(text, said) {
		t.Errorf("a group: %s", text)
	}
	const older = "không còn là lần ghi cuối"
	if text := send(own, path+"/hoan-tac", undo("Vừa ghi ai đó vắng.")); !strings.Contains(text, older) ||
		slices.Equal(stand(), before) {
		t.Errorf("an older screen: %s", text)
	}
	if text := send(own, path+"/hoan-tac", undo(said)); !strings.Contains(text, "Đã hoàn tác") ||
		strings.Contains(text, said) || !slices.Equal(stand(), before) {
		t.Errorf("undone: %s", text)
	}
	if text := send(own, path+"/hoan-tac", undo(said)); !strings.Contains(text, older) {
		t.Errorf("twice: %s", text)
	}
	said = "Vừa ghi " + name + " vắng."
	send(own, path, mark("absent"))
	send(other, path, mark("present"))
	if text := send(own, path+"/hoan-tac", undo(said)); !strings.Contains(text, "Không hoàn tác được "+name) ||
		stand()[0].Attendance != congress.AttendancePresent {
		t.Errorf("what another one marked: %s", text)
	}
	if text := send(own, path, mark("present")); strings.Contains(text, "Hoàn tác") {
		t.Errorf("nothing changed, and could be undone: %s", text)
	}
}

// Attendance is one of what the page offers, for one member and for a group: what
// nobody offered is refused by its field, and is not left to the database's check.
func TestNoAttendanceIsMadeUp(t *testing.T) {
	h := apitest.Open(t)
	r := gather(h, h.Orgs["own"])
	o, err := h.Congress.Overview(h.Ctx, r.id)
	apitest.Must(t, err)
	one := o.Members[0]
	for _, form := range []url.Values{{"member": {string(one.ID)}}, {"group": {one.Group}}} {
		form.Set("attendance", "made-up")
		answer, body := h.Send(h.Client("own.organiser"), "/dai-hoi/"+string(r.id)+"/co-mat", form)
		if answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(words(body), "không có lựa chọn") {
			t.Errorf("%v: %d %s", form, answer.StatusCode, words(body))
		}
	}
}
