package minutes

import (
	"bytes"
	"encoding/base64"
	"fmt"

	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// PictureScale is how many pixels of a [Picture] make a millimetre.
const PictureScale = 4

// Picture is a paper as it comes off the printer, before anybody has marked
// it, and where everything stands on it: what a reader compares a paper with.
// The code is left out, since it differs from paper to paper.
type Picture struct {
	Geometry ballot.Geometry `json:"geometry"`
	Style    ballot.Style    `json:"style"`
	Scale    int             `json:"scale"` // pixels a millimetre
	Width    int             `json:"width"`
	Height   int             `json:"height"`
	// Ink is the picture, line after line: pairs of a byte of darkness (0 white, 15 black)
	// and how many pixels have it, as a varint; in base64.
	Ink string `json:"ink"`
}

// PaperPicture draws the papers of a round once more, as a picture.
func PaperPicture(d ballot.Definition, format ballot.Format) (Picture, error) {
	p := congress.Printing{Definition: d, N: 1, Format: format}
	if d.CodeMode == string(congress.CodeQR) {
		p.Tokens = make([]ballot.Token, 1)
	}
	press := newPress(p)
	press.pdf.AddPage()
	press.face()
	var file bytes.Buffer
	if err := press.pdf.Output(&file); err != nil {
		return Picture{}, fmt.Errorf("minutes: picture: %w", err)
	}
	g := press.geometry
	faces, err := drawnFaces()
	if err != nil {
		return Picture{}, err
	}
	c := newCanvas(g.Page, faces)
	if err := c.replay(firstPage(file.Bytes())); err != nil {
		return Picture{}, err
	}
	return Picture{Geometry: g, Style: d.Style, Scale: PictureScale, Width: c.width, Height: c.height,
		Ink: base64.StdEncoding.EncodeToString(c.runs())}, nil
}

// firstPage cuts the drawing of the first page out of a PDF that is not compressed.
func firstPage(file []byte) []byte {
	_, rest, _ := bytes.Cut(file, []byte("stream\n"))
	page, _, _ := bytes.Cut(rest, []byte("\nendstream"))
	return page
}
