package minutes

import (
	"strings"

	"kiemphieu/congress"
	"kiemphieu/words"
)

// The names at the head of a paper, in points.
const (
	upperPoints, lowerPoints = 12.5, 13.0
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
	const tied = "\u00a0"
	width := text*headShare - headSpare
	whole := name
	for _, phrase := range phrases() {
		whole = strings.ReplaceAll(whole, phrase, strings.ReplaceAll(phrase, " ", tied))
	}
	whole = strings.ReplaceAll(whole, "THỨ ", "THỨ"+tied)
	pdf.SetFont(serif, style, points)
	lines := pdf.SplitText(whole, width)
	for narrower := width - 1; narrower > 0; narrower-- {
		even := pdf.SplitText(whole, narrower)
		if len(even) > len(lines) || strings.Join(even, " ") != whole {
			break
		}
		lines = even
	}
	for i := range lines {
		lines[i] = strings.ReplaceAll(lines[i], tied, " ")
	}
	return lines
}
