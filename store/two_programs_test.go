package store_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/keyring"
	"kiemphieu/ratify"
	"kiemphieu/record"
	"kiemphieu/store"
)

// Two programs over one database write accounts of one organisation at once, and read them
// meanwhile: nobody is taken for forged.
func TestTwoProgramsWriteAccountsAtOnce(t *testing.T) {
	for _, name := range names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, address, keys := t.Context(), readyPlace(t, name), filepath.Join(t.TempDir(), "keys")
			signer, _, err := record.NewKey(rand.Reader, "kiemphieu")
			must(t, err)
			ring := keyring.At(keys)
			must(t, errors.Join(ring.Keep(signer), ring.Settle()))
			var programs [2]*store.DB
			for i := range programs {
				programs[i], err = store.Open(ctx, address, store.Options{Now: now, Keyring: keyring.At(keys)})
				must(t, err)
				defer func() { must(t, programs[i].Close()) }()
			}
			world(t, programs[0])
			must(t, programs[0].Ratify().InTx(ctx, func(tx ratify.Tx) error { return tx.SealOffices(ctx, "", signer) }))
			var all sync.WaitGroup
			for i, db := range programs {
				for n := range 3 {
					all.Go(func() {
						for k := range 30 {
							id := fmt.Sprint("b", i, n)
							err := db.Ratify().InTx(ctx, func(tx ratify.Tx) error {
								if _, err := tx.Account(ctx, "a1"); err != nil {
									return err
								}
								return tx.PutAccount(ctx, congress.Account{ID: congress.AccountID(id), OrgID: "cell",
									Login: id, Name: fmt.Sprint(k), Role: congress.RoleChief, PasswordHash: "x"})
							})
							err = errors.Join(err, db.Ratify().View(ctx, func(tx ratify.Tx) error {
								_, err := tx.Account(ctx, congress.AccountID(id))
								return err
							}))
							if err != nil {
								t.Error(i, n, k, err)
								return
							}
						}
					})
				}
			}
			all.Wait()
		})
	}
}
