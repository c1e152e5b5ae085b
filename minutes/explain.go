package minutes

import (
	"fmt"
	"strconv"
	"strings"

	"kiemphieu/ballot"
	"kiemphieu/tally"
	"kiemphieu/words"
)

// PercentVN returns votes / base with two decimals, half up, as it stands on
// screens and papers: "66,67%".
func PercentVN(votes, base int) string { return percentVN(tally.Percent(votes, base)) }

func percentVN(percent string) string { return strings.Replace(percent, ".", ",", 1) + "%" }

// Explain tells in Vietnamese, sentence by sentence and ready to be read
// aloud, how a result came about: the base and its deductions, the number
// needed, each person's arithmetic with the clause, and what comes next.
func Explain(rules tally.Rules, e tally.Electorate, c tally.Contest, o tally.Outcome) []string {
	sentences := []string{"Căn cứ " + rules.LegalBasis + "."}
	for _, step := range tally.Explain(rules, e, c, o) {
		sentences = append(sentences, Sentence(step))
	}
	return sentences
}

// Sentence tells one step of the explanation.
func Sentence(s tally.Step) string {
	switch s.Kind {
	case tally.StepBase:
		return sentenceOfBase(s)
	case tally.StepNeeded:
		return sentenceOfNeeded(s)
	case tally.StepPapers:
		return sentenceOfPapers(s)
	case tally.StepCandidate:
		return sentenceOfCandidate(s)
	case tally.StepTie:
		return sentenceOfTie(s)
	case tally.StepNext:
		return sentenceOfNext(s)
	}
	return ""
}

func inBrackets(clause string) string {
	if clause == "" {
		return ""
	}
	return " (" + clause + ")"
}

func sentenceOfBase(s tally.Step) string {
	var deducted []string
	sum := strconv.Itoa(s.Electorate.Official)
	for _, kind := range tally.DeductionKinds(s.Electorate.Meeting) {
		if n := s.Electorate.Deductions[kind]; n > 0 {
			deducted = append(deducted, fmt.Sprintf("%d đồng chí %s", n, deductionOf(s.Electorate.Meeting, kind)))
			sum += " − " + strconv.Itoa(n)
		}
	}
	summoned := fmt.Sprintf("Tổng số %s là %d đồng chí", words.Of("summoned", s.Electorate.Meeting),
		s.Electorate.Official)
	if deducted == nil {
		return fmt.Sprintf("%s, không có trường hợp được trừ; tổng số để tính kết quả là %d%s.", summoned, s.Base,
			inBrackets(s.Clause))
	}
	return fmt.Sprintf("%s; được trừ: %s. Tổng số để tính kết quả là %s = %d%s.",
		summoned, strings.Join(deducted, "; "), sum, s.Base, inBrackets(s.Clause))
}

func sentenceOfNeeded(s tally.Step) string {
	if s.TieBreak {
		return "Đây là lần bầu lại giữa những người ngang phiếu: người được số phiếu cao hơn trúng cử, không cần quá " +
			"một nửa; người không được phiếu nào thì không trúng cử" + inBrackets(s.Clause) + "."
	}
	return fmt.Sprintf("Người trúng cử phải được quá một nửa của %d, tức là từ %d phiếu trở lên%s.", s.Base, s.Needed,
		inBrackets(s.Clause))
}

func sentenceOfPapers(s tally.Step) string {
	o := s.Outcome
	head := fmt.Sprintf("Số phiếu phát ra %d, số phiếu thu về %d, số phiếu hợp lệ %d", o.Issued, o.Returned, o.Valid)
	if o.Invalid == 0 {
		return head + ", không có phiếu không hợp lệ" + inBrackets(s.Clause) + "."
	}
	var reasons []string
	for _, reason := range ballot.Reasons() {
		if n := o.Reasons[reason]; n > 0 {
			reasons = append(reasons, fmt.Sprintf("%d phiếu %s", n, words.Of("reason", reason)))
		}
	}
	return fmt.Sprintf("%s, số phiếu không hợp lệ %d, gồm %s%s. Phiếu không hợp lệ không tính cho ai, nhưng tổng số "+
		"để tính kết quả không vì thế mà giảm.",
		head, o.Invalid, strings.Join(reasons, ", "), inBrackets(s.Clause))
}

// sentenceOfCandidate: "Đồng chí … được 12/18 phiếu, đạt 66,67%, quá một nửa
// (cần 10 phiếu, thừa 2 phiếu): trúng cử (khoản 2, Điều 30)."
func sentenceOfCandidate(s tally.Step) string {
	votes := fmt.Sprintf("Đồng chí %s được %d/%d phiếu, đạt %s", s.Name, s.Votes, s.Base, percentVN(s.Percent))
	if s.Disagree > 0 {
		votes += fmt.Sprintf(", %d phiếu không đồng ý", s.Disagree)
	}
	if s.Uncounted > 0 {
		votes += fmt.Sprintf(", %d phiếu không tính (đánh dấu cả hai ô hoặc không đánh dấu ô nào)", s.Uncounted)
	}
	return votes + ", " + reading(s) + inBrackets(s.Clause) + "."
}

