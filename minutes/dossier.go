package minutes

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/roster"
	"kiemphieu/tally"
	"kiemphieu/words"
)

// officeTitle names an office at the head of a line.
func officeTitle(c congress.Contest) string {
	return words.Capital(OfficeName(c.Office, c.Title))
}

// CongressSummary sums up all ballots of a congress.
func CongressSummary(v ratify.DossierView) Document {
	c := v.Overview.Congress
	d := Document{Title: "Tổng hợp kết quả bầu cử", Day: c.HeldOn, Rehearsal: c.Rehearsal}
	table := Table{Columns: []Column{{"Nội dung", 30, Left}, {"Lần", 7, Center}, {"Phát ra", 10, Center},
		{"Thu về", 10, Center}, {"Hợp lệ", 10, Center}, {"Không hợp lệ", 10, Center},
		{"Cần bầu", 10, Center}, {"Trúng cử (số phiếu, tỷ lệ)", 40, Left}}}
	for _, r := range v.Reports {
		var names []string
		for _, id := range r.Outcome.Elected {
			row := r.Outcome.Rows[r.Definition.List.Index(id)]
			names = append(names, fmt.Sprintf("%s (%d/%d, %s)", r.Candidate(id).Name, row.Votes, r.Outcome.Base,
				percentVN(row.Percent)))
		}
		ballotFor := r.Contest
		ballotFor.Office = r.Definition.Office // alternates alone in a further ballot
		table.Rows = append(table.Rows, []string{officeTitle(ballotFor), fmt.Sprint(r.Round.Number),
			handedOut(r), fmt.Sprint(r.Round.Returned),
			fmt.Sprint(r.Sheet.Valid), fmt.Sprint(r.Sheet.Invalid), fmt.Sprint(r.Definition.List.Seats),
			strings.Join(names, ", ")})
	}
	head := v.Overview.Head
	d.Blocks = []Block{
		heading(c, v.Overview.Organisation, upper(presidium(c)), c.HeldOn),
		Title{Name: "TỔNG HỢP KẾT QUẢ BẦU CỬ", About: fullTitle(c) + ", nhiệm kỳ " + c.Term},
		body("Đảng viên chính thức được triệu tập: %d%s; %s.", head.Summoned(), notSummoned(head), bases(v, true)),
		table,
	}
	if text := alternatesOf(v); text != "" {
		d.Blocks = append(d.Blocks, body("Đại biểu dự khuyết, theo số phiếu từ cao xuống thấp: %s.", text))
	}
	d.Blocks = append(d.Blocks, unfilled(v, "đề nghị cấp ủy cấp trên chỉ định",
		"báo cáo cấp ủy cấp trên xem xét, chỉ đạo")...)
	if n := len(v.Reports); n > 0 {
		d.Blocks = append(d.Blocks, Signatures{Columns: []Signature{presidiumSigns(v.Reports[n-1])}})
	}
	return d
}

// handedOut tells how many papers were handed out, and how many of them in exchange.
func handedOut(r congress.Report) string {
	if n := r.Round.Exchanged; n > 0 {
		return fmt.Sprintf("%d (đổi %d)", r.Round.HandedOut, n)
	}
	return fmt.Sprint(r.Round.HandedOut)
}

// alternatesOf lists the alternates of a congress as its last minutes do.
func alternatesOf(v ratify.DossierView) string {
	var names []string
	for _, contest := range v.Overview.Contests {
		for _, e := range contest.Alternates() {
			names = append(names, elected(v, e))
		}
	}
	return strings.Join(names, ", ")
}

// elected writes somebody with the votes that elected.
func elected(v ratify.DossierView, e congress.Elected) string {
	return fmt.Sprintf("%s (%d/%d, %s)", v.Overview.Member(e.MemberID).Name, e.Votes, e.Base,
		PercentVN(e.Votes, e.Base))
}

