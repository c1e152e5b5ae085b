package office

import (
	"context"
	"slices"
	"strings"

	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// TreeTables reads and writes the tree page by page.
type TreeTables interface {
	StaffTables
	HolderTables
	// Below lists a page of what stands directly below an organisation or, with a
	// search, anywhere below it, and how many there are in all: superiors before
	// base committees before cells, by name. Those that go on in another one are left out.
	Below(ctx context.Context, parent congress.Organisation, search Search) ([]congress.Organisation, int, error)
	// CountsBelow counts, for each of these, what stands below.
	CountsBelow(ctx context.Context, orgs []congress.Organisation) (map[congress.OrgID]Counts, error)
	// OrganisationsAt lists organisations by their ids, as far as there are such.
	OrganisationsAt(ctx context.Context, ids []congress.OrgID) ([]congress.Organisation, error)
	// RowsOf gives for each cell among these the congress that speaks for it.
	RowsOf(ctx context.Context, orgs []congress.Organisation) ([]ratify.CongressRow, error)
	// Reroot gives an organisation another parent, with all that stands below it.
	Reroot(ctx context.Context, o congress.Organisation, parent congress.Organisation) error
	// MoveAccounts hands the accounts of offices (not those of a hall) to another organisation.
	MoveAccounts(ctx context.Context, from, to congress.OrgID) error
	// Begun reports whether any organisation at or below path has a congress that is no rehearsal.
	Begun(ctx context.Context, path string) (bool, error)
	// Organised reports whether any of them has an organiser's account.
	Organised(ctx context.Context, path string) (bool, error)
	PutMerger(ctx context.Context, m Merger) error
	// Events lists what became of an organisation, the newest first.
	Events(ctx context.Context, org congress.OrgID) ([]Event, error)
	PutEvent(ctx context.Context, e Event) error
}

// Search is what is asked of a branch.
type Search struct {
	Text  string // "" for all
	Deep  bool   // anywhere below, as with a text, and not directly below alone
	Kinds []congress.OrganisationKind
	Page  int // from 0; beyond the last one it is the last one
}

// Counts are what stands below an organisation.
type Counts struct {
	Below    int // directly
	Cells    int // anywhere
	Held     int // of these, with a congress that is over
	Ratified int
	Elected  int // to committees
	Again    int // of these, incumbents
	Women    int // of these
}

// Child is an organisation on the page of a branch.
type Child struct {
	congress.Organisation
	Counts
	Row   ratify.CongressRow      // of a cell
	Under []congress.Organisation // of one that was searched: what stands between it and the branch
}

// Branch is an organisation with a page of what stands below it.
type Branch struct {
	Organisation congress.Organisation
	Above        []congress.Organisation // from the top that the actor sees, without itself
	Counts       Counts
	Children     []Child
	Search       Search
	Found        int // on all pages
	MergedInto   congress.Organisation
	Events       []Event
}

// BranchOf loads a page of a branch. It takes a few statements, whatever the
// size of the tree.
func (s *Service) BranchOf(ctx context.Context, by congress.Actor, id congress.OrgID, search Search) (Branch, error) {
	search.Text, search.Page = strings.TrimSpace(search.Text), max(0, search.Page)
	b := Branch{Search: search}
	if err := s.store.Counted(ctx); err != nil {
		return b, err
	}
	err := s.store.View(ctx, func(tx Tx) (err error) {
		if b.Organisation, err = tx.Organisation(ctx, id); err != nil {
			return err
		}
		if b.Above, err = aboveOf(ctx, tx, by, b.Organisation); err != nil {
			return err
		}
		if b.Events, err = tx.Events(ctx, id); err != nil {
			return err
		}
		if into, _, err := tx.MergedInto(ctx, id); err != nil {
			return err
		} else if into != "" {
			if b.MergedInto, err = tx.Organisation(ctx, into); err != nil {
				return err
			}
		}
		return b.fill(ctx, tx)
	})
	return b, err
}

// aboveOf lists what stands over an organisation, from the top that the actor sees.
func aboveOf(ctx context.Context, tx Tx, by congress.Actor, o congress.Organisation) ([]congress.Organisation, error) {
	var above []congress.Organisation
	for o.ParentID != "" {
		var err error
		if o, err = tx.Organisation(ctx, o.ParentID); err != nil {
			return nil, err
		}
		if by.Sees(o.Path) {
			above = append([]congress.Organisation{o}, above...)
		}
	}
	return above, nil
}

// fill reads the page.
func (b *Branch) fill(ctx context.Context, tx Tx) error {
	orgs, found, err := tx.Below(ctx, b.Organisation, b.Search)
	if err != nil {
		return err
	}
	b.Found = found
	counts, err := tx.CountsBelow(ctx, append([]congress.Organisation{b.Organisation}, orgs...))
	if err != nil {
		return err
	}
	rows, err := tx.RowsOf(ctx, orgs)
	if err != nil {
		return err
	}
	b.Counts = counts[b.Organisation.ID]
	over, err := between(ctx, tx, orgs, b.Organisation, b.Search.Text != "" || b.Search.Deep)
	if err != nil {
		return err
	}
	for _, o := range orgs {
		child := Child{Organisation: o, Counts: counts[o.ID]}
		for _, row := range rows {
			if row.Organisation.ID == o.ID {
				child.Row = row
			}
		}
		for _, id := range idsBetween(o, b.Organisation) {
			if above, ok := over[id]; ok {
				child.Under = append(child.Under, above)
			}
		}
		b.Children = append(b.Children, child)
	}
	return nil
}

// between reads, for organisations that were searched, all that stand between
// them and the branch, with one statement.
func between(ctx context.Context, tx Tx, orgs []congress.Organisation, top congress.Organisation,
	searched bool) (map[congress.OrgID]congress.Organisation, error) {
	over := map[congress.OrgID]congress.Organisation{}
	if !searched {
		return over, nil
	}
	var ids []congress.OrgID
	for _, o := range orgs {
		for _, id := range idsBetween(o, top) {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	found, err := tx.OrganisationsAt(ctx, ids)
	for _, o := range found {
		over[o.ID] = o
	}
	return over, err
}

// idsBetween names what stands between an organisation and one above it, from the top down.
func idsBetween(o, top congress.Organisation) []congress.OrgID {
	var ids []congress.OrgID
	for _, id := range strings.Split(strings.Trim(strings.TrimPrefix(o.Path, top.Path), "/"), "/") {
		if id != string(o.ID) {
			ids = append(ids, congress.OrgID(id))
		}
	}
	return ids
}
