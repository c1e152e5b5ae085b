package store

import (
	"context"

	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/ratify/calendar"
)

// Preparations implements congress.Preparations.
func (t *tx) Preparations(ctx context.Context, of ...congress.Congress) ([]congress.Preparation, error) {
	if len(of) == 1 { // within its partition
		return all[congress.Preparation](ctx, t, from[congress.Preparation](
			"preparations WHERE org_id = $1 AND congress_id = $2"), of[0].OrgID, of[0].ID)
	}
	keys := make([]ratify.MeetingKey, len(of))
	for i, c := range of {
		keys[i] = ratify.MeetingKey{OrgID: c.OrgID, CongressID: c.ID}
	}
	return ofKeys[congress.Preparation](ctx, t, keys, "preparations", "")
}

// PutPreparation implements congress.Preparations.
func (t *tx) PutPreparation(ctx context.Context, p congress.Preparation) error {
	return put(ctx, t, "preparations", "org_id, congress_id, item", p)
}

// DeletePreparation implements congress.Preparations.
func (t *tx) DeletePreparation(ctx context.Context, c congress.Congress, item congress.PreparationItem) error {
	n, err := t.exec(ctx, "DELETE FROM preparations\nWHERE org_id = $1 AND congress_id = $2 AND item = $3", c.OrgID,
		c.ID, item)
	return gone(n, err)
}

// CalendarDays implements calendar.Tx.
func (t *tx) CalendarDays(ctx context.Context, org congress.OrgID) ([]calendar.Day, error) {
	return heldFree(ctx, t, org, func() ([]calendar.Day, error) {
		return all[calendar.Day](ctx, t, from[calendar.Day]("calendar_days WHERE org_id = $1 ORDER BY day"), org)
	})
}

// PutCalendarDay implements calendar.Tx.
func (t *tx) PutCalendarDay(ctx context.Context, d calendar.Day) error {
	if err := t.writeOffice(ctx, d.OrgID, "calendar_days"); err != nil {
		return err
	}
	return put(ctx, t, "calendar_days", "org_id, day", d)
}

// DeleteCalendarDay implements calendar.Tx.
func (t *tx) DeleteCalendarDay(ctx context.Context, org congress.OrgID, day congress.Date) error {
	if err := t.writeOffice(ctx, org, "calendar_days"); err != nil {
		return err
	}
	n, err := t.exec(ctx, "DELETE FROM calendar_days\nWHERE org_id = $1 AND day = $2", org, day)
	return gone(n, err)
}

// CalendarYears implements calendar.Tx.
func (t *tx) CalendarYears(ctx context.Context, org congress.OrgID) ([]calendar.Year, error) {
	return heldFree(ctx, t, org, func() ([]calendar.Year, error) {
		return all[calendar.Year](ctx, t, from[calendar.Year]("calendar_years WHERE org_id = $1 ORDER BY year"), org)
	})
}

// PutCalendarYear implements calendar.Tx.
func (t *tx) PutCalendarYear(ctx context.Context, y calendar.Year) error {
	if err := t.writeOffice(ctx, y.OrgID, "calendar_years"); err != nil {
		return err
	}
	return put(ctx, t, "calendar_years", "org_id, year", y)
}

// DeleteCalendarYear implements calendar.Tx: gone already is as well.
func (t *tx) DeleteCalendarYear(ctx context.Context, org congress.OrgID, year string) error {
	if err := t.writeOffice(ctx, org, "calendar_years"); err != nil {
		return err
	}
	_, err := t.exec(ctx, "DELETE FROM calendar_years\nWHERE org_id = $1 AND year = $2", org, year)
	return err
}

// Plans implements ratify.Planning.
func (t *tx) Plans(ctx context.Context, org congress.OrgID) ([]ratify.Plan, error) {
	return heldFree(ctx, t, org, func() ([]ratify.Plan, error) {
		return all[ratify.Plan](ctx, t, from[ratify.Plan]("plans WHERE org_id = $1 ORDER BY first_day, term"), org)
	})
}

// PutPlan implements ratify.Planning.
func (t *tx) PutPlan(ctx context.Context, p ratify.Plan) error {
	if err := t.writeOffice(ctx, p.OrgID, "plans"); err != nil {
		return err
	}
	return put(ctx, t, "plans", "org_id, term", p)
}

// Followers implements ratify.Planning.
func (t *tx) Followers(ctx context.Context, org congress.OrgID) ([]ratify.Follower, error) {
	return heldFree(ctx, t, org, func() ([]ratify.Follower, error) {
		return all[ratify.Follower](ctx, t, from[ratify.Follower]("followers WHERE org_id = $1 ORDER BY cell_id"), org)
	})
}

// PutFollower implements ratify.Planning.
func (t *tx) PutFollower(ctx context.Context, f ratify.Follower) error {
	if err := t.writeOffice(ctx, f.OrgID, "followers"); err != nil {
		return err
	}
	return put(ctx, t, "followers", "org_id, cell_id", f)
}

// DeleteFollower implements ratify.Planning.
func (t *tx) DeleteFollower(ctx context.Context, org, cell congress.OrgID) error {
	if err := t.writeOffice(ctx, org, "followers"); err != nil {
		return err
	}
	n, err := t.exec(ctx, "DELETE FROM followers\nWHERE org_id = $1 AND cell_id = $2", org, cell)
	return gone(n, err)
}

// AccountsOf implements ratify.Planning.
func (t *tx) AccountsOf(ctx context.Context, org congress.OrgID) ([]congress.Account, error) {
	return heldFree(ctx, t, org, func() ([]congress.Account, error) {
		return all[congress.Account](ctx, t, from[congress.Account]("accounts WHERE org_id = $1 ORDER BY login"), org)
	})
}

// LessonsOf implements ratify.Planning.
func (t *tx) LessonsOf(ctx context.Context, c congress.Congress) ([]ratify.Lesson, error) {
	return all[ratify.Lesson](ctx, t, from[ratify.Lesson]("lessons WHERE org_id = $1 AND congress_id = $2 ORDER BY "+
		"number"), c.OrgID, c.ID)
}

// LessonsUnder implements ratify.Planning.
func (t *tx) LessonsUnder(ctx context.Context, path string) ([]ratify.Lesson, error) {
	return all[ratify.Lesson](ctx, t, from[ratify.Lesson](`lessons
		WHERE org_id IN (SELECT org_id FROM organisations WHERE path >= $1 AND path < $2)
		ORDER BY congress_id, number`), path, beyond(path))
}

// PutLesson implements ratify.Planning.
func (t *tx) PutLesson(ctx context.Context, l ratify.Lesson) error {
	return put(ctx, t, "lessons", "org_id, congress_id, number", l)
}

// DeleteLesson implements ratify.Planning.
func (t *tx) DeleteLesson(ctx context.Context, c congress.Congress, number int) error {
	n, err := t.exec(ctx, "DELETE FROM lessons\nWHERE org_id = $1 AND congress_id = $2 AND number = $3", c.OrgID, c.ID,
		number)
	return gone(n, err)
}
