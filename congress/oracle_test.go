package congress_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
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

	input    congress.CongressInput // of the meeting that goes on
	summoned int                    // official members, without those suspended before
	base     int                    // as the papers of its next round are handed out
	present  int                    // likewise
	elected  map[ballot.Office][]string
	seats    map[ballot.Office]int
	rounds   int                         // sealed
	replaced []string                    // what minutes say of an officer who was
	read     map[congress.RoundID]string // minutes of the rounds of all meetings, as they were read first

	path      string                     // of the cell
	sits      map[ballot.Office][]string // by what was decided until now
	known     map[ballot.Office]bool     // it was kept who held this office in the term that ends
	incumbent []string                   // as the roster says
	figures   map[string]figures         // by term
	decisions int
}

// figures of a term are those of its congress, and apart from them what
// by-elections added.
type figures struct{ elected, again, women, open, secretaries, deputies, delegates, alternates, later int }

// offices that are followed.
func offices() []ballot.Office {
	return []ballot.Office{ballot.Committee, ballot.Secretary, ballot.Deputy, ballot.Delegates, ballot.Alternates}
}

// chosen says who is elected: by votes, each above half (or, among those tied,
// with a vote at all), and nobody of those level at the last seat.
func chosen(list []ballot.Candidate, votes []int, seats, base int, kind ballot.Kind) []string {
	var able []string
	for i, c := range list {
		if votes[i] > base-votes[i] || kind == ballot.TieBreak && votes[i] > 0 {
			able = append(able, c.ID)
		}
	}
	return first(list, votes, able, seats)
}

// first takes so many by votes, and nobody of those level at the last place.
func first(list []ballot.Candidate, votes []int, able []string, places int) []string {
	of := func(id string) int {
		return votes[slices.IndexFunc(list, func(c ballot.Candidate) bool { return c.ID == id })]
	}
	able = slices.SortedStableFunc(slices.Values(able), func(a, b string) int { return cmp.Compare(of(b), of(a)) })
	var ids []string
	for _, who := range able {
		n := 0 // who have as many or more
		for _, other := range able {
			if of(other) >= of(who) {
				n++
			}
		}
		if n <= places {
			ids = append(ids, who)
		}
	}
	return ids
}

// result is what the papers of a round say, added up here.
type result struct {
	list                       []ballot.Candidate
	votes, disagree, uncounted []int
	valid                      int
	reasons                    map[ballot.Reason]int
}

func (r *result) add(list ballot.List, m ballot.Marks) {
	if reason := misread(list, m); reason != "" {
		r.reasons[reason]++
		return
	}
	r.valid++
	for i, mark := range m {
		switch mark {
		case '1', '+':
			r.votes[i]++
		case '-':
			r.disagree[i]++
		case '*', '.':
			r.uncounted[i]++
		}
	}
}

// misread says why a paper is invalid, "" where it is not.
func misread(list ballot.List, m ballot.Marks) ballot.Reason {
	given := strings.Count(string(m), "1") + strings.Count(string(m), "+")
	one := len(list.Candidates) == 1
	switch {
	case m[0] == '!':
		return ballot.Reason(m[1:])
	case one && m == "*":
		return ballot.BothBoxes
	case one && m == ".":
		return ballot.NoBox
	case given > list.Seats:
		return ballot.TooMany
	case given == 0 && !one:
		return ballot.VotesNobody
	}
	return ""
}

func (r *result) invalid() (n int) {
	for _, m := range r.reasons {
		n += m
	}
	return n
}

// why lists the reasons as minutes do.
func (r *result) why() string {
	var all []string
	for _, reason := range ballot.Reasons() {
		if n := r.reasons[reason]; n > 0 {
			all = append(all, fmt.Sprintf("%s: %d", map[ballot.Reason]string{
				ballot.NotIssued: "không do ban kiểm phiếu phát ra",
				ballot.WrittenIn: "viết thêm tên hoặc nội dung khác",
				ballot.Signed:    "có chữ ký", ballot.ExtraMark: "đánh dấu riêng hoặc dùng nhiều loại mực",
				ballot.Unreadable: "không xác định được bầu cho ai", ballot.BothBoxes: "đánh dấu cả hai ô",
				ballot.NoBox: "không đánh dấu ô nào", ballot.TooMany: "bầu quá số lượng",
				ballot.VotesNobody: "không bầu cho ai"}[reason], n))
		}
	}
	if all == nil {
		return ""
	}
	return " (" + strings.Join(all, "; ") + ")"
}

