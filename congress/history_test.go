package congress_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"kiemphieu/app"
	"kiemphieu/app/size"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/store/pgtest"
)

// model is what a round must be, told without the program's own tables.
type model struct {
	state                string
	chief, presides      bool
	handedOut, exchanged int
	entered              map[congress.Pass]bool
}

// voters of the halls in which histories run.
const voters = 12

// step is one use case: whether the model lets it pass, and what it changes.
type step struct {
	name string
	may  func(m *model) bool
	do   func(h *hall, id congress.RoundID) error
	then func(m *model)
}

func in(states ...string) func(*model) bool {
	return func(m *model) bool {
		for _, s := range states {
			if m.state == s {
				return true
			}
		}
		return false
	}
}

func becomes(state string) func(*model) { return func(m *model) { m.state = state } }

func steps() []step {
	return []step{
		{"freeze", in("drafting"), func(h *hall, id congress.RoundID) error {
			return h.s.Freeze(h.ctx, h.presidium, id,
				congress.CodeNone)
		}, becomes("frozen")},
		{"unfreeze", in("frozen"), func(h *hall, id congress.RoundID) error {
			return h.s.Unfreeze(h.ctx, h.organiser,
				id)
		}, becomes("drafting")},
		{"print", in("frozen"), func(h *hall, id congress.RoundID) error {
			return h.s.MakePapers(h.ctx, h.organiser, id, congress.PapersInput{Count: voters, Reserve: 1,
				Format: ballot.FormatA5}, func(congress.Printing) error { return nil })
		}, becomes("printed")},
		{"hand out", in("printed", "voting"), func(h *hall, id congress.RoundID) error {
			return h.s.HandOut(h.ctx,
				h.chief, id, voters, voters)
		},
			func(m *model) { m.state, m.handedOut = "voting", voters+m.exchanged }},
		{"exchange", func(m *model) bool { return m.state == "voting" && m.handedOut < voters+1 },
			func(h *hall, id congress.RoundID) error { return h.s.Exchange(h.ctx, h.chief, id) },
			func(m *model) { m.exchanged++; m.handedOut++ }},
		{"open box", in("voting"), func(h *hall, id congress.RoundID) error {
			r := h.view(id).Round
			return h.s.OpenBox(h.ctx, h.chief, id, congress.BoxInput{Returned: voters,
				Unused: max(0, voters+1-r.HandedOut)})
		}, becomes("opened")},
		{"bundle", func(m *model) bool { return m.state == "opened" || m.state == "counting" && len(m.entered) == 0 },
			func(h *hall, id congress.RoundID) error {
				return h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountTwoPasses, 20, 0, "")
			}, becomes("counting")},
		enterStep(congress.PassA, func(h *hall) congress.Actor { return h.teller1 }),
		enterStep(congress.PassB, func(h *hall) congress.Actor { return h.teller2 }),
		{"seal, chief", mayEnd, func(h *hall, id congress.RoundID) error {
			_,
				err := h.s.ConfirmSeal(h.ctx, h.chief, id)
			return err
		},
			func(m *model) { m.chief = true; m.settle() }},
		{"seal, presidium", mayEnd, func(h *hall, id congress.RoundID) error {
			_, err := h.s.ConfirmSeal(h.ctx, h.presidium, id)
			return err
		},
			func(m *model) { m.presides = true; m.settle() }},
		{"cancel", in("drafting", "frozen", "printed", "voting", "opened", "counting"),
			func(h *hall, id congress.RoundID) error { return h.s.Cancel(h.ctx, h.presidium, id, "thử") },
			becomes("cancelled")},
	}
}

func enterStep(pass congress.Pass, by func(*hall) congress.Actor) step {
	return step{"enter " + string(pass), func(m *model) bool { return m.state == "counting" },
		func(h *hall, id congress.RoundID) error {
			if len(h.view(id).Sheaves) == 0 {
				_, err := h.s.AcceptBatch(h.ctx, by(h), id, congress.BatchInput{ID: "early", Pass: pass, Sheaf: 1, N: 1,
					Marks: []ballot.Marks{"10"}, SetAside: []congress.SetAside{{Cause: congress.CauseNoCode,
						Issued: true, Count: 1}}})
				return err
			}
			_, err := h.s.AcceptBatch(h.ctx, by(h), id, h.batch(id, pass, 1, 0, repeat(voters, "10")...))
			return err
		}, func(m *model) { m.entered[pass] = true }} // a repeat is the same batch: it passes and changes nothing
}

