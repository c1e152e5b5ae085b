// Package words holds the Vietnamese words of codes, each once, for screens,
// papers and checks alike: a reason, a deduction, an office, a role, a state.
// It knows no type of any other room, so that each may use it.
package words

import (
	_ "embed"
	"encoding/json"
	"maps"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

//go:embed vi.json
var file []byte

// families holds the words by family and code.
var families = func() map[string]map[string]string {
	var all map[string]map[string]string
	if err := json.Unmarshal(file, &all); err != nil { // a defect of the build
		panic(err)
	}
	return all
}()

// Of returns the word of a code, as in Of("reason", ballot.Signed); an unknown
// code stands for itself.
func Of[C ~string](family string, code C) string {
	if word, ok := families[family][string(code)]; ok {
		return word
	}
	return string(code)
}

// All returns every word by family and code with a dot between: "reason.signed".
func All() map[string]string {
	all := map[string]string{}
	for family, words := range families {
		for code, word := range words {
			all[family+"."+code] = word
		}
	}
	return all
}

// Families returns the words of every family by code.
func Families() map[string]map[string]string { return maps.Clone(families) }

// congress finds the word for a congress and what follows where it is another
// than the one that speaks: that of the superior, a pilot, one called by its name.
var congress = regexp.MustCompile(`[Đđ]ại hội( cấp trên| điểm| \p{Lu})?`)

// At writes a sentence that speaks of its congress as it is said at a kind of
// meeting: "bế mạc đại hội" as "bế mạc hội nghị".
func At[C ~string](meeting C, sentence string) string {
	word := Of("meeting", meeting)
	return congress.ReplaceAllStringFunc(sentence, func(found string) string {
		switch found {
		case "đại hội":
			return word
		case "Đại hội":
			return Capital(word)
		}
		return found
	})
}

// Presided writes a sentence as At does, and who presides as they are called there:
// where somebody chairs the meeting, "đoàn chủ tịch" as what who chairs is called.
func Presided[C ~string](meeting C, chair, sentence string) string {
	sentence = At(meeting, sentence)
	if chair == "" {
		return sentence
	}
	chair = strings.ToLower(chair)
	var said []string
	for _, word := range []string{Of("duty", "presidium"), Of("role", "presidium"), At(meeting, Of("duty", "chair"))} {
		said = append(said, Capital(word), Capital(chair), Lower(word), chair)
	}
	return strings.NewReplacer(said...).Replace(sentence)
}

// Lower writes a word as it stands within a sentence: "Bí thư" as "bí thư".
func Lower(word string) string { return first(word, unicode.ToLower) }

// Capital writes a word as it stands at the head of a line.
func Capital(word string) string { return first(word, unicode.ToUpper) }

func first(word string, change func(rune) rune) string {
	letter, size := utf8.DecodeRuneInString(word)
	if size == 0 {
		return ""
	}
	return strings.Replace(word, word[:size], string(change(letter)), 1)
}
