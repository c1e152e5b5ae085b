package minutes_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"kiemphieu/app/size"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/minutes/papertest"
)

// Rules 8.5: margins follow the day of the paper: 36-HD/VPTW, and 20 mm on
// the right, until 26/5/2026; then 05-HD/VPTW and 15 mm.
func TestLayoutFollowsTheDayOfThePaper(t *testing.T) {
	for day, right := range map[congress.Date]int{"2022-06-20": 1134, "2026-05-26": 1134, "2026-05-27": 850} {
		d := minutes.Document{Title: "Thử", Day: day, Blocks: []minutes.Block{
			minutes.Paragraph{Text: strings.Repeat("chữ ", 400)}}}
		content := docxOf(t, d)
		archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
		must(t, err)
		xml, err := fs.ReadFile(archive, "word/document.xml")
		must(t, err)
		want := fmt.Sprintf(`w:top="1134" w:right="%d" w:bottom="1134" w:left="1701"`, right)
		if !strings.Contains(string(xml), want) {
			t.Errorf("%s: the DOCX has not %s", day, want)
		}
	}
	narrow := minutes.Document{Title: "Thử", Day: "2026-05-26", Blocks: []minutes.Block{
		minutes.Paragraph{Text: strings.Repeat("chữ ", 400)}}}
	wide := narrow
	wide.Day = "2026-05-27"
	lines := func(d minutes.Document) int { return strings.Count(papertest.PDF(t, pdfOf(t, d)), "\n") }
	if lines(wide) >= lines(narrow) {
		t.Error("the PDF has no longer lines since 27/5/2026")
	}
}

// Rules 8.3 and 8.6: the minutes take their numbers and legal bases from the
// profile of the congress.
func TestMinutesFollowTheProfile(t *testing.T) {
	v := firstDossier(t)
	r := v.Reports[0]
	r.Rules.YoungAge, r.Rules.LegalBasis, r.Rules.CharterBasis = 43, "Quyết định A", "Quy định B"
	text := minutes.Count(r).Text()
	for _, want := range []string{"dưới 43 tuổi", "Căn cứ Quyết định A về việc ban hành Quy chế bầu cử trong Đảng và " +
		"Quy định B;"} {
		if !strings.Contains(text, want) {
			t.Errorf("the minutes do not say %q", want)
		}
	}
}

// T4: no paper breaks a word in the middle ("Khôn|g tính"), in the PDF and as
// LibreOffice sets the DOCX; each shows the Party's name and its title,
// and none leaves its title alone on the first page.
func TestT4NoWordIsBroken(t *testing.T) {
	size.Long(t)
	documents := allDocuments(t)
	office := byLibreOffice(t, documents)
	for name, d := range documents {
		for by, pdf := range map[string][]byte{"PDF": pdfOf(t, d), "LibreOffice": office[name]} {
			whole := map[string]bool{}
			text := papertest.PDF(t, pdf)
			first, _, _ := strings.Cut(text, "\f")
			if begins := beginning(d); !strings.Contains(first, begins) {
				t.Errorf("%s, %s: the first page does not reach %q", name, by, begins)
			}
			for word := range strings.FieldsSeq(text) {
				whole[word] = true
			}
			for _, phrase := range []string{"ĐẢNG CỘNG SẢN VIỆT NAM", titleOf(d)} {
				if !strings.Contains(strings.Join(strings.Fields(text), " "), phrase) {
					t.Errorf("%s, %s: no %q", name, by, phrase)
				}
			}
			for word := range strings.FieldsSeq(d.Text()) {
				if !whole[word] {
					t.Errorf("%s, %s: %q is not whole", name, by, word)
				}
			}
		}
	}
}

// beginning is the first word of what stands below the head and title of a paper: of
// its text, or of the second column of its first row, where a name is.
func beginning(d minutes.Document) string {
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case minutes.Paragraph:
			return strings.Fields(b.Text + " ")[0]
		case minutes.Table:
			return strings.Fields(b.Rows[0][1] + " ")[0]
		}
	}
	return ""
}

