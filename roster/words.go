package roster

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"kiemphieu/congress"
)

// low returns a text in small composed letters with single spaces.
func low(text string) string { return strings.ToLower(congress.NormalizeName(text)) }

// fold drops case, marks and everything that is no letter or digit, to compare
// headings and answers; between two words stands one space.
func fold(text string) string {
	bare := foldedLetters()
	var out strings.Builder
	out.Grow(len(text))
	apart := false
	for _, r := range text {
		letter := otherLetter
		if int(r) < len(bare) {
			letter = bare[r]
		}
		switch {
		case letter == otherLetter:
			return foldAny(text)
		case letter == ' ':
			apart = true
			continue
		case apart && out.Len() > 0:
			out.WriteByte(' ')
		}
		apart = false
		out.WriteRune(letter)
	}
	return out.String()
}

// foldAny is fold for every text there is.
func foldAny(text string) string {
	bare := congress.WithoutMarks(norm.NFC.String(low(text)))
	return strings.Join(strings.FieldsFunc(bare, func(r rune) bool {
		return !unicode.IsLetter(r) &&
			!unicode.IsDigit(r)
	}), " ")
}

// otherLetter stands for one that its neighbours change, or that nothing here knows.
const otherLetter rune = 0

// foldedLetters has what becomes of each composed Latin letter, a space for what
// is no letter: a list has every cell folded several times.
var foldedLetters = sync.OnceValue(func() *[0x1f00]rune {
	var letters [0x1f00]rune
	for r := range letters {
		if r >= ' ' && r <= '~' || r > 0xad && r < 0x250 || r >= 0x1e00 {
			if folded := []rune(foldAny(string(rune(r)))); len(folded) == 1 {
				letters[r] = folded[0]
			} else if len(folded) == 0 {
				letters[r] = ' '
			}
		}
	}
	return &letters
})

// hasWords reports whether the folded text has one of the phrases, as whole
// words; "=to" is the whole text.
func hasWords(text string, phrases ...string) bool {
	return hasAny(" "+text+" ", phrases)
}

// hasAny is hasWords for a text with a space around it.
func hasAny(spaced string, phrases []string) bool {
	for _, phrase := range phrases {
		whole, exact := strings.CutPrefix(phrase, "=")
		if exact {
			if len(spaced) == len(whole)+2 && spaced[1:len(whole)+1] == whole {
				return true
			}
			continue
		}
		for from := 0; ; {
			at := strings.Index(spaced[from:], phrase)
			if at < 0 {
				break
			}
			at += from
			if spaced[at-1] == ' ' && spaced[at+len(phrase)] == ' ' {
				return true
			}
			from = at + 1
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

// What crosses are, and what says that there is none.
var (
	crosses   = strings.Fields("x 1 v + * ✓ ✔ ☑ đ có đúng yes y true")
	noCrosses = strings.Fields("0 - – — . / k ko không chưa no n false")
)

// yesOrNo reads a cross, a tick, a number or a word.
func yesOrNo(text string) answer {
	switch text = low(text); {
	case text == "":
		return blank
	case slices.Contains(crosses, text):
		return yes
	case slices.Contains(noCrosses, text):
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
	case slices.Contains(majority, people):
		return no
	case slices.Contains(peoples, people):
		return yes
	}
	return unclear
}

// The names of peoples, folded and without spaces: the majority's, and those of the
// 53 minorities in other spellings too.
var (
	majority = strings.Fields("kinh viet nguoikinh kinhviet vietnam")
	peoples  = strings.Fields("tay thai muong khmer khome khomer hoa nung hmong mong meo hmoong dao giarai jrai " +
		"jarai " +
		"ede rade bana bahnar sanchay caolan sanchi sandiu cham coho kho koho cohoh " +
		"xodang sedang hre raglai raglay mnong xtieng stieng tho brvankieu bruvankieu vankieu cotu katu khomu giay " +
		"taoi paco ma gietrieng co choro xinhmun hanhi churu lao lachi khang " +
		"phula lahu lu lolo chut mang pathen colao cong boy sila pupeo romam brau odu ngai thieuso dtts thaiden " +
		"thaitrang")
)

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
