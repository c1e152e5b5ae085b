package ratify

import (
	"context"
	"slices"

	"kiemphieu/congress"
	"kiemphieu/tally"
)

// CongressDates is a congress with the days that matter about it.
type CongressDates struct {
	Congress     congress.Congress
	Organisation congress.Organisation
	Dossier      Dossier // newest version; Version is 0 where none was sent
	Deadlines    Deadlines
}

// DatesUnder returns the days of the congresses of the organisation at path and
// of all below it, by the id of the congress, rehearsals among them: at most n
// of those that follow an id. more says that the page is not the last.
func (s *Service) DatesUnder(ctx context.Context, path string, after congress.CongressID,
	n int) (dates []CongressDates, more bool, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		meetings, err := tx.CongressesAfter(ctx, path, after, n+1)
		if err != nil {
			return err
		}
		if more = len(meetings) > n; more {
			meetings = meetings[:n]
		}
		dates, err = s.dates(ctx, tx, path, meetings)
		return err
	})
	return dates, more, err
}

// remembered is how many days a calendar looks back: longer than a term.
const remembered = 2000

// Calendar returns the days of the congresses of a subtree that still matter:
// those of a term, those to come, and whatever waits for a dossier or a
// decision.
func (s *Service) Calendar(ctx context.Context, path string) (dates []CongressDates, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		since := congress.DateOf(tx.Now().AddDate(0, 0, -remembered))
		meetings, err := tx.CongressesSince(ctx, path, since)
		if err != nil {
			return err
		}
		dates, err = s.dates(ctx, tx, path, meetings)
		return err
	})
	return dates, err
}

// DatesOf returns the days of one congress.
func (s *Service) DatesOf(ctx context.Context, id congress.CongressID) (CongressDates, error) {
	var found CongressDates
	err := s.store.View(ctx, func(tx Tx) error {
		c, err := tx.Congress(ctx, id)
		if err != nil {
			return err
		}
		o, err := tx.Organisation(ctx, c.OrgID)
		if err != nil {
			return err
		}
		dates, err := s.dates(ctx, tx, o.Path, []congress.Congress{c})
		if err == nil {
			found = dates[0]
		}
		return err
	})
	return found, err
}

// dates adds to congresses of one tree their organisations, dossiers and deadlines.
func (s *Service) dates(ctx context.Context, tx Tx, path string,
	meetings []congress.Congress) ([]CongressDates, error) {
	dates := make([]CongressDates, 0, len(meetings))
	if len(meetings) == 0 {
		return dates, nil
	}
	keys := make([]MeetingKey, len(meetings))
	for i, c := range meetings {
		keys[i] = MeetingKey{c.OrgID, c.ID}
	}
	at, newest, err := besides(ctx, tx, keys)
	if err != nil {
		return nil, err
	}
	days, err := s.calendar.For(ctx, tx, path)
	if err != nil {
		return nil, err
	}
	for _, c := range meetings {
		d := CongressDates{Congress: c, Organisation: at[c.OrgID]}
		if c.Over() {
			d.Dossier = newest[c.ID]
		}
		if rules, ok := tally.Profile(c.Profile, string(c.HeldOn)); ok {
			d.Deadlines = DeadlinesOf(days, rules, c, d.Dossier)
		}
		dates = append(dates, d)
	}
	return dates, nil
}

// besides reads the organisations and newest dossiers of meetings.
func besides(ctx context.Context, tx Tx, keys []MeetingKey) (map[congress.OrgID]congress.Organisation,
	map[congress.CongressID]Dossier, error) {
	at, newest := map[congress.OrgID]congress.Organisation{}, map[congress.CongressID]Dossier{}
	for some := range slices.Chunk(keys, 500) { // a statement has only so many places
		orgs, err := tx.OrganisationsAmong(ctx, some)
		if err != nil {
			return nil, nil, err
		}
		for _, o := range orgs {
			at[o.ID] = o
		}
		dossiers, err := tx.DossiersAmong(ctx, some)
		if err != nil {
			return nil, nil, err
		}
		for _, d := range dossiers {
			if d.Version > newest[d.CongressID].Version {
				newest[d.CongressID] = d
			}
		}
	}
	return at, newest, nil
}

// DossiersOf lists all versions of a congress's dossier, oldest first.
func (s *Service) DossiersOf(ctx context.Context, id congress.CongressID) ([]Dossier, error) {
	var all []Dossier
	err := s.store.View(ctx, func(tx Tx) error {
		c, err := tx.Congress(ctx, id)
		if err != nil {
			return err
		}
		all, err = tx.Dossiers(ctx, c)
		return err
	})
	return all, err
}
