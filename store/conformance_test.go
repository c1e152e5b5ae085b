package store_test

import (
	"bytes"
	"context"
	"errors"
	"net/url"
	"reflect"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/ratify/calendar"
	"kiemphieu/store"
	"kiemphieu/tally"
)

func TestStoreGivesBackWhatWasPut(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		c, r := world(t, db)
		must(t, db.View(ctx, func(tx congress.Tx) error {
			got, err := tx.Congress(ctx, c.ID)
			if err != nil || got != c {
				t.Errorf("congress: %+v, %v", got, err)
			}
			round, err := tx.Round(ctx, r.ID)
			if err != nil || round != r {
				t.Errorf("round: %+v, %v", round, err)
			}
			members, err := tx.Members(ctx, c)
			if err != nil || len(members) != 2 || members[0] != member("m1", 1) || members[1] != member("m2", 2) {
				t.Errorf("members: %+v, %v", members, err)
			}
			b, err := tx.Batches(ctx, r)
			if err != nil || len(b) != 1 || b[0].Marks != "10\n11" || !bytes.Equal(b[0].Tokens,
				bytes.Repeat([]byte{1}, 64)) {
				t.Errorf("batches: %+v, %v", b, err)
			}
			hashes, err := tx.Manifest(ctx, r)
			if err != nil || len(hashes) != 64 {
				t.Errorf("manifest: %v, %v", hashes, err)
			}
			d, err := tx.DocumentsOf(ctx, c)
			if err != nil || len(d) != 1 || d[0].Content != nil {
				t.Errorf("documents: %+v, %v", d, err)
			}
			orgs, err := tx.OrganisationsUnder(ctx, "/top/")
			if err != nil || len(orgs) != 2 || orgs[0].ID != "top" {
				t.Errorf("organisations: %+v, %v", orgs, err)
			}
			n, err := tx.CountAccounts(ctx)
			if err != nil || n != 1 || !tx.Now().Equal(now()) {
				t.Errorf("accounts: %d, %v at %v", n, err, tx.Now())
			}
			return nil
		}))
	})
}

func TestStoreSaysNotFound(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		c, r := world(t, db)
		for name, call := range map[string]func(congress.Tx) error{
			"organisation":   func(tx congress.Tx) error { _, err := tx.Organisation(ctx, "?"); return err },
			"account":        func(tx congress.Tx) error { _, err := tx.Account(ctx, "?"); return err },
			"login":          func(tx congress.Tx) error { _, err := tx.AccountByLogin(ctx, "?"); return err },
			"invitation":     func(tx congress.Tx) error { _, err := tx.AccountByInvitation(ctx, "?"); return err },
			"no invitation":  func(tx congress.Tx) error { _, err := tx.AccountByInvitation(ctx, ""); return err },
			"setting":        func(tx congress.Tx) error { _, err := tx.Setting(ctx, "?"); return err },
			"congress":       func(tx congress.Tx) error { _, err := tx.LockCongress(ctx, "?"); return err },
			"contest":        func(tx congress.Tx) error { _, err := tx.Contest(ctx, "?"); return err },
			"round":          func(tx congress.Tx) error { _, err := tx.Round(ctx, "?"); return err },
			"batch":          func(tx congress.Tx) error { _, err := tx.Batch(ctx, r, "?"); return err },
			"log":            func(tx congress.Tx) error { _, err := tx.LogEntry(ctx, c, 9); return err },
			"device":         func(tx congress.Tx) error { _, err := tx.Device(ctx, "?"); return err },
			"no secret":      func(tx congress.Tx) error { _, err := tx.DeviceBySecret(ctx, ""); return err },
			"no pair":        func(tx congress.Tx) error { return tx.DeletePair(ctx, r, congress.PassA, "?") },
			"document":       func(tx congress.Tx) error { _, err := tx.Document(ctx, c, "?"); return err },
			"no member":      func(tx congress.Tx) error { return tx.DeleteMember(ctx, c, "?") },
			"no preparation": func(tx congress.Tx) error { return tx.DeletePreparation(ctx, c, congress.ItemReport) },
			"no officer":     func(tx congress.Tx) error { return tx.DeleteOfficer(ctx, c, "m2") },
			"no proposal":    func(tx congress.Tx) error { _, err := tx.(ratify.Tx).Proposal(ctx, c); return err },
			"none to delete": func(tx congress.Tx) error { return tx.(ratify.Tx).DeleteProposal(ctx, c) },
			"no nominee": func(tx congress.Tx) error {
				return tx.DeleteNomination(ctx, congress.Contest{OrgID: "cell", ID: "k1"}, "m1")
			},
		} {
			wantError(t, name, db.InTx(ctx, call), congress.ErrNotFound)
		}
	})
}

