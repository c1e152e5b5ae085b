package congress

import (
	"fmt"
	"strings"

	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// Finding is something about a list that the law forbids or that guidance
// advises against.
type Finding struct {
	Code   string            // key of the sentence, "surplus_over_cap"
	Law    bool              // true: blocks the freeze; false: a warning
	Rule   string            // key of the clause: "surplus", "committee_size", "tellers", …
	Params map[string]string // for the sentence
}

// listCase is everything that the checks of one list look at.
type listCase struct {
	rules       tally.Rules
	contest     Contest
	round       Round
	contests    []Contest
	members     map[MemberID]Member
	head        Head
	officers    []Officer
	nominations []Nomination // who stands on this list
	elected     []Elected    // of the whole congress
	tenures     tenures
	vacant      int // places of the committee that a by-election can fill
	vacantKnown bool
	prepared    int        // whom the convening committee put forward, who withdrew since too
	failed      []foreseen // not elected to the committee, and not answered by the superior
}

// findings checks a list against rules 5 and 6. A tie break
// is bound to its names and seats, so only the people are checked.
func (l listCase) findings() []Finding {
	var out []Finding
	add := func(law bool, rule, code string, params ...string) {
		out = append(out, Finding{Code: code, Law: law, Rule: rule, Params: pairs(params)})
	}
	l.checkPeople(add)
	l.checkTellers(add)
	l.checkNames(add)
	if l.round.Kind == ballot.TieBreak {
		l.checkShort(add)
		return out
	}
	l.checkNumbers(add)
	l.checkNominations(add)
	l.checkTenures(add)
	l.checkForeseen(add)
	if l.tenures.meeting.ByElection() {
		l.checkVacancies(add)
		l.checkOrderInTerm(add)
		return out
	}
	l.checkPrepared(add)
	l.checkOrder(add)
	l.checkTargets(add)
	return out
}

// adder notes a finding; its params are the names and values of the sentence, in turn.
type adder func(law bool, rule, code string, params ...string)

// pairs makes a map of names and values that stand in turn.
func pairs(kv []string) map[string]string {
	m := make(map[string]string, len(kv)/2)
	for i := 0; i+1 < len(kv); i += 2 {
		m[kv[i]] = kv[i+1]
	}
	return m
}

// checkPeople: probationary members may not stand (Điều lệ Đảng, Điều 3);
// nobody on the list may be on the counting committee (Điều 8); nobody stands
// twice for one office.
func (l listCase) checkPeople(add adder) {
	duty := make(map[MemberID]Duty)
	for _, o := range l.officers {
		duty[o.MemberID] = o.Duty
	}
	for _, n := range l.nominations {
		m := l.members[n.MemberID]
		if !m.Official {
			add(true, "probationary", "probationary_on_list", "name", m.Name)
		}
		if m.Deduction == tally.Suspended || m.Deduction == tally.Prosecuted {
			add(true, "suspended", "suspended_on_list", "name", m.Name)
		}
		if duty[n.MemberID].Counts() {
			add(true, "tellers", "teller_on_list", "name", m.Name)
		}
		if n.Withdrawal == WithdrawalRequested {
			add(true, "withdrawal", "withdrawal_pending", "name", m.Name)
		}
	}
}

// checkNames: two people of one name are told apart on every paper (rules 3.1).
func (l listCase) checkNames(add adder) {
	printed := l.printedNames()
	for _, group := range l.namesakes() {
		var names []string
		for _, m := range group {
			names = append(names, printed[m.ID])
		}
		add(false, "list", "same_name", "names", strings.Join(names, ", "))
	}
}

// checkTellers: a counting committee with a chief counts (Điều 8); three
// people by default.
func (l listCase) checkTellers(add adder) {
	tellers, chief := 0, false
	for _, o := range l.officers {
		if o.Duty.Counts() {
			tellers++
		}
		chief = chief || o.Duty == DutyChief
	}
	if !chief {
		add(true, "tellers", "chief_missing")
	}
	l.checkOfficersSummoned(add)
	if tellers < l.rules.TellersMin {
		add(false, "tellers", "tellers_few", "have", fmt.Sprint(tellers), "want", fmt.Sprint(l.rules.TellersMin))
	}
}

// checkOfficersSummoned: who was not summoned has no duty at the congress.
func (l listCase) checkOfficersSummoned(add adder) {
	for _, o := range l.officers {
		if m := l.members[o.MemberID]; notSummoned(m.Deduction) {
			add(true, "tellers", "officer_not_summoned", "name", m.Name)
		}
	}
}

// checkTellersThere: whoever counts papers is there when they are handed out.
func (l listCase) checkTellersThere(add adder) {
	for _, o := range l.officers {
		if m := l.members[o.MemberID]; o.Duty.Counts() && m.Attendance == AttendanceAbsent {
			add(true, "tellers", "teller_absent", "name", m.Name)
		}
	}
}

// checkNumbers: seats and surplus (Điều 14; Quy định thi hành Điều lệ).
func (l listCase) checkNumbers(add adder) {
	names, seats := len(l.nominations), l.round.Seats
	places := seats + jointOf(l.contest, l.elected).beside(l.round.Kind) // a joint list has its alternates beside
	surplus := names - places
	switch {
	case l.checkShort(add):
		return
	case surplus == 0 && l.contest.Office == ballot.Committee:
		add(!l.tenures.meeting.ByElection(), "surplus", "surplus_required") // within a term the clause was not read
	case surplus > l.rules.MaxSurplus(places) && l.contest.Office != ballot.Other:
		add(true, "surplus", "surplus_over_cap", "surplus", fmt.Sprint(surplus), "cap",
			fmt.Sprint(l.rules.MaxSurplus(places)), "seats", fmt.Sprint(places))
	}
	if l.head.Official < l.rules.CellMin {
		add(true, "cell_size", "cell_too_small", "official", fmt.Sprint(l.head.Official), "min",
			fmt.Sprint(l.rules.CellMin))
	}
	switch l.contest.Office {
	case ballot.Committee:
		l.checkCommitteeSize(add)
	case ballot.Secretary, ballot.Deputy:
		if l.contest.Seats > 1 {
			add(true, "committee_size", "one_seat_only", "office", string(l.contest.Office))
		}
	case ballot.Delegates, ballot.Alternates, ballot.Other:
	}
}

// checkPrepared: the convening committee prepares the first list of a committee with a
// surplus of 10–15 % (Điều 14), where that is a whole number of people.
func (l listCase) checkPrepared(add adder) {
	least, most := l.rules.PreparedSurplus(l.round.Seats)
	surplus := l.prepared - l.round.Seats
	first := l.contest.Office == ballot.Committee && l.round.Number <= 1
	if !first || l.prepared == 0 || least > most || least <= surplus && surplus <= most {
		return
	}
	add(false, "surplus", "surplus_prepared", "names", fmt.Sprint(l.prepared), "seats", fmt.Sprint(l.round.Seats),
		"least", fmt.Sprint(l.round.Seats+least), "most", fmt.Sprint(l.round.Seats+most))
}

// checkShort: fewer names than seats is no list (rules 3.5).
func (l listCase) checkShort(add adder) bool {
	names, seats := len(l.nominations), l.round.Seats
	if names < seats {
		add(true, "list", "list_short", "names", fmt.Sprint(names), "seats", fmt.Sprint(seats))
	}
	return names < seats
}

func (l listCase) checkCommitteeSize(add adder) {
	if l.head.Official < l.rules.CommitteeMinMembers {
		add(true, "committee_size", "no_committee_under_nine", "official", fmt.Sprint(l.head.Official), "min",
			fmt.Sprint(l.rules.CommitteeMinMembers))
	}
	if l.contest.Seats > l.rules.CommitteeMax {
		add(true, "committee_size", "committee_over_max", "seats", fmt.Sprint(l.contest.Seats), "max",
			fmt.Sprint(l.rules.CommitteeMax))
	}
	if l.tenures.meeting.ByElection() {
		return // as many as are vacant
	}
	if want := l.rules.SizeBand(l.head.Official); want > 0 && l.contest.Seats != want {
		add(false, "size_band", "size_outside_band", "seats", fmt.Sprint(l.contest.Seats), "want", fmt.Sprint(want),
			"official", fmt.Sprint(l.head.Official))
	}
}

// checkOrder: committee, then secretary, then deputy, the last two from the
// committee just elected; under nine members there is no committee.
func (l listCase) checkOrder(add adder) {
	office := l.contest.Office
	if office != ballot.Secretary && office != ballot.Deputy {
		return
	}
	needsCommittee := l.head.Official >= l.rules.CommitteeMinMembers
	if needsCommittee && !l.settled(ballot.Committee) {
		add(true, "order", "committee_first")
		return
	}
	if office == ballot.Deputy && !l.settled(ballot.Secretary) {
		add(true, "order", "secretary_first")
	}
	for _, n := range l.nominations {
		if code := l.outOfOrder(n.MemberID); code != "" {
			add(true, "order", code, "name", l.members[n.MemberID].Name, "office", string(office))
		}
	}
}

// outOfOrder says why somebody cannot be elected to this office, "" for who can:
// secretary and deputy come from the committee, and are two people.
func (l listCase) outOfOrder(m MemberID) string {
	office := l.contest.Office
	switch {
	case office != ballot.Secretary && office != ballot.Deputy:
	case l.head.Official >= l.rules.CommitteeMinMembers && !l.holds(m, ballot.Committee):
		return "not_in_committee"
	case office == ballot.Deputy && l.holds(m, ballot.Secretary):
		return "deputy_is_secretary"
	}
	return ""
}

func (l listCase) settled(office ballot.Office) bool {
	for _, c := range l.contests {
		if c.Office == office && c.Settled != SettledNot {
			return true
		}
	}
	return false
}

func (l listCase) holds(m MemberID, office ballot.Office) bool {
	for _, e := range l.elected {
		if e.MemberID == m && e.Office == office {
			return true
		}
	}
	return false
}

// checkNominations: support of more than 30 % of those attending for whoever
// was not put forward by the convening committee (Điều 14.3); sitting committee
// members stand only on its list (rules 6.4).
func (l listCase) checkNominations(add adder) {
	for _, n := range l.nominations {
		if n.Source == SourceCommittee {
			continue
		}
		if m := l.members[n.MemberID]; m.Incumbent {
			add(true, "incumbents", "incumbent_off_list", "name", m.Name)
		}
	}
	l.checkNominators(add)
	l.checkSupport(add)
}

// checkNominators: who puts somebody forward on the floor is an official member
// and does not sit on the committee (190; 244 Điều 13). Where nobody said who did,
// that is told.
func (l listCase) checkNominators(add adder) {
	for _, n := range l.nominations {
		if n.Source != SourceFloor {
			continue
		}
		name := l.members[n.MemberID].Name
		switch from, known := l.members[n.From]; {
		case !known:
			add(false, "incumbents", "nominator_unknown", "name", name)
		case from.Incumbent:
			add(true, "incumbents", "nominator_incumbent", "name", name, "from", from.Name)
		case !from.Official:
			add(true, "incumbents", "nominator_probationary", "name", name, "from", from.Name)
		}
	}
}

// checkTenures: what the roster says of the committee is what is kept of offices.
func (l listCase) checkTenures(add adder) {
	if l.contest.Office != ballot.Committee {
		return
	}
	for _, n := range l.nominations {
		m := l.members[n.MemberID]
		held := l.tenures.of(m, ballot.Committee)
		if held == ballot.TenureHeld && !m.Incumbent || held == ballot.TenureNew && m.Incumbent {
			add(false, "incumbents", "tenure_differs", "name", m.Name)
		}
	}
}

// checkSupport: more than 30 % of those attending for whoever was not put
// forward by the convening committee. How many attend is known once nobody's
// attendance is open; support by nobody is too little in any case.
func (l listCase) checkSupport(add adder) {
	pct := l.rules.FloorSupportPct
	for _, n := range l.nominations {
		if n.Source == SourceCommittee || pct == 0 {
			continue
		}
		known := l.head.Unknown == 0
		if n.Support == 0 || known && n.Support*100 <= pct*l.head.Present {
			add(true, "floor_support", "support_too_low", "name", l.members[n.MemberID].Name, "support",
				fmt.Sprint(n.Support),
				"present", fmt.Sprint(l.head.Present), "percent", fmt.Sprint(pct))
		}
	}
}

// checkTargets: structural targets of a committee's list, warnings only, and
// none where the share is less than one person.
func (l listCase) checkTargets(add adder) {
	if l.contest.Office != ballot.Committee {
		return
	}
	women, fresh := 0, 0
	for _, n := range l.nominations {
		m := l.members[n.MemberID]
		if m.Female {
			women++
		}
		if !m.Incumbent {
			fresh++
		}
	}
	seats := l.contest.Seats
	if want := l.rules.Women(seats); want > 0 && women < want {
		add(false, "targets", "few_women", "have", fmt.Sprint(women), "percent", fmt.Sprint(l.rules.WomenPct))
	}
	if want := l.rules.Renewal(seats); want > 0 && fresh < want {
		add(false, "targets", "few_new", "have", fmt.Sprint(fresh), "one", fmt.Sprint(l.rules.RenewalOne))
	}
}

// blocksFreeze reports whether any finding is one of law.
func blocksFreeze(findings []Finding) bool {
	for _, f := range findings {
		if f.Law {
			return true
		}
	}
	return false
}

// FindingsError refuses a step because of findings of law, or of a count that
// does not add up.
type FindingsError struct{ Findings []Finding }

func (e *FindingsError) Error() string {
	return fmt.Sprintf("congress: %d findings, first %s", len(e.Findings), e.Findings[0].Code)
}
