package roster

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"kiemphieu/congress"
	"kiemphieu/congress/text"
)

// Reason is why a row is no member, "" for one who is. It is the end of the
// key of a sentence.
type Reason string

// The reasons. A person may take a row in all the same.
const (
	ReasonIndex     Reason = "index"     // (1) (2) (3) under the head
	ReasonHead      Reason = "head"      // the head once more, on another page
	ReasonGroup     Reason = "group"     // a heading over the rows of a group
	ReasonHeading   Reason = "heading"   // another heading
	ReasonTotal     Reason = "total"     // sums
	ReasonSignature Reason = "signature" // who signs, and where
	ReasonText      Reason = "text"      // a note or another text
	ReasonNoName    Reason = "no_name"   // facts without a name
	ReasonLong      Reason = "long"      // a name that is too long
	ReasonLetter    Reason = "letter"    // a name with a letter that cannot be printed
	ReasonHidden    Reason = "hidden"    // hidden in the workbook
	ReasonRepeat    Reason = "repeat"    // somebody who stands above
	ReasonUnticked  Reason = "unticked"  // a person left it out
)

// Reasons lists all reasons.
func Reasons() []Reason {
	return []Reason{ReasonIndex, ReasonHead, ReasonGroup, ReasonHeading, ReasonTotal, ReasonSignature, ReasonText,
		ReasonNoName, ReasonLong, ReasonLetter, ReasonHidden, ReasonRepeat, ReasonUnticked}
}

// sorter tells the rows of members from all others, from top to bottom.
type sorter struct {
	t        *table
	columns  []Column
	folded   []heading
	numbered bool // most rows that have a name have a number in front
	filled   int  // facts that such a row has, most often
	ended    bool // sums or signatures stood above
}

func newSorter(t *table, head Head, columns []Column) *sorter {
	s := &sorter{t: t, columns: columns}
	for _, h := range t.headings(head) {
		s.folded = append(s.folded, heading{fold(h.top), fold(h.sub)})
	}
	_, bottom, _ := head.lines()
	numbers, names, facts := 0, 0, []int{}
	for _, r := range t.rows[min(bottom, len(t.rows)):] {
		if s.name(r) == "" {
			continue
		}
		names++
		if isNumber(s.text(r, FieldIndex)) {
			numbers++
		}
		facts = append(facts, s.facts(r))
	}
	slices.Sort(facts)
	if len(facts) > 0 {
		s.filled = facts[len(facts)/2]
	}
	s.numbered = 2*numbers > names
	return s
}

func (s *sorter) text(r row, f Field) string { return r.text(columnOf(s.columns, f)) }

// name returns the name of a row, out of one column or two.
func (s *sorter) name(r row) string {
	if at := columnOf(s.columns, FieldName); at >= 0 {
		return r.text(at)
	}
	return strings.TrimSpace(s.text(r, FieldFamily) + " " + s.text(r, FieldMiddle) + " " + s.text(r, FieldGiven))
}

// facts counts the cells of a row that say something beside name and number.
func (s *sorter) facts(r row) int {
	n := 0
	for _, c := range s.columns {
		if c.Used() && !c.Field.OfName() && r.text(c.At) != "" {
			n++
		}
	}
	return n
}

// label is what stands for a row: its name, else its first text.
func (s *sorter) label(r row) string {
	if name := s.name(r); name != "" {
		return name
	}
	for _, at := range r.filled() {
		if text := r.text(at); strings.ContainsFunc(text, unicode.IsLetter) {
			return text
		}
	}
	if at := r.filled(); len(at) > 0 {
		return r.text(at[0])
	}
	return ""
}

// sort returns the reason why a row is nobody, "" if it is a member.
func (s *sorter) sort(r row) Reason {
	reason := s.kind(r)
	if reason == ReasonTotal || reason == ReasonSignature {
		s.ended = true
	}
	return reason
}

func (s *sorter) kind(r row) Reason {
	name, label := s.name(r), s.label(r)
	person := s.likePerson(r, name)
	switch {
	case r.hidden:
		return ReasonHidden
	case s.isIndex(r):
		return ReasonIndex
	case s.isHead(r):
		return ReasonHead
	case !person && isTotal(label):
		return ReasonTotal
	case !person && isSignature(label):
		return ReasonSignature
	case !person && s.isGroup(r, label):
		return ReasonGroup
	case !person && s.isHeading(r, label):
		return ReasonHeading
	case !hasName(name) && s.ended:
		return ReasonText
	case !hasName(name) && s.facts(r) == 0 && !isNumber(s.text(r, FieldIndex)):
		return ReasonText
	case !hasName(name):
		return ReasonNoName
	case person:
		return unkept(name)
	case s.ended || s.atSignatures(r):
		return ReasonSignature
	case s.lonely(r) || !likeName(name):
		return ReasonText
	}
	return unkept(name)
}

