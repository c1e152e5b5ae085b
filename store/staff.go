package store

import (
	"context"

	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/office"
)

// putStaff writes the row of an account for lists over a tree.
func (t *tx) putStaff(ctx context.Context, a congress.Account) error {
	_, err := t.exec(ctx, `INSERT INTO account_rows (org_id, account_id, path, login, folded, role, disabled)
		SELECT org_id, $2, path, $3, $4, $5, $6 FROM organisations WHERE org_id = $1
		ON CONFLICT (org_id, account_id) DO UPDATE SET path = excluded.path, login = excluded.login,
			folded = excluded.folded, role = excluded.role, disabled = excluded.disabled`, a.OrgID, a.ID, a.Login,
		list.Fold(a.Name), a.Role, a.Disabled)
	return err
}

// staffRow is how an account is searched and ordered.
type staffRow struct {
	OrgID    congress.OrgID     `db:"org_id"`
	ID       congress.AccountID `db:"account_id"`
	Path     string             `db:"path"`
	Login    string             `db:"login"`
	Folded   string             `db:"folded"`
	Role     congress.Role      `db:"role"`
	Disabled bool               `db:"disabled"`
}

// fillStaff writes the rows of accounts that have none: those of a database
// from before there were such rows.
func (t *tx) fillStaff(ctx context.Context) error {
	found, err := all[congress.Account](ctx, t, from[congress.Account](`accounts
		WHERE account_id NOT IN (SELECT account_id FROM account_rows)`))
	for _, a := range found {
		if err == nil {
			err = t.putStaff(ctx, a)
		}
	}
	return err
}

// StaffBelow implements office.StaffTables.
func (t *tx) StaffBelow(ctx context.Context, path string, q list.Query) ([]office.Staff, int, error) {
	args := arguments{path, beyond(path)}
	source, where := "\nFROM account_rows r", "\nWHERE r.path >= $1 AND r.path < $2"
	if q.Text != "" || q.Sort == office.StaffOrg {
		source += "\nJOIN organisation_names n ON n.org_id = r.org_id"
	}
	if q.Text != "" {
		where += " AND (" + contains("r.folded", q.Text, &args) + " OR " + contains("r.login", q.Text, &args) +
			" OR " + contains("n.folded", q.Text, &args) + ")"
	}
	if role := q.Filter(office.StaffRole); role != "" {
		where += " AND r.role = " + args.place(role)
	}
	switch q.Filter(office.StaffLocked) {
	case office.LockedYes:
		where += " AND r.disabled"
	case office.LockedNo:
		where += " AND NOT r.disabled"
	}
	found, err := one[int](ctx, t, "SELECT count(*)"+source+where, args...)
	if err != nil {
		return nil, 0, err
	}
	order, known := map[string]string{office.StaffName: "r.folded", office.StaffRoleSort: "r.role",
		office.StaffOrg: "n.folded"}[q.Sort]
	if !known {
		order = "r.login"
	}
	rows, err := all[office.Staff](ctx, t, staffColumns()+`FROM (SELECT r.account_id, r.org_id, `+order+" AS place"+
		source+where+"\nORDER BY "+by(order, q.Down)+", r.login"+page(q.Within(found), 0)+`) p
		JOIN accounts a ON a.account_id = p.account_id
		JOIN organisations o ON o.org_id = p.org_id
		ORDER BY `+by("p.place", q.Down)+", a.login", args...)
	if err != nil {
		return nil, 0, err
	}
	return rows, found, t.heldStaff(ctx, rows)
}

// heldStaff refuses accounts, or organisations of theirs, that nobody signed.
func (t *tx) heldStaff(ctx context.Context, rows []office.Staff) error {
	if len(rows) == 0 {
		return nil
	}
	orgs := make([]congress.Organisation, len(rows))
	for i, r := range rows {
		if _, err := t.heldAccount(ctx, r.Account); err != nil {
			return err
		}
		orgs[i].ID = r.OrgID
	}
	marks, ids := places(orgs)
	_, err := t.organisations(ctx, from[congress.Organisation]("organisations WHERE org_id IN ("+marks+")"), ids...)
	return err
}

func staffColumns() string {
	text := "SELECT o.name AS organisation"
	for _, column := range columns(congress.Account{}) {
		text += ", a." + column
	}
	return text + "\n"
}