func TestStoreKeepsTheRulesOfItsKeys(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		c, _ := world(t, db)
		twin := member("m3", 3)
		twin.Card = "thẻ m1"
		for name, test := range map[string]struct {
			call func(congress.Tx) error
			want error
		}{
			"login taken": {func(tx congress.Tx) error {
				return tx.PutAccount(ctx, congress.Account{ID: "a2", OrgID: "cell", Login: "an", Name: "Ánh",
					Role: congress.RoleTeller})
			}, congress.ErrLoginTaken},
			"card twice": {func(tx congress.Tx) error {
				return tx.PutMembers(ctx,
					[]congress.Member{twin})
			}, congress.ErrConflict},
			"nominated member": {func(tx congress.Tx) error { return tx.DeleteMember(ctx, c, "m2") },
				congress.ErrConflict},
			"officer": {func(tx congress.Tx) error { return tx.DeleteMember(ctx, c, "m1") },
				congress.ErrConflict},
			"contest with a round": {func(tx congress.Tx) error {
				return tx.DeleteContest(ctx,
					congress.Contest{OrgID: "cell", ID: "k1"})
			}, congress.ErrConflict},
			"organisation with children": {func(tx congress.Tx) error { return tx.DeleteOrganisation(ctx, "top") },
				congress.ErrConflict},
			"organisation with accounts": {func(tx congress.Tx) error { return tx.DeleteOrganisation(ctx, "cell") },
				congress.ErrConflict},
			"sheaf entered in this pass": {func(tx congress.Tx) error {
				return tx.PutBatch(ctx,
					batch("b2", congress.PassA, 1))
			}, congress.ErrConflict},
			"account of nobody": {func(tx congress.Tx) error {
				return tx.PutAccount(ctx, congress.Account{ID: "a3", OrgID: "?", Login: "binh", Name: "Bình",
					Role: congress.RoleTeller})
			}, congress.ErrConflict},
			"sheaf that is counted": {func(tx congress.Tx) error {
				return tx.DeleteSheaves(ctx,
					congress.Round{OrgID: "cell", ID: "r1"})
			}, congress.ErrConflict},
			"log place taken": {func(tx congress.Tx) error {
				return errors.Join(tx.AppendLog(ctx, logEntry(0)), tx.AppendLog(ctx, logEntry(0)))
			}, congress.ErrConflict},
		} {
			wantError(t, name, db.InTx(ctx, test.call), test.want)
		}
		in(t, db, func(tx ratify.Tx) error {
			old := batch("b1", congress.PassA, 1)
			old.Superseded, old.Tokens, old.Marks = true, []byte{}, ""
			return errors.Join(tx.PutBatch(ctx, old), tx.PutBatch(ctx, batch("b2", congress.PassA, 1)))
		})
	})
}

// listing is one sorted list of the contract: what it must give, in order.
type listing struct {
	name string
	put  func(context.Context, ratify.Tx) error
	list func(context.Context, ratify.Tx) (any, error)
	want any
}

