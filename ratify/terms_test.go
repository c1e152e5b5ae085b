package ratify_test

import (
	"errors"
	"strings"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// registered lists the superior's register: "08-QĐ/ĐU 2020–2025".
func (d *desk) registered() string {
	d.t.Helper()
	lines, err := d.s.PapersNumbered(d.ctx, d.superior)
	must(d.t, err)
	var all []string
	for _, l := range lines {
		all = append(all, l.Code()+" "+l.Term)
	}
	return strings.Join(all, ", ")
}

func (d *desk) enter(number int, term string, day congress.Date) error {
	d.t.Helper()
	_, err := d.s.EnterPaper(d.ctx, d.superior, ratify.PaperInput{Kind: ratify.PaperDecision, Term: term, Series: "ĐU",
		Number: number, Day: day, About: "việc khác"})
	return err
}

// Rules 8.5: a superior's papers are numbered within its own term, whatever the
// term of the cell that they are about; a new term begins at 1 again.
func TestASuperiorNumbersWithinItsOwnTerm(t *testing.T) {
	d := openDesk(t, false)
	must(t, d.s.EnterTerm(d.ctx, d.superior, ratify.Term{Name: " 2020–2025 ", Since: "2020-08-01"}))
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	must(t, d.enter(7, "2020–2025", "2025-03-01"))
	in := ratify.Decision{Number: "07-QĐ/ĐU", DecidedOn: "2025-03-03"}
	if err := d.s.Ratify(d.ctx, d.superior, "c", in); !isField(err, "number", "number_taken") {
		t.Fatalf("a number that another paper of the term has: %v", err)
	}
	in.Number = "8-QĐ/ĐU"
	must(t, d.s.Ratify(d.ctx, d.superior, "c", in))
	must(t, d.s.SignDecision(d.ctx, d.superior, "c", "8-QĐ/ĐU", ratify.SignedBy{Post: ratify.PostDeputy,
		Signer: "Lê Văn Cường"}))
	if err := d.enter(9, "2025–2027", "2025-03-03"); !isField(err, "term", "of_day") {
		t.Errorf("a paper of another term: %v", err)
	}
	must(t, d.s.EnterTerm(d.ctx, d.superior, ratify.Term{Name: "2025–2030", Since: "2025-03-02"}))
	must(t, d.enter(0, "2025–2030", "2025-03-03"))
	must(t, d.enter(0, "2020–2025", "2025-03-01"))
	want := "07-QĐ/ĐU 2020–2025, 08-QĐ/ĐU 2020–2025, 08-QĐ/ĐU 2025–2030, 09-QĐ/ĐU 2025–2030"
	if got := d.registered(); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// What was numbered before the term was known moves into it; of two papers with one
// number the later stays where it was, and can still be signed.
func TestATermTakesInWhatWasNumbered(t *testing.T) {
	d := openDesk(t, false)
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	must(t, d.enter(8, "2022–2025", "2025-03-01"))
	must(t, d.enter(1, "2015–2020", "2020-03-01"))
	must(t, d.s.Ratify(d.ctx, d.superior, "c", ratify.Decision{Number: "8-QĐ/ĐU", DecidedOn: "2025-03-03"}))
	must(t, d.s.EnterTerm(d.ctx, d.superior, ratify.Term{Name: "2020–2025", Since: "2020-08-01"}))
	term := d.dossier().Overview.Congress.Term
	if got := d.registered(); !strings.Contains(got, "01-QĐ/ĐU 2015–2020") || !strings.Contains(got,
		"08-QĐ/ĐU 2020–2025") || strings.Contains(got, "2022–2025") || !strings.Contains(got, "08-QĐ/ĐU "+term) {
		t.Errorf("%s", got)
	}
	must(t, d.s.SignDecision(d.ctx, d.superior, "c", "8-QĐ/ĐU", ratify.SignedBy{Post: ratify.PostDeputy,
		Signer: "Lê Văn Cường"}))
	for field, wrong := range map[string]ratify.Term{"own_term": {Since: "2025-01-01"}, "since": {Name: "x"}} {
		if err := d.s.EnterTerm(d.ctx, d.superior, wrong); !isField(err, field, "required") {
			t.Errorf("%s: %v", field, err)
		}
	}
	if err := d.s.EnterTerm(d.ctx, d.cell, ratify.Term{Name: "x", Since: "2025-01-01"}); !isField(err, "kind",
		"unknown") {
		t.Errorf("a cell: %v", err)
	}
}

// As long as nobody said in which term a committee is, its papers about cells of
// several terms run in one series: no two have one number.
func TestACommitteeWithoutATermHasOneSeries(t *testing.T) {
	d := openDesk(t, false)
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	own := d.dossier().Overview.Congress
	other := ratify.NumberedPaper{OrgID: d.superior.OrgID, Kind: ratify.PaperDecision, Term: "2019–2022", Series: "ĐU",
		Number: 8, Day: "2025-03-02", CongressID: "o", About: "Đại hội khác"}
	receipt := other
	receipt.Kind, receipt.Number = ratify.PaperReceipt, 4
	must(t, d.db.Ratify().InTx(d.ctx, func(tx ratify.Tx) error {
		return errors.Join(tx.PutCongress(d.ctx, congress.Congress{ID: "o", OrgID: "top", Title: "Đại hội khác",
			Profile: "190-QD/TW", State: congress.StatePreparing}), tx.PutPaperNumber(d.ctx, other),
			tx.PutPaperNumber(d.ctx, receipt))
	}))
	if own.Term == other.Term {
		t.Fatalf("one term: %s", own.Term)
	}
	in := ratify.Decision{Number: "8-QĐ/ĐU", DecidedOn: "2025-03-03"}
	if err := d.s.Ratify(d.ctx, d.superior, "c", in); !isField(err, "number", "number_taken") {
		t.Errorf("the number of a decision about a cell of another term: %v", err)
	}
	must(t, d.s.NoteComplaint(d.ctx, d.superior, "c", ratify.ComplaintInput{Step: ratify.ComplaintReceived,
		Day: "2025-03-03", Form: ratify.FormComplaint, Text: "đơn"}))
	if got := d.registered(); !strings.Contains(got, "05-GN/ĐU "+own.Term) {
		t.Errorf("%s", got)
	}
}
