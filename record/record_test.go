package record_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"kiemphieu/record"
)

// The naive tree: RFC 6962, section 2.1, word for word.

func hash(parts ...[]byte) record.Hash { return sha256.Sum256(bytes.Join(parts, nil)) }

func split(n int) int {
	k := 1
	for k*2 < n {
		k *= 2
	}
	return k
}

func naiveRoot(d [][]byte) record.Hash {
	switch len(d) {
	case 0:
		return hash()
	case 1:
		return hash([]byte{0}, d[0])
	}
	k := split(len(d))
	left, right := naiveRoot(d[:k]), naiveRoot(d[k:])
	return hash([]byte{1}, left[:], right[:])
}

func naivePath(m int, d [][]byte) []record.Hash {
	if len(d) == 1 {
		return nil
	}
	k := split(len(d))
	if m < k {
		return append(naivePath(m, d[:k]), naiveRoot(d[k:]))
	}
	return append(naivePath(m-k, d[k:]), naiveRoot(d[:k]))
}

func naiveGrowth(m int, d [][]byte, complete bool) []record.Hash {
	if m == len(d) {
		if complete {
			return nil
		}
		return []record.Hash{naiveRoot(d)}
	}
	k := split(len(d))
	if m <= k {
		return append(naiveGrowth(m, d[:k], complete), naiveRoot(d[k:]))
	}
	return append(naiveGrowth(m-k, d[k:], false), naiveRoot(d[:k]))
}

// memory keeps the entries of a log, as a store does.
type memory []record.Entry

func (m memory) read(seq int64) ([]byte, error) {
	if seq < 0 || seq >= int64(len(m)) {
		return nil, fmt.Errorf("no record %d", seq)
	}
	return m[seq].Hashes, nil
}

func logOf(t rapid.TB, leaves [][]byte) memory {
	t.Helper()
	var log memory
	for i, leaf := range leaves {
		e, err := record.Next(int64(i), leaf, log.read)
		if err != nil {
			t.Fatal(err)
		}
		log = append(log, e)
	}
	return log
}

func drawLeaves(t *rapid.T) [][]byte {
	return rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 0, 20), 1, 70).Draw(t, "leaves")
}

func rootOf(t rapid.TB, log memory, size int) record.Hash {
	t.Helper()
	root, err := record.Root(int64(size), log.read)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func TestRootOfEverySizeIsThatOfTheRFC(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		leaves := drawLeaves(t)
		log := logOf(t, leaves)
		for size := range len(leaves) + 1 {
			if got, want := rootOf(t, log, size), naiveRoot(leaves[:size]); got != want {
				t.Fatalf("root of %d records is %v, want %v", size, got, want)
			}
		}
	})
}

func TestProofOfARecordIsThatOfTheRFCAndHoldsForNoOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		leaves := drawLeaves(t)
		log := logOf(t, leaves)
		size := rapid.IntRange(1, len(leaves)).Draw(t, "size")
		seq := rapid.IntRange(0, size-1).Draw(t, "seq")
		proof, err := record.Prove(int64(size), int64(seq), log.read)
		if err != nil {
			t.Fatal(err)
		}
		if want := naivePath(seq, leaves[:size]); !slices.Equal(proof, want) {
			t.Fatalf("proof %v, want %v", proof, want)
		}
		root := rootOf(t, log, size)
		if err := record.Check(proof, int64(size), root, int64(seq), leaves[seq]); err != nil {
			t.Fatal(err)
		}
		if record.Check(proof, int64(size), root, int64(seq), append(slices.Clone(leaves[seq]), 'x')) == nil {
			t.Fatal("an altered record is proven too")
		}
		if len(proof) > 0 {
			proof[rapid.IntRange(0, len(proof)-1).Draw(t, "at")][0] ^= 1
			if record.Check(proof, int64(size), root, int64(seq), leaves[seq]) == nil {
				t.Fatal("an altered proof holds")
			}
		}
	})
}

