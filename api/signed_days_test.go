package api_test

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kiemphieu/api/apitest"
	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/congress"
	"kiemphieu/store/pgtest"
)

// A copy that is put back where its key is lets people in, whatever was written of their
// organisation after it was made, and though it was made before the first key was drawn.
func TestAnOlderCopyLetsPeopleIn(t *testing.T) {
	for name, signed := range map[string]bool{"signed": true, "before the key": false} {
		t.Run(name, func(t *testing.T) {
			keys := t.TempDir()
			h := apitest.Serve(t, app.Config{Keys: keys})
			org, err := h.Congress.CreateOrganisation(h.Ctx, "", congress.OrganisationInput{Kind: congress.KindBase,
				Model: congress.ModelOffice, Name: "Đảng bộ"})
			apitest.Must(t, err)
			add := func(login string) {
				_, err := h.Congress.CreateAccount(h.Ctx, congress.AccountInput{OrgID: org, Login: login, Name: "An",
					Role: congress.RoleAdministrator, PasswordHash: h.Hash})
				apitest.Must(t, err)
			}
			add("an")
			if signed {
				_, _, err = h.Congress.LogKey(h.Ctx)
				apitest.Must(t, err)
			}
			var copied bytes.Buffer
			_, err = h.Store.Backup(h.Ctx, &copied)
			apitest.Must(t, err)
			_, _, err = h.Congress.LogKey(h.Ctx)
			apitest.Must(t, err)
			add("sau")
			time.Sleep(1200 * time.Millisecond) // what is remembered is in its file then
			h.Program = apptest.Open(t, app.Config{Keys: keys})
			_, err = h.Store.Restore(h.Ctx, bytes.NewReader(copied.Bytes()), int64(copied.Len()))
			apitest.Must(t, err)
			h.Listen(h.Server)
			if in := tryAs(h, apitest.Browser(t), "an", apitest.Password); in != "in" {
				t.Errorf("an older copy: %s", in)
				return
			}
			add("moi")
			if found, err := h.Store.ExamineOffices(h.Ctx, nil); err != nil || len(found) > 0 {
				t.Errorf("%v, %v", found, err)
			}
		})
	}
}

// Accounts that are made while the first key is drawn are signed with all others.
func TestTheFirstKeyMissesNobody(t *testing.T) {
	for name, database := range map[string]string{"SQLite": "", "PostgreSQL": pgtest.Database(t)} {
		t.Run(name, func(t *testing.T) {
			h := apitest.Serve(t, app.Config{Database: database, Keys: t.TempDir()})
			org, err := h.Congress.CreateOrganisation(h.Ctx, "", congress.OrganisationInput{Kind: congress.KindBase,
				Model: congress.ModelOffice, Name: "Đảng bộ"})
			apitest.Must(t, err)
			var all sync.WaitGroup
			for n := range 12 {
				all.Go(func() {
					if n == 6 {
						_, _, err := h.Congress.LogKey(h.Ctx)
						apitest.Must(t, err)
						return
					}
					_, err := h.Congress.CreateAccount(h.Ctx, congress.AccountInput{OrgID: org,
						Login: fmt.Sprint("an", n), Name: "An", Role: congress.RoleAdministrator, PasswordHash: h.Hash})
					apitest.Must(t, err)
				})
			}
			all.Wait()
			if found, err := h.Store.ExamineOffices(h.Ctx, nil); err != nil || len(found) > 0 {
				t.Errorf("%v, %v", found, err)
			}
		})
	}
}

// What is made while the first key is drawn, of an organisation that whoever draws it
// did not see, is signed as well.
func TestTheFirstKeyMissesNoOrganisation(t *testing.T) {
	if !pgtest.There(t) {
		t.Skip("one writes at a time")
	}
	for _, below := range []bool{false, true} {
		var h *apitest.House
		var drawing atomic.Bool
		var parent congress.OrgID
		add := func(name string) congress.OrgID {
			id, err := h.Congress.CreateOrganisation(h.Ctx, parent, congress.OrganisationInput{Kind: congress.KindBase,
				Model: congress.ModelOffice, Name: name})
			apitest.Must(t, err)
			return id
		}
		made := make(chan congress.OrgID, 1)
		h = apitest.Serve(t, app.Config{Database: pgtest.Database(t), Keys: t.TempDir(), Trace: func(statement string) {
			if strings.HasSuffix(statement, "FOR NO KEY UPDATE") && drawing.CompareAndSwap(true, false) {
				go func() { made <- add("Đảng bộ Trung") }()
				select {
				case id := <-made:
					made <- id
				case <-time.After(time.Second): // it waits for the key
				}
			}
		}})
		first := add("Đảng bộ Sơ")
		if below {
			parent = first
		}
		drawing.Store(true)
		_, _, err := h.Congress.LogKey(h.Ctx)
		apitest.Must(t, err)
		<-made
		if found, err := h.Store.ExamineOffices(h.Ctx, nil); err != nil || len(found) > 0 {
			t.Errorf("below %v: %v, %v", below, found, err)
		}
	}
}
