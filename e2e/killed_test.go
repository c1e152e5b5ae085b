//go:build linux

package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"kiemphieu/app/size"
	"kiemphieu/congress"
)

// victim is a tablet that loses power again and again: a browser process with
// a profile that outlives it, and what the pair at it remembers.
type victim struct {
	*hall
	b      *box
	wire   *wire
	dir    string
	random *rand.Rand

	sheaf  int  // that the pair is at, from 0
	stored int  // papers of it that the screen said were stored
	typing bool // the next paper is being typed: it may be stored or not
	sealed bool // the pair has pressed "Chốt tập"

	killer *time.Timer
	met    map[string]int // kills, by what was going on
}

// boot starts the browser on its profile, as a process group of its own.
func (v *victim) boot() {
	v.t.Helper()
	v.ctx = startBrowser(v.t, chromedp.UserDataDir(v.dir), chromedp.ModifyCmdFunc(func(cmd *exec.Cmd) {
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	}))
}

// killAfter ends the browser and all of its children at once, in a while.
func (v *victim) killAfter(wait time.Duration) {
	group := -chromedp.FromContext(v.ctx).Browser.Process().Pid
	v.killer = time.AfterFunc(wait, func() {
		for syscall.Kill(group, syscall.SIGKILL) == nil {
			time.Sleep(5 * time.Millisecond)
		}
	})
}

// paper types one paper with some leisure and comes back when the screen says
// that it is stored.
const paper = `(async (paper, n, pause) => {
	const root = document.getElementById("station"), part = (name) => root.querySelector("[data-part=" + name + "]");
	const press = (element, key) => element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true,
		cancelable: true }));
	const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
	const until = async (condition) => { while (!condition()) await sleep(2); };
	part("code").value = paper.code;
	press(part("code"), "Enter");
	await until(() => !root.classList.contains("waiting"));
	for (const [i, mark] of [...paper.marks].entries()) {
		if (mark === "0") press(root, String(i + 1));
		await sleep(pause);
	}
	press(root, "Enter");
	if (!paper.marks.includes("0")) press(root, "Enter"); // nothing struck out: asked once
	await until(() => root.dataset.now === "finish" || part("where").textContent.includes("· " + (n + 1) + "/"));
	return true;
})(%s, %d, %d)`

// seal presses the button and comes back when the screen says that it is kept.
const seal = `(async () => {
	const root = document.getElementById("station");
	root.querySelector("[data-part=seal]").click();
	while (root.dataset.now !== "choose") await new Promise((done) => setTimeout(done, 2));
	return true;
})()`

// open opens a sheaf from the list.
const open = `(async (number) => {
	const root = document.getElementById("station");
	const find = () => [...root.querySelectorAll("[data-part=sheaves] button")].find((b) =>
		b.innerText.startsWith("Tập " + number + " ("));
	while (!find()) await new Promise((done) => setTimeout(done, 2));
	find().click();
	while (root.dataset.now !== "enter") await new Promise((done) => setTimeout(done, 2));
	return true;
})(%d)`

func (v *victim) run(script string, args ...any) error {
	_, err := chromedp.Run(v.ctx, chromedp.Evaluate[bool](fmt.Sprintf(script, args...), chromedp.EvalAwaitPromise))
	return err
}

// count works on from the screen of a sheaf, until an error says that the
// browser is no more.
func (v *victim) count() error {
	for {
		sheets := v.b.sheaves[v.sheaf]
		for v.stored < len(sheets) {
			text, err := json.Marshal(sheets[v.stored])
			if err != nil {
				return err
			}
			v.typing = true
			if err := v.run(paper, text, v.stored, 5+v.random.IntN(15)); err != nil {
				return err
			}
			v.stored, v.typing = v.stored+1, false
		}
		v.sealed = true
		if v.random.IntN(2) == 0 { // then it is the moment of sealing and sending that is hit
			v.killer.Reset(time.Duration(v.random.IntN(100)) * time.Millisecond)
		}
		if err := v.run(seal); err != nil {
			return err
		}
		v.next()
		if v.random.IntN(2) == 0 {
			time.Sleep(time.Duration(v.random.IntN(300)) * time.Millisecond) // the next sheaf is fetched
		}
		if err := v.run(open, v.sheaf+1); err != nil {
			return err
		}
	}
}

func (v *victim) next() {
	v.sheaf, v.stored, v.typing, v.sealed = v.sheaf+1, 0, false, false
	v.wire.unplug(v.random.IntN(2) == 0)
}

// where says what a kill fell into.
func (v *victim) where() string {
	switch waits := v.wire.unplugged.Load(); {
	case v.sealed:
		return "sealing and sending"
	case v.typing && waits:
		return "typing while others wait"
	case v.typing:
		return "typing"
	default:
		return "between sheaves"
	}
}

