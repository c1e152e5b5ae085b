package store

import (
	"context"

	"kiemphieu/congress"
)

// Congress implements congress.Congresses.
func (t *tx) Congress(ctx context.Context, id congress.CongressID) (congress.Congress, error) {
	return named[congress.Congress](ctx, t, aCongress, string(id), "")
}

// LockCongress implements congress.Congresses. SQLite has one writer anyway.
func (t *tx) LockCongress(ctx context.Context, id congress.CongressID) (congress.Congress, error) {
	return t.locked(named[congress.Congress](ctx, t, aCongress, string(id), t.db.dialect.lock))
}

// LockCongressOfContest implements congress.Congresses.
func (t *tx) LockCongressOfContest(ctx context.Context, id congress.ContestID) (congress.Congress, error) {
	return t.congressOf(ctx, aContest, string(id))
}

// LockCongressOfRound implements congress.Congresses.
func (t *tx) LockCongressOfRound(ctx context.Context, id congress.RoundID) (congress.Congress, error) {
	c, err := t.congressOf(ctx, aRound, string(id))
	if err == nil && t.writable {
		err = t.readAhead(ctx, c, id)
	}
	return c, err
}

// locked remembers a congress that was locked: until the end of the
// transaction nobody else changes it.
func (t *tx) locked(c congress.Congress, err error) (congress.Congress, error) {
	if err == nil && t.writable {
		if t.meetings == nil {
			t.meetings = map[congress.CongressID]congress.Congress{}
		}
		t.meetings[c.ID] = c
	}
	return c, err
}

// CongressesUnder implements congress.Congresses.
func (t *tx) CongressesUnder(ctx context.Context, path string) ([]congress.Congress, error) {
	return all[congress.Congress](ctx, t, from[congress.Congress](`congresses
		WHERE org_id IN (SELECT org_id FROM organisations WHERE path >= $1 AND path < $2)
		ORDER BY held_on, title, congress_id`), path, beyond(path))
}

// CongressesOf implements congress.Congresses.
func (t *tx) CongressesOf(ctx context.Context, o congress.Organisation) ([]congress.Congress, error) {
	return all[congress.Congress](ctx, t, from[congress.Congress](`congresses
		WHERE org_id = $1
		ORDER BY held_on, title, congress_id`), o.ID)
}

// CongressByProjector implements congress.Congresses.
func (t *tx) CongressByProjector(ctx context.Context, code string) (congress.Congress, error) {
	return one[congress.Congress](ctx, t, from[congress.Congress](
		"congresses WHERE projector = $1 AND projector <> ''"), code)
}

// PutCongress implements congress.Congresses.
func (t *tx) PutCongress(ctx context.Context, c congress.Congress) error {
	if was, known := t.meetings[c.ID]; !known || !sameStand(was, c) {
		t.stale(c.OrgID)
	}
	return put(ctx, t, "congresses", "org_id, congress_id", c)
}

// sameStand reports whether a congress stands as it did for whoever lists it:
// what is counted in it, and what its log has grown by, changes no list.
func sameStand(a, b congress.Congress) bool {
	a.LogSize, a.ChangedAt, a.ChangedBy = b.LogSize, b.ChangedAt, b.ChangedBy
	return a == b
}

// Members implements congress.Rosters.
func (t *tx) Members(ctx context.Context, c congress.Congress) ([]congress.Member, error) {
	return all[congress.Member](ctx, t, from[congress.Member](`members
		WHERE org_id = $1 AND congress_id = $2
		ORDER BY number, member_id`), c.OrgID, c.ID)
}

// PutMembers implements congress.Rosters.
func (t *tx) PutMembers(ctx context.Context, members []congress.Member) error {
	for _, m := range members {
		if err := put(ctx, t, "members", "org_id, congress_id, member_id", m); err != nil {
			return err
		}
	}
	return nil
}

// DeleteMember implements congress.Rosters.
func (t *tx) DeleteMember(ctx context.Context, c congress.Congress, id congress.MemberID) error {
	n, err := t.exec(ctx, "DELETE FROM members\nWHERE org_id = $1 AND congress_id = $2 AND member_id = $3", c.OrgID,
		c.ID, id)
	return gone(n, err)
}

