package office

import (
	"context"

	"kiemphieu/congress"
	"kiemphieu/congress/list"
)

// Staff is an account with the organisation that it belongs to.
type Staff struct {
	congress.Account
	Organisation string `db:"organisation"` // its name
}

// The filters and orders of a list of accounts.
const (
	StaffRole     = "vai-tro"
	StaffLocked   = "khoa"
	StaffName     = "name"
	StaffLogin    = "login"
	StaffRoleSort = "role"
	StaffOrg      = "org"
)

// The values of the filter by lock.
const (
	LockedYes = "co"
	LockedNo  = "khong"
)

// StaffTables lists accounts page by page.
type StaffTables interface {
	// StaffBelow lists a page of the accounts of organisations at or below path,
	// by login or as asked, and how many there are on all.
	StaffBelow(ctx context.Context, path string, q list.Query) ([]Staff, int, error)
}

// StaffOf lists a page of the accounts that an actor looks after.
func (s *Service) StaffOf(ctx context.Context, by congress.Actor, q list.Query) (staff []Staff, found int, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		staff, found, err = tx.StaffBelow(ctx, by.OrgPath, q)
		return err
	})
	return staff, found, err
}

// ChoicesOf lists the organisations that something can be made for: the actor's
// own, and of those below the first with this text in their name. more says that
// there are others.
func (s *Service) ChoicesOf(ctx context.Context, by congress.Actor,
	text string) (list []congress.Organisation, more bool, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		own, err := tx.Organisation(ctx, by.OrgID)
		if err != nil {
			return err
		}
		below, found, err := tx.Below(ctx, own, Search{Text: text, Deep: true})
		list, more = append([]congress.Organisation{own}, below...), found > len(below)
		return err
	})
	return list, more, err
}
