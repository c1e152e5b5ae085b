package store

import (
	"cmp"
	"context"
)

// countBy counts the rows of cells at or below path by a column, the key, that has
// few values; of are the rows that an index has by key and path, wanted narrows the
// keys. The index is asked for the next key, and how many rows of it are below path:
// a count costs what it counts, and sorts nothing.
func countBy[T any](ctx context.Context, t *tx, column, of, wanted, path string, args arguments,
	read func(key string, n int) (T, error)) ([]T, error) {
	from, to := args.place(path), args.place(beyond(path))
	groups, err := all[keyCount](ctx, t, `WITH RECURSIVE k (key) AS (
		SELECT min(`+column+`)
		FROM cell_rows
		WHERE `+of+`
		UNION ALL
		SELECT (SELECT min(`+column+`) FROM cell_rows WHERE `+of+` AND `+column+` > k.key)
		FROM k
		WHERE k.key IS NOT NULL)
	SELECT key, (SELECT count(*)
		FROM cell_rows
		WHERE `+of+` AND `+column+` = k.key AND path >= `+from+` AND path < `+to+`) AS n
	FROM k
	WHERE key IS NOT NULL AND (`+cmp.Or(wanted, "TRUE")+`)
	ORDER BY key`, args...)
	if err != nil {
		return nil, err
	}
	made := []T{}
	for _, g := range groups {
		if g.N == 0 {
			continue
		}
		group, err := read(g.Key, g.N)
		if err != nil {
			return nil, err
		}
		made = append(made, group)
	}
	return made, nil
}

// keyCount is a value of a column, and how many rows have it.
type keyCount struct {
	Key string `db:"key"`
	N   int    `db:"n"`
}
