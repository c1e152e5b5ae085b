package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"kiemphieu/api/auth"
	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/store"
)

// count is a running program in whose cells papers are being counted.
type count struct {
	t        *testing.T
	ctx      context.Context
	db       *store.DB
	s        *congress.Service
	top      congress.OrgID
	server   *httptest.Server
	password string
	hash     string
}

// sheet is a paper as it lies on the table: its code and what was struck out.
type sheet struct {
	Code  string       `json:"code"`
	Marks ballot.Marks `json:"marks"`
	hash  ballot.TokenHash
}

// box is an opened ballot box: a round whose papers lie in sheaves.
type box struct {
	*count
	congress congress.CongressID
	round    congress.RoundID
	tag      ballot.RoundTag
	tellers  []congress.Actor
	chief    congress.Actor
	cell     string    // prefix of the logins
	sheaves  [][]sheet // sheaf 1 first

	superseded map[string]int // sheaves that the chief had entered again, by pass and number
}

// The ballot of every box: seven to elect out of nine.
const (
	boxNames = 9
	boxSeats = 7
)

// openCount starts a program with an empty store.
func openCount(t *testing.T, random io.Reader) *count {
	t.Helper()
	p := apptest.Open(t, app.Config{Random: random, Version: "test"})
	c := &count{t: t, ctx: context.Background(), db: p.Store, s: p.Congress, password: auth.NewPassword()}
	var err error
	c.hash, err = auth.Hash(c.password)
	check(t, err)
	c.top, err = c.s.CreateOrganisation(c.ctx, "", congress.OrganisationInput{Kind: congress.KindBase, Name: "Đảng bộ phường Thử"})
	check(t, err)
	c.server = httptest.NewServer(p.Server.Handler())
	t.Cleanup(c.server.Close)
	return c
}

// openBox leads a cell through its use cases up to the papers on the table:
// so many sheaves of ten, with random marks drawn from seed.
func (c *count) openBox(sheaves, tellers int, seed uint64) *box {
	c.t.Helper()
	papers := sheaves * ballot.MinSheaf
	b := &box{count: c, cell: fmt.Sprintf("o%d", seed), superseded: map[string]int{}}
	org, err := c.s.CreateOrganisation(c.ctx, c.top, congress.OrganisationInput{Kind: congress.KindCell, Model: congress.ModelOffice, Name: "Chi bộ " + b.cell})
	check(c.t, err)
	actor := func(login, name string, role congress.Role) congress.Actor {
		id, err := c.s.CreateAccount(c.ctx, congress.AccountInput{OrgID: org, Login: b.cell + "." + login, Name: name, Role: role, PasswordHash: c.hash})
		check(c.t, err)
		by, err := c.s.ActorOf(c.ctx, id)
		check(c.t, err)
		return by
	}
	organiser, presidium := actor("capuy", "Lê Thị Ủy", congress.RoleOrganiser), actor("chutich", "Lê Văn Tịch", congress.RolePresidium)
	b.chief = actor("truongban", "Trần Văn Trưởng", congress.RoleChief)
	for i := range tellers {
		b.tellers = append(b.tellers, actor(fmt.Sprintf("kiemphieu%d", i+1), "Phạm Thị Phiếu "+string('A'+rune(i)), congress.RoleTeller))
	}
	b.congress, err = c.s.CreateCongress(c.ctx, organiser, org, congress.CongressInput{Title: "Đại hội chi bộ " + b.cell, Term: "2025–2027", HeldOn: "2025-03-01", Profile: "190-QD/TW"})
	check(c.t, err)
	b.attend(organiser, papers)
	b.printAndOpen(organiser, presidium, papers, seed)
	return b
}

// attend fills the roster and marks everybody present.
func (b *box) attend(organiser congress.Actor, members int) {
	b.t.Helper()
	var roster []congress.Member
	for i := range members {
		name := "Nguyễn " + string('A'+rune(i/26/26)) + " " + string('A'+rune(i/26%26)) + " " + string('A'+rune(i%26))
		roster = append(roster, congress.Member{Name: name, Official: true, Incumbent: i == 0, Female: i == 1})
	}
	check(b.t, b.s.SaveRoster(b.ctx, organiser, b.congress, roster))
	o, err := b.s.Overview(b.ctx, b.congress)
	check(b.t, err)
	for i, duty := range []congress.Duty{congress.DutyChief, congress.DutyTeller, congress.DutyTeller, congress.DutyChair} {
		check(b.t, b.s.GiveDuty(b.ctx, organiser, b.congress, o.Members[members-1-i].ID, duty))
	}
	var marks []congress.Mark
	for _, m := range o.Members {
		marks = append(marks, congress.Mark{Member: m.ID, Attendance: congress.AttendancePresent})
	}
	check(b.t, b.s.MarkAttendance(b.ctx, organiser, b.congress, marks))
}

