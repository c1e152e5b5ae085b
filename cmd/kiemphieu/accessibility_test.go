package main

import (
	"bytes"
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"kiemphieu/api/auth"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
)

// view is a window that a page is looked at in.
type view struct {
	name          string
	width, height int64
	scale         float64
}

// views are a telephone, a tablet upright, a tablet lying, and that one with
// everything at twice its size.
var views = []view{{"360", 360, 740, 1}, {"800", 800, 1280, 1}, {"1280", 1280, 800, 1}, {"200 %", 640, 400, 2}}

// U1: every page that a browser can open, in the states that the demo's
// congresses have, as those who may open it. A page that is added to the table
// of routes and not here fails, as does a link to a page that is in neither.
func TestU1EveryPage(t *testing.T) {
	t.Parallel()
	h := openHall(t, filepath.Join(t.TempDir(), "kiemphieu.db"))
	tour := &tour{hall: h, axe: axe(t), seen: map[string]bool{}, linked: map[string]bool{}}
	tour.signedOut()
	tour.office()
	for _, cell := range []string{"cb01", "cb10", "cb11"} { // ratified, being counted, untouched
		tour.congress(cell)
	}
	tour.signIn("cb10.truongban")
	tour.devices()
	tour.answers()
	tour.firstStart(t)
	tour.assertRoutes()
}

// axe is the accessibility checker that scripts/install-test-tools brings.
func axe(t *testing.T) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(root, "bin", "axe-core-*.js"))
	if err != nil || len(found) == 0 {
		t.Fatal("no axe-core in bin/: run `make tools`")
	}
	script, err := os.ReadFile(found[len(found)-1])
	check(t, err)
	return string(script)
}

// tour goes from page to page and examines each.
type tour struct {
	*hall
	axe    string
	seen   map[string]bool // routes that gave a page
	linked map[string]bool // paths of links found on pages
	pages  int
}

// page opens an address of a route and examines what comes.
func (u *tour) page(route string, values ...string) {
	u.t.Helper()
	u.seen[route] = true
	u.visit(fill(route, values))
	u.examine(route)
	for _, path := range eval[[]string](u.hall, `[...document.links].filter((a) => a.origin === location.origin && !a.pathname.startsWith("/api/")).map((a) => a.pathname)`) {
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

// examine looks at the page that is open in every view.
func (u *tour) examine(name string) {
	u.t.Helper()
	u.pages++
	for _, v := range views {
		u.look(v)
		u.examineIn(name, v)
	}
	u.look(views[2])
}

// look changes the window.
func (h *hall) look(v view) {
	h.t.Helper()
	check(h.t, chromedp.Do(h.ctx, chromedp.EmulateViewport(v.width, v.height, chromedp.EmulateScale(v.scale))))
}

func (u *tour) examineIn(name string, v view) {
	u.t.Helper()
	if wide := eval[string](u.hall, tooWide); wide != "" {
		u.t.Errorf("%s at %s scrolls sideways: %s", name, v.name, wide)
	}
	if !eval[bool](u.hall, `"axe" in window`) {
		eval[bool](u.hall, u.axe+"; true")
	}
	for _, finding := range evalLater[[]string](u.hall, serious) {
		u.t.Errorf("%s at %s: %s", name, v.name, finding)
	}
}

// evalLater runs a script in the page whose value comes later.
func evalLater[T any](h *hall, script string) T {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		h.t.Fatalf("%v\n%s", err, h.page())
	}
	return v
}

// tooWide names what makes the page wider than its window.
const tooWide = `(() => {
	const page = document.scrollingElement;
	if (page.scrollWidth <= page.clientWidth) return "";
	const wide = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > page.clientWidth + 1 && !e.closest(".scroll"));
	return page.scrollWidth + " > " + page.clientWidth + ": " + wide.slice(0, 4).map((e) => e.outerHTML.slice(0, 120)).join(" | ");
})()`

// serious is said once the colors have come to rest.
const serious = `Promise.allSettled(document.getAnimations().map((a) => a.finished)).then(() => axe.run(document, { resultTypes: ["violations"], preload: false })).then(({ violations }) =>
	violations.filter((v) => ["serious", "critical"].includes(v.impact)).map((v) =>
		v.id + ": " + v.help + ": " + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160) + " " + (n.any[0]?.message || "")).join(" | ")))`

func (u *tour) signedOut() {
	u.t.Helper()
	u.page("/dang-nhap")
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
		org := u.orgOf(login)
		u.page("/to-chuc/:org", org)
		u.page("/to-chuc/:org/dai-hoi-moi", org)
	}
	u.page("/to-chuc/:org/ke-hoach", u.orgOf("danguy"))
	u.page("/lich-nghi")
	u.page("/to-chuc/:org/thong-ke", u.orgOf("danguy"))
	u.page("/to-chuc/:org/thong-ke/chi-bo/:name", u.orgOf("danguy"), eval[string](u.hall, `[...document.links].map((a) => a.pathname).find((path) => path.includes("/thong-ke/chi-bo/"))?.split("/").pop() || ""`))
	u.page("/chuan-y")
	u.page("/dai-hoi/:congress/ho-so", string(u.meeting("cb01").Congress.ID))
	u.signIn("quantri")
	u.page("/quan-tri")
	u.page("/quan-tri/tich-hop")
}

