package congress_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"kiemphieu/app"
	"kiemphieu/app/size"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/ratify/statistics"
	"kiemphieu/tally"
)

// oracle follows a whole day with arithmetic of its own, written from the law
// and not from the program: who is in the base, what every paper says, who has
// more than half. After every round the screen, the minutes, the statistics
// and in the end the bundle have to say the same.
type oracle struct {
	*hall
	random  *rand.Rand
	base    int                        // as the papers of the next round are handed out
	elected map[congress.MemberID]bool // to the committee
}

// T5: days at random, with late-comers, a ballot given up, a tie, a teller
// replaced, open seats.
func TestT5AWholeDayTellsOneTruth(t *testing.T) {
	t.Parallel()
	for n := range size.Pick(2, 16, 2000) {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			random := rand.New(rand.NewPCG(5, uint64(n))) //nolint:gosec // a seed, not a secret
			official := 11 + random.IntN(6)
			h := newHall(t, openProgram(t, app.Config{}), official, congress.CongressInput{Title: "Đại hội Chi bộ Thử",
				Term: "2025–2027", HeldOn: "2025-03-01", Profile: "190-QD/TW"})
			o := oracle{hall: h, random: random, base: official, elected: map[congress.MemberID]bool{}}
			o.run()
		})
	}
}

func (o *oracle) run() {
	late := o.members[5 : 5+o.random.IntN(2)]
	if len(late) > 0 {
		o.attend(congress.AttendanceAbsent, late...)
		o.deduct(tally.AbsentWithConsent, late...)
		o.base -= len(late)
	}
	committee := o.contest(ballot.Committee, 3, 4)
	if o.random.IntN(3) == 0 {
		o.giveUp(committee)
	}
	o.ballot(committee, ballot.Ordinary, 3, o.base)
	if len(late) > 0 {
		o.attend(congress.AttendancePresent, late...)
		o.base += len(late)
	}
	if o.random.IntN(2) == 0 {
		out := o.members[len(o.members)-3]
		must(o.t, o.s.TakeDuty(o.ctx, o.organiser, o.congress, out.ID))
		o.appoint(o.members[6].ID, congress.DutyTeller, o.teller1)
	}
	for range 3 {
		v := o.contestView(committee)
		last := o.view(v.Current().ID)
		if v.Contest.Settled != congress.SettledNot {
			break
		}
		kind := ballot.Ordinary
		if last.Outcome.Next == tally.TieBallot {
			kind = ballot.TieBreak
		} else if 4-len(o.elected) <= v.OpenSeats() { // without surplus, no list of a committee
			break
		}
		o.ballot(committee, kind, v.OpenSeats(), o.base)
	}
	if o.contestView(committee).Contest.Settled == congress.SettledNot &&
		o.view(o.contestView(committee).Current().ID).Outcome.Next == tally.CongressDecides {
		must(o.t, o.s.SettleShort(o.ctx, o.presidium, committee, congress.SettledShort, "Bầu thiếu"))
	}
	must(o.t, o.s.CloseWithReason(o.ctx, o.presidium, o.congress, "Bầu bí thư sau"))
	verified(o.t, o.export())
	o.statistics()
}

func (o *oracle) contestView(id congress.ContestID) congress.ContestView {
	o.t.Helper()
	for _, v := range o.overview().Contests {
		if v.Contest.ID == id {
			return v
		}
	}
	o.t.Fatal("no contest")
	return congress.ContestView{}
}

// ballot holds a ballot of random papers and compares what came out.
func (o *oracle) ballot(contest congress.ContestID, kind ballot.Kind, seats, base int) {
	o.t.Helper()
	present := o.base
	id := o.round(contest, kind, congress.CodeQR, present)
	list := o.view(id).Definition.List.Candidates
	votes, valid := make([]int, len(list)), 0
	var papers []ballot.Marks
	for range present {
		marks, given := make([]byte, len(list)), 0
		for i := range marks {
			marks[i] = byte('0' + o.random.IntN(2))
			given += int(marks[i] - '0')
		}
		if given > 0 && given <= seats {
			valid++
			for i := range marks {
				votes[i] += int(marks[i] - '0')
			}
		}
		papers = append(papers, ballot.Marks(marks))
	}
	v := o.decide(id, papers...)
	wanted := o.chosen(list, votes, seats, base, kind)
	var got []string
	for _, who := range v.Outcome.Elected {
		got = append(got, who)
		o.elected[congress.MemberID(who)] = true
	}
	if !slices.Equal(got, wanted) || v.Outcome.Base != base || v.Outcome.Valid != valid {
		o.t.Fatalf("votes %v of %d: elected %v, want %v; base %d, valid %d, want %d", votes, base, got, wanted,
			v.Outcome.Base, v.Outcome.Valid, valid)
	}
	text := o.spoken(id)
	for i, c := range list {
		hundredths := (votes[i]*20000 + base) / (2 * base)
		said := fmt.Sprintf("%s\t%d\t%d/%d = %d,%02d%%", c.Name, votes[i], votes[i], base, hundredths/100,
			hundredths%100)
		if !strings.Contains(text, said) {
			o.t.Errorf("the minutes do not say %q", said)
		}
	}
	for _, said := range []string{fmt.Sprintf("Số phiếu hợp lệ: %d. Số phiếu không hợp lệ: %d", valid, present-valid),
		fmt.Sprintf("Có mặt tại thời điểm bầu: %d", present)} {
		if !strings.Contains(text, said) {
			o.t.Errorf("the minutes do not say %q", said)
		}
	}
}

// chosen says who is elected: by votes, each above half (or, among those tied,
// with a vote at all), and nobody of those level at the last seat.
func (o *oracle) chosen(list []ballot.Candidate, votes []int, seats, base int, kind ballot.Kind) []string {
	type one struct {
		id string
		n  int
	}
	var able []one
	for i, c := range list {
		if votes[i] > base-votes[i] || kind == ballot.TieBreak && votes[i] > 0 {
			able = append(able, one{c.ID, votes[i]})
		}
	}
	slices.SortStableFunc(able, func(a, b one) int { return cmp.Compare(b.n, a.n) })
	var ids []string
	for _, who := range able {
		level, above := 0, 0
		for _, other := range able {
			if other.n > who.n {
				above++
			} else if other.n == who.n {
				level++
			}
		}
		if above+level <= seats {
			ids = append(ids, who.id)
		}
	}
	return ids
}

// statistics of the cell are those of the day.
func (o *oracle) statistics() {
	o.t.Helper()
	s, err := o.program.Statistics.Of(context.Background(), o.overview().Organisation.Path, statistics.Filter{})
	must(o.t, err)
	women := 0
	for _, m := range o.members {
		if o.elected[m.ID] && m.Female {
			women++
		}
	}
	if s.N("elected") != len(o.elected) || s.N("women") != women || s.N("open_seats") != 3-len(o.elected) {
		o.t.Errorf("statistics say %d elected, %d women, %d open; the day %d, %d, %d", s.N("elected"), s.N("women"),
			s.N("open_seats"), len(o.elected), women, 3-len(o.elected))
	}
}
