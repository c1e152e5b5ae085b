package e2e

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kiemphieu/app"
	"kiemphieu/app/size"

	"github.com/chromedp/chromedp"
)

// view is a window that a page is looked at in.
type view struct {
	name          string
	width, height int64
	scale         float64
}

// views are a telephone, a tablet upright, a tablet lying, that one with everything
// at twice its size, and an office's wide screen.
var views = []view{{"360", 360, 740, 1}, {"800", 800, 1280, 1}, {"1280", 1280, 800, 1}, {"200 %", 640, 400, 2},
	{"1920", 1920, 1080, 1}}

// U1: every page that a browser can open, in the states that the demo's
// congresses have, as those who may open it. A page that is added to the table
// of routes and not here fails, as does a link to a page that is in neither.
func TestU1EveryPage(t *testing.T) {
	t.Parallel()
	tour := newTour(openHall(t))
	tour.signedOut()
	tour.office()
	for _, cell := range []string{"cb01", "cb10", "cb11"} { // ratified, being counted, untouched
		tour.congress(cell)
	}
	tour.signIn("cb10.truongban")
	tour.devices()
	tour.page("/thanh-phan")
	tour.answers()
	tour.firstStart(t)
	tour.assertRoutes()
}

// axe is the accessibility checker that scripts/install-test-tools brings.
func axe(t testing.TB) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join("..", "bin", "axe-core-*.js"))
	if err != nil || len(found) == 0 {
		t.Fatal("no axe-core in bin/: run `make tools`")
	}
	script, err := os.ReadFile(found[len(found)-1])
	check(t, err)
	return string(script)
}

// newTour begins a tour of a hall.
func newTour(h *hall) *tour {
	h.t.Helper()
	return &tour{hall: h, axe: axe(h.t), seen: map[string]bool{}, linked: map[string]bool{}, kinds: map[string]bool{}}
}

// tour goes from page to page and examines each.
type tour struct {
	*hall
	axe    string
	seen   map[string]bool // routes that gave a page
	linked map[string]bool // paths of links found on pages
	kinds  map[string]bool // of pages and of what stands on them
	pages  int
}

// page opens an address of a route and examines what comes.
func (u *tour) page(route string, values ...string) {
	u.t.Helper()
	u.seen[route] = true
	u.visit(fill(route, values))
	u.examine(route)
	for _, path := range eval[[]string](u.hall,
		`[...document.links].filter((a) => a.origin === location.origin && !a.pathname.startsWith("/api/")).map((a) => a.pathname)`) {
		u.linked[path] = true
	}
}

var placeholder = regexp.MustCompile(`:[a-z]+`)

// fill puts values in the places of a route.
func fill(route string, values []string) string {
	return placeholder.ReplaceAllStringFunc(route, func(string) string {
		value := values[0]
		values = values[1:]
		return value
	})
}

// examine looks at the page that is open: whether it fits, what more is asked of
// it, and what axe finds, which costs most and is seldom found at one width alone.
// In a soak it does so in every view. Otherwise pages take the views in turn, and
// one that is new on this tour, or has several things of kinds that are, is also
// looked at in the narrowest, where most goes wrong, and by axe.
func (u *tour) examine(name string, more ...func(view)) {
	u.t.Helper()
	u.pages++
	all, fresh := size.Pick(0, 0, 1) == 1 || os.Getenv("KIEMPHIEU_SHOTS") != "", u.isFresh(name)
	for i, v := range views {
		turn := (u.pages+i)%len(views) == 0
		if !all && !turn && (i > 0 || !fresh) {
			continue
		}
		u.look(v)
		u.mustHaveNone(flaws, name, v)
		u.shot(strings.NewReplacer("/", "_", ":", "").Replace(name) + "-" + v.name)
		for _, ask := range more {
			ask(v)
		}
		if all || fresh && turn {
			u.examineIn(name, v)
		}
	}
	u.look(views[2])
	if name != "/thanh-phan" {
		u.mustLead(name)
	}
}