func mayEnd(m *model) bool {
	return m.state == "counting" && m.entered[congress.PassA] && m.entered[congress.PassB]
}

func (m *model) settle() {
	if m.chief && m.presides {
		m.state = "sealed"
	}
}

// R8: random sequences of use cases end in the same states on SQLite, on
// PostgreSQL and in the model.
func TestR8HistoriesAgree(t *testing.T) {
	size.Long(t)
	sequences := size.Pick(24, 24, 50_000)
	databases := []*app.Program{openProgram(t, app.Config{})}
	if pgtest.There(t) {
		databases = append(databases, openProgram(t, app.Config{Database: pgtest.Database(t)}))
	}
	const together = 8
	t.Run("together", func(t *testing.T) {
		for seed := range together {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				playHistories(t, databases, rand.New(rand.NewPCG(8, uint64(seed))), sequences/together) //nolint:gosec // a seed, not a secret
			})
		}
	})
}

func playHistories(t *testing.T, databases []*app.Program, random *rand.Rand, sequences int) {
	halls := make([]*hall, len(databases))
	for n := range sequences {
		if n%20 == 0 { // a fresh hall, before the day grows long
			for i, db := range databases {
				halls[i] = hallIn(t, db, n)
			}
		}
		playHistory(t, halls, n, random)
	}
}

// playHistory plays one sequence in all halls beside the model.
func playHistory(t *testing.T, halls []*hall, n int, random *rand.Rand) {
	all := steps()
	m := &model{state: "drafting", entered: map[congress.Pass]bool{}}
	ids := make([]congress.RoundID, len(halls))
	for i, h := range halls {
		ids[i] = h.draft(n)
	}
	history := ""
	for range 3 + random.IntN(7) {
		s := next(all, m, random)
		want := s.may(m)
		history += " → " + s.name
		if want {
			s.then(m)
		}
		for i, h := range halls {
			err := s.do(h, ids[i])
			if (err == nil) != want || err != nil && !refusal(err) {
				t.Fatalf("sequence %d on database %d:%s: model says %v, got %v", n, i, history, want, err)
			}
			if got := string(h.view(ids[i]).Round.State); got != m.state {
				t.Fatalf("sequence %d on database %d:%s: %s, model says %s", n, i, history, got, m.state)
			}
		}
	}
}

// next picks a step, two times of three one that the model lets pass, so that
// histories get far.
func next(all []step, m *model, random *rand.Rand) step {
	s := all[random.IntN(len(all))]
	for range 20 {
		if s.may(m) && s.name != "cancel" || random.IntN(3) == 0 {
			break
		}
		s = all[random.IntN(len(all))]
	}
	return s
}

// refusal reports whether an error is one of the use cases' own.
func refusal(err error) bool {
	var state *congress.StateError
	var field *congress.FieldError
	var findings *congress.FindingsError
	var person *congress.PersonError
	return errors.As(err, &state) || errors.As(err, &person) || errors.As(err, &field) || errors.As(err, &findings)
}

func hallIn(t *testing.T, p *app.Program, n int) *hall {
	t.Helper()
	return newHall(t, p, voters, congress.CongressInput{Title: fmt.Sprintf("Đại hội %d", n), Term: "2025–2027",
		HeldOn: "2025-03-01", Profile: "190-QD/TW"})
}

// draft starts a round of a new contest, one seat and two names.
func (h *hall) draft(n int) congress.RoundID {
	h.t.Helper()
	id, err := h.s.AddContest(h.ctx, h.organiser, h.congress, congress.ContestInput{Office: ballot.Other,
		Title: fmt.Sprintf("Nội dung %d", n), Seats: 1})
	must(h.t, err)
	for _, m := range h.members[:2] {
		must(h.t, h.s.Nominate(h.ctx, h.organiser, id, m.ID, congress.SourceCommittee, 0))
	}
	round, err := h.s.StartRound(h.ctx, h.organiser, id, ballot.Ordinary)
	must(h.t, err)
	return round
}
