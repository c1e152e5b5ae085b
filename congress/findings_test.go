package congress

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// numbersCase is a list at which every number of the profile about lists is
// told or decides.
func numbersCase(rules tally.Rules) []Finding {
	members := map[MemberID]Member{}
	var nominations []Nomination
	for i := range 11 {
		id := MemberID(fmt.Sprint(i))
		members[id] = Member{ID: id, Name: string(id), Official: true, Incumbent: i != 10}
		nominations = append(nominations, Nomination{MemberID: id, Source: SourceCommittee})
	}
	nominations[10].Source, nominations[10].Support = SourceFloor, 3
	l := listCase{rules: rules, contest: Contest{Office: ballot.Committee, Seats: 8},
		round: Round{Kind: ballot.Ordinary, Seats: 8}, prepared: 10,
		members: members, head: Head{Official: 2, Present: 10}, officers: []Officer{{Duty: DutyChief}},
		nominations: nominations}
	return l.findings()
}

// Rules 6: findings take their numbers from the profile of the congress, and
// from nowhere else: each number changed changes what is found.
func TestFindingsFollowTheProfile(t *testing.T) {
	rules, _ := tally.Profile("190-QD/TW", "2025-03-01")
	rules.SizeBands = []tally.Band{{From: 1, To: 5, Seats: 3}}
	before := fmt.Sprint(numbersCase(rules))
	for _, name := range []string{"CellMin", "CommitteeMinMembers", "CommitteeMax", "SurplusCapPct", "FloorSupportPct",
		"TellersMin", "WomenPct", "RenewalOne"} {
		changed := rules
		field := reflect.ValueOf(&changed).Elem().FieldByName(name)
		field.SetInt(field.Int() + 9)
		if name == "RenewalOne" {
			field.SetInt(4)
		}
		if fmt.Sprint(numbersCase(changed)) == before {
			t.Errorf("%s: another number finds the same", name)
		}
	}
	other := rules
	other.PreparedPct = [2]int{20, 30}
	if fmt.Sprint(numbersCase(other)) == before {
		t.Error("PreparedPct: another share finds the same")
	}
	rules.SizeBands = []tally.Band{{From: 1, To: 5, Seats: 5}}
	if fmt.Sprint(numbersCase(rules)) == before {
		t.Error("SizeBands: another band finds the same")
	}
}

// Worked example 4: of 140 attending, 42 supporters are 30 % and not more; 43 are.
func TestSupportIsMoreThanThirtyPercent(t *testing.T) {
	rules, _ := tally.Profile("190-QD/TW", "2025-03-01")
	for support, refused := range map[int]bool{42: true, 43: false} {
		l := listCase{rules: rules, members: map[MemberID]Member{"m": {ID: "m", Name: "An"}},
			head: Head{Present: 140}, nominations: []Nomination{{MemberID: "m", Source: SourceFloor, Support: support}}}
		var out []Finding
		l.checkSupport(lawOnly(&out))
		if (len(out) > 0) != refused {
			t.Errorf("%d of 140: %+v", support, out)
		}
	}
}

// Rules 6.4 and 1.9: a sitting committee member nominates on the committee's list
// alone, a probationary member nobody; who put somebody forward is asked for.
func TestWhoMayPutSomebodyForward(t *testing.T) {
	rules, _ := tally.Profile("190-QD/TW", "2025-03-01")
	people := map[MemberID]Member{"m": {ID: "m", Name: "An"}, "o": {ID: "o", Name: "Bình", Official: true},
		"i": {ID: "i", Name: "Cường", Official: true, Incumbent: true}, "p": {ID: "p", Name: "Dũng"}}
	for from, want := range map[MemberID]string{"o": "", "i": "nominator_incumbent", "p": "nominator_probationary",
		"": "nominator_unknown"} {
		for _, source := range []Source{SourceCommittee, SourceFloor, SourceSelf} {
			l := listCase{rules: rules, members: people, head: Head{Present: 2},
				nominations: []Nomination{{MemberID: "m", Source: source, Support: 2, From: from}}}
			var codes []string
			l.checkNominators(func(law bool, _, code string, _ ...string) {
				if law == (code == "nominator_unknown") {
					t.Errorf("%s blocks: %v", code, law)
				}
				codes = append(codes, code)
			})
			told := want
			if source != SourceFloor {
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
	rules, _ := tally.Profile("190-QD/TW", "2025-03-01")
	for source, refused := range map[Source]bool{SourceCommittee: false, SourceFloor: true, SourceSelf: true} {
		l := listCase{rules: rules, members: map[MemberID]Member{"m": {ID: "m", Name: "An", Incumbent: true}},
			head: Head{Present: 2}, nominations: []Nomination{{MemberID: "m", Source: source, Support: 2}}}
		var out []Finding
		l.checkNominations(lawOnly(&out))
		if blocksFreeze(out) != refused {
			t.Errorf("%s: %v", source, out)
		}
	}
}
