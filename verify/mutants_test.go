package verify_test

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"math/bits"
	mathrand "math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kiemphieu/app/size"
	"kiemphieu/record"
	"kiemphieu/verify"
)

// unpacked is a bundle in the hands of somebody who alters it.
type unpacked struct {
	t     *testing.T
	files map[string][]byte // all of them
}

func unpack(t *testing.T, bundle []byte) unpacked {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(bundle), int64(len(bundle)))
	must(t, err)
	u := unpacked{t: t, files: map[string][]byte{}}
	for _, entry := range archive.File {
		r, err := entry.Open()
		must(t, err)
		var content bytes.Buffer
		_, err = content.ReadFrom(r)
		must(t, err)
		u.files[entry.Name] = content.Bytes()
	}
	return u
}

// replace changes the only, or the first, place where a text stands.
func (u unpacked) replace(name, old, new string) {
	u.t.Helper()
	if !bytes.Contains(u.files[name], []byte(old)) {
		u.t.Fatalf("%s has no %q", name, old)
	}
	u.files[name] = bytes.Replace(u.files[name], []byte(old), []byte(new), 1)
}

// lines edits the log.
func (u unpacked) lines(edit func([]string) []string) {
	lines := strings.SplitAfter(strings.TrimSuffix(string(u.files[record.BundleLog]), "\n"), "\n")
	lines[len(lines)-1] += "\n"
	u.files[record.BundleLog] = []byte(strings.Join(edit(lines), ""))
}

// pack writes the files as bundles are written, with sums that fit, and the
// signature that was there: the best that somebody without the key can do.
func (u unpacked) pack() []byte { return u.zip(zip.Store, true) }

