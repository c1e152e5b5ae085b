package minutes

// What a page keeps together, in millimetres.

// room starts a new page unless so many millimetres are left on this one, or nothing
// stands on it yet.
func (s *sheet) room(millimetres float64) {
	if s.GetY()+millimetres > s.height-s.low && s.GetY() > s.top {
		s.AddPage()
	}
}

// below is the room below the last lines of a block for what stays on their page: the
// signatures at the end, the beginning of what a heading stands over, the first row of a
// table that a paragraph introduces.
func (s *sheet) below(d Document, i int) float64 {
	if ending := d.ending(i); len(ending) > 0 {
		height := 0.0
		for _, b := range ending {
			height += s.first(Document{Blocks: []Block{b}}, 0)
		}
		return height
	}
	if d.leads(i) {
		return s.first(d, i+1)
	}
	return 0
}

// leads reports whether a block is a heading, or introduces a table.
func (d Document) leads(i int) bool {
	p, ok := d.Blocks[i].(Paragraph)
	if !ok || i+1 == len(d.Blocks) {
		return false
	}
	_, table := d.Blocks[i+1].(Table)
	return p.Bold || table
}

// first is the least of a block that begins on a page: two lines of a paragraph, the
// head and a row of a table, all of what people sign; each with what stays with it.
func (s *sheet) first(d Document, i int) float64 {
	switch b := d.Blocks[i].(type) {
	case Paragraph:
		below := s.below(d, i)
		lines := len(s.lines(b))
		if below == 0 {
			lines = min(lines, 2)
		}
		return float64(lines)*lineHeight + paragraphSpace + below
	case Table:
		g := b.grid(s.pen, s.text())
		g.Rows = g.Rows[:min(1, len(g.Rows))]
		if len(b.Rows) > 1 {
			return g.height(s.pen)
		}
		return g.height(s.pen) + s.below(d, i)
	case Signatures:
		_, height := s.signing(b)
		return height
	case Trace:
		return s.tracing(b)
	case Heading, Title:
	}
	return 0
}

// lines are those of a paragraph, in its letters, which are set.
func (s *sheet) lines(p Paragraph) []string {
	s.SetFont(serif, p.style(), bodySize)
	return s.SplitText(p.set(), s.text())
}

// whole has a paragraph of a few lines begin on the next page where the page would part
// one line from the others.
func (s *sheet) whole(lines int) {
	const few = 6
	left := int((s.height - s.low - s.GetY()) / lineHeight)
	if lines > left && lines <= few && (left < 2 || lines-left < 2) {
		s.room(float64(lines) * lineHeight)
	}
}

// signing is a row of signatures: how far below its top names stand, and what it takes.
func (s *sheet) signing(row Signatures) (names, height float64) {
	const above, under = 3.0, 1.0
	width := s.text() / float64(len(row.Columns))
	lines := func(text, style string, points float64) float64 {
		s.SetFont(serif, style, points)
		return float64(len(s.SplitText(text, width)))
	}
	names = 28
	for _, c := range row.Columns {
		if above := lines(c.Role, "B", signaturePoints) + lines(c.Post, "", signaturePoints); !c.copies() {
			names = max(names, signatureLine*above+signatureRoom)
		}
	}
	for _, c := range row.Columns {
		takes := names + signatureLine*max(1, lines(c.Name, "B", signaturePoints))
		if _, list, _ := cutCopies(c.Role); c.copies() {
			takes = signatureLine + copiesLine*lines(list, "", copiesPoints)
		}
		height = max(height, takes)
	}
	return names, above + height + under
}

// tracing is what the small print below the signatures takes.
func (s *sheet) tracing(t Trace) float64 {
	s.SetFont(serif, "", tracePoints)
	lines := 0
	for _, line := range t.Lines {
		lines += len(s.SplitText(line, s.traceWidth()))
	}
	return 2 + max(traceCode, 2+traceLine*float64(lines))
}

// traceWidth is the width of the small print beside its code.
func (s *sheet) traceWidth() float64 { return s.text() - traceCode - 2 }
