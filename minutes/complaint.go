package minutes

import (
	"cmp"
	"fmt"
	"strings"

	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/words"
)

// Complaint is the paper about a step of a complaint or denunciation (190-QĐ/TW,
// Điều 33): the receipt, the conclusion of the inspection committee, the decision.
// A step that has no paper of its own has none. No model was found: the form is
// that of the day's layout, and what was not recorded is left to be written.
func Complaint(v ratify.DossierView, c ratify.Complaint, step int) (Document, bool) {
	switch e := c.Steps[step]; ratify.ComplaintStep(e.Step) {
	case ratify.ComplaintReceived:
		return complaintReceipt(v, c, e), true
	case ratify.ComplaintFound:
		return complaintFinding(v, c, e), true
	case ratify.ComplaintDecided:
		return complaintDecision(v, c, e), true
	case ratify.ComplaintHanded, ratify.ComplaintWithdrawn:
	}
	return Document{}, false
}

// complaintAbout names what a complaint is about: "đơn khiếu nại số 01 về kết quả bầu cử tại …".
func complaintAbout(v ratify.DossierView, c ratify.Complaint) string {
	return complaintNamed(c) + " về kết quả bầu cử tại " + fullTitle(v.Overview.Congress)
}

func complaintNamed(c ratify.Complaint) string {
	kind := "khiếu nại"
	if c.Form == ratify.FormDenunciation {
		kind = "tố cáo"
	}
	return "đơn " + kind + " số " + two(c.Number)
}

// complaintHead is the head of a paper of the superior, or of its inspection committee.
func complaintHead(v ratify.DossierView, lower, number, kind string, day congress.Date) Heading {
	superior := v.Overview.Superior
	h := Heading{Upper: upper(v.Above.Name), Lower: upper(cmp.Or(lower, committeeOf(superior))),
		Place: placeAndDate(superior, day), Code: "Số " + cmp.Or(ratify.AsNumbered(number), "……-"+kind)}
	if lower != "" {
		h.Upper = upper(committeeOf(superior))
	}
	return h
}

func complaintReceipt(v ratify.DossierView, c ratify.Complaint, e congress.ComplaintNoted) Document {
	o := v.Overview
	d := Document{Title: "Giấy nhận đơn", Day: e.Day, Rehearsal: o.Congress.Rehearsal, Blocks: []Block{
		complaintHead(v, "", e.Number, "GN", e.Day),
		Title{Name: "GIẤY NHẬN ĐƠN", About: complaintAbout(v, c)},
		body("Người gửi đơn: ……………………………"),
		body("Nơi nhận đơn: %s, %s.", committeeOf(o.Superior), longDate(e.Day)),
		body("Nội dung đơn: %s.", strings.TrimSuffix(e.Text, ".")),
		body("Giấy tờ, tài liệu kèm theo: ……………………………")}}
	if due := cmp.Or(e.Due, v.Deadlines.Complaint); due != "" {
		when := "trong thời hạn"
		if c.Late {
			when = "sau thời hạn"
		}
		d.Blocks = append(d.Blocks, body("Đơn nhận %s (thời hạn nhận khiếu nại đến hết %s; %s).", when, longDate(due),
			o.Rules.Clause("complaint_days")))
	}
	d.Blocks = append(d.Blocks,
		body("Đơn sẽ được chuyển ủy ban kiểm tra của cấp ủy cấp trên xác minh, báo cáo cấp ủy xem "+
			"xét, quyết định. Giấy này lập thành …… bản, người gửi đơn giữ một bản."),
		Signatures{Columns: []Signature{{Role: "NGƯỜI GỬI ĐƠN"}, {Role: "NGƯỜI NHẬN ĐƠN"}}})
	return d
}

