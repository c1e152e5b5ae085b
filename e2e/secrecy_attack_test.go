package e2e

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"kiemphieu/ballot"
)

// source is a place where papers may have left something, as bytes. Of several
// files it has them one after another; rows stand in the order in which they came.
type source struct {
	name    string
	content []byte
}

// spot is a place on the table: the same voter's papers of two offices lie at
// the same place of both.
type spot struct{ office, sheaf, place int }

// trace is a string by which a paper is known again.
type trace struct {
	spot
	kind string // "code" or "marks"
	text []byte
}

// traceKey is how many bytes of a trace are looked up.
const traceKey = 6

// tracedNames is how many names stand on papers whose marks shall be known again.
const tracedNames = 16

// traces are those of all papers, by how they begin.
type traces map[uint64][]trace

func keyOf(text []byte) (key uint64) {
	var eight [8]byte
	copy(eight[:], text[:traceKey])
	return binary.LittleEndian.Uint64(eight[:])
}

func (s traces) add(p spot, kind string, text []byte) {
	s[keyOf(text)] = append(s[keyOf(text)], trace{p, kind, text})
}

// addBytes adds bytes as they may be written.
func (s traces) addBytes(p spot, raw []byte) {
	s.add(p, "code", raw)
	s.add(p, "code", []byte(hex.EncodeToString(raw)))
	s.add(p, "code", []byte(strings.ToUpper(hex.EncodeToString(raw))))
	for before := range 3 { // in base64, by how many bytes stand before
		text := base64.StdEncoding.EncodeToString(slices.Concat(make([]byte, before), raw))
		text = text[(before*8+5)/6 : (before+len(raw))*8/6]
		s.add(p, "code", []byte(text))
	}
}

// tracesOf are those of the boxes of one congress.
func tracesOf(t *testing.T, boxes []*box) traces {
	t.Helper()
	s := traces{}
	for office, b := range boxes {
		for i, sheets := range b.sheaves {
			for place, one := range sheets {
				p := spot{office, i, place}
				bare := strings.TrimPrefix(one.Code, "KP1:")
				raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(bare)
				check(t, err)
				token := raw[len(b.tag):]
				s.add(p, "code", []byte(bare[base32.StdEncoding.EncodedLen(len(b.tag)):]))
				s.add(p, "code", []byte(one.hash.CheckCode()))
				s.addBytes(p, token)
				s.addBytes(p, one.hash[:])
				s.add(p, "marks", []byte(one.Marks))
			}
		}
	}
	return s
}

// found is where traces of a paper stand in a source.
type found struct {
	first, last map[spot]int
	partner     map[spot]spot // the paper whose marks stand next behind a code
}

// find looks for all traces.
func (s traces) find(content []byte) map[string]*found {
	all := map[string]*found{}
	for _, kind := range []string{"code", "marks"} {
		all[kind] = &found{map[spot]int{}, map[spot]int{}, map[spot]spot{}}
	}
	nearest := map[spot]int{}
	var behind []hit // codes behind which no marks of the same box came yet
	padded := append(content, make([]byte, 8)...)
	for at := range content {
		key := binary.LittleEndian.Uint64(padded[at:]) << (64 - 8*traceKey) >> (64 - 8*traceKey)
		if key == 0 {
			continue // much of a database is empty
		}
		for _, one := range s[key] {
			if at+len(one.text) > len(content) || string(content[at:at+len(one.text)]) != string(one.text) {
				continue
			}
			f := all[one.kind]
			if _, seen := f.first[one.spot]; !seen {
				f.first[one.spot] = at
			}
			f.last[one.spot] = at
			if one.kind == "code" {
				behind = append(behind, hit{one.spot, at})
				continue
			}
			for _, code := range behind {
				gap, known := nearest[code.spot]
				if code.office == one.office && code.sheaf == one.sheaf && (!known || at-code.at < gap) {
					nearest[code.spot], f.partner[code.spot] = at-code.at, one.spot
				}
			}
			behind = behind[:0]
		}
	}
	return all
}

type hit struct {
	spot
	at int
}

// guesses are what somebody makes of a source: for each sheaf the order of its
// papers, or of one thing beside the order of another.
type guesses struct {
	sheaves, right int     // papers in their place, of which chance gives one a sheaf
	agree, spread  float64 // pairs of papers in the right order, beyond the half that chance gives
	codes, own     int     // codes with marks next behind them, and of these with their own
}

// add takes guesses of the same kind in, made from something else.
func (g *guesses) add(more guesses) {
	g.sheaves, g.right = g.sheaves+more.sheaves, g.right+more.right
	g.agree, g.spread = g.agree+more.agree, g.spread+more.spread
	g.codes, g.own = g.codes+more.codes, g.own+more.own
}

// order compares two orders of the same papers: n of them have the ranks that
// are given, by paper.
func (g *guesses) order(ranks []int) {
	n := len(ranks)
	if n < 2 {
		return
	}
	g.sheaves++
	for i, r := range ranks {
		if r == i {
			g.right++
		}
		for _, later := range ranks[i+1:] {
			if later > r {
				g.agree += 0.5
			} else {
				g.agree -= 0.5
			}
		}
	}
	g.spread += float64(n*(n-1)*(2*n+5)) / 72
}

// chance is how probable it is that guesses without any knowledge are as good.
func (g guesses) chance() float64 {
	if g.sheaves == 0 { // a list of marks behind one of codes gives all codes the same one
		return binomial(g.codes, g.own, 1/float64(ballot.MinSheaf))
	}
	placed := 1.0 // Poisson: fixed points of chance orders
	term := math.Exp(-float64(g.sheaves))
	for k := range g.right {
		placed -= term
		term *= float64(g.sheaves) / float64(k+1)
	}
	ordered := math.Erfc(math.Abs(g.agree) / math.Sqrt(2*g.spread))
	return 2 * min(max(placed, 0), ordered, 0.5)
}