// Submission is the tờ trình đề nghị chuẩn y.
func Submission(v ratify.DossierView) Document {
	c, o := v.Overview.Congress, v.Overview.Organisation
	day := cmp.Or(v.Submission.Day, c.HeldOn)
	d := Document{Title: "Tờ trình", Day: day, Rehearsal: c.Rehearsal}
	above, summoned := signer(v.Overview.Superior, v.NoStanding).decides, v.Overview.Head
	head := cellHeading(v)
	head.Code, head.Place = "Số "+cmp.Or(v.Submission.Code, "……-TTr/CB"), placeAndDate(o, v.Submission.Day)
	d.Blocks = []Block{head,
		Title{Name: "TỜ TRÌNH", About: asksFor(v) + " kết quả " + electionOf(c) + " nhiệm kỳ " + c.Term},
		Paragraph{Text: tally.LayoutOn(string(day)).Address + ": " + above,
			Center: true, Bold: true}}
	d.Blocks = append(d.Blocks, grounds(".", append(ruled(v), fmt.Sprintf("Căn cứ kết quả bầu cử tại %s, họp %s%s",
		fullTitle(c), longDate(c.HeldOn), placeOf(c)))...)...)
	d.Blocks = append(d.Blocks, body("Đảng viên chính thức được triệu tập: %d%s; %s. %s đã bầu %d lần.",
		summoned.Summoned(), notSummoned(summoned), bases(v, false), words.Capital(meetingOf(c)), len(v.Reports)))
	d.Blocks = append(d.Blocks, asked(v, o.Name, above)...)
	d.Blocks = append(d.Blocks, unfilled(v, "kính đề nghị "+above+" xem xét, chỉ định",
		"kính báo cáo "+above+" xem xét, chỉ đạo")...)
	d.Blocks = append(d.Blocks,
		body("Kèm theo: biên bản kiểm phiếu của %d lần bầu; danh sách trích ngang%s.", len(v.Reports), enclosed(v)),
		Signatures{Columns: []Signature{{Role: "Nơi nhận:\n- Như trên;\n- Lưu Chi bộ."}, cellSigns(v)}})
	return d
}

// asksFor is what a submission asks for: where nobody was elected whom the superior
// ratifies, it reports.
func asksFor(v ratify.DossierView) string {
	if len(toRatify(people(v))) == 0 {
		return "về"
	}
	return "đề nghị chuẩn y"
}

// asked lists those elected, and what the superior is asked to do about them.
func asked(v ratify.DossierView, cell, superior string) []Block {
	table, sent := electedTable(v), delegatesLine(v)
	switch {
	case len(table.Rows) > 0:
		return append([]Block{Paragraph{Text: "Đã trúng cử:", Indent: true}, table,
			body("%s kính đề nghị %s xem xét, chuẩn y các đồng chí có tên trên đây, nhiệm kỳ %s.", cell, superior,
				v.Overview.Congress.Term)}, sent...)
	case sent != nil:
		return sent
	}
	return []Block{body("Không có đồng chí nào trúng cử. %s kính báo cáo %s xem xét, chỉ đạo.", cell, superior)}
}

// delegatesLine reports who is sent to the superior's congress: nobody ratifies
// them, that congress looks at their credentials itself.
func delegatesLine(v ratify.DossierView) []Block {
	var parts []string
	for _, contest := range v.Overview.Contests {
		if contest.Contest.Office != ballot.Delegates {
			continue
		}
		for _, group := range []struct {
			title   string
			elected []congress.Elected
		}{
			{words.Lower(words.Of("office", ballot.Delegates)), contest.Official()},
			{"đại biểu dự khuyết", contest.Alternates()},
		} {
			var names []string
			for _, e := range group.elected {
				names = append(names, elected(v, e))
			}
			if names != nil {
				parts = append(parts, group.title+": "+strings.Join(names, ", "))
			}
		}
	}
	if parts == nil {
		return nil
	}
	return []Block{body("%s đã bầu %s. Xin báo cáo để thẩm tra tư cách đại biểu.",
		words.Capital(meetingOf(v.Overview.Congress)), strings.Join(parts, "; "))}
}

// bases tells how many were there and of how many a result is computed: once
// where that was so at every ballot, else ballot by ballot, since a late-comer
// changes those to come alone.
func bases(v ratify.DossierView, needed bool) string {
	type base struct{ present, of, needed int }
	head := v.Overview.Head
	all := []base{}
	var told []string
	for _, r := range v.Reports {
		b := base{r.Round.Present, r.Outcome.Base, r.Outcome.Needed}
		all = append(all, b)
		told = append(told, fmt.Sprintf("%s: %d và %d", words.Lower(BallotTitle(r.Definition)), b.present, b.of))
	}
	if all = slices.Compact(all); len(all) > 1 {
		return "có mặt và tổng số để tính kết quả của từng lần bầu: " + strings.Join(told, "; ")
	}
	if len(all) == 0 {
		all = []base{{head.Present, head.Base, head.Needed}}
	}
	text := fmt.Sprintf("có mặt: %d; tổng số để tính kết quả: %d", all[0].present, all[0].of)
	if needed {
		text += fmt.Sprintf("; quá một nửa là từ %d phiếu", all[0].needed)
	}
	return text
}

