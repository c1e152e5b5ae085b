package roster

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// Encoding is how the letters of a text were typed.
type Encoding string

// The encodings that rosters come in.
const (
	Unicode Encoding = "unicode"
	TCVN3   Encoding = "tcvn3"  // font .VnTime, also called ABC
	VNI     Encoding = "vni"    // font VNI-Times
	CP1258  Encoding = "cp1258" // Windows-1258, taken for Western Europe's page
)

// tcvn3 maps the characters that a TCVN3 text shows in a Unicode program to
// the letters that were meant.
var tcvn3 = sync.OnceValue(func() *strings.Replacer {
	return strings.NewReplacer(split(
		"µà ¶ả ·ã ¸á ¹ạ ¨ă »ằ ¼ẳ ½ẵ ¾ắ Æặ ©â Çầ Èẩ Éẫ Êấ Ëậ ®đ Ìè Îẻ Ïẽ Ðé Ñẹ ªê Òề Óể Ôễ Õế Öệ ×ì Øỉ Üĩ Ýí Þị " +
			"ßò áỏ âõ ãó äọ «ô åồ æổ çỗ èố éộ ¬ơ êờ ëở ìỡ íớ îợ ïù ñủ òũ óú ôụ \u00adư õừ öử ÷ữ øứ ùự úỳ ûỷ üỹ ýý þỵ " +
			"¡Ă ¢Â £Ê ¤Ô ¥Ơ ¦Ư §Đ")...)
})

// vni maps VNI's pairs of base letter and mark.
var vni = sync.OnceValue(func() *strings.Replacer {
	pairs := "aøà aùá aûả aõã aïạ aêă aéắ aèằ aúẳ aüẵ aëặ aââ aáấ aàầ aåẩ aãẫ aäậ ñđ " +
		"eøè eùé eûẻ eõẽ eïẹ eâê eáế eàề eåể eãễ eäệ æỉ óĩ òị oøò oùó oûỏ oõõ oïọ oâô oáố oàồ oåổ oãỗ oäộ " +
		"ôùớ ôøờ ôûở ôõỡ ôïợ ôơ uøù uùú uûủ uõũ uïụ öùứ öøừ öûử öõữ öïự öư yøỳ yùý yûỷ yõỹ îỵ"
	lower, upper := split(pairs), split(strings.ToUpper(pairs))
	all := append(append([]string(nil), lower...), upper...)
	for i := 0; i < len(lower); i += 2 { // a capital whose mark was typed small: "Aùnh"
		if mark := strings.TrimLeft(lower[i], "aeouyôö"); mark != "" && mark != lower[i] {
			all = append(all, strings.TrimSuffix(upper[i], strings.ToUpper(mark))+mark, upper[i+1])
		}
	}
	return strings.NewReplacer(all...)
})

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

// converter returns the function that turns texts of an encoding into Unicode.
func converter(from Encoding) func(string) string {
	switch from {
	case TCVN3:
		table := tcvn3()
		return func(text string) string {
			text = norm.NFC.String(text)
			return raise(text, table.Replace(text))
		}
	case VNI:
		table := vni()
		return func(text string) string { return table.Replace(norm.NFC.String(text)) }
	case CP1258:
		return fromCP1258
	case Unicode:
	}
	return func(text string) string { return text }
}

// raise makes a text of capitals whole: TCVN3 has no capitals with tone marks,
// so "HẢI" was typed "H¶I".
func raise(typed, converted string) string {
	capitals := 0
	for _, r := range typed {
		switch {
		case r >= 'a' && r <= 'z':
			return converted
		case r >= 'A' && r <= 'Z':
			capitals++
		}
	}
	if capitals < 3 {
		return converted
	}
	return strings.ToUpper(converted)
}

// fromCP1258 returns the bytes of a text back and reads them anew, tone marks
// behind their letters; a text that cannot be bytes stays.
func fromCP1258(text string) string {
	bytes, err := charmap.Windows1252.NewEncoder().Bytes([]byte(norm.NFC.String(text)))
	if err != nil {
		return text
	}
	bytes, err = charmap.Windows1258.NewDecoder().Bytes(bytes)
	if err != nil {
		return text
	}
	return norm.NFC.String(string(bytes))
}

// betweenWords reports what parts words; the old fonts have letters among the
// signs beyond ASCII.
func betweenWords(r rune) bool {
	return unicode.IsSpace(r) || r < unicode.MaxASCII && !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\''
}

// onlyUnicode reports a letter that the old fonts, whose texts stay within
// Latin-1, could not have: ạ, đ, ơ ….
func onlyUnicode(text string) bool {
	if strings.ContainsFunc(text, func(r rune) bool { return r >= '\u0300' && (r < '\u1e00' || r >= '\u1f00') }) {
		text = norm.NFC.String(text)
	}
	return strings.ContainsFunc(text, func(r rune) bool {
		return r > unicode.MaxLatin1 &&
			unicode.IsLetter(r)
	})
}

// looksVietnamese checks one word: known letters, at most one tone, and
// vowels that stand together in the language.
func looksVietnamese(word string) bool {
	if mixedCase(word) {
		return false
	}
	tones := 0
	var bare []rune
	for _, r := range norm.NFD.String(strings.ReplaceAll(strings.ToLower(word), "ð", "đ")) {
		if strings.ContainsRune("\u0300\u0301\u0303\u0309\u0323", r) {
			tones++
			continue
		}
		bare = append(bare, r)
	}
	text := norm.NFC.String(string(bare))
	for _, r := range text {
		if unicode.IsLetter(r) && !strings.ContainsRune("abcdeghiklmnopqrstuvxyăâđêôơưfjwz", r) ||
			!unicode.IsLetter(r) && r > unicode.MaxASCII {
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
	return strings.Contains(" a ă â e ê i o ô ơ u ư y ai ao au ay âu ây eo êu ia iê yê iu oa oă oe oi oo ôi ơi ua uâ "+
		"uê ui uô uơ uy ưa ưi ươ ưu "+
		"iêu yêu oai oay oao oeo uai uay uao uôi uây uya uyê uyu ươi ươu uă ue ueo uơi ie ye iai iao iau ieu io iô "+
		"iơ iu iư yo iê iêu ioi iôi iơi iưa iươ iươi iua iuô ", " "+clusters[0]+" ")
}
