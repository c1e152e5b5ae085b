package verify_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kiemphieu/record"
	"kiemphieu/verify"
)

// turned is a bundle at whose end another key takes over.
type turned struct {
	origin     string
	old, next  string   // secret halves
	lost       bool     // what the event says
	by         []string // who signs the event, as secret halves
	afterwards string   // who signs one more event, "" for none
}

func newTurned(t *testing.T, origin string) turned {
	t.Helper()
	old, _, err := record.NewKey(rand.Reader, "kiemphieu")
	must(t, err)
	next, _, err := record.NewKey(rand.Reader, "kiemphieu")
	must(t, err)
	return turned{origin: origin, old: old, next: next, by: []string{old, next}}
}

// turn tells of the change at the end of the log and signs everything anew.
func (u unpacked) turn(k turned) []byte {
	u.t.Helper()
	verifier := func(signer string) string {
		v, err := record.VerifierOf(signer)
		must(u.t, err)
		return v
	}
	reason := ""
	if k.lost {
		reason = `"lost":true,`
	}
	event := func(kind, data string) string {
		return fmt.Sprintf(`{"at":"2030-01-01T01:00Z","by":"","data":{%s},"kind":"%s","role":"administrator"}`+"\n", data, kind)
	}
	u.lines(func(l []string) []string {
		l = append(l, event("key.changed", fmt.Sprintf(`"key":%q,%s"old":%q`, verifier(k.next), reason, verifier(k.old))))
		if k.afterwards != "" {
			l = append(l, event("device.revoked", `"device":"d","name":"n"`))
		}
		return l
	})
	var entries []record.Entry
	read := func(seq int64) ([]byte, error) { return entries[seq].Hashes, nil }
	var notes []string
	size := bytes.Count(u.files[record.BundleLog], []byte("\n"))
	change := size
	if k.afterwards != "" {
		change--
	}
	for line := range bytes.Lines(u.files[record.BundleLog]) {
		e, err := record.Next(int64(len(entries)), bytes.TrimSuffix(line, []byte("\n")), read)
		must(u.t, err)
		entries = append(entries, e)
		signers := []string{k.old}
		switch {
		case len(entries) == change:
			signers = slices.Clone(k.by)
		case len(entries) > change:
			signers = []string{k.afterwards}
		case !bytes.Contains(line, []byte(`"state":"`)):
			continue
		}
		slices.SortFunc(signers, func(a, b string) int { return strings.Compare(verifier(a), verifier(b)) })
		for _, signer := range signers {
			c := record.Checkpoint{Origin: k.origin, Size: int64(len(entries))}
			c.Root, err = record.Root(c.Size, read)
			must(u.t, err)
			note, err := c.Sign(signer)
			must(u.t, err)
			notes = append(notes, note)
		}
	}
	u.files[record.BundleCheckpoints] = []byte(strings.Join(notes, "\n"))
	u.files[record.BundleKeys] = []byte(verifier(k.old) + "\n")
	u.edit(record.BundleDefinition, func(tree map[string]any) { tree["congress"].(map[string]any)["log_size"] = size })
	var files []record.File
	for name, content := range u.files {
		if name != "verifier.txt" && name != "SHA256SUMS" && name != "SHA256SUMS.sig" {
			files = append(files, record.File{Name: name, Content: content})
		}
	}
	var out bytes.Buffer
	must(u.t, record.WriteBundle(&out, files, k.next))
	return out.Bytes()
}

// A key is changed by the key before it, which then is silent; one that was lost
// signs nothing. Both verifiers say the same of everything else.
func TestAKeyIsChangedByTheKeyBefore(t *testing.T) {
	w := openWard(t)
	bundle, origin := w.export(t, 0), w.meetings[0].LogOrigin()
	stranger, _, err := record.NewKey(rand.Reader, "kiemphieu")
	must(t, err)
	for name, c := range map[string]struct {
		change func(*turned)
		fails  string
	}{
		"by the key before it":    {func(*turned) {}, ""},
		"and another event":       {func(k *turned) { k.afterwards = k.next }, ""},
		"lost":                    {func(k *turned) { k.lost, k.by = true, []string{k.next} }, ""},
		"by the new key alone":    {func(k *turned) { k.by = []string{k.next} }, "log"},
		"by the old key alone":    {func(k *turned) { k.by, k.afterwards = []string{k.old}, k.next }, "log"},
		"by nobody who is named":  {func(k *turned) { k.by = []string{stranger}; k.afterwards = k.next }, "log"},
		"lost, and it signs":      {func(k *turned) { k.lost = true }, "log"},
		"to itself":               {func(k *turned) { k.next, k.by = k.old, []string{k.old} }, "log"},
		"and the old one goes on": {func(k *turned) { k.afterwards = k.old }, "log"},
		"lost, and the old one goes on": {func(k *turned) {
			k.lost, k.by, k.afterwards = true, []string{k.next}, k.old
		}, "log"},
	} {
		k := newTurned(t, origin)
		c.change(&k)
		if r := run(t, unpack(t, bundle).turn(k), verify.Options{}); failed(r) != c.fails {
			t.Errorf("%s: failed are [%s], want [%s]: %s", name, failed(r), c.fails, r.Failed())
		}
	}
}

// What was closed before a change keeps its signatures, and still travels.
func TestAClosedCongressKeepsItsSignatures(t *testing.T) {
	w := openWard(t)
	before := unpack(t, w.export(t, 0))
	told, err := w.congress.ChangeKey(context.Background())
	must(t, err)
	w.signer, _, err = w.congress.LogKey(context.Background())
	must(t, err)
	after := w.export(t, 0)
	if r := run(t, after, verify.Options{Checkpoint: kept(before)[30]}); !r.OK || told == 0 {
		t.Errorf("%d logs tell of it; %s", told, r.Failed())
	}
	notes := unpack(t, after).files[record.BundleCheckpoints]
	for _, note := range kept(before) {
		if !bytes.Contains(notes, []byte(strings.TrimSuffix(note, "\n"))) {
			t.Error("a signature is gone")
		}
	}
	if !bytes.Equal(before.files[record.BundleLog], unpack(t, after).files[record.BundleLog]) {
		t.Error("the history is another")
	}
}
