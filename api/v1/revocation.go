package v1

import (
	"encoding/json"
	"fmt"
	"net/http"

	"kiemphieu/api"
	"kiemphieu/congress"
)

// Revocation is what a tablet wants to see before it deletes what it holds: a
// text that names it, signed by the installation that admitted it (Ed25519).
type Revocation struct {
	Text      string `json:"text"` // {"revoked": id of the tablet}
	Signature []byte `json:"signature"`
}

// revocation tells whoever asks that a tablet was shut out. A tablet that is
// unknown here, or was not shut out, has none.
func (s station) revocation(r *api.Request) error {
	id := r.DeviceID()
	revoked, err := s.congress.Revoked(r.Context(), id)
	if err != nil {
		return err
	}
	if !revoked {
		return congress.ErrNotFound
	}
	text, err := json.Marshal(map[string]congress.DeviceID{"revoked": id})
	if err != nil {
		return fmt.Errorf("v1: revocation: %w", err)
	}
	signature, err := s.congress.SignPackage(r.Context(), text)
	if err != nil {
		return err
	}
	return r.JSON(http.StatusOK, Revocation{Text: string(text), Signature: signature})
}
