package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"kiemphieu/app/size"
	"kiemphieu/congress"
)

// dated has the tablet's pages believe that it is another day from now on.
func (h *hall) dated(day time.Time) {
	h.t.Helper()
	script := fmt.Sprintf(`(() => { const real = window.realNow ??= Date.now, began = real(); Date.now = () => %d + real() - began;
		return true; })()`, day.UnixMilli())
	h.tell("Page.addScriptToEvaluateOnNewDocument", map[string]any{"source": script})
	eval[bool](h, script)
}

// A tablet whose clock jumps to 1970, 2020 and 2030 while a sheaf is open goes on
// with it each time that it is opened, and delivers every paper once; the chief is
// told by how much it is off.
func TestR10ATabletsClockJumps(t *testing.T) {
	size.Story(t)
	t.Parallel()
	c := openCount(t, newSeeded(65))
	b := c.openBox(2, 1, 65)
	wire := c.lay()
	v := c.window(profile(t), wire.url)
	check(t, chromedp.Do(v.ctx, chromedp.Navigate("about:blank")))
	chief := c.window(profile(t), c.server.URL)
	chief.signIn(b.cell + ".truongban")
	b.join(chief, v, "Máy 1", 0)
	v.take(congress.PassA)
	v.click("Tập 1 (")
	v.waitNow("enter")
	v.typePapers(b.sheaves[0][:2])
	v.wait("the papers", `document.querySelector("[data-part=where]").innerText.includes("2/")`)
	for i, year := range []int{1970, 2030, 2020} {
		v.dated(time.Date(year, 3, 1, 0, 0, 0, 0, time.UTC))
		v.visit("/tram#" + string(b.round) + "/A")
		v.reload("resume")
		v.must(fmt.Sprintf("đã ghi %d/10", 2+2*i))
		way := map[bool]string{true: "chạy nhanh", false: "chạy chậm"}[year == 2030]
		v.waitFor("the chief to be told", func() bool {
			chief.visit("/dai-hoi/" + string(b.congress) + "/may")
			return strings.Contains(chief.page(), "Máy 1 (") && strings.Contains(chief.page(), way)
		})
		v.click("Nhập tiếp tập 1")
		v.waitNow("enter")
		v.typePapers(b.sheaves[0][2+2*i : 4+2*i])
		v.wait("the papers", fmt.Sprintf(`document.querySelector("[data-part=where]").innerText.includes("%d/")`, 4+2*i))
	}
	v.typePapers(b.sheaves[0][8:])
	v.waitNow("finish")
	v.finish()
	v.enter(2, b.sheaves[1])
	v.finish()
	v.settle(0)
	b.holdsAll(congress.PassA)
}
