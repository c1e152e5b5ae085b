package minutes_test

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"regexp"
	"testing"

	"github.com/skip2/go-qrcode"

	"kiemphieu/app/size"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
)

// The codes on papers are, module by module, those that another program draws.
func TestCodesOfPapersAreAsAnotherDrawsThem(t *testing.T) {
	n := size.Pick(100, 1_000, 20_000)
	d := definition()
	_, tokens, err := ballot.NewManifest(d, n, rand.Reader)
	must(t, err)
	var pdf bytes.Buffer
	must(t, minutes.WritePapers(congress.Printing{Definition: d, Tokens: tokens, N: n, Format: ballot.FormatA5}, &pdf))
	drawn := regexp.MustCompile(`/W 29 /H 29 /IM true /D \[1 0\] /F /AHx ID ([0-9a-f]+)> EI`).
		FindAllSubmatch(pdf.Bytes(), -1)
	if len(drawn) != n {
		t.Fatalf("%d codes on %d papers", len(drawn), n)
	}
	for i, token := range tokens {
		code := ballot.EncodeCode(d.Tag(), token)
		other, err := qrcode.New(code, qrcode.High)
		must(t, err)
		other.DisableBorder = true
		rows, err := hex.DecodeString(string(drawn[i][1]))
		must(t, err)
		for y, row := range other.Bitmap() {
			for x, dark := range row {
				if dark != (rows[y*4+x/8]>>(7-x%8)&1 == 1) {
					t.Fatalf("%s differs in column %d of row %d", code, x, y)
				}
			}
		}
	}
}
