package congress

import (
	"context"
	"time"
)

// slipLasts is how long the code of a slip is good.
const slipLasts = 7 * 24 * time.Hour

// invited reports whether a code can still be used; the error says since when
// it cannot.
func (a Account) invited(now time.Time) error {
	until := a.InvitedAt.Time().Add(slipLasts)
	switch {
	case a.InviteUsed != 0:
		return &PersonError{Code: "code_used", Name: a.InviteUsed.Local().Format("15:04 02/01/2006")}
	case !now.Before(until):
		return &PersonError{Code: "code_over", Name: At(until).Local().Format("15:04 02/01/2006")}
	}
	return nil
}

// Opens reports whether a code, known by its hash, stands for the password that
// its person has not chosen yet; the error says why it does no more.
func (a Account) Opens(codeHash string, now time.Time) (bool, error) {
	if a.PasswordHash != "" || a.InviteHash == "" || a.InviteHash != codeHash {
		return false, nil
	}
	return true, a.invited(now)
}

// Invite gives an account a code, known by its hash, at which its person
// chooses a password. The password before it and an earlier code are void; where
// there was one, the account is reset.
func (s *Service) Invite(ctx context.Context, by Actor, id AccountID, codeHash string) error {
	invite := func(tx Tx, a *Account) {
		a.InviteHash, a.InvitedAt, a.InviteUsed = codeHash, At(tx.Now()), 0
		a.PasswordHash, a.MustChange, a.Failures, a.LockedUntil, a.PINHash = "", false, 0, 0, ""
	}
	a, err := s.Account(ctx, id)
	if err != nil {
		return err
	}
	if a.PasswordHash == "" && a.InviteHash == "" {
		return s.editAccount(ctx, id, invite)
	}
	return s.changeAccount(ctx, by, id, accountChange{accountReset, invite})
}

// Invited returns the account of a code, and why the code is good no more.
func (s *Service) Invited(ctx context.Context, codeHash string) (Account, error) {
	var a Account
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		if a, err = tx.AccountByInvitation(ctx, codeHash); err != nil {
			return err
		}
		return a.invited(tx.Now())
	})
	return a, err
}

// TakeInvitation sets the password that somebody chose with a code, once.
func (s *Service) TakeInvitation(ctx context.Context, codeHash, passwordHash string) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		a, err := tx.AccountByInvitation(ctx, codeHash)
		if err != nil {
			return err
		}
		if err := a.invited(tx.Now()); err != nil {
			return err
		}
		a.PasswordHash, a.InviteUsed, a.PINHash = passwordHash, At(tx.Now()), ""
		return tx.PutAccount(ctx, a)
	})
}
