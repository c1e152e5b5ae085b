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
	"kiemphieu/ratify"
)

// The page of a congress says what closing it now would do, and takes the reason;
// the page of a contest whose round was cancelled offers a way on and an end.
func TestThePagesLeadOutOfEveryContest(t *testing.T) {
	h := apitest.Open(t)
	r := gather(h, h.Orgs["own"])
	round, presidium := r.printed(h), h.Client("own.presidium")
	apitest.Must(t, h.Congress.HandOut(h.Ctx, r.chief, round, 9, 9))
	home, contest := "/dai-hoi/"+string(r.id), "/noi-dung/"+string(r.contest)
	has := func(path string, words ...string) {
		t.Helper()
		_, body := h.Call(presidium, http.MethodGet, path, nil)
		for _, word := range words {
			if !strings.Contains(body, word) {
				t.Errorf("%s lacks %q", path, word)
			}
		}
	}
	send := func(path string, form url.Values, status int) {
		t.Helper()
		if answer, _ := h.Send(presidium, path, form); answer.StatusCode != status {
			t.Fatalf("%s: %d, want %d", path, answer.StatusCode, status)
		}
	}
	has(home, "Chưa bế mạc được: 1 lần bầu đang tiến hành")
	send("/lan-bau/"+string(round)+"/huy", url.Values{"cancel_reason": {"đổ thùng phiếu"}}, http.StatusSeeOther)
	has(contest, "Lập lần bầu 2", "Kết thúc, không bầu")
	send(contest+"/ket-thuc", url.Values{"settlement": {"short"}, "settled_by": {"không bầu nữa"}}, http.StatusSeeOther)
	has(contest, "Mở lại nội dung")
	send(contest+"/mo-lai", url.Values{"reopen_reason": {"bàn lại"}}, http.StatusSeeOther)
	has(home, "trúng cử 0/3", "chưa có bí thư", "Vì sao bế mạc khi chưa đủ")
	send(home+"/be-mac", url.Values{"close_reason": {""}}, http.StatusUnprocessableEntity)
	send(home+"/be-mac", url.Values{"close_reason": {"hết giờ"}}, http.StatusSeeOther)
	has(home+"/ho-so", "Đại hội bế mạc khi có nội dung chưa có kết quả; lý do: hết giờ")
}

// A congress that has its committee is led to the ballot for its secretary before
// anybody is led to the close.
func TestNobodyIsLedToCloseWithoutASecretary(t *testing.T) {
	h := apitest.Open(t)
	r := gather(h, h.Orgs["own"])
	elect(h, r.printed(h), r.presidium, r.chief)
	home := func() string {
		_, body := h.Call(h.Client("own.presidium"), http.MethodGet, "/", nil)
		return body
	}
	if body := home(); !strings.Contains(body, "Lập nội dung bầu bí thư, phó bí thư") {
		t.Errorf("the presidium is led elsewhere: %s", body)
	}
	secretary, err := h.Congress.AddContest(h.Ctx, r.organiser, r.id,
		congress.ContestInput{Office: ballot.Secretary, Seats: 1})
	apitest.Must(t, err)
	if body := home(); strings.Contains(body, "Lập nội dung bầu bí thư") ||
		!strings.Contains(body, "Lập danh sách bầu") {
		t.Errorf("the ballot is laid out, and the presidium is led elsewhere: %s", body)
	}
	_, body := h.Call(h.Client("own.presidium"), http.MethodGet, "/noi-dung/"+string(secretary), nil)
	if !strings.Contains(body, ">3 đồng chí có thể đưa vào") {
		t.Error("the list for secretary offers others than the three of the committee")
	}
}

// A cell whose result was annulled is led to elect again, not to the dossier that
// it has nothing to do with any more.
func TestAnAnnulledResultLeadsToAnotherCongress(t *testing.T) {
	h, meetings := apitest.OpenWard(t)
	apptest.Change(t, h.Program, meetings[0].ID, func(_ ratify.Tx, a *congress.Act) error {
		a.Congress.State = congress.StateAnnulled
		a.Tell(congress.CongressMoved{Action: congress.ActionAnnul, State: congress.StateAnnulled})
		return nil
	})
	_, body := h.Call(h.Client("cb01.capuy"), http.MethodGet, "/", nil)
	if !strings.Contains(body, "Tạo đại hội bầu lại") || strings.Contains(body, "Mở hồ sơ") {
		t.Errorf("the cell is led elsewhere: %s", body)
	}
}
