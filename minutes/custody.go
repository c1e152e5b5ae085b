package minutes

import (
	"cmp"
	"fmt"
	"strings"

	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// Custody is the paper about one step of the sealed papers: they are sealed,
// handed over, opened, kept longer or destroyed (190-QĐ/TW, Điều 35).
func Custody(v ratify.DossierView, step int) Document {
	e, c, o := v.Custody.Steps[step], v.Overview.Congress, v.Overview.Organisation
	name, done := custodyName(ratify.CustodyStep(e.Step))
	head := heading(c, o, "BAN KIỂM PHIẾU", e.Day)
	if !fromTheHall(v.Custody, step) {
		cell := cellHeading(v)
		head.Upper, head.Lower = cell.Upper, cell.Lower
	}
	d := Document{Title: "Biên bản " + name, Day: e.Day, Rehearsal: c.Rehearsal, Blocks: []Block{
		ofMinutes(head, e.Day), Title{Name: "BIÊN BẢN", About: name + " phiếu bầu, " + fullTitle(c)},
		body("Hôm nay, hồi …… giờ ……, %s, tại ……………………, %s phiếu bầu đã kiểm của %s, họp %s.", longDate(e.Day), done,
			fullTitle(c), longDate(c.HeldOn)),
		custodyGrounds(v, e),
	}}
	packed := v.Packed(step)
	for _, r := range packed {
		d.Blocks = append(d.Blocks, inPackets(r))
	}
	d.Blocks = append(d.Blocks, body("Số gói: %d. Tình trạng niêm phong: …………………………………………",
		cmp.Or(e.Packets, v.Custody.Until(step).Packets)))
	if e.Text != "" {
		d.Blocks = append(d.Blocks, body("Nội dung, lý do: %s.", strings.TrimSuffix(e.Text, ".")))
	}
	if left := toRecord(ratify.CustodyStep(e.Step)); left != "" {
		d.Blocks = append(d.Blocks, body("%s", left))
	}
	if e.Holder != "" && ratify.CustodyStep(e.Step) != ratify.CustodyDestroyed {
		d.Blocks = append(d.Blocks, body("Người giữ từ lúc này: %s.", e.Holder))
	}
	d.Blocks = append(d.Blocks, body("Biên bản lập thành …… bản."), Signatures{Columns: keepers(v.Custody, step)})
	d.Blocks = append(d.Blocks, traceOfAll(packed)...)
	return d
}

// custodyGrounds are the rule about sealed papers and the decision about the step.
func custodyGrounds(v ratify.DossierView, e congress.CustodyNoted) Paragraph {
	text := fmt.Sprintf("Căn cứ %s về Quy chế bầu cử trong Đảng (%s)", v.Overview.Rules.LegalBasis,
		v.Overview.Rules.Clause("keep"))
	if e.Number != "" {
		text += fmt.Sprintf(" và Quyết định số %s, ngày ……………", ratify.AsNumbered(e.Number))
	}
	return body("%s.", text)
}

// inPackets tells the papers of a ballot that are sealed.
func inPackets(r congress.Report) Paragraph {
	spoiled := ""
	if n := r.Round.Exchanged; n > 0 {
		spoiled = fmt.Sprintf(", %d phiếu hỏng đã đổi", n)
	}
	return body("– %s, lần bầu %d: %d phiếu hợp lệ, %d phiếu không hợp lệ%s, %d phiếu không dùng.",
		officeTitle(r.Contest), r.Round.Number, r.Sheet.Valid, r.Sheet.Invalid, spoiled, r.Round.Unused)
}

// toRecord is what only those who are there can write down of a step.
func toRecord(step ratify.CustodyStep) string {
	switch step {
	case ratify.CustodyOpened:
		return "Việc đã làm sau khi mở: …………………………… Niêm phong lại hồi …… giờ ……, số gói: ……"
	case ratify.CustodyDestroyed:
		return "Phương thức hủy: …………………………… Số lượng phiếu đã hủy: …………"
	case ratify.CustodySealed, ratify.CustodyHanded, ratify.CustodyKept, ratify.CustodyReleased:
	}
	return ""
}

// keepers are those who sign a step: both sides where papers change hands, else
// who kept them and those who act by the decision.
func keepers(c ratify.Custody, step int) []Signature {
	e, before := c.Steps[step], c.Until(step)
	if fromTheHall(c, step) {
		before.Holder = ""
	}
	switch ratify.CustodyStep(e.Step) {
	case ratify.CustodySealed, ratify.CustodyHanded:
		return []Signature{{Role: "BÊN GIAO", Name: before.Holder}, {Role: "NGƯỜI CHỨNG KIẾN"},
			{Role: "BÊN NHẬN", Name: e.Holder}}
	case ratify.CustodyOpened, ratify.CustodyKept, ratify.CustodyReleased, ratify.CustodyDestroyed:
	}
	return []Signature{{Role: "NGƯỜI GIỮ PHIẾU", Name: before.Holder}, {Role: "NGƯỜI CHỨNG KIẾN"},
		{Role: "NGƯỜI THỰC HIỆN"}}
}

// fromTheHall reports whether a step seals papers as the counting committee leaves
// them, which nobody kept before.
func fromTheHall(c ratify.Custody, step int) bool {
	before := ratify.CustodyStep(c.Until(step).Last().Step)
	return ratify.CustodyStep(c.Steps[step].Step) == ratify.CustodySealed && before != ratify.CustodyOpened
}

// custodyName names a step within the title of its paper, and what was done.
func custodyName(step ratify.CustodyStep) (name, done string) {
	switch step {
	case ratify.CustodySealed:
		return "niêm phong", "đã niêm phong"
	case ratify.CustodyHanded:
		return "bàn giao", "đã bàn giao"
	case ratify.CustodyOpened:
		return "mở niêm phong", "đã mở niêm phong"
	case ratify.CustodyKept:
		return "giữ lại", "giữ lại quá thời hạn"
	case ratify.CustodyReleased:
		return "thôi giữ lại", "thôi giữ lại quá thời hạn"
	case ratify.CustodyDestroyed:
		return "hủy", "đã hủy"
	}
	return fmt.Sprint(step), ""
}