// ballot holds a ballot of random papers and compares what came out.
func (o *oracle) ballot(k *contested, kind ballot.Kind) tally.Outcome {
	office := k.electing()
	box := o.toTheBox(k.id, kind)
	v := o.view(box.id)
	list := v.Definition.List
	r := readPapers(list)
	var papers []ballot.Marks
	for i := range box.returned {
		m := o.paper(list)
		if box.foreign && i == 0 {
			m = ballot.Defective(ballot.NotIssued)
		}
		r.add(list, m)
		papers = append(papers, m)
	}
	how := o.count(v, box, papers, r)
	wanted := chosen(list.Candidates, r.votes, list.Seats, o.base, kind)
	v = o.view(box.id)
	if !slices.Equal(slices.Sorted(slices.Values(v.Outcome.Elected)), slices.Sorted(slices.Values(wanted))) ||
		v.Outcome.Base != o.base || v.Outcome.Valid != r.valid {
		o.t.Fatalf("votes %v of %d: elected %v, want %v; base %d, valid %d, want %d", r.votes, o.base,
			v.Outcome.Elected, wanted, v.Outcome.Base, v.Outcome.Valid, r.valid)
	}
	o.rounds++
	names := namesOf(list.Candidates, wanted)
	k.filled(r, kind, o.base, names)
	o.elected[office] = append(o.elected[office], names...)
	if office == ballot.Delegates {
		o.elected[ballot.Alternates] = slices.Clone(k.alternates)
	}
	if o.whole {
		o.minutes(box, r, office, names, how)
		o.step()
	}
	return *v.Outcome
}

// contested is a contest as it is followed here, with the names of those elected.
type contested struct {
	id            congress.ContestID
	office        ballot.Office
	seats, places int // of the office, and beside them for alternates
	names         int // on the first list
	officials     []string
	alternates    []string
	ordinary      *result // of the last ballot that was none among the tied
	base          int     // likewise
}

// electing is what its next ballot elects.
func (k *contested) electing() ballot.Office {
	if k.office == ballot.Delegates && len(k.officials) == k.seats {
		return ballot.Alternates
	}
	return k.office
}

// filled notes who a ballot elected; once the last official seat of a joint
// list is filled, who is left over from its last ordinary ballot with more than
// half is an alternate.
func (k *contested) filled(r *result, kind ballot.Kind, base int, names []string) {
	if k.electing() == ballot.Alternates {
		k.alternates = append(k.alternates, names...)
		return
	}
	k.officials = append(k.officials, names...)
	if kind == ballot.Ordinary {
		k.ordinary, k.base = r, base
	}
	if k.places == 0 || len(k.officials) < k.seats {
		return
	}
	var able []string
	for i, c := range k.ordinary.list {
		if k.ordinary.votes[i] > k.base-k.ordinary.votes[i] && !slices.Contains(k.officials, c.Name) {
			able = append(able, c.ID)
		}
	}
	k.alternates = namesOf(k.ordinary.list, first(k.ordinary.list, k.ordinary.votes, able, k.places))
}

// readPapers begins to add up the papers of a list.
func readPapers(list ballot.List) *result {
	n := len(list.Candidates)
	return &result{list: list.Candidates, votes: make([]int, n), disagree: make([]int, n), uncounted: make([]int, n),
		reasons: map[ballot.Reason]int{}}
}

func namesOf(list []ballot.Candidate, ids []string) (names []string) {
	for _, c := range list {
		if slices.Contains(ids, c.ID) {
			names = append(names, c.Name)
		}
	}
	return names
}

// paper marks one paper: mostly by a common opinion, so that somebody is elected.
func (o *oracle) paper(list ballot.List) ballot.Marks {
	if o.random.IntN(16) == 0 {
		return ballot.Defective([]ballot.Reason{ballot.WrittenIn, ballot.Signed, ballot.ExtraMark,
			ballot.Unreadable}[o.random.IntN(4)])
	}
	names := len(list.Candidates)
	if names == list.Seats {
		marks := make([]byte, names)
		for i := range marks {
			marks[i] = "++++-+-+*."[o.random.IntN(10)]
		}
		return ballot.Marks(marks)
	}
	marks, given := []byte(strings.Repeat("0", names)), 0
	common := o.random.IntN(3) > 0
	for i := range marks {
		if o.random.IntN(2) == 0 || common && i < list.Seats {
			marks[i] = '1'
			given++
		}
	}
	for i := names - 1; common && given > list.Seats; i-- {
		given -= int(marks[i] - '0')
		marks[i] = '0'
	}
	return ballot.Marks(marks)
}

