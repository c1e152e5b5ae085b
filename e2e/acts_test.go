package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/minutes/papertest"
)

// U4: whatever is to be done now is one click from home for whoever does it, and
// the act itself is the second; everybody else is told whom they wait for. On no
// page are there two such acts. The account and the board need no scrolling.
func TestU4EveryActIsTwoClicksFromHome(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	o := h.meeting("cb10")
	organiser, chief := h.actor("cb10.capuy"), h.actor("cb10.truongban")
	check(t, h.congress.Cancel(h.ctx, organiser, h.box.Round, "Làm lại từ đầu"))
	h.look(views[2])
	h.leadsTo("chutich", "/noi-dung/", "/lan-bau") // the congress decides how to go on
	contest, err := h.congress.AddContest(h.ctx, organiser, o.Congress.ID,
		congress.ContestInput{Office: ballot.Other, Title: "Tổ công tác", Seats: 1})
	check(t, err)
	for _, m := range o.Members[:2] {
		check(t, h.congress.Nominate(h.ctx, organiser, contest, m.ID, congress.SourceCommittee, 0))
	}
	id, err := h.congress.StartRound(h.ctx, organiser, contest, ballot.Ordinary)
	check(t, err)
	round := "/lan-bau/" + string(id)
	h.leadsTo("chutich", round, "/chot-danh-sach")
	check(t, h.congress.Freeze(h.ctx, organiser, id, congress.CodeNone))
	h.leadsTo("truongban", round, "/in-phieu")
	check(t, h.congress.MakePapers(h.ctx, organiser, id, congress.PapersInput{Count: o.Head.Base,
		Format: ballot.FormatA5TwoUp}, func(made congress.Printing) error {
		return minutes.WritePapers(made, &bytes.Buffer{})
	}))
	check(t, h.congress.ExplainDay(h.ctx, chief, o.Congress.ID, "Kiểm phiếu sang ngày hôm sau"))
	h.leadsTo("truongban", round, "/phat-phieu")
	check(t, h.congress.HandOut(h.ctx, chief, id, o.Head.Present, o.Head.Present))
	h.leadsTo("truongban", round, "/mo-thung")
	check(t, h.congress.OpenBox(h.ctx, chief, id, congress.BoxInput{Returned: o.Head.Present,
		Unused: o.Head.Base - o.Head.Present}))
	h.leadsTo("truongban", round, "/cach-kiem")
	if bottom := eval[float64](h,
		`document.querySelector("#can-doi").getBoundingClientRect().bottom + scrollY`); bottom > 800 {
		t.Errorf("the account ends at %f px", bottom)
	}
	check(t, h.congress.ChooseCounting(h.ctx, chief, id, congress.CountTwoPasses, ballot.DefaultSheaf, 0, ""))
	h.leadsTo("kiemphieu1", "/tram", "")
	h.leadsTo("chutich", "/dieu-hanh", "")
	if over := eval[int](h, `document.scrollingElement.scrollHeight - innerHeight`); over > 0 {
		t.Errorf("the board is %d px too high", over)
	}
	h.signIn("cb10.capuy")
	h.must("Chưa đến việc của đồng chí", "Chờ ủy viên ban kiểm phiếu")
}

// leadsTo signs somebody in, presses the one thing that home offers and looks
// whether the act stands on the page.
func (h *hall) leadsTo(who, page, act string) {
	h.t.Helper()
	h.signIn("cb10." + who)
	h.visit("/")
	const cards = `[...document.querySelectorAll(".now-card a.b.go")]`
	if n := eval[int](h, cards+".length"); n != 1 {
		h.t.Fatalf("%s: home offers %d acts:\n%s", who, n, h.page())
	}
	eval[bool](h, "(window.stale = true, "+cards+"[0].click(), true)")
	h.wait("a new page", `!window.stale && document.readyState === "complete"`)
	if at := eval[string](h, "location.pathname"); !strings.Contains(at, page) {
		h.t.Errorf("%s: home leads to %s, not to %s", who, at, page)
	}
	if page == "/tram" {
		return
	}
	if n := eval[int](h, `document.querySelectorAll(".now-card").length`); n > 1 {
		h.t.Errorf("%s, %s: %d acts at once", who, page, n)
	}
	if act != "" && !eval[bool](h, `[...document.querySelectorAll(".now-card form")].some((f) => f.action.endsWith("`+
		act+
		`") && f.querySelector("button").checkVisibility())`) {
		h.t.Errorf("%s: the page lacks the act %s:\n%s", who, act, h.page())
	}
}

