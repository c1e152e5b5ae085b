package minutes_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"kiemphieu/app/size"
	"kiemphieu/minutes"
	"kiemphieu/minutes/papertest"
)

// word is a word on a page, with its box in points from the upper left corner.
type word struct {
	page                   int
	left, top, right, foot float64
	text                   string
}

// wordsOn returns the words of a PDF where they stand.
func wordsOn(t *testing.T, pdf []byte) []word {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.pdf")
	must(t, os.WriteFile(path, pdf, 0o600))
	out, err := exec.CommandContext(t.Context(), papertest.Tool(t, "pdftotext"), "-bbox", path, "-").Output()
	must(t, err)
	var all []word
	page := 0
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, "<page ") {
			page++
		}
		if m := box.FindStringSubmatch(line); m != nil {
			all = append(all, word{page, points(m[1]), points(m[2]), points(m[3]), points(m[4]), m[5]})
		}
	}
	return all
}

var box = regexp.MustCompile(`<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>`)

func points(text string) float64 {
	n, _ := strconv.ParseFloat(text, 64)
	return n
}

// over reports whether two words are written over each other.
func (w word) over(other word) bool {
	const line = 3 // points by which boxes of lines that follow each other may meet
	return w.page == other.page && w.left+1 < other.right && other.left+1 < w.right && w.top+line < other.foot &&
		other.top+line < w.foot
}

// signedBy are the people of a paper, of whom some have names of two lines.
func signedBy() []minutes.Block {
	return []minutes.Block{
		minutes.Signatures{Columns: []minutes.Signature{{Role: "NGƯỜI GIỮ PHIẾU",
			Name: "Văn phòng Đảng ủy phường Kỳ Trinh"}, {Role: "NGƯỜI CHỨNG KIẾN"}, {Role: "NGƯỜI THỰC HIỆN",
			Name: "Công Tằng Tôn Nữ Thị Thanh Tâm"}}},
		minutes.Signatures{Columns: []minutes.Signature{{Role: "Nơi nhận:\n- Đảng ủy thị xã Kỳ Anh (để báo cáo);\n" +
			"- Như Điều 3;\n- Ban Tổ chức Đảng ủy phường Kỳ Trinh;\n- Ủy ban kiểm tra Đảng ủy phường Kỳ Trinh;\n" +
			"- Văn phòng Đảng ủy phường Kỳ Trinh;\n- Lưu Đảng ủy."}, {Role: "T/M ĐẢNG ỦY", Post: "BÍ THƯ",
			Name: "Nguyễn Phước Thị Hoàng Ngọc Ánh"}}},
		minutes.Trace{Code: "x", Lines: []string{"Để đối chiếu với sổ nhật ký: " + strings.Repeat("chữ – ", 30),
			strings.Repeat("01234567 ", 30), strings.Repeat("89abcdef ", 30) + "cuối"}},
	}
}

// Wherever a page ends, and however long names and lists are: who signs is not torn
// from the post, nobody is written over, and what stands below is on the same page.
func TestSignaturesTakeTheRoomThatTheyNeed(t *testing.T) {
	for lines := 0; lines < 40; lines += size.Pick(3, 3, 1) {
		d := minutes.Document{Title: "Thử", Day: "2026-06-20"}
		for i := range lines {
			d.Blocks = append(d.Blocks, minutes.Paragraph{Text: fmt.Sprintf("Dòng thứ %d.", i), Indent: true})
		}
		d.Blocks = append(append(d.Blocks, minutes.Paragraph{Text: "Lời cuối."}), signedBy()...)
		pdf := pdfOf(t, d)
		page := pageWith(t, papertest.PDF(t, pdf), "NGƯỜI GIỮ PHIẾU")
		for _, want := range []string{"Lời cuối.", "Kỳ Trinh", "THỰC HIỆN", "Tâm", "Lưu Đảng ủy.", "Ánh", "đối chiếu",
			"cuối"} {
			if !strings.Contains(page, want) {
				t.Errorf("after %d lines %q is on another page than who signs: %s", lines, want, page)
			}
		}
		nothingOver(t, fmt.Sprintf("after %d lines", lines), pdf)
	}
}

// nothingOver fails where words are written over each other, or off the page.
func nothingOver(t *testing.T, name string, pdf []byte) {
	t.Helper()
	all := wordsOn(t, pdf)
	for i, w := range all {
		for _, other := range all[i+1:] {
			if w.over(other) {
				t.Errorf("%s, page %d: %q is written over %q", name, w.page, other.text, w.text)
			}
		}
	}
}

// T4: on no paper, also with names of any length, are words written over each other,
// and no page has nothing but the end of what stands below the signatures.
func TestT4NothingIsWrittenOver(t *testing.T) {
	for name, d := range allDocuments(t) {
		if text := papertest.PDF(t, pdfOf(t, d)); name == "mo-dau" && strings.Count(text, "\f") > 1 {
			t.Errorf("the opening minutes do not stand on one page: %s", text)
		}
		d.Rehearsal = false // which is written across the page
		for i, b := range d.Blocks {
			if s, ok := b.(minutes.Signatures); ok {
				for k := range s.Columns {
					if s.Columns[k].Name != "" {
						s.Columns[k].Name = "Công Tằng Tôn Nữ Thị Hoàng Phương Thảo"
					}
				}
				d.Blocks[i] = s
			}
		}
		pdf := pdfOf(t, d)
		nothingOver(t, name, pdf)
		pages := strings.Split(strings.TrimRight(papertest.PDF(t, pdf), "\f\n "), "\f")
		for i, page := range pages {
			if letters := len(strings.Join(strings.Fields(page), "")); letters < 60 {
				t.Errorf("%s: page %d has hardly anything: %q", name, i+1, page)
			}
		}
	}
}

