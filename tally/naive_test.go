package tally_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// The second counter: written from docs/rules.md and docs/tally.md alone, for
// clarity and not for speed. It shares no step with the package: papers are
// sets of names, persons are judged one by one by who stands before them, and
// percentages are fractions.

// paper is one sheet as an election file writes it.
type paper struct {
	Crossed  []string `json:"crossed,omitempty"`
	Agree    []string `json:"agree,omitempty"`
	Disagree []string `json:"disagree,omitempty"`
	Defects  []string `json:"defects,omitempty"`
}

// election is a whole election in the words of the second counter.
type election struct {
	Base      int
	Seats     int
	TieBreak  bool
	Names     []string // ids in ballot order
	Incumbent map[string]bool
	Female    map[string]bool
	Issued    int
	Papers    []paper
}

func (e election) surplus() bool { return len(e.Names) > e.Seats }

// reasonOf says why a paper is invalid, "" if it is valid (rules 4).
func (e election) reasonOf(p paper) string {
	for _, defect := range []string{"not_issued", "written_in", "signed", "extra_mark", "unreadable"} {
		if slices.Contains(p.Defects, defect) {
			return defect
		}
	}
	if len(e.Names) == 1 {
		agree, disagree := len(p.Agree) == 1, len(p.Disagree) == 1
		switch {
		case agree && disagree:
			return "both_boxes"
		case !agree && !disagree:
			return "no_box"
		}
		return ""
	}
	votes := 0
	for _, name := range e.Names {
		if e.elects(p, name) {
			votes++
		}
	}
	switch {
	case votes > e.Seats:
		return "too_many"
	case votes == 0:
		return "votes_nobody"
	}
	return ""
}

// elects reports whether the marks on a paper are a vote for somebody.
func (e election) elects(p paper, name string) bool {
	if e.surplus() {
		return !slices.Contains(p.Crossed, name)
	}
	return slices.Contains(p.Agree, name) && !slices.Contains(p.Disagree, name)
}

// naive computes the outcome as the JSON of docs/tally.md.
func (e election) naive() string {
	reasons := map[string]int{}
	votes, against, unclear := map[string]int{}, map[string]int{}, map[string]int{}
	valid := 0
	for _, p := range e.Papers {
		if reason := e.reasonOf(p); reason != "" {
			reasons[reason]++
			continue
		}
		valid++
		for _, name := range e.Names {
			agree, disagree := slices.Contains(p.Agree, name), slices.Contains(p.Disagree, name)
			switch {
			case e.elects(p, name):
				votes[name]++
			case e.surplus():
			case disagree && !agree:
				against[name]++
			default:
				unclear[name]++
			}
		}
	}
	passes := func(name string) bool {
		if e.TieBreak {
			return votes[name] >= 1
		}
		return votes[name] > e.Base-votes[name] // more than half: more than all the rest
	}
	var elected, tied []string
	for _, name := range e.Names {
		before, level := 0, 0
		for _, other := range e.Names {
			switch {
			case passes(other) && votes[other] > votes[name]:
				before++
			case passes(other) && votes[other] == votes[name]:
				level++
			}
		}
		switch {
		case !passes(name) || before >= e.Seats:
		case before+level <= e.Seats:
			elected = append(elected, name)
		default:
			tied = append(tied, name)
		}
	}
	var rows []string
	for _, name := range e.Names {
		percent := new(big.Rat).SetFrac64(int64(100*votes[name]), int64(e.Base)).FloatString(2)
		rows = append(rows, fmt.Sprintf(`{"id":%q,"votes":%d,"disagree":%d,"uncounted":%d,"percent":%q,"elected":%t}`,
			name, votes[name], against[name], unclear[name], percent, slices.Contains(elected, name)))
	}
	breakdown := map[string]int{}
	for _, name := range elected {
		if e.Incumbent[name] {
			breakdown["reelected"]++
		}
		if e.Female[name] {
			breakdown["female"]++
		}
	}
	slices.SortStableFunc(elected, func(a, b string) int { return cmp.Compare(votes[b], votes[a]) })
	next := "congress_decides"
	switch {
	case len(elected) == e.Seats:
		next = "complete"
	case len(tied) > 0 && !e.TieBreak:
		next = "tie_ballot"
	}
	style := "agree_disagree"
	if e.surplus() {
		style = "cross_out"
	}
	return fmt.Sprintf(
		`{"base":%d,"needed":%d,"style":%q,"issued":%d,"returned":%d,"valid":%d,"invalid":%d,"invalid_reasons":%s,"rows":[%s],`+
			`"elected":%s,"tied":%s,"open_seats":%d,"next":%q,"breakdown":{"elected":%d,"reelected":%d,"new":%d,"female":%d}}`,
		e.Base, (e.Base+2)/2, style, e.Issued, len(e.Papers), valid, len(e.Papers)-valid, toJSON(reasons),
		strings.Join(rows, ","),
		toJSON(append([]string{}, elected...)), toJSON(append([]string{}, tied...)), e.Seats-len(elected), next,
		len(elected), breakdown["reelected"], len(elected)-breakdown["reelected"], breakdown["female"])
}

// toJSON is for values that always marshal.
func toJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// file writes the election as an election file, paper by paper.
func (e election) file() string {
	var candidates []ballot.Candidate
	for _, name := range e.Names {
		candidates = append(candidates, ballot.Candidate{ID: name, Name: "Đồng chí " + name,
			Incumbent: e.Incumbent[name], Female: e.Female[name]})
	}
	kind := "ordinary"
	if e.TieBreak {
		kind = "tie_break"
	}
	return fmt.Sprintf(
		`{"electorate":{"official":%d},"contest":{"office":"other","seats":%d,"kind":%q,"candidates":%s},"ballots":{"issued":%d,"returned":%d,"sheets":%s}}`,
		e.Base, e.Seats, kind, toJSON(candidates), e.Issued, len(e.Papers), toJSON(append([]paper{}, e.Papers...)))
}

// counted runs the election file through the doors of the package.
func (e election) counted(t *testing.T) string {
	t.Helper()
	read, err := tally.ReadElection(strings.NewReader(e.file()))
	if err != nil {
		t.Fatalf("%v\n%s", err, e.file())
	}
	outcome, err := read.Outcome()
	if err != nil {
		t.Fatalf("%v\n%s", err, e.file())
	}
	return toJSON(outcome)
}

func (e election) compare(t *testing.T) {
	t.Helper()
	if got, want := e.counted(t), e.naive(); got != want {
		t.Fatalf("the two counters differ\n got %s\nwant %s\nfile %s", got, want, e.file())
	}
}
