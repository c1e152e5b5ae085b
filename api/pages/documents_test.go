package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/app/apptest"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes/papertest"
	"kiemphieu/ratify"
)

// The cell numbers its submission, which then stands on the paper and in the register.
func TestTheSubmissionIsNumberedOnThePage(t *testing.T) {
	h := apitest.Open(t)
	at := "/dai-hoi/" + h.IDs["congress"]
	apptest.Change(t, h.Program, congress.CongressID(h.IDs["congress"]), func(_ ratify.Tx, a *congress.Act) error {
		a.Tell(congress.CongressMoved{State: congress.StateClosed})
		a.Congress.State, a.Congress.ClosedAt, a.Congress.Ordinal = congress.StateClosed, 1740819600, 12
		return nil
	})
	form := url.Values{"sent_number": {"5"}, "sent_on": {"2025-03-05"}, "post": {"PHÓ BÍ THƯ"}, "signer": {""}}
	if answer, body := h.Send(h.Client("own.organiser"), at+"/bien-ban/so-to-trinh", form); !strings.Contains(body,
		"Họ và tên người ký: cần nhập") || !strings.Contains(body, `value="05/03/2025"`) {
		t.Errorf("the field is not named, or what was typed is lost: %d %s", answer.StatusCode, body)
	}
	form.Set("signer", "Trần Thị Bình")
	if answer, body := h.Send(h.Client("own.organiser"), at+"/bien-ban/so-to-trinh", form); answer.StatusCode !=
		http.StatusSeeOther {
		t.Fatalf("%d %s", answer.StatusCode, body)
	}
	_, docx := h.Call(h.Client("own.organiser"), http.MethodGet, at+"/van-ban/to-trinh.docx", nil)
	text := papertest.DOCX(t, []byte(docx))
	for _, want := range []string{"Số 05-TTr/CB", "ngày 05 tháng 3 năm 2025", "T/M CHI BỘ", "PHÓ BÍ THƯ",
		"Trần Thị Bình", "lần thứ XII"} {
		if !strings.Contains(text, want) {
			t.Errorf("the submission lacks %q: %s", want, text)
		}
	}
	if _, body := h.Call(h.Client("own.organiser"), http.MethodGet, "/so-van-ban", nil); !strings.Contains(body,
		"05-TTr/CB") || !strings.Contains(body, "Trần Thị Bình") {
		t.Errorf("the register lacks it: %s", body)
	}
}

// s15: two of one name are told apart wherever somebody picks or reads them,
// before and after a list is made.
func TestTwoOfOneNameAreToldApartOnPages(t *testing.T) {
	h := apitest.Open(t)
	by := congress.Actor{Name: "Cấp ủy", Role: congress.RoleOrganiser, OrgID: h.Orgs["own"]}
	apitest.Must(t, h.Congress.SaveRoster(h.Ctx, by, congress.CongressID(h.IDs["congress"]), []congress.Member{
		{Name: "Nguyễn Văn An", Official: true, Born: "1970"}, {Name: "Nguyễn Văn An", Official: true, Born: "1985"}}))
	contest, err := h.Congress.AddContest(h.Ctx, by, congress.CongressID(h.IDs["congress"]),
		congress.ContestInput{Office: ballot.Other, Title: "Tổ trưởng", Seats: 1})
	apitest.Must(t, err)
	o, err := h.Congress.Overview(h.Ctx, congress.CongressID(h.IDs["congress"]))
	apitest.Must(t, err)
	told := func(when string) {
		t.Helper()
		_, body := h.Call(h.Client("own.organiser"), http.MethodGet, "/noi-dung/"+string(contest), nil)
		for _, want := range []string{"Nguyễn Văn An (sinh năm 1970)", "Nguyễn Văn An (sinh năm 1985)"} {
			if !strings.Contains(body, want) {
				t.Errorf("%s: the page lacks %q: %s", when, want, body)
			}
		}
	}
	told("before anybody is put forward")
	for _, m := range o.Members {
		if m.Name == "Nguyễn Văn An" {
			apitest.Must(t, h.Congress.Nominate(h.Ctx, by, contest, m.ID, congress.SourceCommittee, 0))
			told("when somebody is")
		}
	}
}