func complaintFinding(v ratify.DossierView, c ratify.Complaint, e congress.ComplaintNoted) Document {
	committee, found := verifier(c), "Không có vi phạm"
	if e.Breach {
		found = "Có vi phạm"
	}
	above := committeeOf(v.Overview.Superior)
	own := strings.TrimSuffix(committee, " "+above)
	d := Document{Title: "Kết luận của ủy ban kiểm tra", Day: e.Day, Rehearsal: v.Overview.Congress.Rehearsal,
		Blocks: append([]Block{complaintHead(v, own, e.Number, "KL/UBKT", e.Day),
			Title{Name: "KẾT LUẬN", About: "đối với " + complaintAbout(v, c)}}, grounds(".", ruled(v)...)...)}
	d.Blocks = append(d.Blocks,
		body("Sau khi xác minh, %s kết luận:", committee),
		section("1. Nội dung đơn"), body("%s.", strings.TrimSuffix(c.Steps[0].Text, ".")),
		section("2. Kết quả xác minh"), body("%s.", strings.TrimSuffix(e.Text, ".")),
		section("3. Kết luận"), body("%s trong bầu cử. %s báo cáo %s xem xét, quyết định (%s).", found, committee,
			above, v.Overview.Rules.Clause("complaint_days")),
		Signatures{Columns: []Signature{{Role: "Nơi nhận:\n- " + above + " (để báo cáo);\n- Lưu " + own + "."},
			{Role: "T/M ỦY BAN KIỂM TRA", Post: "CHỦ NHIỆM"}}})
	return d
}

// verifier is who was to verify a complaint.
func verifier(c ratify.Complaint) string {
	for _, s := range c.Steps {
		if s.To != "" {
			return words.Capital(s.To)
		}
	}
	return "Ủy ban kiểm tra"
}

// finding is what the inspection committee found, as a ground of a decision.
func finding(c ratify.Complaint, e congress.ComplaintNoted) string {
	found := "không có vi phạm"
	if e.Breach {
		found = "có vi phạm"
	}
	return fmt.Sprintf("Xét Kết luận số %s, %s của %s: %s trong bầu cử",
		cmp.Or(ratify.AsNumbered(e.Number), "……"), longDate(e.Day), verifier(c), found)
}

// aboutComplaints are the grounds that complaints give a decision about the result: a
// breach that was found, and how each was decided.
func aboutComplaints(v ratify.DossierView) []string {
	var rests []string
	for _, c := range v.Complaints {
		for _, s := range c.Steps {
			switch step := ratify.ComplaintStep(s.Step); {
			case step == ratify.ComplaintFound && s.Breach:
				rests = append(rests, finding(c, s))
			case step == ratify.ComplaintDecided:
				rests = append(rests, fmt.Sprintf("Xét Quyết định số %s, %s giải quyết %s", ratify.AsNumbered(s.Number),
					longDate(s.Day), complaintNamed(c)))
			}
		}
	}
	return rests
}

func complaintDecision(v ratify.DossierView, c ratify.Complaint, e congress.ComplaintNoted) Document {
	by := signer(v.Overview.Superior, v.NoStanding)
	rests := ruled(v)
	for _, s := range c.Steps {
		if ratify.ComplaintStep(s.Step) == ratify.ComplaintFound {
			rests = append(rests, finding(c, s))
		}
	}
	blocks := append([]Block{complaintHead(v, "", e.Number, "QĐ", e.Day),
		Title{Name: "QUYẾT ĐỊNH", About: "giải quyết " + complaintAbout(v, c)}}, grounds(",", rests...)...)
	return Document{Title: "Quyết định giải quyết đơn", Day: e.Day, Rehearsal: v.Overview.Congress.Rehearsal,
		Blocks: append(blocks, Paragraph{Text: upper(by.decides) + " QUYẾT ĐỊNH:", Bold: true, Center: true},
			body("Điều 1. Giải quyết %s như sau: %s.", complaintAbout(v, c), strings.TrimSuffix(e.Text, ".")),
			body("Điều 2. %s, %s và người gửi đơn chịu trách nhiệm thi hành Quyết định này. Quyết định có hiệu lực kể "+
				"từ ngày ký.", v.Overview.Organisation.Name, verifier(c)),
			Signatures{Columns: []Signature{{Role: "Nơi nhận:\n" + reported(v) + "- Như Điều 2;\n" +
				keeps(v.Overview.Superior)},
				by.signed(v.SignerOf(e.Number))}})}
}
