package ratify

import (
	"fmt"
	"strings"
)

// formula is a figure as a sum of columns less others, so that Go and SQL
// cannot compute it differently.
type formula struct{ plus, minus []Column }

func sum(columns ...Column) formula { return formula{plus: columns} }

func (f formula) less(columns ...Column) formula { return formula{plus: f.plus, minus: columns} }

func (f formula) of(c Counts) int {
	n := 0
	for _, column := range f.plus {
		n += c[column]
	}
	for _, column := range f.minus {
		n -= c[column]
	}
	return n
}

// Expression is a number that a unit adds to a figure, as SQL over the columns
// of the row "s" of its congress, which may be missing. It is made here from
// names of columns and whole numbers only.
type Expression string

func (f formula) expression() Expression {
	var text strings.Builder
	text.WriteString("0")
	for _, column := range f.plus {
		text.WriteString(" + s." + column.Name())
	}
	for _, column := range f.minus {
		text.WriteString(" - s." + column.Name())
	}
	return Expression(text.String())
}

// The figures that no column knows.
const (
	everyCell Expression = "1"
	noRow     Expression = "CASE WHEN s.org_id IS NULL THEN 1 ELSE 0 END"
)

// NeedsRow reports whether cells without a congress add nothing.
func (e Expression) NeedsRow() bool { return e != everyCell && e != noRow }

// isOne is 1 where a column is not 0.
func isOne(c Column) Expression {
	return Expression("CASE WHEN s." + c.Name() + " > 0 THEN 1 ELSE 0 END")
}

// missed is 1 for a unit whose part of those elected is under the target.
func (t Target) missed() Expression {
	return Expression(fmt.Sprintf("CASE WHEN 100 * (%s) < %d * s.%s THEN 1 ELSE 0 END", t.part.expression(), t.Percent, colElected.Name()))
}

func (t Target) met() Expression {
	return Expression(fmt.Sprintf("CASE WHEN s.%[3]s > 0 AND 100 * (%[1]s) >= %[2]d * s.%[3]s THEN 1 ELSE 0 END", t.part.expression(), t.Percent, colElected.Name()))
}

// line is a figure to be computed: its name, what it is, and the column or
// formula that it is a share of.
type line struct {
	name string
	formula
	of formula
}

// each makes a line for every column from first to last, by its name.
func each(first, last Column, of formula) []line {
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
	none, young := formula{}, ageLimits()[ageLimit]
	elected := sum(colElected)
	heldUnits := sum(colClosed, colSubmitted, colRatified)
	return []struct {
		name  string
		lines []line
	}{
		{"units", append([]line{{"held", heldUnits, none}}, each(colPreparing, colPilot, none)...)},
		{"seats", append([]line{{"seats", sum(colSeats), none}, {"elected", elected, sum(colElected, colOpenSeats)}, {"open_seats", sum(colOpenSeats), sum(colElected, colOpenSeats)}},
			each(colFull, colDirect, heldUnits)...)},
		{"committee", []line{{"reelected", sum(colReelected), elected}, {"new", elected.less(colReelected), elected}, {"women", sum(colWomen), elected},
			{"young", sum(young), elected}, {"minority", sum(colMinority), elected}}},
		{"age", []line{{"age_under", sum(young), sum(colAgeKnown)}, {"age_middle", sum(colUpTo50).less(young), sum(colAgeKnown)},
			{"age_over", sum(colAgeKnown).less(colUpTo50), sum(colAgeKnown)}, {"age_unknown", elected.less(colAgeKnown), none}}},
		{"education", each(colEduDoctor, colEduUnknown, elected)},
		{"theory", each(colTheoryDegree, colTheoryNone, elected)},
		{"secretaries", office(colSecretaries)},
		{"deputies", office(colDeputies)},
		{"nominations", each(colByCommittee, colSurplus, none)},
		{"shares", each(colShare100, colShareWhole, elected)},
		{"papers", append(each(colHandedOut, colReturned, none), each(colValid, colInvalid, sum(colReturned))...)},
		{"invalid", each(colVoidNotIssued, colVoidNobody, sum(colInvalid))},
	}
}

// office gives the lines of an office counted in three columns.
func office(first Column) []line {
	all, name := sum(first), first.Name()
	return []line{{name, all, formula{}}, {name + "_reelected", sum(first + 1), all}, {name + "_new", all.less(first + 1), all}, {name + "_women", sum(first + 2), all}}
}

// sectionsOf computes all figures. Cells without a congress are counted from
// the tree, all others from the sums.
func sectionsOf(c Counts, cells, ageLimit int) []Section {
	var all []Section
	for _, plan := range sections(ageLimit) {
		section := Section{Name: plan.name}
		if plan.name == "units" {
			begun := sum(colPreparing, colPostponed, colInSession, colClosed, colSubmitted, colRatified, colAnnulled).of(c)
			section.Figures = []Figure{{Name: "cells", N: cells}, {Name: "without", N: cells - begun, Of: cells}}
		}
		for _, l := range plan.lines {
			f := Figure{Name: l.name, N: l.formula.of(c), Of: l.of.of(c)}
			if plan.name == "units" {
				f.Of = cells
			}
			section.Figures = append(section.Figures, f)
		}
		all = append(all, section)
	}
	return all
}

// expressionOf finds what a unit adds to a figure.
func expressionOf(figure string, filter StatisticsFilter) (Expression, bool) {
	switch figure {
	case "cells":
		return everyCell, true
	case "without":
		return noRow, true
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
				return l.expression(), true
			}
		}
	}
	return "", false
}
