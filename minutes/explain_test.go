package minutes_test

import (
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/minutes"
	"kiemphieu/tally"
)

// outcome elects from votes on a list with surplus; tie breaks and styles by c.
func outcome(t *testing.T, e tally.Electorate, c tally.Contest, rows ...tally.Row) tally.Outcome {
	t.Helper()
	base, err := e.Base()
	if err != nil {
		t.Fatal(err)
	}
	o, err := tally.Elect(e, c, tally.Sheet{Issued: base, Returned: base, Valid: base, Rows: rows})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func contest(seats int, names ...string) tally.Contest {
	c := tally.Contest{Office: ballot.Committee, Seats: seats, Round: 1, Kind: ballot.Ordinary}
	for _, name := range names {
		c.Candidates = append(c.Candidates, ballot.Candidate{ID: name, Name: name})
	}
	return c
}

// Each verdict and each end of a round, in the words that are read aloud.
func TestT1ExplanationIsReadAloud(t *testing.T) {
	appointed := contest(1, "An", "Bình")
	appointed.Office, appointed.Round = ballot.Secretary, 3
	tieBreak := contest(1, "An", "Bình", "Chi")
	tieBreak.Kind = ballot.TieBreak
	members := tally.Electorate{Meeting: tally.MembersCongress, Official: 18}
	meeting := tally.Electorate{Meeting: tally.CommitteeMeeting, Official: 15}
	for _, c := range []struct {
		name    string
		e       tally.Electorate
		contest tally.Contest
		rows    []tally.Row
		want    []string
	}{
		{"elected just so, exactly half, and below", members, contest(2, "An", "Bình", "Chi"),
			[]tally.Row{{ID: "An", Votes: 10}, {ID: "Bình", Votes: 9}, {ID: "Chi", Votes: 1}}, []string{
				"Tổng số đảng viên chính thức được triệu tập là 18 đồng chí, không có trường hợp được trừ; tổng số " +
					"để tính kết quả là 18 (khoản 2, Điều 30).",
				"Số phiếu phát ra 18, số phiếu thu về 18, số phiếu hợp lệ 18, không có phiếu không hợp lệ (Điều 15 " +
					"và khoản 1, Điều 30).",
				"Đồng chí An được 10/18 phiếu, đạt 55,56%, quá một nửa (cần 10 phiếu, vừa đủ), xếp thứ 1: trúng cử " +
					"(khoản 2, Điều 30).",
				"Đồng chí Bình được 9/18 phiếu, đạt 50,00%, đúng một nửa, chưa quá một nửa (cần 10 phiếu, thiếu 1 " +
					"phiếu): không trúng cử (khoản 2, Điều 30).",
				"Đồng chí Chi được 1/18 phiếu, đạt 5,56%, không quá một nửa (cần 10 phiếu, thiếu 9 phiếu): không " +
					"trúng cử (khoản 2, Điều 30).",
				"Còn thiếu 1 đồng chí so với số lượng cần bầu: đại hội quyết định có bầu tiếp hay không; nếu bầu " +
					"tiếp, danh sách có thể thay đổi và người trúng cử vẫn phải được quá một nửa (Điều 30).",
			}},
		{"a tie at the last seat", members, contest(2, "An", "Bình", "Chi"),
			[]tally.Row{{ID: "An", Votes: 12}, {ID: "Bình", Votes: 11}, {ID: "Chi", Votes: 11}}, []string{
				"Đồng chí Bình được 11/18 phiếu, đạt 61,11%, quá một nửa (cần 10 phiếu, thừa 1 phiếu), nhưng ngang " +
					"phiếu với người khác ở vị trí cuối cùng: chưa trúng cử (khoản 2, Điều 30).",
				"Các đồng chí Bình và Chi cùng được 11 phiếu, ngang nhau ở vị trí cuối cùng, trong khi chỉ còn 1 " +
					"chỗ; chưa ai trong số này trúng cử (Điều 12, Điều lệ Đảng).",
				"Tiếp theo: bầu lại giữa những người ngang phiếu để lấy 1 đồng chí; người được số phiếu cao hơn " +
					"trúng cử, không cần quá một nửa.",
			}},
		{"over half, but outranked", members, contest(1, "An", "Bình"),
			[]tally.Row{{ID: "An", Votes: 12}, {ID: "Bình", Votes: 11}}, []string{
				"Đồng chí Bình được 11/18 phiếu, đạt 61,11%, quá một nửa (cần 10 phiếu, thừa 1 phiếu), nhưng xếp " +
					"thứ 2 trong khi chỉ bầu 1 đồng chí: không trúng cử (khoản 2, Điều 30).",
				"Đã bầu đủ số lượng.",
			}},
		{"a tie break", members, tieBreak,
			[]tally.Row{{ID: "An", Votes: 8}, {ID: "Bình", Votes: 7}, {ID: "Chi"}}, []string{
				"Đây là lần bầu lại giữa những người ngang phiếu: người được số phiếu cao hơn trúng cử, không cần " +
					"quá một nửa; người không được phiếu nào thì không trúng cử (Điều 12, Điều lệ Đảng).",
				"Đồng chí An được 8/18 phiếu, đạt 44,44%, thuộc số người được phiếu cao hơn: trúng cử (Điều 12, Điều " +
					"lệ Đảng).",
				"Đồng chí Bình được 7/18 phiếu, đạt 38,89%, ít phiếu hơn: không trúng cử (Điều 12, Điều lệ Đảng).",
				"Đồng chí Chi được 0/18 phiếu, đạt 0,00%, không được phiếu nào: không trúng cử (Điều 12, Điều " +
					"lệ Đảng).",
			}},
		{"a tie break that ties again", meeting, tieBreak,
			[]tally.Row{{ID: "An", Votes: 8}, {ID: "Bình", Votes: 8}, {ID: "Chi"}}, []string{
				"Tổng số cấp ủy viên đương nhiệm là 15 đồng chí, không có trường hợp được trừ; tổng số để tính kết " +
					"quả là 15 (Điều 30).",
				"Đồng chí An được 8/15 phiếu, đạt 53,33%, ngang phiếu với người khác ở vị trí cuối cùng: chưa trúng " +
					"cử (Điều 12, Điều lệ Đảng).",
				"Còn thiếu 1 đồng chí vì vẫn ngang phiếu: hội nghị quyết định có bầu tiếp hay không.",
			}},
		{"a secretary's third ballot without result", members, appointed,
			[]tally.Row{{ID: "An", Votes: 8}, {ID: "Bình", Votes: 8}}, []string{
				"Đã bầu đến lần thứ 3 mà không có kết quả: cấp ủy cấp trên trực tiếp chỉ định.",
			}},
		{"without surplus", tally.Electorate{Meeting: tally.DelegatesCongress, Official: 20,
			Deductions: map[tally.DeductionKind]int{tally.CommitteeAbsent: 1, tally.DelegatesAbsentNoAlternate: 1}},
			contest(2, "An", "Bình"), []tally.Row{{ID: "An", Votes: 15, Disagree: 2, Uncounted: 1},
				{ID: "Bình", Votes: 18}}, []string{
				"Tổng số đại biểu được triệu tập là 20 đồng chí; được trừ: 1 đồng chí là cấp ủy viên cấp triệu tập " +
					"vắng mặt suốt đại hội; 1 đồng chí là đại biểu vắng mặt suốt đại hội mà không có đại biểu dự " +
					"khuyết thay thế. Tổng số để tính kết quả là 20 − 1 − 1 = 18 (khoản 3, Điều 30).",
				"Đồng chí An được 15/18 phiếu, đạt 83,33%, 2 phiếu không đồng ý, 1 phiếu không tính (đánh dấu cả hai " +
					"ô hoặc không đánh dấu ô nào), quá một nửa (cần 10 phiếu, thừa 5 phiếu), xếp thứ 2: trúng cử " +
					"(khoản 3, Điều 30).",
				"Trúng cử 2 đồng chí, theo số phiếu từ cao xuống thấp: Bình và An; trong đó 0 tái cử, 2 mới tham " +
					"gia, 0 nữ. Đã bầu đủ số lượng.",
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			rules, _ := tally.Profile("190-QD/TW", "")
			told := minutes.Explain(rules, c.e, c.contest, outcome(t, c.e, c.contest, c.rows...))
			for _, want := range c.want {
				if !strings.Contains(strings.Join(told, "\n")+"\n", want+"\n") {
					t.Errorf("missing: %s\nin\n%s", want, strings.Join(told, "\n"))
				}
			}
		})
	}
}

func TestPercentVNIsAsOnPaper(t *testing.T) {
	for want, votes := range map[string][2]int{"61,54%": {8, 13}, "39,02%": {16, 41}, "100,00%": {3, 3}} {
		if got := minutes.PercentVN(votes[0], votes[1]); got != want {
			t.Errorf("%v: %s, want %s", votes, got, want)
		}
	}
}
