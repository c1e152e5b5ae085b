package congress

import (
	"context"
	"slices"
)

// What happens to the account of an officer, as the log tells it.
const (
	accountGiven    = "given"
	accountReplaced = "replaced" // by another one: a second account, or a re-link
	accountReset    = "reset"
	accountLocked   = "locked"
	accountUnlocked = "unlocked"
)

// accountChange changes an account on which the acts of an officer may rest.
type accountChange struct {
	what string
	edit func(tx Tx, a *Account)
}

// changeAccount changes an account. Where it is that of an officer of a congress
// that is not over, the change is an act of that congress, which its log tells;
// whoever is on a tablet with it is taken off.
func (s *Service) changeAccount(ctx context.Context, by Actor, id AccountID, c accountChange) error {
	var at []CongressID
	err := s.store.View(ctx, func(tx Tx) (err error) {
		at, err = dutiesOf(ctx, tx, id)
		return err
	})
	if err != nil {
		return err
	}
	change := func(tx Tx) error { // all congresses concerned have told it
		now, err := dutiesOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if !slices.Equal(at, now) {
			return ErrConflict
		}
		a, err := tx.Account(ctx, id)
		if err != nil {
			return err
		}
		c.edit(tx, &a)
		return tx.PutAccount(ctx, a)
	}
	if len(at) == 0 {
		return s.store.InTx(ctx, change)
	}
	for i, congress := range at {
		err := s.act(ctx, by, congress, func(a *Act) error {
			if err := a.tellAccount(ctx, id, c.what); err != nil || i < len(at)-1 {
				return err
			}
			return change(a.tx)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// dutiesOf lists the congresses that are not over and of which an account is an
// officer's. A dossier that is with the superior is told nothing: whoever decides
// writes its log.
func dutiesOf(ctx context.Context, tx Tx, id AccountID) ([]CongressID, error) {
	a, err := tx.Account(ctx, id)
	if err != nil || !a.Role.OfHall() {
		return nil, err
	}
	org, err := tx.Organisation(ctx, a.OrgID)
	if err != nil {
		return nil, err
	}
	meetings, err := tx.CongressesOf(ctx, org)
	if err != nil {
		return nil, err
	}
	var at []CongressID
	for _, c := range meetings {
		switch c.State {
		case StateSubmitted, StateRatified, StateAnnulled:
			continue
		case StatePreparing, StatePostponed, StateInSession, StateClosed:
		}
		officers, err := tx.Officers(ctx, c)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(officers, func(o Officer) bool { return o.AccountID == id }) {
			at = append(at, c.ID)
		}
	}
	return at, nil
}

// tellAccount tells what happened to the account of an officer, and takes
// whoever is on a tablet with it off.
func (a *Act) tellAccount(ctx context.Context, id AccountID, what string) error {
	officers, err := a.tx.Officers(ctx, a.Congress)
	if err != nil {
		return err
	}
	for _, o := range officers {
		if o.AccountID != id {
			continue
		}
		m, err := memberOf(ctx, a.tx, a.Congress, o.MemberID)
		if err != nil {
			return err
		}
		a.Tell(officerAccount{Duty: o.Duty, Name: m.Name, Account: id, What: what})
	}
	return leaveTablets(ctx, a.tx, a.Congress, id)
}

func leaveTablets(ctx context.Context, tx Tx, c Congress, id AccountID) error {
	devices, err := tx.Devices(ctx, c)
	if err != nil {
		return err
	}
	for _, d := range devices {
		if d.AccountID != id {
			continue
		}
		d.AccountID = ""
		if err := tx.PutDevice(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// LinkAccount ties an officer to the account with which they sign in. There is
// one for each: an account before it is locked, and the log tells of both. A locked
// account is refused: it was taken from somebody, and its officer could not sign in.
func (s *Service) LinkAccount(ctx context.Context, by Actor, id CongressID, member MemberID, account AccountID) error {
	return s.changeOfficers(ctx, by, id, func(a *Act, officers []Officer) error {
		at := slices.IndexFunc(officers, func(o Officer) bool { return o.MemberID == member })
		if at < 0 {
			return ErrNotFound
		}
		o, m := officers[at], Member{}
		if o.AccountID == account {
			return nil
		}
		if err := mayAct(ctx, a.tx, o, officers, account); err != nil {
			return err
		}
		m, err := memberOf(ctx, a.tx, a.Congress, member)
		if err != nil {
			return err
		}
		told := officerAccount{Duty: o.Duty, Name: m.Name, Account: account, Was: o.AccountID, What: accountGiven}
		if o.AccountID != "" {
			told.What = accountReplaced
			if err := a.lockOut(ctx, o.AccountID); err != nil {
				return err
			}
		}
		a.Tell(told)
		o.AccountID = account
		return a.tx.PutOfficer(ctx, o)
	})
}

// endAccount locks the account of an officer who is one no more, and tells it: whoever
// gets the duty, or the same person again, gets an account of their own. Where it is
// needed for another congress it is taken off the tablets of this one alone.
func (a *Act) endAccount(ctx context.Context, o Officer) error {
	if o.AccountID == "" {
		return nil
	}
	at, err := dutiesOf(ctx, a.tx, o.AccountID)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(at, func(id CongressID) bool { return id != a.Congress.ID }) {
		return leaveTablets(ctx, a.tx, a.Congress, o.AccountID)
	}
	m, err := memberOf(ctx, a.tx, a.Congress, o.MemberID)
	if err != nil {
		return err
	}
	a.Tell(officerAccount{Duty: o.Duty, Name: m.Name, Account: o.AccountID, What: accountLocked})
	return a.lockOut(ctx, o.AccountID)
}

// mayAct refuses an account that cannot be that of an officer: of another
// organisation or role, that of another officer, or one that is locked.
func mayAct(ctx context.Context, tx Tx, o Officer, officers []Officer, id AccountID) error {
	account, err := tx.Account(ctx, id)
	if err != nil {
		return err
	}
	other := slices.ContainsFunc(officers, func(o Officer) bool { return o.AccountID == id })
	switch {
	case account.OrgID != o.OrgID:
		return ErrNotFound
	case other || account.Role != o.Duty.Role():
		return &PersonError{Code: "account_taken", Name: account.Name}
	case account.Disabled:
		return &PersonError{Code: "account_locked", Name: account.Name}
	}
	return nil
}

// lockOut locks an account that is an officer's no more.
func (a *Act) lockOut(ctx context.Context, id AccountID) error {
	account, err := a.tx.Account(ctx, id)
	if err != nil {
		return err
	}
	account.Disabled = true
	if err := a.tx.PutAccount(ctx, account); err != nil {
		return err
	}
	return leaveTablets(ctx, a.tx, a.Congress, id)
}
