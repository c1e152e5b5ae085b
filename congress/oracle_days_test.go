package congress_test

import (
	"fmt"
	"maps"
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
	"kiemphieu/words"
)

// clock is a clock that is set to the morning of a day.
type clock struct {
	now atomic.Pointer[func() time.Time]
}

func (c *clock) set(day congress.Date) {
	morning := apptest.Morning(day)
	c.now.Store(&morning)
}

// T5: cells at random, with people away, late-comers and leavers, ballots given
// up, ties and their ballots, officers replaced, papers exchanged, kept and
// foreign, figures typed wrongly and corrected, passes that differ, every way of
// counting, delegates with alternates, open seats; dossiers sent back, persons
// refused; some go on with a by-election within the term and with the congress
// of the next, some are annulled and held again, some annulled after all that. To
// open a program costs more than a day: a few share one.
func TestT5AWholeDayTellsOneTruth(t *testing.T) {
	size.Long(t)
	t.Parallel()
	const shared = 4               // cells
	cells := size.Pick(4, 8, 1000) // of two days each: 9, 17, 2150
	for first := 0; first < cells; first += shared {
		t.Run(fmt.Sprint(first), func(t *testing.T) {
			t.Parallel()
			var c clock
			c.set("2025-03-01")
			p := apptest.Open(t, app.Config{Now: func() time.Time { return (*c.now.Load())() }})
			for n := first; n < min(first+shared, cells); n++ {
				t.Run(fmt.Sprint(n), func(t *testing.T) { follow(t, p, &c, n) })
			}
			nothingIsFound(t, p)
		})
	}
}

// nothingIsFound: what doctor and an hourly look tell of honest congresses is nothing, and
// whoever of them is over has a bundle that stands up.
func nothingIsFound(t *testing.T, p *app.Program) {
	examined, err := p.ExamineAll(t.Context())
	must(t, err)
	for _, e := range examined {
		if !e.OK() {
			t.Errorf("%s: %v %s", e.Title, e.Broken, e.Report.Failed())
		}
	}
}

// T5: of the days of this cell a by-election elects the deputy as secretary, which ends
// the one office with the other.
func TestT5ADeputyBecomesSecretaryWithinTheTerm(t *testing.T) {
	size.Long(t)
	t.Parallel()
	var c clock
	c.set("2025-03-01")
	follow(t, apptest.Open(t, app.Config{Now: func() time.Time { return (*c.now.Load())() }}), &c, 879)
}

