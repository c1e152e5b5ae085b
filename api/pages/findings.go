package pages

import (
	"fmt"
	"slices"
	"strings"

	"kiemphieu/minutes"
	"kiemphieu/ratify/statistics"
)

// findings are the headings of the statistics: each says what its figures show.
type findings struct{ Held, Targets, Seats, Below string }

func findingsOf(st statistics.Statistics) findings {
	return findings{Held: heldFinding(st), Targets: targetsFinding(st.Targets), Seats: seatsFinding(st),
		Below: belowFinding(st)}
}

func heldFinding(st statistics.Statistics) string {
	cells, held := st.N("cells"), st.N("held")
	switch {
	case cells == 0:
		return "Chưa có chi bộ nào"
	case held == 0:
		return fmt.Sprintf("Chưa chi bộ nào trong %d chi bộ đã đại hội", cells)
	case held == cells:
		return fmt.Sprintf("Cả %d chi bộ đã đại hội", cells)
	}
	return fmt.Sprintf("%d trong %d chi bộ đã đại hội", held, cells)
}

func targetsFinding(all []statistics.Target) string {
	if len(all) > 0 && all[0].Overall.Of == 0 {
		return "Cơ cấu chi ủy: chưa có ai trúng cử để so với yêu cầu"
	}
	reached := 0
	for _, t := range all {
		if t.Reached() {
			reached++
		}
	}
	switch reached {
	case 0:
		return fmt.Sprintf("Cơ cấu chi ủy: chưa đạt yêu cầu nào trong %d", len(all))
	case len(all):
		return fmt.Sprintf("Cơ cấu chi ủy: đạt cả %d yêu cầu", reached)
	}
	return fmt.Sprintf("Cơ cấu chi ủy: đạt %d trong %d yêu cầu", reached, len(all))
}

func seatsFinding(st statistics.Statistics) string {
	seats, elected, open := st.N("seats"), st.N("elected"), st.N("open_seats")
	switch {
	case seats == 0:
		return "Chưa có chi ủy viên nào cần bầu"
	case elected == 0:
		return fmt.Sprintf("Chưa bầu ai trong %d chi ủy viên cần bầu", seats)
	case open == 0:
		return fmt.Sprintf("Các chi bộ đã bầu chi ủy đều đủ: %d đồng chí", elected)
	}
	return fmt.Sprintf("Trúng cử %d chi ủy viên, còn thiếu %d", elected, open)
}

func belowFinding(st statistics.Statistics) string {
	full, short := st.N("full_units"), st.N("short_units")
	switch {
	case full+short == 0:
		return "Theo đơn vị: chưa chi bộ nào bầu chi ủy"
	case short == 0:
		return fmt.Sprintf("Theo đơn vị: %d chi bộ bầu đủ số lượng", full)
	}
	return fmt.Sprintf("Theo đơn vị: %d chi bộ bầu đủ số lượng, %d chi bộ bầu thiếu", full, short)
}

// mini is a small chart of the parts of one whole, all on the scale of 0 to
// 100 per cent: those there are as bars, the others by name.
type mini struct {
	Title   string
	Finding string
	Bars    []figureLine
	Whole   int
	None    string
}

// miniOf draws a section whose figures are parts of one whole.
func miniOf(section sectionLines, average string) mini {
	m := mini{Title: section.Title}
	var none []string
	for _, line := range section.Lines {
		switch {
		case line.N > 0:
			m.Bars, m.Whole = append(m.Bars, line), m.Whole+line.N
		case !strings.HasSuffix(line.Name, "_unknown") && !strings.HasSuffix(line.Name, "_other"):
			none = append(none, lowerFirst(line.Label))
		}
	}
	if m.None = strings.Join(none, ", "); m.Whole == 0 {
		m.None = ""
	}
	m.Finding = largest(m)
	if average != "" {
		m.Finding += "; bình quân " + average
	}
	return m
}

// largest says which part is the largest, or which ones are.
func largest(m mini) string {
	if m.Whole == 0 {
		return "Chưa có số liệu"
	}
	most := slices.MaxFunc(m.Bars, func(a, b figureLine) int { return a.N - b.N }).N
	var names []string
	for _, line := range m.Bars {
		if line.N == most {
			names = append(names, lowerFirst(line.Label))
		}
	}
	switch {
	case most == m.Whole:
		return fmt.Sprintf("Tất cả %s", names[0])
	case len(names) == 1:
		return fmt.Sprintf("Nhiều nhất %s, %d trong %d", names[0], most, m.Whole)
	case len(names) == len(m.Bars):
		return "Các nhóm bằng nhau"
	}
	return fmt.Sprintf("Nhiều nhất %s, mỗi nhóm %d trong %d", strings.Join(names, " và "), most, m.Whole)
}

// states are the figures that say where the cells are: each cell in one.
func states(st statistics.Statistics) sectionLines {
	lines := sectionLines{Title: "Tiến độ"}
	for _, name := range []string{"ratified", "submitted", "closed", "in_session", "preparing", "postponed",
		"annulled", "without"} {
		f := st.Figure(name)
		lines.Lines = append(lines.Lines, figureLine{f, minutes.StatisticFigure(name, st.Filter.AgeLimit),
			minutes.StatisticNumber(f), minutes.StatisticShare(f)})
	}
	return lines
}

// goals are the targets on one scale, from 0 to half or to the whole.
type goals struct {
	Lines []targetLine
	Top   int // the scale ends there, in per cent
}

func goalsOf(all []statistics.Target, age int) goals {
	g := goals{Top: 50}
	for _, t := range all {
		if t.Percent > g.Top || 2*t.Overall.N > t.Overall.Of {
			g.Top = 100
		}
	}
	for _, t := range all {
		line := targetOf(t, age)
		if of := t.Overall.Of * g.Top; of > 0 {
			line.Bar = min(1000, t.Overall.N*100*1000/of)
		}
		line.Goal = min(1000, t.Percent*1000/g.Top)
		g.Lines = append(g.Lines, line)
	}
	return g
}
