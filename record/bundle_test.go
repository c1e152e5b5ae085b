package record_test

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"testing"

	"kiemphieu/record"
)

func newKey(t *testing.T) (signer, verifier string) {
	t.Helper()
	signer, verifier, err := record.NewKey(rand.Reader, "kiemphieu")
	if err != nil {
		t.Fatal(err)
	}
	return signer, verifier
}

func someFiles() []record.File {
	return []record.File{{Name: "log.jsonl", Content: []byte("{}\n")}, {Name: "definition.json", Content: []byte("{}")},
		{Name: "documents/4f1c.pdf", Content: bytes.Repeat([]byte("văn bản "), 100)},
		{Name: "results.json", Content: nil}}
}

func writeBundle(t *testing.T, files []record.File, signer string) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := record.WriteBundle(&out, files, signer); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// zipOf packs whatever it is given, as anybody may.
func zipOf(t *testing.T, method uint16, files ...record.File) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range files {
		entry, err := w.CreateHeader(&zip.FileHeader{Name: f.Name, Method: method})
		if err == nil {
			_, err = entry.Write(f.Content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func refusedBundle(t *testing.T, what string, packed []byte) {
	t.Helper()
	if _, err := record.ReadBundle(bytes.NewReader(packed)); !errors.Is(err, record.ErrBundle) {
		t.Errorf("%s: %v", what, err)
	}
}

// The public half follows from the secret one, whatever letters it is written with.
func TestVerifierFollowsFromSigner(t *testing.T) {
	for range 200 {
		signer, verifier := newKey(t)
		if got, err := record.VerifierOf(signer); err != nil || got != verifier {
			t.Fatalf("%s: %q, %v", signer, got, err)
		}
	}
	for _, bad := range []string{"", "PRIVATE+KEY+k+00000000+AAAA"} {
		if _, err := record.VerifierOf(bad); err == nil {
			t.Errorf("%q is a key", bad)
		}
	}
}

func TestBundleComesBackAsItWasWritten(t *testing.T) {
	signer, verifier := newKey(t)
	files := someFiles()
	packed := writeBundle(t, files, signer)
	slices.Reverse(files)
	if !bytes.Equal(packed, writeBundle(t, files, signer)) {
		t.Error("the order in which files are given makes a difference")
	}
	b, err := record.ReadBundle(bytes.NewReader(packed))
	if err != nil || b.Verifier != verifier || len(b.Files()) != len(files) {
		t.Fatalf("%v: %d files, signed by %s", err, len(b.Files()), b.Verifier)
	}
	for _, f := range files {
		if !bytes.Equal(b.File(f.Name), f.Content) {
			t.Errorf("%s came back different", f.Name)
		}
	}
}

// Every single byte of a bundle counts.
func TestNoByteOfABundleIsFree(t *testing.T) {
	signer, _ := newKey(t)
	packed := writeBundle(t, someFiles(), signer)
	for i := range packed {
		for _, bit := range []byte{1, 2, 32, 128} {
			altered := slices.Clone(packed)
			altered[i] ^= bit
			refusedBundle(t, fmt.Sprintf("byte %d ^ %d", i, bit), altered)
		}
		refusedBundle(t, fmt.Sprintf("cut at %d", i), packed[:i])
	}
	refusedBundle(t, "a byte after the end", append(slices.Clone(packed), 0))
	refusedBundle(t, "a byte before the beginning", append([]byte{0}, packed...))
}

func TestNamesThatABundleDoesNotHave(t *testing.T) {
	signer, _ := newKey(t)
	for _, name := range []string{"", "tokens.json", "../log.jsonl", "/log.jsonl", `documents\a.pdf`, "documents/",
		"documents/../log.jsonl", "documents/a/b", "documents/A.pdf",
		"documents/.pdf", "documents/a.", "log.jsonl/", "LOG.JSONL", "SHA256SUMS", "SHA256SUMS.sig", "verifier.txt",
		"documents/a\n"} {
		files := append(someFiles(), record.File{Name: name})
		if err := record.WriteBundle(io.Discard, files, signer); !errors.Is(err, record.ErrBundle) {
			t.Errorf("%q is written: %v", name, err)
		}
		refusedBundle(t, fmt.Sprintf("%q", name), zipOf(t, zip.Store, record.File{Name: name}))
	}
	twice := append(someFiles(), record.File{Name: "log.jsonl"})
	if err := record.WriteBundle(io.Discard, twice, signer); !errors.Is(err, record.ErrBundle) {
		t.Errorf("two files of a name are written: %v", err)
	}
	refusedBundle(t, "two files of a name", zipOf(t, zip.Store, record.File{Name: "log.jsonl"},
		record.File{Name: "log.jsonl"}))
}

// A bundle is never larger inside than outside.
func TestZipBombsDoNotUnpack(t *testing.T) {
	zeros := make([]byte, 8<<20)
	refusedBundle(t, "compressed", zipOf(t, zip.Deflate, record.File{Name: "log.jsonl", Content: zeros}))
	var many []record.File
	for i := range 2000 {
		many = append(many, record.File{Name: fmt.Sprintf("documents/%d", i)})
	}
	refusedBundle(t, "too many files", zipOf(t, zip.Store, many...))
	refusedBundle(t, "sizes that are not there", liar(t))
	refusedBundle(t, "nothing", nil)
}

// liar claims a file larger than the zip that it is in.
func liar(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	if _, err := w.CreateRaw(&zip.FileHeader{Name: "log.jsonl", CRC32: crc32.ChecksumIEEE(nil),
		CompressedSize64: 1 << 40, UncompressedSize64: 1 << 40}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Another's signature, or none, does not do.
func TestBundleIsSignedByItsOwnKey(t *testing.T) {
	one, _ := newKey(t)
	other, _ := newKey(t)
	mine, err := record.UnpackBundle(bytes.NewReader(writeBundle(t, someFiles(), one)))
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := record.UnpackBundle(bytes.NewReader(writeBundle(t, someFiles(), other)))
	if err != nil {
		t.Fatal(err)
	}
	if mine.CheckSums() != nil || mine.CheckSignature() != nil {
		t.Error("a good bundle is refused")
	}
	mine.Verifier = theirs.Verifier
	if mine.CheckSignature() == nil {
		t.Error("another key will do")
	}
	mine.Verifier = "nonsense"
	if mine.CheckSignature() == nil {
		t.Error("no key will do")
	}
	if err := record.WriteBundle(io.Discard, someFiles(), "nonsense"); err == nil {
		t.Error("signed with nonsense")
	}
}
