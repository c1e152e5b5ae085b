package congress_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// agreedBatches returns both passes of a sheaf, saying the same.
func agreedBatches(sheaf congress.Sheaf) []congress.Batch {
	marks := strings.TrimSuffix(strings.Repeat("10\n", sheaf.Size), "\n")
	a := congress.Batch{Pass: congress.PassA, Sheaf: sheaf.Number, N: sheaf.Size, Marks: marks}
	b := a
	b.Pass = congress.PassB
	return []congress.Batch{a, b}
}

// ofTwoNames is a shelf with a round of two names.
func ofTwoNames(t *testing.T, r congress.Round) *shelf {
	t.Helper()
	s := newShelf(congress.Contest{Seats: 1})
	r.ID, r.ContestID = "r", s.contest.ID
	must(t, r.Define(ballot.Definition{Style: ballot.CrossOut, List: ballot.List{Seats: 1,
		Candidates: []ballot.Candidate{{ID: "1", Name: "An"}, {ID: "2", Name: "Bình"}}}}))
	s.rounds = []congress.Round{r}
	return s
}

// running gives the totals that are shown.
func (s *shelf) running(t *testing.T) *congress.Running {
	t.Helper()
	b, err := s.service().BoardOf(t.Context(), s.meeting.ID)
	must(t, err)
	return b.Running
}

// Whatever the sheaves and the order in which they agree, two
// pictures of running totals differ by at least ten papers, and so does the
// last one from the result.
func TestRunningTotalsGrowInSteps(t *testing.T) {
	s := ofTwoNames(t, congress.Round{State: congress.RoundCounting, Counting: congress.CountTwoPasses})
	for seed := range uint64(2000) {
		random := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // repeatable
		s.sheaves, s.batches = nil, nil
		total := 0
		for i := range 1 + random.IntN(9) {
			size := 1 + random.IntN(25)
			s.sheaves, total = append(s.sheaves, congress.Sheaf{Number: i + 1, Size: size}), total+size
		}
		shown := 0
		for _, i := range random.Perm(len(s.sheaves)) {
			both := agreedBatches(s.sheaves[i])
			for _, b := range both {
				s.batches = append(s.batches, b)
				r := s.running(t)
				now := 0
				if r != nil {
					now = r.Papers
					if r.Sheet.Rows[0].Votes != now || r.Sheet.Rows[1].Votes != 0 {
						t.Fatalf("seed %d: %d papers, votes %+v", seed, now, r.Sheet.Rows)
					}
				}
				if step := now - shown; step != 0 && step < congress.RunningStep {
					t.Fatalf("seed %d: sheaves %v grow from %d to %d", seed, s.sheaves, shown, now)
				}
				if rest := total - now; now > 0 && rest != 0 && rest < congress.RunningStep {
					t.Fatalf("seed %d: %d papers are left hidden", seed, rest)
				}
				shown = now
			}
		}
		if total >= congress.RunningStep && shown != total {
			t.Fatalf("seed %d: %d of %d papers shown in the end", seed, shown, total)
		}
	}
}

// Where passes differ, where there is one pass, before and after the count
// nothing is shown; and the projector waits for thirty papers and the
// congress's word.
func TestRunningTotalsAreShownToFew(t *testing.T) {
	sheaves := []congress.Sheaf{{Number: 1, Size: 20}, {Number: 2, Size: 20}}
	batches := append(agreedBatches(sheaves[0]), agreedBatches(sheaves[1])...)
	batches[1].Marks = strings.Replace(batches[1].Marks, "10", "01", 1)
	for _, test := range []struct {
		state congress.RoundState
		way   congress.CountingMode
		shown bool
	}{
		{congress.RoundCounting, congress.CountTwoPasses, true},
		{congress.RoundCounting, congress.CountSinglePass, false},
		{congress.RoundSealed, congress.CountTwoPasses, false},
		{congress.RoundOpened, congress.CountTwoPasses, false},
	} {
		s := ofTwoNames(t, congress.Round{State: test.state, Counting: test.way, Outcome: "{}", Sheet: "{}"})
		s.sheaves, s.batches = sheaves, batches
		if r := s.running(t); (r != nil) != test.shown || test.shown && r.Papers != 20 {
			t.Errorf("%+v: %+v", test, r)
		}
	}
	for _, test := range []struct {
		running  congress.Shown
		returned int
		want     bool
	}{{congress.ShownNow, 30, true}, {congress.ShownNow, 29, false}, {congress.ShownNever, 300, false},
		{congress.ShownOnce, 300, false}} {
		round := &congress.Round{Running: test.running, Returned: test.returned}
		b := congress.Board{Running: &congress.Running{}, Round: round}
		if b.ForProjector() != test.want {
			t.Errorf("%+v", test)
		}
	}
}
