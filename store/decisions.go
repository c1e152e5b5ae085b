package store

import (
	"context"

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
	t.stale(p.OrgID)
	return put(ctx, t, "proposals", "org_id, congress_id", p)
}

// DeleteProposal implements ratify.Tx.
func (t *tx) DeleteProposal(ctx context.Context, c congress.Congress) error {
	t.stale(c.OrgID)
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
	t.stale(a.OrgID)
	return put(ctx, t, "appointments", "org_id, contest_id", a)
}

// RosterSums implements ratify.InboxTables.
func (t *tx) RosterSums(ctx context.Context, keys []ratify.MeetingKey) ([]ratify.RosterSum, error) {
	var args arguments
	return all[ratify.RosterSum](ctx, t, keyTable(keys, &args)+`SELECT n.congress_id, count(*) AS official,
		COALESCE(sum(CASE WHEN x.deduction <> '' THEN 1 ELSE 0 END), 0) AS deducted,
		COALESCE(sum(CASE WHEN x.deduction = 'absent_with_consent' AND (x.consent_by = '' OR x.consent_on =
			'') THEN 1 ELSE 0 END), 0) AS no_consent
		FROM n
		JOIN members x ON x.org_id = n.org_id AND x.congress_id = n.congress_id
		WHERE x.official
		GROUP BY n.congress_id
		ORDER BY n.congress_id`, args...)
}

// ContestsAmong implements ratify.InboxTables.
func (t *tx) ContestsAmong(ctx context.Context, keys []ratify.MeetingKey) ([]congress.Contest, error) {
	return ofKeys[congress.Contest](ctx, t, keys, "contests", "\nORDER BY n.congress_id, x.position")
}

// SealedAmong implements ratify.InboxTables.
func (t *tx) SealedAmong(ctx context.Context, keys []ratify.MeetingKey) ([]congress.Round, error) {
	return ofKeys[congress.Round](ctx, t, keys, "rounds",
		"\nWHERE x.state = 'sealed'\nORDER BY n.congress_id, x.number")
}

// CommitteesAmong implements ratify.InboxTables.
func (t *tx) CommitteesAmong(ctx context.Context, keys []ratify.MeetingKey) ([]congress.Member, error) {
	return ofKeys[congress.Member](ctx, t, keys,
		"elected e ON e.org_id = n.org_id AND e.congress_id = n.congress_id AND "+
			"e.office = 'committee' AND NOT e.refused\nJOIN members",
		" AND x.member_id = e.member_id\nORDER BY n.congress_id, x.number")
}

// ProposalsAmong implements ratify.InboxTables.
func (t *tx) ProposalsAmong(ctx context.Context, keys []ratify.MeetingKey) ([]ratify.Proposal, error) {
	return ofKeys[ratify.Proposal](ctx, t, keys, "proposals", "\nORDER BY n.congress_id")
}

// AppointmentsAmong implements ratify.InboxTables.
func (t *tx) AppointmentsAmong(ctx context.Context, keys []ratify.MeetingKey) ([]ratify.Appointment, error) {
	return ofKeys[ratify.Appointment](ctx, t, keys, "appointments", "\nORDER BY n.congress_id, x.contest_id")
}
