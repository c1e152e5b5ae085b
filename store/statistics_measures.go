package store

import (
	"fmt"
	"kiemphieu/ratify/statistics"
	"strings"
)

// everyColumn measures a row by each of its columns.
func everyColumn() []string {
	var all []string
	for _, column := range statistics.Columns() {
		all = append(all, "s."+column)
	}
	return all
}

// measured writes each measure as SQL over the row "s" of a congress.
func measured(of []statistics.Measure) []string {
	all := make([]string, len(of))
	for i, m := range of {
		all[i] = measure(m)
	}
	return all
}

// measure writes what a unit is measured by, over the row "s" of its congress,
// which may be missing: of names of columns and whole numbers only.
func measure(m statistics.Measure) string {
	part, whole := formula(m.Part), formula(m.Whole)
	switch m.Kind {
	case statistics.Amount:
		return part
	case statistics.Some:
		return oneWhere(part + " > 0")
	case statistics.Met:
		return oneWhere(fmt.Sprintf("%[1]s > 0 AND 100 * (%[2]s) >= %[3]d * (%[1]s)", whole, part, m.Percent))
	case statistics.Missed:
		return oneWhere(fmt.Sprintf("100 * (%s) < %d * (%s)", part, m.Percent, whole))
	case statistics.Without:
		return oneWhere("s.org_id IS NULL")
	case statistics.EveryCell:
	}
	return "1"
}

func oneWhere(condition string) string { return "CASE WHEN " + condition + " THEN 1 ELSE 0 END" }

func formula(f statistics.Formula) string {
	var text strings.Builder
	text.WriteString("0")
	for _, column := range f.Plus {
		text.WriteString(" + s." + column.Name())
	}
	for _, column := range f.Minus {
		text.WriteString(" - s." + column.Name())
	}
	return text.String()
}