// Rules 8.5: since 27/5/2026 minutes have no place and date in their head, and
// a tờ trình is laid before the committee.
func TestHeadsFollowTheDayOfThePaper(t *testing.T) {
	v := firstDossier(t)
	for day, want := range map[congress.Date]string{"2026-05-26": "ngày 26 tháng 5 năm 2026\nBIÊN BẢN|Kính gửi: Ban",
		"2026-05-27": "KIỂM PHIẾU\nBIÊN BẢN|Kính trình: Ban"} {
		minute, submission, _ := strings.Cut(want, "|")
		v.Reports[0].Congress.HeldOn, v.Overview.Congress.HeldOn = day, day
		if text := minutes.Count(v.Reports[0]).Text(); !strings.Contains(text, minute) {
			t.Errorf("%s: not %q in %s", day, minute, text)
		}
		if text := minutes.Submission(v).Text(); !strings.Contains(text, submission) {
			t.Errorf("%s: not %q in %s", day, submission, text)
		}
	}
}

// A decision that ratifies nobody says so, and why; it never lists 00 persons.
func TestADecisionThatRatifiesNobodySaysSo(t *testing.T) {
	v := firstDossier(t)
	for _, contest := range v.Overview.Contests {
		for i := range contest.Elected {
			contest.Elected[i].Refused = true
		}
	}
	v.Dossier.Reason = "Chưa đủ tiêu chuẩn."
	text := minutes.Decision(v).Text()
	for _, want := range []string{"không chuẩn y kết quả bầu cử của", "đối với 05 đồng chí: ",
		"Lý do: Chưa đủ tiêu chuẩn.\n", "tổ chức bầu lại"} {
		if !strings.Contains(text, want) {
			t.Errorf("not %q in %s", want, text)
		}
	}
	if strings.Contains(text, "gồm 00 đồng chí") {
		t.Error(text)
	}
}

// A decision names the offices of which it ratifies somebody, and no other.
func TestADecisionNamesTheOfficesThatItRatifies(t *testing.T) {
	v := firstDossier(t)
	if text := minutes.Decision(v).Text(); !strings.Contains(text, "bầu cử chi ủy, bí thư, phó bí thư của") {
		t.Fatal(text)
	}
	for _, contest := range v.Overview.Contests {
		if contest.Contest.Office == ballot.Secretary {
			contest.Elected[0].Refused = true
		}
	}
	if text := minutes.Decision(v).Text(); !strings.Contains(text, "bầu cử chi ủy, phó bí thư của") {
		t.Error(text)
	}
}

// An extract of five stands on one page with its signature: letters become a
// little smaller before a row and a name go to the next page alone.
func TestAnExtractOfFiveStandsOnOnePage(t *testing.T) {
	v := firstDossier(t)
	d := minutes.Extract(v)
	office := byLibreOffice(t, map[string]minutes.Document{"trich-ngang": d})
	for by, pdf := range map[string][]byte{"PDF": pdfOf(t, d), "LibreOffice": office["trich-ngang"]} {
		text := strings.TrimRight(papertest.PDF(t, pdf), "\f\n ")
		if pages := strings.Count(text, "\f") + 1; pages != 1 || !strings.Contains(text, "BÍ THƯ") {
			t.Errorf("%s: %d pages: %s", by, pages, text)
		}
	}
}

// The names at the head of a paper have even lines, of which none is half of a
// phrase or a word alone: "CHI BỘ TỔ DÂN PHỐ HƯNG | THỊNH", "LẦN | THỨ XII".
func TestLinesOfAHeadAreEven(t *testing.T) {
	heading := minutes.Heading{Upper: "ĐẠI HỘI CHI BỘ TỔ DÂN PHỐ HƯNG THỊNH LẦN THỨ XII",
		Lower: "CHI BỘ TỔ DÂN PHỐ HƯNG THỊNH"}
	d := minutes.Document{Title: "Thử", Day: "2026-06-01", Blocks: []minutes.Block{heading,
		minutes.Paragraph{Text: "Thân bài"}}}
	wants := []string{"ĐẠI HỘI CHI BỘ TỔ DÂN PHỐ", "HƯNG THỊNH LẦN THỨ XII", "CHI BỘ TỔ DÂN PHỐ", "HƯNG THỊNH"}
	office := byLibreOffice(t, map[string]minutes.Document{"dau": d})
	for by, pdf := range map[string][]byte{"PDF": pdfOf(t, d), "LibreOffice": office["dau"]} {
		var lines []string
		for line := range strings.Lines(papertest.PDF(t, pdf)) {
			line, _, _ = strings.Cut(strings.TrimSpace(line), "   ")
			lines = append(lines, line)
		}
		for _, want := range wants {
			if !slices.Contains(lines, want) {
				t.Errorf("%s: no line %q in %q", by, want, lines)
			}
		}
	}
}
