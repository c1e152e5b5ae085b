package ratify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"kiemphieu/congress"
	"kiemphieu/congress/bundle"
)

// Signer is the key of another installation, which a person has compared with
// something that came another way. It speaks for an organisation and those
// below it.
type Signer struct {
	OrgID        congress.OrgID   `db:"org_id"`
	Verifier     string           `db:"verifier"`
	ComparedBy   string           `db:"compared_by"`
	ComparedWith string           `db:"compared_with"` // a paper, a telephone call
	ComparedAt   congress.Instant `db:"compared_at"`
	RevokedAt    congress.Instant `db:"revoked_at"` // 0 while it holds
}

// Link says which organisation here a bundle means by an id of its own house.
type Link struct {
	ForeignID congress.OrgID `db:"foreign_id"`
	OrgID     congress.OrgID `db:"org_id"`
}

// Quarantined is a bundle whose key nobody has compared yet.
type Quarantined struct {
	OrgID    congress.OrgID   `db:"org_id"`
	Sum      string           `db:"sum"` // SHA-256 of the content, hex
	Title    string           `db:"title"`
	Verifier string           `db:"verifier"`
	Content  []byte           `db:"content"`
	CameBy   string           `db:"came_by"`
	CameAt   congress.Instant `db:"came_at"`
}

// Keys keeps what is known of other installations.
type Keys interface {
	// Signer finds a key, revoked or not.
	Signer(ctx context.Context, verifier string) (Signer, error)
	// SignersUnder lists the keys that speak for organisations at or below path, by day.
	SignersUnder(ctx context.Context, path string) ([]Signer, error)
	PutSigner(ctx context.Context, k Signer) error
	// Linked finds the organisation that a foreign id means.
	Linked(ctx context.Context, foreign congress.OrgID) (Link, error)
	// LinkOf finds the foreign id that means an organisation.
	LinkOf(ctx context.Context, org congress.OrgID) (Link, error)
	PutLink(ctx context.Context, l Link) error
	// Quarantined lists the bundles that wait at the doors of organisations at or below path, without contents.
	Quarantined(ctx context.Context, path string) ([]Quarantined, error)
	QuarantinedBy(ctx context.Context, org congress.OrgID, sum string) (Quarantined, error)
	PutQuarantined(ctx context.Context, q Quarantined) error
	DeleteQuarantined(ctx context.Context, org congress.OrgID, sum string) error
}

// AcceptKey notes that a person has compared the key of an installation, and
// with what. From then on it speaks for an organisation that the person sees.
// A committee that decides in this house takes no other key for its own.
func (s *Service) AcceptKey(ctx context.Context, by congress.Actor, org congress.OrgID, verifier, with string) error {
	with = strings.TrimSpace(with)
	err := congress.WrongFields(congress.Required("compared_with", with, 300),
		congress.Required("verifier", verifier, 200))
	if err != nil {
		return err
	}
	return s.store.InTx(ctx, func(tx Tx) error {
		o, err := tx.Organisation(ctx, org)
		if err != nil {
			return err
		}
		if !by.Sees(o.Path) && !strings.HasPrefix(by.OrgPath, o.Path) {
			return congress.ErrNotFound
		}
		if err := decidesHere(ctx, tx, o); err != nil {
			return err
		}
		return tx.PutSigner(ctx, Signer{OrgID: org, Verifier: verifier, ComparedBy: by.Name, ComparedWith: with,
			ComparedAt: congress.At(tx.Now())})
	})
}

// decidesHere refuses a key for a committee whose people sign in here.
func decidesHere(ctx context.Context, tx Tx, o congress.Organisation) error {
	accounts, err := tx.AccountsUnder(ctx, o.Path)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		if a.OrgID == o.ID && a.Role == congress.RoleSuperior && !a.Disabled {
			return &congress.FieldError{Field: "org", Code: "decides_here", Value: o.Name}
		}
	}
	return nil
}

// RevokeKey has a key speak for nobody any more.
func (s *Service) RevokeKey(ctx context.Context, by congress.Actor, verifier string) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		k, err := tx.Signer(ctx, verifier)
		if err != nil {
			return err
		}
		o, err := tx.Organisation(ctx, k.OrgID)
		if err != nil {
			return err
		}
		if !by.Sees(o.Path) {
			return congress.ErrNotFound
		}
		k.RevokedAt = congress.At(tx.Now())
		return tx.PutSigner(ctx, k)
	})
}

