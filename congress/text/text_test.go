package text

import (
	"errors"
	"testing"
)

func TestCleanComposesAndHidesNothing(t *testing.T) {
	for typed, want := range map[string]string{
		"Chi bo\u0323\u0302 Hoa\u0300 Bi\u0300nh": "Chi bộ Hoà Bình",
		" \u200bHưng\tThịnh\u2009\ufeff ":         "Hưng Thịnh",
		"hai\r\ndòng":                             "hai\ndòng",
		"2025\u20112027":                          "2025-2027",
		"Niê\u0306 Kđăm":                          "Niê\u0306 Kđăm",
	} {
		if got := Clean(typed); got != want {
			t.Errorf("%q is kept as %q, want %q", typed, got, want)
		}
	}
	if Secret("mật khẩu a\u0302\u0301") != "mật khẩu ấ" || Secret(" a\u200b ") != " a\u200b " {
		t.Error("a password is not as it was typed")
	}
}

// What no document prints is named by its letter, and what no database keeps
// by its number.
func TestLettersThatCannotBePrintedAreNamed(t *testing.T) {
	for typed, want := range map[string]Error{
		"chi bộ ít phiếu 👍":     {"", "letter", "👍"},
		"Trần 𡨸 An":             {"", "letter", "𡨸"},
		"中文":                    {"", "letter", "中"},
		"\u0306a":               {"", "letter", "◌\u0306"},
		"a\u0306\u0306\u0306":   {"", "letter", "◌\u0306"},
		"a\x00b":                {"", "control", "U+0000"},
		"a\x1bb":                {"", "control", "U+001B"},
		"a\u0085b":              {"", "control", "U+0085"},
		"\xff\xfe":              {"", "encoding", ""},
		"\xed\xa0\x80":          {"", "encoding", ""},
		"chữ \ufffd":            {"", "letter", "\ufffd"},
		"\ue000":                {"", "letter", "U+E000"},
		"שלום":                  {"", "letter", "ש"},
		"Nguyễn Văn An 🇻🇳":      {"", "letter", "🇻"},
		"Đại hội diễn tập 😀 xa": {"", "letter", "😀"},
	} {
		var wrong *Error
		if err := Check(typed); !errors.As(err, &wrong) || *wrong != want {
			t.Errorf("%q: %v, want %v", typed, err, want)
		}
	}
	for _, typed := range []string{"", "Hòa Bình", "Y Bhĭt Êban", "H’Brơ\u0306i Niê\u0306",
		"12/18 phiếu – “đạt” 66,67 % …",
		"hai\ndòng", "x² ≤ 5 €", "Ƀă Ŭn č ñ ƀ Ŏ"} {
		if err := Check(typed); err != nil {
			t.Errorf("%q: %v", typed, err)
		}
	}
	if CheckLine("hai\ndòng") == nil || CheckControl("👍") != nil {
		t.Error("one line is two, or what is never printed is refused")
	}
	if got := Substitute("a 👍\x00 \U00021a38\u0300 \xff"); got != "a □ □\u0300 □" {
		t.Errorf("printed as %q", got)
	}
}
