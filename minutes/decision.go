package minutes

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/words"
)

// Decision is the superior's decision about a dossier: quyết định chuẩn y kết
// quả bầu cử, or that which annuls it and orders a new election.
func Decision(v ratify.DossierView) Document {
	c, o := v.Overview.Congress, v.Overview.Organisation
	if v.Dossier.State == ratify.DossierAnnulled {
		return Annulment(v)
	}
	table, refused := ratified(v)
	if len(table.Rows) == 0 {
		return nobodyRatified(v, refused)
	}
	blocks := []Block{body("Điều 1. Chuẩn y kết quả "+electionOf(c)+
		" %s của %s, nhiệm kỳ %s, gồm %s đồng chí có tên sau đây:",
		contested(v), o.Name, c.Term, two(len(table.Rows))), table}
	if refused != nil {
		blocks = append(blocks, body("Không chuẩn y %s đồng chí: %s. Lý do: %s.", two(len(refused)), JoinNames(refused),
			strings.TrimSuffix(v.Dossier.Reason, ".")))
	}
	blocks = append(blocks,
		body("Điều 2. Các đồng chí có tên tại Điều 1 thực hiện nhiệm vụ, quyền hạn theo Điều lệ Đảng và quy chế làm "+
			"việc của %s.", o.Name),
		body("Điều 3. %s và các đồng chí có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này. Quyết định có "+
			"hiệu lực kể từ ngày ký.", o.Name))
	return decision(v, "Quyết định chuẩn y", fmt.Sprintf("chuẩn y kết quả "+electionOf(c)+" của %s, nhiệm kỳ %s",
		o.Name, c.Term),
		v.Dossier.Number, v.Dossier.DecidedOn, blocks...)
}

// Annulment is the decision that annuls a result, also one that was ratified: then it
// says by which decision.
func Annulment(v ratify.DossierView) Document {
	c, o := v.Overview.Congress, v.Overview.Organisation
	annulment, _ := v.Dossier.Annulment()
	ratified := ""
	if v.Dossier.AnnulledOn != "" {
		ratified = fmt.Sprintf(", đã được chuẩn y tại Quyết định số %s, %s", ratify.AsNumbered(v.Dossier.Number),
			longDate(v.Dossier.DecidedOn))
	}
	return decision(v, "Quyết định hủy kết quả bầu cử", fmt.Sprintf("hủy kết quả %s của %s, nhiệm kỳ %s",
		electionOf(c), o.Name, c.Term), annulment.Number, annulment.DecidedOn,
		body("Điều 1. Hủy kết quả %s tại %s, họp %s%s. Lý do: %s.", electionOf(c), fullTitle(c), longDate(c.HeldOn),
			ratified, strings.TrimSuffix(annulment.Reason, ".")),
		body("Điều 2. %s tổ chức bầu cử lại theo Quy chế bầu cử trong Đảng và trình kết quả để xem xét, chuẩn y.",
			o.Name),
		carriedOut(o))
}

// carriedOut is the last article: who carries a decision out.
func carriedOut(o congress.Organisation) Paragraph {
	return body("Điều 3. %s chịu trách nhiệm thi hành Quyết định này. Quyết định có hiệu lực kể từ ngày ký.", o.Name)
}

// nobodyRatified is the decision about a result of which nobody is ratified: all were
// refused, nobody was elected to an office, or delegates alone were to be elected.
func nobodyRatified(v ratify.DossierView, refused []string) Document {
	c, o := v.Overview.Congress, v.Overview.Organisation
	open, delegates := openOffices(v), len(delegatesLine(v)) > 0
	if open == nil && delegates {
		return decision(v, "Quyết định về kết quả bầu đại biểu", fmt.Sprintf("về kết quả %s của %s, nhiệm kỳ %s",
			electionOf(c), o.Name, c.Term), v.Dossier.Number, v.Dossier.DecidedOn,
			body("Điều 1. Kết quả %s tại %s, họp %s không có chức danh phải chuẩn y.", electionOf(c), fullTitle(c),
				longDate(c.HeldOn)),
			body("Điều 2. Tư cách của đại biểu được bầu dự đại hội cấp trên do đại hội ấy thẩm tra, xem xét."),
			carriedOut(o))
	}
	why := ": không có đồng chí nào trúng cử"
	switch {
	case refused != nil:
		why = fmt.Sprintf(" đối với %s đồng chí: %s. Lý do: %s", two(len(refused)), JoinNames(refused),
			strings.TrimSuffix(v.Dossier.Reason, "."))
	case delegates:
		why += " vào chức danh phải chuẩn y"
	}
	return decision(v, "Quyết định không chuẩn y", fmt.Sprintf("không chuẩn y kết quả %s của %s, nhiệm kỳ %s",
		electionOf(c), o.Name, c.Term), v.Dossier.Number, v.Dossier.DecidedOn,
		body("Điều 1. Không chuẩn y kết quả %s của %s, nhiệm kỳ %s%s.", electionOf(c), o.Name, c.Term, why),
		body("Điều 2. %s", whatFollows(v, open)), carriedOut(o))
}

