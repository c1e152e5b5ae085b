package verify_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"kiemphieu/app/size"
	"kiemphieu/record"
	"kiemphieu/verify"
)

// happened is an event of a count, as somebody writes it into a log.
type happened struct {
	kind, by string
	data     map[string]any
}

// batchOf is a batch of the sheaf of 25; comparedAs what the passes of it say.
func batchOf(by, pass string, more map[string]any) happened {
	data := map[string]any{"pass": pass, "sheaf": 1, "n": 25, "set_aside": nil}
	maps.Copy(data, more)
	return happened{"batch.accepted", by, data}
}

func comparedAs(passes int, agreed bool, differing int) happened {
	data := map[string]any{"sheaf": 1, "passes": passes, "agreed": agreed}
	if differing > 0 {
		data["differing"] = differing
	}
	return happened{"passes.compared", "1", data}
}

func cast(of, lot int, urn ...int) happened {
	return happened{"lot.cast", "1", map[string]any{"urn": urn, "of": of, "lot": lot}}
}

// The machine of a round is followed from its check to its end: whoever lets it count unchecked,
// leaves out a lot or a second person, or does not stop it in time, is found.
func TestMachinesAreFollowed(t *testing.T) {
	size.Long(t)
	w := openWard(t)
	bundle, origin := w.export(t, 0), w.meetings[0].LogOrigin()
	a, m, c := batchOf("1", "A", nil), batchOf("1", "M", nil), batchOf("2", "C", nil)
	b := batchOf("3", "B", nil)
	checked := happened{"machine.checked", "1", map[string]any{"sheets": 2, "passed": true}}
	failed := happened{"machine.checked", "1", map[string]any{"sheets": 2, "passed": false}}
	unsure := batchOf("1", "M", map[string]any{"unsure": 10})
	stop := func(fault string) happened {
		return happened{"machine.stopped", "1", map[string]any{"fault": fault}}
	}
	again := happened{"batch.superseded", "9", map[string]any{"pass": "A", "sheaf": 1, "reason": "thử"}}
	read := happened{"batch.superseded", "9", map[string]any{"pass": "M", "sheaf": 1, "reason": "thử"}}
	agree, thirdAgrees, thirdDiffers := comparedAs(2, true, 0), comparedAs(3, true, 0), comparedAs(3, false, 0)
	for name, one := range map[string]struct {
		every int
		steps []happened
		finds string
	}{
		"before there were draws": {0, []happened{a, m, agree}, ""},
		"drawn":                   {5, []happened{checked, a, m, agree, cast(5, 0, 1), c, thirdAgrees}, ""},
		"not drawn": {5, []happened{checked, a, m, agree, cast(5, 3, 1)},
			"rút thăm 0 tập, ít hơn một trong 5"},
		"drawn after the last": {5, []happened{checked, a, m, agree, cast(5, 3, 1), cast(1, 0, 1), c,
			thirdAgrees}, ""},
		"differing": {5, []happened{checked, a, m, comparedAs(2, false, 1), c, comparedAs(3, true,
			1)}, ""},
		"never checked": {5, []happened{a, m, agree, cast(5, 3, 1)}, "chưa đọc đúng phiếu kiểm tra máy"},
		"checked, and failed": {5, []happened{failed, a, m, agree, cast(5, 3, 1)},
			"chưa đọc đúng phiếu kiểm tra máy"},
		"no lot":                  {5, []happened{checked, a, m, agree}, "không rút thăm sau khi kiểm"},
		"a lot of another number": {5, []happened{checked, a, m, agree, cast(9, 3, 1)}, "rút thăm sai quy định"},
		"cast until it suits": {5, []happened{checked, a, m, agree, cast(5, 0, 1), cast(5, 3, 1)},
			"rút thăm sai quy định"},
		"a lot before the count": {5, []happened{checked, cast(5, 3, 1), a, m, agree}, "rút thăm sai quy định"},
		"drawn and not counted":  {5, []happened{checked, a, m, agree, cast(5, 0, 1)}, "chưa có người khác kiểm lại"},
		"counted by the same person": {5, []happened{checked, a, m, agree, cast(5, 0, 1), batchOf("1", "C", nil),
			thirdAgrees}, "một người kiểm ở cả hai lượt"},
		"one in one, and none": {1, []happened{checked, a, m, agree, cast(1, 0, 1)}, "chưa có người khác kiểm lại"},
		"stopped and counted anew": {5, []happened{checked, a, m, agree, cast(5, 0, 1), c, thirdDiffers,
			stop("otherwise"), again, read, a, thirdAgrees}, ""},
		"stopped, and people differ": {5, []happened{checked, a, unsure, agree, stop("unsure"), again, read, a, b,
			comparedAs(2, false, 0), c, thirdAgrees}, ""},
		"stopped, and entered once more otherwise": {5, []happened{checked, a, m, agree, cast(5, 0, 1), c, thirdDiffers,
			stop("otherwise"), again, a, thirdDiffers, again, read, a, agree}, ""},
		"not stopped": {5, []happened{checked, a, m, agree, cast(5, 0, 1), c, thirdDiffers, again, read, a,
			thirdAgrees}, "máy phải dừng mà không dừng"},
		"unsure, and goes on": {5, []happened{checked, a, unsure, agree, cast(5, 3, 1)},
			"máy phải dừng mà không dừng"},
		"unsure, and stopped":   {5, []happened{checked, a, unsure, agree, stop("unsure")}, ""},
		"stopped for no reason": {5, []happened{checked, a, m, agree, stop("unsure")}, "không đúng lý do"},
		"reads though stopped": {5, []happened{checked, a, unsure, agree, stop("unsure"), again, read, a, m, agree},
			"còn đọc sau khi đã bị dừng"},
	} {
		u := unpack(t, bundle)
		u.countedWithMachine(one.every, one.steps)
		report := run(t, u.sign(origin), verify.Options{})
		at := slices.IndexFunc(report.Checks, func(c verify.Check) bool { return c.Code == "count" })
		found := strings.Join(report.Checks[at].Failures, "\n")
		if (found == "") != (one.finds == "") || !strings.Contains(found, one.finds) {
			t.Errorf("%s: found %q, want %q", name, found, one.finds)
		}
	}
}

