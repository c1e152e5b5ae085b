package record

import (
	"archive/zip"
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"regexp"
	"slices"
	"strings"
)

// ErrBundle: a bundle is damaged, or is not one.
var ErrBundle = errors.New("record: not a whole bundle")

// What a bundle may be. Its files are not compressed, so that it is never
// larger inside than outside.
const (
	MaxBundle      = 64 << 20 // bytes
	maxBundleFiles = 1000
)

// What a bundle may have besides documents: several times what the largest
// congress needs. Whoever looks at a bundle pays for every line before they know
// whose it is.
const (
	maxBundleText   = 2 << 20 // bytes of a file
	maxBundleLog    = 4 << 20 // bytes of the log, and of its checkpoints
	maxBundleEvents = 10_000
	maxBundleKeys   = 6
	maxBundleKey    = 4 << 10 // bytes of a file of keys
	checkpointLines = 6       // a signed note, and the empty line before the next
)

// The files that every bundle has besides what it carries.
const (
	bundleKey       = "verifier.txt"   // the public half of the key that signs
	bundleSums      = "SHA256SUMS"     // as sha256sum writes it, for everything but itself and its signature
	bundleSignature = "SHA256SUMS.sig" // the signature line of the note whose text is SHA256SUMS
)

// The names of the files that a bundle carries; documents stand in a folder.
const (
	BundleDefinition  = "definition.json"
	BundleLog         = "log.jsonl"
	BundleCheckpoints = "checkpoints.txt"
	BundleResults     = "results.json"
	BundleManifests   = "manifest-roots.json"
	BundleKeys        = "keys.txt" // public keys of those who signed checkpoints, one a line
	BundleDocuments   = "documents/"
)

var documentName = regexp.MustCompile(`^` + BundleDocuments + `[a-z0-9][a-z0-9-]{0,63}(\.[a-z0-9]{1,8})?$`)

// File is a named file of a bundle.
type File struct {
	Name    string
	Content []byte
}

// Bundle is a set of files that somebody has signed. There is exactly one
// sequence of bytes for the same files and key: whatever else unpacks to them
// is refused.
type Bundle struct {
	Verifier string // public key of the signer, as the bundle tells it
	files    []File // all of them, by name
}

// carried tells the names that a bundle may carry.
func carried(name string) bool {
	switch name {
	case BundleDefinition, BundleLog, BundleCheckpoints, BundleResults, BundleManifests, BundleKeys:
		return true
	}
	return documentName.MatchString(name)
}

// WriteBundle writes the files, their sums and a signature over the sums. A
// name that no bundle has, or a name given twice, is an error.
func WriteBundle(w io.Writer, files []File, signer string) error {
	verifier, err := VerifierOf(signer)
	if err != nil {
		return err
	}
	all := []File{{bundleKey, []byte(verifier + "\n")}}
	for _, f := range files {
		if !carried(f.Name) {
			return fmt.Errorf("%w: no place for a file %q", ErrBundle, f.Name)
		}
		all = append(all, f)
	}
	sums := sumsOf(all)
	signature, err := SignText(sums, signer)
	if err != nil {
		return err
	}
	var packed bytes.Buffer
	err = pack(&packed, append(all, File{bundleSums, []byte(sums)}, File{bundleSignature, []byte(signature)}))
	if err != nil {
		return err
	}
	if _, err := packed.WriteTo(w); err != nil {
		return fmt.Errorf("record: write bundle: %w", err)
	}
	return nil
}

// sumsOf returns the lines of SHA256SUMS, by name.
func sumsOf(files []File) string {
	var lines []string
	for _, f := range files {
		lines = append(lines, fmt.Sprintf("%x  %s\n", sha256.Sum256(f.Content), f.Name))
	}
	slices.SortFunc(lines, func(a, b string) int { return cmp.Compare(a[64:], b[64:]) })
	return strings.Join(lines, "")
}

// bounded refuses a file that is longer than a bundle's may be.
func (f File) bounded() error {
	size, lines := maxBundleText, len(f.Content)
	switch f.Name {
	case BundleLog:
		size, lines = maxBundleLog, maxBundleEvents
	case BundleCheckpoints:
		size, lines = maxBundleLog, maxBundleEvents*checkpointLines
	case BundleKeys:
		size, lines = maxBundleKey, maxBundleKeys
	case bundleKey:
		size = maxBundleKey
	}
	if strings.HasPrefix(f.Name, BundleDocuments) ||
		len(f.Content) <= size && bytes.Count(f.Content, []byte("\n")) <= lines {
		return nil
	}
	return fmt.Errorf("%w: %s is too long", ErrBundle, f.Name)
}

// pack writes the one zip that holds these files.
func pack(to io.Writer, files []File) error {
	files = slices.Clone(files)
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Name, b.Name) })
	if len(files) > maxBundleFiles {
		return fmt.Errorf("%w: too many files", ErrBundle)
	}
	out := &limited{to: to, left: MaxBundle}
	archive := zip.NewWriter(out)
	for i, f := range files {
		if i > 0 && files[i-1].Name == f.Name {
			return fmt.Errorf("%w: two files %q", ErrBundle, f.Name)
		}
		if err := f.bounded(); err != nil {
			return err
		}
		n := uint64(len(f.Content))
		entry, err := archive.CreateRaw(&zip.FileHeader{Name: f.Name, Method: zip.Store, ReaderVersion: 20,
			CreatorVersion: 20,
			CRC32:          crc32.ChecksumIEEE(f.Content), CompressedSize64: n, UncompressedSize64: n})
		if err != nil {
			return fmt.Errorf("record: pack: %w", err)
		}
		if _, err := entry.Write(f.Content); err != nil {
			return fmt.Errorf("record: pack: %w", err)
		}
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("record: pack: %w", err)
	}
	return nil
}

