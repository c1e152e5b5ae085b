package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"kiemphieu/app/size"
	"kiemphieu/congress"
)

// The whole day of S0's unfinished cell, in the browser: the count that was
// left in its middle is finished in two passes, a sheaf of each at the station, sealed
// by two people, then secretary and deputy, minutes, dossier, ratification.
func TestE2EDayOfTheUnfinishedCell(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	h.signIn("danguy")
	h.shot("superior-home")
	h.follow("Xem từng chi bộ")
	h.must("Chi bộ Tổ dân phố Hòa Lộc", "Cộng 11 chi bộ")
	h.shot("ward")

	round := "/lan-bau/" + string(h.box.Round)
	h.shot("teller-home")
	h.enterPass(round, congress.PassA, "cb10.kiemphieu1", 1) // the first was entered by the demo
	h.enterPass(round, congress.PassB, "cb10.kiemphieu2", 0)
	h.visit(round)
	h.must("hai lượt khớp")
	h.shot("counting")
	h.seal(round)
	h.must("Trúng cử 5/5", "Bầu đủ số lượng", "cần 23 phiếu", "Lời công bố")
	h.shot("outcome")

	h.electOne("secretary", "cb10", 0)
	h.electOne("deputy", "cb10", 1)
	h.finishAndRatify("cb10")
}

// enterPass enters a pass from a sheaf on: that one at the station, and those that
// follow as well in a soak.
func (h *hall) enterPass(round string, pass congress.Pass, login string, from int) {
	h.t.Helper()
	h.signIn(login)
	for i := from; i < len(h.box.Sheaves); i++ {
		if i < from+size.Pick(1, 1, len(h.box.Sheaves)) {
			h.enterSheaf(round, string(pass), i)
		} else {
			h.bring(h.actor(login), pass, i, h.box.Sheaves[i])
		}
	}
}

// electOne holds a one-name ballot without codes, counted on tally sheets.
func (h *hall) electOne(office, cell string, nominee int) {
	h.t.Helper()
	h.signIn(cell + ".capuy")
	h.follow("Mở đại hội")
	home := eval[string](h, "location.pathname")
	h.visit(home + "/noi-dung")
	h.submit("/noi-dung", "Thêm nội dung", map[string]string{"office": office, "seats": "1"})
	name := map[string]string{"secretary": "Bí thư", "deputy": "Phó bí thư"}[office]
	h.follow(". " + name)
	h.submit("/de-cu", "Đưa vào danh sách", map[string]string{"member": h.elected(cell, nominee)})
	h.shot("list-" + office)
	h.submit("/lan-bau", "Lập lần bầu 1", nil)
	h.shot("freeze-" + office)
	h.submit("/chot-danh-sach", "Chốt danh sách", map[string]string{"code": "none"})
	round := eval[string](h, "location.pathname")
	h.printPapers(round, 43, 3)
	h.signIn(cell + ".truongban")
	h.visit(round)
	h.shot("hand-out-" + office)
	h.submit("/phat-phieu", "Ghi số phiếu phát ra", map[string]string{"present": "43", "handed_out": "43",
		"shuffled_by": "Lê Thị An", "watched_by": "Trần Văn Bình"})
	h.submit("/mo-thung", "Mở thùng phiếu", map[string]string{"returned": "42", "unused": "3"})
	h.shot("account-" + office)
	h.must("Thiếu 1 phiếu", "tìm thấy 42 trong 43")
	h.submit("/sua-so", "Lưu số đã đếm lại", map[string]string{"returned": "43",
		"numbers_reason": "còn một phiếu dưới đáy thùng"})
	h.shot("account-ok-" + office)
	h.everyWayAsksItsOwn()
	if office == "deputy" {
		h.countUncoded(round, cell)
		return
	}
	h.submit("/cach-kiem", "Chia tập phiếu", map[string]string{"counting": "totals",
		"counting_reason": "Phiếu một người, ban kiểm phiếu thống nhất kiểm bằng bảng"})
	for entry, login := range map[string]string{"1": ".kiemphieu1", "2": ".kiemphieu2"} {
		h.signIn(cell + login)
		h.visit(round + "/kiem-tay/" + entry)
		own := "ban" + entry + "."
		id := eval[string](h, `document.querySelector("input[name*='.votes_']").name.split(".votes_")[1]`)
		h.submit("/kiem-tay/"+entry, "Ghi bảng kiểm phiếu", map[string]string{
			own + "valid": "42", own + "reason_no_box": "1", own + "votes_" + id: "40", own + "disagree_" + id: "2",
			own + "uncounted_" + id: "0"})
		h.must("Đã ghi bảng kiểm phiếu")
	}
	h.seal(round)
	h.must("40/44", "90,91%")
}

