package pages

import (
	"context"
	"fmt"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/ratify"
)

// compared is a file that somebody brought, beside the paper of the congress
// that it is, or is most like.
type compared struct {
	File  string // its name
	Paper string // "Biên bản kiểm phiếu, chi ủy, lần 1"
	minutes.Comparison
	More int // lines that differ and are not shown
}

// shownLines bounds how many lines that differ are shown, of either side.
const shownLines = 20

// namedPaper is a paper of a congress and what it is called on this page.
type namedPaper struct {
	name string
	minutes.Document
}

// papersOf lists what the program prints of a congress and people send around.
func (s documents) papersOf(ctx context.Context, v ratify.DossierView) ([]namedPaper, error) {
	var all []namedPaper
	for _, r := range v.Reports {
		round := fmt.Sprintf("%s, lần %d", minutes.OfficeName(r.Contest.Office, r.Contest.Title), r.Round.Number)
		all = append(all, namedPaper{"Biên bản kiểm phiếu, " + round, minutes.Count(r)},
			namedPaper{"Biên bản mở đầu, " + round, minutes.Opening(r)},
			namedPaper{"Nhãn niêm phong, " + round, minutes.PacketLabel(r)})
		recounts, err := s.recount.Of(ctx, r.Round.ID)
		if err != nil {
			return nil, err
		}
		for _, one := range recounts {
			if !one.Open() {
				all = append(all, namedPaper{fmt.Sprintf("Biên bản kiểm lại phiếu (%d), %s", one.Number, round),
					minutes.Recount(r, one)})
			}
		}
	}
	all = append(all, namedPaper{"Tổng hợp kết quả", minutes.CongressSummary(v)},
		namedPaper{"Trích ngang", minutes.Extract(v)})
	for _, p := range minutes.ActPapers(v) {
		all = append(all, namedPaper{p.Name, p.Document})
	}
	return all, nil
}

// compare holds a file against every paper of the congress, and shows the one
// that it is most like. Nothing is kept.
func (s documents) compare(r *api.Request) error {
	header, err := r.FormFile("file")
	if err != nil {
		return s.again(r, &congress.FieldError{Field: "file", Code: "required"}, s.show)
	}
	content, err := readUpload(header)
	if err != nil {
		return s.again(r, err, s.show)
	}
	file, err := minutes.Bring(content)
	if err != nil {
		return s.again(r, &congress.FieldError{Field: "file", Code: "no_paper"}, s.show)
	}
	v, err := s.ratify.DossierOf(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	papers, err := s.papersOf(r.Context(), v.OnPaper())
	if err != nil {
		return err
	}
	found, err := nearest(papers, file)
	if err != nil {
		return err
	}
	found.File = header.Filename
	return s.showWith(r, found)
}

// nearest gives the paper with the fewest lines that differ.
func nearest(papers []namedPaper, file minutes.Brought) (*compared, error) {
	var best *compared
	for _, p := range papers {
		c, err := p.Compare(file)
		if err != nil {
			return nil, err
		}
		if best == nil || c.Same || len(c.Lacks)+len(c.Adds) < len(best.Lacks)+len(best.Adds) {
			best = &compared{Paper: p.name, Comparison: c}
		}
		if c.Same {
			break
		}
	}
	for _, lines := range []*[]string{&best.Lacks, &best.Adds} {
		if n := len(*lines) - shownLines; n > 0 {
			best.More, *lines = best.More+n, (*lines)[:shownLines]
		}
	}
	return best, nil
}