// KeyLine is a key as the page of keys lists it.
type KeyLine struct {
	Signer       Signer
	Organisation congress.Organisation
}

// KeysOf lists the keys of installations below somebody, and the bundles that
// wait at their door for a key to be compared.
func (s *Service) KeysOf(ctx context.Context, by congress.Actor) ([]KeyLine, []Quarantined, error) {
	var lines []KeyLine
	var waiting []Quarantined
	err := s.store.View(ctx, func(tx Tx) error {
		signers, err := tx.SignersUnder(ctx, by.OrgPath)
		if err != nil {
			return err
		}
		lines = nil
		for _, k := range signers {
			o, err := tx.Organisation(ctx, k.OrgID)
			if err != nil {
				return err
			}
			lines = append(lines, KeyLine{k, o})
		}
		waiting, err = tx.Quarantined(ctx, by.OrgPath)
		return err
	})
	return lines, waiting, err
}

// Quarantine keeps a bundle whose key nobody has compared; see [Service.KeysOf].
func (s *Service) Quarantine(ctx context.Context, by congress.Actor, b bundle.Contents, content []byte) error {
	sum := sha256.Sum256(content)
	return s.store.InTx(ctx, func(tx Tx) error {
		return tx.PutQuarantined(ctx, Quarantined{OrgID: by.OrgID, Sum: hex.EncodeToString(sum[:]),
			Title: b.Congress.Title, Verifier: b.Verifier, Content: content, CameBy: by.Name,
			CameAt: congress.At(tx.Now())})
	})
}

// QuarantinedBy returns a bundle that waits; DropQuarantined has it wait no longer.
func (s *Service) QuarantinedBy(ctx context.Context, by congress.Actor, sum string) (Quarantined, error) {
	var q Quarantined
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		q, err = tx.QuarantinedBy(ctx, by.OrgID, sum)
		return err
	})
	return q, err
}

// DropQuarantined forgets a bundle that waits.
func (s *Service) DropQuarantined(ctx context.Context, by congress.Actor, sum string) error {
	return s.store.InTx(ctx, func(tx Tx) error { return tx.DeleteQuarantined(ctx, by.OrgID, sum) })
}

// speaker is a key that may have signed something of a cell, in this house.
type speaker struct {
	own bool                  // this installation
	of  congress.Organisation // for whom another speaks, zero for nobody
}

// speakerOf finds for whom a key speaks about a cell: for the cell itself or an
// organisation above it.
func speakerOf(ctx context.Context, tx Tx, verifier string, cell congress.Organisation) (speaker, error) {
	own, err := congress.OwnVerifier(ctx, tx)
	if err != nil || own == verifier {
		return speaker{own: own == verifier}, err
	}
	k, err := tx.Signer(ctx, verifier)
	if errors.Is(err, congress.ErrNotFound) || k.RevokedAt != 0 {
		return speaker{}, nil
	}
	if err != nil {
		return speaker{}, err
	}
	o, err := tx.Organisation(ctx, k.OrgID)
	if err != nil || !strings.HasPrefix(cell.Path, o.Path) {
		return speaker{}, err
	}
	return speaker{of: o}, nil
}

// knows reports whether the key may bring something about the cell at all.
func (s speaker) knows() bool { return s.own || s.of.ID != "" }

// decides reports whether a decision about the cell under this key counts for
// whoever takes it in: their own, or that of a committee between the two. At
// home it is that of any committee above the cell.
func (s speaker) decides(cell congress.Organisation, by congress.Actor, home bool) bool {
	if s.own || s.of.ID == "" || s.of.ID == cell.ID {
		return s.own
	}
	return home || (strings.HasPrefix(s.of.Path, by.OrgPath) && s.of.ID != by.OrgID)
}

// decisions lists the events of a bundle that the house does not have and that
// decide about the dossier.
func (in *arrival) decisions() []int64 {
	var seqs []int64
	for _, p := range in.bundle.Passages {
		if (p.Decided != nil || p.Appointed != nil) && p.Seq >= in.Congress.LogSize {
			seqs = append(seqs, p.Seq)
		}
	}
	return seqs
}