// follow goes with one cell; its days are those of the number.
func follow(t *testing.T, p *app.Program, c *clock, n int) {
	random := rand.New(rand.NewPCG(5, uint64(n))) //nolint:gosec // a seed, not a secret
	c.set("2025-03-01")
	in := congress.CongressInput{Title: "Đại hội Chi bộ Thử", Term: "2025–2027", HeldOn: "2025-03-01",
		Profile: "190-QD/TW"}
	o := &oracle{hall: newHall(t, p, 15+random.IntN(10), in), random: random, clock: c, whole: n%3 == 0, input: in,
		read: map[congress.RoundID]string{}, sits: map[ballot.Office][]string{}, known: map[ballot.Office]bool{},
		figures: map[string]figures{}}
	o.incumbent, o.path = []string{o.members[0].Name}, o.overview().Organisation.Path
	o.congressDay(o.members[:4])
	if n%4 == 0 {
		return
	}
	if n%5 == 3 {
		o.annulled()
		again := in
		again.Title, again.HeldOn = "Đại hội Chi bộ Thử bầu lại", "2025-04-01"
		o.meet(again)
		o.congressDay(o.members[:4])
	}
	o.decided()
	began := o.congress
	if n%2 == 1 {
		o.byElection()
		o.decided()
	}
	if n%4 > 1 {
		o.nextTerm()
		o.decided()
	}
	if n%6 == 5 {
		o.annulledLate(began, in.Term)
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

// arrive says who is there in the morning; everybody was marked as present.
func (o *oracle) arrive() (late []congress.Member) {
	official := len(o.members) - 1
	o.summoned, o.base, o.present, o.rounds = official, official, official, 0
	o.elected, o.seats, o.replaced = map[ballot.Office][]string{}, map[ballot.Office]int{}, nil
	if o.random.IntN(2) == 0 {
		late = o.members[5:6]
		o.attend(congress.AttendanceAbsent, late...)
		o.deduct(tally.AbsentWithConsent, late...)
		o.base, o.present = o.base-1, o.present-1
	}
	away := o.members[7:8]
	switch o.random.IntN(5) {
	case 0: // without a word
		o.attend(congress.AttendanceAbsent, away...)
		o.present--
	case 1, 2:
		o.attend(congress.AttendanceAbsent, away...)
		o.deduct([]tally.DeductionKind{tally.ExemptAbsent, tally.TemporarilyElsewhere}[o.random.IntN(2)], away...)
		o.base, o.present = o.base-1, o.present-1
	}
	if o.random.IntN(4) == 0 {
		o.deduct([]tally.DeductionKind{tally.Suspended, tally.Prosecuted}[o.random.IntN(2)], o.members[8])
		o.summoned, o.base, o.present = o.summoned-1, o.base-1, o.present-1
	}
	return late
}

// between is what happens after the first ballot.
func (o *oracle) between(late []congress.Member) {
	if len(late) > 0 && o.random.IntN(3) > 0 {
		o.attend(congress.AttendancePresent, late...)
		o.base, o.present = o.base+1, o.present+1
	}
	if o.random.IntN(3) == 0 { // who leaves stays in the base
		o.attend(congress.AttendanceAbsent, o.members[9])
		o.present--
	}
	official := len(o.members) - 1
	switch o.random.IntN(5) {
	case 0:
		o.replace(o.members[official-2], congress.DutyTeller, o.teller1, "ủy viên ban kiểm phiếu")
	case 1:
		o.replace(o.members[official-1], congress.DutyChief, o.chief, "trưởng ban kiểm phiếu")
	case 2:
		o.replace(o.members[official-4], congress.DutyChair, o.presidium, "chủ tịch "+o.called())
	}
}

// replace has somebody take an officer's place; the minutes to come tell it.
func (o *oracle) replace(gone congress.Member, duty congress.Duty, by congress.Actor, called string) {
	must(o.t, o.s.TakeDuty(o.ctx, o.organiser, o.congress, gone.ID))
	o.appoint(o.members[6].ID, duty, by)
	o.replaced = []string{"Đồng chí " + gone.Name + " thôi làm " + called + " từ ",
		"Đồng chí " + o.members[6].Name + " làm " + called + " từ ", ", thay đồng chí " + gone.Name + ".\n"}
}

func (o *oracle) called() string {
	if o.input.Meeting == congress.MeetingByElection {
		return "hội nghị"
	}
	return "đại hội"
}

// congressDay elects a committee of three, a secretary and a deputy from it, and
// delegates with their alternates.
func (o *oracle) congressDay(candidates []congress.Member) {
	late := o.arrive()
	o.elect(&contested{office: ballot.Committee, seats: 3}, candidates, func() { o.between(late) })
	if heads := o.among(o.elected[ballot.Committee]); len(heads) > 1 && o.random.IntN(3) > 0 {
		o.elect(&contested{office: ballot.Secretary, seats: 1}, heads[:1+o.random.IntN(2)], func() {})
		rest := slices.DeleteFunc(heads, func(m congress.Member) bool {
			return slices.Contains(o.elected[ballot.Secretary], m.Name)
		})
		if len(rest) > 0 && o.random.IntN(2) == 0 {
			o.elect(&contested{office: ballot.Deputy, seats: 1}, rest[:1], func() {})
		}
	}
	if o.random.IntN(2) == 0 {
		places := 1 + o.random.IntN(2)
		o.elect(&contested{office: ballot.Delegates, seats: 2, places: places}, o.members[:2+places+o.random.IntN(2)],
			func() {})
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
func (o *oracle) elect(k *contested, candidates []congress.Member, afterTheFirst func()) {
	var err error
	k.id, err = o.s.AddContest(o.ctx, o.organiser, o.congress, congress.ContestInput{Office: k.office, Seats: k.seats,
		Alternates: k.places})
	must(o.t, err)
	o.seats[k.office], k.names = k.seats, len(candidates)
	for _, m := range candidates {
		must(o.t, o.s.Nominate(o.ctx, o.organiser, k.id, m.ID, congress.SourceCommittee, 0))
	}
	if o.random.IntN(4) == 0 {
		o.giveUp(k.id)
	}
	last := o.ballot(k, ballot.Ordinary)
	afterTheFirst()
	for range 2 {
		kind, more := o.needsAnother(k, last)
		if !more {
			break
		}
		last = o.ballot(k, kind)
	}
	if o.settled(k) == congress.SettledNot && last.Next == tally.CongressDecides {
		must(o.t, o.s.SettleShort(o.ctx, o.presidium, k.id, congress.SettledShort, "Bầu thiếu"))
	}
}

func (o *oracle) settled(k *contested) congress.Settlement {
	for _, v := range o.overview().Contests {
		if v.Contest.ID == k.id {
			return v.Contest.Settled
		}
	}
	o.t.Fatal("no contest")
	return ""
}

// needsAnother reports in what way the contest may be voted on again.
func (o *oracle) needsAnother(k *contested, last tally.Outcome) (kind ballot.Kind, more bool) {
	full := len(k.officials) == k.seats && len(k.alternates) == k.places
	if done := o.settled(k) != congress.SettledNot; done || full {
		if done != full {
			o.t.Errorf("settled: %v; %d of %d elected, %d of %d alternates", done, len(k.officials), k.seats,
				len(k.alternates), k.places)
		}
		return "", false
	}
	if last.Next == tally.TieBallot || len(last.Tied) > 0 && o.random.IntN(2) == 0 {
		return ballot.TieBreak, true
	}
	left, open := k.names-len(k.officials)-len(k.alternates), k.seats+k.places-len(k.officials)-len(k.alternates)
	return ballot.Ordinary, left > open || left == open && k.office != ballot.Committee
}

func (o *oracle) close() {
	must(o.t, o.s.CloseWithReason(o.ctx, o.presidium, o.congress, "Bầu bí thư sau"))
	if o.random.IntN(4) == 0 {
		must(o.t, o.s.Reopen(o.ctx, o.presidium, o.congress))
		o.statistics() // of a meeting that is not over nothing counts
		must(o.t, o.s.CloseWithReason(o.ctx, o.presidium, o.congress, "Bầu bí thư sau"))
	}
	o.told()
}

// box is what was taken out of the box of a round.
type box struct {
	id                  congress.RoundID
	exchanged, returned int
	foreign             bool   // one paper was not issued by the committee
	why                 string // the account does not balance: what two say about it
}

// toTheBox is a round until its box is open. Papers are sometimes exchanged,
// kept or foreign; those in the box are sometimes counted wrongly, and corrected.
func (o *oracle) toTheBox(contest congress.ContestID, kind ballot.Kind) box {
	id, err := o.s.StartRound(o.ctx, o.organiser, contest, kind)
	must(o.t, err)
	code := congress.CodeQR
	if o.random.IntN(6) == 0 {
		code = congress.CodeNone
	}
	must(o.t, o.s.Freeze(o.ctx, o.presidium, id, code))
	o.print(id, o.present, 2)
	must(o.t, o.s.HandOut(o.ctx, o.chief, id, o.present, o.present))
	b := box{id: id, returned: o.present}
	if o.random.IntN(4) == 0 {
		must(o.t, o.s.Exchange(o.ctx, o.chief, id))
		must(o.t, o.s.Exchange(o.ctx, o.chief, id))
		must(o.t, o.s.TakeBackExchange(o.ctx, o.chief, id))
		b.exchanged = 1
	}
	first, wrong := b.returned, o.random.IntN(8)
	switch wrong {
	case 0, 1:
		first--
	case 2:
		b.returned, b.why = b.returned-1, "Một đồng chí giữ lại phiếu"
		first = b.returned
	case 3:
		b.returned, b.why, b.foreign = b.returned+1, "Có một phiếu lạ", true
		first = b.returned
	}
	must(o.t, o.s.OpenBox(o.ctx, o.chief, id, congress.BoxInput{Returned: first, Unused: 2 - b.exchanged}))
	right := congress.PaperNumbers{HandedOut: o.present + b.exchanged, Exchanged: b.exchanged, Returned: b.returned,
		Unused: 2 - b.exchanged}
	if wrong == 1 {
		again := right
		again.Returned, again.Unused = b.returned-2, right.Unused+1
		must(o.t, o.s.CorrectBallotAccount(o.ctx, o.chief, id, again, "đếm lại"))
	}
	if wrong < 2 {
		must(o.t, o.s.CorrectBallotAccount(o.ctx, o.chief, id, right, "đếm sót một phiếu"))
	}
	return b
}

// count enters the papers in one of three ways and seals; it says how, as
// minutes do.
func (o *oracle) count(v congress.RoundView, b box, papers []ballot.Marks, r *result) string {
	id, how := v.Round.ID, ""
	if b.why != "" {
		must(o.t, o.s.ConfirmExplanation(o.ctx, o.chief, id, b.why))
		must(o.t, o.s.ConfirmExplanation(o.ctx, o.presidium, id, ""))
	}
	size := []int{ballot.MinSheaf, ballot.DefaultSheaf}[o.random.IntN(2)]
	switch o.random.IntN(6) {
	case 0:
		must(o.t, o.s.ChooseCounting(o.ctx, o.chief, id, congress.CountTotals, size, 0, "Kiểm tay"))
		o.byHands(v, r, 1, o.teller1)
		o.byHands(v, r, 2, o.teller2)
		how = "Bảng kiểm phiếu, hai người nhập riêng; lý do: Kiểm tay; hai kết quả khớp nhau"
	case 1:
		must(o.t, o.s.ChooseCounting(o.ctx, o.chief, id, congress.CountSinglePass, size, 0, "Ít người"))
		sheaves := o.pass(v, congress.PassA, o.teller1, "", papers)
		o.byHands(v, r, 2, o.teller2)
		how = fmt.Sprintf("Một lượt, sau đó cộng tay lại một lần; lý do: Ít người; phiếu chia thành %d tập; "+
			"hai kết quả khớp nhau", sheaves)
	default:
		must(o.t, o.s.ChooseCounting(o.ctx, o.chief, id, congress.CountTwoPasses, size, 0, ""))
		how = o.twoPasses(v, papers)
	}
	o.seal(id)
	return "Cách kiểm: " + words.Lower(how)
}

// twoPasses enters the papers. Sometimes a pass is typed wrongly, and
// superseded or settled by a third.
func (o *oracle) twoPasses(v congress.RoundView, papers []ballot.Marks) string {
	id := v.Round.ID
	wrong := slices.Clone(papers)
	at := 1 + o.random.IntN(len(wrong)-1) // the first may be foreign
	wrong[at] = ballot.Defective(ballot.Signed)
	if papers[at] == wrong[at] {
		wrong[at] = ballot.Defective(ballot.ExtraMark)
	}
	size := len(o.view(id).Sheaves)
	all := fmt.Sprintf("Hai lượt độc lập, do những người khác nhau nhập; phiếu chia thành %d tập; ", size)
	switch o.random.IntN(4) {
	case 0: // found before the second pass
		o.pass(v, congress.PassA, o.teller1, "", wrong)
		for n := range size {
			must(o.t, o.s.Supersede(o.ctx, o.chief, id, congress.PassA, n+1, "gõ nhầm"))
		}
		o.pass(v, congress.PassA, o.teller1, "-again", papers)
		o.pass(v, congress.PassB, o.teller2, "", papers)
	case 1: // found by the second pass
		o.pass(v, congress.PassA, o.teller1, "", papers)
		o.pass(v, congress.PassB, o.teller2, "", wrong)
		o.third(v, papers)
		if size == 1 {
			return all + "ở mọi tập hai lượt đầu khác nhau, đã kiểm lượt thứ ba và lấy kết quả mà hai trong ba lượt " +
				"cùng ghi"
		}
		return all + fmt.Sprintf("%d tập hai lượt khớp nhau; ở 1 tập hai lượt đầu khác nhau, đã kiểm lượt thứ ba và "+
			"lấy kết quả mà hai trong ba lượt cùng ghi", size-1)
	default:
		o.pass(v, congress.PassA, o.teller1, "", papers)
		o.pass(v, congress.PassB, o.teller2, "", papers)
	}
	return all + "hai kết quả khớp nhau"
}

// pass enters all sheaves.
func (o *oracle) pass(v congress.RoundView, pass congress.Pass, by congress.Actor, again string,
	papers []ballot.Marks) int {
	first, sheaves := 0, o.view(v.Round.ID).Sheaves
	for _, s := range sheaves {
		in := o.sheaf(v, pass, s.Sheaf, first, papers)
		in.ID += congress.BatchID(again)
		o.accept(by, v.Round.ID, in)
		first += s.Sheaf.Size
	}
	return len(sheaves)
}

// third enters the sheaf on which the passes differ.
func (o *oracle) third(v congress.RoundView, papers []ballot.Marks) {
	first := 0
	for _, s := range o.view(v.Round.ID).Sheaves {
		if s.Status == congress.SheafDiffers {
			o.accept(o.teller3, v.Round.ID, o.sheaf(v, congress.PassC, s.Sheaf, first, papers))
		}
		first += s.Sheaf.Size
	}
}

// sheaf is a sheaf as a tablet sends it; of a paper without a code it says
// whether the committee issued it.
func (o *oracle) sheaf(v congress.RoundView, pass congress.Pass, s congress.Sheaf, first int,
	papers []ballot.Marks) congress.BatchInput {
	papers = papers[first : first+s.Size]
	in := o.batchOf(v, pass, s.Number, first, papers...)
	switch {
	case !slices.Contains(papers, ballot.Defective(ballot.NotIssued)):
	case v.Round.Code == congress.CodeNone:
		in.SetAside[0].Count--
		in.SetAside = append(in.SetAside, congress.SetAside{Cause: congress.CauseNoCode, Count: 1})
	default:
		in.Tokens, in.SetAside = in.Tokens[1:], []congress.SetAside{{Cause: "unknown_token", Count: 1}}
	}
	return in
}

// byHands types the totals of a tally sheet.
func (o *oracle) byHands(v congress.RoundView, r *result, entry int, by congress.Actor) {
	totals := tally.Totals{Valid: r.valid, Reasons: r.reasons}
	for i, c := range r.list {
		totals.Rows = append(totals.Rows, tally.Row{ID: c.ID, Votes: r.votes[i], Disagree: r.disagree[i],
			Uncounted: r.uncounted[i]})
	}
	must(o.t, o.s.EnterHandCount(o.ctx, by, v.Round.ID, entry, totals))
}

// annulled has the result of the congress annulled, sometimes after it was ratified:
// nobody sits by it, nobody counts as elected, and the term is as it was before.
func (o *oracle) annulled() {
	sits, known, incumbent := maps.Clone(o.sits), maps.Clone(o.known), slices.Clone(o.incumbent)
	superior := o.sentUp()
	if o.random.IntN(2) == 0 {
		o.ratified(superior)
	}
	o.decisions++
	must(o.t, o.program.Ratify.Annul(o.ctx, superior, o.congress, ratify.Decision{
		Number: fmt.Sprintf("%d-QĐ/ĐU", o.decisions), DecidedOn: o.input.HeldOn, Reason: "Vi phạm quy chế bầu cử"}))
	o.sits, o.known, o.incumbent, o.figures[o.input.Term] = sits, known, incumbent, figures{}
	o.step()
	o.offices()
	verified(o.t, o.export())
}

// annulledLate has the congress that began a term annulled after all that followed:
// what by-elections added falls with it, and who sits by the next term sits on.
func (o *oracle) annulledLate(began congress.CongressID, term string) {
	superior := o.above()
	o.decisions++
	must(o.t, o.program.Ratify.Annul(o.ctx, superior, began, ratify.Decision{
		Number: fmt.Sprintf("%d-QĐ/ĐU", o.decisions), DecidedOn: o.input.HeldOn, Reason: "Vi phạm quy chế bầu cử"}))
	o.figures[term] = figures{}
	switch {
	case o.input.Term == term:
		o.sits = map[ballot.Office][]string{}
	case len(o.elected[ballot.Delegates]) == 0: // those whom the first term sent
		delete(o.sits, ballot.Delegates)
		delete(o.sits, ballot.Alternates)
	}
	o.statistics()
	o.offices()
	verified(o.t, o.export())
}

// decided sends the dossier up and has it decided.
func (o *oracle) decided() { o.ratified(o.sentUp()) }

// sentUp sends the dossier up, sometimes twice, to one who decides.
func (o *oracle) sentUp() congress.Actor {
	superior := o.above()
	must(o.t, o.program.Ratify.Submit(o.ctx, o.organiser, o.congress, ""))
	if o.random.IntN(4) == 0 {
		must(o.t, o.program.Ratify.Return(o.ctx, superior, o.congress, "Thiếu biên bản đại hội"))
		must(o.t, o.program.Ratify.Submit(o.ctx, o.organiser, o.congress, ""))
	}
	return superior
}

// ratified: who was elected sits, but for somebody who is refused.
func (o *oracle) ratified(superior congress.Actor) {
	o.decisions++
	r := ratify.Resolution{Kind: ratify.DecideRatify, Decision: ratify.Decision{
		Number: fmt.Sprintf("%d-QĐ/ĐU", o.decisions), DecidedOn: o.input.HeldOn}}
	refused := o.refuse(&r)
	decided, err := o.program.Ratify.Decide(o.ctx, superior, o.congress, r)
	if must(o.t, err); !decided {
		o.t.Fatal("one person does not decide")
	}
	o.sit(refused)
	o.step()
	o.offices()
	verified(o.t, o.export())
}

// refuse has the superior refuse somebody who was elected to the committee and to
// nothing else.
func (o *oracle) refuse(r *ratify.Resolution) string {
	for _, m := range o.among(o.elected[ballot.Committee]) {
		alone := !slices.ContainsFunc(offices()[1:], func(office ballot.Office) bool {
			return slices.Contains(o.elected[office], m.Name)
		})
		if alone && o.random.IntN(8) == 0 {
			r.Refused, r.Reason = []congress.MemberID{m.ID}, "Chưa đủ tiêu chuẩn"
			return m.Name
		}
	}
	return ""
}

// sit notes what a decision means: who holds which office, and what counts.
func (o *oracle) sit(refused string) {
	f := o.figures[o.input.Term]
	if o.input.Meeting != congress.MeetingByElection {
		sent := o.sits[ballot.Delegates]
		spare := o.sits[ballot.Alternates]
		o.sits = map[ballot.Office][]string{}
		if len(o.elected[ballot.Delegates]) == 0 {
			o.sits[ballot.Delegates], o.sits[ballot.Alternates] = sent, spare
		} else {
			delete(o.known, ballot.Delegates)
			delete(o.known, ballot.Alternates)
		}
	}
	for _, office := range offices() {
		names := slices.DeleteFunc(slices.Clone(o.elected[office]), func(name string) bool { return name == refused })
		o.sits[office] = append(slices.Clone(o.sits[office]), names...)
	}
	o.sits[ballot.Deputy] = slices.DeleteFunc(o.sits[ballot.Deputy], func(name string) bool {
		return slices.Contains(o.elected[ballot.Secretary], name) // who was deputy until now is it no more
	})
	if refused != "" {
		one := []string{refused}
		if o.input.Meeting == congress.MeetingByElection {
			f.later--
		} else {
			f.elected, f.again, f.women = f.elected-1, f.again-len(both(one, o.incumbent)), f.women-o.women(one)
			f.open++
		}
	}
	o.figures[o.input.Term] = f
	o.remember()
}

// remember notes what the next meeting finds: the committee, and of which
// offices it was kept who held them. Of one who left that is still known.
func (o *oracle) remember() {
	anybody := false
	for _, office := range []ballot.Office{ballot.Committee, ballot.Secretary, ballot.Deputy} {
		anybody = anybody || len(o.sits[office]) > 0
	}
	was := o.known
	o.known = map[ballot.Office]bool{ballot.Secretary: anybody, ballot.Deputy: anybody}
	for _, office := range []ballot.Office{ballot.Delegates, ballot.Alternates} {
		o.known[office] = was[office] || len(o.sits[office]) > 0
	}
	if len(o.sits[ballot.Committee]) > 0 {
		o.incumbent = slices.Clone(o.sits[ballot.Committee])
	}
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
		o.remember()
		o.offices()
	}
	o.meet(byElection("2025-09-01"))
	late := o.arrive()
	vacant := 3 - len(o.sits[ballot.Committee])
	free := slices.DeleteFunc(slices.Clone(o.members[:5]), func(m congress.Member) bool {
		return slices.Contains(o.sits[ballot.Committee], m.Name)
	})
	committee := &contested{office: ballot.Committee, seats: vacant}
	o.elect(committee, free[:vacant+1], func() { o.between(late) })
	heads := o.among(append(slices.Clone(o.sits[ballot.Committee]), o.elected[ballot.Committee]...))
	if len(o.sits[ballot.Secretary]) == 0 && len(heads) > 1 && o.settled(committee) != congress.SettledNot {
		o.elect(&contested{office: ballot.Secretary, seats: 1}, heads[:2], func() {})
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
