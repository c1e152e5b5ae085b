package e2e

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/app/size"
	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// P1: a round of two offices is counted in the order in which the papers lie on
// the table, the papers of a hand at the same place in both stacks, and another one in which
// a machine reads them beside the first pair. Then all
// that a program and its database leave anywhere is read, during the count and after
// the seal, by somebody who wants to know which paper was which: with that alone
// nobody guesses better than by chance, from one round or from all. What a careless
// program would have left there is planted afterwards, and found. But for soak, one
// database has the rounds by hand and the other those by machine.
func TestP1NothingTellsTheOrderOfPapers(t *testing.T) {
	t.Parallel()
	first := map[string]int{"PostgreSQL": 1}
	for name, house := range houses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all, congresses := guessed{}, size.Pick(1, 1, 50)
			for i := range congresses {
				t.Run(fmt.Sprintf("congress %d", i+1), func(t *testing.T) { // in a program of its own
					h := house(t)
					h.all, h.ofThat = all, 1e-5/float64(congresses)
					h.countInOrder(uint64(61+first[name]+i), drawnOf*((first[name]+i)%2))
					h.plantCanaries()
				})
			}
			all.judge(t)
		})
	}
}

// guessed is what was guessed in all congresses, by when, source and way.
type guessed map[string]guesses

var id = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)

func (all guessed) add(when, source, way string, g guesses) {
	key := when + ", " + id.ReplaceAllString(source, "*") + ": " + way
	sum := all[key]
	sum.add(g)
	all[key] = sum
}

// judge holds all congresses together against chance: a little that each round tells
// is told far better by all.
func (all guessed) judge(t *testing.T) {
	t.Helper()
	least, told := 1.0, ""
	for key, g := range all {
		p := g.chance()
		if p < 1e-5 {
			t.Errorf("%s would be as good by chance with p = %.7f: %+v", key, p, g)
		}
		if p < least {
			least, told = p, key
		}
	}
	t.Logf("%d ways; the best guess, %s, has p = %.5f: %+v", len(all), told, least, all[told])
}

const tracedSheaves = 8

// drawnOf: one sheaf in so many that the machine has read is counted by a second person.
const drawnOf = 3

const (
	ownLog    = "the program's log"
	inStreams = "streams"
	inCopy    = "a copy of the data"
)

// searched is a program, with all places where a round can leave something.
type searched struct {
	*count
	store    storage
	log      *noted
	heard    *noted // what came over open streams
	boxes    []*box // of the round at hand
	all      guessed
	ofThat   float64 // the chance of a guess that is too good to be one
	tried    int     // guesses
	read     int     // bytes
	sessions map[string]*http.Client
	answers  map[int]int // by their status
}

// storage is a database, as who holds its machine sees it.
type storage interface {
	// sources are its files, and what it answers to whom it lets in
	sources() []source
	// keeps reports whether a source is one from which no seal takes anything back
	keeps(name string) bool
	// canaries are what a careless program would leave
	canaries() []planted
}

// planted is something that tells the order of papers.
type planted struct {
	name  string
	plant func(sheets []sheet) // in their order
	found []string             // the sources that tell it
}

// noted keeps what is written into it.
type noted struct {
	mu   sync.Mutex
	text []byte
}

func (n *noted) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.text = append(n.text, p...)
	return len(p), nil
}

func (n *noted) content() []byte {
	n.mu.Lock()
	defer n.mu.Unlock()
	return bytes.Clone(n.text)
}

