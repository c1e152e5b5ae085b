package congress_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/tally"
)

// events lists what the log tells of a kind, as JSON.
func (h *hall) events(kind string) []map[string]any {
	h.t.Helper()
	entries, err := h.s.Log(h.ctx, h.congress, 0)
	must(h.t, err)
	var found []map[string]any
	for _, e := range entries {
		var leaf struct {
			Kind string         `json:"kind"`
			Data map[string]any `json:"data"`
		}
		must(h.t, json.Unmarshal(e.Leaf, &leaf))
		if leaf.Kind == kind {
			found = append(found, leaf.Data)
		}
	}
	return found
}

// close seals the round, closes the day and returns the minutes' words, once the bundle stands up.
func (h *hall) close(id congress.RoundID) string {
	h.t.Helper()
	h.seal(id)
	report, err := h.s.ReportOf(h.ctx, id)
	must(h.t, err)
	must(h.t, h.s.CloseWithReason(h.ctx, h.presidium, h.congress, "thử"))
	verified(h.t, h.export())
	var text strings.Builder
	for _, block := range minutes.Count(report).Blocks {
		if p, ok := block.(minutes.Paragraph); ok {
			text.WriteString(p.Text + "\n")
		}
	}
	return text.String()
}

func (h *hall) says(text string, want ...string) {
	h.t.Helper()
	for _, w := range want {
		if !strings.Contains(text, w) {
			h.t.Errorf("the minutes do not say %q:\n%s", w, text)
		}
	}
}

// A tablet counts with a machine once its camera has read the check sheets as they were
// printed; another tablet has to show it anew.
func TestMachineIsCheckedBeforeItCounts(t *testing.T) {
	h, id := machineRoundOf(t, 24, 12, 1)
	take := func(device congress.DeviceID) {
		_, err := h.s.TakePass(h.ctx, h.teller1, id, congress.PassA, h.members[0].Name, device)
		must(t, err)
	}
	marks := repeat(12, "1110")
	send := func() error {
		_, err := h.s.AcceptBatchAt(h.ctx, h.teller1, congress.Seat{}, id, h.read(id, 1, 0, 0, marks, marks))
		return err
	}
	sheets := h.checkSheets(id)
	if _, err := h.s.CheckMachine(h.ctx, h.teller1, "", id, sheets); err == nil {
		t.Error("who has not taken the pass checks a machine")
	}
	take("")
	if b := refused[*congress.BatchError](t, "not checked", send()); b.Code != "machine_unchecked" {
		t.Error(b.Code)
	}
	_, err := h.s.CheckMachine(h.ctx, h.teller1, "", id, sheets[1:])
	wantRefusal[*congress.FieldError](t, "a sheet too few", err)
	otherwise := slices.Clone(sheets)
	otherwise[1] = "????"
	wrong, err := h.s.CheckMachine(h.ctx, h.teller1, "", id, otherwise)
	if err != nil || !slices.Equal(wrong, []int{2}) {
		t.Errorf("%v %v", wrong, err)
	}
	wantRefusal[*congress.BatchError](t, "checked, and failed", send())
	if wrong, err := h.s.CheckMachine(h.ctx, h.teller1, "", id, sheets); err != nil || wrong != nil {
		t.Errorf("%v %v", wrong, err)
	}
	take("") // another reader, the same camera
	if v := h.view(id); v.Machine.Checked != 1 {
		t.Errorf("%+v", v.Machine)
	}
	must(t, send())
	told := h.events("machine.checked")
	if len(told) != 2 || told[0]["passed"] != false || told[1]["passed"] != true {
		t.Errorf("%v", told)
	}
}

