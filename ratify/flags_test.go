package ratify_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/tally"
)

// today is the day on which flags are looked for.
const today = congress.Date("2025-04-01")

type (
	dossier = ratify.DossierView
	round   = congress.Report
)

// plainDossier is one that nobody need look at twice: three of a committee
// on a base of 21, and a secretary.
func plainDossier() dossier {
	rules, _ := tally.Profile("190-QD/TW", "2025-03-03")
	committee := congress.Contest{ID: "k", Office: ballot.Committee, Seats: 3, Settled: congress.SettledComplete}
	secretary := congress.Contest{ID: "s", Office: ballot.Secretary, Seats: 1, Settled: congress.SettledComplete}
	sent := ratify.Dossier{Version: 1, State: ratify.DossierSubmitted, SubmittedAt: 1741100000} // 4 March
	v := dossier{
		Overview: congress.Overview{Rules: rules, Congress: congress.Congress{HeldOn: "2025-03-03"},
			Contests: []congress.ContestView{{Contest: committee}, {Contest: secretary}}},
		Dossier: sent, History: []ratify.Dossier{sent},
		Deadlines: ratify.Deadlines{Report: "2025-03-12", Complaint: "2025-03-24", Decide: "2025-03-25"},
		Reports:   []round{plainRound(committee, "a", "b", "c"), plainRound(secretary, "a")},
	}
	for i := range 23 {
		m := congress.Member{ID: congress.MemberID(fmt.Sprint(i)), Official: true}
		if i > 20 {
			m.Deduction, m.ConsentBy, m.ConsentOn = tally.AbsentWithConsent, "Đảng ủy", "2025-03-01"
		}
		v.Overview.Members = append(v.Overview.Members, m)
	}
	elect(&v, 3, 1, 1, 1)
	return v
}

func plainRound(c congress.Contest, elected ...string) round {
	r := round{Contest: c, Round: congress.Round{ContestID: c.ID, Number: 1, Kind: ballot.Ordinary,
		Counting:   congress.CountTwoPasses,
		Definition: `{"list":{"seats":3,"candidates":[{"id":"a","name":"An"},{"id":"b","name":"Bình"},{"id":"c","name":"Chi"},{"id":"d","name":"Dung"}]}}`}}
	r.Outcome = tally.Outcome{Base: 21, Needed: 11, Returned: 100, Valid: 97, Invalid: 3, Elected: elected}
	for _, id := range elected {
		r.Outcome.Rows = append(r.Outcome.Rows, tally.OutcomeRow{Row: tally.Row{ID: id, Votes: 12}, Elected: true})
	}
	return r
}

// elect makes the first n of the roster the committee, of whom the first are women, young, new.
func elect(v *dossier, n, women, young, fresh int) {
	committee := &v.Overview.Contests[0]
	committee.Elected = nil
	for i := range n {
		m := &v.Overview.Members[i]
		m.Female, m.Incumbent, m.Born = i < women, i >= fresh, "1970"
		if i < young {
			m.Born = "2000"
		}
		committee.Elected = append(committee.Elected, congress.Elected{MemberID: m.ID, Office: ballot.Committee})
	}
}

// withoutConsent leaves out of the roster who consented to absences.
func withoutConsent(v *dossier) {
	for i := range v.Overview.Members {
		v.Overview.Members[i].ConsentBy = ""
	}
}