// printAndOpen adopts the list, prints, hands out, collects, and lays the
// papers out in sheaves.
func (b *box) printAndOpen(organiser, presidium congress.Actor, papers int, seed uint64) {
	b.t.Helper()
	contest, err := b.s.AddContest(b.ctx, organiser, b.congress, congress.ContestInput{Office: ballot.Committee, Seats: boxSeats})
	check(b.t, err)
	o, err := b.s.Overview(b.ctx, b.congress)
	check(b.t, err)
	for _, m := range o.Members[:boxNames] {
		check(b.t, b.s.Nominate(b.ctx, organiser, contest, m.ID, congress.SourceCommittee, 0))
	}
	b.round, err = b.s.StartRound(b.ctx, organiser, contest, ballot.Ordinary)
	check(b.t, err)
	check(b.t, b.s.Freeze(b.ctx, presidium, b.round, congress.CodeQR))
	random := rand.New(rand.NewPCG(seed, 27))
	check(b.t, b.s.MakePapers(b.ctx, organiser, b.round, congress.PapersInput{Count: papers, Format: ballot.FormatA5TwoUp}, func(p congress.Printing) error {
		b.tag = p.Definition.Tag()
		b.sheaves = nil
		for i, token := range p.Tokens {
			if i%ballot.MinSheaf == 0 {
				b.sheaves = append(b.sheaves, nil)
			}
			last := &b.sheaves[len(b.sheaves)-1]
			*last = append(*last, sheet{Code: ballot.EncodeCode(b.tag, token), Marks: randomMarks(random), hash: token.Hash(b.tag)})
		}
		return nil
	}))
	check(b.t, b.s.HandOutUnprepared(b.ctx, b.chief, b.round, papers, papers, "đại hội của phép thử"))
	check(b.t, b.s.OpenBox(b.ctx, b.chief, b.round, congress.BoxInput{Returned: papers}))
	check(b.t, b.s.ChooseCounting(b.ctx, b.chief, b.round, congress.CountTwoPasses, ballot.MinSheaf, ""))
}

// randomMarks strikes one to four names.
func randomMarks(random *rand.Rand) ballot.Marks {
	marks := bytes.Repeat([]byte{ballot.Standing}, boxNames)
	for range 1 + random.IntN(4) {
		marks[random.IntN(boxNames)] = ballot.Struck
	}
	return ballot.Marks(marks)
}

// batch is what a sheaf must become: two lists, each sorted by itself.
type batch struct {
	tokens []byte   // hashes, as stored
	hex    []string // the same, as sent
	marks  []string
}

func batchOf(sheets []sheet) batch {
	var hashes []ballot.TokenHash
	var want batch
	for _, s := range sheets {
		hashes = append(hashes, s.hash)
		want.marks = append(want.marks, string(s.Marks))
	}
	slices.SortFunc(hashes, func(a, b ballot.TokenHash) int { return bytes.Compare(a[:], b[:]) })
	slices.Sort(want.marks)
	for _, h := range hashes {
		want.tokens = append(want.tokens, h[:]...)
		want.hex = append(want.hex, hex.EncodeToString(h[:]))
	}
	return want
}

// stored gives what the store holds of a pass, by sheaf.
func (b *box) stored(pass congress.Pass) map[int]congress.Batch {
	b.t.Helper()
	found := map[int]congress.Batch{}
	check(b.t, b.db.View(b.ctx, func(tx congress.Tx) error {
		r, err := tx.Round(b.ctx, b.round)
		if err != nil {
			return err
		}
		batches, err := tx.Batches(b.ctx, r)
		for _, one := range batches {
			if one.Pass == pass {
				found[one.Sheaf] = one
			}
		}
		return err
	}))
	return found
}

