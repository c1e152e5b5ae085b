package minutes_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/ratify"
	"kiemphieu/recount"
)

// dossier is that of the first cell of the ward, below a town.
func dossier(t *testing.T) ratify.DossierView {
	t.Helper()
	v := firstDossier(t)
	v.Above = congress.Organisation{Name: "Đảng bộ thị xã Kỳ Anh"}
	return v
}

// complained is a complaint in all its steps, the last of which decides it.
func complained() ratify.Complaint {
	return ratify.Complaint{Number: 1, Form: ratify.FormComplaint, Steps: []congress.ComplaintNoted{
		{Complaint: 1, Step: "received", Day: "2022-06-21", Number: "01-GN/ĐU", Text: "Niêm phong"},
		{Complaint: 1, Step: "handed", Day: "2022-06-22", To: "Ủy ban kiểm tra Đảng ủy phường Kỳ Trinh",
			Text: "Xác minh"},
		{Complaint: 1, Step: "found", Day: "2022-06-23", Number: "1-KL/UBKT", Text: "Mở thùng hai lần"},
		{Complaint: 1, Step: "decided", Day: "2022-06-24", Number: "7-QĐ/ĐU", Text: "Bác đơn"}}}
}

// Party papers have one form: a cell stands below its đảng bộ, whatever the paper; each
// ground has its dash and its semicolon, and the last ends the list; who keeps a copy is
// named; how many copies there are is printed where somebody said so.
func TestFormsOfPartyPapers(t *testing.T) {
	v := dossier(t)
	v.Custody.Steps = []congress.CustodyNoted{{Step: "sealed", Day: "2022-06-20"}, {Step: "handed", Day: "2022-06-21"}}
	papers := map[string]minutes.Document{"to-trinh": minutes.Submission(v), "trich-ngang": minutes.Extract(v),
		"quyet-dinh": minutes.Decision(v), "ban-giao": minutes.Custody(v, 1)}
	for i, step := range complained().Steps {
		if d, ok := minutes.Complaint(v, complained(), i); ok {
			papers["don "+step.Step] = d
		}
	}
	for name, d := range papers {
		text := d.Text()
		lines := strings.Split(text, "\n")
		for i, line := range lines {
			ground := strings.HasPrefix(line, "- Căn cứ") || strings.HasPrefix(line, "- Xét") ||
				strings.HasPrefix(line, "- Theo")
			if !ground {
				continue
			}
			end := line[len(line)-1:]
			if last := !strings.HasPrefix(lines[i+1], "- "); last == (end == ";") || !strings.Contains(";,.", end) {
				t.Errorf("%s: a ground ends %q before %q", name, end, lines[i+1])
			}
		}
		if regexp.MustCompile(`(?m)^- Lưu\.$|lập thành \d`).MatchString(text) {
			t.Errorf("%s: who keeps a copy, or how many there are: %s", name, text)
		}
	}
	for name, head := range map[string]string{"to-trinh": "ĐẢNG BỘ PHƯỜNG KỲ TRINH\nCHI BỘ TỔ DÂN PHỐ HƯNG THỊNH\n",
		"trich-ngang": "ĐẢNG BỘ PHƯỜNG KỲ TRINH\nCHI BỘ TỔ DÂN PHỐ HƯNG THỊNH\n",
		"ban-giao":    "ĐẢNG BỘ PHƯỜNG KỲ TRINH\nCHI BỘ TỔ DÂN PHỐ HƯNG THỊNH\n",
		"quyet-dinh":  "ĐẢNG BỘ THỊ XÃ KỲ ANH\nĐẢNG ỦY PHƯỜNG KỲ TRINH\n",
		"don found":   "ĐẢNG ỦY PHƯỜNG KỲ TRINH\nỦY BAN KIỂM TRA\n",
		"don decided": "ĐẢNG BỘ THỊ XÃ KỲ ANH\nĐẢNG ỦY PHƯỜNG KỲ TRINH\n"} {
		if text := papers[name].Text(); !strings.HasPrefix(text, head) {
			t.Errorf("%s begins %q", name, text[:len(head)])
		}
	}
	for name, copies := range map[string]string{"quyet-dinh": "- Lưu Đảng ủy.", "don found": "- Lưu Ủy ban kiểm tra.",
		"don decided": "- Lưu Đảng ủy.", "to-trinh": "- Lưu Chi bộ."} {
		if text := papers[name].Text(); !strings.Contains(text, copies+"\n") {
			t.Errorf("%s: not %q in %s", name, copies, text)
		}
	}
}

