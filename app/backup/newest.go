package backup

import (
	"context"
	"errors"
	"slices"
	"time"

	"kiemphieu/store"
)

// Newest is the newest copy of sound data in a folder.
type Newest struct {
	Path string // "" for none
	Made time.Time
	Size int64 // bytes
}

// NewestIn looks into a folder; it makes nothing.
func NewestIn(dir string) Newest {
	found := list(dir)
	i := slices.IndexFunc(found, func(c kept) bool { return c.sound })
	if i < 0 {
		return Newest{}
	}
	return Newest{found[i].path, found[i].made, found[i].size}
}

// Prove reports whether the copy would restore: [ErrEncrypted] where that takes
// a key, [store.ErrDamagedBackup] where it would not. A copy of an older schema is
// one that restore takes.
func (n Newest) Prove(ctx context.Context) error {
	c, err := Open(n.Path)
	if err != nil {
		return err
	}
	err = store.ProveBackup(ctx, c, c.Size)
	if errors.Is(err, store.ErrOlderSchema) {
		err = nil
	}
	return errors.Join(err, c.Close())
}
