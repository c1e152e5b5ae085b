package congress_test

import (
	"slices"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// read returns a batch of pass A with what the machine read of the same papers.
func (h *hall) read(id congress.RoundID, sheaf, first, unsure int, person, machine []ballot.Marks) congress.BatchInput {
	h.t.Helper()
	in := h.batch(id, congress.PassA, sheaf, first, person...)
	in.Machine = &congress.MachineInput{ID: in.ID + "-m", Marks: slices.Sorted(slices.Values(machine)), Unsure: unsure}
	return in
}

// machineRound is a round of 24 papers in two sheaves that a person and the machine read at once; every
// sheaf on which they agree is drawn. The machine of teller1 has read the check sheets.
func machineRound(t *testing.T) (*hall, congress.RoundID) {
	t.Helper()
	h, id := machineRoundOf(t, 24, 12, 1)
	h.checkMachine(h.teller1, id)
	return h, id
}

// checkMachine has somebody take pass A with a reader, and the camera read the check sheets as printed.
func (h *hall) checkMachine(by congress.Actor, id congress.RoundID) {
	h.t.Helper()
	_, err := h.s.TakePass(h.ctx, by, id, congress.PassA, h.members[0].Name, "")
	must(h.t, err)
	wrong, err := h.s.CheckMachine(h.ctx, by, "", id, h.checkSheets(id))
	must(h.t, err)
	if wrong != nil {
		h.t.Fatalf("sheets %v are read otherwise", wrong)
	}
}

// checkSheets are the marks on the check sheets of a round.
func (h *hall) checkSheets(id congress.RoundID) []ballot.Marks {
	h.t.Helper()
	d, err := h.view(id).Round.BallotDefinition()
	must(h.t, err)
	var read []ballot.Marks
	for _, sheet := range ballot.CheckSheets(d.List) {
		read = append(read, sheet.Marks())
	}
	return read
}

// machineRoundOf is a round of so many papers that a person and the machine read at once.
func machineRoundOf(t *testing.T, papers, size, every int) (*hall, congress.RoundID) {
	t.Helper()
	h := openHall(t, papers)
	id := h.round(h.contest(ballot.Committee, 3, 4), ballot.Ordinary, congress.CodeQR, papers)
	wantRefusal[*congress.FieldError](t, "no reason", h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountWithMachine,
		size, every, ""))
	for _, wrong := range []int{0, -1, tally.MaxDraw + 1} {
		wantRefusal[*congress.FieldError](t, "no draw", h.s.ChooseCounting(h.ctx, h.chief, id,
			congress.CountWithMachine, size, wrong, "Ban kiểm phiếu quyết định"))
	}
	must(t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountWithMachine, size, every,
		"Ban kiểm phiếu quyết định"))
	return h, id
}

// The machine's reading is a pass of its own: where it says the same as the
// person the sheaf is decided, where it does not a third pair decides.
func TestMachineIsAPassOfItsOwn(t *testing.T) {
	h, id := machineRound(t)
	if v := h.view(id); v.Round.Way() != congress.CountWithMachine || len(v.Sheaves) != 2 {
		t.Fatalf("%s, %d sheaves", v.Round.Way(), len(v.Sheaves))
	}
	_, err := h.s.TakePass(h.ctx, h.teller1, id, congress.PassA, "", "")
	if p := refused[*congress.PersonError](t, "one person alone", err); p.Code != "needs_reader" {
		t.Error(p.Code)
	}
	for _, pass := range []congress.Pass{congress.PassB, congress.PassM} {
		if _, err := h.s.TakePass(h.ctx, h.teller2, id, pass, "", ""); err == nil {
			t.Errorf("pass %s can be taken", pass)
		}
	}
	seen := append(repeat(11, "1110"), "1111")
	h.accept(h.teller1, id, h.read(id, 1, 0, 2, seen, seen))
	h.accept(h.teller1, id, h.read(id, 2, 12, 0, repeat(12, "1110"), append(repeat(11, "1110"), "1101")))
	v := h.view(id)
	if v.Sheaves[0].Status != congress.SheafDrawn || v.Sheaves[1].Status != congress.SheafDiffers ||
		v.Sheaves[0].EnteredBy[congress.PassM] == "" {
		t.Fatalf("%+v", v.Sheaves)
	}
	h.accept(h.teller2, id, h.batch(id, congress.PassC, 1, 0, seen...))
	h.accept(h.teller2, id, h.batch(id, congress.PassC, 2, 12, repeat(12, "1110")...))
	h.seal(id)
	report, err := h.s.ReportOf(h.ctx, id)
	must(t, err)
	if report.Machine.Unsure != 2 || report.Thirds != 1 || report.Round.Way() != congress.CountWithMachine {
		t.Errorf("unsure %d, thirds %d, %s", report.Machine.Unsure, report.Thirds, report.Round.Way())
	}
	says(t, h.spoken(id), []string{"khác nhau thì người khác kiểm lại; lý do: Ban kiểm phiếu quyết định; phiếu chia " +
		"thành 2 tập; 1 tập hai lượt khớp nhau; ở 1 tập hai lượt đầu khác nhau, đã kiểm lượt thứ ba",
		"Máy đọc 24 phiếu; không chắc 2 phiếu, những phiếu ấy do người thứ hai của nhóm " +
			"đọc và nhập riêng thay cho máy"},
		[]string{"hai kết quả khớp nhau"})
	h.sureMachine()
	must(t, h.s.CloseWithReason(h.ctx, h.presidium, h.congress, "thử"))
	b, _ := verified(t, h.export())
	if b.Rounds[0].Way() != congress.CountWithMachine {
		t.Errorf("the bundle says %s", b.Rounds[0].Way())
	}
}

