package congress_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"kiemphieu/app/size"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/ratify"
	"kiemphieu/ratify/calendar"
	"kiemphieu/recount"
)

// keeps notes a step of custody on the day.
func (h *hall) keeps(step ratify.CustodyStep, packets int, holder string) error {
	return h.program.Ratify.NoteCustody(h.ctx, h.organiser, h.congress, ratify.CustodyInput{Step: step,
		Day: "2025-03-01", Packets: packets, Holder: holder, Code: "2-QĐ/ĐU", Text: "theo đơn"})
}

// custody writes the paper about a step, from 0.
func (h *hall) custody(step int) string {
	h.t.Helper()
	v, err := h.program.Ratify.DossierOf(h.ctx, h.congress)
	must(h.t, err)
	for _, p := range minutes.ActPapers(v) {
		if p.File == fmt.Sprint("bao-quan-", step+1) {
			return p.Text()
		}
	}
	h.t.Fatalf("no paper about step %d", step)
	return ""
}

// A paper of custody tells of the ballots whose papers it is about: those of a ballot
// that is sealed later are in no packet before they are sealed as well, and whoever
// keeps the others keeps them.
func TestACustodyPaperTellsOfItsOwnPackets(t *testing.T) {
	h := openHall(t, 12)
	committee := h.round(h.contest(ballot.Committee, 3, 4), ballot.Ordinary, congress.CodeQR, 12)
	if err := h.keeps(ratify.CustodySealed, 2, "Đồng chí A"); !stands(err, "custody", "nothing") {
		t.Errorf("nothing was counted: %v", err)
	}
	h.decide(committee, repeat(12, "1110")...)
	must(t, h.keeps(ratify.CustodySealed, 2, "Đồng chí A"))
	first := h.custody(0)
	must(t, h.keeps(ratify.CustodyHanded, 0, "Đồng chí B"))
	secretary := h.contest(ballot.Secretary, 1, 1)
	id := h.round(secretary, ballot.Ordinary, congress.CodeQR, 12)
	h.decide(id, repeat(12, "+")...)
	if now := h.custody(0); now != first {
		t.Errorf("the paper has changed: %s\n%s", first, now)
	}
	says(t, h.custody(1), []string{"– Chi ủy, lần bầu 1", "Số gói: 2"}, []string{"Bí thư"})
	again := recount.Order{Reason: "Một đồng chí đề nghị"} // the papers are in no packet
	must(t, h.program.Recount.Want(h.ctx, h.chief, id, again))
	if err := h.keeps(ratify.CustodySealed, 1, "Đồng chí C"); !fieldIs(err, "holder", "keeps_all") {
		t.Errorf("two keep the packets: %v", err)
	}
	must(t, h.keeps(ratify.CustodySealed, 1, "Đồng chí B"))
	says(t, h.custody(2), []string{"BAN KIỂM PHIẾU", "– Bí thư chi bộ, lần bầu 1", "Số gói: 1", "BÊN GIAO\n\n"},
		[]string{"Chi ủy,"})
	if err := h.keeps(ratify.CustodySealed, 1, "Đồng chí B"); !stands(err, "custody", "sealed") {
		t.Errorf("nothing is left to be sealed: %v", err)
	}
	must(t, h.keeps(ratify.CustodyOpened, 0, ""))
	says(t, h.custody(3), []string{"– Chi ủy, lần bầu 1", "– Bí thư chi bộ, lần bầu 1", "Số gói: 3",
		"NGƯỜI GIỮ PHIẾU\nĐồng chí B"}, nil)
	must(t, h.keeps(ratify.CustodySealed, 2, "Đồng chí A"))
	says(t, h.custody(4), []string{"– Chi ủy, lần bầu 1", "– Bí thư chi bộ, lần bầu 1", "Số gói: 2",
		"BÊN GIAO\nĐồng chí B"}, nil)
}

func stands(err error, subject, state string) bool {
	var s *congress.StateError
	return errors.As(err, &s) && s.Subject == subject && s.State == state
}

func fieldIs(err error, field, code string) bool {
	var f *congress.FieldError
	return errors.As(err, &f) && f.Field == field && f.Code == code
}

// ofActs draws every paper of an act that was done so far.
func (h *hall) ofActs() map[string][]byte {
	h.t.Helper()
	v, err := h.program.Ratify.DossierOf(h.ctx, h.congress)
	must(h.t, err)
	all := map[string]minutes.Document{}
	for _, r := range v.Reports {
		all["minutes of "+string(r.Round.ID)] = minutes.Count(r)
		all["opening of "+string(r.Round.ID)] = minutes.Opening(r)
	}
	for _, p := range minutes.ActPapers(v) {
		if p.File != "to-trinh" || v.Dossier.State != "" {
			all[p.File] = p.Document
		}
	}
	papers := map[string][]byte{}
	for name, d := range all {
		var pdf bytes.Buffer
		must(h.t, d.PDF(&pdf))
		papers[name] = pdf.Bytes()
	}
	return papers
}

