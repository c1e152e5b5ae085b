package e2e

import (
	"encoding/json"
	"strings"
	"testing"

	"kiemphieu/api/auth"
	"kiemphieu/app/size"
	"kiemphieu/congress"
)

// The superior's desk in the browser, where the committee wants two people: a
// proposal is withdrawn, the dossier goes back and comes again, the inbox
// shows what to look at, one proposes without one person, another confirms,
// and the decision is on paper.
func TestE2ETwoPeopleDecideAtTheSuperior(t *testing.T) {
	size.Story(t)
	t.Parallel()
	h := openHall(t)
	ward, dossier := h.wantTwo()

	h.signIn("danguy")
	h.visit("/chuan-y")
	h.must("2 quyết định đang chờ người thứ hai", "chờ người thứ hai")
	h.shot("inbox-proposed")
	u := newTour(h)
	u.examine("the inbox")
	h.visit(dossier)
	h.must("Chưa có gì được quyết định", "người xác nhận phải dùng tài khoản khác")
	h.shot("proposal-own")
	h.submit("/rut-de-xuat", "Rút đề xuất", nil)
	h.must("Đã rút đề xuất")
	h.submit("/tra-lai", "Trả lại hồ sơ", map[string]string{"return_reason": ""})
	h.must("Lý do trả lại: cần nhập")
	h.submit("/tra-lai", "Trả lại hồ sơ", map[string]string{"return_reason": "Thiếu nghị quyết đại hội"})
	h.visit("/chuan-y?tinh-trang=returned")
	h.must("Trả lại để bổ sung", "Hòa Lộc")

	h.signIn("cb10.capuy")
	h.visit(dossier)
	h.must("Thiếu nghị quyết đại hội")
	h.submit("/trinh", "Trình hồ sơ", map[string]string{"note": "Đã bổ sung nghị quyết"})

	h.signIn("danguy")
	h.visit("/chuan-y")
	h.follow("Chờ quyết định")
	h.must("Hòa Lộc", "lần 2", "ngày làm việc", "Thiếu mục tiêu nữ")
	h.shot("inbox")
	h.follow("Xem hồ sơ") // the most urgent: Quân sự, whose decision is overdue
	h.must("Điểm cần xem trước", "mục tiêu từ 15%", "quá hạn 1 ngày làm việc")
	h.shot("dossier-flags")
	h.visit("/chuan-y?tim=hoa+loc")
	if rows := eval[int](h, `document.querySelectorAll("tbody tr").length`); rows != 1 {
		t.Errorf("%d rows for one name", rows)
	}
	h.follow("Xem hồ sơ")
	h.must("Cấp ủy yêu cầu hai người", "Thiếu nghị quyết đại hội")
	eval[bool](h, `(location.hash = "chuan-y", true)`)
	h.must("Không sửa hay rút lại được")
	u.examine("a dossier to decide")
	refused := h.elected("cb10", 4)
	h.submit("/chuan-y", "Đề xuất chuẩn y", map[string]string{"number": "216-QĐ/ĐU", "decided_on": h.day(),
		"refused": refused})
	h.must("Lý do: cần nhập")
	h.submit("/chuan-y", "Đề xuất chuẩn y", map[string]string{"number": "216-QĐ/ĐU", "decided_on": h.day(),
		"refused": refused, "reason": "Chưa đủ tiêu chuẩn"})
	h.must("Đã ghi đề xuất", "Chờ chuẩn y", "Không chuẩn y: "+refused)

	h.signIn("phobithu")
	h.visit(dossier)
	h.must("Đề xuất chuẩn y kết quả: chờ người thứ hai", "số 216-QĐ/ĐU")
	h.shot("proposal")
	u.examine("a proposal")
	h.submit("/xac-nhan", "Xác nhận quyết định", nil)
	h.must("Đã xác nhận", "Đã chuẩn y", "Lê Thị Phương Thảo, Trần Quốc Việt")
	h.shot("decided")
	text := h.pdfText(strings.TrimSuffix(dossier, "/ho-so") + "/van-ban/quyet-dinh.pdf")
	for _, words := range []string{"QUYẾT ĐỊNH", "Số 216-QĐ/ĐU", "năm " + h.day()[:4],
		"Không chuẩn y 01 đồng chí: " + refused, "Bí thư chi bộ", h.elected("cb10", 0), "T/M ĐẢNG ỦY"} {
		if !strings.Contains(text, words) {
			t.Errorf("the decision lacks %q:\n%s", words, text)
		}
	}
	h.visit("/to-chuc/" + ward)
	h.must("Một người đề xuất, một người khác xác nhận", "Quản trị viên đặt hai điều này")
}

// wantTwo lets the administrator switch on that two decide, makes the second
// person, and brings the demo's open congresses to the superior, with a
// proposal for each. It gives the ward and the page of cell 10's dossier.
func (h *hall) wantTwo() (ward, dossier string) {
	h.t.Helper()
	admin, err := h.congress.AccountByLogin(h.ctx, "quantri")
	check(h.t, err)
	hash, err := auth.Hash(h.password)
	check(h.t, err)
	_, err = h.congress.CreateAccount(h.ctx, congress.AccountInput{OrgID: admin.OrgID, Login: "phobithu",
		Name: "Trần Quốc Việt", Role: congress.RoleSuperior, PasswordHash: hash})
	check(h.t, err)
	h.signIn("quantri")
	h.visit("/to-chuc/" + string(admin.OrgID))
	h.must("Một người của cấp ủy ghi quyết định là đủ", "T/M BAN THƯỜNG VỤ")
	h.submit("/cach-quyet-dinh", "Lưu cách quyết định", map[string]string{"two": "hai người",
		"no_standing": "không có ban thường vụ"})
	h.must("Một người đề xuất, một người khác xác nhận", "T/M cấp ủy")
	box, err := json.Marshal(h.box)
	check(h.t, err)
	check(h.t, h.demo.Finish(h.ctx, box))
	organiser, err := h.congress.AccountByLogin(h.ctx, "cb10.capuy")
	check(h.t, err)
	by, err := h.congress.ActorOf(h.ctx, organiser.ID)
	check(h.t, err)
	meetings, err := h.congress.CongressesUnder(h.ctx, by.OrgPath)
	check(h.t, err)
	return string(admin.OrgID), "/dai-hoi/" + string(meetings[0].ID) + "/ho-so"
}
