package store

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Where one statement may write to several tables, a few rows wait for the next statement
// that writes, and go with it: a hall waits for every round trip to the server. What is
// read sees them, since whoever reads sends them first. Their errors come then.

// laterWrite is a row that waits.
type laterWrite struct {
	table, query string
	args         []any
}

// putLater is put of a row that may wait.
func putLater(ctx context.Context, t *tx, table, key string, row any) error {
	if !t.db.dialect.together {
		return put(ctx, t, table, key, row)
	}
	query, list, err := putting(table, key, row)
	if err != nil {
		return err
	}
	return t.execLater(ctx, table, query, list)
}

// execLater has a statement wait that writes to a table, and to one row of it only once.
func (t *tx) execLater(ctx context.Context, table, query string, args []any) error {
	if !t.writable {
		return errReadOnly
	}
	if t.waits(table) {
		if err := t.sendWaiting(ctx); err != nil {
			return err
		}
	}
	t.touch(query)
	t.ahead = nil
	t.later = append(t.later, laterWrite{table, query, args})
	return nil
}

// waits reports whether a row of a table waits.
func (t *tx) waits(table string) bool {
	return slices.ContainsFunc(t.later, func(w laterWrite) bool { return w.table == table })
}

// sendWaiting writes what waits.
func (t *tx) sendWaiting(ctx context.Context) error {
	if len(t.later) == 0 {
		return nil
	}
	last := t.later[len(t.later)-1]
	t.later = t.later[:len(t.later)-1]
	_, err := t.exec(ctx, last.query, last.args...)
	return err
}

// withWaiting returns a statement that writes what waits as well, unless it has to go
// first: before what deletes, or writes to the same table.
func (t *tx) withWaiting(ctx context.Context, table, query string, args []any) (string, []any, error) {
	if len(t.later) == 0 {
		return query, args, nil
	}
	if t.waits(table) || !strings.HasPrefix(query, "INSERT") && !strings.HasPrefix(query, "UPDATE") {
		return query, args, t.sendWaiting(ctx)
	}
	all := slices.Clone(args)
	texts := []string{query}
	for _, w := range t.later {
		texts, all = append(texts, w.query), append(all, w.args...)
	}
	key := strings.Join(texts, ";\n")
	joined, known := joinedWrites.Load(key)
	if !known {
		var with []string
		first := len(args)
		for i, w := range t.later {
			with = append(with, fmt.Sprintf("w%d AS (\n%s)", i, renumbered(w.query, first)))
			first += len(w.args)
		}
		joined = "WITH " + strings.Join(with, ",\n") + "\n" + query
		joinedWrites.Store(key, joined)
	}
	t.later = nil
	return joined.(string), all, nil //nolint:forcetypeassert // nothing else is stored
}

// joinedWrites keeps statements that were joined, of which there are few.
var joinedWrites sync.Map

var placeholder = regexp.MustCompile(`\$\d+`)

// renumbered has the places of a statement begin after the first so many.
func renumbered(query string, first int) string {
	return placeholder.ReplaceAllStringFunc(query, func(place string) string {
		n, _ := strconv.Atoi(place[1:]) // digits
		return "$" + strconv.Itoa(first+n)
	})
}
