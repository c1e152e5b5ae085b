package minutes

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"fmt"
	"image/png"
	"slices"
	"strings"

	"github.com/skip2/go-qrcode"

	"kiemphieu/congress"
	"kiemphieu/record"
)

// The small print below the signatures, and its QR code, in millimetres.
const (
	tracePoints, traceLine = 9.0, 4.2
	traceCode              = 24.0
)

// traceOf ties a paper of a round to the log of its congress as it stood, and to the
// list and the papers of the round.
func traceOf(r congress.Report) []Block {
	t, ok := logTrace(r)
	if !ok {
		return nil
	}
	t.Lines = append(t.Lines, "Mã danh sách: "+spaced(r.Round.DefinitionHash))
	if r.Round.ManifestRoot != "" {
		t.Lines = append(t.Lines, "Mã phiếu đã in: "+spaced(r.Round.ManifestRoot))
	}
	return []Block{t}
}

// traceOfAll ties a paper about several rounds to the log as it stood at the last of
// their seals, which holds the others.
func traceOfAll(rounds []congress.Report) []Block {
	if len(rounds) == 0 {
		return nil
	}
	last := slices.MaxFunc(rounds, func(a, b congress.Report) int { return cmp.Compare(a.LogSize, b.LogSize) })
	t, ok := logTrace(last)
	if !ok {
		return nil
	}
	return []Block{t}
}

// logTrace has eight words to read aloud, the root in full, and the checkpoint for a
// machine; a report without a log has none.
func logTrace(r congress.Report) (Trace, bool) {
	root, err := hex.DecodeString(r.LogRoot)
	if err != nil || len(root) != len(record.Hash{}) {
		return Trace{}, false
	}
	point := record.Checkpoint{Origin: r.Congress.LogOrigin(), Size: r.LogSize, Root: record.Hash(root)}
	words := record.Words(point.Root)
	return Trace{Code: point.String(), Lines: []string{
		fmt.Sprintf("Để đối chiếu với sổ nhật ký của máy (%d việc): %s.", r.LogSize, strings.Join(words[:], " – ")),
		"Gốc sổ nhật ký: " + spaced(r.LogRoot),
	}}, true
}

// spaced breaks a hash into groups of eight for reading.
func spaced(hash string) string {
	var groups []string
	for len(hash) > 8 {
		groups, hash = append(groups, hash[:8]), hash[8:]
	}
	return strings.Join(append(groups, hash), " ")
}

// bitmap returns the QR code of a trace.
func (t Trace) bitmap() (*qrcode.QRCode, error) {
	qr, err := qrcode.New(t.Code, qrcode.Medium)
	if err != nil {
		return nil, fmt.Errorf("code: %w", err)
	}
	return qr, nil
}

func drawTrace(pdf *sheet, t Trace) error {
	qr, err := t.bitmap()
	if err != nil {
		return err
	}
	qr.DisableBorder = true
	height := pdf.tracing(t)
	pdf.room(height)
	top := pdf.GetY()
	y := top + 2
	drawCode(pdf.pen, qr.Bitmap(), pdf.left, y, traceCode)
	pdf.SetFont(serif, "", tracePoints)
	pdf.SetXY(pdf.left+traceCode+2, y+2)
	for _, line := range t.Lines {
		pdf.SetX(pdf.left + traceCode + 2)
		pdf.MultiCell(pdf.traceWidth(), traceLine, line, "", "L", false)
	}
	pdf.SetXY(pdf.left, top+height)
	return nil
}

// docxTrace is the same for Word: the picture is the part that rId3 names.
func docxTrace(t Trace, width float64) string {
	lines := ""
	for _, line := range t.Lines {
		lines += para(run(line, "", tracePoints), Left, 0)
	}
	side := int(traceCode * 36000) // English Metric Units
	picture := fmt.Sprintf(
		`<w:r><w:drawing><wp:inline><wp:extent cx="%[1]d" cy="%[1]d"/><wp:docPr id="1" name="QR" descr="Mã đối chiếu"/>`+
			`<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>`+
			`<pic:nvPicPr><pic:cNvPr id="1" name="QR"/><pic:cNvPicPr/></pic:nvPicPr>`+
			`<pic:blipFill><a:blip r:embed="rId3"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>`+
			`<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%[1]d" cy="%[1]d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>`+
			`</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`, side)
	const left = traceCode + 3
	return para("", Left, 0) + frame([]int{twips(left), twips(width - left)},
		[][]string{{para(picture, Left, 0), lines}}, false, false) + para("", Left, 0)
}

// picture is the part that the drawing of a trace shows; nil without a trace.
func (d Document) picture() ([]byte, error) {
	for _, b := range d.Blocks {
		t, ok := b.(Trace)
		if !ok {
			continue
		}
		qr, err := t.bitmap()
		if err != nil {
			return nil, err
		}
		var out bytes.Buffer
		if err := png.Encode(&out, qr.Image(-8)); err != nil {
			return nil, fmt.Errorf("code: %w", err)
		}
		return out.Bytes(), nil
	}
	return nil, nil
}
