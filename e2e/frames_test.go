package e2e

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
)

// A camera's frame, as the station asks for it.
const frameWidth, frameHeight = 1280, 720

// focal is the focal length in pixels: a lens that sees 65 degrees across.
const focal = 1000

// modules is how many squares a code has across with its quiet zone.
const modules = 37

// dots is the resolution at which papers are rendered, in dots an inch.
const dots = 200

// paperShown is a printed paper before the camera: its picture, in several sizes,
// where its code stands, and what the code says.
type paperShown struct {
	faces  []*image.Gray // each half the size of the one before
	text   string
	codeX  float64 // middle of the code, in millimetres
	codeY  float64
	module float64 // side of one dark square
}

// cameraView is how the camera sees a paper.
type cameraView struct {
	angle    float64    // degrees within the plane of the table
	tilt     [2]float64 // degrees about the two axes of the picture
	scale    float64    // pixels a millimetre at the code: how near the paper lies
	at       [2]float64 // where the code stands in the frame, 0 to 1
	blur     int        // radius of the lens blur in pixels, over twice
	smear    int        // radius of the movement along a row in pixels
	white    float64    // what white paper comes out as, 0 to 255
	contrast float64    // how much darker ink is: 1 is black
	shade    float64    // share of the light that is lost across the frame
	noise    float64    // standard deviation in levels
	seed     uint64
}

// inTheHall draws how a paper lies on a table in a hall: turned any way, the
// tablet leaning, in good and in bad light, near enough that a module of the
// code is three and a half to seven pixels wide before it is tilted.
func inTheHall(s paperShown, seed uint64) cameraView {
	random := rand.New(rand.NewPCG(seed, 2026))
	between := func(low, high float64) float64 { return low + random.Float64()*(high-low) }
	return cameraView{
		angle:    between(0, 360),
		tilt:     [2]float64{between(-30, 30), between(-30, 30)},
		scale:    between(3.5, 7) / s.module,
		at:       [2]float64{between(0.25, 0.75), between(0.3, 0.7)},
		blur:     random.IntN(2),
		smear:    random.IntN(2),
		white:    between(70, 245),
		contrast: between(0.45, 0.95),
		shade:    between(0, 0.5),
		noise:    between(1, 8),
		seed:     seed,
	}
}

// printed renders papers as a printer would, and looks up where the code stands.
func printed(tb testing.TB, d ballot.Definition, format ballot.Format, tokens []ballot.Token) []paperShown {
	tb.Helper()
	var pdf bytes.Buffer
	check(tb, minutes.WritePapers(congress.Printing{Definition: d, Tokens: tokens, N: len(tokens), Format: format},
		&pdf))
	texts := make([]string, len(tokens))
	for i, token := range tokens {
		texts[i] = ballot.EncodeCode(d.Tag(), token)
	}
	return onPages(tb, d, format, pdf.Bytes(), texts)
}

// onPages are the papers of a file, with these codes on them.
func onPages(tb testing.TB, d ballot.Definition, format ballot.Format, pdf []byte, texts []string) []paperShown {
	tb.Helper()
	pages := rendered(tb, pdf)
	code := ballot.Layout(d.List, format, true).Code
	perPage := 1
	if format == ballot.FormatA5TwoUp {
		perPage = 2
	}
	var sheets []paperShown
	for i, text := range texts {
		page := pages[i/perPage]
		if perPage == 2 {
			page = half(page, i%2)
		}
		sheets = append(sheets, paperShown{faces: smaller(page), text: text,
			codeX: float64(code.X+code.W/2) / 10, codeY: float64(code.Y+code.H/2) / 10,
			module: float64(code.W) / 10 / modules})
	}
	return sheets
}

// rendered returns the pages of a PDF as pictures.
func rendered(tb testing.TB, pdf []byte) []*image.Gray {
	tb.Helper()
	tool, err := exec.LookPath("pdftoppm")
	if err != nil {
		tb.Fatal("no pdftoppm on this machine: run `make test`, which installs it")
	}
	dir := tb.TempDir()
	path := filepath.Join(dir, "papers.pdf")
	check(tb, os.WriteFile(path, pdf, 0o600))
	if out, err := exec.CommandContext(tb.Context(), tool, "-r", fmt.Sprint(dots), "-gray", path,
		filepath.Join(dir, "page")).CombinedOutput(); err != nil {
		tb.Fatalf("%v\n%s", err, out)
	}
	names, err := filepath.Glob(filepath.Join(dir, "page-*.pgm"))
	check(tb, err)
	var pages []*image.Gray
	for _, name := range names { // pdftoppm numbers with leading zeros
		pages = append(pages, grayFile(tb, name))
	}
	return pages
}