// introduced makes a document of so many lines, then a heading, what introduces a
// table, and the table.
func introduced(lines int) minutes.Document {
	d := minutes.Document{Title: "Thử", Day: "2026-06-20"}
	for i := range lines {
		d.Blocks = append(d.Blocks, minutes.Paragraph{Text: fmt.Sprintf("Dòng thứ %d.", i), Indent: true})
	}
	return minutes.Document{Title: d.Title, Day: d.Day, Blocks: append(d.Blocks,
		minutes.Paragraph{Text: "2. Danh sách bầu cử", Bold: true},
		minutes.Paragraph{Text: "Danh sách bầu cử gồm 03 đồng chí:", Indent: true},
		minutes.Table{Columns: []minutes.Column{{Title: "Họ và tên", Width: 60}, {Title: "Ghi chú", Width: 40}},
			Rows: [][]string{{"Người một", ""}, {"Người hai", ""}, {"Người ba", ""}}},
		minutes.Paragraph{Text: "3. Đảng viên", Bold: true},
		minutes.Paragraph{Text: strings.Repeat("Tổng số đảng viên chính thức. ", 20), Indent: true})}
}

// Wherever a page ends: a heading stands with what follows, what introduces a table
// with its first row, in the PDF and as LibreOffice sets the DOCX.
func TestWhatFollowsIsOnThePageOfItsHeading(t *testing.T) {
	office := map[string]minutes.Document{}
	held := func(name, text string) {
		for above, below := range map[string]string{"2. Danh sách bầu cử": "Người một", "gồm 03 đồng chí": "Người một",
			"3. Đảng viên": "Tổng số đảng viên"} {
			if page := pageWith(t, text, above); !strings.Contains(page, below) {
				t.Errorf("%s: %q is not on the page of %q", name, below, above)
			}
		}
	}
	for lines := 0; lines < 45; lines += size.Pick(3, 3, 1) {
		d, name := introduced(lines), fmt.Sprintf("after %d lines", lines)
		held(name, papertest.PDF(t, pdfOf(t, d)))
		if lines > 24 {
			office[name] = d
		}
	}
	for name, pdf := range byLibreOffice(t, office) {
		held(name+", LibreOffice", papertest.PDF(t, pdf))
	}
}

// A figure is not parted from what it counts, nor a day from its month, nor a
// congress from which one it is: "đồng ý: | 1.", "ngày | 20/06/2026", "lần thứ | XII".
func TestFiguresStandWithTheirWords(t *testing.T) {
	sentence := "Số phiếu hợp lệ: 14, lúc 08 giờ 00, ngày 20/06/2026, họp ngày 20 tháng 6 năm 2026, lần thứ XII, " +
		"nhiệm kỳ 2025–2027, theo khoản 2, Điều 30, Tờ trình số 05-TTr/CB, ít nhất 8 phiếu, lập thành 03 bản, " +
		"16 – 1 = 15, gồm 04 đồng chí, dưới 42 tuổi"
	d := minutes.Document{Title: "Thử", Day: "2026-06-20"}
	for i := range 40 {
		d.Blocks = append(d.Blocks, minutes.Paragraph{Text: strings.Repeat("i", i+1) + " " + sentence + ".",
			Indent: true})
	}
	parted := regexp.MustCompile(`(?m)(:|ngày|tháng|năm|giờ|thứ|kỳ|khoản|Điều|số|\s[=–]) *\n|^ *(phiếu|bản|=|–|giờ|tháng|` +
		`năm|đồng chí|tuổi)\b.*`)
	for by, pdf := range map[string][]byte{"PDF": pdfOf(t, d),
		"LibreOffice": byLibreOffice(t, map[string]minutes.Document{"d": d})["d"]} {
		for _, found := range parted.FindAllString(papertest.PDF(t, pdf), -1) {
			t.Errorf("%s: %q", by, found)
		}
	}
}

// What a paper is about stands in even lines below its name: no word of it alone.
func TestLinesOfATitleAreEven(t *testing.T) {
	titles := []string{
		"mở niêm phong phiếu bầu, Đại hội Chi bộ|Tổ dân phố Hưng Thịnh lần thứ XII",
		"chuẩn y kết quả bầu cử của Chi bộ|Tổ dân phố Hưng Thịnh, nhiệm kỳ 2025–2027",
		"Bầu chi ủy, nhiệm kỳ 2025–2027",
	}
	documents := map[string]minutes.Document{}
	for i, want := range titles {
		about := strings.ReplaceAll(want, "|", " ")
		documents[fmt.Sprint(i)] = minutes.Document{Title: "Thử", Day: "2026-06-20", Blocks: []minutes.Block{
			minutes.Title{Name: "BIÊN BẢN", About: about}, minutes.Paragraph{Text: "Thân bài"}}}
	}
	office := byLibreOffice(t, documents)
	for i, want := range titles {
		name := fmt.Sprint(i)
		for by, pdf := range map[string][]byte{"PDF": pdfOf(t, documents[name]), "LibreOffice": office[name]} {
			_, text, _ := strings.Cut(papertest.PDF(t, pdf), "BIÊN BẢN")
			text, _, _ = strings.Cut(text, "-----")
			var lines []string
			for line := range strings.Lines(text) {
				if line = strings.TrimSpace(line); line != "" {
					lines = append(lines, line)
				}
			}
			if got := strings.Join(lines, "|"); got != want {
				t.Errorf("%s: %q, want %q", by, got, want)
			}
		}
	}
}
