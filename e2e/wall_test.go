package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/tally"
	"kiemphieu/web"
)

// walls are what halls have, old and new.
var walls = []view{{"1024×768", 1024, 768, 1}, {"1280×720", 1280, 720, 1}, {"1366×768", 1366, 768, 1},
	{"1400×1050", 1400, 1050, 1},
	{"1920×1080", 1920, 1080, 1}, {"1600×1200", 1600, 1200, 1}, {"3840×2160", 3840, 2160, 1}}

// wallBar is a row of the projector's result.
type wallBar struct {
	tally.OutcomeRow
	Name string
	Tied bool
}

// wallPicture is what the projector's template is given, for a result of n names.
func wallPicture(t *testing.T, site *web.Site, n int, name func(int) string) string {
	t.Helper()
	base := 118
	bars := make([]wallBar, n)
	outcome := tally.Outcome{Base: base, Needed: base/2 + 1, Valid: 114, Invalid: 2}
	for i := range bars {
		votes := base - 2*i
		bars[i] = wallBar{OutcomeRow: tally.OutcomeRow{Row: tally.Row{Votes: votes}, Percent: fmt.Sprintf("%.2f",
			float64(votes)*100/float64(base)), Elected: votes > base/2}, Name: name(i), Tied: i == n-1}
		if bars[i].Elected {
			outcome.Elected = append(outcome.Elected, bars[i].Name)
		}
	}
	round := congress.Round{Seats: max(1, n-3), State: congress.RoundSealed, Kind: ballot.Ordinary}
	var out bytes.Buffer
	check(t, site.Page("projector").ExecuteTemplate(&out, "board", map[string]any{
		"Overview": map[string]any{"Superior": map[string]any{"Name": "Đảng bộ phường Hải Ninh"},
			"Congress": congress.Congress{Title: "Đại hội Chi bộ Tổ dân phố 5", Term: "2025–2027"}},
		"Round": &round, "Title": "Đại biểu dự Đại hội đại biểu Đảng bộ phường – lần bầu 1",
		"Committee": "Trúng cử 24 đồng chí: tái cử 10, mới 14, nữ 8, trẻ dưới 40 tuổi 6.",
		"Words":     "sông – núi – ruộng – thuyền – trống – lúa – mây – sen",
		"Result":    map[string]any{"Bars": bars, "Outcome": outcome, "Round": round},
	}))
	return out.String()
}

// leaves names what is not wholly on the wall.
const leaves = `(() => {
	const found = [];
	const parts = "#board :is(header, .ttl, h1, h2, li, .name, .votes, .pct, .st, footer, footer p)";
	for (const e of document.querySelectorAll(parts)) {
		const { left, top, right, bottom } = e.getBoundingClientRect();
		const out = left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1;
		if (out) found.push("outside: " + e.outerHTML.slice(0, 90));
		const over = e.scrollHeight - e.clientHeight > 1 || e.scrollWidth - e.clientWidth > 1;
		if (over && e.clientHeight > 2 && e.matches("header, .ttl, li, footer"))
			found.push("over its place: " + e.textContent.trim().slice(0, 60));
	}
	if (document.scrollingElement.scrollHeight > innerHeight) found.push("the wall scrolls");
	const rows = [...document.querySelectorAll("#board .names li .name")].map((e) => e.getBoundingClientRect());
	for (const [i, a] of rows.entries()) for (const b of rows.slice(i + 1)) {
		const beside = a.left >= b.right - 1 || b.left >= a.right - 1 || a.top >= b.bottom - 1 || b.top >= a.bottom - 1;
		if (!beside) found.push("name on name");
	}
	return found;
})()`

// U4: whatever is on the wall fits on it: from 1 to 41 names, with names of usual
// and of unusual length, from 1024×768 to 4K, also while it says that it is stale.
func TestU4TheWallHoldsEveryName(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	site, err := web.Load()
	check(t, err)
	check(t, h.congress.OpenProjector(h.ctx, h.actor("cb10.chutich"), h.meeting("cb10").Congress.ID))
	h.visit("/trinh-chieu/" + h.meeting("cb10").Congress.Projector)
	h.wait("the first picture", `document.querySelector("[data-stale]").hidden`)
	usual := []string{"Nguyễn Thị An", "Vũ Văn Dung", "Phạm Phước Quốc Hòa", "Dương Phước Quốc Quang",
		"Ngô Thị Phương Hà"}
	names := map[string]func(int) string{
		"usual": func(i int) string { return usual[i%len(usual)] },
		"long":  func(i int) string { return strings.Repeat(usual[i%len(usual)]+" ", 3) },
	}
	for kind, name := range names {
		counts := []int{1, 2, 3, 4, 5, 6, 9, 14, 15, 21, 27, 41}
		if kind == "long" {
			counts = []int{1, 5, 14, 41}
		}
		for _, n := range counts {
			picture, err := json.Marshal(wallPicture(t, site, n, name))
			check(t, err)
			sizes := walls
			if n != 4 && n != 27 && n != 41 {
				sizes = walls[:1]
			}
			for _, v := range sizes {
				h.look(v)
				evalLater[bool](h, fmt.Sprintf(`(async () => {
					document.getElementById("board").innerHTML = %s;
					document.querySelector("[data-stale]").hidden = %d %% 2 === 0;
					await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
					return true;
				})()`, picture, n))
				for _, finding := range eval[[]string](h, leaves) {
					t.Errorf("%d %s names at %s: %s", n, kind, v.name, finding)
				}
				if len(sizes) > 1 {
					h.shot(fmt.Sprintf("wall-%s-%d-%s", kind, n, v.name))
				}
			}
		}
	}
}
