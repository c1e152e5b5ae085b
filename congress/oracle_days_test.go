package congress_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/app/size"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/tally"
)

// clock is a clock that is set to the morning of a day.
type clock struct {
	now atomic.Pointer[func() time.Time]
}

func (c *clock) set(day congress.Date) {
	morning := apptest.Morning(day)
	c.now.Store(&morning)
}

// T5: cells at random, with late-comers, a ballot given up, a tie, a teller
// replaced, open seats, figures typed wrongly and corrected, passes that
// differ; some go on with a by-election within the term and with the congress
// of the next. To open a program costs more than a day: a few share one.
func TestT5AWholeDayTellsOneTruth(t *testing.T) {
	t.Parallel()
	const shared = 4                // cells
	cells := size.Pick(4, 26, 1000) // of two days each: 8, 51, 2000
	for first := 0; first < cells; first += shared {
		t.Run(fmt.Sprint(first), func(t *testing.T) {
			t.Parallel()
			var c clock
			c.set("2025-03-01")
			p := apptest.Open(t, app.Config{Now: func() time.Time { return (*c.now.Load())() }})
			for n := first; n < min(first+shared, cells); n++ {
				t.Run(fmt.Sprint(n), func(t *testing.T) { follow(t, p, &c, n) })
			}
		})
	}
}

// follow goes with one cell; its days are those of the number.
func follow(t *testing.T, p *app.Program, c *clock, n int) {
	random := rand.New(rand.NewPCG(5, uint64(n))) //nolint:gosec // a seed, not a secret
	c.set("2025-03-01")
	in := congress.CongressInput{Title: "Đại hội Chi bộ Thử", Term: "2025–2027", HeldOn: "2025-03-01",
		Profile: "190-QD/TW"}
	o := &oracle{hall: newHall(t, p, 12+random.IntN(6), in), random: random, clock: c, whole: n%3 == 0, input: in,
		sits: map[ballot.Office][]string{}, known: map[ballot.Office]bool{}, figures: map[string]figures{}}
	o.incumbent, o.path = []string{o.members[0].Name}, o.overview().Organisation.Path
	o.congressDay(o.members[:4])
	if n%4 == 0 {
		return
	}
	o.ratified()
	if n%2 == 1 {
		o.byElection()
		o.ratified()
	}
	if n%4 > 1 {
		o.nextTerm()
		o.ratified()
	}
}

// meet begins a meeting that takes the roster over from the one before it.
func (o *oracle) meet(in congress.CongressInput) {
	o.clock.set(in.HeldOn)
	in.Profile, in.RosterOf = "190-QD/TW", o.congress
	var err error
	o.congress, err = o.s.CreateCongress(o.ctx, o.organiser, o.org, in)
	must(o.t, err)
	o.input = in
	o.statistics() // what is prepared changes no figure
	o.begin(len(o.members) - 1)
	var carried []string
	for _, m := range o.members {
		if m.Incumbent {
			carried = append(carried, m.Name)
		}
	}
	if !slices.Equal(carried, slices.Sorted(slices.Values(o.incumbent))) {
		o.t.Errorf("the roster carries %v, want %v", carried, o.incumbent)
	}
}

// congressDay elects a committee of three, and a secretary from it.
func (o *oracle) congressDay(candidates []congress.Member) {
	o.base, o.elected, o.rounds = len(o.members)-1, map[ballot.Office][]string{}, 0
	late := o.members[5 : 5+o.random.IntN(2)]
	if len(late) > 0 {
		o.attend(congress.AttendanceAbsent, late...)
		o.deduct(tally.AbsentWithConsent, late...)
		o.base -= len(late)
	}
	o.elect(ballot.Committee, 3, candidates, func() {
		if len(late) > 0 {
			o.attend(congress.AttendancePresent, late...)
			o.base += len(late)
		}
		if o.random.IntN(2) == 0 {
			must(o.t, o.s.TakeDuty(o.ctx, o.organiser, o.congress, o.members[len(o.members)-3].ID))
			o.appoint(o.members[6].ID, congress.DutyTeller, o.teller1)
		}
	})
	if heads := o.among(o.elected[ballot.Committee]); len(heads) == 3 && o.random.IntN(2) == 0 {
		o.elect(ballot.Secretary, 1, heads[:2], func() {})
	}
	o.close()
}

