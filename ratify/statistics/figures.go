package statistics

// Formula is a figure as a sum of columns less others.
type Formula struct{ Plus, Minus []Column }

func sum(columns ...Column) Formula { return Formula{Plus: columns} }

func (f Formula) less(columns ...Column) Formula { return Formula{Plus: f.Plus, Minus: columns} }

func (f Formula) of(c Counts) int {
	n := 0
	for _, column := range f.Plus {
		n += c[column]
	}
	for _, column := range f.Minus {
		n -= c[column]
	}
	return n
}

// Measure is a number that a unit adds to a figure. What a unit is measured by
// is told here and computed by the store, over many units at once.
type Measure struct {
	Kind    MeasureKind
	Part    Formula
	Whole   Formula // of Met and Missed
	Percent int     // likewise: how much of the whole the part should be
}

// MeasureKind says how a unit is measured.
type MeasureKind int

// The kinds of measures.
const (
	Amount    MeasureKind = iota // the part itself
	Some                         // 1 where the part is more than 0
	Met                          // 1 where there is a whole and the part is enough of it
	Missed                       // 1 where the part is less of the whole than it should be
	EveryCell                    // 1
	Without                      // 1 for a cell without a congress
)

// NeedsRow reports whether cells without a congress add nothing.
func (m Measure) NeedsRow() bool { return m.Kind != EveryCell && m.Kind != Without }

// missed is 1 for a unit whose part of those elected is under the target.
func (t Target) missed() Measure {
	return Measure{Kind: Missed, Part: t.part, Whole: sum(colElected), Percent: t.Percent}
}

func (t Target) met() Measure {
	return Measure{Kind: Met, Part: t.part, Whole: sum(colElected), Percent: t.Percent}
}

// line is a figure to be computed: its name, what it is, and the column or
// formula that it is a share of.
type line struct {
	name string
	Formula
	of Formula
}

// each makes a line for every column from first to last, by its name.
func each(first, last Column, of Formula) []line {
	var lines []line
	for c := first; c <= last; c++ {
		lines = append(lines, line{c.Name(), sum(c), of})
	}
	return lines
}

// sections is the plan of the statistics.
func sections(ageLimit int) []struct {
	name  string
	lines []line
} {
	none, young := Formula{}, ageLimits()[ageLimit]
	elected := sum(colElected)
	heldUnits := sum(colClosed, colSubmitted, colRatified)
	return []struct {
		name  string
		lines []line
	}{
		{"units", append([]line{{"held", heldUnits, none}}, each(colPreparing, colPilot, none)...)},
		{"seats", append([]line{{"seats", sum(colSeats), none}, {"elected", elected, sum(colElected, colOpenSeats)},
			{"open_seats", sum(colOpenSeats), sum(colElected, colOpenSeats)}},
			each(colFull, colDirect, heldUnits)...)},
		{"committee", []line{{"reelected", sum(colReelected), elected}, {"new", elected.less(colReelected), elected},
			{"women", sum(colWomen), elected},
			{"young", sum(young), sum(colAgeKnown)}, {"minority", sum(colMinority), elected}}},
		{"age", []line{{"age_under", sum(young), sum(colAgeKnown)}, {"age_middle", sum(colUpTo50).less(young),
			sum(colAgeKnown)},
			{"age_over", sum(colAgeKnown).less(colUpTo50), sum(colAgeKnown)},
			{"age_unknown", elected.less(colAgeKnown), none}}},
		{"education", each(colEduDoctor, colEduUnknown, elected)},
		{"theory", each(colTheoryDegree, colTheoryNone, elected)},
		{"secretaries", office(colSecretaries)},
		{"deputies", office(colDeputies)},
		{"delegates", each(colDelegates, colAlternates, none)},
		{"in_term", each(colInTermMeetings, colInTermElected, none)},
		{"nominations", each(colByCommittee, colSurplus, none)},
		{"shares", each(colShare100, colShareWhole, elected)},
		{"papers", append(each(colHandedOut, colReturned, none), each(colValid, colInvalid, sum(colReturned))...)},
		{"invalid", each(colVoidNotIssued, colVoidNobody, sum(colInvalid))},
	}
}

// office returns the lines of an office counted in four columns. Who held it
// before is a share of those of whom that is known.
func office(first Column) []line {
	all, known, name := sum(first), sum(first).less(first+3), first.Name()
	return []line{{name, all, Formula{}}, {name + "_reelected", sum(first + 1), known},
		{name + "_new", all.less(first+1, first+3), known}, {name + "_unknown", sum(first + 3), all},
		{name + "_women", sum(first + 2), all}}
}

// sectionsOf computes all figures. Cells without a congress are counted from
// the tree, all others from the sums.
func sectionsOf(c Counts, cells, ageLimit int) []Section {
	var all []Section
	for _, plan := range sections(ageLimit) {
		section := Section{Name: plan.name}
		if plan.name == "units" {
			begun := sum(colPreparing, colPostponed, colInSession, colClosed, colSubmitted, colRatified,
				colAnnulled).of(c)
			section.Figures = []Figure{{Name: "cells", N: cells}, {Name: "without", N: cells - begun, Of: cells}}
		}
		for _, l := range plan.lines {
			f := Figure{Name: l.name, N: l.Formula.of(c), Of: l.of.of(c)}
			if plan.name == "units" {
				f.Of = cells
			}
			section.Figures = append(section.Figures, f)
		}
		all = append(all, section)
	}
	return all
}

// measureOf finds what a unit adds to a figure.
func measureOf(figure string, filter Filter) (Measure, bool) {
	switch figure {
	case "cells":
		return Measure{Kind: EveryCell}, true
	case "without":
		return Measure{Kind: Without}, true
	}
	for _, t := range filter.targets() {
		switch figure {
		case t.Name + "_met":
			return t.met(), true
		case t.Name + "_missed":
			return t.missed(), true
		}
	}
	for _, section := range sections(filter.AgeLimit) {
		for _, l := range section.lines {
			if l.name == figure {
				return Measure{Part: l.Formula}, true
			}
		}
	}
	return Measure{}, false
}
