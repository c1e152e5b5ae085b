package store

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"kiemphieu/congress"
	"kiemphieu/security"
)

// Whoever comes in is believed by rows that are signed with what organisations keep:
// accounts, second factors, keys of other programs, who is on which tablet, and where an
// organisation stands. A row that reads as it did when it was held against its signature
// a moment ago is not held again: a request costs no statement more.

// heldLasts is how long that is: a tablet sends a sheaf every few minutes. What this process
// writes of an organisation ends it at once, and a row that another one wrote reads otherwise;
// so long is a row believed that somebody puts back as it stood before that.
const heldLasts = 15 * time.Minute

// heldKey finds rows that were held: those of an organisation, and apart from them who is on
// its tablets, which changes often.
type heldKey struct {
	org     congress.OrgID
	tablets bool
}

func heldOf(org congress.OrgID, table string) heldKey { return heldKey{org, table == tablets} }

// heldBefore reports whether this very row was held a moment ago.
func (t *tx) heldBefore(key heldKey, row any) bool {
	rows, ok := t.db.held.Load(key)
	if !ok {
		return false
	}
	at, ok := rows.(*sync.Map).Load(row) //nolint:forcetypeassert // nothing else is stored
	if !ok {
		return false
	}
	ago := t.now.Sub(at.(time.Time)) //nolint:forcetypeassert // likewise
	return ago >= 0 && ago < heldLasts
}

// noteHeld remembers that a row was held, unless this transaction has written its like.
func (t *tx) noteHeld(key heldKey, row any) {
	if t.offices[key.org] != nil {
		return
	}
	if t.db.holding.Add(1) > maxNotes {
		t.db.held.Clear()
		t.db.holding.Store(0)
	}
	rows, _ := t.db.held.LoadOrStore(key, &sync.Map{})
	rows.(*sync.Map).Store(row, t.now) //nolint:forcetypeassert // nothing else is stored
}

// heldRow returns the row of an organisation's table that is the same as one that was
// read, once all of that table was held against its signature.
func heldRow[T comparable](ctx context.Context, t *tx, org congress.OrgID, table string, row T,
	same func(T) bool) (T, error) {
	if t.db.keyring == nil || t.heldBefore(heldOf(org, table), row) {
		return row, nil
	}
	rows, err := heldFree(ctx, t, org, func() ([]T, error) {
		return all[T](ctx, t, from[T](table+" WHERE org_id = $1"), org)
	})
	if err != nil {
		return row, err
	}
	for _, r := range rows {
		t.noteHeld(heldOf(org, table), r)
	}
	at := slices.IndexFunc(rows, same)
	if at < 0 {
		return row, congress.ErrNotFound
	}
	return rows[at], nil
}

// heldTexts holds what is signed of a table under a name of its own; like stands for what
// was read of it.
func (t *tx) heldTexts(ctx context.Context, org congress.OrgID, table string, like any) error {
	if t.db.keyring == nil || t.offices[org][table] || t.heldBefore(heldOf(org, table), like) {
		return nil
	}
	_, err := holdFree(t, func() ([]string, error) { return t.officeTexts(ctx, org, table) },
		func(texts []string) error { return t.holdOffice(ctx, org, table, texts) })
	if err == nil {
		t.noteHeld(heldOf(org, table), like)
	}
	return err
}

// organisations reads organisations for whoever shows or uses them: as they are signed.
func (t *tx) organisations(ctx context.Context, query string, args ...any) ([]congress.Organisation, error) {
	const atOnce = 500 // of a whole tree
	return holdFree(t, func() ([]congress.Organisation, error) {
		return all[congress.Organisation](ctx, t, query, args...)
	}, func(found []congress.Organisation) error {
		for some := range slices.Chunk(found, atOnce) {
			if err := t.heldOrganisations(ctx, some); err != nil {
				return err
			}
		}
		return nil
	})
}

// organisation reads one of them.
func (t *tx) organisation(ctx context.Context, where string, arg any) (congress.Organisation, error) {
	o, err := one[congress.Organisation](ctx, t, from[congress.Organisation]("organisations WHERE "+where), arg)
	if err != nil {
		return o, err
	}
	return t.heldOrganisation(ctx, o)
}

// heldOrganisation returns an organisation that was read, as it is signed.
func (t *tx) heldOrganisation(ctx context.Context, o congress.Organisation) (congress.Organisation, error) {
	err := t.heldOrganisations(ctx, []congress.Organisation{o})
	if err == nil || t.db.dialect.lock == "" || !t.writable {
		return o, err
	}
	return heldRow(ctx, t, o.ID, "organisations", o, // somebody may have written between the two
		func(r congress.Organisation) bool { return r.ID == o.ID })
}

