package ratify_test

import (
	"fmt"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// offices lists who holds which office, as "office name how decision".
func (d *desk) offices() string {
	d.t.Helper()
	var all []string
	must(d.t, d.db.View(d.ctx, func(tx congress.Tx) error {
		rows, err := tx.Mandates(d.ctx, "cell")
		for _, m := range rows {
			line := fmt.Sprintf("%s %s %s %s", m.Office, m.Name, m.How, m.Decision)
			if m.To != "" {
				line += " until " + string(m.To)
			}
			if m.Struck {
				line += " struck"
			}
			all = append(all, line)
		}
		return err
	}))
	return fmt.Sprint(all)
}

func (d *desk) expectOffices(want string) {
	d.t.Helper()
	if got := d.offices(); got != want {
		d.t.Errorf("offices are %s, want %s", got, want)
	}
}

// A decision that ratifies writes down who holds which office since, without
// those it leaves out, and ends the term before; the same decision from a
// bundle changes nothing.
func TestRatifyingWritesMandates(t *testing.T) {
	d := openDesk(t, false)
	must(t, d.db.InTx(d.ctx, func(tx congress.Tx) error {
		return tx.PutMandate(d.ctx, congress.Mandate{OrgID: "cell", ID: "old", Office: "secretary", Name: "Z",
			Term: "2022", From: "2022-01-01", How: congress.HowElected})
	}))
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	d.expectOffices("[secretary Z elected ]")
	must(t, d.s.Ratify(d.ctx, d.superior, "c", ratify.Decision{Number: "7-QĐ", DecidedOn: "2025-03-03",
		Refused: []congress.MemberID{"m2"}, Reason: "x"}))
	d.expectOffices("[secretary Z elected  until 2025-03-03 committee A elected 7-QĐ]")
}

// A result that is annulled after it was ratified began no term: who held an
// office before holds it.
func TestAnnullingTakesBackTheEndOfATerm(t *testing.T) {
	d := openDesk(t, false)
	must(t, d.db.InTx(d.ctx, func(tx congress.Tx) error {
		return tx.PutMandate(d.ctx, congress.Mandate{OrgID: "cell", ID: "old", Office: "secretary", Name: "Z",
			Term: "2022", From: "2022-01-01", How: congress.HowElected})
	}))
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	must(t, d.s.Ratify(d.ctx, d.superior, "c", ratify.Decision{Number: "7-QĐ", DecidedOn: "2025-03-03",
		Refused: []congress.MemberID{"m2"}, Reason: "x"}))
	must(t, d.s.Annul(d.ctx, d.superior, "c", ratify.Decision{Number: "8-QĐ", DecidedOn: "2025-03-03", Reason: "x"}))
	d.expectOffices("[secretary Z elected  committee A elected 7-QĐ struck]")
}

// A dossier that is decided only after the congress of the next term gives nobody
// an office that would go on beside those of that term.
func TestADossierDecidedAfterTheNextTermEndsWithIt(t *testing.T) {
	d := openDesk(t, false)
	must(t, d.db.InTx(d.ctx, func(tx congress.Tx) error {
		return tx.PutCongress(d.ctx, congress.Congress{ID: "later", OrgID: "cell", Title: "Sau", Term: "2027",
			HeldOn: "2025-03-04", Profile: "190-QD/TW", State: congress.StateRatified})
	}))
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	must(t, d.s.Ratify(d.ctx, d.superior, "c", ratify.Decision{Number: "7-QĐ", DecidedOn: "2025-03-03",
		Refused: []congress.MemberID{"m2"}, Reason: "x"}))
	d.expectOffices("[committee A elected 7-QĐ until 2025-03-04]")
}

// What was not ratified gives nobody an office.
func TestAnnullingWritesNoMandate(t *testing.T) {
	d := openDesk(t, false)
	must(t, d.s.Submit(d.ctx, d.cell, "c", ""))
	must(t, d.s.Annul(d.ctx, d.superior, "c", ratify.Decision{Number: "2", DecidedOn: "2025-03-03", Reason: "x"}))
	d.expectOffices("[]")
}
