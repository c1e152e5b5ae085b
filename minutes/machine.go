package minutes

import (
	"fmt"

	"kiemphieu/congress"
	"kiemphieu/words"
)

// machineBlocks say what the machine of a round read, by what it was trusted, and
// why it was stopped.
func machineBlocks(r congress.Report) []Block {
	if !r.Round.Machine {
		return nil
	}
	m := r.Machine
	read := fmt.Sprintf("Máy đọc %d phiếu", m.Papers)
	if m.Unsure == 0 {
		read += "; chắc cả"
	} else {
		read += fmt.Sprintf("; không chắc %d phiếu, những phiếu ấy do người thứ hai của nhóm đọc và nhập riêng thay "+
			"cho máy", m.Unsure)
	}
	if m.Differing == 0 {
		read += "; khi chốt từng tập, máy và người không khác nhau phiếu nào"
	} else {
		read += fmt.Sprintf("; khi chốt từng tập, máy và người khác nhau %d phiếu", m.Differing)
	}
	blocks := []Block{body("%s.", read)}
	if m.Every > 0 {
		blocks = append(blocks, body("Trước khi kiểm, máy phải đọc đúng mọi hàng của phiếu kiểm tra máy: %d lượt "+
			"kiểm tra đạt. %s.", m.Checked, drawn(r)))
	}
	if m.Fault != "" {
		blocks = append(blocks, body("Chương trình dừng việc máy đọc phiếu vì %s; %s.",
			words.Lower(words.Of("machine_fault", m.Fault)), byHand(m.ByHand)))
	}
	return blocks
}

// drawn says what the second person found.
func drawn(r congress.Report) string {
	m := r.Machine
	text := fmt.Sprintf("Cứ %d tập thì rút thăm một tập, sau khi tập đã kiểm xong, để người khác kiểm lại", m.Every)
	if m.Every == 1 {
		text = "Mọi tập kiểm xong đều được người khác kiểm lại"
	}
	switch {
	case m.Lots == 0:
		return text + "; lần này không tập nào được rút"
	case m.Fault == "":
		return text + fmt.Sprintf("; đã rút %d tập, người khác kiểm lại đều khớp", m.Lots)
	}
	return text + fmt.Sprintf("; đã rút %d tập, người khác kiểm lại cho đến khi khớp", m.Lots)
}

// byHand says how the rest was counted.
func byHand(sheaves int) string {
	if sheaves == 0 {
		return "khi ấy mọi tập đã kiểm xong"
	}
	return fmt.Sprintf("%d tập còn lại kiểm tay hai lượt, người khác nhau", sheaves)
}
