package app_test

import (
	"context"
	"errors"
	"testing"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/congress"
	"kiemphieu/ratify"
)

func (i intruder) noteCustody(c congress.Congress) {
	i.t.Helper()
	by := congress.Actor{OrgID: c.OrgID, OrgPath: "/", Role: congress.RoleOrganiser, AccountID: "x", Name: "X"}
	must(i.t, i.ward.Ratify.NoteCustody(i.t.Context(), by, c.ID, ratify.CustodyInput{Step: ratify.CustodySealed,
		Day: c.HeldOn, Packets: 1, Holder: "Chi ủy"}))
}

// Whoever looks at one moment for long, as doctor does, while another program goes on
// writing, is not told that somebody put back an older log.
func TestALongLookBesideAWriterFindsNothing(t *testing.T) {
	i := breakIn(t)
	c := i.ratified()
	p := apptest.Open(t, app.Config{Database: i.file, Now: i.ward.Demo.Clock.Now})
	must(t, p.Store.Snapshot(t.Context(), func(ctx context.Context) error {
		if _, err := p.Congress.Overview(ctx, c.ID); err != nil {
			return err
		}
		i.noteCustody(c)
		_, err := i.ward.Congress.CreateAccount(t.Context(), congress.AccountInput{OrgID: c.OrgID,
			Login: "moi", Name: "Mới", Role: congress.RoleOrganiser, PasswordHash: "x"})
		must(t, err)
		all, err := p.ExamineAll(ctx)
		for _, e := range all {
			if !e.OK() {
				t.Errorf("%s: %v %s", e.Title, e.Broken, e.Report.Failed())
			}
		}
		return err
	}))
}

// A database that is put back as it was while the program runs is told at the next page.
func TestAnOlderLogUnderARunningProgram(t *testing.T) {
	i := breakIn(t)
	c := i.ratified()
	i.keeping(func() { i.noteCustody(c) }, "congresses", "log", "checkpoints", "states")
	var broken *congress.RecordError
	if _, err := i.ward.Congress.Overview(t.Context(), c.ID); !errors.As(err, &broken) || broken.Code != "log_older" {
		t.Errorf("%v", err)
	}
}
