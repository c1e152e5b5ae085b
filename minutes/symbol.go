package minutes

import (
	"encoding/binary"
	"math/bits"
)

// The code of a paper is a QR code of version 3 and level Q: the smallest that
// is read though a quarter of it cannot be.
const (
	symbolSide   = 29 // modules
	symbolWords  = 34 // bytes that tell something
	symbolBlocks = 2  // that are repaired each by itself
	repairWords  = 18 // that are added to each block
	letters      = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
	wholeLine    = 1<<symbolSide - 1
)

// symbol has the modules of a code twice, by rows and by columns, so that both
// are looked at as lines of bits.
type symbol struct{ rows, columns [symbolSide]uint32 }

func (s *symbol) flip(x, y int) {
	s.rows[y] ^= 1 << x
	s.columns[x] ^= 1 << y
}

// draw makes the code of an even number of letters, in the mask that lets it be read best.
func (s *symbol) draw(code []byte) {
	plan := symbolPlan()
	words := codeWords(code)
	var data symbol
	for i, at := range plan.places[:8*len(words)] {
		if words[i/8]>>(7-i%8)&1 == 1 {
			data.flip(at.x, at.y)
		}
	}
	least := -1
	for i := range plan.masks {
		masked := plan.masks[i]
		for line := range symbolSide {
			masked.rows[line] ^= data.rows[line]
			masked.columns[line] ^= data.columns[line]
		}
		if n := masked.penalty(); least < 0 || n < least {
			*s, least = masked, n
		}
	}
}

// pack returns the rows, a bit a module, each from a byte of its own.
func (s *symbol) pack() []byte {
	const size = 4
	packed := make([]byte, 0, symbolSide*size)
	for _, row := range s.rows {
		packed = binary.BigEndian.AppendUint32(packed, bits.Reverse32(row))
	}
	return packed
}

// codeWords writes letters as bytes and adds what repairs them, in the order in
// which they are drawn.
func codeWords(code []byte) [symbolWords + symbolBlocks*repairWords]byte {
	var words [symbolWords + symbolBlocks*repairWords]byte
	told := tell(code)
	for b := range symbolBlocks {
		const size = symbolWords / symbolBlocks
		block := told[b*size : (b+1)*size]
		for i, word := range block {
			words[i*symbolBlocks+b] = word
		}
		for i, word := range repair(block) {
			words[symbolWords+i*symbolBlocks+b] = word
		}
	}
	return words
}

// tell writes letters in pairs of eleven bits, and fills up.
func tell(code []byte) [symbolWords]byte {
	var words [symbolWords]byte
	at := 0
	put := func(value, size int) {
		for size--; size >= 0; size-- {
			words[at/8] |= byte(value>>size&1) << (7 - at%8)
			at++
		}
	}
	put(0b0010, 4) // letters
	put(len(code), 9)
	plan := symbolPlan()
	for ; len(code) > 1; code = code[2:] {
		put(plan.letter[code[0]]*len(letters)+plan.letter[code[1]], 11)
	}
	for i := (at + 4 + 7) / 8; i < symbolWords; i += 2 {
		copy(words[i:], []byte{0xec, 0x11})
	}
	return words
}

// repair returns what the bytes of a block leave when they are divided by the
// generator.
func repair(block []byte) [repairWords]byte {
	times := &symbolPlan().times
	var rest [repairWords]byte
	for _, word := range block {
		by := &times[word^rest[0]]
		copy(rest[:], rest[1:])
		rest[repairWords-1] = 0
		for i := range rest {
			rest[i] ^= by[i]
		}
	}
	return rest
}

// penalty tells how hard a code is to read: long lines and blocks of one
// colour, what looks like a corner, and too much or too little ink.
func (s *symbol) penalty() int {
	dark, blocks := 0, 0
	for y, row := range s.rows {
		dark += bits.OnesCount32(row)
		if y > 0 {
			even := ^(row ^ s.rows[y-1])
			blocks += bits.OnesCount32(even & (even >> 1) & ^(row ^ row>>1) & (wholeLine >> 1))
		}
	}
	const half, twentieth = symbolSide * symbolSide / 2, symbolSide * symbolSide / 20
	return linePenalty(&s.rows) + linePenalty(&s.columns) + 3*blocks + 10*(max(half-dark, dark-half)/twentieth)
}

func linePenalty(lines *[symbolSide]uint32) int {
	n := 0
	for _, line := range lines {
		same := ^(line ^ line>>1) & (wholeLine >> 1)
		six := same & (same >> 1) & (same >> 2) & (same >> 3) & (same >> 4)
		n += bits.OnesCount32(six) + 3*bits.OnesCount32(six&^(six<<1)) + 40*cornersIn(line)
	}
	return n
}

// cornersIn counts what looks like a line through a corner, with four light
// modules or the edge beside it.
func cornersIn(line uint32) int {
	if line&(line>>2)&(line>>3)&(line>>4)&(line>>6)&^(line>>1)&^(line>>5) == 0 {
		return 0
	}
	n, seen := 0, uint32(0)
	for i := range symbolSide {
		seen = seen<<1 | line>>i&1
		if last := seen & 0x7ff; last == 0x05d || last == 0x5d0 || i == symbolSide-1 && last&0x7f == 0x5d {
			n++
			seen = 0xff
		}
	}
	return n
}