// Every list comes in the order that the contract promises, whatever the
// order of writing and whatever the collation of the database.
func TestStoreSortsItsLists(t *testing.T) {
	onBoth(t, sortsItsLists)
	t.Run("PostgreSQL in Vietnamese order", func(t *testing.T) {
		t.Parallel()
		address, err := url.Parse(emptyPlace(t, "PostgreSQL"))
		must(t, err)
		name := address.Path[1:] + "_vi"
		address.Path = "/postgres"
		admin := connect(t, "postgres", address.String())
		run(t, admin, "CREATE DATABASE "+name+" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER icu "+
			"ICU_LOCALE 'vi'")
		t.Cleanup(func() { run(t, admin, "DROP DATABASE "+name+" WITH (FORCE)") })
		address.Path = "/" + name
		sortsItsLists(t, open(t, address.String()))
	})
}

func sortsItsLists(t *testing.T, db *store.DB) {
	ctx := context.Background()
	c, r := world(t, db)
	for _, l := range listings(c, r) {
		in(t, db, func(tx ratify.Tx) error { return l.put(ctx, tx) })
		view(t, db, func(tx ratify.Tx) error {
			got, err := l.list(ctx, tx)
			if !reflect.DeepEqual(got, l.want) {
				t.Errorf("%s: %v, want %v", l.name, got, l.want)
			}
			return err
		})
	}
}

// pick returns one field of every row.
func pick[T, F any](rows []T, err error, field func(T) F) (any, error) {
	fields := []F{}
	for _, row := range rows {
		fields = append(fields, field(row))
	}
	return fields, err
}

