package congress_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"testing"

	"kiemphieu/app"
	"kiemphieu/app/size"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/congress/bundle"
	"kiemphieu/ratify"
	"kiemphieu/record"
	"kiemphieu/store/pgtest"
	"kiemphieu/tally"
	"kiemphieu/verify"
)

// eventfulDay is a congress at which everything happens that the rules allow:
// a list taken back, a round given up, papers printed anew, a tie and its tie
// break, passes that differ, an account that does not balance, all three ways
// of counting, a seat left open, somebody suspended, a late-comer, documents.
func eventfulDay(t *testing.T) *hall {
	t.Helper()
	h := openHall(t, 15)
	h.attend(congress.AttendanceAbsent, h.members[6])
	must(t, h.s.Deduct(h.ctx, h.organiser, h.congress, congress.Deduction{Member: h.members[6].ID,
		Kind: tally.AbsentWithConsent, Reason: "ốm nặng", ConsentBy: "Chi ủy", ConsentOn: "2025-02-20",
		Mistaken: true}))
	h.attend(congress.AttendanceAbsent, h.members[7])
	h.deduct(tally.Suspended, h.members[8])
	committee := h.contest(ballot.Committee, 2, 4)
	must(t, h.s.EditContest(h.ctx, h.organiser, committee, congress.ContestInput{Office: ballot.Committee, Seats: 3}))
	h.giveUp(committee)
	first := h.reprinted(committee)
	must(t, h.s.ChooseCounting(h.ctx, h.chief, first, congress.CountTwoPasses, ballot.DefaultSheaf, 0, ""))
	right := append(append(repeat(4, "1101"), repeat(4, "1011")...), append(repeat(2, "1110"), repeat(2, "0111")...)...)
	wrong := append(append(repeat(4, "1101"), repeat(4, "1011")...), append(repeat(2, "1110"), "0111", "1111")...)
	h.accept(h.teller1, first, h.batch(first, congress.PassA, 1, 0, right...))
	h.accept(h.teller2, first, h.batch(first, congress.PassB, 1, 0, wrong...))
	h.accept(h.teller3, first, h.batch(first, congress.PassC, 1, 0, right...))
	h.seal(first)
	h.attend(congress.AttendancePresent, h.members[7])
	tie := h.round(committee, ballot.TieBreak, congress.CodeNone, 12)
	must(t, h.s.ChooseCounting(h.ctx, h.chief, tie, congress.CountTotals, ballot.DefaultSheaf, 0, "ít phiếu"))
	h.byHand(tie, h.teller1, 1, 12, 0, 5, 7)
	h.byHand(tie, h.teller2, 2, 12, 0, 5, 7)
	h.seal(tie)
	h.shortOfAPaper(h.contest(ballot.Secretary, 1, 1))
	must(t, h.s.StoreDocument(h.ctx, h.organiser, h.congress, "other", "Bản nháp.docx", []byte("bỏ")))
	must(t, h.s.RemoveDocument(h.ctx, h.organiser, h.congress, h.overview().Documents[0].ID))
	must(t, h.s.StoreDocument(h.ctx, h.organiser, h.congress, "congress_minutes", "Biên bản.PDF",
		[]byte("%PDF biên bản")))
	must(t, h.s.StoreDocument(h.ctx, h.organiser, h.congress, "resolution", "Nghị quyết", []byte("Nghị quyết")))
	must(t, h.s.Invite(h.ctx, console(), h.teller3.AccountID, "a code"))
	must(t, h.s.CloseWithReason(h.ctx, h.presidium, h.congress, "cấp trên chỉ định bí thư sau"))
	return h
}

// giveUp takes a list back, freezes it again and gives the round up.
func (h *hall) giveUp(contest congress.ContestID) {
	h.t.Helper()
	id, err := h.s.StartRound(h.ctx, h.organiser, contest, ballot.Ordinary)
	must(h.t, err)
	must(h.t, h.s.Freeze(h.ctx, h.presidium, id, congress.CodeQR))
	must(h.t, h.s.Unfreeze(h.ctx, h.organiser, id))
	must(h.t, h.s.Freeze(h.ctx, h.presidium, id, congress.CodeQR))
	h.print(id, 12, 2)
	must(h.t, h.s.Cancel(h.ctx, h.presidium, id, "in sai"))
	draft, err := h.s.StartRound(h.ctx, h.organiser, contest, ballot.Ordinary)
	must(h.t, err)
	must(h.t, h.s.Cancel(h.ctx, h.presidium, draft, "mở nhầm"))
}

