package congress_test

import (
	"fmt"
	"testing"
	"time"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/app/size"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/ratify"
	"kiemphieu/ratify/statistics"
	"kiemphieu/recount"
)

// later is a cell, and what becomes of its results in the years to come.
type later struct {
	*hall
	clock    clock
	superior congress.Actor
	numbers  int
}

func openLater(t *testing.T) *later {
	t.Helper()
	size.Long(t)
	var l later
	l.clock.set("2025-03-01")
	p := apptest.Open(t, app.Config{Now: func() time.Time { return (*l.clock.now.Load())() }})
	l.hall = newHall(t, p, 12, congress.CongressInput{Title: "Đại hội Chi bộ Thử", Term: "2025–2027",
		HeldOn: "2025-03-01", Profile: "190-QD/TW"})
	account, err := l.s.CreateAccount(l.ctx, congress.AccountInput{OrgID: l.overview().Organisation.ParentID,
		Login: "danguy", Name: "Đảng ủy viên", Role: congress.RoleSuperior, PasswordHash: "x"})
	must(t, err)
	l.superior, err = l.s.ActorOf(l.ctx, account)
	must(t, err)
	return &l
}

// held elects three to the committee and a secretary, and sends the dossier up.
func (l *later) held() {
	l.t.Helper()
	l.decide(l.round(l.contest(ballot.Committee, 3, 4), ballot.Ordinary, congress.CodeNone, 12),
		repeat(12, "1110")...)
	l.decide(l.round(l.contest(ballot.Secretary, 1, 1), ballot.Ordinary, congress.CodeNone, 12), repeat(12, "+")...)
	must(l.t, l.s.Close(l.ctx, l.presidium, l.congress))
	must(l.t, l.program.Ratify.Submit(l.ctx, l.organiser, l.congress, ""))
}

// next is a meeting of the cell with the roster of one before it.
func (l *later) next(in congress.CongressInput, roster congress.CongressID) {
	l.t.Helper()
	l.clock.set(in.HeldOn)
	in.RosterOf, in.Profile = roster, "190-QD/TW"
	var err error
	l.congress, err = l.s.CreateCongress(l.ctx, l.organiser, l.org, in)
	must(l.t, err)
	l.begin(12)
}

// ruled is a decision of the superior on a day.
func (l *later) ruled(kind ratify.DecisionKind, day congress.Date) {
	l.t.Helper()
	l.clock.set(day)
	l.numbers++
	decided, err := l.program.Ratify.Decide(l.ctx, l.superior, l.congress, ratify.Resolution{Kind: kind,
		Decision: ratify.Decision{Number: fmt.Sprintf("%d-QĐ/ĐU", l.numbers), DecidedOn: day, Reason: "có vi phạm"}})
	if must(l.t, err); !decided {
		l.t.Fatal("one person does not decide")
	}
}

// complained receives a complaint and takes it to its decision, all on a day.
func (l *later) complained(number int, breach bool, day congress.Date) {
	l.t.Helper()
	l.clock.set(day)
	for _, step := range []ratify.ComplaintStep{ratify.ComplaintReceived, ratify.ComplaintHanded, ratify.ComplaintFound,
		ratify.ComplaintDecided} {
		in := ratify.ComplaintInput{Number: number, Step: step, Day: day, Form: ratify.FormDenunciation,
			To: "Ủy ban Kiểm tra Đảng ủy phường", Text: "niêm phong", Breach: breach}
		switch step {
		case ratify.ComplaintReceived:
			in.Number = 0
		case ratify.ComplaintFound:
			in.Code = fmt.Sprintf("%d-KL/UBKT", 10+number)
		case ratify.ComplaintDecided:
			in.Code = fmt.Sprintf("%d-QĐ/ĐU", 10+number)
		case ratify.ComplaintHanded, ratify.ComplaintWithdrawn:
		}
		must(l.t, l.program.Ratify.NoteComplaint(l.ctx, l.superior, l.congress, in))
	}
}

func (l *later) keeps(step ratify.CustodyStep, day congress.Date) error {
	l.clock.set(day)
	return l.program.Ratify.NoteCustody(l.ctx, l.organiser, l.congress, ratify.CustodyInput{Step: step, Day: day,
		Packets: 2, Holder: "Lê An", Code: "4-QĐ/CB", Text: "hết thời hạn"})
}

// paper is the text of the paper of an act.
func (l *later) paper(file string) string {
	l.t.Helper()
	v, err := l.program.Ratify.DossierOf(l.ctx, l.congress)
	must(l.t, err)
	for _, p := range minutes.ActPapers(v) {
		if p.File == file {
			return p.Text()
		}
	}
	l.t.Fatalf("no paper %s", file)
	return ""
}

// counts holds who counts as elected, by congresses and by by-elections, and the bundle
// of the last meeting.
func (l *later) counts(elected, inTerm int) {
	l.t.Helper()
	s, err := l.program.Statistics.Of(l.ctx, l.superior.OrgPath, statistics.Filter{})
	must(l.t, err)
	if s.N("elected") != elected || s.N("in_term_elected") != inTerm {
		l.t.Errorf("%d and %d are elected, want %d and %d", s.N("elected"), s.N("in_term_elected"), elected, inTerm)
	}
	verified(l.t, l.export())
}

