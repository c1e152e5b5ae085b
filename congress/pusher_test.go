package congress_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"kiemphieu/app"
	"kiemphieu/app/size"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/ratify"
	"kiemphieu/ratify/statistics"
	"kiemphieu/recount"
	"kiemphieu/tally"
)

// pusher pushes the public doors of a congress in whatever order chance has it, as
// people do who are hurried, mistaken or cunning. Most pushes are refused; none may
// leave something behind that is not lawful.
type pusher struct {
	*hall
	random   *rand.Rand
	superior congress.Actor
	papers   map[congress.RoundID][]ballot.Marks
	told     map[congress.RoundID]string // minutes of sealed rounds
	trail    []string                    // what was done
	numbers  int
}

// TestDoorsInAnyOrderLeaveALawfulCongress: after every few pushes papers never exceed
// people, what was signed reads as it did, sums follow what was held, nobody holds
// two of what one alone holds, and `verify` finds nothing.
func TestDoorsInAnyOrderLeaveALawfulCongress(t *testing.T) {
	size.Long(t)
	p := openProgram(t, app.Config{})
	for n := range size.Pick(2, 2, 300) {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			random := rand.New(rand.NewPCG(11, uint64(n))) //nolint:gosec // a seed, not a secret
			in := congress.CongressInput{Title: "Đại hội Chi bộ Thử", Term: "2025–2027", HeldOn: "2025-03-01",
				Profile: "190-QD/TW"}
			if n%4 == 1 {
				in.Meeting, in.Title = congress.MeetingByElection, "Hội nghị Chi bộ Thử"
			}
			x := &pusher{hall: newHall(t, p, 12+random.IntN(5), in), random: random,
				papers: map[congress.RoundID][]ballot.Marks{}, told: map[congress.RoundID]string{}}
			x.superior = x.above()
			for i := range 220 {
				x.push()
				if i%20 == 19 {
					x.lawful()
				}
				if t.Failed() {
					t.Fatalf("after %s", strings.Join(x.trail, "; "))
				}
			}
		})
	}
}

func one[T any](x *pusher, of []T) (t T) {
	if len(of) > 0 {
		t = of[x.random.IntN(len(of))]
	}
	return t
}

// push does one thing, and refuses any error that is no refusal.
func (x *pusher) push() {
	o := x.overview()
	contest := one(x, o.Contests)
	round := congress.Round{}
	if r := one(x, contest.Rounds); r.ID != "" {
		round = r
	}
	for _, c := range o.Contests { // mostly the one that goes on
		if r := c.Current(); r != nil && r.Unfinished() && x.random.IntN(3) > 0 {
			contest, round = c, *r
		}
	}
	name, err := "", error(nil)
	switch {
	case x.random.IntN(3) > 0: // else too few get far
		name, err = x.lead(o)
	case round.ID != "" && x.random.IntN(2) == 0:
		name, err = x.meddle(round)
	case round.ID != "" && x.random.IntN(4) == 0:
		name, err = x.onward(round)
	case o.Congress.Over() && x.random.IntN(2) == 0:
		name, err = x.afterwards()
	default:
		name, err = x.prepareMore(contest.Contest)
	}
	if err == nil {
		x.trail = append(x.trail, name)
		return
	}
	if !isRefusal(err) {
		x.t.Fatalf("%s: %v; after %s", name, err, strings.Join(x.trail, "; "))
	}
}