func TestProofOfGrowthIsThatOfTheRFCAndFindsAFork(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		leaves := drawLeaves(t)
		log := logOf(t, leaves)
		old := rapid.IntRange(1, len(leaves)).Draw(t, "old")
		proof, err := record.ProveGrowth(int64(len(leaves)), int64(old), log.read)
		if err != nil {
			t.Fatal(err)
		}
		if want := naiveGrowth(old, leaves, true); !slices.Equal(proof, want) {
			t.Fatalf("proof %v, want %v", proof, want)
		}
		before := record.Checkpoint{Origin: "o", Size: int64(old), Root: rootOf(t, log, old)}
		now := record.Checkpoint{Origin: "o", Size: int64(len(leaves)), Root: rootOf(t, log, len(leaves))}
		if err := record.CheckGrowth(proof, before, now); err != nil {
			t.Fatal(err)
		}
		forged := slices.Clone(leaves)
		at := rapid.IntRange(0, old-1).Draw(t, "at")
		forged[at] = append(slices.Clone(forged[at]), 'x')
		fork := logOf(t, forged)
		proof, err = record.ProveGrowth(int64(len(forged)), int64(old), fork.read)
		if err != nil {
			t.Fatal(err)
		}
		now.Root = rootOf(t, fork, len(forged))
		if err := record.CheckGrowth(proof, before, now); !errors.Is(err, record.ErrForked) {
			t.Fatalf("a fork: %v", err)
		}
	})
}

func TestGrowthOutOfNothingNeedsNoProofAndAnotherLogIsAFork(t *testing.T) {
	empty := record.Checkpoint{Origin: "o", Root: naiveRoot(nil)}
	if err := record.CheckGrowth(nil, empty, record.Checkpoint{Origin: "o", Size: 3}); err != nil {
		t.Error(err)
	}
	if err := record.CheckGrowth(nil, empty, record.Checkpoint{Origin: "p", Size: 3}); !errors.Is(err,
		record.ErrForked) {
		t.Errorf("another log: %v", err)
	}
}

// A log whose kept hashes were lost or cut is told, not guessed.
func TestLostHashesAreAnError(t *testing.T) {
	log := logOf(t, [][]byte{{1}, {2}, {3}})
	log[1].Hashes = log[1].Hashes[:tlog.HashSize]
	if _, err := record.Next(3, []byte{4}, log.read); err == nil {
		t.Error("cut hashes are taken")
	}
	if _, err := record.Root(4, log.read); err == nil {
		t.Error("a record that is not there is taken")
	}
}

