package minutes

import (
	"fmt"
	"slices"
	"strings"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/tally"
	"kiemphieu/words"
)

// Count is the biên bản kiểm phiếu of a sealed round: rules 8; 190-QĐ/TW,
// Điều 8. Rows stand in ballot order, those elected by votes from high to low.
func Count(r congress.Report) Document {
	d := Document{Title: "Biên bản kiểm phiếu", Day: r.Congress.HeldOn, Rehearsal: r.Congress.Rehearsal}
	d.Blocks = append(d.Blocks, minutesHeading(r),
		Title{Name: "BIÊN BẢN KIỂM PHIẾU", About: BallotTitle(r.Definition) + ", nhiệm kỳ " + r.Congress.Term})
	d.Blocks = append(d.Blocks, countOpening(r)...)
	d.Blocks = append(d.Blocks, electorateBlocks(r)...)
	d.Blocks = append(d.Blocks, paperBlocks(r)...)
	d.Blocks = append(d.Blocks, resultBlocks(r)...)
	d.Blocks = append(d.Blocks, remarkBlocks(r.Congress, r.Remarks)...)
	d.Blocks = append(d.Blocks, closingBlocks(r)...)
	d.Blocks = append(d.Blocks, traceOf(r)...)
	return d
}

func countOpening(r congress.Report) []Block {
	names := make([][]string, len(r.Definition.List.Candidates))
	for i, c := range r.Definition.List.Candidates {
		names[i] = []string{fmt.Sprint(i + 1), c.Name, note(c)}
	}
	return []Block{
		body("Căn cứ %s về việc ban hành Quy chế bầu cử trong Đảng và %s; hôm nay, %s%s%s, %s, "+
			"nhiệm kỳ %s, tiến hành %s.",
			r.Rules.LegalBasis, r.Rules.CharterBasis, hourOf(r.Began), longDate(r.Congress.HeldOn), placeOf(r.Congress),
			fullTitle(r.Congress), r.Congress.Term, words.Lower(BallotTitle(r.Definition))),
		section("1. Ban kiểm phiếu"),
		body("Trưởng ban: đồng chí %s.", JoinNames(r.Named(congress.DutyChief))),
		body("Ủy viên: %s.", orNone(JoinNames(comrades(r.Named(congress.DutyTeller))))),
		section("2. Số lượng cần bầu và danh sách bầu cử"),
		seatsLine(r),
		Table{Columns: []Column{{"Số TT", 10, Center}, {"Họ và tên", 60, Left}, {"Ghi chú", 30, Left}}, Rows: names},
	}
}

func note(c ballot.Candidate) string {
	if c.Incumbent {
		return "Cấp ủy đương nhiệm"
	}
	return ""
}

func comrades(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = "đồng chí " + n
	}
	return out
}

func orNone(text string) string {
	if text == "" {
		return "không có"
	}
	return text
}

// electorateBlocks shows how the base is reached: the place where results are
// most often computed wrongly.
func electorateBlocks(r congress.Report) []Block {
	blocks := []Block{section("3. Đảng viên và tổng số để tính kết quả")}
	if n := r.Head.NotSummoned; n > 0 {
		blocks = append(blocks,
			body("Đảng viên chính thức không được triệu tập, do đang bị đình chỉ sinh hoạt đảng hoặc bị "+
				"khởi tố, truy tố, tạm giam trước khi khai mạc: %d.", n))
	}
	blocks = append(blocks, body("Tổng số đảng viên chính thức được triệu tập: %d.", r.Head.Electorate.Official))
	deducted := 0
	for _, kind := range tally.DeductionKinds(r.Head.Electorate.Meeting) {
		if n := r.Head.Electorate.Deductions[kind]; n > 0 {
			blocks = append(blocks, body("- %s: %d.", deductionOf(r.Head.Electorate.Meeting, kind), n))
			deducted += n
		}
	}
	return append(blocks,
		body("Số được trừ: %d. Tổng số đảng viên để tính kết quả bầu cử: %d – %d = %d.", deducted,
			r.Head.Electorate.Official, deducted, r.Outcome.Base),
		body("Có mặt tại thời điểm bầu: %d; vắng mặt tại thời điểm bầu: %d.", r.Round.Present,
			r.Head.Electorate.Official-r.Round.Present),
		neededLine(r))
}

