package congress

import (
	"context"
	"slices"
	"strings"

	"kiemphieu/tally"
)

// LegalBasis is a text that papers cite from a day on, entered by the
// administrator of a tree after the program was shipped. The numbers of the
// rules stay those of the text that it follows.
type LegalBasis struct {
	OrgID   OrgID           `db:"org_id"` // the top organisation of the tree
	Kind    tally.BasisKind `db:"kind"`
	From    Date            `db:"from_day"`
	Text    string          `db:"text"` // as printed
	AddedBy string          `db:"added_by"`
	AddedAt Instant         `db:"added_at"`
}

func (b LegalBasis) check() error {
	return WrongFields(
		FieldHolds(slices.Contains(tally.BasisKinds(), b.Kind), "basis_kind", "unknown", string(b.Kind)),
		DayGiven("basis_from", b.From),
		Required("basis_text", b.Text, 300),
	)
}

// LegalBases lists what the tree at path has entered, by day.
func (s *Service) LegalBases(ctx context.Context, path string) ([]LegalBasis, error) {
	var bases []LegalBasis
	err := s.store.View(ctx, func(tx Tx) (err error) {
		bases, err = tx.LegalBases(ctx, topOf(path))
		return err
	})
	return bases, err
}

// AddLegalBasis enters a text that congresses of the tree cite from its day on;
// one of the same kind and day is replaced. What is sealed keeps what it cites.
func (s *Service) AddLegalBasis(ctx context.Context, by Actor, b LegalBasis) error {
	b.Text = strings.TrimSuffix(clean(b.Text), ".")
	if err := b.check(); err != nil {
		return err
	}
	return s.asTopAdministrator(ctx, by, func(tx Tx) error {
		b.OrgID, b.AddedBy, b.AddedAt = by.OrgID, by.Name, At(tx.Now())
		return tx.PutLegalBasis(ctx, b)
	})
}

// RemoveLegalBasis takes a text out again that was entered by mistake.
func (s *Service) RemoveLegalBasis(ctx context.Context, by Actor, kind tally.BasisKind, from Date) error {
	return s.asTopAdministrator(ctx, by, func(tx Tx) error {
		return tx.DeleteLegalBasis(ctx, by.OrgID, kind, from)
	})
}

// citeBases tells the log which of the texts entered here the papers of a
// congress that opens will cite.
func citeBases(ctx context.Context, a *Act) error {
	org, err := a.tx.Organisation(ctx, a.Congress.OrgID)
	if err != nil {
		return err
	}
	rules, err := citedRules(ctx, a.tx, a.Congress, org.Path)
	if err != nil {
		return err
	}
	bases, err := a.tx.LegalBases(ctx, topOf(org.Path))
	for _, b := range bases {
		if b.Text == rules.CharterBasis || b.Text == rules.LegalBasis {
			a.Tell(basisCited{Basis: b.Kind, From: b.From, Text: b.Text})
		}
	}
	return err
}

// asTopAdministrator runs work for the administrator of a whole tree.
func (s *Service) asTopAdministrator(ctx context.Context, by Actor, work func(Tx) error) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		org, err := tx.LockOrganisation(ctx, by.OrgID)
		if err != nil {
			return err
		}
		if by.Role != RoleAdministrator || org.ParentID != "" {
			return &PersonError{Code: "needs_top_administrator", Name: by.Name}
		}
		return work(tx)
	})
}

// topOf returns the first organisation of a path.
func topOf(path string) OrgID {
	top, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return OrgID(top)
}