// ranksIn gives each of the papers its rank by where it was found.
func ranksIn(papers []spot, at map[spot]int) []int {
	sorted := slices.Clone(papers)
	slices.SortStableFunc(sorted, func(a, b spot) int { return at[a] - at[b] })
	ranks := make([]int, len(papers))
	for i, p := range papers {
		ranks[i] = slices.Index(sorted, p)
	}
	return ranks
}

// attack guesses from a source in which order papers lay, which marks belong to
// which code, and which papers of two offices came from one hand. It returns the
// guesses by their way, and how many traces there were.
func (s traces) attack(content []byte, sheaves, offices int) (tried map[string]guesses, seen int) {
	all := s.find(content)
	tried = map[string]guesses{}
	try := func(name string, ranks []int) {
		g := tried[name]
		g.order(ranks)
		tried[name] = g
	}
	for kind, f := range all {
		seen += len(f.first)
		for way, at := range map[string]map[spot]int{"first": f.first, "last": f.last} {
			for sheaf := range sheaves {
				var lists [2][]int
				for office := range offices {
					papers := papersOf(at, office, sheaf)
					ranks := ranksIn(papers, at)
					try(kind+" by "+way+" trace: order", ranks)
					lists[office%2] = ranks
					if other := all["marks"]; kind == "code" {
						both := slices.DeleteFunc(papers, func(p spot) bool { _, ok := other.first[p]; return !ok })
						try("code and marks by "+way+" trace: pairs",
							pairing(ranksIn(both, at), ranksIn(both, other.first)))
					}
				}
				if len(lists[0]) == len(lists[1]) {
					try(kind+" by "+way+" trace: offices", pairing(lists[0], lists[1]))
				}
			}
		}
	}
	var behind guesses
	for code, marks := range all["marks"].partner {
		behind.codes++
		if code == marks {
			behind.own++
		}
	}
	tried["marks behind a code: pairs"] = behind
	return tried, seen
}

// pairing takes papers in the order of one list and gives their ranks in another.
func pairing(one, other []int) []int {
	ranks := make([]int, len(one))
	for i, r := range one {
		ranks[r] = other[i]
	}
	return ranks
}

func papersOf(at map[spot]int, office, sheaf int) (papers []spot) {
	for place := range 2 * ballot.MaxSheaf {
		if _, ok := at[spot{office, sheaf, place}]; ok {
			papers = append(papers, spot{office, sheaf, place})
		}
	}
	return papers
}

// The attack finds what it is there to find: order, pairs and hands, each where
// nothing else is left of them; and of sorted lists nothing.
func TestP1TheAttackFindsCanaries(t *testing.T) {
	t.Parallel()
	const sheaves = 12
	boxes := inventedBoxes(sheaves)
	s := tracesOf(t, boxes)
	for name, canary := range canaries(boxes) {
		tried, seen := s.attack(canary.content, sheaves, len(boxes))
		if seen == 0 {
			t.Errorf("%s: no trace was found", name)
		}
		for told, g := range tried {
			p := g.chance()
			switch hit := strings.HasSuffix(told, canary.finds) && canary.finds != ""; {
			case canary.finds == "" && p < 0.001:
				t.Errorf("%s: %s by chance with p = %.6f", name, told, p)
			case hit && p < 1e-6:
				canary.finds = "\x00" // found
			}
		}
		if canary.finds != "" && canary.finds != "\x00" {
			t.Errorf("%s: its %s were not found: %v", name, canary.finds, tried)
		}
	}
}

// inventedBoxes are of two offices, without a program.
func inventedBoxes(sheaves int) []*box {
	random := rand.New(rand.NewPCG(11, 11))
	boxes := []*box{{}, {}}
	for _, b := range boxes {
		for range sheaves {
			var sheets []sheet
			for range ballot.MinSheaf {
				var token ballot.Token
				for k := range token {
					token[k] = byte(random.Uint32())
				}
				sheets = append(sheets, sheet{Code: ballot.EncodeCode(b.tag, token), Marks: struck(random, tracedNames),
					hash: token.Hash(b.tag)})
			}
			b.sheaves = append(b.sheaves, sheets)
		}
	}
	return boxes
}

type canary struct {
	content []byte
	finds   string // what is told by it, "" for nothing
}

// canaries are what careless programs would leave behind.
func canaries(boxes []*box) map[string]canary {
	random := rand.New(rand.NewPCG(12, 12))
	var sorted, lines, shuffled, hands, backwards []byte
	for sheaf := range boxes[0].sheaves {
		order := random.Perm(ballot.MinSheaf)
		for _, b := range boxes {
			sheets := b.sheaves[sheaf]
			list := batchOf(sheets)
			sorted = append(sorted, strings.Join(list.hex, ",")+strings.Join(list.marks, "\n")...)
			for i, one := range sheets {
				lines = append(lines, hex.EncodeToString(one.hash[:])+"\n"...)
				backwards = slices.Concat([]byte(one.Marks), []byte(" "), backwards)
				other := sheets[order[i]]
				shuffled = append(shuffled, other.Code+" "+string(other.Marks)+" "...)
				hands = append(hands, base64.StdEncoding.EncodeToString(slices.Concat([]byte{1}, other.hash[:]))...)
			}
		}
	}
	return map[string]canary{"sorted lists": {sorted, ""}, "a line a paper": {lines, "order"},
		"a page that is filled from its end": {backwards, "order"}, "rows of code and marks": {shuffled, "pairs"},
		"both papers of a hand": {hands, "offices"}}
}
