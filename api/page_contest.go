package api

import (
	"strconv"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

func (r *request) contestID() congress.ContestID { return congress.ContestID(r.Param("contest")) }

func contestForm(r *request) (congress.ContestInput, error) {
	seats, err := r.number("seats")
	return congress.ContestInput{Office: ballot.Office(r.FormValue("office")), Title: r.FormValue("title"), Seats: seats}, err
}

func (s *Server) addContest(r *request) error {
	in, err := contestForm(r)
	if err != nil {
		return err
	}
	_, err = s.Congress.AddContest(r.Request().Context(), r.By, r.congressID(), in)
	return err
}

func (s *Server) editContest(r *request) error {
	in, err := contestForm(r)
	if err != nil {
		return err
	}
	return s.Congress.EditContest(r.Request().Context(), r.By, r.contestID(), in)
}

func (s *Server) removeContest(r *request) error {
	v, err := s.Congress.ListOf(r.Request().Context(), r.contestID())
	if err != nil {
		return err
	}
	do := func(r *request) error { return s.Congress.RemoveContest(r.Request().Context(), r.By, r.contestID()) }
	next := func(*request) string { return "/dai-hoi/" + string(v.Overview.Congress.ID) + "/noi-dung" }
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

func (s *Server) showList(r *request) error {
	v, err := s.Congress.ListOf(r.Request().Context(), r.contestID())
	if err != nil {
		return err
	}
	data := listPage{ListView: v, Title: s.office(v.Contest.Contest)}
	for _, f := range v.Findings {
		line := findingLine{Text: s.finding(f), Clause: v.Overview.Rules.Clause(f.Rule)}
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

func (s *Server) nominate(r *request) error {
	support := 0
	if r.FormValue("support") != "" {
		var err error
		if support, err = r.number("support"); err != nil {
			return err
		}
	}
	if err := r.Request().ParseForm(); err != nil {
		return errBody
	}
	members := r.Request().PostForm["member"]
	if len(members) == 0 {
		return &congress.FieldError{Field: "member", Code: "required"}
	}
	for _, m := range members {
		if err := s.Congress.Nominate(r.Request().Context(), r.By, r.contestID(), congress.MemberID(m), congress.Source(r.FormValue("source")), support); err != nil {
			return err
		}
	}
	return nil
}

func (s *Server) withdraw(r *request) error {
	return s.Congress.Withdraw(r.Request().Context(), r.By, r.contestID(), congress.MemberID(r.FormValue("member")), congress.Withdrawal(r.FormValue("withdrawal")), r.FormValue("reason"))
}

func (s *Server) unnominate(r *request) error {
	return s.Congress.Unnominate(r.Request().Context(), r.By, r.contestID(), congress.MemberID(r.FormValue("member")))
}

// startRound opens the next round and goes to its page.
func (s *Server) startRound(r *request) error {
	id, err := s.Congress.StartRound(r.Request().Context(), r.By, r.contestID(), ballot.Kind(r.FormValue("kind")))
	if err != nil {
		return s.again(r, err, s.showList)
	}
	return redirect(r, "/lan-bau/"+string(id))
}

func (s *Server) settle(r *request) error {
	return s.Congress.SettleShort(r.Request().Context(), r.By, r.contestID(), congress.Settlement(r.FormValue("settlement")), r.FormValue("decision"))
}

// parseEntry reads the entry of a hand count from the address.
func parseEntry(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}
