package web

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"kiemphieu/congress"
)

// funcs are what templates can call.
func (s *Site) funcs() template.FuncMap {
	return template.FuncMap{
		"icon":     icon,
		"term":     s.term,
		"terms":    s.termsOf,
		"accident": s.accidentOf,
		"allowed":  allowed,
		"asset":    func(name string) string { return s.assets[name] },
		"text":     func(code string, kv ...any) string { return s.Text(code, pairs(kv)) },
		"textmap":  s.Text,
		"words": func(prefixes ...string) (template.JS, error) {
			text, err := json.Marshal(s.Words(prefixes...))
			return template.JS(text), err //nolint:gosec // JSON of our own locale file in a data block
		},
		"html":    func(text string) template.HTML { return template.HTML(text) }, //nolint:gosec // drawn by our own templates
		"dict":    dict,
		"date":    Date,
		"weekday": weekday,
		"moment":  moment,
		"number":  Number,
		"bytes":   Bytes,
		"add":     func(a, b int) int { return a + b },
		"sub":     func(a, b int) int { return a - b },
		"percent": func(p string) string { return strings.Replace(p, ".", ",", 1) + "%" },
		"share":   share,
		"mille":   mille,
		"wall":    wall,
		"list":    func(values ...string) []string { return values },
		"string":  func(v any) string { return fmt.Sprint(v) },
		"join":    strings.Join,
		"fields":  strings.Fields,
	}
}

func pairs(kv []any) map[string]string {
	m := make(map[string]string, len(kv)/2)
	for i := 0; i+1 < len(kv); i += 2 {
		m[fmt.Sprint(kv[i])] = fmt.Sprint(kv[i+1])
	}
	return m
}

// dict makes the argument of a template part from keys and values.
func dict(kv ...any) (map[string]any, error) {
	if len(kv)%2 != 0 {
		return nil, fmt.Errorf("web: dict takes keys and values")
	}
	m := make(map[string]any, len(kv)/2)
	for i := 0; i < len(kv); i += 2 {
		m[fmt.Sprint(kv[i])] = kv[i+1]
	}
	return m, nil
}

// Date writes a day as 05/02/2026; "" stays "", and what is not a day stays as it is.
func Date(day any) string {
	text := fmt.Sprint(day)
	return cmp.Or(congress.Date(text).Short(), text)
}

// weekday names the day of the week; what is not a day has none.
func weekday(day any) string {
	t, ok := congress.Date(fmt.Sprint(day)).Midnight()
	if !ok {
		return ""
	}
	return [...]string{"Chủ nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"}[t.Weekday()]
}

// moment writes a time as 14:30 05/02/2026, and the zero time as "".
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(congress.Vietnam()).Format("15:04 02/01/2006")
}

// Number writes 1234 as 1.234.
func Number(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "." + digits[i:]
	}
	return digits
}

// Bytes writes a size as 1.234 KB or, from ten of them on, as 12 MB.
func Bytes(n int64) string {
	if mb := n >> 20; mb >= 10 {
		return Number(int(mb)) + " MB"
	}
	return Number(int((n+1023)>>10)) + " KB"
}

// share returns part of whole as a whole number of per cent, for the width of bars.
func share(part, whole int) int {
	if whole <= 0 {
		return 0
	}
	return min(100, part*100/whole)
}

// mille returns part of whole in thousandths, for bars that stand beside a line.
func mille(part, whole int) int {
	if whole <= 0 {
		return 0
	}
	return min(1000, part*1000/whole)
}

// The wall of the hall shows a few names in one column with all their figures,
// more in two, and in three as many as there are.
const wallOne, wallTwo = 5, 14

// wall returns the classes by which n names share the height of a projector.
func wall(n int) string {
	columns := 3
	switch {
	case n <= wallOne:
		columns = 1
	case n <= wallTwo:
		columns = 2
	}
	return fmt.Sprintf("p-%d r%d", columns, (n+columns-1)/columns)
}