func neededLine(r congress.Report) Paragraph {
	if r.Definition.Kind == ballot.TieBreak {
		return body("Đây là lần bầu giữa những người ngang phiếu: ai được nhiều phiếu hơn thì trúng cử, không cần " +
			"quá một nửa.")
	}
	return body("Để trúng cử phải được quá một nửa tổng số nói trên, tức là ít nhất %d phiếu (%s).", r.Outcome.Needed,
		r.BaseClause)
}

func paperBlocks(r congress.Report) []Block {
	rd, sheet := r.Round, r.Sheet
	blocks := []Block{section("4. Phiếu bầu"),
		body("Số phiếu phát ra: %d (trong đó đổi phiếu hỏng: %d). Số phiếu thu về: %d.", rd.HandedOut, rd.Exchanged,
			rd.Returned),
		body("Số phiếu hợp lệ: %d. Số phiếu không hợp lệ: %d%s.", sheet.Valid, sheet.Invalid, reasons(sheet))}
	blocks = append(blocks, conclusion(r)...)
	if rd.Printings > 1 {
		blocks = append(blocks, body("Phiếu được in lại; %d phiếu in trước đó đã hủy. Đã in tất cả %d phiếu.",
			rd.Destroyed, rd.Printed))
	}
	if rd.Explanation != "" {
		what := "Chênh lệch giữa các số liệu về phiếu"
		if len(r.Balance) == 0 {
			what = "Ý kiến về số phiếu"
		}
		blocks = append(blocks, body("%s đã được trưởng ban kiểm phiếu và %s xác nhận: %s.", what,
			presidium(r.Congress), strings.TrimSuffix(rd.Explanation, ".")))
	}
	blocks = append(blocks, complaintsInTheHall(r)...)
	blocks = append(blocks, body("%s.", counted(r)))
	blocks = append(blocks, machineBlocks(r)...)
	return append(blocks, shownRunning(r)...)
}

// shownRunning says that the hall saw totals while papers were counted, however the
// count ended.
func shownRunning(r congress.Report) []Block {
	when := "trong lúc kiểm"
	switch r.Running {
	case congress.ShownNever:
		return nil
	case congress.ShownOnce:
		when = "một phần thời gian kiểm"
	case congress.ShownNow:
	}
	return []Block{body("Theo quyết định của %s, số phiếu đang kiểm (theo từng khối ít nhất %d phiếu) được chiếu %s.",
		meetingOf(r.Congress), congress.RunningStep, when)}
}

// conclusion is what the counting committee concluded about papers in doubt;
// where nobody noted it, there is a line to write on if a paper is invalid.
func conclusion(r congress.Report) []Block {
	switch n := r.Notes; {
	case n.Conclusion != "":
		return []Block{body("Ban kiểm phiếu xem xét %d phiếu có nghi vấn và kết luận: %s.", n.Doubtful,
			strings.TrimSuffix(n.Conclusion, "."))}
	case r.Sheet.Invalid > 0:
		return []Block{body("Kết luận của ban kiểm phiếu về phiếu có nghi vấn: ……………"),
			body("……………………………………………………………")}
	}
	return nil
}