// Officers implements congress.Rosters.
func (t *tx) Officers(ctx context.Context, c congress.Congress) ([]congress.Officer, error) {
	return all[congress.Officer](ctx, t, from[congress.Officer](`officers
		WHERE org_id = $1 AND congress_id = $2
		ORDER BY CASE duty WHEN 'chair' THEN 1 WHEN 'presidium' THEN 2 WHEN 'secretary' THEN 3 WHEN 'chief' THEN 4 ELSE 5 END, member_id`), c.OrgID, c.ID)
}

// PutOfficer implements congress.Rosters.
func (t *tx) PutOfficer(ctx context.Context, o congress.Officer) error {
	return put(ctx, t, "officers", "org_id, congress_id, member_id", o)
}

// DeleteOfficer implements congress.Rosters.
func (t *tx) DeleteOfficer(ctx context.Context, c congress.Congress, id congress.MemberID) error {
	n, err := t.exec(ctx, "DELETE FROM officers\nWHERE org_id = $1 AND congress_id = $2 AND member_id = $3", c.OrgID,
		c.ID, id)
	return gone(n, err)
}

// Contest implements congress.Contests.
func (t *tx) Contest(ctx context.Context, id congress.ContestID) (congress.Contest, error) {
	return named[congress.Contest](ctx, t, aContest, string(id), "")
}

// ContestsOf implements congress.Contests.
func (t *tx) ContestsOf(ctx context.Context, c congress.Congress) ([]congress.Contest, error) {
	return all[congress.Contest](ctx, t, from[congress.Contest](`contests
		WHERE org_id = $1 AND congress_id = $2
		ORDER BY position, contest_id`), c.OrgID, c.ID)
}

// PutContest implements congress.Contests.
func (t *tx) PutContest(ctx context.Context, c congress.Contest) error {
	return put(ctx, t, "contests", "org_id, contest_id", c)
}

// DeleteContest implements congress.Contests.
func (t *tx) DeleteContest(ctx context.Context, c congress.Contest) error {
	if _, err := t.exec(ctx, "DELETE FROM nominations\nWHERE org_id = $1 AND contest_id = $2", c.OrgID,
		c.ID); err != nil {
		return err
	}
	n, err := t.exec(ctx, "DELETE FROM contests\nWHERE org_id = $1 AND contest_id = $2", c.OrgID, c.ID)
	return gone(n, err)
}

// Nominations implements congress.Contests.
func (t *tx) Nominations(ctx context.Context, c congress.Contest) ([]congress.Nomination, error) {
	return all[congress.Nomination](ctx, t, from[congress.Nomination](`nominations
		WHERE org_id = $1 AND contest_id = $2
		ORDER BY member_id`), c.OrgID, c.ID)
}

// PutNomination implements congress.Contests.
func (t *tx) PutNomination(ctx context.Context, n congress.Nomination) error {
	return put(ctx, t, "nominations", "org_id, contest_id, member_id", n)
}

// DeleteNomination implements congress.Contests.
func (t *tx) DeleteNomination(ctx context.Context, c congress.Contest, id congress.MemberID) error {
	n, err := t.exec(ctx, "DELETE FROM nominations\nWHERE org_id = $1 AND contest_id = $2 AND member_id = $3", c.OrgID,
		c.ID, id)
	return gone(n, err)
}

// ElectedOf implements congress.Contests.
func (t *tx) ElectedOf(ctx context.Context, c congress.Congress) ([]congress.Elected, error) {
	return all[congress.Elected](ctx, t, `SELECT e.org_id, e.congress_id, e.contest_id, e.round_id, e.member_id, e.office, e.rank, e.votes, e.base, e.refused
		FROM elected e
		JOIN contests c ON c.org_id = e.org_id AND c.contest_id = e.contest_id
		JOIN rounds r ON r.org_id = e.org_id AND r.round_id = e.round_id
		WHERE e.org_id = $1 AND e.congress_id = $2
		ORDER BY c.position, r.number, e.rank`, c.OrgID, c.ID)
}

// PutElected implements congress.Contests.
func (t *tx) PutElected(ctx context.Context, elected []congress.Elected) error {
	for _, e := range elected {
		if err := put(ctx, t, "elected", "org_id, contest_id, member_id", e); err != nil {
			return err
		}
	}
	return nil
}
