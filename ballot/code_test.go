package ballot_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"kiemphieu/ballot"
)

// source is a repeatable stand-in for the CSPRNG.
func source(seed uint64) io.Reader {
	var key [32]byte
	key[0] = byte(seed)
	return rand.NewChaCha8(key)
}

// The vector was computed outside this program, in Python.
func TestCodeVector(t *testing.T) {
	const text = "KP1:AAAQEAYECAIREEYUCULBOGAZDINRYHI6D4"
	tag := ballot.RoundTag{0, 1, 2, 3, 4}
	var token ballot.Token
	for i := range token {
		token[i] = byte(0x10 + i)
	}
	if got := ballot.EncodeCode(tag, token); got != text {
		t.Errorf("code %s", got)
	}
	hash := token.Hash(tag)
	if got := hex.EncodeToString(hash[:]); got != "5b41c1d7177d6e9cd17075f1567fcd8d3181e5be5a356e58bb64902af2a9c623" {
		t.Errorf("hash %s", got)
	}
	if got := hash.CheckCode(); got != "L5NAEF" {
		t.Errorf("check code %s", got)
	}
	for _, typed := range []string{text, strings.ToLower(text), text[4:],
		" kp1: aaaq-eaye caireeyuculbogazdinryhi6d4\r\n", "KP1" + text[4:]} {
		gotTag, gotToken, err := ballot.ParseCode(typed)
		if err != nil || gotTag != tag || gotToken != token {
			t.Errorf("%q: %v %v %v", typed, gotTag, gotToken, err)
		}
	}
}

func TestDamagedCodesAreRefused(t *testing.T) {
	code := ballot.EncodeCode(ballot.RoundTag{1}, ballot.Token{2})
	for _, text := range []string{"", "KP1:", code[:len(code)-1], code + "A", code[:len(code)-1] + "7",
		"KP2:" + code[4:], "https://" + code, ":" + code[4:],
		strings.Replace(code, "A", "1", 1), strings.Replace(code, "A", "Α", 1), strings.Replace(code, "A", "ſ", 1),
		strings.Repeat(code, 1000)} {
		if _, _, err := ballot.ParseCode(text); !errors.Is(err, ballot.ErrDamagedCode) {
			t.Errorf("%.60q: %v", text, err)
		}
	}
}

// What is read as a code is the code, whatever was typed.
func FuzzParseCode(f *testing.F) {
	for _, seed := range []string{"KP1:AAAQEAYECAIREEYUCULBOGAZDINRYHI6D4", "kp1aaaq eaye-caireeyuculbogazdinryhi6d4",
		"KP1:", "", "KP1:ſ", strings.Repeat("A", 34)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tag, token, err := ballot.ParseCode(text)
		if err != nil {
			if !errors.Is(err, ballot.ErrDamagedCode) {
				t.Fatal(err)
			}
			return
		}
		clean := strings.NewReplacer(" ", "", "-", "", "\t", "", "\n", "", "\r", "", "KP1", "", ":",
			"").Replace(strings.ToUpper(text))
		if got := strings.TrimPrefix(ballot.EncodeCode(tag, token), "KP1:"); got != clean {
			t.Fatalf("%q was read as %s", text, got)
		}
	})
}

func definition() ballot.Definition {
	return ballot.Definition{RoundID: "r1", Congress: "Đại hội <Chi bộ 1>", Organisation: "Chi bộ 1", Term: "2025–2027",
		Profile: "190-QD/TW",
		Office:  ballot.Committee, Round: 1, Kind: ballot.Ordinary, Style: ballot.CrossOut, CodeMode: "qr",
		List: ballot.List{Seats: 1, Candidates: []ballot.Candidate{{ID: "a", Name: "Nguyễn Văn An", Incumbent: true,
			Born: "1975-03-02"},
			{ID: "b", Name: "Trần Thị Bình", Female: true, EthnicMinority: true}}}}
}

// The vector was computed outside this program, in Python.
func TestDefinitionHashVector(t *testing.T) {
	hash := definition().Hash()
	if got := hex.EncodeToString(hash[:]); got != "17dac436374b31765c5a15c9a4c112d9c03b3852e9425dd6dad3adb0261c0aaf" {
		t.Errorf("hash %s", got)
	}
	if tag := definition().Tag(); !bytes.Equal(tag[:], hash[:5]) {
		t.Errorf("tag %x", tag)
	}
}

