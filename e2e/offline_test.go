package e2e

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"kiemphieu/app/size"
	"kiemphieu/congress"
)

// overlap is two sheaves of a pass that hold the same papers: photocopies, or
// papers that were counted into two sheaves.
type overlap struct {
	pass          congress.Pass
	first, second int // sheaves, of two tablets
	codes         []string
}

// Two tablets a pass are cut off, loaded anew without a network, and count all its
// sheaves, in a soak those of both passes; one sheet in twenty lies in two sheaves. Plugged in
// again in random order, every clean batch is counted once; of each overlap
// one batch is refused as a whole and shown with the codes of its papers.
func TestR6OfflineTablets(t *testing.T) {
	t.Parallel()
	c := openCount(t, newSeeded(6))
	each := size.Pick(2, 2, 6) // sheaves of a tablet
	passes := []congress.Pass{congress.PassA, congress.PassB}[:size.Pick(1, 1, 2)]
	b := c.openBox(2*each, 2*len(passes), 6)
	chief := c.window(profile(t), c.server.URL)
	chief.signIn(b.cell + ".truongban")
	random := rand.New(rand.NewPCG(6, 6))

	var tablets []*hall
	var wires []*wire
	for i := range 2 * len(passes) {
		wires = append(wires, c.lay())
		tablets = append(tablets, c.window(profile(t), wires[i].url))
		b.join(chief, tablets[i], fmt.Sprintf("Máy %d", i+1), i)
		tablets[i].take(passes[i/2])
		tablets[i].wait("the shell", `Boolean(navigator.serviceWorker.controller)`)
		if got := tablets[i].state(); got != stateConnected {
			t.Errorf("a tablet with a network says %q", got)
		}
	}
	for i, w := range wires {
		w.unplug(true)
		tablets[i].reload("choose")
		if got := tablets[i].state(); got != stateOffline {
			t.Errorf("a tablet without a network says %q", got)
		}
	}

	overlaps, piles := b.overlaps(passes, each)
	for i, tablet := range tablets {
		for k := range each {
			sheaf := 1 + k + each*(i%2)
			tablet.enter(sheaf, piles[passes[i/2]][sheaf-1])
			if k == each/2 {
				tablet.reload("resume")
				tablet.must("đã ghi 10/10 phiếu")
				tablet.click("Nhập tiếp tập")
				tablet.waitNow("finish")
			}
			tablet.finish()
			tablet.wait("the batches that wait", fmt.Sprintf(
				`document.querySelector("[data-part=state]").innerText === %q`, fmt.Sprintf(stateWaiting, k+1)))
		}
		tablet.reload("choose")
		tablet.must(fmt.Sprintf(stateWaiting, each))
	}
	if n := b.taken(passes); n != 0 {
		t.Fatalf("%d batches came through a network that was cut", n)
	}

	for _, i := range random.Perm(len(tablets)) {
		time.Sleep(time.Duration(random.IntN(3000)) * time.Millisecond)
		wires[i].unplug(false)
	}
	b.settleOverlaps(passes, tablets, overlaps, piles)
	for i, tablet := range tablets {
		b.resolve(tablet, wires[i], passes[i/2], i%2, overlaps, piles)
	}
	for _, tablet := range tablets { // those whose paper was counted elsewhere, and is no more
		if strings.Contains(tablet.page(), "Gửi lại") {
			tablet.click("Gửi lại")
		}
		tablet.settle(0)
	}
	for _, pass := range passes {
		b.holdsAll(pass)
	}
}

// taken counts the batches of passes that the server has.
func (b *box) taken(passes []congress.Pass) (n int) {
	b.t.Helper()
	for _, pass := range passes {
		n += len(b.stored(pass))
	}
	return n
}

