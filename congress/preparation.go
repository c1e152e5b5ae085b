package congress

import (
	"context"
	"slices"
)

// PreparationItem is a thing that a congress has ready before it opens, or
// that the new committee sees to after the decision.
type PreparationItem string

// The catalogue. The order of the functions below is that of the screens.
const (
	ItemReport        PreparationItem = "political_report"   // báo cáo chính trị
	ItemPersonnel1    PreparationItem = "personnel_1"        // năm bước của quy trình nhân sự
	itemPersonnel2    PreparationItem = "personnel_2"        //
	itemPersonnel3    PreparationItem = "personnel_3"        //
	itemPersonnel4    PreparationItem = "personnel_4"        //
	itemPersonnel5    PreparationItem = "personnel_5"        //
	itemPersonnelPlan PreparationItem = "personnel_plan"     // đề án nhân sự
	ItemReview        PreparationItem = "superior_review"    // cấp trên duyệt báo cáo và đề án
	ItemHandover      PreparationItem = "handover"           // bàn giao công việc
	itemRegulation    PreparationItem = "working_regulation" // quy chế làm việc
	itemAssignment    PreparationItem = "assignment"         // phân công nhiệm vụ
)

// PreparationItems lists what is ready before the congress opens, in order.
func PreparationItems() []PreparationItem {
	return []PreparationItem{ItemReport, ItemPersonnel1, itemPersonnel2, itemPersonnel3, itemPersonnel4, itemPersonnel5,
		itemPersonnelPlan, ItemReview}
}

// PreparesFor lists what a meeting of this kind has ready: within a term the
// personnel and the superior's consent.
func (m Meeting) PreparesFor() []PreparationItem {
	if m == MeetingByElection {
		return []PreparationItem{itemPersonnelPlan, ItemReview}
	}
	return PreparationItems()
}

// FollowUpItems lists what is done after the decision, in order.
func FollowUpItems() []PreparationItem {
	return []PreparationItem{ItemHandover, itemRegulation, itemAssignment}
}

// Preparation is what is noted about an item of a congress.
type Preparation struct {
	OrgID      OrgID           `db:"org_id"`
	CongressID CongressID      `db:"congress_id"`
	Item       PreparationItem `db:"item"`
	DoneOn     Date            `db:"done_on"`     // "" while open
	ApprovedBy string          `db:"approved_by"` // the person or the body
	Note       string          `db:"note"`
	NotedBy    string          `db:"noted_by"`
	NotedAt    Instant         `db:"noted_at"`
}

// Done reports whether the item has its day and its approval.
func (p Preparation) Done() bool { return p.DoneOn != "" && p.ApprovedBy != "" }

// Checklist returns the items in their order with what is noted about each;
// items of which nothing is noted have no day.
func Checklist(items []PreparationItem, noted []Preparation) []Preparation {
	list := make([]Preparation, len(items))
	for i, item := range items {
		list[i].Item = item
		if at := slices.IndexFunc(noted, func(p Preparation) bool { return p.Item == item }); at >= 0 {
			list[i] = noted[at]
		}
	}
	return list
}

// MissingOf lists the items that are not done, in order.
func MissingOf(items []PreparationItem, noted []Preparation) []PreparationItem {
	var missing []PreparationItem
	for _, p := range Checklist(items, noted) {
		if !p.Done() {
			missing = append(missing, p.Item)
		}
	}
	return missing
}

// Unready lists what the congress still lacks before it may open without a
// reason; a rehearsal lacks nothing, and what is open is open.
func (o Overview) Unready() []PreparationItem {
	if o.Congress.Rehearsal || o.Congress.BaseFrozen() {
		return nil
	}
	return MissingOf(o.Congress.Meeting.PreparesFor(), o.Preparations)
}

// Preparing returns the checklist before the congress.
func (o Overview) Preparing() []Preparation {
	return Checklist(o.Congress.Meeting.PreparesFor(), o.Preparations)
}

// FollowUps returns the checklist after the decision.
func (o Overview) FollowUps() []Preparation { return Checklist(FollowUpItems(), o.Preparations) }

// PreparationInput is what a person types about an item; all empty takes back
// what was noted.
type PreparationInput struct {
	Item       PreparationItem
	DoneOn     Date
	ApprovedBy string
	Note       string
}

func (in PreparationInput) empty() bool {
	return in.DoneOn == "" && in.ApprovedBy == "" && in.Note == ""
}