// U1: pages are fit for paper: under a head with organisation, congress and day,
// with numbers, what is folded printed too and nothing that one presses; no heading
// ends a sheet.
func TestU1PagesOnPaper(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	o := h.meeting("cb01")
	own, meeting := []string{o.Organisation.Name, o.Congress.Title}, "/dai-hoi/"+string(o.Congress.ID)
	h.signIn("cb01.truongban")
	for path, words := range map[string][]string{
		"/lan-bau/" + string(o.Contests[0].Rounds[0].ID): {"Trúng cử 5/5", "Căn cứ", "Cân đối phiếu"},
		"/noi-dung/" + string(o.Contests[0].Contest.ID):  {"Danh sách bầu chi ủy"},
		meeting + "/co-mat":                              {o.Members[0].Name, "Cách tính"},
		meeting + "/dang-vien":                           {o.Members[0].Name},
		meeting + "/ban":                                 {"Chủ tịch"},
		meeting + "/chuan-bi":                            {"Đề án nhân sự"},
		meeting + "/sau-dai-hoi":                         {"Bảo quản phiếu"},
	} {
		h.mustBePaper(path, slices.Concat(own, words)...)
	}
	h.signIn("danguy")
	h.mustBePaper(meeting+"/ho-so", slices.Concat(own, []string{"Người trúng cử", "Kiểm tra"})...)
	ward := "/to-chuc/" + string(h.actor("danguy").OrgID)
	for path, words := range map[string][]string{
		ward + "/thong-ke":  {"Theo đơn vị"},
		ward + "/ke-hoach":  {o.Organisation.Name},
		ward + "/chuc-danh": {"Bí thư"},
		ward:                {o.Organisation.Name},
		"/so-van-ban":       {"Quyết định"},
		"/chuan-y":          {"Hưng Thịnh"},
	} {
		h.mustBePaper(path, slices.Concat([]string{"Đảng bộ phường Kỳ Trinh"}, words)...)
	}
}

// mustBePaper prints a page and reads what comes out.
func (h *hall) mustBePaper(path string, words ...string) {
	h.t.Helper()
	h.visit(path)
	headings := eval[[]string](h, `[...document.querySelectorAll("h1, h2, h3")].map((e) =>
		e.textContent.replace(/\s+/g, " ").trim())`)
	pdf, err := chromedp.Run(h.ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize()))
	check(h.t, err)
	h.keepPDF(path, pdf)
	text := papertest.PDF(h.t, pdf)
	flat := strings.Join(strings.Fields(text), " ")
	for _, want := range append(words, "In ngày", "Trang 1/") {
		if !strings.Contains(flat, want) {
			h.t.Errorf("%s on paper lacks %q:\n%s", path, want, text)
		}
	}
	for _, no := range []string{"Hôm nay", "Cho hiện kết quả", "Đăng xuất", "Tìm tên"} {
		if strings.Contains(flat, no) {
			h.t.Errorf("%s on paper has %q", path, no)
		}
	}
	sheets := strings.Split(strings.TrimRight(text, "\f\n "), "\f")
	for n, sheet := range sheets[:len(sheets)-1] {
		lines := slices.DeleteFunc(strings.Split(sheet, "\n"), func(line string) bool {
			return strings.TrimSpace(line) == "" || strings.Contains(line, "Trang ")
		})
		last := strings.Join(strings.Fields(lines[len(lines)-1]), " ")
		if slices.Contains(headings, last) {
			h.t.Errorf("%s: sheet %d ends with the heading %q", path, n+1, last)
		}
	}
}

// keepPDF keeps a page on paper where somebody wants to look at it.
func (h *hall) keepPDF(path string, pdf []byte) {
	h.t.Helper()
	if dir := os.Getenv("KIEMPHIEU_SHOTS"); dir != "" {
		check(h.t, os.MkdirAll(dir, 0o755))
		check(h.t, os.WriteFile(filepath.Join(dir, strings.ReplaceAll(path, "/", "_")+".pdf"), pdf, 0o644))
	}
}
