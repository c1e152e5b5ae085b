package pages_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/app/apptest"
	"kiemphieu/congress"
	"kiemphieu/minutes/papertest"
	"kiemphieu/ratify"
)

// waiting makes the house's congress one that was sent to the parent: a
// committee of one, and a secretary whom the parent is asked to appoint.
func waiting(h *apitest.House) {
	h.T.Helper()
	apptest.Change(h.T, h.Program, congress.CongressID(h.IDs["congress"]), func(tx ratify.Tx, a *congress.Act) error {
		c := &a.Congress
		a.Tell(congress.CongressMoved{State: congress.StateSubmitted})
		c.State, c.ClosedAt = congress.StateSubmitted, 1740960000
		member := congress.Member{OrgID: c.OrgID, CongressID: c.ID, ID: "m1", Number: 1, Name: "Trần Thị Ánh",
			Official: true, Born: "1980-05-06"}
		return errors.Join(tx.PutMembers(h.Ctx, []congress.Member{member}),
			tx.PutContest(h.Ctx, congress.Contest{OrgID: c.OrgID, CongressID: c.ID, ID: "s", Position: 2,
				Office: "secretary", Seats: 1, Settled: congress.SettledAppointed}),
			tx.PutDossier(h.Ctx, ratify.Dossier{OrgID: c.OrgID, CongressID: c.ID, Version: 1,
				State: ratify.DossierSubmitted, SubmittedAt: 1741046400}))
	})
}

// decides posts a decision of the parent's committee, and gives the answer.
func decides(h *apitest.House, path string, form url.Values) (int, string) {
	h.T.Helper()
	for _, field := range passwords() {
		form.Set(field, apitest.Password)
	}
	answer, body := h.Send(h.Client("parent.superior"), "/dai-hoi/"+h.IDs["congress"]+path, form)
	return answer.StatusCode, body
}

// The forms of a dossier stand on one page: a mistake in one is said at its
// own field, with what was typed, and in no other form.
func TestEveryFormOfADossierHasItsFields(t *testing.T) {
	h := apitest.Open(t)
	waiting(h)
	for path, test := range map[string]struct {
		form  url.Values
		field string
	}{
		"/chuan-y":     {url.Values{"number": {"1-QĐ/ĐU"}}, "decided_on"},
		"/huy-ket-qua": {url.Values{"annul.number": {"1-QĐ/ĐU"}, "annul.decided_on": {"2025-04-01"}}, "annul.reason"},
		"/chi-dinh": {url.Values{"appoint.number": {"1-QĐ/ĐU"}, "appoint.decided_on": {"2025-04-01"},
			"appoint.contest": {"s"}}, "appoint.name"},
		"/tra-lai": {url.Values{"return_reason": {" "}}, "return_reason"},
	} {
		status, body := decides(h, path, test.form)
		if status != http.StatusUnprocessableEntity || strings.Count(body, `class="f wrong"`) != 1 ||
			!strings.Contains(body, `href="#o-`+test.field+`"`) {
			t.Errorf("%s: %d, not at %s", path, status, test.field)
		}
		if test.form.Get("annul.number") != "" && !strings.Contains(body,
			`name="annul.number" type="text" value="1-QĐ/ĐU"`) {
			t.Errorf("%s forgot what was typed", path)
		}
	}
}

// Somebody is appointed, and the decision is there as PDF and DOCX; a paper of
// what was not decided is not.
func TestAnAppointmentHasItsPaper(t *testing.T) {
	h := apitest.Open(t)
	waiting(h)
	paper := func(name string) int {
		t.Helper()
		answer, _ := h.Call(h.Client("parent.superior"), "GET", "/dai-hoi/"+h.IDs["congress"]+"/van-ban/"+name, nil)
		return answer.StatusCode
	}
	for _, name := range []string{"chi-dinh-1.pdf", "quyet-dinh.pdf"} {
		if got := paper(name); got != http.StatusNotFound {
			t.Errorf("%s before the decision: %d", name, got)
		}
	}
	status, _ := decides(h, "/chi-dinh", url.Values{"appoint.number": {"9-QĐ/ĐU"}, "appoint.decided_on": {"01/04/2025"},
		"appoint.contest": {"s"}, "appoint.member": {"m1"}})
	if status != http.StatusSeeOther {
		t.Fatalf("appointed: %d", status)
	}
	_, body := h.Call(h.Client("parent.superior"), "GET", "/dai-hoi/"+h.IDs["congress"]+"/ho-so", nil)
	for _, words := range []string{"được chỉ định", "Trần Thị Ánh", "06/05/1980", "9-QĐ/ĐU", "chi-dinh-1.docx"} {
		if !strings.Contains(body, words) {
			t.Errorf("the page lacks %q", words)
		}
	}
	for _, name := range []string{"chi-dinh-1.pdf", "chi-dinh-1.docx"} {
		if got := paper(name); got != http.StatusOK {
			t.Errorf("%s: %d", name, got)
		}
	}
	signs(h, "09-QĐ/ĐU", "chi-dinh-1.docx")
}

