package ratify

import (
	"cmp"
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

// DatesUnder returns the days of all congresses of the organisation at path and
// of all below it, by the id of the congress, rehearsals among them. after and
// n cut a page out of them: what follows an id, at most n; n 0 is all. more
// says that the page is not the last.
func (s *Service) DatesUnder(ctx context.Context, path string, after congress.CongressID,
	n int) (dates []CongressDates, more bool, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		meetings, err := tx.CongressesUnder(ctx, path)
		if err != nil {
			return err
		}
		meetings = slices.DeleteFunc(meetings, func(c congress.Congress) bool { return c.ID <= after })
		slices.SortFunc(meetings, func(a, b congress.Congress) int { return cmp.Compare(a.ID, b.ID) })
		if more = n > 0 && len(meetings) > n; more {
			meetings = meetings[:n]
		}
		orgs, err := tx.OrganisationsUnder(ctx, path)
		if err != nil {
			return err
		}
		dates, err = s.dates(ctx, tx, meetings, orgs)
		return err
	})
	return dates, more, err
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
		dates, err := s.dates(ctx, tx, []congress.Congress{c}, []congress.Organisation{o})
		if err == nil {
			found = dates[0]
		}
		return err
	})
	return found, err
}

func (s *Service) dates(ctx context.Context, tx Tx, meetings []congress.Congress,
	orgs []congress.Organisation) ([]CongressDates, error) {
	at := make(map[congress.OrgID]congress.Organisation, len(orgs))
	for _, o := range orgs {
		at[o.ID] = o
	}
	dates := make([]CongressDates, 0, len(meetings))
	if len(meetings) == 0 {
		return dates, nil
	}
	days, err := s.calendar.For(ctx, tx, orgs[0].Path) // all of one tree
	if err != nil {
		return nil, err
	}
	for _, c := range meetings {
		d := CongressDates{Congress: c, Organisation: at[c.OrgID]}
		if c.Over() {
			all, err := tx.Dossiers(ctx, c)
			if err != nil {
				return nil, err
			}
			if len(all) > 0 {
				d.Dossier = all[len(all)-1]
			}
		}
		if rules, ok := tally.Profile(c.Profile, string(c.HeldOn)); ok {
			d.Deadlines = DeadlinesOf(days, rules, c, d.Dossier)
		}
		dates = append(dates, d)
	}
	return dates, nil
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
