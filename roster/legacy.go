package roster

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Encoding is how the letters of a text were typed.
type Encoding string

// The encodings that rosters come in.
const (
	Unicode Encoding = "unicode"
	TCVN3   Encoding = "tcvn3" // font .VnTime, also called ABC
	VNI     Encoding = "vni"   // font VNI-Times
)

// tcvn3 maps the characters that a TCVN3 text shows in a Unicode program to
// the letters that were meant.
func tcvn3() *strings.Replacer {
	return strings.NewReplacer(split(
		"µà ¶ả ·ã ¸á ¹ạ ¨ă »ằ ¼ẳ ½ẵ ¾ắ Æặ ©â Çầ Èẩ Éẫ Êấ Ëậ ®đ Ìè Îẻ Ïẽ Ðé Ñẹ ªê Òề Óể Ôễ Õế Öệ ×ì Øỉ Üĩ Ýí Þị " +
			"ßò áỏ âõ ãó äọ «ô åồ æổ çỗ èố éộ ¬ơ êờ ëở ìỡ íớ îợ ïù ñủ òũ óú ôụ \u00adư õừ öử ÷ữ øứ ùự úỳ ûỷ üỹ ýý þỵ " +
			"¡Ă ¢Â £Ê ¤Ô ¥Ơ ¦Ư §Đ")...)
}

// vni maps VNI's pairs of base letter and mark.
func vni() *strings.Replacer {
	lower := "aøà aùá aûả aõã aïạ aêă aéắ aèằ aúẳ aüẵ aëặ aââ aáấ aàầ aåẩ aãẫ aäậ ñđ " +
		"eøè eùé eûẻ eõẽ eïẹ eâê eáế eàề eåể eãễ eäệ æỉ óĩ òị oøò oùó oûỏ oõõ oïọ oâô oáố oàồ oåổ oãỗ oäộ " +
		"ôùớ ôøờ ôûở ôõỡ ôïợ ôơ uøù uùú uûủ uõũ uïụ öùứ öøừ öûử öõữ öïự öư yøỳ yùý yûỷ yõỹ îỵ"
	return strings.NewReplacer(append(split(lower), split(strings.ToUpper(lower))...)...)
}

// split turns "aøà …" into pairs: all but the last letter, and the last letter.
func split(table string) []string {
	var pairs []string
	for _, entry := range strings.Fields(table) {
		letters := []rune(entry)
		last := len(letters) - 1
		pairs = append(pairs, string(letters[:last]), string(letters[last]))
	}
	return pairs
}

// Convert turns a text of the given encoding into Unicode.
func Convert(text string, from Encoding) string {
	switch from {
	case TCVN3:
		return tcvn3().Replace(text)
	case VNI:
		return vni().Replace(text)
	case Unicode:
	}
	return text
}

// Detect finds the encoding in which most of the words look Vietnamese.
// Unicode wins where none is better, so that a foreign or minority name alone
// converts nothing.
func Detect(texts []string) Encoding {
	best, fewest := Unicode, oddWords(texts, Unicode)
	for _, candidate := range []Encoding{TCVN3, VNI} {
		if odd := oddWords(texts, candidate); odd < fewest {
			best, fewest = candidate, odd
		}
	}
	return best
}

func oddWords(texts []string, as Encoding) int {
	odd := 0
	for _, text := range texts {
		for _, word := range strings.Fields(Convert(text, as)) {
			if !looksVietnamese(word) {
				odd++
			}
		}
	}
	return odd
}

// looksVietnamese checks one word: known letters, at most one tone, and
// vowels that stand together in the language.
func looksVietnamese(word string) bool {
	if mixedCase(word) {
		return false
	}
	tones := 0
	var bare []rune
	for _, r := range norm.NFD.String(strings.ToLower(word)) {
		if strings.ContainsRune("\u0300\u0301\u0303\u0309\u0323", r) {
			tones++
			continue
		}
		bare = append(bare, r)
	}
	text := norm.NFC.String(string(bare))
	for _, r := range text {
		if unicode.IsLetter(r) && !strings.ContainsRune("abcdeghiklmnopqrstuvxyăâđêôơưfjwz", r) || !unicode.IsLetter(r) && r > unicode.MaxASCII {
			return false
		}
	}
	return tones <= 1 && vowelsFit(text)
}

// mixedCase reports a capital behind a small letter: "NguyÔn".
func mixedCase(word string) bool {
	small := false
	for _, r := range word {
		if unicode.IsUpper(r) && small {
			return true
		}
		small = unicode.IsLower(r)
	}
	return false
}

func vowelsFit(word string) bool {
	isVowel := func(r rune) bool { return strings.ContainsRune("aăâeêioôơuưy", r) }
	clusters := strings.FieldsFunc(word, func(r rune) bool { return !isVowel(r) })
	if len(clusters) != 1 {
		return len(clusters) == 0
	}
	return strings.Contains(" a ă â e ê i o ô ơ u ư y ai ao au ay âu ây eo êu ia iê yê iu oa oă oe oi oo ôi ơi ua uâ uê ui uô uơ uy ưa ưi ươ ưu "+
		"iêu yêu oai oay oao oeo uai uay uao uôi uây uya uyê uyu ươi ươu uă ue ueo uơi ie ye iai iao iau ieu io iô iơ iu iư yo iê iêu ioi iôi iơi iưa iươ iươi iua iuô ", " "+clusters[0]+" ")
}
