package minutes

import (
	"fmt"

	"kiemphieu/congress"
)

// PacketLabel is the nhãn niêm phong that is glued over the flap of a packet with the
// papers of a sealed round: what is inside, the words of the log as it stood at the
// seal, and signatures across the flap (rules 8; 190-QĐ/TW, Điều 35).
func PacketLabel(r congress.Report) Document {
	counts := [][]string{{"Phiếu hợp lệ", fmt.Sprint(r.Sheet.Valid)},
		{"Phiếu không hợp lệ", fmt.Sprint(r.Sheet.Invalid)}}
	if n := r.Round.Exchanged; n > 0 {
		counts = append(counts, []string{"Phiếu hỏng đã đổi", fmt.Sprint(n)})
	}
	counts = append(counts, []string{"Phiếu không dùng", fmt.Sprint(r.Round.Unused)}, []string{"Cộng",
		fmt.Sprint(r.Sheet.Valid + r.Sheet.Invalid + r.Round.Exchanged + r.Round.Unused)})
	d := Document{Title: "Nhãn niêm phong", Day: r.Congress.HeldOn, Rehearsal: r.Congress.Rehearsal, Blocks: []Block{
		minutesHeading(r),
		Title{Name: "NHÃN NIÊM PHONG", About: fmt.Sprintf("%s, %s", BallotTitle(r.Definition), fullTitle(r.Congress))},
		body("Gói số …… trong …… gói của lần bầu này; số phiếu của cả lần bầu:"),
		Table{Columns: []Column{{"Loại phiếu", 60, Left}, {"Số phiếu", 40, Center}}, Rows: counts},
		body("Niêm phong hồi …… giờ ……, %s. Chữ ký và dấu đè lên mép dán.", longDate(r.Congress.HeldOn)),
		section("KHÔNG MỞ KHI CHƯA CÓ QUYẾT ĐỊNH (" + r.Rules.Clause("keep") + ")"),
	}}
	d.Blocks = append(d.Blocks, committeeSignatures(r, presidiumSigns(r))...)
	d.Blocks = append(d.Blocks, traceOf(r)...)
	return d
}
