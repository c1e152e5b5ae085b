package congress

import (
	"context"
	"errors"
	"io"

	"kiemphieu/tally"
)

// Service holds the use cases. It keeps no state of its own: several replicas
// may serve one database.
type Service struct {
	store  Store
	random io.Reader
	acts   Acts[Tx]
	counts Acts[Tx] // those that rest on the count alone
}

// Config is what a service is made of.
type Config struct {
	Store     Store
	Random    io.Reader // ids and tokens; crypto/rand outside tests
	Publisher Publisher // nil: nobody listens
}

// Publisher is told, after the commit, that something about a congress
// changed; never what. It must not block.
type Publisher interface {
	Publish(id CongressID)
}

// NewService returns the use cases over a store.
func NewService(cfg Config) *Service {
	acts := Acts[Tx]{Store: cfg.Store, Publisher: cfg.Publisher, books: newBooks()}
	counts := acts
	counts.rests = counting()
	return &Service{store: cfg.Store, random: cfg.Random, acts: acts, counts: counts}
}

// act runs one writing use case on a congress.
func (s *Service) act(ctx context.Context, by Actor, about Subject, work func(*Act) error) error {
	return s.acts.Do(ctx, by, about, func(_ Tx, a *Act) error { return work(a) })
}

// rulesOf returns the rule profile of a congress.
func rulesOf(c Congress) (tally.Rules, error) {
	rules, ok := tally.Profile(c.Profile, string(c.HeldOn))
	if !ok {
		return tally.Rules{}, &FieldError{Field: "profile", Code: "unknown", Value: c.Profile}
	}
	return rules, nil
}

// citedRules returns the rules of a congress as its papers cite them: with the
// texts that the administrator of its tree has entered since.
func citedRules(ctx context.Context, tx Tx, c Congress, path string) (tally.Rules, error) {
	rules, err := rulesOf(c)
	if err != nil {
		return rules, err
	}
	bases, err := tx.LegalBases(ctx, topOf(path))
	for _, b := range bases { // the oldest first
		if c.HeldOn != "" && b.From <= c.HeldOn {
			rules.Cite(b.Kind, string(b.From), b.Text)
		}
	}
	return rules, err
}

// isNotFound reports whether err says that a thing is not there.
func isNotFound(err error) bool { return errors.Is(err, ErrNotFound) }
