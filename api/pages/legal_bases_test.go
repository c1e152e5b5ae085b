package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
)

// The administrator of the tree enters a text, everybody reads it, and it goes again.
func TestLegalBasesAreExtended(t *testing.T) {
	h := apitest.Open(t)
	form := url.Values{"basis_kind": {"charter"}, "basis_from": {"2027-01-01"}, "basis_text": {"Quy định số 999-QĐ/TW"}}
	if answer, body := h.Send(h.Client("parent.administrator"), "/can-cu",
		form); answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d %s", answer.StatusCode, body)
	}
	if _, body := h.Call(h.Client("own.organiser"), "GET", "/can-cu", nil); !strings.Contains(body, "999-QĐ/TW") ||
		strings.Contains(body, "Thêm căn cứ mới") {
		t.Error("a cell does not see it, or may change it")
	}
	form.Set("basis_text", "")
	if _, body := h.Send(h.Client("parent.administrator"), "/can-cu", form); !strings.Contains(body,
		"Tên văn bản như in trên giấy: cần nhập") || !strings.Contains(body, `value="01/01/2027"`) {
		t.Errorf("the field is not named, or what was typed is lost: %s", body)
	}
	h.Send(h.Client("parent.administrator"), "/can-cu/xoa", form)
	if _, body := h.Call(h.Client("own.organiser"), "GET", "/can-cu", nil); strings.Contains(body, "999-QĐ/TW") {
		t.Error("what was taken out is still there")
	}
}