// reprinted brings a round with a second printing to the opened box.
func (h *hall) reprinted(contest congress.ContestID) congress.RoundID {
	h.t.Helper()
	id, err := h.s.StartRound(h.ctx, h.organiser, contest, ballot.Ordinary)
	must(h.t, err)
	must(h.t, h.s.Freeze(h.ctx, h.presidium, id, congress.CodeQR))
	h.print(id, 12, 2)
	must(h.t, h.s.ConfirmReprint(h.ctx, h.chief, id, "mờ"))
	must(h.t, h.s.ConfirmReprint(h.ctx, h.presidium, id, "mờ"))
	h.print(id, 12, 2)
	must(h.t, h.s.HandOut(h.ctx, h.chief, id, h.overview().Head.Present, 12))
	must(h.t, h.s.Exchange(h.ctx, h.chief, id))
	must(h.t, h.s.OpenBox(h.ctx, h.chief, id, congress.BoxInput{Returned: 12, Unused: 1}))
	return id
}

// byHand types the totals of a tally sheet.
func (h *hall) byHand(id congress.RoundID, by congress.Actor, entry, valid, disagree int, votes ...int) {
	h.t.Helper()
	totals := tally.Totals{Valid: valid}
	for i, c := range h.view(id).Definition.List.Candidates {
		totals.Rows = append(totals.Rows, tally.Row{ID: c.ID, Votes: votes[i], Disagree: disagree})
	}
	must(h.t, h.s.EnterHandCount(h.ctx, by, id, entry, totals))
}

// shortOfAPaper counts a contest in a single pass, with a paper that is
// missing and explained, and leaves the seat open.
func (h *hall) shortOfAPaper(contest congress.ContestID) {
	h.t.Helper()
	id := h.round(contest, ballot.Ordinary, congress.CodeQR, 12)
	must(h.t, h.s.CorrectBallotAccount(h.ctx, h.chief, id, congress.PaperNumbers{HandedOut: 12, Returned: 11,
		Unused: 2}, "đếm lại"))
	must(h.t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountSinglePass, ballot.DefaultSheaf, 0, "thiếu người"))
	marks := append(repeat(6, "+"), repeat(5, "-")...)
	h.accept(h.teller1, id, h.batch(id, congress.PassA, 1, 0, marks...))
	must(h.t, h.s.Supersede(h.ctx, h.chief, id, congress.PassA, 1, "gõ nhầm"))
	again := h.batch(id, congress.PassA, 1, 0, marks...)
	again.ID = "again"
	h.accept(h.teller1, id, again)
	h.byHand(id, h.teller2, 2, 11, 5, 6)
	must(h.t, h.s.ConfirmExplanation(h.ctx, h.chief, id, "Một đại biểu giữ phiếu"))
	must(h.t, h.s.ConfirmExplanation(h.ctx, h.presidium, id, ""))
	h.seal(id)
	must(h.t, h.s.SettleShort(h.ctx, h.presidium, contest, congress.SettledShort, "Để khuyết"))
}

func (h *hall) export() []byte {
	h.t.Helper()
	signer, _, err := h.s.LogKey(h.ctx)
	must(h.t, err)
	var out bytes.Buffer
	must(h.t, h.program.Ratify.ExportBundle(h.ctx, h.congress, &out, signer))
	must(h.t, h.program.Store.View(h.ctx, func(tx congress.Tx) error {
		c, err := tx.Congress(h.ctx, h.congress)
		must(h.t, err)
		known, err := congress.Stated(h.ctx, tx, c)
		if !known && err == nil {
			h.t.Error("the last event commits to no state")
		}
		return err
	}))
	return out.Bytes()
}

// verified reads a bundle that has to stand up.
func verified(t testing.TB, packed []byte) (bundle.Contents, record.Bundle) {
	t.Helper()
	report, raw, err := verify.Verify(bytes.NewReader(packed), verify.Options{})
	must(t, err)
	if !report.OK {
		t.Fatalf("%+v", report.Checks)
	}
	b, err := bundle.Read(raw)
	must(t, err)
	return b, raw
}

