package congress_test

import (
	"fmt"
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
)

// spoken returns every sentence that papers and the explanation say of a round.
func (h *hall) spoken(id congress.RoundID) string {
	h.t.Helper()
	report, err := h.s.ReportOf(h.ctx, id)
	must(h.t, err)
	sentences := minutes.Explain(report.Rules, report.Head.Electorate, congress.ContestOf(report.Definition),
		report.Outcome)
	return minutes.Opening(report).Text() + "\n" + minutes.Count(report).Text() + "\n" + strings.Join(sentences, "\n")
}

// says holds the sentences of a round against what they must and must not say.
func says(t *testing.T, text string, want, never []string) {
	t.Helper()
	for _, sentence := range want {
		if !strings.Contains(text, sentence) {
			t.Errorf("not said: %q in\n%s", sentence, text)
		}
	}
	// Of none of these is anything recorded in the whole day.
	for _, sentence := range append(never, "đã biểu quyết", "đã kiểm tra và niêm phong", "Biên bản lập thành 03 bản",
		"-1") {
		if strings.Contains(text, sentence) {
			t.Errorf("said, and not true: %q in\n%s", sentence, text)
		}
	}
}

// T6: a day with a third pass, an exchanged paper, a tie, its ballot, a teller
// replaced, allotted delegates and nobody elected says of each round what was
// so, and nothing else.
func TestT6WordsOfTheDayAreTrue(t *testing.T) {
	h := openHall(t, 16)
	committee := h.contest(ballot.Committee, 2, 3)

	first, err := h.s.StartRound(h.ctx, h.organiser, committee, ballot.Ordinary)
	must(t, err)
	must(t, h.s.Freeze(h.ctx, h.presidium, first, congress.CodeQR))
	h.print(first, 16, 2)
	must(t, h.s.HandOut(h.ctx, h.chief, first, 16, 16))
	must(t, h.s.Exchange(h.ctx, h.chief, first))
	must(t, h.s.OpenBox(h.ctx, h.chief, first, congress.BoxInput{Returned: 16, Unused: 1}))
	must(t, h.s.ChooseCounting(h.ctx, h.chief, first, congress.CountTwoPasses, ballot.DefaultSheaf, ""))
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

	outgoing := h.members[14]
	must(t, h.s.TakeDuty(h.ctx, h.organiser, h.congress, outgoing.ID))
	must(t, h.s.GiveDuty(h.ctx, h.organiser, h.congress, h.members[11].ID, congress.DutyTeller))
	second := h.round(committee, ballot.TieBreak, congress.CodeQR, 16)
	h.decide(second, append(repeat(5, "10"), repeat(11, "01")...)...)
	says(t, h.spoken(second), []string{
		"không cần quá một nửa", "Số lượng còn phải bầu: 01 đồng chí;", "hai kết quả khớp nhau.",
		"đồng chí " + h.members[11].Name,
	}, []string{"ít nhất 9 phiếu", "cần 9 phiếu", "thứ ba", outgoing.Name})

	delegates := h.contest(ballot.Delegates, 2, 3)
	third := h.round(delegates, ballot.Ordinary, congress.CodeQR, 16)
	h.decide(third, repeat(16, "000")...)
	says(t, h.spoken(third), []string{
		"Số lượng cần bầu: 02 đồng chí, theo số lượng cấp ủy cấp trên phân bổ;",
		"Không có đồng chí nào trúng cử ở lần bầu này.",
		fmt.Sprintf("Số lượng còn thiếu so với số lượng cần bầu: %d.", 2),
	}, []string{"Trong đó: trúng cử"})
}
