package store_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"kiemphieu/congress"
	"kiemphieu/keyring"
	"kiemphieu/record"
	"kiemphieu/store"
)

// installation is a database with a key, and an organisation in it.
func installation(t *testing.T) *store.DB {
	t.Helper()
	signer, verifier, err := record.NewKey(rand.Reader, "kiemphieu")
	must(t, err)
	ring := keyring.At(t.TempDir())
	must(t, ring.Keep(signer))
	must(t, ring.Settle())
	db, err := store.Open(t.Context(), emptyPlace(t, "SQLite"), store.Options{Keyring: ring,
		Now: func() time.Time { return time.Unix(1_800_000_000, 0) }})
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	must(t, db.Migrate(t.Context()))
	must(t, db.InTx(context.Background(), func(tx congress.Tx) error {
		if err := tx.PutSetting(context.Background(), "log_key", verifier); err != nil {
			return err
		}
		return tx.PutOrganisation(context.Background(), congress.Organisation{ID: "top", Path: "/top/",
			Kind: congress.KindCell, Model: congress.ModelOffice, Name: "Chi bộ Hưng Thịnh"})
	}))
	return db
}

func backedUp(t *testing.T, db *store.DB) []byte {
	t.Helper()
	var out bytes.Buffer
	_, err := db.Backup(context.Background(), &out)
	must(t, err)
	return out.Bytes()
}

func originOf(backup []byte) (store.Origin, error) {
	return store.OriginOf(bytes.NewReader(backup), int64(len(backup)))
}

// A backup says whose it is, under the installation's signature; whatever of it
// is altered, also with every sum made anew, is refused before anything is written.
func TestR4BackupIsSigned(t *testing.T) {
	ours, theirs := backedUp(t, installation(t)), backedUp(t, installation(t))
	origin, err := originOf(ours)
	must(t, err)
	if origin.Key == "" || strings.Join(origin.Of, ";") != "Chi bộ Hưng Thịnh" || origin.Made.Unix() != 1_800_000_000 {
		t.Errorf("%+v", origin)
	}
	must(t, store.ProveBackup(t.Context(), bytes.NewReader(ours), int64(len(ours))))
	part := func(backup []byte, name string) (found []byte) {
		repacked(t, backup, func(n string, content []byte) []byte {
			if n == name {
				found = content
			}
			return content
		})
		return found
	}
	swapped := func(names ...string) []byte {
		return repacked(t, ours, func(name string, content []byte) []byte {
			for _, n := range names {
				if n == name {
					return part(theirs, name)
				}
			}
			return content
		})
	}
	for what, altered := range map[string][]byte{
		"a name on the outside": repacked(t, ours, func(name string, content []byte) []byte {
			if name == "origin.txt" {
				return bytes.Replace(content, []byte("Hưng"), []byte("An"), 1)
			}
			return content
		}),
		"a manifest": repacked(t, ours, func(name string, content []byte) []byte {
			if name == "manifest.json" {
				return append(content, ' ')
			}
			return content
		}),
		"no signature": repacked(t, ours, func(name string, content []byte) []byte {
			if name == "origin.sig" {
				return nil
			}
			return content
		}),
		"another's signature":           swapped("origin.txt", "origin.sig"),
		"another's data":                swapped("manifest.json", "settings.jsonl"),
		"another's key over these data": swapped("origin.txt", "origin.sig", "settings.jsonl"),
	} {
		into := open(t, readyPlace(t, "SQLite"))
		_, err := into.Restore(t.Context(), bytes.NewReader(altered), int64(len(altered)))
		wantError(t, what, err, store.ErrDamagedBackup)
		wantError(t, what, store.ProveBackup(t.Context(), bytes.NewReader(altered), int64(len(altered))),
			store.ErrDamagedBackup)
	}
	stripped := repacked(t, ours, func(name string, content []byte) []byte {
		if strings.HasPrefix(name, "origin.") {
			return nil
		}
		return content
	})
	if origin, err = originOf(stripped); err != nil || !origin.Unsigned || origin.Key != "" {
		t.Errorf("a signature taken off: %+v, %v", origin, err)
	}
	if origin, err = originOf(backedUp(t, open(t, readyPlace(t, "SQLite")))); err != nil || origin.Unsigned {
		t.Errorf("an installation without a key: %+v, %v", origin, err)
	}
}
