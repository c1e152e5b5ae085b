package tally

import (
	"fmt"
	"maps"
	"slices"
)

// Meeting is the kind of meeting that votes; it decides which deductions the
// law knows.
type Meeting string

// The meetings.
const (
	MembersCongress   Meeting = "members_congress"   // đại hội đảng viên; every cell congress
	DelegatesCongress Meeting = "delegates_congress" // đại hội đại biểu
	CommitteeMeeting  Meeting = "committee_meeting"  // hội nghị cấp ủy
	CellMeeting       Meeting = "cell_meeting"       // hội nghị chi bộ bầu bổ sung; counted as a members' congress
)

// DeductionKind is why a member is taken out of the base.
type DeductionKind string

// The deductions of 190-QĐ/TW, Điều 30.2 and 30.3.
const (
	TemporarilyElsewhere DeductionKind = "temporarily_elsewhere" // giới thiệu sinh hoạt tạm thời nơi khác
	// được miễn công tác, sinh hoạt, không dự
	ExemptAbsent      DeductionKind = "exempt_absent"
	Suspended         DeductionKind = "suspended"           // đình chỉ sinh hoạt đảng
	Prosecuted        DeductionKind = "prosecuted"          // bị khởi tố, truy tố, tạm giam
	AbsentWithConsent DeductionKind = "absent_with_consent" // vắng suốt đại hội có lý do được đồng ý
	// cấp ủy viên triệu tập vắng suốt đại hội
	CommitteeAbsent            DeductionKind = "committee_absent"
	DelegatesAbsentNoAlternate DeductionKind = "delegates_absent_no_alternate" // đại biểu vắng không có dự khuyết thay
)

// DeductionKinds lists the deductions that a meeting knows, in the order of
// documents; nil for an unknown meeting.
func DeductionKinds(m Meeting) []DeductionKind {
	switch m {
	case MembersCongress, CellMeeting:
		return []DeductionKind{TemporarilyElsewhere, ExemptAbsent, Suspended, Prosecuted, AbsentWithConsent}
	case DelegatesCongress:
		return []DeductionKind{CommitteeAbsent, DelegatesAbsentNoAlternate}
	case CommitteeMeeting:
		return []DeductionKind{Suspended, Prosecuted}
	}
	return nil
}

// Electorate is who was summoned and who is deducted.
type Electorate struct {
	Meeting    Meeting
	Official   int // official members (delegates) summoned
	Deductions map[DeductionKind]int
}

// FieldError refuses an input and names the field at fault.
type FieldError struct {
	Field string
	Why   string
	// Code names what is wrong with figures of a tally sheet, for whoever says it in other
	// words: [SheetRange], [SheetPapers], [SheetRow], [SheetFew], [SheetMany]; "" elsewhere.
	Code         SheetCode
	Value, Limit int // what was typed or comes of it, and what it should be or be at most
}

// SheetCode is a kind of figures that no tally sheet can have.
type SheetCode string

// The codes of a [FieldError] about a tally sheet (rules 7).
const (
	SheetRange  SheetCode = "range"  // a row has more than the valid papers
	SheetPapers SheetCode = "papers" // valid and invalid papers do not make those that came back
	SheetRow    SheetCode = "row"    // a row of boxes does not make the valid papers
	SheetFew    SheetCode = "few"    // fewer votes than valid papers
	SheetMany   SheetCode = "many"   // more votes than the valid papers carry
)

func (e *FieldError) Error() string { return e.Field + ": " + e.Why }

func refuse(field, format string, args ...any) error {
	return &FieldError{Field: field, Why: fmt.Sprintf(format, args...)}
}

// refuseSheet is refuse of figures on a tally sheet.
func refuseSheet(code SheetCode, value, limit int, field, format string, args ...any) error {
	return &FieldError{Field: field, Why: fmt.Sprintf(format, args...), Code: code, Value: value, Limit: limit}
}

// maxCount bounds every number of people or papers, so that no sum overflows.
const maxCount = 100_000_000

// Base is the number against which more than half is measured (tổng số để
// tính kết quả): summoned less deductions. It is at least 1.
func (e Electorate) Base() (int, error) {
	kinds := DeductionKinds(e.Meeting)
	if kinds == nil {
		return 0, refuse("meeting", "unknown meeting %q", e.Meeting)
	}
	if e.Official < 1 || e.Official > maxCount {
		return 0, refuse("electorate.official", "must be from 1 to %d, is %d", maxCount, e.Official)
	}
	base := e.Official
	for _, kind := range sortedKeys(e.Deductions) {
		n := e.Deductions[kind]
		switch {
		case !slices.Contains(kinds, kind):
			return 0, refuse("electorate.deductions", "a %s knows no deduction %q", e.Meeting, kind)
		case n < 0 || n > maxCount:
			return 0, refuse("electorate.deductions."+string(kind), "must be from 0 to %d, is %d", maxCount, n)
		}
		base -= n
	}
	if base < 1 {
		return 0, refuse("electorate.deductions", "nobody is left of %d", e.Official)
	}
	return base, nil
}

// sortedKeys lets the first complaint about a map be the same every time.
func sortedKeys[K ~string, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// Needed is the number of votes that is more than half of the base.
func Needed(base int) int { return base/2 + 1 }

// OverHalf is the test itself: 2 × votes > base. Percentages never decide.
func OverHalf(votes, base int) bool { return 2*votes > base }

// Percent returns votes / base × 100 with two decimals, half up, as "66.67".
func Percent(votes, base int) string {
	hundredths := (2*votes*10000 + base) / (2 * base)
	return fmt.Sprintf("%d.%02d", hundredths/100, hundredths%100)
}
