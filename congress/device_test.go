package congress_test

import (
	"errors"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// A tablet joins by an invitation that works once and by digits that the chief
// types; five wrong ones shut it out.
func TestTabletJoinsOnce(t *testing.T) {
	h := openHall(t, 12)
	id, err := h.s.InviteDevice(h.ctx, h.chief, h.congress, "", "invitation")
	must(t, err)
	wantRefusal[*congress.StateError](t, "digits before the tablet asked",
		h.s.AdmitDevice(h.ctx, h.chief, id, "digits"))
	d, err := h.s.ClaimDevice(h.ctx, "invitation", "key", "digits")
	must(t, err)
	if d.ID != id || d.Name != "Máy 1" || d.State != congress.DeviceWaiting {
		t.Errorf("%+v", d)
	}
	_, err = h.s.ClaimDevice(h.ctx, "invitation", "key2", "digits")
	wantRefusal[*congress.StateError](t, "an invitation used twice", err)
	wrong := refused[*congress.FieldError](t, "wrong digits", h.s.AdmitDevice(h.ctx, h.chief, id, "others"))
	if wrong.Code != "digits" || wrong.Value != "4" {
		t.Errorf("%+v", wrong)
	}
	must(t, h.s.AdmitDevice(h.ctx, h.chief, id, "digits"))
	must(t, h.s.UseDevice(h.ctx, id, h.teller1.AccountID))
	must(t, h.s.SeeDevice(h.ctx, id, 3, -7))
	at, err := h.s.Admit(h.ctx, congress.Credential{Device: "key"}, congress.Target{})
	if d := at.Device; err != nil || at.By.AccountID != h.teller1.AccountID || d.State != congress.DeviceJoined ||
		d.AccountID != h.teller1.AccountID || d.Waiting != 3 || d.Skew != -7 || d.SeenAt == 0 {
		t.Errorf("%+v, %v", d, err)
	}

	second, err := h.s.InviteDevice(h.ctx, h.chief, h.congress, "Máy cửa sổ", "invitation 2")
	must(t, err)
	_, err = h.s.ClaimDevice(h.ctx, "invitation 2", "key 2", "digits")
	must(t, err)
	for range 4 {
		wantRefusal[*congress.FieldError](t, "wrong digits", h.s.AdmitDevice(h.ctx, h.chief, second, "?"))
	}
	wantRefusal[*congress.StateError](t, "the fifth wrong digits", h.s.AdmitDevice(h.ctx, h.chief, second, "?"))
	wantRefusal[*congress.StateError](t, "right digits too late", h.s.AdmitDevice(h.ctx, h.chief, second, "digits"))

	must(t, h.s.RevokeDevice(h.ctx, h.chief, id))
	if at, err := h.s.Admit(h.ctx, congress.Credential{Device: "key"}, congress.Target{}); err != nil ||
		at.Device.ID != "" {
		t.Error("a revoked tablet is let in")
	}
	if devices, err := h.s.Devices(h.ctx, h.congress); err != nil || len(devices) != 0 {
		t.Errorf("%+v, %v", devices, err)
	}
}

// Five wrong PINs, and the password is needed.
func TestPINLocksAfterFive(t *testing.T) {
	h := openHall(t, 12)
	must(t, h.s.SetPIN(h.ctx, h.teller1.AccountID, "hash"))
	for range 4 {
		must(t, h.s.PINFailed(h.ctx, h.teller1.AccountID))
	}
	if a, err := h.s.Account(h.ctx, h.teller1.AccountID); err != nil || a.PINHash != "hash" {
		t.Errorf("%+v, %v", a, err)
	}
	must(t, h.s.PINSucceeded(h.ctx, h.teller1.AccountID))
	for range 5 {
		must(t, h.s.PINFailed(h.ctx, h.teller1.AccountID))
	}
	if a, err := h.s.Account(h.ctx, h.teller1.AccountID); err != nil || a.PINHash != "" {
		t.Errorf("%+v, %v", a, err)
	}
}

// Nobody has a part in two passes of a round, neither typing nor reading.
func TestNobodyWorksInTwoPasses(t *testing.T) {
	h := openHall(t, 25)
	contest := h.contest(ballot.Committee, 3, 4)
	round := h.round(contest, ballot.Ordinary, congress.CodeQR, 25)
	must(t, h.s.ChooseCounting(h.ctx, h.chief, round, congress.CountTwoPasses, 20, 0, ""))
	take := func(by congress.Actor, pass congress.Pass, reader string) error {
		_, err := h.s.TakePass(h.ctx, by, round, pass, reader, "")
		return err
	}
	must(t, take(h.teller1, congress.PassA, "Nguyễn Văn X"))
	for name, err := range map[string]error{
		"the typist in another pass": take(h.teller1, congress.PassB, ""),
		"the reader of A reads in B": take(h.teller2, congress.PassB, "nguyễn văn x"),
		"the typist of A reads in B": take(h.teller2, congress.PassB, h.teller1.Name),
		"one person in both parts":   take(h.teller2, congress.PassB, h.teller2.Name),
		"a batch in a pass that is not theirs": func() error {
			_, err := h.s.AcceptBatch(h.ctx, h.teller1, round, h.batch(round, congress.PassB, 1, 0,
				repeat(25, "1110")...))
			return err
		}(),
	} {
		wantRefusal[*congress.PersonError](t, name, err)
	}
	must(t, take(h.teller1, congress.PassA, "Nguyễn Văn Y")) // another reader in the same pass
	list, err := h.s.CountingFor(h.ctx, h.teller1, h.congress)
	must(t, err)
	if offers := list[0].Offers; len(list) != 1 || offers[0].Other != "" || offers[1].Other != congress.PassA ||
		len(offers[0].Left) != 1 || len(offers[2].Left) != 0 || !offers[1].Barred("Nguyễn Văn Y") {
		t.Errorf("%+v", list)
	}

	// A wrong tap binds nobody, until something is entered.
	must(t, h.s.LeavePass(h.ctx, h.teller1, round, congress.PassA))
	must(t, take(h.teller1, congress.PassB, ""))
	h.accept(h.teller1, round, h.batch(round, congress.PassB, 1, 0, repeat(25, "1110")...))
	wantRefusal[*congress.PersonError](t, "leaving a pass after a sheaf",
		h.s.LeavePass(h.ctx, h.teller1, round, congress.PassB))
}

// A tablet counts for the congress whose chief admitted it, and for no other of the
// organisation: there nobody has seen it, and nobody could revoke it.
func TestATabletCountsForItsCongressAlone(t *testing.T) {
	h := openHall(t, 15)
	round := h.round(h.contest(ballot.Committee, 3, 4), ballot.Ordinary, congress.CodeNone, 15)
	must(t, h.s.ChooseCounting(h.ctx, h.chief, round, congress.CountTwoPasses, ballot.DefaultSheaf, 0, ""))
	other, err := h.s.CreateCongress(h.ctx, h.organiser, h.org, congress.CongressInput{Title: "Diễn tập",
		Term: "2025–2027", HeldOn: "2025-03-01", Profile: "190-QD/TW", Rehearsal: true})
	must(t, err)
	take := func(meeting congress.CongressID, by congress.Actor) error {
		tablet, err := h.s.InviteDevice(h.ctx, by, meeting, "", "secret of "+string(meeting))
		must(t, err)
		_, err = h.s.TakePass(h.ctx, h.teller1, round, congress.PassA, "", tablet)
		return err
	}
	if err := take(other, h.organiser); !errors.Is(err, congress.ErrNotFound) {
		t.Errorf("a tablet of another congress: %v", err)
	}
	must(t, take(h.congress, h.chief))
}
