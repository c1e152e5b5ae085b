package minutes_test

import (
	"bytes"
	"context"
	"testing"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/ratify"
)

// printed returns every paper of a congress, as PDF, DOCX and XLSX.
func printed(t *testing.T, s *ratify.Service, id congress.CongressID) map[string][]byte {
	t.Helper()
	v, err := s.DossierOf(context.Background(), id)
	must(t, err)
	v = v.OnPaper()
	documents := map[string]minutes.Document{"tong-hop": minutes.CongressSummary(v), "to-trinh": minutes.Submission(v),
		"trich-ngang": minutes.Extract(v), "quyet-dinh": minutes.Decision(v)}
	papers := map[string][]byte{}
	for _, r := range v.Reports {
		documents["kiem-phieu "+string(r.Round.ID)], documents["mo-dau "+string(r.Round.ID)] = minutes.Count(r),
			minutes.Opening(r)
		var labels bytes.Buffer
		must(t, minutes.Labels(&labels, r))
		papers["nhan "+string(r.Round.ID)] = labels.Bytes()
	}
	for name, d := range documents {
		papers[name+".pdf"], papers[name+".docx"] = pdfOf(t, d), docxOf(t, d)
	}
	var sheet bytes.Buffer
	must(t, minutes.ExtractXLSX(&sheet, v))
	papers["trich-ngang.xlsx"] = sheet.Bytes()
	return papers
}

// Whatever becomes of people, officers, term, profile and names afterwards:
// the papers of a sealed round are the same bytes.
func TestPapersOfASealedRoundNeverChange(t *testing.T) {
	w := apptest.OpenFinishedWard(t, app.Config{})
	ctx := context.Background()
	meetings, err := w.Congress.CongressesUnder(ctx, "/")
	must(t, err)
	id := meetings[0].ID
	before := printed(t, w.Ratify, id)
	o, err := w.Congress.Overview(ctx, id)
	must(t, err)
	apptest.Change(t, w.Program, id, func(tx ratify.Tx, a *congress.Act) error {
		return changeEverything(ctx, tx, a,
			o)
	})
	after := printed(t, w.Ratify, id)
	if len(before) < 12 || len(after) != len(before) {
		t.Fatalf("%d papers, then %d", len(before), len(after))
	}
	for name, was := range before {
		if !bytes.Equal(was, after[name]) {
			t.Errorf("%s has changed", name)
		}
	}
}

// changeEverything writes past the use cases what those would refuse.
func changeEverything(ctx context.Context, tx congress.Tx, a *congress.Act, o congress.Overview) error {
	for i := range o.Members {
		m := &o.Members[i]
		m.Name, m.Born, m.Female, m.Official, m.Incumbent = "Lê Thị Khác", "1999-09-09", !m.Female, !m.Official,
			!m.Incumbent
		m.Position, m.Hometown, m.Education, m.PoliticalTheory, m.Joined = "khác", "khác", "khác", "khác", "2020-01-01"
		m.People, m.Religion, m.OfficialOn, m.Schooling = "khác", "khác", "2021-01-01", "khác"
		m.Committees, m.Commended, m.Disciplined = "khác", "khác", "khác"
		m.EthnicMinority, m.Attendance, m.Deduction = !m.EthnicMinority, congress.AttendanceAbsent, ""
	}
	if err := tx.PutMembers(ctx, o.Members); err != nil {
		return err
	}
	for _, officer := range o.Officers {
		if err := tx.DeleteOfficer(ctx, o.Congress, officer.MemberID); err != nil {
			return err
		}
	}
	for _, org := range []congress.Organisation{o.Organisation, o.Superior} {
		org.Name, org.Place = "Chi bộ Khác", "phường Khác"
		if err := tx.PutOrganisation(ctx, org); err != nil {
			return err
		}
	}
	c := &a.Congress
	c.Title, c.Term, c.HeldOn, c.Place, c.Profile = "Đại hội Khác", "2099–2100", "2030-01-01", "nơi khác", "190-QD/TW"
	return nil
}
