package store

import (
	"context"
	"errors"
	"strings"

	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/office"
	"kiemphieu/ratify"
	"kiemphieu/security"
)

// Organisation implements congress.Organisations.
func (t *tx) Organisation(ctx context.Context, id congress.OrgID) (congress.Organisation, error) {
	return t.organisation(ctx, "org_id = $1", id)
}

// LockOrganisation implements congress.Organisations.
func (t *tx) LockOrganisation(ctx context.Context, id congress.OrgID) (congress.Organisation, error) {
	o, err := t.lockedOrganisation(ctx, id)
	if err != nil {
		return o, err
	}
	return t.heldOrganisation(ctx, o)
}

// lockedOrganisation has other writers wait. SQLite has one writer
// anyway; in PostgreSQL the lock lets others go on referring to the row.
func (t *tx) lockedOrganisation(ctx context.Context, id congress.OrgID) (congress.Organisation, error) {
	query := from[congress.Organisation]("organisations WHERE org_id = $1")
	if t.db.dialect.lock != "" {
		query += " FOR NO KEY UPDATE"
	}
	return one[congress.Organisation](ctx, t, query, id)
}

// OrganisationsUnder implements congress.Organisations.
func (t *tx) OrganisationsUnder(ctx context.Context, path string) ([]congress.Organisation, error) {
	return t.organisations(ctx, from[congress.Organisation](`organisations
		WHERE path >= $1 AND path < $2
		ORDER BY length(path), name`), path, beyond(path))
}

// OrganisationsAfter implements congress.Organisations.
func (t *tx) OrganisationsAfter(ctx context.Context, path string, after congress.OrgID,
	n int) ([]congress.Organisation, error) {
	return t.organisations(ctx, from[congress.Organisation](`organisations
		WHERE path >= $1 AND path < $2 AND org_id > $3
		ORDER BY org_id
		LIMIT $4`), path, beyond(path), after, n)
}

// PutOrganisation implements congress.Organisations.
func (t *tx) PutOrganisation(ctx context.Context, o congress.Organisation) error {
	if err := t.writeOffice(ctx, o.ID, "organisations"); err != nil {
		return err
	}
	if err := put(ctx, t, "organisations", "org_id", o); err != nil {
		return err
	}
	if o.Kind == congress.KindCell {
		t.stale(o.ID)
	}
	return t.putName(ctx, o)
}

func (t *tx) putName(ctx context.Context, o congress.Organisation) error {
	return put(ctx, t, "organisation_names", "org_id", nameOf(o))
}

// nameRow is how an organisation is searched by its name, and how that is compared.
type nameRow struct {
	OrgID  congress.OrgID            `db:"org_id"`
	Folded string                    `db:"folded"`
	Same   string                    `db:"same"`
	Path   string                    `db:"path"`
	Kind   congress.OrganisationKind `db:"kind"`
}

func nameOf(o congress.Organisation) nameRow {
	return nameRow{o.ID, list.Fold(o.Name), congress.FoldName(o.Name), o.Path, o.Kind}
}

// fillNames writes the rows of organisations that came without: those of a
// database from before there were such rows.
func (db *DB) fillNames(ctx context.Context) error {
	return db.inTx(ctx, func(t *tx) error { return t.fillNames(ctx) })
}

func (t *tx) fillNames(ctx context.Context) error {
	unnamed, err := all[congress.Organisation](ctx, t, from[congress.Organisation](`organisations
		WHERE org_id NOT IN (SELECT org_id FROM organisation_names)`))
	for _, o := range unnamed {
		err = errors.Join(err, t.putName(ctx, o))
	}
	if err != nil {
		return err
	}
	return t.fillStaff(ctx)
}

// NamesBeside implements congress.Organisations.
func (t *tx) NamesBeside(ctx context.Context, parent congress.OrgID, name string) ([]congress.Organisation, error) {
	return t.organisations(ctx, from[congress.Organisation](`organisations
		WHERE parent_id = $1 AND org_id IN (SELECT org_id FROM organisation_names WHERE same = $2)
			AND org_id NOT IN (SELECT org_id FROM organisation_mergers)
		ORDER BY org_id`), parent, congress.FoldName(name))
}

// MergedInto implements congress.Organisations.
func (t *tx) MergedInto(ctx context.Context, id congress.OrgID) (congress.OrgID, congress.Instant, error) {
	rows, err := heldFree(ctx, t, id, func() ([]office.Merger, error) {
		return all[office.Merger](ctx, t, from[office.Merger]("organisation_mergers WHERE org_id = $1"), id)
	})
	if err != nil || len(rows) == 0 {
		return "", 0, err
	}
	return rows[0].IntoID, rows[0].MergedAt, nil
}

// DeleteOrganisation implements congress.Organisations.
func (t *tx) DeleteOrganisation(ctx context.Context, id congress.OrgID) error {
	below, err := one[int](ctx, t, "SELECT count(*) FROM organisations WHERE parent_id = $1", id)
	if err != nil {
		return err
	}
	if below > 0 {
		return congress.ErrConflict
	}
	if err := errors.Join(t.countAll(ctx), t.forgetOffice(ctx, id)); err != nil {
		return err
	}
	for _, own := range []string{"organisation_names", "organisation_events", "organisation_mergers", "cell_rows",
		"mandate_rows", "statistic_sums", "import_columns", "imports"} { // what is only about itself
		if _, err := t.exec(ctx, "DELETE FROM "+own+"\nWHERE org_id = $1", id); err != nil {
			return err
		}
	}
	for _, of := range append(ratify.PracticeSettings(), security.Required) {
		if _, err := t.exec(ctx, "DELETE FROM settings WHERE key = $1", of+string(id)); err != nil {
			return err
		}
	}
	n, err := t.exec(ctx, "DELETE FROM organisations WHERE org_id = $1", id)
	return gone(n, err)
}

