package pages

import (
	"context"

	"kiemphieu/api"
	"kiemphieu/congress"
)

// preparations is about what is to be ready before the day, and seen to after it.
type preparations struct {
	*screen
	congress interface {
		NotePreparation(ctx context.Context, by congress.Actor, id congress.CongressID,
			inputs []congress.PreparationInput) error
		Overview(ctx context.Context, id congress.CongressID) (congress.Overview, error)
	}
}

func (s preparations) routes() []api.Route {
	return []api.Route{
		api.Get("/dai-hoi/:congress/chuan-bi", api.Anybody(), s.show),
		api.Post("/dai-hoi/:congress/chuan-bi", advise, s.act(s.note, s.show, ofCongress("/chuan-bi"),
			"preparation_saved")),
	}
}

// preparationPage is what a congress is to have ready, and to see to afterwards.
type preparationPage struct {
	O         congress.Overview
	Preparing []congress.Preparation
	FollowUps []congress.Preparation
	MayNote   bool // items of the preparation
	MayFollow bool // follow-ups
}

func (s preparations) show(r *api.Request) error {
	o, err := s.congress.Overview(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	notes := r.By.Role == congress.RoleOrganiser || r.By.Role == congress.RoleSuperior
	data := preparationPage{O: o, Preparing: o.Preparing(), FollowUps: o.FollowUps(),
		MayNote: notes && !o.Congress.BaseFrozen(), MayFollow: notes && o.Congress.State == congress.StateRatified}
	return s.congressPage(r, "preparation", "Chuẩn bị đại hội", o, data)
}

// preparationForm is a row of the checklist; the names of its fields begin
// with the item.
type preparationForm struct {
	DoneOn     congress.Date `form:"done_on"`
	ApprovedBy string        `form:"approved_by"`
	Note       string        `form:"note" lines:"many"`
}

// note takes the rows of the form, whatever their number.
func (s preparations) note(r *api.Request) error {
	var inputs []congress.PreparationInput
	for _, item := range append(congress.PreparationItems(), congress.FollowUpItems()...) {
		row, err := read[preparationForm](r, before(string(item)+"."))
		if err != nil {
			return err
		}
		if r.Request().PostForm.Has(string(item) + ".done_on") {
			inputs = append(inputs, congress.PreparationInput{Item: item, DoneOn: row.DoneOn,
				ApprovedBy: row.ApprovedBy, Note: row.Note})
		}
	}
	return s.congress.NotePreparation(r.Context(), r.By, r.CongressID(), inputs)
}
