package ratify

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kiemphieu/congress"
	letters "kiemphieu/congress/text"
)

// PaperKind is a kind of paper that has numbers of its own in every term, as it
// stands in a symbol.
type PaperKind string

// The kinds of paper that the program numbers itself.
const (
	PaperSubmission PaperKind = "TTr" // tờ trình
	PaperDecision   PaperKind = "QĐ"  // quyết định
	PaperReceipt    PaperKind = "GN"  // giấy nhận, giao nhận
	PaperFinding    PaperKind = "KL"  // kết luận
	PaperReport     PaperKind = "BC"  // báo cáo
)

// PaperKinds lists all kinds that a register has numbers for, in the order of pages.
func PaperKinds() []PaperKind {
	return []PaperKind{PaperSubmission, PaperDecision, "BB", PaperReport, "NQ", "TB", PaperFinding, "CV", "GM",
		PaperReceipt}
}

// NumberedPaper is a line of an organisation's register: numbers run for each
// kind of paper, term and series.
type NumberedPaper struct {
	OrgID      congress.OrgID      `db:"org_id"` // whose paper it is
	Kind       PaperKind           `db:"kind"`
	Term       string              `db:"term"`
	Series     string              `db:"series"` // "CB", "ĐU"
	Number     int                 `db:"number"`
	Day        congress.Date       `db:"day"`
	CongressID congress.CongressID `db:"congress_id"` // "" where it is about none
	About      string              `db:"about"`
	Post       Post                `db:"post"` // of who signs, "" while nobody said
	Signer     string              `db:"signer"`
	Advised    string              `db:"advised"` // whose proposal a decision follows
	By         string              `db:"numbered_by"`
	At         congress.Instant    `db:"numbered_at"`
}

// Code is number and symbol as on the paper: "05-TTr/CB".
func (p NumberedPaper) Code() string {
	return fmt.Sprintf("%02d-%s/%s", p.Number, p.Kind, p.Series)
}

// beside reports whether two papers take their numbers from one series.
func (p NumberedPaper) beside(other NumberedPaper) bool {
	return p.OrgID == other.OrgID && p.Kind == other.Kind && p.Term == other.Term && p.Series == other.Series
}

// The numbers that a series can have.
const firstNumber, lastNumber = 1, 9999

// nextNumber is the one after the last of these lines.
func nextNumber(lines []NumberedPaper) int {
	next := firstNumber
	for _, l := range lines {
		next = max(next, l.Number+1)
	}
	return next
}

// Series is the numbers of one kind, term and series, and what is missing among them.
type Series struct {
	NumberedPaper       // of the last number
	Papers        int   // that have one
	Gaps          []Gap // up to the last number
}

// Gap is numbers that no paper has, from the first to the last of them.
type Gap struct{ From, To int }

// String writes "3" or "3–5".
func (g Gap) String() string {
	if g.From == g.To {
		return strconv.Itoa(g.From)
	}
	return fmt.Sprintf("%d–%d", g.From, g.To)
}

// SeriesOf gathers the lines of a register, which stand by kind, term, series and number.
func SeriesOf(lines []NumberedPaper) []Series {
	var all []Series
	for _, l := range lines {
		if n := len(all); n == 0 || !all[n-1].beside(l) {
			all = append(all, Series{NumberedPaper: NumberedPaper{OrgID: l.OrgID, Kind: l.Kind, Term: l.Term,
				Series: l.Series}})
		}
		s := &all[len(all)-1]
		if l.Number > s.Number+1 {
			s.Gaps = append(s.Gaps, Gap{s.Number + 1, l.Number - 1})
		}
		s.NumberedPaper, s.Papers = l, s.Papers+1
	}
	return all
}

// paperCode reads the number of a paper, "127-QĐ/ĐU".
var paperCode = regexp.MustCompile(`^0*([1-9][0-9]{0,3})\s*-\s*(\pL{1,3})/(\pL{1,8})$`)

// AsNumbered writes a number as the register does: "8 - QĐ/ĐU" as "08-QĐ/ĐU". What is
// written in another way stays as it is.
func AsNumbered(code string) string {
	code = letters.Clean(code)
	m := paperCode.FindStringSubmatch(code)
	if m == nil {
		return code
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return code
	}
	return NumberedPaper{Number: n, Kind: PaperKind(m[2]), Series: m[3]}.Code()
}

// numberOf reads the line that a paper of one kind and day about a congress has in
// a register, or false where its number is written in another way. Its term is that
// of the congress, until [inTermOf] finds the term of the issuer.
func numberOf(org congress.OrgID, kind PaperKind, c congress.Congress, code string,
	day congress.Date) (NumberedPaper, bool) {
	m := paperCode.FindStringSubmatch(strings.TrimSpace(code))
	if m == nil || m[2] != string(kind) {
		return NumberedPaper{}, false
	}
	n, err := strconv.Atoi(m[1])
	return NumberedPaper{OrgID: org, Kind: kind, Term: c.Term, Series: m[3], Number: n, Day: day,
		CongressID: c.ID, About: c.Title}, err == nil
}

// seriesOf is the body in the symbol of what an organisation issues: that of its
// last decision, else what its name says.
func seriesOf(lines []NumberedPaper, o congress.Organisation) string {
	for _, l := range slices.Backward(lines) {
		if l.Kind == PaperDecision {
			return l.Series
		}
	}
	switch name := strings.ToLower(o.Name); {
	case o.Kind == congress.KindCell:
		return cellSeries
	case o.Kind == congress.KindSuperior && (strings.Contains(name, "tỉnh") || strings.Contains(name, "thành phố")):
		return "TU"
	}
	return "ĐU"
}
