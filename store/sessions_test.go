package store_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"kiemphieu/keyring"
	"kiemphieu/record"
	"kiemphieu/store"
)

func TestSessionsEndAndAreKeptHashed(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		s := db.Sessions()
		must(t, s.Commit("secret", []byte("data"), time.Unix(1_650_000_100, 0)))
		must(t, s.Commit("old", []byte("data"), time.Unix(1_649_999_999, 0)))
		if data, ok, err := s.Find("secret"); err != nil || !ok || string(data) != "data" {
			t.Errorf("session: %q %v %v", data, ok, err)
		}
		if _, ok, err := s.Find("old"); err != nil || ok {
			t.Errorf("a session that is over: %v %v", ok, err)
		}
		must(t, s.Delete("secret"))
		if _, ok, err := s.Find("secret"); err != nil || ok {
			t.Errorf("a deleted session: %v %v", ok, err)
		}
		must(t, s.Commit("secret", []byte("late"), time.Unix(1_650_000_200, 0)))
		if _, ok, err := s.Find("secret"); err != nil || ok {
			t.Errorf("a deleted session that a late request commits: %v %v", ok, err)
		}
	})
}

// What is stored of a cookie signs nobody in, and a second commit replaces.
func TestSessionsKeepNoCookie(t *testing.T) {
	t.Parallel()
	for _, name := range names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := readyPlace(t, name)
			s := open(t, address).Sessions()
			must(t, s.Commit("the cookie", []byte("first"), now().Add(time.Hour)))
			must(t, s.Commit("the cookie", []byte("second"), now().Add(time.Hour)))
			var hash, data []byte
			row := behind(t, name, address).QueryRowContext(context.Background(),
				"SELECT token_hash, data FROM sessions")
			must(t, row.Scan(&hash, &data))
			if bytes.Contains(hash, []byte("cookie")) || len(hash) != 32 || !bytes.HasSuffix(data, []byte("second")) {
				t.Errorf("stored: %q %q", hash, data)
			}
		})
	}
}

// R7: sixteen people sign in and out at once.
func TestR7SessionsAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		s := db.Sessions()
		var wg sync.WaitGroup
		for i := range 16 {
			wg.Go(func() {
				for j := range 5 {
					token := fmt.Sprint(i, "/", j)
					if err := s.Commit(token, []byte(token), now().Add(time.Minute)); err != nil {
						t.Error(err)
					}
					if data, ok, err := s.Find(token); err != nil || !ok || string(data) != token {
						t.Errorf("%s: %q %v %v", token, data, ok, err)
					}
					if err := s.Delete(token); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
	})
}

// A session that a key sealed is none where that key is gone, and signs in nobody with
// what it was sealed by read as its content.
func TestASessionIsNoneWithoutItsKey(t *testing.T) {
	t.Parallel()
	for _, name := range names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := readyPlace(t, name)
			signer, _, err := record.NewKey(rand.Reader, "kiemphieu")
			must(t, err)
			ring := keyring.At(t.TempDir())
			must(t, errors.Join(ring.Keep(signer), ring.Settle()))
			with, err := store.Open(t.Context(), address, store.Options{Now: now, Keyring: ring})
			must(t, err)
			must(t, with.Sessions().Commit("the cookie", []byte("begun"), now().Add(time.Hour)))
			if data, ok, err := with.Sessions().Find("the cookie"); err != nil || !ok || string(data) != "begun" {
				t.Errorf("with its key: %q %v %v", data, ok, err)
			}
			must(t, with.Close())
			if data, ok, err := open(t, address).Sessions().Find("the cookie"); err != nil || ok {
				t.Errorf("without: %q %v %v", data, ok, err)
			}
		})
	}
}
