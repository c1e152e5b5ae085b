package store

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"

	"kiemphieu/congress"
	"kiemphieu/record"
)

// Origin tells whose a backup is.
type Origin struct {
	Of   []string  `json:"of"` // names of the topmost organisations
	Made time.Time `json:"made"`
	Key  string    `json:"key"` // public half of the key that signed; "" where nobody did

	// Unsigned: nobody signed, although the installation has a key and the program
	// that wrote the backup signs.
	Unsigned bool `json:"-"`

	Manifest string `json:"manifest"` // its SHA-256
}

// The files of a backup that say whose it is; neither is there in one that
// nobody signed.
const (
	originFile    = "origin.txt"
	signatureFile = "origin.sig"
	originHead    = "kiemphieu backup\n" // no other text that is signed begins so
)

// logKeySetting is where congress keeps the public half of the key.
const logKeySetting = "log_key"

// signedSince is the first schema whose program signs backups.
const signedSince = 33

// maxOrigin bounds what is read of a foreign file, in bytes.
const maxOrigin = 1 << 20

// signBackup has a backup signed by the installation's key, where there is one.
// A machine without the key of its data still makes backups, which are unsigned.
func (t *tx) signBackup(ctx context.Context, archive *zip.Writer, manifest []byte) error {
	if t.db.keyring == nil {
		return nil
	}
	signer, verifier, err := t.db.keyring.Pair()
	if errors.Is(err, congress.ErrNoKey) {
		return nil
	}
	if err != nil {
		return err
	}
	if known, err := congress.OwnVerifier(ctx, t); err != nil || known != verifier {
		return err
	}
	origin := Origin{Made: t.Now().UTC().Truncate(time.Second), Key: verifier, Manifest: sumOf(manifest)}
	origin.Of, err = all[string](ctx, t, `SELECT name
FROM organisations
WHERE parent_id = ''
ORDER BY path
LIMIT 3`)
	if err != nil {
		return err
	}
	text, err := json.Marshal(origin)
	if err != nil {
		return err
	}
	text = append([]byte(originHead), append(text, '\n')...)
	signature, err := record.SignText(string(text), signer)
	if err != nil {
		return err
	}
	return errors.Join(putText(archive, originFile, text), putText(archive, signatureFile, []byte(signature)))
}

func putText(archive *zip.Writer, name string, text []byte) error {
	w, err := archive.Create(name)
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}

func sumOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// OriginOf tells whose a backup is: [ErrDamagedBackup] where what was signed is
// not what is there, or somebody else signed than the installation in it.
func OriginOf(r io.ReaderAt, size int64) (Origin, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return Origin{}, errors.Join(ErrDamagedBackup, err)
	}
	return originOf(archive)
}

func originOf(archive *zip.Reader) (Origin, error) {
	manifest, err := readManifest(archive)
	if err != nil {
		return Origin{}, err
	}
	if err := checkTable(archive, "settings", manifest.Tables["settings"], io.Discard); err != nil {
		return Origin{}, err
	}
	own, err := keyIn(archive)
	if err != nil {
		return Origin{}, err
	}
	text, err := readText(archive, originFile)
	if errors.Is(err, fs.ErrNotExist) {
		return Origin{Unsigned: own != "" && manifest.Schema >= signedSince}, nil
	}
	if err != nil {
		return Origin{}, err
	}
	origin, err := openOrigin(archive, text)
	if err == nil && origin.Key != own {
		err = fmt.Errorf("%w: signed by another key than that of its data", ErrDamagedBackup)
	}
	return origin, err
}

// openOrigin checks the signature and what it covers.
func openOrigin(archive *zip.Reader, text []byte) (Origin, error) {
	var origin Origin
	signature, err := readText(archive, signatureFile)
	if err != nil {
		return origin, errors.Join(ErrDamagedBackup, err)
	}
	manifest, err := fs.ReadFile(archive, "manifest.json")
	if err != nil {
		return origin, errors.Join(ErrDamagedBackup, err)
	}
	if len(text) < len(originHead) || string(text[:len(originHead)]) != originHead {
		return origin, fmt.Errorf("%w: %s", ErrDamagedBackup, originFile)
	}
	if err := json.Unmarshal(text[len(originHead):], &origin); err != nil {
		return origin, errors.Join(ErrDamagedBackup, err)
	}
	if err := record.CheckText(string(text), string(signature), origin.Key); err != nil {
		return origin, errors.Join(ErrDamagedBackup, err)
	}
	if origin.Manifest != sumOf(manifest) {
		return origin, fmt.Errorf("%w: another manifest was signed", ErrDamagedBackup)
	}
	return origin, nil
}

// readText reads a small file of a backup; [fs.ErrNotExist] where it is not there.
func readText(archive *zip.Reader, name string) ([]byte, error) {
	f, err := archive.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() // read only
	text, err := io.ReadAll(io.LimitReader(f, maxOrigin))
	if err != nil {
		return nil, errors.Join(ErrDamagedBackup, err)
	}
	return text, nil
}

// keyIn is the public key of the installation that a backup holds; "" before
// there was one.
func keyIn(archive *zip.Reader) (string, error) {
	f, err := archive.Open("settings.jsonl")
	if err != nil {
		return "", errors.Join(ErrDamagedBackup, err)
	}
	defer f.Close() // read only
	in := json.NewDecoder(f)
	for {
		var row struct{ Key, Value string }
		if err := in.Decode(&row); errors.Is(err, io.EOF) {
			return "", nil
		} else if err != nil {
			return "", errors.Join(ErrDamagedBackup, err)
		}
		if row.Key == logKeySetting {
			return row.Value[strings.Index(row.Value, "\n")+1:], nil // the secret half stood before it once
		}
	}
}