// superiors lists the events of a bundle that the house does not have and that only
// whoever decides about a dossier can tell. A cell that wrote them into its own log
// would have complaints ended, clocks stopped, decisions signed or proposed by others.
func (in *arrival) superiors() ([]int64, error) {
	var seqs []int64
	for seq := in.Congress.LogSize; seq < int64(len(in.bundle.Leaves)); seq++ {
		var leaf congress.LoggedEvent
		if err := json.Unmarshal(in.bundle.Leaves[seq], &leaf); err != nil {
			return nil, fmt.Errorf("ratify: event %d: %w", seq, err)
		}
		var paper congress.PaperNumbered
		switch leaf.Kind {
		case congress.KindOf(congress.DossierDecided{}), congress.KindOf(congress.Appointed{}),
			congress.KindOf(congress.DecisionProposed{}), congress.KindOf(congress.DecisionWithdrawn{}),
			congress.KindOf(congress.ComplaintNoted{}):
			seqs = append(seqs, seq)
		case congress.KindOf(congress.RecountNoted{}):
			if leaf.Role == congress.RoleSuperior {
				seqs = append(seqs, seq)
			}
		case congress.KindOf(paper):
			if err := json.Unmarshal(leaf.Data, &paper); err != nil {
				return nil, fmt.Errorf("ratify: event %d: %w", seq, err)
			}
			if paper.Paper != string(PaperSubmission) {
				seqs = append(seqs, seq)
			}
		}
	}
	return seqs, nil
}

// trust finds what stands in the way of a bundle: a key that nobody has
// compared, a decision that its committee did not sign, a second congress of
// one cell and term.
func (in *arrival) trust(ctx context.Context, tx Tx) error {
	title := in.bundle.Congress.Title
	away, err := in.bundle.Congress.CameHere(ctx, tx)
	if err != nil {
		return err
	}
	in.home = in.Congress.LogSize > 0 && !away
	cell, err := tx.Organisation(ctx, in.Congress.OrgID)
	if err != nil {
		return err
	}
	found, err := in.strangers(ctx, tx, cell)
	if err != nil {
		return err
	}
	second, err := in.second(ctx, tx)
	if err != nil {
		return err
	}
	if !in.home && in.By.Role == congress.RoleOrganiser {
		found = append(found, &congress.FieldError{Field: "file", Code: "bundle_not_home", Value: title})
	}
	if second {
		found = append(found, &congress.FieldError{Field: "file", Code: "bundle_second", Value: title})
	}
	if err := congress.WrongFields(found...); err != nil {
		return err
	}
	if err := in.learn(ctx, tx); err != nil || in.home {
		return err
	}
	return in.bundle.Congress.KeepCopied(ctx, tx, in.bundle.Verifier)
}

// strangers holds the keys of a bundle against the register.
func (in *arrival) strangers(ctx context.Context, tx Tx, cell congress.Organisation) ([]error, error) {
	var found []error
	refuse := func(code string) {
		found = append(found, &congress.FieldError{Field: "file", Code: code, Value: in.bundle.Congress.Title})
	}
	signer, err := in.speaker(ctx, tx, in.bundle.Verifier, cell)
	if err != nil {
		return nil, err
	}
	if !signer.knows() {
		refuse("bundle_unknown_key")
	}
	acts, err := in.superiors()
	if err != nil {
		return nil, err
	}
	for _, seq := range acts {
		decided := false
		for _, key := range in.bundle.SignedBy(seq) {
			who, err := in.speaker(ctx, tx, key, cell)
			if err != nil {
				return nil, err
			}
			before, err := signer.tookOver(ctx, tx, key)
			if err != nil {
				return nil, err
			}
			decided = decided || who.decides(cell, in.By, in.home) || before && signer.decides(cell, in.By, in.home)
		}
		if !decided {
			refuse("bundle_decision_inside")
			break
		}
	}
	return found, nil
}

// second reports whether the cell has another congress of the term here.
func (in *arrival) second(ctx context.Context, tx Tx) (bool, error) {
	all, err := tx.EveryCongress(ctx)
	b := in.bundle.Congress
	return slices.ContainsFunc(all, func(c congress.Congress) bool {
		return c.OrgID == in.Congress.OrgID && c.ID != b.ID && !c.Rehearsal && c.Meeting == b.Meeting &&
			c.State != congress.StateAnnulled && sameTerm(c.Term, b.Term) && c.Meeting == ""
	}), err
}
