package minutes

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"

	"kiemphieu/congress"
	"kiemphieu/ratify/statistics"
	"kiemphieu/words"
)

// StatisticsReport is the báo cáo kết quả đại hội chi bộ of a superior
// committee, on two pages, with its figures filled in; what only people can
// tell stays dotted.
func StatisticsReport(b StatisticsBook, day congress.Date) Document {
	s := b.Statistics
	code, signs := "Số ……-BC/ĐU", signer(s.Organisation, b.NoStanding).signs
	if b.Numbered.Number > 0 {
		code, signs.Name = "Số "+b.Numbered.Code(), b.Numbered.Signer
	}
	d := Document{Title: "Báo cáo kết quả đại hội chi bộ", Day: day, Blocks: []Block{
		Heading{Lower: upper(s.Organisation.Name), Code: code, Place: placeAndDate(s.Organisation, day)},
		Title{Name: "BÁO CÁO", About: StatisticsAbout(s.Filter)},
	}}
	d.Blocks = append(d.Blocks, progressBlocks(s)...)
	d.Blocks = append(d.Blocks, resultsBlocks(s)...)
	d.Blocks = append(d.Blocks, committeeBlocks(s)...)
	d.Blocks = append(d.Blocks, targetBlocks(b)...)
	d.Blocks = append(d.Blocks, unitBlocks(b)...)
	d.Blocks = append(d.Blocks, section("VI. Hạn chế, kiến nghị"), body("…………………………………………………………………………"),
		Signatures{Columns: []Signature{{Role: "Nơi nhận:\n- Cấp ủy cấp trên;\n- Lưu."},
			signs}})
	return d
}

// StatisticsEntry is what the register says of the report: what it is about, and four
// letters of its figures, so that a number is of these figures and of no others.
func StatisticsEntry(s statistics.Statistics) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %+v %+v %+v", s.Organisation.ID, s.Filter, s.Sections, s.Targets))
	return StatisticsAbout(s.Filter) + " (số liệu " + base32.StdEncoding.EncodeToString(sum[:])[:4] + ")"
}

// StatisticsAbout says what the report is about, on the paper and in the register.
func StatisticsAbout(f statistics.Filter) string {
	about := "kết quả đại hội chi bộ"
	if f.Model != "" {
		about += ", " + words.Lower(CellModelVN(f.Model))
	}
	if f.Term != "" {
		about += " nhiệm kỳ " + f.Term
	}
	return about
}

// with writes a number with what it is a part of: "16/41 (39,02%)".
func with(f statistics.Figure) string {
	if text := StatisticShare(f); text != "" {
		return fmt.Sprintf("%s (%s)", StatisticNumber(f), text)
	}
	return StatisticNumber(f)
}

// pick writes figures as "tái cử: 24 (61,54%); nữ: 9 (23,08%)", without those
// that are 0 where skip says so.
func pick(s statistics.Statistics, skip bool, names ...string) string {
	var parts []string
	for _, name := range names {
		f := s.Figure(name)
		if skip && f.N == 0 {
			continue
		}
		label := []rune(StatisticFigure(name, s.Filter.AgeLimit))
		parts = append(parts, strings.ToLower(string(label[:1]))+string(label[1:])+": "+with(f))
	}
	if parts == nil {
		return "không có"
	}
	return strings.Join(parts, "; ")
}

// all lists the figures of a section that are not 0.
func all(s statistics.Statistics, section string) string {
	var names []string
	for _, plan := range s.Sections {
		if plan.Name != section {
			continue
		}
		for _, f := range plan.Figures {
			names = append(names, f.Name)
		}
	}
	return pick(s, true, names...)
}

func progressBlocks(s statistics.Statistics) []Block {
	all := "Toàn đảng bộ"
	if s.Filter.Model != "" {
		all += ", loại hình " + words.Lower(CellModelVN(s.Filter.Model)) + ","
	}
	return []Block{
		section("I. Tiến độ"),
		body("%s có %d chi bộ; %s; trong đó %s.", all, s.N("cells"), pick(s, false, "held", "ratified"),
			pick(s, true, "closed", "submitted", "annulled", "postponed", "in_session", "preparing", "without",
				"pilot")),
	}
}

