package web

import (
	"regexp"
	"strings"
	"testing"
)

// said are the forms in which pages say the words of the trade.
var said = map[string]string{
	"base":      `tổng số để tính`,
	"balance":   `cân đối phiếu`,
	"code":      `mã QR`,
	"exchanged": `phiếu hỏng`,
	"freeze":    `chốt danh sách`,
	"half":      `một nửa`,
	"handed":    `phát ra`,
	"invalid":   `không hợp lệ`,
	"reserve":   `dự phòng`,
	"returned":  `thu về`,
	"seal":      `chốt kết quả`,
	"sealing":   `niêm phong`,
	"sheaf":     `tập phiếu|nhãn tập`,
	"tie":       `ngang phiếu`,
	"unused":    `còn lại|chưa phát`,
	"valid":     `hợp lệ`,
}

// Every word of the trade on the pages of a round has its "?" there.
func TestWordsOfTheTradeAreExplainedWhereTheyStand(t *testing.T) {
	texts := written(t)
	asked := regexp.MustCompile(`\((terms?) ((?:"[a-z]+" ?)+)\)`)
	tags := regexp.MustCompile(`(?s){{/\*.*?\*/}}|<!--.*?-->`)
	for _, name := range []string{"account", "papers", "seal", "sheaves", "outcome"} {
		text := tags.ReplaceAllString(texts["templates/round/"+name+".html"], "")
		keys := map[string]bool{}
		for _, m := range asked.FindAllStringSubmatch(text, -1) {
			for key := range strings.FieldsSeq(m[2]) {
				keys[strings.Trim(key, `"`)] = true
			}
		}
		if len(keys) == 0 {
			t.Errorf("%s.html explains nothing", name)
		}
		for key, form := range said {
			if stands := regexp.MustCompile(`(?i)` + form).FindString(text); stands != "" && !keys[key] {
				t.Errorf("%s.html says %q, and has no \"?\" for %q", name, stands, key)
			}
		}
	}
}

// The words are told apart, each in a sentence or two.
func TestGlossaryIsShort(t *testing.T) {
	var terms []Term
	if err := readJSON("locale/glossary.json", &terms); err != nil {
		t.Fatal(err)
	}
	keys, words := map[string]bool{}, map[string]bool{}
	for _, term := range terms {
		if keys[term.Key] || words[term.Word] || !strings.HasSuffix(term.Text, ".") ||
			strings.Count(term.Text, ". ") > 1 || len([]rune(term.Text)) > 200 {
			t.Errorf("%q %q: %s", term.Key, term.Word, term.Text)
		}
		keys[term.Key], words[term.Word] = true, true
	}
	for key := range said {
		if !keys[key] {
			t.Errorf("no %q in the glossary", key)
		}
	}
}
