package pages

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/web"
)

// chart is a burn-down as its template draws it: whole units of the picture,
// and every figure as text.
type chart struct {
	Width, Height int
	Left, Right   int // of the field in which the lines are drawn
	Top, Bottom   int
	Rows          []chartMark // lines across, with their number of cells
	Columns       []chartMark // days below
	Planned       string      // points of the planned line
	Real          string      // points of the real line, with a step at every day
	Dots          []chartMark // on the real line
	Today         int         // where the day that is looked at stands
	Summary       string      // read in place of the picture
}

type chartMark struct {
	X, Y int
	Text string
}

// chartRow is a row of the table with the chart's figures.
type chartRow struct {
	Day                 congress.Date
	New, Held, Expected int
	Left                int
}

// The picture, in its own units.
const (
	chartWidth, chartHeight = 960, 380
	chartLeft, chartRight   = 60, 930
	chartTop, chartBottom   = 24, 330
)

// span maps days and cells to places in the picture.
type span struct {
	first congress.Date
	days  int
	cells int
}

func (v span) x(day congress.Date) int {
	return chartLeft + v.first.DaysTo(day)*(chartRight-chartLeft)/max(1, v.days)
}

func (v span) y(left int) int { return chartBottom - left*(chartBottom-chartTop)/max(1, v.cells) }

// burnDown draws what is left of the cells, as planned and as it is.
func burnDown(p ratify.Progress) *chart {
	first := min(p.Planned[0].Day, p.Real[0].Day)
	last := max(p.Planned[len(p.Planned)-1].Day, p.Real[len(p.Real)-1].Day)
	v := span{first: first, days: first.DaysTo(last), cells: p.Cells}
	c := &chart{Width: chartWidth, Height: chartHeight, Left: chartLeft, Right: chartRight, Top: chartTop,
		Bottom: chartBottom, Today: v.x(p.AsOf)}
	for i := range 5 {
		left := p.Cells * i / 4
		c.Rows = append(c.Rows, chartMark{Y: v.y(left), Text: strconv.Itoa(left)})
	}
	for _, day := range columnDays(p, first, last) {
		c.Columns = append(c.Columns, chartMark{X: v.x(day), Text: web.Date(string(day))[:5]})
	}
	var points []string
	for _, at := range p.Planned {
		points = append(points, fmt.Sprintf("%d,%d", v.x(at.Day), v.y(at.Left)))
	}
	c.Planned = strings.Join(points, " ")
	c.Real, c.Dots = v.steps(p.Real)
	c.Summary = fmt.Sprintf("Còn %d trong %d chi bộ đến %s; theo kế hoạch còn %d.", p.Cells-p.Held, p.Cells,
		web.Date(string(p.AsOf)), p.Cells-p.Expected)
	return c
}

// steps draws a line that goes down on the day itself, with dots where it does.
func (v span) steps(line []ratify.Point) (string, []chartMark) {
	var points []string
	var dots []chartMark
	for i, at := range line {
		if i > 0 {
			points = append(points, fmt.Sprintf("%d,%d", v.x(at.Day), v.y(line[i-1].Left)))
		}
		points = append(points, fmt.Sprintf("%d,%d", v.x(at.Day), v.y(at.Left)))
		dots = append(dots, chartMark{X: v.x(at.Day), Y: v.y(at.Left),
			Text: fmt.Sprintf("%s: còn %d", web.Date(string(at.Day)), at.Left)})
	}
	return strings.Join(points, " "), dots
}

// columnDays picks the days named below the chart: those of the plan and the
// one that is looked at, never two so close that their words run into each other.
func columnDays(p ratify.Progress, first, last congress.Date) []congress.Date {
	days := []congress.Date{first, last, p.AsOf}
	for _, at := range p.Planned {
		days = append(days, at.Day)
	}
	whole := max(1, first.DaysTo(last))
	var kept []congress.Date
	for _, day := range days {
		near := slices.ContainsFunc(kept, func(other congress.Date) bool {
			apart := other.DaysTo(day)
			return max(apart, -apart)*100 < whole*7
		})
		if !near {
			kept = append(kept, day)
		}
	}
	slices.SortFunc(kept, cmp.Compare[congress.Date])
	return kept
}

// chartTable says the chart's figures day by day.
func chartTable(p ratify.Progress) []chartRow {
	var rows []chartRow
	for i, at := range p.Real {
		row := chartRow{Day: at.Day, Held: p.Cells - at.Left, Left: at.Left, Expected: p.ExpectedOn(at.Day),
			New: p.Cells - at.Left}
		if i > 0 {
			row.New = p.Real[i-1].Left - at.Left
		}
		rows = append(rows, row)
	}
	return rows
}