func (u unpacked) zip(method uint16, sums bool) []byte {
	u.t.Helper()
	var names []string
	for name := range u.files {
		names = append(names, name)
	}
	slices.Sort(names)
	if sums {
		var text string
		for _, name := range names {
			if name != "SHA256SUMS" && name != "SHA256SUMS.sig" {
				text += fmt.Sprintf("%x  %s\n", sha256.Sum256(u.files[name]), name)
			}
		}
		u.files["SHA256SUMS"] = []byte(text)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range names {
		content := u.files[name]
		h := &zip.FileHeader{Name: name, Method: method, ReaderVersion: 20, CreatorVersion: 20,
			CRC32: crc32.ChecksumIEEE(content), CompressedSize64: uint64(len(content)),
			UncompressedSize64: uint64(len(content))}
		open := w.CreateRaw
		if method != zip.Store {
			open = w.CreateHeader
		}
		entry, err := open(h)
		must(u.t, err)
		_, err = entry.Write(content)
		must(u.t, err)
	}
	must(u.t, w.Close())
	return out.Bytes()
}

// sign writes the bundle anew with a key of one's own, checkpoints and all: the
// work of somebody who knows how.
func (u unpacked) sign(origin string) []byte {
	u.t.Helper()
	signer, _, err := record.NewKey(rand.Reader, "kiemphieu")
	must(u.t, err)
	var entries []record.Entry
	read := func(seq int64) ([]byte, error) { return entries[seq].Hashes, nil }
	for line := range bytes.Lines(u.files[record.BundleLog]) {
		e, err := record.Next(int64(len(entries)), bytes.TrimSuffix(line, []byte("\n")), read)
		must(u.t, err)
		entries = append(entries, e)
	}
	var notes []string
	for i, e := range entries {
		if i < len(entries)-1 && !bytes.Contains(e.Leaf, []byte(`,"state":"`)) {
			continue
		}
		c := record.Checkpoint{Origin: origin, Size: int64(i + 1)}
		c.Root, err = record.Root(c.Size, read)
		must(u.t, err)
		signed, err := c.Sign(signer)
		must(u.t, err)
		notes = append(notes, signed)
	}
	u.files[record.BundleCheckpoints] = []byte(strings.Join(notes, "\n"))
	var files []record.File
	for name, content := range u.files {
		if name != "verifier.txt" && name != "SHA256SUMS" && name != "SHA256SUMS.sig" {
			files = append(files, record.File{Name: name, Content: content})
		}
	}
	var out bytes.Buffer
	must(u.t, record.WriteBundle(&out, files, signer))
	return out.Bytes()
}

// chance draws the same numbers at every run.
type chance struct{ *mathrand.Rand }

func (c chance) flip(data []byte, n int) []byte {
	data = slices.Clone(data)
	for range n {
		data[c.IntN(len(data))] ^= byte(1 + c.IntN(255))
	}
	return data
}

// carried draws the name of one of the five files that every bundle carries.
func (c chance) carried() string {
	return []string{record.BundleDefinition, record.BundleLog, record.BundleCheckpoints, record.BundleResults,
		record.BundleManifests}[c.IntN(5)]
}

// mutations lists what may happen to a bundle on its way, by accident or not.
func mutations() []func(*testing.T, []byte, chance) []byte {
	return []func(*testing.T, []byte, chance) []byte{
		func(_ *testing.T, b []byte, c chance) []byte { return c.flip(b, 1) },
		func(_ *testing.T, b []byte, c chance) []byte { return c.flip(b, 2+c.IntN(20)) },
		func(_ *testing.T, b []byte, c chance) []byte { return b[:c.IntN(len(b))] },
		func(_ *testing.T, b []byte, c chance) []byte { return append(slices.Clone(b), byte(c.IntN(256))) },
		func(t *testing.T, b []byte, c chance) []byte { // a file is dropped
			u := unpack(t, b)
			delete(u.files, c.carried())
			return u.pack()
		},
		func(t *testing.T, b []byte, c chance) []byte { // a file is altered, its sum as well
			u := unpack(t, b)
			name := c.carried()
			u.files[name] = c.flip(u.files[name], 1)
			return u.pack()
		},
		func(t *testing.T, b []byte, c chance) []byte { // a file is altered, its sum is not
			u := unpack(t, b)
			name := c.carried()
			u.files[name] = c.flip(u.files[name], 1)
			return u.zip(zip.Store, false)
		},
		func(t *testing.T, b []byte, c chance) []byte { // the log is cut
			u := unpack(t, b)
			u.lines(func(all []string) []string { return all[:c.IntN(len(all))] })
			return u.pack()
		},
		func(t *testing.T, b []byte, c chance) []byte { // an event is left out
			u := unpack(t, b)
			u.lines(func(all []string) []string { at := c.IntN(len(all)); return slices.Delete(all, at, at+1) })
			return u.pack()
		},
		func(t *testing.T, b []byte, c chance) []byte { // two files trade places
			u := unpack(t, b)
			one, other := c.carried(), record.BundleLog
			if one == other {
				other = record.BundleResults
			}
			u.files[one], u.files[other] = u.files[other], u.files[one]
			return u.pack()
		},
		func(t *testing.T, b []byte, c chance) []byte { // a total is changed
			u := unpack(t, b)
			u.files[record.BundleResults] = digits(u.files[record.BundleResults], c)
			return u.pack()
		},
		func(t *testing.T, b []byte, c chance) []byte { // a file more, under a name from outside
			u := unpack(t, b)
			u.files[[]string{"../../etc/passwd", "tokens.json", "documents/../log.jsonl", "C:\\log.jsonl",
				"marks.csv"}[c.IntN(5)]] = []byte("x")
			return u.pack()
		},
		func(t *testing.T, b []byte, c chance) []byte { // a document nobody knows
			u := unpack(t, b)
			u.files[fmt.Sprintf("documents/%d.pdf", c.IntN(100))] = []byte("x")
			return u.pack()
		},
		func(t *testing.T, b []byte, _ chance) []byte { return unpack(t, b).zip(zip.Deflate, true) },
		func(t *testing.T, b []byte, c chance) []byte { // another key is put in
			u := unpack(t, b)
			_, verifier, err := record.NewKey(rand.Reader, fmt.Sprintf("k%d", c.IntN(100)))
			must(t, err)
			u.files["verifier.txt"] = []byte(verifier + "\n")
			return u.pack()
		},
	}
}

// digits changes one digit of a JSON text.
func digits(text []byte, c chance) []byte {
	text = slices.Clone(text)
	for {
		at := c.IntN(len(text))
		if text[at] >= '0' && text[at] <= '9' {
			text[at] = '0' + (text[at]-'0'+1+byte(c.IntN(8)))%10
			return text
		}
	}
}

// Scenario S2: altered bundles, and not one of them stands up.
func TestS2MutatedBundlesAreRefused(t *testing.T) {
	size.Long(t)
	w := openWard(t)
	bundle := w.export(t, 0)
	kinds := mutations()
	for i := range size.Pick(60, 100, 2000) {
		c := chance{mathrand.New(mathrand.NewPCG(uint64(i), bits.Reverse64(uint64(i))))}
		mutant := kinds[i%len(kinds)](t, bundle, c)
		if bytes.Equal(mutant, bundle) {
			t.Fatalf("mutant %d is none", i)
		}
		if r := run(t, mutant, verify.Options{}); r.OK {
			t.Errorf("mutant %d of kind %d stands up", i, i%len(kinds))
		}
	}
}

// Whoever knows how signs an altered bundle with a key of their own. What is
// altered in one place is found by another.
func TestForgeriesAreFoundByTheCheckThatKnows(t *testing.T) {
	size.Long(t)
	w := openWard(t)
	bundle := w.export(t, 0)
	origin := w.meetings[0].LogOrigin()
	if r := run(t, unpack(t, bundle).sign(origin), verify.Options{}); !r.OK {
		t.Fatalf("the same files under another key: %s", r.Failed())
	}
	if r := run(t, unpack(t, bundle).sign("kiemphieu/another"), verify.Options{}); failed(r) != "log" {
		t.Errorf("checkpoints of another log: failed are [%s]", failed(r))
	}
	for name, f := range forgeries() {
		u := unpack(t, bundle)
		f.forge(u)
		r := run(t, u.sign(origin), verify.Options{})
		if r.OK || !slices.Contains(strings.Fields(failed(r)), f.found) {
			t.Errorf("%s: failed are [%s], want %s", name, failed(r), f.found)
		}
	}
}

type forgery struct {
	found string // code of the check
	forge func(unpacked)
}

func forgeries() map[string]forgery {
	return map[string]forgery{
		"a vote more in the results": {"outcome", func(u unpacked) {
			u.replace(record.BundleResults,
				`"valid":24`, `"valid":23`)
		}},
		"a total in results and log": {"outcome", func(u unpacked) { both(u, `"valid":24`, `"valid":23`) }},
		"a percentage everywhere": {"elected", func(u unpacked) {
			all(u, `"percent":"92.31"`,
				`"percent":"92.32"`)
		}},
		"two rounds trade places":  {"congress", swapRounds},
		"two results trade places": {"outcome", swapResults},
		"the decision is cut off": {"decision", func(u unpacked) {
			u.lines(func(l []string) []string { return l[:len(l)-1] })
		}},
		"one person proposed and confirmed": {"decision", func(u unpacked) { proposed(u, "", "") }},
		"another decision than was proposed": {"decision", func(u unpacked) {
			proposed(u, `"by":"`,
				`"by":"0`)
			proposed(u, `"number":"`, `"number":"9`)
		}},
		"a sheaf was not counted":      {"count", func(u unpacked) { drop(u, `"kind":"batch.accepted"`) }},
		"the passes were not compared": {"count", func(u unpacked) { drop(u, `"kind":"passes.compared"`) }},
		"one person in both passes":    {"count", onePerson},
		"one name under the result":    {"order", func(u unpacked) { drop(u, `"kind":"act.confirmed"`) }},
		"papers before the list":       {"order", func(u unpacked) { earlier(u, `"kind":"papers.made"`) }},
		"counted before opened":        {"order", func(u unpacked) { earlier(u, `"kind":"counting.chosen"`) }},
		"the box was not opened":       {"account", func(u unpacked) { drop(u, `"kind":"box.opened"`) }},
		"other codes than were printed": {"order", func(u unpacked) {
			u.replace(record.BundleManifests, `"root":"`,
				`"root":"00`)
		}},
		"a paper that was not handed out": {"account", func(u unpacked) {
			u.replace(record.BundleDefinition,
				`"handed_out":25`, `"handed_out":26`)
		}},
		"a smaller base": {"base", func(u unpacked) {
			u.replace(record.BundleDefinition,
				`"base":26`, `"base":25`)
		}},
		"a base of one round alone": {"base", func(u unpacked) {
			u.replace(record.BundleDefinition, `"rounds":[{"base":{"base":26`, `"rounds":[{"base":{"base":27`)
		}},
		"a base that nobody froze": {"base", func(u unpacked) { drop(u, `"kind":"base.frozen"`) }},
		"a voter less": {"base", func(u unpacked) {
			u.replace(record.BundleDefinition, `"members":`,
				`"members":1`)
		}},
		"a rehearsal passed off": {"congress", func(u unpacked) {
			u.replace(record.BundleLog, `"rehearsal":false`,
				`"rehearsal":true`)
		}},
		"another secretary": {"elected", func(u unpacked) {
			u.replace(record.BundleResults,
				`"office":"secretary"`, `"office":"deputy"`)
		}},
		"another order of the elected": {"elected", func(u unpacked) {
			u.replace(record.BundleResults, `"rank":2`,
				`"rank":3`)
		}},
		"somebody refused who was not": {"decision", func(u unpacked) {
			u.replace(record.BundleResults,
				`"refused":false`, `"refused":true`)
		}},
		"another name on the list": {"order", func(u unpacked) {
			name(u, `"candidates":[{`)
		}},
		"another name on the roster": {"elected", func(u unpacked) { name(u, `"people":[{`) }},
		"another post in the minutes": {"report", func(u unpacked) {
			u.replace(record.BundleResults, `"duty":"teller"`, `"duty":"secretary"`)
		}},
		"no word of what the minutes print": {"report", func(u unpacked) {
			u.edit(record.BundleResults, func(tree map[string]any) {
				delete(tree["rounds"].([]any)[0].(map[string]any), "report")
			})
		}},
		"more seats": {"congress", func(u unpacked) {
			u.replace(record.BundleDefinition, `"position":1,"seats":5`, `"position":1,"seats":6`)
		}},
		"an unknown profile": {"outcome", func(u unpacked) { all(u, `244-QD/TW`, `999-QD/TW`) }},
		"tokens in the results": {"form", func(u unpacked) {
			u.replace(record.BundleResults, `"rounds":[{`,
				`"rounds":[{"hashes":["00"],`)
		}},
		"an event that nobody knows": {"form", func(u unpacked) {
			u.replace(record.BundleLog, `"kind":"roster.saved"`,
				`"kind":"roster.voted"`)
		}},
		"voters in an event": {"form", func(u unpacked) {
			u.replace(record.BundleLog, `"data":{"members":`, `"data":{"a":["Lê Văn A"],"members":`)
		}},
		"a paper in place of a reason": {"form", func(u unpacked) {
			u.replace(record.BundleLog,
				`"data":{"n":`, `"data":{"invalid":{"11010":1},"n":`)
		}},
		"a list in place of a name": {"form", func(u unpacked) {
			u.replace(record.BundleDefinition, `"accounts":{`,
				`"accounts":{"0":["x"],`)
		}},
		"more people than there can be": {"base", func(u unpacked) {
			u.replace(record.BundleDefinition, `"count":2,"deduction":"","official":false`,
				`"count":999999,"deduction":"","official":false`)
		}},
		"white space": {"form", func(u unpacked) { u.replace(record.BundleDefinition, `{`, `{ `) }},
		"a field twice": {"form", func(u unpacked) {
			u.replace(record.BundleDefinition, `"format":1`,
				`"format":1,"format":1`)
		}},
		"a document nobody sent": {"documents", func(u unpacked) { u.files["documents/1.pdf"] = []byte("x") }},
		"no log":                 {"congress", func(u unpacked) { u.files[record.BundleLog] = nil }},
		"no results":             {"form", func(u unpacked) { delete(u.files, record.BundleResults) }},
	}
}

func both(u unpacked, old, new string) {
	u.replace(record.BundleResults, old, new)
	u.replace(record.BundleLog, old, new)
}

func all(u unpacked, old, new string) {
	for name := range u.files {
		u.files[name] = bytes.ReplaceAll(u.files[name], []byte(old), []byte(new))
	}
}

// name changes a name that stands after a text of the definition.
func name(u unpacked, after string) {
	text := u.files[record.BundleDefinition]
	at := bytes.Index(text, []byte(after))
	rest := bytes.Replace(text[at:], []byte(`"name":"`), []byte(`"name":"Z`), 1)
	u.files[record.BundleDefinition] = append(slices.Clone(text[:at]), rest...)
}

// drop takes the first event with a text out of the log; its size is told anew.
func drop(u unpacked, text string) {
	u.lines(func(lines []string) []string {
		at := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, text) })
		return slices.Delete(lines, at, at+1)
	})
}

