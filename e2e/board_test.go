package e2e

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"kiemphieu/app/size"
	"kiemphieu/minutes/papertest"
)

// T3: presidium, projector and the count open at once. The projector tells
// whole sheaves and nothing else until the chief releases the result; then all
// pages carry the same figures, without a reload.
func TestE2ET3BoardsFollowTheHall(t *testing.T) {
	size.Story(t)
	t.Parallel()
	h := openHall(t)
	round := "/lan-bau/" + string(h.box.Round)
	presidium, projector, chief := h.beside(), h.beside(), h.beside()
	presidium.shots, projector.shots = 10, 20
	presidium.signIn("cb10.chutich")
	presidium.follow("Mở đại hội")
	presidium.follow("Điều hành đại hội")
	presidium.submit("/man-chieu", "Mở màn chiếu", nil)
	code := eval[string](presidium, `document.querySelector(".digits").textContent`)
	projector.visit("/trinh-chieu")
	projector.submit("/trinh-chieu", "Chiếu", map[string]string{"ma": "zzzzzz"})
	projector.must("Không có màn chiếu nào")
	projector.submit("/trinh-chieu", "Chiếu", map[string]string{"ma": strings.ToLower(code)})
	projector.must("Đã kiểm 0/2 tập")

	h.signIn("cb10.kiemphieu1")
	h.enterSheaf(round, "A", 1)
	h.signIn("cb10.kiemphieu2")
	h.enterSheaf(round, "B", 0)
	projector.wait("the first sheaf", `document.body.innerText.includes("Đã kiểm 1/2 tập")`)
	presidium.wait("running totals", `document.body.innerText.includes("Tính trên 20/43 phiếu")`)
	projector.shot("projector-counting")
	presidium.shot("presidium-counting")
	if names := eval[int](projector, `document.querySelectorAll(".names li").length`); names != 0 {
		t.Errorf("the projector shows %d names before the seal", names)
	}

	presidium.submit("/so-phieu-dang-kiem", "Đại hội đã quyết định", map[string]string{})
	presidium.must("Đã ghi quyết định của đại hội")
	projector.wait("running totals on the projector",
		`document.body.innerText.includes("trên 20/43 phiếu – chưa phải kết quả")`)
	projector.shot("projector-running")

	h.enterSheaf(round, "B", 1)
	projector.wait("the second sheaf", `document.body.innerText.includes("trên 43/43 phiếu")`)
	h.seal(round)
	projector.wait("the seal", `document.body.innerText.includes("Ban kiểm phiếu sắp công bố")`)
	projector.shot("projector-sealed")
	chief.signIn("cb10.truongban")
	chief.visit(round)
	chief.submit("/cong-bo", "Cho hiện kết quả", nil)
	projector.wait("the result", `document.querySelectorAll(".names li.elected").length > 0`)
	projector.shot("projector-result")

	want := figures(chief)
	presidium.visit("/")
	presidium.follow("Mở đại hội")
	presidium.follow("Điều hành đại hội")
	presidium.shot("presidium-sealed")
	for name, page := range map[string]*hall{"presidium": presidium, "projector": projector} {
		if got := figures(page); got != want || got == "" {
			t.Errorf("%s shows\n%s\nthe round's page\n%s", name, got, want)
		}
	}
	projector.must("tái cử", "nữ")
	for name, text := range map[string]string{"PDF": papertest.PDF(t, chief.bytes(round+
		"/van-ban/bien-ban-kiem-phieu.pdf")), "DOCX": papertest.DOCX(t, chief.bytes(round+
		"/van-ban/bien-ban-kiem-phieu.docx"))} {
		for _, line := range strings.Split(want, "\n") {
			person, votes, percent := splitFigures(t, line)
			if !strings.Contains(text, person) || !strings.Contains(text, votes) || !strings.Contains(text, percent) {
				t.Errorf("%s lacks %q, %q or %q", name, person, votes, percent)
			}
		}
	}
}

// splitFigures takes "Đoàn Hữu Khải 40/44 90,91% true" apart.
func splitFigures(t *testing.T, line string) (person, votes, percent string) {
	t.Helper()
	m := regexp.MustCompile(`^(.*) (\d+/\d+) ([\d,]+%)`).FindStringSubmatch(line)
	if m == nil {
		t.Fatalf("no figures in %q", line)
	}
	return m[1], m[2], m[3]
}

// figures returns name, votes and percentage of every bar of a page.
func figures(h *hall) string {
	h.t.Helper()
	text := eval[string](h,
		`[...document.querySelectorAll(":is(.bars, .names) li:not(.scale)")].map((li) => [".name", ".votes", ".pct"].map((part) => li.querySelector(part).textContent.trim()).join(" ") + " " + li.classList.contains("elected")).join("\n")`)
	return text
}

// A board that hears nothing says so, and catches up when the server is back.
func TestE2EBoardSaysThatItIsStale(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	h.signIn("cb10.chutich")
	h.follow("Mở đại hội")
	h.follow("Điều hành đại hội")
	hidden := `document.querySelector("[data-stale]").hidden`
	h.wait("the stream", hidden)
	h.down.Store(true)
	h.served.CloseClientConnections()
	h.wait("the warning", "!"+hidden)
	h.shot("board-stale")
	h.down.Store(false)
	h.wait("the stream again", hidden)
}

// Six boards in one browser, which has six connections to a server over plain
// HTTP, leave room for the next page, and all of them stay true.
func TestE2ESixBoardsLeaveRoom(t *testing.T) {
	size.Story(t)
	t.Parallel()
	h := openHall(t)
	h.signIn("cb10.chutich")
	h.follow("Mở đại hội")
	h.follow("Điều hành đại hội")
	board := eval[string](h, "location.href")
	for range 5 {
		h.tab(board)
		h.wait("the board", `document.querySelector("#board").innerText.trim() !== ""`)
	}
	h.tab(h.url + "/")
	h.wait("the next page", `document.querySelector("h1") !== null`)
}

// tab goes on in another tab of the same browser.
func (h *hall) tab(address string) {
	h.t.Helper()
	ctx, cancel := chromedp.NewContext(h.ctx)
	h.t.Cleanup(cancel)
	h.ctx = ctx
	limited, cancel := context.WithTimeout(ctx, patience)
	h.t.Cleanup(cancel)
	check(h.t, chromedp.Do(limited, chromedp.Navigate(address)))
}
