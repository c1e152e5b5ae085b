package e2e

import (
	"strconv"
	"testing"

	"kiemphieu/app/size"
	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// A campaign from above and below: the plan and its burn-down, who follows
// whom, the calendar with a list that has a bad line, what the pilots taught,
// and a congress that opens unprepared with a reason that its superior reads.
func TestE2EPlanning(t *testing.T) {
	size.Story(t)
	t.Parallel()
	h := openHall(t)
	h.signIn("danguy")
	h.follow("Kế hoạch và tiến độ")
	h.must("9/11 chi bộ đã đại hội đến 19/07/2022, hạn 20/07/2022", "Đại hội điểm\n2/2", "chưa đại hội",
		"Còn 2 trong 11 chi bộ")
	h.shot("plan")
	h.submit("/theo-doi", "Giao theo dõi", map[string]string{"cell": h.cellID("Chi bộ Quân sự phường"),
		"account": "Lê Thị Phương Thảo"})
	h.must("Đã giao theo dõi")
	if n := eval[int](h,
		`[...document.querySelectorAll("td")].filter((c) => c.innerText === "Lê Thị Phương Thảo").length`); n != 1 {
		t.Errorf("%d cells are followed", n)
	}
	h.visit(eval[string](h, "location.pathname") + "?ngay=2022-06-30")
	h.must("3/11 chi bộ đã đại hội đến 30/06/2022")
	h.submit("/ke-hoach", "Lưu kế hoạch", map[string]string{"last_day": "2022-06-01"})
	h.must("phải sau ngày bắt đầu")
	h.shot("plan-refused")

	h.editCalendar()
	h.openUnprepared("cb11")
}

func (h *hall) cellID(name string) string {
	h.t.Helper()
	orgs, err := h.congress.Organisations(h.ctx)
	check(h.t, err)
	for _, o := range orgs {
		if o.Name == name {
			return string(o.ID)
		}
	}
	h.t.Fatalf("no cell %q", name)
	return ""
}

// editCalendar imports a year that nobody knows, with a bad line first.
func (h *hall) editCalendar() {
	h.t.Helper()
	h.signIn("quantri")
	h.visit("/lich-nghi?nam=2027")
	h.must("Chưa có lịch nghỉ năm 2027")
	h.submit("/nhap", "Nhập danh sách ngày", map[string]string{"day_list": "01/01/2027, nghỉ, Tết Dương lịch\n" +
		"32/01/2027, nghỉ, x"})
	h.must("có 1 dòng không hiểu được", "Dòng 2: “32/01/2027, nghỉ, x” không có ngày")
	if kept := eval[string](h, `document.getElementById("o-day_list").value`); kept == "" {
		h.t.Error("the list is lost")
	}
	h.shot("calendar-bad-line")
	h.submit("/nhap", "Nhập danh sách ngày", map[string]string{"day_list": "01/01/2027, nghỉ, Tết Dương lịch\n" +
		"05/02/2027 - 11/02/2027, nghỉ, Tết Nguyên đán\n20/02/2027, làm bù, Làm bù"})
	h.must("Đã nhập danh sách ngày", "Thứ Bảy, 20/02/2027", "Tết Nguyên đán", "Lịch này chưa được xác nhận")
	h.shot("calendar")
	h.submit("/xac-nhan", "Xác nhận lịch nghỉ năm 2027", nil)
	h.must("Đã xác nhận lịch nghỉ của năm", "đã xác nhận")
	h.submit("/xoa", "Xóa", nil)
	h.must("Đã bỏ ngày khỏi lịch")
}

// openUnprepared notes what is ready, reads the pilots' lessons, and opens
// with a reason.
func (h *hall) openUnprepared(cell string) {
	h.t.Helper()
	h.signIn(cell + ".capuy")
	h.follow("Mở đại hội")
	home := eval[string](h, "location.pathname")
	h.must("Kinh nghiệm từ đại hội điểm", "không chia cho số phiếu hợp lệ", "Kế hoạch của cấp trên", "Xong 3/8 mục")
	h.shot("lessons")
	h.visit(home + "/chuan-bi")
	h.submit("/chuan-bi", "Lưu danh mục", map[string]string{"superior_review.done_on": "2022-07-10"})
	h.must("Ai duyệt: cần nhập")
	h.submit("/chuan-bi", "Lưu danh mục", map[string]string{
		"superior_review.approved_by": "Ban Thường vụ Đảng ủy phường"})
	h.must("Đã lưu")
	h.shot("preparation")

	round := h.roundToHandOut(congress.CongressID(home[len("/dai-hoi/"):]), cell)
	h.signIn(cell + ".truongban")
	h.visit(round)
	h.explainDay(round)
	h.must("Chưa chuẩn bị xong", "nhân sự bước 3", "Lý do vẫn mở đại hội")
	h.shot("unprepared")
	present := strconv.Itoa(h.meeting(cell).Head.Present)
	h.submit("/phat-phieu", "Ghi số phiếu phát ra", map[string]string{"present": present, "handed_out": present,
		"unprepared": "Đại hội theo lịch chung của phường", "shuffled_by": "Lê Thị An", "watched_by": "Trần Văn Bình"})
	h.must("Đã ghi số phiếu phát ra")
	h.signIn("danguy")
	h.visit(home + "/ho-so")
	h.must("Đại hội mở khi chưa chuẩn bị xong", "Lý do đã ghi: Đại hội theo lịch chung của phường")
	h.shot("dossier-unprepared")
	h.follow("Tổ chức")
	h.must("Việc sau khi chuẩn y")
	h.shot("follow-ups")
}

// roundToHandOut brings a congress of which nothing is done to its printed papers.
func (h *hall) roundToHandOut(id congress.CongressID, cell string) string {
	h.t.Helper()
	account, err := h.congress.AccountByLogin(h.ctx, cell+".capuy")
	check(h.t, err)
	by, err := h.congress.ActorOf(h.ctx, account.ID)
	check(h.t, err)
	o, err := h.congress.Overview(h.ctx, id)
	check(h.t, err)
	var marks []congress.AttendanceOf
	for _, m := range o.Members {
		marks = append(marks, congress.AttendanceOf{Member: m.ID, Attendance: congress.AttendancePresent})
	}
	_, err = h.congress.TakeAttendance(h.ctx, by, id, marks)
	check(h.t, err)
	contest, err := h.congress.AddContest(h.ctx, by, id, congress.ContestInput{Office: ballot.Committee, Seats: 3})
	check(h.t, err)
	for _, m := range o.Members[:4] {
		check(h.t, h.congress.Nominate(h.ctx, by, contest, m.ID, congress.SourceCommittee, 0))
	}
	round, err := h.congress.StartRound(h.ctx, by, contest, ballot.Ordinary)
	check(h.t, err)
	check(h.t, h.congress.Freeze(h.ctx, by, round, congress.CodeNone))
	in := congress.PapersInput{Count: o.Head.Official, Reserve: 2, Format: ballot.FormatA5TwoUp}
	check(h.t, h.congress.MakePapers(h.ctx, by, round, in, func(congress.Printing) error { return nil }))
	return "/lan-bau/" + string(round)
}
