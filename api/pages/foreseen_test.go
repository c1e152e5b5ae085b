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

// Where who was foreseen is not elected, the page of the secretary's list asks what the
// superior answered, once (rules 6.5).
func TestThePageAsksWhatTheSuperiorAnswered(t *testing.T) {
	t.Parallel()
	h := apitest.Open(t)
	r := gather(h, h.Orgs["own"])
	secretary, err := h.Congress.AddContest(h.Ctx, r.organiser, r.id, congress.ContestInput{Office: ballot.Secretary,
		Seats: 1})
	apitest.Must(t, err)
	o, err := h.Congress.Overview(h.Ctx, r.id)
	apitest.Must(t, err)
	apitest.Must(t, h.Congress.Nominate(h.Ctx, r.organiser, secretary, o.Members[3].ID, congress.SourceCommittee, 0))
	page, presidium := "/noi-dung/"+string(secretary), h.Client("own.presidium")
	says := func(sentence string, want bool) {
		t.Helper()
		if _, body := h.Call(presidium, http.MethodGet, page, nil); strings.Contains(body, sentence) != want {
			t.Errorf("said %q: %v, want %v", sentence, !want, want)
		}
	}
	says("Ai được dự kiến bầu bí thư", true)
	elect(h, r.printed(h), r.presidium, r.chief)
	says("Nguyễn Văn D được dự kiến bầu bí thư nhưng không trúng cử chi ủy", true)
	send := func(text string, status int) {
		t.Helper()
		form := url.Values{"answer_from": {"Đảng ủy phường"}, "superior_answer": {text}}
		if answer, _ := h.Send(presidium, page+"/cap-tren", form); answer.StatusCode != status {
			t.Errorf("%q: %d, want %d", text, answer.StatusCode, status)
		}
	}
	send("", http.StatusUnprocessableEntity)
	says(page+"/cap-tren", true)
	send("bầu người khác", http.StatusSeeOther)
	says(page+"/cap-tren", false)
}
