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
	packed, err := pack(append(all, File{bundleSums, []byte(sums)}, File{bundleSignature, []byte(signature)}))
	if err != nil {
		return err
	}
	if _, err := w.Write(packed); err != nil {
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

// pack writes the one zip that holds these files.
func pack(files []File) ([]byte, error) {
	files = slices.Clone(files)
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Name, b.Name) })
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for i, f := range files {
		if i > 0 && files[i-1].Name == f.Name {
			return nil, fmt.Errorf("%w: two files %q", ErrBundle, f.Name)
		}
		n := uint64(len(f.Content))
		entry, err := archive.CreateRaw(&zip.FileHeader{Name: f.Name, Method: zip.Store, ReaderVersion: 20,
			CreatorVersion: 20,
			CRC32:          crc32.ChecksumIEEE(f.Content), CompressedSize64: n, UncompressedSize64: n})
		if err != nil {
			return nil, fmt.Errorf("record: pack: %w", err)
		}
		if _, err := entry.Write(f.Content); err != nil {
			return nil, fmt.Errorf("record: pack: %w", err)
		}
	}
	if err := archive.Close(); err != nil {
		return nil, fmt.Errorf("record: pack: %w", err)
	}
	if out.Len() > MaxBundle || len(files) > maxBundleFiles {
		return nil, fmt.Errorf("%w: too large", ErrBundle)
	}
	return out.Bytes(), nil
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
	packed, err := io.ReadAll(io.LimitReader(r, MaxBundle+1))
	if err != nil {
		return Bundle{}, fmt.Errorf("record: read bundle: %w", err)
	}
	if len(packed) > MaxBundle {
		return Bundle{}, fmt.Errorf("%w: too large", ErrBundle)
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
		f, err := unpackFile(entry)
		if err != nil {
			return Bundle{}, err
		}
		b.files = append(b.files, f)
	}
	again, err := pack(b.files)
	if err != nil {
		return Bundle{}, err
	}
	if !bytes.Equal(again, packed) {
		return Bundle{}, fmt.Errorf("%w: not packed as bundles are", ErrBundle)
	}
	b.Verifier = strings.TrimSuffix(string(b.File(bundleKey)), "\n")
	return b, nil
}

// unpackFile reads one file whose name a bundle may have.
func unpackFile(entry *zip.File) (File, error) {
	if !carried(entry.Name) && !slices.Contains([]string{bundleKey, bundleSums, bundleSignature}, entry.Name) {
		return File{}, fmt.Errorf("%w: a file %q does not belong here", ErrBundle, entry.Name)
	}
	if entry.Method != zip.Store || entry.UncompressedSize64 != entry.CompressedSize64 {
		return File{}, fmt.Errorf("%w: %s is compressed", ErrBundle, entry.Name)
	}
	r, err := entry.Open()
	if err != nil {
		return File{}, fmt.Errorf("%w: %s: %w", ErrBundle, entry.Name, err)
	}
	content, err := io.ReadAll(r)
	if err := errors.Join(err, r.Close()); err != nil {
		return File{}, fmt.Errorf("%w: %s: %w", ErrBundle, entry.Name, err)
	}
	return File{Name: entry.Name, Content: content}, nil
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
