package congress_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/ratify"
	"kiemphieu/tally"
)

// spoken returns every sentence that papers and the explanation say of a round.
func (h *hall) spoken(id congress.RoundID) string {
	h.t.Helper()
	report, err := h.s.ReportOf(h.ctx, id)
	must(h.t, err)
	sentences := minutes.Explain(report.Rules, report.Head.Electorate, congress.ContestOf(report.Definition),
		report.Outcome)
	count := minutes.Count(report)
	text := minutes.Opening(report).Text() + "\n" + count.Text() + "\n" + strings.Join(sentences, "\n")
	everything.add(text + "\n" + headsOf(count))
	return text
}

// says holds the sentences of a round against what they must and must not say.
func says(t testing.TB, text string, want, never []string) {
	t.Helper()
	for _, sentence := range want {
		if !strings.Contains(text, sentence) {
			t.Errorf("not said: %q in\n%s", sentence, text)
		}
	}
	// Of none of these is anything recorded in the whole day.
	for _, sentence := range append(never, "đã biểu quyết", "đã kiểm tra và niêm phong", "-1") {
		if strings.Contains(text, sentence) {
			t.Errorf("said, and not true: %q in\n%s", sentence, text)
		}
	}
}

// relieved gives what papers say besides that an officer was relieved, who came
// instead, both with the time, and that his account is locked, all of which they must
// say: nothing else may name him.
func relieved(t *testing.T, text, name string) string {
	t.Helper()
	for _, sentence := range []string{`Tài khoản của đồng chí ` + name + ` \([^)]*\) bị khóa[^\n]*`,
		`Đồng chí ` + name + ` thôi làm [^\n]* từ \d\d giờ \d\d, ngày \d\d/\d\d/\d{4}\.`,
		`Đồng chí [^\n]* làm [^\n]* từ \d\d giờ \d\d, ngày \d\d/\d\d/\d{4}, thay đồng chí ` + name + `\.`} {
		told := regexp.MustCompile(sentence)
		if !told.MatchString(text) {
			t.Errorf("%s was relieved, and %s is not told in %s", name, sentence, text)
		}
		text = told.ReplaceAllString(text, "")
	}
	return text
}

// T6: a day with a third pass, an exchanged paper, a tie, its ballot, a teller
// replaced, allotted delegates and nobody elected says of each round what was
// so, and nothing else.
func TestT6WordsOfTheDayAreTrue(t *testing.T) {
	h := openHall(t, 17)
	late := h.members[10]
	h.deduct(tally.AbsentWithConsent, late)
	committee := h.contest(ballot.Committee, 2, 3)

	first, err := h.s.StartRound(h.ctx, h.organiser, committee, ballot.Ordinary)
	must(t, err)
	must(t, h.s.Freeze(h.ctx, h.presidium, first, congress.CodeQR))
	h.print(first, 16, 2)
	must(t, h.s.HandOut(h.ctx, h.chief, first, 16, 16))
	must(t, h.s.Exchange(h.ctx, h.chief, first))
	must(t, h.s.OpenBox(h.ctx, h.chief, first, congress.BoxInput{Returned: 16, Unused: 1}))
	must(t, h.s.ChooseCounting(h.ctx, h.chief, first, congress.CountTwoPasses, ballot.DefaultSheaf, 0, ""))
	right := append(append(repeat(6, "110"), repeat(6, "101")...), repeat(4, "011")...)
	wrong := append(append(repeat(7, "110"), repeat(5, "101")...), repeat(4, "011")...)
	h.accept(h.teller1, first, h.batch(first, congress.PassA, 1, 0, wrong...))
	h.accept(h.teller2, first, h.batch(first, congress.PassB, 1, 0, right...))
	h.accept(h.teller3, first, h.batch(first, congress.PassC, 1, 0, right...))
	h.seal(first)
	says(t, h.spoken(first), []string{
		"Số phiếu phát ra: 17 (trong đó đổi phiếu hỏng: 1). Số phiếu thu về: 16.",
		"ở mọi tập hai lượt đầu khác nhau, đã kiểm lượt thứ ba và lấy kết quả mà hai trong ba lượt cùng ghi.",
		"Số lượng cần bầu: 02 đồng chí;", "có số phiếu bằng nhau ở vị trí cuối cùng", "ít nhất 9 phiếu",
	}, []string{"hai kết quả khớp nhau", "ngang phiếu: ai được nhiều phiếu hơn"})

	outgoing := h.members[15]
	must(t, h.s.TakeDuty(h.ctx, h.organiser, h.congress, outgoing.ID))
	h.appoint(h.members[11].ID, congress.DutyTeller, h.teller1)
	second := h.round(committee, ballot.TieBreak, congress.CodeQR, 16)
	h.decide(second, append(repeat(5, "10"), repeat(11, "01")...)...)
	says(t, relieved(t, h.spoken(second), outgoing.Name), []string{
		"không cần quá một nửa", "Số lượng còn phải bầu: 01 đồng chí;", "hai kết quả khớp nhau.",
		"đồng chí " + h.members[11].Name,
	}, []string{"ít nhất 9 phiếu", "cần 9 phiếu", "thứ ba", outgoing.Name})

	// Somebody comes late: the rounds before keep their base, those to come have another.
	h.attend(congress.AttendancePresent, late)
	delegates := h.contest(ballot.Delegates, 2, 3)
	third := h.round(delegates, ballot.Ordinary, congress.CodeQR, 17)
	h.decide(third, repeat(17, "000")...)
	says(t, h.spoken(third), []string{
		"Số lượng cần bầu: 02 đồng chí, theo số lượng cấp ủy cấp trên phân bổ;",
		"Không có đồng chí nào trúng cử ở lần bầu này.",
		fmt.Sprintf("Số lượng còn thiếu so với số lượng cần bầu: %d.", 2),
		"Số được trừ: 0. Tổng số đảng viên để tính kết quả bầu cử: 17 – 0 = 17.",
	}, []string{"Trong đó: trúng cử"})
	says(t, h.spoken(first), []string{"Tổng số đảng viên để tính kết quả bầu cử: 17 – 1 = 16.",
		"Có mặt tại thời điểm bầu: 16; vắng mặt tại thời điểm bầu: 1."}, []string{"= 17."})
	h.saysOfTheWhole(late)
}