// electionOf names what a meeting holds.
func electionOf(c congress.Congress) string {
	if c.ByElection() {
		return "bầu cử bổ sung"
	}
	return "bầu cử"
}

// notSummoned tells how many official members were not summoned, where there are any.
func notSummoned(h congress.Head) string {
	if h.NotSummoned == 0 {
		return ""
	}
	return fmt.Sprintf(" (ngoài ra %d đảng viên không được triệu tập do đang bị đình chỉ sinh hoạt đảng "+
		"hoặc bị khởi tố, truy tố, tạm giam)", h.NotSummoned)
}

// enclosed lists the papers that were brought in, each kind once; what nobody
// brought is not said to be there.
func enclosed(v ratify.DossierView) string {
	text := ""
	for _, kind := range congress.DocumentKinds() {
		if slices.ContainsFunc(v.Overview.Documents, func(d congress.Document) bool { return d.Kind == kind }) {
			text += "; " + words.Lower(at(v.Overview.Congress, words.Of("document", kind)))
		}
	}
	return text
}

// cellSigns is where the secretary signs for the cell, or the deputy where a congress
// elected no secretary; within a term there may be one who was elected before.
func cellSigns(v ratify.DossierView) Signature {
	s := Signature{Role: "T/M CHI BỘ", Post: v.Submission.Post, Name: v.Submission.Signer}
	if s.Name != "" {
		return s
	}
	offices := []ballot.Office{ballot.Secretary, ballot.Deputy}
	if v.Overview.Congress.ByElection() {
		offices = offices[:1]
	}
	for _, office := range offices {
		for _, contest := range v.Overview.Contests {
			if contest.Contest.Office == office && len(contest.Elected) > 0 {
				s.Post, _ = strings.CutSuffix(upper(OfficeName(office, "")), " CHI BỘ")
				s.Name = v.Overview.Member(contest.Elected[0].MemberID).Name
				return s
			}
		}
	}
	return s
}

// electedTable lists everybody once who is to be ratified, the secretary first,
// with the votes for each office.
func electedTable(v ratify.DossierView) Table {
	table := Table{Columns: []Column{{"Số TT", 9, Center}, {"Họ và tên", 31, Left}, {"Ngày sinh", 16, Center},
		{"Chức danh trúng cử, số phiếu", 44, Left}}}
	for _, p := range toRatify(people(v)) {
		m := v.Overview.Member(p.id)
		var lines []string
		for _, contest := range p.contests {
			lines = append(lines, personTitle(contest)+votesFor(v, contest, p.id))
		}
		table.Rows = append(table.Rows, []string{fmt.Sprint(len(table.Rows) + 1), m.Name, shortBirth(m.Born),
			strings.Join(lines, "; ")})
	}
	return table
}

// votesFor tells with how many votes somebody was elected to an office.
func votesFor(v ratify.DossierView, contest congress.Contest, id congress.MemberID) string {
	for _, r := range v.Reports {
		if r.Contest.ID == contest.ID && slices.Contains(slices.Concat(r.Outcome.Elected, r.Outcome.Alternates),
			string(id)) {
			row := r.Outcome.Rows[r.Definition.List.Index(string(id))]
			return fmt.Sprintf(" (%d/%d, %s)", row.Votes, r.Outcome.Base, percentVN(row.Percent))
		}
	}
	return ""
}

// extractColumns heads the danh sách trích ngang; the last is the office.
func extractColumns() []Column {
	return []Column{{"Số TT", 4, Center}, {"Họ và tên", 14, Left}, {"Giới tính", 6, Center}, {"Ngày sinh", 12, Center},
		{"Quê quán", 15, Left}, {"Dân tộc; tôn giáo", 9, Center}, {"Ngày vào Đảng; chính thức", 12, Center},
		{"Học vấn; chuyên môn", 12, Left}, {"Lý luận chính trị", 8, Left}, {"Chức vụ hiện nay", 10, Left},
		{"Quá trình cấp ủy", 14, Left}, {"Khen thưởng; kỷ luật", 14, Left}, {"Chức danh trúng cử", 14, Left}}
}

