package ballot

import (
	"fmt"
	"strings"
)

// Style is how voters mark a paper (mẫu phiếu).
type Style string

// The styles: 190-QĐ/TW, Điều 15.
const (
	// CrossOut: more names than seats; the voter strikes out whom they do not elect.
	CrossOut Style = "cross_out"
	// AgreeDisagree: as many names as seats; an X per name under Đồng ý or Không đồng ý.
	AgreeDisagree Style = "agree_disagree"
)

// Valid reports whether s is one of the styles.
func (s Style) Valid() bool { return s == CrossOut || s == AgreeDisagree }

// Office is what is elected.
type Office string

// The offices.
const (
	Committee  Office = "committee"  // chi ủy
	Secretary  Office = "secretary"  // bí thư
	Deputy     Office = "deputy"     // phó bí thư
	Delegates  Office = "delegates"  // đại biểu dự đại hội cấp trên
	Alternates Office = "alternates" // đại biểu dự khuyết
	Other      Office = "other"
)

// Offices lists the offices in the order of the day.
func Offices() []Office {
	return []Office{Committee, Secretary, Deputy, Delegates, Alternates, Other}
}

// Valid reports whether o is one of the offices.
func (o Office) Valid() bool {
	for _, known := range Offices() {
		if o == known {
			return true
		}
	}
	return false
}

// Kind is what sort of ballot a round is.
type Kind string

// The kinds of round.
const (
	// Ordinary: more than half of the base elects.
	Ordinary Kind = "ordinary"
	// TieBreak: among those tied at the last seat; the higher vote elects.
	TieBreak Kind = "tie_break"
)

// Valid reports whether k is one of the kinds.
func (k Kind) Valid() bool { return k == Ordinary || k == TieBreak }

// Candidate is a name on the list with the facts that minutes count.
type Candidate struct {
	ID             string `json:"id"`
	Name           string `json:"name"` // as printed, with what tells it from the same name
	Incumbent      bool   `json:"incumbent,omitempty"`
	Female         bool   `json:"female,omitempty"`
	EthnicMinority bool   `json:"ethnic_minority,omitempty"`
	Born           string `json:"born,omitempty"` // "2006-01-02", a year alone "2006", or ""
	// Tenure says of the office that is elected what Incumbent says of the
	// committee; TenureAsIncumbent where the two are one.
	Tenure Tenure `json:"tenure,omitempty"`
}

// Tenure is whether somebody held the office that is elected as the term ended.
type Tenure string

// The tenures.
const (
	TenureAsIncumbent Tenure = "" // as Incumbent says
	TenureHeld        Tenure = "held"
	TenureNew         Tenure = "new"
	TenureUnknown     Tenure = "unknown" // it was not kept who held the office
)

// Valid reports whether t is one of the tenures.
func (t Tenure) Valid() bool {
	return t == TenureAsIncumbent || t == TenureHeld || t == TenureNew || t == TenureUnknown
}

// Before is the tenure of somebody on a list, which is never TenureAsIncumbent.
func (c Candidate) Before() Tenure {
	switch {
	case c.Tenure != TenureAsIncumbent:
		return c.Tenure
	case c.Incumbent:
		return TenureHeld
	}
	return TenureNew
}

// List is an adopted list of candidates in ballot order.
type List struct {
	Seats      int         `json:"seats"`
	Candidates []Candidate `json:"candidates"`
}

// ListError refuses a list and names the field at fault.
type ListError struct {
	Field string // "seats", "candidates[2].id", …
	Why   string
}

func (e *ListError) Error() string { return e.Field + ": " + e.Why }

// Validate refuses a list with fewer names than seats, with a name missing or
// with an id twice (190-QĐ/TW, Điều 14).
func (l List) Validate() error {
	if l.Seats < 1 {
		return &ListError{Field: "seats", Why: "must be at least 1"}
	}
	if len(l.Candidates) < l.Seats {
		return &ListError{Field: "candidates", Why: fmt.Sprintf("%d names for %d seats: fewer names than seats is "+
			"not a list", len(l.Candidates), l.Seats)}
	}
	seen := make(map[string]bool, len(l.Candidates))
	for i, c := range l.Candidates {
		switch {
		case c.ID == "":
			return &ListError{Field: fmt.Sprintf("candidates[%d].id", i), Why: "must not be empty"}
		case strings.TrimSpace(c.Name) == "":
			return &ListError{Field: fmt.Sprintf("candidates[%d].name", i), Why: "must not be empty"}
		case seen[c.ID]:
			return &ListError{Field: fmt.Sprintf("candidates[%d].id", i), Why: fmt.Sprintf("%q stands twice", c.ID)}
		}
		seen[c.ID] = true
	}
	return nil
}

// Style is cross_out with surplus (names > seats), agree_disagree without.
func (l List) Style() Style {
	if len(l.Candidates) > l.Seats {
		return CrossOut
	}
	return AgreeDisagree
}

// Index returns the place of a candidate in ballot order, or -1.
func (l List) Index(id string) int {
	for i, c := range l.Candidates {
		if c.ID == id {
			return i
		}
	}
	return -1
}
