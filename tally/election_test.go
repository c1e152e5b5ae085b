package tally_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/tally"
)

func example(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("testdata/spec.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

const totals = `"totals": {"valid": 16, "invalid_reasons": {"signed": 1, "too_many": 1}, "rows": [
	{"id": "b", "votes": 4, "disagree": 0, "uncounted": 0}, {"id": "a", "votes": 12}]}`

// byHand is the example with totals in place of sheets.
func byHand(t testing.TB) string {
	t.Helper()
	text := example(t)
	from := strings.Index(text, `"sheets"`)
	return text[:from] + totals + "}}"
}

// oneName is an election without surplus, by hand.
const oneName = `{"electorate":{"official":9},"contest":{"office":"secretary","seats":1,"candidates":[{"id":"a","name":"A"}]},
	"ballots":{"issued":9,"returned":9,"totals":{"valid":7,"invalid_reasons":{"both_boxes":1,"no_box":1},"rows":[{"id":"a","votes":5,"disagree":2,"uncounted":0}]}}}`

// twoNames is an election without surplus, paper by paper.
const twoNames = `{"electorate":{"official":9},"contest":{"office":"delegates","seats":2,"candidates":[{"id":"a","name":"A"},{"id":"b","name":"B"}]},
	"ballots":{"issued":9,"returned":3,"sheets":[{"agree":["a"],"disagree":["b"],"count":2},{"agree":["a","b"],"disagree":["b"]}]}}`

// twoTotals is the same by hand.
const twoTotals = `{"electorate":{"official":9},"contest":{"office":"delegates","seats":2,"candidates":[{"id":"a","name":"A"},{"id":"b","name":"B"}]},
	"ballots":{"issued":9,"returned":3,"totals":{"valid":3,"rows":[{"id":"a","votes":3},{"id":"b","votes":0,"disagree":2,"uncounted":1}]}}}`

func outcomeOf(t *testing.T, file string) string {
	t.Helper()
	election, err := tally.ReadElection(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	outcome, err := election.Outcome()
	if err != nil {
		t.Fatal(err)
	}
	return toJSON(outcome)
}

func TestTotalsByHandGiveTheSameOutcomeAsPapers(t *testing.T) {
	if sheets, hand := outcomeOf(t, example(t)), outcomeOf(t, byHand(t)); sheets != hand {
		t.Errorf("sheets %s\nhand   %s", sheets, hand)
	}
	if sheets, hand := outcomeOf(t, twoNames), outcomeOf(t, twoTotals); sheets != hand {
		t.Errorf("sheets %s\nhand   %s", sheets, hand)
	}
}

func TestElectionFilesMayLeaveDefaultsOut(t *testing.T) {
	for name, change := range map[string][2]string{
		"profile":          {`"profile": "190-QD/TW",`, ``},
		"meeting":          {`"meeting": "members_congress",`, ``},
		"round and kind":   {`"round": 1,`, ``},
		"style":            {`"seats": 1,`, `"seats": 1, "style": "cross_out",`},
		"empty other":      {`{"crossed": []}`, `{"crossed": [], "agree": []}`},
		"crossed":          {`{"crossed": []}`, `{}`},
		"no deduction":     {`"prosecuted": 0, `, ``},
		"zero deduction":   {`"prosecuted": 0, `, `"prosecuted": -0, `},
		"escaped key":      {`"seats"`, `"\u0073eats"`},
		"older profile":    {`"190-QD/TW"`, `"244-QD/TW"`},
		"foreign paper":    {`"defects": ["signed"]`, `"defects": ["signed"], "count": 1`},
		"incumbent absent": {`"incumbent": false, `, ``},
	} {
		file := strings.Replace(example(t), change[0], change[1], 1)
		if file == example(t) {
			t.Fatalf("%s: nothing was changed", name)
		}
		if got, want := outcomeOf(t, file), outcomeOf(t, example(t)); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

// A paper that the committee did not issue may make more papers than issued.
func TestForeignPapersDoNotCountAgainstThoseIssued(t *testing.T) {
	file := strings.Replace(strings.Replace(example(t), `["signed"]`, `["signed", "not_issued"]`, 1), `"issued": 18`,
		`"issued": 17`, 1)
	if got := outcomeOf(t, file); !strings.Contains(got, `"invalid_reasons":{"not_issued":1,"too_many":1}`) {
		t.Error(got)
	}
}

// Each line: where, what is put in its place, and the line that refuses it.
func TestContradictoryElectionsAreRefusedByField(t *testing.T) {
	hand := byHand(t)
	for _, c := range []struct{ file, from, to, want string }{
		{example(t), `"190-QD/TW"`, `"190"`, `profile: unknown profile "190"`},
		{example(t), `"190-QD/TW"`, `""`, `profile: unknown profile ""`},
		{example(t), `"190-QD/TW"`, `190`, `profile: must be a text`},
		{example(t), `"190-QD/TW"`, `null`, `profile: must be a text`},
		{example(t), `"members_congress"`, `"rally"`, `meeting: unknown meeting "rally"`},
		{example(t), `"members_congress"`, `"committee_meeting"`,
			`electorate.deductions: a committee_meeting knows no deduction "absent_with_consent"`},
		{example(t), `"official": 25`, `"official": 7`, `electorate.deductions: nobody is left of 7`},
		{example(t), `"official": 25`, `"official": 0`, `electorate.official: must be from 1 to 100000000, is 0`},
		{example(t), `"official": 25`, `"official": 25.5`, `electorate.official: must be a whole number`},
		{example(t), `"official": 25`, `"official": 1e3`, `electorate.official: must be a whole number`},
		{example(t), `"official": 25`, `"official": 99999999999999999999999`,
			`electorate.official: must be at most 100000000`},
		{example(t), `"official": 25`, `"official": 100000001`, `electorate.official: must be at most 100000000`},
		{example(t), `"official": 25,`, ``, `electorate.official: is missing`},
		{example(t), `"official": 25`, `"official": 25, "official": 26`, `electorate.official: stands twice`},
		{example(t), `"official": 25`, `"official": 25, "Official": 26`, `electorate."Official": unknown field`},
		{example(t), `"official"`, `"officia\u212a"`, `electorate."officia\u212a": unknown field`},
		{example(t), `"official"`, `"offi\ncial"`, `electorate."offi\ncial": unknown field`},
		{example(t), `"suspended": 1`, `"suspended": -1`,
			`electorate.deductions.suspended: must be from 0 to 100000000, is -1`},
		{example(t), `"suspended": 1`, `"holiday": 1`,
			`electorate.deductions: a members_congress knows no deduction "holiday"`},
		{example(t), `"suspended": 1`, `"a.b": 1`,
			`electorate.deductions: a members_congress knows no deduction "a.b"`},
		{example(t), `"office": "committee"`, `"office": "king"`, `contest.office: unknown office "king"`},
		{example(t), `"office": "committee",`, ``, `contest.office: is missing`},
		{example(t), `"seats": 1`, `"seats": 0`, `contest.seats: must be at least 1`},
		{example(t), `"seats": 1`, `"seats": "1"`, `contest.seats: must be a whole number`},
		{example(t), `"seats": 1`, `"seats": 3`,
			`contest.candidates: 2 names for 3 seats: fewer names than seats is not a list`},
		{example(t), `"seats": 1`, `"seats": 2`,
			`ballots.sheets[0].crossed: is a mark of the other style: this list has no surplus`},
		{example(t), `"round": 1`, `"round": 0`, `contest.round: must be at least 1, is 0`},
		{example(t), `"ordinary"`, `"extraordinary"`, `contest.kind: unknown kind "extraordinary"`},
		{example(t), `"seats": 1,`, `"seats": 1, "style": "agree_disagree",`,
			`contest.style: "agree_disagree" contradicts 2 names for 1 seats, which is "cross_out"`},
		{example(t), `"seats": 1,`, `"seats": 1, "style": "",`,
			`contest.style: "" contradicts 2 names for 1 seats, which is "cross_out"`},
		{example(t), `"id": "b"`, `"id": "a"`, `contest.candidates[1].id: "a" stands twice`},
		{example(t), `"id": "b"`, `"id": ""`, `contest.candidates[1].id: must not be empty`},
		{example(t), `"id": "b", `, ``, `contest.candidates[1].id: is missing`},
		{example(t), `"Trần Thị Bình"`, `" "`, `contest.candidates[1].name: must not be empty`},
		{example(t), `"Trần Thị Bình"`, `["Bình"]`, `contest.candidates[1].name: must be a text`},
		{example(t), `"female": true`, `"female": 1`, `contest.candidates[1].female: must be true or false`},
		{example(t), `"1975-03-02"`, `"1975-02-29"`, `contest.candidates[0].born: must be a day as 2006-01-02`},
		{example(t), `"1975-03-02"`, `"02/03/1975"`, `contest.candidates[0].born: must be a day as 2006-01-02`},
		{example(t), `"1975-03-02"`, `"1975-13-02"`, `contest.candidates[0].born: must be a day as 2006-01-02`},
		{example(t), `"1975-03-02"`, `"1975-0a-02"`, `contest.candidates[0].born: must be a day as 2006-01-02`},
		{example(t), `"1975-03-02"`, `"0000-03-02"`, `contest.candidates[0].born: must be a day as 2006-01-02`},
		{example(t), `"born"`, `"birth"`, `contest.candidates[0].birth: unknown field`},
		{example(t), `"issued": 18`, `"issued": -1`, `ballots.issued: must be at least 0, is -1`},
		{example(t), `"issued": 18`, `"issued": 17`,
			`ballots.returned: 18 papers of the committee came back, but only 17 were issued`},
		{example(t), `"official": 25`, `"official": 24`,
			`ballots.returned: 18 papers of the committee came back, but only 17 people may vote`},
		{hand, `"official": 25`, `"official": 24`,
			`ballots.returned: 18 papers of the committee came back, but only 17 people may vote`},
		{hand, `"issued": 18`, `"issued": 17`,
			`ballots.returned: 18 papers of the committee came back, but only 17 were issued`},
		{example(t), `"returned": 18`, `"returned": 17`, `ballots.returned: is 17, but the sheets make 18`},
		{example(t), `"returned": 18`, `"returned": -18`, `ballots.returned: must be at least 0, is -18`},
		{example(t), `"returned": 18,`, ``, `ballots.returned: is missing`},
		{example(t), `"sheets"`, `"papers"`, `ballots.papers: unknown field`},
		{example(t), `"sheets": [`, totals + `, "sheets": [`, `ballots: has both sheets and totals`},
		{hand, totals, `"returned": 18`, `ballots.returned: stands twice`},
		{hand, ",\n    " + totals, ``, `ballots: needs sheets or totals`},
		{example(t), `"count": 12`, `"count": 0`, `ballots.sheets[0].count: must be from 1 to 100000000 in sum, is 0`},
		{example(t), `"count": 12`, `"count": -12`,
			`ballots.sheets[0].count: must be from 1 to 100000000 in sum, is -12`},
		{example(t), `"count": 4`, `"count": 100000000`,
			`ballots.sheets[1].count: must be from 1 to 100000000 in sum, is 100000000`},
		{example(t), `"crossed": ["a"]`, `"crossed": ["z"]`, `ballots.sheets[1].crossed: "z" is not on the list`},
		{example(t), `"crossed": ["a"]`, `"crossed": ["a", "a"]`, `ballots.sheets[1].crossed: "a" is struck out twice`},
		{example(t), `"crossed": ["a"]`, `"agree": ["a"]`,
			`ballots.sheets[1].agree: is a mark of the other style: this list has a surplus`},
		{example(t), `"crossed": ["a"]`, `"disagree": ["a"]`,
			`ballots.sheets[1].disagree: is a mark of the other style: this list has a surplus`},
		{example(t), `"crossed": ["a"]`, `"crossed": "a"`, `ballots.sheets[1].crossed: must be a list`},
		{example(t), `["signed"]`, `["too_many"]`, `ballots.sheets[3].defects[0]: unknown defect "too_many"`},
		{example(t), `"crossed": ["b"], "defects"`, `"crossed": ["z"], "defects"`,
			`ballots.sheets[3].crossed: "z" is not on the list`},
		{twoNames, `"agree":["a","b"]`, `"agree":["a","z"]`, `ballots.sheets[1].agree: "z" is not on the list`},
		{twoNames, `"agree":["a","b"]`, `"agree":["a","a"]`, `ballots.sheets[1].agree: "a" is marked twice in one box`},
		{twoNames, `"agree":["a","b"],"disagree":["b"]`, `"agree":["a"],"disagree":["b","b"]`,
			`ballots.sheets[1].disagree: "b" is marked twice in one box`},
		{hand, `"valid": 16`, `"valid": 15`, `ballots.totals: valid 15 and invalid 2 make 17, but 18 were returned`},
		{hand, `"valid": 16`, `"valid": -16`, `ballots.totals.valid: must be from 0 to 100000000, is -16`},
		{hand, `"valid": 16, `, ``, `ballots.totals.valid: is missing`},
		{hand, `"signed": 1`, `"signed": -1`,
			`ballots.totals.invalid_reasons.signed: must be from 0 to 100000000, is -1`},
		{hand, `"signed": 1`, `"ugly": 1`, `ballots.totals.invalid_reasons: unknown reason "ugly"`},
		{hand, `"signed": 1`, `"no_box": 1`, `ballots.totals.invalid_reasons.no_box: cannot occur on this list`},
		{oneName, `"no_box":1`, `"votes_nobody":1`,
			`ballots.totals.invalid_reasons.votes_nobody: cannot occur on this list`},
		{hand, `"votes": 4`, `"votes": 17`,
			`ballots.totals.rows[0].votes: must be from 0 to the 16 valid papers, is 17`},
		{hand, `"votes": 4`, `"votes": -4`,
			`ballots.totals.rows[0].votes: must be from 0 to the 16 valid papers, is -4`},
		{hand, `"votes": 4, `, ``, `ballots.totals.rows[0].votes: is missing`},
		{hand, `"votes": 4`, `"votes": 3`,
			`ballots.totals.rows: 15 votes on 16 valid papers: every valid paper votes for somebody`},
		{hand, `"votes": 4`, `"votes": 5`,
			`ballots.totals.rows: 17 votes, but 16 valid papers with 1 seats carry at most 16`},
		{hand, `"disagree": 0`, `"disagree": 1`,
			`ballots.totals.rows[0]: disagree and uncounted must be 0 on a list with surplus`},
		{hand, `{"id": "b", "votes"`, `{"id": "z", "votes"`, `ballots.totals.rows[0].id: "z" is not on the list`},
		{hand, `{"id": "a", "votes": 12}`, `{"id": "b", "votes": 12}`, `ballots.totals.rows[1].id: "b" stands twice`},
		{hand, `, {"id": "a", "votes": 12}`, ``, `ballots.totals.rows: no row for "a"`},
		{twoTotals, `"uncounted":1`, `"uncounted":2`,
			`ballots.totals.rows[1]: votes 0, disagree 2 and uncounted 2 do not make the 3 valid papers`},
		{twoTotals, `{"id":"a","votes":3}`, `{"id":"a","votes":1,"disagree":2}`,
			`ballots.totals.rows: 1 votes on 3 valid papers: every valid paper votes for somebody`},
		{oneName, `"votes":5,"disagree":2,"uncounted":0`, `"votes":5,"disagree":1,"uncounted":1`,
			`ballots.totals.rows[0].uncounted: must be 0 on a one-name list`},
	} {
		file := strings.Replace(c.file, c.from, c.to, 1)
		if file == c.file {
			t.Fatalf("%s: nothing was changed", c.want)
		}
		_, err := tally.ReadElection(strings.NewReader(file))
		var refused *tally.FieldError
		if !errors.As(err, &refused) || err.Error() != c.want {
			t.Errorf("%s → %s\ngot  %v\nwant %s", c.from, c.to, err, c.want)
		}
	}
}

func TestFilesThatAreNoElectionAreRefused(t *testing.T) {
	for file, want := range map[string]string{
		``:                            `file: is empty`,
		` `:                           `file: ends before the election is complete`,
		`[]`:                          `file: must be an object`,
		`null`:                        `file: must be an object`,
		`{}`:                          `electorate: is missing`,
		`{"":{"":{}}}`:                `"": unknown field`,
		`{"electorate":{}}`:           `electorate.official: is missing`,
		`{"electorate":`:              `file: ends before the election is complete`,
		`{"contest":{"candidates":[`:  `file: ends before the election is complete`,
		`{"contest":{"seats":1`:       `file: ends before the election is complete`,
		`{"profile" "190"}`:           `file: not well formed: invalid character '"' after object key`,
		`{1:2}`:                       `file: not well formed: invalid character '1'`,
		"{\"profile\":\"\xff\"}":      `file: is not UTF-8 text`,
		example(t) + `{}`:             `file: more text after the election`,
		example(t) + `]`:              `file: more text after the election`,
		strings.Repeat(`[`, 1<<20):    `file: must be an object`,
		strings.Repeat(`{"a":`, 9999): `a: unknown field`,
		strings.Repeat(` `, 32<<20+1): `file: larger than 32 MiB`,
	} {
		if _, err := tally.ReadElection(strings.NewReader(file)); err == nil || err.Error() != want {
			t.Errorf("%.40q: got %v, want %s", file, err, want)
		}
	}
	broken := errors.New("cable pulled")
	if _, err := tally.ReadElection(io.MultiReader(strings.NewReader("{"), failing{broken})); !errors.Is(err, broken) {
		t.Errorf("a reader that fails: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestCounterRefusesWhatNoPaperSays(t *testing.T) {
	counter := tally.NewCounter(ballot.List{Seats: 1, Candidates: []ballot.Candidate{{ID: "a", Name: "A"},
		{ID: "b", Name: "B"}}})
	if err := counter.Add("1+", 1); !errors.Is(err, ballot.ErrMarks) {
		t.Errorf("marks of another style: %v", err)
	}
	if err := counter.Add("10", 0); err == nil {
		t.Error("no paper was counted")
	}
	if s := counter.Sheet(3); s.Returned != 0 || s.Issued != 3 {
		t.Errorf("what was refused is counted: %+v", s)
	}
}

// Whatever comes in: no panic, a refusal names a field in one line, and what
// is accepted conserves its papers.
func FuzzReadElection(f *testing.F) {
	for _, seed := range []string{example(f), byHand(f), oneName, twoNames, twoTotals, `{}`,
		`{"contest":{"candidates":[{"born":"2000-02-30"}]}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		election, err := tally.ReadElection(bytes.NewReader(data))
		if err != nil {
			var refused *tally.FieldError
			if !errors.As(err, &refused) || refused.Field == "" || strings.ContainsAny(err.Error(), "\r\n") {
				t.Fatalf("refused without a field, or in two lines: %q", err)
			}
			return
		}
		o, err := election.Outcome()
		if err != nil {
			t.Fatalf("read, but without outcome: %v", err)
		}
		if o.Valid+o.Invalid != o.Returned || len(o.Elected)+o.OpenSeats != election.Contest.Seats {
			t.Fatalf("papers or seats were lost: %+v", o)
		}
	})
}

func list(names, seats int) ballot.List {
	l := ballot.List{Seats: seats}
	for _, id := range ids(names) {
		l.Candidates = append(l.Candidates, ballot.Candidate{ID: id, Name: id})
	}
	return l
}

// papersOf returns n papers that strike out different names.
func papersOf(l ballot.List, n int) []ballot.Marks {
	papers := make([]ballot.Marks, n)
	for i := range papers {
		rows := bytes.Repeat([]byte{ballot.Standing}, len(l.Candidates))
		for strike := range len(rows) - l.Seats {
			rows[(i+strike)%len(rows)] = ballot.Struck
		}
		papers[i] = ballot.Marks(rows)
	}
	return papers
}

// BenchmarkCounter9Names: at least 2,000,000 papers/s per core.
func BenchmarkCounter9Names(b *testing.B) {
	l := list(9, 7)
	papers := papersOf(l, 1024)
	counter := tally.NewCounter(l)
	for i := 0; b.Loop(); i++ {
		if i%50_000_000 == 0 { // a counter holds 100,000,000 papers
			counter = tally.NewCounter(l)
		}
		if err := counter.Add(papers[i%len(papers)], 1); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "papers/s")
}

// BenchmarkCongress1500x27: a whole congress, papers to outcome, within 10 ms.
func BenchmarkCongress1500x27(b *testing.B) {
	l := list(27, 21)
	papers := papersOf(l, 1500)
	contest := tally.Contest{Office: ballot.Committee, Seats: l.Seats, Round: 1, Kind: ballot.Ordinary,
		Candidates: l.Candidates}
	for b.Loop() {
		elect(1500, contest, countPapers(l, papers))
	}
}

// BenchmarkReadElection1500x27: the same from a file.
func BenchmarkReadElection1500x27(b *testing.B) {
	e := election{Base: 1500, Seats: 21, Names: ids(27), Issued: 1500}
	for i := range 1500 {
		var p paper
		for strike := range 6 {
			p.Crossed = append(p.Crossed, e.Names[(i+strike)%27])
		}
		e.Papers = append(e.Papers, p)
	}
	file := e.file()
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		read, err := tally.ReadElection(strings.NewReader(file))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := read.Outcome(); err != nil {
			b.Fatal(err)
		}
	}
}
