package ratify_test

import (
	"errors"
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// second is another person of the same committee, outsider one of another.
func (d *desk) second() congress.Actor {
	by := d.superior
	by.AccountID, by.Name = "b2", "Phó bí thư"
	return by
}

func (d *desk) outsider() congress.Actor {
	return congress.Actor{AccountID: "z", Name: "Tỉnh ủy", Role: congress.RoleSuperior, OrgID: "high", OrgPath: "/"}
}

// wanting returns a desk whose committee wants two people, with a dossier sent.
func wanting(t *testing.T) *desk {
	t.Helper()
	d := openDesk(t, false)
	must(t, d.s.SetPractice(d.ctx, "top", ratify.Practice{TwoDecide: true}))
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	d.now = d.now.AddDate(0, 0, 23) // 26 March
	return d
}

func (d *desk) propose(r ratify.Resolution) ratify.Proposal {
	d.t.Helper()
	decided, err := d.s.Decide(d.ctx, d.superior, "c", r)
	must(d.t, err)
	v := d.dossier()
	if decided || v.Proposal == nil {
		d.t.Fatalf("one person decided: %+v", v.Dossier)
	}
	return *v.Proposal
}

func isPerson(err error, code string) bool {
	var p *congress.PersonError
	return errors.As(err, &p) && p.Code == code
}

func isState(err error, subject, state string) bool {
	var s *congress.StateError
	return errors.As(err, &s) && s.Subject == subject && s.State == state
}

func decision() ratify.Decision {
	return ratify.Decision{Number: "127-QĐ/ĐU", DecidedOn: "2025-03-26", Refused: []congress.MemberID{"m2"},
		Reason: "Chưa đủ tiêu chuẩn"}
}

// Where the committee wants two people, nothing is decided until a second one
// of the same committee has confirmed what they read.
func TestTwoPeopleDecide(t *testing.T) {
	d := wanting(t)
	p := d.propose(ratify.Resolution{Kind: ratify.DecideRatify, Decision: decision()})
	if v := d.dossier(); v.Overview.Congress.State != congress.StateSubmitted ||
		v.Dossier.State != ratify.DossierSubmitted || v.Overview.Contests[0].Elected[1].Refused {
		t.Errorf("decided by one: %+v", v.Dossier)
	}
	if err := d.s.Confirm(d.ctx, d.superior, "c", p.Digest()); !isPerson(err, "same_person") {
		t.Errorf("confirmed by the same person: %v", err)
	}
	if err := d.s.Confirm(d.ctx, d.outsider(), "c", p.Digest()); !isPerson(err, "other_committee") {
		t.Errorf("confirmed by another committee: %v", err)
	}
	if err := d.s.Confirm(d.ctx, d.second(), "c", "of another"); !errors.Is(err, congress.ErrConflict) {
		t.Errorf("confirmed what was not read: %v", err)
	}
	if err := d.s.Ratify(d.ctx, d.second(), "c", decision()); !isState(err, "dossier", "proposed") {
		t.Errorf("decided beside the proposal: %v", err)
	}
	if err := d.s.Return(d.ctx, d.second(), "c", "Thiếu"); !isState(err, "dossier", "proposed") {
		t.Errorf("returned beside the proposal: %v", err)
	}
	must(t, d.s.Confirm(d.ctx, d.second(), "c", p.Digest()))
	v := d.dossier()
	if v.Dossier.State != ratify.DossierRatified || v.Dossier.Number != "127-QĐ/ĐU" ||
		v.Dossier.DecidedBy != "Đảng ủy, Phó bí thư" || v.Proposal != nil ||
		!v.Overview.Contests[0].Elected[1].Refused {
		t.Errorf("%+v", v.Dossier)
	}
	if err := d.s.Confirm(d.ctx, d.second(), "c", p.Digest()); !errors.Is(err, congress.ErrNotFound) {
		t.Errorf("confirmed twice: %v", err)
	}
}

// A proposal is withdrawn by its committee and by no other; another that says
// something else has another digest.
func TestProposalIsWithdrawn(t *testing.T) {
	d := wanting(t)
	p := d.propose(ratify.Resolution{Kind: ratify.DecideRatify, Decision: decision()})
	if err := d.s.Withdraw(d.ctx, d.outsider(), "c"); !isPerson(err, "other_committee") {
		t.Errorf("withdrawn by another committee: %v", err)
	}
	must(t, d.s.Withdraw(d.ctx, d.superior, "c"))
	if err := d.s.Withdraw(d.ctx, d.superior, "c"); !errors.Is(err, congress.ErrNotFound) {
		t.Errorf("withdrawn twice: %v", err)
	}
	all := decision()
	all.Refused = nil
	q := d.propose(ratify.Resolution{Kind: ratify.DecideRatify, Decision: all})
	if err := d.s.Confirm(d.ctx, d.second(), "c", p.Digest()); !errors.Is(err, congress.ErrConflict) {
		t.Errorf("the old proposal confirmed: %v", err)
	}
	must(t, d.s.Confirm(d.ctx, d.second(), "c", q.Digest()))
	if got := d.total(); got.Elected != 2 {
		t.Errorf("%+v", got)
	}
}

// Nobody gets around the wish of the committee above the cell by an account
// further up; returning needs one person; switched off, one decides.
func TestWhoNeedsTwo(t *testing.T) {
	d := wanting(t)
	for _, by := range []congress.Actor{d.superior, d.outsider()} {
		if two, err := d.s.NeedsTwo(d.ctx, by, "c"); err != nil || !two {
			t.Errorf("%s: %v %v", by.Name, two, err)
		}
	}
	must(t, d.s.Return(d.ctx, d.superior, "c", "Thiếu"))
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	must(t, d.s.SetPractice(d.ctx, "top", ratify.Practice{}))
	must(t, d.s.SetPractice(d.ctx, "top", ratify.Practice{}))
	if p, err := d.s.PracticeOf(d.ctx, "top"); err != nil || p.TwoDecide {
		t.Errorf("still wanted: %v", err)
	}
	must(t, d.s.Annul(d.ctx, d.superior, "c", decision()))
	if v := d.dossier(); v.Dossier.State != ratify.DossierAnnulled || v.Overview.Contests[0].Elected[1].Refused &&
		v.Proposal != nil {
		t.Errorf("%+v", v.Dossier)
	}
	if err := d.s.SetPractice(d.ctx, "cell", ratify.Practice{TwoDecide: true}); !isField(err, "kind", "unknown") {
		t.Errorf("a cell decides nothing: %v", err)
	}
}

// appointing adds a contest for secretary that three ballots left open.
func appointing(t *testing.T) *desk {
	t.Helper()
	d := openDesk(t, false)
	must(t, d.db.InTx(d.ctx, func(tx congress.Tx) error {
		return tx.PutContest(d.ctx, congress.Contest{OrgID: "cell", CongressID: "c", ID: "s", Position: 2,
			Office: "secretary", Seats: 1, Settled: congress.SettledAppointed, Decision: "Đề nghị chỉ định"})
	}))
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	d.now = d.now.AddDate(0, 0, 23) // 26 March
	d.now = d.now.AddDate(0, 0, 23) // 26 March
	return d
}

func appointment(who ratify.Appointee) ratify.Resolution {
	return ratify.Resolution{Kind: ratify.DecideAppoint, Decision: ratify.Decision{Number: "128-QĐ/ĐU",
		DecidedOn: "2025-03-26"}, Appointee: who}
}

// Somebody of the roster is appointed once, to an office that waits for it.
func TestSomebodyIsAppointed(t *testing.T) {
	d := appointing(t)
	if open := d.dossier().ToAppoint(); len(open) != 1 || open[0].ID != "s" {
		t.Errorf("%+v", open)
	}
	for name, test := range map[string]struct {
		who   ratify.Appointee
		field string
		code  string
	}{
		"no office":      {ratify.Appointee{MemberID: "m1"}, "contest", "required"},
		"unknown office": {ratify.Appointee{ContestID: "?", MemberID: "m1"}, "contest", "unknown"},
		"nobody":         {ratify.Appointee{ContestID: "s", Name: " "}, "name", "required"},
		"not a date":     {ratify.Appointee{ContestID: "s", Name: "X", Born: "1970-13-01"}, "born", "format"},
		"not on roster":  {ratify.Appointee{ContestID: "s", MemberID: "m9"}, "member", "unknown"},
	} {
		if _, err := d.s.Decide(d.ctx, d.superior, "c", appointment(test.who)); !isField(err, test.field, test.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := d.s.Decide(d.ctx, d.superior, "c", appointment(ratify.Appointee{ContestID: "k",
		MemberID: "m1"})); !isState(err, "contest", "too_early") {
		t.Errorf("an office that was filled: %v", err)
	}
	must(t, d.s.Ratify(d.ctx, d.superior, "c", decision()))
	if _, err := d.s.Decide(d.ctx, d.superior, "c", appointment(ratify.Appointee{ContestID: "s",
		MemberID: "m2"})); !isPerson(err, "not_ratified") {
		t.Errorf("somebody who was refused: %v", err)
	}
	if waits := d.afterwards(); len(waits) != 1 || !waits[0].Appoint || waits[0].Congress.ID != "c" {
		t.Errorf("what the desk has to do afterwards: %+v", waits)
	}
	if decided, err := d.s.Decide(d.ctx, d.superior, "c", appointment(ratify.Appointee{ContestID: "s",
		MemberID: "m3"})); err != nil || !decided {
		t.Fatalf("%v", err)
	}
	if waits := d.afterwards(); len(waits) != 0 {
		t.Errorf("the desk still has to do: %+v", waits)
	}
	if _, err := d.s.Decide(d.ctx, d.superior, "c", appointment(ratify.Appointee{ContestID: "s",
		MemberID: "m1"})); !isState(err, "contest", "already_appointed") {
		t.Errorf("twice: %v", err)
	}
	v := d.dossier()
	if len(v.Appointments) != 1 || v.Appointments[0].Name != "C" || v.Appointments[0].Number != "128-QĐ/ĐU" ||
		len(v.ToAppoint()) != 0 || v.Dossier.Number != "127-QĐ/ĐU" {
		t.Errorf("%+v", v.Appointments)
	}
	if _, rows := d.summary(); rows[0].Secretary != "C" {
		t.Errorf("the summary names %q", rows[0].Secretary)
	}
}

// Somebody from elsewhere is appointed by name, by two people where two are wanted.
func TestSomebodyFromElsewhereIsAppointedByTwo(t *testing.T) {
	d := appointing(t)
	must(t, d.s.SetPractice(d.ctx, "top", ratify.Practice{TwoDecide: true}))
	p := d.propose(appointment(ratify.Appointee{ContestID: "s", Name: " Nguyễn  Văn Nơi Khác ", Born: "1970-02-03"}))
	must(t, d.s.Confirm(d.ctx, d.second(), "c", p.Digest()))
	v := d.dossier()
	if a := v.Appointments; len(a) != 1 || a[0].Name != "Nguyễn Văn Nơi Khác" || a[0].Born != "1970-02-03" ||
		a[0].AppointedBy != "Đảng ủy, Phó bí thư" {
		t.Errorf("%+v", a)
	}
	if v.Overview.Congress.State != congress.StateSubmitted {
		t.Errorf("the dossier is %s", v.Overview.Congress.State)
	}
}

// Whoever is left out of a ratification is left out once, and of nothing that nobody
// ratifies; of another decision nobody is.
func TestWhoIsRefusedIsOfARatification(t *testing.T) {
	d := openDesk(t, false)
	delegate := func(id congress.MemberID, rank int) congress.Elected {
		return congress.Elected{OrgID: "cell", CongressID: "c", ContestID: "d", RoundID: "r", MemberID: id,
			Office: ballot.Delegates, Rank: rank, Votes: 9, Base: 10}
	}
	must(t, d.db.InTx(d.ctx, func(tx congress.Tx) error {
		return errors.Join(tx.PutContest(d.ctx, congress.Contest{OrgID: "cell", CongressID: "c", ID: "d", Position: 3,
			Office: ballot.Delegates, Seats: 2, Settled: congress.SettledComplete}),
			tx.PutElected(d.ctx, []congress.Elected{delegate("m2", 1), delegate("m3", 2)}))
	}))
	refused := func() string {
		var all []string
		for _, contest := range d.dossier().Overview.Contests {
			for _, e := range contest.Elected {
				if e.Refused {
					all = append(all, string(e.MemberID)+" "+string(e.Office))
				}
			}
		}
		return strings.Join(all, ", ")
	}
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	in := decision()
	in.DecidedOn, in.Refused = "2025-03-03", []congress.MemberID{"m3"}
	if err := d.s.Ratify(d.ctx, d.superior, "c", in); !isField(err, "refused", "unknown") {
		t.Errorf("a delegate who is nothing else: %v", err)
	}
	in.Refused = []congress.MemberID{"m2", "m2"}
	must(t, d.s.Ratify(d.ctx, d.superior, "c", in))
	if got := refused(); got != "m2 committee" {
		t.Errorf("refused are %s", got)
	}
	in.Number, in.Refused = "128-QĐ/ĐU", []congress.MemberID{"m1"}
	must(t, d.s.Annul(d.ctx, d.superior, "c", in))
	if got := refused(); got != "m2 committee" {
		t.Errorf("annulled, refused are %s", got)
	}
	entries, err := d.log()
	must(t, err)
	decided, err := congress.EventsIn[congress.DossierDecided](entries)
	must(t, err)
	if len(decided) != 2 || decided[0].Refused != 1 || decided[1].Refused != 0 {
		t.Errorf("%+v", decided)
	}
}

// log reads the log of the congress.
func (d *desk) log() (entries []congress.LogEntry, err error) {
	err = d.db.View(d.ctx, func(tx congress.Tx) error {
		c, err := tx.Congress(d.ctx, "c")
		if err != nil {
			return err
		}
		entries, err = tx.LogEntries(d.ctx, c, 0)
		return err
	})
	return entries, err
}
