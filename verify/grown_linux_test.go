package verify_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"kiemphieu/app/size"
	"kiemphieu/record"
	"kiemphieu/verify"
)

// grown is a bundle that somebody made of whatever a bundle may have, as much of
// each as they like, with all forms kept: only then are all checks run.
type grown struct {
	people, documents, elected []map[string]any
	rounds, results            []map[string]any
	events                     []string
	document                   []byte
	sign                       func(u unpacked, origin string) []byte // nil: as the program does
}

const grownCongress = "c"

func (g *grown) tell(kind, data string) {
	g.events = append(g.events, fmt.Sprintf(`{"at":"2022-06-20T01:00Z","by":"a%d","data":{%s},"kind":%q,"role":"chief"}`,
		len(g.events)%7, data, kind))
}

// round adds a sealed round with a list of so many names, and its result.
func (g *grown) round(names int) string {
	id := fmt.Sprintf("r%d", len(g.rounds))
	var candidates, rows []map[string]any
	var ids []string
	for i := range names {
		name := fmt.Sprintf("m%d", i)
		candidates = append(candidates, map[string]any{"id": name, "name": "x"})
		rows = append(rows, map[string]any{"id": name, "votes": 9})
		ids = append(ids, name)
	}
	g.rounds = append(g.rounds, map[string]any{"round_id": id, "contest_id": "n", "number": len(g.rounds) + 1,
		"state": "sealed", "kind": "tie_break", "counting": "with_machine", "seats": 1,
		"definition": map[string]any{"office": "alternates",
			"list": map[string]any{"seats": 1, "candidates": candidates}}})
	g.results = append(g.results, map[string]any{"round_id": id, "sheet": map[string]any{"rows": rows, "valid": 9},
		"outcome": map[string]any{"rows": rows, "alternates": ids, "elected": ids, "base": 10}})
	return id
}

func (g *grown) pack(t *testing.T) []byte {
	t.Helper()
	text := func(tree map[string]any) []byte {
		canonical, err := record.Canonical(tree)
		must(t, err)
		return canonical
	}
	u := unpacked{t: t, files: map[string][]byte{
		record.BundleDefinition: text(map[string]any{"format": 1, "people": g.people, "documents": g.documents,
			"congress": map[string]any{"congress_id": grownCongress, "log_size": len(g.events)}, "rounds": g.rounds,
			"contests": []map[string]any{{"contest_id": "n", "office": "delegates", "alternates": 1000}}}),
		record.BundleResults:   text(map[string]any{"rounds": g.results, "elected": g.elected}),
		record.BundleManifests: text(map[string]any{}),
		record.BundleLog:       []byte(strings.Join(g.events, "\n") + "\n"),
	}}
	if g.document != nil {
		u.files["documents/a.pdf"] = g.document
	}
	if g.sign == nil {
		return u.sign("kiemphieu/" + grownCongress)
	}
	return g.sign(u, "kiemphieu/"+grownCongress)
}

