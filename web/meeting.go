package web

import (
	"maps"
	"slices"

	"kiemphieu/congress"
	"kiemphieu/words"
)

// At returns the site as it speaks on the pages of a meeting: those of a
// by-election never call it a congress.
func (s *Site) At(meeting congress.Meeting) *Site {
	if meeting != congress.MeetingByElection || s.conference == nil {
		return s
	}
	return s.conference()
}

// Say writes a sentence about a congress as the site says it.
func (s *Site) Say(sentence string) string {
	if s.conference != nil {
		return sentence
	}
	return words.At("cell_meeting", sentence)
}

// atConference makes the site of a meeting of a cell that elects within a term.
func (s *Site) atConference() *Site {
	at := &Site{words: map[string]string{}, help: s.help, assets: s.assets,
		version: s.version, terms: slices.Clone(s.terms), accidents: s.accidents}
	for code, sentence := range s.words {
		at.words[code] = at.Say(sentence)
	}
	for i := range at.terms {
		at.terms[i].Text = at.Say(at.terms[i].Text)
	}
	at.pages = parsed(slices.Collect(maps.Keys(s.pages)), at.funcs(), at.Say)
	return at
}