// A number stands on papers as in the register, whatever was typed.
func TestNumbersStandAsInTheRegister(t *testing.T) {
	v := dossier(t)
	v.Dossier.Number = "8-QĐ/ĐU"
	v.Custody.Steps = []congress.CustodyNoted{{Step: "sealed", Day: "2022-06-20"}, {Step: "opened", Day: "2022-06-21",
		Number: "9 - QĐ/ĐU"}}
	texts := map[string]string{"Số 08-QĐ/ĐU\n": minutes.Decision(v).Text(),
		"Quyết định số 09-QĐ/ĐU, ngày": minutes.Custody(v, 1).Text()}
	for i, want := range []string{"Số 01-GN/ĐU\n", "", "Số 01-KL/UBKT\n", "Số 07-QĐ/ĐU\n"} {
		if d, ok := minutes.Complaint(v, complained(), i); ok {
			texts[want] = d.Text()
		}
	}
	d, _ := minutes.Complaint(v, complained(), 3)
	texts["Xét Kết luận số 01-KL/UBKT, ngày"] = d.Text()
	for want, text := range texts {
		if !strings.Contains(text, want) {
			t.Errorf("not %q in %s", want, text)
		}
	}
}

// A result that was ratified and is annulled afterwards has two decisions: the second
// says which one it was ratified by, and that of a result nobody ratified names none.
func TestAnAnnulmentSaysWhatItAnnuls(t *testing.T) {
	v := dossier(t)
	v.Dossier.State, v.Dossier.Number, v.Dossier.DecidedOn = ratify.DossierAnnulled, "8-QĐ/ĐU", "2022-07-01"
	v.Dossier.AnnulledNumber, v.Dossier.AnnulledOn, v.Dossier.AnnulledReason = "12-QĐ/ĐU", "2022-08-01", "Vi phạm."
	const ratified = ", đã được chuẩn y tại Quyết định số 08-QĐ/ĐU, ngày 01 tháng 7 năm 2022. Lý do: Vi phạm.\n"
	text := minutes.Annulment(v).Text()
	if !strings.Contains(text, ratified) || !strings.Contains(text, "Số 12-QĐ/ĐU\n") ||
		!strings.Contains(text, "ngày 01 tháng 8 năm 2022") {
		t.Error(text)
	}
	v.Dossier.AnnulledOn, v.Dossier.Reason = "", "Vi phạm."
	if text := minutes.Annulment(v).Text(); strings.Contains(text, "đã được chuẩn y") ||
		!strings.Contains(text, "Số 08-QĐ/ĐU\n") || text != minutes.Decision(v).Text() {
		t.Error(text)
	}
}

// A decision about a result of which somebody complained rests on what was found and
// decided about it; one that appoints somebody does not.
func TestADecisionRestsOnComplaints(t *testing.T) {
	v := dossier(t)
	settled := complained()
	v.Complaints = []ratify.Complaint{settled}
	const found = "- Xét Kết luận số 01-KL/UBKT, ngày 23 tháng 6 năm 2022 của Ủy ban kiểm tra Đảng ủy phường " +
		"Kỳ Trinh: có vi phạm trong bầu cử;\n"
	const decided = "- Xét Quyết định số 07-QĐ/ĐU, ngày 24 tháng 6 năm 2022 giải quyết đơn khiếu nại số 01;\n"
	if text := minutes.Decision(v).Text(); !strings.Contains(text, decided) || strings.Contains(text, "Xét Kết luận") {
		t.Error(text)
	}
	settled.Steps[2].Breach = true
	if text := minutes.Annulment(v).Text(); !strings.Contains(text, found+decided) {
		t.Error(text)
	}
	if text := minutes.Appointment(v, ratify.Appointment{Name: "A", Office: "secretary"}).Text(); strings.Contains(text,
		"khiếu nại") {
		t.Error(text)
	}
}