func (u *tour) orgOf(login string) string {
	u.t.Helper()
	account, err := u.hall.congress.AccountByLogin(u.ctx, login)
	check(u.t, err)
	return string(account.OrgID)
}

func (h *hall) actor(login string) congress.Actor {
	h.t.Helper()
	account, err := h.congress.AccountByLogin(h.ctx, login)
	check(h.t, err)
	by, err := h.congress.ActorOf(h.ctx, account.ID)
	check(h.t, err)
	return by
}

// meeting is the congress of a cell.
func (h *hall) meeting(cell string) congress.Overview {
	h.t.Helper()
	meetings, err := h.congress.CongressesUnder(h.ctx, h.actor(cell+".capuy").OrgPath)
	check(h.t, err)
	o, err := h.congress.Overview(h.ctx, meetings[0].ID)
	check(h.t, err)
	return o
}

// congress: all pages of a congress as its organiser, and its rounds as those
// who have more to do there.
func (u *tour) congress(cell string) {
	u.t.Helper()
	o := u.meeting(cell)
	id := string(o.Congress.ID)
	u.signIn(cell + ".capuy")
	u.page("/")
	for _, route := range []string{"", "/chuan-bi", "/thong-tin", "/dang-vien", "/ban", "/co-mat", "/noi-dung", "/bien-ban", "/ho-so"} {
		u.page("/dai-hoi/:congress"+route, id)
	}
	for _, c := range o.Contests {
		u.page("/noi-dung/:contest", string(c.Contest.ID))
		for _, r := range c.Rounds {
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
	code := eval[string](u.hall, `document.querySelector(".digits").innerText`)
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
	u.examine("a roster with a fault")
	u.visit(home + "/dang-vien")
	u.upload("danh-sach.csv", []byte("Họ và tên,Tổ đảng,Giới tính,Ngày sinh,Chính thức/Dự bị\n"+names()[0]+",Tổ 1,Nam,02/09/1975,Chính thức\n"))
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
	u.submit("/tai-khoan", "Tạo tài khoản", map[string]string{"name": "Trần Thử", "login": "thu", "role": "organiser", "org": "Chi bộ Quân sự phường"})
	u.examine("a password used once")
	u.submit("/dang-xuat", "Đăng xuất", nil)
	u.submit("/dang-nhap", "Đăng nhập", map[string]string{"login": "quantri", "password": "sai"})
	u.examine("a wrong password")
}

// firstStart: an empty installation's first page.
func (u *tour) firstStart(t *testing.T) {
	t.Helper()
	h := openEmpty(t)
	first := &tour{hall: h, axe: u.axe}
	first.examine("/thiet-lap/:secret")
	u.seen["/thiet-lap/:secret"] = true
	u.pages += first.pages
}

// isFile reports whether a route gives something else than a page: a file, or
// what keeps a page fresh.
func isFile(route string) bool {
	return filepath.Ext(route) != "" || strings.HasSuffix(route, "/truc-tiep") || slices.Contains([]string{"/to-chuc/:org/thong-ke/tai/:name", "/dai-hoi/:congress/van-ban/:name", "/dai-hoi/:congress/ho-so/tep/:document", "/lan-bau/:round/van-ban/:name", "/lich/:secret"}, route)
}

func (u *tour) assertRoutes() {
	u.t.Helper()
	known := getRoutes(u.t)
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

// getRoutes reads the table of routes in api: what answers GET, but for calls
// of scripts.
func getRoutes(t *testing.T) []string {
	t.Helper()
	sources, err := filepath.Glob(filepath.Join(root, "api", "*.go"))
	check(t, err)
	var list []string
	for _, name := range sources {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		check(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			row, ok := n.(*ast.CompositeLit)
			if !ok || len(row.Elts) < 2 || text(row.Elts[0]) != "GET" {
				return true
			}
			if path := text(row.Elts[1]); path != "" && !strings.HasPrefix(path, "/api/") {
				list = append(list, path)
			}
			return false
		})
	}
	if len(list) < 20 {
		t.Fatalf("the table of routes was not found: %v", list)
	}
	return list
}

// text is the value of a string literal, or "".
func text(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok {
		return ""
	}
	value, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return value
}

// poll is a further ballot in the hall of cb10 up to its bundled sheaves: so
// many of the roster's first stand for so many seats.
type poll struct {
	names, seats, papers int
	code                 congress.CodeMode
}

// hold holds the ballot and gives its round and the texts of its codes.
func (h *hall) hold(p poll) (round string, codes []string) {
	h.t.Helper()
	o := h.meeting("cb10")
	organiser, chief := h.actor("cb10.capuy"), h.actor("cb10.truongban")
	contest, err := h.congress.AddContest(h.ctx, organiser, o.Congress.ID, congress.ContestInput{Office: ballot.Other, Title: fmt.Sprintf("Tổ công tác %d người", p.names), Seats: p.seats})
	check(h.t, err)
	for _, m := range o.Members[:p.names] {
		check(h.t, h.congress.Nominate(h.ctx, organiser, contest, m.ID, congress.SourceCommittee, 0))
	}
	id, err := h.congress.StartRound(h.ctx, organiser, contest, ballot.Ordinary)
	check(h.t, err)
	check(h.t, h.congress.Freeze(h.ctx, organiser, id, p.code))
	check(h.t, h.congress.MakePapers(h.ctx, organiser, id, congress.PapersInput{Count: p.papers, Format: ballot.FormatA5TwoUp}, func(made congress.Printing) error {
		for _, token := range made.Tokens {
			codes = append(codes, ballot.EncodeCode(made.Definition.Tag(), token))
		}
		return minutes.WritePapers(made, &bytes.Buffer{})
	}))
	handed := min(p.papers, o.Head.Present) // the box may hold more: what it holds is counted
	check(h.t, h.congress.HandOut(h.ctx, chief, id, handed, handed))
	check(h.t, h.congress.OpenBox(h.ctx, chief, id, congress.BoxInput{Returned: p.papers}))
	check(h.t, h.congress.ChooseCounting(h.ctx, chief, id, congress.CountTwoPasses, ballot.DefaultSheaf, ""))
	return "/lan-bau/" + string(id), codes
}

// U1: every screen of the counting station.
func TestU1EveryScreenOfTheStation(t *testing.T) {
	t.Parallel()
	h := openHall(t, filepath.Join(t.TempDir(), "kiemphieu.db"))
	u := &tour{hall: h, axe: axe(t)}
	crossOut, codes := h.hold(poll{4, 2, 6, congress.CodeQR})
	agree, _ := h.hold(poll{1, 1, 6, congress.CodeNone})
	pair, _ := h.hold(poll{3, 3, 6, congress.CodeNone})
	h.visit("/tram")
	u.screen("stranger")
	u.practice()
	h.signIn("cb10.kiemphieu1")
	h.visit("/tram")
	u.screen("rounds")
	h.visitPass(crossOut, "A")
	u.screen("reader")
	h.click("Tôi tự đọc và nhập")
	u.screen("choose")
	u.crossOut(codes)
	for _, round := range []string{agree, pair} {
		h.visitPass(round, "A")
		u.screen("reader")
		h.click("Tôi tự đọc và nhập")
		u.screen("choose")
		h.click("Tập 1")
		h.press("#station", "1")
		u.screen("enter")
	}
	u.unreachable()
	u.tablet()
}

// screen examines the screen that is to come, in every view, for eyes over fifty
// and for fingers too.
func (u *tour) screen(name string) {
	u.t.Helper()
	u.wait("the screen "+name, fmt.Sprintf(`document.getElementById("station")?.dataset.now === %q`, name))
	u.screenAs(name)
}

func (u *tour) screenAs(name string) {
	u.t.Helper()
	u.pages++
	for _, v := range views {
		u.look(v)
		u.examineIn("station, "+name, v)
		for _, finding := range eval[[]string](u.hall, unhandy) {
			u.t.Errorf("station, %s at %s: %s", name, v.name, finding)
		}
	}
	u.look(views[1])
	u.shot(name + "-upright")
	u.look(views[2])
	u.shot(name)
}

// unhandy names what is too low for a finger (48 px) or too small to read
// (18 px), but for what is marked as small: what nobody needs to count.
const unhandy = `(() => {
	const found = [], seen = (e) => e.checkVisibility() && e.getClientRects().length;
	const small = ".small";
	for (const e of document.querySelectorAll("#station :is(button, a.button, input, select, summary, .row)")) {
		const { height } = e.getBoundingClientRect();
		if (seen(e) && !e.closest(small) && height < 47.9) found.push("low, " + height + " px: " + e.outerHTML.slice(0, 160));
	}
	const texts = document.createTreeWalker(document.getElementById("station"), NodeFilter.SHOW_TEXT);
	while (texts.nextNode()) {
		const e = texts.currentNode.parentElement;
		if (!texts.currentNode.data.trim() || !seen(e) || e.closest(small)) continue;
		const size = parseFloat(getComputedStyle(e).fontSize);
		if (size < 17.9) found.push("small, " + size + " px: " + texts.currentNode.data.trim().slice(0, 80));
	}
	return found;
})()`

// leave lets go of the page that is open.
func (h *hall) leave() {
	h.t.Helper()
	check(h.t, chromedp.Do(h.ctx, chromedp.Navigate("about:blank")))
}

// visitPass opens the station at a pass, whatever was open there before.
func (h *hall) visitPass(round, pass string) {
	h.t.Helper()
	h.leave()
	h.visit("/tram#" + strings.TrimPrefix(round, "/lan-bau/") + "/" + pass)
}

// practice: the training round from its beginning to its end.
func (u *tour) practice() {
	u.t.Helper()
	u.click("Luyện tập")
	u.screen("enter")
	u.screenAs("practice")
	for range 8 {
		u.click("Đưa phiếu vào máy quét")
		u.wait("paper or question", `!document.getElementById("station").classList.contains("waiting") || !document.querySelector("[data-part=aside]").hidden`)
		if eval[bool](u.hall, `!document.querySelector("[data-part=aside]").hidden`) {
			u.click("Không do ban phát ra")
		} else {
			u.click("Xong")
		}
	}
	u.wait("the end", `!document.querySelector('[data-screen="finish"]').hidden`)
	u.click("Chốt tập")
	u.screen("lesson")
}

// crossOut: papers with codes to the end of a sheaf, with what can go wrong.
func (u *tour) crossOut(codes []string) {
	u.t.Helper()
	u.click("Tập 1")
	u.screen("enter")
	u.scan(codes[0])
	u.screenAs("paper, too many")
	u.press("#station", "1")
	u.press("#station", "2")
	u.screenAs("paper, two struck out")
	u.press("#station", "b")
	u.screenAs("paper, signed")
	u.press("#station", "Enter")
	u.scan(codes[0])
	u.wait("the question", `!document.querySelector("[data-part=aside]").hidden`)
	u.screenAs("aside")
	u.click("Quét lại")
	u.click("Không đọc được mã")
	u.click("Do ban phát ra")
	u.screenAs("paper set aside")
	u.press("#station", "Enter")
	u.wait("the next paper", `document.querySelector("[data-part=where]").innerText.includes("2/")`)
	round := eval[string](u.hall, `location.hash`)
	u.leave()
	u.visit("/tram" + round)
	u.screen("resume")
	u.click("Nhập tiếp")
	for _, code := range codes[1:5] {
		u.scan(code)
		u.press("#station", "Enter")
	}
	u.screen("finish")
	u.click("Chốt tập")
	u.wait("the receipt", `document.querySelector('[data-part="band"]').innerText.includes("Máy chủ đã ghi tập")`)
	u.screenAs("no sheaf left")
}

// scan types a code as a scanner does and waits for its paper or question.
func (h *hall) scan(code string) {
	h.t.Helper()
	h.wait("a turn", `document.getElementById("station").classList.contains("waiting")`)
	h.key("code", code)
	h.press(`#station [data-part="code"]`, "Enter")
	h.wait("the paper", `!document.getElementById("station").classList.contains("waiting") || !document.querySelector("[data-part=aside]").hidden`)
}

// unreachable: a browser that knows nothing yet, and no server; then an error.
func (u *tour) unreachable() {
	u.t.Helper()
	u.leave()
	u.tell("Storage.clearDataForOrigin", map[string]any{"origin": u.url, "storageTypes": "indexeddb,service_workers,cache_storage"})
	u.tell("Network.setBlockedURLs", map[string]any{"urlPatterns": []any{map[string]any{"urlPattern": u.url + "/api/*", "block": true}}})
	u.visit("/tram")
	u.screen("unreachable")
	eval[bool](u.hall, `(Promise.reject(new Error("lỗi thử")), true)`)
	u.screen("failed")
	u.tell("Network.setBlockedURLs", map[string]any{"urlPatterns": []any{}})
}

// tell gives the browser a command of its protocol.
func (h *hall) tell(method string, params map[string]any) {
	h.t.Helper()
	check(h.t, chromedp.Do(h.ctx, chromedp.Func(func(ctx context.Context, page *chromedp.Target) error { return page.Call(ctx, method, params, nil) })))
}

// tablet: a device that joined, with nobody, and then somebody on it.
func (u *tour) tablet() {
	u.t.Helper()
	u.signIn("cb10.truongban")
	id := u.meeting("cb10").Congress.ID
	u.visit("/dai-hoi/" + string(id) + "/may")
	u.submit("/may", "Thêm máy", map[string]string{"name": "Máy bàn 1"})
	secret := regexp.MustCompile(`/nhan-may/(\S+)`).FindStringSubmatch(u.hall.page())[1]
	u.visit("/nhan-may/" + secret)
	u.submit("/nhan-may/"+secret, "Nhận máy này", nil)
	digits := regexp.MustCompile(`\d{3} \d{3}`).FindString(u.hall.page())
	u.visit("/tram")
	u.screen("waiting")
	devices, err := u.hall.congress.Devices(u.ctx, id)
	check(u.t, err)
	device := devices[len(devices)-1].ID
	check(u.t, u.hall.congress.AdmitDevice(u.ctx, u.actor("cb10.truongban"), device, auth.LinkHash(string(device)+strings.ReplaceAll(digits, " ", ""))))
	u.screen("people")
	u.wait("the people", `document.querySelector("[data-part=people] button") !== null`)
	eval[bool](u.hall, `(document.querySelector("[data-part=people] button").click(), true)`)
	u.screen("pin")
	eval[bool](u.hall, `(((f) => { f.elements.password.value = "sai"; f.elements.new_pin.value = "1234"; f.requestSubmit(); })(document.querySelector("[data-part=pin-form]")), true)`)
	u.wait("the refusal", `document.querySelector("[data-part=band]").classList.contains("bad")`)
	u.screenAs("a wrong password")
	eval[bool](u.hall, fmt.Sprintf(`(((f) => { f.elements.password.value = %q; f.elements.new_pin.value = "1357"; f.requestSubmit(); })(document.querySelector("[data-part=pin-form]")), true)`, u.password))
	u.screen("rounds")
	u.click("Đổi người")
	u.screen("people")
	eval[bool](u.hall, `(document.querySelector("[data-part=people] button").click(), true)`)
	u.screen("pin")
}

// U1: the desk needs no scrolling where it is used, on a tablet that lies or
// stands, and looks as it should (KIEMPHIEU_SHOTS).
func TestU1TheDeskFitsItsTablet(t *testing.T) {
	t.Parallel()
	h := openHall(t, filepath.Join(t.TempDir(), "kiemphieu.db"))
	polls := []poll{{4, 3, 10, congress.CodeQR}, {8, 5, 10, congress.CodeQR}, {8, 6, 10, congress.CodeNone}, {15, 11, 10, congress.CodeQR}, {2, 2, 10, congress.CodeNone}}
	for _, p := range polls {
		round, codes := h.hold(p)
		h.signIn("cb10.kiemphieu1")
		h.visitPass(round, "A")
		h.wait("the reader", `document.getElementById("station")?.dataset.now === "reader"`)
		h.click("Tôi tự đọc và nhập")
		h.wait("the sheaf", `document.getElementById("station").dataset.now === "choose"`)
		h.click("Tập 1")
		if p.code == congress.CodeQR {
			h.scan(codes[0])
			h.press("#station", "3")
		}
		for _, v := range views[1:3] {
			h.look(v)
			if over := eval[int](h, `document.scrollingElement.scrollHeight - innerHeight`); over > 0 {
				t.Errorf("%d names, codes %s, at %s: %d px too high", p.names, p.code, v.name, over)
			}
			h.shot(fmt.Sprintf("desk-%d-%s-%s", p.names, p.code, v.name))
		}
	}
}

// U1: a sheaf from signing in to the server's receipt by keys alone, as the
// browser gets them from a keyboard: a paper set aside, one with a defect, one
// taken back. Whatever is pressed, one sees where one is.
func TestU1StationByKeyboardAlone(t *testing.T) {
	t.Parallel()
	h := openHall(t, filepath.Join(t.TempDir(), "kiemphieu.db"))
	round, codes := h.hold(poll{4, 2, 10, congress.CodeQR})
	foreign := h.box.Sheaves[0][0].Code
	h.visit("/dang-nhap")
	h.tabTo("o-login")
	h.keys("cb10.kiemphieu1\t" + h.password)
	h.strike('\r') // a new page begins without a focus
	h.wait("home", `location.pathname === "/" && document.readyState === "complete"`)
	h.leave()
	h.visit("/tram")
	h.wait("the rounds", `document.getElementById("station")?.dataset.now === "rounds"`)
	before := `((all) => all.indexOf(all.find((b) => b.closest("section").innerText.startsWith("Tổ công tác"))))([...document.querySelectorAll("[data-part=rounds] section button")])`
	for range eval[int](h, before) { // the first of all has the focus
		h.keys("\t")
	}
	h.keys("\r")
	h.wait("the reader", `document.getElementById("station").dataset.now === "reader"`)
	h.tabTo("Tôi tự đọc")
	h.keys("\r")
	h.wait("the sheaf", `document.getElementById("station").dataset.now === "choose"`)
	if hash := eval[string](h, "location.hash"); hash != "#"+strings.TrimPrefix(round, "/lan-bau/")+"/A" {
		t.Fatalf("opened %s", hash)
	}
	h.keys("\r") // the first sheaf has the focus

	h.typePaper(0, codes[0], "34")
	h.setAside(foreign)
	h.typeDefect(codes[1])
	for i, code := range codes[2:9] {
		h.typePaper(3+i, code, "12")
	}
	h.wait("the end", `document.getElementById("station").dataset.now === "finish"`)
	h.tabTo("Sửa phiếu cuối") // back to the last paper, which said 3 and 4
	h.keys("\r")
	h.wait("the last paper", `!document.getElementById("station").classList.contains("waiting") && document.getElementById("station").dataset.now === "enter"`)
	h.keys("1234\r")
	h.wait("the end", `document.getElementById("station").dataset.now === "finish"`)
	h.keys("\r") // "Chốt tập" has the focus
	h.wait("the receipt", `document.querySelector('[data-part="band"]').innerText.includes("Máy chủ đã ghi tập")`)
	h.mustSeeFocus("after the seal")
	h.mustHaveEntered(round, codes[:9])
}

// typePaper enters a paper: its code, the names struck out, done.
func (h *hall) typePaper(n int, code, struck string) {
	h.t.Helper()
	h.keys(code + "\r")
	h.wait("the paper", `!document.getElementById("station").classList.contains("waiting")`)
	h.keys(struck + "\r")
	h.waitPapers(n + 1)
}

func (h *hall) waitPapers(n int) {
	h.t.Helper()
	h.wait(fmt.Sprint(n, " papers"), fmt.Sprintf(`document.getElementById("station").dataset.now === "finish" || document.querySelector("[data-part=where]").innerText.includes("· %d/")`, n))
}

// setAside concludes, by Tab and Enter, that a paper of another round counts,
// enters it and takes it back once.
func (h *hall) setAside(code string) {
	h.t.Helper()
	h.keys(code + "\r")
	h.wait("the question", `!document.querySelector("[data-part=aside]").hidden`)
	h.tabTo("Do ban phát ra")
	h.keys("\r")
	h.wait("the paper", `!document.getElementById("station").classList.contains("waiting")`)
	h.keys("1\r")
	h.waitPapers(2)
	h.tabTo("Sửa phiếu trước")
	h.keys("\r")
	h.wait("the paper again", `!document.getElementById("station").classList.contains("waiting") && document.querySelector("[data-part=where]").innerText.includes("· 1/")`)
	h.keys("2\r")
	h.waitPapers(2)
}

// typeDefect names a defect by its letter, takes it back, and names another by
// its button; a name is struck out by its button too.
func (h *hall) typeDefect(code string) {
	h.t.Helper()
	h.keys(code + "\r")
	h.wait("the paper", `!document.getElementById("station").classList.contains("waiting")`)
	h.keys("aa")
	h.tabTo("gạch|BẦU")
	h.keys(" ")
	h.wait("a name struck out", `document.querySelectorAll(".row.struck").length === 1`)
	h.mustSeeFocus("after a name")
	h.tabTo("có chữ ký")
	h.keys(" ")
	h.wait("the defect", `document.querySelector("[data-key=b]").getAttribute("aria-pressed") === "true"`)
	h.mustSeeFocus("after a defect")
	h.tabTo("Xong")
	h.keys("\r")
	h.waitPapers(3)
}

// keys types on the browser's keyboard, one key after the other.
func (h *hall) keys(keys string) {
	h.t.Helper()
	for _, key := range keys {
		h.strike(key)
	}
	h.mustSeeFocus(keys)
}

// strike is one key as a keyboard sends it: what the page keeps from happening
// when the key goes down does not happen. (chromedp's KeyEvent sends the letter
// all the same, to whatever has the focus by then.)
func (h *hall) strike(key rune) {
	h.t.Helper()
	event := map[string]any{"type": "keyDown", "key": string(key), "text": string(key)}
	switch key {
	case '\r':
		event["key"], event["code"], event["windowsVirtualKeyCode"] = "Enter", "Enter", 13
	case '\t':
		event = map[string]any{"type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
	case ' ':
		event["code"], event["windowsVirtualKeyCode"] = "Space", 32
	}
	h.tell("Input.dispatchKeyEvent", event)
	delete(event, "text")
	event["type"] = "keyUp"
	h.tell("Input.dispatchKeyEvent", event)
}

// tabTo goes on with Tab to what bears one of the words, or the id.
func (h *hall) tabTo(words string) {
	h.t.Helper()
	script := fmt.Sprintf(`((a) => %q.split("|").some((w) => a.innerText.startsWith(w) || a.id === w))(document.activeElement)`, words)
	for range 40 {
		if eval[bool](h, script) {
			return
		}
		h.strike('\t')
		h.mustSeeFocus("Tab on the way to " + words)
	}
	h.t.Fatalf("Tab does not reach %q:\n%s", words, h.page())
}

// mustSeeFocus fails when the focus is nowhere, unmarked or out of the window.
func (h *hall) mustSeeFocus(after string) {
	h.t.Helper()
	if fault := evalLater[string](h, focusFault); fault != "" {
		h.t.Errorf("after %q: %s", after, fault)
	}
}

// focusFault looks when the page has come to rest. Where the station itself has
// the focus, its names show it.
const focusFault = `(async () => {
	let fault = "";
	for (let i = 0; i < 20; i++) {
		await new Promise((done) => setTimeout(done, 10));
		fault = look();
		if (!fault) break;
	}
	return fault;
	function look() {
		const active = document.activeElement;
		if (!active || active === document.body) return "the focus is lost";
		const shown = active.id === "station" ? active.querySelector(".rows") : active;
		const { outlineStyle, outlineWidth } = getComputedStyle(shown);
		if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) return "the focus is not seen: " + active.outerHTML.slice(0, 120);
		const { top, bottom, height } = shown.getBoundingClientRect();
		return height && bottom > 0 && top < innerHeight ? "" : "the focus is outside: " + active.outerHTML.slice(0, 120);
	}
})()`

// mustHaveEntered compares what the server got with the second pass, which
// says what was typed: one paper set aside, one signed, the last corrected.
func (h *hall) mustHaveEntered(round string, codes []string) {
	h.t.Helper()
	in := congress.BatchInput{ID: "7f0c1f9e-0000-4000-8000-000000000001", Pass: congress.PassB, Sheaf: 1, N: 10,
		SetAside: []congress.SetAside{{Cause: "other_round", Issued: true, Count: 1}},
		Marks:    []ballot.Marks{"!signed", "0011", "0011", "0011", "0011", "0011", "0011", "0011", "1100", "1100"}}
	for _, code := range codes {
		tag, token, err := ballot.ParseCode(code)
		check(h.t, err)
		in.Tokens = append(in.Tokens, token.Hash(tag))
	}
	slices.SortFunc(in.Tokens, func(a, b ballot.TokenHash) int { return bytes.Compare(a[:], b[:]) })
	id, by := congress.RoundID(strings.TrimPrefix(round, "/lan-bau/")), h.actor("cb10.kiemphieu2")
	_, err := h.congress.TakePass(h.ctx, by, id, congress.PassB, "", "")
	check(h.t, err)
	_, err = h.congress.AcceptBatch(h.ctx, by, id, in)
	check(h.t, err)
	view, err := h.congress.RoundOf(h.ctx, id)
	check(h.t, err)
	if sheaf := view.Sheaves[0]; sheaf.Status != congress.SheafAgreed {
		h.t.Errorf("the sheaf is %s: %+v", sheaf.Status, sheaf.Differences)
	}
}
