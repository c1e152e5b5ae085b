package store

import (
	"context"
	"strings"

	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// Proposal implements ratify.Tx.
func (t *tx) Proposal(ctx context.Context, c congress.Congress) (ratify.Proposal, error) {
	return one[ratify.Proposal](ctx, t, from[ratify.Proposal]("proposals WHERE org_id = $1 AND congress_id = $2"),
		c.OrgID, c.ID)
}

// PutProposal implements ratify.Tx.
func (t *tx) PutProposal(ctx context.Context, p ratify.Proposal) error {
	return put(ctx, t, "proposals", "org_id, congress_id", p)
}

// DeleteProposal implements ratify.Tx.
func (t *tx) DeleteProposal(ctx context.Context, c congress.Congress) error {
	n, err := t.exec(ctx, "DELETE FROM proposals WHERE org_id = $1 AND congress_id = $2", c.OrgID, c.ID)
	return gone(n, err)
}

// Appointments implements ratify.Tx.
func (t *tx) Appointments(ctx context.Context, c congress.Congress) ([]ratify.Appointment, error) {
	return all[ratify.Appointment](ctx, t, from[ratify.Appointment]("appointments WHERE org_id = $1 AND congress_id "+
		"= $2 ORDER BY contest_id"), c.OrgID, c.ID)
}

// PutAppointment implements ratify.Tx.
func (t *tx) PutAppointment(ctx context.Context, a ratify.Appointment) error {
	return put(ctx, t, "appointments", "org_id, contest_id", a)
}

// sent begins a statement with n: the meetings in the inbox of a subtree that
// have sent a dossier. They are found once and the rest is read by key.
const sent = `WITH n (org_id, congress_id) AS MATERIALIZED (
	SELECT c.org_id, c.congress_id
	FROM (` + concerned + `) c
	WHERE EXISTS (SELECT 1 FROM dossiers d WHERE d.org_id = c.org_id AND d.congress_id = c.congress_id))
`

// below selects rows of T of the meetings in the inbox of a subtree.
func below[T any](ctx context.Context, t *tx, table, more, path string) ([]T, error) {
	var row T
	query := sent + "SELECT x." + strings.Join(columns(row), ", x.") + "\nFROM n\nJOIN " + table +
		" x ON x.org_id = n.org_id AND x.congress_id = n.congress_id" + more
	return all[T](ctx, t, query, path, beyond(path))
}

// RosterSums implements ratify.InboxTables.
func (t *tx) RosterSums(ctx context.Context, path string) ([]ratify.RosterSum, error) {
	return all[ratify.RosterSum](ctx, t, sent+`SELECT n.congress_id, count(*) AS official,
		COALESCE(sum(CASE WHEN x.deduction <> '' THEN 1 ELSE 0 END), 0) AS deducted,
		COALESCE(sum(CASE WHEN x.deduction = 'absent_with_consent' AND (x.consent_by = '' OR x.consent_on =
			'') THEN 1 ELSE 0 END), 0) AS no_consent
		FROM n
		JOIN members x ON x.org_id = n.org_id AND x.congress_id = n.congress_id
		WHERE x.official
		GROUP BY n.congress_id
		ORDER BY n.congress_id`, path, beyond(path))
}

// ContestsBelow implements ratify.InboxTables.
func (t *tx) ContestsBelow(ctx context.Context, path string) ([]congress.Contest, error) {
	return below[congress.Contest](ctx, t, "contests", "\nORDER BY n.congress_id, x.position", path)
}

// SealedBelow implements ratify.InboxTables.
func (t *tx) SealedBelow(ctx context.Context, path string) ([]congress.Round, error) {
	return below[congress.Round](ctx, t, "rounds", "\nWHERE x.state = 'sealed'\nORDER BY n.congress_id, x.number", path)
}

// CommitteesBelow implements ratify.InboxTables.
func (t *tx) CommitteesBelow(ctx context.Context, path string) ([]congress.Member, error) {
	return below[congress.Member](ctx, t, "elected e ON e.org_id = n.org_id AND e.congress_id = n.congress_id AND "+
		"e.office = 'committee' AND NOT e.refused\nJOIN members",
		" AND x.member_id = e.member_id\nORDER BY n.congress_id, x.number", path)
}

// ProposalsBelow implements ratify.InboxTables.
func (t *tx) ProposalsBelow(ctx context.Context, path string) ([]ratify.Proposal, error) {
	return below[ratify.Proposal](ctx, t, "proposals", "\nORDER BY n.congress_id", path)
}

// AppointmentsBelow implements ratify.InboxTables.
func (t *tx) AppointmentsBelow(ctx context.Context, path string) ([]ratify.Appointment, error) {
	return below[ratify.Appointment](ctx, t, "appointments", "\nORDER BY n.congress_id, x.contest_id", path)
}