// limited passes on no more than a bundle may be.
type limited struct {
	to   io.Writer
	left int
}

// Write implements [io.Writer].
func (l *limited) Write(p []byte) (int, error) {
	if l.left -= len(p); l.left < 0 {
		return 0, fmt.Errorf("%w: too large", ErrBundle)
	}
	return l.to.Write(p)
}

// same is written the bytes that it expects, or refuses them.
type same struct{ want []byte }

// Write implements [io.Writer].
func (s *same) Write(p []byte) (int, error) {
	if !bytes.HasPrefix(s.want, p) {
		return 0, fmt.Errorf("%w: not packed as bundles are", ErrBundle)
	}
	s.want = s.want[len(p):]
	return len(p), nil
}

// ReadBundle unpacks a bundle and holds it against its sums and its
// signature; whatever is wrong is [ErrBundle]. That the signer is somebody to
// be trusted it cannot know: compare Verifier.
func ReadBundle(r io.Reader) (Bundle, error) {
	b, err := UnpackBundle(r)
	if err != nil {
		return Bundle{}, err
	}
	return b, errors.Join(b.CheckSums(), b.CheckSignature())
}

// UnpackBundle only unpacks a bundle: for whoever wants to tell everything
// that is wrong with it.
func UnpackBundle(r io.Reader) (Bundle, error) {
	packed, err := readAll(r)
	if err != nil {
		return Bundle{}, err
	}
	archive, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return Bundle{}, fmt.Errorf("%w: %w", ErrBundle, err)
	}
	var b Bundle
	left := uint64(len(packed)) // entries that overlap could be larger together
	for _, entry := range archive.File {
		if len(b.files) == maxBundleFiles || entry.UncompressedSize64 > left {
			return Bundle{}, fmt.Errorf("%w: more inside than outside", ErrBundle)
		}
		left -= entry.UncompressedSize64
		f, err := unpackFile(entry, packed)
		if err != nil {
			return Bundle{}, err
		}
		b.files = append(b.files, f)
	}
	again := &same{packed}
	if err := pack(again, b.files); err != nil {
		return Bundle{}, err
	}
	if len(again.want) > 0 {
		return Bundle{}, fmt.Errorf("%w: not packed as bundles are", ErrBundle)
	}
	b.Verifier = strings.TrimSuffix(string(b.File(bundleKey)), "\n")
	return b, nil
}

// readAll reads what may be a bundle, at once where it is known how long it is.
func readAll(r io.Reader) ([]byte, error) {
	var packed bytes.Buffer
	if known, ok := r.(interface{ Len() int }); ok {
		packed.Grow(min(known.Len(), MaxBundle) + bytes.MinRead)
	}
	if _, err := packed.ReadFrom(io.LimitReader(r, MaxBundle+1)); err != nil {
		return nil, fmt.Errorf("record: read bundle: %w", err)
	}
	if packed.Len() > MaxBundle {
		return nil, fmt.Errorf("%w: too large", ErrBundle)
	}
	return packed.Bytes(), nil
}

// unpackFile finds one file whose name a bundle may have. Whether the sum in its
// head is right is found when all are packed again.
func unpackFile(entry *zip.File, packed []byte) (File, error) {
	if !carried(entry.Name) && !slices.Contains([]string{bundleKey, bundleSums, bundleSignature}, entry.Name) {
		return File{}, fmt.Errorf("%w: a file %q does not belong here", ErrBundle, entry.Name)
	}
	if entry.Method != zip.Store || entry.UncompressedSize64 != entry.CompressedSize64 {
		return File{}, fmt.Errorf("%w: %s is compressed", ErrBundle, entry.Name)
	}
	at, err := entry.DataOffset()
	if err != nil {
		return File{}, fmt.Errorf("%w: %s: %w", ErrBundle, entry.Name, err)
	}
	end := at + int64(entry.UncompressedSize64) //nolint:gosec // no larger than what was packed
	if end > int64(len(packed)) {
		return File{}, fmt.Errorf("%w: %s is cut short", ErrBundle, entry.Name)
	}
	return File{Name: entry.Name, Content: packed[at:end:end]}, nil
}

// File returns the content of a file, or nil.
func (b Bundle) File(name string) []byte {
	for _, f := range b.files {
		if f.Name == name {
			return f.Content
		}
	}
	return nil
}

// Files lists what the bundle carries, by name.
func (b Bundle) Files() []File {
	return slices.DeleteFunc(slices.Clone(b.files), func(f File) bool { return !carried(f.Name) })
}

// CheckSums holds every file against SHA256SUMS.
func (b Bundle) CheckSums() error {
	summed := slices.DeleteFunc(slices.Clone(b.files), func(f File) bool {
		return f.Name == bundleSums ||
			f.Name == bundleSignature
	})
	if sumsOf(summed) != string(b.File(bundleSums)) {
		return fmt.Errorf("%w: files differ from %s", ErrBundle, bundleSums)
	}
	return nil
}

// CheckSignature holds SHA256SUMS against its signature.
func (b Bundle) CheckSignature() error {
	return CheckText(string(b.File(bundleSums)), string(b.File(bundleSignature)), b.Verifier)
}
