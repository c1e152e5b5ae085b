package minutes

import "sync"

// plan is what all codes have in common.
type plan struct {
	masks  [8]symbol // with corners, lines and what names the mask
	places []struct{ x, y int }
	letter [256]int
	times  [256][repairWords]byte // the generator times a byte
}

var symbolPlan = sync.OnceValue(func() *plan { //nolint:gochecknoglobals // a table
	p := &plan{}
	var fixed, dark symbol
	fixed.frame(&dark)
	for mask := range p.masks {
		p.masks[mask] = dark
		p.masks[mask].name(mask)
		for y := range symbolSide {
			for x := range symbolSide {
				if fixed.rows[y]>>x&1 == 0 && masks(mask, x, y) {
					p.masks[mask].flip(x, y)
				}
			}
		}
	}
	p.path(&fixed)
	for i, c := range letters {
		p.letter[c] = i
	}
	p.generate()
	return p
})

// frame marks where no data stand, and what is dark there.
func (s *symbol) frame(dark *symbol) {
	square := func(x, y, reach, light int) {
		for dy := -reach; dy <= reach; dy++ {
			for dx := -reach; dx <= reach; dx++ {
				if x+dx < 0 || y+dy < 0 || x+dx >= symbolSide || y+dy >= symbolSide {
					continue
				}
				s.rows[y+dy] |= 1 << (x + dx)
				if far := max(dx, -dx, dy, -dy); far < 4 && far != light {
					dark.flip(x+dx, y+dy)
				}
			}
		}
	}
	const last = symbolSide - 4
	square(3, 3, 4, 2)
	square(last, 3, 4, 2)
	square(3, last, 4, 2)
	square(symbolSide-7, symbolSide-7, 2, 1)
	for i := 8; i < symbolSide-8; i++ {
		s.rows[6] |= 1 << i
		s.rows[i] |= 1 << 6
		if i%2 == 0 {
			dark.flip(i, 6)
			dark.flip(6, i)
		}
	}
	dark.flip(8, symbolSide-8)
	for i := range 8 { // the name of the mask
		s.rows[8] |= 1<<i | 1<<(symbolSide-1-i)
		s.rows[i] |= 1 << 8
		s.rows[symbolSide-1-i] |= 1 << 8
	}
	s.rows[8] |= 1 << 8
}

// name writes which level and mask a code has, twice.
func (s *symbol) name(mask int) {
	const level, generator, blank = 0b11, 0x537, 0x5412
	name := (level<<3 | mask) << 10
	rest := name
	for bit := 14; bit >= 10; bit-- {
		if rest>>bit&1 == 1 {
			rest ^= generator << (bit - 10)
		}
	}
	name = (name | rest) ^ blank
	for bit := range 15 {
		if name>>bit&1 == 0 {
			continue
		}
		switch {
		case bit < 6:
			s.flip(8, bit)
		case bit < 8:
			s.flip(8, bit+1)
		case bit == 8:
			s.flip(7, 8)
		default:
			s.flip(14-bit, 8)
		}
		if bit < 8 {
			s.flip(symbolSide-1-bit, 8)
		} else {
			s.flip(8, symbolSide-15+bit)
		}
	}
}

// masks reports whether a mask changes a module.
func masks(mask, x, y int) bool {
	switch mask {
	case 0:
		return (x+y)%2 == 0
	case 1:
		return y%2 == 0
	case 2:
		return x%3 == 0
	case 3:
		return (x+y)%3 == 0
	case 4:
		return (y/2+x/3)%2 == 0
	case 5:
		return x*y%2+x*y%3 == 0
	case 6:
		return (x*y%2+x*y%3)%2 == 0
	}
	return ((x+y)%2+x*y%3)%2 == 0
}

// path goes up and down in pairs of columns, from the right.
func (p *plan) path(fixed *symbol) {
	up := true
	for right := symbolSide - 1; right > 0; right -= 2 {
		if right == 6 {
			right--
		}
		for i := range symbolSide {
			y := i
			if up {
				y = symbolSide - 1 - i
			}
			for x := right; x >= right-1; x-- {
				if fixed.rows[y]>>x&1 == 0 {
					p.places = append(p.places, struct{ x, y int }{x, y})
				}
			}
		}
		up = !up
	}
}

// generate makes the polynomial whose roots are the first powers of two, and its products.
func (p *plan) generate() {
	generator := [repairWords]byte{repairWords - 1: 1}
	for root, i := byte(1), 0; i < repairWords; i++ {
		lower := generator[1:]
		for j, word := range generator {
			generator[j] = product(word, root)
			if j < len(lower) {
				generator[j] ^= lower[j]
			}
		}
		root = product(root, 2)
	}
	for word := range p.times {
		for i := range generator {
			p.times[word][i] = product(generator[i], byte(word))
		}
	}
}

// product multiplies in the field of 256.
func product(a, b byte) byte {
	const modulus = 0x11d
	p := 0
	for bit := 7; bit >= 0; bit-- {
		p <<= 1
		p ^= p >> 8 * modulus
		p ^= int(b>>bit&1) * int(a)
	}
	return byte(p)
}
