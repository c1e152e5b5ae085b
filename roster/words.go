package roster

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"kiemphieu/congress"
)

// low returns a text in small composed letters with single spaces.
func low(text string) string { return strings.ToLower(congress.NormalizeName(text)) }

// fold drops case, marks and everything that is no letter or digit, to compare
// headings and answers; between two words stands one space.
func fold(text string) string {
	bare := congress.WithoutMarks(norm.NFC.String(low(text)))
	return strings.Join(strings.FieldsFunc(bare, func(r rune) bool {
		return !unicode.IsLetter(r) &&
			!unicode.IsDigit(r)
	}), " ")
}

// hasWords reports whether the folded text has one of the phrases, as whole
// words; "=to" is the whole text.
func hasWords(text string, phrases ...string) bool {
	for _, phrase := range phrases {
		whole, exact := strings.CutPrefix(phrase, "=")
		if exact && text == whole || !exact && strings.Contains(" "+text+" ", " "+phrase+" ") {
			return true
		}
	}
	return false
}

// answer is what a cell of yes and no says.
type answer int

const (
	unclear answer = iota
	blank
	yes
	no
)

// yesOrNo reads a cross, a tick, a number or a word.
func yesOrNo(text string) answer {
	switch text = low(text); {
	case text == "":
		return blank
	case slices.Contains(strings.Fields("x 1 v + * ✓ ✔ ☑ đ có đúng yes y true"), text):
		return yes
	case slices.Contains(strings.Fields("0 - – — . / k ko không chưa no n false"), text):
		return no
	}
	return unclear
}

// minority reads a cross or the name of a people; Kinh is the majority.
func minority(text string) answer {
	if said := yesOrNo(text); said != unclear {
		return said
	}
	text, _, _ = strings.Cut(text, "(")
	people := strings.ReplaceAll(fold(text), " ", "")
	people = strings.TrimPrefix(people, "dantoc")
	switch {
	case slices.Contains(strings.Fields("kinh viet nguoikinh kinhviet vietnam"), people):
		return no
	case slices.Contains(peoples(), people):
		return yes
	}
	return unclear
}

// peoples lists the 53 minorities and other spellings of their names, folded
// and without spaces.
func peoples() []string {
	return strings.Fields("tay thai muong khmer khome khomer hoa nung hmong mong meo hmoong dao giarai jrai jarai " +
		"ede rade bana bahnar sanchay caolan sanchi sandiu cham coho kho koho cohoh " +
		"xodang sedang hre raglai raglay mnong xtieng stieng tho brvankieu bruvankieu vankieu cotu katu khomu giay " +
		"taoi paco ma gietrieng co choro xinhmun hanhi churu lao lachi khang " +
		"phula lahu lu lolo chut mang pathen colao cong boy sila pupeo romam brau odu ngai thieuso dtts thaiden " +
		"thaitrang")
}

// isUpper reports a text of capitals.
func isUpper(text string) bool {
	return text == strings.ToUpper(text) && text != strings.ToLower(text)
}

// sentence writes a heading of capitals as it would stand in a text.
func sentence(text string) string {
	if !isUpper(text) {
		return text
	}
	letters := []rune(strings.ToLower(text))
	letters[0] = unicode.ToUpper(letters[0])
	return string(letters)
}

// capitalize raises the first letter of every word of a name: the old fonts
// had no capitals with tone marks, so "¸nh" was typed for "Ánh".
func capitalize(name string) string {
	words := strings.Fields(name)
	for i, word := range words {
		letters := []rune(word)
		letters[0] = unicode.ToUpper(letters[0])
		words[i] = string(letters)
	}
	return strings.Join(words, " ")
}
