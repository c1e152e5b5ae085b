package ratify_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// cellDays are the meetings of one cell, day after day, and what their decisions leave
// of its offices.
type cellDays struct {
	*desk
	org congress.OrgID
}

func openDays(t *testing.T) cellDays {
	t.Helper()
	d := openDesk(t, false)
	d.now = time.Date(2030, 1, 1, 2, 0, 0, 0, time.UTC)
	must(t, d.db.InTx(d.ctx, func(tx congress.Tx) error {
		c, err := tx.Congress(d.ctx, "c")
		if err != nil {
			return err
		}
		c.Rehearsal = true // what the desk has beside these days is in nobody's way
		return tx.PutCongress(d.ctx, c)
	}))
	return cellDays{d, "cell"}
}

// held is a meeting that has closed: it elected by office and name, "secretary Z".
func (d cellDays) held(id congress.CongressID, term string, day congress.Date, elected ...string) {
	d.t.Helper()
	c := congress.Congress{ID: id, OrgID: d.org, Title: "Đại hội " + string(id), Term: term, HeldOn: day,
		Profile: "190-QD/TW", State: congress.StateClosed}
	if id[0] == 'b' {
		c.Meeting = congress.MeetingByElection
	}
	at, err := time.ParseInLocation(time.DateOnly, string(day), congress.Vietnam())
	must(d.t, err)
	must(d.t, d.db.InTx(d.ctx, func(tx congress.Tx) error {
		var members []congress.Member
		var rows []congress.Elected
		place, err := congress.NextFounded(d.ctx, tx, d.org)
		c.Founded, c.ClosedAt = place, congress.At(at.Add(time.Duration(place)*time.Hour))
		err = errors.Join(err, tx.PutCongress(d.ctx, c))
		for i, one := range elected {
			office, name, _ := strings.Cut(one, " ")
			contest := congress.ContestID(string(id) + office)
			m := congress.Member{OrgID: d.org, CongressID: id, ID: congress.MemberID(string(id) + name), Name: name,
				Born: "1970-01-01", Number: i + 1, Official: true}
			members = append(members, m)
			rows = append(rows, congress.Elected{OrgID: d.org, CongressID: id, ContestID: contest, MemberID: m.ID,
				RoundID: congress.RoundID(contest), Office: ballot.Office(office), Rank: i + 1, Votes: 3, Base: 3})
			err = errors.Join(err, tx.PutContest(d.ctx, congress.Contest{OrgID: d.org, CongressID: id, ID: contest,
				Position: i + 1, Office: ballot.Office(office), Seats: 1, Settled: congress.SettledComplete}),
				tx.PutRound(d.ctx, congress.Round{OrgID: d.org, CongressID: id, ContestID: contest,
					ID: congress.RoundID(contest), Number: 1, Kind: ballot.Ordinary, Seats: 1, Code: congress.CodeNone,
					State: congress.RoundCancelled, Counting: congress.CountTwoPasses})) // there is no paper to look at
		}
		return errors.Join(err, tx.PutMembers(d.ctx, members), tx.PutElected(d.ctx, rows),
			tx.Recount(d.ctx, d.org, id))
	}))
}

func (d cellDays) today() congress.Date { return congress.At(d.now).Date() }

func (d cellDays) number() string {
	d.now = d.now.Add(time.Hour)
	return fmt.Sprintf("%d-QĐ", d.now.Unix()/3600%10000)
}

func (d cellDays) ratified(id congress.CongressID) {
	d.t.Helper()
	by := d.cell
	by.OrgID, by.OrgPath = d.org, "/top/"+string(d.org)+"/"
	must(d.t, d.s.Submit(d.ctx, by, id, ""))
	d.decided(id)
}

// decided is a dossier that was sent up, ratified.
func (d cellDays) decided(id congress.CongressID) {
	d.t.Helper()
	number := d.number()
	must(d.t, d.s.Ratify(d.ctx, d.superior, id, ratify.Decision{Number: number, DecidedOn: d.today()}))
}

func (d cellDays) annulled(id congress.CongressID) {
	d.t.Helper()
	number := d.number()
	must(d.t, d.s.Annul(d.ctx, d.superior, id, ratify.Decision{Number: number, DecidedOn: d.today(),
		Reason: "Vi phạm"}))
}

// noted is an office that somebody wrote down by hand.
func (d cellDays) noted(office ballot.Office, name string, from, to congress.Date) {
	d.t.Helper()
	must(d.t, d.db.InTx(d.ctx, func(tx congress.Tx) error {
		m := congress.Mandate{OrgID: "cell", ID: congress.MandateID("by hand " + name), Office: office, Name: name,
			Term: "2025", From: from, To: to, How: congress.HowAppointed, Born: "1970-01-01",
			NotedAt: congress.At(d.now)}
		if to != "" {
			m.Ending = "Chuyển công tác"
		}
		return tx.PutMandate(d.ctx, m)
	}))
}

