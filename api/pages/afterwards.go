package pages

import (
	"context"
	"strconv"

	"kiemphieu/api"
	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// afterwards is about what follows a congress: complaints about its result, and
// where its sealed papers are.
type afterwards struct {
	*screen
	ratify interface {
		DossierOf(ctx context.Context, id congress.CongressID) (ratify.DossierView, error)
		NoteComplaint(ctx context.Context, by congress.Actor, id congress.CongressID, in ratify.ComplaintInput) error
		NoteCustody(ctx context.Context, by congress.Actor, id congress.CongressID, in ratify.CustodyInput) error
	}
}

func (s afterwards) routes() []api.Route {
	return []api.Route{
		api.Get("/dai-hoi/:congress/sau-dai-hoi", api.Anybody(), s.show),
		api.Post("/dai-hoi/:congress/khieu-nai", superior, s.complain),
		api.Post("/dai-hoi/:congress/bao-quan", advise, s.keep),
	}
}

// afterwardsPage is what became of a result and of its papers.
type afterwardsPage struct {
	ratify.DossierView
	Receives bool // whoever looks is of the superior and may tell of complaints
	Keeps    bool // whoever looks may tell of the papers
}

func (s afterwards) show(r *api.Request) error {
	v, err := s.ratify.DossierOf(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	c := v.Overview.Congress
	keeps := r.By.Role == congress.RoleOrganiser || r.By.Role == congress.RoleSuperior
	data := afterwardsPage{DossierView: v, Keeps: keeps && c.BaseFrozen(),
		Receives: r.By.Role == congress.RoleSuperior && r.By.OrgID != c.OrgID && c.Over() && !c.Rehearsal}
	return s.congressPage(r, "afterwards", "Khiếu nại và bảo quản phiếu", v.Overview, data)
}

// stepForm says which step of what is told. The forms of a page begin the names of
// their other fields with both.
type stepForm struct {
	Complaint optional `form:"complaint"`
	Step      string   `form:"step"`
}

type complaintForm struct {
	Day    congress.Date        `form:"day"`
	Form   ratify.ComplaintForm `form:"form"`
	To     string               `form:"recipient"`
	Code   string               `form:"paper_number"`
	Breach bool                 `form:"breach"`
	Text   string               `form:"text"`
}

func (s afterwards) complain(r *api.Request) error {
	var f complaintForm
	which, err := read[stepForm](r, same)
	prefix := before("k" + strconv.Itoa(int(which.Complaint)) + "." + which.Step + ".")
	if err == nil {
		f, err = read[complaintForm](r, prefix)
	}
	if err == nil {
		err = s.ratify.NoteComplaint(r.Context(), r.By, r.CongressID(), ratify.ComplaintInput{
			Number: int(which.Complaint),
			Step:   ratify.ComplaintStep(which.Step), Day: f.Day, Form: f.Form,
			To: f.To, Code: f.Code, Breach: f.Breach, Text: f.Text})
		err = renamed(err, prefix)
	}
	return s.taken(r, err, "complaint_told")
}

type custodyForm struct {
	Day     congress.Date `form:"day"`
	Packets optional      `form:"packets"`
	Holder  string        `form:"holder"`
	Code    string        `form:"paper_number"`
	Text    string        `form:"text"`
}

func (s afterwards) keep(r *api.Request) error {
	var f custodyForm
	which, err := read[stepForm](r, same)
	prefix := before("p." + which.Step + ".")
	if err == nil {
		f, err = read[custodyForm](r, prefix)
	}
	if err == nil {
		err = s.ratify.NoteCustody(r.Context(), r.By, r.CongressID(), ratify.CustodyInput{
			Step: ratify.CustodyStep(which.Step), Day: f.Day, Packets: int(f.Packets), Holder: f.Holder, Code: f.Code,
			Text: f.Text})
		err = renamed(err, prefix)
	}
	return s.taken(r, err, "custody_told")
}

// taken shows the page again, with what is wrong or what was done.
func (s afterwards) taken(r *api.Request, err error, done string) error {
	if err != nil {
		return s.again(r, err, s.show)
	}
	r.Note(s.words.Text("done."+done, nil))
	return r.Go(ofCongress("/sau-dai-hoi")(r))
}