// openOffices lists the contests for an office that is ratified, and of which nobody is.
func openOffices(v ratify.DossierView) []congress.Contest {
	var open []congress.Contest
	for _, contest := range v.Overview.Contests {
		if contest.Contest.Office != ballot.Delegates {
			open = append(open, contest.Contest)
		}
	}
	return open
}

// whatFollows says what becomes of offices of which nobody is ratified: those for which
// three ballots elected nobody are filled by the superior, the others voted on again.
func whatFollows(v ratify.DossierView, open []congress.Contest) string {
	appointed, again := "", len(open) == 0
	for _, contest := range open {
		if contest.Settled == congress.SettledAppointed {
			appointed += officeTitle(contest) + " do " + signer(v.Overview.Superior, v.NoStanding).decides +
				" chỉ định. "
			continue
		}
		again = true
	}
	if !again {
		return strings.TrimSpace(appointed)
	}
	return appointed + v.Overview.Organisation.Name + " tổ chức bầu lại theo Quy chế bầu cử trong Đảng và trình kết " +
		"quả để xem xét, chuẩn y."
}

// Appointment is the decision by which the superior fills an office that the
// ballots left open: quyết định chỉ định.
func Appointment(v ratify.DossierView, a ratify.Appointment) Document {
	c, o := v.Overview.Congress, v.Overview.Organisation
	v.Complaints = nil // they are about who was elected
	who := "đồng chí " + a.Name
	if a.Born != "" {
		who += ", " + bornPhrase(a.Born) + ","
	}
	office := OfficeName(ballot.Office(a.Office), "")
	office, _ = strings.CutSuffix(office, " chi bộ")
	return decision(v, "Quyết định chỉ định", fmt.Sprintf("chỉ định %s %s, nhiệm kỳ %s", office, o.Name, c.Term),
		a.Number, a.DecidedOn,
		body("Điều 1. Chỉ định %s giữ chức %s %s, nhiệm kỳ %s.", who, office, o.Name, c.Term),
		body("Điều 2. Đồng chí %s thực hiện nhiệm vụ, quyền hạn theo Điều lệ Đảng và quy chế làm việc của %s.", a.Name,
			o.Name),
		body("Điều 3. %s và đồng chí %s chịu trách nhiệm thi hành Quyết định này. Quyết định có hiệu lực kể từ "+
			"ngày ký.", o.Name, a.Name))
}

// decision puts articles into the form of Party documents.
func decision(v ratify.DossierView, name, about, number string, day congress.Date, articles ...Block) Document {
	c, o, superior := v.Overview.Congress, v.Overview.Organisation, v.Overview.Superior
	by, signed := signer(superior, v.NoStanding), v.SignerOf(number)
	d := Document{Title: name, Day: day, Blocks: []Block{
		Heading{Upper: upper(v.Above.Name), Lower: upper(committeeOf(superior)),
			Code: "Số " + ratify.AsNumbered(number), Place: placeAndDate(superior, day)},
		Title{Name: "QUYẾT ĐỊNH", About: about}}}
	rests := append(ruled(v), "Căn cứ Quy chế làm việc của "+committeeOf(superior),
		fmt.Sprintf("Xét Tờ trình số %s, %s của %s, kèm hồ sơ kết quả bầu cử tại %s, họp %s",
			cmp.Or(v.Submission.Code, "……-TTr/CB"), submittedOn(v), o.Name, fullTitle(c), longDate(c.HeldOn)))
	rests = append(append(rests, aboutComplaints(v)...),
		"Theo đề nghị của "+cmp.Or(signed.Advised, "……………………………………"))
	d.Blocks = append(d.Blocks, grounds(",", rests...)...)
	d.Blocks = append(d.Blocks, Paragraph{Text: upper(by.decides) + " QUYẾT ĐỊNH:", Bold: true, Center: true})
	d.Blocks = append(d.Blocks, articles...)
	d.Blocks = append(d.Blocks, Signatures{Columns: []Signature{{Role: "Nơi nhận:\n" + reported(v) +
		"- Như Điều 3;\n" + advisers(signed) + keeps(superior)}, by.signed(signed)}})
	return d
}

// submittedOn tells the day of the submission, or leaves it to be written.
func submittedOn(v ratify.DossierView) string {
	if v.Submission.Day == "" {
		return "ngày ……………"
	}
	return longDate(v.Submission.Day)
}

// advisers are those who proposed the decision; they get a copy.
func advisers(signed congress.PaperNumbered) string {
	if signed.Advised == "" {
		return ""
	}
	return "- " + words.Capital(signed.Advised) + ";\n"
}

// reported names who above gets a copy.
func reported(v ratify.DossierView) string {
	if v.Above.Name == "" {
		return ""
	}
	return "- " + committeeOf(v.Above) + " (để báo cáo);\n"
}