// isFresh reports whether enough things on the page are of kinds not looked at before:
// an element with its classes, role and state, in a parent with its own.
func (u *tour) isFresh(name string) bool {
	u.t.Helper()
	const several = 8
	var fresh []string
	for _, kind := range append(eval[[]string](u.hall, kinds), name) {
		if !u.kinds[kind] {
			fresh = append(fresh, kind)
		}
	}
	if len(fresh) < several {
		return false
	}
	for _, kind := range fresh {
		u.kinds[kind] = true
	}
	return true
}

const kinds = `(() => {
	const of = (e) => [e.tagName, ...[...e.classList].sort(), e.type, e.role, e.disabled, e.hidden,
		e.ariaCurrent, e.ariaExpanded, e.ariaPressed].join(".");
	return [...new Set([...document.body.querySelectorAll("*")].filter((e) => e.checkVisibility()).map((e) =>
		of(e.parentElement) + ">" + of(e)))];
})()`

// mustLead finds a second primary act, links that lead nowhere on their page, and folds
// that are named as the act within them.
func (h *hall) mustLead(name string) {
	h.t.Helper()
	if acts := eval[[]string](h, redActs); len(acts) > 1 {
		h.t.Errorf("%s has %d primary acts: %q", name, len(acts), acts)
	}
	for _, link := range eval[[]string](h, leadNowhere) {
		h.t.Errorf("%s has a link that leads nowhere: %s", name, link)
	}
	for _, fold := range eval[[]string](h, namedAlike) {
		h.t.Errorf("%s has a fold named as its act: %s", name, fold)
	}
}

const namedAlike = `[...document.querySelectorAll("details:not(.pop)")].map((d) => {
	const said = (e) => (e.ariaLabel || e.textContent).replace(/\s+/g, " ").trim();
	const name = said(d.querySelector("summary"));
	return [...d.querySelectorAll("button")].some((b) => said(b) === name) ? name : "";
}).filter(Boolean)`

const leadNowhere = `[...document.querySelectorAll('a[href^="#"]')].filter((a) => a.checkVisibility() && a.hash.length > 1 &&
	!document.getElementById(decodeURIComponent(a.hash.slice(1)))).map((a) => a.hash + " " + a.innerText)`

// redActs are the acts that a page shows in red: one at most.
const redActs = `[...document.querySelectorAll(".b.go")].filter((b) => b.checkVisibility({ visibilityProperty: true }) &&
	!b.disabled).map((b) => b.innerText)`

// thinCells are cells of lists in which words stand one a line.
const thinCells = `[...document.querySelectorAll("thead :is(td, th), tbody tr:nth-child(-n+12) > *")].filter((cell) => {
	if (!cell.checkVisibility({ visibilityProperty: true })) return false;
	if (cell.querySelector("br, p, div, form, small, .vh")) return false;
	const words = cell.innerText.trim().split(/\s+/), text = document.createRange();
	text.selectNodeContents(cell);
	const ends = [...text.getClientRects()].filter((r) => r.width > 0).map((r) => r.bottom).sort((a, b) => a - b);
	const lines = ends.filter((y, i) => !i || y - ends[i - 1] > 12);
	return lines.length > 1 && lines.length >= words.length;
}).map((cell) => cell.innerText)`

// look changes the window.
func (h *hall) look(v view) {
	h.t.Helper()
	check(h.t, chromedp.Do(h.ctx, chromedp.EmulateViewport(v.width, v.height, chromedp.EmulateScale(v.scale))))
}

// flaw is what no page may have in any view.
type flaw struct{ what, find string }

var (
	sideways = flaw{"scrolls sideways", tooWide}
	hides    = flaw{"hides", outOfReach}
	flaws    = []flaw{sideways, hides, {"breaks a line in", tornWords}, {"has a column one word wide", thinCells}}
)

// mustHaveNone asks for some flaws at once: a question costs more than its answer.
func (h *hall) mustHaveNone(flaws []flaw, name string, v view) {
	h.t.Helper()
	var all []string
	for _, f := range flaws {
		all = append(all, f.find)
	}
	for i, found := range eval[[][]string](h, "["+strings.Join(all, ",\n")+"]") {
		for _, one := range found {
			h.t.Errorf("%s at %s %s: %s", name, v.name, flaws[i].what, one)
		}
	}
}

