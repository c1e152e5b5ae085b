package minutes

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strings"

	"kiemphieu/congress/text"
)

// writeDOCX writes the smallest package that Word and LibreOffice open: the
// document, a header that numbers the pages from the second on, and their
// relations.
func writeDOCX(w io.Writer, d Document) error {
	picture, err := d.picture()
	if err != nil {
		return fmt.Errorf("minutes: %s: %w", d.Title, err)
	}
	body, err := docxBody(d)
	if err != nil {
		return err
	}
	archive := zip.NewWriter(w)
	for _, part := range []struct{ name, content string }{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", rootRelations},
		{"word/_rels/document.xml.rels", docxRelations(picture != nil)},
		{"word/header1.xml", docxHeader(d.Rehearsal, true)},
		{"word/header2.xml", docxHeader(d.Rehearsal, false)},
		{"word/settings.xml", docxSettings},
		{"word/media/code.png", string(picture)},
		{"word/document.xml", body},
	} {
		if part.content == "" {
			continue
		}
		f, err := archive.Create(part.name)
		if err != nil {
			return fmt.Errorf("minutes: %s: %w", d.Title, err)
		}
		if _, err := io.WriteString(f, part.content); err != nil {
			return fmt.Errorf("minutes: %s: %w", d.Title, err)
		}
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("minutes: %s: %w", d.Title, err)
	}
	return nil
}

const (
	xmlHead      = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`
	contentTypes = xmlHead +
		`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/><Override PartName="/word/header2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/></Types>`
	relations     = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	officeRel     = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	rootRelations = xmlHead + relations + `<Relationship Id="rId1" Type="` + officeRel +
		`/officeDocument" Target="word/document.xml"/></Relationships>`
	documentRelations = xmlHead + relations + `<Relationship Id="rId1" Type="` + officeRel +
		`/header" Target="header1.xml"/><Relationship Id="rId2" Type="` + officeRel + `/header" Target="header2.xml"/>` +
		`<Relationship Id="rId4" Type="` + officeRel + `/settings" Target="settings.xml"/>`
	pictureRelation = `<Relationship Id="rId3" Type="` + officeRel + `/image" Target="media/code.png"/>`
	namespaces      = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="` + officeRel +
		`" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"`
	twipsPerMM = 56.6929
)

// docxSettings say that the document is one of Word 2013: to older ones the edge of a
// table stands left of the margin by as much as its cells have, but not within another.
const docxSettings = xmlHead + `<w:settings ` + namespaces + `><w:compat><w:compatSetting w:name="compatibilityMode" ` +
	`w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`

// docxRelations names the parts that the document shows.
func docxRelations(picture bool) string {
	if picture {
		return documentRelations + pictureRelation + `</Relationships>`
	}
	return documentRelations + `</Relationships>`
}

func twips(mm float64) int { return int(mm*twipsPerMM + 0.5) }

// docxHeader is the head of a page: its number but for the first, and the word
// DIỄN TẬP on a rehearsal's.
func docxHeader(rehearsal, numbered bool) string {
	text := ""
	if numbered {
		text = `<w:r>` + runStyle("", 12) +
			`<w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`
	}
	if rehearsal {
		text += run("   DIỄN TẬP – KHÔNG CÓ GIÁ TRỊ", "B", 12)
	}
	return xmlHead + `<w:hdr ` + namespaces + `><w:p><w:pPr><w:jc w:val="center"/></w:pPr>` + text + `</w:p></w:hdr>`
}

func docxBlock(b Block, width float64) string {
	switch b := b.(type) {
	case Heading:
		return docxHeading(b, width)
	case Title:
		return docxTitle(b, width)
	case Paragraph:
		return docxParagraph(b, false)
	case Table:
		return docxTable(b, width)
	case Signatures:
		return docxSignatures(b, width)
	case Trace:
		return docxTrace(b, width)
	}
	return ""
}

// thin is the paragraph that must follow a table, of one point.
const thin = `<w:p><w:pPr><w:spacing w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>`

// gap is thin with room below, before people sign.
const gap = `<w:p><w:pPr><w:spacing w:after="120" w:line="20" w:lineRule="exact"/></w:pPr></w:p>`

// wholeTable is how high a table may be, as a share of a page, that stays whole with
// the signatures below it: what stands above it keeps a page that is not empty.
const wholeTable = 0.35

