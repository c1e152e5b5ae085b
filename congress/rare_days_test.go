package congress_test

import (
	"errors"
	"slices"
	"testing"

	"kiemphieu/app"
	"kiemphieu/app/size"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// T6: what seldom happens is told as it was.
func TestT6WordsOfRareDaysAreTrue(t *testing.T) {
	size.Long(t)
	p := openProgram(t, app.Config{})
	for name, day := range map[string]func(*hall){"in custody": inCustody, "tied again": tiedAgain,
		"no votes": noVotes, "shown": shown, "alternate": alternate, "duties": duties,
		"complained": complained, "boxes": boxes} {
		t.Run(name, func(t *testing.T) {
			official := map[string]int{"shown": 30, "alternate": 16}[name]
			day(newHall(t, p, max(official, 12), congress.CongressInput{Title: "Đại hội Chi bộ Thử", Term: "2025–2027",
				HeldOn: "2025-03-01", Place: "Nhà văn hóa", Profile: "190-QD/TW"}))
		})
	}
}

// inCustody: somebody is not summoned; the stack was shuffled in view of all, and the
// chief noted what the minutes are to say.
func inCustody(h *hall) {
	h.deduct(tally.Prosecuted, h.members[6])
	h.deduct(tally.TemporarilyElsewhere, h.members[5])
	id, err := h.s.StartRound(h.ctx, h.organiser, h.contest(ballot.Committee, 2, 3), ballot.Ordinary)
	must(h.t, err)
	must(h.t, h.s.Freeze(h.ctx, h.presidium, id, congress.CodeQR))
	h.print(id, 10, 2)
	must(h.t, h.s.HandOutShuffled(h.ctx, h.chief, id, 10, 10, "", "Lê Thị An", "Trần Văn Bình"))
	must(h.t, h.s.OpenBox(h.ctx, h.chief, id, congress.BoxInput{Returned: 10, Unused: 2}))
	must(h.t, h.s.NoteMinutes(h.ctx, h.chief, id, congress.MinutesNotes{Copies: 3, Writer: "Lê Thị An", Doubtful: 1,
		Conclusion: "phiếu bị ướt vẫn đọc được, hợp lệ."}))
	h.decide(id, slices.Concat(repeat(4, "110"), repeat(4, "101"), repeat(2, "011"))...) // 8, 6, 6
	says(h.t, h.spoken(id), []string{"bị khởi tố, truy tố, tạm giam trước khi khai mạc: 1.",
		"Tổng số đảng viên chính thức được triệu tập: 11.", "11 – 1 = 10.",
		"- được giới thiệu sinh hoạt đảng tạm thời ở nơi khác, không dự: 1.",
		"có số phiếu bằng nhau ở vị trí cuối cùng",
		"Phiếu được xáo trộn trước mặt mọi người trước khi phát, xong lúc ", ": Lê Thị An xáo, Trần Văn Bình xem.",
		"Ban kiểm phiếu xem xét 1 phiếu có nghi vấn và kết luận: phiếu bị ướt vẫn đọc được, hợp lệ.",
		"Biên bản lập thành 03 bản."}, nil)
}

// tiedAgain: three with the same votes for two seats, and the same again.
func tiedAgain(h *hall) {
	contest := h.contest(ballot.Committee, 2, 3)
	same := slices.Concat(repeat(4, "110"), repeat(4, "101"), repeat(4, "011"))
	h.decide(h.round(contest, ballot.Ordinary, congress.CodeQR, 12), same...)
	id := h.round(contest, ballot.TieBreak, congress.CodeQR, 12)
	h.decide(id, same...)
	says(h.t, h.spoken(id), []string{"ngang phiếu với người khác ở vị trí cuối cùng: chưa trúng cử",
		"Còn thiếu 2 đồng chí vì vẫn ngang phiếu: đại hội quyết định có bầu tiếp hay không."},
		[]string{"quá một nửa (cần", "phải được quá một nửa"})
}

// noVotes: of three who were tied nobody votes for two.
func noVotes(h *hall) {
	contest := h.contest(ballot.Committee, 2, 3)
	h.decide(h.round(contest, ballot.Ordinary, congress.CodeQR, 12),
		slices.Concat(repeat(4, "110"), repeat(4, "101"), repeat(4, "011"))...)
	id := h.round(contest, ballot.TieBreak, congress.CodeQR, 12)
	h.decide(id, repeat(12, "100")...)
	must(h.t, h.s.SettleShort(h.ctx, h.presidium, contest, congress.SettledShort, "không bầu tiếp."))
	says(h.t, h.spoken(id), []string{"không được phiếu nào: không trúng cử",
		"Số lượng còn thiếu so với số lượng cần bầu: 1.",
		"Đại hội quyết định: không bầu tiếp."}, []string{"chưa trúng cử", "vẫn ngang phiếu"})
}

// shown: totals are shown where there are enough papers and two passes; of three who
// are over half one is outranked.
func shown(h *hall) {
	id := h.round(h.contest(ballot.Committee, 2, 3), ballot.Ordinary, congress.CodeQR, 30)
	must(h.t, h.s.ShowRunning(h.ctx, h.presidium, id, true))
	h.inSheaves(id, slices.Concat(repeat(12, "110"), repeat(10, "101"), repeat(8, "011"))...) // 22, 20, 18
	says(h.t, h.spoken(id), []string{"nhưng xếp thứ 3 trong khi chỉ bầu 2 đồng chí: không trúng cử",
		"Theo quyết định của đại hội, số phiếu đang kiểm (theo từng khối ít nhất 10 phiếu) được chiếu trong lúc kiểm."},
		[]string{"một phần thời gian"})
	again := h.round(h.named("Nội dung khác", 4), ballot.Ordinary, congress.CodeQR, 30)
	must(h.t, h.s.ShowRunning(h.ctx, h.presidium, again, true))
	h.sheaves(again, func(n int) { must(h.t, h.s.ShowRunning(h.ctx, h.presidium, again, n == 0)) }, repeat(30, "10")...)
	says(h.t, h.spoken(again), []string{"được chiếu một phần thời gian kiểm."}, []string{"trong lúc kiểm."})

	// allowed, and taken back before there was anything to show; and too few papers to show any
	id = h.round(h.named("Nội dung nữa", 6), ballot.Ordinary, congress.CodeQR, 30)
	must(h.t, h.s.ShowRunning(h.ctx, h.presidium, id, true))
	must(h.t, h.s.ShowRunning(h.ctx, h.presidium, id, false))
	h.inSheaves(id, repeat(30, "10")...)
	says(h.t, h.spoken(id), nil, []string{"được chiếu"})
	h.attend(congress.AttendanceAbsent, h.members[8])
	id = h.round(h.named("Nội dung cuối", 6), ballot.Ordinary, congress.CodeQR, 29)
	must(h.t, h.s.ShowRunning(h.ctx, h.presidium, id, true))
	h.inSheaves(id, repeat(29, "10")...)
	says(h.t, h.spoken(id), nil, []string{"được chiếu"})
}

// inSheaves counts a round by two passes, however many sheaves it has, and seals it.
func (h *hall) inSheaves(id congress.RoundID, marks ...ballot.Marks) {
	h.t.Helper()
	h.sheaves(id, func(int) {}, marks...)
}

// sheaves is inSheaves, and does something before each sheaf.
func (h *hall) sheaves(id congress.RoundID, before func(n int), marks ...ballot.Marks) {
	h.t.Helper()
	must(h.t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountTwoPasses, ballot.DefaultSheaf, 0, ""))
	first := 0
	for n, s := range h.view(id).Sheaves {
		before(n)
		papers := marks[first : first+s.Sheaf.Size]
		h.accept(h.teller1, id, h.batch(id, congress.PassA, s.Sheaf.Number, first, papers...))
		h.accept(h.teller2, id, h.batch(id, congress.PassB, s.Sheaf.Number, first, papers...))
		first += s.Sheaf.Size
	}
	h.seal(id)
}