func listings(c congress.Congress, r congress.Round) []listing {
	k := congress.Contest{OrgID: "cell", CongressID: "c1", ID: "k1"}
	return []listing{
		{"devices", func(ctx context.Context, tx ratify.Tx) error {
			one := congress.Device{OrgID: "cell", CongressID: "c1", ID: "e1", Name: "b", State: congress.DeviceRevoked}
			two := congress.Device{OrgID: "cell", CongressID: "c1", ID: "e2", Name: "B", State: congress.DeviceJoined,
				SecretHash: "s", AccountID: "a0", SeenAt: 1, Waiting: 2}
			return errors.Join(tx.PutDevice(ctx, one), tx.PutDevice(ctx, two))
		}, func(ctx context.Context, tx ratify.Tx) (any, error) {
			rows, err := tx.Devices(ctx, c)
			if found, err := tx.DeviceBySecret(ctx, "s"); err != nil || found != rows[0] {
				return found, errors.Join(errors.New("not found by its secret"), err)
			}
			return pick(rows, err, func(d congress.Device) string { return d.Name })
		}, []string{"B", "b"}},
		{"pairs", func(ctx context.Context, tx ratify.Tx) error {
			b := congress.Pair{OrgID: "cell", RoundID: "r1", Pass: congress.PassB, AccountID: "a0", Typist: "B",
				Reader: "R", DeviceID: "e2"}
			a, gone := b, b
			a.Pass, gone.AccountID = congress.PassA, "a2"
			return errors.Join(tx.PutPair(ctx, b), tx.PutPair(ctx, a), tx.PutPair(ctx, gone),
				tx.DeletePair(ctx, r, congress.PassB, "a2"))
		}, func(ctx context.Context, tx ratify.Tx) (any, error) {
			rows, err := tx.Pairs(ctx, r)
			return pick(rows, err, func(p congress.Pair) congress.Pass { return p.Pass })
		}, []congress.Pass{congress.PassA, congress.PassB}},
		{"organisations", func(ctx context.Context, tx ratify.Tx) error {
			b := congress.Organisation{ID: "cel2", ParentID: "top", Path: "/top/cel2/", Kind: congress.KindCell,
				Name: "an"}
			a := congress.Organisation{ID: "cel3", ParentID: "top", Path: "/top/cel3/", Kind: congress.KindCell,
				Name: "Bình"}
			beside := congress.Organisation{ID: "to", Path: "/to/", Kind: congress.KindBase, Name: "A"}
			return errors.Join(tx.PutOrganisation(ctx, b), tx.PutOrganisation(ctx, a), tx.PutOrganisation(ctx, beside))
		}, func(ctx context.Context, tx ratify.Tx) (any, error) {
			rows, err := tx.OrganisationsUnder(ctx, "/top/")
			return pick(rows, err, func(o congress.Organisation) congress.OrgID { return o.ID })
		}, []congress.OrgID{"top", "cel3", "cell", "cel2"}},
		{"accounts", func(ctx context.Context, tx ratify.Tx) error {
			return errors.Join(
				tx.PutAccount(ctx, congress.Account{ID: "a0", OrgID: "top", Login: "b", Name: "B",
					Role: congress.RoleOrganiser}),
				tx.PutAccount(ctx, congress.Account{ID: "a2", OrgID: "to", Login: "c", Name: "C",
					Role: congress.RoleOrganiser}),
				tx.PutAccount(ctx, congress.Account{ID: "a9", OrgID: "top", Login: "B", Name: "B",
					Role: congress.RoleOrganiser}))
		}, func(ctx context.Context, tx ratify.Tx) (any, error) {
			rows, err := tx.AccountsUnder(ctx, "/top/")
			return pick(rows, err, func(a congress.Account) string { return a.Login })
		}, []string{"B", "an", "b"}},
		{"congresses", func(ctx context.Context, tx ratify.Tx) error {
			early, twin := c, c
			early.ID, early.HeldOn, twin.ID, twin.Title = "c0", "2020-01-01", "c2", "A"
			return errors.Join(tx.PutCongress(ctx, twin), tx.PutCongress(ctx, early))
		}, func(ctx context.Context, tx ratify.Tx) (any, error) {
			rows, err := tx.CongressesUnder(ctx, "/top/cell/")
			return pick(rows, err, func(c congress.Congress) congress.CongressID { return c.ID })
		}, []congress.CongressID{"c0", "c2", "c1"}},
		{"officers", func(ctx context.Context, tx ratify.Tx) error {
			var all []error
			for i, duty := range []congress.Duty{congress.DutyTeller, congress.DutyChief, congress.DutySecretary,
				congress.DutyPresidium, congress.DutyChair} {
				m := member(congress.MemberID(rune('s'+i)), i+10)
				all = append(all, tx.PutMembers(ctx, []congress.Member{m}),
					tx.PutOfficer(ctx, congress.Officer{OrgID: "cell", CongressID: "c1", MemberID: m.ID, Duty: duty}))
			}
			return errors.Join(all...)
		}, func(ctx context.Context, tx ratify.Tx) (any, error) {
			rows, err := tx.Officers(ctx, c)
			return pick(rows, err, func(o congress.Officer) congress.MemberID { return o.MemberID })
		}, []congress.MemberID{"w", "v", "u", "t", "m1", "s"}},
		{"nominations", func(ctx context.Context, tx ratify.Tx) error {
			return errors.Join(tx.PutNomination(ctx, nomination("m1")), tx.PutNomination(ctx, nomination("s")),
				tx.DeleteNomination(ctx, k, "s"))
		}, func(ctx context.Context, tx ratify.Tx) (any, error) {
			rows, err := tx.Nominations(ctx, k)
			return pick(rows, err, func(n congress.Nomination) congress.MemberID { return n.MemberID })
		}, []congress.MemberID{"m1", "m2"}},
		{"contests", func(ctx context.Context, tx ratify.Tx) error {
			first := congress.Contest{OrgID: "cell", CongressID: "c1", ID: "k9", Position: 1, Office: "committee",
				Seats: 3}
			second := first
			second.ID, second.Position, second.Office = "k1", 2, "secretary"
			return errors.Join(tx.PutContest(ctx, second), tx.PutContest(ctx, first))
		}, func(ctx context.Context, tx ratify.Tx) (any, error) {
			rows, err := tx.ContestsOf(ctx, c)
			return pick(rows, err, func(k congress.Contest) congress.ContestID { return k.ID })
		}, []congress.ContestID{"k9", "k1"}},
		{"rounds", func(ctx context.Context, tx ratify.Tx) error {
			second, other := r, r
			second.ID, second.Number, other.ID, other.ContestID = "r0", 2, "r5", "k9"
			return errors.Join(tx.PutRound(ctx, second), tx.PutRound(ctx, other))
		}, func(ctx context.Context, tx ratify.Tx) (any, error) {
			rows, err := tx.RoundsOf(ctx, c)
			return pick(rows, err, func(r congress.Round) congress.RoundID { return r.ID })
		}, []congress.RoundID{"r5", "r1", "r0"}},
		{"elected", func(ctx context.Context, tx ratify.Tx) error {
			return tx.PutElected(ctx, []congress.Elected{elected("k1", "r0", "m1", 1), elected("k1", "r1", "m2", 2),
				elected("k1", "r1", "s", 1), elected("k9", "r5", "t", 1)})
		}, func(ctx context.Context, tx ratify.Tx) (any, error) {
			rows, err := tx.ElectedOf(ctx, c)
			return pick(rows, err, func(e congress.Elected) congress.MemberID { return e.MemberID })
		}, []congress.MemberID{"t", "s", "m2", "m1"}},
		{"sheaves", func(context.Context, ratify.Tx) error { return nil },
			func(ctx context.Context, tx ratify.Tx) (any, error) {
				rows, err := tx.Sheaves(ctx, r)
				return pick(rows, err, func(s congress.Sheaf) int { return s.Size })
			}, []int{20, 12}},
		{"batches", func(ctx context.Context, tx ratify.Tx) error {
			old := batch("b7", congress.PassB, 2)
			old.Superseded, old.Tokens, old.Marks = true, []byte{}, ""
			return errors.Join(tx.PutBatch(ctx, batch("b6", congress.PassB, 1)), tx.PutBatch(ctx, old),
				tx.PutBatch(ctx, batch("b5", congress.PassA, 2)))
		}, func(ctx context.Context, tx ratify.Tx) (any, error) {
			rows, err := tx.Batches(ctx, r)
			return pick(rows, err, func(b congress.Batch) congress.BatchID { return b.ID })
		}, []congress.BatchID{"b1", "b5", "b6"}},
		{"hand counts", func(ctx context.Context, tx ratify.Tx) error {
			return tx.PutHandCount(ctx, congress.HandCount{OrgID: "cell", RoundID: "r1", Entry: 2, Totals: "[]"})
		}, func(ctx context.Context, tx ratify.Tx) (any, error) {
			rows, err := tx.HandCounts(ctx, r)
			return pick(rows, err, func(h congress.HandCount) string { return h.Totals })
		}, []string{"{}", "[]"}},
		{"confirmations", func(ctx context.Context, tx ratify.Tx) error {
			one := congress.Confirmation{OrgID: "cell", RoundID: "r1", Act: congress.JointExplain,
				Role: congress.RolePresidium}
			two := congress.Confirmation{OrgID: "cell", RoundID: "r1", Act: congress.JointReprint,
				Role: congress.RolePresidium}
			return errors.Join(tx.PutConfirmation(ctx, two), tx.PutConfirmation(ctx, one),
				tx.DeleteConfirmations(ctx, r, congress.JointReprint))
		}, func(ctx context.Context, tx ratify.Tx) (any, error) {
			rows, err := tx.Confirmations(ctx, r)
			return pick(rows, err, func(c congress.Confirmation) congress.JointAct { return c.Act })
		}, []congress.JointAct{congress.JointExplain, congress.JointSeal}},
		{"log", func(ctx context.Context, tx ratify.Tx) error {
			return errors.Join(tx.AppendLog(ctx, logEntry(0)), tx.AppendLog(ctx, logEntry(1)),
				tx.AppendLog(ctx, logEntry(2)))
		}, func(ctx context.Context, tx ratify.Tx) (any, error) {
			rows, err := tx.LogEntries(ctx, c, 1)
			return pick(rows, err, func(e congress.LogEntry) int64 { return e.Seq })
		}, []int64{1, 2}},
		{"documents", func(ctx context.Context, tx ratify.Tx) error {
			var all []error
			for _, name := range []string{"b.pdf", "a.pdf", "B.pdf"} {
				all = append(all, tx.PutDocument(ctx, congress.Document{OrgID: "cell", CongressID: "c1",
					ID: congress.DocumentID(name), Kind: "congress_minutes", Name: name, Content: []byte(name)}))
			}
			return errors.Join(append(all, tx.DeleteDocument(ctx, c, "a.pdf"))...)
		}, func(ctx context.Context, tx ratify.Tx) (any, error) {
			rows, err := tx.DocumentsOf(ctx, c)
			return pick(rows, err, func(d congress.Document) string { return d.Name })
		}, []string{"B.pdf", "b.pdf", "x.pdf"}},
		{"dossiers", func(ctx context.Context, tx ratify.Tx) error {
			d := ratify.Dossier{OrgID: "cell", CongressID: "c1", Version: 2, State: ratify.DossierSubmitted}
			old := ratify.Dossier{OrgID: "cell", CongressID: "c1", Version: 1, State: ratify.DossierReturned}
			return errors.Join(tx.PutDossier(ctx, d), tx.PutDossier(ctx, old))
		}, func(ctx context.Context, tx ratify.Tx) (any, error) {
			rows, err := tx.Dossiers(ctx, c)
			return pick(rows, err, func(d ratify.Dossier) int { return d.Version })
		}, []int{1, 2}},
		{"appointments", func(ctx context.Context, tx ratify.Tx) error {
			one := ratify.Appointment{OrgID: "cell", CongressID: "c1", ContestID: "k9", Name: "An", Office: "secretary",
				Number: "1", DecidedOn: "2025-01-01"}
			two := one
			two.ContestID, two.MemberID, two.Born = "k1", "m1", "1970-01-01"
			return errors.Join(tx.PutAppointment(ctx, one), tx.PutAppointment(ctx, two))
		}, func(ctx context.Context, tx ratify.Tx) (any, error) {
			rows, err := tx.Appointments(ctx, c)
			return pick(rows, err, func(a ratify.Appointment) congress.ContestID { return a.ContestID })
		}, []congress.ContestID{"k1", "k9"}},
		{"preparations", func(ctx context.Context, tx ratify.Tx) error {
			one := congress.Preparation{OrgID: "cell", CongressID: "c1", Item: congress.ItemReport,
				DoneOn: "2025-01-01", ApprovedBy: "Chi ủy", Note: "n", NotedBy: "An", NotedAt: 7}
			gone, again := one, one
			gone.Item, again.ApprovedBy = congress.ItemReview, "Đảng ủy"
			return errors.Join(tx.PutPreparation(ctx, one), tx.PutPreparation(ctx, gone), tx.PutPreparation(ctx, again),
				tx.DeletePreparation(ctx, c, congress.ItemReview))
		}, func(ctx context.Context, tx ratify.Tx) (any, error) {
			rows, err := tx.Preparations(ctx, c)
			return pick(rows, err, func(p congress.Preparation) string { return p.ApprovedBy })
		}, []string{"Đảng ủy"}},
		{"calendar days", func(ctx context.Context, tx ratify.Tx) error {
			b := calendar.Day{OrgID: "top", Day: "2027-02-08", Kind: calendar.Off, Name: "Tết"}
			a, other := b, b
			a.Day, a.Kind, other.OrgID = "2027-01-02", calendar.Worked, "to"
			return errors.Join(tx.(calendar.Tx).PutCalendarDay(ctx, b), tx.(calendar.Tx).PutCalendarDay(ctx, a),
				tx.(calendar.Tx).PutCalendarDay(ctx, other), tx.(calendar.Tx).DeleteCalendarDay(ctx, "to",
					"2027-02-08"))
		}, func(ctx context.Context, tx ratify.Tx) (any, error) {
			rows, err := tx.CalendarDays(ctx, "top")
			return pick(rows, err, func(d calendar.Day) congress.Date { return d.Day })
		}, []congress.Date{"2027-01-02", "2027-02-08"}},
		{"paper numbers", func(ctx context.Context, tx ratify.Tx) error {
			a := ratify.NumberedPaper{OrgID: "top", Kind: ratify.PaperSubmission, Term: "2025–2027", Series: "CB",
				Number: 2, CongressID: c.ID, Signer: "An", At: 7}
			b, again, gone := a, a, a
			b.Number, again.Signer, gone.Number = 1, "Bình", 3
			return errors.Join(tx.PutPaperNumber(ctx, a), tx.PutPaperNumber(ctx, b), tx.PutPaperNumber(ctx, again),
				tx.PutPaperNumber(ctx, gone), tx.DeletePaperNumber(ctx, gone))
		}, func(ctx context.Context, tx ratify.Tx) (any, error) {
			rows, err := tx.PaperNumbers(ctx, "top")
			if len(rows) == 2 {
				one, found := tx.PaperNumber(ctx, rows[1])
				rows[1], err = one, errors.Join(err, found)
			}
			return pick(rows, err, func(p ratify.NumberedPaper) string { return p.Code() + p.Signer })
		}, []string{"01-TTr/CBAn", "02-TTr/CBBình"}},
		{"legal bases", func(ctx context.Context, tx ratify.Tx) error {
			a := congress.LegalBasis{OrgID: "top", Kind: tally.CharterBasis, From: "2027-01-01", Text: "một",
				AddedAt: 7}
			b, again, other := a, a, a
			b.From, again.Text, other.Kind = "2026-01-01", "hai", tally.ElectionBasis
			return errors.Join(tx.PutLegalBasis(ctx, a), tx.PutLegalBasis(ctx, b), tx.PutLegalBasis(ctx, again),
				tx.PutLegalBasis(ctx, other), tx.DeleteLegalBasis(ctx, "top", tally.ElectionBasis, "2027-01-01"))
		}, func(ctx context.Context, tx ratify.Tx) (any, error) {
			rows, err := tx.LegalBases(ctx, "top")
			return pick(rows, err, func(b congress.LegalBasis) string { return string(b.From) + b.Text })
		}, []string{"2026-01-01một", "2027-01-01hai"}},
		{"calendar years", func(ctx context.Context, tx ratify.Tx) error {
			a := calendar.Year{OrgID: "top", Year: "2027", ConfirmedBy: "Q", ConfirmedAt: 7}
			b, other := a, a
			b.Year, other.OrgID = "2026", "to"
			return errors.Join(tx.(calendar.Tx).PutCalendarYear(ctx, a), tx.(calendar.Tx).PutCalendarYear(ctx, b),
				tx.(calendar.Tx).PutCalendarYear(ctx, other), tx.(calendar.Tx).DeleteCalendarYear(ctx, "to", "2027"),
				tx.(calendar.Tx).DeleteCalendarYear(ctx, "to", "2027"))
		}, func(ctx context.Context, tx ratify.Tx) (any, error) {
			rows, err := tx.CalendarYears(ctx, "top")
			return pick(rows, err, func(y calendar.Year) string { return y.Year + y.ConfirmedBy })
		}, []string{"2026Q", "2027Q"}},
		{"plans", func(ctx context.Context, tx ratify.Tx) error {
			late := ratify.Plan{OrgID: "top", Term: "2025–2027", FirstDay: "2025-03-01", LastDay: "2025-05-01",
				PilotDay: "2025-03-10", SavedBy: "An", SavedAt: 3}
			early, twin := late, late
			early.Term, early.FirstDay, twin.Term = "2022–2025", "2022-03-01", "2025-2027"
			return errors.Join(tx.PutPlan(ctx, late), tx.PutPlan(ctx, early), tx.PutPlan(ctx, twin))
		}, func(ctx context.Context, tx ratify.Tx) (any, error) {
			rows, err := tx.Plans(ctx, "top")
			return pick(rows, err, func(p ratify.Plan) string { return p.Term })
		}, []string{"2022–2025", "2025-2027", "2025–2027"}},
		{"followers", func(ctx context.Context, tx ratify.Tx) error {
			f := func(cell congress.OrgID, account congress.AccountID) error {
				return tx.PutFollower(ctx, ratify.Follower{OrgID: "top", CellID: cell, AccountID: account})
			}
			return errors.Join(f("cell", "a9"), f("cel3", "a9"), f("cel2", "a9"), f("cell", "a0"),
				tx.DeleteFollower(ctx, "top", "cel2"))
		}, func(ctx context.Context, tx ratify.Tx) (any, error) {
			rows, err := tx.Followers(ctx, "top")
			return pick(rows, err, func(f ratify.Follower) string {
				return string(f.CellID) + " " +
					string(f.AccountID)
			})
		}, []string{"cel3 a9", "cell a0"}},
		{"accounts of one organisation", func(context.Context, ratify.Tx) error { return nil },
			func(ctx context.Context, tx ratify.Tx) (any, error) {
				rows, err := tx.AccountsOf(ctx, "top")
				return pick(rows, err, func(a congress.Account) string { return a.Login })
			}, []string{"B", "b"}},
		{"lessons", func(ctx context.Context, tx ratify.Tx) error {
			l := func(number int) ratify.Lesson {
				return ratify.Lesson{OrgID: "cell", CongressID: "c1", Number: number, Text: "Đọc từng bước",
					WrittenBy: "An", WrittenAt: 9}
			}
			return errors.Join(tx.PutLesson(ctx, l(10)), tx.PutLesson(ctx, l(2)), tx.PutLesson(ctx, l(3)),
				tx.DeleteLesson(ctx, c, 3))
		}, func(ctx context.Context, tx ratify.Tx) (any, error) {
			rows, err := tx.LessonsOf(ctx, c)
			if under, err := tx.LessonsUnder(ctx, "/top/"); err != nil || !reflect.DeepEqual(rows, under) {
				return under, errors.Join(errors.New("not the same under the tree"), err)
			}
			return pick(rows, err, func(l ratify.Lesson) int { return l.Number })
		}, []int{2, 10}},
	}
}

