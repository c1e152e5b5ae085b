package pages_test

import (
	"net/http"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/congress"
)

// What takes something from somebody for good is not done by the first press: it
// opens a fold that says what becomes of it.
func TestWhatIsTakenForGoodIsToldFirst(t *testing.T) {
	t.Parallel()
	h := apitest.Open(t)
	h.Appoint()
	home := "/dai-hoi/" + h.IDs["congress"]
	account, err := h.Congress.AccountByLogin(h.Ctx, "own.chief")
	apitest.Must(t, err)
	chief, err := h.Congress.ActorOf(h.Ctx, account.ID)
	apitest.Must(t, err)
	_, err = h.Congress.ClaimDevice(h.Ctx, "hash", "key", "digits")
	apitest.Must(t, err)
	apitest.Must(t, h.Congress.AdmitDevice(h.Ctx, chief, congress.DeviceID(h.IDs["device"]), "digits"))
	for _, act := range []struct{ by, page, at, told string }{
		{"parent.administrator", "/quan-tri", "/" + h.IDs["account"] + `/mat-khau"`, "mã đã cấp trước đó không dùng được nữa"},
		{"parent.administrator", "/quan-tri", `/hai-lop" class`, "mã dự phòng"},
		{"own.organiser", home + "/ban", `/ban/tai-khoan"`, "mã đã cấp trước đó không dùng được nữa"},
		{"own.chief", home + "/may", "/may/" + h.IDs["device"] + `/thu-hoi"`, "phải kiểm lại từ phiếu giấy"},
	} {
		_, body := h.Call(h.Client(act.by), http.MethodGet, act.page, nil)
		_, after, found := strings.Cut(body, act.at)
		form, _, _ := strings.Cut(after, "</form>")
		before := body[:len(body)-len(after)]
		folded := strings.LastIndex(before, `<details class="pop">`) > strings.LastIndex(before, "</details>")
		if !found || !folded || !strings.Contains(form, act.told) {
			t.Errorf("%s does not tell first what %s does: %.400q", act.page, act.at, form)
		}
	}
}
