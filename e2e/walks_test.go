package e2e

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kiemphieu/app/size"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/tally"
)

// walk is a congress that somebody goes through by the words of its pages; what is no
// part of the walk is done beside them.
type walk struct {
	*reader
	cell                        string
	organiser, presidium, chief congress.Actor
	tellers                     [2]congress.Actor
}

// walkIn begins a walk through a cell's congress.
func walkIn(h *hall, cell string) *walk {
	h.look(views[2])
	return &walk{reader: &reader{hall: h}, cell: cell, organiser: h.actor(cell + ".capuy"),
		presidium: h.actor(cell + ".chutich"), chief: h.actor(cell + ".truongban"),
		tellers: [2]congress.Actor{h.actor(cell + ".kiemphieu1"), h.actor(cell + ".kiemphieu2")}}
}

// see keeps the page at two sizes, and fails where it offers two acts at once.
func (w *walk) see(name string) {
	w.t.Helper()
	w.look(views[1])
	w.shot(name + "-800")
	w.look(views[2])
	w.shot(name)
	w.mustLead(name)
}

// come has everybody present.
func (w *walk) come(id congress.CongressID) congress.Overview {
	w.t.Helper()
	o, err := w.congress.Overview(w.ctx, id)
	check(w.t, err)
	var marks []congress.AttendanceOf
	for _, m := range o.Members {
		marks = append(marks, congress.AttendanceOf{Member: m.ID, Attendance: congress.AttendancePresent})
	}
	_, err = w.congress.TakeAttendance(w.ctx, w.organiser, id, marks)
	check(w.t, err)
	o, err = w.congress.Overview(w.ctx, id)
	check(w.t, err)
	return o
}

// elect holds a ballot on a contest among those named, to its seal and release; got says
// what each gets.
func (w *walk) elect(o congress.Overview, contest congress.ContestID, got func(i int) tally.Row) {
	w.t.Helper()
	id, err := w.congress.StartRound(w.ctx, w.organiser, contest, ballot.Ordinary)
	check(w.t, err)
	check(w.t, w.congress.Freeze(w.ctx, w.organiser, id, congress.CodeNone))
	check(w.t, w.congress.MakePapers(w.ctx, w.organiser, id, congress.PapersInput{Count: o.Head.Base,
		Format: ballot.FormatA5TwoUp}, func(made congress.Printing) error {
		return minutes.WritePapers(made, &bytes.Buffer{})
	}))
	n := o.Head.Present
	check(w.t, w.congress.HandOutWithReason(w.ctx, w.chief, id, n, n, "duyệt sau"))
	check(w.t, w.congress.OpenBox(w.ctx, w.chief, id, congress.BoxInput{Returned: n, Unused: o.Head.Base - n}))
	check(w.t, w.congress.ChooseCounting(w.ctx, w.chief, id, congress.CountTotals, ballot.DefaultSheaf, 0, "ít phiếu"))
	v, err := w.congress.RoundOf(w.ctx, id)
	check(w.t, err)
	totals := tally.Totals{Valid: n}
	for i, c := range v.Definition.List.Candidates {
		row := got(i)
		row.ID = c.ID
		totals.Rows = append(totals.Rows, row)
	}
	for i, teller := range w.tellers {
		check(w.t, w.congress.EnterHandCount(w.ctx, teller, id, i+1, totals))
	}
	for _, by := range []congress.Actor{w.chief, w.presidium} {
		_, err := w.congress.ConfirmSeal(w.ctx, by, id)
		check(w.t, err)
	}
	check(w.t, w.congress.Release(w.ctx, w.chief, id))
}

// eligible are the official members without a duty.
func eligible(o congress.Overview) []congress.Member {
	return slices.DeleteFunc(slices.Clone(o.Members), func(m congress.Member) bool {
		return !m.Official || slices.ContainsFunc(o.Officers, func(f congress.Officer) bool {
			return f.MemberID == m.ID
		})
	})
}