// complaintsInTheHall tells what was complained of while the papers were counted, by
// whom, and what the counting committee concluded.
func complaintsInTheHall(r congress.Report) []Block {
	var blocks []Block
	for _, c := range r.Complaints {
		text := fmt.Sprintf("Khiếu nại về việc kiểm phiếu, nhận lúc %s: %s nêu: %s.", clockTime(c.At), c.From,
			strings.TrimSuffix(c.Subject, "."))
		if c.Conclusion != "" {
			text += fmt.Sprintf(" Ban kiểm phiếu kết luận lúc %s: %s.", clockTime(c.ConcludedAt),
				strings.TrimSuffix(c.Conclusion, "."))
		}
		blocks = append(blocks, body("%s", text))
	}
	return blocks
}

// counted says how the papers were counted, and where two results agreed.
func counted(r congress.Report) string {
	text := "Cách kiểm: " + words.Lower(words.Of("counting", r.Round.Way()))
	if r.Round.CountingReason != "" {
		text += "; lý do: " + strings.TrimSuffix(r.Round.CountingReason, ".")
	}
	if len(r.Sheaves) > 0 {
		text += fmt.Sprintf("; phiếu chia thành %d tập", len(r.Sheaves))
	}
	switch agreed := len(r.Sheaves) - r.Thirds; {
	case r.Thirds == 0:
		return text + "; hai kết quả khớp nhau"
	case agreed == 0:
		return text + "; ở mọi tập hai lượt đầu khác nhau, đã kiểm lượt thứ ba và lấy kết quả mà hai trong ba lượt " +
			"cùng ghi"
	default:
		return text + fmt.Sprintf("; %d tập hai lượt khớp nhau; ở %d tập hai lượt đầu khác nhau, đã kiểm lượt thứ ba "+
			"và lấy kết quả mà hai trong ba lượt cùng ghi", agreed, r.Thirds)
	}
}

// seatsLine says how many are to be elected of how many.
func seatsLine(r congress.Report) Paragraph {
	return body("%s; danh sách bầu cử gồm %s đồng chí, xếp theo thứ tự vần A, B, C của tên:", seatsOf(r),
		two(len(r.Definition.List.Candidates)))
}

// seatsOf says how many are to be elected. The superior allots the number of
// delegates; that a meeting voted on any number is said where it is recorded.
func seatsOf(r congress.Report) string {
	seats := "Số lượng cần bầu: " + two(r.Definition.List.Seats) + " đồng chí"
	switch r.Definition.Office {
	case ballot.Delegates, ballot.Alternates:
		if n := r.Definition.Alternates; n > 0 {
			seats = strings.Replace(seats, " đồng chí", " đại biểu chính thức và "+two(n)+" đại biểu dự khuyết", 1)
		}
		seats += ", theo số lượng cấp ủy cấp trên phân bổ"
	case ballot.Committee, ballot.Secretary, ballot.Deputy, ballot.Other:
	}
	if r.Round.Number > 1 && (r.Definition.Office != r.Contest.Office || r.Definition.List.Seats < r.Contest.Seats) {
		seats = strings.Replace(seats, "cần bầu", "còn phải bầu", 1)
	}
	return seats
}

// reasons lists why papers are invalid, in the order of the rules.
func reasons(s tally.Sheet) string {
	var parts []string
	for _, reason := range ballot.Reasons() {
		if n := s.Reasons[reason]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s: %d", words.Of("reason", reason), n))
		}
	}
	if parts == nil {
		return ""
	}
	return " (" + strings.Join(parts, "; ") + ")"
}

func resultBlocks(r congress.Report) []Block {
	agree := r.Definition.Style == ballot.AgreeDisagree
	table := Table{Columns: []Column{{"Số TT", 8, Center}, {"Họ và tên", 40, Left}, {"Số phiếu bầu", 13, Center}}}
	if agree {
		table.Columns = append(table.Columns, Column{"Không đồng ý", 13, Center}, Column{"Không tính", 12, Center})
	}
	table.Columns = append(table.Columns, Column{"Tỷ lệ so với tổng số để tính kết quả", 29, Center})
	for i, row := range r.Outcome.Rows {
		cells := []string{fmt.Sprint(i + 1), r.Definition.List.Candidates[i].Name, fmt.Sprint(row.Votes)}
		if agree {
			cells = append(cells, fmt.Sprint(row.Disagree), fmt.Sprint(row.Uncounted))
		}
		table.Rows = append(table.Rows, append(cells, fmt.Sprintf("%d/%d = %s", row.Votes, r.Outcome.Base,
			percentVN(row.Percent))))
	}
	blocks := []Block{section("5. Kết quả kiểm phiếu (theo thứ tự trên phiếu)"), table}
	return append(blocks, electedBlocks(r)...)
}