// Every flag by itself: what raises it, with which figures; and what comes
// close and does not.
func TestEveryFlagHasItsRule(t *testing.T) {
	first := func(change func(*round)) func(*dossier) {
		return func(v *dossier) { change(&v.Reports[0]) }
	}
	inRound := func(params map[string]string) map[string]string {
		maps.Copy(params, map[string]string{"office": "committee", "title": "", "round": "1"})
		return params
	}
	tests := []struct {
		code   string // "" raises nothing
		change func(*dossier)
		want   map[string]string
	}{
		{"", func(*dossier) {}, nil},
		{"base_differs", first(func(r *round) { r.Outcome.Base = 22 }),
			inRound(map[string]string{"base": "22", "roster": "21", "official": "23", "deducted": "2"})},
		{"base_unexplained", withoutConsent, map[string]string{"count": "2"}},
		{"explained", first(func(r *round) { r.Round.Explanation = "Một phiếu rơi ngoài thùng." }),
			inRound(map[string]string{"explanation": "Một phiếu rơi ngoài thùng"})},
		{"complaints_open", func(v *dossier) { v.Deadlines.Complaint = today },
			map[string]string{"due": string(today)}},
		{"", func(v *dossier) { v.Deadlines.Complaint = "2025-03-31" }, nil},
		{"", func(v *dossier) { v.Deadlines.Complaint, v.Dossier.State = today, ratify.DossierReturned }, nil},
		{"decided_in_window", func(v *dossier) {
			v.Dossier.State, v.Dossier.DecidedOn = ratify.DossierRatified,
				"2025-03-24"
		}, map[string]string{"due": "2025-03-24", "decided": "2025-03-24"}},
		{"", func(v *dossier) { v.Dossier.State, v.Dossier.DecidedOn = ratify.DossierAnnulled, "2025-03-25" }, nil},
		{"submitted_late", func(v *dossier) { v.Deadlines.Report = "2025-03-03" },
			map[string]string{"due": "2025-03-03", "sent": "2025-03-04"}},
		{"", func(v *dossier) { v.Deadlines.Report = "2025-03-04" }, nil},
		{"submitted_late", func(v *dossier) {
			v.Deadlines.Report, v.Dossier.Version, v.Dossier.SubmittedAt = "2025-03-03", 2, 1741964000
		}, map[string]string{"due": "2025-03-03", "sent": "2025-03-04"}},
		{"", func(v *dossier) {
			v.Deadlines.Report, v.Dossier.Version, v.Dossier.SubmittedAt = "2025-03-04", 2, 1741964000
		}, nil},
		{"to_appoint", func(v *dossier) { v.Overview.Contests[1].Contest.Settled = congress.SettledAppointed },
			map[string]string{"office": "secretary", "title": ""}},
		{"", func(v *dossier) {
			v.Overview.Contests[1].Contest.Settled = congress.SettledAppointed
			v.Appointments = []ratify.Appointment{{ContestID: "s"}}
		}, nil},
		{"open_seats", func(v *dossier) {
			committee := &v.Overview.Contests[0].Contest
			committee.Seats, committee.Settled = 5, congress.SettledShort
		},
			map[string]string{"office": "committee", "title": "", "open": "2", "seats": "5"}},
		{"rounds", func(v *dossier) { v.Reports = append(v.Reports, v.Reports[1]) },
			map[string]string{"office": "secretary", "title": "", "rounds": "2"}},
		{"tie", first(func(r *round) { r.Outcome.Tied = []string{"c", "d"} }),
			inRound(map[string]string{"names": "Chi, Dung", "count": "2"})},
		{"with_machine", first(func(r *round) { r.Round.CountIn(congress.CountWithMachine, "Ban quyết định.") }),
			inRound(map[string]string{"reason": "Ban quyết định"})},
		{"single_pass", first(func(r *round) {
			r.Round.Counting, r.Round.CountingReason = congress.CountSinglePass, "Ít người."
		}), inRound(map[string]string{"reason": "Ít người"})},
		{"tally_sheets", first(func(r *round) { r.Round.Counting = congress.CountTotals }),
			inRound(map[string]string{"reason": ""})},
		{"invalid", first(func(r *round) { r.Outcome.Valid, r.Outcome.Invalid = 96, 4 }),
			inRound(map[string]string{"invalid": "4", "returned": "100", "limit": "3"})},
		{"invalid", first(func(r *round) { r.Outcome.Returned, r.Outcome.Valid, r.Outcome.Invalid = 66, 64, 2 }),
			inRound(map[string]string{"invalid": "2", "returned": "66", "limit": "3"})},
		{"", first(func(r *round) { r.Outcome.Returned, r.Outcome.Valid, r.Outcome.Invalid = 67, 65, 2 }), nil},
		{"", first(func(r *round) { r.Outcome.Returned, r.Outcome.Valid, r.Outcome.Invalid = 12, 11, 1 }), nil},
		{"bare_majority", first(func(r *round) { r.Outcome.Rows[1].Votes = 11 }),
			inRound(map[string]string{"name": "Bình", "votes": "11", "base": "21"})},
		{"", first(func(r *round) { r.Outcome.Rows[1].Votes, r.Round.Kind = 11, ballot.TieBreak }), nil},
		{"", first(func(r *round) { r.Outcome.Rows[1].Votes, r.Outcome.Rows[1].Elected = 11, false }), nil},
		{"women", func(v *dossier) { elect(v, 3, 0, 1, 1) }, map[string]string{"have": "0", "elected": "3",
			"percent": "15", "age": "42"}},
		{"young", func(v *dossier) { elect(v, 3, 1, 0, 1) }, map[string]string{"have": "0", "elected": "3",
			"percent": "10", "age": "42"}},
		{"women", func(v *dossier) { elect(v, 7, 1, 1, 3) },
			map[string]string{"have": "1", "elected": "7", "percent": "15", "age": "42"}},
		{"renewal", func(v *dossier) { elect(v, 3, 1, 1, 0) }, map[string]string{"have": "0", "elected": "3",
			"one": "3"}},
		{"", func(v *dossier) { elect(v, 0, 0, 0, 0) }, nil},
		{"", func(v *dossier) {
			v.Overview.Congress.Meeting = congress.MeetingByElection
			elect(v, 1, 0, 0, 0)
		}, nil},
		{"", func(v *dossier) {
			withoutConsent(v)
			v.Dossier.Version = 0
		}, nil}, // nothing was sent
	}
	raised := map[string]bool{}
	for i, test := range tests {
		v := plainDossier()
		test.change(&v)
		flags := ratify.FlagsOf(v, today)
		raised[test.code] = true
		switch {
		case test.code == "" && len(flags) > 0:
			t.Errorf("case %d: %+v", i, flags)
		case test.code != "" && (len(flags) != 1 || flags[0].Code != test.code ||
			!maps.Equal(flags[0].Params, test.want)):
			t.Errorf("case %d: %+v, want %s %v", i, flags, test.code, test.want)
		}
	}
	for _, code := range ratify.FlagCodes() {
		if !raised[code] {
			t.Errorf("%s is raised by no case", code)
		}
	}
}

// The gravest flags come first, whatever the order in which they were found.
func TestFlagsComeTheGravestFirst(t *testing.T) {
	v := plainDossier()
	elect(&v, 3, 0, 1, 1)
	withoutConsent(&v)
	v.Reports[1].Outcome.Base = 20
	var codes []string
	for _, f := range ratify.FlagsOf(v, today) {
		codes = append(codes, f.Code)
	}
	if !slices.Equal(codes, []string{"base_differs", "base_unexplained", "women"}) {
		t.Error(codes)
	}
}
