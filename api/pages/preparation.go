package pages

import (
	"fmt"
	"strings"

	"kiemphieu/api"

	"kiemphieu/congress"
)

// preparationPage is what a congress is to have ready, and to see to afterwards.
type preparationPage struct {
	O         congress.Overview
	Preparing []congress.Preparation
	FollowUps []congress.Preparation
	MayNote   bool // items of the preparation
	MayFollow bool // follow-ups
}

func (s *Pages) showPreparation(r *api.Request) error {
	o, err := s.overview(r)
	if err != nil {
		return err
	}
	notes := r.By.Role == congress.RoleOrganiser || r.By.Role == congress.RoleSuperior
	data := preparationPage{O: o, Preparing: o.Preparing(), FollowUps: o.FollowUps(),
		MayNote: notes && !o.Congress.BaseFrozen(), MayFollow: notes && o.Congress.State == congress.StateRatified}
	return s.congressPage(r, "preparation", "Chuẩn bị đại hội", o, data)
}

// notePreparation takes the rows of the form, whatever their number.
func (s *Pages) notePreparation(r *api.Request) error {
	var inputs []congress.PreparationInput
	for _, item := range append(congress.PreparationItems(), congress.FollowUpItems()...) {
		field := func(name string) string { return string(item) + "." + name }
		if r.FormValue(field("done_on")) != "" || r.Request().PostForm.Has(field("done_on")) {
			inputs = append(inputs, congress.PreparationInput{Item: item, DoneOn: day(r, field("done_on")),
				ApprovedBy: r.FormValue(field("approved_by")), Note: r.FormValue(field("note"))})
		}
	}
	return s.Congress.NotePreparation(r.Context(), r.By, r.CongressID(), inputs)
}

// preparationStep is the first line of the day: what is ready before it.
func (s *Pages) preparationStep(o congress.Overview, base string) step {
	items := len(congress.PreparationItems())
	missing := congress.MissingOf(congress.PreparationItems(), o.Preparations)
	st := step{Key: "preparation", State: "todo", Href: base + "/chuan-bi", Line: "Báo cáo chính trị, quy trình nhân sự năm bước, cấp trên duyệt"}
	switch {
	case len(missing) == 0:
		st.State, st.Line = "done", fmt.Sprintf("Đủ %d mục, có ngày và nơi duyệt", items)
	case o.Congress.Rehearsal:
		st.State, st.Line = "done", "Diễn tập: không cần danh mục chuẩn bị"
	case o.Congress.BaseFrozen():
		st.State, st.Line = "done", fmt.Sprintf("Đại hội đã mở khi còn thiếu %d/%d mục; lý do nằm trong hồ sơ", len(missing), items)
	case len(missing) < items:
		st.State, st.Line = "doing", fmt.Sprintf("Xong %d/%d mục; còn %s", items-len(missing), items, s.itemNames(missing))
	}
	return st
}

// followUpStep is the last line, once the result is ratified.
func (s *Pages) followUpStep(o congress.Overview, base string) step {
	items := congress.FollowUpItems()
	missing := congress.MissingOf(items, o.Preparations)
	st := step{Key: "follow_up", State: "todo", Href: base + "/chuan-bi#sau-dai-hoi", Line: "Còn " + s.itemNames(missing)}
	switch len(missing) {
	case 0:
		st.State, st.Line = "done", fmt.Sprintf("Xong %d việc, có ngày và nơi duyệt", len(items))
	case len(items):
	default:
		st.State = "doing"
	}
	return st
}

// itemNames names items of the checklist in a sentence.
func (s *Pages) itemNames(items []congress.PreparationItem) string {
	names := make([]string, len(items))
	for i, item := range items {
		names[i] = s.words.Text("preparation.short."+string(item), nil)
	}
	return strings.Join(names, ", ")
}