func nomination(id congress.MemberID) congress.Nomination {
	return congress.Nomination{OrgID: "cell", CongressID: "c1", ContestID: "k1", MemberID: id,
		Source: congress.SourceFloor}
}

func elected(contest congress.ContestID, round congress.RoundID, id congress.MemberID, rank int) congress.Elected {
	return congress.Elected{OrgID: "cell", CongressID: "c1", ContestID: contest, RoundID: round, MemberID: id,
		Office: "committee", Rank: rank, Votes: 7, Base: 10}
}

// A second Put replaces, a Delete takes away, and nothing else changes.
func TestStoreReplacesAndDeletes(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		c, r := world(t, db)
		in(t, db, func(tx ratify.Tx) error {
			r.State = congress.RoundCancelled
			return errors.Join(tx.PutSetting(ctx, "k", "w"), tx.DeleteOfficer(ctx, c, "m1"),
				tx.DeleteMember(ctx, c, "m1"), tx.DeleteHandCounts(ctx, r),
				tx.PutManifest(ctx, r, bytes.Repeat([]byte{8}, 32)), tx.PutRound(ctx, r),
				tx.DeleteDocument(ctx, c, "d1"),
				tx.PutContest(ctx, congress.Contest{OrgID: "cell", CongressID: "c1", ID: "k2", Position: 2,
					Office: "deputy", Seats: 1}),
				tx.DeleteContest(ctx, congress.Contest{OrgID: "cell", CongressID: "c1", ID: "k2"}))
		})
		view(t, db, func(tx ratify.Tx) error {
			setting, err := tx.Setting(ctx, "k")
			manifest, err2 := tx.Manifest(ctx, r)
			round, err3 := tx.Round(ctx, r.ID)
			members, err4 := tx.Members(ctx, c)
			hands, err5 := tx.HandCounts(ctx, r)
			contests, err6 := tx.ContestsOf(ctx, c)
			if setting != "w" || len(manifest) != 32 || round.State != congress.RoundCancelled || len(members) != 1 ||
				len(hands) != 0 || len(contests) != 1 {
				t.Errorf("%q %x %v %v %v %v", setting, manifest, round.State, members, hands, contests)
			}
			return errors.Join(err, err2, err3, err4, err5, err6)
		})
	})
}
