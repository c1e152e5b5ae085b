package pages

import (
	"bytes"
	"context"
	"net/http"

	"kiemphieu/api"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
)

// papers is about the papers of a round: printed, handed out, taken out of the box.
type papers struct {
	*screen
	rounds   rounds
	congress interface {
		ConfirmReprint(ctx context.Context, by congress.Actor, id congress.RoundID, reason string) error
		CorrectBallotAccount(ctx context.Context, by congress.Actor, id congress.RoundID, in congress.PaperNumbers,
			reason string) error
		Exchange(ctx context.Context, by congress.Actor, id congress.RoundID) error
		TakeBackExchange(ctx context.Context, by congress.Actor, id congress.RoundID) error
		HandOutShuffled(ctx context.Context, by congress.Actor, id congress.RoundID, present, papers int,
			reason, shuffledBy, watchedBy string) error
		MakePapers(ctx context.Context, by congress.Actor, id congress.RoundID, in congress.PapersInput,
			print func(congress.Printing) error) error
		OpenBox(ctx context.Context, by congress.Actor, id congress.RoundID, in congress.BoxInput) error
	}
}

func (s papers) routes() []api.Route {
	return []api.Route{
		api.Post("/lan-bau/:round/in-phieu", printing, s.print),
		api.Post("/lan-bau/:round/in-lai", two, form(s.screen, s.confirmReprint, s.rounds.show, ofRound, "")),
		api.Post("/lan-bau/:round/phat-phieu", chief, form(s.screen, s.handOut, s.rounds.show, ofRound, "handed_out")),
		api.Post("/lan-bau/:round/doi-phieu", chief, s.act(s.exchange, s.rounds.show, ofRound, "exchanged")),
		api.Post("/lan-bau/:round/thoi-doi-phieu", chief, s.act(s.takeBackExchange, s.rounds.show, ofRound,
			"exchange_taken_back")),
		api.Post("/lan-bau/:round/mo-thung", chief, form(s.screen, s.openBox, s.rounds.show, ofRound, "box_opened")),
		api.Post("/lan-bau/:round/sua-so", chief, form(s.screen, s.correctNumbers, s.rounds.show, ofRound,
			"corrected")),
	}
}

type papersForm struct {
	Count   int           `form:"count"`
	Reserve int           `form:"reserve"`
	Format  ballot.Format `form:"format"`
}

// print makes the papers and sends them as one PDF, once: the codes are
// nowhere else.
func (s papers) print(r *api.Request) error {
	var pdf bytes.Buffer
	f, err := read[papersForm](r, same)
	if err == nil {
		err = s.congress.MakePapers(r.Context(), r.By, r.RoundID(), congress.PapersInput(f),
			func(p congress.Printing) error { return minutes.WritePapers(p, &pdf) })
	}
	if err != nil {
		return s.again(r, err, s.rounds.show)
	}
	defer forget()
	defer clear(pdf.Bytes())
	r.Response().Header().Set("Content-Disposition", `attachment; filename="phieu-bau.pdf"`)
	return r.Blob(http.StatusOK, "application/pdf", pdf.Bytes())
}

func (s papers) confirmReprint(r *api.Request, f reasonForm) error {
	if err := s.congress.ConfirmReprint(r.Context(), r.By, r.RoundID(), f.Reason); err != nil {
		return err
	}
	return s.rounds.countersigned(r, congress.JointReprint, "reprint_agreed")
}

type handOutForm struct {
	Present    int    `form:"present"`
	HandedOut  int    `form:"handed_out"`
	Unprepared string `form:"unprepared" lines:"many"` // why the day begins though not all is ready
	ShuffledBy string `form:"shuffled_by"`             // before the first paper of a printing
	WatchedBy  string `form:"watched_by"`
}

func (s papers) handOut(r *api.Request, f handOutForm) error {
	return s.congress.HandOutShuffled(r.Context(), r.By, r.RoundID(), f.Present, f.HandedOut, f.Unprepared,
		f.ShuffledBy, f.WatchedBy)
}

func (s papers) exchange(r *api.Request) error {
	return s.congress.Exchange(r.Context(), r.By, r.RoundID())
}

func (s papers) takeBackExchange(r *api.Request) error {
	return s.congress.TakeBackExchange(r.Context(), r.By, r.RoundID())
}

type boxForm struct {
	Returned int `form:"returned"`
	Unused   int `form:"unused"`
}

func (s papers) openBox(r *api.Request, f boxForm) error {
	return s.congress.OpenBox(r.Context(), r.By, r.RoundID(), congress.BoxInput(f))
}

type numbersForm struct {
	HandedOut int    `form:"handed_out"`
	Exchanged int    `form:"exchanged"`
	Returned  int    `form:"returned"`
	Unused    int    `form:"unused"`
	Reason    string `form:"numbers_reason" lines:"many" required:"true"`
}

func (s papers) correctNumbers(r *api.Request, f numbersForm) error {
	in := congress.PaperNumbers{HandedOut: f.HandedOut, Exchanged: f.Exchanged, Returned: f.Returned, Unused: f.Unused}
	return prefixed("numbers_", s.congress.CorrectBallotAccount(r.Context(), r.By, r.RoundID(), in, f.Reason), "reason")
}
