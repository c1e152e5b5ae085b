package tally_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"kiemphieu/app/size"
	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// cases is how many a property is held against.
func cases() int { return size.Pick(1_000, 5_000, 100_000) }

func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", fmt.Sprint(cases())); err != nil { // rapid counts by its flag alone
		panic(err)
	}
	os.Exit(m.Run())
}

// box is a contest and the papers returned.
type box struct {
	Base    int
	Contest tally.Contest
	Papers  []ballot.Marks
	Order   []int // a random order of the papers
	Names   []int // a random order of the names
	Cut     int   // papers before it are one sheaf, the others another
}

// boxes generates elections of up to eight names whose papers mostly are valid.
func boxes() *rapid.Generator[box] {
	return rapid.Custom(func(t *rapid.T) box {
		names := rapid.IntRange(1, 8).Draw(t, "names")
		b := box{}
		b.Contest = tally.Contest{Office: ballot.Other, Seats: rapid.IntRange(1, names).Draw(t, "seats"), Round: 1,
			Kind: rapid.SampledFrom([]ballot.Kind{ballot.Ordinary, ballot.Ordinary, ballot.TieBreak}).Draw(t, "kind")}
		for _, id := range ids(names) {
			b.Contest.Candidates = append(b.Contest.Candidates, ballot.Candidate{ID: id, Name: id})
		}
		b.Papers = rapid.SliceOfN(marks(b.Contest.List()), 0, 16).Draw(t, "papers")
		b.Base = rapid.IntRange(max(1, len(b.Papers)), 20).Draw(t, "base") // nobody has two papers
		b.Order = rapid.Permutation(count(len(b.Papers))).Draw(t, "order")
		b.Names = rapid.Permutation(count(names)).Draw(t, "names order")
		b.Cut = rapid.IntRange(0, len(b.Papers)).Draw(t, "cut")
		return b
	})
}

func marks(list ballot.List) *rapid.Generator[ballot.Marks] {
	alphabet := []byte("1000")
	if list.Style() == ballot.AgreeDisagree {
		alphabet = []byte("+++-*.")
	}
	return rapid.Custom(func(t *rapid.T) ballot.Marks {
		if rapid.IntRange(0, 9).Draw(t, "defective") == 9 {
			return ballot.Defective(rapid.SampledFrom(ballot.Reasons()[:5]).Draw(t, "defect"))
		}
		n := len(list.Candidates)
		return ballot.Marks(rapid.SliceOfN(rapid.SampledFrom(alphabet), n, n).Draw(t, "marks"))
	})
}

