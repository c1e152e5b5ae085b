package statistics

// Column is one of the counts that are kept for every congress and summed for
// every organisation above it.
type Column int

// The columns, in the order of the tables. Their names avoid the words that
// the schema check keeps for papers and marks.
const (
	colPreparing Column = iota
	colPostponed
	colInSession
	colClosed
	colSubmitted
	colRatified
	colAnnulled
	colPilot

	colOfficial     // official members on the roster
	colSeats        // of the committee
	colOpenSeats    // of these, open after the congress
	colFull         // 1: every seat is filled
	colShort        // 1: seats are open
	colOneRound     // 1: the committee took one ballot
	colSeveral      // 1: it took several
	colDirect       // 1: too few members for a committee
	colElected      // to the committee, persons not refused; so in all below
	colReelected    //
	colWomen        //
	colMinority     //
	colAgeKnown     // persons whose day of birth is known
	colAgeYears     // their full years together
	colUnder30      // younger than 30
	colUnder35      //
	colUnder40      //
	colUnder42      //
	colUnder45      //
	colUpTo50       // 50 or younger
	colEduDoctor    // tiến sĩ
	colEduMaster    // thạc sĩ
	colEduDegree    // đại học
	colEduCollege   // cao đẳng
	colEduVocation  // trung cấp
	colEduSchool    // sơ cấp, phổ thông
	colEduOther     //
	colEduUnknown   //
	colTheoryDegree // cử nhân
	colTheoryHigh   // cao cấp
	colTheoryMiddle // trung cấp
	colTheoryFirst  // sơ cấp
	colTheoryOther  //
	colTheoryNone   // none, or not told

	colSecretaries
	colSecretariesReelected
	colSecretariesWomen
	colSecretariesUnknown // of whom it is not known whether they held the office
	colDeputies
	colDeputiesReelected
	colDeputiesWomen
	colDeputiesUnknown

	colByCommittee // nominations for the committee
	colByFloor
	colBySelf
	colWithdrawn
	colListed
	colSurplus // listed over seats

	colShare100 // committee members by their share of the base
	colShare90
	colShare80
	colShare70
	colShare60
	colShare50
	colShareTie   // won a ballot among the tied without more than half
	colShareWhole // not split: fewer than 10 came back

	colHandedOut // of all sealed ballots; so in all below
	colReturned
	colValid
	colInvalid
	colVoidNotIssued
	colVoidWrittenIn
	colVoidSigned
	colVoidExtra
	colVoidUnreadable
	colVoidBothBoxes
	colVoidNoBox
	colVoidTooMany
	colVoidNobody

	colDelegates // elected to the superior\'s congress
	colAlternates

	colInTermMeetings // 1: a by-election that was held
	colInTermElected  // persons elected to the committee by one

	columnCount
)

// Counts has a number for every column.
type Counts [columnCount]int

// Add adds other to c, times sign.
func (c *Counts) Add(other Counts, sign int) {
	for i, n := range other {
		c[i] += sign * n
	}
}

// Columns names the columns in the order of Counts.
func Columns() []string {
	names := columnNames()
	return names[:]
}

func columnNames() [columnCount]string {
	return [columnCount]string{
		"preparing", "postponed", "in_session", "closed", "submitted", "ratified", "annulled", "pilot",
		"official", "seats", "open_seats", "full_units", "short_units", "one_round", "several_rounds", "direct",
		"elected", "reelected", "women", "minority",
		"age_known", "age_years", "under_30", "under_35", "under_40", "under_42", "under_45", "up_to_50",
		"edu_doctor", "edu_master", "edu_degree", "edu_college", "edu_vocation", "edu_school", "edu_other",
		"edu_unknown",
		"theory_degree", "theory_high", "theory_middle", "theory_first", "theory_other", "theory_none",
		"secretaries", "secretaries_reelected", "secretaries_women", "secretaries_unknown", "deputies",
		"deputies_reelected", "deputies_women", "deputies_unknown",
		"by_committee", "by_floor", "by_self", "withdrawn", "listed", "surplus",
		"share_100", "share_90", "share_80", "share_70", "share_60", "share_50", "share_tie", "share_whole",
		"handed_out", "returned", "valid", "invalid", "void_not_issued", "void_written_in", "void_signed", "void_extra",
		"void_unreadable", "void_both_boxes", "void_no_box", "void_too_many", "void_nobody",
		"delegates", "alternates", "in_term_meetings", "in_term_elected",
	}
}

// Name is the column's name in the tables and the name of its figure.
func (c Column) Name() string { return columnNames()[c] }
