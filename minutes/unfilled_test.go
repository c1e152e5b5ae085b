package minutes_test

import (
	"slices"
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
)

// A congress that closed without a contest for secretary says so, and why, as it closed
// last; a hội nghị within a term has nothing to say.
func TestASecretaryWhoWasNotElectedIsTold(t *testing.T) {
	v := dossier(t)
	v.Overview.Contests = slices.DeleteFunc(slices.Clone(v.Overview.Contests), func(c congress.ContestView) bool {
		return c.Contest.Office == ballot.Secretary
	})
	closed := func(reason string) congress.Remark {
		return congress.Remark{Code: "closed_short", Params: map[string]string{"reason": reason}}
	}
	const line = "Bí thư chi bộ: không bầu tại đại hội này"
	const upTo = "; kính báo cáo Ban Thường vụ Đảng ủy phường Kỳ Trinh xem xét, chỉ đạo.\n"
	for want, remarks := range map[string][]congress.Remark{
		"":                              nil,
		"; lý do: Chưa có nhân sự":      {closed("Chờ"), {Code: "reopened"}, closed("Chưa có nhân sự.")},
		"; lý do: Bầu sau tại hội nghị": {closed("Bầu sau tại hội nghị")},
	} {
		v.Remarks.All = remarks
		if text := minutes.Submission(v).Text(); !strings.Contains(text, line+want+upTo) {
			t.Errorf("not told: %q in %s", want, text)
		}
		if text := minutes.CongressSummary(v).Text(); !strings.Contains(text, line+want+
			"; báo cáo cấp ủy cấp trên xem xét, chỉ đạo.\n") {
			t.Errorf("not told: %q in %s", want, text)
		}
	}
	v.Overview.Congress.Meeting = congress.MeetingByElection
	if text := minutes.Submission(v).Text(); strings.Contains(text, "không bầu tại") {
		t.Error(text)
	}
}

// What a contest left open stands in the summary and the submission, a sentence each;
// one that left nothing open has none.
func TestWhatAContestLeftOpenIsTold(t *testing.T) {
	sealed := congress.Round{State: congress.RoundSealed}
	cancelled := congress.Round{State: congress.RoundCancelled}
	elected := func(offices ...ballot.Office) (all []congress.Elected) {
		for _, office := range offices {
			all = append(all, congress.Elected{Office: office, Votes: 9, Base: 10})
		}
		return all
	}
	const upTo = "kính đề nghị Ban Thường vụ Đảng ủy phường Kỳ Trinh xem xét, chỉ định"
	for _, test := range []struct {
		contest congress.Contest
		rounds  []congress.Round
		elected []congress.Elected
		want    string // in the submission, "" for nothing
	}{
		{congress.Contest{Office: ballot.Secretary, Seats: 1, Settled: congress.SettledAppointed, Decision: "Báo cáo"},
			[]congress.Round{sealed, cancelled, sealed, sealed}, nil,
			"Bí thư chi bộ: đã bầu 3 lần, không có đồng chí nào trúng cử; " + upTo + "."},
		{congress.Contest{Office: ballot.Deputy, Seats: 1, Settled: congress.SettledShort, Decision: "Bầu sau."},
			[]congress.Round{cancelled}, nil, "Phó bí thư chi bộ: chưa bầu; lý do: Bầu sau."},
		{congress.Contest{Office: ballot.Deputy, Seats: 1, Settled: congress.SettledShort}, nil, nil,
			"Phó bí thư chi bộ: chưa bầu."},
		{congress.Contest{Office: ballot.Committee, Seats: 3, Settled: congress.SettledShort, Decision: "Bầu thiếu"},
			[]congress.Round{sealed}, elected(ballot.Committee),
			"Chi ủy: còn thiếu 02 đồng chí so với số lượng cần bầu; lý do: Bầu thiếu."},
		{congress.Contest{Office: ballot.Delegates, Seats: 2, Alternates: 1, Settled: congress.SettledShort,
			Decision: "Bầu thiếu"}, []congress.Round{sealed}, elected(ballot.Delegates, ballot.Delegates),
			"Đại biểu dự đại hội cấp trên: còn thiếu 01 đại biểu dự khuyết so với số lượng cần bầu; " +
				"lý do: Bầu thiếu."},
		{congress.Contest{Office: ballot.Delegates, Seats: 2, Alternates: 1, Settled: congress.SettledShort,
			Decision: "Bầu thiếu"}, []congress.Round{sealed}, elected(ballot.Delegates),
			"Đại biểu dự đại hội cấp trên: còn thiếu 01 đại biểu chính thức và 01 đại biểu dự khuyết " +
				"so với số lượng cần bầu; lý do: Bầu thiếu."},
		{congress.Contest{Office: ballot.Delegates, Seats: 2, Alternates: 1, Settled: congress.SettledShort},
			[]congress.Round{sealed}, elected(ballot.Delegates, ballot.Alternates),
			"Đại biểu dự đại hội cấp trên: còn thiếu 01 đại biểu chính thức so với số lượng cần bầu."},
		{congress.Contest{Office: ballot.Committee, Seats: 1, Settled: congress.SettledComplete},
			[]congress.Round{sealed}, elected(ballot.Committee), ""},
	} {
		v := dossier(t)
		v.Overview.Contests = []congress.ContestView{{Contest: test.contest, Rounds: test.rounds,
			Elected: test.elected}}
		short := strings.Replace(test.want, upTo, "đề nghị cấp ủy cấp trên chỉ định", 1)
		for name, want := range map[string]string{minutes.Submission(v).Text(): test.want,
			minutes.CongressSummary(v).Text(): short} {
			var told []string
			for line := range strings.Lines(name) {
				if strings.Contains(line, "chưa bầu") || strings.Contains(line, "còn thiếu") ||
					strings.Contains(line, "không có đồng chí nào trúng cử;") {
					told = append(told, strings.TrimSuffix(line, "\n"))
				}
			}
			if got := strings.Join(told, "|"); got != want {
				t.Errorf("%+v: told %q, want %q", test.contest, got, want)
			}
		}
	}
}