// outOfReach is what is pressed or typed in a list and stands beyond its edge, and what
// opens there and is cut off. An import's columns are as many as those of the file.
const outOfReach = `(() => {
	const cut = [];
	const look = (e) => {
		const list = e.closest(".scroll"), at = list.getBoundingClientRect(), own = e.getBoundingClientRect();
		const out = own.right > at.right + 1 || own.left < at.left - 1 || own.bottom > at.bottom + 1;
		if (out) cut.push(e.outerHTML.slice(0, 120));
	};
	for (const e of document.querySelectorAll(".scroll :is(a, button, input, select, textarea, summary)")) {
		if (e.checkVisibility({ visibilityProperty: true }) && !e.closest(".map")) look(e);
	}
	for (const fold of document.querySelectorAll(".scroll .pop:not([open])")) {
		if (!fold.checkVisibility()) continue;
		fold.open = true;
		look(fold.querySelector(":scope > :not(summary)"));
		fold.open = false;
	}
	return cut.slice(0, 3);
})()`

// tornWords are headings with a word that stands in two lines, or with none that is
// kept whole, on pages of the common frame and where the server draws nothing again.
const tornWords = `[...document.querySelectorAll("body:has(> .foot) :is(h1, h2, h3)")].filter((h) =>
	h.checkVisibility() && !h.closest("[data-live], #board, .alert, .vh")).flatMap((h) =>
	[...h.querySelectorAll(".nw")].filter((w) => w.getClientRects().length > 1).concat(
		!h.querySelector(".nw") && /(chi bộ|đại hội|kiểm phiếu|danh sách|đảng viên)/iu.test(h.innerText) ? [h] : [])
	).map((e) => e.innerText)`

// examineIn has axe look at the page in a view.
func (u *tour) examineIn(name string, v view) {
	u.t.Helper()
	if !eval[bool](u.hall, `"axe" in window`) {
		eval[bool](u.hall, u.axe+"; true")
	}
	for _, finding := range evalLater[[]string](u.hall, serious) {
		u.t.Errorf("%s at %s: %s", name, v.name, finding)
	}
}

// tooWide names what makes the page wider than its window.
const tooWide = `(() => {
	const page = document.scrollingElement;
	if (page.scrollWidth <= page.clientWidth) return [];
	const wide = [...document.body.querySelectorAll("*")].filter((e) =>
			e.getBoundingClientRect().right > page.clientWidth + 1 && !e.closest(".scroll"));
	return [page.scrollWidth + " > " + page.clientWidth, ...wide.slice(0, 4).map((e) => e.outerHTML.slice(0, 120))];
})()`

// serious is said once the colors have come to rest. Rules whose findings are
// never serious are not asked. Of a long table twelve rows are looked at, but for
// soak: contrast costs most, and the rest have the same classes.
var serious = fmt.Sprintf(`Promise.allSettled(document.getAnimations().map((a) => a.finished)).then(() => axe.run(
	{ exclude: [["tbody tr:nth-child(n+%d)"]] },
	{ resultTypes: ["violations"], preload: false, runOnly: axe._audit.rules.filter((r) =>
		r.enabled && !r.tags.includes("experimental") && !["minor", "moderate"].includes(r.impact)).map((r) => r.id) },
	)).then(
	({ violations }) =>
	violations.filter((v) => ["serious", "critical"].includes(v.impact)).map((v) =>
		v.id + ": " + v.help + ": " + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160) + " " + (n.any[0]?.message || "")).join(" | ")))`,
	size.Pick(13, 13, 1_000_000))

func (u *tour) signedOut() {
	u.t.Helper()
	u.page("/dang-nhap")
	u.page("/huong-dan")
	u.page("/su-co")
	u.page("/huong-dan/:name", "chief")
	u.page("/kiem-tra-may")
	u.wait("the tablet's examination", `document.getElementById("doctor").dataset.done === "yes"`)
	u.examine("/kiem-tra-may, done")
	u.page("/nhan-may/:secret", "hết hạn")
	u.page("/tram")
}

