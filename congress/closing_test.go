package congress_test

import (
	"testing"

	"kiemphieu/app/size"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
)

// A contest whose only round was cancelled ends with a reason, cannot be dropped
// as if nothing had been, and can be taken up again while the congress goes on.
func TestAContestWithACancelledRoundIsNoDeadEnd(t *testing.T) {
	h := openHall(t, 12)
	id := h.contest(ballot.Committee, 3, 4)
	round, err := h.s.StartRound(h.ctx, h.organiser, id, ballot.Ordinary)
	must(t, err)
	wantRefusal[*congress.StateError](t, "a round runs",
		h.s.SettleShort(h.ctx, h.presidium, id, congress.SettledShort, "không bầu"))
	must(t, h.s.Cancel(h.ctx, h.presidium, round, "đại hội không bầu nữa"))
	got := refused[*congress.StateError](t, "remove", h.s.RemoveContest(h.ctx, h.presidium, id))
	if got.State != "has_rounds" {
		t.Errorf("%v", got)
	}
	must(t, h.s.SettleShort(h.ctx, h.presidium, id, congress.SettledShort, "không bầu"))
	must(t, h.s.ReopenContest(h.ctx, h.presidium, id, "đại hội bàn lại"))
	again, err := h.s.StartRound(h.ctx, h.organiser, id, ballot.Ordinary)
	must(t, err)
	if v := h.view(again); v.Round.Number != 2 {
		t.Errorf("round %d", v.Round.Number)
	}
}

// A congress closes with what was held and a reason for what was not: an open
// contest, no secretary. A round that runs is ended first.
func TestCongressClosesWithWhatWasHeld(t *testing.T) {
	h := openHall(t, 12)
	committee := h.contest(ballot.Committee, 3, 4)
	h.decide(h.round(committee, ballot.Ordinary, congress.CodeNone, 12), repeat(12, "1100")...)
	never := h.contest(ballot.Secretary, 1, 1)
	running, err := h.s.StartRound(h.ctx, h.organiser, never, ballot.Ordinary)
	must(t, err)
	if c := h.overview().Closing(); len(c.Running) != 1 || len(c.Open) != 2 || !c.NoSecretary {
		t.Errorf("%+v", c)
	}
	const reason = "mất điện, đại hội dừng"
	wantRefusal[*congress.StateError](t, "a round runs", h.s.CloseWithReason(h.ctx, h.presidium, h.congress, reason))
	must(t, h.s.Cancel(h.ctx, h.presidium, running, reason))
	got := refused[*congress.FieldError](t, "no reason", h.s.Close(h.ctx, h.presidium, h.congress))
	if got.Code != "not_held" {
		t.Errorf("%v", got)
	}
	must(t, h.s.CloseWithReason(h.ctx, h.presidium, h.congress, reason))
	for _, c := range h.overview().Contests {
		if c.Contest.Settled != congress.SettledShort || c.Contest.Decision != reason {
			t.Errorf("%+v", c.Contest)
		}
	}
	told, err := h.s.RemarksOf(h.ctx, h.congress)
	must(t, err)
	if len(told.All) != 1 || told.All[0].Code != "closed_short" || told.All[0].Params["reason"] != reason {
		t.Errorf("%+v", told)
	}
	wantRefusal[*congress.StateError](t, "closed", h.s.ReopenContest(h.ctx, h.presidium, committee, "nhầm"))
	must(t, h.s.Reopen(h.ctx, h.presidium, h.congress))
	must(t, h.s.ReopenContest(h.ctx, h.presidium, committee, "nhầm"))
	id := h.round(committee, ballot.Ordinary, congress.CodeNone, 12)
	h.decide(id, repeat(12, "10")...)
	says(t, h.spoken(id), []string{
		"Đại hội bế mạc khi có nội dung chưa có kết quả; lý do: mất điện, đại hội dừng.\nĐại hội được mở lại lúc ",
		"Số lượng còn phải bầu: 01 đồng chí;"}, []string{"quyết định: nhầm"})
}

