package store

import (
	"context"
	"errors"
	"strings"

	"kiemphieu/congress"
)

// callerRow is who calls, and where to: what is not there is empty.
type callerRow struct {
	Person congress.AccountID `db:"person"`
	Called string             `db:"called"`
	Role   congress.Role      `db:"role"`
	Home   congress.OrgID     `db:"home"`
	Path   string             `db:"path"`
	Named  string             `db:"named"`
	Entry  string             `db:"entry"`
	Target string             `db:"target"`
}

// selectCaller selects a callerRow from accounts a and their organisations o.
const selectCaller = `COALESCE(a.account_id, '') AS person, COALESCE(a.name, '') AS called,
	COALESCE(a.role, '') AS role, COALESCE(a.org_id, '') AS home, COALESCE(o.path, '') AS path,
	COALESCE(o.name, '') AS named,
	COALESCE(a.password_hash || a.invite_hash, '') AS entry, `

func (r callerRow) admission() congress.Admission {
	return congress.Admission{Path: r.Target, By: congress.Actor{AccountID: r.Person, Name: r.Called, Role: r.Role,
		OrgID: r.Home, OrgPath: r.Path, OrgName: r.Named, Entry: r.Entry}}
}

// Admitted implements congress.Accounts.
func (t *tx) Admitted(ctx context.Context, shown congress.Credential,
	about congress.Target) (congress.Admission, error) {
	var args arguments
	target, whose, err := t.pathOf(ctx, about, &args)
	if err != nil {
		return congress.Admission{}, err
	}
	target += " AS target"
	if shown.Device == "" {
		row, err := one[callerRow](ctx, t, "SELECT "+selectCaller+target+`
			FROM accounts a
			JOIN organisations o ON o.org_id = a.org_id
			WHERE a.account_id = `+args.place(shown.Account)+" AND NOT a.disabled", args...)
		if err != nil {
			return congress.Admission{}, err
		}
		return t.heldAdmission(ctx, row.admission(), whose)
	}
	type tabletRow struct {
		congress.Device
		callerRow
	}
	where := "d.secret_hash = " + args.place(shown.Device)
	org, known := t.db.homeKnown(aSecret, shown.Device)
	if known {
		where += " AND d.org_id = " + args.place(org)
	}
	row, err := one[tabletRow](ctx, t, "SELECT d."+strings.Join(columns(congress.Device{}), ", d.")+", "+selectCaller+
		target+`
		FROM devices d
		LEFT JOIN accounts a ON a.account_id = d.account_id AND NOT a.disabled
		LEFT JOIN organisations o ON o.org_id = a.org_id
		WHERE d.secret_hash <> '' AND `+where, args...)
	if err != nil {
		return congress.Admission{}, err
	}
	if !known {
		t.db.rememberHome(aSecret, shown.Device, row.OrgID)
	}
	if err := t.heldTablet(ctx, row.Device); err != nil {
		return congress.Admission{}, err
	}
	admission := row.admission()
	admission.Device = row.Device
	return t.heldAdmission(ctx, admission, whose)
}

// heldAdmission lets nobody in by what nobody signed.
func (t *tx) heldAdmission(ctx context.Context, a congress.Admission,
	whose congress.OrgID) (congress.Admission, error) {
	var err error
	if a.By, err = t.heldActor(ctx, a.By); err == nil {
		a.Path, err = t.heldPath(ctx, whose, a.Path)
	}
	if err != nil {
		return congress.Admission{}, err
	}
	return a, nil
}

// pathOf writes the path of the organisation to which a target belongs, "" where there is
// none, and tells which that is.
func (t *tx) pathOf(ctx context.Context, about congress.Target, args *arguments) (string, congress.OrgID, error) {
	org := congress.OrgID(about.ID)
	kind, known := targets()[about.Kind]
	var err error
	switch {
	case known:
		org, err = t.home(ctx, kind, about.ID)
	case about.Kind == congress.TargetAccount: // who may move to another organisation
		var a congress.Account
		a, err = t.Account(ctx, congress.AccountID(about.ID))
		org = a.OrgID
	case about.Kind != congress.TargetOrganisation:
		err = congress.ErrNotFound
	}
	if errors.Is(err, congress.ErrNotFound) {
		return "''", "", nil
	}
	return "COALESCE((SELECT g.path FROM organisations g WHERE g.org_id = " + args.place(org) + "), '')", org, err
}

// targets are the things that belong to an organisation for good.
func targets() map[congress.TargetKind]thing {
	return map[congress.TargetKind]thing{congress.TargetCongress: aCongress, congress.TargetContest: aContest,
		congress.TargetRound: aRound, congress.TargetDevice: aDevice}
}

// PathOf implements congress.Organisations.
func (t *tx) PathOf(ctx context.Context, about congress.Target) (string, error) {
	var args arguments
	query, whose, err := t.pathOf(ctx, about, &args)
	if err != nil {
		return "", err
	}
	path, err := one[string](ctx, t, "SELECT "+query, args...)
	if err == nil && path == "" {
		err = congress.ErrNotFound
	}
	if err != nil {
		return "", err
	}
	return t.heldPath(ctx, whose, path)
}
