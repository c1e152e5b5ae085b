package verify_test

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"fmt"
	"hash/crc32"
	"slices"
	"strings"
	"testing"
	"time"

	"kiemphieu/app/size"
	"kiemphieu/record"
	"kiemphieu/verify"
)

// What a bundle may cost whoever looks at it, however it is made.
const (
	mostProcessor = 2 * time.Second
	mostMemory    = 200 << 20
)

// laid packs files as bundles are, whatever is in them.
func laid(t *testing.T, files map[string][]byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		n := uint64(len(files[name]))
		w, err := z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Store, ReaderVersion: 20, CreatorVersion: 20,
			CRC32: crc32.ChecksumIEEE(files[name]), CompressedSize64: n, UncompressedSize64: n})
		must(t, err)
		_, err = w.Write(files[name])
		must(t, err)
	}
	must(t, z.Close())
	return out.Bytes()
}

// A bundle that is made to cost is told what is wrong with it, or stands up, for
// less than 2 s of processor and 200 MB, whatever it is full of.
func TestS2BundlesMadeToCost(t *testing.T) {
	size.Long(t)
	w := openWard(t)
	valid := unpack(t, w.export(t, 0)).files
	fill := func(line string, bytesOf int) []byte {
		return []byte(strings.Repeat(line, bytesOf/len(line)))
	}
	const most = record.MaxBundle - 1<<20
	key, verifier, err := record.NewKey(rand.Reader, "another")
	must(t, err)
	notes := func(n int) []byte {
		var list []string
		for i := range n {
			note, err := record.Checkpoint{Origin: w.meetings[0].LogOrigin(), Size: int64(i)}.Sign(key)
			must(t, err)
			list = append(list, note)
		}
		return []byte(strings.Join(list, "\n"))
	}
	keys := fmt.Sprintf("%s\n", verifier)
	for range 5 {
		_, other, err := record.NewKey(rand.Reader, "other")
		must(t, err)
		keys = other + "\n" + keys
	}
	event := `{"at":"2022-06-20T01:00Z","by":"","data":{"members":1,"official":1},"kind":"roster.saved","role":""}` + "\n"
	lists := func(of string, n int) string { return "[" + strings.TrimSuffix(strings.Repeat(of+",", n), ",") + "]" }
	for name, change := range map[string]func() map[string][]byte{
		"a log of nothing": func() map[string][]byte {
			return map[string][]byte{"log.jsonl": fill("{}\n", most)}
		},
		"a log of empty lines": func() map[string][]byte {
			return map[string][]byte{"log.jsonl": fill("\n", most)}
		},
		"a log of events": func() map[string][]byte {
			return map[string][]byte{"log.jsonl": fill(event, most)}
		},
		"as many events as there may be": func() map[string][]byte {
			return map[string][]byte{"log.jsonl": fill(event, 10_000*len(event))}
		},
		"as many nothings": func() map[string][]byte {
			return map[string][]byte{"log.jsonl": fill("{}\n", 30_000)}
		},
		"deep events": func() map[string][]byte {
			return map[string][]byte{"log.jsonl": fill(strings.Repeat("[", 400)+"\n", 4<<20)}
		},
		"one event": func() map[string][]byte { return map[string][]byte{"log.jsonl": fill("[", 4<<20)} },
		"checkpoints of nothing": func() map[string][]byte {
			return map[string][]byte{"checkpoints.txt": fill("\n\n", most)}
		},
		"as many checkpoints and keys as there may be": func() map[string][]byte {
			return map[string][]byte{"checkpoints.txt": notes(10_000), "keys.txt": []byte(keys),
				"log.jsonl": fill(event, 10_000*len(event))}
		},
		"keys": func() map[string][]byte { return map[string][]byte{"keys.txt": fill(keys, most)} },
		"a definition": func() map[string][]byte {
			return map[string][]byte{"definition.json": fill("[0],", most)}
		},
		"a deep definition": func() map[string][]byte { return map[string][]byte{"definition.json": fill("[", 2<<20)} },
		"a flat definition": func() map[string][]byte {
			return map[string][]byte{"definition.json": []byte(lists("0", 1<<20-1))}
		},
		"rounds of nothing": func() map[string][]byte {
			return map[string][]byte{"definition.json": []byte(`{"rounds":` + lists("{}", 600_000) + "}")}
		},
		"results": func() map[string][]byte {
			return map[string][]byte{"results.json": []byte(`{"rounds":` + lists(`{"sheaves":[]}`, 130_000) + "}")}
		},
		"sums":         func() map[string][]byte { return map[string][]byte{"SHA256SUMS": fill("0", most)} },
		"one document": func() map[string][]byte { return map[string][]byte{"documents/a.pdf": fill("a", most)} },
		"many documents": func() map[string][]byte {
			return map[string][]byte{"documents/a.pdf": fill("a", 30<<20), "documents/b.pdf": fill("b", 30<<20)}
		},
		"a text of a file": func() map[string][]byte {
			return map[string][]byte{"manifest-roots.json": []byte(`{"rounds":"` + strings.Repeat(`\"`, 1<<20-20) + `"}`)}
		},
	} {
		files := map[string][]byte{}
		for name, content := range valid {
			files[name] = content
		}
		for name, content := range change() {
			files[name] = content
		}
		packed := laid(t, files)
		var report verify.Report
		processor, memory, err := size.Cost(func() {
			report, _, err = verify.Verify(bytes.NewReader(packed), verify.Options{})
		})
		must(t, err)
		t.Logf("%-45s %5d ms %4d MB, %s", name, processor.Milliseconds(), memory>>20, failed(report))
		if processor > mostProcessor || memory > mostMemory || report.OK {
			t.Errorf("%s: %v, %d MB, stands up: %v", name, processor, memory>>20, report.OK)
		}
	}
}

