package statistics

import (
	"strings"
	"unicode"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// ageLimits pairs the ages below which somebody can be called young with
// their columns. Ages are counted when the row is written, so a limit that is
// not here cannot be asked for.
func ageLimits() map[int]Column {
	return map[int]Column{30: colUnder30, 35: colUnder35, 40: colUnder40, 42: colUnder42, 45: colUnder45}
}

// countPersons counts those elected; who was refused does not count.
func (f facts) countPersons(n *Counts) {
	split := f.splits()
	for _, e := range f.elected {
		if e.Refused {
			continue
		}
		m := f.members[e.MemberID]
		switch e.Office {
		case ballot.Committee:
			f.countMember(n, m)
			n[shareColumn(e.Votes, e.Base, split)]++
		case ballot.Secretary:
			f.countHead(n, colSecretaries, e)
		case ballot.Deputy:
			f.countHead(n, colDeputies, e)
		case ballot.Delegates:
			n[colDelegates]++
		case ballot.Alternates:
			n[colAlternates]++
		case ballot.Other:
		}
	}
}

// countOffice counts into three columns: all, reelected, women.
func countOffice(n *Counts, first Column, m congress.Member) {
	n[first]++
	if m.Incumbent {
		n[first+1]++
	}
	if m.Female {
		n[first+2]++
	}
}

// countHead counts a secretary or deputy, who is reelected where they held
// that office; the list on the papers says whether that was known.
func (f facts) countHead(n *Counts, first Column, e congress.Elected) {
	m := f.members[e.MemberID]
	before := f.before(e)
	m.Incumbent = before == ballot.TenureHeld
	countOffice(n, first, m)
	if before == ballot.TenureUnknown {
		n[first+3]++
	}
}

func (f facts) before(e congress.Elected) ballot.Tenure {
	for _, c := range f.lists[e.RoundID].Candidates {
		if c.ID == string(e.MemberID) {
			return c.Before()
		}
	}
	return ballot.TenureUnknown
}

// countMember counts one member of the committee.
func (f facts) countMember(n *Counts, m congress.Member) {
	countOffice(n, colElected, m)
	if m.EthnicMinority {
		n[colMinority]++
	}
	f.countAge(n, m)
	n[educationColumn(m.Education)]++
	n[theoryColumn(m.PoliticalTheory)]++
}

// countAge counts the age on the day of the congress.
func (f facts) countAge(n *Counts, m congress.Member) {
	born, on := string(m.Born), string(f.congress.HeldOn)
	years := 0
	for years < 130 && !tally.Younger(born, on, years+1) {
		years++
	}
	if years == 130 { // a date is not known
		return
	}
	n[colAgeKnown]++
	n[colAgeYears] += years
	for limit, column := range ageLimits() {
		if years < limit {
			n[column]++
		}
	}
	if years <= 50 {
		n[colUpTo50]++
	}
}

// splits reports whether the cell is large enough for its results to be split by share.
func (f facts) splits() bool {
	for _, o := range f.committeeRounds() {
		if o.Returned < splitFrom {
			return false
		}
	}
	return len(f.committeeRounds()) > 0
}

// shareColumn returns the band of votes in the base, in whole numbers only.
func shareColumn(votes, base int, split bool) Column {
	switch {
	case !split:
		return colShareWhole
	case votes >= base:
		return colShare100
	case 10*votes >= 9*base:
		return colShare90
	case 10*votes >= 8*base:
		return colShare80
	case 10*votes >= 7*base:
		return colShare70
	case 10*votes >= 6*base:
		return colShare60
	case tally.OverHalf(votes, base):
		return colShare50
	}
	return colShareTie
}

// class is one line of a table by education: the words that tell it, whole or
// in parts, and abbreviations that must stand alone.
type class struct {
	column Column
	parts  []string
	alone  []string
}

// education lists the levels from the top; the first that fits is taken.
func education() []class {
	return []class{
		{colEduDoctor, []string{"tiến sĩ", "tiến sỹ"}, []string{"ts"}},
		{colEduMaster, []string{"thạc sĩ", "thạc sỹ", "cao học"}, []string{"ths"}},
		{colEduDegree, []string{"đại học", "cử nhân", "kỹ sư", "kĩ sư", "bác sĩ", "bác sỹ", "dược sĩ", "dược sỹ"},
			[]string{"đh"}},
		{colEduCollege, []string{"cao đẳng"}, []string{"cđ"}},
		{colEduVocation, []string{"trung cấp", "trung học chuyên nghiệp"}, []string{"tc", "thcn"}},
		{colEduSchool, []string{"sơ cấp", "phổ thông", "cơ sở", "tiểu học"},
			[]string{"sc", "thpt", "thcs", "ptth", "12/12", "10/10"}},
	}
}

func theory() []class {
	return []class{
		{colTheoryDegree, []string{"cử nhân"}, []string{"cn"}},
		{colTheoryHigh, []string{"cao cấp"}, []string{"cc"}},
		{colTheoryMiddle, []string{"trung cấp"}, []string{"tc"}},
		{colTheoryFirst, []string{"sơ cấp"}, []string{"sc"}},
		{colTheoryNone, []string{"chưa", "không"}, nil},
	}
}

func educationColumn(text string) Column {
	return classify(education(), text, colEduUnknown, colEduOther)
}
func theoryColumn(text string) Column { return classify(theory(), text, colTheoryNone, colTheoryOther) }

// classify finds the line for what somebody typed.
func classify(classes []class, text string, empty, other Column) Column {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return empty
	}
	words := strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) ||
			strings.ContainsRune(".,;()-", r)
	})
	for _, c := range classes {
		if c.fits(text, words) {
			return c.column
		}
	}
	return other
}

func (c class) fits(text string, words []string) bool {
	for _, part := range c.parts {
		if strings.Contains(text, part) {
			return true
		}
	}
	for _, word := range words {
		for _, short := range c.alone {
			if word == short {
				return true
			}
		}
	}
	return false
}
