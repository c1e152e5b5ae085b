package security

import (
	"context"
	"errors"
	"slices"
	"strings"

	"kiemphieu/congress"
)

// Factor is the second thing that somebody needs to sign in: a device that
// computes one-time codes, and codes on paper for when it is lost.
type Factor struct {
	OrgID     congress.OrgID     `db:"org_id"`
	AccountID congress.AccountID `db:"account_id"`
	Secret    []byte             `db:"secret"` // sealed; see [Box]
	Since     congress.Instant   `db:"since"`
	Step      int64              `db:"step"`     // of the last code that was used: none goes twice
	Recovery  string             `db:"recovery"` // hashes of the recovery codes that are left, a space between
}

// Left returns how many recovery codes are left.
func (f Factor) Left() int { return len(strings.Fields(f.Recovery)) }

// Box keeps secrets that have to be read again: its key is not in the database.
type Box interface {
	Seal(secret []byte, about string) ([]byte, error)
	Open(sealed []byte, about string) ([]byte, error)
}

// FactorOf returns the second factor of an account, and whether it has one.
func (s *Service) FactorOf(ctx context.Context, id congress.AccountID) (f Factor, has bool, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		f, has, err = factorOf(ctx, tx, id)
		return err
	})
	return f, has, err
}

func factorOf(ctx context.Context, tx Tx, id congress.AccountID) (Factor, bool, error) {
	f, err := tx.SecondFactor(ctx, id)
	if errors.Is(err, congress.ErrNotFound) {
		return f, false, nil
	}
	return f, err == nil, err
}

// SecretOf opens the secret of a factor.
func (s *Service) SecretOf(f Factor) (string, error) {
	secret, err := s.box.Open(f.Secret, string(f.AccountID))
	return string(secret), err
}

// Enrol gives an account a second factor in place of any before; step is that of
// the code that proved it, codes are hashes.
func (s *Service) Enrol(ctx context.Context, by congress.Actor, secret string, step int64, codes []string) error {
	sealed, err := s.box.Seal([]byte(secret), string(by.AccountID))
	if err != nil {
		return err
	}
	return s.store.InTx(ctx, func(tx Tx) error {
		return tx.PutSecondFactor(ctx, Factor{OrgID: by.OrgID, AccountID: by.AccountID, Secret: sealed,
			Since: congress.At(tx.Now()), Step: step, Recovery: strings.Join(codes, " ")})
	})
}

// SpendStep takes a code of a step, once: none that is as old as the last one.
func (s *Service) SpendStep(ctx context.Context, id congress.AccountID, step int64) (taken bool, err error) {
	return s.spend(ctx, id, func(f *Factor) bool {
		fresh := step > f.Step
		f.Step = max(f.Step, step)
		return fresh
	})
}

// SpendCode takes a recovery code, known by its hash, once.
func (s *Service) SpendCode(ctx context.Context, id congress.AccountID, hash string) (taken bool, err error) {
	return s.spend(ctx, id, func(f *Factor) bool {
		codes := strings.Fields(f.Recovery)
		at := slices.Index(codes, hash)
		if at >= 0 {
			f.Recovery = strings.Join(slices.Delete(codes, at, at+1), " ")
		}
		return at >= 0
	})
}

func (s *Service) spend(ctx context.Context, id congress.AccountID, take func(*Factor) bool) (taken bool, err error) {
	err = s.store.InTx(ctx, func(tx Tx) error {
		taken = false
		f, has, err := factorOf(ctx, tx, id)
		if err != nil || !has || !take(&f) {
			return err
		}
		taken = true
		return tx.PutSecondFactor(ctx, f)
	})
	return taken && err == nil, err
}

// RenewCodes replaces the recovery codes of an account.
func (s *Service) RenewCodes(ctx context.Context, id congress.AccountID, codes []string) error {
	taken, err := s.spend(ctx, id, func(f *Factor) bool {
		f.Recovery = strings.Join(codes, " ")
		return true
	})
	if err == nil && !taken {
		err = congress.ErrNotFound
	}
	return err
}

// DropFactor takes the second factor of an account away.
func (s *Service) DropFactor(ctx context.Context, id congress.AccountID) error {
	return s.store.InTx(ctx, func(tx Tx) error { return tx.DeleteSecondFactor(ctx, id) })
}

// Required begins the setting by which an organisation, whose id follows, wants a second
// factor of those who make accounts and decide.
const Required = "second_factor."

func requiredKey(id string) string { return Required + id }

// Require has administrators and superiors of an organisation, and of those below
// it, sign in with a second factor, or lets them be without.
func (s *Service) Require(ctx context.Context, id congress.OrgID, on bool) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		if on {
			return tx.PutSetting(ctx, requiredKey(string(id)), "1")
		}
		if err := tx.DeleteSetting(ctx, requiredKey(string(id))); !errors.Is(err, congress.ErrNotFound) {
			return err
		}
		return nil
	})
}

// Requires reports whether an organisation, or one above it, wants a second
// factor of who has this role at the end of a path.
func (s *Service) Requires(ctx context.Context, role congress.Role, path string) (on bool, err error) {
	if !HasFactor(role) {
		return false, nil
	}
	err = s.store.View(ctx, func(tx Tx) error {
		on = false
		for id := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
			_, err := tx.Setting(ctx, requiredKey(id))
			if err == nil {
				on = true
				return nil
			}
			if !errors.Is(err, congress.ErrNotFound) {
				return err
			}
		}
		return nil
	})
	return on, err
}

// HasFactor reports whether people with a role can have a second factor: those who
// make accounts, and those who decide.
func HasFactor(role congress.Role) bool {
	return role == congress.RoleAdministrator || role == congress.RoleSuperior
}