// accepted counts the log's events of an accepted batch, by pass and sheaf:
// an effect that happened twice would stand there twice.
func (b *box) accepted() map[string]int {
	b.t.Helper()
	found := map[string]int{}
	check(b.t, b.db.View(b.ctx, func(tx congress.Tx) error {
		c, err := tx.Congress(b.ctx, b.congress)
		if err != nil {
			return err
		}
		entries, err := tx.LogEntries(b.ctx, c, 0)
		for _, e := range entries {
			var event struct {
				Kind string                 `json:"kind"`
				Data congress.BatchAccepted `json:"data"`
			}
			if json.Unmarshal(e.Leaf, &event) == nil && event.Kind == "batch.accepted" {
				found[fmt.Sprintf("%s/%d", event.Data.Pass, event.Data.Sheaf)]++
			}
		}
		return err
	}))
	return found
}

// holds checks that the store has exactly these sheets for a sheaf, from one event.
func (b *box) holds(pass congress.Pass, sheaf int, sheets []sheet) {
	b.t.Helper()
	b.compare(b.stored(pass), b.accepted(), pass, sheaf, sheets)
}

// holdsAll checks that every sheaf of a pass took effect once, as it lies on the table.
func (b *box) holdsAll(pass congress.Pass) {
	b.t.Helper()
	stored, accepted := b.stored(pass), b.accepted()
	for i, sheets := range b.sheaves {
		b.compare(stored, accepted, pass, i+1, sheets)
	}
	if len(stored) != len(b.sheaves) {
		b.t.Errorf("pass %s has %d batches of %d sheaves", pass, len(stored), len(b.sheaves))
	}
}

func (b *box) compare(stored map[int]congress.Batch, accepted map[string]int, pass congress.Pass, sheaf int, sheets []sheet) {
	b.t.Helper()
	got, want := stored[sheaf], batchOf(sheets)
	if marks := strings.Join(want.marks, "\n"); !bytes.Equal(got.Tokens, want.tokens) || got.Marks != marks || got.N != len(sheets) {
		b.t.Errorf("pass %s sheaf %d: %d papers stored, not those on the table:\n%s\nwant\n%s", pass, sheaf, got.N, got.Marks, marks)
	}
	name := fmt.Sprintf("%s/%d", pass, sheaf)
	if n := accepted[name]; n != 1+b.superseded[name] {
		b.t.Errorf("pass %s sheaf %d took effect %d times", pass, sheaf, n)
	}
}

// window opens a browser window at an address of the program.
func (c *count) window(ctx context.Context, url string) *hall {
	return &hall{t: c.t, ctx: ctx, url: url, password: c.password, congress: c.s}
}

// profile gives a window with a profile of its own in a running browser.
func profile(t *testing.T, browser context.Context) context.Context {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	check(t, chromedp.Do(ctx, chromedp.Navigate("about:blank")))
	return ctx
}

// join brings a tablet into the congress as the chief and the pair do it, and
// leaves it on the list of rounds with a teller on it.
func (b *box) join(chief, tablet *hall, name string, teller int) {
	b.t.Helper()
	list := fmt.Sprintf("/dai-hoi/%s/may", b.congress)
	chief.visit(list)
	chief.submit("/may", "Thêm máy", map[string]string{"name": name})
	address := eval[string](chief, `document.querySelector("code.break").innerText`)
	tablet.visit(address[strings.Index(address, "/nhan-may/"):])
	tablet.submit("", "Nhận máy này", nil)
	digits := eval[string](tablet, `document.querySelector(".digits").innerText`)
	chief.visit(list)
	chief.submit("/nhan", "Nhận máy", map[string]string{"digits": digits})
	tablet.waitNow("people")
	tablet.takeOver(b.tellers[teller].Name)
}

// pin opens every tablet of these tests.
const pin = "7294"

// takeOver puts a person on the tablet by password and a new PIN, and again
// by the PIN alone.
func (h *hall) takeOver(name string) {
	h.t.Helper()
	h.click(name)
	h.waitNow("pin")
	eval[bool](h, fmt.Sprintf(`((f) => { f.querySelector("[data-part=pin-password]").click(); f.elements.password.value = %q; f.elements.new_pin.value = %q; f.requestSubmit(); return true; })(document.querySelector("[data-part=pin-form]"))`, h.password, pin))
	h.waitNow("rounds")
	h.click("Đổi người")
	h.waitNow("people")
	h.click(name)
	h.waitNow("pin")
	eval[bool](h, fmt.Sprintf(`((f) => { f.elements.pin.value = %q; f.elements.pin.dispatchEvent(new Event("input")); return true; })(document.querySelector("[data-part=pin-form]"))`, pin))
	h.waitNow("rounds")
}

