package tally

// Rules is a rule profile: the parameters of one regulation, with its legal
// basis. It is stored by name with each congress, so that an old result can
// always be computed again. Values marked U are local practice or were not
// read in an official text; screens say so.
type Rules struct {
	Name          string // "190-QD/TW"
	Version       int
	LegalBasis    string // as printed on minutes
	EffectiveFrom string // "2006-01-02"

	CellMin             int    // official members that a cell needs
	CommitteeMinMembers int    // official members from which a cell elects a committee
	CommitteeMax        int    // members of a cell's committee
	SurplusCapPct       int    // of the seats; never less than one person is allowed
	FloorSupportPct     int    // of those attending, to be exceeded by nominees outside the prepared list; 0: no threshold
	TellersMin          int    // U
	SizeBands           []Band // U: committee size by membership
	SecretaryMaxRounds  int    // after that the superior appoints

	ReportDays    int // working days from closing to the dossier
	DecideDays    int // working days from receipt to the decision
	ComplaintDays int // working days from closing
	KeepMonths    int // sealed papers are kept

	WomenPct   int // U: structural target of a committee
	YoungPct   int // U
	YoungAge   int // U: young is under this age, in years
	RenewalOne int // U: one in so many is to be new
}

// Band suggests a committee's size for a range of membership.
type Band struct{ From, To, Seats int }

// Profiles lists the profiles that ship, the default first.
func Profiles() []Rules {
	current := Rules{
		Name: "190-QD/TW", Version: 1, LegalBasis: "Quyết định số 190-QĐ/TW, ngày 10/10/2024 của Ban Chấp hành Trung ương", EffectiveFrom: "2024-10-10",
		CellMin: 3, CommitteeMinMembers: 9, CommitteeMax: 7, SurplusCapPct: 30, FloorSupportPct: 30, TellersMin: 3,
		SizeBands:          []Band{{9, 20, 3}, {21, 40, 5}, {41, 1 << 30, 7}},
		SecretaryMaxRounds: 3, ReportDays: 7, DecideDays: 15, ComplaintDays: 15, KeepMonths: 6,
		WomenPct: 15, YoungPct: 10, YoungAge: 42, RenewalOne: 3,
	}
	old := current
	old.Name, old.LegalBasis, old.EffectiveFrom = "244-QD/TW", "Quyết định số 244-QĐ/TW, ngày 09/6/2014 của Ban Chấp hành Trung ương", "2014-06-09"
	old.FloorSupportPct, old.YoungAge = 0, 40
	return []Rules{current, old}
}

// Profile finds a profile by name.
func Profile(name string) (Rules, bool) {
	for _, r := range Profiles() {
		if r.Name == name {
			return r, true
		}
	}
	return Rules{}, false
}

// MaxSurplus is the largest lawful surplus for a number of seats: at most 30 %
// of the seats, and never less than one (190-QĐ/TW, Điều 14).
func (r Rules) MaxSurplus(seats int) int { return max(1, seats*r.SurplusCapPct/100) }

// SizeBand suggests a committee's size, or 0 where there is no suggestion.
func (r Rules) SizeBand(official int) int {
	for _, b := range r.SizeBands {
		if b.From <= official && official <= b.To {
			return b.Seats
		}
	}
	return 0
}

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