// alternate: the first ballot elects two delegates and an alternate; of one of them it
// is not known whether he was a delegate, since his birth was kept and is not on the
// roster.
func alternate(h *hall) {
	must(h.t, h.s.NoteMandate(h.ctx, h.organiser, h.org, congress.MandateInput{Office: ballot.Delegates,
		Term: "2022–2025", Name: h.members[0].Name, Born: "1960", From: "2022-06-01", How: congress.HowElected,
		Grounds: "Hồ sơ lưu"}))
	delegates, err := h.s.AddContest(h.ctx, h.organiser, h.congress, congress.ContestInput{Office: ballot.Delegates,
		Seats: 2, Alternates: 1})
	must(h.t, err)
	for n := range 3 {
		h.nominate(delegates, n, congress.SourceCommittee, 0)
	}
	id := h.round(delegates, ballot.Ordinary, congress.CodeQR, 16)
	h.decide(id, slices.Concat(repeat(7, "110"), repeat(5, "101"), repeat(4, "011"))...) // 12, 11, 9
	says(h.t, h.spoken(id), []string{
		"quá một nửa (cần 9 phiếu, vừa đủ), xếp thứ 3, sau số đại biểu chính thức: là đại biểu dự khuyết",
		"Dự khuyết, theo số phiếu từ cao xuống thấp: " + h.members[2].Name + ".",
		"tái cử 0; tham gia lần đầu 1; chưa rõ 1", "0 tái cử, 1 mới tham gia, 1 chưa rõ có tái cử hay không",
		"\tchưa rõ có tái cử hay không\n", "Đã bầu đủ số lượng."}, []string{"Còn thiếu"})
}