// electedBlocks lists exactly those elected, by votes from high to low.
func electedBlocks(r congress.Report) []Block {
	blocks := []Block{section("6. Danh sách trúng cử (theo số phiếu từ cao xuống thấp)")}
	if len(r.Outcome.Elected) == 0 {
		blocks = append(blocks, body("Không có đồng chí nào trúng cử ở lần bầu này."))
	} else {
		table := Table{Columns: []Column{{"Số TT", 9, Center}, {"Họ và tên", 43, Left}, {"Số phiếu", 12, Center},
			{"Tỷ lệ", 12, Center}, {"Ghi chú", 27, Left}}}
		for i, id := range r.Outcome.Elected {
			row := r.Outcome.Rows[r.Definition.List.Index(id)]
			table.Rows = append(table.Rows, []string{fmt.Sprint(i + 1), r.Candidate(id).Name, fmt.Sprint(row.Votes),
				percentVN(row.Percent), remark(r, id)})
		}
		blocks = append(blocks, table, breakdownLine(r))
	}
	blocks = append(blocks, alternateBlocks(r)...)
	return append(blocks, openLines(r)...)
}

// alternateBlocks lists all alternates of a joint list in order of votes, with
// the ballot that each comes from where there were several, and how many are
// missing.
func alternateBlocks(r congress.Report) []Block {
	var blocks []Block
	if rows := alternateRows(r); len(rows) > 0 {
		several := slices.ContainsFunc(rows, func(row []string) bool { return row[2] != fmt.Sprint(r.Round.Number) })
		table := Table{Columns: []Column{{"Số TT", 9, Center}, {"Họ và tên", 55, Left}, {"Lần bầu", 12, Center},
			{"Số phiếu", 12, Center}, {"Tỷ lệ", 12, Center}}, Rows: rows}
		if !several {
			table.Columns = slices.Delete(table.Columns, 2, 3)
			table.Columns[1].Width = 67
			for i, row := range rows {
				rows[i] = slices.Delete(row, 2, 3)
			}
		}
		blocks = append(blocks, body("Đại biểu dự khuyết, theo số phiếu từ cao xuống thấp:"), table)
	}
	if n := alternatesMissing(r); n > 0 && r.Outcome.OpenSeats == 0 {
		blocks = append(blocks, body("Còn thiếu %d đại biểu dự khuyết so với số lượng được phân bổ.", n))
	}
	return blocks
}

// alternateRows has a row for each alternate. Reports of older versions have
// those of the round's own outcome alone.
func alternateRows(r congress.Report) [][]string {
	var rows [][]string
	for i, a := range r.Alternates {
		rows = append(rows, []string{fmt.Sprint(i + 1), a.Name, fmt.Sprint(a.Number), fmt.Sprint(a.Votes),
			PercentVN(a.Votes, a.Base)})
	}
	if rows != nil {
		return rows
	}
	for i, id := range r.Outcome.Alternates {
		row := r.Outcome.Rows[r.Definition.List.Index(id)]
		rows = append(rows, []string{fmt.Sprint(i + 1), r.Candidate(id).Name, fmt.Sprint(r.Round.Number),
			fmt.Sprint(row.Votes), percentVN(row.Percent)})
	}
	return rows
}

// alternatesMissing counts the places for alternates that are open after a
// round, apart from seats that are told as such.
func alternatesMissing(r congress.Report) int {
	if len(r.Alternates) > 0 && r.Round.Kind == ballot.TieBreak {
		return r.Contest.Alternates - len(r.Alternates)
	}
	return r.Outcome.OpenAlternates
}

