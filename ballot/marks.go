package ballot

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Marks is what one paper says, in the one form in which it is compared,
// sorted and stored: a byte per name in ballot order.
//
//	cross_out:      '1' left standing (a vote), '0' struck out
//	agree_disagree: '+' agree, '-' disagree, '*' both boxes, '.' no box
//
// A paper that the counting committee judged defective is "!" and the reason,
// whatever else stands on it.
type Marks string

// The bytes of Marks.
const (
	Standing = '1'
	Struck   = '0'
	Agree    = '+'
	Disagree = '-'
	Both     = '*'
	Neither  = '.'
	defect   = '!'
)

// Reason is why a paper is invalid: 190-QĐ/TW, Điều 15.
type Reason string

// The reasons, in the order in which they are looked at; the first that
// applies is the reason.
const (
	NotIssued   Reason = "not_issued"   // không do ban kiểm phiếu phát ra
	WrittenIn   Reason = "written_in"   // viết thêm tên hoặc chữ
	Signed      Reason = "signed"       // ký tên
	ExtraMark   Reason = "extra_mark"   // đánh dấu, nhiều loại mực
	Unreadable  Reason = "unreadable"   // không kết luận được bầu ai
	BothBoxes   Reason = "both_boxes"   // danh sách một người, đánh dấu cả hai ô
	NoBox       Reason = "no_box"       // danh sách một người, không đánh dấu
	TooMany     Reason = "too_many"     // bầu quá số lượng
	VotesNobody Reason = "votes_nobody" // không bầu cho ai
)

// Reasons lists all reasons in the order in which they are looked at.
func Reasons() []Reason {
	return []Reason{NotIssued, WrittenIn, Signed, ExtraMark, Unreadable, BothBoxes, NoBox, TooMany, VotesNobody}
}

// Reasons lists those for which a paper of the list can be invalid, in that order.
func (l List) Reasons() []Reason {
	one, surplus := len(l.Candidates) == 1, l.Style() == CrossOut
	return slices.DeleteFunc(Reasons(), func(r Reason) bool {
		switch r {
		case BothBoxes, NoBox:
			return !one
		case TooMany:
			return !surplus
		case VotesNobody:
			return one
		case NotIssued, WrittenIn, Signed, ExtraMark, Unreadable:
		}
		return false
	})
}

// Judged reports whether only people can see the reason; the others follow
// from the marks.
func (r Reason) Judged() bool {
	switch r {
	case NotIssued, WrittenIn, Signed, ExtraMark, Unreadable:
		return true
	case BothBoxes, NoBox, TooMany, VotesNobody:
		return false
	}
	return false
}

// Verdict is whether a paper counts, and why not.
type Verdict struct {
	Valid  bool
	Reason Reason // "" when valid
}

// ErrMarks: marks that no paper of this list can carry.
var ErrMarks = errors.New("ballot: marks do not fit the list")

// Defective returns the marks of a paper with defects that people saw: the
// first in the order of [Reasons] is the reason. Without a judged reason it
// gives "".
func Defective(reasons ...Reason) Marks {
	for _, r := range Reasons() {
		for _, given := range reasons {
			if r == given && r.Judged() {
				return Marks("!" + string(r))
			}
		}
	}
	return ""
}

// Defect returns the reason that people saw, or "".
func (m Marks) Defect() Reason {
	if m != "" && m[0] == defect {
		return Reason(m[1:])
	}
	return ""
}

// FromCrossed returns the marks of a cross_out paper with these names struck out.
func (l List) FromCrossed(ids []string) (Marks, error) {
	rows := []byte(strings.Repeat(string(Standing), len(l.Candidates)))
	for _, id := range ids {
		i := l.Index(id)
		if i < 0 {
			return "", fmt.Errorf("%w: %q is not on the list", ErrMarks, id)
		}
		if rows[i] == Struck {
			return "", fmt.Errorf("%w: %q is struck out twice", ErrMarks, id)
		}
		rows[i] = Struck
	}
	return Marks(rows), nil
}

// FromBoxes returns the marks of an agree_disagree paper; a name in both lists
// has both boxes marked.
func (l List) FromBoxes(agree, disagree []string) (Marks, error) {
	rows := []byte(strings.Repeat(string(Neither), len(l.Candidates)))
	mark := func(ids []string, box byte) error {
		for _, id := range ids {
			i := l.Index(id)
			switch {
			case i < 0:
				return fmt.Errorf("%w: %q is not on the list", ErrMarks, id)
			case rows[i] == box || rows[i] == Both:
				return fmt.Errorf("%w: %q is marked twice in one box", ErrMarks, id)
			case rows[i] == Neither:
				rows[i] = box
			default:
				rows[i] = Both
			}
		}
		return nil
	}
	if err := mark(agree, Agree); err != nil {
		return "", err
	}
	if err := mark(disagree, Disagree); err != nil {
		return "", err
	}
	return Marks(rows), nil
}

// CheckMarks refuses marks that do not fit the list with [ErrMarks].
func (l List) CheckMarks(m Marks) error {
	if m != "" && m[0] == defect {
		if !m.Defect().Judged() {
			return fmt.Errorf("%w: %q is not a defect", ErrMarks, m)
		}
		return nil
	}
	if len(m) != len(l.Candidates) {
		return fmt.Errorf("%w: %d marks for %d names", ErrMarks, len(m), len(l.Candidates))
	}
	alphabet := "10"
	if l.Style() == AgreeDisagree {
		alphabet = "+-*."
	}
	for i := range len(m) {
		if strings.IndexByte(alphabet, m[i]) < 0 {
			return fmt.Errorf("%w: %q in row %d", ErrMarks, m[i], i+1)
		}
	}
	return nil
}

// Judge decides whether a paper is valid: rules 4; 190-QĐ/TW, Điều 15 and
// Điều 30.1. The marks must have passed [List.CheckMarks].
func (l List) Judge(m Marks) Verdict {
	if r := m.Defect(); r != "" {
		return Verdict{Reason: r}
	}
	if len(l.Candidates) == 1 {
		return judgeOne(m[0])
	}
	return l.judgeVotes(m.Votes())
}

// judgeOne: a one-name list needs exactly one box marked.
func judgeOne(mark byte) Verdict {
	switch mark {
	case Both:
		return Verdict{Reason: BothBoxes}
	case Neither:
		return Verdict{Reason: NoBox}
	}
	return Verdict{Valid: true}
}

// judgeVotes: more names than seats, or nobody, is invalid; fewer is valid.
func (l List) judgeVotes(votes int) Verdict {
	switch {
	case votes > l.Seats:
		return Verdict{Reason: TooMany}
	case votes == 0:
		return Verdict{Reason: VotesNobody}
	}
	return Verdict{Valid: true}
}

// Votes counts the names that the marks elect.
func (m Marks) Votes() int {
	votes := 0
	for i := range len(m) {
		if m[i] == Standing || m[i] == Agree {
			votes++
		}
	}
	return votes
}