// sits expects who holds which office now, by first day, office and name.
func (d cellDays) sits(want ...string) {
	d.t.Helper()
	got := []string{}
	must(d.t, d.db.View(d.ctx, func(tx congress.Tx) error {
		all, err := tx.Mandates(d.ctx, d.org)
		for _, m := range all {
			if m.InForce() {
				got = append(got, fmt.Sprintf("%s %s", m.Office, m.Name))
			}
		}
		return err
	}))
	if fmt.Sprint(got) != fmt.Sprint(want) {
		d.t.Errorf("%v sit, want %v; %s", got, want, d.offices())
	}
}

// A by-election adds to a term (family, section 4): where the congress of the term is
// annulled it has begun none, and who was elected within it sits no more than whom
// the congress elected; who sat before goes on. So it is whichever decision comes first.
func TestAByElectionFallsWithTheCongressOfItsTerm(t *testing.T) {
	for name, days := range map[string]func(d cellDays){
		"ratified before": func(d cellDays) { d.ratified("b"); d.annulled("c2") },
		"decided after": func(d cellDays) {
			must(d.t, d.s.Submit(d.ctx, d.cell, "b", ""))
			d.annulled("c2")
			_, err := d.s.Decide(d.ctx, d.superior, "b", ratify.Resolution{Kind: ratify.DecideRatify,
				Decision: ratify.Decision{Number: d.number(), DecidedOn: "2030-01-01"}})
			if !isField(err, "despite", "checks_failed") {
				d.t.Errorf("a by-election of no term is ratified: %v", err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := openDays(t)
			d.held("c1", "2022", "2022-01-01", "committee A", "secretary A", "deputy D")
			d.ratified("c1")
			d.held("c2", "2025", "2025-01-01", "committee B", "secretary B")
			d.ratified("c2")
			d.sits("committee B", "secretary B")
			d.held("b", "2025", "2026-01-01", "committee C", "deputy C")
			days(d)
			d.sits("committee A", "deputy D", "secretary A")
			if total := d.total(); total.Elected != 1 {
				t.Errorf("%d are counted as elected, want who sits", total.Elected)
			}
			d.held("c3", "2025", "2027-01-01", "committee E", "secretary E") // held again
			d.ratified("c3")
			d.sits("committee E", "secretary E")
		})
	}
}

// Delegates go on until others are elected; where a congress in between is annulled
// those of before stay replaced by whoever a later one has elected.
func TestDelegatesWhoWereReplacedSinceStayReplaced(t *testing.T) {
	d := openDays(t)
	d.held("c1", "2022", "2022-01-01", "delegates A", "alternates F")
	d.ratified("c1")
	d.held("c2", "2025", "2025-01-01", "delegates B")
	d.ratified("c2")
	d.held("c3", "2027", "2027-01-01", "delegates C")
	d.ratified("c3")
	d.annulled("c2")
	d.sits("delegates C")
	d.annulled("c3")
	d.sits("alternates F", "delegates A")
}

// A congress that is decided after the next one gives nobody an office beside those
// of the next, and ends what that one had ended with its own day.
func TestACongressDecidedAfterTheNextOne(t *testing.T) {
	d := openDays(t)
	d.held("c1", "2022", "2022-01-01", "secretary A", "delegates A")
	d.ratified("c1")
	d.held("c2", "2025", "2025-01-01", "secretary B", "delegates B")
	d.held("c3", "2027", "2027-01-01", "secretary C", "delegates C")
	d.ratified("c3")
	d.ratified("c2")
	d.sits("delegates C", "secretary C")
	if !strings.Contains(d.offices(), "secretary A elected") ||
		strings.Count(d.offices(), "until 2025-01-01") != 2 {
		t.Errorf("who sat until the second congress: %s", d.offices())
	}
	d.annulled("c3")
	d.sits("delegates B", "secretary B")
}

// Nobody comes back into an office that one alone holds and that somebody else has
// come into since, nor into one beside that which they hold since.
func TestWhoComesBackFindsWhoCameSince(t *testing.T) {
	d := openDays(t)
	d.held("c1", "2022", "2022-01-01", "secretary A", "deputy D", "committee A", "committee D")
	d.ratified("c1")
	d.held("c2", "2025", "2025-01-01", "secretary B", "committee B")
	d.ratified("c2")
	must(t, d.db.InTx(d.ctx, func(tx congress.Tx) error { // B moves away, D is appointed
		all, err := tx.Mandates(d.ctx, "cell")
		for _, m := range all {
			if m.Name == "B" && m.Office == ballot.Secretary {
				m.To, m.Ending = "2026-01-01", "Chuyển công tác"
				err = errors.Join(err, tx.PutMandate(d.ctx, m))
			}
		}
		return err
	}))
	d.noted(ballot.Secretary, "D", "2026-01-02", "")
	d.annulled("c2")
	d.sits("committee A", "committee D", "secretary D")
}

// Of two meetings of one day the one that closed later follows the other.
func TestTwoMeetingsOfOneDayEndEachOtherInOrder(t *testing.T) {
	d := openDays(t)
	d.held("c1", "2022", "2025-01-01", "secretary A")
	d.held("c2", "2025", "2025-01-01", "secretary B")
	d.held("b", "2025", "2025-01-01", "committee C")
	d.ratified("b")
	d.ratified("c2")
	d.ratified("c1")
	d.sits("committee C", "secretary B")
	d.annulled("c2")
	d.sits("secretary A")
}

// merged has the cell go on in another one, which has an office of its own, and gives
// the days there.
func (d cellDays) merged(own ...ballot.Office) cellDays {
	d.t.Helper()
	must(d.t, d.db.InTx(d.ctx, func(tx congress.Tx) error {
		err := tx.PutOrganisation(d.ctx, congress.Organisation{ID: "next", ParentID: "top", Path: "/top/next/",
			Kind: congress.KindCell, Name: "Chi bộ Mới"})
		for _, office := range own {
			err = errors.Join(err, tx.PutMandate(d.ctx, congress.Mandate{OrgID: "next", ID: congress.MandateID(office),
				Office: office, Name: "N", Born: "1970-01-01", Term: "2025", From: "2025-02-01",
				How: congress.HowAppointed}))
		}
		return err
	}))
	must(d.t, d.merge(d.ctx, d.superior, "cell", "next"))
	return cellDays{d.desk, "next"}
}

// A congress that is decided after its cell was merged into another gives what it would
// have given before: who was followed by it holds nothing there, who was elected does,
// as far as nobody else holds it; annulled, all is as it was.
func TestACongressDecidedAfterAMerger(t *testing.T) {
	for name, test := range map[string]struct {
		own                     []ballot.Office
		merged, after, annulled []string
	}{
		"nobody there": {nil, []string{"committee A", "deputy D", "secretary A"},
			[]string{"committee B", "secretary B"}, []string{"committee A", "deputy D", "secretary A"}},
		"a secretary there": {[]ballot.Office{ballot.Secretary}, []string{"committee A", "deputy D", "secretary N"},
			[]string{"committee B", "secretary N"}, []string{"committee A", "deputy D", "secretary N"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := openDays(t)
			d.held("c1", "2022", "2022-01-01", "committee A", "secretary A", "deputy D")
			d.ratified("c1")
			d.held("c2", "2025", "2025-01-01", "committee B", "secretary B")
			must(t, d.s.Submit(d.ctx, d.cell, "c2", ""))
			d.now = d.now.AddDate(0, 0, 1)
			there := d.merged(test.own...)
			there.sits(test.merged...)
			d.now = d.now.AddDate(0, 0, 1)
			there.decided("c2")
			there.sits(test.after...)
			d.sits()
			if told := d.offices(); !strings.Contains(told, "secretary A elected") ||
				strings.Count(told, " until 2025-01-01") != 3 || strings.Count(told, " until 2030-01-02") != 2 {
				t.Errorf("where they were: %s", told)
			}
			there.annulled("c2")
			there.sits(test.annulled...)
			d.sits()
		})
	}
}

// Where the next term has begun in the cell that there is, a congress of the cell that
// was merged into it gives nobody an office beside those of that term.
func TestACongressDecidedAfterTheNextTermOfAMerger(t *testing.T) {
	d := openDays(t)
	d.held("c1", "2022", "2022-01-01", "committee A", "secretary A", "delegates A")
	d.ratified("c1")
	d.held("c2", "2025", "2025-01-01", "committee B", "secretary B")
	must(t, d.s.Submit(d.ctx, d.cell, "c2", ""))
	there := d.merged()
	there.now = there.now.AddDate(0, 1, 0)
	there.held("c3", "2030", "2030-01-15", "committee C")
	there.ratified("c3")
	there.sits("delegates A", "committee C")
	there.decided("c2")
	there.sits("delegates A", "committee C")
	there.annulled("c3")
	there.sits("delegates A", "committee B", "secretary B")
	there.annulled("c2")
	there.sits("committee A", "delegates A", "secretary A")
}

// Who came from a cell that was merged into another is ended there by a term that begins
// since, and by none of before; where that one is annulled they go on.
func TestWhoCameByAMergerComesBack(t *testing.T) {
	d := openDays(t)
	d.held("c1", "2022", "2022-01-01", "committee A", "secretary A")
	d.ratified("c1")
	there := d.merged()
	there.held("c0", "2023", "2023-01-01", "secretary O") // as was found later
	there.ratified("c0")
	must(t, d.db.InTx(d.ctx, func(tx congress.Tx) error {
		all, err := tx.Mandates(d.ctx, "next")
		for _, m := range all {
			switch m.Name {
			case "O":
				m.To, m.Ending = "2024-01-01", "Chuyển công tác"
			default:
				m.To, m.Ending = "", ""
			}
			err = errors.Join(err, tx.PutMandate(d.ctx, m))
		}
		return err
	}))
	there.sits("committee A", "secretary A")
	d.now = d.now.AddDate(0, 1, 0)
	there.held("c3", "2030", "2030-01-15", "committee C")
	there.ratified("c3")
	there.sits("committee C")
	there.annulled("c3")
	there.sits("committee A", "secretary A")
}
