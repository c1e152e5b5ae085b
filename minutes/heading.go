package minutes

import (
	"strings"

	"kiemphieu/congress"
	"kiemphieu/words"
)

// The names at the head of a paper, in points.
const (
	upperPoints, lowerPoints = 12.5, 13.0
	titlePoints              = 14.0 // of what the paper is about
	headShare                = 0.46 // of the width of the text
	headSpare                = 4.0  // millimetres, for another program's margins
)

// phrases are words that a line of a head does not part.
func phrases() []string {
	return []string{"ĐẠI HỘI", "HỘI NGHỊ", "CHI BỘ", "ĐẢNG BỘ", "ĐẢNG ỦY", "TỔ DÂN PHỐ", "LẦN THỨ", "BAN KIỂM PHIẾU",
		"BAN THƯỜNG VỤ", upper(words.Of("role", congress.RolePresidium)), "THÀNH PHỐ", "THỊ XÃ"}
}

// headLines divides a name at the head of a paper into as few lines as fit, as even
// as can be: a single word, or half of "lần thứ XII", never has a line of its own.
func headLines(pdf pen, name, style string, points, text float64) []string {
	whole := name
	for _, phrase := range phrases() {
		whole = strings.ReplaceAll(whole, phrase, strings.ReplaceAll(phrase, " ", tie))
	}
	whole = strings.ReplaceAll(whole, "THỨ ", "THỨ"+tie)
	pdf.SetFont(serif, style, points)
	return even(pdf, whole, text*headShare-headSpare)
}

// titleLines divides what a paper is about in the same way.
func titleLines(pdf pen, about string, text float64) []string {
	whole := tied(about)
	for _, phrase := range phrases() {
		for _, typed := range []string{strings.ToLower(phrase), words.Capital(strings.ToLower(phrase))} {
			whole = strings.ReplaceAll(whole, typed, strings.ReplaceAll(typed, " ", tie))
		}
	}
	pdf.SetFont(serif, "B", titlePoints)
	return even(pdf, whole, text-headSpare)
}

// even divides a text into as few lines as fit, as even as can be, without the ties
// that hold words together.
func even(pdf pen, whole string, width float64) []string {
	lines := pdf.SplitText(whole, width)
	for narrower := width - 1; narrower > 0; narrower-- {
		more := pdf.SplitText(whole, narrower)
		if len(more) > len(lines) || strings.Join(more, " ") != whole {
			break
		}
		lines = more
	}
	for i := range lines {
		lines[i] = strings.ReplaceAll(lines[i], tie, " ")
	}
	return lines
}
