package e2e

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"kiemphieu/congress"
	"kiemphieu/minutes/papertest"
	"kiemphieu/roster"
)

// From an empty directory to a frozen list, in the browser: set-up link,
// administrator, cell, organiser with a one-time password, rehearsal congress,
// roster from a spreadsheet typed with an old font, officers, attendance by
// group, a list that the law refuses first and accepts then, papers.
func TestE2EFirstStartToFrozenList(t *testing.T) {
	t.Parallel()
	h := openEmpty(t)
	h.password = "mat-khau-cua-toi"
	h.submit("", "Tạo quản trị viên", map[string]string{"organisation": "Đảng bộ phường Thử", "place": "Thử",
		"name": "Lê Quản Trị", "login": "quantri", "password": "ngan", "again": "ngan"})
	h.must("Mật khẩu quá ngắn")
	if typed := eval[string](h, `document.forms[0].elements.name.value`); typed != "Lê Quản Trị" {
		t.Errorf("a refused form lost what was typed: %q", typed)
	}
	h.submit("", "Tạo quản trị viên", map[string]string{"organisation": "Đảng bộ phường Thử", "place": "Thử",
		"name": "Lê Quản Trị", "login": "quantri", "password": h.password, "again": h.password})
	h.signIn("quantri")
	h.follow("Tổ chức")
	h.submit("/them", "Thêm tổ chức", map[string]string{"name": "Chi bộ Thử nghiệm", "kind": "cell", "model": "office"})
	h.must("Chi bộ Thử nghiệm")
	h.visit("/quan-tri")
	h.submit("/tai-khoan", "Tạo tài khoản", map[string]string{"name": "Trần Cấp Ủy", "login": "capuy",
		"role": "organiser", "org": "Chi bộ Thử nghiệm"})
	h.shot("one-time-password")
	once := regexp.MustCompile(`[a-z2-7]{4}(-[a-z2-7]{4}){3}`).FindString(h.page())
	h.firstSignIn("capuy", once)

	h.follow("Tạo đại hội")
	h.submit("", "Tạo đại hội", map[string]string{"title": "Đại hội Chi bộ Thử nghiệm", "term": "2025–2027",
		"held_on": "2026-11-30", "rehearsal": "1"})
	h.must("Đại hội Chi bộ Thử nghiệm")
	home := eval[string](h, "location.pathname")
	h.shot("rehearsal")
	h.importRoster(home)
	h.importAgain(home)
	h.appoint(home)
	h.visit(home + "/co-mat")
	for _, group := range []string{"Tổ 1", "Tổ 2"} {
		h.tap(`[...document.querySelectorAll("button")].find((b) => b.innerText.includes("Cả ` + group + ` có mặt"))`)
		h.wait("the group", `!document.body.innerText.includes("Cả `+group+` có mặt")`)
	}
	h.must("12\ncó mặt")
	h.shot("attendance")
	h.freezeCommittee(home)
}

// firstSignIn signs in with a one-time password and must choose another.
func (h *hall) firstSignIn(login, once string) {
	h.t.Helper()
	mine := h.password
	h.password = once
	h.signIn(login)
	h.must("Mật khẩu hiện nay do người khác cấp")
	h.visit("/") // nothing else can be done before
	h.must("Đổi mật khẩu")
	h.submit("/mat-khau", "Đổi mật khẩu", map[string]string{"old": once, "password": mine, "again": mine})
	h.must("Đã đổi mật khẩu")
	h.password = mine
}

// importRoster uploads a spreadsheet whose names were typed in TCVN3, with one
// wrong date first.
func (h *hall) importRoster(home string) {
	h.t.Helper()
	h.visit(home + "/dang-vien")
	h.upload("danh-sach.csv", []byte("Họ và tên,Ngày sinh\nLê Văn An,31/02/1970\n"))
	h.must("B2", "31/02/1970")
	h.shot("import-errors")
	h.visit(home + "/dang-vien")
	legacy := "Họ và tên,Tổ đảng,Giới tính,Ngày sinh,Chính thức/Dự bị\n"
	for i := range 13 {
		kind := "Chính thức"
		if i == 12 {
			kind = "Dự bị"
		}
		legacy += fmt.Sprintf("%s,Tổ %d,Nam,%02d/09/1975,%s\n", names()[i], i%2+1, i+1, kind)
	}
	h.upload("danh-sach.csv", []byte(legacy))
	h.must("Nguyễn Văn Hải", "phông chữ cũ")
	h.shot("import-preview")
	h.submit("/nguoi", "Ghi 13 đảng viên", nil)
	h.must("Đã ghi danh sách", "Nguyễn Văn Hải")
}

// importAgain uploads the list that the program keeps: nothing changes.
func (h *hall) importAgain(home string) {
	h.t.Helper()
	var again bytes.Buffer
	id := congress.CongressID(home[len("/dai-hoi/"):])
	o, err := h.congress.Overview(h.ctx, id)
	check(h.t, err)
	check(h.t, roster.Write(&again, o.Members))
	h.upload("lai.xlsx", again.Bytes())
	h.must("không đổi 13")
}

