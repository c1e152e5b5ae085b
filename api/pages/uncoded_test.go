package pages_test

import (
	"net/http"
	"regexp"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// ofCodes finds where a page speaks of the code of a paper.
var ofCodes = regexp.MustCompile(`(?i)[^.]*(?:^|\PL)mã(?:\PL|$)[^.]*`)

// Papers without codes are not spoken of as if they had one, from the printing to
// the count; of papers with codes every such sentence is true and one is there.
func TestNoPageOfPapersWithoutCodesSpeaksOfCodes(t *testing.T) {
	h := apitest.Open(t)
	h.Appoint()
	r := gather(h, h.Orgs["own"])
	for code, speaks := range map[congress.CodeMode]bool{congress.CodeNone: false, congress.CodeQR: true} {
		round, err := h.Congress.StartRound(h.Ctx, r.organiser, r.contest, ballot.Ordinary)
		apitest.Must(t, err)
		said := map[string]bool{}
		look := func() {
			for _, login := range []string{"own.organiser", "own.presidium", "own.chief"} {
				_, body := h.Call(h.Client(login), http.MethodGet, "/lan-bau/"+string(round), nil)
				for _, sentence := range ofCodes.FindAllString(words(body), -1) {
					said[sentence] = true
				}
			}
		}
		steps := []func() error{
			func() error { return h.Congress.Freeze(h.Ctx, r.presidium, round, code) },
			func() error {
				in := congress.PapersInput{Count: 9, Reserve: 1, Format: ballot.FormatA5TwoUp}
				return h.Congress.MakePapers(h.Ctx, r.organiser, round, in,
					func(congress.Printing) error { return nil })
			},
			func() error { return h.Congress.HandOut(h.Ctx, r.chief, round, 9, 9) },
			func() error {
				return h.Congress.OpenBox(h.Ctx, r.chief, round, congress.BoxInput{Returned: 9, Unused: 1})
			},
			func() error {
				return h.Congress.ChooseCounting(h.Ctx, r.chief, round, congress.CountTwoPasses, ballot.DefaultSheaf,
					0, "")
			},
		}
		for _, step := range steps {
			apitest.Must(t, step())
			look()
		}
		if len(said) > 0 != speaks {
			t.Errorf("papers %s: %v", code, said)
		}
		apitest.Must(t, h.Congress.Cancel(h.Ctx, r.presidium, round, "đổ thùng phiếu"))
	}
}