// countedWithMachine puts these events in the place of the first round's count.
func (u unpacked) countedWithMachine(every int, steps []happened) {
	u.t.Helper()
	round, more := "", 0
	u.lines(func(lines []string) []string {
		var out []string
		for _, line := range lines {
			var e map[string]any
			must(u.t, json.Unmarshal([]byte(line), &e))
			data, _ := e["data"].(map[string]any)
			kind := e["kind"].(string)
			own := slices.Contains([]string{"batch.accepted", "passes.compared"}, kind) && data["round"] == round
			if own {
				more--
				continue
			}
			if kind != "counting.chosen" || round != "" {
				out = append(out, line)
				continue
			}
			round = data["round"].(string)
			data["counting"], data["reason"] = "with_machine", "thử"
			if every > 0 {
				data["every"] = every
			}
			out = append(out, u.canonical(e))
			for _, s := range steps {
				s.data["round"] = round
				out = append(out, u.canonical(map[string]any{"at": e["at"], "by": s.by, "role": "teller",
					"kind": s.kind,
					"data": s.data}))
				more++
			}
		}
		return out
	})
	u.edit(record.BundleDefinition, func(tree map[string]any) {
		size, err := tree["congress"].(map[string]any)["log_size"].(json.Number).Int64()
		must(u.t, err)
		tree["congress"].(map[string]any)["log_size"] = size + int64(more)
		for _, r := range tree["rounds"].([]any) {
			if r.(map[string]any)["round_id"] == round {
				r.(map[string]any)["counting"] = "with_machine"
			}
		}
	})
}

func (u unpacked) canonical(tree any) string {
	u.t.Helper()
	line, err := record.Canonical(tree)
	must(u.t, err)
	return string(line) + "\n"
}