// grayFile reads a portable graymap.
func grayFile(tb testing.TB, name string) *image.Gray {
	tb.Helper()
	content, err := os.ReadFile(name)
	check(tb, err)
	var width, height, white int
	if _, err := fmt.Sscanf(string(content[:min(len(content), 40)]), "P5\n%d %d\n%d\n", &width, &height,
		&white); err != nil || white != 255 {
		tb.Fatalf("%s is no graymap: %v", name, err)
	}
	return &image.Gray{Pix: content[len(content)-width*height:], Stride: width, Rect: image.Rect(0, 0, width, height)}
}

// half cuts one of two papers out of an A4 sheet.
func half(page *image.Gray, which int) *image.Gray {
	b := page.Bounds()
	middle := b.Dx() / 2
	cut := image.NewGray(image.Rect(0, 0, middle, b.Dy()))
	for y := range b.Dy() {
		copy(cut.Pix[y*cut.Stride:][:middle], page.Pix[y*page.Stride+which*middle:])
	}
	return cut
}

// smaller returns a picture and its halves, so that a far paper is not sampled
// in single points.
//
//go:norace
func smaller(face *image.Gray) []*image.Gray {
	faces := []*image.Gray{face}
	for range 2 {
		big := faces[len(faces)-1]
		small := image.NewGray(image.Rect(0, 0, big.Rect.Dx()/2, big.Rect.Dy()/2))
		for y := range small.Rect.Dy() {
			for x := range small.Rect.Dx() {
				at := 2*y*big.Stride + 2*x
				small.Pix[y*small.Stride+x] = uint8((int(big.Pix[at]) + int(big.Pix[at+1]) +
					int(big.Pix[at+big.Stride]) + int(big.Pix[at+big.Stride+1]) + 2) / 4)
			}
		}
		faces = append(faces, small)
	}
	return faces
}

// matrix maps points of a plane, three rows of three.
type matrix [9]float64

// projection maps millimetres on the paper, from the middle of the code, to
// pixels of the frame.
func (v cameraView) projection() matrix {
	s, c := math.Sincos(v.angle * math.Pi / 180)
	sx, cx := math.Sincos(v.tilt[0] * math.Pi / 180)
	sy, cy := math.Sincos(v.tilt[1] * math.Pi / 180)
	// The paper turns about its normal, then tilts about both axes.
	turn := func(x, y float64) (float64, float64, float64) {
		x, y = c*x-s*y, s*x+c*y
		y, z := cx*y, sx*y
		return cy*x + sy*z, y, cy*z - sy*x
	}
	x1, y1, z1 := turn(1, 0)
	x2, y2, z2 := turn(0, 1)
	far := focal / v.scale
	u, w := v.at[0]*frameWidth, v.at[1]*frameHeight
	return matrix{focal*x1 + u*z1, focal*x2 + u*z2, u * far, focal*y1 + w*z1, focal*y2 + w*z2, w * far, z1, z2, far}
}

// inverse maps back, up to a factor, which a projection does not have.
func (m matrix) inverse() matrix {
	return matrix{
		m[4]*m[8] - m[5]*m[7], m[2]*m[7] - m[1]*m[8], m[1]*m[5] - m[2]*m[4],
		m[5]*m[6] - m[3]*m[8], m[0]*m[8] - m[2]*m[6], m[2]*m[3] - m[0]*m[5],
		m[3]*m[7] - m[4]*m[6], m[1]*m[6] - m[0]*m[7], m[0]*m[4] - m[1]*m[3],
	}
}

// frame is what the camera sees of a paper on a table; of the table alone for nil.
func frame(s *paperShown, v cameraView) *image.Gray {
	picture := image.NewGray(image.Rect(0, 0, frameWidth, frameHeight))
	table := v.white * 0.35
	for i := range picture.Pix {
		picture.Pix[i] = uint8(table)
	}
	if s != nil {
		v.lay(picture, s)
	}
	v.light(picture)
	for range 2 {
		smooth(picture.Pix, 1, frameWidth, frameWidth, frameHeight, v.blur)
		smooth(picture.Pix, frameWidth, 1, frameHeight, frameWidth, v.blur)
	}
	smooth(picture.Pix, 1, frameWidth, frameWidth, frameHeight, v.smear)
	v.grain(picture)
	return picture
}

