package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/app/size"
)

// What follows a congress stands on one page: complaints, step by step, and where
// the sealed papers are, each with its paper; a mistake is said at its field.
func TestComplaintsAndCustodyHaveTheirPage(t *testing.T) {
	size.Long(t)
	h, meetings := apitest.OpenWard(t)
	home := "/dai-hoi/" + string(meetings[0].ID)
	superior := h.Client("danguy")
	send := func(path string, form url.Values, status int) string {
		t.Helper()
		answer, body := h.Send(superior, home+path, form)
		if answer.StatusCode != status {
			t.Fatalf("%s %v: %d, want %d", path, form, answer.StatusCode, status)
		}
		if status == http.StatusSeeOther {
			_, body = h.Call(superior, http.MethodGet, home+"/sau-dai-hoi", nil)
		}
		return body
	}
	day := string(meetings[0].HeldOn)
	body := send("/khieu-nai", url.Values{"complaint": {"0"}, "step": {"received"}, "k0.received.form": {"complaint"},
		"k0.received.day": {""}, "k0.received.text": {"về thùng phiếu"}}, http.StatusUnprocessableEntity)
	if !strings.Contains(body, `href="#o-k0.received.day"`) || !strings.Contains(body, `value="về thùng phiếu"`) {
		t.Error("a mistake is not at its field, or what was typed is gone")
	}
	body = send("/khieu-nai", url.Values{"complaint": {"0"}, "step": {"received"}, "k0.received.form": {"complaint"},
		"k0.received.day": {""}, "k0.received.text": {""}}, http.StatusUnprocessableEntity)
	for _, said := range []string{">Ngày nhận: cần nhập.", ">Về việc gì: cần nhập."} {
		if !strings.Contains(body, said) {
			t.Errorf("a field is not named as it stands on the page: no %q", said)
		}
	}
	send("/khieu-nai", url.Values{"complaint": {"0"}, "step": {"received"}, "k0.received.form": {"complaint"},
		"k0.received.day": {day}, "k0.received.text": {"về thùng phiếu"}}, http.StatusSeeOther)
	body = send("/khieu-nai", url.Values{"complaint": {"1"}, "step": {"handed"}, "k1.handed.day": {day},
		"k1.handed.recipient": {"Ủy ban kiểm tra Đảng ủy"}, "k1.handed.text": {"xác minh"}}, http.StatusSeeOther)
	if !strings.Contains(body, "đã chuyển ủy ban kiểm tra") || !strings.Contains(body, "Ghi kết luận") {
		t.Error("the page does not tell how far the complaint has come")
	}
	body = send("/bao-quan", url.Values{"step": {"sealed"}, "p.sealed.day": {day}, "p.sealed.packets": {"3"},
		"p.sealed.holder": {"Đồng chí A"}, "p.sealed.text": {"niêm phong nguyên vẹn"}}, http.StatusSeeOther)
	if !strings.Contains(body, "3 gói, người giữ: Đồng chí A") {
		t.Error("the page does not tell who keeps the papers")
	}
	answer, paper := h.Call(superior, http.MethodGet, home+"/van-ban/bao-quan-1.pdf", nil)
	if answer.StatusCode != http.StatusOK || !strings.HasPrefix(paper, "%PDF") {
		t.Errorf("the paper of the sealing: %d", answer.StatusCode)
	}
	_, dossier := h.Call(superior, http.MethodGet, home+"/ho-so", nil)
	if !strings.Contains(dossier, "khiếu nại, tố cáo</a> chưa giải quyết") ||
		!strings.Contains(dossier, "Hủy kết quả, yêu cầu bầu lại") {
		t.Error("the dossier tells nothing of the complaint, or cannot be annulled any more")
	}
	body = send("/khieu-nai", url.Values{"complaint": {"1"}, "step": {"found"}, "k1.found.day": {day},
		"k1.found.paper_number": {"01-KL/UBKT"}, "k1.found.text": {"thùng phiếu niêm phong đúng quy định"}},
		http.StatusSeeOther)
	if strings.Contains(body, "khieu-nai-1-2.pdf") {
		t.Error("handing a complaint on has a paper that nobody wrote")
	}
	for _, paper := range []string{"khieu-nai-1-1", "khieu-nai-1-3"} {
		if !strings.Contains(body, paper+".pdf") || !strings.Contains(body, paper+".docx") {
			t.Errorf("the page does not lead to %s", paper)
		}
		answer, content := h.Call(superior, http.MethodGet, home+"/van-ban/"+paper+".pdf", nil)
		if answer.StatusCode != http.StatusOK || !strings.HasPrefix(content, "%PDF") {
			t.Errorf("%s: %d", paper, answer.StatusCode)
		}
	}
}
