package pages

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"kiemphieu/api"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// lists is about who is put forward for a contest.
type lists struct {
	*screen
	congress interface {
		boardReader
		EditContest(ctx context.Context, by congress.Actor, id congress.ContestID, in congress.ContestInput) error
		ListOf(ctx context.Context, id congress.ContestID) (congress.ListView, error)
		Nominate(ctx context.Context, by congress.Actor, id congress.ContestID, member congress.MemberID,
			source congress.Source, support int, from ...congress.MemberID) error
		NoteAnswer(ctx context.Context, by congress.Actor, id congress.ContestID, from, answer string) error
		ReopenContest(ctx context.Context, by congress.Actor, id congress.ContestID, reason string) error
		RemoveContest(ctx context.Context, by congress.Actor, id congress.ContestID) error
		SettleShort(ctx context.Context, by congress.Actor, id congress.ContestID, how congress.Settlement,
			decision string) error
		StartRound(ctx context.Context, by congress.Actor, id congress.ContestID,
			kind ballot.Kind) (congress.RoundID, error)
		Unnominate(ctx context.Context, by congress.Actor, id congress.ContestID, member congress.MemberID) error
		Withdraw(ctx context.Context, by congress.Actor, id congress.ContestID, member congress.MemberID,
			state congress.Withdrawal, reason string) error
	}
}

func (s lists) routes() []api.Route {
	return []api.Route{
		api.Get("/noi-dung/:contest", api.Anybody(), s.show),
		api.Post("/noi-dung/:contest/sua", prepare, form(s.screen, s.edit, s.show, ofContest, "contest_saved")),
		api.Post("/noi-dung/:contest/xoa", prepare, s.remove),
		api.Post("/noi-dung/:contest/de-cu", prepare, form(s.screen, s.nominate, s.show, ofContest, "nominated")),
		api.Post("/noi-dung/:contest/rut", prepare, form(s.screen, s.withdraw, s.show, ofContest,
			"candidate_withdrawn")),
		api.Post("/noi-dung/:contest/bo", prepare, form(s.screen, s.unnominate, s.show, ofContest, "unnominated")),
		api.Post("/noi-dung/:contest/lan-bau", prepare, s.startRound),
		api.Post("/noi-dung/:contest/ket-thuc", prepare, form(s.screen, s.settle, s.show, ofContest, "settled")),
		api.Post("/noi-dung/:contest/mo-lai", prepare, form(s.screen, s.reopen, s.show, ofContest, "contest_reopened")),
		api.Post("/noi-dung/:contest/cap-tren", prepare, form(s.screen, s.answer, s.show, ofContest,
			"superior_answered")),
	}
}

type contestForm struct {
	Office ballot.Office `form:"office"`
	Title  string        `form:"title"`
	Seats  int           `form:"seats"`
	// of delegates
	Alternates optional `form:"alternates"`
}

func (f contestForm) input() congress.ContestInput {
	return congress.ContestInput{Office: f.Office, Title: f.Title, Seats: f.Seats, Alternates: int(f.Alternates)}
}

func (s lists) edit(r *api.Request, f contestForm) error {
	return s.congress.EditContest(r.Context(), r.By, r.ContestID(), f.input())
}

func (s lists) remove(r *api.Request) error {
	v, err := s.congress.ListOf(r.Context(), r.ContestID())
	if err != nil {
		return err
	}
	do := func(r *api.Request) error { return s.congress.RemoveContest(r.Context(), r.By, r.ContestID()) }
	next := func(*api.Request) string { return "/dai-hoi/" + string(v.Overview.Congress.ID) + "/noi-dung" }
	return s.act(do, s.show, next, "contest_removed")(r)
}

// listPage is the page of a contest: who is put forward, the list as it will
// stand, and what law and guidance say about it.
type listPage struct {
	congress.ListView
	Title    string
	Office   string        // within a sentence
	Law      []findingLine // about the list as a whole
	Guidance []findingLine
	Slots    []slot
	Most     int // names that the list may have, 0 without a limit
	People   []nominee
	Others   []congress.Member // official members who may be put forward
	Editable bool
	MayTie   bool
	MayNext  bool
	MayEnd   bool
	Third    bool // the secretary's ballots are used up
	Number   int  // of the next round
	Foresees bool // who stands before the committee is elected is foreseen
	Asks     bool // who was foreseen is not elected to the committee: the superior is asked
	Reopens  bool // it ended without all seats filled, and may go on
	Task     task // what the caller does next, once it ended
}

type findingLine struct{ Text, Clause string }