// What was sealed on a sheaf's two counts stays open where it was drawn, until a person who had no
// part in it has counted it.
func TestDrawnSheafWaitsForASecondPerson(t *testing.T) {
	h, id := machineRound(t)
	marks := repeat(12, "1110")
	h.accept(h.teller1, id, h.read(id, 1, 0, 0, marks, marks))
	h.accept(h.teller1, id, h.read(id, 2, 12, 3, marks, marks))
	v := h.view(id)
	if v.Sheaves[0].Status != congress.SheafDrawn || v.Sheaves[0].Differences != nil || v.Machine.Lots != 2 ||
		v.Machine.Drawn != 0 {
		t.Fatalf("%+v %+v", v.Sheaves[0], v.Machine)
	}
	_, err := h.s.ConfirmSeal(h.ctx, h.chief, id)
	if f := refused[*congress.FindingsError](t, "drawn and not counted", err); f.Findings[0].Code != "sheaf_drawn" {
		t.Errorf("%+v", f.Findings)
	}
	_, err = h.s.AcceptBatch(h.ctx, h.teller1, id, h.batch(id, congress.PassC, 1, 0, marks...))
	wantRefusal[*congress.PersonError](t, "the same person", err)
	counting, err := h.s.CountingFor(h.ctx, h.teller2, h.congress)
	must(t, err)
	if offers := counting[0].Offers; len(offers) != 2 || !slices.Equal(offers[1].Left, []int{1, 2}) {
		t.Errorf("offered %+v", offers)
	}
	for sheaf := range 2 {
		h.accept(h.teller2, id, h.batch(id, congress.PassC, sheaf+1, 12*sheaf, marks...))
	}
	if v = h.view(id); v.Sheaves[1].Status != congress.SheafAgreed || v.Machine.Drawn != 2 ||
		v.Machine.MachineCount != (tally.MachineCount{Papers: 24, Unsure: 3, Drawn: 2}) {
		t.Errorf("%+v", v.Machine)
	}
	h.says(h.close(id), "Máy đọc 24 phiếu; không chắc 3 phiếu", "máy và người không khác nhau phiếu nào",
		"1 lượt kiểm tra đạt", "đã rút 2 tập, người khác kiểm lại đều khớp", "2 tập; hai kết quả khớp nhau")
}

// Where the second person finds otherwise the machine counts no more: its sheaf is open until one
// whom it did not see agrees, and the rest is counted in two passes by hand.
func TestSecondPersonFindsOtherwiseAndTheMachineStops(t *testing.T) {
	h, id := machineRound(t)
	read, there := repeat(12, "1110"), append(repeat(11, "1110"), "1101")
	h.accept(h.teller1, id, h.read(id, 1, 0, 0, read, read))
	h.accept(h.teller2, id, h.batch(id, congress.PassC, 1, 0, there...))
	v := h.view(id)
	if v.Round.MachineFault != tally.MachineOtherwise || v.Sheaves[0].Status != congress.SheafOpen ||
		v.Machine.Agreed() != 0 || !slices.Contains(v.Round.PassesOfPeople(), congress.PassB) {
		t.Fatalf("%+v %s", v.Round, v.Sheaves[0].Status)
	}
	late := h.read(id, 2, 12, 0, read, read) // of a tablet that does not know yet
	must(t, errorOf(h.s.AcceptBatchAt(h.ctx, h.teller1, congress.Seat{}, id, late)))
	must(t, errorOf(h.s.AcceptBatchAt(h.ctx, h.teller1, congress.Seat{}, id, late)))
	if got := h.view(id).Sheaves[1].EnteredBy; len(got) != 1 || got[congress.PassA] == "" {
		t.Errorf("what a machine read that was stopped stands: %v", got)
	}
	h.accept(h.teller3, id, h.batch(id, congress.PassB, 2, 12, read...))
	_, err := h.s.AcceptBatch(h.ctx, h.teller3, id, h.batch(id, congress.PassB, 1, 0, there...))
	wantRefusal[*congress.BatchError](t, "a pass by hand beside the machine's", err)
	must(t, h.s.Supersede(h.ctx, h.chief, id, congress.PassM, 1, "kiểm lại"))
	if got := h.view(id).Sheaves[0].EnteredBy; len(got) != 1 || got[congress.PassC] == "" {
		t.Errorf("set aside, and %v stands", got)
	}
	again := h.batch(id, congress.PassA, 1, 0, there...)
	again.ID = "again"
	h.accept(h.teller1, id, again)
	told := h.events("machine.stopped")
	if len(told) != 1 || told[0]["fault"] != "otherwise" {
		t.Errorf("%v", told)
	}
	h.says(h.close(id), "người khác kiểm lại cho đến khi khớp",
		"dừng việc máy đọc phiếu vì người khác kiểm lại một tập",
		"2 tập còn lại kiểm tay hai lượt")
}

func errorOf(_ congress.Receipt, err error) error { return err }

