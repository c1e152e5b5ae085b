package minutes

import (
	"fmt"
	"strings"

	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/recount"
	"kiemphieu/words"
)

// Recount is the biên bản kiểm lại phiếu: who wanted it, what two people found
// beside what was sealed, what was concluded, and what follows where they differ.
func Recount(r congress.Report, one recount.Recount) Document {
	compared, ok := one.Compare(r.Round, r.Definition, r.Outcome)
	day := one.End.At.Date()
	d := Document{Title: "Biên bản kiểm lại phiếu", Day: day, Rehearsal: r.Congress.Rehearsal, Blocks: []Block{
		ofMinutes(heading(r.Congress, r.Organisation, "BAN KIỂM PHIẾU", day), day),
		Title{Name: "BIÊN BẢN KIỂM LẠI PHIẾU", About: BallotTitle(r.Definition) + ", nhiệm kỳ " + r.Congress.Term},
		body("Hôm nay, %s, tại ……………………, tiến hành kiểm lại lần %d số phiếu đã kiểm khi %s, %s, họp %s.",
			longDate(day), one.Number,
			words.Lower(BallotTitle(r.Definition)), fullTitle(r.Congress), longDate(r.Congress.HeldOn)),
		section("1. Căn cứ kiểm lại"), wantedBy(r, one),
		body("Lý do: %s.", strings.TrimSuffix(one.Order.Text, ".")),
		section("2. Kết quả kiểm lại, bên cạnh kết quả đã chốt"),
	}}
	if !ok {
		d.Blocks = append(d.Blocks, body("Việc kiểm lại dừng mà không có kết quả: hai bảng kiểm phiếu chưa khớp nhau "+
			"hoặc chưa đủ. Kết quả đã chốt giữ nguyên."))
	} else {
		d.Blocks = append(d.Blocks, body("Hai bảng kiểm phiếu do đồng chí %s và đồng chí %s lập riêng, khớp nhau.",
			one.Entries[0].Name, one.Entries[1].Name), comparisonTable(compared), body("%s",
			at(r.Congress, recountVerdict(compared.Verdict))))
	}
	d.Blocks = append(d.Blocks, section("3. Kết luận"), body("%s.", strings.TrimSuffix(one.End.Text, ".")),
		body("Kết quả đã chốt lúc %s được giữ nguyên trong sổ; biên bản này kèm theo biên bản kiểm phiếu.",
			clockTime(r.Round.SealedAt)),
		body("Việc kiểm lại kết thúc lúc %s. Biên bản lập thành …… bản.", clockTime(one.End.At)))
	d.Blocks = append(d.Blocks, recountSignatures(r, one)...)
	d.Blocks = append(d.Blocks, traceOf(r)...)
	return d
}

func wantedBy(r congress.Report, one recount.Recount) Paragraph {
	if one.BySuperior() {
		return body("Theo Quyết định số %s, %s của %s.", ratify.AsNumbered(one.Order.Number), longDate(one.Order.Day),
			committeeOf(r.Superior))
	}
	text := "Do đồng chí " + one.Order.Name + " (ban kiểm phiếu) đề nghị"
	if agreed := one.Consent.Name; agreed != "" {
		text += ", đồng chí " + agreed + " (" + presidium(r.Congress) + ") đồng ý"
	}
	return body("%s.", text)
}

// recountFigure names a figure of a comparison.
func recountFigure(code string) string {
	return map[string]string{"returned": "Số phiếu thu về", "valid": "Số phiếu hợp lệ",
		"invalid": "Số phiếu không hợp lệ"}[code]
}

// recountVerdict says what a recount means for the sealed result.
func recountVerdict(v recount.Verdict) string {
	switch v {
	case recount.Same:
		return "Kiểm lại ra đúng mọi số liệu của kết quả đã chốt."
	case recount.Figures:
		return "Số phiếu kiểm lại khác kết quả đã chốt, người trúng cử không đổi. Chỗ khác được ghi vào hồ sơ " +
			"trình; cấp trên xem xét khi chuẩn y."
	case recount.People:
		return "Kiểm lại cho kết quả bầu cử khác với kết quả đã chốt. Khi đại hội còn họp: đoàn chủ tịch báo " +
			"cáo để đại hội quyết định. Khi đã bế mạc: báo cáo cấp ủy cấp trên xem xét, không chuẩn y hoặc hủy kết " +
			"quả theo thẩm quyền."
	case recount.Papers:
		return "Kiểm lại ra số phiếu nhiều hơn số phiếu mà người có mặt giữ, nên không xác định được người trúng cử " +
			"theo lần kiểm lại này. Báo cáo cấp ủy cấp trên xem xét."
	}
	return ""
}

func comparisonTable(c recount.Comparison) Table {
	table := Table{Columns: []Column{{"Nội dung", 40, Left}, {"Đã chốt", 20, Center}, {"Kiểm lại", 20, Center},
		{"Chênh lệch", 20, Center}}}
	for _, l := range c.Lines {
		name := l.Name
		if !l.Person {
			name = recountFigure(l.Name)
		}
		table.Rows = append(table.Rows, []string{name, figure(l.Sealed, l.Elected), figure(l.Again, l.Would),
			difference(l.Again - l.Sealed)})
	}
	return table
}

func difference(n int) string {
	if n == 0 {
		return "0"
	}
	return fmt.Sprintf("%+d", n)
}

func figure(n int, elected bool) string {
	if elected {
		return fmt.Sprintf("%d (trúng cử)", n)
	}
	return fmt.Sprint(n)
}

// recountSignatures are those of the two who counted, then of the head of the counting
// committee beside whoever ended the recount.
func recountSignatures(r congress.Report, one recount.Recount) []Block {
	var counted []Signature
	for _, e := range one.Entries {
		if e.Name != "" {
			counted = append(counted, Signature{Role: "NGƯỜI KIỂM LẠI", Name: e.Name})
		}
	}
	head := Signature{"T/M BAN KIỂM PHIẾU", "TRƯỞNG BAN", first(r.Named(congress.DutyChief))}
	last := presidiumMember(r, one.End.Name)
	if one.BySuperior() {
		last = Signature{Role: "ĐẠI DIỆN " + upper(words.Of("role", congress.RoleSuperior)), Name: one.End.Name}
	}
	blocks := []Block{Signatures{Columns: []Signature{head, last}}}
	if counted != nil {
		blocks = append([]Block{Signatures{Columns: counted}}, blocks...)
	}
	return blocks
}