type nominee struct {
	Nomination congress.Nomination
	Member     congress.Member
	Elected    bool
	Number     int // on the paper, 0 for who is not on it
	Law        []findingLine
	Guidance   []findingLine
}

// slot is a place of the list as its meter draws it.
type slot struct {
	Number int
	Kind   string // "seat", "plus" beyond the seats, "over" the lawful surplus, "free"
}

// fillMeter draws the list against its seats and the lawful surplus.
func (l *listPage) fillMeter() {
	c := l.Contest.Contest
	seats := c.Seats + c.Alternates
	if c.Office != ballot.Other { // the law caps no other list
		l.Most = seats + l.Overview.Rules.MaxSurplus(seats)
	}
	for n := 1; n <= max(l.Most, seats, len(l.List.Candidates)); n++ {
		s := slot{Number: n, Kind: "seat"}
		switch {
		case n > len(l.List.Candidates):
			s.Kind = "free"
		case l.Most > 0 && n > l.Most:
			s.Kind = "over"
		case n > seats:
			s.Kind = "plus"
		}
		l.Slots = append(l.Slots, s)
	}
}

// concerns puts a finding beside the person that it names.
func (l *listPage) concerns(f congress.Finding, line findingLine) bool {
	for i := range l.People {
		p := &l.People[i]
		if name := f.Params["name"]; name == "" || (name != p.Member.Name &&
			name != l.Overview.Member(p.Member.ID).Name) {
			continue
		}
		if f.Law {
			p.Law = append(p.Law, line)
		} else {
			p.Guidance = append(p.Guidance, line)
		}
		return true
	}
	return false
}

// Nominators lists who may have put somebody forward at the congress.
func (l listPage) Nominators() []congress.Member {
	return slices.DeleteFunc(slices.Clone(l.Overview.Members), func(m congress.Member) bool { return !m.Official })
}

// SupportHint says how many must support who is put forward at the congress.
func (l listPage) SupportHint() string {
	if pct := l.Overview.Rules.FloorSupportPct; pct > 0 {
		return fmt.Sprintf("đề cử tại chỗ, tự ứng cử: trên %d%%, từ %d trong %d", pct,
			l.Overview.Head.Present*pct/100+1, l.Overview.Head.Present)
	}
	return "khi đề cử tại chỗ hoặc tự ứng cử"
}

// Full reports whether the list has all the names that one would put on it.
func (l listPage) Full() bool {
	most := l.Most
	if most == 0 {
		most = l.Contest.Contest.Seats + 1
	}
	return len(l.List.Candidates) >= most
}

// Blocking counts what must be mended before the list can be frozen.
func (l listPage) Blocking() int {
	n := len(l.Law)
	for _, p := range l.People {
		n += len(p.Law)
	}
	return n
}

func (s lists) show(r *api.Request) error {
	v, err := s.congress.ListOf(r.Context(), r.ContestID())
	if err != nil {
		return err
	}
	data := listPage{ListView: v, Title: s.words.Office(v.Contest.Contest)}
	data.Office = lowerFirst(data.Title)
	data.fillPeople()
	for _, f := range v.Findings {
		data.Foresees = data.Foresees || f.Code == "committee_first"
		data.Asks = data.Asks || f.Code == "foreseen_not_elected"
		line := findingLine{Text: s.words.at(v.Overview).Finding(f), Clause: v.Overview.Rules.Clause(f.Rule)}
		switch {
		case data.concerns(f, line):
		case f.Law:
			data.Law = append(data.Law, line)
		default:
			data.Guidance = append(data.Guidance, line)
		}
	}
	data.fillDecision()
	data.fillMeter()
	if v.Contest.Contest.Settled != congress.SettledNot {
		count, err := countOf(r.Context(), s.congress, v.Overview)
		if err != nil {
			return err
		}
		data.Task = s.words.taskNow(count, r.By.Role)
	}
	return s.render(r, "list", page{Title: data.Title, Crumbs: congressCrumbs(v.Overview)[2:],
		Rehearsal: v.Overview.Congress.Rehearsal, Meeting: v.Overview.Congress, Of: headOf(v.Overview),
		Rail: s.words.rail(v.Overview, r.Request().URL.Path), Data: data,
		Fact: s.words.Text("round.fact", map[string]string{"base": strconv.Itoa(v.Overview.Head.Base),
			"needed": strconv.Itoa(v.Overview.Head.Needed)})})
}

type nominateForm struct {
	Members []congress.MemberID `form:"member" required:"true"`
	Source  congress.Source     `form:"source"`
	Support optional            `form:"support"`
	From    congress.MemberID   `form:"nominator"` // at the congress
}

