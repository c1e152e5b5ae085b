package demo

import (
	"context"
	"time"

	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// plan writes the ward's plan: pilots until 25 June, all others before 20 July.
func (d *Demo) plan(ctx context.Context, superior congress.Actor) error {
	return d.Ratify.SavePlan(ctx, superior, superior.OrgID, ratify.Plan{Term: "2022–2025", FirstDay: "2022-06-15",
		PilotDay: "2022-06-25", LastDay: "2022-07-20"})
}

// prepare notes the first n items of a congress as done in the weeks before it.
func (d *Demo) prepare(ctx context.Context, h *hall, n int) error {
	approved := []string{"Chi bộ", "Chi ủy", "Chi ủy mở rộng", "Chi ủy", "Hội nghị chi bộ", "Chi ủy", "Chi bộ",
		"Ban Thường vụ Đảng ủy phường"}
	var inputs []congress.PreparationInput
	for i, item := range congress.PreparationItems()[:n] {
		done := h.cell.heldOn.AddDays(3*i - 27)
		inputs = append(inputs, congress.PreparationInput{Item: item, DoneOn: done, ApprovedBy: approved[i]})
	}
	return d.Congress.NotePreparation(ctx, h.organiser, h.congress, inputs)
}

// follow notes what follows ratification, and what a pilot taught. Where a
// decision still waits for a second person there is nothing to note.
func (d *Demo) follow(ctx context.Context, h *hall) error {
	if o, err := d.Congress.Overview(ctx, h.congress); err != nil || o.Congress.State != congress.StateRatified {
		return err
	}
	d.Clock.now = d.Clock.now.Add(24 * time.Hour)
	today := congress.DateOf(d.Clock.now)
	items := congress.FollowUpItems()
	if !h.cell.pilot {
		items = items[:1]
	}
	var inputs []congress.PreparationInput
	for _, item := range items {
		inputs = append(inputs, congress.PreparationInput{Item: item, DoneOn: today, ApprovedBy: "Chi ủy"})
	}
	if err := d.Congress.NotePreparation(ctx, h.organiser, h.congress, inputs); err != nil || !h.cell.pilot {
		return err
	}
	lesson := "Chủ tịch đại hội đọc cách tính kết quả từng bước trước khi công bố: chia cho tổng số để tính, không " +
		"chia cho số phiếu hợp lệ."
	if h.cell.model == congress.ModelSchool {
		lesson = "Ghi số người vắng có lý do và cấp ủy đồng ý trước khi phát phiếu, để tổng số để tính kết quả không " +
			"phải sửa."
	}
	return d.Ratify.AddLesson(ctx, h.organiser, h.congress, lesson)
}
