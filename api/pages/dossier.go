package pages

import (
	"slices"
	"strconv"

	"kiemphieu/api"
	"kiemphieu/ballot"
	"kiemphieu/congress/bundle"

	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// checkLine is a check of the dossier as a sentence.
type checkLine struct {
	Result ratify.CheckResult
	Text   string
	Clause string
}

// dossierPage is a dossier on one page, for those who send and who decide.
type dossierPage struct {
	ratify.DossierView
	Checks     []checkLine
	Flags      []string
	Elected    []electedLine
	People     []congress.Member // those elected, each once
	Appointed  []appointedLine
	Open       []appointedLine   // offices that the superior is asked to fill
	Appointees []congress.Member // who of the roster may be appointed
	Refused    []string          // whom the proposal leaves out
	When       string            // days until the decision is due
	Two        bool              // a decision waits for a second person
	Decides    bool              // whoever looks may decide
	Exportable bool              // whoever looks can have the dossier as a file
}

type electedLine struct {
	congress.Elected
	Member congress.Member
	Office string
}

type appointedLine struct {
	ratify.Appointment
	Contest congress.Contest
	Title   string
	File    string // name of the paper, without its ending
}

func (s *Pages) showDossier(r *api.Request) error {
	v, err := s.Ratify.DossierOf(r.Context(), r.CongressID())
	if err != nil {
		return err
	}
	data := dossierPage{DossierView: v, Exportable: exports(r.By.Role) && v.Overview.Congress.Over(),
		Decides: r.By.Role == congress.RoleSuperior && r.By.OrgID != v.Overview.Congress.OrgID}
	if data.Decides {
		if data.Two, err = s.Ratify.NeedsTwo(r.Context(), r.By, r.CongressID()); err != nil {
			return err
		}
	}
	for _, c := range v.Checks {
		data.Checks = append(data.Checks, checkLine{Result: c.Result, Text: s.check(c), Clause: v.Overview.Rules.Clause(c.Rule)})
	}
	for _, f := range v.Flags {
		data.Flags = append(data.Flags, s.flag(f))
	}
	if v.Dossier.State == ratify.DossierSubmitted {
		data.When = s.daysLeft(v.Deadlines.Decide, v.Left)
	}
	s.fillPeople(&data)
	return s.congressPage(r, "dossier", "Hồ sơ đề nghị chuẩn y", v.Overview, data)
}

// fillPeople lists who was elected, who was appointed, and who may be.
func (s *Pages) fillPeople(data *dossierPage) {
	v := data.DossierView
	refused := map[congress.MemberID]bool{}
	for _, contest := range v.Overview.Contests {
		for _, e := range contest.Elected {
			m := v.Overview.Member(e.MemberID)
			if !slices.ContainsFunc(data.People, func(p congress.Member) bool { return p.ID == m.ID }) {
				data.People = append(data.People, m)
			}
			refused[e.MemberID] = refused[e.MemberID] || e.Refused
			data.Elected = append(data.Elected, electedLine{e, m, s.words.Office(contest.Contest)})
		}
	}
	for i, a := range v.Appointments {
		contest := congress.Contest{ID: a.ContestID, Office: ballot.Office(a.Office)}
		data.Appointed = append(data.Appointed, appointedLine{a, contest, s.words.Office(contest), "chi-dinh-" + strconv.Itoa(i+1)})
	}
	for _, c := range v.ToAppoint() {
		data.Open = append(data.Open, appointedLine{Contest: c, Title: s.words.Office(c)})
	}
	for _, m := range v.Overview.Members {
		if m.Official && !refused[m.ID] && bundle.Named(m.ID) {
			data.Appointees = append(data.Appointees, m)
		}
	}
	if v.Proposal != nil {
		for _, id := range v.Proposal.RefusedIDs() {
			data.Refused = append(data.Refused, v.Overview.Member(id).Name)
		}
	}
}

// check writes a check as a sentence.
func (s *Pages) check(c ratify.Check) string {
	return s.words.Text("check."+c.Code+"."+string(c.Result), s.figures(c.Params))
}