// overlaps lays copies of two papers of one sheaf in two of a tablet into one of
// the other tablet of the pass, in place of their own, and gives the piles so made.
func (b *box) overlaps(passes []congress.Pass, each int) ([]overlap, map[congress.Pass][][]sheet) {
	var list []overlap
	piles := map[congress.Pass][][]sheet{}
	for _, pass := range passes {
		pile := slices.Clone(b.sheaves)
		for k := range each / 2 {
			o := overlap{pass: pass, first: 1 + k, second: each + 1 + k}
			if pass == congress.PassB {
				o.first, o.second = o.first+each/2, o.second+each/2
			}
			pile[o.second-1] = slices.Clone(pile[o.second-1])
			for n := range 2 {
				pile[o.second-1][3+n] = pile[o.first-1][7-n]
				o.codes = append(o.codes, pile[o.first-1][7-n].hash.CheckCode())
			}
			slices.Sort(o.codes)
			list = append(list, o)
		}
		piles[pass] = pile
	}
	return list, piles
}

// refusedOf reports which sheaf of an overlap the server did not take.
func (b *box) refusedOf(o overlap) int {
	b.t.Helper()
	stored := b.stored(o.pass)
	_, first := stored[o.first]
	_, second := stored[o.second]
	switch {
	case first && !second:
		return o.second
	case second && !first:
		return o.first
	}
	b.t.Fatalf("pass %s: of the sheaves %d and %d, which have the papers %v in common, stored are %v and %v", o.pass,
		o.first, o.second, o.codes, first, second)
	return 0
}

// settleOverlaps waits until all tablets have sent what they can, and checks
// what was taken and what each tablet shows.
func (b *box) settleOverlaps(passes []congress.Pass, tablets []*hall, overlaps []overlap,
	piles map[congress.Pass][][]sheet) {
	b.t.Helper()
	want := len(b.sheaves)*len(passes) - len(overlaps)
	tablets[0].waitFor("all clean batches", func() bool { return b.taken(passes) >= want })
	refused := map[int][]string{} // by tablet
	for _, o := range overlaps {
		sheaf := b.refusedOf(o)
		i := (sheaf - 1) / (len(b.sheaves) / 2)
		if o.pass == congress.PassB {
			i += 2
		}
		refused[i] = append(refused[i], fmt.Sprintf("Tập %d, lượt %s chưa được nhận", sheaf, o.pass))
		refused[i] = append(refused[i], o.codes...)
	}
	taken := 0
	for _, pass := range passes {
		for sheaf := range b.stored(pass) {
			b.holds(pass, sheaf, piles[pass][sheaf-1])
			taken++
		}
	}
	for i, tablet := range tablets {
		tablet.settle(len(refused[i]) / 3)
		tablet.must(refused[i]...)
	}
	b.t.Logf("%d batches taken, %d refused: %v", taken, len(overlaps), refused)
}

// resolve has the pairs look at the paper. The sheaf that got the copies is
// entered again, without a network, with the papers that are its own; where it
// was the one that the server took, the chief sets it aside first.
func (b *box) resolve(tablet *hall, w *wire, pass congress.Pass, half int, overlaps []overlap,
	piles map[congress.Pass][][]sheet) {
	b.t.Helper()
	for _, o := range overlaps {
		if o.pass != pass || half != 1 {
			continue
		}
		if b.refusedOf(o) == o.first {
			check(b.t, b.s.Supersede(b.ctx, b.chief, b.round, pass, o.second, "Có bản sao trong tập"))
			b.superseded[fmt.Sprintf("%s/%d", pass, o.second)]++
			tablet.reload("choose")
		} else {
			tablet.wait("the refused batch", `document.querySelectorAll("[data-part=refused] .problem").length > 0`)
			w.unplug(true)
			eval[bool](tablet, fmt.Sprintf(
				`([...document.querySelectorAll("[data-part=refused] .problem")].find((e) => e.innerText.includes("Tập %d,")).querySelectorAll("button")[1].click(), true)`, o.second))
		}
		tablet.enter(o.second, b.sheaves[o.second-1])
		tablet.finish()
		w.unplug(false)
		tablet.waitFor("the sheaf", func() bool { _, ok := b.stored(pass)[o.second]; return ok })
	}
}
