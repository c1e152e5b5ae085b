package verify

import (
	"bytes"
	"encoding/json"
	"strings"

	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// checkOutcome lets the rules decide once more.
func (v *inspection) checkOutcome(f *findings) {
	_, known := tally.Profile(v.def.Congress.Profile, v.def.Congress.HeldOn)
	f.add(known, "không biết quy chế %q", v.def.Congress.Profile)
	for _, r := range v.sealed {
		res, ok := v.result(r)
		if !ok || r.Definition == nil {
			f.add(false, "%s: thiếu kết quả", v.name(r))
			continue
		}
		stored, _ := last(v.of(r), "round.sealed")
		f.add(same(stored.Data.Sheet, res.Sheet), "%s: tổng số phiếu không phải tổng đã chốt trong nhật ký", v.name(r))
		f.add(same(stored.Data.Outcome, res.Outcome), "%s: kết quả không phải kết quả đã chốt trong nhật ký", v.name(r))
		f.add(adds(r.Definition.List, res.Sheet), "%s: tổng số phiếu mâu thuẫn với danh sách", v.name(r))
		again, err := tally.Elect(v.baseOf(r).electorate(), contestOf(*r.Definition), res.Sheet)
		f.add(err == nil && same(again, res.Outcome), "%s: tính lại ra kết quả khác", v.name(r))
	}
}

// adds reports whether the totals of a sheet can be: rules 7.
func adds(list ballot.List, s tally.Sheet) bool {
	if len(s.Rows) != len(list.Candidates) {
		return false
	}
	again, err := tally.Totals{Valid: s.Valid, Reasons: s.Reasons, Rows: s.Rows}.Sheet(list, s.Issued, s.Returned)
	return err == nil && again.Equal(s) && again.Invalid == s.Invalid
}

func contestOf(d ballot.Definition) tally.Contest {
	return tally.Contest{Office: d.Office, Seats: d.List.Seats, Round: d.Round, Kind: d.Kind, Alternates: d.Alternates,
		Candidates: d.List.Candidates}
}

func same(a, b any) bool {
	x, errA := json.Marshal(a)
	y, errB := json.Marshal(b)
	return errA == nil && errB == nil && bytes.Equal(x, y)
}

// checkElected holds the persons elected, their votes and percentages, and the
// breakdown against the results.
func (v *inspection) checkElected(f *findings) {
	var want []elected
	for _, r := range v.sealed {
		res, _ := v.result(r)
		v.checkShares(f, r, res.Outcome)
		votes := votesOf(res.Outcome)
		for i, id := range res.Outcome.Elected {
			office := v.contestOf(r).Office
			if r.Definition != nil {
				office = r.Definition.Office
			}
			want = append(want, elected{Contest: r.Contest, Round: r.ID, Member: id, Office: office,
				Rank: i + 1, Votes: votes[id], Base: res.Outcome.Base})
		}
		want = append(want, v.alternatesOf(r, res.Outcome, want)...)
	}
	f.add(len(want) == len(v.res.Elected), "kết quả có %d người trúng cử, danh sách trúng cử có %d", len(want),
		len(v.res.Elected))
	for i, e := range v.res.Elected[:min(len(want), len(v.res.Elected))] {
		e.Refused = false
		f.add(e == want[i], "người trúng cử thứ %d không đúng với kết quả", i+1)
	}
}

// votesOf gives the votes of everybody in an outcome.
func votesOf(o tally.Outcome) map[string]int {
	votes := make(map[string]int, len(o.Rows))
	for _, row := range o.Rows {
		votes[row.ID] = row.Votes
	}
	return votes
}

// alternatesOf lists the alternates that a round makes of a joint list: those of
// its outcome, or those that the ordinary ballot before a ballot among the tied
// left over.
func (v *inspection) alternatesOf(r round, o tally.Outcome, before []elected) []elected {
	c := v.contestOf(r)
	ids, from := o.Alternates, o
	if r.Kind == ballot.TieBreak && o.OpenSeats == 0 && c.Alternates > 0 {
		for _, old := range v.sealed {
			if res, ok := v.result(old); ok && old.Contest == r.Contest && old.Kind == ballot.Ordinary &&
				old.Number < r.Number {
				from = res.Outcome
			}
		}
		var official []string
		places := c.Alternates
		for _, e := range before {
			switch {
			case e.Contest != r.Contest:
			case e.Office == ballot.Alternates:
				places--
			default:
				official = append(official, e.Member)
			}
		}
		ids = tally.AlternatesAfter(from, official, places)
	}
	votes := votesOf(from)
	var rows []elected
	for i, id := range ids {
		if n, ok := votes[id]; ok {
			rows = append(rows, elected{Contest: r.Contest, Round: r.ID, Member: id, Office: ballot.Alternates,
				Rank: len(o.Elected) + i + 1, Votes: n, Base: from.Base})
		}
	}
	return rows
}

// checkShares: percentages are those of the base, and the persons on the list
// are those of the roster, so that the breakdown counts the right ones.
func (v *inspection) checkShares(f *findings, r round, o tally.Outcome) {
	base := v.baseOf(r).Base
	f.add(o.Base == base && o.Needed == tally.Needed(o.Base), "%s: tính trên %d, tổng số là %d", v.name(r), o.Base,
		base)
	for _, row := range o.Rows {
		f.add(o.Base > 0 && row.Percent == tally.Percent(row.Votes, o.Base), "%s: tỷ lệ %s sai", v.name(r), row.Percent)
	}
	if r.Definition == nil || v.rosterChangedAfter(r) {
		return
	}
	for _, c := range r.Definition.List.Candidates {
		p := v.people[c.ID]
		if strings.HasPrefix(c.Name, p.Name+" (") { // with what tells it from the same name
			p.Name = c.Name
		}
		f.add(p.is(c), "%s: %s không đúng như trên phiếu", v.name(r), c.Name)
	}
}

// rosterChangedAfter reports whether the roster was edited after the list was
// frozen: then a slip in a name may have been corrected since.
func (v *inspection) rosterChangedAfter(r round) bool {
	frozen := false
	for _, e := range v.events {
		frozen = frozen || (e.Kind == "round.frozen" && e.Data.Round == r.ID)
		if frozen && e.Kind == "roster.saved" {
			return true
		}
	}
	return false
}
