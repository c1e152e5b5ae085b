package minutes_test

import (
	"strings"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/ratify"
)

// Each step with the sealed papers has its own words: both sides sign where they
// change hands, who kept them where they are opened or destroyed; what only those
// who are there know is left to be written.
func TestPapersOfCustodySayWhatWasDone(t *testing.T) {
	var v ratify.DossierView
	v.Overview.Congress = congress.Congress{Title: "Đại hội Chi bộ Thôn 1", HeldOn: "2025-03-01"}
	v.Overview.Organisation = congress.Organisation{Name: "Chi bộ Thôn 1"}
	v.Overview.Superior = congress.Organisation{Name: "Đảng bộ xã A"}
	v.Custody.Steps = []congress.CustodyNoted{
		{Step: "sealed", Day: "2025-03-01", Packets: 3, Holder: "Đồng chí An"},
		{Step: "handed", Day: "2025-03-02", Holder: "Đồng chí Bình"},
		{Step: "opened", Day: "2025-03-09", Number: "02-QĐ/ĐU", Text: "xác minh đơn"},
		{Step: "destroyed", Day: "2025-10-09", Number: "09-QĐ/ĐU", Text: "hết thời hạn"}}
	for step, want := range []string{"BAN KIỂM PHIẾU\n|BÊN GIAO\n\n|BÊN NHẬN\nĐồng chí An|Số gói: 3",
		"ĐẢNG ỦY XÃ A\nCHI BỘ THÔN 1\n|BÊN GIAO\nĐồng chí An\n|BÊN NHẬN\nĐồng chí Bình",
		"Quyết định số 02-QĐ/ĐU|Niêm phong lại hồi|NGƯỜI GIỮ PHIẾU\nĐồng chí Bình\n|NGƯỜI THỰC HIỆN",
		"Phương thức hủy: …|NGƯỜI GIỮ PHIẾU\nĐồng chí Bình\n|hồi …… giờ ……, ngày 09 tháng 10 năm 2025"} {
		text := minutes.Custody(v, step).Text()
		for phrase := range strings.SplitSeq(want, "|") {
			if !strings.Contains(text, phrase) {
				t.Errorf("step %d lacks %q: %s", step, phrase, text)
			}
		}
	}
}
