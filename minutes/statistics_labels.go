package minutes

import (
	"fmt"
	"strings"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/ratify/statistics"
	"kiemphieu/words"
)

// StatisticSection names a section of the statistics.
func StatisticSection(name string) string {
	return map[string]string{ //nolint:gosec // words for people, no secrets
		"units": "Tiến độ đại hội", "seats": "Số lượng cần bầu và kết quả bầu", "committee": "Cơ cấu chi ủy",
		"age":       "Độ tuổi chi ủy viên",
		"education": "Trình độ chuyên môn", "theory": "Trình độ lý luận chính trị", "secretaries": "Bí thư chi bộ",
		"deputies":    "Phó bí thư chi bộ",
		"nominations": "Nguồn giới thiệu và số dư (bầu chi ủy)", "shares": "Tỷ lệ phiếu của người trúng cử chi ủy",
		"delegates": words.Of("office", ballot.Delegates), "in_term": "Bầu bổ sung trong nhiệm kỳ",
		"papers": "Phiếu bầu", "invalid": "Phiếu không hợp lệ theo lý do",
	}[name]
}

// StatisticFigure names a figure of the statistics; the age limit stands in
// the names of those by age.
func StatisticFigure(name string, ageLimit int) string {
	if reason, ok := strings.CutPrefix(name, "void_"); ok {
		return voidName(reason)
	}
	switch name {
	case "young", "age_under":
		return fmt.Sprintf("Dưới %d tuổi", ageLimit)
	case "age_middle":
		return fmt.Sprintf("Từ %d đến 50 tuổi", ageLimit)
	}
	return named(name)
}

// named names a figure: a state of congresses or a source of nominations by
// its word, any other by its own.
func named(name string) string {
	for end, tenure := range map[string]ballot.Tenure{"reelected": ballot.TenureHeld, "new": ballot.TenureNew,
		"unknown": ballot.TenureUnknown} {
		if name == end || strings.HasPrefix(name, "secretaries_") && strings.HasSuffix(name, "_"+end) ||
			strings.HasPrefix(name, "deputies_") && strings.HasSuffix(name, "_"+end) {
			return words.Capital(words.Of("tenure", tenure))
		}
	}
	source, isSource := strings.CutPrefix(name, "by_")
	state, isState := words.Families()["state.congress"][name]
	switch {
	case isState:
		return state
	case isSource:
		return words.Of("source", source)
	}
	return figureNames()[name]
}

// voidName names a reason for which papers are invalid.
func voidName(reason string) string {
	short := map[string]ballot.Reason{"extra": ballot.ExtraMark, "nobody": ballot.VotesNobody}
	full, ok := short[reason]
	if !ok {
		full = ballot.Reason(reason)
	}
	return words.Capital(words.Of("reason", full))
}

func figureNames() map[string]string {
	return map[string]string{ //nolint:gosec // words for people, no secrets
		"cells": "Tổng số chi bộ", "without": "Chưa lập đại hội", "held": "Đã đại hội", "pilot": "Đại hội điểm",
		"seats": "Số lượng cần bầu", "elected": "Trúng cử", "open_seats": "Còn thiếu",
		"full_units": "Chi bộ bầu đủ số lượng", "short_units": "Chi bộ bầu thiếu",
		"one_round": "Chi bộ bầu một lần", "several_rounds": "Chi bộ bầu nhiều lần",
		"direct": "Chi bộ bầu trực tiếp bí thư (không có chi ủy)",
		"women":  "Nữ", "minority": "Dân tộc thiểu số",
		"age_over": "Trên 50 tuổi", "age_unknown": "Chưa có ngày sinh",
		"edu_doctor": "Tiến sĩ", "edu_master": "Thạc sĩ", "edu_degree": "Đại học", "edu_college": "Cao đẳng",
		"edu_vocation": "Trung cấp", "edu_school": "Sơ cấp, phổ thông", "edu_other": "Khác", "edu_unknown": "Chưa ghi",
		"theory_degree": "Cử nhân", "theory_high": "Cao cấp", "theory_middle": "Trung cấp", "theory_first": "Sơ cấp",
		"theory_other": "Khác", "theory_none": "Chưa qua đào tạo hoặc chưa ghi",
		"secretaries":       "Bí thư trúng cử",
		"secretaries_women": "Nữ",
		"deputies":          "Phó bí thư trúng cử",
		"deputies_women":    "Nữ",
		"withdrawn":         "Được rút khỏi danh sách", "listed": "Trong danh sách bầu cử", "surplus": "Số dư",
		"share_100": "100%", "share_90": "Từ 90% đến dưới 100%", "share_80": "Từ 80% đến dưới 90%",
		"share_70": "Từ 70% đến dưới 80%", "share_60": "Từ 60% đến dưới 70%", "share_50": "Trên 50% đến dưới 60%",
		"share_tie":   "Không quá 50% (bầu lại giữa những người ngang phiếu)",
		"share_whole": "Không tách (chi bộ có dưới 10 phiếu thu về)",
		"delegates":   "Đại biểu chính thức", "alternates": "Đại biểu dự khuyết",
		"in_term_meetings": "Hội nghị chi bộ bầu bổ sung", "in_term_elected": "Chi ủy viên được bầu bổ sung",
		"handed_out": "Phát ra", "returned": "Thu về", "valid": "Hợp lệ", "invalid": "Không hợp lệ",
	}
}

// StatisticTarget names a target.
func StatisticTarget(name string, ageLimit int) string {
	switch name {
	case "young":
		return fmt.Sprintf("Trẻ (dưới %d tuổi)", ageLimit)
	case "renewal":
		return "Đổi mới (tham gia lần đầu)"
	}
	return figureNames()[name]
}

// CellModelVN names a kind of cell.
func CellModelVN(m congress.CellModel) string {
	if m == "" {
		return "Mọi loại hình chi bộ"
	}
	return "Chi bộ " + words.Lower(words.Of("model", m))
}

// scope says in a line what the statistics are over.
func scope(f statistics.Filter) string {
	term := "kỳ đại hội gần nhất của mỗi chi bộ"
	if f.Term != "" {
		term = "nhiệm kỳ " + f.Term
	}
	return fmt.Sprintf("Phạm vi: %s; %s; tuổi trẻ tính dưới %d tuổi vào ngày đại hội", term,
		words.Lower(CellModelVN(f.Model)), f.AgeLimit)
}

// StatisticShare returns N of Of as a percentage, "" where that says nothing.
func StatisticShare(f statistics.Figure) string {
	if f.Of <= 0 {
		return ""
	}
	return PercentVN(f.N, f.Of)
}

// StatisticNumber writes a number with what it is a part of: "31/36".
func StatisticNumber(f statistics.Figure) string {
	if f.Of <= 0 {
		return thousands(f.N)
	}
	return thousands(f.N) + "/" + thousands(f.Of)
}

// thousands writes 1234 as "1.234".
func thousands(n int) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "." + text[i:]
	}
	return text
}

// AverageAge writes the average age with one decimal.
func AverageAge(s statistics.Statistics) string {
	tenths, ok := s.AverageAge()
	if !ok {
		return ""
	}
	return fmt.Sprintf("%d,%d", tenths/10, tenths%10)
}
