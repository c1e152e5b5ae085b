package verify_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"kiemphieu/app/size"
	"kiemphieu/record"
	"kiemphieu/verify"
)

// kept returns the checkpoints of a bundle, as witnesses keep them.
func kept(u unpacked) []string {
	var notes []string
	for _, note := range strings.Split(string(u.files[record.BundleCheckpoints]), "\n\nkiemphieu/") {
		if len(notes) > 0 {
			note = "kiemphieu/" + note
		}
		notes = append(notes, strings.TrimSuffix(note, "\n")+"\n")
	}
	return notes
}

// Scenario S5: whoever kept a checkpoint finds out that the log was cut or
// edited, even when everything was signed anew with the right key.
func TestS5OutsideCheckpointFindsACutOrEditedLog(t *testing.T) {
	size.Long(t)
	w := openWard(t)
	bundle, origin := w.export(t, 0), w.meetings[0].LogOrigin()
	notes := kept(unpack(t, bundle))
	if len(notes) < 40 {
		t.Fatalf("%d checkpoints, want one for every act", len(notes))
	}
	for i, note := range notes[len(notes)-4:] {
		plain := strings.Join(strings.Split(note, "\n")[:3], "\n") + "\n"
		for _, text := range []string{note, strings.TrimSpace(note), plain} {
			if r := run(t, bundle, verify.Options{Checkpoint: text}); !r.OK {
				t.Errorf("checkpoint %d: %s", i, r.Failed())
			}
		}
		cut, edited := unpack(t, bundle), unpack(t, bundle)
		cut.lines(func(l []string) []string { return l[:12] })
		all(edited, "2022-06-20T01:00Z", "2022-06-20T01:01Z")
		for what, forged := range map[string][]byte{"cut": cut.sign(origin), "edited": edited.sign(origin)} {
			if r := run(t, forged, verify.Options{Checkpoint: plain}); !strings.Contains(failed(r), "witness") {
				t.Errorf("a log that was %s agrees with checkpoint %d", what, i)
			}
		}
	}
	edited := unpack(t, bundle)
	all(edited, "2022-06-20T01:00Z", "2022-06-20T01:01Z")
	if r := run(t, edited.sign(origin), verify.Options{}); !r.OK {
		t.Errorf("without a witness nothing tells: %s", r.Failed())
	}
}

// What stands on the signed minutes finds the rewrite, in the form in which it is
// printed: eight words, the root in groups, the text of the QR code.
func TestS5ThePaperFindsARewrittenLog(t *testing.T) {
	w := openWard(t)
	bundle, origin := w.export(t, 0), w.meetings[0].LogOrigin()
	note := kept(unpack(t, bundle))[40]
	lines := strings.Split(note, "\n")
	raw, err := base64.StdEncoding.DecodeString(lines[2])
	must(t, err)
	words, root := record.Words(record.Hash(raw)), hex.EncodeToString(raw)
	rewritten := unpack(t, bundle)
	all(rewritten, "2022-06-20T01:00Z", "2022-06-20T01:01Z")
	forged := rewritten.sign(origin)
	for name, text := range map[string]string{
		"words":         strings.Join(words[:], " "),
		"words printed": "Để đối chiếu với sổ nhật ký của máy (41 việc): " + strings.Join(words[:], " – ") + ".",
		"root":          root,
		"root printed":  "Gốc sổ nhật ký: " + root[:8] + " " + root[8:16] + " " + root[16:],
		"root, base64":  lines[2],
		"QR":            strings.Join(lines[:3], "\n") + "\n",
	} {
		if r := run(t, bundle, verify.Options{Checkpoint: text}); !r.OK {
			t.Errorf("%s: %s", name, r.Failed())
		}
		if r := run(t, forged, verify.Options{Checkpoint: text}); failed(r) != "witness" {
			t.Errorf("%s of a rewritten log: failed are [%s]", name, failed(r))
		}
	}
}

func TestCheckpointsThatAreNone(t *testing.T) {
	w := openWard(t)
	bundle := w.export(t, 0)
	own := kept(unpack(t, bundle))[30]
	other := kept(unpack(t, w.export(t, 1)))[30]
	for name, text := range map[string]string{
		"of another congress": other, "words": "điểm chốt", "a wrong size": "a\nb\nc\n", "below zero": "a\n-1\nc\n",
		"a signature that is not there": strings.Replace(own, "— kiemphieu ", "— kiemphieu A", 1),
		"a size beyond the log":         strings.Split(own, "\n")[0] + "\n5000\n" + strings.Split(own, "\n")[2] + "\n",
	} {
		if r := run(t, bundle, verify.Options{Checkpoint: text}); failed(r) != "witness" {
			t.Errorf("%s: failed are [%s]", name, failed(r))
		}
	}
}

// Whatever stands in a bundle, all checks come to an end, in their order.
func TestEveryCheckIsRunWhateverTheBundle(t *testing.T) {
	size.Long(t)
	w := openWard(t)
	bundle, origin := w.export(t, 0), w.meetings[0].LogOrigin()
	for i := range size.Pick(50, 100, 2000) {
		c := chance{mathrand.New(mathrand.NewPCG(uint64(i), 7))}
		u := unpack(t, bundle)
		for range 1 + c.IntN(4) {
			name := []string{record.BundleDefinition, record.BundleLog, record.BundleResults}[c.IntN(3)]
			u.files[name] = tear(u.files[name], c)
		}
		u.lines(func(l []string) []string {
			return slices.DeleteFunc(l, func(s string) bool { return !strings.HasSuffix(s, "\n") })
		})
		r := run(t, u.sign(origin), verify.Options{})
		for n, check := range r.Checks {
			if check.Number != n+1 || check.Title == "" {
				t.Fatalf("check %d: %+v", n+1, check)
			}
		}
		if len(r.Checks) != 15 || r.OK != (failed(r) == "") {
			t.Fatalf("%d checks, %v, [%s]", len(r.Checks), r.OK, failed(r))
		}
	}
	if _, _, err := verify.Verify(iotest.ErrReader(errors.New("disk")), verify.Options{}); err == nil {
		t.Error("a disk that fails is a finding")
	}
	if r := run(t, []byte("no zip"), verify.Options{}); r.OK || len(r.Checks) != 15 || r.Failed() == "" {
		t.Errorf("no zip: %+v", r)
	}
}

// tear damages a text in a way that JSON often survives.
func tear(text []byte, c chance) []byte {
	fields := bytes.Split(text, []byte(","))
	switch at := c.IntN(len(fields)); c.IntN(4) {
	case 0:
		return digits(text, c)
	case 1:
		fields = slices.Delete(fields, at, at+1)
	case 2:
		fields[at] = fields[c.IntN(len(fields))]
	default:
		key, _, _ := bytes.Cut(fields[at], []byte(":"))
		fields[at] = fmt.Appendf(nil, "%s:%s", key, []string{"-1", "null", `""`, "[]", "{}", "true",
			"99999999"}[c.IntN(7)])
	}
	return bytes.Join(fields, []byte(","))
}
