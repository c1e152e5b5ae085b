package minutes_test

import (
	"fmt"
	"strings"
	"testing"

	"kiemphieu/app/size"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/minutes/papertest"
)

// pageWith returns the text of the page that has a phrase.
func pageWith(t *testing.T, text, phrase string) string {
	t.Helper()
	for page := range strings.SplitSeq(text, "\f") {
		if strings.Contains(page, phrase) {
			return page
		}
	}
	t.Fatalf("%q is on no page", phrase)
	return ""
}

// endingWith makes a document of so many lines and what people sign below it.
func endingWith(lines int, last minutes.Block) minutes.Document {
	d := minutes.Document{Title: "Thử", Day: "2026-06-20"}
	for i := range lines {
		d.Blocks = append(d.Blocks, minutes.Paragraph{Text: fmt.Sprintf("Dòng thứ %d.", i), Indent: true})
	}
	two := minutes.Signatures{Columns: []minutes.Signature{{Role: "NGƯỜI GHI BIÊN BẢN"}, {Role: "T/M BAN KIỂM PHIẾU",
		Post: "TRƯỞNG BAN", Name: "Nguyễn Văn An"}}}
	chair := minutes.Signatures{Columns: []minutes.Signature{{Role: "T/M ĐOÀN CHỦ TỊCH", Name: "Trần Thị Bình"}}}
	d.Blocks = append(d.Blocks, last, two, chair)
	return d
}

// Wherever the page ends: the last lines of a paper stand on the page of its
// first signature, and all signatures on one, in the PDF and as LibreOffice
// sets the DOCX.
func TestNobodySignsAlone(t *testing.T) {
	size.Long(t)
	last := map[string]minutes.Block{"a paragraph": minutes.Paragraph{Text: "Lời cuối của biên bản."},
		"a table": minutes.Table{Columns: []minutes.Column{{Title: "Tên", Width: 1}}, Rows: [][]string{{"Một"}, {"Hai"},
			{"Lời cuối của biên bản."}}}}
	office := map[string]minutes.Document{}
	held := func(name, text string) {
		page := pageWith(t, text, "NGƯỜI GHI BIÊN BẢN")
		if !strings.Contains(page, "Lời cuối của biên bản.") || !strings.Contains(page, "Trần Thị Bình") {
			t.Errorf("%s: on the page of the signatures stands %s", name, page)
		}
	}
	for what, block := range last {
		for lines := 0; lines < 40; lines += size.Pick(3, 3, 1) {
			d := endingWith(lines, block)
			name := fmt.Sprintf("%s after %d lines", what, lines)
			held(name, papertest.PDF(t, pdfOf(t, d)))
			if lines > 18 && lines%6 == 0 {
				office[name] = d
			}
		}
	}
	for name, pdf := range byLibreOffice(t, office) {
		held(name+", LibreOffice", papertest.PDF(t, pdf))
	}
}

// What was noted before the seal stands in the minutes; what nobody noted is
// left to be written, and nothing is said in its place.
func TestMinutesSayWhatWasNoted(t *testing.T) {
	v := firstDossier(t)
	r := v.Reports[0]
	text := minutes.Count(r).Text()
	for _, want := range []string{"hồi 08 giờ 20, ngày 20 tháng 6 năm 2022, tại Nhà văn hóa tổ dân phố",
		"Biên bản lập thành …… bản.", "Kết luận của ban kiểm phiếu về phiếu có nghi vấn: ……",
		"T/M ĐOÀN CHỦ TỊCH\nCHỦ TỊCH\nLý Thị Bích Loan"} {
		if !strings.Contains(text, want) {
			t.Errorf("not %q in %s", want, text)
		}
	}
	r.Notes = congress.MinutesNotes{Copies: 3, Writer: "Lê Thị Bích Tuyết", Doubtful: 2,
		Conclusion: "một phiếu không hợp lệ vì ký tên (3/3 đồng ý)."}
	r.Congress.Ordinal, r.Head.NotSummoned = 19, 2
	text = minutes.Count(r).Text()
	for _, want := range []string{"Biên bản lập thành 03 bản.", "NGƯỜI GHI BIÊN BẢN\nLê Thị Bích Tuyết",
		"xem xét 2 phiếu có nghi vấn và kết luận: một phiếu không hợp lệ vì ký tên (3/3 đồng ý).\n",
		"ĐẠI HỘI CHI BỘ TỔ DÂN PHỐ HƯNG THỊNH LẦN THỨ XIX\n", "Hưng Thịnh lần thứ XIX, nhiệm kỳ",
		"không được triệu tập, do đang bị đình chỉ sinh hoạt đảng hoặc bị khởi tố, truy tố, " +
			"tạm giam trước khi khai mạc: 2."} {
		if !strings.Contains(text, want) {
			t.Errorf("not %q in %s", want, text)
		}
	}
	if strings.Contains(text, "……") {
		t.Errorf("something is left open: %s", text)
	}
}

// Of the papers that go with a submission those alone are named that are there.
func TestASubmissionEnclosesWhatIsThere(t *testing.T) {
	v := firstDossier(t)
	for want, documents := range map[string][]congress.Document{"danh sách trích ngang.": nil,
		"danh sách trích ngang; biên bản đại hội; nghị quyết đại hội.": {{Kind: "resolution"}, {Kind: "resolution"},
			{Kind: "congress_minutes"}}} {
		v.Overview.Documents = documents
		if text := minutes.Submission(v).Text(); !strings.Contains(text, want+"\n") {
			t.Errorf("not %q in %s", want, text)
		}
	}
}