// everyWayAsksItsOwn looks at the form that chooses how papers are counted: each
// field is seen with the ways that it belongs to, and no other.
func (h *hall) everyWayAsksItsOwn() {
	h.t.Helper()
	seen := eval[string](h, `(() => {
		const form = document.querySelector("form[action$='/cach-kiem']");
		const lines = [];
		for (const way of form.elements.counting) {
			way.checked = true;
			const fields = [...form.querySelectorAll(".f input")].filter((f) => f.checkVisibility());
			const sheets = form.querySelector(".hint a").checkVisibility();
			lines.push([way.value, ...fields.map((f) => f.name), sheets].join(" "));
		}
		form.elements.counting.value = "two_passes";
		return lines.join("\n");
	})()`)
	if want := `two_passes sheaf_size false
with_machine sheaf_size counting_reason draw true
single_pass sheaf_size counting_reason false
totals counting_reason false`; seen != want {
		h.t.Errorf("the ways of counting ask\n%s\nwant\n%s", seen, want)
	}
}

// countUncoded counts papers without codes at the station, agree or disagree,
// in two passes of which the second slips once and corrects itself.
func (h *hall) countUncoded(round, cell string) {
	h.t.Helper()
	h.submit("/cach-kiem", "Chia tập phiếu", map[string]string{"counting": "two_passes"})
	for _, pass := range []struct{ name, login string }{{"A", ".kiemphieu1"}, {"B", ".kiemphieu2"}} {
		h.signIn(cell + pass.login)
		for sheaf, size := range []int{20, 23} {
			h.openSheaf(round, pass.name, sheaf)
			for i := range size {
				disagrees := i == 4 || i == 5 && pass.name == "B"
				h.press("#station", map[bool]string{true: "2", false: "1"}[disagrees])
				if i == 4 && pass.name == "A" && sheaf == 0 {
					h.shot("station-agree")
				}
				h.press("#station", "Enter")
				if i == 5 && pass.name == "B" { // a slip: back to the paper, and agree again
					h.press("#station", "Backspace")
					h.press("#station", "1")
					h.press("#station", "Enter")
				}
			}
			h.sendSheaf()
		}
	}
	h.seal(round)
	h.must("41/44", "93,18%")
}

// finishAndRatify closes the congress, looks at its papers and submits. The
// superior ratifies as somebody does for the first time, by the words alone.
func (h *hall) finishAndRatify(cell string) {
	h.t.Helper()
	h.signIn(cell + ".capuy")
	h.follow("Mở đại hội")
	h.shot("task-list")
	meeting := eval[string](h, "location.pathname")
	h.submit("/be-mac", "Bế mạc đại hội", nil)
	h.visit(meeting + "/bien-ban")
	h.shot("documents")
	h.visit(meeting + "/ho-so")
	h.shot("dossier")
	h.submit("/trinh", "Trình hồ sơ", map[string]string{"note": "Kính trình"})
	h.must("Đã trình hồ sơ", "Chờ chuẩn y")

	r := &reader{hall: h}
	r.arrive("danguy")
	h.shot("desk")
	r.press("Mở hồ sơ") // one click from home to the dossier, a second one to its decision
	h.inView("Xem lại và chuẩn y", "Trả lại để bổ sung")
	h.must("Còn trong thời hạn khiếu nại", "Kiểm tra")
	eval[bool](h, `document.querySelector("#kiem-tra").open = true`)
	h.must("Bầu đúng thứ tự")
	h.shot("decision")
	r.press("Xem lại và chuẩn y")
	r.write("Mật khẩu của chính đồng chí", h.password)
	r.press("Chuẩn y kết quả")
	h.must("Số quyết định: cần nhập")
	r.write("Số quyết định", "215-QĐ/ĐU")
	r.write("Ngày quyết định", congress.Date(h.day()).Short())
	r.write("Mật khẩu của chính đồng chí", h.password)
	r.press("Chuẩn y kết quả")
	h.must("Đã ghi quyết định chuẩn y", "Đã chuẩn y") // the form names the state too; the note says that it is so
}

// inView fails unless these links stand in the window of a laptop before anybody scrolls.
func (h *hall) inView(links ...string) {
	h.t.Helper()
	check(h.t, chromedp.Do(h.ctx, chromedp.EmulateViewport(1280, 800)))
	for _, words := range links {
		at := eval[float64](h, fmt.Sprintf(`scrollY * 10000 + ([...document.links].find((a) =>
			a.innerText.includes(%q))?.getBoundingClientRect().bottom ?? 9999)`, words))
		if at > 800 {
			h.t.Errorf("%q ends at %v, below a window of 800", words, at)
		}
	}
}