// Home tells of what is left once the result is decided, and of complaints about it, to
// those who decide; the cell reads that its papers are kept.
func TestHomeTellsWhatIsLeftAfterADecision(t *testing.T) {
	h := apitest.Open(t)
	waiting(h)
	home := func(login string) string {
		t.Helper()
		_, body := h.Call(h.Client(login), http.MethodGet, "/", nil)
		return words(body)
	}
	reads := func(login string, want ...string) {
		t.Helper()
		for _, text := range want {
			if said := home(login); !strings.Contains(said, text) {
				t.Errorf("%s does not read %q: %s", login, text, said)
			}
		}
	}
	at := "/dai-hoi/" + h.IDs["congress"]
	complaint := url.Values{"complaint": {"0"}, "step": {"received"}, "k0.received.form": {"complaint"},
		"k0.received.day": {"01/04/2025"}, "k0.received.text": {"về thùng phiếu"}}
	answer, body := h.Send(h.Client("parent.superior"), at+"/khieu-nai", complaint)
	if answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("a complaint: %d %s", answer.StatusCode, words(body))
	}
	reads("parent.superior", "Quyết định 1 hồ sơ", "Giải quyết đơn khiếu nại, tố cáo",
		"1 đơn khiếu nại, tố cáo chưa giải quyết")
	reads("own.organiser", "Cấp trên đang giải quyết 1 đơn khiếu nại, tố cáo")
	apptest.Change(t, h.Program, congress.CongressID(h.IDs["congress"]), func(_ ratify.Tx, a *congress.Act) error {
		a.Tell(congress.CongressMoved{State: congress.StateRatified})
		a.Congress.State = congress.StateRatified
		return nil
	})
	reads("parent.superior", "Chỉ định bí thư, giải quyết đơn khiếu nại, tố cáo", "Mở để chỉ định")
	if status, body := decides(h, "/chi-dinh", url.Values{"appoint.number": {"9-QĐ/ĐU"}, "appoint.contest": {"s"},
		"appoint.decided_on": {"01/04/2025"}, "appoint.member": {"m1"}}); status != http.StatusSeeOther {
		t.Fatalf("appointed: %d %s", status, words(body))
	}
	if said := home("parent.superior"); strings.Contains(said, "Mở để chỉ định") || !strings.Contains(said, "Mở đơn") {
		t.Errorf("somebody was appointed, and home says: %s", said)
	}
}

// signs says who signs a decision, and finds it on the page and on the paper.
func signs(h *apitest.House, number, paper string) {
	h.T.Helper()
	at := "/dai-hoi/" + h.IDs["congress"]
	form := url.Values{"decision": {"10-QĐ/ĐU"}, "post": {"PHÓ BÍ THƯ"}, "signer": {"Lê Văn Cường"},
		"advised": {"Ban Xây dựng Đảng"}}
	answer, body := h.Send(h.Client("parent.superior"), at+"/bien-ban/nguoi-ky", form)
	if answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, `href="#o-decision"`) ||
		!strings.Contains(body, `value="Lê Văn Cường"`) {
		h.T.Errorf("a decision that was not taken: %d", answer.StatusCode)
	}
	form.Set("decision", number)
	answer, _ = h.Send(h.Client("parent.superior"), at+"/bien-ban/nguoi-ky", form)
	if answer.StatusCode != http.StatusSeeOther {
		h.T.Fatalf("signed: %d", answer.StatusCode)
	}
	_, body = h.Call(h.Client("parent.superior"), http.MethodGet, at+"/bien-ban", nil)
	if said := "Quyết định chỉ định số " + number + "; PHÓ BÍ THƯ Lê Văn Cường ký, theo đề nghị của Ban Xây dựng " +
		"Đảng."; !strings.Contains(words(body), said) {
		h.T.Errorf("the page does not say %q: %s", said, words(body))
	}
	_, docx := h.Call(h.Client("parent.superior"), http.MethodGet, at+"/van-ban/"+paper, nil)
	text := papertest.DOCX(h.T, []byte(docx))
	for _, want := range []string{"T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Lê Văn Cường",
		"Theo đề nghị của Ban Xây dựng Đảng", "- Ban Xây dựng Đảng;"} {
		if !strings.Contains(text, want) {
			h.T.Errorf("%s lacks %q: %s", paper, want, text)
		}
	}
}

// Whoever decides cannot switch off that two people are needed.
func TestTheAdministratorAloneWantsTwo(t *testing.T) {
	h := apitest.Open(t)
	path := "/to-chuc/" + string(h.Orgs["parent"]) + "/cach-quyet-dinh"
	for login, want := range map[string]int{"parent.superior": http.StatusForbidden,
		"foreign.administrator": http.StatusNotFound, "parent.administrator": http.StatusSeeOther} {
		if answer, _ := h.Send(h.Client(login), path, url.Values{"two": {"1"}}); answer.StatusCode != want {
			t.Errorf("%s: %d, want %d", login, answer.StatusCode, want)
		}
	}
}