// A machine that differs from people too often, or cannot tell too many papers, is stopped as well.
func TestMachineBelowItsBoundsIsStopped(t *testing.T) {
	marks := repeat(12, "1110")
	for fault, machine := range map[tally.MachineFault]struct {
		unsure int
		marks  []ballot.Marks
	}{
		tally.MachineDiffers: {0, append(repeat(10, "1110"), "1101", "1011")},
		tally.MachineUnsure:  {10, marks},
	} {
		h, id := machineRound(t)
		h.accept(h.teller1, id, h.read(id, 1, 0, machine.unsure, marks, machine.marks))
		v := h.view(id)
		if v.Round.MachineFault != fault {
			t.Errorf("%s: %q at %+v", fault, v.Round.MachineFault, v.Machine)
		}
		if lots := h.events("lot.cast"); len(lots) != 0 {
			t.Errorf("%s: %v", fault, lots)
		}
	}
}

// Chance is asked after each sheaf, and after the last one as often as it takes for one in so many;
// everything that it said is in the log.
func TestLotsAreCastAfterTheSheafIsCounted(t *testing.T) {
	h, id := machineRoundOf(t, 60, 10, 3)
	h.checkMachine(h.teller1, id)
	marks := repeat(10, "1110")
	for sheaf := range 6 {
		if lots := h.events("lot.cast"); len(lots) != sheaf {
			t.Fatalf("%d lots before sheaf %d", len(lots), sheaf+1)
		}
		h.accept(h.teller1, id, h.read(id, sheaf+1, 10*sheaf, 0, marks, marks))
	}
	v := h.view(id)
	lots, drawn := h.events("lot.cast"), 0
	for i, lot := range lots {
		urn := lot["urn"].([]any)
		if int(lot["lot"].(float64)) < len(urn) {
			drawn++
		}
		if want := 3; i < 6 && (len(urn) != 1 || int(urn[0].(float64)) != i+1 || int(lot["of"].(float64)) != want) {
			t.Errorf("lot %d: %v", i, lot)
		}
	}
	if v.Machine.Lots < 2 || v.Machine.Lots != drawn || len(lots) > 6+2 {
		t.Errorf("%d drawn by %d lots: %+v", drawn, len(lots), v.Machine)
	}
	for _, sheaf := range v.Sheaves {
		if sheaf.Status == congress.SheafDrawn {
			n := sheaf.Sheaf.Number
			h.accept(h.teller2, id, h.batch(id, congress.PassC, n, 10*(n-1), marks...))
		}
	}
	h.says(h.close(id), "Cứ 3 tập thì rút thăm một tập", "người khác kiểm lại đều khớp")
}

// A committee of three gets through a round whose sheaf was drawn: its chief sits in pass A with one teller,
// and the program lets no pair begin that would leave nobody for the drawn sheaf.
func TestACommitteeOfThreeCountsADrawnSheaf(t *testing.T) {
	h, id := machineRoundOf(t, 24, 24, 5)
	names := map[congress.AccountID]string{}
	for _, o := range h.overview().Officers {
		names[o.AccountID] = h.overview().Member(o.MemberID).Name
	}
	for _, o := range h.overview().Officers {
		if o.AccountID == h.teller3.AccountID {
			must(t, h.s.TakeDuty(h.ctx, h.organiser, h.congress, o.MemberID))
		}
	}
	_, err := h.s.TakePass(h.ctx, h.teller1, id, congress.PassA, names[h.teller2.AccountID], "")
	if p := refused[*congress.PersonError](t, "both tellers in pass A", err); p.Code != "leaves_none" {
		t.Error(p.Code)
	}
	_, err = h.s.TakePass(h.ctx, h.chief, id, congress.PassA, names[h.teller1.AccountID], "")
	must(t, err)
	_, err = h.s.TakePass(h.ctx, h.teller2, id, congress.PassA, "Nguyễn Văn Z", "")
	wantRefusal[*congress.PersonError](t, "a second table", err)
	_, err = h.s.CheckMachine(h.ctx, h.chief, "", id, h.checkSheets(id))
	must(t, err)
	marks := repeat(24, "1110")
	h.accept(h.chief, id, h.read(id, 1, 0, 0, marks, marks))
	if v := h.view(id); v.Sheaves[0].Status != congress.SheafDrawn {
		t.Fatalf("of one sheaf none is drawn: %s", v.Sheaves[0].Status)
	}
	h.accept(h.teller2, id, h.batch(id, congress.PassC, 1, 0, marks...))
	h.says(h.close(id), "đã rút 1 tập, người khác kiểm lại đều khớp")
}