func TestEveryPartOfADefinitionChangesItsHash(t *testing.T) {
	seen := map[[sha256.Size]byte]int{definition().Hash(): -1}
	for i, change := range []func(*ballot.Definition){
		func(d *ballot.Definition) { d.RoundID = "r2" }, func(d *ballot.Definition) { d.Congress += "." },
		func(d *ballot.Definition) { d.Organisation += "." },
		func(d *ballot.Definition) { d.Term += "." }, func(d *ballot.Definition) { d.Profile = "244-QD/TW" },
		func(d *ballot.Definition) { d.Rehearsal = true },
		func(d *ballot.Definition) { d.Contest = "x" }, func(d *ballot.Definition) { d.Office = ballot.Deputy },
		func(d *ballot.Definition) { d.Round = 2 },
		func(d *ballot.Definition) { d.Kind = ballot.TieBreak }, func(d *ballot.Definition) {
			d.Style = ballot.AgreeDisagree
		}, func(d *ballot.Definition) { d.CodeMode = "none" },
		func(d *ballot.Definition) { d.List.Seats = 2 }, func(d *ballot.Definition) {
			d.List.Candidates[0].Name += "h"
		},
		func(d *ballot.Definition) { slices.Reverse(d.List.Candidates) },
	} {
		d := definition()
		change(&d)
		if other, found := seen[d.Hash()]; found {
			t.Errorf("change %d has the hash of %d", i, other)
		}
		seen[d.Hash()] = i
	}
}

func TestManifestCommitsToItsTokensAlone(t *testing.T) {
	manifest, tokens, err := ballot.NewManifest(definition(), 500, source(1))
	if err != nil || len(tokens) != 500 || manifest.Definition != definition().Hash() {
		t.Fatal(err)
	}
	blob := manifest.Bytes()
	if blob.Len() != 500 {
		t.Fatalf("%d hashes", blob.Len())
	}
	for i := range blob.Len() {
		if blob.At(i) != manifest.Hashes[i] || i > 0 && bytes.Compare(manifest.Hashes[i-1][:],
			manifest.Hashes[i][:]) >= 0 {
			t.Fatalf("hash %d is out of order", i)
		}
	}
	for _, token := range tokens {
		if !blob.Contains(token.Hash(definition().Tag())) || blob.Contains(token.Hash(ballot.RoundTag{})) {
			t.Fatal("a printed token is not found, or is found for another round")
		}
	}
	if blob.Contains(ballot.TokenHash{}) || blob.Contains(ballot.TokenHash(bytes.Repeat([]byte{255}, 32))) ||
		ballot.ManifestHashes(nil).Contains(ballot.TokenHash{}) {
		t.Fatal("a hash outside the manifest is found")
	}
}

// S3: random, flipped, truncated codes and those of another round are never
// taken for a printed paper, each with its reason.
func TestS3CodesThatWereNotPrintedAreToldApart(t *testing.T) {
	manifest, tokens, err := ballot.NewManifest(definition(), 100, source(2))
	if err != nil {
		t.Fatal(err)
	}
	blob, tag := manifest.Bytes(), definition().Tag()
	read := func(text string) ballot.CodeStatus {
		gotTag, token, err := ballot.ParseCode(text)
		switch {
		case err != nil:
			return ballot.DamagedCode
		case gotTag != tag:
			return ballot.OtherRound
		case !blob.Contains(token.Hash(tag)):
			return ballot.UnknownToken
		}
		return ballot.CodeOK
	}
	random := rand.New(rand.NewPCG(3, 3))
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	for i := range 100_000 {
		code := ballot.EncodeCode(tag, tokens[i%len(tokens)])
		if read(code) != ballot.CodeOK {
			t.Fatalf("a printed paper is refused: %s", read(code))
		}
		at := 4 + random.IntN(34)
		flipped := code[:at] + string(alphabet[(strings.IndexByte(alphabet, code[at])+1+random.IntN(31))%32]) +
			code[at+1:]
		foreign := ballot.EncodeCode(ballot.RoundTag{byte(i)}, tokens[i%len(tokens)])
		var minted ballot.Token
		_, err := io.ReadFull(source(uint64(3+i%200)), minted[:])
		if err != nil {
			t.Fatal(err)
		}
		for text, want := range map[string][]ballot.CodeStatus{
			flipped:                        {ballot.UnknownToken, ballot.OtherRound, ballot.DamagedCode},
			code[:4+random.IntN(34)]:       {ballot.DamagedCode},
			foreign:                        {ballot.OtherRound},
			ballot.EncodeCode(tag, minted): {ballot.UnknownToken},
		} {
			if !slices.Contains(want, read(text)) {
				t.Fatalf("%s is %s, want %v", text, read(text), want)
			}
		}
	}
}

func TestBrokenRandomSourcesMakeNoPapers(t *testing.T) {
	broken := errors.New("no entropy")
	if _, _, err := ballot.NewManifest(definition(), 3, iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("broken source: %v", err)
	}
	if _, _, err := ballot.NewManifest(definition(), 3, bytes.NewReader(make([]byte, 99))); err == nil {
		t.Error("a source that repeats itself made papers")
	}
	if _, err := ballot.Shuffle(iotest.ErrReader(broken), 3); !errors.Is(err, broken) {
		t.Errorf("shuffle: %v", err)
	}
}

func TestCodeStatusesAreTheWordsOfTheStation(t *testing.T) {
	want := "[ok unknown_token other_round duplicate_here duplicate_elsewhere damaged_code not_open sealed]"
	var words []string
	for _, status := range ballot.CodeStatuses() {
		words = append(words, string(status))
	}
	if got := "[" + strings.Join(words, " ") + "]"; got != want {
		t.Error(got)
	}
}