// lead does what the day waits for.
func (x *pusher) lead(o congress.Overview) (string, error) {
	if o.Congress.Over() {
		return x.afterwards()
	}
	end := x.random.IntN(12) == 0 && len(x.trail) > 20
	for _, c := range o.Contests {
		r := c.Current()
		if end && r != nil && r.Unfinished() {
			return "cancel", x.s.Cancel(x.ctx, x.presidium, r.ID, "đại hội dừng")
		}
	}
	if end {
		return "close", x.s.CloseWithReason(x.ctx, x.presidium, x.congress, "bầu sau")
	}
	for _, c := range o.Contests {
		r := c.Current()
		switch {
		case r != nil && r.Unfinished():
			return x.onward(*r)
		case c.Contest.Settled != congress.SettledNot:
			continue
		}
		for _, m := range x.members[:c.Contest.Seats+c.Contest.Alternates+1] {
			_ = x.s.Nominate(x.ctx, x.organiser, c.Contest.ID, m.ID, congress.SourceCommittee, 0) // or is on the list
		}
		kind := ballot.Ordinary
		if r != nil && x.view(r.ID).Outcome != nil && x.view(r.ID).Outcome.Next == tally.TieBallot {
			kind = ballot.TieBreak
		}
		if r != nil && x.random.IntN(2) == 0 {
			return "settle", x.s.SettleShort(x.ctx, x.presidium, c.Contest.ID, congress.SettledShort, "bầu thiếu")
		}
		_, err := x.s.StartRound(x.ctx, x.organiser, c.Contest.ID, kind)
		return "start " + string(kind), err
	}
	if len(o.Contests) > 2 && x.random.IntN(2) == 0 {
		return "close", x.s.CloseWithReason(x.ctx, x.presidium, x.congress, "bầu sau")
	}
	in := congress.ContestInput{Office: []ballot.Office{ballot.Committee, ballot.Other, ballot.Secretary,
		ballot.Other}[len(o.Contests)%4], Seats: 1 + len(o.Contests)%2, Title: fmt.Sprint("Nội dung ", len(x.trail))}
	_, err := x.s.AddContest(x.ctx, x.organiser, x.congress, in)
	return "contest", err
}

func isRefusal(err error) bool {
	var state *congress.StateError
	var person *congress.PersonError
	var findings *congress.FindingsError
	var account *congress.BallotAccountError
	var batch *congress.BatchError
	var totals *tally.FieldError
	var list *ballot.ListError
	_, fields := congress.FieldsOf(err)
	return fields || errors.As(err, &state) || errors.As(err, &person) || errors.As(err, &findings) ||
		errors.As(err, &account) || errors.As(err, &batch) || errors.As(err, &totals) || errors.As(err, &list) ||
		errors.Is(err, congress.ErrNotFound) || errors.Is(err, congress.ErrBaseFrozen)
}

// onward does what a round waits for.
func (x *pusher) onward(r congress.Round) (string, error) {
	present := x.overview().Head.Present
	switch r.State {
	case congress.RoundDrafting:
		code := one(x, []congress.CodeMode{congress.CodeQR, congress.CodeNone})
		return "freeze", x.s.Freeze(x.ctx, x.presidium, r.ID, code)
	case congress.RoundFrozen:
		return "print", x.make(r.ID)
	case congress.RoundPrinted:
		return "hand out", x.s.HandOut(x.ctx, x.chief, r.ID, present, present)
	case congress.RoundVoting:
		handed := x.view(r.ID).Round.HandedOut
		kept := x.random.IntN(5) / 4
		return "open", x.s.OpenBox(x.ctx, x.chief, r.ID, congress.BoxInput{Returned: max(0, handed-r.Exchanged-kept),
			Unused: max(0, r.Printed-handed)})
	case congress.RoundOpened:
		mode := one(x, []congress.CountingMode{congress.CountTwoPasses, congress.CountTotals, congress.CountTwoPasses})
		return "choose", x.s.ChooseCounting(x.ctx, x.chief, r.ID, mode, ballot.MinSheaf, 0, "ít phiếu")
	case congress.RoundCounting:
		return x.counting(r)
	case congress.RoundSealed, congress.RoundCancelled:
	}
	return "recount", x.countAgain(r)
}

func (x *pusher) make(id congress.RoundID) error {
	in := congress.PapersInput{Count: x.overview().Head.Present, Reserve: 2, Format: ballot.FormatA5TwoUp}
	return x.s.MakePapers(x.ctx, x.organiser, id, in, func(p congress.Printing) error {
		x.tokens[id] = slices.Clone(p.Tokens)
		return nil
	})
}

