package e2e

import (
	"bytes"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/chromedp/chromedp"

	"kiemphieu/app/size"
	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// A whole pass is entered in a known order. Nothing that leaves the tablet
// tells of a single paper or of the order in which papers came; nothing on its
// disk holds a code or the marks of a paper in plain, while a sheaf is open,
// while a batch waits, or after the receipt.
func TestP1StationRequests(t *testing.T) {
	t.Parallel()
	c := openCount(t, newSeeded(9))
	b := c.openBox(size.Pick(12, 12, 24), 1, 9)
	w := c.lay()
	dir := filepath.Join(t.TempDir(), "profile")
	ctx := startBrowser(t, chromedp.UserDataDir(dir))
	chief := c.window(profile(t), c.server.URL)
	chief.signIn(b.cell + ".truongban")
	tablet := c.window(ctx, w.url)
	b.join(chief, tablet, "Máy 1", 0)
	tablet.take(congress.PassA)
	tablet.wait("the shell", `Boolean(navigator.serviceWorker.controller)`)

	secrets := b.secrets()
	for i, sheets := range b.sheaves {
		switch i {
		case 4: // slowly, so that the tablet gives signs of life in between
			b.enterWatched(tablet, w, i, 1700*time.Millisecond)
		case 9: // no network
			w.unplug(true)
			tablet.enter(i+1, sheets)
			secrets.absent(t, dir, "while a sheaf is open")
			tablet.finish()
			secrets.absent(t, dir, "while a batch waits")
			w.unplug(false)
			continue
		default:
			b.enterWatched(tablet, w, i, 0)
		}
		tablet.finish()
	}
	tablet.settle(0)
	b.holdsAll(congress.PassA)
	secrets.absent(t, dir, "after the receipt")
	b.bodies(w)

	canary := b.sheaves[0][0]
	script := fmt.Sprintf(`new Promise((done) => {
		const request = indexedDB.open("canary", 1);
		request.onupgradeneeded = () => request.result.createObjectStore("values");
		request.onsuccess = () => {
			const tx = request.result.transaction(["values"], "readwrite", { durability: "strict" });
			tx.objectStore("values").put({ code: %q, marks: %q + "ế" }, "paper");
			tx.oncomplete = () => done(true);
		};
	})`, canary.Code, canary.Marks)
	_, err := chromedp.Run(ctx, chromedp.Evaluate[bool](script, chromedp.EvalAwaitPromise))
	check(t, err)
	check(t, chromedp.Cancel(ctx))
	found := secrets.search(t, dir)
	if want := []string{"code of 1/1", "marks of 1/1, UTF-16"}; !slices.Equal(found, want) {
		t.Errorf("after the canary was written the search found %q, want %q", found, want)
	}
}

// enterWatched enters a sheaf and checks that only signs of life, and the look
// for a newer build, crossed the wire between its first and its last paper.
func (b *box) enterWatched(tablet *hall, w *wire, i int, pause time.Duration) {
	b.t.Helper()
	label := fmt.Sprintf("Tập %d (", i+1)
	tablet.wait("the sheaf", fmt.Sprintf(
		`[...document.querySelectorAll("[data-part=sheaves] button")].some((b) => b.offsetParent && b.innerText.startsWith(%q))`, label))
	tablet.click(label)
	tablet.waitNow("enter")
	begin, first := time.Now(), w.count()
	for _, s := range b.sheaves[i] {
		tablet.typePapers([]sheet{s})
		time.Sleep(pause)
	}
	tablet.waitNow("finish")
	beats := 0
	for _, m := range w.since(first) {
		switch {
		case m.Method == http.MethodPost && m.Path == "/api/v1/station/state" && b.tellsWaiting(m.Body, i):
			beats++
		case m.Method == http.MethodPut, m.Method == http.MethodGet && m.Path == "/tram-sw.js",
			m.Method == http.MethodGet && m.Path == "/api/v1/logs": // of a sheaf before
		default:
			b.t.Errorf("sheaf %d: between papers the tablet sent %s %s %s", i+1, m.Method, m.Path, m.Body)
		}
	}
	if most := 1 + int(time.Since(begin)/(5*time.Second)); beats > most || (pause > 0 && beats == 0) {
		b.t.Errorf("sheaf %d: %d signs of life in %v", i+1, beats, time.Since(begin))
	}
}

var pageName = regexp.MustCompile("^[0-9a-f]{16}$")

// tellsWaiting: a sign of life says how many of the sheaves before still wait
// to be sent, the time at which it is sent and the name of its page, which was
// drawn before the first paper and stays, and nothing else.
func (b *box) tellsWaiting(body []byte, most int) bool {
	var said struct {
		Waiting, Clock int64
		Page           string
	}
	if json.Unmarshal(body, &said) != nil || said.Waiting < 0 || said.Waiting > int64(most) {
		return false
	}
	now := time.Since(time.UnixMilli(said.Clock))
	if b.page == "" && pageName.MatchString(said.Page) {
		b.page = said.Page
	}
	return now.Abs() < time.Minute && said.Page == b.page &&
		string(body) == fmt.Sprintf(`{"waiting":%d,"clock":%d,"page":%q}`, said.Waiting, said.Clock, b.page)
}

// bodies checks every batch that crossed the wire: fields, order, and that the
// place of a paper in it says nothing about its place in the sheaf.
func (b *box) bodies(w *wire) {
	b.t.Helper()
	sent := map[int]sentBatch{}
	for _, m := range w.since(0) {
		if m.Method != http.MethodPut {
			continue
		}
		var body sentBatch
		decoder := json.NewDecoder(bytes.NewReader(m.Body))
		decoder.DisallowUnknownFields()
		check(b.t, decoder.Decode(&body))
		sent[body.Sheaf] = body
	}
	var tried trial
	for i, sheets := range b.sheaves {
		tried.add(b.t, sheets, sent[i+1])
	}
	tried.judge(b.t)
}

// sentBatch is a batch as it leaves the tablet; it has no further fields.
type sentBatch struct {
	N        int               `json:"n"`
	Sheaf    int               `json:"sheaf"`
	Tokens   []string          `json:"tokens"`
	Marks    []string          `json:"marks"`
	SetAside []json.RawMessage `json:"set_aside"`
	Account  string            `json:"account"`
}

// trial guesses that the paper in place i of a list was entered as number i,
// and compares with guesses about papers in shuffled order.
type trial struct {
	papers, size int
	tokens       int   // right guesses
	marks        int   // right guesses
	chance       []int // right guesses of marks, by shuffle
	bare         int   // right guesses had the list not been sorted
	random       *rand.Rand
}

const shuffles = 2000

func (k *trial) add(t *testing.T, sheets []sheet, sent sentBatch) {
	t.Helper()
	if k.chance == nil {
		k.chance, k.random = make([]int, shuffles), rand.New(rand.NewPCG(5, 5))
	}
	want := batchOf(sheets)
	if !slices.Equal(sent.Tokens, want.hex) || !slices.Equal(sent.Marks, want.marks) {
		t.Fatalf("sheaf %d was sent as\n%v\n%v\nwant\n%v\n%v", sent.Sheaf, sent.Tokens, sent.Marks, want.hex,
			want.marks)
	}
	k.papers, k.size = k.papers+len(sheets), len(sheets)
	order := make([]string, len(sheets))
	for i, s := range sheets {
		order[i] = string(s.Marks)
		if sent.Tokens[i] == hex.EncodeToString(s.hash[:]) {
			k.tokens++
		}
		k.bare++
	}
	right := func() int {
		n := 0
		for i := range order {
			if order[i] == sent.Marks[i] {
				n++
			}
		}
		return n
	}
	k.marks += right()
	for i := range k.chance {
		k.random.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		k.chance[i] += right()
	}
}

// judge fails where the guesses are better than chance with p ≤ 0.01, and where
// the same test would not notice lists in the order of entry.
func (k *trial) judge(t *testing.T) {
	t.Helper()
	tokens := binomial(k.papers, k.tokens, 1/float64(k.size))
	better := 0
	for _, n := range k.chance {
		if n >= k.marks {
			better++
		}
	}
	marks := float64(better) / shuffles
	if tokens <= 0.01 || marks <= 0.01 {
		t.Errorf("place in the batch tells place in the sheaf: codes %d of %d (p = %.4f), marks %d (p = %.4f)",
			k.tokens, k.papers, tokens, k.marks, marks)
	}
	if p := binomial(k.papers, k.bare, 1/float64(k.size)); p > 0.01 {
		t.Errorf("lists in the order of entry would pass, p = %.4f", p)
	}
	t.Logf("%d papers in sheaves of %d: codes guessed %d (p = %.2f), marks guessed %d (p = %.2f)", k.papers, k.size,
		k.tokens, tokens, k.marks, marks)
}

// binomial returns the probability of at least so many hits in n tries.
func binomial(n, hits int, p float64) float64 {
	total, lnN := 0.0, lnFactorial(n)
	for i := hits; i <= n; i++ {
		total += math.Exp(lnN - lnFactorial(i) - lnFactorial(n-i) + float64(i)*math.Log(p) + float64(n-i)*math.Log(1-p))
	}
	return total
}

func lnFactorial(n int) float64 {
	v, _ := math.Lgamma(float64(n) + 1)
	return v
}

// The same over many sheaves, with the station's own Sheaf.
func TestP1SheavesInVolume(t *testing.T) {
	t.Parallel()
	c := openCount(t, newSeeded(10))
	page := c.window(profile(t), c.server.URL)
	page.load("sheaf")
	random := rand.New(rand.NewPCG(10, 10))
	var piles [][]sheet
	for range 400 {
		pile := make([]sheet, ballot.MaxSheaf)
		for i := range pile {
			for k := range pile[i].hash {
				pile[i].hash[k] = byte(random.Uint32())
			}
			pile[i].Marks = randomMarks(random)
			pile[i].Code = hex.EncodeToString(pile[i].hash[:])
		}
		piles = append(piles, pile)
	}
	text, err := json.Marshal(piles)
	check(t, err)
	sent := eval[[]sentBatch](page, `((piles) => piles.map((pile, i) => {
		const sheaf = new station.Sheaf({ style: "cross_out", seats: 7, names: Array(9).fill("") }, i + 1,
			pile.length, "A");
		for (const { code, marks } of pile) sheaf.add({ hash: code, rows: [...marks], defect: "" });
		return sheaf.batch();
	}))(`+string(text)+`)`)
	var tried trial
	for i, pile := range piles {
		tried.add(t, pile, sent[i])
	}
	tried.judge(t)
}

// secrets are byte strings that must not be found, by their first eight bytes.
type secrets map[uint64][]secret

type secret struct {
	name string
	text []byte
}

func (s secrets) add(name, text string) {
	put := func(name string, text []byte) {
		key := binary.LittleEndian.Uint64(text)
		s[key] = append(s[key], secret{name, text})
	}
	put(name, []byte(text))
	var wide []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		wide = binary.LittleEndian.AppendUint16(wide, unit)
	}
	put(name+", UTF-16", wide)
}