// sureMachine is a round in which the machine reads every paper.
func (h *hall) sureMachine() {
	h.t.Helper()
	id := h.round(h.named("Nội dung khác", 0), ballot.Ordinary, congress.CodeQR, 24)
	must(h.t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountWithMachine, 25, 1, "Ban kiểm phiếu quyết định"))
	h.checkMachine(h.teller1, id)
	h.accept(h.teller1, id, h.read(id, 1, 0, 0, repeat(24, "10"), repeat(24, "10")))
	h.accept(h.teller2, id, h.batch(id, congress.PassC, 1, 0, repeat(24, "10")...))
	h.seal(id)
	says(h.t, h.spoken(id), []string{"phiếu chia thành 1 tập; hai kết quả khớp nhau.", "Máy đọc 24 phiếu; chắc cả"},
		[]string{"máy không chắc"})
}

// A batch without the machine's reading, or with one where there is no machine, is refused;
// the same again is the same, with another reading it is another.
func TestMachineReadsWhatIsEnteredAndNothingElse(t *testing.T) {
	h, id := machineRound(t)
	send := func(in congress.BatchInput) error {
		_, err := h.s.AcceptBatch(h.ctx, h.teller1, id, in)
		return err
	}
	marks := repeat(12, "1110")
	for what, change := range map[string]func(*congress.BatchInput){
		"nothing read":       func(in *congress.BatchInput) { in.Machine = nil },
		"a paper too few":    func(in *congress.BatchInput) { in.Machine.Marks = in.Machine.Marks[1:] },
		"out of order":       func(in *congress.BatchInput) { in.Machine.Marks[0] = "1111" },
		"unsure of too many": func(in *congress.BatchInput) { in.Machine.Unsure = 13 },
		"the same id":        func(in *congress.BatchInput) { in.Machine.ID = in.ID },
		"marks of no paper":  func(in *congress.BatchInput) { in.Machine.Marks[11] = "111x" },
	} {
		in := h.read(id, 1, 0, 0, marks, marks)
		change(&in)
		wantRefusal[*congress.FieldError](t, what, send(in))
	}
	in := h.read(id, 1, 0, 1, marks, marks)
	must(t, send(in))
	must(t, send(in))
	other := h.read(id, 1, 0, 0, marks, marks)
	if b := refused[*congress.BatchError](t, "another reading", send(other)); b.Code != "batch_changed" {
		t.Error(b.Code)
	}
	must(t, h.s.Supersede(h.ctx, h.chief, id, congress.PassA, 1, "nhập nhầm"))
	if v := h.view(id); len(v.Sheaves[0].EnteredBy) != 0 {
		t.Errorf("set aside, and %v stands", v.Sheaves[0].EnteredBy)
	}
	again := h.read(id, 1, 0, 0, marks, marks)
	again.ID, again.Machine.ID = "again", "again-m"
	must(t, send(again))
	two := openHall(t, 12)
	id = two.round(two.contest(ballot.Committee, 3, 4), ballot.Ordinary, congress.CodeQR, 12)
	must(t, two.s.ChooseCounting(two.ctx, two.chief, id, congress.CountTwoPasses, 20, 0, ""))
	_, err := two.s.AcceptBatch(two.ctx, two.teller1, id, two.read(id, 1, 0, 0, marks, marks))
	wantRefusal[*congress.FieldError](t, "a machine where there is none", err)
}
