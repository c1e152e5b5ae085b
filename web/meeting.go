package web

import (
	"maps"
	"slices"
	"sync"

	"kiemphieu/congress"
	"kiemphieu/words"
)

// At returns the site as it speaks on the pages of a meeting: those of a
// by-election never call it a congress, nor its chair a presidium where somebody
// chairs it, who is called this.
func (s *Site) At(meeting congress.Meeting, chair string) *Site {
	if meeting != congress.MeetingByElection || s.conferences == nil {
		return s
	}
	at, _ := s.conferences.LoadOrStore(chair, sync.OnceValue(func() *Site { return s.atConference(chair) }))
	return at.(func() *Site)()
}

// Say writes a sentence about a congress as the site says it.
func (s *Site) Say(sentence string) string {
	if s.conferences != nil {
		return sentence
	}
	return words.Presided("cell_meeting", s.chair, sentence)
}

// atConference makes the site of a meeting of a cell that elects within a term.
func (s *Site) atConference(chair string) *Site {
	at := &Site{words: map[string]string{}, help: s.help, assets: s.assets, chair: chair,
		version: s.version, terms: slices.Clone(s.terms), accidents: s.accidents}
	for code, sentence := range s.words {
		at.words[code] = at.Say(sentence)
	}
	for i, term := range at.terms {
		at.terms[i].Word, at.terms[i].Text = at.Say(term.Word), at.Say(term.Text)
	}
	at.pages = parsed(slices.Collect(maps.Keys(s.pages)), at.funcs(), at.Say)
	return at
}