// office: everybody's home, and the pages of administrator and superior.
func (u *tour) office() {
	u.t.Helper()
	for _, login := range []string{"quantri", "danguy"} {
		u.signIn(login)
		u.page("/")
		u.page("/mat-khau")
		u.page("/mat-khau/hai-lop")
		org := u.orgOf(login)
		u.page("/to-chuc/:org", org)
		u.page("/to-chuc/:org/dai-hoi-moi", org)
	}
	u.page("/to-chuc/:org/chuyen", u.orgOf("cb11.capuy"))
	u.page("/to-chuc/:org/nhap", u.orgOf("danguy"))
	u.page("/to-chuc/:org/ke-hoach", u.orgOf("danguy"))
	u.page("/to-chuc/:org/chuc-danh", u.orgOf("danguy"))
	u.page("/lich-nghi")
	u.page("/can-cu")
	u.page("/so-van-ban")
	u.page("/to-chuc/:org/thong-ke", u.orgOf("danguy"))
	u.page("/to-chuc/:org/thong-ke/chi-bo/:name", u.orgOf("danguy"), eval[string](u.hall,
		`[...document.links].map((a) => a.pathname).find((path) => path.includes("/thong-ke/chi-bo/"))?.split("/").pop() || ""`))
	u.page("/chuan-y")
	u.page("/khoa")
	u.page("/nhat-ky-bao-mat")
	u.page("/dai-hoi/:congress/ho-so", string(u.meeting("cb01").Congress.ID))
	u.page("/dai-hoi/:congress/sau-dai-hoi", string(u.meeting("cb01").Congress.ID))
	u.signIn("quantri")
	u.page("/quan-tri")
	u.page("/quan-tri/tich-hop")
	u.page("/quan-tri/sao-luu")
}

func (u *tour) orgOf(login string) string {
	u.t.Helper()
	account, err := u.hall.congress.AccountByLogin(u.ctx, login)
	check(u.t, err)
	return string(account.OrgID)
}

// congress: all pages of a congress as its organiser, and its rounds as those
// who have more to do there.
func (u *tour) congress(cell string) {
	u.t.Helper()
	o := u.meeting(cell)
	id := string(o.Congress.ID)
	u.signIn(cell + ".capuy")
	u.page("/")
	u.page("/goi-ve")
	for _, route := range []string{"", "/chuan-bi", "/thong-tin", "/dang-vien", "/ban", "/co-mat", "/noi-dung",
		"/bien-ban", "/ho-so"} {
		u.page("/dai-hoi/:congress"+route, id)
	}
	sealed := 0
	for _, c := range o.Contests {
		u.page("/noi-dung/:contest", string(c.Contest.ID))
		for _, r := range c.Rounds {
			if r.SealedAt != 0 {
				if sealed++; sealed > size.Pick(2, 2, 100) {
					continue // as the two before
				}
				u.page("/lan-bau/:round/kiem-lai", string(r.ID))
			}
			u.page("/lan-bau/:round", string(r.ID))
		}
	}
	if cell != "cb10" {
		return
	}
	for _, login := range []string{".chutich", ".kiemphieu1", ".truongban"} {
		u.signIn(cell + login)
		u.page("/")
		u.page("/lan-bau/:round", string(u.box.Round))
	}
	u.page("/lan-bau/:round/kiem-tay/:entry", string(u.box.Round), "1")
	u.signIn(cell + ".chutich")
	u.boards(id)
}

// boards: the presidium's, and the projector behind its door.
func (u *tour) boards(id string) {
	u.t.Helper()
	u.page("/dai-hoi/:congress/dieu-hanh", id)
	u.submit("/man-chieu", "Mở màn chiếu", nil)
	u.examine("the presidium's board with a projector")
	code := eval[string](u.hall, `document.querySelector(".digits").textContent`)
	u.page("/trinh-chieu")
	u.page("/trinh-chieu/:code", code)
}

// devices: the chief's page with an invitation and a tablet that waits, and
// what the tablet shows.
func (u *tour) devices() {
	u.t.Helper()
	id := string(u.meeting("cb10").Congress.ID)
	u.page("/dai-hoi/:congress/may", id)
	u.submit("/may", "Thêm máy", map[string]string{"name": "Máy bàn 1"})
	u.examine("an invitation")
	secret := regexp.MustCompile(`/nhan-may/(\S+)`).FindStringSubmatch(u.hall.page())
	if secret == nil {
		u.t.Fatalf("no invitation:\n%s", u.hall.page())
	}
	u.page("/nhan-may/:secret", secret[1])
	u.submit("/nhan-may/"+secret[1], "Nhận máy này", nil)
	u.examine("the six digits")
	u.page("/dai-hoi/:congress/may", id)
}

