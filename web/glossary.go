package web

import (
	"encoding/json"
	"fmt"
)

// Term is a word of the trade and what it means, in one sentence or two.
type Term struct {
	Key, Word, Text string
}

// Glossary lists the words of the trade in the order in which a day meets them.
func (s *Site) Glossary() []Term { return s.terms }

// Help lists what somebody with a role does, step by step.
func (s *Site) Help(role string) []string { return s.help[role] }

// term finds a word of the trade.
func (s *Site) term(key string) (Term, error) {
	for _, t := range s.terms {
		if t.Key == key {
			return t, nil
		}
	}
	return Term{}, fmt.Errorf("web: no word %q in the glossary", key)
}

// termsOf finds several words of the trade.
func (s *Site) termsOf(keys ...string) ([]Term, error) {
	terms := make([]Term, len(keys))
	for i, key := range keys {
		var err error
		if terms[i], err = s.term(key); err != nil {
			return nil, err
		}
	}
	return terms, nil
}

func readJSON(name string, into any) error {
	text, err := files.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		return fmt.Errorf("web: %s: %w", name, err)
	}
	return nil
}
