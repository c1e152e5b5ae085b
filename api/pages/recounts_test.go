package pages_test

import (
	"fmt"
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
	"kiemphieu/tally"
)

// sheetForm is a tally sheet as somebody types it.
func sheetForm(entry int, sheet tally.Sheet) url.Values {
	form := url.Values{fmt.Sprintf("ban%d.valid", entry): {fmt.Sprint(sheet.Valid)}}
	for reason, n := range sheet.Reasons {
		form.Set(fmt.Sprintf("ban%d.reason_%s", entry, reason), fmt.Sprint(n))
	}
	for _, row := range sheet.Rows {
		form.Set(fmt.Sprintf("ban%d.votes_%s", entry, row.ID), fmt.Sprint(row.Votes))
		form.Set(fmt.Sprintf("ban%d.disagree_%s", entry, row.ID), fmt.Sprint(row.Disagree))
		form.Set(fmt.Sprintf("ban%d.uncounted_%s", entry, row.ID), fmt.Sprint(row.Uncounted))
	}
	return form
}

// Figures of a tally sheet that cannot be are told in words at their field, and nothing
// that was typed is lost.
func TestASheetThatCannotBeIsToldAtItsField(t *testing.T) {
	h := apitest.Open(t)
	r := gather(h, h.Orgs["own"])
	round := r.printed(h)
	apitest.Must(t, h.Congress.HandOut(h.Ctx, r.chief, round, 9, 9))
	apitest.Must(t, h.Congress.OpenBox(h.Ctx, r.chief, round, congress.BoxInput{Returned: 9, Unused: 1}))
	apitest.Must(t, h.Congress.ChooseCounting(h.Ctx, r.chief, round, congress.CountTotals, ballot.DefaultSheaf, 0,
		"ít phiếu"))
	v, err := h.Congress.RoundOf(h.Ctx, round)
	apitest.Must(t, err)
	list := v.Definition.List
	for what, c := range map[string]struct {
		valid, unreadable int
		votes             func(i int) int
		field, want       string
	}{
		"more votes than papers": {9, 0, func(int) int { return 10 }, "votes_" + list.Candidates[0].ID,
			"Số phiếu bầu " + list.Candidates[0].Name + ": 10 nhiều hơn số phiếu hợp lệ (9)"},
		"papers missing":   {7, 1, func(int) int { return 7 }, "valid", "cộng thành 8, nhưng thu về 9 phiếu"},
		"nobody voted for": {9, 0, func(int) int { return 0 }, "valid", "chỉ có 0 phiếu bầu, ít hơn 9 phiếu hợp lệ"},
		"more than all can vote": {9, 0, func(int) int { return 9 }, "valid",
			fmt.Sprintf("có %d phiếu bầu, nhiều hơn số mà các phiếu hợp lệ bầu được (%d)", 9*len(list.Candidates),
				9*list.Seats)},
	} {
		sheet := tally.Sheet{Valid: c.valid, Reasons: map[ballot.Reason]int{ballot.Unreadable: c.unreadable}}
		for i, person := range list.Candidates {
			sheet.Rows = append(sheet.Rows, tally.Row{ID: person.ID, Votes: c.votes(i)})
		}
		answer, page := h.Send(h.Client("own.chief"), "/lan-bau/"+string(round)+"/kiem-tay/1", sheetForm(1, sheet))
		if answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, c.want) ||
			!strings.Contains(page, `id="m-ban1.`+c.field) || strings.Contains(page, "ballots.") ||
			value(t, page, "ban1.valid") != fmt.Sprint(c.valid) {
			t.Errorf("%s: %d, no %q at %s", what, answer.StatusCode, c.want, c.field)
		}
	}
}

