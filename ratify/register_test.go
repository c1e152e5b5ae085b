package ratify_test

import (
	"errors"
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
