package ratify_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// A submission takes its number from the cell's register, can be said anew, and
// no other paper takes a number that is taken.
func TestASubmissionIsNumberedInTheRegister(t *testing.T) {
	d := openDesk(t, false)
	next := func(want int) {
		t.Helper()
		if n, err := d.s.NextSubmission(d.ctx, d.dossier().Overview.Congress); err != nil || n != want {
			t.Errorf("next is %d %v, want %d", n, err, want)
		}
	}
	next(1)
	in := ratify.SubmissionInput{Number: 5, Day: "2025-03-03", SignedBy: ratify.SignedBy{Post: ratify.PostDeputy,
		Signer: " Trần Thị Bình "}}
	must(t, d.s.NumberSubmission(d.ctx, d.cell, "c", in))
	in.Number = 6
	must(t, d.s.NumberSubmission(d.ctx, d.cell, "c", in))
	next(6)
	lines, err := d.s.PapersNumbered(d.ctx, d.cell)
	must(t, err)
	if len(lines) != 1 || lines[0].Code() != "06-TTr/CB" || lines[0].Signer != "Trần Thị Bình" {
		t.Errorf("%+v", lines)
	}
	if p := d.dossier().Submission; p.Code != "06-TTr/CB" || p.Post != "PHÓ BÍ THƯ" || p.Day != "2025-03-03" {
		t.Errorf("%+v", p)
	}
	if got := d.check("submission"); got != ratify.CheckWarning {
		t.Errorf("a number that was said anew is %s", got)
	}
	for field, wrong := range map[string]func(*ratify.SubmissionInput){
		"sent_number": func(in *ratify.SubmissionInput) { in.Number = 0 },
		"sent_on":     func(in *ratify.SubmissionInput) { in.Day = "2030-01-01" },
		"post":        func(in *ratify.SubmissionInput) { in.Post = "CHÁNH VĂN PHÒNG" },
		"signer":      func(in *ratify.SubmissionInput) { in.Signer = " " },
	} {
		bad := in
		wrong(&bad)
		var e *congress.FieldError
		if err := d.s.NumberSubmission(d.ctx, d.cell, "c", bad); !errors.As(err, &e) || e.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

// A decision takes its number when it is decided; another decision with that
// number is refused, and who signs is said by those who decided.
func TestADecisionIsNumberedAndSigned(t *testing.T) {
	d := openDesk(t, false)
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	taken := ratify.NumberedPaper{OrgID: d.superior.OrgID, Kind: ratify.PaperDecision,
		Term:   d.dossier().Overview.Congress.Term,
		Series: "ĐU", Number: 7, CongressID: "o", About: "Đại hội khác"}
	must(t, d.db.Ratify().InTx(d.ctx, func(tx ratify.Tx) error {
		return errors.Join(tx.PutCongress(d.ctx, congress.Congress{ID: "o", OrgID: "top", Title: "Đại hội khác",
			Profile: "190-QD/TW", State: congress.StatePreparing}), tx.PutPaperNumber(d.ctx, taken))
	}))
	decision := ratify.Decision{Number: "07-QĐ/ĐU", DecidedOn: congress.At(d.now).Date()}
	var e *congress.FieldError
	if err := d.s.Ratify(d.ctx, d.superior, "c", decision); !errors.As(err, &e) || e.Code != "number_taken" ||
		!strings.Contains(e.Value, "Đại hội khác") {
		t.Fatalf("%v", err)
	}
	decision.Number = "8-QĐ/ĐU"
	must(t, d.s.Ratify(d.ctx, d.superior, "c", decision))
	must(t, d.s.SignDecision(d.ctx, d.superior, "c", "8-QĐ/ĐU", ratify.SignedBy{Post: ratify.PostDeputy,
		Signer: "Lê Văn Cường", Advised: "Ban Xây dựng Đảng"}))
	if p := d.dossier().SignerOf("8-QĐ/ĐU"); p.Code != "08-QĐ/ĐU" || p.Signer != "Lê Văn Cường" {
		t.Errorf("%+v", p)
	}
	lines, err := d.s.PapersNumbered(d.ctx, d.superior)
	must(t, err)
	if len(lines) != 2 || lines[1].Number != 8 || lines[1].Signer != "Lê Văn Cường" {
		t.Errorf("%+v", lines)
	}
	var person *congress.PersonError
	if err := d.s.SignDecision(d.ctx, d.cell, "c", "8-QĐ/ĐU", ratify.SignedBy{Post: ratify.PostSecretary,
		Signer: "x"}); !errors.As(err, &person) {
		t.Errorf("the cell signs: %v", err)
	}
}

// An appointment has a number of its own in the register, and its own signer:
// a number that the other decision has is refused.
func TestAnAppointmentIsNumberedAndSigned(t *testing.T) {
	d := appointing(t)
	must(t, d.s.Ratify(d.ctx, d.superior, "c", decision()))
	in := appointment(ratify.Appointee{ContestID: "s", MemberID: "m3"})
	in.Number = decision().Number
	if _, err := d.s.Decide(d.ctx, d.superior, "c", in); !isField(err, "number", "number_taken") {
		t.Errorf("the number of the ratification: %v", err)
	}
	in.Number = "128-QĐ/ĐU"
	_, err := d.s.Decide(d.ctx, d.superior, "c", in)
	must(t, err)
	signed := ratify.SignedBy{Post: ratify.PostDeputy, Signer: "Lê Văn Cường", Advised: "Ban Xây dựng Đảng"}
	must(t, d.s.SignDecision(d.ctx, d.superior, "c", "0128 - QĐ/ĐU", signed))
	v := d.dossier()
	if p := v.SignerOf("128-QĐ/ĐU"); p.Signer != "Lê Văn Cường" || p.Post != string(ratify.PostDeputy) {
		t.Errorf("the appointment: %+v", p)
	}
	if p := v.SignerOf(decision().Number); p.Signer != "" {
		t.Errorf("nobody said who signs the ratification: %+v", p)
	}
	var got []string
	for _, paper := range v.Decisions() {
		got = append(got, paper.What+" "+paper.Number+" "+paper.Signed.Signer)
	}
	if want := "ratified 127-QĐ/ĐU ; appointed 128-QĐ/ĐU Lê Văn Cường"; strings.Join(got, "; ") != want {
		t.Errorf("%q, want %q", got, want)
	}
	if err := d.s.SignDecision(d.ctx, d.superior, "c", "129-QĐ/ĐU", signed); !isField(err, "decision", "unknown") {
		t.Errorf("a decision that was not taken: %v", err)
	}
	lines, err := d.s.PapersNumbered(d.ctx, d.superior)
	must(t, err)
	if len(lines) != 2 || lines[1].Code() != "128-QĐ/ĐU" || lines[1].Signer != "Lê Văn Cường" {
		t.Errorf("the register: %+v", lines)
	}
}

// Numbers run for each kind, term and series; what was made elsewhere is entered,
// a number is taken once, what is missing among them is told, and what was entered
// by mistake goes out again.
func TestPapersOfAllKindsAreNumberedOnce(t *testing.T) {
	d := openDesk(t, false)
	const term = "2025–2027"
	c := d.dossier().Overview.Congress
	c.Term = term
	must(t, d.db.Ratify().InTx(d.ctx, func(tx ratify.Tx) error { return tx.PutCongress(d.ctx, c) }))
	enter := func(kind ratify.PaperKind, series string, number int) (string, error) {
		p, err := d.s.EnterPaper(d.ctx, d.superior, ratify.PaperInput{Kind: kind, Term: term, Series: series,
			Number: number, Day: "2025-01-02", About: " Công việc  khác "})
		return p.Code(), err
	}
	for _, in := range []struct {
		kind   ratify.PaperKind
		series string
		number int
		want   string
	}{{"CV", "ĐU", 0, "01-CV/ĐU"}, {"CV", "ĐU", 4, "04-CV/ĐU"}, {"CV", "ĐU", 0, "05-CV/ĐU"},
		{"TB", "ĐU", 0, "01-TB/ĐU"}, {"CV", "UBKT", 0, "01-CV/UBKT"}, {ratify.PaperDecision, "ĐU", 7, "07-QĐ/ĐU"}} {
		if got, err := enter(in.kind, in.series, in.number); err != nil || got != in.want {
			t.Errorf("%+v: %s %v", in, got, err)
		}
	}
	for what, err := range map[string]error{
		"paper_number number_taken": func() error { _, err := enter("CV", "ĐU", 4); return err }(),
		"paper_number range":        func() error { _, err := enter("CV", "ĐU", 10000); return err }(),
		"paper_kind unknown":        func() error { _, err := enter("XX", "ĐU", 1); return err }(),
		"series format":             func() error { _, err := enter("CV", "Đ/U", 1); return err }(),
	} {
		field, code, _ := strings.Cut(what, " ")
		if !isField(err, field, code) {
			t.Errorf("%s: %v", what, err)
		}
	}
	lines, err := d.s.PapersNumbered(d.ctx, d.superior)
	must(t, err)
	var told []string
	for _, s := range ratify.SeriesOf(lines) {
		told = append(told, fmt.Sprint(s.Code(), s.Papers, s.Gaps))
	}
	if want := "01-CV/UBKT1 []; 05-CV/ĐU3 [2–3]; 07-QĐ/ĐU1 [1–6]; 01-TB/ĐU1 []"; strings.Join(told, "; ") != want {
		t.Errorf("%s, want %s", strings.Join(told, "; "), want)
	}
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	taken := ratify.Decision{Number: "7-QĐ/ĐU", DecidedOn: congress.At(d.now).Date()}
	if err := d.s.Ratify(d.ctx, d.superior, "c", taken); !isField(err, "number", "number_taken") {
		t.Errorf("a number that was entered by hand: %v", err)
	}
	must(t, d.s.RemovePaper(d.ctx, d.superior, lines[0]))
	if err := d.s.RemovePaper(d.ctx, d.superior, lines[0]); !errors.Is(err, congress.ErrNotFound) {
		t.Errorf("twice: %v", err)
	}
	taken.Number = "8-QĐ/ĐU"
	must(t, d.s.Ratify(d.ctx, d.superior, "c", taken))
	lines, err = d.s.PapersNumbered(d.ctx, d.superior)
	must(t, err)
	for _, l := range lines {
		var state *congress.StateError
		if err := d.s.RemovePaper(d.ctx, d.superior, l); l.CongressID != "" && !errors.As(err, &state) {
			t.Errorf("%s of a congress: %v", l.Code(), err)
		}
	}
}