// lay draws the paper.
//
//go:norace
func (v cameraView) lay(picture *image.Gray, s *paperShown) {
	level, perMM := 0, dots/25.4
	for level+1 < len(s.faces) && perMM/2 >= v.scale {
		level, perMM = level+1, perMM/2
	}
	face := s.faces[level]
	m := v.projection().inverse()
	width, height := face.Rect.Dx()-1, face.Rect.Dy()-1
	ink := v.white * v.contrast / 255
	for y := range frameHeight {
		for x := range frameWidth {
			px, py := float64(x)+0.5, float64(y)+0.5
			depth := m[6]*px + m[7]*py + m[8]
			fx := ((m[0]*px+m[1]*py+m[2])/depth+s.codeX)*perMM - 0.5
			fy := ((m[3]*px+m[4]*py+m[5])/depth+s.codeY)*perMM - 0.5
			if fx < 0 || fy < 0 || fx >= float64(width) || fy >= float64(height) {
				continue
			}
			ix, iy := int(fx), int(fy)
			fx, fy = fx-float64(ix), fy-float64(iy)
			near, next := face.Pix[iy*face.Stride+ix:], face.Pix[(iy+1)*face.Stride+ix:]
			top := float64(near[0])*(1-fx) + float64(near[1])*fx
			low := float64(next[0])*(1-fx) + float64(next[1])*fx
			picture.Pix[y*picture.Stride+x] = uint8(v.white - ink*(255-top*(1-fy)-low*fy))
		}
	}
}

// light dims the frame from one corner to the opposite one.
//
//go:norace
func (v cameraView) light(picture *image.Gray) {
	for y := range frameHeight {
		row := picture.Pix[y*picture.Stride:][:frameWidth]
		for x, level := range row {
			row[x] = uint8(float64(level) * (1 - v.shade*float64(x+y)/(frameWidth+frameHeight)))
		}
	}
}

// smooth averages each line of a picture over 2r+1 pixels, whichever way the
// lines run: step leads from pixel to pixel, stride from line to line.
//
//go:norace
func smooth(pix []uint8, step, stride, length, lines, r int) {
	if r == 0 {
		return
	}
	line := make([]int, length)
	for n := range lines {
		sum := 0
		for i := range length {
			line[i] = int(pix[n*stride+i*step])
			if i <= r {
				sum += line[i]
			}
		}
		count := r + 1
		for i := range length {
			pix[n*stride+i*step] = uint8(sum / count)
			if next := i + r + 1; next < length {
				sum, count = sum+line[next], count+1
			}
			if last := i - r; last >= 0 {
				sum, count = sum-line[last], count-1
			}
		}
	}
}

// grain adds the noise of the sensor.
//
//go:norace
func (v cameraView) grain(picture *image.Gray) {
	random := rand.New(rand.NewPCG(v.seed, 7))
	var table [1 << 12]int
	for i := range table {
		table[i] = int(math.Round(random.NormFloat64() * v.noise))
	}
	for y := range frameHeight {
		row := picture.Pix[y*picture.Stride:][:frameWidth]
		shift, stride := random.IntN(len(table)), 2*random.IntN(len(table)/2)+1
		for x, level := range row {
			row[x] = uint8(min(max(int(level)+table[(shift+x*stride)%len(table)], 0), 255))
		}
	}
}

// photo packs a frame as cameras on a wire do.
func photo(tb testing.TB, picture *image.Gray) []byte {
	tb.Helper()
	colors := image.NewYCbCr(picture.Rect, image.YCbCrSubsampleRatio420)
	copy(colors.Y, picture.Pix)
	for i := range colors.Cb {
		colors.Cb[i], colors.Cr[i] = 128, 128
	}
	var out bytes.Buffer
	check(tb, jpeg.Encode(&out, colors, &jpeg.Options{Quality: 75}))
	return out.Bytes()
}

// film is a video of papers put under the camera one after the other, each for
// about a second and never quite still, with the empty table in between. It is
// what Chromium takes for a camera: photos one after the other.
func film(tb testing.TB, papers []paperShown) string {
	tb.Helper()
	const poses, held, between = 4, 7, 10
	file, err := os.Create(filepath.Join(tb.TempDir(), "papers.mjpeg"))
	check(tb, err)
	show := func(picture *image.Gray, frames int) {
		_, err := file.Write(bytes.Repeat(photo(tb, picture), frames))
		check(tb, err)
	}
	for i := range papers {
		v := inTheHall(papers[i], uint64(1000+i))
		for pose := range poses {
			v.seed, v.angle, v.at[0] = v.seed+1, v.angle+1, v.at[0]+0.004
			if pose == 0 {
				show(frame(nil, v), between)
			}
			show(frame(&papers[i], v), held)
		}
	}
	check(tb, file.Close())
	return file.Name()
}