// counting enters a sheaf, or what was added by hand, or one name under the result.
func (x *pusher) counting(r congress.Round) (string, error) {
	v := x.view(r.ID)
	if x.random.IntN(8) == 0 {
		return "explain", errors.Join(x.s.ConfirmExplanation(x.ctx, x.chief, r.ID, "giữ phiếu"),
			x.s.ConfirmExplanation(x.ctx, x.presidium, r.ID, "giữ phiếu"))
	}
	if x.random.IntN(2) == 0 {
		_, err := x.s.ConfirmSeal(x.ctx, x.chief, r.ID)
		if err == nil && x.random.IntN(4) > 0 {
			_, err = x.s.ConfirmSeal(x.ctx, x.presidium, r.ID)
		}
		return "seal", err
	}
	papers := x.papers[r.ID]
	if len(papers) != r.Returned {
		papers = nil
		for range r.Returned {
			papers = append(papers, x.mark(v.Definition.List))
		}
		x.papers[r.ID] = papers
	}
	at := x.random.IntN(3)
	pass := []congress.Pass{congress.PassA, congress.PassB, congress.PassC}[at]
	by := []congress.Actor{x.teller1, x.teller2, x.teller3}[at]
	if x.random.IntN(10) == 0 {
		by = x.teller1
	}
	if r.Way() == congress.CountTotals {
		sums := readPapers(v.Definition.List)
		for _, m := range papers {
			sums.add(v.Definition.List, m)
		}
		totals := tally.Totals{Valid: sums.valid, Reasons: sums.reasons}
		for i, c := range sums.list {
			totals.Rows = append(totals.Rows, tally.Row{ID: c.ID, Votes: sums.votes[i], Disagree: sums.disagree[i],
				Uncounted: sums.uncounted[i]})
		}
		return "totals", x.s.EnterHandCount(x.ctx, by, r.ID, 1+at%2, totals)
	}
	first := 0
	for _, s := range v.Sheaves {
		last := first + s.Sheaf.Size
		if last > len(papers) || last > len(x.tokens[r.ID]) {
			break
		}
		marks := slices.Clone(papers[first:last])
		if x.random.IntN(20) == 0 {
			marks[0] = x.mark(v.Definition.List)
		}
		in := x.batchOf(v, pass, s.Sheaf.Number, first, marks...)
		x.numbers++
		in.ID = congress.BatchID(fmt.Sprintf("%s-%d", in.ID, x.numbers))
		first = last
		if _, err := x.s.AcceptBatch(x.ctx, by, r.ID, in); err != nil {
			return "sheaf", err
		}
	}
	return "sheaves " + string(pass), nil
}

func (x *pusher) mark(list ballot.List) ballot.Marks {
	marks := []byte(strings.Repeat("0", len(list.Candidates)))
	letters := "01"
	if len(list.Candidates) == list.Seats {
		letters = "+-+*"
	}
	for i := range marks {
		marks[i] = letters[x.random.IntN(len(letters))]
	}
	if x.random.IntN(3) > 0 && letters == "01" {
		copy(marks, strings.Repeat("1", list.Seats)+strings.Repeat("0", len(marks)-list.Seats))
	}
	return ballot.Marks(marks)
}

