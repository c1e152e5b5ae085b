package minutes

import (
	"fmt"
	"strings"

	"kiemphieu/ratify"
)

// Custody is the paper about one step of the sealed papers: they are sealed,
// handed over, opened, kept longer or destroyed (190-QĐ/TW, Điều 35).
func Custody(v ratify.DossierView, step int) Document {
	e, c, o := v.Custody.Steps[step], v.Overview.Congress, v.Overview.Organisation
	name, done := custodyName(ratify.CustodyStep(e.Step))
	d := Document{Title: "Biên bản " + name, Day: e.Day, Rehearsal: c.Rehearsal, Blocks: []Block{
		heading(c, o, "BẢO QUẢN PHIẾU BẦU", e.Day),
		Title{Name: "BIÊN BẢN", About: name + " phiếu bầu, " + c.Title},
		body("Hôm nay, %s, tại ……………………, %s, họp %s, %s phiếu bầu đã kiểm.", longDate(e.Day), c.Title,
			longDate(c.HeldOn), done),
	}}
	if e.Number != "" {
		d.Blocks = append(d.Blocks, body("Căn cứ Quyết định số %s.", e.Number))
	}
	for _, r := range v.Reports {
		d.Blocks = append(d.Blocks, body("– %s, lần bầu %d: %d phiếu hợp lệ, %d phiếu không hợp lệ, %d phiếu không "+
			"dùng.", OfficeName(r.Contest.Office, r.Contest.Title), r.Round.Number, r.Sheet.Valid, r.Sheet.Invalid,
			r.Round.Unused))
	}
	d.Blocks = append(d.Blocks, body("Số gói: %d. Tình trạng niêm phong: …………………………………………", packetsAt(v.Custody, step)))
	if e.Text != "" {
		d.Blocks = append(d.Blocks, body("Nội dung, lý do: %s.", strings.TrimSuffix(e.Text, ".")))
	}
	if e.Holder != "" {
		d.Blocks = append(d.Blocks, body("Người giữ từ lúc này: %s.", e.Holder))
	}
	d.Blocks = append(d.Blocks, body("Biên bản lập thành …… bản."), Signatures{Columns: []Signature{
		{Role: "BÊN GIAO"}, {Role: "NGƯỜI CHỨNG KIẾN"}, {Role: "BÊN NHẬN", Name: e.Holder}}})
	return d
}

// packetsAt is how many packets there were at a step.
func packetsAt(c ratify.Custody, step int) int {
	n := 0
	for _, e := range c.Steps[:step+1] {
		if e.Packets > 0 {
			n = e.Packets
		}
	}
	return n
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