// resume looks at what is left after a kill: no paper that the screen said was
// stored is gone, and at most the one in hand was stored unseen.
func (v *victim) resume() {
	v.t.Helper()
	v.boot()
	v.visit(fmt.Sprintf("/tram#%s/%s", v.b.round, congress.PassA))
	v.wait("the pass", `["resume", "choose"].includes(document.getElementById("station")?.dataset.now)`)
	if eval[string](v.hall, `document.getElementById("station").dataset.now`) == "resume" {
		v.goOn()
		return
	}
	offered := eval[bool](v.hall, fmt.Sprintf(
		`[...document.querySelectorAll("[data-part=sheaves] button")].some((b) => b.innerText.startsWith("Tập %d ("))`,
		v.sheaf+1))
	switch {
	case !offered && v.sealed:
		v.next()
	case v.stored > 0 || !offered:
		v.t.Fatalf("sheaf %d: %d papers are lost:\n%s", v.sheaf+1, v.stored, v.page())
	}
	check(v.t, v.run(open, v.sheaf+1))
	v.stored, v.typing, v.sealed = 0, false, false
}

// goOn takes the open sheaf up again; a paper that is stored already is
// recognised when it is scanned again.
func (v *victim) goOn() {
	v.t.Helper()
	var sheaf, n int
	text := eval[string](v.hall, `document.querySelector("[data-part=resume-text]").innerText`)
	if _, err := fmt.Sscanf(text, "Tập %d đang nhập dở: đã ghi %d/", &sheaf, &n); err != nil {
		v.t.Fatalf("%s: %v", text, err)
	}
	most := v.stored
	if v.typing {
		most++
	}
	if sheaf != v.sheaf+1 || n < v.stored || n > most {
		v.t.Fatalf("sheaf %d with %d papers on the screen (typing: %v) came back as: %s", v.sheaf+1, v.stored, v.typing,
			text)
	}
	v.click("Nhập tiếp tập")
	v.stored, v.typing, v.sealed = n, false, false
	if n == len(v.b.sheaves[v.sheaf]) {
		v.waitNow("finish")
		return
	}
	v.waitNow("enter")
	if n > 0 && v.random.IntN(2) == 0 {
		v.key("code", v.b.sheaves[v.sheaf][n-1].Code)
		v.press(`#station [data-part="code"]`, "Enter")
		v.wait("the second scan of a paper",
			`((a) => !a.hidden && a.dataset.cause === "duplicate_here")(document.querySelector("[data-part=aside]"))`)
		v.click("Quét lại")
		v.wait("the next paper", `document.querySelector("[data-part=aside]").hidden`)
	}
}

// A tablet is killed at random points while sheaves are entered, sealed,
// sent and while they wait for a network; it comes up on the same profile. At
// most the paper in hand is lost, nothing counts twice, and every sheaf that
// was begun gets its receipt.
func TestR1TabletKilledAtRandomPoints(t *testing.T) {
	t.Parallel()
	points := size.Pick(3, 3, 1_000)
	c := openCount(t, newSeeded(1))
	b := c.openBox(2*points, 1, 1)
	w := c.lay()
	v := &victim{b: b, wire: w, dir: filepath.Join(t.TempDir(), "profile"), random: rand.New(rand.NewPCG(50, 1)),
		met: map[string]int{}}
	v.hall = c.window(context.Background(), w.url)
	v.boot()
	chief := c.window(profile(t), c.server.URL)
	chief.signIn(b.cell + ".truongban")
	b.join(chief, v.hall, "Máy 1", 0)
	v.take(congress.PassA)
	v.wait("the shell", `Boolean(navigator.serviceWorker.controller)`)
	// what joined a moment ago is not on the disk yet: the browser writes cookies every half minute
	check(t, chromedp.Cancel(v.ctx))
	v.resume()
	for range points {
		v.killAfter(time.Duration(v.random.IntN(2000)) * time.Millisecond)
		if err := v.count(); err == nil || v.killer.Stop() {
			t.Fatalf("the browser ended by itself: %v", err)
		}
		<-v.ctx.Done()
		v.met[v.where()]++
		w.unplug(v.random.IntN(2) == 0)
		v.resume()
	}
	w.unplug(false)
	v.typePapers(b.sheaves[v.sheaf][v.stored:])
	v.waitNow("finish")
	v.finish()
	v.settle(0)
	for i := range v.sheaf + 1 {
		b.holds(congress.PassA, i+1, b.sheaves[i])
	}
	if n := len(b.stored(congress.PassA)); n != v.sheaf+1 {
		t.Errorf("%d batches of %d sheaves", n, v.sheaf+1)
	}
	t.Logf("%d kills over %d sheaves: %v", points, v.sheaf+1, v.met)
	if err := chromedp.Cancel(v.ctx); err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