// waitNow waits for a screen of the station.
func (h *hall) waitNow(screen string) {
	h.t.Helper()
	h.wait("the screen "+screen, fmt.Sprintf(`document.getElementById("station")?.dataset.now === %q`, screen))
}

// take takes a pass that nobody reads for.
func (h *hall) take(pass congress.Pass) {
	h.t.Helper()
	h.click("Nhận lượt " + string(pass))
	h.waitNow("reader")
	h.click("Tôi tự đọc và nhập")
	h.waitNow("choose")
}

// enter types a sheaf from the list of sheaves up to its last paper.
func (h *hall) enter(sheaf int, sheets []sheet) {
	h.t.Helper()
	label := fmt.Sprintf("Tập %d (", sheaf)
	h.wait("the sheaf", fmt.Sprintf(`[...document.querySelectorAll("[data-part=sheaves] button")].some((b) => b.offsetParent && b.innerText.startsWith(%q))`, label))
	h.click(label)
	h.waitNow("enter")
	h.typePapers(sheets)
	h.waitNow("finish")
}

// typePapers types papers one after the other, as fast as the keys come.
func (h *hall) typePapers(sheets []sheet) {
	h.t.Helper()
	text, err := json.Marshal(sheets)
	check(h.t, err)
	eval[bool](h, `((papers) => {
		const root = document.getElementById("station"), code = root.querySelector("[data-part=code]");
		const press = (element, key) => element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
		for (const paper of papers) {
			code.value = paper.code;
			press(code, "Enter");
			[...paper.marks].forEach((mark, i) => mark === "0" && press(root, String(i + 1)));
			press(root, "Enter");
		}
		return true;
	})(`+string(text)+`)`)
}

// finish seals the sheaf; the band says that it is kept or already sent.
func (h *hall) finish() {
	h.t.Helper()
	h.click("Chốt tập")
	h.waitNow("choose")
}

// state gives the state line's words.
func (h *hall) state() string {
	h.t.Helper()
	return eval[string](h, `document.querySelector("[data-part=state]").innerText`)
}

// settle waits until a tablet that has a network has nothing left to send:
// all is taken, or so many batches are refused.
func (h *hall) settle(refused int) {
	h.t.Helper()
	want := stateConnected
	if refused > 0 {
		want = fmt.Sprintf(stateAttention, refused)
	}
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if h.state() == want {
			return
		}
	}
	h.t.Fatalf("waited in vain for %q:\n%s", want, h.page())
}

// reload loads the page anew, as after an empty battery.
func (h *hall) reload(screen string) {
	h.t.Helper()
	eval[bool](h, `window.stale = true, location.reload(), true`)
	h.wait("a new page", `!window.stale && document.readyState === "complete"`)
	h.waitNow(screen)
}

// The three states of the line.
const (
	stateConnected = "Đã kết nối"
	stateOffline   = "Không có mạng, cứ kiểm tiếp"
	stateWaiting   = stateOffline + " · %d tập chờ gửi"
	stateAttention = "Cần xem lại: máy chủ chưa nhận %d tập"
)

// seeded gives the same secrets at every run, so that what a test finds about
// their order is found again.
type seeded struct {
	mu     sync.Mutex
	source *rand.ChaCha8
}

func newSeeded(seed byte) *seeded { return &seeded{source: rand.NewChaCha8([32]byte{seed})} }

func (s *seeded) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.source.Read(p)
}

// overlap is two sheaves of a pass that hold the same papers: photocopies, or
// papers that were counted into two sheaves.
type overlap struct {
	pass          congress.Pass
	first, second int // sheaves, of two tablets
	codes         []string
}

