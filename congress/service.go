package congress

import (
	"context"
	"errors"
	"fmt"
	"io"

	"kiemphieu/record"
	"kiemphieu/tally"
)

// Service holds the use cases. It keeps no state of its own: several replicas
// may serve one database.
type Service struct {
	store     Store
	random    io.Reader
	publisher Publisher
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

// publish tells that a congress changed.
func (s *Service) publish(id CongressID) {
	if s.publisher != nil {
		s.publisher.Publish(id)
	}
}

// NewService returns the use cases over a store.
func NewService(cfg Config) *Service {
	return &Service{store: cfg.Store, random: cfg.Random, publisher: cfg.Publisher}
}

// step runs one writing use case on a congress: it locks the congress, lets
// fn work, stores the congress as fn left it, and appends the event that fn
// returns. A nil event means that nothing worth telling happened.
func (s *Service) step(ctx context.Context, id CongressID, by Actor, fn func(Tx, *Congress) (Event, error)) error {
	err := s.store.InTx(ctx, func(tx Tx) error {
		c, err := tx.LockCongress(ctx, id)
		if err != nil {
			return err
		}
		before := c
		event, err := fn(tx, &c)
		if err != nil {
			return err
		}
		if c != before {
			if err := tx.PutCongress(ctx, c); err != nil {
				return err
			}
		}
		if event == nil {
			return nil
		}
		return AppendEvent(ctx, tx, c, by, event)
	})
	if err == nil {
		s.publish(id)
	}
	return err
}

// roundStep is step for a use case on one round; the round is stored as fn left it.
func (s *Service) roundStep(ctx context.Context, id RoundID, by Actor, fn func(Tx, *Congress, *Round) (Event, error)) error {
	congressID, err := s.congressOfRound(ctx, id)
	if err != nil {
		return err
	}
	return s.step(ctx, congressID, by, func(tx Tx, c *Congress) (Event, error) {
		r, err := tx.Round(ctx, id)
		if err != nil {
			return nil, err
		}
		before := r
		event, err := fn(tx, c, &r)
		if err != nil {
			return nil, err
		}
		if r == before {
			return event, nil
		}
		return event, tx.PutRound(ctx, r)
	})
}

// contestStep is step for a use case on one contest; the contest is stored as fn left it.
func (s *Service) contestStep(ctx context.Context, id ContestID, by Actor, fn func(Tx, *Congress, *Contest) (Event, error)) error {
	var congressID CongressID
	err := s.store.View(ctx, func(tx Tx) error {
		contest, err := tx.Contest(ctx, id)
		congressID = contest.CongressID
		return err
	})
	if err != nil {
		return err
	}
	return s.step(ctx, congressID, by, func(tx Tx, c *Congress) (Event, error) {
		contest, err := tx.Contest(ctx, id)
		if err != nil {
			return nil, err
		}
		before := contest
		event, err := fn(tx, c, &contest)
		if err != nil {
			return nil, err
		}
		if contest == before {
			return event, nil
		}
		return event, tx.PutContest(ctx, contest)
	})
}

func (s *Service) congressOfRound(ctx context.Context, id RoundID) (CongressID, error) {
	var congressID CongressID
	err := s.store.View(ctx, func(tx Tx) error {
		r, err := tx.Round(ctx, id)
		congressID = r.CongressID
		return err
	})
	return congressID, err
}

// AppendEvent writes the event to the congress's log in the running transaction.
func AppendEvent(ctx context.Context, tx Tx, c Congress, by Actor, event Event) error {
	leaf, err := encodeEvent(event, by, At(tx.Now()))
	if err != nil {
		return err
	}
	entry, err := record.Next(c.LogSize, leaf, func(seq int64) ([]byte, error) {
		earlier, err := tx.LogEntry(ctx, c, seq)
		return earlier.Hashes, err
	})
	if err != nil {
		return fmt.Errorf("congress: append to log: %w", err)
	}
	if err := tx.AppendLog(ctx, LogEntry{OrgID: c.OrgID, CongressID: c.ID, Seq: entry.Seq, Leaf: entry.Leaf, Hashes: entry.Hashes}); err != nil {
		return err
	}
	return Tell(ctx, tx, c, entry.Seq, event)
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
