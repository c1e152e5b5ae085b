package congress_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"testing"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/app/size"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/demo"
	"kiemphieu/ratify"
	"kiemphieu/ratify/statistics"
)

// wardCell is a cell of the ward of S0, and how the ward reads as its days go on.
type wardCell struct {
	*hall
	ward     *apptest.Ward
	superior congress.Actor
	numbers  int // of decisions
}

const wardTerm = "2022–2025"

func actorOf(t *testing.T, w *apptest.Ward, login string) congress.Actor {
	t.Helper()
	account, err := w.Congress.AccountByLogin(context.Background(), login)
	must(t, err)
	by, err := w.Congress.ActorOf(context.Background(), account.ID)
	must(t, err)
	return by
}

// cellOf is a cell of the ward with the congress that it held.
func cellOf(t *testing.T, w *apptest.Ward, number int) *wardCell {
	t.Helper()
	login := func(name string) congress.Actor { return actorOf(t, w, fmt.Sprintf("cb%02d.%s", number, name)) }
	h := &hall{t: t, ctx: context.Background(), program: w.Program, s: w.Congress,
		tokens: map[congress.RoundID][]ballot.Token{}, organiser: login("capuy"), presidium: login("chutich"),
		chief: login("truongban"), teller1: login("kiemphieu1"), teller2: login("kiemphieu2")}
	h.org = h.organiser.OrgID
	id, err := h.s.CreateAccount(h.ctx, congress.AccountInput{OrgID: h.org, Login: fmt.Sprintf("cb%02d.ba", number),
		Name: "Người thứ ba", Role: congress.RoleTeller, PasswordHash: "x"})
	must(t, err)
	h.teller3, err = h.s.ActorOf(h.ctx, id)
	must(t, err)
	all, err := h.s.CongressesUnder(h.ctx, "/")
	must(t, err)
	at := slices.IndexFunc(all, func(c congress.Congress) bool { return c.OrgID == h.org && !c.Rehearsal })
	h.congress = all[at].ID
	h.reload()
	return &wardCell{hall: h, ward: w, superior: actorOf(t, w, "danguy"), numbers: 500 + 20*number}
}

// on sets the clock of the ward to the morning of a day.
func (c *wardCell) on(day congress.Date) {
	midnight, _ := day.Midnight()
	*c.ward.Demo.Clock = *demo.ClockAt(midnight.Add(8 * 3600e9))
}

// reads holds what the ward reads against the report: in its term, and of all
// terms where nothing newer was held.
func (c *wardCell) reads(when string, newest bool) {
	c.t.Helper()
	filters := []statistics.Filter{{Term: wardTerm}}
	if newest {
		filters = append(filters, statistics.Filter{})
	}
	for _, filter := range filters {
		s, err := c.ward.Statistics.Of(c.ctx, c.superior.OrgPath, filter)
		must(c.t, err)
		if got := fmt.Sprint(s.N("elected"), s.N("reelected"), s.N("new"), s.N("women"),
			s.N("seats")); got != "39 24 15 9 39" {
			c.t.Errorf("%s, %+v: the ward reads %s", when, filter, got)
		}
	}
	if !newest {
		return
	}
	sum, err := c.ward.Ratify.SummaryOf(c.ctx, c.superior.OrgPath, nil)
	must(c.t, err)
	total, err := c.ward.Ratify.TotalOf(c.ctx, c.superior.OrgPath)
	must(c.t, err)
	want := ratify.Total{Cells: 11, Held: 11, Ratified: 11, Pilots: 2, Seats: 39, Elected: 39, Reelected: 24, New: 15,
		Female: 9}
	if sum != want || total != want {
		c.t.Errorf("%s: the summary reads %+v, its sums %+v", when, sum, total)
	}
}

// prepareNext sets up a meeting with the roster of the congress that was held.
func (c *wardCell) prepareNext(in congress.CongressInput) {
	c.t.Helper()
	c.on(in.HeldOn)
	c.readyOn = in.HeldOn
	in.RosterOf = c.congress
	var err error
	c.congress, err = c.s.CreateCongress(c.ctx, c.organiser, c.org, in)
	must(c.t, err)
	c.reload()
	c.begin(len(slices.DeleteFunc(slices.Clone(c.members), func(m congress.Member) bool { return !m.Official })))
}

// decideOn has the superior decide about the dossier.
func (c *wardCell) decideOn(kind ratify.DecisionKind, day congress.Date) {
	c.t.Helper()
	c.numbers++
	decided, err := c.ward.Ratify.Decide(c.ctx, c.superior, c.congress, ratify.Resolution{Kind: kind,
		Decision: ratify.Decision{Number: fmt.Sprintf("%d-QĐ/ĐU", c.numbers), DecidedOn: day, Reason: "vi phạm"}})
	if must(c.t, err); !decided {
		c.t.Fatal("one person does not decide")
	}
}