// Where everything else was held but nobody is secretary, closing still asks why.
func TestClosingWithoutASecretaryAsksWhy(t *testing.T) {
	h := openHall(t, 12)
	h.decide(h.round(h.contest(ballot.Committee, 3, 4), ballot.Ordinary, congress.CodeNone, 12), repeat(12, "1110")...)
	wantRefusal[*congress.FieldError](t, "no secretary", h.s.Close(h.ctx, h.presidium, h.congress))
	must(t, h.s.CloseWithReason(h.ctx, h.presidium, h.congress, "cấp trên chỉ định sau"))
	v, err := h.program.Ratify.DossierOf(h.ctx, h.congress)
	must(t, err)
	says(t, minutes.Submission(v.OnPaper()).Text(), []string{
		"Bí thư chi bộ: không bầu tại đại hội này; lý do: cấp trên chỉ định sau; kính báo cáo "}, nil)
}

// Of whom no birth is known the minutes do not say that they are old.
func TestUnknownAgesAreSaid(t *testing.T) {
	h := openHall(t, 12)
	committee := h.contest(ballot.Committee, 3, 4)
	id := h.round(committee, ballot.Ordinary, congress.CodeNone, 12)
	h.decide(id, repeat(12, "1110")...)
	says(t, h.spoken(id), []string{"; nữ 1; dưới 42 tuổi 0 (chưa rõ tuổi: 3); dân tộc thiểu số 0."}, nil)
}

// What the papers of a sealed ballot say stays: how many were to be elected, and
// who stood; the title may be corrected, and who stood may withdraw.
func TestASealedBallotHoldsSeatsAndNominations(t *testing.T) {
	h := openHall(t, 12)
	id := h.contest(ballot.Committee, 3, 4)
	h.decide(h.round(id, ballot.Ordinary, congress.CodeQR, 12), repeat(12, "1100")...)
	edit := func(seats int) error {
		return h.s.EditContest(h.ctx, h.organiser, id, congress.ContestInput{Office: ballot.Committee, Seats: seats})
	}
	for _, seats := range []int{1, 2, 4} {
		f := refused[*congress.FieldError](t, "other seats than those on the papers", edit(seats))
		if f.Code != "ballot_sealed" || f.Value != "3" {
			t.Errorf("%+v", f)
		}
	}
	must(t, edit(3))
	for _, n := range []int{0, 3} { // elected, and not elected
		err := h.s.Unnominate(h.ctx, h.organiser, id, h.members[n].ID)
		if p := refused[*congress.PersonError](t, "who stood", err); p.Code != "has_stood" {
			t.Errorf("%+v", p)
		}
	}
	must(t, h.s.Withdraw(h.ctx, h.presidium, id, h.members[3].ID, congress.WithdrawalAllowed, "sức khỏe"))
	h.nominate(id, 4, congress.SourceCommittee, 0)
	must(t, h.s.Unnominate(h.ctx, h.organiser, id, h.members[4].ID))
}

// Documents are kept as far as a bundle carries them: a dossier that none carries
// could be neither sent nor examined, and nothing could be taken out of it any more.
func TestADossierFitsIntoABundle(t *testing.T) {
	size.Long(t)
	h := openHall(t, 12)
	store := func() error {
		return h.s.StoreDocument(h.ctx, h.organiser, h.congress, "other", "Bản quét.pdf", make([]byte, 5<<20))
	}
	for range 9 {
		must(t, store())
	}
	if f := refused[*congress.FieldError](t, "too much", store()); f.Code != "documents_full" || f.Value != "50" {
		t.Errorf("%+v", f)
	}
	must(t, h.s.RemoveDocument(h.ctx, h.organiser, h.congress, h.overview().Documents[0].ID))
	must(t, store())
}
