package minutes

import (
	"fmt"

	"kiemphieu/ratify"
)

// ActPaper is the paper of an act about a congress, with the name of its file and what
// it is called.
type ActPaper struct {
	File string
	Name string
	Document
}

// ActPapers lists the papers of all acts about a congress that was held, each as its
// act found the congress: nothing that was done later changes it.
func ActPapers(v ratify.DossierView) []ActPaper {
	v = v.OnPaper()
	papers := append([]ActPaper{{"to-trinh", "Tờ trình", Submission(v.AtSubmission())}}, decisionPapers(v)...)
	for _, c := range v.Complaints {
		for i := range c.Steps {
			if d, ok := Complaint(v.AtComplaint(c.Number, i), c, i); ok {
				papers = append(papers, ActPaper{fmt.Sprintf("khieu-nai-%d-%d", c.Number, i+1), d.Title, d})
			}
		}
	}
	for i := range v.Custody.Steps {
		d := Custody(v.AtCustody(i), i)
		papers = append(papers, ActPaper{fmt.Sprintf("bao-quan-%d", i+1), d.Title, d})
	}
	return papers
}

// decisionPapers are those that the superior decides by.
func decisionPapers(v ratify.DossierView) []ActPaper {
	var papers []ActPaper
	first, ratified := v.Dossier.Ratification()
	if ratified {
		at := v.AtDecision(first.Number, first.DecidedOn)
		at.Dossier = first
		papers = append(papers, ActPaper{"quyet-dinh", "Quyết định", Decision(at)})
	}
	if annulment, annulled := v.Dossier.Annulment(); annulled {
		d := Annulment(v.AtDecision(annulment.Number, annulment.DecidedOn))
		papers = append(papers, ActPaper{"quyet-dinh-huy", "Quyết định hủy kết quả", d})
		if !ratified {
			papers = append(papers, ActPaper{"quyet-dinh", "Quyết định hủy kết quả", d})
		}
	}
	for i, a := range v.Appointments {
		papers = append(papers, ActPaper{fmt.Sprintf("chi-dinh-%d", i+1), "Quyết định chỉ định",
			Appointment(v.AtDecision(a.Number, a.DecidedOn), a)})
	}
	return papers
}
