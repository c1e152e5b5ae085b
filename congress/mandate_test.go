package congress

import (
	"testing"

	"kiemphieu/ballot"
)

// Who held an office is known by card, else by name and birth; two of one
// name, or a birth that one side lacks, settle nothing and are not guessed.
func TestTenureIsKnownOrSaidToBeUnknown(t *testing.T) {
	t.Parallel()
	held := Mandate{Office: ballot.Secretary, Term: "2022–2025", Name: "Lê Văn Hoà", Born: "1970-02-03",
		From: "2022-06-01"}
	for name, test := range map[string]struct {
		change func(*Mandate)
		person Member
		others []Member
		want   ballot.Tenure
	}{
		"same name and birth": {func(*Mandate) {}, Member{Name: "Lê Văn Hòa", Born: "1970-02-03"}, nil,
			ballot.TenureHeld},
		"another name":  {func(*Mandate) {}, Member{Name: "Lê Văn Hùng", Born: "1970-02-03"}, nil, ballot.TenureNew},
		"another birth": {func(*Mandate) {}, Member{Name: "Lê Văn Hòa", Born: "1971"}, nil, ballot.TenureNew},
		"year alone":    {func(*Mandate) {}, Member{Name: "Lê Văn Hòa", Born: "1970"}, nil, ballot.TenureUnknown},
		"no birth":      {func(*Mandate) {}, Member{Name: "Lê Văn Hòa"}, nil, ballot.TenureUnknown},
		"same card": {func(m *Mandate) { m.Card = "9" }, Member{Name: "Lê Hòa", Card: "9"}, nil,
			ballot.TenureHeld},
		"another card": {func(m *Mandate) { m.Card = "9" }, Member{Name: "Lê Văn Hòa", Born: "1970-02-03", Card: "8"},
			nil, ballot.TenureNew},
		"only names, one of them": {func(m *Mandate) { m.Born = "" }, Member{Name: "Lê Văn Hòa"}, nil,
			ballot.TenureHeld},
		"only names, two of them": {func(m *Mandate) { m.Born = "" }, Member{Name: "Lê Văn Hòa"},
			[]Member{{Name: "Lê Văn Hòa"}}, ballot.TenureUnknown},
		"nobody kept it": {func(m *Mandate) { m.Office = ballot.Deputy }, Member{Name: "Lê Văn Hòa"}, nil,
			ballot.TenureUnknown},
		"struck":   {func(m *Mandate) { m.Struck = true }, Member{Name: "Lê Văn Hòa"}, nil, ballot.TenureUnknown},
		"long ago": {func(m *Mandate) { m.To = "2023-01-01" }, Member{Name: "Lê Văn Hòa"}, nil, ballot.TenureUnknown},
		"of the term that begins": {func(m *Mandate) { m.Term = "2025–2027" },
			Member{Name: "Lê Văn Hòa", Born: "1970-02-03"}, nil, ballot.TenureUnknown},
		"ended by this very congress": {func(m *Mandate) { m.To = "2025-03-01" },
			Member{Name: "Lê Văn Hòa", Born: "1970-02-03"}, nil, ballot.TenureHeld},
	} {
		m := held
		test.change(&m)
		meeting := Congress{Term: "2025–2027", HeldOn: "2025-03-01"}
		all := tenures{meeting: meeting, roster: append(test.others, test.person)}
		if found := all.find([]Mandate{m}); found.of(test.person, ballot.Secretary) != test.want {
			t.Errorf("%s: %s, want %s", name, found.of(test.person, ballot.Secretary), test.want)
		}
	}
}

// A term whose offices come from a congress is known whole: who is not among
// its deputies was none, also where there was none at all.
func TestAllOfficesOfACongressAreKnown(t *testing.T) {
	t.Parallel()
	all := tenures{meeting: Congress{Term: "2025–2027", HeldOn: "2025-03-01"}}.find([]Mandate{{
		Office: ballot.Committee, Term: "2022–2025", Name: "A", From: "2022-06-01", How: HowElected, CongressID: "c"}})
	for office, want := range map[ballot.Office]ballot.Tenure{ballot.Committee: ballot.TenureHeld,
		ballot.Deputy: ballot.TenureNew, ballot.Delegates: ballot.TenureUnknown} {
		if got := all.of(Member{Name: "A"}, office); got != want {
			t.Errorf("%s: %s, want %s", office, got, want)
		}
	}
}
