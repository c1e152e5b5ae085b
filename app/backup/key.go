package backup

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"filippo.io/age"
)

// ErrKey: a text is no key, or a file holds none.
var ErrKey = errors.New("backup: no key")

// NewKey makes a key, writes it into a new file that nobody else reads, and
// returns the text for which copies are encrypted.
func NewKey(path string) (string, error) {
	key, err := age.GenerateHybridIdentity()
	if err != nil {
		return "", fmt.Errorf("backup: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the path is the operator's
	if err != nil {
		return "", fmt.Errorf("backup: %w", err)
	}
	_, err = fmt.Fprintf(f, "# kiemphieu: khóa đọc bản sao lưu. Giữ ở nơi khác với bản sao lưu.\n# %s\n%s\n",
		key.Recipient(), key)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", fmt.Errorf("backup: %w", errors.Join(err, os.Remove(path)))
	}
	return key.Recipient().String(), nil
}

// ParseRecipients returns for whom copies are encrypted; ErrKey names what is
// no such text.
func ParseRecipients(texts []string) ([]age.Recipient, error) {
	var keys []age.Recipient
	for _, text := range texts {
		found, err := age.ParseRecipients(strings.NewReader(text))
		if err != nil {
			return nil, fmt.Errorf("%w: %q", ErrKey, text)
		}
		keys = append(keys, found...)
	}
	return keys, nil
}

// ReadKeys returns the keys in a file.
func ReadKeys(path string) ([]age.Identity, error) {
	f, err := os.Open(path) //nolint:gosec // the path is the operator's
	if err != nil {
		return nil, fmt.Errorf("backup: %w", err)
	}
	defer f.Close() // read only
	keys, err := age.ParseIdentities(f)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrKey, path, err)
	}
	return keys, nil
}
