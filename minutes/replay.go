package minutes

import (
	"bytes"
	"errors"
	"fmt"
	"image/color"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifbolditalic"
	"github.com/go-fonts/liberation/liberationserifitalic"
	"github.com/go-fonts/liberation/liberationserifregular"
	"golang.org/x/image/font/sfnt"
)

// errDrawing: a page draws with something that replay does not know.
var errDrawing = errors.New("minutes: replay: unknown drawing")

func alpha(strength float64) color.Alpha { return color.Alpha{A: uint8(math.Round(255 * strength))} }

// drawnFaces are the faces under the names that the PDF writer gives them. They
// are the same in every file.
func drawnFaces() (map[string]*sfnt.Font, error) {
	pdf := newPDF(10, 10)
	pdf.SetCompression(false)
	pdf.AddPage()
	styles := []string{"", "B", "I", "BI"}
	for _, style := range styles {
		pdf.SetFont(serif, style, 10)
		pdf.Text(1, 1, "a")
	}
	var file bytes.Buffer
	if err := pdf.Output(&file); err != nil {
		return nil, fmt.Errorf("minutes: faces: %w", err)
	}
	names := fontNames(firstPage(file.Bytes()))
	faces := map[string]*sfnt.Font{}
	for i, file := range [][]byte{liberationserifregular.TTF, liberationserifbold.TTF, liberationserifitalic.TTF,
		liberationserifbolditalic.TTF} {
		face, err := sfnt.Parse(file)
		if err != nil {
			return nil, fmt.Errorf("minutes: faces: %w", err)
		}
		faces[names[i]] = face
	}
	return faces, nil
}

// fontNames lists the faces that a page chooses, in order.
func fontNames(page []byte) []string {
	var names []string
	for _, word := range bytes.Fields(page) {
		if bytes.HasPrefix(word, []byte("/F")) {
			names = append(names, string(word))
		}
	}
	return names
}

// brush is the state of a page that is drawn again.
type brush struct {
	matrix     [6]float64 // as in PDF: points from the lower left corner
	fill, line float64    // ink, 0 to 1
	width      float64    // of lines, in points
	face       *sfnt.Font
	size       float64 // of the face, in points
	text       point   // where text begins
	shapes     []outline
	path       []point // of the line that is drawn
}

// replay draws what a page of the PDF writer says: rectangles, lines, text.
func (c *canvas) replay(page []byte) error {
	now := brush{matrix: [6]float64{1, 0, 0, 1, 0, 0}, fill: 1, line: 1, width: 0.57}
	var kept []brush
	var args []string
	for words := (scanner{page}); ; {
		word, ok := words.next()
		if !ok {
			return nil
		}
		switch word {
		case "q":
			kept = append(kept, now)
		case "Q":
			now, kept = kept[len(kept)-1], kept[:len(kept)-1]
		default:
			if known, err := c.do(&now, word, args); err != nil {
				return err
			} else if !known {
				args = append(args, word)
				continue
			}
		}
		args = args[:0]
	}
}

// do carries out one operator; anything else is an argument.
func (c *canvas) do(b *brush, word string, args []string) (bool, error) {
	switch word {
	case "BT", "ET", "J", "j", "d", "Tr":
	case "w":
		b.width = numbers(args)[0]
	case "g", "rg":
		b.fill = inkOf(numbers(args))
	case "G", "RG":
		b.line = inkOf(numbers(args))
	case "cm":
		b.turn(numbers(args))
	case "Tf":
		b.face, b.size = c.faces[args[0]], numbers(args[1:])[0]
		if b.face == nil {
			return true, fmt.Errorf("%w: face %q", errDrawing, args[0])
		}
	case "Td":
		n := numbers(args)
		b.text = point{n[0], n[1]}
	case "Tj":
		return true, c.write(b, args[len(args)-1])
	case "re", "m", "l":
		b.trace(word, numbers(args))
	case "f", "S":
		c.paint(b, word == "f")
	default:
		return false, nil
	}
	return true, nil
}

func (b *brush) turn(n []float64) {
	m := b.matrix
	b.matrix = [6]float64{
		n[0]*m[0] + n[1]*m[2], n[0]*m[1] + n[1]*m[3], n[2]*m[0] + n[3]*m[2], n[2]*m[1] + n[3]*m[3],
		n[4]*m[0] + n[5]*m[2] + m[4], n[4]*m[1] + n[5]*m[3] + m[5],
	}
}

