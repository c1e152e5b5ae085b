package e2e

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"kiemphieu/app/size"
	"kiemphieu/congress"
)

// U3: a file that came is held against the log, by the words of the pages alone: minutes
// as printed, minutes with a line changed, and a bundle at the superior.
func TestU3WalkAFileIsCompared(t *testing.T) {
	size.Story(t)
	t.Parallel()
	h := openHall(t)
	w := walkIn(h, "cb01")
	w.arrive("cb01.capuy")
	w.press("Mở đại hội")
	w.press("Biên bản và bế mạc")
	w.see("1-papers")
	round := "/lan-bau/" + string(h.meeting("cb01").Contests[0].Rounds[0].ID)
	paper := h.bytes(round + "/van-ban/bien-ban-kiem-phieu.docx")
	w.bring("bien-ban.docx", paper)
	w.press("So tệp")
	w.see("2-same")
	w.must("đúng từng byte với Biên bản kiểm phiếu, chi ủy, lần 1")
	w.bring("to.txt", []byte("không phải giấy tờ"))
	w.press("So tệp")
	w.see("3-no-paper")
	w.must("Không đọc được chữ trong tệp này", "Tệp phải chọn lại")
	other := "/lan-bau/" + string(h.meeting("cb02").Contests[0].Rounds[0].ID)
	h.signIn("cb02.capuy")
	foreign := h.bytes(other + "/van-ban/bien-ban-kiem-phieu.pdf")
	w.arrive("cb01.capuy")
	w.press("Mở đại hội")
	w.press("Biên bản và bế mạc")
	w.bring("bien-ban.pdf", foreign)
	w.press("So tệp")
	w.see("4-differs")
	w.must("khác với Biên bản kiểm phiếu, chi ủy, lần 1", "Sổ ghi", "Trong tệp là")
	w.press("Đại hội Chi bộ Tổ dân phố Hưng Thịnh")
	w.press("Hồ sơ đề nghị chuẩn y")
	w.see("5-dossier")
	bundle := h.bytes(eval[string](h, `[...document.links].find((a) => a.innerText.includes("Xuất tệp hồ sơ")).pathname`))
	w.arrive("danguy")
	w.press("Chuẩn y")
	w.see("6-inbox")
	w.bring("ho-so.kpz", bundle)
	w.press("Kiểm tra tệp")
	w.see("7-checked")
	w.must("không mới hơn hồ sơ đã có")
	w.press("Chọn tệp khác")
	w.bring("ho-so.kpz", bytes.Replace(bundle, []byte("a"), []byte("b"), 3))
	w.press("Kiểm tra tệp")
	w.see("8-broken")
	w.must("không đạt 1 trong 15 mục", "bị hỏng trên đường đi")
}

// U3: a complaint comes after the congress, is handed on, concluded and decided, by the
// words of the pages alone; home tells of it as long as it waits.
func TestU3WalkAComplaint(t *testing.T) {
	size.Story(t)
	t.Parallel()
	h := openHall(t)
	w := walkIn(h, "cb01")
	day := congress.Date(h.day()).Short()
	w.arrive("danguy")
	w.press("Chuẩn y")
	w.press("Xem hồ sơ")
	w.press("Khiếu nại và bảo quản phiếu")
	w.see("1-complaints")
	w.press("Nhận đơn")
	w.see("2-form")
	w.write("Loại đơn", "Tố cáo")
	w.write("Ngày nhận", day)
	w.press("Ghi đơn đã nhận")
	w.must("Về việc gì: cần nhập.")
	w.write("Về việc gì", "Phát thừa một phiếu")
	w.press("Ghi đơn đã nhận")
	w.see("3-received")
	w.must("Giấy nhận đơn (PDF)")
	w.press("Hồ sơ đề nghị chuẩn y")
	w.see("4-dossier")
	w.must("1 đơn chưa giải quyết")
	w.press("Hôm nay")
	w.see("5-home")
	w.must("Giải quyết đơn khiếu nại, tố cáo", "1 đơn khiếu nại, tố cáo chưa giải quyết")
	w.press("Mở đơn")
	w.see("6-hand-over")
	w.write("Ngày", day)
	w.write("Ủy ban kiểm tra nhận", "Ủy ban kiểm tra Đảng ủy phường")
	w.write("Nội dung giao xác minh", "Đếm lại phiếu phát ra")
	w.press("Ghi vào sổ")
	w.see("7-handed")
	w.must("đã chuyển ủy ban kiểm tra", "Đếm lại phiếu phát ra")
	w.write("Ngày", day)
	w.write("Số văn bản", "03-KL/UBKT")
	w.write("Kết luận", "Số phiếu phát ra đúng bằng số người bầu")
	w.press("Ghi vào sổ")
	w.see("8-concluded")
	w.must("ủy ban kiểm tra đã kết luận", "03-KL/UBKT", "Kết luận (PDF)")
	w.write("Ngày", day)
	w.write("Số văn bản", "220-QĐ/ĐU")
	w.write("Quyết định giải quyết thế nào", "Giữ nguyên kết quả bầu cử")
	w.press("Ghi vào sổ")
	w.see("9-decided")
	w.must("cấp ủy đã quyết định", "số 220-QĐ/ĐU", "Quyết định (PDF)")
	w.press("Hồ sơ đề nghị chuẩn y")
	w.press("Hôm nay")
	w.see("10-home")
	if strings.Contains(w.page(), "khiếu nại") {
		t.Errorf("the complaint is decided, and home says:\n%s", w.page())
	}
}