// minutes of a round say every vote, the account, how it was counted and who
// was elected again.
func (o *oracle) minutes(b box, r *result, office ballot.Office, names []string, how string) {
	text := o.spoken(b.id)
	want := []string{
		fmt.Sprintf("Tổng số đảng viên để tính kết quả bầu cử: %d – %d = %d", o.summoned, o.summoned-o.base, o.base),
		fmt.Sprintf("Số phiếu hợp lệ: %d. Số phiếu không hợp lệ: %d%s.", r.valid, r.invalid(), r.why()),
		fmt.Sprintf("Có mặt tại thời điểm bầu: %d; vắng mặt tại thời điểm bầu: %d", o.present, o.summoned-o.present),
		fmt.Sprintf("Số phiếu phát ra: %d (trong đó đổi phiếu hỏng: %d). Số phiếu thu về: %d.", o.present+b.exchanged,
			b.exchanged, b.returned),
		how + ".\n",
	}
	if len(names) > 0 {
		want = append(want, fmt.Sprintf("Trong đó: trúng cử %d đồng chí; %s; nữ %d", len(names),
			o.again(office, names), o.women(names)))
	}
	want = append(want, o.replaced...)
	if b.why != "" {
		want = append(want, "xác nhận: "+b.why+".")
	}
	boxes := o.view(b.id).Definition.Style == ballot.AgreeDisagree
	for i, c := range r.list {
		hundredths := (r.votes[i]*20000 + o.base) / (2 * o.base)
		row := fmt.Sprintf("%s\t%d\t", c.Name, r.votes[i])
		if boxes {
			row += fmt.Sprintf("%d\t%d\t", r.disagree[i], r.uncounted[i])
		}
		want = append(want, fmt.Sprintf("%s%d/%d = %d,%02d%%", row, r.votes[i], o.base, hundredths/100, hundredths%100))
	}
	for _, said := range want {
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

// step compares all that tells of the meeting while it goes on and afterwards:
// the screen, the minutes of every round as they were read first, the
// statistics and the dossier.
func (o *oracle) step() {
	view := o.overview()
	if view.Head.Base != o.base || view.Head.Present != o.present || view.Head.Summoned() != o.summoned {
		o.t.Errorf("the screen counts %+v, the day %d of %d, %d present", view.Head, o.base, o.summoned, o.present)
	}
	o.people("screen", officialsOf(view))
	o.statistics()
	dossier, err := o.program.Ratify.DossierOf(o.ctx, o.congress)
	must(o.t, err)
	o.people("dossier", officialsOf(dossier.Overview))
	if len(dossier.Reports) != o.rounds {
		o.t.Errorf("%d reports of %d rounds", len(dossier.Reports), o.rounds)
	}
	for _, c := range dossier.Failed() {
		o.t.Errorf("a lawful day fails at the superior's: %+v", c)
	}
	for _, r := range dossier.Reports {
		r.After = nil // the lines that may come after the seal
		o.same(r)
	}
}

// same compares the minutes of a round with what they were.
func (o *oracle) same(r congress.Report) {
	text := minutes.Count(r).Text()
	if was, ok := o.read[r.Round.ID]; ok && was != text {
		o.t.Errorf("minutes of yesterday have changed from\n%s\nto\n%s", was, text)
	}
	o.read[r.Round.ID] = text
}

// people compares who is elected to every office.
func (o *oracle) people(what string, rows []congress.Elected) {
	for _, office := range offices() {
		if got := o.named(rows, office); !slices.Equal(got, slices.Sorted(slices.Values(o.elected[office]))) {
			o.t.Errorf("%s says %v of the %s, want %v", what, got, office, o.elected[office])
		}
	}
}

// told compares all that tells of the meeting once it is over.
func (o *oracle) told() {
	committee := o.elected[ballot.Committee]
	f := o.figures[o.input.Term]
	if o.input.Meeting == congress.MeetingByElection {
		f.later += len(committee)
	} else {
		f = figures{elected: len(committee), again: len(both(committee, o.incumbent)), women: o.women(committee),
			open: o.seats[ballot.Committee] - len(committee), secretaries: len(o.elected[ballot.Secretary]),
			deputies: len(o.elected[ballot.Deputy]), delegates: len(o.elected[ballot.Delegates]),
			alternates: len(o.elected[ballot.Alternates])}
	}
	o.figures[o.input.Term] = f
	o.step()
	b, _ := verified(o.t, o.export())
	o.people("bundle", b.Elected)
	o.sent()
}

// sent is what goes up: everybody elected once, and nobody else who stood.
func (o *oracle) sent() {
	dossier, err := o.program.Ratify.DossierOf(o.ctx, o.congress)
	must(o.t, err)
	text := minutes.Submission(dossier.OnPaper()).Text()
	var up []string
	for _, office := range []ballot.Office{ballot.Committee, ballot.Secretary, ballot.Deputy} {
		up = append(up, o.elected[office]...)
	}
	for _, m := range o.members[:5] {
		want := 0
		if slices.Contains(up, m.Name) {
			want = 1
		}
		if got := strings.Count(text, "\t"+m.Name+"\t"); got != want {
			o.t.Errorf("%s stands %d times in the submission, want %d:\n%s", m.Name, got, want, text)
		}
	}
}

func officialsOf(o congress.Overview) (all []congress.Elected) {
	for _, v := range o.Contests {
		all = append(all, v.Elected...)
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
			s.N("deputies"), s.N("delegates"), s.N("alternates"), s.N("in_term_elected")}
		if got != want {
			o.t.Errorf("statistics of %s say %+v, the days %+v", term, got, want)
		}
	}
}

// offices in force are those that were decided.
func (o *oracle) offices() {
	v, err := o.s.OfficesOf(o.ctx, o.org)
	must(o.t, err)
	for _, office := range offices() {
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