// put adds a contest for the committee with its candidates.
func (c *wardCell) put(seats int, candidates []congress.Member) congress.ContestID {
	c.t.Helper()
	contest := c.contest(ballot.Committee, seats, 0)
	for _, m := range candidates {
		must(c.t, c.s.Nominate(c.ctx, c.organiser, contest, m.ID, congress.SourceCommittee, 0))
	}
	return contest
}

// elect holds one ballot at which all vote for all but the last of the list.
func (c *wardCell) elect(contest congress.ContestID) {
	c.t.Helper()
	present := c.overview().Head.Present
	id := c.round(contest, ballot.Ordinary, congress.CodeQR, present)
	marks := bytes.Repeat([]byte{'1'}, len(c.view(id).Definition.List.Candidates))
	marks[len(marks)-1] = '0'
	must(c.t, c.s.ChooseCounting(c.ctx, c.chief, id, congress.CountTwoPasses, ballot.DefaultSheaf, 0, ""))
	first := 0
	for i, size := range ballot.Sheaves(present, ballot.DefaultSheaf) {
		for pass, by := range map[congress.Pass]congress.Actor{congress.PassA: c.teller1, congress.PassB: c.teller2} {
			c.accept(by, id, c.batch(id, pass, i+1, first, repeat(size, ballot.Marks(marks))...))
		}
		first += size
	}
	c.seal(id)
}

// T8: the ward of S0 reads 39 elected, 24 reelected, 15 new, 9 women through
// everything that comes after in its cells: a congress in preparation that is
// put off, by-elections with a cancelled round, ratified and annulled, and the
// next term, after which the term that ended still reads so.
func TestT8TheWardStaysAsReported(t *testing.T) {
	size.Long(t)
	t.Parallel()
	w := apptest.OpenFinishedWard(t, app.Config{})
	c := cellOf(t, w, 1)
	c.reads("at the end of the campaign", true)
	held := c.congress
	seats := c.contestSeats()
	v, err := c.s.OfficesOf(c.ctx, c.org)
	must(t, err)
	gone := slices.IndexFunc(v.InForce(), func(m congress.Mandate) bool {
		return m.Office == ballot.Committee && !slices.ContainsFunc(v.InForce(), func(o congress.Mandate) bool {
			return o.Name == m.Name && o.Office != m.Office
		})
	})
	c.on("2023-09-01")
	c.leave(v.InForce()[gone].Name, "2023-08-01")
	for n, kind := range []ratify.DecisionKind{ratify.DecideAnnul, ratify.DecideRatify} {
		c.congress = held
		day := congress.Date(fmt.Sprintf("2023-1%d-05", n))
		c.prepareNext(congress.CongressInput{Meeting: congress.MeetingByElection, Title: "Hội nghị bầu bổ sung",
			Term: wardTerm, HeldOn: day, Profile: "244-QD/TW"})
		c.reads("a by-election is prepared", true)
		c.elect(c.put(1, c.members[seats+1:seats+3]))
		must(t, c.s.Close(c.ctx, c.presidium, c.congress))
		c.reads("a by-election was held", true)
		must(t, c.ward.Ratify.Submit(c.ctx, c.organiser, c.congress, ""))
		c.decideOn(kind, day)
		c.reads(string(kind), true)
	}

	other := cellOf(t, w, 2)
	other.prepareNext(congress.CongressInput{Title: "Đại hội sau", Term: "2025–2027", HeldOn: "2025-06-10",
		Profile: "190-QD/TW"})
	other.reads("the next congress is prepared", true)
	must(t, other.s.Postpone(other.ctx, other.organiser, other.congress, "bão"))
	other.reads("and put off", true)
	must(t, other.s.Resume(other.ctx, other.organiser, other.congress))
	seats = 3
	contest := other.put(seats, other.members[:seats+1])
	round, err := other.s.StartRound(other.ctx, other.organiser, contest, ballot.Ordinary)
	must(t, err)
	must(t, other.s.Freeze(other.ctx, other.presidium, round, congress.CodeQR))
	other.reads("its list is frozen", true)
	must(t, other.s.Cancel(other.ctx, other.presidium, round, "in sai"))
	other.reads("its round was cancelled", true)
	other.elect(contest)
	other.reads("its committee is elected", true)
	must(t, other.s.CloseWithReason(other.ctx, other.presidium, other.congress, "Bầu bí thư sau"))
	other.reads("it is over", false)
	must(t, other.ward.Ratify.Submit(other.ctx, other.organiser, other.congress, ""))
	other.decideOn(ratify.DecideRatify, "2025-06-10")
	other.reads("it was ratified", false)
	s, err := w.Statistics.Of(other.ctx, other.superior.OrgPath, statistics.Filter{Term: "2025–2027"})
	must(t, err)
	if s.N("elected") != seats || s.N("cells") != 11 {
		t.Errorf("the next term reads %d elected in %d cells", s.N("elected"), s.N("cells"))
	}
}

// contestSeats is the size of the committee that the cell elected.
func (c *wardCell) contestSeats() int { return c.overview().Contests[0].Contest.Seats }
