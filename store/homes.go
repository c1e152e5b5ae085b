package store

import (
	"context"
	"strings"

	"kiemphieu/congress"
)

// Every key of what belongs to a congress begins with the organisation, by
// which a large database can be spread over partitions or machines. Addresses
// name a thing by its own id alone: whose it is never changes, so it is asked
// once in the life of the program, and every statement after that names both.

// thing is a kind of thing that is found by an id of its own.
type thing struct{ table, id string }

var (
	aCongress = thing{"congresses", "congress_id"}
	aContest  = thing{"contests", "contest_id"}
	aRound    = thing{"rounds", "round_id"}
	aDevice   = thing{"devices", "device_id"}
	aSecret   = thing{"devices", "secret_hash"} // of a tablet
)

// maxHomes bounds for how many things the program knows whose they are.
const maxHomes = 100_000

// home tells whose a thing is.
func (t *tx) home(ctx context.Context, kind thing, id string) (congress.OrgID, error) {
	if org, ok := t.db.homeKnown(kind, id); ok {
		return org, nil
	}
	if id == "" {
		return "", congress.ErrNotFound
	}
	org, err := one[congress.OrgID](ctx, t, "SELECT org_id FROM "+kind.table+" WHERE "+kind.id+" = $1", id)
	if err != nil {
		return "", err
	}
	t.db.rememberHome(kind, id, org)
	return org, nil
}

func (kind thing) key(id string) string { return kind.table + "." + kind.id + " " + id }

func (db *DB) homeKnown(kind thing, id string) (congress.OrgID, bool) {
	org, ok := db.homes.Load(kind.key(id))
	if !ok {
		return "", false
	}
	return org.(congress.OrgID), true //nolint:forcetypeassert // nothing else is stored
}

func (db *DB) rememberHome(kind thing, id string, org congress.OrgID) {
	if db.housed.Add(1) > maxHomes {
		db.homes.Clear()
		db.housed.Store(0)
	}
	db.homes.Store(kind.key(id), org)
}

// named reads the thing with an id.
func named[T any](ctx context.Context, t *tx, kind thing, id, more string) (T, error) {
	org, err := t.home(ctx, kind, id)
	if err != nil {
		var none T
		return none, err
	}
	return one[T](ctx, t, from[T](kind.table+" WHERE org_id = $1 AND "+kind.id+" = $2"+more), org, id)
}

// congressOf locks the congress of a thing.
func (t *tx) congressOf(ctx context.Context, kind thing, id string) (congress.Congress, error) {
	org, err := t.home(ctx, kind, id)
	if err != nil {
		return congress.Congress{}, err
	}
	return t.locked(one[congress.Congress](ctx, t, from[congress.Congress](strings.Join([]string{"congresses",
		"WHERE org_id = $1 AND congress_id = (SELECT congress_id", "FROM " + kind.table,
		"WHERE org_id = $1 AND " + kind.id + " = $2)"}, "\n")+t.db.dialect.lock), org, id))
}
