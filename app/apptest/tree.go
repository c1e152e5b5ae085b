package apptest

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"kiemphieu/app"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/ratify"
)

const (
	treeTop      = "province"
	wardCells    = 11
	otherCells   = 50 // of every other ward
	treeDay      = congress.Date("2025-05-26")
	treeTerm     = "2025–2030"
	treeWritten  = 200 // cells in one transaction
	treeContents = "2" // changes with what FillTree writes
)

// OpenTree opens a program over a generated tree of so many cells. A tree is made
// once in a file, kept in the user's cache and copied; into a database that is named
// it is restored.
func OpenTree(tb testing.TB, cells int, cfg app.Config) *app.Program {
	tb.Helper()
	cfg.Now = Morning(treeDay)
	if cfg.Database != "" {
		restoreTree(tb, OpenTree(tb, cells, app.Config{}), cfg.Database)
		return Open(tb, cfg)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	kept := filepath.Join(cache, "kiemphieu", fmt.Sprintf("tree-%s-%d.db", treeContents, cells))
	content, err := os.ReadFile(kept) //nolint:gosec // of this machine's own cache
	if err != nil {
		content = makeTree(tb, kept, cells)
	}
	cfg.Database = filepath.Join(tb.TempDir(), "kiemphieu.db")
	if err := os.WriteFile(cfg.Database, content, 0o600); err != nil {
		tb.Fatal(err)
	}
	return Open(tb, cfg)
}

// restoreTree brings what a program has into an empty database, in which lists are
// counted as in one that was at work for a while.
func restoreTree(tb testing.TB, from *app.Program, database string) {
	tb.Helper()
	ctx := context.Background()
	var backup bytes.Buffer
	_, err := from.Store.Backup(ctx, &backup)
	if err != nil {
		tb.Fatal(err)
	}
	into, err := app.Open(ctx, app.Config{Database: database, Keys: tb.TempDir()})
	if err != nil {
		tb.Fatal(err)
	}
	_, err = into.Store.Restore(ctx, bytes.NewReader(backup.Bytes()), int64(backup.Len()))
	if err := errors.Join(err, into.Close()); err != nil {
		tb.Fatal(err)
	}
	pool, err := sql.Open("postgres", database)
	if err != nil {
		tb.Fatal(err)
	}
	_, err = pool.ExecContext(ctx, "VACUUM ANALYZE")
	if err := errors.Join(err, pool.Close()); err != nil {
		tb.Fatal(err)
	}
}

// makeTree makes a tree and keeps it.
func makeTree(tb testing.TB, kept string, cells int) []byte {
	tb.Helper()
	dir := tb.TempDir()
	made := filepath.Join(dir, "tree.db")
	p, err := app.Open(context.Background(), app.Config{Database: made, Now: Morning(treeDay)})
	if err != nil {
		tb.Fatal(err)
	}
	FillTree(tb, p, cells)
	if err := p.Close(); err != nil {
		tb.Fatal(err)
	}
	content, err := os.ReadFile(made) //nolint:gosec // the file just made
	if err == nil {
		err = os.MkdirAll(filepath.Dir(kept), 0o700)
	}
	if err == nil {
		err = os.WriteFile(kept, content, 0o600)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return content
}

// FillTree writes a province with wards and cells, straight through the store:
// of ten cells one has no congress, one prepares it, two owe their dossier, two
// wait for the decision, one was sent back and three are ratified, with three
// offices each. [Password] is that of "admin" and "superior" of the province,
// "w000.admin" and "w000.superior" of its first ward, which has eleven cells
// whatever the size of the tree, and of one account of every cell.
func FillTree(tb testing.TB, p *app.Program, cells int) {
	tb.Helper()
	ctx := context.Background()
	in := func(write func(ratify.Tx) error) {
		tb.Helper()
		if err := p.Store.Ratify().InTx(ctx, write); err != nil {
			tb.Fatal(err)
		}
	}
	top := congress.Organisation{ID: treeTop, Path: "/" + treeTop + "/", Kind: congress.KindSuperior, Name: "Tỉnh ủy"}
	hash, err := Hash(Password)
	if err != nil {
		tb.Fatal(err)
	}
	w := treeWriter{ctx: ctx, top: top, hash: hash}
	in(func(tx ratify.Tx) error {
		return errors.Join(tx.PutOrganisation(ctx, top), w.plan(tx, top), w.account(tx, top.ID, "admin",
			congress.RoleAdministrator),
			w.account(tx, top.ID, "superior", congress.RoleSuperior))
	})
	for from := 0; from < cells; from += treeWritten {
		in(func(tx ratify.Tx) error {
			for i := from; i < min(from+treeWritten, cells); i++ {
				if err := w.cell(tx, i); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// treeWriter writes cells one after the other, and each ward before its first.
type treeWriter struct {
	ctx  context.Context
	top  congress.Organisation
	hash string // of everybody's password
}

func (w treeWriter) ward(i int) (ward congress.Organisation, first bool) {
	n, at := 0, i
	if i >= wardCells {
		n, at = 1+(i-wardCells)/otherCells, (i-wardCells)%otherCells
	}
	id := fmt.Sprintf("w%03d", n)
	return congress.Organisation{ID: congress.OrgID(id), ParentID: w.top.ID, Path: w.top.Path + id + "/",
		Kind: congress.KindSuperior, Name: fmt.Sprintf("Đảng ủy phường số %d", n)}, at == 0
}

func (w treeWriter) cell(tx ratify.Tx, i int) error {
	ward, first := w.ward(i)
	if first {
		if err := tx.PutOrganisation(w.ctx, ward); err != nil {
			return err
		}
		if err := errors.Join(w.plan(tx, ward),
			w.account(tx, ward.ID, string(ward.ID)+".admin", congress.RoleAdministrator),
			w.account(tx, ward.ID, string(ward.ID)+".superior", congress.RoleSuperior)); err != nil {
			return err
		}
	}
	id := fmt.Sprintf("c%035d", i)
	o := congress.Organisation{ID: congress.OrgID(id), ParentID: ward.ID, Path: ward.Path + id + "/",
		Kind: congress.KindCell, Model: congress.ModelResidential, Name: fmt.Sprintf("Chi bộ Tổ dân phố %d", i)}
	if err := tx.PutOrganisation(w.ctx, o); err != nil {
		return err
	}
	if err := w.account(tx, o.ID, "cb"+id[len(id)-6:], congress.RoleOrganiser); err != nil {
		return err
	}
	return w.meeting(tx, o, i)
}

func (w treeWriter) plan(tx ratify.Tx, o congress.Organisation) error {
	return tx.PutPlan(w.ctx, ratify.Plan{OrgID: o.ID, Term: treeTerm, FirstDay: "2025-03-01", LastDay: "2025-05-20"})
}

func (w treeWriter) account(tx ratify.Tx, org congress.OrgID, login string, role congress.Role) error {
	return tx.PutAccount(w.ctx, congress.Account{ID: congress.AccountID("a-" + login), OrgID: org, Login: login,
		Name: "Nguyễn Thị Hằng", Role: role, PasswordHash: w.hash})
}

func (w treeWriter) meeting(tx ratify.Tx, o congress.Organisation, i int) error {
	if i%10 == 0 {
		return nil
	}
	day := congress.Date("2025-05-26")
	if midnight, ok := treeDay.Midnight(); ok {
		day = congress.DateOf(midnight.AddDate(0, 0, -i%45))
	}
	midnight, _ := day.Midnight()
	c := congress.Congress{ID: congress.CongressID("m" + o.ID), OrgID: o.ID, Title: "Đại hội " + o.Name,
		Term: treeTerm, HeldOn: day, Profile: "190-QD/TW", State: congress.StatePreparing, Pilot: i%10 == 9}
	if i%10 == 1 {
		return w.put(tx, c)
	}
	closed := congress.At(midnight.Add(11 * time.Hour))
	c.State, c.ClosedAt, c.ChangedAt = congress.StateClosed, closed, closed
	d := ratify.Dossier{OrgID: o.ID, CongressID: c.ID, Version: 1, State: ratify.DossierSubmitted,
		SubmittedBy: "Bí thư", SubmittedAt: closed}
	switch i % 10 {
	case 2, 3:
		d.Version = 0
	case 4, 5:
		c.State = congress.StateSubmitted
	case 6:
		d.State, d.DecidedAt, d.Reason = ratify.DossierReturned, closed, "Thiếu biên bản"
	default:
		c.State, d.State, d.DecidedOn, d.Number = congress.StateRatified, ratify.DossierRatified, day, "12-QĐ/ĐU"
	}
	if err := w.put(tx, c); err != nil {
		return err
	}
	if d.Version > 0 {
		if err := tx.PutDossier(w.ctx, d); err != nil {
			return err
		}
	}
	if d.State == ratify.DossierRatified {
		if err := w.mandates(tx, c); err != nil {
			return err
		}
	}
	return tx.Recount(w.ctx, o.ID, c.ID)
}

// mandates writes who holds the offices of a cell whose congress was ratified.
func (w treeWriter) mandates(tx ratify.Tx, c congress.Congress) error {
	for n, office := range []ballot.Office{ballot.Committee, ballot.Committee, ballot.Secretary} {
		m := congress.Mandate{OrgID: c.OrgID, ID: congress.MandateID(fmt.Sprintf("%s-%d", c.ID, n)), Office: office,
			Term: treeTerm, Name: "Trần Văn Bình", Born: "1975", From: c.HeldOn, How: congress.HowElected,
			Decision: "12-QĐ/ĐU", DecidedOn: c.HeldOn, CongressID: c.ID,
			MemberID: congress.MemberID(fmt.Sprint("p", n%2)), NotedBy: "Bí thư", NotedAt: c.ClosedAt}
		if err := tx.PutMandate(w.ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// put writes a congress with five members, two of whom are elected.
func (w treeWriter) put(tx ratify.Tx, c congress.Congress) error {
	if err := tx.PutCongress(w.ctx, c); err != nil {
		return err
	}
	var members []congress.Member
	for n := range 5 {
		members = append(members, congress.Member{OrgID: c.OrgID, CongressID: c.ID,
			ID: congress.MemberID(fmt.Sprint("p", n)), Number: n + 1, Name: "Trần Văn Bình", Official: true,
			Female: n == 1, Incumbent: n == 0})
	}
	if err := tx.PutMembers(w.ctx, members); err != nil || c.State == congress.StatePreparing {
		return err
	}
	k := congress.Contest{OrgID: c.OrgID, CongressID: c.ID, ID: congress.ContestID("k" + c.OrgID), Position: 1,
		Office: ballot.Committee, Seats: 2, Settled: congress.SettledComplete}
	r := congress.Round{OrgID: c.OrgID, CongressID: c.ID, ContestID: k.ID, ID: congress.RoundID("r" + c.OrgID),
		Number: 1, Kind: ballot.Ordinary, Seats: 2, State: congress.RoundSealed, Code: "none",
		Counting: congress.CountTwoPasses, Definition: treeDefinition, Sheet: treeSheet, Outcome: treeOutcome,
		SealedAt: c.ClosedAt}
	if err := tx.PutContest(w.ctx, k); err != nil {
		return err
	}
	if err := tx.PutRound(w.ctx, r); err != nil {
		return err
	}
	var elected []congress.Elected
	for n := range 2 {
		elected = append(elected, congress.Elected{OrgID: c.OrgID, CongressID: c.ID, ContestID: k.ID, RoundID: r.ID,
			MemberID: members[n].ID, Office: ballot.Committee, Rank: n + 1, Votes: 4, Base: 5})
	}
	return tx.PutElected(w.ctx, elected)
}

const (
	treeDefinition = `{"office":"committee","round":1,"kind":"ordinary","style":"cross_out",` +
		`"list":{"seats":2,"candidates":[{"id":"p0","name":"A"},{"id":"p1","name":"B"},{"id":"p2","name":"C"}]}}`
	treeSheet = `{"issued":5,"returned":5,"valid":5,"invalid":0,"invalid_reasons":{},"rows":[` +
		`{"id":"p0","votes":4},{"id":"p1","votes":4},{"id":"p2","votes":1}]}`
	treeOutcome = `{"base":5,"needed":3,"style":"cross_out","issued":5,"returned":5,"valid":5,"invalid":0,` +
		`"invalid_reasons":{},"rows":[{"id":"p0","votes":4,"percent":"80.00","elected":true},` +
		`{"id":"p1","votes":4,"percent":"80.00","elected":true},{"id":"p2","votes":1,"percent":"20.00",` +
		`"elected":false}],"elected":["p0","p1"],"tied":[],"open_seats":0,"next":"complete",` +
		`"breakdown":{"elected":2,"reelected":1,"new":1,"female":1}}`
)
