package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// Who holds an office is typed with its field refused where it is wrong, ended
// with a reason, and never gone; the superior sees who is in office.
func TestOfficesAreWrittenDownAndEnded(t *testing.T) {
	h := apitest.Open(t)
	page := "/to-chuc/" + string(h.Orgs["own"]) + "/chuc-danh"
	own := h.Client("own.organiser")
	typed := url.Values{"office": {"secretary"}, "name": {"Trần  Thị Bình"}, "born": {"1970"}, "term": {"2022–2025"},
		"from": {"2022-06-30"}, "how": {"elected"}, "decision": {"12-QĐ/ĐU"}, "grounds": {"Hồ sơ lưu"}}
	says := func(c *http.Client, path string, form url.Values, said string) {
		t.Helper()
		_, body := h.Call(c, http.MethodGet, path, nil)
		if form != nil {
			_, body = h.Send(c, path, form)
		}
		if !strings.Contains(words(body), said) {
			t.Errorf("%s does not say %q", path, said)
		}
	}
	with := func(field, value string) url.Values {
		changed := url.Values{}
		for k, v := range typed {
			changed[k] = v
		}
		changed.Set(field, value)
		return changed
	}
	says(own, page, with("name", ""), "Họ và tên")
	says(own, page, with("from", "2199-01-01"), "còn ở phía trước; ghi khi đã xong")
	says(own, page, with("ending", "chuyển đi"), "Đến hết ngày")
	says(own, page, typed, "")
	says(own, page, nil, "Bí thư Trần Thị Bình sinh năm 1970 từ 30/06/2022 2022–2025 bầu tại đại hội số 12-QĐ/ĐU")
	says(own, page, typed, "Đồng chí Trần Thị Bình đã được ghi là đang giữ chức danh này")
	says(own, page, with("name", "Lê Văn Cường"), "Đồng chí Trần Thị Bình đang giữ chức danh này")
	says(h.Client("parent.superior"), "/to-chuc/"+string(h.Orgs["parent"])+"/chuc-danh", nil,
		"own Bí thư Trần Thị Bình")
	id := ""
	_, body := h.Call(own, http.MethodGet, page, nil)
	if _, after, ok := strings.Cut(body, `name="mandate" value="`); ok {
		id, _, _ = strings.Cut(after, `"`)
	}
	says(own, page+"/thoi-giu", url.Values{"mandate": {id}, "on": {"2021-01-01"}, "reason": {"x"}},
		"trước ngày bắt đầu giữ chức danh")
	says(own, page+"/thoi-giu", url.Values{"mandate": {id}, "on": {"2024-01-01"}}, "Lý do")
	says(own, page+"/thoi-giu", url.Values{"mandate": {id}, "on": {"2024-01-01"}, "reason": {"Chuyển công tác"}}, "")
	says(own, page, nil, "30/06/2022 – 01/01/2024 2022–2025 bầu tại đại hội số 12-QĐ/ĐU Chuyển công tác")
	says(own, page+"/thoi-giu", url.Values{"mandate": {id}, "on": {"2024-01-01"}, "reason": {"x"}},
		"đã được ghi thôi giữ")
	if answer, _ := h.Send(h.Client("sibling.organiser"), page, typed); answer.StatusCode != http.StatusNotFound {
		t.Errorf("another cell's organiser: %d", answer.StatusCode)
	}
}

// A place that somebody left and nobody took is told at home and beside the offices,
// with the way to fill it, until a meeting is set up that fills it.
func TestAVacancyIsToldAtHome(t *testing.T) {
	t.Parallel()
	h := apitest.Open(t)
	own, home := h.Client("sibling.organiser"), "/to-chuc/"+string(h.Orgs["sibling"])
	told := func(who, path, said string, want bool) {
		t.Helper()
		_, body := h.Call(h.Client(who), http.MethodGet, path, nil)
		if strings.Contains(words(body), said) != want {
			t.Errorf("%s at %s reads %q: %v, want %v: %s", who, path, said, !want, want, words(body))
		}
	}
	account, err := h.Congress.AccountByLogin(h.Ctx, "sibling.organiser")
	apitest.Must(t, err)
	by, err := h.Congress.ActorOf(h.Ctx, account.ID)
	apitest.Must(t, err)
	note := func(office ballot.Office, name string) {
		apitest.Must(t, h.Congress.NoteMandate(h.Ctx, by, h.Orgs["sibling"], congress.MandateInput{Office: office,
			Name: name, Term: "2025–2027", From: "2025-01-05", How: congress.HowElected, Grounds: "Hồ sơ lưu"}))
	}
	note(ballot.Secretary, "Trần Thị Bình")
	note(ballot.Deputy, "Lê Văn Cường")
	told("sibling.organiser", "/", "đang khuyết", false)
	v, err := h.Congress.OfficesOf(h.Ctx, h.Orgs["sibling"])
	apitest.Must(t, err)
	apitest.Must(t, h.Congress.EndMandate(h.Ctx, by, h.Orgs["sibling"], v.InForce()[0].ID, "2025-02-01",
		"chuyển công tác", false))
	const left = "Khuyết bí thư Đồng chí Trần Thị Bình giữ đến hết ngày 01/02/2025: chuyển công tác."
	for _, path := range []string{"/", home + "/chuc-danh"} {
		told("sibling.organiser", path, left+" Tạo hội nghị bầu bổ sung", true)
		told("sibling.organiser", path, "Khuyết phó bí thư", false)
	}
	told("sibling.presidium", "/", left, true)
	told("sibling.presidium", "/", "Tạo hội nghị bầu bổ sung", false)
	told("own.organiser", "/", "Khuyết", false)
	answer, _ := h.Send(own, home+"/dai-hoi-moi", url.Values{"meeting": {"by_election"}, "title": {"Hội nghị sibling"},
		"term": {"2025–2027"}, "held_on": {"2025-09-01"}, "profile": {""}})
	if answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("no meeting: %d", answer.StatusCode)
	}
	told("sibling.organiser", "/", "Khuyết bí thư", false)
}
