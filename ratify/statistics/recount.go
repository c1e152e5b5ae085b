package statistics

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"kiemphieu/congress"
)

// SumKey names one row of sums: of an organisation, over the newest congress
// of every cell below it or over those of one term, by kind of cell.
type SumKey struct {
	OrgID congress.OrgID
	Scope Scope
	Term  string // "" over the newest
	Model congress.CellModel
}

// Scope says which congresses a sum is over.
type Scope string

// The scopes.
const (
	ScopeNewest Scope = "newest" // the newest congress of every cell
	ScopeTerm   Scope = "term"   // the newest of every cell in one term
)

// Recount brings the statistics up to date with congresses of one cell that
// changed. What it reads and writes depends on these congresses and the depth of
// the tree alone. Sums change by differences. One recounts at a time.
func Recount(ctx context.Context, tx Tx, id congress.OrgID, changed []congress.CongressID) error {
	cell, err := tx.Organisation(ctx, id)
	if err != nil || cell.Kind != congress.KindCell {
		return err
	}
	before, err := tx.StatisticRows(ctx, id)
	if err != nil {
		return err
	}
	after := slices.Clone(before)
	for _, c := range changed {
		if after, err = recountOne(ctx, tx, after, c); err != nil {
			return err
		}
	}
	meetings, err := tx.CongressesOf(ctx, cell)
	if err != nil {
		return err
	}
	place(cell, after, meetings)
	for _, row := range after {
		if slices.Contains(before, row) {
			continue
		}
		if err := tx.PutStatisticRow(ctx, row); err != nil {
			return err
		}
	}
	return addSums(ctx, tx, before, after)
}

// recountOne replaces or adds the row of one congress.
func recountOne(ctx context.Context, tx Tx, rows []Row, id congress.CongressID) ([]Row, error) {
	c, err := tx.Congress(ctx, id)
	if errors.Is(err, congress.ErrNotFound) || c.Rehearsal {
		return rows, nil
	}
	if err != nil {
		return rows, err
	}
	f, err := loadFacts(ctx, tx, c)
	if err != nil {
		return rows, err
	}
	row := Row{OrgID: c.OrgID, CongressID: c.ID, Term: c.Term, HeldOn: c.HeldOn, Counts: f.counts()}
	at := slices.IndexFunc(rows, func(r Row) bool { return r.CongressID == c.ID })
	if at < 0 {
		return append(rows, row), nil
	}
	rows[at] = row
	return rows, nil
}

// place writes into the rows of a cell where it stands and which of them
// count: the congress that speaks for the cell, the one that speaks for it in
// each term, and the by-elections that were held in that term, where it has begun.
func place(cell congress.Organisation, rows []Row, meetings []congress.Congress) {
	speaking, _ := congress.Speaking(meetings)
	for i := range rows {
		row := &rows[i]
		row.Path, row.Model = cell.Path, cell.Model
		if row.Counts[colInTermMeetings] > 0 {
			fell := slices.ContainsFunc(meetings, func(c congress.Congress) bool {
				return c.ID == row.CongressID && c.Fell(meetings)
			})
			row.NewestOfTerm, row.Newest = !fell, !fell && (row.Term == speaking.Term || speaking.ID == "")
			continue
		}
		of, _ := congress.Speaking(slices.DeleteFunc(slices.Clone(meetings),
			func(c congress.Congress) bool { return c.Term != row.Term }))
		row.Newest, row.NewestOfTerm = row.CongressID == speaking.ID, row.CongressID == of.ID
	}
}

// addSums adds to every organisation above what the rows gained.
func addSums(ctx context.Context, tx Tx, before, after []Row) error {
	gained := map[SumKey]*Counts{}
	depth := map[congress.OrgID]int{}
	gather(gained, depth, before, -1)
	gather(gained, depth, after, 1)
	keys := make([]SumKey, 0, len(gained))
	for key, counts := range gained {
		if *counts != (Counts{}) {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b SumKey) int {
		return cmp.Or(cmp.Compare(depth[b.OrgID], depth[a.OrgID]), cmp.Compare(a.Scope, b.Scope),
			cmp.Compare(a.Term, b.Term), cmp.Compare(a.Model, b.Model))
	})
	for _, key := range keys {
		if err := tx.AddStatisticSum(ctx, key, *gained[key]); err != nil {
			return err
		}
	}
	return nil
}

// Sums adds up, for every organisation above them, what rows have.
func Sums(rows []Row) map[SumKey]Counts {
	gained := map[SumKey]*Counts{}
	gather(gained, map[congress.OrgID]int{}, rows, 1)
	sums := make(map[SumKey]Counts, len(gained))
	for key, counts := range gained {
		sums[key] = *counts
	}
	return sums
}

func gather(sums map[SumKey]*Counts, depth map[congress.OrgID]int, rows []Row, sign int) {
	for _, row := range rows {
		for i, org := range above(row.Path) {
			depth[org] = i
			for _, key := range row.keys(org) {
				if sums[key] == nil {
					sums[key] = &Counts{}
				}
				sums[key].Add(row.Counts, sign)
			}
		}
	}
}

// keys lists the sums of an organisation that the row is part of.
func (r Row) keys(org congress.OrgID) []SumKey {
	var keys []SumKey
	if r.Newest {
		keys = append(keys, SumKey{org, ScopeNewest, "", r.Model})
	}
	if r.NewestOfTerm {
		keys = append(keys, SumKey{org, ScopeTerm, r.Term, r.Model})
	}
	return keys
}

// above lists the organisations over a path, from the top down.
func above(path string) []congress.OrgID {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	ids := make([]congress.OrgID, 0, len(parts))
	for _, part := range parts[:len(parts)-1] {
		ids = append(ids, congress.OrgID(part))
	}
	return ids
}
