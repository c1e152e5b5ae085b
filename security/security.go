// Package security keeps who came in from where, and what was done to accounts
// and keys. It is kept apart from the logs of congresses, and knows nothing of
// papers, rounds and votes.
package security

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/google/uuid"

	"kiemphieu/congress"
)

// Kind is what happened.
type Kind string

// What is noted.
const (
	SignedIn        Kind = "signed_in"
	SignInRefused   Kind = "sign_in_refused" // wrong login or password
	SignInHeld      Kind = "sign_in_held"    // too many wrong ones from one place: it waits
	PINRefused      Kind = "pin_refused"
	SignedOut       Kind = "signed_out"
	SessionEnded    Kind = "session_ended" // from elsewhere
	PasswordChanged Kind = "password_changed"
	SlipMade        Kind = "slip_made" // a code that lets a person choose a password
	SlipUsed        Kind = "slip_used"
	AccountMade     Kind = "account_made"
	AccountLocked   Kind = "account_locked"
	AccountUnlocked Kind = "account_unlocked"
	TabletAdmitted  Kind = "tablet_admitted"
	TabletRevoked   Kind = "tablet_revoked"
	KeyMade         Kind = "key_made" // of another program
	KeyRevoked      Kind = "key_revoked"
	WebhookMade     Kind = "webhook_made"
	WebhookDeleted  Kind = "webhook_deleted"
	CalendarMade    Kind = "calendar_made"
	CalendarDropped Kind = "calendar_dropped"
	LogRead         Kind = "log_read"        // this log was taken out as a file
	RecordDoubted   Kind = "record_doubted"  // a screen remembers another log of a congress
	RecordCompared  Kind = "record_compared" // whoever is there has held it against the paper
	FactorMade      Kind = "factor_made"
	FactorRefused   Kind = "factor_refused" // the right password and a wrong code
	FactorDropped   Kind = "factor_dropped" // by its person
	FactorReset     Kind = "factor_reset"   // by an administrator
	FactorRequired  Kind = "factor_required"
	FactorOptional  Kind = "factor_optional"
	RecoveryMade    Kind = "recovery_made"
	RecoveryUsed    Kind = "recovery_used"
)

// Kinds lists all kinds, as screens offer them.
func Kinds() []Kind {
	return []Kind{
		SignedIn, SignInRefused, SignInHeld, PINRefused, SignedOut, SessionEnded, PasswordChanged,
		SlipMade, SlipUsed, AccountMade, AccountLocked, AccountUnlocked, TabletAdmitted, TabletRevoked,
		KeyMade, KeyRevoked, WebhookMade, WebhookDeleted, CalendarMade, CalendarDropped, LogRead,
		RecordDoubted, RecordCompared,
		FactorMade, FactorRefused, FactorDropped, FactorReset, FactorRequired, FactorOptional, RecoveryMade,
		RecoveryUsed,
	}
}

// Event is one thing that happened.
type Event struct {
	OrgID congress.OrgID   `db:"org_id"` // of who acted; "" where no account is known
	ID    string           `db:"event_id"`
	At    congress.Instant `db:"at"`
	Kind  Kind             `db:"kind"`
	Login string           `db:"login"` // of who acted or was tried; "" where there is no such account
	Name  string           `db:"name"`
	About string           `db:"about"` // the login or the name of what it was done to, "" for nothing else
	From  string           `db:"whence"`
}

// Before is a place in the log, from newest to oldest; the zero one is the start.
type Before struct {
	At congress.Instant
	ID string
}

// Query is what somebody looks for.
type Query struct {
	Kind   Kind   // "" for all
	Login  string // how the login begins, "" for all
	Before Before
}

// Store keeps the log.
type Store interface {
	InTx(ctx context.Context, fn func(Tx) error) error
	View(ctx context.Context, fn func(Tx) error) error
}

// Tx is a transaction over congress's tables and the log.
type Tx interface {
	congress.Tx

	PutSecurityEvent(ctx context.Context, e Event) error
	// SecurityEvents lists at most n of the organisations under path, newest first,
	// then by id; with unknown also those of nobody.
	SecurityEvents(ctx context.Context, path string, unknown bool, q Query, n int) ([]Event, error)
	// DeleteSecurityEvents drops what happened before a moment.
	DeleteSecurityEvents(ctx context.Context, before congress.Instant) error

	// SecondFactor finds that of an account.
	SecondFactor(ctx context.Context, id congress.AccountID) (Factor, error)
	PutSecondFactor(ctx context.Context, f Factor) error
	// DeleteSecondFactor drops that of an account, if there is one.
	DeleteSecondFactor(ctx context.Context, id congress.AccountID) error
}

// Service holds the use cases.
type Service struct {
	store  Store
	random io.Reader
	box    Box
}

// NewService returns the use cases over a store; random draws ids, and box keeps
// secrets.
func NewService(store Store, random io.Reader, box Box) *Service {
	return &Service{store: store, random: random, box: box}
}

// Kept is how long an event stays.
const Kept = 400 * 24 * time.Hour

// Note adds an event, at the time of the store's clock, and drops those that
// are too old.
func (s *Service) Note(ctx context.Context, e Event) error {
	id, err := uuid.NewRandomFromReader(s.random)
	if err != nil {
		return fmt.Errorf("security: draw an id: %w", err)
	}
	return s.store.InTx(ctx, func(tx Tx) error {
		e.ID, e.At = id.String(), congress.At(tx.Now())
		if err := tx.DeleteSecurityEvents(ctx, congress.At(tx.Now().Add(-Kept))); err != nil {
			return err
		}
		return tx.PutSecurityEvent(ctx, e)
	})
}

// Page is how many events a page shows.
const Page = 100

// List returns a page of what concerns the actor's organisation and those
// below it, newest first, and whether there is more. What was tried with no
// account at all is seen at the top of the tree.
func (s *Service) List(ctx context.Context, by congress.Actor, q Query) (list []Event, more bool, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		list, err = tx.SecurityEvents(ctx, by.OrgPath, atTop(by), q, Page+1)
		return err
	})
	if len(list) > Page {
		return list[:Page], true, err
	}
	return list, false, err
}

// Each gives all that the actor may see to fn, newest first, page by page.
func (s *Service) Each(ctx context.Context, by congress.Actor, fn func(Event) error) error {
	for q := (Query{}); ; {
		list, more, err := s.List(ctx, by, q)
		if err != nil {
			return err
		}
		for _, e := range list {
			if err := fn(e); err != nil {
				return err
			}
		}
		if !more {
			return nil
		}
		last := list[len(list)-1]
		q.Before = Before{last.At, last.ID}
	}
}

// atTop reports whether an actor belongs to the top of the tree: "/id/".
func atTop(by congress.Actor) bool { return strings.Count(by.OrgPath, "/") <= 2 }