// duties: who came instead of whom is told where it is one person and no other.
func duties(h *hall) {
	h.decide(h.round(h.named("Nội dung một", 0), ballot.Ordinary, congress.CodeQR, 12), repeat(12, "10")...)
	gone, other := h.officer(h.teller1.AccountID), h.officer(h.teller3.AccountID)
	chair := h.officer(h.presidium.AccountID)
	take := func(id congress.MemberID) { must(h.t, h.s.TakeDuty(h.ctx, h.organiser, h.congress, id)) }
	take(gone)
	h.appoint(h.members[4].ID, congress.DutyTeller, h.teller1)
	take(other)
	take(h.officer(h.teller2.AccountID))
	h.appoint(h.members[5].ID, congress.DutyTeller, h.teller2)
	must(h.t, h.s.GiveDuty(h.ctx, h.organiser, h.congress, other, congress.DutySecretary))
	must(h.t, h.s.GiveDuty(h.ctx, h.organiser, h.congress, chair, congress.DutyPresidium))
	id := h.round(h.named("Nội dung hai", 2), ballot.Ordinary, congress.CodeQR, 12)
	h.decide(id, repeat(12, "10")...)
	name := func(id congress.MemberID) string { return h.overview().Member(id).Name }
	text := h.spoken(id)
	says(h.t, text, []string{"Đồng chí " + name(gone) + " thôi làm ủy viên ban kiểm phiếu từ ",
		"Đồng chí " + h.members[4].Name + " làm ủy viên ban kiểm phiếu từ ", ", thay đồng chí " + name(gone) + ".",
		"Đồng chí " + name(other) + " thôi làm ủy viên ban kiểm phiếu từ ",
		"Đồng chí " + h.members[5].Name + " làm ủy viên ban kiểm phiếu từ ",
		"Đồng chí " + name(other) + " làm thư ký từ ",
		"Đồng chí " + name(chair) + " thôi làm chủ tịch đại hội, chuyển làm ủy viên đoàn chủ tịch từ "},
		[]string{"thay đồng chí " + name(other)})
}

// complained: what is complained of about the count is concluded before the seal, and
// told with both times.
func complained(h *hall) {
	id := h.round(h.named("Nội dung một", 0), ballot.Ordinary, congress.CodeQR, 12)
	hear := func(from, subject string) error { return h.s.HearComplaint(h.ctx, h.chief, id, from, subject) }
	if got := refused[*congress.FieldError](h.t, "nobody", hear(" ", "x")); got.Field != "complaint_from" {
		h.t.Errorf("%+v", got)
	}
	must(h.t, hear("đồng chí Lê Thị An", "một phiếu rơi khỏi bàn."))
	must(h.t, hear("đồng chí Trần Văn Bình", "đếm quá nhanh"))
	conclude := func(n int, text string) error { return h.s.ConcludeComplaint(h.ctx, h.chief, id, n, text) }
	must(h.t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountTwoPasses, ballot.DefaultSheaf, 0, ""))
	h.accept(h.teller1, id, h.batch(id, congress.PassA, 1, 0, repeat(12, "10")...))
	h.accept(h.teller2, id, h.batch(id, congress.PassB, 1, 0, repeat(12, "10")...))
	must(h.t, conclude(2, "đã đếm lại, đúng"))
	_, err := h.s.ConfirmSeal(h.ctx, h.chief, id)
	got := refused[*congress.FindingsError](h.t, "a complaint is open", err)
	board, err := h.s.BoardOf(h.ctx, h.congress)
	must(h.t, err)
	for _, found := range [][]congress.Finding{got.Findings, h.view(id).Findings, board.Findings} {
		if len(found) != 1 || found[0].Code != "complaint_open" || found[0].Params["name"] != "đồng chí Lê Thị An" {
			h.t.Errorf("%+v", found)
		}
	}
	wantRefusal[*congress.StateError](h.t, "concluded twice", conclude(2, "x"))
	if err := conclude(3, "x"); !errors.Is(err, congress.ErrNotFound) {
		h.t.Errorf("nobody's complaint: %v", err)
	}
	must(h.t, conclude(1, "phiếu ấy đã có trong tập 1; số liệu đúng."))
	h.seal(id)
	wantRefusal[*congress.StateError](h.t, "after the seal", hear("x", "x"))
	says(h.t, h.spoken(id), []string{"Khiếu nại về việc kiểm phiếu, nhận lúc ",
		": đồng chí Lê Thị An nêu: một phiếu rơi khỏi bàn. Ban kiểm phiếu kết luận lúc ",
		": phiếu ấy đã có trong tập 1; số liệu đúng.\n", "nêu: đếm quá nhanh. Ban kiểm phiếu kết luận lúc "},
		[]string{"..", "có nghi vấn"})
}