// U3: two passes differ; the committee has nobody left, takes one more in, who counts pass C,
// and the count goes on, by the words of the pages alone.
func TestU3WalkPassC(t *testing.T) {
	size.Story(t)
	t.Parallel()
	h := openHall(t)
	w := walkIn(h, "cb10")
	right := h.box.Sheaves[0]
	wrong := slices.Clone(right)
	wrong[0].Marks = wrong[0].Marks[1:] + wrong[0].Marks[:1]
	if wrong[0].Marks == right[0].Marks {
		t.Fatalf("the first paper is alike whatever is misread: %s", right[0].Marks)
	}
	h.bring(w.tellers[1], congress.PassB, 0, wrong) // the ward has pass A of it
	w.arrive("cb10.truongban")
	w.see("1-chief-home")
	w.must("Giao tập 1 cho nhóm thứ ba đếm lượt C")
	w.press("Xem các tập phiếu")
	w.see("2-sheaves")
	w.must("Trong ban không còn ai rảnh")
	w.press("thêm một ủy viên")
	w.see("3-officers")
	third := w.another()
	w.arrive(third)
	w.see("4-third-home")
	w.press("Mở trạm kiểm phiếu")
	h.waitNow("rounds")
	w.touch("Nhận lượt C")
	h.waitNow("reader")
	w.touch("Tôi tự đọc và nhập")
	h.waitNow("choose")
	w.touch("Tập 1 (")
	h.waitNow("enter")
	for i, p := range right {
		w.count(i, p.Code, string(p.Marks))
	}
	h.waitNow("finish")
	w.touch("Chốt tập")
	h.wait("the receipt", `document.body.innerText.includes("Máy chủ đã ghi tập 1")`)
	w.arrive("cb10.truongban")
	w.see("5-chief-home")
	w.press("Xem các tập phiếu")
	w.see("6-sheaves")
	if strings.Contains(w.page(), "nhóm thứ ba") {
		t.Errorf("pass C was counted, and the page says:\n%s", w.page())
	}
}

// another is one more teller, with an account of one who was free.
func (w *walk) another() string {
	w.t.Helper()
	o := w.meeting(w.cell)
	free := eligible(o)
	who := free[len(free)-1] // who stands on no list
	check(w.t, w.congress.GiveDuty(w.ctx, w.organiser, o.Congress.ID, who.ID, congress.DutyTeller))
	login := w.cell + ".kiemphieu3"
	known, err := w.congress.Account(w.ctx, w.organiser.AccountID) // all have one password
	check(w.t, err)
	id, err := w.congress.CreateAccount(w.ctx, congress.AccountInput{OrgID: w.organiser.OrgID, Name: who.Name,
		Role: congress.RoleTeller, Login: login, PasswordHash: known.PasswordHash})
	check(w.t, err)
	check(w.t, w.congress.LinkAccount(w.ctx, w.organiser, o.Congress.ID, who.ID, id))
	return login
}

// U3: the next term is prepared from the one that ends, by the words of the pages alone.
func TestU3WalkTheNextTerm(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	w := walkIn(h, "cb01")
	w.arrive("cb01.capuy")
	w.press("Tạo đại hội khác")
	w.see("1-new")
	w.write("Nhiệm kỳ", "2025–2027")
	w.write("Lần thứ", "9")
	w.write("Ngày đại hội", "20/03/2025")
	w.write("Địa điểm", "Nhà văn hóa tổ dân phố")
	w.press("Tạo đại hội")
	w.see("2-made")
	w.must("Nhiệm kỳ 2025–2027")
	w.press("Mở danh sách đảng viên")
	w.see("3-roster")
	w.press("Hôm nay")
	w.see("4-home")
	w.press("Mở đại hội")
	w.press("Chuẩn bị đại hội")
	w.see("5-preparation")
	w.must("Đề án nhân sự hoàn chỉnh", "Cấp ủy cấp trên duyệt báo cáo và đề án nhân sự")
}
