package e2e

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"kiemphieu/app/size"
	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// judgement is what the program thinks of a code by its own rules.
type judgement struct {
	tag               ballot.RoundTag
	manifest, counted map[ballot.TokenHash]bool
}

func (j judgement) of(text string) ballot.CodeStatus {
	tag, token, err := ballot.ParseCode(text)
	hash := token.Hash(tag)
	switch {
	case err != nil:
		return ballot.DamagedCode
	case tag != j.tag:
		return ballot.OtherRound
	case !j.manifest[hash]:
		return ballot.UnknownToken
	case j.counted[hash]:
		return ballot.DuplicateElsewhere
	}
	return ballot.CodeOK
}

// The station's reader in the browser judges codes as the program does: none
// of 100,000 random ones is accepted, and every way of spoiling one has the
// same reason on both sides.
func TestS3CodesOnTheStation(t *testing.T) {
	size.Story(t)
	t.Parallel()
	c := openCount(t, newSeeded(3))
	b, other := c.openBox(4, 1, 3), c.openBox(2, 1, 33)
	j := judgement{b.tag, map[ballot.TokenHash]bool{}, map[ballot.TokenHash]bool{}}
	var manifest, counted, good []string
	for i, sheets := range b.sheaves {
		for _, s := range sheets {
			j.manifest[s.hash] = true
			manifest = append(manifest, hex.EncodeToString(s.hash[:]))
			if i == 3 {
				j.counted[s.hash] = true
				counted = append(counted, hex.EncodeToString(s.hash[:]))
			} else {
				good = append(good, s.Code)
			}
		}
	}
	w := c.lay()
	page := c.window(profile(t), w.url)
	page.load("code")
	lists, err := json.Marshal([]any{hex.EncodeToString(b.tag[:]), manifest, counted})
	check(t, err)
	eval[bool](page, `window.reader = new station.Reader(...`+string(lists)+`), true`)

	random := rand.New(rand.NewPCG(3, 3))
	for class, codes := range spoiled(b, other, good, random) {
		seen := map[ballot.CodeStatus]int{}
		for chunk := range slices.Chunk(codes, 10_000) {
			text, err := json.Marshal(chunk)
			check(t, err)
			for i, got := range eval[[]ballot.CodeStatus](page, string(text)+
				`.map((code) => reader.read(code).status)`) {
				if want := j.of(chunk[i]); got != want {
					t.Errorf("%s: %q is %s on the tablet, %s by the program", class, chunk[i], got, want)
				}
				seen[got]++
			}
		}
		if may := []string{"as printed", "flipped", "truncated", "spaced", "lower case"}; seen[ballot.CodeOK] > 0 &&
			!slices.Contains(may, class) {
			t.Errorf("%s: accepted %v", class, seen) // in those, some are the code as it was
		}
		t.Logf("%-28s %v", class, seen)
	}
	b.replay(page, w)
}

// spoiled returns codes by class.
func spoiled(b, other *box, good []string, random *rand.Rand) map[string][]string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	classes := map[string][]string{"as printed": good}
	fill := func(p []byte) []byte {
		for i := range p {
			p[i] = byte(random.Uint32())
		}
		return p
	}
	for range 50_000 {
		classes["random token of this round"] = append(classes["random token of this round"],
			ballot.EncodeCode(b.tag, ballot.Token(fill(make([]byte, 16)))))
		classes["random code"] = append(classes["random code"], ballot.EncodeCode(
			ballot.RoundTag(fill(make([]byte, 5))), ballot.Token(fill(make([]byte, 16)))))
		text := []byte("KP1:")
		for range 34 {
			text = append(text, alphabet[random.IntN(32)])
		}
		classes["random text"] = append(classes["random text"], string(text))
	}
	for _, s := range other.sheaves[0] {
		classes["other round"] = append(classes["other round"], s.Code)
	}
	for _, s := range b.sheaves[3] {
		classes["replayed from another sheaf"] = append(classes["replayed from another sheaf"], s.Code)
	}
	add := func(class string, codes ...string) { classes[class] = append(classes[class], codes...) }
	for _, code := range good {
		for i := range code {
			add("flipped", code[:i]+string(alphabet[random.IntN(32)])+code[i+1:])
			add("truncated", code[:i], code[i:])
			add("oversize", code[:i]+string(alphabet[random.IntN(32)])+code[i:])
			for _, look := range lookalikes(code[i]) {
				add("homoglyph", code[:i]+look+code[i+1:])
			}
			add("spaced", code[:i]+" - \t\r\n"+code[i:], code[:i]+"\u00a0"+code[i:], code[:i]+"\u2011"+code[i:])
		}
		add("oversize", code+code, code+strings.Repeat("A", 5000), "KP1:"+code)
		add("lower case", strings.ToLower(code), strings.TrimPrefix(code, "KP1:"), strings.TrimPrefix(code, "KP"),
			"kp1"+code[4:])
	}
	add("nothing", "", " ", "KP1:", "KP1", "KPS1:0000000000:1", "https://example.org/", "\x00", "========",
		"KP1:"+strings.Repeat("=", 34))
	return classes
}

// lookalikes are letters that a person, or toUpperCase, takes for this one.
func lookalikes(letter byte) []string {
	return map[byte][]string{'A': {"А", "Α", "Ａ", "à"}, 'B': {"В", "8"}, 'C': {"С"}, 'E': {"Е"}, 'H': {"Н"},
		'I': {"1", "ı", "l", "İ", "і"}, 'K': {"К", "\u212a"}, 'O': {"0", "О", "о"},
		'P': {"Р"}, 'S': {"ſ", "5", "ß"}, 'T': {"Т"}, 'X': {"Х"}, '1': {"I", "l", "１"}, ':': {"：", ";"},
		'2': {"Z", "２"}}[letter]
}

// replay scans a paper a second time at the real desk, in its own sheaf and, while
// that waits for a network, in the next.
func (b *box) replay(h *hall, w *wire) {
	b.t.Helper()
	h.signIn(b.cell + ".kiemphieu1")
	h.visit("/tram")
	h.waitNow("rounds")
	h.take(congress.PassA)
	w.unplug(true)
	again := func(sheaf int, want ballot.CodeStatus) {
		h.click(fmt.Sprintf("Tập %d (", sheaf))
		h.waitNow("enter")
		h.typePapers(b.sheaves[sheaf-1][:3])
		h.wait("three papers", `document.querySelector("[data-part=where]").innerText.includes("3/10")`)
		h.key("code", b.sheaves[0][1].Code)
		h.press(`#station [data-part="code"]`, "Enter")
		h.wait("a paper set aside", `!document.querySelector("[data-part=aside]").hidden`)
		if got := eval[ballot.CodeStatus](h, `document.querySelector("[data-part=aside]").dataset.cause`); got != want {
			b.t.Errorf("a code scanned again in sheaf %d is %s, want %s", sheaf, got, want)
		}
		h.must(b.sheaves[0][1].hash.CheckCode())
		h.click("Quét lại")
		h.typePapers(b.sheaves[sheaf-1][3:])
		h.waitNow("finish")
		h.finish()
	}
	again(1, ballot.DuplicateHere)
	again(2, ballot.DuplicateElsewhere)
	w.unplug(false)
	h.settle(0)
}