// meddle does what a round does not wait for.
func (x *pusher) meddle(r congress.Round) (string, error) {
	wrong := func(n int) int { return max(0, n+x.random.IntN(3)-1) }
	switch x.random.IntN(12) {
	case 0:
		return "exchange", x.s.Exchange(x.ctx, x.chief, r.ID)
	case 1:
		return "take back", x.s.TakeBackExchange(x.ctx, x.chief, r.ID)
	case 2:
		n := congress.PaperNumbers{HandedOut: wrong(r.HandedOut), Exchanged: wrong(r.Exchanged),
			Returned: wrong(r.Returned), Unused: wrong(r.Unused)}
		return "correct", x.s.CorrectBallotAccount(x.ctx, x.chief, r.ID, n, "đếm lại")
	case 3, 4:
		by := one(x, []congress.Actor{x.chief, x.presidium})
		return "explain", x.s.ConfirmExplanation(x.ctx, by, r.ID, "giữ phiếu")
	case 5:
		pass := one(x, []congress.Pass{congress.PassA, congress.PassB})
		return "supersede", x.s.Supersede(x.ctx, x.chief, r.ID, pass, 1, "gõ nhầm")
	case 6:
		return "clear", x.s.ClearHandCounts(x.ctx, x.chief, r.ID)
	case 7:
		return "unfreeze", x.s.Unfreeze(x.ctx, x.presidium, r.ID)
	case 8:
		if x.random.IntN(3) == 0 {
			return "cancel", x.s.Cancel(x.ctx, x.presidium, r.ID, "làm lại")
		}
	case 9:
		return "reprint", errors.Join(x.s.ConfirmReprint(x.ctx, x.chief, r.ID, "kẹt giấy"),
			x.s.ConfirmReprint(x.ctx, x.presidium, r.ID, "kẹt giấy"), x.make(r.ID))
	case 10:
		return "hear", x.s.HearComplaint(x.ctx, x.chief, r.ID, "đồng chí A", "đếm nhanh")
	case 11:
		return "conclude", x.s.ConcludeComplaint(x.ctx, x.chief, r.ID, 1, "đã đếm lại")
	}
	return "anew", x.s.ChooseCounting(x.ctx, x.chief, r.ID, congress.CountTwoPasses, ballot.MinSheaf, 0, "")
}

func (x *pusher) countAgain(r congress.Round) error {
	s, by := x.program.Recount, one(x, []congress.Actor{x.chief, x.presidium, x.superior})
	switch x.random.IntN(4) {
	case 0:
		return s.Want(x.ctx, by, r.ID, recount.Order{Number: "3-QĐ/ĐU", Day: "2025-03-01", Reason: "đề nghị"})
	case 1:
		return s.Agree(x.ctx, x.presidium, r.ID)
	case 2:
		report, err := x.s.ReportOf(x.ctx, r.ID)
		if err != nil || report.Sheet.Rows == nil {
			return err
		}
		totals := tally.Totals{Valid: report.Sheet.Valid, Reasons: report.Sheet.Reasons, Rows: report.Sheet.Rows}
		return s.Enter(x.ctx, one(x, []congress.Actor{x.teller1, x.teller2}), r.ID, 1+x.random.IntN(2), totals)
	}
	return s.Close(x.ctx, by, r.ID, "đã đếm lại")
}

// prepareMore changes people, lists and contests, and begins and ends them.
func (x *pusher) prepareMore(c congress.Contest) (string, error) {
	m := one(x, x.members[:7]) // nobody who counts, else too few rounds get far
	offices := []ballot.Office{ballot.Committee, ballot.Secretary, ballot.Deputy, ballot.Delegates, ballot.Other}
	switch x.random.IntN(16) {
	case 0:
		office := one(x, offices)
		in := congress.ContestInput{Office: office, Seats: 1}
		switch office {
		case ballot.Committee:
			in.Seats = 3
		case ballot.Delegates:
			in.Seats, in.Alternates = 2, x.random.IntN(2)
		case ballot.Other:
			in.Title = fmt.Sprint("Nội dung ", len(x.trail))
		case ballot.Secretary, ballot.Deputy, ballot.Alternates:
		}
		_, err := x.s.AddContest(x.ctx, x.organiser, x.congress, in)
		return "contest " + string(office), err
	case 1, 2:
		return "nominate", x.s.Nominate(x.ctx, x.organiser, c.ID, m.ID, congress.SourceCommittee, 0)
	case 6:
		return "unnominate", x.s.Unnominate(x.ctx, x.organiser, c.ID, m.ID)
	case 7:
		return "withdraw", x.s.Withdraw(x.ctx, x.presidium, c.ID, m.ID, congress.WithdrawalAllowed, "sức khỏe")
	case 3:
		_, err := x.s.StartRound(x.ctx, x.organiser, c.ID, one(x, []ballot.Kind{ballot.Ordinary, ballot.Ordinary,
			ballot.TieBreak}))
		return "start", err
	case 10:
		return "settle", x.s.SettleShort(x.ctx, x.presidium, c.ID, one(x, []congress.Settlement{congress.SettledShort,
			congress.SettledAppointed}), "bầu thiếu")
	case 11:
		if x.random.IntN(2) == 0 {
			return "remove", x.s.RemoveContest(x.ctx, x.organiser, c.ID)
		}
		return "reopen contest", x.s.ReopenContest(x.ctx, x.presidium, c.ID, "bầu tiếp")
	case 12:
		return x.people(one(x, x.members))
	case 13:
		if x.random.IntN(3) == 0 {
			return "close", x.s.CloseWithReason(x.ctx, x.presidium, x.congress, "bầu sau")
		}
	case 14:
		if x.random.IntN(2) == 0 {
			return "reopen", x.s.Reopen(x.ctx, x.presidium, x.congress)
		}
	case 15:
		in := congress.CongressInput{Title: fmt.Sprint("Đại hội ", len(x.trail)), Term: "2025–2027",
			HeldOn: "2025-03-01", Meeting: x.overview().Congress.Meeting, Profile: "190-QD/TW"}
		return "correct congress", x.s.CorrectCongress(x.ctx, x.organiser, x.congress, in, "ghi nhầm")
	}
	_, err := x.s.TakeAttendance(x.ctx, x.organiser, x.congress, []congress.AttendanceOf{{Member: m.ID,
		Attendance: one(x, []congress.Attendance{congress.AttendancePresent, congress.AttendanceAbsent})}})
	return "attend", err
}