// extractRows returns a line for everybody elected, once, with all offices won.
// What the roster does not know is left to be written.
func extractRows(v ratify.DossierView) [][]string {
	var rows [][]string
	for i, p := range people(v) {
		m := v.Overview.Member(p.id)
		sex := "Nam"
		if m.Female {
			sex = "Nữ"
		}
		rows = append(rows, []string{fmt.Sprint(i + 1), m.Name, sex, shortBirth(m.Born), m.Hometown,
			both(m.People, m.Religion), both(m.Joined.Short(), m.OfficialOn.Short()), both(m.Schooling, m.Education),
			m.PoliticalTheory, m.Position, m.Committees, both(m.Commended, m.Disciplined),
			strings.Join(p.titles(), ", ")})
	}
	return rows
}

// both writes two facts of one column, "" where neither is known; where one is not,
// its place stays, so that the other is not taken for it.
func both(a, b string) string {
	if a == "" && b == "" {
		return ""
	}
	return cmp.Or(a, unknown) + "; " + cmp.Or(b, unknown)
}

// unknown is where a pen writes what is not known.
const unknown = "……"

// Extract is the danh sách trích ngang of those elected.
func Extract(v ratify.DossierView) Document {
	c, head := v.Overview.Congress, cellHeading(v)
	head.Place = placeAndDate(v.Overview.Organisation, c.HeldOn)
	return Document{Title: "Danh sách trích ngang", Day: c.HeldOn, Rehearsal: c.Rehearsal, Landscape: true,
		Blocks: []Block{
			head,
			Title{Name: "DANH SÁCH TRÍCH NGANG", About: "các đồng chí trúng cử tại " + fullTitle(c) + ", nhiệm kỳ " +
				c.Term},
			Table{Columns: extractColumns(), Rows: toBeWritten(extractRows(v))},
			Signatures{Columns: []Signature{{}, cellSigns(v)}},
		}}
}

// toBeWritten draws a dotted line where nothing is known.
func toBeWritten(rows [][]string) [][]string {
	for _, row := range rows {
		for i := range row {
			row[i] = cmp.Or(row[i], unknown)
		}
	}
	return rows
}

// ExtractXLSX writes the danh sách trích ngang as a spreadsheet.
func ExtractXLSX(w io.Writer, v ratify.DossierView) error {
	return spreadsheet(w, "Trích ngang", "DANH SÁCH TRÍCH NGANG – "+v.Overview.Congress.Title, extractColumns(),
		given(extractRows(v)))
}

// SummaryXLSX writes the sums of an organisation, a row a cell and the totals,
// as rows hands them over: none is kept.
func SummaryXLSX(w io.Writer, o congress.Organisation,
	rows func(take func(ratify.CongressRow) error) (ratify.Total, error)) error {
	columns := []Column{{"Số TT", 6, Center}, {"Chi bộ", 40, Left}, {"Ngày đại hội", 14, Center},
		{"Số lượng", 10, Center}, {"Trúng cử", 10, Center},
		{"Tái cử", 10, Center}, {"Mới", 10, Center}, {"Nữ", 10, Center},
		{words.Of("office", ballot.Secretary), 26, Left}, {words.Of("office", ballot.Deputy), 26, Left}}
	return spreadsheet(w, "Tổng hợp", "TỔNG HỢP KẾT QUẢ BẦU CỬ CHI ỦY – "+o.Name, columns, func(add addRow) error {
		n := 0
		t, err := rows(func(r ratify.CongressRow) error {
			n++
			return add([]string{fmt.Sprint(n), r.Organisation.Name, r.Congress.HeldOn.Short(),
				fmt.Sprint(r.Seats), fmt.Sprint(r.Elected), fmt.Sprint(r.Reelected), fmt.Sprint(r.New()),
				fmt.Sprint(r.Female), r.Secretary, r.Deputy})
		})
		if err != nil {
			return err
		}
		return add([]string{"", "Cộng", "", fmt.Sprint(t.Seats), fmt.Sprint(t.Elected), fmt.Sprint(t.Reelected),
			fmt.Sprint(t.New), fmt.Sprint(t.Female), "", ""})
	})
}

// cellValue returns numbers as numbers and keeps texts from being formulas.
func cellValue(text string) any {
	n := 0
	if _, err := fmt.Sscanf(text, "%d", &n); err == nil && fmt.Sprint(n) == text {
		return n
	}
	return roster.Neutralize(text)
}