// keeps names who keeps a copy of a paper of a committee.
func keeps(o congress.Organisation) string { return "- Lưu " + kindOf(o) + "." }

// kindOf is what kind of committee an organisation has: "Đảng ủy".
func kindOf(o congress.Organisation) string {
	if kind, _, ok := strings.Cut(committeeOf(o), "ủy"); ok {
		return kind + "ủy"
	}
	return "Cấp ủy"
}

// committeeOf names the committee of an organisation: a đảng bộ has a đảng ủy.
func committeeOf(o congress.Organisation) string {
	if rest, ok := strings.CutPrefix(o.Name, "Đảng bộ "); ok {
		return "Đảng ủy " + rest
	}
	return o.Name
}

// signing is how a committee is named where it decides, and where it signs.
type signing struct {
	decides string // "Ban Thường vụ Đảng ủy phường Kỳ Trinh"
	signs   Signature
}

// signed puts post and name of who signs below, where somebody said so.
func (s signing) signed(by congress.PaperNumbered) Signature {
	if by.Signer != "" {
		s.signs.Post, s.signs.Name = by.Post, by.Signer
	}
	return s.signs
}

// signer names who decides for an organisation: its standing committee, or
// the committee itself where it has none.
func signer(o congress.Organisation, noStanding bool) signing {
	committee := committeeOf(o)
	if !noStanding {
		return signing{"Ban Thường vụ " + committee, Signature{Role: "T/M BAN THƯỜNG VỤ", Post: "BÍ THƯ"}}
	}
	return signing{committee, Signature{Role: "T/M " + upper(kindOf(o)), Post: "BÍ THƯ"}}
}

// personTitle names what somebody is who was elected to an office.
func personTitle(c congress.Contest) string {
	if c.Office == ballot.Committee {
		return "Chi ủy viên"
	}
	return officeTitle(c)
}

// contested names what is ratified: "chi ủy, bí thư, phó bí thư". Of an office for
// which everybody was refused nothing is.
func contested(v ratify.DossierView) string {
	var names []string
	for _, contest := range v.Overview.Contests {
		stands := slices.ContainsFunc(contest.Elected, func(e congress.Elected) bool { return !e.Refused })
		if !stands || contest.Contest.Office == ballot.Delegates {
			continue
		}
		name, _ := strings.CutSuffix(OfficeName(contest.Contest.Office, contest.Contest.Title), " chi bộ")
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// person is somebody who was elected, with all offices.
type person struct {
	id       congress.MemberID
	contests []congress.Contest
	rank     int
	refused  bool
}

// titles names what the person is now.
func (p person) titles() []string {
	titles := make([]string, len(p.contests))
	for i, c := range p.contests {
		titles[i] = personTitle(c)
	}
	return titles
}

// people returns everybody elected once, the secretary first and then as elected.
func people(v ratify.DossierView) []person {
	rank := map[ballot.Office]int{ballot.Secretary: 1, ballot.Deputy: 2, ballot.Committee: 3}
	var all []person
	for _, contest := range v.Overview.Contests {
		for _, e := range contest.Elected {
			i := slices.IndexFunc(all, func(p person) bool { return p.id == e.MemberID })
			if i < 0 {
				i = len(all)
				all = append(all, person{id: e.MemberID, rank: len(rank) + 1})
			}
			p := &all[i]
			won := contest.Contest
			won.Office = e.Office // an alternate stands on the list of the delegates
			p.contests = append(p.contests, won)
			p.refused = p.refused || e.Refused
			if n := rank[contest.Contest.Office]; n > 0 {
				p.rank = min(p.rank, n)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b person) int { return cmp.Compare(a.rank, b.rank) })
	return all
}

// toRatify leaves out delegates and their alternates, and who is nothing else:
// the superior's congress looks at their credentials itself.
func toRatify(all []person) []person {
	var left []person
	for _, p := range all {
		p.contests = slices.DeleteFunc(slices.Clone(p.contests), func(c congress.Contest) bool {
			return c.Office == ballot.Delegates || c.Office == ballot.Alternates
		})
		if len(p.contests) > 0 {
			left = append(left, p)
		}
	}
	return left
}

// ratified lists those ratified, once with all offices, and the names of those
// left out.
func ratified(v ratify.DossierView) (Table, []string) {
	table := Table{Columns: []Column{{"Số TT", 9, Center}, {"Họ và tên", 34, Left}, {"Ngày sinh", 20, Center},
		{"Chức danh", 37, Left}}}
	var left []string
	for _, p := range toRatify(people(v)) {
		m := v.Overview.Member(p.id)
		if p.refused {
			left = append(left, m.Name)
			continue
		}
		table.Rows = append(table.Rows, []string{fmt.Sprint(len(table.Rows) + 1), m.Name, shortBirth(m.Born),
			strings.Join(p.titles(), ", ")})
	}
	return table, left
}
