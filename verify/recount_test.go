package verify_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"kiemphieu/record"
	"kiemphieu/verify"
)

// told is a step of a recount, as somebody writes it into a log.
type told struct {
	by, role, step string
	more           map[string]any
}

// A recount is followed from its order to its end, and whoever leaves out a person
// or a paper is found.
func TestRecountsAreFollowed(t *testing.T) {
	w := openWard(t)
	bundle, origin := w.export(t, 0), w.meetings[0].LogOrigin()
	var seal struct {
		Data struct {
			Round string         `json:"round"`
			Sheet map[string]any `json:"sheet"`
		} `json:"data"`
	}
	sealed := ""
	for line := range strings.Lines(string(unpack(t, bundle).files[record.BundleLog])) {
		if sealed == "" && strings.Contains(line, `"kind":"round.sealed"`) {
			sealed = line
		}
	}
	must(t, json.Unmarshal([]byte(sealed), &seal))
	order := told{"1", "chief", "ordered", map[string]any{"text": "Một đồng chí đề nghị"}}
	decided := told{"4", "superior", "ordered", map[string]any{"text": "Khiếu nại", "number": "12-QĐ/ĐU",
		"day": "2022-07-01"}}
	agreed := told{"2", "presidium", "agreed", nil}
	entry := func(by string, n int) told {
		return told{by, "teller", "entered", map[string]any{"entry": n, "sheet": seal.Data.Sheet}}
	}
	end := told{"2", "presidium", "ended", map[string]any{"text": "Đúng kết quả đã chốt"}}
	other := entry("4", 2)
	other.more = map[string]any{"entry": 2, "sheet": map[string]any{"issued": 0, "returned": 0, "valid": 0,
		"invalid": 0, "invalid_reasons": map[string]any{}, "rows": []any{}}}
	as := func(step told, by, role, name string) told {
		step.by, step.role, step.step = by, role, name
		return step
	}
	for name, c := range map[string]struct {
		fails string
		steps []told
	}{
		"by the hall": {"", []told{order, agreed, entry("1", 1), entry("3", 2), end}},
		"by the superior": {"", []told{decided, entry("1", 1), entry("3", 2),
			as(end, "4", "superior", "ended")}},
		"typed again":             {"", []told{order, agreed, entry("1", 1), entry("3", 2), entry("1", 1), end}},
		"dropped":                 {"", []told{order, as(end, "2", "presidium", "dropped")}},
		"twice":                   {"", []told{order, as(end, "2", "presidium", "dropped"), order, agreed}},
		"nobody agreed":           {"count", []told{order, entry("1", 1), entry("3", 2), end}},
		"one person wanted it":    {"count", []told{order, as(agreed, "1", "presidium", "agreed")}},
		"one person counted":      {"count", []told{order, agreed, entry("1", 1), entry("1", 2), end}},
		"somebody typed over it":  {"count", []told{order, agreed, entry("1", 1), entry("3", 1)}},
		"one sheet":               {"count", []told{order, agreed, entry("1", 1), end}},
		"a sheet of another list": {"count", []told{order, agreed, entry("1", 1), other}},
		"ended by a teller": {"count", []told{order, agreed, entry("1", 1), entry("3", 2),
			as(end, "3", "teller", "ended")}},
		"dropped what agreed": {"count", []told{order, agreed, entry("1", 1), entry("3", 2),
			as(end, "2", "presidium", "dropped")}},
		"two at a time": {"count", []told{order, order}},
		"no decision":   {"count", []told{as(order, "4", "superior", "ordered")}},
	} {
		u, n := unpack(t, bundle), 0
		u.lines(func(lines []string) []string {
			at := slices.Index(lines, sealed) + 1
			for _, s := range c.steps {
				if s.step == "ordered" {
					n++
				}
				data := map[string]any{"round": seal.Data.Round, "recount": n, "step": s.step, "name": "Ai"}
				for key, value := range s.more {
					data[key] = value
				}
				line, err := record.Canonical(map[string]any{"at": "2022-07-01T01:00Z", "by": s.by, "role": s.role,
					"kind": "recount.told", "data": data})
				must(t, err)
				lines = slices.Insert(lines, at, string(line)+"\n")
				at++
			}
			return lines
		})
		u.edit(record.BundleDefinition, func(tree map[string]any) {
			size, err := tree["congress"].(map[string]any)["log_size"].(json.Number).Int64()
			must(t, err)
			tree["congress"].(map[string]any)["log_size"] = size + int64(len(c.steps))
		})
		if r := run(t, u.sign(origin), verify.Options{}); failed(r) != c.fails {
			t.Errorf("%s: failed are [%s], want [%s]: %s", name, failed(r), c.fails, r.Failed())
		}
	}
}
