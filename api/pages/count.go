package pages

import (
	"context"

	"kiemphieu/api"
	"kiemphieu/congress"
)

// counts is about how a box is counted and sealed, and who sees it.
type counts struct {
	*screen
	rounds   rounds
	congress interface {
		ChooseCounting(ctx context.Context, by congress.Actor, id congress.RoundID, mode congress.CountingMode,
			sheafSize, every int, reason string) error
		ClearHandCounts(ctx context.Context, by congress.Actor, id congress.RoundID) error
		ConfirmExplanation(ctx context.Context, by congress.Actor, id congress.RoundID, text string) error
		ConfirmSeal(ctx context.Context, by congress.Actor, id congress.RoundID) (sealed bool, err error)
		ConcludeComplaint(ctx context.Context, by congress.Actor, id congress.RoundID, number int,
			conclusion string) error
		HearComplaint(ctx context.Context, by congress.Actor, id congress.RoundID, from, subject string) error
		NoteMinutes(ctx context.Context, by congress.Actor, id congress.RoundID, n congress.MinutesNotes) error
		Release(ctx context.Context, by congress.Actor, id congress.RoundID) error
		ResizeSheaf(ctx context.Context, by congress.Actor, id congress.RoundID, number int, size int,
			reason string) error
		ShowRunning(ctx context.Context, by congress.Actor, id congress.RoundID, on bool) error
		Supersede(ctx context.Context, by congress.Actor, id congress.RoundID, pass congress.Pass, sheaf int,
			reason string) error
	}
}

func (s counts) routes() []api.Route {
	return []api.Route{
		api.Post("/lan-bau/:round/cach-kiem", chief, form(s.screen, s.choose, s.rounds.show, ofRound, "bundled")),
		api.Post("/lan-bau/:round/co-tap", chief, form(s.screen, s.resizeSheaf, s.rounds.show, ofRound, "resized")),
		api.Post("/lan-bau/:round/nhap-lai", chief, form(s.screen, s.supersede, s.rounds.show, ofRound, "superseded")),
		api.Post("/lan-bau/:round/kiem-tay-lai", chief, s.act(s.clearHandCounts, s.rounds.show, ofRound,
			"hand_counts_cleared")),
		api.Post("/lan-bau/:round/giai-trinh", two, form(s.screen, s.explain, s.rounds.show, ofRound, "")),
		api.Post("/lan-bau/:round/ghi-bien-ban", chief, form(s.screen, s.note, s.rounds.show, ofRound, "noted")),
		api.Post("/lan-bau/:round/khieu-nai", chief, form(s.screen, s.hear, s.rounds.show, ofRound,
			"complaint_heard")),
		api.Post("/lan-bau/:round/khieu-nai/ket-luan", chief, form(s.screen, s.conclude, s.rounds.show, ofRound,
			"complaint_concluded")),
		api.Post("/lan-bau/:round/chot", two, s.signed("password", s.seal, s.rounds.show)),
		api.Post("/lan-bau/:round/cong-bo", chief, s.signed("password",
			s.act(s.release, s.rounds.show, ofRound, "released"), s.rounds.show)),
		api.Post("/lan-bau/:round/so-phieu-dang-kiem", presidium, form(s.screen, s.showRunning, s.rounds.show, ofRound,
			"")),
	}
}

type countingForm struct {
	Counting  congress.CountingMode `form:"counting"`
	SheafSize int                   `form:"sheaf_size"`
	Draw      optional              `form:"draw"` // with a machine: one sheaf in so many is counted by a second person
	Reason    string                `form:"counting_reason" lines:"many"`
}

func (s counts) choose(r *api.Request, f countingForm) error {
	return prefixed("counting_", s.congress.ChooseCounting(r.Context(), r.By, r.RoundID(), f.Counting, f.SheafSize,
		int(f.Draw), f.Reason), "reason")
}

type resizeForm struct {
	Sheaf  int    `form:"resize_sheaf"`
	Size   int    `form:"size"`
	Reason string `form:"resize_reason" lines:"many" required:"true"`
}

func (s counts) resizeSheaf(r *api.Request, f resizeForm) error {
	return prefixed("resize_", s.congress.ResizeSheaf(r.Context(), r.By, r.RoundID(), f.Sheaf, f.Size, f.Reason),
		"sheaf", "reason")
}

type supersedeForm struct {
	Pass   congress.Pass `form:"pass"`
	Sheaf  int           `form:"redo_sheaf"`
	Reason string        `form:"redo_reason" lines:"many" required:"true"`
}

func (s counts) supersede(r *api.Request, f supersedeForm) error {
	return prefixed("redo_", s.congress.Supersede(r.Context(), r.By, r.RoundID(), f.Pass, f.Sheaf, f.Reason),
		"sheaf", "reason")
}

func (s counts) clearHandCounts(r *api.Request) error {
	return s.congress.ClearHandCounts(r.Context(), r.By, r.RoundID())
}

type explanationForm struct {
	Explanation string `form:"explanation" lines:"many"`
}

func (s counts) explain(r *api.Request, f explanationForm) error {
	if err := s.congress.ConfirmExplanation(r.Context(), r.By, r.RoundID(), f.Explanation); err != nil {
		return err
	}
	return s.rounds.countersigned(r, congress.JointExplain, "explained")
}

type notesForm struct {
	Copies     int      `form:"copies"`
	Writer     string   `form:"writer"`
	Doubtful   optional `form:"doubtful"`
	Conclusion string   `form:"conclusion"`
}

func (s counts) note(r *api.Request, f notesForm) error {
	return s.congress.NoteMinutes(r.Context(), r.By, r.RoundID(), congress.MinutesNotes{Copies: f.Copies,
		Writer: f.Writer, Doubtful: int(f.Doubtful), Conclusion: f.Conclusion})
}

type hallComplaintForm struct {
	From    string `form:"complaint_from" required:"true"`
	Subject string `form:"complaint_subject" lines:"many" required:"true"`
}

func (s counts) hear(r *api.Request, f hallComplaintForm) error {
	return s.congress.HearComplaint(r.Context(), r.By, r.RoundID(), f.From, f.Subject)
}

type hallConclusionForm struct {
	Number     int    `form:"complaint"`
	Conclusion string `form:"complaint_conclusion" lines:"many" required:"true"`
}

func (s counts) conclude(r *api.Request, f hallConclusionForm) error {
	return s.congress.ConcludeComplaint(r.Context(), r.By, r.RoundID(), f.Number, f.Conclusion)
}

// seal takes one of the two names; the second closes the round.
func (s counts) seal(r *api.Request) error {
	sealed, err := s.congress.ConfirmSeal(r.Context(), r.By, r.RoundID())
	if err != nil {
		return s.again(r, err, s.rounds.show)
	}
	done := "done.confirmed"
	if sealed {
		done = "done.sealed"
	}
	r.Note(s.words.Text(done, nil))
	return r.Go("/lan-bau/" + r.Param("round"))
}

// release lets the hall see a sealed result.
func (s counts) release(r *api.Request) error {
	return s.congress.Release(r.Context(), r.By, r.RoundID())
}

type runningForm struct {
	On bool `form:"on"`
}

// showRunning takes the congress's decision about running totals.
func (s counts) showRunning(r *api.Request, f runningForm) error {
	if err := s.congress.ShowRunning(r.Context(), r.By, r.RoundID(), f.On); err != nil {
		return err
	}
	done := "done.running_hidden"
	if f.On {
		done = "done.running_shown"
	}
	r.Note(s.words.Text(done, nil))
	return nil
}
