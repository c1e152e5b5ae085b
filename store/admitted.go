package store

import (
	"context"
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
	Entry  string             `db:"entry"`
	Target string             `db:"target"`
}

// selectCaller selects a callerRow from accounts a and their organisations o.
const selectCaller = `COALESCE(a.account_id, '') AS person, COALESCE(a.name, '') AS called,
	COALESCE(a.role, '') AS role, COALESCE(a.org_id, '') AS home, COALESCE(o.path, '') AS path,
	COALESCE(a.password_hash || a.invite_hash, '') AS entry, `

func (r callerRow) admission() congress.Admission {
	return congress.Admission{Path: r.Target, By: congress.Actor{AccountID: r.Person, Name: r.Called, Role: r.Role,
		OrgID: r.Home, OrgPath: r.Path, Entry: r.Entry}}
}

// Admitted implements congress.Accounts.
func (t *tx) Admitted(ctx context.Context, shown congress.Credential,
	about congress.Target) (congress.Admission, error) {
	var args arguments
	target := pathOf(about, &args) + " AS target"
	if shown.Device == "" {
		row, err := one[callerRow](ctx, t, "SELECT "+selectCaller+target+`
			FROM accounts a
			JOIN organisations o ON o.org_id = a.org_id
			WHERE a.account_id = `+args.place(shown.Account)+" AND NOT a.disabled", args...)
		return row.admission(), err
	}
	type tabletRow struct {
		congress.Device
		callerRow
	}
	row, err := one[tabletRow](ctx, t, "SELECT d."+strings.Join(columns(congress.Device{}), ", d.")+", "+selectCaller+
		target+`
		FROM devices d
		LEFT JOIN accounts a ON a.account_id = d.account_id AND NOT a.disabled
		LEFT JOIN organisations o ON o.org_id = a.org_id
		WHERE d.secret_hash = `+args.place(shown.Device)+" AND d.secret_hash <> ''", args...)
	admission := row.admission()
	admission.Device = row.Device
	return admission, err
}

// pathOf writes the path of the organisation to which a target belongs, "" where there is none.
func pathOf(about congress.Target, args *arguments) string {
	belongs, known := targets()[about.Kind]
	if !known && about.Kind != congress.TargetOrganisation {
		return "''"
	}
	place := args.place(about.ID)
	if !known {
		return "COALESCE((SELECT g.path FROM organisations g WHERE g.org_id = " + place + "), '')"
	}
	return "COALESCE((SELECT g.path FROM organisations g JOIN " + belongs + place + " AND t.org_id = g.org_id), '')"
}

// targets tells how a thing t that belongs to an organisation is found by its id, which follows.
func targets() map[congress.TargetKind]string {
	return map[congress.TargetKind]string{
		congress.TargetCongress: "congresses t ON t.congress_id = ",
		congress.TargetContest:  "contests t ON t.contest_id = ",
		congress.TargetRound:    "rounds t ON t.round_id = ",
		congress.TargetDevice:   "devices t ON t.device_id = ",
		congress.TargetAccount:  "accounts t ON t.account_id = ",
	}
}

// PathOf implements congress.Organisations.
func (t *tx) PathOf(ctx context.Context, about congress.Target) (string, error) {
	var args arguments
	path, err := one[string](ctx, t, "SELECT "+pathOf(about, &args), args...)
	if err == nil && path == "" {
		err = congress.ErrNotFound
	}
	return path, err
}
