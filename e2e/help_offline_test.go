package e2e

import (
	"strings"
	"testing"

	"kiemphieu/congress"
)

// What to do when something is wrong is read where it goes wrong: at a tablet
// without a server, behind the "?" beside the line that says so. What is kept
// there for that is of nobody, whoever was signed in when it was.
func TestR10WhatToDoIsReadWithoutAServer(t *testing.T) {
	t.Parallel()
	c := openCount(t, newSeeded(34))
	b := c.openBox(2, 1, 34)
	w := c.lay()
	v := c.window(profile(t), w.url)
	v.signIn(b.cell + ".kiemphieu1")
	v.visit("/tram")
	v.waitNow("rounds")
	v.take(congress.PassA)
	v.wait("the shell", `Boolean(navigator.serviceWorker.controller)`)
	w.unplug(true)
	v.wait("a state without a network", `document.querySelector("[data-part=state]").innerText === "`+stateOffline+`"`)
	v.shot("offline")
	help := eval[string](v, `(({ href, hidden }) => hidden ? "" : href)(document.querySelector("[data-part=help]"))`)
	if help != w.url+"/su-co#network" {
		t.Fatalf("the ? beside the state leads to %q", help)
	}
	for _, page := range []struct{ path, shown string }{
		{"/su-co#network", `document.body.innerText.includes("Bật lại bộ phát Wi-Fi")`},
		{"/kiem-tra-may", `document.getElementById("doctor").dataset.done === "yes"`},
	} {
		v.visit(page.path)
		v.wait(page.path, page.shown)
		if text := v.page(); strings.Contains(text, "Đăng xuất") || strings.Contains(text, "Phạm Thị Phiếu") {
			t.Errorf("%s is somebody's: %s", page.path, text)
		}
		if missing := eval[int](v, `[...document.styleSheets].filter((s) => s.cssRules.length === 0).length +
			2 - document.styleSheets.length`); missing != 0 {
			t.Errorf("%s lacks %d style sheets", page.path, missing)
		}
		v.shot("offline-help")
	}
	for check, want := range map[string]string{"worker": "good", "server": "warn"} {
		if got := v.examined(check); got != want {
			t.Errorf("%s: %s", check, got)
		}
	}
}
