package congress

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"path"
	"strings"
)

// DocumentKinds lists what can be uploaded to a dossier: the minutes of the
// congress, its resolution, and anything else that the superior asks for.
func DocumentKinds() []string { return []string{"congress_minutes", "resolution", "other"} }

// StoreDocument keeps an uploaded file with the congress, until its dossier
// is sent.
func (s *Service) StoreDocument(ctx context.Context, by Actor, id CongressID, kind, name string, content []byte) error {
	known := false
	for _, k := range DocumentKinds() {
		known = known || k == kind
	}
	name = NormalizeName(path.Base(strings.ReplaceAll(name, `\`, "/")))
	switch {
	case !known:
		return &FieldError{Field: "kind", Code: "unknown", Value: kind}
	case len(content) == 0:
		return &FieldError{Field: "file", Code: "required"}
	}
	if err := required("file", name, 200); err != nil {
		return err
	}
	documentID, err := newID(s.random)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(content)
	d := Document{ID: DocumentID(documentID), Kind: kind, Name: name, MediaType: "application/octet-stream", SHA256: hex.EncodeToString(sum[:]), Size: len(content), Content: content}
	return s.documentStep(ctx, by, id, func(tx Tx, c Congress) (Event, error) {
		d.OrgID, d.CongressID = c.OrgID, c.ID
		return DocumentStored{DocKind: kind, SHA256: d.SHA256}, tx.PutDocument(ctx, d)
	})
}

// RemoveDocument takes a file away again.
func (s *Service) RemoveDocument(ctx context.Context, by Actor, id CongressID, document DocumentID) error {
	return s.documentStep(ctx, by, id, func(tx Tx, c Congress) (Event, error) {
		d, err := tx.Document(ctx, c, document)
		if err != nil {
			return nil, err
		}
		return DocumentStored{DocKind: d.Kind, SHA256: d.SHA256, Removed: true}, tx.DeleteDocument(ctx, c, document)
	})
}

// documentStep refuses changes once the dossier is with the superior.
func (s *Service) documentStep(ctx context.Context, by Actor, id CongressID, fn func(Tx, Congress) (Event, error)) error {
	return s.step(ctx, id, by, func(tx Tx, c *Congress) (Event, error) {
		switch c.State {
		case StateSubmitted, StateRatified, StateAnnulled:
			return nil, &StateError{Subject: "congress", State: string(c.State), Action: "change_documents", By: c.ChangedBy, At: c.ChangedAt}
		case StatePreparing, StatePostponed, StateInSession, StateClosed:
		}
		return fn(tx, *c)
	})
}

// Document reads a stored file.
func (s *Service) Document(ctx context.Context, id CongressID, document DocumentID) (Document, error) {
	var d Document
	err := s.store.View(ctx, func(tx Tx) error {
		c, err := tx.Congress(ctx, id)
		if err != nil {
			return err
		}
		d, err = tx.Document(ctx, c, document)
		return err
	})
	return d, err
}