// among lists the members of these names.
func (o *oracle) among(names []string) []congress.Member {
	return slices.DeleteFunc(slices.Clone(o.members), func(m congress.Member) bool {
		return !slices.Contains(names, m.Name)
	})
}

// elect holds the ballots of an office, until its seats are filled or nobody can go on.
func (o *oracle) elect(office ballot.Office, seats int, candidates []congress.Member, afterTheFirst func()) {
	id, err := o.s.AddContest(o.ctx, o.organiser, o.congress, congress.ContestInput{Office: office, Seats: seats})
	must(o.t, err)
	for _, m := range candidates {
		must(o.t, o.s.Nominate(o.ctx, o.organiser, id, m.ID, congress.SourceCommittee, 0))
	}
	if o.random.IntN(4) == 0 {
		o.giveUp(id)
	}
	last := o.ballot(id, office, ballot.Ordinary, seats)
	afterTheFirst()
	v := o.contestView(id)
	for range 3 {
		kind, open, more := o.needsAnother(v, last, len(candidates), len(o.elected[office]))
		if !more {
			break
		}
		last = o.ballot(id, office, kind, open)
		v = o.contestView(id)
	}
	if v.Contest.Settled == congress.SettledNot && last.Next == tally.CongressDecides {
		must(o.t, o.s.SettleShort(o.ctx, o.presidium, id, congress.SettledShort, "Bầu thiếu"))
	}
}

func (o *oracle) close() {
	must(o.t, o.s.CloseWithReason(o.ctx, o.presidium, o.congress, "Bầu bí thư sau"))
	o.told()
}

// toTheBox is a round until its box is open. The papers in the box are
// sometimes counted wrongly, and corrected.
func (o *oracle) toTheBox(contest congress.ContestID, kind ballot.Kind) congress.RoundID {
	id, err := o.s.StartRound(o.ctx, o.organiser, contest, kind)
	must(o.t, err)
	must(o.t, o.s.Freeze(o.ctx, o.presidium, id, congress.CodeQR))
	o.print(id, o.base, 2)
	must(o.t, o.s.HandOut(o.ctx, o.chief, id, o.base, o.base))
	if o.random.IntN(3) > 0 {
		must(o.t, o.s.OpenBox(o.ctx, o.chief, id, congress.BoxInput{Returned: o.base, Unused: 2}))
		return id
	}
	must(o.t, o.s.OpenBox(o.ctx, o.chief, id, congress.BoxInput{Returned: o.base - 1, Unused: 2}))
	must(o.t, o.s.CorrectBallotAccount(o.ctx, o.chief, id, congress.PaperNumbers{HandedOut: o.base, Returned: o.base,
		Unused: 2}, "đếm sót một phiếu"))
	return id
}

// count enters the papers in two passes and seals. Sometimes a pass is typed
// wrongly, and superseded or settled by a third.
func (o *oracle) count(v congress.RoundView, papers []ballot.Marks) {
	id := v.Round.ID
	must(o.t, o.s.ChooseCounting(o.ctx, o.chief, id, congress.CountTwoPasses, ballot.DefaultSheaf, ""))
	wrong := slices.Clone(papers)
	flipped := []byte(wrong[0])
	flipped[0] ^= 1
	wrong[0] = ballot.Marks(flipped)
	switch o.random.IntN(4) {
	case 0: // found before the second pass
		o.accept(o.teller1, id, o.batchOf(v, congress.PassA, 1, 0, wrong...))
		must(o.t, o.s.Supersede(o.ctx, o.chief, id, congress.PassA, 1, "gõ nhầm"))
		again := o.batchOf(v, congress.PassA, 1, 0, papers...)
		again.ID += "-again"
		o.accept(o.teller1, id, again)
		o.accept(o.teller2, id, o.batchOf(v, congress.PassB, 1, 0, papers...))
	case 1: // found by the second pass
		o.accept(o.teller1, id, o.batchOf(v, congress.PassA, 1, 0, papers...))
		o.accept(o.teller2, id, o.batchOf(v, congress.PassB, 1, 0, wrong...))
		o.accept(o.teller3, id, o.batchOf(v, congress.PassC, 1, 0, papers...))
	default:
		o.accept(o.teller1, id, o.batchOf(v, congress.PassA, 1, 0, papers...))
		o.accept(o.teller2, id, o.batchOf(v, congress.PassB, 1, 0, papers...))
	}
	o.seal(id)
}

