package ratify

import (
	"maps"
	"slices"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// plainView is a dossier that nobody need look at twice: three of a committee
// on a base of 21, and a secretary.
func plainView() flagView {
	rules, _ := tally.Profile("190-QD/TW", "2025-03-03")
	committee := congress.Contest{ID: "k", Office: ballot.Committee, Seats: 3, Settled: congress.SettledComplete}
	secretary := congress.Contest{ID: "s", Office: ballot.Secretary, Seats: 1, Settled: congress.SettledComplete}
	return flagView{
		// 4 March
		rules: rules, today: "2025-04-01", dossier: Dossier{Version: 1, State: DossierSubmitted,
			SubmittedAt: congress.Instant(1741100000)}, firstSent: 1741100000,
		days:     Deadlines{Report: "2025-03-12", Complaint: "2025-03-24", Decide: "2025-03-25"},
		roster:   RosterSum{Official: 22, Deducted: 1},
		contests: []congress.Contest{committee, secretary}, elected: Committee{Elected: 3, Women: 1, Young: 1, New: 1},
		filled: map[congress.ContestID]bool{},
		rounds: []flagRound{plainRound(committee, []string{"a", "b", "c"}), plainRound(secretary, []string{"a"})},
	}
}

func plainRound(c congress.Contest, elected []string) flagRound {
	r := flagRound{contest: c, round: congress.Round{ContestID: c.ID, Number: 1, Kind: ballot.Ordinary,
		Counting:   congress.CountTwoPasses,
		Definition: `{"list":{"seats":3,"candidates":[{"id":"a","name":"An"},{"id":"b","name":"Bình"},{"id":"c","name":"Chi"},{"id":"d","name":"Dung"}]}}`}}
	r.outcome = tally.Outcome{Base: 21, Needed: 11, Returned: 100, Valid: 97, Invalid: 3, Elected: elected}
	for _, id := range elected {
		r.outcome.Rows = append(r.outcome.Rows, tally.OutcomeRow{Row: tally.Row{ID: id, Votes: 12}, Elected: true})
	}
	return r
}

// Every flag by itself: what raises it, with which figures; and what comes
// close and does not.
func TestEveryFlagHasItsRule(t *testing.T) {
	first := func(change func(*flagRound)) func(*flagView) { return func(v *flagView) { change(&v.rounds[0]) } }
	inRound := func(params map[string]string) map[string]string {
		maps.Copy(params, map[string]string{"office": "committee", "title": "", "round": "1"})
		return params
	}
	tests := []struct {
		code   string // "" raises nothing
		change func(*flagView)
		want   map[string]string
	}{
		{"", func(*flagView) {}, nil},
		{"base_differs", first(func(r *flagRound) { r.outcome.Base = 22 }),
			inRound(map[string]string{"base": "22", "roster": "21", "official": "22", "deducted": "1"})},
		{"base_unexplained", func(v *flagView) { v.roster.NoConsent = 2 }, map[string]string{"count": "2"}},
		{"explained", first(func(r *flagRound) { r.round.Explanation = "Một phiếu rơi ngoài thùng." }),
			inRound(map[string]string{"explanation": "Một phiếu rơi ngoài thùng"})},
		{"complaints_open", func(v *flagView) { v.today = "2025-03-24" }, map[string]string{"due": "2025-03-24"}},
		{"", func(v *flagView) { v.today = "2025-03-25" }, nil},
		{"", func(v *flagView) { v.today, v.dossier.State = "2025-03-24", DossierReturned }, nil},
		{"decided_in_window", func(v *flagView) {
			v.dossier.State, v.dossier.DecidedOn = DossierRatified,
				"2025-03-24"
		}, map[string]string{"due": "2025-03-24", "decided": "2025-03-24"}},
		{"", func(v *flagView) { v.dossier.State, v.dossier.DecidedOn = DossierAnnulled, "2025-03-25" }, nil},
		{"submitted_late", func(v *flagView) { v.days.Report = "2025-03-03" },
			map[string]string{"due": "2025-03-03", "sent": "2025-03-04"}},
		{"", func(v *flagView) { v.days.Report = "2025-03-04" }, nil},
		{"submitted_late", func(v *flagView) {
			v.days.Report, v.dossier.Version, v.dossier.SubmittedAt = "2025-03-03", 2, v.firstSent+864000
		}, map[string]string{"due": "2025-03-03", "sent": "2025-03-04"}},
		{"", func(v *flagView) {
			v.days.Report, v.dossier.Version, v.dossier.SubmittedAt = "2025-03-04", 2, v.firstSent+864000
		}, nil},
		{"to_appoint", func(v *flagView) { v.contests[1].Settled = congress.SettledAppointed },
			map[string]string{"office": "secretary", "title": ""}},
		{"", func(v *flagView) { v.contests[1].Settled, v.filled["s"] = congress.SettledAppointed, true }, nil},
		{"open_seats", func(v *flagView) { v.contests[0].Seats, v.contests[0].Settled = 5, congress.SettledShort },
			map[string]string{"office": "committee", "title": "", "open": "2", "seats": "5"}},
		{"rounds", func(v *flagView) { v.rounds = append(v.rounds, v.rounds[1]) },
			map[string]string{"office": "secretary", "title": "", "rounds": "2"}},
		{"tie", first(func(r *flagRound) { r.outcome.Tied = []string{"c", "d"} }),
			inRound(map[string]string{"names": "Chi, Dung", "count": "2"})},
		{"with_machine", first(func(r *flagRound) { r.round.CountIn(congress.CountWithMachine, "Ban quyết định.") }),
			inRound(map[string]string{"reason": "Ban quyết định"})},
		{"single_pass", first(func(r *flagRound) {
			r.round.Counting, r.round.CountingReason = congress.CountSinglePass, "Ít người."
		}), inRound(map[string]string{"reason": "Ít người"})},
		{"tally_sheets", first(func(r *flagRound) { r.round.Counting = congress.CountTotals }),
			inRound(map[string]string{"reason": ""})},
		{"invalid", first(func(r *flagRound) { r.outcome.Valid, r.outcome.Invalid = 96, 4 }),
			inRound(map[string]string{"invalid": "4", "returned": "100", "limit": "3"})},
		{"invalid", first(func(r *flagRound) { r.outcome.Returned, r.outcome.Valid, r.outcome.Invalid = 66, 64, 2 }),
			inRound(map[string]string{"invalid": "2", "returned": "66", "limit": "3"})},
		{"", first(func(r *flagRound) { r.outcome.Returned, r.outcome.Valid, r.outcome.Invalid = 67, 65, 2 }), nil},
		{"", first(func(r *flagRound) { r.outcome.Returned, r.outcome.Valid, r.outcome.Invalid = 12, 11, 1 }), nil},
		{"bare_majority", first(func(r *flagRound) { r.outcome.Rows[1].Votes = 11 }),
			inRound(map[string]string{"name": "Bình", "votes": "11", "base": "21"})},
		{"", first(func(r *flagRound) { r.outcome.Rows[1].Votes, r.round.Kind = 11, ballot.TieBreak }), nil},
		{"", first(func(r *flagRound) { r.outcome.Rows[1].Votes, r.outcome.Rows[1].Elected = 11, false }), nil},
		{"women", func(v *flagView) { v.elected.Women = 0 }, map[string]string{"have": "0", "elected": "3",
			"percent": "15", "age": "42"}},
		{"young", func(v *flagView) { v.elected.Young = 0 }, map[string]string{"have": "0", "elected": "3",
			"percent": "10", "age": "42"}},
		{"women", func(v *flagView) { v.elected = Committee{Elected: 7, Women: 1, Young: 1, New: 3} },
			map[string]string{"have": "1", "elected": "7", "percent": "15", "age": "42"}},
		{"renewal", func(v *flagView) { v.elected.New = 0 }, map[string]string{"have": "0", "elected": "3",
			"one": "3"}},
		{"", func(v *flagView) { v.elected = Committee{} }, nil},
		{"", func(v *flagView) { v.elected, v.inTerm = Committee{Elected: 1}, true }, nil},
		{"", func(v *flagView) { v.roster.NoConsent, v.dossier.Version = 9, 0 }, nil}, // nothing was sent
	}
	raised := map[string]bool{}
	for i, test := range tests {
		v := plainView()
		test.change(&v)
		flags := flagsOf(v)
		raised[test.code] = true
		switch {
		case test.code == "" && len(flags) > 0:
			t.Errorf("case %d: %+v", i, flags)
		case test.code != "" && (len(flags) != 1 || flags[0].Code != test.code ||
			!maps.Equal(flags[0].Params, test.want)):
			t.Errorf("case %d: %+v, want %s %v", i, flags, test.code, test.want)
		}
	}
	for _, code := range FlagCodes() {
		if !raised[code] {
			t.Errorf("%s is raised by no case", code)
		}
	}
}

// The gravest flags come first, whatever the order in which they were found.
func TestFlagsComeTheGravestFirst(t *testing.T) {
	v := plainView()
	v.elected.Women, v.roster.NoConsent, v.rounds[1].outcome.Base = 0, 1, 20
	var codes []string
	for _, f := range flagsOf(v) {
		codes = append(codes, f.Code)
	}
	if !slices.Equal(codes, []string{"base_differs", "base_unexplained", "women"}) {
		t.Error(codes)
	}
}
