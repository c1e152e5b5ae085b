package verify_test

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kiemphieu/record"
	"kiemphieu/verify"
)

const vectorsDir = "testdata/vectors"

// vector is a bundle that shows one thing; docs/verify.md lists them.
type vector struct {
	File  string `json:"file"`
	Kept  string `json:"kept"`  // what somebody kept outside, "" for nothing
	Fails string `json:"fails"` // code of the one check that fails, "" where all hold
	What  string `json:"what"`  // was done to it
}

// Test vectors: valid bundles, and one for every check that this check alone
// refuses. Whoever writes a third verifier begins with them.
func TestVectors(t *testing.T) {
	if flag.Lookup("write").Value.String() == "true" {
		writeVectors(t)
	}
	text, err := os.ReadFile(filepath.Join(vectorsDir, "vectors.json"))
	must(t, err)
	var vectors []vector
	must(t, json.Unmarshal(text, &vectors))
	missing := map[string]bool{}
	for _, c := range run(t, []byte("no bundle"), verify.Options{}).Checks {
		missing[c.Code] = true
	}
	for _, v := range vectors {
		bundle, err := os.ReadFile(filepath.Join(vectorsDir, v.File))
		must(t, err)
		r := run(t, bundle, verify.Options{Checkpoint: v.Kept})
		if failed(r) != v.Fails {
			t.Errorf("%s (%s): failed are [%s], want [%s]", v.File, v.What, failed(r), v.Fails)
		}
		if skipped := len(r.Checks) - counted(r); v.Fails == "" && (v.Kept == "") != (skipped == 1) {
			t.Errorf("%s: %d checks are left out", v.File, skipped)
		}
		delete(missing, v.Fails)
	}
	if len(missing) > 0 {
		t.Errorf("no vector shows %v", missing)
	}
}

func counted(r verify.Report) int {
	n := 0
	for _, c := range r.Checks {
		if !c.Skipped {
			n++
		}
	}
	return n
}

var _ = flag.Bool("write", false, "write the test vectors anew, from the first")

// writeVectors makes every other vector from the first, which stays; where it is
// missing, from a congress of the demo's ward.
func writeVectors(t *testing.T) {
	t.Helper()
	valid, err := os.ReadFile(filepath.Join(vectorsDir, "00-valid.kpz"))
	if err != nil {
		must(t, os.MkdirAll(vectorsDir, 0o755)) //nolint:gosec // read by everybody
		valid = openWard(t).export(t, 0)
		must(t, os.WriteFile(filepath.Join(vectorsDir, "00-valid.kpz"), valid, 0o644)) //nolint:gosec // read by everybody
	}
	origin, _, _ := strings.Cut(string(unpack(t, valid).files[record.BundleCheckpoints]), "\n")
	note := kept(unpack(t, valid))[30]
	vectors := []vector{{"00-valid.kpz", "", "", "a congress whose dossier was decided"},
		{"00-valid.kpz", note, "", "the same, and a checkpoint that a witness kept"}}
	add := func(code, kept, what string, forge func(unpacked) []byte) {
		file := fmt.Sprintf("%02d-%s.kpz", len(vectors)-1, cmp.Or(code, "valid"))
		must(t, os.WriteFile(filepath.Join(vectorsDir, file), forge(unpack(t, valid)), 0o644)) //nolint:gosec // read by everybody
		vectors = append(vectors, vector{file, kept, code, what})
	}
	signed := func(forge func(unpacked)) func(unpacked) []byte {
		return func(u unpacked) []byte {
			forge(u)
			return u.sign(origin)
		}
	}
	add("files", "", "a file that differs from its sum", func(u unpacked) []byte {
		u.replace(record.BundleDefinition, `"changed_by":"`, `"changed_by":"Z`)
		return u.zip(0, false)
	})
	add("signature", "", "a signature by another key", func(u unpacked) []byte {
		other := unpack(t, valid)
		other.sign(origin)
		var out bytes.Buffer
		signer, _, err := record.NewKey(rand.Reader, "kiemphieu")
		must(t, err)
		must(t, record.WriteBundle(&out, nil, signer))
		u.files["SHA256SUMS.sig"] = unpack(t, out.Bytes()).files["SHA256SUMS.sig"]
		return u.zip(0, false)
	})
	add("form", "", "hashes of codes beside a result", signed(forgeries()["tokens in the results"].forge))
	add("log", "", "checkpoints of another log", func(u unpacked) []byte { return u.sign("kiemphieu/another") })
	add("witness", "ấm anh ba bãi bàn ấm anh ba", "words on paper that the log never had",
		func(u unpacked) []byte { return u.pack() })
	for _, c := range []struct{ code, name string }{
		{"congress", "a rehearsal passed off"}, {"base", "a smaller base"}, {"order", "papers before the list"},
		{"account", ""}, {"count", "one person in both passes"}, {"outcome", ""}, {"elected", "another secretary"},
		{"documents", "a document nobody sent"}, {"decision", "somebody refused who was not"},
		{"report", "another post in the minutes"},
	} {
		f, what := forgeries()[c.name], c.name
		switch c.code {
		case "account":
			what, f.forge = "an exchange that the log alone tells of", func(u unpacked) {
				u.replace(record.BundleLog, `"exchanged":0`, `"exchanged":1`)
			}
		case "outcome":
			what, f.forge = "a total that the log alone tells of", func(u unpacked) {
				u.replace(record.BundleLog, `"valid":24`, `"valid":23`)
			}
		}
		add(c.code, "", what, signed(f.forge))
	}
	add("", "", "a key that the key before it changed", func(u unpacked) []byte { return u.turn(newTurned(t, origin)) })
	add("log", "", "a key that changed itself", func(u unpacked) []byte {
		k := newTurned(t, origin)
		k.by = []string{k.next}
		return u.turn(k)
	})
	add("", "", "a key that was lost, as the new one says", func(u unpacked) []byte {
		k := newTurned(t, origin)
		k.lost, k.by = true, []string{k.next}
		return u.turn(k)
	})
	text, err := json.MarshalIndent(vectors, "", "  ")
	must(t, err)
	must(t, os.WriteFile(filepath.Join(vectorsDir, "vectors.json"), append(text, '\n'), 0o644)) //nolint:gosec // read by everybody
}