// docxBody writes the blocks. The last before signatures, these, and what
// stands below them are one row that no page divides.
func docxBody(d Document) (string, error) {
	p := d.page()
	var body strings.Builder
	body.WriteString(thin) // else LibreOffice takes the first page, which has no number, for any other
	for i := 0; i < len(d.Blocks); i++ {
		ending := d.ending(i)
		xml := docxBlock(d.Blocks[i], p.text())
		if b, ok := d.Blocks[i].(Paragraph); ok && d.leads(i) {
			xml = docxParagraph(b, true)
		}
		if t, ok := d.Blocks[i].(Table); ok && len(ending) > 0 {
			pdf, err := sheetOf(d, i)
			if err != nil {
				return "", err
			}
			upper, last := t.gridBefore(pdf, pdf.below(d, i)).divided(p)
			body.WriteString(upper)
			xml = last
		}
		for _, b := range ending {
			xml += docxBlock(b, p.text())
		}
		if len(ending) > 0 {
			xml = undivided(xml, p.text())
		}
		body.WriteString(xml)
		i += len(ending)
	}
	body.WriteString(thin)
	orient := "portrait"
	if d.Landscape {
		orient = "landscape"
	}
	section := fmt.Sprintf(
		`<w:sectPr><w:headerReference w:type="default" r:id="rId1"/><w:headerReference w:type="first" r:id="rId2"/><w:pgSz w:w="%d" w:h="%d" w:orient="%s"/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="567" w:footer="567" w:gutter="0"/><w:titlePg/></w:sectPr>`,
		twips(p.width), twips(p.height), orient, twips(p.top), twips(p.right), twips(p.low), twips(p.left))
	return xmlHead + `<w:document ` + namespaces + `><w:body>` + body.String() + section + `</w:body></w:document>`, nil
}

// runStyle returns the properties of a run; style is a subset of "BIU".
func runStyle(style string, points float64) string {
	before, after := "", ""
	for _, s := range style {
		before += map[rune]string{'B': "<w:b/>", 'I': "<w:i/>"}[s]
		after += map[rune]string{'U': `<w:u w:val="single"/>`}[s]
	}
	const fonts = `<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>`
	return fmt.Sprintf(`<w:rPr>%s%s<w:sz w:val="%d"/>%s</w:rPr>`, fonts, before, int(points*2), after)
}

func run(typed, style string, points float64) string {
	var safe strings.Builder
	if err := xml.EscapeText(&safe, []byte(text.Substitute(typed))); err != nil { // a strings.Builder never fails
		panic(err)
	}
	return `<w:r>` + runStyle(style, points) + preserved + joined(safe.String()) + `</w:t></w:r>`
}

const preserved = `<w:t xml:space="preserve">`

// hyphen finds one within a word or a number, as in "24-QĐ/TW".
var hyphen = regexp.MustCompile(`([^\s-])-([^\s-])`)

// dash finds one that a space does not follow, as in "2022–2025".
var dash = regexp.MustCompile(`–(\S)`)

// joined has no line part what a hyphen or a dash joins. Of a dash that does not break
// Word knows none: it stands before [wordJoiner].
func joined(safe string) string {
	const whole = `$1</w:t><w:noBreakHyphen/>` + preserved + `$2`
	safe = dash.ReplaceAllString(safe, "–"+wordJoiner+"$1")
	return hyphen.ReplaceAllString(hyphen.ReplaceAllString(safe, whole), whole)
}

// para wraps runs in a paragraph; after is in twips.
func para(runs string, align Align, after int) string {
	return leading(runs, align, after, 0, false)
}

// leading is a paragraph that may have to stand on the page of what follows; one line
// of it is never alone on a page. after and first are in twips.
func leading(runs string, align Align, after, first int, leads bool) string {
	jc := map[Align]string{Left: "left", justified: "both", Center: "center", Right: "right"}[align]
	keep := ""
	if leads {
		keep = `<w:keepNext/>`
	}
	return fmt.Sprintf(`<w:p><w:pPr>%s<w:widowControl/><w:spacing w:after="%d"/><w:ind w:firstLine="%d"/>`+
		`<w:jc w:val="%s"/></w:pPr>%s</w:p>`, keep, after, first, jc, runs)
}

func docxTitle(t Title, width float64) string {
	out := leading(run(t.Name, "B", 16), Center, 120, 0, true)
	for _, line := range titleLines(newPDF(pageWidth, pageHeight), t.About, width) {
		out += leading(run(line, "B", titlePoints), Center, 0, 0, true)
	}
	return out + para(run(dashes, "", 13), Center, 160)
}

func docxParagraph(p Paragraph, leads bool) string {
	first := 0
	if p.Indent {
		first = twips(10)
	}
	return leading(run(tied(p.Text), p.style(), bodySize), p.align(), 80, first, leads)
}

func docxHeading(h Heading, width float64) string {
	left := ""
	pdf := newPDF(pageWidth, pageHeight)
	for _, line := range headLines(pdf, h.Upper, "", upperPoints, width) {
		left += para(run(line, "", upperPoints), Center, 0)
	}
	for _, line := range headLines(pdf, h.Lower, "B", lowerPoints, width) {
		left += para(run(line, "B", lowerPoints), Center, 0)
	}
	left += para(run("*", "", 13), Center, 0)
	if h.Code != "" {
		left += para(run(h.Code, "", 13), Center, 0)
	}
	right := para(run("ĐẢNG CỘNG SẢN VIỆT NAM", "BU", 14), Center, 120) + para(run(h.Place, "I", 13), Center, 0)
	widths := []int{twips(width * headShare), twips(width * (1 - headShare))}
	return frame(widths, [][]string{{left, right}}, false, false) + para("", Left, 60)
}

