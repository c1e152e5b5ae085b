package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/congress"
)

// Who put somebody forward at the congress is chosen on the page of the contest, and
// stands beside the name; nobody puts himself forward in this way, and who may not
// nominate is told as the law has it.
func TestWhoPutsSomebodyForwardIsChosenOnThePage(t *testing.T) {
	h := apitest.Open(t)
	r := gather(h, h.Orgs["own"])
	o, err := h.Congress.Overview(h.Ctx, r.id)
	apitest.Must(t, err)
	page, organiser := "/noi-dung/"+string(r.contest), h.Client("own.organiser")
	_, body := h.Call(organiser, http.MethodGet, page, nil)
	option := `<option value="` + string(o.Members[5].ID) + `"`
	if !strings.Contains(body, "Người đề cử tại đại hội") || !strings.Contains(body, option) {
		t.Fatal("the page does not ask who put somebody forward")
	}
	put := func(nominator string, status int) string {
		t.Helper()
		answer, body := h.Send(organiser, page+"/de-cu", url.Values{"member": {string(o.Members[4].ID)},
			"source": {"floor"}, "support": {"4"}, "nominator": {nominator}})
		if answer.StatusCode != status {
			t.Fatalf("nominator %q: %d, want %d", nominator, answer.StatusCode, status)
		}
		if status == http.StatusSeeOther {
			_, body = h.Call(organiser, http.MethodGet, page, nil)
		}
		return body
	}
	body = put(string(o.Members[4].ID), http.StatusUnprocessableEntity)
	if !strings.Contains(body, `id="m-nominator"`) || !strings.Contains(body, `value="floor" selected`) ||
		!strings.Contains(body, "không thể là chính người được đề cử") {
		t.Error("who nominates himself is not refused at the field, or what was chosen is lost")
	}
	if body := put(string(o.Members[5].ID), http.StatusSeeOther); !strings.Contains(body,
		"<small>Nguyễn Văn F đề cử</small>") || strings.Contains(body, "chưa ghi ai đề cử") {
		t.Error("who put somebody forward does not stand beside the name")
	}
	v, err := h.Congress.ListOf(h.Ctx, r.contest)
	apitest.Must(t, err)
	for _, n := range v.Nominations {
		want := congress.MemberID("")
		if n.MemberID == o.Members[4].ID {
			want = o.Members[5].ID
		}
		if n.From != want {
			t.Errorf("%s was put forward by %q, want %q", n.MemberID, n.From, want)
		}
	}
	sitting := o.Members[5]
	sitting.Incumbent = true
	apitest.Must(t, h.Congress.SaveRoster(h.Ctx, r.organiser, r.id, []congress.Member{sitting}))
	_, body = h.Call(organiser, http.MethodGet, page, nil)
	if !strings.Contains(body, "Nguyễn Văn F là cấp ủy viên đương nhiệm, không được đề cử người ngoài danh sách") {
		t.Error("a sitting member of the committee nominates, and the page says nothing")
	}
}
