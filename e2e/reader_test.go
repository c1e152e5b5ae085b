package e2e

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"kiemphieu/app/size"
)

// reader is somebody at the keyboard who knows what the pages say and nothing
// else: fields by their labels, buttons and links by their words. What they
// type and press is counted.
type reader struct {
	*hall
	fields, clicks int
}

// seen finds what can be seen, as a person does.
const seen = `const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0;
	const text = (e) => (e.getAttribute("aria-label") || e.innerText || "").replace(/\s+/g, " ").trim();`

// write types or chooses in the field with this label.
func (r *reader) write(label, value string) {
	r.t.Helper()
	r.fields++
	problem := eval[string](r.hall, fmt.Sprintf(`(() => { %s
		const all = [...document.querySelectorAll("label")].filter((l) => l.control && seen(l) &&
			!l.closest("[role=search]"));
		const label = all.find((l) => text(l) === %q) || all.find((l) => text(l).startsWith(%q));
		if (!label) return "no field";
		const field = label.control;
		if (field.type === "checkbox" || field.type === "radio") field.checked = true;
		else if (field.tagName === "SELECT") {
			const option = [...field.options].find((o) => o.text.includes(%q));
			if (!option) return "no choice";
			field.value = option.value;
		} else field.value = %q;
		field.dispatchEvent(new Event("input", { bubbles: true }));
		field.dispatchEvent(new Event("change", { bubbles: true }));
		return ""; })()`, seen, label, label, value, value))
	if problem != "" {
		r.t.Fatalf("%s %q for %q:\n%s", problem, label, value, r.page())
	}
}

// bring chooses a file.
func (r *reader) bring(name string, content []byte) {
	r.t.Helper()
	r.fields++
	eval[bool](r.hall, fmt.Sprintf(`(() => { const bytes = Uint8Array.from(atob(%q), (c) => c.charCodeAt(0));
		const t = new DataTransfer(); t.items.add(new File([bytes], %q));
		document.querySelector("input[type=file]").files = t.files; return true; })()`,
		base64.StdEncoding.EncodeToString(content), name))
}

// press presses the button, the link or the fold whose words these are, or begin like this.
func (r *reader) press(words string) {
	r.t.Helper()
	r.clicks++
	kind := eval[string](r.hall, fmt.Sprintf(`(() => { %s
		const all = [...document.querySelectorAll("button, a[href], summary")].filter((e) => seen(e) && !e.disabled);
		const found = all.find((e) => text(e) === %q) || all.find((e) => text(e).startsWith(%q)) ||
			all.find((e) => text(e).includes(%q));
		if (!found) return "nothing";
		const here = found.tagName === "SUMMARY" || (found.getAttribute("href") || "").startsWith("#");
		if (!here) window.stale = true;
		found.click();
		return here ? "here" : "away"; })()`, seen, words, words, words))
	switch kind {
	case "nothing":
		r.t.Fatalf("nothing to press says %q:\n%s", words, r.page())
	case "away":
		r.wait("a new page", `!window.stale && document.readyState === "complete"`)
	}
}

// From an empty server to a frozen list, a cell of 25 takes at most 45 fields
// and 60 clicks, whatever form its roster has: it is imported as the cell keeps it.
func TestE2EFewFieldsAndClicksToAFrozenList(t *testing.T) {
	size.Story(t)
	t.Parallel()
	files := []string{"r1-nam-nu-nam-sinh.xlsx", "r2-ho-dem-nu-x.xlsx", "r4-cot-dang-vien.xlsx"}
	for _, file := range files[:size.Pick(1, 1, len(files))] {
		t.Run(file, func(t *testing.T) {
			content, err := os.ReadFile(filepath.Join("..", "roster", "testdata", file))
			check(t, err)
			r := &reader{hall: openEmpty(t)}
			r.found()
			r.enter()
			r.prepare(file, content)
			r.must("Đã chốt danh sách")
			if r.fields > 45 || r.clicks > 60 {
				t.Errorf("%d fields, %d clicks", r.fields, r.clicks)
			}
			t.Logf("%d fields, %d clicks", r.fields, r.clicks)
		})
	}
}

// found sets up a cell that stands alone, and an account for its organiser.
func (r *reader) found() {
	r.t.Helper()
	const password = "mot cau du dai de nho"
	r.write("Tên tổ chức đảng", "Chi bộ Tổ dân phố 5")
	r.write("Loại tổ chức", "Chi bộ")
	r.write("Họ và tên quản trị viên", "Lê Quản Trị")
	r.write("Tên đăng nhập", "quantri")
	r.write("Mật khẩu", password)
	r.write("Nhập lại mật khẩu", password)
	r.press("Tạo quản trị viên")
	r.press("Tạo tài khoản")
	r.write("Họ và tên", "Trần Cấp Ủy")
	r.write("Tên đăng nhập", "capuy")
	r.write("Vai trò", "Cấp ủy triệu tập")
	r.write("Tổ chức", "Chi bộ Tổ dân phố 5")
	r.press("Tạo tài khoản")
}

// enter signs the organiser in with the password that was shown once.
func (r *reader) enter() {
	r.t.Helper()
	const password = "cau khac cung du dai"
	once := regexp.MustCompile(`[a-z2-7]{4}(-[a-z2-7]{4}){3}`).FindString(r.page())
	r.press("Lê Quản Trị")
	r.press("Đăng xuất")
	r.write("Tên đăng nhập", "capuy")
	r.write("Mật khẩu", once)
	r.press("Đăng nhập")
	r.write("Mật khẩu hiện nay", once)
	r.write("Mật khẩu mới", password)
	r.write("Nhập lại mật khẩu", password)
	r.press("Đổi mật khẩu")
}

// prepare brings the roster in and freezes the first list.
func (r *reader) prepare(file string, content []byte) {
	r.t.Helper()
	r.press("Tạo đại hội")
	r.write("Nhiệm kỳ", "2025–2027")
	r.write("Ngày đại hội", time.Now().AddDate(0, 0, 7).Format("2006-01-02"))
	r.press("Tạo đại hội")
	r.press("Danh sách đảng viên")
	r.bring(file, content)
	r.press("Xem trước danh sách")
	r.press("Chọn người")
	r.must("25 chính thức, 2 dự bị")
	r.press("Ghi 27 đảng viên")
	r.press("Lập nội dung bầu cử")
	r.press("Đại hội Chi bộ Tổ dân phố 5")
	r.press("Đoàn chủ tịch và ban kiểm phiếu")
	for _, duty := range [][2]string{{"Bùi Minh Hoa", "Chủ tịch đại hội"}, {"Lý Thị Mai", "Trưởng ban kiểm phiếu"},
		{"Dương Văn Long", "Ủy viên ban kiểm phiếu"}, {"Hồ Văn Ước", "Ủy viên ban kiểm phiếu"}} {
		r.write("Đảng viên", duty[0])
		r.write("Nhiệm vụ", duty[1])
		r.press("Giao nhiệm vụ")
	}
	r.press("Đại hội Chi bộ Tổ dân phố 5")
	r.press("Bầu chi ủy")
	for _, name := range []string{"Nguyễn Văn An", "Trần Thị Bình", "Lê Đức Cường", "Phạm Thị Thu Dung",
		"Hoàng Hữu Đạt",
		"Phan Thị Ngọc Hà"} {
		r.write(name, "")
	}
	r.press("Đưa vào danh sách")
	r.press("Lập lần bầu 1")
	r.press("Chốt danh sách")
}
