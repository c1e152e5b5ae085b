package congress

import (
	"context"
	"slices"
	"strings"
	"time"
)

// Scope is a thing that the key of another program may do.
type Scope string

// The scopes. None reaches a hall.
const (
	ScopeCongresses Scope = "read:congresses"
	ScopeResults    Scope = "read:results"
	ScopeStatistics Scope = "read:statistics"
	ScopeBundles    Scope = "write:bundles"
)

// Scopes lists all scopes, as screens offer them.
func Scopes() []Scope {
	return []Scope{ScopeCongresses, ScopeResults, ScopeStatistics, ScopeBundles}
}

// May reports whether the key has a scope.
func (t AccessToken) May(scope Scope) bool {
	return slices.Contains(strings.Fields(t.Scopes), string(scope))
}

// AccessTokenInput is what a person chooses for a new key.
type AccessTokenInput struct {
	Name   string
	Scopes []Scope
	Days   int    // that it lasts
	Hash   string // SHA-256 of the key, hex
}

// maxTokenDays is the longest that a key lasts: two years.
const maxTokenDays = 730

func (in AccessTokenInput) check() error {
	return WrongFields(Required("token_name", in.Name, 100), someOf("scopes", in.Scopes, Scopes()),
		between("days", in.Days, 1, maxTokenDays))
}

// words writes a set as it is stored: sorted, each once, with a space between.
func words[T ~string](set []T) string {
	var list []string
	for _, word := range set {
		list = append(list, string(word))
	}
	slices.Sort(list)
	return strings.Join(slices.Compact(list), " ")
}

// CreateAccessToken returns another program a key to what the actor's
// organisation sees.
func (s *Service) CreateAccessToken(ctx context.Context, by Actor, in AccessTokenInput) (AccessTokenID, error) {
	in.Name = clean(in.Name)
	if err := in.check(); err != nil {
		return "", err
	}
	id, err := newID(s.random)
	if err != nil {
		return "", err
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		return tx.PutAccessToken(ctx, AccessToken{OrgID: by.OrgID, ID: AccessTokenID(id), Name: in.Name, Hash: in.Hash,
			Scopes:    words(in.Scopes),
			CreatedBy: by.Name, CreatedAt: At(tx.Now()), ExpiresAt: At(tx.Now().AddDate(0, 0, in.Days))})
	})
	return AccessTokenID(id), err
}

// AccessTokens lists the keys of the actor's organisation, by name.
func (s *Service) AccessTokens(ctx context.Context, by Actor) ([]AccessToken, error) {
	var list []AccessToken
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		list, err = tx.AccessTokens(ctx, by.OrgID)
		return err
	})
	return list, err
}

// RevokeAccessToken makes a key of the actor's organisation open nothing.
func (s *Service) RevokeAccessToken(ctx context.Context, by Actor, id AccessTokenID) error {
	return s.store.InTx(ctx, func(tx Tx) error { return tx.DeleteAccessToken(ctx, by.OrgID, id) })
}

// TokenUsed notes, to the hour, that the key of another program was used.
func (s *Service) TokenUsed(ctx context.Context, hash string) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		kept, err := tx.AccessTokenByHash(ctx, hash) // it may have been revoked since
		if err != nil {
			return err
		}
		kept.LastUsedAt = hourOf(tx.Now())
		return tx.PutAccessToken(ctx, kept)
	})
}

func hourOf(now time.Time) Instant { return At(now.Truncate(time.Hour)) }