// saysOfTheWhole holds what is sent up about the day, and what comes back.
func (h *hall) saysOfTheWhole(late congress.Member) {
	h.t.Helper()
	v, err := h.program.Ratify.DossierOf(h.ctx, h.congress)
	must(h.t, err)
	v = v.OnPaper()
	bases := "có mặt và tổng số để tính kết quả của từng lần bầu: bầu chi ủy: 16 và 16; bầu chi ủy (lần 2 – bầu lại " +
		"giữa những người ngang phiếu): 16 và 16; bầu đại biểu dự đại hội cấp trên: 17 và 17"
	says(h.t, minutes.CongressSummary(v).Text(), []string{"được triệu tập: 17; " + bases + ".",
		"(11/16, 68,75%)", "T/M ĐOÀN CHỦ TỊCH\nCHỦ TỊCH"}, []string{"quá một nửa là từ", "/17", late.Name})
	says(h.t, minutes.Submission(v).Text(), []string{bases + ". Đại hội đã bầu 3 lần.", "Số ……-TTr/CB",
		"Kính gửi: Ban Thường vụ Đảng ủy phường", "danh sách trích ngang.\n"},
		[]string{"biên bản đại hội", "nghị quyết", "đại biểu dự đại hội cấp trên (", late.Name})
	v.Dossier.State, v.Dossier.Number, v.Dossier.DecidedOn = ratify.DossierRatified, "08-QĐ/ĐU", "2025-03-20"
	v.Submission.Code, v.Submission.Day = "05-TTr/CB", "2025-03-04"
	v.Signed = []congress.PaperNumbered{{Code: "08-QĐ/ĐU", Post: "PHÓ BÍ THƯ", Signer: "Lê Văn Cường",
		Advised: "Ban Xây dựng Đảng"}}
	says(h.t, minutes.Decision(v).Text(), []string{"Số 08-QĐ/ĐU", "Xét Tờ trình số 05-TTr/CB, ngày 04 tháng 3 năm 2025",
		"Theo đề nghị của Ban Xây dựng Đảng,", "Chuẩn y kết quả bầu cử chi ủy của",
		"T/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\nLê Văn Cường",
		"- Ban Xây dựng Đảng;"}, []string{"số ……", "đề nghị của ……", "đại biểu", "00 đồng chí", late.Name})
}

// Third passes of a count that was begun anew in another way are not told of it.
func TestWordsOfACountBegunAnew(t *testing.T) {
	h := openHall(t, 12)
	id := h.round(h.contest(ballot.Committee, 2, 3), ballot.Ordinary, congress.CodeQR, 12)
	must(t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountTwoPasses, ballot.DefaultSheaf, 0, ""))
	h.accept(h.teller1, id, h.batch(id, congress.PassA, 1, 0, repeat(12, "110")...))
	h.accept(h.teller2, id, h.batch(id, congress.PassB, 1, 0, repeat(12, "101")...))
	h.accept(h.teller3, id, h.batch(id, congress.PassC, 1, 0, repeat(12, "110")...))
	for _, pass := range []congress.Pass{congress.PassA, congress.PassB, congress.PassC} {
		must(t, h.s.Supersede(h.ctx, h.chief, id, pass, 1, "máy hỏng"))
	}
	must(t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountTotals, ballot.DefaultSheaf, 0, "máy hỏng"))
	h.byHand(id, h.teller1, 1, 12, 0, 12, 12, 0)
	h.byHand(id, h.teller2, 2, 12, 0, 12, 12, 0)
	h.seal(id)
	says(t, h.spoken(id), []string{"hai người nhập riêng; lý do: máy hỏng; hai kết quả khớp nhau."},
		[]string{"thứ ba", "tập hai lượt"})
	must(t, h.s.CloseWithReason(h.ctx, h.presidium, h.congress, "Bầu bí thư sau"))
	verified(t, h.export())
}