// contest adds one and puts people forward.
func (w *walk) contest(id congress.CongressID, office ballot.Office, seats int,
	who ...congress.MemberID) congress.ContestID {
	w.t.Helper()
	contest, err := w.congress.AddContest(w.ctx, w.organiser, id, congress.ContestInput{Office: office, Seats: seats})
	check(w.t, err)
	for _, m := range who {
		check(w.t, w.congress.Nominate(w.ctx, w.organiser, contest, m, congress.SourceCommittee, 0))
	}
	return contest
}

// U3: a secretary whom three ballots did not elect is appointed, by the words of the
// pages alone: the congress asks for it, closes and submits; the superior ratifies, is led
// on to the appointment, and the cell reads who holds the office.
func TestU3WalkAnAppointment(t *testing.T) {
	size.Story(t)
	t.Parallel()
	h := openHall(t)
	w := walkIn(h, "cb11")
	id := h.meeting("cb11").Congress.ID
	o := w.come(id)
	n := o.Head.Present
	candidates := eligible(o)
	committee := w.contest(id, ballot.Committee, 3, candidates[0].ID, candidates[1].ID, candidates[2].ID,
		candidates[3].ID)
	w.elect(o, committee, func(i int) tally.Row { return tally.Row{Votes: n * min(1, max(0, 3-i))} })
	elected := h.meeting("cb11").Contests[0].Elected
	secretary := w.contest(id, ballot.Secretary, 1, elected[0].MemberID)
	for range 3 {
		w.elect(o, secretary, func(int) tally.Row { return tally.Row{Votes: 4, Disagree: n - 4} })
	}

	w.arrive("cb11.chutich")
	w.see("1-presidium-home")
	w.press("Mở để đại hội quyết định")
	w.see("2-decide")
	w.write("Quyết định của đại hội", "Đại hội thống nhất đề nghị Đảng ủy phường chỉ định bí thư")
	w.press("Đề nghị cấp trên chỉ định bí thư")
	w.see("3-asked")
	w.must("đề nghị cấp trên chỉ định", "Bế mạc đại hội")
	w.press("Bế mạc")
	w.see("4-closing")
	w.press("Bế mạc đại hội")
	w.see("5-closed")
	w.arrive("cb11.capuy")
	w.see("6-organiser-home")
	w.press("Mở hồ sơ")
	w.see("7-dossier")
	w.write("Mật khẩu của chính đồng chí", h.password)
	w.press("Trình hồ sơ")
	w.see("8-submitted")
	w.arrive("danguy")
	w.see("9-superior-home")
	w.press("Mở hồ sơ")
	w.see("10-superior-dossier")
	w.press("Xem lại và chuẩn y")
	w.write("Số quyết định", "215-QĐ/ĐU")
	w.write("Ngày quyết định", congress.Date(h.day()).Short())
	w.write("Mật khẩu của chính đồng chí", h.password)
	w.press("Chuẩn y kết quả")
	w.see("11-ratified")
	w.must("Việc của đồng chí bây giờ", "Chỉ định bí thư")
	w.write("Số quyết định chỉ định", "216-QĐ/ĐU")
	w.write("Ngày quyết định chỉ định", congress.Date(h.day()).Short())
	w.write("Đảng viên của chi bộ", candidates[1].Name)
	w.write("Mật khẩu của chính đồng chí", h.password)
	w.press("Ghi chỉ định")
	w.see("12-appointed")
	w.must("Đã ghi quyết định chỉ định", "Bí thư: đồng chí "+candidates[1].Name)
	w.press("Hôm nay")
	w.see("13-superior-home")
	w.arrive("cb11.capuy")
	w.see("14-organiser-home")
	w.press("Người giữ chức danh")
	w.see("15-offices")
	w.must("cấp trên chỉ định", "số 216-QĐ/ĐU")
}

