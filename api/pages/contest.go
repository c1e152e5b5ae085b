package pages

import (
	"strconv"

	"kiemphieu/api"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

func contestForm(r *api.Request) (congress.ContestInput, error) {
	seats, err := number(r, "seats")
	return congress.ContestInput{Office: ballot.Office(r.FormValue("office")), Title: r.FormValue("title"), Seats: seats}, err
}

func (s *Pages) addContest(r *api.Request) error {
	in, err := contestForm(r)
	if err != nil {
		return err
	}
	_, err = s.Congress.AddContest(r.Context(), r.By, r.CongressID(), in)
	return err
}

func (s *Pages) editContest(r *api.Request) error {
	in, err := contestForm(r)
	if err != nil {
		return err
	}
	return s.Congress.EditContest(r.Context(), r.By, r.ContestID(), in)
}

func (s *Pages) removeContest(r *api.Request) error {
	v, err := s.Congress.ListOf(r.Context(), r.ContestID())
	if err != nil {
		return err
	}
	do := func(r *api.Request) error { return s.Congress.RemoveContest(r.Context(), r.By, r.ContestID()) }
	next := func(*api.Request) string { return "/dai-hoi/" + string(v.Overview.Congress.ID) + "/noi-dung" }
	return s.act(do, s.showList, next, "removed")(r)
}

// listPage is the page of a contest: who is put forward, the list as it will
// stand, and what law and guidance say about it.
type listPage struct {
	congress.ListView
	Title    string
	Law      []findingLine
	Guidance []findingLine
	People   []nominee
	Others   []congress.Member // official members not put forward
	Editable bool
	Last     *tally.Outcome // of the newest sealed round
	MayTie   bool
	MayNext  bool
	MayEnd   bool
	Third    bool // the secretary's ballots are used up
}

type findingLine struct{ Text, Clause string }

type nominee struct {
	Nomination congress.Nomination
	Member     congress.Member
	Elected    bool
}

func (s *Pages) showList(r *api.Request) error {
	v, err := s.Congress.ListOf(r.Context(), r.ContestID())
	if err != nil {
		return err
	}
	data := listPage{ListView: v, Title: s.words.Office(v.Contest.Contest)}
	for _, f := range v.Findings {
		line := findingLine{Text: s.words.Finding(f), Clause: v.Overview.Rules.Clause(f.Rule)}
		if f.Law {
			data.Law = append(data.Law, line)
		} else {
			data.Guidance = append(data.Guidance, line)
		}
	}
	data.fillPeople()
	if err := data.fillDecision(); err != nil {
		return err
	}
	return s.congressPage(r, "list", data.Title, v.Overview, data)
}

func (l *listPage) fillPeople() {
	nominated := map[congress.MemberID]bool{}
	for _, n := range l.Nominations {
		nominated[n.MemberID] = true
		person := nominee{Nomination: n, Member: l.Overview.Member(n.MemberID)}
		for _, e := range l.Contest.Elected {
			person.Elected = person.Elected || e.MemberID == n.MemberID
		}
		l.People = append(l.People, person)
	}
	for _, m := range l.Overview.Members {
		if m.Official && !nominated[m.ID] {
			l.Others = append(l.Others, m)
		}
	}
}

// fillDecision works out what the congress can decide now.
func (l *listPage) fillDecision() error {
	current := l.Contest.Current()
	open := current != nil && current.Open()
	settled := l.Contest.Contest.Settled != congress.SettledNot
	l.Editable = !settled && (!open || current.State == congress.RoundDrafting)
	sealed := 0
	for _, rd := range l.Contest.Rounds {
		if rd.State != congress.RoundSealed {
			continue
		}
		sealed++
		o, err := rd.TallyOutcome()
		if err != nil {
			return err
		}
		l.Last = &o
	}
	if settled || open {
		return nil
	}
	l.MayTie = l.Last != nil && len(l.Last.Tied) > 0
	l.MayNext = l.Last == nil || l.Last.Next != tally.TieBallot
	l.MayEnd = l.Last != nil && l.MayNext
	l.Third = l.MayEnd && l.Contest.Contest.Office == ballot.Secretary && sealed >= l.Overview.Rules.SecretaryMaxRounds
	return nil
}

func (s *Pages) nominate(r *api.Request) error {
	support := 0
	if r.FormValue("support") != "" {
		var err error
		if support, err = number(r, "support"); err != nil {
			return err
		}
	}
	if err := r.Request().ParseForm(); err != nil {
		return api.ErrBody
	}
	members := r.Request().PostForm["member"]
	if len(members) == 0 {
		return &congress.FieldError{Field: "member", Code: "required"}
	}
	for _, m := range members {
		if err := s.Congress.Nominate(r.Context(), r.By, r.ContestID(), congress.MemberID(m), congress.Source(r.FormValue("source")), support); err != nil {
			return err
		}
	}
	return nil
}

func (s *Pages) withdraw(r *api.Request) error {
	return s.Congress.Withdraw(r.Context(), r.By, r.ContestID(), congress.MemberID(r.FormValue("member")), congress.Withdrawal(r.FormValue("withdrawal")), r.FormValue("reason"))
}

func (s *Pages) unnominate(r *api.Request) error {
	return s.Congress.Unnominate(r.Context(), r.By, r.ContestID(), congress.MemberID(r.FormValue("member")))
}

// startRound opens the next round and goes to its page.
func (s *Pages) startRound(r *api.Request) error {
	id, err := s.Congress.StartRound(r.Context(), r.By, r.ContestID(), ballot.Kind(r.FormValue("kind")))
	if err != nil {
		return s.again(r, err, s.showList)
	}
	return r.Go("/lan-bau/" + string(id))
}

func (s *Pages) settle(r *api.Request) error {
	return s.Congress.SettleShort(r.Context(), r.By, r.ContestID(), congress.Settlement(r.FormValue("settlement")), r.FormValue("decision"))
}

// parseEntry reads the entry of a hand count from the address.
func parseEntry(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}