// growths are what may grow, each from nothing to as much as there may be.
func growths() map[string]struct {
	most int
	make func(n int) *grown
} {
	type growth = struct {
		most int
		make func(n int) *grown
	}
	const events, rounds, list = 10_000, 100, 1000
	all := map[string]growth{
		"events of a hundred rounds": {events, func(n int) *grown {
			g := &grown{}
			for range rounds {
				g.round(1)
			}
			for i := range n {
				g.tell("batch.accepted", fmt.Sprintf(`"n":25,"pass":"A","round":"r%d","sheaf":%d`, i%rounds, i))
			}
			return g
		}},
		"rows of one document": {list, func(n int) *grown {
			g := &grown{document: bytes.Repeat([]byte("a"), 4<<20)}
			for i := range n {
				g.documents = append(g.documents, map[string]any{"document_id": fmt.Sprint(i),
					"file": "documents/a.pdf", "size": len(g.document)})
			}
			return g
		}},
		"alternates": {rounds, func(n int) *grown {
			g := &grown{}
			for range n {
				g.round(160)
			}
			for i := range list {
				g.elected = append(g.elected, map[string]any{"round_id": fmt.Sprintf("r%d", i%n),
					"office": "alternates", "member_id": fmt.Sprintf("m%d", i%160)})
			}
			return g
		}},
		"names": {rounds, func(n int) *grown {
			g := &grown{}
			for range n {
				g.round(200)
			}
			for i := range list {
				g.people = append(g.people, map[string]any{"member_id": fmt.Sprintf("p%d", i)})
			}
			return g
		}},
		"sheaves without a lot": {events, func(n int) *grown {
			g := &grown{}
			round := g.round(1)
			g.tell("counting.chosen", fmt.Sprintf(`"counting":"with_machine","every":5,"round":%q`, round))
			for i := range n/3 - 1 {
				g.tell("batch.accepted", fmt.Sprintf(`"n":25,"pass":"M","round":%q,"sheaf":%d`, round, i))
				g.tell("batch.accepted", fmt.Sprintf(`"n":25,"pass":"A","round":%q,"sheaf":%d`, round, i))
				g.tell("passes.compared", fmt.Sprintf(`"agreed":true,"passes":2,"round":%q,"sheaf":%d`, round, i))
			}
			return g
		}},
		"passes of a sheaf": {events, func(n int) *grown {
			g := &grown{}
			round := g.round(1)
			g.results[0]["sheaves"] = []int{25}
			for i := range n {
				g.tell("batch.accepted", fmt.Sprintf(
					`"invalid":{"signed":%d,"unreadable":1},"n":25,"pass":"P%d","round":%q,"sheaf":1`, i, i, round))
			}
			return g
		}},
		"lots out of large urns": {events, func(n int) *grown {
			g := &grown{}
			round := g.round(1)
			for i := range n {
				var urn []string
				for k := range 30 {
					urn = append(urn, fmt.Sprint(i*30+k))
				}
				g.tell("lot.cast", fmt.Sprintf(`"lot":1,"of":2,"round":%q,"urn":[%s]`, round, strings.Join(urn, ",")))
			}
			return g
		}},
		"sheets of a recount": {events, func(n int) *grown {
			g := &grown{}
			round := g.round(1000)
			g.tell("round.sealed", fmt.Sprintf(`"round":%q`, round))
			g.tell("recount.told", fmt.Sprintf(`"recount":1,"round":%q,"step":"ordered","text":"x"`, round))
			rows := strings.TrimSuffix(strings.Repeat(`{"id":"m999"},`, 10), ",")
			for range n - 2 {
				g.tell("recount.told", fmt.Sprintf(`"entry":1,"recount":1,"round":%q,"sheet":{"rows":[%s]},"step":"entered"`,
					round, strings.ReplaceAll(rows, `{"id":"m999"}`, `{"votes":1}`)))
			}
			return g
		}},
		"changes of keys": {events, func(n int) *grown {
			g := &grown{}
			for i := range n {
				g.tell("key.changed", fmt.Sprintf(`"key":"%d","old":"%d"`, i, i))
			}
			return g
		}},
		"signatures": {events, func(n int) *grown {
			g := &grown{sign: func(u unpacked, origin string) []byte { return u.signOften(origin, n, 1) }}
			for range n {
				g.tell("roster.saved", `"members":1`)
			}
			return g
		}},
		"signatures of one checkpoint": {events * 6 / 12, func(n int) *grown {
			g := &grown{sign: func(u unpacked, origin string) []byte { return u.signOften(origin, n, 7) }}
			g.tell("roster.saved", `"members":1`)
			return g
		}},
		"faults of the form": {events, func(n int) *grown {
			g := &grown{}
			for range n {
				g.tell("lot.cast", `"urn":[`+strings.TrimSuffix(strings.Repeat(`"",`, 100), ",")+`]`)
			}
			return g
		}},
		"keys as long as they may be": {events, func(n int) *grown {
			g := &grown{sign: func(u unpacked, origin string) []byte {
				u = unpack(u.t, u.signOften(origin, n, 1))
				u.files[record.BundleKeys] = []byte(strings.Repeat("a", 4090) + "\n")
				return u.pack()
			}}
			g.tell("roster.saved", `"members":1`)
			return g
		}},
	}
	return all
}

