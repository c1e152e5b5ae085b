package ballot

// Length is a distance on paper in tenths of a millimetre.
type Length int

// Box is a rectangle on the page, measured from its top left corner.
type Box struct {
	X Length `json:"x"`
	Y Length `json:"y"`
	W Length `json:"w"`
	H Length `json:"h"`
}

// Geometry says where everything stands on a paper. The printer draws it and
// a reader can look things up in it: one source for both.
type Geometry struct {
	Page    Box      `json:"page"`    // the paper itself
	Stamp   Box      `json:"stamp"`   // left free for the stamp of the base committee (190-QĐ/TW, Điều 15)
	Code    Box      `json:"code"`    // the QR code with its quiet zone; empty without codes
	Header  Box      `json:"header"`  // party header, right of the stamp
	Title   Box      `json:"title"`   // title, office, seats, hint
	Table   Box      `json:"table"`   // heading and rows
	Rows    []Box    `json:"rows"`    // one a name, in ballot order
	Columns []Length `json:"columns"` // right edges within the table: number, name, and the two boxes without surplus
	Boxes   [][2]Box `json:"boxes"`   // agree and disagree of each row; none with surplus
	Corners []Box    `json:"corners"` // four marks outside the stamp's reserve
	Text    Length   `json:"text"`    // height of the letters of names, in tenths of a millimetre
}

// pageOf gives the sizes of the formats in tenths of a millimetre; two papers stand on one A4 sheet.
func pageOf(f Format) (w, h Length) {
	switch f {
	case FormatA4:
		return 2100, 2970
	case FormatA6:
		return 1050, 1480
	case FormatA5, FormatA5TwoUp:
	}
	return 1480, 2100
}

// MinRow is the least height of a row: enough to read a name and to strike it
// out with a pen.
const MinRow Length = 60

// Layout computes the geometry of a paper. Rows shrink as names grow in
// number; where they would be lower than [MinRow] the list does not [Fits] the format.
func Layout(list List, f Format, withCode bool) Geometry {
	w, h := pageOf(f)
	small := f == FormatA6
	margin := choose(small, 60, 90)
	g := Geometry{Page: Box{0, 0, w, h}}
	g.Stamp = Box{margin, margin, choose(small, 300, 400), choose(small, 240, 330)}
	g.Header = Box{g.Stamp.X + g.Stamp.W + 20, margin, w - 2*margin - g.Stamp.W - 20, g.Stamp.H}
	g.Title = Box{margin, margin + g.Stamp.H + 10, w - 2*margin, choose(small, 280, 380)}
	if withCode {
		side := choose(small, 260, 320) // 33 modules with the quiet zone: 0.79 mm and 0.97 mm each
		g.Title.W -= side + 20
		g.Code = Box{w - margin - side, g.Title.Y + (g.Title.H-side)/2, side, side}
	}
	top := g.Title.Y + g.Title.H
	head := choose(small, 60, 80)
	n := Length(max(1, len(list.Candidates)))
	row := min(choose(small, 95, 120), (h-margin-top-head)/n)
	g.Table = Box{margin, top, w - 2*margin, head + row*n}
	for i := range n {
		g.Rows = append(g.Rows, Box{margin, top + head + i*row, g.Table.W, row})
	}
	g.Text = min(choose(small, 38, 48), row*6/10)
	g.Columns = columns(list.Style(), g.Table.W, small)
	g.Boxes = g.boxes(list.Style())
	mark := Length(40)
	for _, at := range [][2]Length{{20, 20}, {w - 60, 20}, {20, h - 60}, {w - 60, h - 60}} {
		g.Corners = append(g.Corners, Box{at[0], at[1], mark, mark})
	}
	return g
}

// Fits reports whether a list can be printed on a format with rows that a pen
// can strike out: 12 names on A6, 18 on A5, 30 and more on A4.
func Fits(list List, f Format) bool { return Layout(list, f, true).Rows[0].H >= MinRow }

func columns(style Style, width Length, small bool) []Length {
	number := choose(small, 90, 120)
	if style == CrossOut {
		return []Length{number, width}
	}
	box := choose(small, 160, 240)
	return []Length{number, width - 2*box, width - box, width}
}

// boxes puts a square into the middle of each of the last two columns.
func (g Geometry) boxes(style Style) [][2]Box {
	if style != AgreeDisagree {
		return nil
	}
	boxes := make([][2]Box, len(g.Rows))
	for i, row := range g.Rows {
		side := min(60, row.H*6/10)
		for k := range boxes[i] {
			left, right := g.Columns[k+1], g.Columns[k+2]
			boxes[i][k] = Box{g.Table.X + left + (right-left-side)/2, row.Y + (row.H-side)/2, side, side}
		}
	}
	return boxes
}

func choose(small bool, a, b Length) Length {
	if small {
		return a
	}
	return b
}
