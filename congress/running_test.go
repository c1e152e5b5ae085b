package congress

import (
	"math/rand/v2"
	"strings"
	"testing"

	"kiemphieu/ballot"
)

// agreedBatches returns both passes of a sheaf, saying the same.
func agreedBatches(sheaf Sheaf) []Batch {
	marks := strings.TrimSuffix(strings.Repeat("10\n", sheaf.Size), "\n")
	a := Batch{Pass: PassA, Sheaf: sheaf.Number, N: sheaf.Size, Marks: marks}
	b := a
	b.Pass = PassB
	return []Batch{a, b}
}

func twoNames() ballot.Definition {
	return ballot.Definition{Style: ballot.CrossOut, List: ballot.List{Seats: 1,
		Candidates: []ballot.Candidate{{ID: "1", Name: "An"}, {ID: "2", Name: "Bình"}}}}
}

// Whatever the sheaves and the order in which they agree, two
// pictures of running totals differ by at least ten papers, and so does the
// last one from the result.
func TestRunningTotalsGrowInSteps(t *testing.T) {
	round := Round{State: RoundCounting, Counting: CountTwoPasses}
	for seed := range uint64(2000) {
		random := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // repeatable
		var sheaves []Sheaf
		total := 0
		for i := range 1 + random.IntN(9) {
			size := 1 + random.IntN(25)
			sheaves, total = append(sheaves, Sheaf{Number: i + 1, Size: size}), total+size
		}
		shown := 0
		var batches []Batch
		for _, i := range random.Perm(len(sheaves)) {
			both := agreedBatches(sheaves[i])
			for _, b := range both {
				batches = append(batches, b)
				r, err := running(round, countCase{definition: twoNames(), sheaves: sheaves, batches: batches})
				if err != nil {
					t.Fatal(err)
				}
				now := 0
				if r != nil {
					now = r.Papers
					if r.Sheet.Rows[0].Votes != now || r.Sheet.Rows[1].Votes != 0 {
						t.Fatalf("seed %d: %d papers, votes %+v", seed, now, r.Sheet.Rows)
					}
				}
				if step := now - shown; step != 0 && step < RunningStep {
					t.Fatalf("seed %d: sheaves %v grow from %d to %d", seed, sheaves, shown, now)
				}
				if rest := total - now; now > 0 && rest != 0 && rest < RunningStep {
					t.Fatalf("seed %d: %d papers are left hidden", seed, rest)
				}
				shown = now
			}
		}
		if total >= RunningStep && shown != total {
			t.Fatalf("seed %d: %d of %d papers shown in the end", seed, shown, total)
		}
	}
}

// Where passes differ, where there is one pass, before and after the count
// nothing is shown; and the projector waits for thirty papers and the
// congress's word.
func TestRunningTotalsAreShownToFew(t *testing.T) {
	sheaves := []Sheaf{{Number: 1, Size: 20}, {Number: 2, Size: 20}}
	batches := append(agreedBatches(sheaves[0]), agreedBatches(sheaves[1])...)
	batches[1].Marks = strings.Replace(batches[1].Marks, "10", "01", 1)
	r, err := running(Round{State: RoundCounting, Counting: CountTwoPasses}, countCase{definition: twoNames(),
		sheaves: sheaves, batches: batches})
	if err != nil || r == nil || r.Papers != 20 {
		t.Errorf("with a sheaf that differs: %+v, %v", r, err)
	}
	for _, round := range []Round{{State: RoundCounting, Counting: CountSinglePass},
		{State: RoundSealed, Counting: CountTwoPasses}, {State: RoundOpened, Counting: CountTwoPasses}} {
		if r, err := running(round, countCase{definition: twoNames(), sheaves: sheaves, batches: batches}); r != nil ||
			err != nil {
			t.Errorf("%+v: %+v, %v", round, r, err)
		}
	}
	for _, test := range []struct {
		running  Shown
		returned int
		want     bool
	}{{ShownNow, 30, true}, {ShownNow, 29, false}, {ShownNever, 300, false}, {ShownOnce, 300, false}} {
		b := Board{Running: &Running{}, Round: &Round{Running: test.running, Returned: test.returned}}
		if b.ForProjector() != test.want {
			t.Errorf("%+v", test)
		}
	}
}