func docxTable(t Table, width float64) string {
	return t.grid(newPDF(pageWidth, pageHeight), width).docx()
}

func (g grid) docx() string { return frame(g.twips(), g.rows(), true, true) + para("", Left, 60) }

// twips are the widths of the columns.
func (g grid) twips() (widths []int) {
	for _, mm := range g.widths {
		widths = append(widths, twips(mm))
	}
	return widths
}

// rows are the cells, those of the head first.
func (g grid) rows() [][]string {
	var head []string
	for _, title := range g.titles() {
		head = append(head, leading(run(title, "B", g.points), Center, 0, 0, true))
	}
	rows := [][]string{head}
	for _, row := range g.Rows {
		var cells []string
		for i, text := range row {
			cells = append(cells, para(run(text, "", g.points), g.Columns[i].Align, 0))
		}
		rows = append(rows, cells)
	}
	return rows
}

// divided writes a table so that pages may divide it, and apart from it the last row,
// which stays with the signatures; a low table stays with them whole. Its letters are
// those of the PDF, whose lines are no lower, so that it takes no more pages.
func (g grid) divided(p page) (upper, last string) {
	whole := g.height(newPDF(pageWidth, pageHeight)) <= wholeTable*(p.height-p.top-p.low)
	if len(g.Rows) < 2 || whole {
		return "", g.docx()
	}
	rows, end := g.rows(), len(g.Rows) // the first is the head
	upper = frame(g.twips(), rows[:end], true, true) + thin
	return upper, frame(g.twips(), rows[end:], true, false) + para("", Left, 60)
}

func docxSignatures(s Signatures, width float64) string {
	widths := make([]int, len(s.Columns))
	cells := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		widths[i] = twips(width / float64(len(s.Columns)))
		if c.copies() {
			cells[i] = docxCopies(c.Role)
			continue
		}
		cells[i] = para(run(c.Role, "B", 13.5), Center, 0) + para(run(c.Post, "", 13.5), Center, twips(signatureRoom)) +
			para(run(c.Name, "B", 13.5), Center, 120)
	}
	return gap + frame(widths, [][]string{cells}, false, false)
}

// docxCopies writes "Nơi nhận:" and those who get a copy.
func docxCopies(text string) string {
	title, list, _ := cutCopies(text)
	out := para(run(title, "U", 13.5), Left, 0)
	for line := range strings.SplitSeq(list, "\n") {
		out += para(run(line, "", 12), Left, 0)
	}
	return out
}

// undivided keeps what it holds on one page: a row without borders or margins.
func undivided(xml string, width float64) string {
	const none = ` w:w="0" w:type="dxa"/>`
	w := twips(width)
	return fmt.Sprintf(`<w:tbl><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left%s<w:right%s</w:tblCellMar>`+
		`</w:tblPr><w:tblGrid><w:gridCol w:w="%d"/></w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr>`+
		`<w:tcW w:w="%d" w:type="dxa"/></w:tcPr>%s%s</w:tc></w:tr></w:tbl>`, none, none, w, w, xml, thin)
}

// frame writes a table; every cell holds whole paragraphs.
func frame(widths []int, rows [][]string, borders, head bool) string {
	var out strings.Builder
	line := `w:val="nil"`
	if borders {
		line = `w:val="single" w:sz="4" w:color="000000"`
	}
	out.WriteString(`<w:tbl><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		fmt.Fprintf(&out, `<w:%s %s/>`, side, line)
	}
	margin := twips(cellMargin)
	fmt.Fprintf(&out,
		`</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="%d" w:type="dxa"/><w:right w:w="%d" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>`,
		margin, margin)
	for _, width := range widths {
		fmt.Fprintf(&out, `<w:gridCol w:w="%d"/>`, width)
	}
	out.WriteString(`</w:tblGrid>`)
	for r, row := range rows {
		out.WriteString(`<w:tr><w:trPr><w:cantSplit/>`)
		if head && r == 0 {
			out.WriteString(`<w:tblHeader/>`)
		}
		out.WriteString(`</w:trPr>`)
		for i, cell := range row {
			fmt.Fprintf(&out, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:vAlign w:val="%s"/></w:tcPr>%s</w:tc>`,
				widths[i], map[bool]string{true: "center", false: "top"}[borders], cell)
		}
		out.WriteString(`</w:tr>`)
	}
	out.WriteString(`</w:tbl>`)
	return out.String()
}