// Four tablets are cut off, loaded anew without a network, and count all
// sheaves of both passes; one sheet in twenty lies in two sheaves. Plugged in
// again in random order, every clean batch is counted once; of each overlap
// one batch is refused as a whole and shown with the codes of its papers.
func TestR6OfflineTablets(t *testing.T) {
	t.Parallel()
	c := openCount(t, newSeeded(6))
	b := c.openBox(12, 4, 6)
	browser := startBrowser(t)
	chief := c.window(browser, c.server.URL)
	chief.signIn(b.cell + ".truongban")
	random := rand.New(rand.NewPCG(6, 6))

	var tablets []*hall
	var wires []*wire
	passes := []congress.Pass{congress.PassA, congress.PassA, congress.PassB, congress.PassB}
	for i, pass := range passes {
		wires = append(wires, c.lay())
		tablets = append(tablets, c.window(profile(t, browser), wires[i].url))
		b.join(chief, tablets[i], fmt.Sprintf("Máy %d", i+1), i)
		tablets[i].take(pass)
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

	overlaps, piles := b.overlaps()
	for i, tablet := range tablets {
		for k := range 6 {
			sheaf := 1 + k + 6*(i%2)
			tablet.enter(sheaf, piles[passes[i]][sheaf-1])
			if k == 3 {
				tablet.reload("resume")
				tablet.must("đã ghi 10/10 phiếu")
				tablet.click("Nhập tiếp tập")
				tablet.waitNow("finish")
			}
			tablet.finish()
			tablet.wait("the batches that wait", fmt.Sprintf(`document.querySelector("[data-part=state]").innerText === %q`, fmt.Sprintf(stateWaiting, k+1)))
		}
		tablet.reload("choose")
		tablet.must(fmt.Sprintf(stateWaiting, 6))
	}
	if n := len(b.stored(congress.PassA)) + len(b.stored(congress.PassB)); n != 0 {
		t.Fatalf("%d batches came through a network that was cut", n)
	}

	for _, i := range random.Perm(len(tablets)) {
		time.Sleep(time.Duration(random.IntN(3000)) * time.Millisecond)
		wires[i].unplug(false)
	}
	b.settleOverlaps(tablets, overlaps, piles)
	for i, tablet := range tablets {
		b.resolve(tablet, wires[i], passes[i], i%2, overlaps, piles)
	}
	for _, tablet := range tablets { // those whose paper was counted elsewhere, and is no more
		if strings.Contains(tablet.page(), "Gửi lại") {
			tablet.click("Gửi lại")
		}
		tablet.settle(0)
	}
	b.holdsAll(congress.PassA)
	b.holdsAll(congress.PassB)
}

// overlaps lays copies of two papers of each of three sheaves into three others
// of each pass, in place of their own, and gives the piles so made.
func (b *box) overlaps() ([]overlap, map[congress.Pass][][]sheet) {
	var list []overlap
	piles := map[congress.Pass][][]sheet{}
	for _, pass := range []congress.Pass{congress.PassA, congress.PassB} {
		pile := slices.Clone(b.sheaves)
		for k := range 3 {
			o := overlap{pass: pass, first: 1 + k, second: 7 + k}
			if pass == congress.PassB {
				o.first, o.second = o.first+3, o.second+3
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

// refusedOf tells which sheaf of an overlap the server did not take.
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
	b.t.Fatalf("pass %s: of the sheaves %d and %d, which have the papers %v in common, stored are %v and %v", o.pass, o.first, o.second, o.codes, first, second)
	return 0
}

// settleOverlaps waits until all tablets have sent what they can, and checks
// what was taken and what each tablet shows.
func (b *box) settleOverlaps(tablets []*hall, overlaps []overlap, piles map[congress.Pass][][]sheet) {
	b.t.Helper()
	want := len(b.sheaves)*2 - len(overlaps)
	tablets[0].waitFor("all clean batches", func() bool { return len(b.stored(congress.PassA))+len(b.stored(congress.PassB)) >= want })
	refused := map[int][]string{} // by tablet
	for _, o := range overlaps {
		sheaf := b.refusedOf(o)
		i := (sheaf - 1) / 6
		if o.pass == congress.PassB {
			i += 2
		}
		refused[i] = append(refused[i], fmt.Sprintf("Tập %d, lượt %s chưa được nhận", sheaf, o.pass))
		refused[i] = append(refused[i], o.codes...)
	}
	taken := 0
	for _, pass := range []congress.Pass{congress.PassA, congress.PassB} {
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
func (b *box) resolve(tablet *hall, w *wire, pass congress.Pass, half int, overlaps []overlap, piles map[congress.Pass][][]sheet) {
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
			eval[bool](tablet, fmt.Sprintf(`([...document.querySelectorAll("[data-part=refused] .problem")].find((e) => e.innerText.includes("Tập %d,")).querySelectorAll("button")[1].click(), true)`, o.second))
		}
		tablet.enter(o.second, b.sheaves[o.second-1])
		tablet.finish()
		w.unplug(false)
		tablet.waitFor("the sheaf", func() bool { _, ok := b.stored(pass)[o.second]; return ok })
	}
}

// waitFor polls something outside of the page; it may take a long time.
func (h *hall) waitFor(what string, done func() bool) {
	h.t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if done() {
			return
		}
	}
	h.t.Fatalf("waited in vain for %s:\n%s", what, h.page())
}