// search opens a program over a database.
func search(t *testing.T, database, keys string, random byte, in storage) *searched {
	t.Helper()
	log := &noted{}
	p := apptest.Open(t, app.Config{Database: database, Keys: keys, Random: newSeeded(random), Version: "test",
		Log: slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	apptest.Run(t, p)
	return &searched{count: newCount(t, p), store: in, log: log, heard: &noted{},
		sessions: map[string]*http.Client{}, answers: map[int]int{}}
}

// countInOrder counts two boxes in two passes, each sheaf as it lies, has one sheaf
// entered again, seals, and searches all along. With a machine it reads what pass A
// enters, and the second person counts what was drawn of it.
func (h *searched) countInOrder(seed uint64, machine int) {
	h.t.Helper()
	h.boxes = h.openBoxes(tracedSheaves, 2, seed, boxBallot{ballot.Delegates, tracedNames, tracedNames - 1, machine},
		boxBallot{ballot.Committee, boxNames, boxSeats, machine})
	traces := tracesOf(h.t, h.boxes)
	stop := h.follow()
	defer stop()
	passes := []congress.Pass{congress.PassA, congress.PassB}
	if machine > 0 {
		passes[1] = congress.PassC
	}
	var tries atomic.Int64
	for i, pass := range passes {
		for _, b := range h.boxes {
			teller := b.client(h.server.URL, i, pass)
			for _, sheaf := range b.toCount(pass) {
				teller.sendSheaf(sheaf, &tries)
			}
			if pass == congress.PassA {
				check(h.t, b.s.Supersede(h.ctx, b.chief, b.round, pass, 3, "nhầm tập"))
				teller.sendSheaf(2, &tries)
			}
		}
		if i == 1 || size.Pick(0, 0, 1) == 1 { // what pass A left is there yet when the other is in
			h.nothing(traces, "when pass "+string(pass)+" is in", false)
		}
	}
	for _, b := range h.boxes {
		b.sealed()
	}
	h.nothing(traces, "after the seal", true)
}

// toCount lists the sheaves that a pass counts, from 0: pass C those that were drawn.
func (b *box) toCount(pass congress.Pass) (list []int) {
	b.t.Helper()
	check(b.t, b.db.View(b.ctx, func(tx congress.Tx) error {
		r, err := tx.Round(b.ctx, b.round)
		if err != nil {
			return err
		}
		sheaves, err := tx.Sheaves(b.ctx, r)
		list = nil
		for _, s := range sheaves {
			if pass != congress.PassC || s.Drawn {
				list = append(list, s.Number-1)
			}
		}
		return err
	}))
	if len(list) == 0 {
		b.t.Fatalf("nothing to count in pass %s", pass)
	}
	return list
}

// sealed has chief and presidium seal.
func (b *box) sealed() {
	b.t.Helper()
	account, err := b.s.AccountByLogin(b.ctx, b.cell+".chutich")
	check(b.t, err)
	presidium, err := b.s.ActorOf(b.ctx, account.ID)
	check(b.t, err)
	_, err = b.s.ConfirmSeal(b.ctx, b.chief, b.round)
	check(b.t, err)
	done, err := b.s.ConfirmSeal(b.ctx, presidium, b.round)
	check(b.t, err)
	if !done {
		b.t.Fatal("two have signed, and it is not sealed")
	}
}

// nothing attacks every source. Of some thousand guesses one is good by chance with
// p < 0.001: what is told is told far better than that.
func (h *searched) nothing(traces traces, when string, sealed bool) {
	h.t.Helper()
	all := h.sources()
	for _, s := range all {
		tried, seen := traces.attack(s.content, tracedSheaves, len(h.boxes))
		h.read += len(s.content)
		for way, g := range tried {
			h.tried++
			h.all.add(when, s.name, way, g)
			if p := g.chance(); p < h.ofThat {
				h.t.Errorf("%s, %s: %s would be as good by chance with p = %.9f", when, s.name, way, p)
			}
		}
		if sealed && seen > 0 && !h.store.keeps(s.name) {
			h.t.Errorf("%s, %s holds %d traces of papers", when, s.name, seen)
		}
		if !sealed && seen == 0 && slices.Contains([]string{inWAL, inRows, inCopy}, s.name) {
			h.t.Errorf("%s, %s holds no trace of papers: the search has gone blind", when, s.name)
		}
		if seen > 0 && slices.Contains([]string{ownLog, inStreams, inStats}, s.name) {
			h.t.Errorf("%s, %s holds %d traces of papers", when, s.name, seen)
		}
	}
	h.t.Logf("%s: %d sources, %d bytes and %d guesses so far, answers %v", when, len(all), h.read, h.tried, h.answers)
}

// sources are all places, with the files of their packages unpacked.
func (h *searched) sources() []source {
	h.t.Helper()
	all := append(h.store.sources(), source{ownLog, h.log.content()}, source{inStreams, h.heard.content()})
	var copied bytes.Buffer
	_, err := h.db.Backup(h.ctx, &copied)
	check(h.t, err)
	all = append(all, source{inCopy, unpacked(h.t, copied.Bytes())})
	for _, b := range h.boxes {
		round, meeting := "/lan-bau/"+string(b.round), "/dai-hoi/"+string(b.congress)
		for _, page := range []string{"chutich " + meeting + "/dieu-hanh", "chutich " + round, "truongban " + round,
			"truongban " + round + "/van-ban/bien-ban-kiem-phieu.docx",
			"truongban " + round + "/van-ban/bien-ban-kiem-phieu.pdf", "truongban " + meeting + "/may",
			"capuy " + meeting + "/ho-so.kpz", "capuy " + meeting, "kiemphieu1 " + round,
			"capuy " + meeting + "/dang-vien/danh-sach.xlsx", "kiemphieu1 /api/v1/rounds/" + string(b.round),
			"capuy /nhat-ky-bao-mat.jsonl", "capuy /metrics"} {
			login, path, _ := strings.Cut(page, " ")
			all = append(all, source{page, unpacked(h.t, h.get(b.cell+"."+login, path))})
		}
	}
	return all
}

// session is somebody's browser.
func (h *searched) session(login string) *http.Client {
	h.t.Helper()
	if h.sessions[login] == nil {
		h.sessions[login] = signedIn(h.t, h.server.URL, login, h.password)
	}
	return h.sessions[login]
}

// get asks for a page or a file; what is refused tells something as well.
func (h *searched) get(login, path string) []byte {
	h.t.Helper()
	answer, err := h.session(login).Get(h.server.URL + path) //nolint:noctx // ends with the test
	check(h.t, err)
	defer answer.Body.Close() // read only
	content, err := io.ReadAll(answer.Body)
	check(h.t, err)
	h.answers[answer.StatusCode]++
	return fmt.Appendf(content, "\n%v", answer.Header)
}

// follow keeps what the presidium's page is sent.
func (h *searched) follow() (stop func()) {
	h.t.Helper()
	ctx, cancel := context.WithCancel(h.ctx)
	var following sync.WaitGroup
	b := h.boxes[0]
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, h.server.URL+"/dai-hoi/"+string(b.congress)+
		"/dieu-hanh/truc-tiep", nil)
	check(h.t, err)
	answer, err := h.session(b.cell + ".chutich").Do(request)
	check(h.t, err)
	following.Go(func() {
		_, _ = io.Copy(h.heard, answer.Body)
		_ = answer.Body.Close()
	})
	return func() {
		time.Sleep(300 * time.Millisecond)
		cancel()
		following.Wait()
		if !bytes.Contains(h.heard.content(), []byte("event: board")) {
			h.t.Error("the stream told nothing")
		}
	}
}

// signedIn is a browser in which somebody has signed in.
func signedIn(t *testing.T, at, login, password string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	check(t, err)
	browser := &http.Client{Jar: jar}
	answer, err := browser.PostForm(at+"/dang-nhap", //nolint:noctx // ends with the test
		url.Values{"login": {login}, "password": {password}})
	check(t, err)
	check(t, answer.Body.Close())
	return browser
}

// plantCanaries leaves papers where a careless program would, and wants each found
// in every source that tells it.
func (h *searched) plantCanaries() {
	h.t.Helper()
	traces := tracesOf(h.t, h.boxes)
	lines := func(n *noted) func([]sheet) {
		return func(sheets []sheet) {
			for _, one := range sheets {
				_, _ = fmt.Fprintf(n, "%x\n", one.hash)
			}
		}
	}
	for _, c := range append(h.store.canaries(), planted{"a line a paper", lines(h.log), []string{ownLog}},
		planted{"a word a paper", lines(h.heard), []string{inStreams}}) {
		c.plant(slices.Concat(h.boxes[0].sheaves...))
		for _, s := range h.sources() {
			if !slices.Contains(c.found, s.name) {
				continue
			}
			best := 1.0
			tried, _ := traces.attack(s.content, tracedSheaves, len(h.boxes))
			for _, g := range tried {
				best = min(best, g.chance())
			}
			if best > 1e-6 {
				h.t.Errorf("%s was not found in %s: %v", c.name, s.name, tried)
			}
		}
	}
}