func (b *brush) trace(word string, n []float64) {
	switch word {
	case "re":
		x, y, w, h := n[0], n[1], n[2], n[3]
		b.shapes = append(b.shapes, outline{{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}})
	case "m":
		b.path = []point{{n[0], n[1]}}
	case "l":
		b.shapes = append(b.shapes, outline{append(b.path, point{n[0], n[1]})})
	}
}

// paint fills what was traced, or draws along it.
func (c *canvas) paint(b *brush, filled bool) {
	for _, shape := range b.shapes {
		if filled {
			c.fill(c.place(b, shape), b.fill)
			continue
		}
		contour := shape[0]
		for i, from := range contour {
			if to := contour[(i+1)%len(contour)]; i+1 < len(contour) || len(contour) > 2 {
				c.fill(c.place(b, stroke(from, to, b.width)), b.line)
			}
		}
	}
	b.shapes = nil
}

// stroke is a line of a width with square ends, as a shape.
func stroke(from, to point, width float64) outline {
	length := math.Hypot(to.x-from.x, to.y-from.y)
	if length == 0 {
		return nil
	}
	dx, dy := (to.x-from.x)/length*width/2, (to.y-from.y)/length*width/2
	from, to = point{from.x - dx, from.y - dy}, point{to.x + dx, to.y + dy}
	return outline{{{from.x - dy, from.y + dx}, {to.x - dy, to.y + dx}, {to.x + dy, to.y - dx}, {from.x + dy,
		from.y - dx}}}
}

// place brings a shape from points on the page to pixels.
func (c *canvas) place(b *brush, shape outline) outline {
	const pixel = PictureScale * 25.4 / 72
	m := b.matrix
	out := make(outline, len(shape))
	for i, contour := range shape {
		for _, p := range contour {
			x, y := m[0]*p.x+m[2]*p.y+m[4], m[1]*p.x+m[3]*p.y+m[5]
			out[i] = append(out[i], point{x * pixel, float64(c.height) - y*pixel})
		}
	}
	return out
}

// write puts letters on the page; the text is in UTF-16.
func (c *canvas) write(b *brush, text string) error {
	units := make([]uint16, 0, len(text)/2)
	for i := 0; i+1 < len(text); i += 2 {
		units = append(units, uint16(text[i])<<8|uint16(text[i+1]))
	}
	x := b.text.x
	for _, r := range utf16.Decode(units) {
		shape, advance, err := c.glyph(b.face, r)
		if err != nil {
			return err
		}
		for _, contour := range shape {
			for i, p := range contour {
				contour[i] = point{x + p.x*b.size, b.text.y - p.y*b.size}
			}
		}
		c.fill(c.place(b, shape), b.fill)
		x += advance * b.size
	}
	return nil
}

func numbers(args []string) []float64 {
	list := make([]float64, len(args))
	for i, arg := range args {
		list[i], _ = strconv.ParseFloat(arg, 64) // a face's name is no number and not asked for
	}
	return list
}

// inkOf is how dark a grey or a colour is.
func inkOf(n []float64) float64 {
	if len(n) < 3 {
		return 1 - n[0]
	}
	return 1 - (0.299*n[0] + 0.587*n[1] + 0.114*n[2])
}

// scanner cuts a page into words; a text in brackets is one word, without them.
type scanner struct{ rest []byte }

func (s *scanner) next() (string, bool) {
	s.rest = bytes.TrimLeft(s.rest, " \r\n")
	if len(s.rest) == 0 {
		return "", false
	}
	if s.rest[0] == '(' {
		return s.text(), true
	}
	end := bytes.IndexAny(s.rest, " \r\n(")
	if end < 0 {
		end = len(s.rest)
	}
	word := string(s.rest[:end])
	s.rest = s.rest[end:]
	return word, true
}

func (s *scanner) text() string {
	var text strings.Builder
	i := 1
	for ; i < len(s.rest) && s.rest[i] != ')'; i++ {
		letter := s.rest[i]
		if letter == '\\' && i+1 < len(s.rest) {
			i++
			if letter = s.rest[i]; letter == 'r' {
				letter = '\r'
			}
		}
		text.WriteByte(letter)
	}
	s.rest = s.rest[min(i+1, len(s.rest)):]
	return text.String()
}
