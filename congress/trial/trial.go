// Package trial lets a use case be tried without keeping anything of it: a
// form with a mistake is asked what else is wrong.
package trial

import (
	"context"
	"errors"
)

// ErrOver: everything held, and nothing was kept, since it was a trial.
var ErrOver = errors.New("trial: tried only")

type key struct{}

// On returns a context in which every write is undone at the end of its
// transaction.
func On(ctx context.Context) context.Context { return context.WithValue(ctx, key{}, true) }

// Over returns ErrOver in such a context; a store returns it in place of
// committing.
func Over(ctx context.Context) error {
	if ctx.Value(key{}) != nil {
		return ErrOver
	}
	return nil
}
