package tally_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"kiemphieu/app/size"
)

// ids of candidates in the tests.
func ids(n int) []string {
	all := []string{}
	for i := range n {
		all = append(all, fmt.Sprintf("c%d", i))
	}
	return all
}

// everyPaper lists every way to mark a paper of this list, and a signed one.
func (e election) everyPaper() []paper {
	papers := []paper{{}}
	for _, name := range e.Names {
		var longer []paper
		for _, p := range papers {
			if e.surplus() {
				longer = append(longer, p, paper{Crossed: with(p.Crossed, name)})
				continue
			}
			longer = append(longer, p, paper{Agree: with(p.Agree, name), Disagree: p.Disagree},
				paper{Agree: p.Agree, Disagree: with(p.Disagree, name)},
				paper{Agree: with(p.Agree, name), Disagree: with(p.Disagree, name)})
		}
		papers = longer
	}
	return append(papers, paper{Defects: []string{"signed"}})
}

func with(names []string, name string) []string { return append(append([]string{}, names...), name) }

// everyBox calls visit with every multiset of at most n of the papers.
func everyBox(papers []paper, n int, visit func([]paper)) {
	var add func(box []paper, from int)
	add = func(box []paper, from int) {
		visit(box)
		if len(box) == n {
			return
		}
		for i := from; i < len(papers); i++ {
			add(append(box[:len(box):len(box)], papers[i]), i)
		}
	}
	add(nil, 0)
}

// Every election of up to four names and four papers with surplus; without
// surplus a paper of three names can be marked in 64 ways and one of four in
// 256, so there the boxes are smaller, and one paper larger in a soak.
func TestT1EverySmallElectionAgainstTheSecondCounter(t *testing.T) {
	most, more := size.Pick(3, 4, 4), size.Pick(0, 0, 1)
	for _, c := range []struct{ names, seats, papers int }{
		{2, 1, 4}, {3, 1, 4}, {3, 2, 4}, {4, 1, 4}, {4, 2, 4}, {4, 3, 4},
		{1, 1, 4}, {2, 2, 4}, {3, 3, 2 + more}, {4, 4, 1 + more},
	} {
		c.papers = min(c.papers, most)
		t.Run(fmt.Sprintf("%d names %d seats %d papers", c.names, c.seats, c.papers), func(t *testing.T) {
			t.Parallel()
			e := election{Seats: c.seats, Names: ids(c.names), Issued: c.papers}
			everyBox(e.everyPaper(), c.papers, func(box []paper) {
				e.Papers = box
				e.Base = max(len(box), 1) // everybody votes: threshold within reach
				e.TieBreak = false
				e.compare(t)
				e.Base++ // somebody stays away: an even base becomes odd, and back
				e.TieBreak = true
				e.compare(t)
			})
		})
	}
}

func TestT1RandomElectionsAgainstTheSecondCounter(t *testing.T) {
	const parts = 10
	elections := size.Pick(10_000, 50_000, 1_000_000)
	for part := range parts {
		t.Run(fmt.Sprint(part), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(190, uint64(part)))
			for range elections / parts {
				randomElection(random).compare(t)
			}
		})
	}
}

func randomElection(random *rand.Rand) election {
	e := election{Names: ids(1 + random.IntN(7)), TieBreak: random.IntN(4) == 0, Incumbent: map[string]bool{},
		Female: map[string]bool{}}
	e.Seats = 1 + random.IntN(len(e.Names))
	for _, name := range e.Names {
		e.Incumbent[name], e.Female[name] = random.IntN(2) == 0, random.IntN(3) == 0
	}
	box := random.IntN(12)
	e.Issued = box + random.IntN(3)
	e.Base = max(1, box) + random.IntN(14-box) // nobody has two papers
	for range box {
		e.Papers = append(e.Papers, e.randomPaper(random))
	}
	return e
}

// randomPaper marks mostly as people do: close to the number of seats.
func (e election) randomPaper(random *rand.Rand) paper {
	var p paper
	if random.IntN(12) == 0 {
		p.Defects = []string{[]string{"not_issued", "written_in", "signed", "extra_mark", "unreadable"}[random.IntN(5)],
			"signed"}[:1+random.IntN(2)]
	}
	strike := len(e.Names) - e.Seats + random.IntN(3) - 1
	for i, at := range random.Perm(len(e.Names)) {
		name := e.Names[at]
		switch {
		case e.surplus() && i < strike:
			p.Crossed = append(p.Crossed, name)
		case e.surplus():
		default:
			box := random.IntN(8)
			if box < 6 { // 0–4 agree, 5 both, 6 disagree, 7 none
				p.Agree = append(p.Agree, name)
			}
			if box == 5 || box == 6 {
				p.Disagree = append(p.Disagree, name)
			}
		}
	}
	return p
}