// reading says what a person's votes are worth and what follows.
func reading(s tally.Step) string {
	switch s.Verdict {
	case tally.Elected:
		if s.TieBreak {
			return "thuộc số người được phiếu cao hơn: trúng cử"
		}
		return fmt.Sprintf("%s, xếp thứ %d: trúng cử", half(s), s.Rank)
	case tally.BelowHalf:
		return half(s) + ": không trúng cử"
	case tally.Alternate:
		return fmt.Sprintf("%s, xếp thứ %d, sau số đại biểu chính thức: là đại biểu dự khuyết", half(s), s.Rank)
	case tally.Outranked:
		return fmt.Sprintf("%s, nhưng xếp thứ %d trong khi chỉ bầu %d đồng chí: không trúng cử", half(s), s.Rank,
			s.Seats)
	case tally.TiedLastSeat:
		if s.TieBreak {
			return "ngang phiếu với người khác ở vị trí cuối cùng: chưa trúng cử"
		}
		return half(s) + ", nhưng ngang phiếu với người khác ở vị trí cuối cùng: chưa trúng cử"
	case tally.FewerVotes:
		return "ít phiếu hơn: không trúng cử"
	case tally.NoVotes:
		return "không được phiếu nào: không trúng cử"
	}
	return ""
}

// half holds the votes against more than half of the base, with the margin.
func half(s tally.Step) string {
	switch {
	case s.Margin > 0:
		return fmt.Sprintf("quá một nửa (cần %d phiếu, thừa %d phiếu)", s.Needed, s.Margin)
	case s.Margin == 0:
		return fmt.Sprintf("quá một nửa (cần %d phiếu, vừa đủ)", s.Needed)
	case 2*s.Votes == s.Base:
		return fmt.Sprintf("đúng một nửa, chưa quá một nửa (cần %d phiếu, thiếu %d phiếu)", s.Needed, -s.Margin)
	}
	return fmt.Sprintf("không quá một nửa (cần %d phiếu, thiếu %d phiếu)", s.Needed, -s.Margin)
}

// JoinNames joins names as they are read: "A, B và C".
func JoinNames(names []string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " và " + names[last]
}

func sentenceOfTie(s tally.Step) string {
	return fmt.Sprintf("Các đồng chí %s cùng được %d phiếu, ngang nhau ở vị trí cuối cùng, trong khi chỉ còn %d chỗ; "+
		"chưa ai trong số này trúng cử%s.",
		JoinNames(s.Names), s.Votes, s.Seats, inBrackets(s.Clause))
}

func sentenceOfNext(s tally.Step) string {
	var parts []string
	if b := s.Outcome.Breakdown; b.Elected > 0 {
		before := fmt.Sprintf("%d tái cử, %d mới tham gia", b.Reelected, b.New)
		if b.Unknown > 0 {
			before += fmt.Sprintf(", %d chưa rõ có tái cử hay không", b.Unknown)
		}
		parts = append(parts, fmt.Sprintf("Trúng cử %d đồng chí, theo số phiếu từ cao xuống thấp: %s; trong đó %s, "+
			"%d nữ.", b.Elected, JoinNames(s.Names), before, b.Female))
	}
	if len(s.Alternates) > 0 {
		parts = append(parts, fmt.Sprintf("Dự khuyết, theo số phiếu từ cao xuống thấp: %s.", JoinNames(s.Alternates)))
	}
	if n := s.Outcome.OpenAlternates; n > 0 && s.Outcome.OpenSeats == 0 {
		return strings.Join(append(parts,
			fmt.Sprintf("Đã đủ đại biểu chính thức; còn thiếu %d đại biểu dự khuyết: %s quyết "+
				"định có bầu tiếp hay không.", n, words.Of("meeting", s.Electorate.Meeting))), " ")
	}
	return strings.Join(append(parts, whatNext(s)), " ")
}

func whatNext(s tally.Step) string {
	switch {
	case s.Outcome.Next == tally.Complete:
		return "Đã bầu đủ số lượng."
	case s.Outcome.Next == tally.TieBallot:
		return fmt.Sprintf("Tiếp theo: bầu lại giữa những người ngang phiếu để lấy %d đồng chí; người được số phiếu "+
			"cao hơn trúng cử, không cần quá một nửa.", s.Seats)
	case s.SuperiorAppoints:
		return fmt.Sprintf("Đã bầu đến lần thứ %d mà không có kết quả: cấp ủy cấp trên trực tiếp chỉ định.", s.Round)
	case s.TieBreak && len(s.Outcome.Tied) > 0:
		return fmt.Sprintf("Còn thiếu %d đồng chí vì vẫn ngang phiếu: %s quyết định có bầu tiếp hay không.", s.Seats,
			words.Of("meeting", s.Electorate.Meeting))
	}
	return fmt.Sprintf("Còn thiếu %d đồng chí so với số lượng cần bầu: %s quyết định có bầu tiếp hay không; nếu bầu "+
		"tiếp, danh sách có thể thay đổi và người trúng cử vẫn phải được quá một nửa%s.",
		s.Seats, words.Of("meeting", s.Electorate.Meeting), inBrackets(s.Clause))
}