// The bounds of a bundle are said by both verifiers alike: at each it is looked
// at as ever, and one beyond is another finding.
func TestBoundsOfABundle(t *testing.T) {
	size.Long(t)
	w := openWard(t)
	valid := unpack(t, w.export(t, 0)).files
	line := func(text string, n int) []byte { return []byte(strings.Repeat(text, n)) }
	list := func(n int) []byte {
		return []byte(`{"rounds":[` + strings.TrimSuffix(strings.Repeat("{},", n), ",") + "]}")
	}
	for what, c := range map[string]struct {
		file    string
		content []byte
		files   bool // it is no bundle
	}{
		"events":                {"log.jsonl", line("\n", 10_000), false},
		"one event more":        {"log.jsonl", line("\n", 10_001), true},
		"a log":                 {"log.jsonl", line("a", 4<<20), false},
		"a log too long":        {"log.jsonl", line("a", 4<<20+1), true},
		"notes":                 {"checkpoints.txt", line("\n", 60_000), false},
		"one line more":         {"checkpoints.txt", line("\n", 60_001), true},
		"keys":                  {"keys.txt", line("a\n", 6), false},
		"one key more":          {"keys.txt", line("a\n", 7), true},
		"a text":                {"results.json", line("a", 2<<20), false},
		"a text too long":       {"results.json", line("a", 2<<20+1), true},
		"a document":            {"documents/a.pdf", line("a", 4<<20+1), false},
		"a list":                {"manifest-roots.json", list(100), false},
		"a list that is longer": {"manifest-roots.json", list(101), false},
	} {
		files := map[string][]byte{}
		for name, content := range valid {
			files[name] = content
		}
		files[c.file] = c.content
		r := run(t, laid(t, files), verify.Options{})
		none := strings.Contains(strings.Join(r.Checks[0].Failures, ""), "không phải là gói đại hội")
		if none != c.files {
			t.Errorf("%s: %v", what, r.Checks[0].Failures)
		}
		if strings.HasPrefix(what, "a list") {
			long := strings.Contains(strings.Join(r.Checks[2].Failures, " "), "quá lớn")
			if long != (what != "a list") {
				t.Errorf("%s: %v", what, r.Checks[2].Failures)
			}
		}
	}
}