// Nobody keeps papers that were destroyed.
func TestNobodyKeepsWhatWasDestroyed(t *testing.T) {
	v := dossier(t)
	v.Custody.Steps = []congress.CustodyNoted{{Step: "sealed", Day: "2022-06-20", Packets: 3, Holder: "Lê An"},
		{Step: "destroyed", Day: "2023-06-21", Number: "9-QĐ/ĐU", Holder: "Lê An"}}
	text := minutes.Custody(v, 1).Text()
	if strings.Contains(text, "Người giữ từ lúc này") || !strings.Contains(text, "Số gói: 3.") ||
		!strings.Contains(text, "NGƯỜI GIỮ PHIẾU\nLê An") {
		t.Error(text)
	}
}

// The tờ trình of a hội nghị is signed by the secretary whom it elected; of one that
// elected a deputy the secretary of the term may sign, who is not on its papers.
func TestWhoSignsForAMeetingOfACell(t *testing.T) {
	v := dossier(t)
	v.Submission, v.Overview.Congress.Meeting = congress.PaperNumbered{}, congress.MeetingByElection
	deputy := slices.IndexFunc(v.Overview.Contests, func(c congress.ContestView) bool {
		return c.Contest.Office == ballot.Deputy
	})
	all := v.Overview.Contests
	v.Overview.Contests = all[deputy : deputy+1]
	if text := minutes.Submission(v).Text(); strings.Contains(text, "\nPHÓ BÍ THƯ\n") ||
		strings.Contains(text, "không bầu tại") {
		t.Error(text)
	}
	v.Overview.Contests = all
	if text := minutes.Submission(v).Text(); !strings.Contains(text, "T/M CHI BỘ\nBÍ THƯ\n") {
		t.Error(text)
	}
}

// A hội nghị is chaired: since the layout that says so whoever chairs it signs, and no
// presidium is named; a congress has one in any case.
func TestAMeetingOfACellIsChaired(t *testing.T) {
	v := dossier(t)
	one := recount.Recount{Number: 1}
	one.Order.Name, one.Consent.Name, one.Order.Text, one.End.Text = "Trưởng ban", "Người chủ trì", "x", "x"
	for _, test := range []struct {
		meeting congress.Meeting
		day     congress.Date
		chaired bool
	}{{congress.MeetingByElection, "2026-05-27", true}, {congress.MeetingByElection, "2026-05-26", false},
		{congress.MeetingCongress, "2026-05-27", false}} {
		r := v.Reports[0]
		r.Congress.Meeting, r.Congress.HeldOn, r.PapersCongress = test.meeting, test.day, r.Congress
		r.PapersCongress.Meeting, r.PapersCongress.HeldOn = test.meeting, test.day
		r.Round.Explanation = "Đã tìm kỹ"
		v.Reports = []congress.Report{r}
		v.Overview.Congress = r.Congress
		for name, d := range map[string]minutes.Document{"count": minutes.Count(r), "opening": minutes.Opening(r),
			"summary": minutes.CongressSummary(v), "recount": minutes.Recount(r, one)} {
			text := d.Text()
			chaired := strings.Contains(text, "CHỦ TRÌ HỘI NGHỊ\n")
			presided := strings.Contains(strings.ToUpper(text), "ĐOÀN CHỦ TỊCH")
			if chaired != test.chaired || presided == test.chaired {
				t.Errorf("%s of a %q on %s: %s", name, test.meeting, test.day, text)
			}
		}
	}
}