// U3: a secretary moves away; the cell fills the place within its term, by the words of
// the pages alone, from the register of offices to the decision and the figures.
func TestU3WalkAByElection(t *testing.T) {
	size.Story(t)
	t.Parallel()
	h := openHall(t)
	w := walkIn(h, "cb01")
	day := congress.Date(h.day()).Short()
	w.arrive("cb01.capuy")
	w.press("Người giữ chức danh")
	w.see("1-offices")
	o := h.meeting("cb01")
	gone := o.Member(o.Contests[1].Elected[0].MemberID).Name
	w.press("Thôi giữ: " + gone + ", Bí thư")
	w.write("Giữ đến hết ngày", "01/07/2022")
	w.write("Lý do", "Chuyển công tác")
	w.press("Ghi thôi giữ")
	w.see("2-left")
	w.press("Hôm nay")
	w.see("3-home")
	w.must("Khuyết bí thư")
	w.press("Tạo hội nghị bầu bổ sung")
	w.see("4-new")
	w.write("Ngày hội nghị", day)
	w.press("Tạo hội nghị")
	w.see("5-made")
	w.must("Đề án nhân sự, cấp trên duyệt")
	w.press("Chọn người")
	w.see("6-officers")
	for i, duty := range []string{"Chủ tịch", "Trưởng ban kiểm phiếu", "Ủy viên ban kiểm phiếu",
		"Ủy viên ban kiểm phiếu"} {
		w.write("Đảng viên", o.Member(o.Officers[i].MemberID).Name)
		w.write("Nhiệm vụ", duty)
		w.press("Giao nhiệm vụ")
	}
	w.see("7-officers")
	w.press("Hôm nay")
	w.see("8-home")
	if first := eval[string](h, `document.querySelector("main h2").innerText`); !strings.Contains(first, "bầu bổ sung") {
		t.Errorf("home leads with %q", first)
	}
	w.press("Điểm danh")
	w.see("9-attendance")
	for _, group := range []string{"1", "2", "3"} {
		all := "Cả Tổ đảng " + group + " có mặt"
		w.touch(all)
		h.wait("the group", fmt.Sprintf("!document.body.innerText.includes(%q)", all))
	}
	w.see("10-all-present")
	w.press("Hôm nay")
	w.see("11-home")
	w.press("Lập nội dung bầu cử")
	w.see("12-contests")
	w.must("Bầu bổ sung bí thư")
	w.press("Lập nội dung bầu cử")
	w.see("13-contests")
	w.press("Hôm nay")
	w.see("14-home")
	w.press("Mở danh sách")
	w.see("15-list")
	deputy := o.Member(o.Contests[2].Elected[0].MemberID).Name
	w.write(deputy, "")
	w.press("Đưa vào danh sách")
	w.see("16-list")
	w.press("Lập lần bầu 1")
	w.see("17-round")
	w.write("Không mã", "")
	w.press("Chốt danh sách")
	w.see("18-frozen")
	w.seat(o)
	w.arrive("cb01.truongban")
	w.see("19-chief-home")
	w.press("In phiếu")
	w.see("20-print")
	w.touch("In phiếu")
	w.wait("the papers", `document.body.innerText.includes("Đã tạo")`)
	w.see("21-printed")
	w.press("Đã lưu và in xong")
	w.see("22-hand-out")
	w.write("Lý do vẫn mở", "Đảng ủy đã đồng ý bằng điện thoại")
	w.write("Ai đã xáo phiếu", "Tôn Thất Trọng Thuyết")
	w.write("Ai đứng xem", "Lý Thị Bích Loan")
	w.write("Có mặt lúc bầu", "28")
	w.write("Phiếu phát ra", "28")
	w.press("Ghi số phiếu phát ra")
	w.see("23-voting")
	w.write("Phiếu thu về", "28")
	w.write("Phiếu còn lại", "5")
	w.press("Mở thùng phiếu")
	w.see("24-opened")
	w.write("Bảng kiểm phiếu, hai người nhập riêng", "")
	w.write("Lý do nếu không kiểm hai lượt", "Ít phiếu")
	w.press("Chia tập phiếu")
	w.see("25-counting")
	for i, login := range []string{"kiemphieu1", "kiemphieu2"} {
		w.arrive("cb01." + login)
		w.see(fmt.Sprintf("26-teller-%d-home", i+1))
		w.press("Mở bảng kiểm phiếu")
		w.see(fmt.Sprintf("27-teller-%d", i+1))
		w.press("Nhập bản")
		w.see(fmt.Sprintf("28-sheet-%d", i+1))
		w.write("Phiếu hợp lệ", "28")
		for column, papers := range map[string]string{"Số phiếu bầu": "27", "Không đồng ý": "1", "Không tính": "0"} {
			w.fill(column, papers)
		}
		w.press("Ghi bảng kiểm phiếu")
		w.see(fmt.Sprintf("29-sheet-%d", i+1))
	}
	w.arrive("cb01.truongban")
	w.see("30-chief-home")
	w.press("Mở để xác nhận")
	w.see("31-seal")
	w.write("Mật khẩu của chính đồng chí", h.password)
	w.press("Chốt kết quả")
	w.see("32-signed")
	w.arrive("cb01.chutich")
	w.see("33-chair-home")
	w.press("Mở để xác nhận")
	w.write("Mật khẩu của chính đồng chí", h.password)
	w.press("Chốt kết quả")
	w.see("34-sealed")
	w.must("Trúng cử 1/1")
	w.press("Hôm nay")
	w.see("35-chair-home")
	w.press("Bế mạc")
	w.see("36-closing")
	w.press("Bế mạc hội nghị")
	w.see("37-closed")
	w.arrive("cb01.capuy")
	w.see("38-home")
	w.press("Mở hồ sơ")
	w.see("39-dossier")
	w.must("tái cử 0", "tham gia lần đầu")
	w.write("Mật khẩu của chính đồng chí", h.password)
	w.press("Trình hồ sơ")
	w.see("40-submitted")
	w.arrive("danguy")
	w.see("41-superior-home")
	w.press("Mở hồ sơ")
	w.see("42-superior")
	w.press("Xem lại và chuẩn y")
	w.see("43-review")
	w.write("Số quyết định", "217-QĐ/ĐU")
	w.write("Ngày quyết định", day)
	w.write("Mật khẩu của chính đồng chí", h.password)
	w.press("Chuẩn y kết quả")
	w.see("44-ratified")
	w.must("Đã chuẩn y: số 217-QĐ/ĐU")
	w.press("Thống kê")
	w.see("45-statistics")
	w.must("9 trong 11 chi bộ đã đại hội") // a by-election adds to its term
	w.arrive("cb01.capuy")
	w.see("46-home")
	if strings.Contains(h.page(), "Khuyết") {
		t.Errorf("the place is filled, and home says:\n%s", h.page())
	}
}

// fill types into a column of a table with one row, as its head names it.
func (w *walk) fill(column, value string) {
	w.t.Helper()
	if !eval[bool](w.hall, fmt.Sprintf(`(() => {
		const field = [...document.querySelectorAll("td input")].find((f) => f.ariaLabel.startsWith(%q));
		if (field) field.value = %q;
		return field !== undefined; })()`, column, value)) {
		w.t.Fatalf("no column %q:\n%s", column, w.page())
	}
}

// seat gives those who have a duty the accounts that they had.
func (w *walk) seat(before congress.Overview) {
	w.t.Helper()
	meetings, err := w.congress.CongressesUnder(w.ctx, w.organiser.OrgPath)
	check(w.t, err)
	id := slices.MaxFunc(meetings, congress.Congress.Compare).ID
	o, err := w.congress.Overview(w.ctx, id)
	check(w.t, err)
	for _, officer := range before.Officers {
		name := before.Member(officer.MemberID).Name
		for _, m := range o.Members {
			if m.Name == name && officer.AccountID != "" {
				check(w.t, w.congress.LinkAccount(w.ctx, w.organiser, id, m.ID, officer.AccountID))
			}
		}
	}
}