func (x *pusher) people(m congress.Member) (string, error) {
	switch x.random.IntN(4) {
	case 0:
		return "take duty", x.s.TakeDuty(x.ctx, x.organiser, x.congress, m.ID)
	case 1:
		return "give duty", x.s.GiveDuty(x.ctx, x.organiser, x.congress, m.ID, one(x, congress.Duties()))
	case 2:
		kind := one(x, []tally.DeductionKind{"", tally.AbsentWithConsent, tally.Suspended, tally.ExemptAbsent,
			tally.TemporarilyElsewhere})
		return "deduct", x.tryToDeduct(kind, m)
	}
	m.Position = fmt.Sprint("Tổ trưởng ", len(x.trail))
	return "position", x.s.SaveRoster(x.ctx, x.organiser, x.congress, []congress.Member{m})
}

// afterwards does what follows a congress that is over.
func (x *pusher) afterwards() (string, error) {
	x.numbers++
	r, number := x.program.Ratify, fmt.Sprintf("%d-QĐ/ĐU", x.numbers)
	day := one(x, []congress.Date{"2025-03-01", "2025-03-01", "2025-02-28"})
	decision := ratify.Decision{Number: number, DecidedOn: day, Reason: "vi phạm", Despite: "đã xem"}
	switch x.random.IntN(9) {
	case 0, 1:
		return "submit", x.program.Ratify.Submit(x.ctx, x.organiser, x.congress, "")
	case 2:
		return "return", r.Return(x.ctx, x.superior, x.congress, "thiếu")
	case 3:
		if e := one(x, officialsOf(x.overview())); x.random.IntN(2) == 0 && e.MemberID != "" {
			decision.Refused = []congress.MemberID{e.MemberID}
		}
		return "ratify", r.Ratify(x.ctx, x.superior, x.congress, decision)
	case 4:
		if x.random.IntN(2) == 0 {
			return "annul", r.Annul(x.ctx, x.superior, x.congress, decision)
		}
	case 5:
		return "number", r.NumberSubmission(x.ctx, x.organiser, x.congress, ratify.SubmissionInput{Number: x.numbers,
			Day: day, SignedBy: ratify.SignedBy{Post: ratify.PostSecretary, Signer: "A"}})
	case 6:
		step := one(x, []ratify.ComplaintStep{ratify.ComplaintReceived, ratify.ComplaintHanded, ratify.ComplaintFound,
			ratify.ComplaintDecided, ratify.ComplaintWithdrawn})
		return "complain", r.NoteComplaint(x.ctx, x.superior, x.congress, ratify.ComplaintInput{
			Number: x.random.IntN(3), Step: step, Day: day, Form: ratify.FormComplaint, To: "UBKT", Code: number,
			Text: "về thùng phiếu", Breach: x.random.IntN(2) == 0})
	}
	step := one(x, []ratify.CustodyStep{ratify.CustodySealed, ratify.CustodyHanded, ratify.CustodyOpened,
		ratify.CustodyKept, ratify.CustodyReleased, ratify.CustodyDestroyed})
	return "custody", r.NoteCustody(x.ctx, x.organiser, x.congress, ratify.CustodyInput{Step: step, Day: day,
		Packets: 1, Holder: "A", Code: number, Text: "theo đơn"})
}

