package e2e

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// U3: tasks that somebody does for the first time, from home and from the words on
// the screen alone: attendance with one absent, and a sheaf; a dossier is ratified
// so in the day of a cell (finishAndRatify). How a cell is made, its
// roster brought in and its first list frozen from words alone is
// TestE2EFewFieldsAndClicksToAFrozenList.
func TestU3FirstTimeTasks(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	h.look(views[2])
	r := &reader{hall: h}

	r.arrive("cb11.capuy")
	r.press("Mở đại hội")
	r.press("Có mặt và tổng số để tính kết quả")
	for group := range groupsOf(h, "cb11") {
		all := fmt.Sprintf("Cả %s có mặt", cmp.Or(group, "chi bộ"))
		r.touch(all)
		h.wait("the group", fmt.Sprintf("!document.body.innerText.includes(%q)", all))
	}
	members := h.meeting("cb11").Members
	r.touch(members[slices.IndexFunc(members, func(m congress.Member) bool {
		return m.Official && m.Name != h.actor("cb11.capuy").Name // whose name stands above the page too
	})].Name)
	h.wait("the absent one", `document.querySelectorAll(".who.away").length === 1`)
	if head := h.meeting("cb11").Head; head.Unknown != 0 || head.Present != head.Official-1 {
		t.Errorf("attendance: %+v", head)
	}

	r.arrive("cb10.kiemphieu2")
	r.press("Mở trạm kiểm phiếu")
	h.waitNow("rounds")
	r.touch("Nhận lượt B")
	h.waitNow("reader")
	r.touch("Tôi tự đọc và nhập")
	h.waitNow("choose")
	r.touch("Tập 1 (")
	h.waitNow("enter")
	for i, p := range h.box.Sheaves[0] {
		r.count(i, p.Code, string(p.Marks))
	}
	h.waitNow("finish")
	r.touch("Chốt tập")
	h.wait("the receipt", `document.body.innerText.includes("Máy chủ đã ghi tập 1")`)
	h.must("Trả tập 1 cho trưởng ban")
}

func groupsOf(h *hall, cell string) map[string]bool {
	groups := map[string]bool{}
	for _, m := range h.meeting(cell).Members {
		groups[m.Group] = true
	}
	return groups
}

// arrive signs somebody in at the door.
func (r *reader) arrive(login string) {
	r.t.Helper()
	r.leave()
	r.tell("Storage.clearDataForOrigin", map[string]any{"origin": r.url, "storageTypes": "cookies"})
	r.visit("/")
	r.write("Tên đăng nhập", login)
	r.write("Mật khẩu", r.password)
	r.press("Đăng nhập")
}

// touch presses what changes the page where it stands.
func (r *reader) touch(words string) {
	r.t.Helper()
	r.clicks++
	find := fmt.Sprintf(`(() => { %s
		const all = [...document.querySelectorAll("button, summary")].filter((e) => seen(e) && !e.disabled);
		return all.find((e) => text(e).startsWith(%q)) || all.find((e) => text(e).includes(%q)); })()`, seen, words, words)
	r.wait(words, find+" !== undefined")
	r.tap(find)
}

// count enters one paper: its code, a touch on each name that is struck out, done.
func (r *reader) count(n int, code, marks string) {
	r.t.Helper()
	r.wait("a turn", fmt.Sprintf(`document.querySelector("[data-part=where]").innerText.includes("· %d/") &&
		document.getElementById("station").classList.contains("waiting")`, n))
	r.write("Mã trên phiếu", code)
	r.hall.press(`#station [data-part="code"]`, "Enter")
	r.wait("the paper", `!document.getElementById("station").classList.contains("waiting")`)
	for k := range marks {
		if ballot.Marks(marks)[k] == ballot.Struck {
			r.touch(fmt.Sprintf("%d. ", k+1))
		}
	}
	r.touch("Xong")
	if !strings.Contains(marks, string(ballot.Struck)) {
		r.wait("the question", `document.body.innerText.includes("Chưa gạch tên nào. Nhìn lại phiếu giấy")`)
		r.touch("Xong")
	}
}
