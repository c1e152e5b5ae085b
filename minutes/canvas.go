package minutes

import (
	"encoding/binary"
	"fmt"
	"image"
	"image/draw"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"kiemphieu/ballot"
)

// canvas is a page of grey pixels: 255 is full ink.
type canvas struct {
	ink           *image.Alpha
	width, height int
	faces         map[string]*sfnt.Font // by the name that a PDF gives them
	buffer        sfnt.Buffer
}

func newCanvas(page ballot.Box, faces map[string]*sfnt.Font) *canvas {
	w := int(math.Round(mm(page.W) * PictureScale))
	h := int(math.Round(mm(page.H) * PictureScale))
	return &canvas{ink: image.NewAlpha(image.Rect(0, 0, w, h)), width: w, height: h, faces: faces}
}

// point is a place in pixels from the top left corner.
type point struct{ x, y float64 }

// outline is a shape that is filled: contours of points.
type outline [][]point

// fill puts ink of a strength (0 to 1) on a shape.
func (c *canvas) fill(shape outline, strength float64) {
	box := shape.bounds().Intersect(c.ink.Rect)
	if box.Empty() {
		return
	}
	r := vector.NewRasterizer(box.Dx(), box.Dy())
	for _, contour := range shape {
		for i, p := range contour {
			x, y := float32(p.x-float64(box.Min.X)), float32(p.y-float64(box.Min.Y))
			if i == 0 {
				r.MoveTo(x, y)
			} else {
				r.LineTo(x, y)
			}
		}
		r.ClosePath()
	}
	mask := image.NewAlpha(image.Rect(0, 0, box.Dx(), box.Dy()))
	r.Draw(mask, mask.Rect, image.Opaque, image.Point{})
	ink := image.NewUniform(alpha(strength))
	draw.DrawMask(c.ink, box, ink, image.Point{}, mask, image.Point{}, draw.Over)
}

func (o outline) bounds() image.Rectangle {
	low, high := point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for _, contour := range o {
		for _, p := range contour {
			low = point{min(low.x, p.x), min(low.y, p.y)}
			high = point{max(high.x, p.x), max(high.y, p.y)}
		}
	}
	if high.x < low.x {
		return image.Rectangle{}
	}
	return image.Rect(int(math.Floor(low.x)), int(math.Floor(low.y)), int(math.Ceil(high.x)), int(math.Ceil(high.y)))
}

// glyph gives the shape of a letter and how far the next one stands, in parts
// of the size of the face; y goes down.
func (c *canvas) glyph(face *sfnt.Font, r rune) (outline, float64, error) {
	const units = 2048 // of the em: no rounding to pixels
	index, err := face.GlyphIndex(&c.buffer, r)
	if err != nil {
		return nil, 0, fmt.Errorf("minutes: glyph: %w", err)
	}
	advance, err := face.GlyphAdvance(&c.buffer, index, fixed.I(units), font.HintingNone)
	if err != nil {
		return nil, 0, fmt.Errorf("minutes: glyph: %w", err)
	}
	segments, err := face.LoadGlyph(&c.buffer, index, fixed.I(units), nil)
	if err != nil {
		return nil, 0, fmt.Errorf("minutes: glyph: %w", err)
	}
	return contours(segments, units), float64(advance) / 64 / units, nil
}

// contours straightens the curves of a letter.
func contours(segments sfnt.Segments, units float64) outline {
	at := func(p fixed.Point26_6) point { return point{float64(p.X) / 64 / units, float64(p.Y) / 64 / units} }
	var shape outline
	for _, s := range segments {
		if s.Op == sfnt.SegmentOpMoveTo {
			shape = append(shape, []point{at(s.Args[0])})
			continue
		}
		last := len(shape) - 1
		from := shape[last][len(shape[last])-1]
		switch s.Op {
		case sfnt.SegmentOpQuadTo:
			over, to := at(s.Args[0]), at(s.Args[1])
			for i := 1; i <= 4; i++ {
				t := float64(i) / 4
				a, b, d := (1-t)*(1-t), 2*t*(1-t), t*t
				shape[last] = append(shape[last], point{a*from.x + b*over.x + d*to.x, a*from.y + b*over.y + d*to.y})
			}
		case sfnt.SegmentOpLineTo:
			shape[last] = append(shape[last], at(s.Args[0]))
		case sfnt.SegmentOpMoveTo, sfnt.SegmentOpCubeTo: // TrueType has no cubic curves
		}
	}
	return shape
}

// runs packs the pixels: a byte of darkness and how many have it, again and again.
func (c *canvas) runs() []byte {
	var out []byte
	dark := func(i int) byte { return c.ink.Pix[i]/17 + c.ink.Pix[i]%17/9 }
	for i := 0; i < len(c.ink.Pix); {
		start := i
		for i < len(c.ink.Pix) && dark(i) == dark(start) {
			i++
		}
		out = binary.AppendUvarint(append(out, dark(start)), uint64(i-start)) //nolint:gosec // never negative
	}
	return out
}
