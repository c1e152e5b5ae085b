package main

import (
	"path/filepath"
	"strings"
	"testing"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/congress"
)

// Doctor tells of a tablet whose clock was far off when it was heard of last,
// in the week of its congress.
func TestDoctorKnowsTabletsClocks(t *testing.T) {
	database := filepath.Join(t.TempDir(), "kiemphieu.db")
	w := apptest.OpenWard(t, app.Config{Database: database})
	c := joinTablet(t, w, 3*24*60)
	day, _ := c.HeldOn.Midnight()
	command := newDoctorCommand()
	command.SetErr(&strings.Builder{})
	p := &patient{at: place{data: filepath.Dir(database)}, now: day}
	list := p.tablets(t.Context(), command)
	if len(list) != 1 || list[0].State != sick || !strings.Contains(list[0].What, "Máy 1 (3 ngày)") {
		t.Errorf("%+v", list)
	}
	p.now = day.AddDate(0, 1, 0)
	if list := p.tablets(t.Context(), command); len(list) != 0 {
		t.Errorf("a month later: %+v", list)
	}
}

// joinTablet has a tablet with a wrong clock at one of the ward's congresses.
func joinTablet(t *testing.T, w *apptest.Ward, skew int) congress.Congress {
	t.Helper()
	ctx := t.Context()
	all, err := w.Congress.CongressesUnder(ctx, "/")
	check(t, err)
	for _, a := range w.Accounts {
		account, err := w.Congress.AccountByLogin(ctx, a.Login)
		check(t, err)
		by, err := w.Congress.ActorOf(ctx, account.ID)
		check(t, err)
		for _, c := range all {
			if by.Role != congress.RoleChief || c.OrgID != by.OrgID {
				continue
			}
			id, err := w.Congress.InviteDevice(ctx, by, c.ID, "", "invitation")
			if err != nil {
				continue
			}
			_, err = w.Congress.ClaimDevice(ctx, "invitation", "key", "digits")
			check(t, err)
			check(t, w.Congress.AdmitDevice(ctx, by, id, "digits"))
			check(t, w.Congress.SeeDevice(ctx, id, 0, skew))
			return c
		}
	}
	t.Fatal("the ward has no chief")
	return congress.Congress{}
}