// unkept returns the reason why a name cannot be kept, if it cannot.
func unkept(name string) Reason {
	switch {
	case len([]rune(congress.NormalizeName(name))) > 100:
		return ReasonLong
	case text.Check(text.Clean(name)) != nil:
		return ReasonLetter
	}
	return ""
}

// hasName reports whether a cell can be a name: it has a letter, and is not
// what a broken formula leaves ("#N/A").
func hasName(text string) bool {
	return strings.ContainsFunc(text, unicode.IsLetter) && !strings.HasPrefix(text, "#")
}

// likePerson reports a row that has what rows of members have: a number in
// front or most of the facts, and a name that is one.
func (s *sorter) likePerson(r row, name string) bool {
	if !likeName(name) || isTotal(name) || s.ended && !isNumber(s.text(r, FieldIndex)) {
		return false
	}
	if isNumber(s.text(r, FieldIndex)) {
		return true
	}
	return s.filled > 0 && !s.numbered && 2*s.facts(r) >= s.filled
}

// likeName reports a text that can be the name of a person, some with a number
// that tells two of one name apart.
func likeName(name string) bool {
	words := strings.Fields(name)
	digits := strings.Count(strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return '0'
		}
		return r
	}, name), "0")
	return hasName(name) && len(words) <= 9 && digits <= 2 && !strings.ContainsAny(name, ":;!?%=<>{}[]\"“”") &&
		!strings.HasSuffix(name, "./.")
}

// lonely reports a name with neither number nor facts where other rows have
// them; in a list without numbers it must stand apart, too.
func (s *sorter) lonely(r row) bool {
	if s.facts(r) > 0 || s.text(r, FieldIndex) != "" {
		return false
	}
	return s.numbered || s.filled > 0 && len(s.t.at(r.line-1).filled()) == 0
}

// isIndex reports 1, 2, 3 … or a, b, c … in the columns of one row.
func (s *sorter) isIndex(r row) bool {
	at := r.filled()
	if len(at) < 3 {
		return false
	}
	numbers := make([]string, 0, len(at))
	for _, i := range at {
		text := r.text(i)
		if len(text) > len("( 10. )") {
			return false
		}
		numbers = append(numbers, strings.Trim(low(text), "() .-"))
	}
	for _, count := range []string{"1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30",
		"a b c d e g h i k l m n o p q", "a b 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15",
		"a b c d e f g h i j k l m n o p q"} {
		if strings.HasPrefix(count+" ", strings.Join(numbers, " ")+" ") {
			return true
		}
	}
	return false
}

// isHead reports the head once more.
func (s *sorter) isHead(r row) bool {
	same, filled := 0, r.filled()
	for _, at := range filled {
		if at >= len(s.folded) {
			break
		}
		if text := fold(r.text(at)); text != "" && (text == s.folded[at].top || text == s.folded[at].sub) {
			same++
		}
	}
	return same > 0 && (same > 1 || len(filled) == 1) && 2*same >= len(filled)
}

// isTotal reports sums. "Tống" and "Công" are names, "tổng" and "cộng" are not.
func isTotal(text string) bool {
	text = strings.TrimLeft(low(text), "-*+•() ")
	folded := fold(text)
	for _, start := range []string{"tổng số", "tổng cộng", "tổng:", "cộng:", "cộng ", "trong đó", "danh sách trên",
		"danh sách này", "danh sách có", "danh sách gồm", "ấn định", "tổng hợp"} {
		if strings.HasPrefix(text, start) {
			return true
		}
	}
	return text == "cộng" || text == "tổng" || hasWords(folded, "=tong cong", "=tong so") ||
		strings.HasPrefix(folded, "tong cong ") || strings.HasPrefix(folded, "tong so ") ||
		strings.HasPrefix(folded, "danh sach tren ")
}