// lawful compares what there is with what the law asks of anything.
func (x *pusher) lawful() {
	o := x.overview()
	dossier, err := x.program.Ratify.DossierOf(x.ctx, x.congress)
	must(x.t, err)
	for _, r := range dossier.Reports {
		x.papersOf(r)
		text := minutes.Opening(r).Text()
		r.After = nil
		if text += minutes.Count(r).Text(); x.told[r.Round.ID] != "" && x.told[r.Round.ID] != text {
			x.t.Errorf("minutes have changed from\n%s\nto\n%s", x.told[r.Round.ID], text)
		}
		x.told[r.Round.ID] = text
	}
	for _, text := range []string{minutes.CongressSummary(dossier.OnPaper()).Text(),
		minutes.Submission(dossier.AtSubmission()).Text(), minutes.Extract(dossier.OnPaper()).Text()} {
		if strings.Contains(text, "%!") || strings.Contains(text, "-1") {
			x.t.Errorf("a paper says\n%s", text)
		}
	}
	seen := map[string]bool{}
	for _, e := range officialsOf(o) {
		key := fmt.Sprint(e.Office, e.MemberID)
		if seen[key] {
			x.t.Errorf("%s is elected twice as %s", e.MemberID, e.Office)
		}
		seen[key] = true
	}
	for _, c := range o.Contests {
		if len(c.Official()) > c.Contest.Seats || len(c.Alternates()) > c.Contest.Alternates {
			x.t.Errorf("%d and %d elected to %+v", len(c.Official()), len(c.Alternates()), c.Contest)
		}
	}
	x.held(o)
	if o.Congress.Over() {
		verified(x.t, x.export())
	}
}

// papersOf: valid ≤ returned less those not issued ≤ handed out less exchanged ≤
// present ≤ base.
func (x *pusher) papersOf(r congress.Report) {
	issued := r.Round.Returned - r.Sheet.Reasons[ballot.NotIssued]
	if r.Sheet.Valid > issued || issued > r.Round.HandedOut-r.Round.Exchanged ||
		r.Round.HandedOut-r.Round.Exchanged > r.Round.Present || r.Round.Present > r.Outcome.Base {
		x.t.Errorf("papers exceed people: %+v of %d", r.Round, r.Outcome.Base)
	}
	for _, row := range r.Outcome.Rows {
		if row.Elected && r.Definition.Kind == ballot.Ordinary && 2*row.Votes <= r.Outcome.Base {
			x.t.Errorf("%d of %d elect", row.Votes, r.Outcome.Base)
		}
	}
}

// held: figures are those of a congress that stands, and offices of one that was ratified.
func (x *pusher) held(o congress.Overview) {
	s, err := x.program.Statistics.Of(x.ctx, o.Organisation.Path, statistics.Filter{Term: "2025–2027"})
	must(x.t, err)
	want := 0
	for _, e := range officialsOf(o) {
		if e.Office == ballot.Committee && !e.Refused && o.Congress.Stands() {
			want++
		}
	}
	if got := s.N("elected") + s.N("in_term_elected"); got != want {
		x.t.Errorf("%d counted as elected, want %d of a congress that is %s", got, want, o.Congress.State)
	}
	v, err := x.s.OfficesOf(x.ctx, x.org)
	must(x.t, err)
	alone := map[ballot.Office]int{}
	for _, m := range v.InForce() {
		alone[m.Office]++
		if o.Congress.State != congress.StateRatified {
			x.t.Errorf("%s holds an office by a congress that is %s", m.Name, o.Congress.State)
		}
	}
	if alone[ballot.Secretary] > 1 || alone[ballot.Deputy] > 1 {
		x.t.Errorf("one alone holds what %v hold", alone)
	}
}