func TestCheckpointIsOpenedByItsKeyAlone(t *testing.T) {
	signer, verifier, err := record.NewKey(rand.Reader, "dang-uy")
	if err != nil {
		t.Fatal(err)
	}
	_, stranger, err := record.NewKey(rand.Reader, "dang-uy")
	if err != nil {
		t.Fatal(err)
	}
	c := record.Checkpoint{Origin: "kiemphieu/Chi bộ 1", Size: 12, Root: hash([]byte("x"))}
	signed, err := c.Sign(signer)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := record.OpenCheckpoint(signed, verifier); err != nil || got != c {
		t.Errorf("opened %+v, error %v", got, err)
	}
	for name, bad := range map[string]struct{ text, key string }{
		"another key":  {signed, stranger},
		"another size": {strings.Replace(signed, "\n12\n", "\n13\n", 1), verifier},
		"no signature": {c.String(), verifier},
		"nothing":      {"", verifier},
	} {
		if _, err := record.OpenCheckpoint(bad.text, bad.key); !errors.Is(err, record.ErrCheckpoint) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMisshapenCheckpointIsNotSigned(t *testing.T) {
	signer, _, err := record.NewKey(rand.Reader, "k")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []record.Checkpoint{{}, {Origin: "a\nb"}, {Origin: "a", Size: -1}} {
		if _, err := c.Sign(signer); err == nil {
			t.Errorf("%+v is signed", c)
		}
	}
	if _, _, err := record.NewKey(rand.Reader, "two words"); err == nil {
		t.Error("a key name with a space is taken")
	}
}

// spoken folds what people in one region or another do not tell apart.
func spoken(word string) string {
	var letters strings.Builder
	for _, r := range norm.NFD.String(strings.ReplaceAll(word, "đ", "D")) {
		if r < 0x300 {
			letters.WriteRune(r)
		}
	}
	key := strings.NewReplacer("gi", "z", "tr", "C", "ch", "C", "kh", "K", "ngh", "G", "ng", "G", "gh", "g", "nh", "N",
		"y", "i").Replace(letters.String())
	for _, final := range []struct{ sounds, like string }{{"G", "n"}, {"N", "n"}, {"C", "t"}, {"c", "t"}} {
		if rest, ok := strings.CutSuffix(key, final.sounds); ok {
			key = rest + final.like
		}
	}
	for _, first := range []struct{ sounds, like string }{{"s", "x"}, {"rdv", "z"}, {"l", "n"}, {"k", "c"}} {
		if strings.ContainsRune(first.sounds, rune(key[0])) {
			key = first.like + key[1:]
		}
	}
	return key
}

func TestWordsAreToldApartAloud(t *testing.T) {
	text, err := os.ReadFile("words.txt")
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Fields(string(text))
	if len(words) != 256 {
		t.Fatalf("%d words, want 256", len(words))
	}
	seen := map[string]string{}
	for _, word := range words {
		if norm.NFC.String(word) != word {
			t.Errorf("%q is not composed", word)
		}
		key := spoken(word)
		if other, ok := seen[key]; ok {
			t.Errorf("%q sounds like %q", word, other)
		}
		seen[key] = word
	}
}

func TestWordsFollowTheRoot(t *testing.T) {
	var root record.Hash
	for i := range root {
		root[i] = byte(i)
	}
	words := record.Words(root)
	got := strings.Join(words[:], " ")
	const want = "ấm anh ba bãi bàn báo bắp bầu" // printed on minutes: never changes
	if got != want {
		t.Errorf("words %q, want %q", got, want)
	}
	root[7] ^= 1
	if record.Words(root)[7] == strings.Fields(want)[7] {
		t.Error("the eighth byte does not count")
	}
}

// RFC 8785, section 3.2.3 and appendix B, for what the log takes.
func TestCanonicalForm(t *testing.T) {
	type nested struct {
		B []any          `json:"b"`
		A map[string]any `json:"a"`
	}
	for _, c := range []struct {
		value any
		want  string
	}{
		{nested{B: []any{1, true, nil, "x"}, A: map[string]any{"€": 1, "\r": 2, "1": 3, "😂": 4, "ö": 5, "\ufb33": 6}},
			`{"a":{"\r":2,"1":3,"ö":5,"€":1,"😂":4,"` + "\ufb33" + `":6},"b":[1,true,null,"x"]}`},
		{"\u20ac$\u000f\nA'B\"\\\\\"/\u2028<>&\u007f", "\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\u2028<>&\u007f\""},
		{[]int64{-1 << 53, 0, 1 << 53}, `[-9007199254740992,0,9007199254740992]`},
		{"a\xff", "\"a\ufffd\""},
		{json.RawMessage(`{"b": 1, "a":  [ ]}`), `{"a":[],"b":1}`},
	} {
		got, err := record.Canonical(c.value)
		if err != nil || string(got) != c.want {
			t.Errorf("canonical form of %#v\n is %s\nnot %s, error %v", c.value, got, c.want, err)
		}
	}
}

func TestWhatHasNoCanonicalForm(t *testing.T) {
	for _, value := range []any{1.5, 1e300, int64(1<<53 + 1), int64(-1<<53 - 1), []any{map[string]any{"a": 0.1}}} {
		if got, err := record.Canonical(value); !errors.Is(err, record.ErrNotCanonical) {
			t.Errorf("%#v is %s, error %v", value, got, err)
		}
	}
}

func TestCanonicalFormIsItsOwn(t *testing.T) {
	value := rapid.MapOf(rapid.String(), rapid.SliceOf(rapid.OneOf(rapid.String().AsAny(), rapid.Int32().AsAny(),
		rapid.Bool().AsAny())))
	rapid.Check(t, func(t *rapid.T) {
		drawn := value.Draw(t, "value")
		once, err := record.Canonical(drawn)
		if err != nil {
			t.Fatal(err)
		}
		var read any
		if err := json.Unmarshal(once, &read); err != nil {
			t.Fatalf("%s: %v", once, err)
		}
		twice, err := record.Canonical(json.RawMessage(once))
		if err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("%s became %s, error %v", once, twice, err)
		}
		plain, err := json.Marshal(drawn)
		if err != nil {
			t.Fatal(err)
		}
		var want any
		if err := json.Unmarshal(plain, &want); err != nil {
			t.Fatal(err)
		}
		if a, b := fmt.Sprint(read), fmt.Sprint(want); a != b {
			t.Fatalf("%s reads as %s, want %s", once, a, b)
		}
	})
}

// Next and Root read the hashes of those records that Ends names, and of no other.
func TestEndsAreAllThatIsRead(t *testing.T) {
	var log []record.Entry
	for size := range int64(300) {
		ends := record.Ends(size)
		if size > 0 && ends[0] != size-1 {
			t.Fatalf("%d records end with %d", size, ends[0])
		}
		read := func(seq int64) ([]byte, error) {
			if !slices.Contains(ends, seq) {
				t.Fatalf("of %d records, %d is read", size, seq)
			}
			return log[seq].Hashes, nil
		}
		if _, err := record.Root(size, read); err != nil {
			t.Fatal(err)
		}
		e, err := record.Next(size, fmt.Appendf(nil, "%d", size), read)
		if err != nil {
			t.Fatal(err)
		}
		log = append(log, e)
	}
}