// appoint returns the duties that a count needs.
func (h *hall) appoint(home string) {
	h.t.Helper()
	h.visit(home + "/ban")
	for name, duty := range map[string]string{"Hồ Trọng Thuyết": "chair", "Ngô Văn Vượng": "chief",
		"Dương Thị Ánh": "teller", "Đỗ Thị Thủy": "teller"} {
		h.submit("/ban", "Giao nhiệm vụ", map[string]string{"member": name, "duty": duty})
	}
	h.must("Trưởng ban kiểm phiếu", "Ngô Văn Vượng")
	h.shot("officers")
}

// freezeCommittee puts a teller on the list, is refused with the clause, mends
// it and freezes.
func (h *hall) freezeCommittee(home string) {
	h.t.Helper()
	h.visit(home + "/noi-dung")
	h.submit("/noi-dung", "Thêm nội dung", map[string]string{"office": "committee", "seats": "3"})
	h.follow(". Chi ủy")
	for _, name := range []string{"Nguyễn Văn Hải", "Trần Thị Hằng", "Lê Đình Khải", "Ngô Văn Vượng"} {
		h.submit("/de-cu", "Đưa vào danh sách", map[string]string{"member": name})
	}
	h.must("Ngô Văn Vượng đang ở ban kiểm phiếu", "Điều 8")
	h.shot("finding")
	eval[bool](h,
		`document.querySelectorAll(".cand form[action$='/bo']").forEach((f) => { f.dataset.name = f.closest("li").innerText; }) || true`)
	eval[bool](h,
		`(window.stale = true, [...document.querySelectorAll("form[action$='/bo']")].find((f) => f.dataset.name.includes("Vượng")).querySelector("button").click(), true)`)
	h.wait("a new page", `!window.stale && document.readyState === "complete"`)
	h.submit("/de-cu", "Đưa vào danh sách", map[string]string{"member": "Phạm Xuân Trường"})
	h.submit("/lan-bau", "Lập lần bầu 1", nil)
	h.submit("/chot-danh-sach", "Chốt danh sách", map[string]string{"code": "qr"})
	h.must("Đã chốt danh sách", "In phiếu")
	h.holdPapers(eval[string](h, "location.pathname"))
	h.visit(home)
	h.must("đã in phiếu")
	h.shot("task-list-of-a-rehearsal")
}

// downloaded waits until the browser has saved a file, and reads it.
func (h *hall) downloaded(path string) []byte {
	h.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(30 * time.Millisecond) {
		if content, err := os.ReadFile(path); err == nil {
			return content
		}
	}
	h.t.Fatalf("no file came to %s", path)
	return nil
}

// holdPapers prints papers as people do: as many as are summoned, told when
// fewer are typed; the file stays in the page until it is let go.
func (h *hall) holdPapers(round string) {
	h.t.Helper()
	if n := eval[string](h, `document.querySelector("[data-papers]").elements.count.value`); n != "12" {
		h.t.Errorf("%s papers are suggested for 12 who are summoned", n)
	}
	typed := func(n int) {
		eval[bool](h, fmt.Sprintf(`(() => { const field = document.querySelector("[data-papers]").elements.count;
			field.value = "%d"; field.dispatchEvent(new Event("input", {bubbles: true})); return true; })()`, n))
	}
	typed(11)
	h.must("Ít hơn tổng số để tính kết quả (12)")
	h.shot("fewer-papers")
	typed(0)
	h.click("In phiếu")
	h.wait("what is wrong", `document.body.innerText.includes("Số phiếu:")`)
	typed(11)
	h.click("In phiếu")
	h.wait("the file", `document.body.innerText.includes("Đã tạo 16 phiếu")`)
	h.must("tệp chỉ còn ở trang này", "11 phiếu để phát và 5 phiếu dự phòng", "In lại phiếu")
	h.shot("papers-held")
	dir := h.t.TempDir()
	h.tell("Page.setDownloadBehavior", map[string]any{"behavior": "allow", "downloadPath": dir})
	eval[bool](h, `(document.querySelector("[data-file][download]").click(), true)`)
	text := papertest.PDF(h.t, h.downloaded(filepath.Join(dir, "phieu-bau.pdf")))
	if strings.Count(text, "PHIẾU BẦU") != 16 {
		h.t.Errorf("the file that was saved holds no 16 papers:\n%s", text)
	}
	h.click("Đã lưu và in xong")
	h.wait("the page without the file",
		`document.readyState === "complete" && !document.body.innerText.includes("Đã tạo 16 phiếu")`)
	if at := eval[string](h, "location.pathname"); at != round {
		h.t.Errorf("the way on leads to %s", at)
	}
	h.must("Phát phiếu", "Ít hơn tổng số để tính kết quả 1 phiếu")
}
