package outside

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"kiemphieu/congress"
	"kiemphieu/congress/text"
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
func (t Token) May(scope Scope) bool {
	return slices.Contains(strings.Fields(t.Scopes), string(scope))
}

// TokenInput is what a person chooses for a new key.
type TokenInput struct {
	Name   string
	Scopes []Scope
	Days   int    // that it lasts
	Hash   string // SHA-256 of the key, hex
}

// maxTokenDays is the longest that a key lasts: two years.
const maxTokenDays = 730

func (in TokenInput) check() error {
	return congress.WrongFields(congress.Required("token_name", in.Name, 100), someOf("scopes", in.Scopes, Scopes()),
		in.checkDays())
}

func (in TokenInput) checkDays() error {
	if in.Days >= 1 && in.Days <= maxTokenDays {
		return nil
	}
	return &congress.FieldError{Field: "days", Code: "range", Value: fmt.Sprint(in.Days),
		Limit: fmt.Sprintf("1–%d", maxTokenDays)}
}

// someOf refuses a choice of nothing, or of what is not offered.
func someOf[T ~string](field string, chosen, offered []T) error {
	if len(chosen) == 0 {
		return &congress.FieldError{Field: field, Code: "required"}
	}
	for _, one := range chosen {
		if !slices.Contains(offered, one) {
			return &congress.FieldError{Field: field, Code: "unknown", Value: string(one)}
		}
	}
	return nil
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

// CreateToken returns another program a key to what the actor's
// organisation sees.
func (s *Service) CreateToken(ctx context.Context, by congress.Actor, in TokenInput) (TokenID, error) {
	in.Name = text.Clean(in.Name)
	if err := in.check(); err != nil {
		return "", err
	}
	id, err := s.newID()
	if err != nil {
		return "", err
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		return tx.PutAccessToken(ctx, Token{OrgID: by.OrgID, ID: TokenID(id), Name: in.Name, Hash: in.Hash,
			Scopes:    words(in.Scopes),
			CreatedBy: by.Name, CreatedAt: congress.At(tx.Now()),
			ExpiresAt: congress.At(tx.Now().AddDate(0, 0, in.Days))})
	})
	return TokenID(id), err
}

// Tokens lists the keys of the actor's organisation, by name.
func (s *Service) Tokens(ctx context.Context, by congress.Actor) ([]Token, error) {
	var list []Token
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		list, err = tx.AccessTokens(ctx, by.OrgID)
		return err
	})
	return list, err
}

// RevokeToken makes a key of the actor's organisation open nothing.
func (s *Service) RevokeToken(ctx context.Context, by congress.Actor, id TokenID) error {
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

func hourOf(now time.Time) congress.Instant { return congress.At(now.Truncate(time.Hour)) }