func (s lists) nominate(r *api.Request, f nominateForm) error {
	for _, m := range f.Members {
		if err := s.congress.Nominate(r.Context(), r.By, r.ContestID(), m, f.Source, int(f.Support),
			f.From); err != nil {
			return err
		}
	}
	return nil
}

type withdrawForm struct {
	Member     congress.MemberID   `form:"member"`
	Withdrawal congress.Withdrawal `form:"withdrawal"`
	Reason     string              `form:"reason" lines:"many"`
}

func (s lists) withdraw(r *api.Request, f withdrawForm) error {
	return s.congress.Withdraw(r.Context(), r.By, r.ContestID(), f.Member, f.Withdrawal, f.Reason)
}

func (s lists) unnominate(r *api.Request, f personForm) error {
	return s.congress.Unnominate(r.Context(), r.By, r.ContestID(), f.Member)
}

type startForm struct {
	Kind ballot.Kind `form:"kind"`
}

// startRound opens the next round and goes to its page.
func (s lists) startRound(r *api.Request) error {
	var id congress.RoundID
	f, err := read[startForm](r, same)
	if err == nil {
		id, err = s.congress.StartRound(r.Context(), r.By, r.ContestID(), f.Kind)
	}
	if err != nil {
		return s.again(r, err, s.show)
	}
	return r.Go("/lan-bau/" + string(id))
}

type settleForm struct {
	Settlement congress.Settlement `form:"settlement"`
	Decision   string              `form:"settled_by" lines:"many"`
}

func (s lists) settle(r *api.Request, f settleForm) error {
	return s.congress.SettleShort(r.Context(), r.By, r.ContestID(), f.Settlement, f.Decision)
}

type reopenForm struct {
	Reason string `form:"reopen_reason"`
}

func (s lists) reopen(r *api.Request, f reopenForm) error {
	return s.congress.ReopenContest(r.Context(), r.By, r.ContestID(), f.Reason)
}

type answerForm struct {
	From   string `form:"answer_from"`
	Answer string `form:"superior_answer" lines:"many"`
}

func (s lists) answer(r *api.Request, f answerForm) error {
	return s.congress.NoteAnswer(r.Context(), r.By, r.ContestID(), f.From, f.Answer)
}

// order is that of the paper, with who is not on it behind.
func order(n nominee) int {
	if n.Number == 0 {
		return math.MaxInt
	}
	return n.Number
}

func (l *listPage) fillPeople() {
	names := congress.TellApart(l.Overview.Members)
	for _, c := range l.List.Candidates {
		if id := congress.MemberID(c.ID); c.Name != l.Overview.Member(id).Name {
			names[id] = c.Name // as the paper tells them apart
		}
	}
	nominated := map[congress.MemberID]bool{}
	for _, n := range l.Nominations {
		nominated[n.MemberID] = true
		person := nominee{Nomination: n, Member: l.Overview.Member(n.MemberID)}
		person.Member.Name = names[n.MemberID]
		for _, e := range l.Contest.Elected {
			person.Elected = person.Elected || e.MemberID == n.MemberID
		}
		person.Number = 1 + slices.IndexFunc(l.List.Candidates, func(c ballot.Candidate) bool {
			return congress.MemberID(c.ID) == n.MemberID
		})
		l.People = append(l.People, person)
	}
	slices.SortStableFunc(l.People, func(a, b nominee) int { return cmp.Compare(order(a), order(b)) })
	for _, m := range l.Overview.Members {
		if m.Official && !nominated[m.ID] && !l.Barred[m.ID] {
			m.Name = names[m.ID]
			l.Others = append(l.Others, m)
		}
	}
}

// fillDecision works out what the congress can decide now.
func (l *listPage) fillDecision() {
	current := l.Contest.Current()
	open := current != nil && current.Unfinished()
	settled := l.Contest.Contest.Settled != congress.SettledNot
	l.Editable = !settled && (!open || current.State == congress.RoundDrafting)
	state, how := l.Overview.Congress.State, l.Contest.Contest.Settled
	l.Reopens = settled && how != congress.SettledComplete &&
		(state == congress.StateInSession || state == congress.StatePreparing)
	if settled || open {
		return
	}
	l.Third = l.Contest.UsedUp(l.Overview.Rules)
	l.MayTie = l.Last != nil && len(l.Last.Tied) > 0 && !l.Third
	l.MayEnd = l.Last == nil || l.Last.Next != tally.TieBallot || l.Third
	l.MayNext = l.MayEnd && !l.Third
	l.Number = len(l.Contest.Rounds) + 1
}
