package congress

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
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
	if err := Required("file", name, 200); err != nil {
		return err
	}
	documentID, err := newID(s.random)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(content)
	d := Document{ID: DocumentID(documentID), Kind: kind, Name: name, MediaType: "application/octet-stream",
		SHA256: hex.EncodeToString(sum[:]), Size: len(content), Content: content}
	return s.documentAct(ctx, by, id, func(a *Act) error {
		d.OrgID, d.CongressID = a.Congress.OrgID, a.Congress.ID
		if err := a.documentFits(ctx, d); err != nil {
			return err
		}
		a.Tell(documentStored{DocKind: kind, SHA256: d.SHA256})
		return a.tx.PutDocument(ctx, d)
	})
}

// What the documents of a dossier may be together: a bundle carries no more, and what
// no bundle carries can be neither sent nor examined.
const (
	maxDocuments     = 200
	maxDocumentBytes = 48 << 20
)

func (a *Act) documentFits(ctx context.Context, d Document) error {
	stored, err := a.tx.DocumentsOf(ctx, a.Congress)
	if err != nil {
		return err
	}
	total := d.Size
	for _, other := range stored {
		total += other.Size
	}
	if len(stored) < maxDocuments && total <= maxDocumentBytes {
		return nil
	}
	return &FieldError{Field: "file", Code: "documents_full", Value: itoa(total >> 20),
		Limit: fmt.Sprintf("%d văn bản, %d MB", maxDocuments, maxDocumentBytes>>20)}
}

// RemoveDocument takes a file away again.
func (s *Service) RemoveDocument(ctx context.Context, by Actor, id CongressID, document DocumentID) error {
	return s.documentAct(ctx, by, id, func(a *Act) error {
		d, err := a.tx.Document(ctx, a.Congress, document)
		if err != nil {
			return err
		}
		a.Tell(documentStored{DocKind: d.Kind, SHA256: d.SHA256, Removed: true})
		return a.tx.DeleteDocument(ctx, a.Congress, document)
	})
}

// documentAct refuses changes once the dossier is with the superior.
func (s *Service) documentAct(ctx context.Context, by Actor, id CongressID, work func(*Act) error) error {
	return s.act(ctx, by, id, func(a *Act) error {
		switch a.Congress.State {
		case StateSubmitted, StateRatified, StateAnnulled:
			return a.Congress.Refuse("change_documents")
		case StatePreparing, StatePostponed, StateInSession, StateClosed:
		}
		return work(a)
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