// A recount stands beside the sealed result and changes nothing of it: two people
// want it, two others count, page and minutes show both, the superior's checks know.
func TestARecountStandsBesideTheResult(t *testing.T) {
	h, meetings := apitest.OpenWard(t)
	c := meetings[0]
	apptest.Change(t, h.Program, c.ID, func(_ ratify.Tx, a *congress.Act) error { // as before it went up
		a.Congress.State = congress.StateClosed
		a.Tell(congress.CongressMoved{Action: congress.ActionClose, State: congress.StateClosed})
		return nil
	})
	o, err := h.Congress.Overview(t.Context(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	round := o.Contests[0].Rounds[0]
	sealed, err := round.TallyOutcome()
	if err != nil {
		t.Fatal(err)
	}
	sheet := tally.Sheet{Valid: sealed.Valid, Reasons: sealed.Reasons}
	for _, row := range sealed.Rows {
		sheet.Rows = append(sheet.Rows, row.Row)
	}
	path := "/lan-bau/" + string(round.ID) + "/kiem-lai"
	send := func(login, step string, form url.Values, status int) string {
		t.Helper()
		client := h.Client(login)
		answer, body := h.Send(client, path+step, form)
		if answer.StatusCode != status {
			t.Fatalf("%s%s: %d, want %d: %.2000s", login, step, answer.StatusCode, status, body)
		}
		if status == http.StatusSeeOther {
			_, body = h.Call(client, http.MethodGet, path, nil)
		}
		return body
	}
	chief, chair, one, two := "cb01.truongban", "cb01.chutich", "cb01.kiemphieu1", "cb01.kiemphieu2"
	body := send(chief, "", url.Values{"reason": {" "}}, http.StatusUnprocessableEntity)
	if !strings.Contains(body, "Lý do") {
		t.Error("nothing says that the reason is missing")
	}
	send(chief, "", url.Values{"reason": {"Hai đồng chí đề nghị đếm lại"}}, http.StatusSeeOther)
	send(one, "/bang/1", sheetForm(1, sheet), http.StatusConflict) // nobody of the presidium agreed
	send(chair, "/dong-y", nil, http.StatusSeeOther)
	other := sheet
	other.Rows = append([]tally.Row{}, sheet.Rows...)
	other.Rows[0].Votes--
	body = send(one, "/bang/1", sheetForm(1, other), http.StatusSeeOther)
	if strings.Contains(body, fmt.Sprintf(`value="%d"`, other.Rows[0].Votes)) {
		t.Error("the page shows what somebody else typed")
	}
	send(one, "/bang/2", sheetForm(2, other), http.StatusForbidden)
	wrong := sheetForm(2, sheet)
	wrong.Set("ban2.valid", "")
	wrong.Set("ban2.votes_"+sheet.Rows[0].ID, "")
	body = send(two, "/bang/2", wrong, http.StatusUnprocessableEntity)
	for _, want := range []string{`id="m-ban2.valid"`, `id="m-ban2.votes_` + sheet.Rows[0].ID,
		"Phiếu hợp lệ: cần nhập", "Số phiếu bầu " + o.Member(congress.MemberID(sheet.Rows[0].ID)).Name + ": cần nhập"} {
		if !strings.Contains(body, want) {
			t.Errorf("a mistake is not told at its field in words: no %q", want)
		}
	}
	valid := fmt.Sprint(sheet.Valid)
	for typed, want := range map[[2]string]string{
		{"votes_" + sheet.Rows[0].ID, "99"}: ": 99 nhiều hơn số phiếu hợp lệ (" + valid + ")",
		{"valid", "999"}:                    "ít hơn 999 phiếu hợp lệ: phiếu hợp lệ nào cũng bầu ít nhất một người"} {
		wrong := sheetForm(2, sheet)
		wrong.Set("ban2."+typed[0], typed[1])
		body = send(two, "/bang/2", wrong, http.StatusUnprocessableEntity)
		if !strings.Contains(body, want) || !strings.Contains(body, `id="m-ban2.`+typed[0]) ||
			!strings.Contains(body, `value="`+typed[1]+`"`) || strings.Contains(body, "ballots.") ||
			strings.Count(body, " open>") < 1 {
			t.Errorf("%v: no %q at its field, in a form that is open: %.1500s", typed, want, body)
		}
	}
	body = send(two, "/bang/2", sheetForm(2, sheet), http.StatusSeeOther)
	if !strings.Contains(body, "chưa khớp nhau") {
		t.Error("two sheets that differ are not said to")
	}
	send(two, "/bang/2", sheetForm(2, other), http.StatusSeeOther)
	body = send(chair, "/ket-luan", url.Values{"text": {"Báo cáo cấp trên một phiếu chênh lệch"}}, http.StatusSeeOther)
	for _, want := range []string{"người trúng cử không đổi", "khác", "bien-ban-kiem-lai-1.pdf",
		"một phiếu chênh lệch"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, ext := range []string{".pdf", ".docx"} {
		answer, paper := h.Call(h.Client(chair), http.MethodGet, "/lan-bau/"+string(round.ID)+
			"/van-ban/bien-ban-kiem-lai-1"+ext, nil)
		if answer.StatusCode != http.StatusOK {
			t.Fatalf("minutes of the recount: %d: %.800s", answer.StatusCode, paper)
		}
		_, held := bring(h, "/dai-hoi/"+string(c.ID)+"/bien-ban/so-tep", []byte(paper))
		if !strings.Contains(held, "đúng từng byte với Biên bản kiểm lại phiếu (1), ") {
			t.Errorf("minutes of the recount%s are not known again", ext)
		}
		if ext == ".pdf" {
			text := strings.Join(strings.Fields(papertest.PDF(t, []byte(paper))), " ")
			for _, want := range []string{"BIÊN BẢN KIỂM LẠI PHIẾU", fmt.Sprint(sheet.Rows[0].Votes), "-1",
				"một phiếu chênh lệch"} {
				if !strings.Contains(text, want) {
					t.Errorf("the minutes lack %q: %s", want, text)
				}
			}
		}
	}
	v, err := h.Congress.RoundOf(t.Context(), round.ID)
	if err != nil || v.Round != round {
		t.Errorf("the recount changed the round: %v", err)
	}
	_, dossier := h.Call(h.Client("danguy"), http.MethodGet, "/dai-hoi/"+string(c.ID)+"/ho-so", nil)
	if !strings.Contains(dossier, "số phiếu khác kết quả đã chốt, người trúng cử không đổi") {
		t.Error("the superior's checks do not know of the recount")
	}
}

// The superior decides on a recount of a congress that is over, with number and day;
// the chief alone does not.
func TestTheSuperiorDecidesOnARecount(t *testing.T) {
	h, meetings := apitest.OpenWard(t)
	o, err := h.Congress.Overview(t.Context(), meetings[1].ID)
	if err != nil {
		t.Fatal(err)
	}
	path := "/lan-bau/" + string(o.Contests[0].Rounds[0].ID) + "/kiem-lai"
	for _, c := range []struct {
		login  string
		form   url.Values
		status int
	}{
		{"cb02.truongban", url.Values{"reason": {"Đếm lại"}}, http.StatusConflict}, // it was ratified
		{"cb01.truongban", url.Values{"reason": {"Đếm lại"}}, http.StatusNotFound},
		{"cb02.kiemphieu1", url.Values{"reason": {"Đếm lại"}}, http.StatusForbidden},
		{"danguy", url.Values{"reason": {"Khiếu nại"}}, http.StatusUnprocessableEntity},
		{"danguy", url.Values{"reason": {"Khiếu nại"}, "number": {"12-QĐ/ĐU"}, "day": {"2099-01-01"}},
			http.StatusUnprocessableEntity},
		{"danguy", url.Values{"reason": {"Khiếu nại"}, "number": {"12-QĐ/ĐU"},
			"day": {string(meetings[1].HeldOn)}}, http.StatusSeeOther},
		{"danguy", url.Values{"reason": {"Khiếu nại"}, "number": {"13-QĐ/ĐU"},
			"day": {string(meetings[1].HeldOn)}}, http.StatusConflict},
	} {
		if answer, body := h.Send(h.Client(c.login), path, c.form); answer.StatusCode != c.status {
			t.Errorf("%s %v: %d, want %d: %.1000s", c.login, c.form, answer.StatusCode, c.status, body)
		}
	}
	_, body := h.Call(h.Client("cb02.kiemphieu1"), http.MethodGet, path, nil)
	if !strings.Contains(body, "12-QĐ/ĐU") || !strings.Contains(body, "Nhập bảng kiểm phiếu 1") {
		t.Error("a teller of the hall is not asked to count")
	}
}