func TestBundleOfAnEventfulDayStandsUp(t *testing.T) {
	h := eventfulDay(t)
	b, raw := verified(t, h.export())
	o := h.overview()
	if got, want := congress.HeadOf(b.Members), o.Head; got.Base != want.Base || got.Official != want.Official ||
		got.Present != want.Present || got.Members != want.Members {
		t.Errorf("figures %+v, want %+v", got, want)
	}
	var rounds []congress.Round
	for _, c := range o.Contests {
		rounds = append(rounds, c.Rounds...)
	}
	in := b.In(o.Organisation.ID)
	if len(in.Rounds) != 5 || len(in.Documents) != 2 {
		t.Fatalf("%d rounds, %d documents", len(in.Rounds), len(in.Documents))
	}
	for i, r := range in.Rounds {
		if r != rounds[i] {
			t.Errorf("round came back as\n%+v, was\n%+v", r, rounds[i])
		}
	}
	if got := raw.File("documents/" + string(in.Documents[0].ID) + ".pdf"); string(got) != "%PDF biên bản" {
		t.Errorf("minutes are %q", got)
	}
}

// A bundle tells of no voter who neither stood nor had a duty, of no card, and
// of nothing that belongs to a single paper.
func TestBundleIsSilentAboutVotersAndPapers(t *testing.T) {
	h := eventfulDay(t)
	o := h.overview()
	_, raw := verified(t, h.export())
	var all bytes.Buffer
	for _, f := range raw.Files() {
		all.Write(f.Content)
	}
	named := 0
	for i, m := range o.Members {
		known := i < 4 || i >= 10 && i < 15 // candidates; officers
		if tells := strings.Contains(all.String(), m.Name) || strings.Contains(all.String(),
			string(m.ID)); tells != known {
			t.Errorf("%s: told %v", m.Name, tells)
		}
		if known {
			named++
		}
	}
	if named != 9 || strings.Contains(all.String(), "ốm nặng") {
		t.Errorf("%d named, or a reason told", named)
	}
	for id, tokens := range h.tokens {
		d := h.view(id).Definition
		if len(tokens) > 0 && len(d.List.Candidates) == 0 {
			t.Fatal("no definition")
		}
		for _, token := range tokens {
			hash := token.Hash(d.Tag())
			for _, secret := range []string{string(token[:]), hex.EncodeToString(token[:]), string(hash[:]),
				hex.EncodeToString(hash[:])} {
				if strings.Contains(all.String(), secret) {
					t.Fatal("a code is in the bundle")
				}
			}
		}
	}
}

func TestOnlyAClosedCongressIsExported(t *testing.T) {
	h := openHall(t, 9)
	export := func(id congress.CongressID, signer string) error {
		return h.program.Ratify.ExportBundle(h.ctx, id, io.Discard, signer)
	}
	wantRefusal[*congress.StateError](t, "preparing", export(h.congress, ""))
	if err := export("nowhere", ""); !errors.Is(err, congress.ErrNotFound) {
		t.Errorf("no congress: %v", err)
	}
	h = eventfulDay(t)
	if err := export(h.congress, "no key"); err == nil {
		t.Error("exported without a key")
	}
}

// house is the superior's server: the same cell under other ids.
func house(t *testing.T, p *app.Program, cell string) (*congress.Service, *ratify.Service, congress.Actor) {
	t.Helper()
	ctx := context.Background()
	cs, rs := p.Congress, p.Ratify
	top, err := cs.CreateOrganisation(ctx, "", congress.OrganisationInput{Kind: congress.KindBase,
		Name: "Đảng bộ phường"})
	must(t, err)
	_, err = cs.CreateOrganisation(ctx, top, congress.OrganisationInput{Kind: congress.KindCell,
		Model: congress.ModelOffice, Name: cell})
	must(t, err)
	id, err := cs.CreateAccount(ctx, congress.AccountInput{OrgID: top, Login: "danguy", Name: "Đảng ủy viên",
		Role: congress.RoleSuperior, PasswordHash: "x"})
	must(t, err)
	by, err := cs.ActorOf(ctx, id)
	must(t, err)
	return cs, rs, by
}

// A dossier goes up, comes back, goes up again with another round, and is
// ratified, each time as a bundle: one log that only grows, in two houses.
func TestDossierTravelsBetweenTwoHouses(t *testing.T) {
	size.Long(t)
	t.Run("SQLite", func(t *testing.T) { travel(t, openProgram(t, app.Config{})) })
	t.Run("PostgreSQL", func(t *testing.T) { travel(t, openProgram(t, app.Config{Database: pgtest.Database(t)})) })
}