// earlier puts the first event with a text one step back in its round.
func earlier(u unpacked, text string) {
	u.lines(func(lines []string) []string {
		at := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, text) })
		round := lines[at][strings.Index(lines[at], `"round":`):][:46]
		for to := at - 1; to >= 0; to-- {
			if strings.Contains(lines[to], round) {
				lines[to], lines[at] = lines[at], lines[to]
				return lines
			}
		}
		return lines
	})
}

// onePerson writes the name of pass A under pass B.
func onePerson(u unpacked) {
	by := func(line string) string { return line[strings.Index(line, `"by":`):][:43] }
	u.lines(func(lines []string) []string {
		a := slices.IndexFunc(lines, func(l string) bool { return entered(l, "A") })
		b := slices.IndexFunc(lines, func(l string) bool { return entered(l, "B") })
		lines[b] = strings.Replace(lines[b], by(lines[b]), by(lines[a]), 1)
		return lines
	})
}

func entered(line, pass string) bool {
	return strings.Contains(line, `"pass":"`+pass+`"`) && strings.Contains(line, `"kind":"batch.accepted"`)
}

// edit changes a file in its canonical form.
func (u unpacked) edit(file string, change func(tree map[string]any)) {
	u.t.Helper()
	var tree map[string]any
	dec := json.NewDecoder(bytes.NewReader(u.files[file]))
	dec.UseNumber()
	must(u.t, dec.Decode(&tree))
	change(tree)
	var err error
	u.files[file], err = record.Canonical(tree)
	must(u.t, err)
}

// swap lets the first two elements of a list trade places.
func swap(u unpacked, file, list string, keep ...string) {
	u.t.Helper()
	u.edit(file, func(tree map[string]any) {
		rows := tree[list].([]any)
		rows[0], rows[1] = rows[1], rows[0]
		one, other := rows[0].(map[string]any), rows[1].(map[string]any)
		for _, key := range keep {
			one[key], other[key] = other[key], one[key]
		}
	})
}

func swapRounds(u unpacked)  { swap(u, record.BundleDefinition, "rounds") }
func swapResults(u unpacked) { swap(u, record.BundleResults, "rounds", "round_id") }

// proposed puts a proposal before the decision, that differs from it as told.
func proposed(u unpacked, old, new string) {
	u.lines(func(l []string) []string {
		proposal := strings.Replace(l[len(l)-1], `"kind":"dossier.decided"`, `"kind":"decision.proposed"`, 1)
		proposal = regexp.MustCompile(`"heads":\{[^}]*\},`).ReplaceAllString(proposal, "")
		return slices.Insert(l, len(l)-1, strings.Replace(proposal, old, new, 1))
	})
}