// heldOrganisations refuses a page of organisations of which one reads otherwise than it
// was signed: one statement for all that were not held a moment ago.
func (t *tx) heldOrganisations(ctx context.Context, page []congress.Organisation) error {
	if t.db.keyring == nil {
		return nil
	}
	unheld := slices.DeleteFunc(slices.Clone(page), func(o congress.Organisation) bool {
		return t.offices[o.ID]["organisations"] || t.heldBefore(heldKey{org: o.ID}, o)
	})
	if len(unheld) == 0 {
		return nil
	}
	verifier, err := t.officeVerifier(ctx)
	if err != nil || verifier == "" {
		return err
	}
	of := map[congress.OrgID][]officeState{}
	if len(unheld) == 1 {
		of[unheld[0].ID], err = t.officeStates(ctx, unheld[0].ID)
	} else {
		of, err = t.statesOf(ctx, unheld)
	}
	if err != nil {
		return err
	}
	for _, o := range unheld {
		table, text := t.Text(o, "")
		if err := t.agrees(ctx, o.ID, of[o.ID], verifier, map[string][]string{table: {text}}); err != nil {
			return err
		}
		t.noteHeld(heldKey{org: o.ID}, o)
	}
	return nil
}

// statesOf reads what was signed last of several organisations.
func (t *tx) statesOf(ctx context.Context, orgs []congress.Organisation) (map[congress.OrgID][]officeState, error) {
	marks, ids := places(orgs)
	states, err := all[officeState](ctx, t, from[officeState]("office_states WHERE org_id IN ("+marks+")"), ids...)
	return grouped(states, func(s officeState) congress.OrgID { return s.OrgID }), err
}

// heldPath returns where an organisation stands.
func (t *tx) heldPath(ctx context.Context, org congress.OrgID, path string) (string, error) {
	type placed struct {
		org  congress.OrgID
		path string
	}
	if path == "" || t.db.keyring == nil || t.heldBefore(heldKey{org: org}, placed{org, path}) {
		return path, nil
	}
	o, err := t.Organisation(ctx, org)
	if err == nil {
		t.noteHeld(heldKey{org: org}, placed{org, o.Path})
	}
	return o.Path, err
}

// accountWhere finds an account that is signed.
func (t *tx) accountWhere(ctx context.Context, where string, arg any) (congress.Account, error) {
	a, err := one[congress.Account](ctx, t, from[congress.Account]("accounts WHERE "+where), arg)
	if err != nil {
		return a, err
	}
	return t.heldAccount(ctx, a)
}

func (t *tx) heldAccount(ctx context.Context, a congress.Account) (congress.Account, error) {
	return heldRow(ctx, t, a.OrgID, "accounts", a, func(r congress.Account) bool { return r.ID == a.ID })
}

// heldActor returns who acts, as what is signed has it.
func (t *tx) heldActor(ctx context.Context, by congress.Actor) (congress.Actor, error) {
	if t.db.keyring == nil || by.AccountID == "" || t.heldBefore(heldKey{org: by.OrgID}, by) {
		return by, nil
	}
	a, err := t.heldAccount(ctx, congress.Account{ID: by.AccountID, OrgID: by.OrgID})
	if err != nil {
		return congress.Actor{}, err
	}
	if a.Disabled {
		return congress.Actor{}, congress.ErrNotFound
	}
	o, err := t.Organisation(ctx, a.OrgID)
	if err != nil {
		return congress.Actor{}, err
	}
	by = congress.Actor{AccountID: a.ID, Name: a.Name, Role: a.Role, OrgID: o.ID, OrgPath: o.Path, OrgName: o.Name,
		Entry: a.PasswordHash + a.InviteHash}
	t.noteHeld(heldKey{org: o.ID}, by)
	return by, nil
}

// onTablet is who is on which tablet, as far as it opens anything.
type onTablet struct {
	id      congress.DeviceID
	state   congress.DeviceState
	secret  string
	account congress.AccountID
}

func onTabletOf(d congress.Device) onTablet {
	if d.AccountID == "" {
		return onTablet{}
	}
	return onTablet{d.ID, d.State, d.SecretHash, d.AccountID}
}

// heldTablet refuses a tablet whose person nobody signed.
func (t *tx) heldTablet(ctx context.Context, d congress.Device) error {
	on := onTabletOf(d)
	if on == (onTablet{}) {
		return nil
	}
	return t.heldTexts(ctx, d.OrgID, tablets, on)
}

// heldRequirement refuses an answer to whether an organisation wants a second factor that
// nobody signed; other settings it lets pass.
func (t *tx) heldRequirement(ctx context.Context, key, value string) error {
	org, ok := strings.CutPrefix(key, security.Required)
	if !ok {
		return nil
	}
	return t.heldTexts(ctx, congress.OrgID(org), required, [2]string{key, value})
}

// heldFactors reads the second factors of an organisation's accounts.
func (t *tx) heldFactors(ctx context.Context, org congress.OrgID) ([]security.Factor, error) {
	return heldFree(ctx, t, org, func() ([]security.Factor, error) {
		return all[security.Factor](ctx, t, from[security.Factor]("second_factors WHERE org_id = $1"), org)
	})
}

// factorHome tells with which organisation's the second factor of an account is kept; of
// one without, where it would be.
func (t *tx) factorHome(ctx context.Context, id congress.AccountID) (congress.OrgID, error) {
	org, err := one[congress.OrgID](ctx, t, "SELECT org_id FROM second_factors WHERE account_id = $1", id)
	if errors.Is(err, congress.ErrNotFound) {
		org, err = one[congress.OrgID](ctx, t, "SELECT org_id FROM accounts WHERE account_id = $1", id)
	}
	return org, err
}