// isSignature reports the words around a signature.
func isSignature(text string) bool {
	small, folded := low(text), fold(text)
	for _, start := range []string{"đảng ủy", "đảng uỷ", "chi ủy", "chi uỷ", "cấp ủy", "cấp uỷ"} { // Đặng Uy is a name
		if strings.HasPrefix(small, start) {
			return true
		}
	}
	spaced := folded + " "
	for _, start := range []string{"nguoi lap", "lap bieu", "lap danh sach", "t m ", "tm ", "kt bi thu", "k t ",
		"xac nhan", "ky ten", "ky ghi ro",
		"thay mat", "noi nhan", "ban chap hanh", "nguoi kiem", "nguoi tong hop", "can bo lap", "thu truong"} {
		if strings.HasPrefix(spaced, start) {
			return true
		}
	}
	switch folded {
	case "bi thu", "pho bi thu", "bi thu chi bo", "pho bi thu chi bo", "chi uy", "chi uy vien", "da ky", "ky",
		"dang uy", "ky va ghi ro ho ten", "ho va ten nguoi lap":
		return true
	}
	return strings.Contains(small, "ngày") && placeAndDay.MatchString(small)
}

// atSignatures reports a row whose other texts speak of signatures.
func (s *sorter) atSignatures(r row) bool {
	return s.facts(r) <= 1 && slices.ContainsFunc(r.filled(), func(at int) bool { return isSignature(r.text(at)) })
}

var (
	headingStart = regexp.MustCompile(`^(?i:[ivxlc]+|\d{1,2}|[a-hđ])\s*[.)\-:/]+\s*|^[-*•+]+\s*`) // "I.", "2)", "-"
	romanAlone   = regexp.MustCompile(`^(?i:[ivx]+|[a-h])[.)]?$`)
	romanInFront = regexp.MustCompile(`^[IVX]+\s*[.)\-]`)
	placeAndDay  = regexp.MustCompile(`(^|, ?)ngày.{1,9}tháng.{1,9}năm`)
)

// groupName returns the group that a heading names: "I. TỔ ĐẢNG SỐ 1 (15 đ/c)"
// → "Tổ đảng số 1".
func groupName(label string) string {
	text := headingStart.ReplaceAllString(strings.TrimSpace(label), "")
	text, _, _ = strings.Cut(text, "(")
	text, _, _ = strings.Cut(text, ":")
	return sentence(strings.TrimRight(strings.Join(strings.Fields(text), " "), " .,;-–"))
}

// isGroup reports a heading that names a group: "Tổ đảng số 2", also behind a
// Roman number.
func (s *sorter) isGroup(r row, label string) bool {
	if s.facts(r) > 2 {
		return false
	}
	words := strings.Fields(low(groupName(label)))
	if len(words) == 0 || len(words) > 10 {
		return false
	}
	place := slices.Contains([]string{"tổ", "thôn", "xóm", "ấp", "bản", "buôn", "làng", "tiểu"}, words[0]) ||
		len(words) > 1 && slices.Contains([]string{"khu phố", "khu vực", "khu dân", "tiểu khu", "đội sản", "cụm dân"},
			words[0]+" "+words[1])
	return place && (words[0] == "tổ" || s.announces(r, label))
}

// announces reports the look of a heading: a Roman number in front, one text
// across several columns, or a text without a number where rows have one.
func (s *sorter) announces(r row, label string) bool {
	if romanAlone.MatchString(s.text(r, FieldIndex)) || romanInFront.MatchString(label) {
		return true
	}
	for _, at := range r.filled() {
		if a, ok := s.t.areaAt(at, r.line); ok && a.right-a.left >= 2 {
			return true
		}
	}
	return len(r.filled()) == 1 && s.name(r) == "" && s.facts(r) == 0 && hasName(label) || s.lonely(r) && s.numbered
}

// isHeading reports a heading that names no group: one that says what kind of
// members follow, or any text that looks like one.
func (s *sorter) isHeading(r row, label string) bool {
	if s.facts(r) > 1 {
		return false
	}
	if headingStatus(label) != blank {
		return true
	}
	return !s.ended && s.announces(r, label) && !likeName(s.name(r))
}

// headingStatus reports what a heading makes of the members under it: yes for
// chính thức, no for dự bị, unclear for other kinds of members.
func headingStatus(label string) answer {
	text := fold(groupName(label))
	switch {
	case !hasWords(text, "dang vien"):
		return blank
	case hasWords(text, "du bi") && !hasWords(text, "chinh thuc"):
		return no
	case hasWords(text, "chinh thuc") && !hasWords(text, "du bi"):
		return yes
	}
	return unclear
}