// Papers were destroyed by decision, and a denunciation comes, which has no time limit:
// they are kept, opened and counted no more; a breach that is found annuls what was
// ratified, and the decision says by what it was found.
func TestAComplaintAfterThePapersWereDestroyed(t *testing.T) {
	l := openLater(t)
	l.held()
	must(t, l.keeps(ratify.CustodySealed, "2025-03-01"))
	l.ruled(ratify.DecideRatify, "2025-03-31")
	must(t, l.keeps(ratify.CustodyDestroyed, "2025-10-01"))
	says(t, l.paper("bao-quan-2"), []string{"đã hủy phiếu bầu đã kiểm", "Số gói: 2."}, []string{"Người giữ từ lúc này"})
	l.complained(1, true, "2025-10-10")
	for _, step := range []ratify.CustodyStep{ratify.CustodyKept, ratify.CustodyOpened, ratify.CustodySealed} {
		wantRefusal[*congress.StateError](t, string(step), l.keeps(step, "2025-10-11"))
	}
	wantRefusal[*congress.StateError](t, "a recount", recount.NewService(l.program.Store, nil).Want(l.ctx, l.superior,
		l.overview().Contests[0].Rounds[0].ID, recount.Order{Number: "7-QĐ/ĐU", Day: "2025-10-11", Reason: "tố cáo"}))
	says(t, l.paper("khieu-nai-1-1"), []string{"Đơn nhận sau thời hạn"}, nil)
	l.counts(3, 0)
	l.ruled(ratify.DecideAnnul, "2025-10-20")
	says(t, l.paper("quyet-dinh-huy"), []string{"- Xét Kết luận số 11-KL/UBKT, ngày 10 tháng 10 năm 2025 của Ủy ban " +
		"Kiểm tra Đảng ủy phường: có vi phạm trong bầu cử;\n- Xét Quyết định số 11-QĐ/ĐU, ngày 10 tháng 10 năm 2025 " +
		"giải quyết đơn tố cáo số 01;\n"}, nil)
	says(t, l.paper("quyet-dinh"), nil, []string{"Xét Kết luận", "tố cáo"})
	l.counts(0, 0)
}

// A complaint was decided, the result ratified, and there comes a second one, after
// whose decision it is annulled: every paper tells what there was at its act.
func TestASecondComplaintAfterTheFirstWasDecided(t *testing.T) {
	l := openLater(t)
	l.held()
	l.complained(1, false, "2025-03-04")
	l.ruled(ratify.DecideRatify, "2025-03-25")
	const first = "giải quyết đơn tố cáo số 01;\n"
	ratified := l.paper("quyet-dinh")
	says(t, ratified, []string{"- Xét Quyết định số 11-QĐ/ĐU, ngày 04 tháng 3 năm 2025 " + first},
		[]string{"Xét Kết luận"})
	l.complained(2, true, "2025-04-10")
	l.counts(3, 0)
	l.ruled(ratify.DecideAnnul, "2025-04-15")
	says(t, l.paper("quyet-dinh-huy"), []string{first, "- Xét Kết luận số 12-KL/UBKT",
		"giải quyết đơn tố cáo số 02;\n"}, []string{"Kết luận số 11-KL/UBKT"})
	if again := l.paper("quyet-dinh"); again != ratified {
		t.Errorf("the decision of yesterday has changed from\n%s\nto\n%s", ratified, again)
	}
	says(t, l.paper("khieu-nai-2-1"), []string{"Số 02-GN/ĐU\n", "Đơn nhận sau thời hạn"}, nil)
	l.counts(0, 0)
}

// Decided, annulled, held again and decided once more; then a by-election of the second
// term, which falls with it.
func TestDecidedAnnulledDecidedAndAByElection(t *testing.T) {
	l := openLater(t)
	first := l.congress
	l.held()
	l.ruled(ratify.DecideRatify, "2025-03-03")
	l.ruled(ratify.DecideAnnul, "2025-03-10")
	l.counts(0, 0)
	l.next(congress.CongressInput{Title: "Đại hội Chi bộ Thử bầu lại", Term: "2025–2027", HeldOn: "2025-04-01"}, first)
	second := l.congress
	l.held()
	l.ruled(ratify.DecideRatify, "2025-04-03")
	l.counts(3, 0)
	says(t, l.paper("quyet-dinh"), []string{"tại Đại hội Chi bộ Thử bầu lại, họp ngày 01 tháng 4 năm 2025"}, nil)
	l.clock.set("2025-09-01")
	l.leave(l.members[1].Name, "2025-08-01")
	l.next(byElection("2025-09-01"), second)
	committee := l.contest(ballot.Committee, 1, 0)
	l.nominate(committee, 3, congress.SourceCommittee, 0)
	l.nominate(committee, 4, congress.SourceCommittee, 0)
	l.decide(l.round(committee, ballot.Ordinary, congress.CodeNone, 12), repeat(12, "10")...)
	must(t, l.s.Close(l.ctx, l.presidium, l.congress))
	must(t, l.program.Ratify.Submit(l.ctx, l.organiser, l.congress, ""))
	l.ruled(ratify.DecideRatify, "2025-09-03")
	l.counts(3, 1)
	v, err := l.program.Ratify.DossierOf(l.ctx, l.congress)
	must(t, err)
	for _, f := range v.Flags {
		if f.Code == "women" || f.Code == "young" || f.Code == "renewal" {
			t.Errorf("a part of the committee is held against its targets: %+v", f)
		}
	}
	said := l.paper("to-trinh") + l.paper("quyet-dinh") + minutes.CongressSummary(v.OnPaper()).Text()
	says(t, said, []string{"đề nghị chuẩn y kết quả bầu cử bổ sung", "Hội nghị đã bầu 1 lần",
		"Chuẩn y kết quả bầu cử bổ sung chi ủy"}, []string{"Đại hội", "đại hội", "không bầu tại"})
	l.congress = second
	l.ruled(ratify.DecideAnnul, "2025-09-10")
	l.counts(0, 0)
	says(t, l.paper("quyet-dinh-huy"), []string{"đã được chuẩn y tại Quyết định số 03-QĐ/ĐU"}, nil)
}