// check names fields as "item.field". A day needs the approval and the other
// way round; what lies ahead is not done.
func (in PreparationInput) check(today Date) error {
	at := func(name string) string { return string(in.Item) + "." + name }
	done, by := FieldHolds(in.DoneOn.Valid(), at("done_on"), "format", string(in.DoneOn)),
		AtMost(at("approved_by"), in.ApprovedBy, 200)
	switch {
	case done != nil:
	case in.DoneOn > today:
		done = &FieldError{Field: at("done_on"), Code: "future", Value: string(in.DoneOn)}
	case in.DoneOn == "" && in.ApprovedBy != "":
		done = &FieldError{Field: at("done_on"), Code: "required"}
	case in.DoneOn != "" && in.ApprovedBy == "":
		by = &FieldError{Field: at("approved_by"), Code: "required"}
	}
	return WrongFields(done, by, AtMost(at("note"), in.Note, 500))
}

// NotePreparation notes items of a congress: those of its preparation until
// the first paper is handed out, the follow-ups once the result is ratified.
// Writing the same again changes nothing.
func (s *Service) NotePreparation(ctx context.Context, by Actor, id CongressID, inputs []PreparationInput) error {
	return s.act(ctx, by, id, func(a *Act) error {
		noted, err := a.tx.Preparations(ctx, a.Congress)
		if err != nil {
			return err
		}
		for _, in := range inputs {
			in.ApprovedBy, in.Note = clean(in.ApprovedBy), clean(in.Note)
			if err := a.Congress.takesNote(in); err != nil {
				return err
			}
			if err := in.check(a.Now().Date()); err != nil {
				return err
			}
			if err := in.put(ctx, a, noted); err != nil {
				return err
			}
		}
		return nil
	})
}

// takesNote refuses an item that is not of this stage.
func (c Congress) takesNote(in PreparationInput) error {
	refuse := c.Refuse("note")
	switch {
	case slices.Contains(PreparationItems(), in.Item):
		if c.BaseFrozen() {
			return refuse
		}
	case slices.Contains(FollowUpItems(), in.Item):
		if c.State != StateRatified {
			return refuse
		}
	default:
		return &FieldError{Field: "item", Code: "unknown", Value: string(in.Item)}
	}
	return nil
}

func (in PreparationInput) put(ctx context.Context, a *Act, noted []Preparation) error {
	p := Preparation{OrgID: a.Congress.OrgID, CongressID: a.Congress.ID, Item: in.Item, DoneOn: in.DoneOn,
		ApprovedBy: in.ApprovedBy, Note: in.Note,
		NotedBy: a.By.Name, NotedAt: a.Now()}
	at := slices.IndexFunc(noted, func(old Preparation) bool { return old.Item == in.Item })
	switch {
	case at < 0 && in.empty():
		return nil
	case in.empty():
		return a.tx.DeletePreparation(ctx, a.Congress, in.Item)
	case at >= 0 && noted[at].DoneOn == p.DoneOn && noted[at].ApprovedBy == p.ApprovedBy && noted[at].Note == p.Note:
		return nil
	}
	return a.tx.PutPreparation(ctx, p)
}

// admit lets a congress open whose preparation is complete; one that lacks
// something opens with a reason alone, which goes to the log.
func admit(ctx context.Context, a *Act, reason string) error {
	if a.Congress.Rehearsal {
		return nil
	}
	noted, err := a.tx.Preparations(ctx, a.Congress)
	if err != nil {
		return err
	}
	missing := MissingOf(a.Congress.Meeting.PreparesFor(), noted)
	if len(missing) == 0 {
		return nil
	}
	reason = clean(reason)
	if reason == "" {
		return &FieldError{Field: "unprepared", Code: "unprepared", Value: itoa(len(missing))}
	}
	if err := AtMost("unprepared", reason, 500); err != nil {
		return err
	}
	a.Tell(OpenedUnready{Missing: missing, Reason: reason})
	return nil
}

// LoadUnready finds in the log what a congress lacked when it opened, and
// why it opened all the same; nil where it was prepared or has not opened.
func LoadUnready(ctx context.Context, tx Tx, c Congress) (*OpenedUnready, error) {
	entries, err := tx.LogEntries(ctx, c, 0)
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		found, err := eventIn[OpenedUnready](entry)
		if found != nil || err != nil {
			return found, err
		}
	}
	return nil, nil //nolint:nilnil // most congresses were prepared
}

// PreparationsOf returns what is noted about each of these congresses.
func (s *Service) PreparationsOf(ctx context.Context, meetings []Congress) (map[CongressID][]Preparation, error) {
	noted := map[CongressID][]Preparation{}
	err := s.store.View(ctx, func(tx Tx) error {
		all, err := tx.Preparations(ctx, meetings...)
		for _, p := range all {
			noted[p.CongressID] = append(noted[p.CongressID], p)
		}
		return err
	})
	return noted, err
}