// answers: pages that come as the answer to a form, with and without a fault.
func (u *tour) answers() {
	u.t.Helper()
	home := "/dai-hoi/" + string(u.meeting("cb11").Congress.ID)
	u.signIn("cb11.capuy")
	u.visit(home + "/dang-vien")
	u.upload("danh-sach.csv", []byte("Họ và tên,Ngày sinh\nLê Văn An,31/02/1970\n"))
	congress := string(u.meeting("cb11").Congress.ID)
	u.page("/dai-hoi/:congress/dang-vien/nhap", congress)
	u.page("/dai-hoi/:congress/dang-vien/nhap/nguoi", congress)
	u.visit(home + "/dang-vien")
	u.upload("danh-sach.csv", []byte("Họ và tên,Tổ đảng,Giới tính,Ngày sinh,Chính thức/Dự bị\n"+names()[0]+
		",Tổ 1,Nam,02/09/1975,Chính thức\n"))
	u.examine("a roster to confirm")
	u.visit(home + "/noi-dung")
	u.submit("/noi-dung", "Thêm nội dung", map[string]string{"office": "committee", "seats": "3"})
	u.follow(". Chi ủy")
	u.examine("an empty list")
	for _, m := range u.meeting("cb11").Members[:4] {
		u.submit("/de-cu", "Đưa vào danh sách", map[string]string{"member": m.Name})
	}
	u.examine("a list of four")
	u.submit("/lan-bau", "Lập lần bầu 1", nil)
	u.examine("a round being drafted")
	u.submit("/chot-danh-sach", "Chốt danh sách", map[string]string{"code": "qr"})
	u.examine("a frozen round")
	u.visit("/khong-co-trang-nay")
	u.examine("no such page")
	u.signIn("quantri")
	u.visit("/quan-tri")
	u.submit("/tai-khoan", "Tạo tài khoản", map[string]string{"name": "Trần Thử", "login": "thu", "role": "organiser",
		"org": "Chi bộ Quân sự phường"})
	u.examine("a password used once")
	u.submit("/dang-xuat", "Đăng xuất", nil)
	u.submit("/dang-nhap", "Đăng nhập", map[string]string{"login": "quantri", "password": "sai"})
	u.examine("a wrong password")
}

// firstStart: an empty installation's first page.
func (u *tour) firstStart(t *testing.T) {
	t.Helper()
	first := newTour(openEmpty(t))
	first.examine("/thiet-lap/:secret")
	u.seen["/thiet-lap/:secret"] = true
	u.pages += first.pages
}

// isFile reports whether a route gives something else than a page: a file, or
// what keeps a page fresh.
func isFile(route string) bool {
	return filepath.Ext(route) != "" || strings.HasSuffix(route, "/truc-tiep") ||
		slices.Contains([]string{"/to-chuc/:org/thong-ke/tai/:name", "/dai-hoi/:congress/van-ban/:name",
			"/dai-hoi/:congress/ho-so/tep/:document", "/lan-bau/:round/van-ban/:name", "/lich/:secret"}, route)
}

func (u *tour) assertRoutes() {
	u.t.Helper()
	known := pagesOf(u.program)
	for _, route := range known {
		if !u.seen[route] && !isFile(route) {
			u.t.Errorf("nobody looked at %s: visit it in this test", route)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(u.linked)) {
		if !slices.ContainsFunc(known, func(route string) bool { return matches(route, path) }) {
			u.t.Errorf("a page links to %s, which is no route", path)
		}
	}
	u.t.Logf("%d pages in %d views", u.pages, len(views))
}

// matches reports whether a path is one of the route.
func matches(route, path string) bool {
	pattern := "^" + placeholder.ReplaceAllString(regexp.QuoteMeta(route), `[^/]+`) + "$"
	return regexp.MustCompile(pattern).MatchString(path)
}

// pagesOf lists the addresses of the program's pages.
func pagesOf(p *app.Program) []string {
	var list []string
	for _, r := range p.Pages.Routes() {
		if r.Method == http.MethodGet {
			list = append(list, r.Path)
		}
	}
	return list
}
