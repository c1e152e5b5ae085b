package verify_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"kiemphieu/record"
	"kiemphieu/verify"
)

// Rules 6.5, by both verifiers: while somebody who was foreseen and is not elected to the
// committee waits for the answer of the superior, neither secretary nor deputy is voted on.
func TestWhoWasForeseenIsFollowed(t *testing.T) {
	w := openWard(t)
	bundle, origin := w.export(t, 0), w.meetings[0].LogOrigin()
	type sealing struct {
		Data struct {
			Round   string `json:"round"`
			Outcome struct {
				Elected []string `json:"elected"`
				Rows    []struct {
					ID string `json:"id"`
				} `json:"rows"`
			} `json:"outcome"`
		} `json:"data"`
	}
	var sealed sealing
	for line := range strings.Lines(string(unpack(t, bundle).files[record.BundleLog])) {
		if sealed.Data.Round == "" && strings.Contains(line, `"kind":"round.sealed"`) {
			must(t, json.Unmarshal([]byte(line), &sealed))
		}
	}
	in, out := sealed.Data.Outcome.Elected[0], ""
	for _, row := range sealed.Data.Outcome.Rows {
		if !slices.Contains(sealed.Data.Outcome.Elected, row.ID) {
			out = row.ID
		}
	}
	const early, between, late = 1, 2, 3 // before the seal, after it, after the next list
	for name, c := range map[string]struct {
		foreseen, answered string
		at                 int
		fails              string
	}{
		"elected":                   {in, "", 0, ""},
		"not elected, and answered": {out, out, between, ""},
		"not elected":               {out, "", 0, "order"},
		"answered too late":         {out, out, late, "order"},
		"answered before the seal":  {out, out, early, "order"},
		"answered about another":    {out, in, between, "order"},
		"nobody was foreseen":       {"", out, between, "order"},
	} {
		u := unpack(t, bundle)
		people := func(id string) []any {
			return []any{map[string]any{"member": id, "name": "Ai", "office": "secretary"}}
		}
		answer := u.canonical(map[string]any{"at": "2022-06-20T01:00Z", "by": "2", "role": "presidium",
			"kind": "foreseen.answered", "data": map[string]any{"contest": "s", "foreseen": people(c.answered),
				"from": "Đảng ủy", "answer": "bầu"}})
		u.lines(func(lines []string) []string {
			frozen, places := 0, map[int]int{}
			for i, line := range lines {
				switch own := strings.Contains(line, sealed.Data.Round); {
				case strings.Contains(line, `"kind":"round.frozen"`) && own && c.foreseen != "":
					var e map[string]any
					must(t, json.Unmarshal([]byte(line), &e))
					e["data"].(map[string]any)["foreseen"] = people(c.foreseen)
					lines[i] = u.canonical(e)
				case strings.Contains(line, `"kind":"round.sealed"`) && own:
					places[early], places[between] = i, i+1
				case strings.Contains(line, `"kind":"round.frozen"`) && places[between] > 0 && frozen == 0:
					frozen, places[late] = i, i+1
				}
			}
			if c.answered == "" {
				return lines
			}
			return slices.Insert(lines, places[c.at], answer)
		})
		if c.answered != "" {
			u.edit(record.BundleDefinition, func(tree map[string]any) {
				size, err := tree["congress"].(map[string]any)["log_size"].(json.Number).Int64()
				must(t, err)
				tree["congress"].(map[string]any)["log_size"] = size + 1
			})
		}
		if r := run(t, u.sign(origin), verify.Options{}); failed(r) != c.fails {
			t.Errorf("%s: failed are [%s], want [%s]: %s", name, failed(r), c.fails, r.Failed())
		}
	}
}