func count(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// program is what the properties are held against: the package, or a mutant.
type program struct {
	count func(ballot.List, []ballot.Marks) tally.Sheet
	elect func(base int, c tally.Contest, s tally.Sheet) tally.Outcome
}

func thePackage() program { return program{count: countPapers, elect: elect} }

func countPapers(list ballot.List, papers []ballot.Marks) tally.Sheet {
	counter := tally.NewCounter(list)
	for _, m := range papers {
		if err := counter.Add(m, 1); err != nil {
			panic(err)
		}
	}
	return counter.Sheet(len(papers))
}

func elect(base int, c tally.Contest, s tally.Sheet) tally.Outcome {
	o, err := tally.Elect(tally.Electorate{Meeting: tally.MembersCongress, Official: base}, c, s)
	if err != nil {
		panic(err)
	}
	return o
}

func (p program) outcome(b box) tally.Outcome {
	return p.elect(b.Base, b.Contest, p.count(b.Contest.List(), b.Papers))
}

// property gives an error where its sentence is broken.
type property func(p program, b box) error

// hold holds a property against the package, and shows that it bites: the
// mutant must break it.
func (sentence property) hold(t *testing.T, mutant program) {
	t.Helper()
	rapid.Check(t, func(rt *rapid.T) {
		if err := sentence(thePackage(), boxes().Draw(rt, "box")); err != nil {
			rt.Fatal(err)
		}
	})
	for seed := range cases() {
		if sentence(mutant, boxes().Example(seed)) != nil {
			return
		}
	}
	t.Fatal("the mutant survives: the property cannot fail")
}

// Anonymity: the order of the papers changes nothing.
func TestT2AnonymityTheOrderOfPapersChangesNothing(t *testing.T) {
	mutant := thePackage()
	mutant.count = func(list ballot.List, papers []ballot.Marks) tally.Sheet {
		if len(papers) > 0 {
			// the first paper counts twice, the last never
			papers = append(papers[:len(papers)-1:len(papers)-1], papers[0])
		}
		return countPapers(list, papers)
	}
	property(func(p program, b box) error {
		shuffled := b
		shuffled.Papers = nil
		for _, i := range b.Order {
			shuffled.Papers = append(shuffled.Papers, b.Papers[i])
		}
		return same("outcome", toJSON(p.outcome(b)), toJSON(p.outcome(shuffled)))
	}).hold(t, mutant)
}

// Neutrality: the order of the names on the list changes nobody's result.
func TestT2NeutralityTheOrderOfNamesChangesNobodysResult(t *testing.T) {
	mutant := thePackage()
	mutant.elect = func(base int, c tally.Contest, s tally.Sheet) tally.Outcome {
		o := elect(base, c, s)
		for i := range o.Rows { // a tie is broken by the order on the list
			if len(o.Tied) > 0 && o.Rows[i].ID == o.Tied[0] {
				o.Rows[i].Elected = true
			}
		}
		return o
	}
	property(func(p program, b box) error {
		turned := b.renamed()
		before, after := p.outcome(b), p.outcome(turned)
		for to, from := range b.Names {
			if err := same("row", before.Rows[from], after.Rows[to]); err != nil {
				return err
			}
		}
		return errors.Join(same("elected", sorted(before.Elected), sorted(after.Elected)),
			same("tied", sorted(before.Tied), sorted(after.Tied)),
			same("next", before.Next, after.Next))
	}).hold(t, mutant)
}

// renamed returns the same election with the names in another order.
func (b box) renamed() box {
	turned := b
	turned.Contest.Candidates, turned.Papers = nil, nil
	for _, from := range b.Names {
		turned.Contest.Candidates = append(turned.Contest.Candidates, b.Contest.Candidates[from])
	}
	for _, m := range b.Papers {
		if m.Defect() == "" {
			rows := make([]byte, len(m))
			for to, from := range b.Names {
				rows[to] = m[from]
			}
			m = ballot.Marks(rows)
		}
		turned.Papers = append(turned.Papers, m)
	}
	return turned
}

// Additivity: sheaves counted apart add up to the papers counted together.
func TestT2AdditivitySheavesAddUp(t *testing.T) {
	mutant := thePackage()
	mutant.count = func(list ballot.List, papers []ballot.Marks) tally.Sheet {
		// papers that look alike count once
		return countPapers(list, slices.Compact(slices.Sorted(slices.Values(papers))))
	}
	property(func(p program, b box) error {
		list := b.Contest.List()
		all, one, two := p.count(list, b.Papers), p.count(list, b.Papers[:b.Cut]), p.count(list, b.Papers[b.Cut:])
		problems := []error{same("returned", all.Returned, one.Returned+two.Returned),
			same("valid", all.Valid, one.Valid+two.Valid), same("invalid", all.Invalid, one.Invalid+two.Invalid)}
		for _, reason := range ballot.Reasons() {
			problems = append(problems, same(string(reason), all.Reasons[reason],
				one.Reasons[reason]+two.Reasons[reason]))
		}
		for i, row := range all.Rows {
			a, b := one.Rows[i], two.Rows[i]
			problems = append(problems, same(row.ID, row, tally.Row{ID: row.ID, Votes: a.Votes + b.Votes,
				Disagree: a.Disagree + b.Disagree, Uncounted: a.Uncounted + b.Uncounted}))
		}
		return errors.Join(problems...)
	}).hold(t, mutant)
}

// Conservation: no paper, vote or seat is lost or made.
func TestT2ConservationNothingIsLostOrMade(t *testing.T) {
	mutant := thePackage()
	mutant.count = func(list ballot.List, papers []ballot.Marks) tally.Sheet {
		s := countPapers(list, papers)
		for _, m := range papers { // invalid papers vote too
			if v := list.Judge(m); !v.Valid && v.Reason == ballot.TooMany {
				s.Rows[0].Votes++
			}
		}
		return s
	}
	property(func(p program, b box) error {
		o := p.outcome(b)
		invalid, votes := 0, 0
		for _, n := range o.Reasons {
			invalid += n
		}
		problems := []error{same("returned", len(b.Papers), o.Returned),
			same("returned", o.Returned, o.Valid+o.Invalid), same("invalid", o.Invalid, invalid)}
		for _, row := range o.Rows {
			votes += row.Votes
			if o.Style == ballot.AgreeDisagree {
				problems = append(problems, same(row.ID, o.Valid, row.Votes+row.Disagree+row.Uncounted))
			} else {
				problems = append(problems, same(row.ID, 0, row.Disagree+row.Uncounted))
			}
		}
		problems = append(problems, same("votes of valid papers", b.validVotes(), votes),
			same("seats", b.Contest.Seats, len(o.Elected)+o.OpenSeats),
			same("elected", len(o.Elected), o.Breakdown.Elected), same("reelected or new", o.Breakdown.Elected,
				o.Breakdown.Reelected+o.Breakdown.New))
		for _, id := range o.Tied {
			problems = append(problems, same(id+" tied and elected", false, slices.Contains(o.Elected, id)))
		}
		return errors.Join(problems...)
	}).hold(t, mutant)
}

func (b box) validVotes() int {
	votes := 0
	for _, m := range b.Papers {
		if b.Contest.List().Judge(m).Valid {
			votes += m.Votes()
		}
	}
	return votes
}

// Monotonicity: one more vote for somebody elected, all else the same, never
// takes their seat. Held for each person elected and each paper that can still
// vote for them and stay valid.
func TestT2MonotonicityOneMoreVoteNeverUnseats(t *testing.T) {
	mutant := thePackage()
	mutant.elect = func(base int, c tally.Contest, s tally.Sheet) tally.Outcome {
		o := elect(base, c, s)
		for i := range o.Rows { // who has all votes is too popular
			if o.Rows[i].Elected && o.Rows[i].Votes >= o.Valid {
				o.Elected = slices.DeleteFunc(o.Elected, func(id string) bool { return id == o.Rows[i].ID })
			}
		}
		return o
	}
	property(func(p program, b box) error {
		for _, id := range p.outcome(b).Elected {
			at := b.Contest.List().Index(id)
			for i, m := range b.Papers {
				more, ok := b.oneMore(m, at)
				if !ok {
					continue
				}
				after := b
				after.Papers = slices.Clone(b.Papers)
				after.Papers[i] = more
				if !slices.Contains(p.outcome(after).Elected, id) {
					return fmt.Errorf("paper %d voting for %s too takes his seat", i, id)
				}
			}
		}
		return nil
	}).hold(t, mutant)
}

// oneMore lets a valid paper vote for one more name, if it stays valid.
func (b box) oneMore(m ballot.Marks, at int) (ballot.Marks, bool) {
	list := b.Contest.List()
	if !list.Judge(m).Valid || m[at] == ballot.Standing || m[at] == ballot.Agree {
		return "", false
	}
	rows := []byte(m)
	rows[at] = ballot.Agree
	if list.Style() == ballot.CrossOut {
		rows[at] = ballot.Standing
	}
	more := ballot.Marks(rows)
	return more, list.Judge(more).Valid
}

func same[T any](what string, a, b T) error {
	if toJSON(a) != toJSON(b) {
		return fmt.Errorf("%s: %s and %s", what, toJSON(a), toJSON(b))
	}
	return nil
}

func sorted(names []string) []string { return slices.Sorted(slices.Values(names)) }
