package congress

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"
)

// AccountInput is what a person types to add an account.
type AccountInput struct {
	OrgID        OrgID
	Login        string
	Name         string
	Role         Role
	PasswordHash string // argon2id; "" until its person chooses a password with a slip
}

func (in AccountInput) check() error {
	return WrongFields(
		cmp.Or(Required("login", in.Login, 60), FieldHolds(!strings.ContainsFunc(in.Login, notOfLogin), "login",
			"format", in.Login)),
		Required("name", in.Name, 100),
		cmp.Or(Required("role", string(in.Role), 60), FieldHolds(slices.Contains(Roles(), in.Role), "role", "unknown",
			string(in.Role))),
	)
}

func notOfLogin(r rune) bool {
	return r > unicode.MaxASCII || (!unicode.IsLower(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-", r))
}

// CreateAccount adds an account; ErrLoginTaken if the login is in use.
func (s *Service) CreateAccount(ctx context.Context, in AccountInput) (AccountID, error) {
	in.Login, in.Name = strings.ToLower(clean(in.Login)), NormalizeName(in.Name)
	if err := WrongFields(in.check(), Required("org", string(in.OrgID), 60)); err != nil {
		return "", err
	}
	id, err := newID(s.random)
	if err != nil {
		return "", err
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		if _, err := tx.Organisation(ctx, in.OrgID); err != nil {
			return err
		}
		return tx.PutAccount(ctx, Account{ID: AccountID(id), OrgID: in.OrgID, Login: in.Login, Name: in.Name,
			Role: in.Role, PasswordHash: in.PasswordHash})
	})
	return AccountID(id), err
}

// ErrSetUpDone: the first account exists, so nobody can set the program up again.
var ErrSetUpDone = Standing{Subject: "installation", State: "set_up"}.Refuse("set_up")

// SetUp makes the top organisation and its administrator in one step, and
// only while there is no account at all.
func (s *Service) SetUp(ctx context.Context, org OrganisationInput, admin AccountInput) error {
	admin.Login, admin.Name, admin.Role = strings.ToLower(clean(admin.Login)), NormalizeName(admin.Name),
		RoleAdministrator
	if err := WrongFields(org.check(), admin.check()); err != nil {
		return err
	}
	orgID, err := newID(s.random)
	if err != nil {
		return err
	}
	accountID, err := newID(s.random)
	if err != nil {
		return err
	}
	return s.store.InTx(ctx, func(tx Tx) error {
		n, err := tx.CountAccounts(ctx)
		if err != nil {
			return err
		}
		if n > 0 {
			return ErrSetUpDone
		}
		if err := tx.PutOrganisation(ctx, org.apply(Organisation{ID: OrgID(orgID),
			Path: "/" + orgID + "/"})); err != nil {
			return err
		}
		return tx.PutAccount(ctx, Account{ID: AccountID(accountID), OrgID: OrgID(orgID), Login: admin.Login,
			Name: admin.Name,
			Role: admin.Role, PasswordHash: admin.PasswordHash})
	})
}

// Account reads an account.
func (s *Service) Account(ctx context.Context, id AccountID) (Account, error) {
	return s.readAccount(ctx, func(tx Tx) (Account, error) { return tx.Account(ctx, id) })
}

// AccountByLogin finds an account by its login, in any case.
func (s *Service) AccountByLogin(ctx context.Context, login string) (Account, error) {
	login = strings.ToLower(clean(login))
	return s.readAccount(ctx, func(tx Tx) (Account, error) { return tx.AccountByLogin(ctx, login) })
}

func (s *Service) readAccount(ctx context.Context, read func(Tx) (Account, error)) (Account, error) {
	var a Account
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		a, err = read(tx)
		return err
	})
	return a, err
}

// AccountsUnder lists the accounts of an organisation and all below it.
func (s *Service) AccountsUnder(ctx context.Context, path string) ([]Account, error) {
	var list []Account
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		list, err = tx.AccountsUnder(ctx, path)
		return err
	})
	return list, err
}

// CountAccounts counts the accounts; there are none until the first start is over.
func (s *Service) CountAccounts(ctx context.Context) (int, error) {
	n := 0
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		n, err = tx.CountAccounts(ctx)
		return err
	})
	return n, err
}

// ActorOf returns the actor behind an account; ErrNotFound once it is disabled.
func (s *Service) ActorOf(ctx context.Context, id AccountID) (Actor, error) {
	var by Actor
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		by, err = tx.Actor(ctx, id)
		return err
	})
	return by, err
}

// SetPassword stores the hash of a password that its person chose. It ends the PIN,
// and takes whoever is on a tablet with it off.
func (s *Service) SetPassword(ctx context.Context, id AccountID, hash string) error {
	err := s.editAccount(ctx, id, func(tx Tx, a *Account) {
		a.PasswordHash, a.MustChange, a.Failures, a.LockedUntil, a.PINHash = hash, false, 0, 0, ""
		if a.InviteHash != "" && a.InviteUsed == 0 {
			a.InviteUsed = At(tx.Now())
		}
	})
	if err != nil {
		return err
	}
	return s.offTablets(ctx, id)
}

// SetDisabled locks an account out, or lets it in again.
func (s *Service) SetDisabled(ctx context.Context, by Actor, id AccountID, disabled bool) error {
	a, err := s.Account(ctx, id)
	if err != nil || a.Disabled == disabled {
		return err
	}
	what := accountUnlocked
	if disabled {
		what = accountLocked
	}
	return s.changeAccount(ctx, by, id, accountChange{what, func(_ Tx, a *Account) { a.Disabled = disabled }})
}

func (s *Service) editAccount(ctx context.Context, id AccountID, edit func(Tx, *Account)) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		a, err := tx.Account(ctx, id)
		if err != nil {
			return err
		}
		edit(tx, &a)
		return tx.PutAccount(ctx, a)
	})
}

// Setting reads a value of the installation; ErrNotFound if it is not set.
func (s *Service) Setting(ctx context.Context, key string) (string, error) {
	value := ""
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		value, err = tx.Setting(ctx, key)
		return err
	})
	return value, err
}

// PutSetting stores a value of the installation.
func (s *Service) PutSetting(ctx context.Context, key, value string) error {
	return s.store.InTx(ctx, func(tx Tx) error { return tx.PutSetting(ctx, key, value) })
}
