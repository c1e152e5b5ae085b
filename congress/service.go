package congress

import (
	"context"
	"errors"
	"fmt"
	"io"

	"kiemphieu/tally"
)

// Service holds the use cases. It keeps no state of its own: several replicas
// may serve one database.
type Service struct {
	store  Store
	random io.Reader
	acts   Acts[Tx]
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
	return &Service{store: cfg.Store, random: cfg.Random, acts: Acts[Tx]{Store: cfg.Store, Publisher: cfg.Publisher}}
}

// act runs one writing use case on a congress.
func (s *Service) act(ctx context.Context, by Actor, about Subject, work func(*Act) error) error {
	return s.acts.Do(ctx, by, about, func(_ Tx, a *Act) error { return work(a) })
}

// rulesOf gives the rule profile of a congress.
func rulesOf(c Congress) (tally.Rules, error) {
	rules, ok := tally.Profile(c.Profile, string(c.HeldOn))
	if !ok {
		return tally.Rules{}, &FieldError{Field: "profile", Code: "unknown", Value: c.Profile}
	}
	return rules, nil
}

// required refuses an empty or over-long text.
func required(field, value string, limit int) error {
	switch n := len([]rune(value)); {
	case n == 0:
		return &FieldError{Field: field, Code: "required"}
	case n > limit:
		return &FieldError{Field: field, Code: "too_long"}
	}
	return nil
}

// atMost refuses an over-long text.
func atMost(field, value string, limit int) error {
	if len([]rune(value)) > limit {
		return &FieldError{Field: field, Code: "too_long"}
	}
	return nil
}

// between refuses a number outside low to high.
func between(field string, value, low, high int) error {
	if value < low || value > high {
		return &FieldError{Field: field, Code: "range", Value: fmt.Sprint(value)}
	}
	return nil
}

// first gives the first error that is not nil: the checks of one form, in the
// order of its fields.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// isNotFound reports whether err says that a thing is not there.
func isNotFound(err error) bool { return errors.Is(err, ErrNotFound) }
