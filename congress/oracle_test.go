package congress_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/ratify/statistics"
	"kiemphieu/tally"
)

// oracle follows a cell through its days with arithmetic of its own, written
// from the law and not from the program: who is in the base, what every paper
// says, who has more than half, who sits and who is elected again. After every
// round, meeting and decision the screen, the minutes, the statistics, the
// dossier, the bundle and the book of offices have to say the same. People are
// known by name, which goes from roster to roster.
type oracle struct {
	*hall
	random *rand.Rand
	clock  *clock
	whole  bool // the papers of every round are read, and not of the last alone

	input   congress.CongressInput // of the meeting that goes on
	base    int                    // as the papers of its next round are handed out
	elected map[ballot.Office][]string
	rounds  int // sealed

	path      string                     // of the cell
	sits      map[ballot.Office][]string // by what was decided until now
	known     map[ballot.Office]bool     // it was kept who held this office in the term that ends
	incumbent []string                   // as the roster says
	figures   map[string]figures         // by term
}

// figures of a term are those of its congress, and apart from them what
// by-elections added.
type figures struct{ elected, again, women, open, secretaries, later int }

// chosen says who is elected: by votes, each above half (or, among those tied,
// with a vote at all), and nobody of those level at the last seat.
func chosen(list []ballot.Candidate, votes []int, seats, base int, kind ballot.Kind) []string {
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

// ballot holds a ballot of random papers and compares what came out.
func (o *oracle) ballot(contest congress.ContestID, office ballot.Office, kind ballot.Kind,
	seats int) tally.Outcome {
	id := o.toTheBox(contest, kind)
	v := o.view(id)
	list := v.Definition.List.Candidates
	votes, valid := make([]int, len(list)), 0
	var papers []ballot.Marks
	for range o.base {
		marks, given := o.paper(len(list), seats)
		if given > 0 && given <= seats {
			valid++
			for i := range marks {
				votes[i] += int(marks[i] - '0')
			}
		}
		papers = append(papers, ballot.Marks(marks))
	}
	o.count(v, papers)
	wanted := chosen(list, votes, seats, o.base, kind)
	v = o.view(id)
	if !slices.Equal(v.Outcome.Elected, wanted) || v.Outcome.Base != o.base || v.Outcome.Valid != valid {
		o.t.Fatalf("votes %v of %d: elected %v, want %v; base %d, valid %d, want %d", votes, o.base, v.Outcome.Elected,
			wanted, v.Outcome.Base, v.Outcome.Valid, valid)
	}
	o.rounds++
	var names []string
	for _, c := range list {
		if slices.Contains(wanted, c.ID) {
			names = append(names, c.Name)
		}
	}
	o.elected[office] = append(o.elected[office], names...)
	if o.whole {
		o.minutes(id, list, votes, valid, office, names)
	}
	return *v.Outcome
}

// paper marks one paper: mostly by a common opinion, so that somebody is elected.
func (o *oracle) paper(names, seats int) (marks []byte, given int) {
	marks = []byte(strings.Repeat("0", names))
	common := o.random.IntN(3) > 0
	for i := range marks {
		if o.random.IntN(2) == 0 || common && i < seats {
			marks[i] = '1'
			given++
		}
	}
	for i := names - 1; common && given > seats; i-- {
		given -= int(marks[i] - '0')
		marks[i] = '0'
	}
	return marks, given
}

// minutes of a round say every vote, the account and who was elected again.
func (o *oracle) minutes(id congress.RoundID, list []ballot.Candidate, votes []int, valid int, office ballot.Office,
	names []string) {
	text := o.spoken(id)
	want := []string{
		fmt.Sprintf("Số phiếu hợp lệ: %d. Số phiếu không hợp lệ: %d", valid, o.base-valid),
		fmt.Sprintf("Có mặt tại thời điểm bầu: %d", o.base),
		fmt.Sprintf("Số phiếu phát ra: %d (trong đó đổi phiếu hỏng: 0). Số phiếu thu về: %d.", o.base, o.base),
		fmt.Sprintf("Trong đó: trúng cử %d đồng chí; %s; nữ %d", len(names), o.again(office, names), o.women(names)),
	}
	for i, c := range list {
		hundredths := (votes[i]*20000 + o.base) / (2 * o.base)
		want = append(want, fmt.Sprintf("%s\t%d\t%d/%d = %d,%02d%%", c.Name, votes[i], votes[i], o.base,
			hundredths/100, hundredths%100))
	}
	for _, said := range want {
		if len(names) == 0 && strings.HasPrefix(said, "Trong đó") {
			continue
		}
		if !strings.Contains(text, said) {
			o.t.Errorf("the minutes do not say %q in\n%s", said, text)
		}
	}
}

// again is what minutes say of those elected who held the office before.
func (o *oracle) again(office ballot.Office, names []string) string {
	before := o.sits[office]
	if office == ballot.Committee {
		before = o.incumbent
	} else if !o.known[office] {
		if len(names) == 0 {
			return "tái cử 0; tham gia lần đầu 0"
		}
		return "tái cử: chưa rõ"
	}
	n := len(both(names, before))
	return fmt.Sprintf("tái cử %d; tham gia lần đầu %d", n, len(names)-n)
}

// both lists the names that are in both lists.
func both(a, b []string) (in []string) {
	for _, name := range a {
		if slices.Contains(b, name) {
			in = append(in, name)
		}
	}
	return in
}

func (o *oracle) women(names []string) (n int) {
	for _, m := range o.members {
		if m.Female && slices.Contains(names, m.Name) {
			n++
		}
	}
	return n
}

// told compares all that tells of the meeting once it is over.
func (o *oracle) told() {
	committee, secretary := o.elected[ballot.Committee], o.elected[ballot.Secretary]
	f := o.figures[o.input.Term]
	if o.input.Meeting == congress.MeetingByElection {
		f.later += len(committee)
	} else {
		f = figures{elected: len(committee), again: len(both(committee, o.incumbent)), women: o.women(committee),
			open: 3 - len(committee), secretaries: len(secretary)}
	}
	o.figures[o.input.Term] = f
	o.statistics()
	dossier, err := o.program.Ratify.DossierOf(o.ctx, o.congress)
	must(o.t, err)
	if len(dossier.Reports) != o.rounds {
		o.t.Errorf("%d reports of %d rounds", len(dossier.Reports), o.rounds)
	}
	for _, c := range dossier.Failed() {
		o.t.Errorf("a lawful day fails at the superior's: %+v", c)
	}
	b, _ := verified(o.t, o.export())
	for what, rows := range map[string][]congress.Elected{"dossier": officialsOf(dossier.Overview), "bundle": b.Elected,
		"screen": officialsOf(o.overview())} {
		for _, office := range []ballot.Office{ballot.Committee, ballot.Secretary} {
			if got := o.named(rows, office); !slices.Equal(got, slices.Sorted(slices.Values(o.elected[office]))) {
				o.t.Errorf("%s says %v of the %s, want %v", what, got, office, o.elected[office])
			}
		}
	}
}

func officialsOf(o congress.Overview) (all []congress.Elected) {
	for _, v := range o.Contests {
		all = append(all, v.Official()...)
	}
	return all
}

// named lists who is among these rows in an office, by name.
func (o *oracle) named(rows []congress.Elected, office ballot.Office) (names []string) {
	for _, e := range rows {
		if e.Office == office {
			at := slices.IndexFunc(o.members, func(m congress.Member) bool { return m.ID == e.MemberID })
			names = append(names, o.members[at].Name)
		}
	}
	slices.Sort(names)
	return names
}

// statistics of every term are those of its days, whatever came after.
func (o *oracle) statistics() {
	for term, want := range o.figures {
		s, err := o.program.Statistics.Of(o.ctx, o.path, statistics.Filter{Term: term})
		must(o.t, err)
		got := figures{s.N("elected"), s.N("reelected"), s.N("women"), s.N("open_seats"), s.N("secretaries"),
			s.N("in_term_elected")}
		if got != want {
			o.t.Errorf("statistics of %s say %+v, the days %+v", term, got, want)
		}
	}
}

// offices in force are those that were decided.
func (o *oracle) offices() {
	v, err := o.s.OfficesOf(o.ctx, o.org)
	must(o.t, err)
	for _, office := range []ballot.Office{ballot.Committee, ballot.Secretary} {
		var got []string
		for _, m := range v.InForce() {
			if m.Office == office {
				got = append(got, m.Name)
			}
		}
		slices.Sort(got)
		if want := slices.Sorted(slices.Values(o.sits[office])); !slices.Equal(got, want) {
			o.t.Errorf("in office as %s are %v, want %v", office, got, want)
		}
	}
}

// needsAnother reports in what way the contest may be voted on again.
func (o *oracle) needsAnother(v congress.ContestView, last tally.Outcome, names, got int) (kind ballot.Kind, seats int,
	more bool) {
	if v.Contest.Settled != congress.SettledNot {
		return "", 0, false
	}
	if last.Next == tally.TieBallot {
		return ballot.TieBreak, v.OpenSeats(), true
	}
	// without surplus, no list of a committee
	return ballot.Ordinary, v.OpenSeats(), names-got > v.OpenSeats()
}
