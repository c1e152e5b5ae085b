package ballot_test

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"kiemphieu/ballot"
)

// naiveRoot builds the tree of RFC 6962 from the leaves up: pairs are joined
// level by level, an odd one climbs. The package splits from the top.
func naiveRoot(hashes []ballot.TokenHash) [sha256.Size]byte {
	level := [][]byte{}
	for _, h := range hashes {
		leaf := sha256.Sum256(append([]byte{0}, h[:]...))
		level = append(level, leaf[:])
	}
	if len(level) == 0 {
		return sha256.Sum256(nil)
	}
	for len(level) > 1 {
		var above [][]byte
		for pair := range slices.Chunk(level, 2) {
			if len(pair) == 2 {
				node := sha256.Sum256(slices.Concat([]byte{1}, pair[0], pair[1]))
				pair[0] = node[:]
			}
			above = append(above, pair[0])
		}
		level = above
	}
	return [sha256.Size]byte(level[0])
}

func TestManifestRootIsTheTreeOfRFC6962(t *testing.T) {
	for n := range 70 {
		manifest, _, err := ballot.NewManifest(definition(), n, source(9))
		if err != nil {
			t.Fatal(err)
		}
		if root := naiveRoot(manifest.Hashes); manifest.Root() != root || manifest.Bytes().Root() != root {
			t.Errorf("%d papers: the roots differ", n)
		}
	}
	empty := ballot.Manifest{}.Root() // RFC 6962: the hash of nothing
	if got := hex.EncodeToString(empty[:]); got != "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" {
		t.Errorf("empty root %s", got)
	}
}

// Every order of four comes up equally often: chi-square with 23 degrees of
// freedom stays under 49.7 (p = 0.001); the source is fixed.
func TestShuffleIsUnbiased(t *testing.T) {
	random, seen := source(4), map[[4]int]int{}
	const draws = 24_000
	for range draws {
		order, err := ballot.Shuffle(random, 4)
		if err != nil {
			t.Fatal(err)
		}
		seen[[4]int(order)]++
	}
	chi := 0.0
	for _, n := range seen {
		d := float64(n) - draws/24
		chi += d * d / (draws / 24)
	}
	if len(seen) != 24 || chi > 49.7 {
		t.Errorf("%d orders, chi-square %.1f", len(seen), chi)
	}
}

// A draw that would favour small numbers is drawn again: of three things,
// 2^64 mod 3 = 1, so that the draw 0 is the one refused.
func TestShuffleDrawsAgainWhereItWouldBeBiased(t *testing.T) {
	var draws []byte
	for _, draw := range []uint64{0, 2, 1} { // refused; 2 mod 3; 1 mod 2
		draws = binary.BigEndian.AppendUint64(draws, draw)
	}
	order, err := ballot.Shuffle(&reader{draws}, 3)
	if err != nil || !slices.Equal(order, []int{0, 1, 2}) {
		t.Errorf("%v, %v", order, err)
	}
}

type reader struct{ rest []byte }

func (r *reader) Read(p []byte) (int, error) {
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

func TestSheavesHoldAllPapersAndNoneIsSmall(t *testing.T) {
	for _, c := range []struct {
		returned, size int
		want           []int
	}{
		{0, 20, nil}, {-1, 20, nil}, {20, 0, nil}, {7, 20, []int{7}}, {20, 20, []int{20}}, {29, 20, []int{29}},
		{30, 20, []int{20, 10}},
		{45, 20, []int{20, 25}}, {108, 20, []int{20, 20, 20, 20, 28}}, {50, 25, []int{25, 25}},
	} {
		if got := ballot.Sheaves(c.returned, c.size); !slices.Equal(got, c.want) {
			t.Errorf("%d papers by %d: %v, want %v", c.returned, c.size, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		returned, size := rapid.IntRange(1, 3000).Draw(t, "returned"),
			rapid.IntRange(ballot.DefaultSheaf, ballot.MaxSheaf).Draw(t, "size")
		sum := 0
		for _, n := range ballot.Sheaves(returned, size) {
			sum += n
			if n < ballot.MinSheaf && returned >= ballot.MinSheaf {
				t.Fatalf("a sheaf of %d", n)
			}
		}
		if sum != returned {
			t.Fatalf("%d papers became %d", returned, sum)
		}
	})
}