// gone returns ErrNotFound when nothing was deleted.
func gone(n int64, err error) error {
	if err == nil && n == 0 {
		return congress.ErrNotFound
	}
	return err
}

// Account implements congress.Accounts.
func (t *tx) Account(ctx context.Context, id congress.AccountID) (congress.Account, error) {
	return t.accountWhere(ctx, "account_id = $1", id)
}

// Actor implements congress.Accounts.
func (t *tx) Actor(ctx context.Context, id congress.AccountID) (congress.Actor, error) {
	by, err := one[congress.Actor](ctx, t, `SELECT a.account_id, a.name, a.role, a.org_id, o.path, o.name AS org_name,
			a.password_hash || a.invite_hash AS entry
		FROM accounts a
		JOIN organisations o ON o.org_id = a.org_id
		WHERE a.account_id = $1 AND NOT a.disabled`, id)
	if err != nil {
		return by, err
	}
	return t.heldActor(ctx, by)
}

// AccountByInvitation implements congress.Accounts.
func (t *tx) AccountByInvitation(ctx context.Context, hash string) (congress.Account, error) {
	return t.accountWhere(ctx, "invite_hash = $1 AND invite_hash <> ''", hash)
}

// AccountByLogin implements congress.Accounts.
func (t *tx) AccountByLogin(ctx context.Context, login string) (congress.Account, error) {
	return t.accountWhere(ctx, "login = $1", login)
}

// AccountsUnder implements congress.Accounts.
func (t *tx) AccountsUnder(ctx context.Context, path string) ([]congress.Account, error) {
	found, err := all[congress.Account](ctx, t, from[congress.Account](`accounts
		WHERE org_id IN (SELECT org_id FROM organisations WHERE path >= $1 AND path < $2)
		ORDER BY login`), path, beyond(path))
	for i := range found {
		if err == nil {
			found[i], err = t.heldAccount(ctx, found[i])
		}
	}
	return found, err
}

// CountAccounts implements congress.Accounts.
func (t *tx) CountAccounts(ctx context.Context) (int, error) {
	return one[int](ctx, t, "SELECT count(*) FROM accounts")
}

// PutAccount implements congress.Accounts.
func (t *tx) PutAccount(ctx context.Context, a congress.Account) error {
	if err := t.writeOffice(ctx, a.OrgID, "accounts"); err != nil {
		return err
	}
	err := put(ctx, t, "accounts", "account_id", a)
	if t.db.dialect.taken(err) {
		return congress.ErrLoginTaken
	}
	if err != nil {
		return err
	}
	return t.putStaff(ctx, a)
}

// Setting implements congress.Settings.
func (t *tx) Setting(ctx context.Context, key string) (string, error) {
	org, signed := practiceOf(key)
	if !signed {
		value, err := one[string](ctx, t, "SELECT value FROM settings WHERE key = $1", key)
		if err != nil && !errors.Is(err, congress.ErrNotFound) {
			return value, err
		}
		if broken := t.heldRequirement(ctx, key, value); broken != nil {
			return "", broken
		}
		return value, err
	}
	rows, err := heldFree(ctx, t, org, func() ([]settingRow, error) {
		var keys []any
		for _, of := range ratify.PracticeSettings() {
			keys = append(keys, of+string(org))
		}
		return all[settingRow](ctx, t, from[settingRow]("settings WHERE key IN ($1, $2, $3)"), keys...)
	})
	if err != nil {
		return "", err
	}
	for _, row := range rows {
		if row.Key == key {
			return row.Value, nil
		}
	}
	return "", congress.ErrNotFound
}

// practiceOf tells of which organisation a setting is that is signed.
func practiceOf(key string) (congress.OrgID, bool) {
	for _, of := range ratify.PracticeSettings() {
		if org, ok := strings.CutPrefix(key, of); ok {
			return congress.OrgID(org), true
		}
	}
	return "", false
}

// writeSetting looks at what is signed of the organisation that a setting is of.
func (t *tx) writeSetting(ctx context.Context, key string) error {
	if org, signed := practiceOf(key); signed {
		return t.writeOffice(ctx, org, practices)
	}
	if org, ok := strings.CutPrefix(key, security.Required); ok {
		return t.writeOffice(ctx, congress.OrgID(org), required)
	}
	return nil
}

// PutSetting implements congress.Settings.
func (t *tx) PutSetting(ctx context.Context, key, value string) error {
	if err := t.writeSetting(ctx, key); err != nil {
		return err
	}
	_, err := t.exec(ctx, "INSERT INTO settings (key, value)\nVALUES ($1, $2)\nON CONFLICT (key) DO UPDATE SET value "+
		"= excluded.value", key, value)
	return err
}

// DeleteSetting implements congress.Settings.
func (t *tx) DeleteSetting(ctx context.Context, key string) error {
	if err := t.writeSetting(ctx, key); err != nil {
		return err
	}
	n, err := t.exec(ctx, "DELETE FROM settings WHERE key = $1", key)
	return gone(n, err)
}