// signOften signs a log with so many checkpoints, each with so many signatures: more
// than one are all of another text.
func (u unpacked) signOften(origin string, checkpoints, times int) []byte {
	u.t.Helper()
	packed := u.sign(origin)
	u = unpack(u.t, packed)
	var signers, keys []string
	for range times {
		signer, verifier, err := record.NewKey(rand.Reader, "kiemphieu")
		must(u.t, err)
		signers, keys = append(signers, signer), append(keys, verifier)
	}
	var notes []string
	for i := range checkpoints {
		note := ""
		for n, signer := range signers {
			c := record.Checkpoint{Origin: origin, Size: int64(i)}
			if times > 1 {
				c.Size += int64(n) + 1 // of another text
			}
			signed, err := c.Sign(signer)
			must(u.t, err)
			text, line, _ := strings.Cut(signed, "\n\n")
			if n == 0 {
				note = strings.Replace(text, fmt.Sprint(c.Size), fmt.Sprint(i), 1) + "\n\n"
			}
			note += line
		}
		notes = append(notes, note)
	}
	u.files[record.BundleCheckpoints] = []byte(strings.Join(notes, "\n"))
	u.files[record.BundleKeys] = []byte(strings.Join(keys[:min(len(keys), 6)], "\n") + "\n")
	return u.pack()
}

// What a bundle is full of costs its checks in proportion, up to as much as it may
// have, and never more than a bundle that unpacks to too much: rows, events, passes,
// signatures and faults are looked up and counted, and not held each against each.
func TestS2BundlesThatGrow(t *testing.T) {
	size.Long(t)
	all := growths()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) {
			g, n := all[name], all[name].most/size.Pick(4, 4, 1)
			run(t, g.make(max(3, g.most/100)).pack(t), verify.Options{}) // both verifiers say the same of it
			half, _ := costOf(t, g.make(n/2).pack(t))
			whole, memory := costOf(t, g.make(n).pack(t))
			t.Logf("%5d ms of %d, %5d ms of half, %3d MB", whole.Milliseconds(), n, half.Milliseconds(), memory>>20)
			if whole > mostProcessor || memory > mostMemory {
				t.Errorf("%v, %d MB", whole, memory>>20)
			}
			if whole > 3*half && whole > 300*time.Millisecond { // twice as much costs twice as much
				t.Errorf("%v, and half of it %v", whole, half)
			}
		})
	}
}

// costOf is what the checks of a bundle cost that does not stand up.
func costOf(t *testing.T, packed []byte) (processor time.Duration, memory int64) {
	t.Helper()
	var report verify.Report
	processor, memory, err := size.Cost(func() {
		var err error
		report, _, err = verify.Verify(bytes.NewReader(packed), verify.Options{})
		must(t, err)
	})
	must(t, err)
	if report.OK || len(report.Checks) < 15 {
		t.Errorf("it stands up: %+v", report)
	}
	for _, c := range report.Checks {
		if len(c.Failures) > 21 {
			t.Errorf("%s tells %d faults", c.Code, len(c.Failures))
		}
	}
	return processor, memory
}

// All of it at once is bounded as well.
func TestS2ABundleAtAllLimits(t *testing.T) {
	size.Long(t)
	g := &grown{document: bytes.Repeat([]byte("a"), 50<<20)}
	for range 100 {
		g.round(150)
	}
	for i := range 1000 {
		g.documents = append(g.documents, map[string]any{"document_id": fmt.Sprint(i), "file": "documents/a.pdf",
			"size": len(g.document)})
		g.people = append(g.people, map[string]any{"member_id": fmt.Sprintf("m%d", i)})
		g.elected = append(g.elected, map[string]any{"round_id": fmt.Sprintf("r%d", i%100), "office": "alternates",
			"member_id": fmt.Sprintf("m%d", i%150)})
	}
	for i := range 100 {
		g.tell("counting.chosen", fmt.Sprintf(`"counting":"with_machine","every":5,"round":"r%d"`, i))
	}
	for i := range 3300 {
		at := fmt.Sprintf(`"round":"r%d","sheaf":%d`, i%100, i)
		g.tell("batch.accepted", `"invalid":{"signed":1},"n":25,"pass":"M",`+at)
		g.tell("batch.accepted", `"invalid":{"signed":2},"n":25,"pass":"A",`+at)
		g.tell("passes.compared", `"agreed":true,"passes":2,`+at)
	}
	g.sign = func(u unpacked, origin string) []byte { return u.signOften(origin, 10_000, 1) }
	processor, memory := costOf(t, g.pack(t))
	t.Logf("%d ms, %d MB", processor.Milliseconds(), memory>>20)
	if processor > 2*mostProcessor || memory > mostMemory {
		t.Errorf("%v, %d MB", processor, memory>>20)
	}
}
