package office_test

import (
	"context"
	"errors"
	"maps"
	"testing"
	"time"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/congress"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// open makes a program with one organisation and somebody in it.
func open(t *testing.T, now func() time.Time) (*app.Program, congress.Actor) {
	t.Helper()
	p, ctx := apptest.Open(t, app.Config{Now: now}), context.Background()
	org, err := p.Congress.CreateOrganisation(ctx, "", congress.OrganisationInput{Kind: congress.KindBase,
		Name: "Đảng ủy phường"})
	must(t, err)
	account, err := p.Congress.CreateAccount(ctx, congress.AccountInput{OrgID: org, Login: "an", Name: "An",
		Role: congress.RoleAdministrator, PasswordHash: "x"})
	must(t, err)
	return p, congress.Actor{AccountID: account, OrgID: org, OrgPath: "/", Role: congress.RoleAdministrator}
}

// A file waits for a day, one a person and thing; answers are kept beside it.
func TestAFileWaits(t *testing.T) {
	now := time.Date(2026, 11, 26, 8, 0, 0, 0, time.UTC)
	p, by := open(t, func() time.Time { return now })
	ctx := context.Background()
	must(t, p.Office.KeepImport(ctx, by, "c1", "a.csv", []byte("a"), "{}"))
	must(t, p.Office.KeepImport(ctx, by, "c1", "b.csv", []byte("b"), "{}"))
	must(t, p.Office.KeepImport(ctx, by, "c2", "c.csv", []byte("c"), "{}"))
	must(t, p.Office.AnswerImport(ctx, by, "c1", `{"head":"2"}`))
	got, err := p.Office.ImportOf(ctx, by, "c1")
	if err != nil || got.Name != "b.csv" || string(got.Content) != "b" || got.Answers != `{"head":"2"}` {
		t.Errorf("%+v, %v", got, err)
	}
	must(t, p.Office.DropImport(ctx, by, "c1"))
	if _, err := p.Office.ImportOf(ctx, by, "c1"); !errors.Is(err, congress.ErrNotFound) {
		t.Errorf("dropped: %v", err)
	}
	now = now.Add(25 * time.Hour)
	if _, err := p.Office.ImportOf(ctx, by, "c2"); !errors.Is(err, congress.ErrNotFound) {
		t.Errorf("a day later: %v", err)
	}
}

// What columns are is remembered by heading, and forgotten where a person says so.
func TestColumnsAreRemembered(t *testing.T) {
	p, by := open(t, time.Now)
	ctx := context.Background()
	must(t, p.Office.RememberColumns(ctx, by.OrgID, map[string]string{"doi": "group", "ai": "name"}))
	must(t, p.Office.RememberColumns(ctx, by.OrgID, map[string]string{"doi": "", "que": "hometown"}))
	got, err := p.Office.ColumnsOf(ctx, by.OrgID)
	if err != nil || !maps.Equal(got, map[string]string{"ai": "name", "que": "hometown"}) {
		t.Errorf("%v, %v", got, err)
	}
}