func remark(r congress.Report, id string) string {
	text := TenureVN(r.Before(id))
	if r.Candidate(id).Female {
		text += ", nữ"
	}
	return text
}

// TenureVN says whether somebody held the office before; what is not known is
// said, never guessed.
func TenureVN(t ballot.Tenure) string { return words.Of("tenure", t) }

func breakdownLine(r congress.Report) Paragraph {
	b := r.Breakdown
	text := fmt.Sprintf("Trong đó: trúng cử %d đồng chí; %s; nữ %d", b.Elected, tenureLine(b), b.Female)
	if r.Contest.Office == ballot.Committee {
		text += fmt.Sprintf("; dưới %d tuổi %d%s; dân tộc thiểu số %d", r.Rules.YoungAge, b.Young, unknownAges(r),
			b.EthnicMinority)
	}
	return body("%s.", text)
}

// unknownAges tells of how many of those elected the age is not known.
func unknownAges(r congress.Report) string {
	n := 0
	for _, id := range r.Outcome.Elected {
		if r.Candidate(id).Born == "" {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" (chưa rõ tuổi: %d)", n)
}

// tenureLine counts who held the office before.
func tenureLine(b congress.Breakdown) string {
	switch b.Unknown {
	case 0:
		return fmt.Sprintf("tái cử %d; tham gia lần đầu %d", b.Reelected, b.New)
	case b.Elected:
		return "tái cử: chưa rõ"
	}
	return fmt.Sprintf("tái cử %d; tham gia lần đầu %d; chưa rõ %d", b.Reelected, b.New, b.Unknown)
}

// openLines tells a tie or open seats, and what the congress decided.
func openLines(r congress.Report) []Block {
	var blocks []Block
	if len(r.Outcome.Tied) > 0 {
		names := make([]string, len(r.Outcome.Tied))
		for i, id := range r.Outcome.Tied {
			names[i] = r.Candidate(id).Name
		}
		blocks = append(blocks, body("Các đồng chí %s có số phiếu bằng nhau ở vị trí cuối cùng, chưa trúng cử; còn "+
			"thiếu %d đồng chí.", JoinNames(names), r.Outcome.OpenSeats))
	} else if r.Outcome.OpenSeats > 0 {
		blocks = append(blocks, body("Số lượng còn thiếu so với số lượng cần bầu: %d.", r.Outcome.OpenSeats))
	}
	if r.Outcome.OpenSeats+alternatesMissing(r) > 0 {
		blocks = append(blocks, remarkBlocks(r.Congress, r.After)...)
	}
	return blocks
}

func closingBlocks(r congress.Report) []Block {
	copies := "……"
	if n := r.Notes.Copies; n > 0 {
		copies = two(n)
	}
	blocks := []Block{body("Kết quả được chốt lúc %s, do %s cùng xác nhận. Biên bản lập thành %s bản.",
		clockTime(r.Round.SealedAt), r.Round.SealedBy, copies)}
	blocks = append(blocks, committeeSignatures(r, Signature{Role: "NGƯỜI GHI BIÊN BẢN", Name: r.Notes.Writer})...)
	return append(blocks, Signatures{Columns: []Signature{presidiumSigns(r)}})
}

// committeeSignatures are those of the counting committee, each teller among
// them (190-QĐ/TW, Điều 8); to the left of its head stands another.
func committeeSignatures(r congress.Report, left Signature) []Block {
	head := Signature{"T/M BAN KIỂM PHIẾU", "TRƯỞNG BAN", first(r.Named(congress.DutyChief))}
	blocks := []Block{Signatures{Columns: []Signature{left, head}}}
	var tellers []Signature
	for _, name := range r.Named(congress.DutyTeller) {
		tellers = append(tellers, Signature{Role: "ỦY VIÊN", Name: name})
	}
	for row := range slices.Chunk(tellers, 3) {
		blocks = append(blocks, Signatures{Columns: row})
	}
	return blocks
}

// presidiumSigns is where its chair signs for the presidium, or its first
// member, each with the post; without either the line stays empty.
func presidiumSigns(r congress.Report) Signature {
	for _, duty := range []congress.Duty{congress.DutyChair, congress.DutyPresidium} {
		if name := first(r.Named(duty)); name != "" {
			return presidiumMember(r, name)
		}
	}
	return presidiumMember(r, "")
}

// presidiumMember is where somebody signs for the presidium, with the post in it, or
// who chairs a meeting.
func presidiumMember(r congress.Report, name string) Signature {
	s := Signature{Role: "T/M ĐOÀN CHỦ TỊCH", Name: name}
	if chair := ChairOf(r.Congress); chair != "" {
		return Signature{Role: chair, Name: name}
	}
	switch {
	case name != "" && slices.Contains(r.Named(congress.DutyChair), name):
		s.Post = "CHỦ TỊCH"
	case name != "" && slices.Contains(r.Named(congress.DutyPresidium), name):
		s.Post = "ỦY VIÊN"
	}
	return s
}

func first(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return names[0]
}

// Opening is the biên bản mở đầu: what is committed to before the first paper
// is handed out, by those who had the duty when the papers were made.
func Opening(r congress.Report) Document {
	r.Officers, r.Congress = r.PapersOfficers, r.PapersCongress
	r.LogSize, r.LogRoot = r.PapersLogSize, r.PapersLogRoot
	rd := r.Round
	d := Document{Title: "Biên bản mở đầu", Day: r.Congress.HeldOn, Rehearsal: r.Congress.Rehearsal}
	d.Blocks = []Block{
		minutesHeading(r),
		Title{Name: "BIÊN BẢN MỞ ĐẦU", About: BallotTitle(r.Definition) + ", nhiệm kỳ " + r.Congress.Term},
		body("Căn cứ %s về việc ban hành Quy chế bầu cử trong Đảng và %s; hôm nay, hồi …… giờ ……, %s%s, %s, nhiệm kỳ "+
			"%s, trước khi phát phiếu %s.", r.Rules.LegalBasis, r.Rules.CharterBasis, longDate(r.Congress.HeldOn),
			placeOf(r.Congress), fullTitle(r.Congress), r.Congress.Term, words.Lower(BallotTitle(r.Definition))),
		body("Ban kiểm phiếu gồm: trưởng ban, đồng chí %s; ủy viên: %s.", JoinNames(r.Named(congress.DutyChief)),
			orNone(JoinNames(comrades(r.Named(congress.DutyTeller))))),
		body("%s; danh sách bầu cử gồm %s đồng chí. Đã in %d phiếu, trong đó dự phòng %d phiếu%s.", seatsOf(r),
			two(len(r.Definition.List.Candidates)), rd.Printed-rd.Destroyed, rd.Reserve, reprinted(rd)),
		body("Thùng phiếu được kiểm tra và niêm phong lúc …… giờ ……, trước sự chứng kiến của: ……………………………………"),
	}
	copies := "Biên bản lập thành …… bản."
	if rd.ManifestRoot != "" {
		copies = "Sau khi biên bản này được ký, không ai có thể tạo thêm phiếu có mã hợp lệ cho lần bầu này. " + copies
	}
	d.Blocks = append(d.Blocks, body("%s", copies))
	d.Blocks = append(d.Blocks, committeeSignatures(r, presidiumSigns(r))...)
	d.Blocks = append(d.Blocks, traceOf(r)...)
	return d
}

func reprinted(rd congress.Round) string {
	if rd.Printings < 2 {
		return ""
	}
	return fmt.Sprintf("; đây là lần in thứ %d, %d phiếu in trước đã hủy", rd.Printings, rd.Destroyed)
}