func travel(t *testing.T, p *app.Program) {
	t.Helper()
	h := eventfulDay(t)
	home := h.program.Ratify
	cs, rs, superior := house(t, p, "Chi bộ Thử")
	operator, trusted, sent := congress.Actor{OrgPath: "/"}, false, false
	send := func() {
		t.Helper()
		b, _ := verified(t, h.export())
		p, err := rs.PreviewBundle(h.ctx, superior, b)
		must(t, err)
		if p.Err != nil && p.Cell.ID != "" && !sent {
			must(t, rs.AcceptKey(h.ctx, superior, p.Cell.ID, b.Verifier, "điện thoại"))
		}
		sent = true
		_, err = rs.ImportBundle(h.ctx, superior, b)
		must(t, err)
	}
	sendBack := func() {
		t.Helper()
		signer, _, err := cs.LogKey(h.ctx)
		must(t, err)
		var out bytes.Buffer
		must(t, rs.ExportBundle(h.ctx, h.congress, &out, signer))
		b, _ := verified(t, out.Bytes())
		if !trusted {
			_, err = home.ImportBundle(h.ctx, operator, b)
			if f := refused[*congress.FieldError](t, "a key nobody compared", err); f.Code != "bundle_unknown_key" {
				t.Errorf("code %s", f.Code)
			}
			o := h.overview()
			must(t, home.AcceptKey(h.ctx, operator, o.Superior.ID, b.Verifier, "điện thoại"))
			trusted = true
		}
		_, err = home.ImportBundle(h.ctx, operator, b)
		must(t, err)
	}
	must(t, home.Submit(h.ctx, h.organiser, h.congress, "Kính trình"))
	send()
	must(t, rs.Return(h.ctx, superior, h.congress, "Thiếu bí thư"))
	sendBack()
	o := h.overview()
	if o.Congress.State != congress.StateClosed || o.Congress.Reason != "Thiếu bí thư" ||
		o.Members[5].Name != h.members[5].Name {
		t.Fatalf("at home after the return: %+v", o.Congress)
	}
	must(t, h.s.StoreDocument(h.ctx, h.organiser, h.congress, "other", "Giải trình.txt", []byte("Đã giải trình")))
	must(t, home.Submit(h.ctx, h.organiser, h.congress, "Trình lại"))
	send()
	byTwo(t, h.ctx, cs, rs, superior, h.congress, ratify.Decision{Number: "5-QĐ/ĐU",
		DecidedOn: "2025-03-01",
		Refused:   []congress.MemberID{o.Contests[0].Elected[0].MemberID}, Reason: "Chưa đủ tiêu chuẩn"})
	sendBack()
	here, err := home.DossierOf(h.ctx, h.congress)
	must(t, err)
	there, err := rs.DossierOf(h.ctx, h.congress)
	must(t, err)
	for _, v := range []ratify.DossierView{here, there} {
		e := v.Overview.Contests[0].Elected
		if v.Overview.Congress.State != congress.StateRatified || v.Dossier.Version != 2 ||
			v.Dossier.Number != "05-QĐ/ĐU" || !e[0].Refused || e[1].Refused ||
			v.History[0].State != ratify.DossierReturned || v.Dossier.SubmittedBy != h.organiser.Name ||
			v.Dossier.DecidedBy != superior.Name+", Phó bí thư" || len(v.Overview.Documents) != 3 {
			t.Errorf("%+v\n%+v", v.Dossier, v.Overview.Congress)
		}
	}
}

// byTwo ratifies as a committee does that wants two people: put forward,
// withdrawn, put forward again, confirmed.
func byTwo(t *testing.T, ctx context.Context, cs *congress.Service, rs *ratify.Service, superior congress.Actor,
	id congress.CongressID, d ratify.Decision) {
	t.Helper()
	account, err := cs.CreateAccount(ctx, congress.AccountInput{OrgID: superior.OrgID, Login: "phobithu",
		Name: "Phó bí thư", Role: congress.RoleSuperior, PasswordHash: "x"})
	must(t, err)
	second, err := cs.ActorOf(ctx, account)
	must(t, err)
	must(t, rs.SetPractice(ctx, superior.OrgID, ratify.Practice{TwoDecide: true}))
	must(t, rs.Ratify(ctx, superior, id, d))
	must(t, rs.Withdraw(ctx, second, id))
	must(t, rs.Ratify(ctx, superior, id, d))
	v, err := rs.DossierOf(ctx, id)
	must(t, err)
	must(t, rs.Confirm(ctx, second, id, v.Proposal.Digest()))
}