// secrets of a box: what its papers carry, and what is derived from that.
func (b *box) secrets() secrets {
	s := secrets{}
	for i, sheets := range b.sheaves {
		for k, one := range sheets {
			paper := fmt.Sprintf("%d/%d", i+1, k+1)
			bare := strings.TrimPrefix(one.Code, "KP1:")
			raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(bare)
			check(b.t, err)
			token := raw[len(b.tag):]
			s.add("code of "+paper, bare)
			s[binary.LittleEndian.Uint64(token)] = []secret{{"token of " + paper, token}}
			s[binary.LittleEndian.Uint64(one.hash[:])] = []secret{{"hash of " + paper, one.hash[:]}}
			s.add("token in hex of "+paper, hex.EncodeToString(token))
			s.add("hash in hex of "+paper, hex.EncodeToString(one.hash[:]))
			s.add("marks of "+paper, string(one.Marks))
		}
	}
	return s
}

// search returns the names of the secrets that stand in any file below dir.
func (s secrets) search(t *testing.T, dir string) []string {
	t.Helper()
	found := map[string]bool{}
	bytesRead := 0
	check(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return nil //nolint:nilerr // the browser may have deleted it since
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return nil //nolint:nilerr // the same
		}
		bytesRead += len(content)
		for i := 0; i+8 <= len(content); i++ {
			for _, one := range s[binary.LittleEndian.Uint64(content[i:])] {
				if bytes.HasPrefix(content[i:], one.text) {
					found[one.name] = true
				}
			}
		}
		return nil
	}))
	if bytesRead < 100_000 {
		t.Fatalf("only %d bytes in the profile", bytesRead)
	}
	t.Logf("%d bytes searched for %d strings", bytesRead, len(s))
	var names []string
	for name := range found {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (s secrets) absent(t *testing.T, dir, when string) {
	t.Helper()
	if found := s.search(t, dir); len(found) > 0 {
		t.Errorf("%s the profile holds in plain: %q", when, found)
	}
}
