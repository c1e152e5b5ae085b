package pages

import (
	"context"
	"path"
	"strconv"
	"strings"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/ratify"
)

// documents is about minutes and other papers to print.
type documents struct {
	*screen
	congress interface {
		ReportOf(ctx context.Context, id congress.RoundID) (congress.Report, error)
	}
	ratify interface {
		DossierOf(ctx context.Context, id congress.CongressID) (ratify.DossierView, error)
	}
}

func (s documents) routes() []api.Route {
	return []api.Route{
		api.Get("/dai-hoi/:congress/bien-ban", api.Anybody(), s.show),
		api.Get("/dai-hoi/:congress/van-ban/:name", api.Anybody(), s.downloadCongressPaper),
		api.Get("/lan-bau/:round/van-ban/:name", api.Anybody(), s.downloadRoundPaper),
	}
}

// downloadRoundPaper serves the papers of a round: minutes of the count,
// opening minutes, labels of the sheaves.
func (s documents) downloadRoundPaper(r *api.Request) error {
	report, err := s.congress.ReportOf(r.Context(), r.RoundID())
	if err != nil {
		return err
	}
	name := r.Param("name")
	switch stem := strings.TrimSuffix(name, path.Ext(name)); {
	case stem == "bien-ban-kiem-phieu" && report.Round.State == congress.RoundSealed:
		return s.paper(r, name, minutes.Count(report))
	case stem == "bien-ban-mo-dau" && report.Round.Printings > 0:
		return s.paper(r, name, minutes.Opening(report))
	case name == "nhan-tap.pdf" && len(report.Sheaves) > 0:
		return s.file(r, name, func(w writer) error { return minutes.Labels(w, report) })
	}
	return congress.ErrNotFound
}

// downloadCongressPaper serves the papers of a congress.
func (s documents) downloadCongressPaper(r *api.Request) error {
	v, err := s.ratify.DossierOf(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	v = v.OnPaper()
	name := r.Param("name")
	switch strings.TrimSuffix(name, path.Ext(name)) {
	case "tong-hop":
		return s.paper(r, name, minutes.CongressSummary(v))
	case "to-trinh":
		return s.paper(r, name, minutes.Submission(v))
	case "trich-ngang":
		if path.Ext(name) == ".xlsx" {
			return s.file(r, name, func(w writer) error { return minutes.ExtractXLSX(w, v) })
		}
		return s.paper(r, name, minutes.Extract(v))
	case "quyet-dinh":
		if v.Dossier.State == ratify.DossierRatified || v.Dossier.State == ratify.DossierAnnulled {
			return s.paper(r, name, minutes.Decision(v))
		}
	}
	for i, a := range v.Appointments {
		if strings.TrimSuffix(name, path.Ext(name)) == "chi-dinh-"+strconv.Itoa(i+1) {
			return s.paper(r, name, minutes.Appointment(v, a))
		}
	}
	return congress.ErrNotFound
}

func (s documents) show(r *api.Request) error {
	v, err := s.ratify.DossierOf(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	return s.congressPage(r, "documents", "Biên bản và văn bản", v.Overview, map[string]any{"V": v})
}
