package ballot_test

import (
	"fmt"
	"testing"

	"kiemphieu/ballot"
)

func within(inner, outer ballot.Box) bool {
	return inner.X >= outer.X && inner.Y >= outer.Y && inner.X+inner.W <= outer.X+outer.W &&
		inner.Y+inner.H <= outer.Y+outer.H
}

func overlap(a, b ballot.Box) bool {
	return a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H
}

// On every format, up to 30 names: all boxes stand on the page, none over
// another, and the code's modules are large enough to be read.
func TestGeometryHoldsEveryListOnEveryFormat(t *testing.T) {
	for _, format := range []ballot.Format{ballot.FormatA5TwoUp, ballot.FormatA5, ballot.FormatA6, ballot.FormatA4} {
		for names := 1; names <= 30; names++ {
			for _, withCode := range []bool{true, false} {
				for _, seats := range []int{names, max(1, names-1)} {
					name := fmt.Sprintf("%s, %d names for %d seats, code %t", format, names, seats, withCode)
					checkGeometry(t, name, ballot.Layout(list(names, seats), format, withCode), names)
				}
			}
		}
	}
}

func checkGeometry(t *testing.T, name string, g ballot.Geometry, names int) {
	t.Helper()
	boxes := append([]ballot.Box{g.Stamp, g.Header, g.Title, g.Table}, g.Corners...)
	if g.Code.W > 0 {
		boxes = append(boxes, g.Code)
		if g.Code.W/33 < 7 { // tenths of a millimetre a module
			t.Errorf("%s: modules under 0.7 mm", name)
		}
	}
	for i, box := range boxes {
		if !within(box, g.Page) {
			t.Errorf("%s: box %d leaves the page: %+v", name, i, box)
		}
		for j := range i {
			if overlap(box, boxes[j]) {
				t.Errorf("%s: boxes %d and %d overlap: %+v %+v", name, j, i, boxes[j], box)
			}
		}
	}
	if len(g.Rows) != names || g.Columns[len(g.Columns)-1] != g.Table.W {
		t.Errorf("%s: %d rows, columns %v in a table of %d", name, len(g.Rows), g.Columns, g.Table.W)
	}
	for i, two := range g.Boxes {
		if !within(two[0], g.Rows[i]) || !within(two[1], g.Rows[i]) || overlap(two[0], two[1]) ||
			g.Rows[i].H >= ballot.MinRow && two[0].W < 36 {
			t.Errorf("%s: boxes of row %d: %+v", name, i, two)
		}
	}
	for i, row := range g.Rows {
		if !within(row, g.Table) || row.H < g.Text || i > 0 && overlap(row, g.Rows[i-1]) {
			t.Errorf("%s: row %d: %+v", name, i, row)
		}
	}
}