// ratified sends the dossier up and has it decided; then who was elected sits.
func (o *oracle) ratified() {
	must(o.t, o.program.Ratify.Submit(o.ctx, o.organiser, o.congress, ""))
	above := o.overview().Organisation.ParentID
	id, err := o.s.CreateAccount(o.ctx, congress.AccountInput{OrgID: above, Login: "superior." + string(o.congress),
		Name: "Đảng ủy", Role: congress.RoleSuperior, PasswordHash: "x"})
	must(o.t, err)
	superior, err := o.s.ActorOf(o.ctx, id)
	must(o.t, err)
	decided, err := o.program.Ratify.Decide(o.ctx, superior, o.congress, ratify.Resolution{Kind: ratify.DecideRatify,
		Decision: ratify.Decision{Number: fmt.Sprintf("%d-QĐ/ĐU", len(o.figures)*10+o.figures[o.input.Term].later),
			DecidedOn: o.input.HeldOn}})
	if must(o.t, err); !decided {
		o.t.Fatal("one person does not decide")
	}
	if o.input.Meeting != congress.MeetingByElection {
		o.sits, o.known = map[ballot.Office][]string{}, map[ballot.Office]bool{}
		o.known[ballot.Secretary] = len(o.elected[ballot.Committee]) > 0
	}
	for office, names := range o.elected {
		o.sits[office] = append(slices.Clone(o.sits[office]), names...)
		o.known[office] = o.known[office] || len(names) > 0
	}
	if len(o.sits[ballot.Committee]) > 0 {
		o.incumbent = slices.Clone(o.sits[ballot.Committee])
	}
	o.statistics()
	o.offices()
}

// byElection: somebody leaves the committee, and what is vacant is filled.
func (o *oracle) byElection() {
	o.clock.set("2025-09-01")
	if sitting := o.sits[ballot.Committee]; len(sitting) > 0 {
		gone := sitting[o.random.IntN(len(sitting))]
		o.leave(gone, "2025-08-01")
		for office, names := range o.sits {
			o.sits[office] = slices.DeleteFunc(names, func(name string) bool { return name == gone })
		}
		o.incumbent = slices.Clone(o.sits[ballot.Committee])
		o.offices()
	}
	o.meet(byElection("2025-09-01"))
	o.base, o.elected, o.rounds = len(o.members)-1, map[ballot.Office][]string{}, 0
	vacant := 3 - len(o.sits[ballot.Committee])
	free := slices.DeleteFunc(slices.Clone(o.members[:5]), func(m congress.Member) bool {
		return slices.Contains(o.sits[ballot.Committee], m.Name)
	})
	o.elect(ballot.Committee, vacant, free[:vacant+1], func() {})
	heads := o.among(append(slices.Clone(o.sits[ballot.Committee]), o.elected[ballot.Committee]...))
	committee := o.overview().Contests[0].Contest
	if len(o.sits[ballot.Secretary]) == 0 && len(heads) > 1 && committee.Settled != congress.SettledNot {
		o.elect(ballot.Secretary, 1, heads[:2], func() {})
	}
	o.close()
}

// nextTerm is the congress that ends the term.
func (o *oracle) nextTerm() {
	o.meet(congress.CongressInput{Title: "Đại hội Chi bộ Thử sau", Term: "2027–2030", HeldOn: "2027-03-01"})
	pool := slices.Clone(o.members[:5])
	out := o.random.IntN(len(pool))
	o.congressDay(slices.Delete(pool, out, out+1))
}

func (o *oracle) contestView(id congress.ContestID) congress.ContestView {
	for _, v := range o.overview().Contests {
		if v.Contest.ID == id {
			return v
		}
	}
	o.t.Fatal("no contest")
	return congress.ContestView{}
}
