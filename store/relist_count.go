package store

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"kiemphieu/congress"
	"kiemphieu/ratify/statistics"
)

// summing gathers sums of statistics.
type summing map[statistics.SumKey]statistics.Counts

func (s summing) add(key statistics.SumKey, gained statistics.Counts) {
	sum := s[key]
	sum.Add(gained, 1)
	s[key] = sum
}

// ahead is a transaction that has read all that the congresses of a span are
// counted from, and keeps what is counted.
type ahead struct {
	*tx
	cell        congress.Organisation // that is being counted
	meetings    map[congress.OrgID][]congress.Congress
	members     map[congress.CongressID][]congress.Member
	contests    map[congress.CongressID][]congress.Contest
	nominations map[congress.ContestID][]congress.Nomination
	rounds      map[congress.CongressID][]congress.Round
	elected     map[congress.CongressID][]congress.Elected
	rows        []statistics.Row
	sums        summing
}

var _ statistics.Tx = (*ahead)(nil)

func (s span) ahead(ctx context.Context, meetings map[congress.OrgID][]congress.Congress) (*ahead, error) {
	members, err := in[congress.Member](ctx, s, "members", "\nORDER BY number, member_id")
	if err != nil {
		return nil, err
	}
	contests, err := in[congress.Contest](ctx, s, "contests", "\nORDER BY position, contest_id")
	if err != nil {
		return nil, err
	}
	nominations, err := in[congress.Nomination](ctx, s, "nominations", "\nORDER BY member_id")
	if err != nil {
		return nil, err
	}
	rounds, err := in[congress.Round](ctx, s, "rounds", "\nORDER BY number")
	if err != nil {
		return nil, err
	}
	elected, err := in[congress.Elected](ctx, s, "elected", "\nORDER BY rank")
	if err != nil {
		return nil, err
	}
	a := &ahead{tx: s.tx, meetings: meetings, sums: s.sums,
		members:     grouped(members, func(m congress.Member) congress.CongressID { return m.CongressID }),
		contests:    grouped(contests, func(c congress.Contest) congress.CongressID { return c.CongressID }),
		nominations: grouped(nominations, func(n congress.Nomination) congress.ContestID { return n.ContestID }),
		rounds:      grouped(rounds, func(r congress.Round) congress.CongressID { return r.CongressID }),
		elected:     grouped(elected, func(e congress.Elected) congress.CongressID { return e.CongressID })}
	a.order()
	return a, nil
}

// order sorts rounds and who was elected as a transaction would read them.
func (a *ahead) order() {
	position := map[congress.ContestID]int{}
	for _, of := range a.contests {
		for _, c := range of {
			position[c.ID] = c.Position
		}
	}
	number := map[congress.RoundID]int{}
	for _, of := range a.rounds {
		slices.SortStableFunc(of, func(x, y congress.Round) int {
			return cmp.Compare(position[x.ContestID], position[y.ContestID])
		})
		for _, r := range of {
			number[r.ID] = r.Number
		}
	}
	for _, of := range a.elected {
		slices.SortStableFunc(of, func(x, y congress.Elected) int {
			return cmp.Or(cmp.Compare(position[x.ContestID], position[y.ContestID]),
				cmp.Compare(number[x.RoundID], number[y.RoundID]))
		})
	}
}

// Organisation implements congress.Organisations, for the cell that is counted.
func (a *ahead) Organisation(context.Context, congress.OrgID) (congress.Organisation, error) {
	return a.cell, nil
}

// CongressesOf implements congress.Congresses.
func (a *ahead) CongressesOf(_ context.Context, o congress.Organisation) ([]congress.Congress, error) {
	return a.meetings[o.ID], nil
}

// Congress implements congress.Congresses, for the cell that is counted.
func (a *ahead) Congress(_ context.Context, id congress.CongressID) (congress.Congress, error) {
	of := a.meetings[a.cell.ID]
	i := slices.IndexFunc(of, func(c congress.Congress) bool { return c.ID == id })
	if i < 0 {
		return congress.Congress{}, congress.ErrNotFound
	}
	return of[i], nil
}

// Members implements congress.Rosters.
func (a *ahead) Members(_ context.Context, c congress.Congress) ([]congress.Member, error) {
	return a.members[c.ID], nil
}

// ContestsOf implements congress.Contests.
func (a *ahead) ContestsOf(_ context.Context, c congress.Congress) ([]congress.Contest, error) {
	return a.contests[c.ID], nil
}

// Nominations implements congress.Contests.
func (a *ahead) Nominations(_ context.Context, c congress.Contest) ([]congress.Nomination, error) {
	return a.nominations[c.ID], nil
}

// RoundsOf implements congress.Rounds.
func (a *ahead) RoundsOf(_ context.Context, c congress.Congress) ([]congress.Round, error) {
	return a.rounds[c.ID], nil
}

// ElectedOf implements congress.Contests.
func (a *ahead) ElectedOf(_ context.Context, c congress.Congress) ([]congress.Elected, error) {
	return a.elected[c.ID], nil
}

// StatisticRows implements statistics.Tables: nothing was counted before.
func (a *ahead) StatisticRows(context.Context, congress.OrgID) ([]statistics.Row, error) {
	return nil, nil
}

// PutStatisticRow implements statistics.Tables.
func (a *ahead) PutStatisticRow(_ context.Context, row statistics.Row) error {
	a.rows = append(a.rows, row)
	return nil
}

// AddStatisticSum implements statistics.Tables.
func (a *ahead) AddStatisticSum(_ context.Context, key statistics.SumKey, gained statistics.Counts) error {
	a.sums.add(key, gained)
	return nil
}

// loadCounted stores what was counted.
func (t *tx) loadCounted(ctx context.Context, rows []statistics.Row) error {
	return t.loadLists(ctx, "statistics", rowColumns(), len(rows), func(i int) []any {
		r := rows[i]
		return withCounts([]any{r.OrgID, r.CongressID, r.Path, r.Model, r.Term, r.HeldOn, r.Newest, r.NewestOfTerm},
			r.Counts)
	})
}

// loadSums stores the sums of all that was counted.
func (t *tx) loadSums(ctx context.Context, sums summing) error {
	keys := slices.Collect(maps.Keys(sums))
	return t.loadLists(ctx, "statistic_sums", sumColumns(), len(keys), func(i int) []any {
		k := keys[i]
		return withCounts([]any{k.OrgID, k.Scope, k.Term, k.Model}, sums[k])
	})
}