func resultsBlocks(s statistics.Statistics) []Block {
	return []Block{
		section("II. Kết quả bầu cử"),
		body("Số lượng chi ủy viên cần bầu: %d; trúng cử: %s; còn thiếu: %d. Về từng chi bộ: %s.", s.N("seats"),
			with(s.Figure("elected")), s.N("open_seats"), pick(s, false, "full_units", "short_units", "one_round",
				"several_rounds", "direct")),
		body("Nguồn giới thiệu: %s.", pick(s, false, "by_committee", "by_floor", "by_self", "withdrawn", "listed",
			"surplus")),
		body("Tỷ lệ phiếu của người trúng cử so với tổng số để tính kết quả: %s.", all(s, "shares")),
		body("Phiếu bầu của tất cả các lần bầu: %s.", pick(s, false, "handed_out", "returned", "valid", "invalid")),
		body("Lý do không hợp lệ: %s.", all(s, "invalid")),
	}
}

func committeeBlocks(s statistics.Statistics) []Block {
	age := ""
	if average := AverageAge(s); average != "" {
		age = "; tuổi bình quân " + average
		if known := s.Figure("age_under").Of; known < s.N("elected") {
			age += fmt.Sprintf(" (của %s đồng chí đã có ngày sinh)", StatisticNumber(statistics.Figure{N: known,
				Of: s.N("elected")}))
		}
	}
	return []Block{
		section("III. Cơ cấu, chất lượng"),
		body("Chi ủy viên: %s.", pick(s, false, "reelected", "new", "women", "young", "minority")),
		body("Độ tuổi: %s%s.", pick(s, false, "age_under", "age_middle", "age_over"), age),
		body("Trình độ chuyên môn: %s. Lý luận chính trị: %s.", all(s, "education"), all(s, "theory")),
		body("Bí thư: %s. Phó bí thư: %s.", officeLine(s, "secretaries"), officeLine(s, "deputies")),
		body("%s: %s. %s: %s.", StatisticSection("delegates"), pick(s, false, "delegates", "alternates"),
			StatisticSection("in_term"), pick(s, false, "in_term_meetings", "in_term_elected")),
	}
}

// unitBlocks is a line a unit: what it elected, nothing for one that did not yet.
func unitBlocks(b StatisticsBook) []Block {
	if len(b.Below) == 0 {
		return nil
	}
	t := Table{Columns: []Column{{"Số TT", 6, Center}, {"Đơn vị", 58, Left}, {"Cần bầu", 6, Center},
		{"Trúng cử", 6, Center}, {"Tái cử", 6, Center}, {"Lần đầu", 6, Center}, {"Nữ", 6, Center},
		{"Trẻ", 6, Center}}}
	for i, s := range b.Below {
		t.Rows = append(t.Rows, unitRow(fmt.Sprint(i+1), s.Organisation.Name, s))
	}
	t.Rows = append(t.Rows, unitRow("", "Cộng", b.Statistics))
	return []Block{section("V. Kết quả từng đơn vị"), t}
}

func unitRow(number, name string, s statistics.Statistics) []string {
	row := []string{number, name}
	for _, figure := range []string{"seats", "elected", "reelected", "new", "women", "young"} {
		text := fmt.Sprint(s.N(figure))
		if s.N("held") == 0 {
			text = "–"
		}
		row = append(row, text)
	}
	return row
}

func officeLine(s statistics.Statistics, name string) string {
	return fmt.Sprintf("%d đồng chí, %s", s.N(name), pick(s, false, name+"_reelected", name+"_new", name+"_women"))
}

// missedNames is how many units a target names in the report; the spreadsheet
// has all of them.
const missedNames = 5

func targetBlocks(b StatisticsBook) []Block {
	blocks := []Block{
		section("IV. Thực hiện cơ cấu theo từng chi bộ"),
		Table{Columns: []Column{{"Cơ cấu", 27, Left}, {"Yêu cầu", 12, Center}, {"Toàn bộ", 13, Center},
			{"Tỷ lệ", 12, Center}, {"Kết luận", 12, Center}, {"Đạt", 11, Center}, {"Chưa đạt", 13, Center}},
			Rows: targetRows(b.Statistics)},
	}
	for _, t := range b.Statistics.Targets {
		if t.Missed.N > 0 && len(b.Missed[t.Name]) > 0 {
			blocks = append(blocks, body("%s, chưa đạt: %s.", StatisticTarget(t.Name, b.Statistics.Filter.AgeLimit),
				firstUnits(b.Missed[t.Name], t.Missed.N)))
		}
	}
	return blocks
}

func firstUnits(units []statistics.Unit, n int) string {
	var names []string
	for _, u := range units[:min(len(units), missedNames)] {
		names = append(names, u.Organisation.Name)
	}
	text := strings.Join(names, ", ")
	if n > len(names) {
		text += fmt.Sprintf(" và %d chi bộ khác", n-len(names))
	}
	return text
}
