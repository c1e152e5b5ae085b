package e2e

import (
	"fmt"
	"testing"
)

// The training round, with a slip that it explains: eight papers on a tablet
// that has joined nothing yet, three mistakes planted among them.
func TestE2EPractice(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	h.visit("/tram")
	h.wait("the welcome of a stranger", `document.getElementById("station")?.dataset.now === "stranger"`)
	h.must("Máy này chưa nhận việc kiểm phiếu", "Thêm máy")
	h.shot("stranger")
	h.click("Luyện tập")
	for i, paper := range []struct{ strike, defect, conclude, says string }{
		{"4", "", "", "Đúng. Phiếu tiếp theo."},
		{"2", "", "", "Đúng. Phiếu tiếp theo."},
		{"", "", "Không do ban phát ra", "Phiếu của lần bầu khác không tính"},
		{"1", "", "", "Đúng. Phiếu tiếp theo."},
		{"", "", "Không do ban phát ra", "Tờ thứ hai cùng mã là bản sao"},
		{"", "", "", "chương trình báo trước khi bấm Xong"},
		{"4", "b", "", "Phiếu có chữ ký không hợp lệ"},
		{"34", "", "", ""},
	} {
		h.wait("the paper", fmt.Sprintf(
			`document.querySelector('[data-part="practice-title"]').innerText.includes("%d/8")`, i+1))
		h.click("Đưa phiếu vào máy quét")
		if i == 4 {
			h.must("hai tờ mang cùng một mã")
			h.shot("practice-copy")
		}
		if i == 0 { // a slip: the wrong name struck out
			h.press("#station", "1")
			h.press("#station", "Enter")
			h.wait("the lesson",
				`document.querySelector('[data-part="band"]').innerText.includes("Chưa đúng với phiếu")`)
			h.click("Sửa phiếu trước")
			h.press("#station", "1")
		}
		if paper.conclude != "" {
			h.click(paper.conclude)
		} else {
			for _, key := range paper.strike + paper.defect {
				h.press("#station", string(key))
			}
			if i == 5 {
				h.press("#station", "Enter") // asks for a second look
				h.wait("the warning",
					`document.querySelector('[data-part="verdict"]').innerText.includes("bầu quá số lượng (Điều 15)")`)
			}
			h.press("#station", "Enter")
		}
		if paper.says != "" {
			h.wait("the lesson of paper "+fmt.Sprint(i+1), fmt.Sprintf(
				`document.querySelector('[data-part="band"]').innerText.includes(%q)`, paper.says))
		}
	}
	h.wait("the end", `document.getElementById("station").dataset.now === "finish"`)
	h.click("Chốt tập")
	h.must("Đúng 8/8 phiếu", "Ba điều cần nhớ")
	h.shot("practice-end")
	h.click("Về trạm kiểm phiếu")
	h.wait("the station", `document.getElementById("station").dataset.now === "stranger"`)
}

// examined gives what a tablet found out about itself: good, warn or bad.
func (h *hall) examined(check string) string {
	h.t.Helper()
	return eval[string](h, `document.querySelector("[data-check=`+check+`]").className`)
}

// The tablet's self-examination says what works and what to do.
func TestE2EDoctorOfATablet(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	h.visit("/kiem-tra-may")
	h.wait("the examination", `document.getElementById("doctor").dataset.done === "yes"`)
	h.shot("doctor")
	for check, want := range map[string]string{"secure": "good", "worker": "good", "store": "good", "copies": "good",
		"room": "good", "clock": "good", "decoder": "good", "signature": "good"} {
		if got := h.examined(check); got != want {
			t.Errorf("%s: %s", check, got)
		}
	}
	h.must("Dùng máy quét cầm tay, hoặc gõ mã") // this browser has no camera
	h.tell("Page.addScriptToEvaluateOnNewDocument", map[string]any{
		"source": `delete Navigator.prototype.storageBuckets`})
	h.visit("/kiem-tra-may")
	h.wait("the examination of an older browser", `document.getElementById("doctor").dataset.done === "yes"`)
	if store, copies := h.examined("store"), h.examined("copies"); store != "good" || copies != "warn" {
		t.Errorf("a browser without buckets: %s, %s", store, copies)
	}
	h.must("Cập nhật Chrome (từ bản 122)")
}