// boxes: a row of which both boxes or none are marked counts for nobody; on a list of
// one name the paper is invalid, and so is one that nobody handed out.
func boxes(h *hall) {
	alone := func(title string, from, names int) congress.ContestID {
		id, err := h.s.AddContest(h.ctx, h.organiser, h.congress, congress.ContestInput{Office: ballot.Other,
			Title: title, Seats: names})
		must(h.t, err)
		for n := range names {
			h.nominate(id, from+n, congress.SourceCommittee, 0)
		}
		return id
	}
	two := h.round(alone("Nội dung một", 0, 2), ballot.Ordinary, congress.CodeNone, 12)
	h.decide(two, slices.Concat(repeat(9, "++"), repeat(2, "+*"), repeat(1, "+."))...)
	says(h.t, h.spoken(two), []string{"Đồng chí " + h.members[1].Name + " được 9/12 phiếu, đạt 75,00%, " +
		"3 phiếu không tính (đánh dấu cả hai ô hoặc không đánh dấu ô nào)",
		"Số phiếu hợp lệ: 12. Số phiếu không hợp lệ: 0."},
		[]string{"Chênh lệch"})

	id, err := h.s.StartRound(h.ctx, h.organiser, alone("Nội dung hai", 2, 1), ballot.Ordinary)
	must(h.t, err)
	must(h.t, h.s.Freeze(h.ctx, h.presidium, id, congress.CodeNone))
	h.print(id, 12, 2)
	must(h.t, h.s.HandOut(h.ctx, h.chief, id, 12, 12))
	must(h.t, h.s.OpenBox(h.ctx, h.chief, id, congress.BoxInput{Returned: 13, Unused: 2}))
	must(h.t, h.s.ConfirmExplanation(h.ctx, h.chief, id, "Có một phiếu lạ."))
	must(h.t, h.s.ConfirmExplanation(h.ctx, h.presidium, id, ""))
	must(h.t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountTwoPasses, ballot.DefaultSheaf, 0, ""))
	marks := slices.Concat(repeat(1, ballot.Defective(ballot.NotIssued)), repeat(9, "+"), repeat(1, "-"),
		repeat(1, "*"), repeat(1, "."))
	for pass, by := range map[congress.Pass]congress.Actor{congress.PassA: h.teller1, congress.PassB: h.teller2} {
		in := h.batch(id, pass, 1, 0, marks...)
		in.SetAside[0].Count--
		in.SetAside = append(in.SetAside, congress.SetAside{Cause: congress.CauseNoCode, Count: 1})
		h.accept(by, id, in)
	}
	h.seal(id)
	says(h.t, h.spoken(id), []string{"Số phiếu hợp lệ: 10. Số phiếu không hợp lệ: 3 (không do ban kiểm phiếu " +
		"phát ra: 1; đánh dấu cả hai ô: 1; không đánh dấu ô nào: 1).",
		"Chênh lệch giữa các số liệu về phiếu đã được trưởng ban kiểm phiếu và đoàn chủ tịch xác nhận: " +
			"Có một phiếu lạ."},
		[]string{"phiếu lạ.."})
}

// Rules 8.8: whoever counts no more, or instead of another, since papers were made is
// told, though none was handed out yet; of a change before them nobody's name stands
// on a paper.
func TestOfficersAreToldSincePapersWereMade(t *testing.T) {
	h := openHall(t, 16)
	contest := h.contest(ballot.Committee, 3, 4)
	before, after := h.members[14], h.members[6]
	must(t, h.s.TakeDuty(h.ctx, h.organiser, h.congress, before.ID))
	h.appoint(h.members[5].ID, congress.DutyTeller, h.teller1)
	id := h.printed(contest, 16)
	must(t, h.s.TakeDuty(h.ctx, h.organiser, h.congress, h.members[5].ID))
	h.appoint(after.ID, congress.DutyTeller, h.teller1)
	h.opened(id, 16, 16)
	h.decide(id, repeat(16, "1110")...)
	says(t, h.spoken(id), []string{"Đồng chí " + h.members[5].Name + " thôi làm ủy viên ban kiểm phiếu từ ",
		"Đồng chí " + after.Name + " làm ủy viên ban kiểm phiếu từ "}, []string{"Đồng chí " + before.Name + " thôi"})
}
