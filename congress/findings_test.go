package congress_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// find gives what is found about the list of the contest.
func (s *shelf) find(t *testing.T) []congress.Finding {
	t.Helper()
	v, err := s.service().ListOf(t.Context(), s.contest.ID)
	must(t, err)
	return v.Findings
}

func codesOf(findings []congress.Finding) (codes []string) {
	for _, f := range findings {
		codes = append(codes, f.Code)
	}
	return codes
}

// measures are the numbers of a list that is held against the profile.
type measures struct{ official, seats, names, women, fresh, tellers int }

// committee is a shelf with the list of a committee.
func committee(m measures) *shelf {
	s := newShelf(congress.Contest{Office: ballot.Committee, Seats: m.seats})
	for i := range m.official {
		id := congress.MemberID(fmt.Sprint(i))
		s.members = append(s.members, congress.Member{ID: id, Name: string(id), Official: true, Female: i < m.women,
			Incumbent: i >= m.fresh})
		if i < m.names {
			s.nominations = append(s.nominations, congress.Nomination{MemberID: id, Source: congress.SourceCommittee})
		}
		if i >= m.official-m.tellers {
			s.officers = append(s.officers, congress.Officer{MemberID: id, Duty: congress.DutyTeller})
		}
	}
	return s
}

// Rules 6: a list is held against the numbers of the profile: what is one short of
// each, or one over, is found, and what keeps to it is not.
func TestFindingsFollowTheProfile(t *testing.T) {
	rules, _ := tally.Profile("190-QD/TW", "2025-03-01")
	least, most := rules.PreparedSurplus(10)
	for _, number := range []struct {
		name, code string
		set        func(m *measures, off int)
	}{
		{"CellMin", "cell_too_small", func(m *measures, off int) {
			*m = measures{official: rules.CellMin - off, seats: 1, names: 2}
		}},
		{"CommitteeMinMembers", "no_committee_under_nine", func(m *measures, off int) {
			*m = measures{official: rules.CommitteeMinMembers - off, seats: 1, names: 2}
		}},
		{"CommitteeMax", "committee_over_max", func(m *measures, off int) {
			m.seats, m.names = rules.CommitteeMax+off, rules.CommitteeMax+2
		}},
		{"SurplusCapPct", "surplus_over_cap", func(m *measures, off int) {
			m.names = m.seats + rules.MaxSurplus(m.seats) + off
		}},
		{"TellersMin", "tellers_few", func(m *measures, off int) { m.tellers = rules.TellersMin - off }},
		{"WomenPct", "few_women", func(m *measures, off int) { m.women = rules.Women(m.seats) - off }},
		{"RenewalOne", "few_new", func(m *measures, off int) { m.fresh = rules.Renewal(m.seats) - off }},
		{"SizeBands", "size_outside_band", func(m *measures, off int) { m.seats = rules.SizeBand(m.official) - off }},
		{"PreparedPct, least", "surplus_prepared", func(m *measures, off int) { m.seats, m.names = 10, 10+least-off }},
		{"PreparedPct, most", "surplus_prepared", func(m *measures, off int) { m.seats, m.names = 10, 10+most+off }},
	} {
		for off, found := range []bool{false, true} {
			m := measures{official: 45, seats: 7, names: 8, women: 7, fresh: 7, tellers: 5}
			number.set(&m, off)
			if codes := codesOf(committee(m).find(t)); slices.Contains(codes, number.code) != found {
				t.Errorf("%s, %d off: %v", number.name, off, codes)
			}
		}
	}
}

// The numbers of a regulation stand in the profile, and nowhere else.
func TestFindingsHaveNoNumbersOfTheirOwn(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "findings.go", nil, 0)
	must(t, err)
	ast.Inspect(file, func(n ast.Node) bool {
		number, ok := n.(*ast.BasicLit)
		if ok && number.Kind == token.INT && !slices.Contains([]string{"0", "1", "2", "100"}, number.Value) {
			t.Errorf("findings.go has the number %s", number.Value)
		}
		return true
	})
}

// Worked example 4: of 140 attending, 42 supporters are 30 % and not more; 43 are.
func TestSupportIsMoreThanThirtyPercent(t *testing.T) {
	for support, refused := range map[int]bool{42: true, 43: false} {
		s := committee(measures{official: 140, seats: 1})
		for i := range s.members {
			s.members[i].Attendance = congress.AttendancePresent
		}
		s.nominations = []congress.Nomination{{MemberID: "0", Source: congress.SourceFloor, Support: support}}
		if found := s.find(t); slices.Contains(codesOf(found), "support_too_low") != refused {
			t.Errorf("%d of 140: %+v", support, found)
		}
	}
}

// Rules 6.4 and 1.9: a sitting committee member nominates on the committee's list
// alone, a probationary member nobody; who put somebody forward is asked for.
func TestWhoMayPutSomebodyForward(t *testing.T) {
	people := []congress.Member{{ID: "m", Name: "An"}, {ID: "o", Name: "Bình", Official: true},
		{ID: "i", Name: "Cường", Official: true, Incumbent: true}, {ID: "p", Name: "Dũng"}}
	for from, want := range map[congress.MemberID]string{"o": "", "i": "nominator_incumbent",
		"p": "nominator_probationary", "": "nominator_unknown"} {
		for _, source := range []congress.Source{congress.SourceCommittee, congress.SourceFloor, congress.SourceSelf} {
			s := newShelf(congress.Contest{Seats: 1})
			s.members = people
			s.nominations = []congress.Nomination{{MemberID: "m", Source: source, Support: 2, From: from}}
			var codes []string
			for _, f := range s.find(t) {
				if !strings.HasPrefix(f.Code, "nominator_") {
					continue
				}
				if f.Law == (f.Code == "nominator_unknown") {
					t.Errorf("%s blocks: %v", f.Code, f.Law)
				}
				codes = append(codes, f.Code)
			}
			told := want
			if source != congress.SourceFloor {
				told = ""
			}
			if strings.Join(codes, " ") != told {
				t.Errorf("%s by %q: %v, want %q", source, from, codes, told)
			}
		}
	}
}

// A sitting committee member stands on the committee's list alone.
func TestIncumbentsStandOnTheCommitteesListAlone(t *testing.T) {
	for source, refused := range map[congress.Source]bool{congress.SourceCommittee: false, congress.SourceFloor: true,
		congress.SourceSelf: true} {
		s := newShelf(congress.Contest{Seats: 1})
		s.members = []congress.Member{{ID: "m", Name: "An", Incumbent: true}}
		s.nominations = []congress.Nomination{{MemberID: "m", Source: source, Support: 2}}
		found := s.find(t)
		if slices.ContainsFunc(found, func(f congress.Finding) bool {
			return f.Code == "incumbent_off_list" && f.Law
		}) != refused {
			t.Errorf("%s: %v", source, found)
		}
	}
}
