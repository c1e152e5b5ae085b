package tally

import "slices"

// Rules is a rule profile: every number and clause that binds one congress.
// It is put together from what is in force on its day. Values marked U are
// local practice or were not read in an official text; screens say so.
type Rules struct {
	Regulation
	Charter
	Guidance
}

// Regulation is an election regulation (Quy chế bầu cử trong Đảng). A
// congress stores its name, so that an old result can be computed again.
type Regulation struct {
	Name          string // "190-QD/TW"
	Version       int
	LegalBasis    string // as printed on minutes
	EffectiveFrom string // "2006-01-02"

	LateBase      LateBase // what a late-comer does to rounds that are over (U)
	PreparedPct   [2]int   // surplus that the convening committee prepares, of the seats, from and to
	SurplusCapPct int      // of the seats; never less than one person is allowed
	// of those attending, to be exceeded by nominees outside the prepared list; 0: no threshold
	FloorSupportPct int
	ComplaintDays   int // working days from closing
	KeepMonths      int // sealed papers are kept

	clauses map[string]string // by rule
}

// LateBase is whose base a late-comer is in (rules 1.7).
type LateBase string

// The readings of the law.
const (
	// of the rounds to come; in earlier ones somebody may stand who would no longer be elected
	LateNextRound     LateBase = "next_round"
	LateWholeCongress LateBase = "whole_congress" // of every round: such a result is against the rules
)

// Charter is a regulation that implements the Party's Charter (Quy định thi
// hành Điều lệ Đảng).
type Charter struct {
	CharterFrom  string // "2006-01-02"
	CharterBasis string // as printed on minutes

	CellMin             int // official members that a cell needs
	CommitteeMinMembers int // official members from which a cell elects a committee
	CommitteeMax        int // members of a cell's committee
	SecretaryMaxRounds  int // after that the superior appoints
	ReportDays          int // working days from closing to the dossier
	DecideDays          int // working days from receipt to the decision
}

// Guidance is the numbers of a term or a province (U); they warn and never
// refuse.
type Guidance struct {
	TellersMin int
	SizeBands  []Band // committee size by membership
	WomenPct   int    // structural target of a committee
	YoungPct   int
	YoungAge   int // young is under this age, in years
	RenewalOne int // one in so many is to be new
}

// Band suggests a committee's size for a range of membership.
type Band struct{ From, To, Seats int }

// Profile finds the rules of a congress: by the name of its election
// regulation and its day, "" for a day not yet set.
func Profile(name, day string) (Rules, bool) {
	for _, r := range Regulations() {
		if r.Name == name {
			return Rules{Regulation: r, Charter: inForce(charters(), day), Guidance: GuidanceOn(day)}, true
		}
	}
	return Rules{}, false
}

// Until returns the day from which the next election regulation that ships is
// in force instead, "" for the newest.
func (r Regulation) Until() string {
	until := ""
	for _, next := range Regulations() {
		if next.EffectiveFrom > r.EffectiveFrom && (until == "" || next.EffectiveFrom < until) {
			until = next.EffectiveFrom
		}
	}
	return until
}

// Holds reports whether a congress of that day is under the regulation; a day
// not yet set is.
func (r Regulation) Holds(day string) bool {
	until := r.Until()
	return day == "" || r.EffectiveFrom <= day && (until == "" || day < until)
}

// RegulationOn returns the regulation of a congress on that day: the newest for
// a day not yet set, the oldest for one before all.
func RegulationOn(day string) Regulation {
	all := Regulations()
	for _, r := range all {
		if r.Holds(day) {
			return r
		}
	}
	return all[len(all)-1]
}

// BasisKind says in whose place a text stands that came after the program.
type BasisKind string

// The kinds of legal bases.
const (
	ElectionBasis BasisKind = "election" // Quy chế bầu cử trong Đảng
	CharterBasis  BasisKind = "charter"  // Quy định thi hành Điều lệ Đảng
)

// BasisKinds lists the kinds of legal bases.
func BasisKinds() []BasisKind { return []BasisKind{CharterBasis, ElectionBasis} }

// Basis is a legal basis that ships.
type Basis struct {
	Kind BasisKind
	From string
	Text string
}

// ShippedBases lists the legal bases that ship, the oldest first of each kind.
func ShippedBases() []Basis {
	var bases []Basis
	for _, c := range charters() {
		bases = append(bases, Basis{CharterBasis, c.from, c.value.CharterBasis})
	}
	for _, r := range slices.Backward(Regulations()) {
		bases = append(bases, Basis{ElectionBasis, r.EffectiveFrom, r.LegalBasis})
	}
	return bases
}

// Cite has the rules printed with a text that is in force from a day on, where
// that is newer than the one that they have. Their numbers stay.
func (r *Rules) Cite(kind BasisKind, from, text string) {
	switch {
	case kind == CharterBasis && from > r.CharterFrom:
		r.CharterFrom, r.CharterBasis = from, text
	case kind == ElectionBasis && from > r.EffectiveFrom:
		r.EffectiveFrom, r.LegalBasis = from, text
	}
}

// GuidanceOn returns the local numbers of a day, "" for the newest.
func GuidanceOn(day string) Guidance { return inForce(guidances(), day) }

// MaxSurplus is the largest lawful surplus for a number of seats: a share of
// the seats, and never less than one (190-QĐ/TW, Điều 14).
func (r Rules) MaxSurplus(seats int) int { return max(1, seats*r.SurplusCapPct/100) }

// PreparedSurplus is the surplus that the convening committee prepares for a
// number of seats, in persons, from and to; least is more than most where no
// whole number is a share as wanted (190-QĐ/TW, Điều 14).
func (r Rules) PreparedSurplus(seats int) (least, most int) {
	return (seats*r.PreparedPct[0] + 99) / 100, seats * r.PreparedPct[1] / 100
}

// SizeBand suggests a committee's size, or 0 where there is no suggestion.
func (g Guidance) SizeBand(official int) int {
	for _, b := range g.SizeBands {
		if b.From <= official && official <= b.To {
			return b.Seats
		}
	}
	return 0
}

// Women is the target for a number of seats, in persons: 0 where the share is
// less than one.
func (g Guidance) Women(seats int) int { return seats * g.WomenPct / 100 }

// Renewal is the target for a number of seats, in persons elected for the
// first time: 0 where the share is less than one.
func (g Guidance) Renewal(seats int) int { return seats / g.RenewalOne }

// Younger reports whether somebody born on that day is under the age on the
// day given; where only the year of birth is known, years are subtracted.
// Unknown dates are not under any age.
func Younger(born, on string, age int) bool {
	if len(born) != 10 && len(born) != 4 || len(on) != 10 {
		return false
	}
	years := digits(on[:4]) - digits(born[:4])
	if len(born) == 10 && on[5:] < born[5:] {
		years--
	}
	return years < age
}

func digits(text string) int {
	n := 0
	for _, d := range text {
		n = n*10 + int(d-'0')
	}
	return n
}
