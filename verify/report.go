package verify

import (
	"cmp"
	"encoding/json"
	"slices"

	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// report is what the minutes of a sealed round print, as its seal kept it.
type report struct {
	Congress   meeting           `json:"congress"`
	Roster     roster            `json:"roster"`
	Round      round             `json:"round"`
	Definition ballot.Definition `json:"definition"`
	People     []person          `json:"people"`
	Sheaves    []int             `json:"sheaves"`
	Sheet      tally.Sheet       `json:"sheet"`
	Outcome    tally.Outcome     `json:"outcome"`
	Alternates []alternate       `json:"alternates"`
}

// alternate is one of the joint list as the minutes list all of them.
type alternate struct {
	Member string `json:"member_id"`
	Name   string `json:"name"`
	Number int    `json:"number"`
	Votes  int    `json:"votes"`
	Base   int    `json:"base"`
}

// checkReports holds what the minutes print against the log, which has its
// hash, and against everything else that tells of the round. Rounds that 0.1.0
// sealed have no report, and their log knows of none.
func (v *inspection) checkReports(f *findings) {
	for _, r := range v.sealed {
		res, _ := v.result(r)
		seal, _ := last(v.of(r), "round.sealed")
		if seal.Data.Report == "" && len(res.Report) == 0 {
			continue
		}
		var kept report
		if sumOf(res.Report) != seal.Data.Report || json.Unmarshal(res.Report, &kept) != nil {
			f.add(false, "%s: số liệu in biên bản không phải số liệu đã giữ lại lúc chốt", v.name(r))
			continue
		}
		v.checkReport(f, kept, r, res)
	}
}

func (v *inspection) checkReport(f *findings, kept report, r round, res result) {
	c := v.def.Congress
	f.add(kept.Congress.ID == c.ID && kept.Congress.facts() == v.factsAt(r) && kept.Congress.Rehearsal == c.Rehearsal,
		"%s: biên bản ghi đại hội khác", v.name(r))
	f.add(r.Definition != nil && same(kept.Definition, r.Definition), "%s: biên bản ghi danh sách khác", v.name(r))
	f.add(same(kept.Sheet, res.Sheet) && same(kept.Outcome, res.Outcome) &&
		same(kept.Sheaves, res.Sheaves), "%s: biên bản ghi kết quả khác", v.name(r))
	f.add(kept.Roster.Base == res.Outcome.Base, "%s: biên bản tính trên %d, kết quả tính trên %d", v.name(r),
		kept.Roster.Base, res.Outcome.Base)
	told := kept.Roster.base
	told.Official -= told.NotSummoned
	f.add(told.equal(v.baseOf(r)), "%s: biên bản ghi số đảng viên khác lúc phát phiếu", v.name(r))
	r.Definition, kept.Round.Definition, r.Base = nil, nil, nil
	f.add(same(kept.Round, r), "%s: biên bản ghi số phiếu khác", v.name(r))
	f.add(len(kept.People) == len(kept.Definition.List.Candidates), "%s: biên bản ghi danh sách khác", v.name(r))
	f.add(kept.Alternates == nil || slices.Equal(kept.Alternates, v.alternatesAt(r)),
		"%s: biên bản ghi đại biểu dự khuyết khác với kết quả", v.name(r))
	for i, p := range kept.People[:min(len(kept.People), len(kept.Definition.List.Candidates))] {
		f.add(p.is(kept.Definition.List.Candidates[i]), "%s: biên bản ghi %s khác với trên phiếu", v.name(r), p.Name)
	}
}

// is reports whether a person is the one on the list.
func (p person) is(c ballot.Candidate) bool {
	return p.ID == c.ID && p.Name == c.Name && p.Female == c.Female && p.Incumbent == c.Incumbent &&
		p.Minority == c.EthnicMinority && p.Born == c.Born
}

// alternatesAt lists the alternates of a joint list once a round is sealed, in
// order of votes, with the names that stood on the papers.
func (v *inspection) alternatesAt(r round) []alternate {
	numbers, ordinary := map[string]int{}, 0 // by round: that of the ballot in which its alternates got their votes
	var lists []ballot.List
	for _, other := range v.sealed {
		if other.Contest != r.Contest || other.Number > r.Number || other.Definition == nil {
			continue
		}
		lists = append(lists, other.Definition.List)
		if other.Kind == ballot.Ordinary {
			ordinary = other.Number // a ballot among those tied leaves the votes of the one before it
		}
		numbers[other.ID] = ordinary
		if other.Definition.Office == ballot.Alternates {
			numbers[other.ID] = other.Number
		}
	}
	var all []alternate
	names := map[string]string{}
	for _, e := range v.res.Elected {
		if number, ok := numbers[e.Round]; ok && e.Office == ballot.Alternates {
			all = append(all, alternate{Member: e.Member, Number: number, Votes: e.Votes, Base: e.Base})
			names[e.Member] = ""
		}
	}
	for _, list := range lists {
		for _, c := range list.Candidates {
			if _, asked := names[c.ID]; asked {
				names[c.ID] = c.Name
			}
		}
	}
	for i := range all {
		all[i].Name = names[all[i].Member]
	}
	slices.SortStableFunc(all, func(a, b alternate) int { return cmp.Compare(b.Votes, a.Votes) })
	return all
}
