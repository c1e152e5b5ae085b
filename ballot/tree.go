package ballot

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
)

func sortHashes(hashes []TokenHash) {
	slices.SortFunc(hashes, func(a, b TokenHash) int { return bytes.Compare(a[:], b[:]) })
}

// treeRoot is MTH of RFC 6962, section 2.1, over the hashes as leaves.
func treeRoot(leaves []TokenHash) [sha256.Size]byte {
	switch len(leaves) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return sha256.Sum256(append([]byte{0}, leaves[0][:]...))
	}
	split := 1
	for split*2 < len(leaves) {
		split *= 2
	}
	left, right := treeRoot(leaves[:split]), treeRoot(leaves[split:])
	return sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
}

// Shuffle returns a uniform random order of n things (Fisher and Yates), by
// which pages are printed.
func Shuffle(random io.Reader, n int) ([]int, error) {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	for i := n - 1; i > 0; i-- {
		j, err := below(random, uint64(i)+1)
		if err != nil {
			return nil, err
		}
		order[i], order[j] = order[j], order[i]
	}
	return order, nil
}

// below draws a number in [0, n) without bias.
func below(random io.Reader, n uint64) (uint64, error) {
	limit := -n % n // 2^64 mod n: draws under it would favour small numbers
	for {
		var b [8]byte
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return 0, fmt.Errorf("ballot: shuffle: %w", err)
		}
		if v := binary.BigEndian.Uint64(b[:]); v >= limit {
			return v % n, nil
		}
	}
}
