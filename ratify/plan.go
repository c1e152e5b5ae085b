package ratify

import (
	"context"
	"slices"

	"kiemphieu/congress"
	letters "kiemphieu/congress/text"
	"kiemphieu/ratify/calendar"
)

// Plan is what a superior plans for the congresses of all cells below it in
// one term: pilots first, then the rest.
type Plan struct {
	OrgID    congress.OrgID   `db:"org_id"`
	Term     string           `db:"term"` // "2022–2025"
	FirstDay congress.Date    `db:"first_day"`
	LastDay  congress.Date    `db:"last_day"`
	PilotDay congress.Date    `db:"pilot_day"` // pilots are held by then; "" where none are planned
	SavedBy  string           `db:"saved_by"`
	SavedAt  congress.Instant `db:"saved_at"`
}

// Follower is the account, of a superior's own people, that follows a cell.
type Follower struct {
	OrgID     congress.OrgID     `db:"org_id"` // the superior
	CellID    congress.OrgID     `db:"cell_id"`
	AccountID congress.AccountID `db:"account_id"`
}

// Lesson is what a pilot congress taught those that come after it.
type Lesson struct {
	OrgID      congress.OrgID      `db:"org_id"` // the cell
	CongressID congress.CongressID `db:"congress_id"`
	Number     int                 `db:"number"` // from 1
	Text       string              `db:"lesson"`
	WrittenBy  string              `db:"written_by"`
	WrittenAt  congress.Instant    `db:"written_at"`
}

// Planning reads and writes calendars, plans, followers and lessons.
type Planning interface {
	calendar.OwnDays
	// Plans lists a superior's plans by first day, then term.
	Plans(ctx context.Context, org congress.OrgID) ([]Plan, error)
	PutPlan(ctx context.Context, p Plan) error
	// Followers lists who follows which cell for a superior, by cell id.
	Followers(ctx context.Context, org congress.OrgID) ([]Follower, error)
	PutFollower(ctx context.Context, f Follower) error
	DeleteFollower(ctx context.Context, org, cell congress.OrgID) error
	// AccountsOf lists the accounts of one organisation alone, by login.
	AccountsOf(ctx context.Context, org congress.OrgID) ([]congress.Account, error)
	// LessonsOf lists the lessons of a congress by number.
	LessonsOf(ctx context.Context, c congress.Congress) ([]Lesson, error)
	// LessonsUnder lists those of all congresses of organisations at or below
	// path, by congress id, then number.
	LessonsUnder(ctx context.Context, path string) ([]Lesson, error)
	PutLesson(ctx context.Context, l Lesson) error
	DeleteLesson(ctx context.Context, c congress.Congress, number int) error
}

func (p Plan) check() error {
	pilot := congress.FieldHolds(p.PilotDay.Valid(), "pilot_day", "format", string(p.PilotDay))
	err := congress.WrongFields(congress.Required("term", p.Term, 40), congress.DayGiven("first_day", p.FirstDay),
		congress.DayGiven("last_day", p.LastDay), pilot)
	if err != nil {
		return err
	}
	within := p.PilotDay == "" || (p.PilotDay >= p.FirstDay && p.PilotDay <= p.LastDay)
	return congress.WrongFields(
		congress.FieldHolds(p.LastDay > p.FirstDay, "last_day", "before_first", string(p.LastDay)),
		congress.FieldHolds(within, "pilot_day", "outside_plan", string(p.PilotDay)),
	)
}

// SavePlan writes the plan of a superior organisation for a term, or replaces it.
func (s *Service) SavePlan(ctx context.Context, by congress.Actor, org congress.OrgID, p Plan) error {
	p.OrgID, p.Term, p.SavedBy = org, letters.Clean(p.Term), by.Name
	if err := p.check(); err != nil {
		return err
	}
	return s.store.InTx(ctx, func(tx Tx) error {
		if _, err := planner(ctx, tx, org); err != nil {
			return err
		}
		p := p
		p.SavedAt = congress.At(tx.Now())
		return tx.PutPlan(ctx, p)
	})
}

// planner returns an organisation that can plan: one with cells below it.
func planner(ctx context.Context, tx Tx, id congress.OrgID) (congress.Organisation, error) {
	org, err := tx.Organisation(ctx, id)
	if err == nil && org.Kind == congress.KindCell {
		return org, &congress.FieldError{Field: "org", Code: "cell_plans", Value: org.Name}
	}
	return org, err
}

// Assign lets one of the superior's own accounts follow cells below it; ""
// takes the cells from whoever follows them.
func (s *Service) Assign(ctx context.Context, org congress.OrgID, account congress.AccountID,
	cells []congress.OrgID) error {
	if len(cells) == 0 {
		return &congress.FieldError{Field: "cell", Code: "required"}
	}
	return s.store.InTx(ctx, func(tx Tx) error {
		above, err := planner(ctx, tx, org)
		if err != nil {
			return err
		}
		if err := ownAccount(ctx, tx, org, account); err != nil {
			return err
		}
		for _, id := range cells {
			cell, err := tx.Organisation(ctx, id)
			if err != nil {
				return err
			}
			if cell.Kind != congress.KindCell || !above.Contains(cell) {
				return congress.ErrNotFound
			}
			if err := follow(ctx, tx, Follower{OrgID: org, CellID: id, AccountID: account}); err != nil {
				return err
			}
		}
		return nil
	})
}

// ownAccount refuses an account that is not the organisation's own.
func ownAccount(ctx context.Context, tx Tx, org congress.OrgID, account congress.AccountID) error {
	accounts, err := tx.AccountsOf(ctx, org)
	if err != nil {
		return err
	}
	if account != "" && !slices.ContainsFunc(accounts, func(a congress.Account) bool {
		return a.ID == account &&
			!a.Disabled
	}) {
		return &congress.FieldError{Field: "account", Code: "unknown", Value: string(account)}
	}
	return nil
}

func follow(ctx context.Context, tx Tx, f Follower) error {
	if f.AccountID != "" {
		return tx.PutFollower(ctx, f)
	}
	if err := tx.DeleteFollower(ctx, f.OrgID, f.CellID); err != nil && !isNotFound(err) {
		return err
	}
	return nil
}
