package e2e

import (
	"strings"
	"testing"

	"kiemphieu/congress"
)

// spoil harms a page before its scripts run, as the name in the session's
// storage says.
const spoil = `({
	thrown: () => { navigator.storage.persist = () => { throw new Error("hỏng thử"); }; },
	storage: () => { IDBFactory.prototype.open = () => { throw new DOMException("khóa thử", "UnknownError"); }; },
	package: () => {
		SubtleCrypto.prototype.importKey = () => Promise.reject(new Error("no Ed25519"));
		const real = Response.prototype.json;
		Response.prototype.json = async function () {
			const body = await real.call(this);
			return body.package ? { ...body, package: "{" } : body;
		};
	},
	signature: () => {
		const real = Response.prototype.json;
		Response.prototype.json = async function () {
			const body = await real.call(this);
			return body.package ? { ...body, package: body.package + " " } : body;
		};
	},
})[location.origin === "null" ? "" : sessionStorage.getItem("fault")]?.();`

// failing is a tablet whose station does not start.
type failing struct {
	*hall
}

// with opens the station with a fault, "" for none.
func (f failing) with(fault, path string) {
	f.t.Helper()
	eval[bool](f.hall, `(sessionStorage.setItem("fault", "`+fault+`"), true)`)
	f.visit("/dang-nhap") // another page: the station is loaded anew
	f.visit(path)
}

// says waits for the page of the failure, with these words and those that every failure has.
func (f failing) says(words string) {
	f.t.Helper()
	f.waitNow("failed")
	f.must(words, "Không mất gì", "Việc cần làm", "Thử lại")
}

// again takes the fault away and tries again, by the button.
func (f failing) again(words, screen string) {
	f.t.Helper()
	eval[bool](f.hall, `(sessionStorage.removeItem("fault"), true)`)
	f.follow(words)
	f.waitNow(screen)
}

// A station that does not start says what happened, what is safe and what to
// do; once the cause is gone it starts by the button that is offered.
func TestFailingStartHasAPage(t *testing.T) {
	t.Parallel()
	c := openCount(t, newSeeded(31))
	f := failing{c.window(profile(t), c.server.URL)}
	f.tell("Page.addScriptToEvaluateOnNewDocument", map[string]any{"source": spoil})
	block := func(patterns ...string) {
		rules := []any{}
		for _, p := range patterns {
			rules = append(rules, map[string]any{"urlPattern": f.url + "/tinh/*/station/" + p, "block": true})
		}
		f.tell("Network.setBlockedURLs", map[string]any{"urlPatterns": rules})
	}
	f.tell("Network.enable", nil)
	f.visit("/dang-nhap")

	block("queue.js")
	f.with("", "/tram")
	f.says("Một phần của chương trình chưa tải về được")
	block("guard.js") // nothing runs: the page knows by itself
	f.with("", "/tram")
	f.wait("the words of a page that takes long",
		`getComputedStyle(document.querySelector(".late")).visibility === "visible"`)
	f.must("Lâu hơn thường lệ", "Thử lại")
	block()
	f.again("Thử lại", "stranger")

	f.with("thrown", "/tram")
	f.says("Chương trình gặp lỗi")
	f.must("hỏng thử")
	f.again("Thử lại", "stranger")

	f.with("storage", "/tram")
	f.says("không mở được nơi cất dữ liệu")
	f.follow("Kiểm phiếu, không cất trên máy")
	f.waitNow("stranger")
	f.must("máy này chưa giữ được phiếu khi tắt trang")
}

// A pass whose package is damaged or not signed is not counted, and the page says why.
func TestDamagedPackageHasAPage(t *testing.T) {
	t.Parallel()
	c := openCount(t, newSeeded(32))
	b := c.openBox(2, 1, 32)
	f := failing{c.window(profile(t), c.server.URL)}
	f.tell("Page.addScriptToEvaluateOnNewDocument", map[string]any{"source": spoil})
	f.signIn(b.cell + ".kiemphieu1")
	f.visit("/tram")
	f.waitNow("rounds")
	f.take(congress.PassA)
	pass := eval[string](f.hall, `location.pathname + location.hash`)
	if !strings.Contains(pass, "/A") {
		t.Fatal(pass)
	}
	for fault, words := range map[string]string{"package": "không đầy đủ", "signature": "không có chữ ký"} {
		f.with(fault, pass)
		f.says(words)
	}
	f.again("Thử lại", "rounds")
}
