package minutes_test

import (
	"bytes"
	"strings"
	"testing"

	"kiemphieu/minutes"
	"kiemphieu/minutes/papertest"
)

// T4: the guide has two pages, and every answer of the station has its advice.
func TestT4GuideForTheTable(t *testing.T) {
	var pdf bytes.Buffer
	must(t, minutes.Guide(&pdf))
	text := papertest.PDF(t, pdf.Bytes())
	if pages := strings.Count(text, "\f"); pages != 2 {
		t.Errorf("%d pages", pages)
	}
	for _, words := range []string{"Kiểm một tập phiếu", "Không đọc được mã", "Phiếu của lần bầu khác", "Mã đã có",
		"Không có mạng", "hết pin", "lượt C", "mã PIN 4 số", "Phiếu giấy là căn cứ cuối cùng"} {
		if !strings.Contains(text, words) {
			t.Errorf("lacks %q", words)
		}
	}
}
