package congress_test

import (
	"slices"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// Who held an office is known by card, else by name and birth; two of one
// name, or a birth that one side lacks, settle nothing and are not guessed.
func TestTenureIsKnownOrSaidToBeUnknown(t *testing.T) {
	t.Parallel()
	type (
		mandate = congress.Mandate
		member  = congress.Member
	)
	held := mandate{Office: ballot.Secretary, Term: "2022–2025", Name: "Lê Văn Hoà", Born: "1970-02-03",
		From: "2022-06-01"}
	for name, test := range map[string]struct {
		change func(*mandate)
		person member
		others []member
		want   ballot.Tenure
	}{
		"same name and birth": {func(*mandate) {}, member{Name: "Lê Văn Hòa", Born: "1970-02-03"}, nil,
			ballot.TenureHeld},
		"another name":  {func(*mandate) {}, member{Name: "Lê Văn Hùng", Born: "1970-02-03"}, nil, ballot.TenureNew},
		"another birth": {func(*mandate) {}, member{Name: "Lê Văn Hòa", Born: "1971"}, nil, ballot.TenureNew},
		"year alone":    {func(*mandate) {}, member{Name: "Lê Văn Hòa", Born: "1970"}, nil, ballot.TenureUnknown},
		"no birth":      {func(*mandate) {}, member{Name: "Lê Văn Hòa"}, nil, ballot.TenureUnknown},
		"same card": {func(m *mandate) { m.Card = "9" }, member{Name: "Lê Hòa", Card: "9"}, nil,
			ballot.TenureHeld},
		"another card": {func(m *mandate) { m.Card = "9" }, member{Name: "Lê Văn Hòa", Born: "1970-02-03", Card: "8"},
			nil, ballot.TenureNew},
		"only names, one of them": {func(m *mandate) { m.Born = "" }, member{Name: "Lê Văn Hòa"}, nil,
			ballot.TenureHeld},
		"only names, two of them": {func(m *mandate) { m.Born = "" }, member{Name: "Lê Văn Hòa"},
			[]member{{Name: "Lê Văn Hòa"}}, ballot.TenureUnknown},
		"nobody kept it": {func(m *mandate) { m.Office = ballot.Deputy },
			member{Name: "Lê Văn Hòa", Born: "1970-02-03"}, nil, ballot.TenureUnknown},
		"struck": {func(m *mandate) { m.Struck = true }, member{Name: "Lê Văn Hòa", Born: "1970-02-03"}, nil,
			ballot.TenureUnknown},
		"long ago": {func(m *mandate) { m.To = "2023-01-01" }, member{Name: "Lê Văn Hòa", Born: "1970-02-03"}, nil,
			ballot.TenureUnknown},
		"of the term that begins": {func(m *mandate) { m.Term = "2025–2027" },
			member{Name: "Lê Văn Hòa", Born: "1970-02-03"}, nil, ballot.TenureUnknown},
		"ended by this very congress": {func(m *mandate) { m.To = "2025-03-01" },
			member{Name: "Lê Văn Hòa", Born: "1970-02-03"}, nil, ballot.TenureHeld},
	} {
		m := held
		test.change(&m)
		list := newShelf(congress.Contest{Office: ballot.Secretary, Seats: 1})
		test.person.ID, list.members = "p", test.others
		list.mandates = []congress.Mandate{m}
		if tenure := list.tenureOf(t, test.person); tenure != test.want {
			t.Errorf("%s: %s, want %s", name, tenure, test.want)
		}
	}
}

// A term whose offices come from a congress is known whole: who is not among
// its deputies was none, also where there was none at all.
func TestAllOfficesOfACongressAreKnown(t *testing.T) {
	t.Parallel()
	for office, want := range map[ballot.Office]ballot.Tenure{ballot.Deputy: ballot.TenureNew,
		ballot.Delegates: ballot.TenureUnknown, ballot.Committee: ballot.TenureAsIncumbent} {
		list := newShelf(congress.Contest{Office: office, Seats: 1})
		list.mandates = []congress.Mandate{{Office: ballot.Committee, Term: "2022–2025", Name: "A", From: "2022-06-01",
			How: congress.HowElected, CongressID: "before"}}
		if got := list.tenureOf(t, congress.Member{ID: "p", Name: "A"}); got != want {
			t.Errorf("%s: %s, want %s", office, got, want)
		}
		if held := slices.Contains(codesOf(list.find(t)), "tenure_differs"); held != (office == ballot.Committee) {
			t.Errorf("%s: the roster differs: %v", office, held)
		}
	}
}

// A mandate that was struck tells nothing of its office, though others of its term are held.
func TestAStruckMandateTellsOfNoOffice(t *testing.T) {
	t.Parallel()
	list := newShelf(congress.Contest{Office: ballot.Secretary, Seats: 1})
	list.mandates = []congress.Mandate{
		{Office: ballot.Secretary, Term: "2022–2025", Name: "B", From: "2022-06-01", Struck: true},
		{Office: ballot.Committee, Term: "2022–2025", Name: "A", From: "2022-06-01", How: congress.HowAppointed}}
	if got := list.tenureOf(t, congress.Member{ID: "p", Name: "C"}); got != ballot.TenureUnknown {
		t.Errorf("%s", got)
	}
}

// tenureOf puts somebody on the roster and forward, and gives what is printed of them.
func (s *shelf) tenureOf(t *testing.T, person congress.Member) ballot.Tenure {
	t.Helper()
	s.members = append(s.members, person)
	s.nominations = []congress.Nomination{{MemberID: person.ID, Source: congress.SourceCommittee}}
	v, err := s.service().ListOf(t.Context(), s.contest.ID)
	must(t, err)
	return v.List.Candidates[0].Tenure
}
