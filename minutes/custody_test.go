package minutes_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/ratify"
	"kiemphieu/recount"
	"kiemphieu/tally"
)

// Each step with the sealed papers has its own words: both sides sign where they
// change hands, who kept them where they are opened or destroyed; what only those
// who are there know is left to be written.
func TestPapersOfCustodySayWhatWasDone(t *testing.T) {
	var v ratify.DossierView
	v.Overview.Congress = congress.Congress{Title: "Đại hội Chi bộ Thôn 1", HeldOn: "2025-03-01"}
	v.Overview.Organisation = congress.Organisation{Name: "Chi bộ Thôn 1"}
	v.Overview.Superior = congress.Organisation{Name: "Đảng bộ xã A"}
	v.Overview.Rules, _ = tally.Profile("190-QD/TW", "2025-03-01")
	v.Reports = []congress.Report{{Contest: congress.Contest{Office: ballot.Committee}, Round: congress.Round{Number: 1,
		Exchanged: 1, Unused: 4}, Sheet: tally.Sheet{Valid: 20, Invalid: 2}}}
	v.Custody.Steps = []congress.CustodyNoted{
		{Step: "sealed", Day: "2025-03-01", Packets: 3, Holder: "Đồng chí An"},
		{Step: "handed", Day: "2025-03-02", Holder: "Đồng chí Bình"},
		{Step: "opened", Day: "2025-03-09", Number: "02-QĐ/ĐU", Text: "xác minh đơn"},
		{Step: "destroyed", Day: "2025-10-09", Number: "09-QĐ/ĐU", Text: "hết thời hạn"}}
	for step, want := range []string{"BAN KIỂM PHIẾU\n|BÊN GIAO\n\n|BÊN NHẬN\nĐồng chí An|Số gói: 3|" +
		"về Quy chế bầu cử trong Đảng (Điều 35).|20 phiếu hợp lệ, 2 phiếu không hợp lệ, 1 phiếu hỏng đã đổi, 4 phiếu",
		"ĐẢNG BỘ XÃ A\nCHI BỘ THÔN 1\n|BÊN GIAO\nĐồng chí An\n|BÊN NHẬN\nĐồng chí Bình",
		"(Điều 35) và Quyết định số 02-QĐ/ĐU, ngày ……|Niêm phong lại hồi|" +
			"NGƯỜI GIỮ PHIẾU\nĐồng chí Bình\n|NGƯỜI THỰC HIỆN",
		"Phương thức hủy: …|NGƯỜI GIỮ PHIẾU\nĐồng chí Bình\n|hồi …… giờ ……, ngày 09 tháng 10 năm 2025"} {
		text := minutes.Custody(v, step).Text()
		for phrase := range strings.SplitSeq(want, "|") {
			if !strings.Contains(text, phrase) {
				t.Errorf("step %d lacks %q: %s", step, phrase, text)
			}
		}
	}
}

// The label of a packet tells what was sealed, ties it to the log as it stood at the
// seal by the words that the minutes have, and is signed across the flap.
func TestTheLabelOfAPacketTellsWhatIsInside(t *testing.T) {
	v := firstDossier(t)
	r := v.Reports[0]
	r.Round.Exchanged = 2
	text, count := minutes.PacketLabel(r).Text(), minutes.Count(r).Text()
	words := regexp.MustCompile(`Để đối chiếu với sổ nhật ký.*`).FindString(count)
	for _, want := range []string{"NHÃN NIÊM PHONG", "Gói số …… trong …… gói", "KHÔNG MỞ KHI CHƯA CÓ QUYẾT ĐỊNH",
		fmt.Sprintf("Phiếu hợp lệ\t%d\n", r.Sheet.Valid), fmt.Sprintf("Phiếu không hợp lệ\t%d\n", r.Sheet.Invalid),
		"Phiếu hỏng đã đổi\t2\n", fmt.Sprintf("Phiếu không dùng\t%d\n", r.Round.Unused),
		fmt.Sprintf("Cộng\t%d\n", r.Round.Printed-r.Round.Destroyed+2), words, "T/M BAN KIỂM PHIẾU"} {
		if !strings.Contains(text, want) || want == "" {
			t.Errorf("lacks %q: %s", want, text)
		}
	}
}

// Minutes of custody and of a recount have place and date in their head as long as
// minutes have, and in their text always (05-HD/VPTW).
func TestHeadsOfMinutesAfterTheCongress(t *testing.T) {
	for day, dated := range map[congress.Date]bool{"2026-05-26": true, "2026-05-27": false} {
		var v ratify.DossierView
		v.Overview.Organisation.Place = "Kỳ Trinh"
		v.Custody.Steps = []congress.CustodyNoted{{Step: "sealed", Day: day}, {Step: "handed", Day: day}}
		midnight, _ := day.Midnight()
		one := recount.Recount{Number: 1}
		one.End.At = congress.At(midnight.Add(9 * time.Hour))
		report := congress.Report{Organisation: v.Overview.Organisation}
		for name, d := range map[string]minutes.Document{"sealed": minutes.Custody(v, 0),
			"handed": minutes.Custody(v, 1), "recount": minutes.Recount(report, one)} {
			text := d.Text()
			if strings.Contains(text, "Kỳ Trinh, ngày") != dated || !strings.Contains(text, ", ngày "+string(day)[8:]) {
				t.Errorf("%s of %s: %s", name, day, text)
			}
		}
	}
}

// Every biên bản carries the words, the root and the code of the log as it stood at the
// seal that it rests on.
func TestAllMinutesCarryTheWordsOfTheLog(t *testing.T) {
	seen := 0
	for name, d := range allDocuments(t) {
		if !strings.HasPrefix(d.Title, "Biên bản") {
			continue
		}
		seen++
		last, ok := d.Blocks[len(d.Blocks)-1].(minutes.Trace)
		if !ok || last.Code == "" || !strings.Contains(last.Lines[0], "Để đối chiếu với sổ nhật ký") ||
			!strings.Contains(last.Lines[1], "Gốc sổ nhật ký: ") {
			t.Errorf("%s ends with %+v", name, last)
		}
	}
	if seen < 7 { // of the opening, the count, a recount and custody
		t.Errorf("only %d kinds of minutes", seen)
	}
}