// Whatever is done later – a name, a place in the tree, a standing committee, a term, a
// number, a day off, a fact that is corrected, a complaint, an annulment – changes no
// paper of an act that was done before.
func TestAPaperOfAnActIsTheSameAfterLaterActs(t *testing.T) {
	h := openHall(t, 8)
	top := h.overview().Superior.ID
	base, err := h.s.CreateOrganisation(h.ctx, top, congress.OrganisationInput{Kind: congress.KindBase,
		Name: "Đảng bộ cơ sở Khác"})
	must(t, err)
	above, admin, rest := h.above(), console(), h.program
	above.OrgPath = "/"
	day := congress.Date("2025-03-01")
	complain := func(number int, step ratify.ComplaintStep, code string) func() error {
		return func() error {
			return rest.Ratify.NoteComplaint(h.ctx, above, h.congress, ratify.ComplaintInput{Number: number, Step: step,
				Day: day, Form: ratify.FormComplaint, To: "Ủy ban kiểm tra Đảng ủy", Code: code, Text: "Thùng phiếu"})
		}
	}
	number := func(n int, signer string) func() error {
		return func() error {
			by := ratify.SignedBy{Post: ratify.PostSecretary, Signer: signer}
			return rest.Ratify.NumberSubmission(h.ctx, h.organiser, h.congress,
				ratify.SubmissionInput{Number: n, Day: day, SignedBy: by})
		}
	}
	rename := func(id congress.OrgID, kind congress.OrganisationKind, name string) func() error {
		return func() error {
			in := congress.OrganisationInput{Kind: kind, Name: name, Place: "Nơi khác"}
			if kind == congress.KindCell {
				in.Model = congress.ModelOffice
			}
			return rest.Office.Edit(h.ctx, admin, id, in)
		}
	}
	contest := h.contest(ballot.Secretary, 1, 1)
	for range 3 {
		h.decide(h.round(contest, ballot.Ordinary, congress.CodeQR, 8), append(repeat(4, "+"), repeat(4, "-")...)...)
	}
	must(t, h.s.SettleShort(h.ctx, h.presidium, contest, congress.SettledAppointed, "Đề nghị chỉ định"))
	was := h.ofActs()
	acts := []struct {
		name string
		do   func() error
	}{
		{"sealed", func() error { return h.keeps(ratify.CustodySealed, 3, "Đồng chí A") }},
		{"the cell's name", rename(h.org, congress.KindCell, "Chi bộ Đổi tên")},
		{"closed", func() error { return h.s.Close(h.ctx, h.presidium, h.congress) }},
		{"handed", func() error { return h.keeps(ratify.CustodyHanded, 0, "Đồng chí B") }},
		{"numbered", number(5, "Nguyễn Văn B")},
		{"submitted", func() error { return rest.Ratify.Submit(h.ctx, h.organiser, h.congress, "") }},
		{"received", complain(0, ratify.ComplaintReceived, "")},
		{"a day off", func() error {
			by := congress.Actor{OrgID: top, OrgPath: "/", Role: congress.RoleAdministrator, AccountID: "q", Name: "Q"}
			return rest.Calendar.SaveDays(h.ctx, by, []calendar.Day{{Day: "2025-03-10", Kind: calendar.Off, Name: "x"}})
		}},
		{"handed on", complain(1, ratify.ComplaintHanded, "")},
		{"found", complain(1, ratify.ComplaintFound, "3-KL/UBKT")},
		{"the superior's name", rename(top, congress.KindBase, "Đảng bộ phường Mới")},
		{"a complaint decided", complain(1, ratify.ComplaintDecided, "6-QĐ/ĐU")},
		{"one more received", complain(0, ratify.ComplaintReceived, "")},
		{"withdrawn", complain(2, ratify.ComplaintWithdrawn, "")},
		{"no standing committee", func() error {
			return rest.Ratify.SetPractice(h.ctx, top, ratify.Practice{NoStanding: true})
		}},
		{"appointed", func() error {
			_, err := rest.Ratify.Decide(h.ctx, above, h.congress, ratify.Resolution{Kind: ratify.DecideAppoint,
				Decision:  ratify.Decision{Number: "7-QĐ/ĐU", DecidedOn: day},
				Appointee: ratify.Appointee{ContestID: contest, Name: "Trần Văn Đến"}})
			return err
		}},
		{"decided", func() error {
			return rest.Ratify.Ratify(h.ctx, above, h.congress, ratify.Decision{Number: "8-QĐ/ĐU", DecidedOn: day})
		}},
		{"numbered anew", number(6, "Nguyễn Văn C")},
		{"a standing committee", func() error { return rest.Ratify.SetPractice(h.ctx, top, ratify.Practice{}) }},
		{"the superior's second name", rename(top, congress.KindBase, "Đảng bộ phường Mới hơn")},
		{"moved", func() error { return rest.Office.Move(h.ctx, admin, h.org, base) }},
		{"opened", func() error { return h.keeps(ratify.CustodyOpened, 0, "") }},
		{"a term", func() error {
			return rest.Ratify.EnterTerm(h.ctx, above, ratify.Term{Name: "2025–2030", Since: day})
		}},
		{"annulled", func() error {
			return rest.Ratify.Annul(h.ctx, above, h.congress, ratify.Decision{Number: "9-QĐ/ĐU", DecidedOn: day,
				Reason: "Vi phạm"})
		}},
		{"renamed once more", rename(base, congress.KindBase, "Đảng bộ cơ sở Khác nữa")},
	}
	numberedAnew := false
	for i, act := range acts {
		if err := act.do(); err != nil {
			t.Fatalf("%d, %s: %v", i, act.name, err)
		}
		numberedAnew = numberedAnew || act.name == "numbered anew"
		if left := len(acts) - 1 - i; left%size.Pick(4, 4, 1) != 0 { // look after some acts at once
			continue
		}
		now := h.ofActs()
		for name, paper := range was {
			if name == "to-trinh" && numberedAnew {
				continue // it is said of that paper
			}
			if !bytes.Equal(paper, now[name]) {
				t.Errorf("after %q %s is another", act.name, name)
			}
		}
		was, numberedAnew = now, false
	}
	if len(was) < 15 {
		t.Errorf("%d papers", len(was))
	}
}
