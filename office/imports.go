package office

import (
	"context"
	"maps"
	"slices"
	"time"

	"kiemphieu/congress"
)

// Import is a file that somebody brought and has not confirmed yet: its bytes,
// and the answers given so far about what they mean.
type Import struct {
	OrgID     congress.OrgID     `db:"org_id"`
	AccountID congress.AccountID `db:"account_id"`
	About     string             `db:"about"` // the congress or the organisation that it is for
	Name      string             `db:"name"`
	Content   []byte             `db:"content"`
	Answers   string             `db:"answers"` // JSON
	CreatedAt congress.Instant   `db:"created_at"`
}

// importLasts is how long a file waits for its confirmation: one that was
// brought in the evening may be looked at the next morning.
const importLasts = 24 * time.Hour

// KeepImport keeps a file, in place of an earlier one of the same person about
// the same thing; what is too old goes.
func (s *Service) KeepImport(ctx context.Context, by congress.Actor, about, name string, content []byte,
	answers string) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		if err := tx.DeleteImports(ctx, by.AccountID, about, congress.At(tx.Now().Add(-importLasts))); err != nil {
			return err
		}
		return tx.PutImport(ctx, Import{OrgID: by.OrgID, AccountID: by.AccountID, About: about, Name: name,
			Content: content, Answers: answers, CreatedAt: congress.At(tx.Now())})
	})
}

// ImportOf returns the file of a person about something;
// [congress.ErrNotFound] if there is none, or it waited too long.
func (s *Service) ImportOf(ctx context.Context, by congress.Actor, about string) (Import, error) {
	var found Import
	err := s.store.View(ctx, func(tx Tx) (err error) {
		found, err = tx.Import(ctx, by.AccountID, about)
		if err == nil && found.CreatedAt < congress.At(tx.Now().Add(-importLasts)) {
			err = congress.ErrNotFound
		}
		return err
	})
	return found, err
}

// AnswerImport keeps the answers about a file that waits.
func (s *Service) AnswerImport(ctx context.Context, by congress.Actor, about, answers string) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		i, err := tx.Import(ctx, by.AccountID, about)
		if err != nil {
			return err
		}
		i.Answers = answers
		return tx.PutImport(ctx, i)
	})
}

// DropImport forgets the file of a person about something.
func (s *Service) DropImport(ctx context.Context, by congress.Actor, about string) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		return tx.DeleteImports(ctx, by.AccountID, about, congress.At(tx.Now().Add(-importLasts)))
	})
}

// Column is what somebody of an organisation said that a column is, by its heading.
type Column struct {
	OrgID   congress.OrgID `db:"org_id"`
	Heading string         `db:"heading"`
	Field   string         `db:"field"`
}

// maxColumns is how many headings of an organisation are remembered.
const maxColumns = 500

// ColumnsOf returns what the columns of an organisation's lists were taken for,
// by heading.
func (s *Service) ColumnsOf(ctx context.Context, org congress.OrgID) (map[string]string, error) {
	fields := map[string]string{}
	err := s.store.View(ctx, func(tx Tx) error {
		columns, err := tx.Columns(ctx, org)
		for _, c := range columns {
			fields[c.Heading] = c.Field
		}
		return err
	})
	return fields, err
}

// RememberColumns keeps what a person said of columns, by heading; a heading
// whose field is "" is forgotten.
func (s *Service) RememberColumns(ctx context.Context, org congress.OrgID, said map[string]string) error {
	if len(said) == 0 {
		return nil
	}
	return s.store.InTx(ctx, func(tx Tx) error {
		columns, err := tx.Columns(ctx, org)
		if err != nil {
			return err
		}
		columns = slices.DeleteFunc(columns, func(c Column) bool {
			_, again := said[c.Heading]
			return again
		})
		for _, heading := range slices.Sorted(maps.Keys(said)) {
			if field := said[heading]; field != "" && len(columns) < maxColumns {
				columns = append(columns, Column{OrgID: org, Heading: heading, Field: field})
			}
		}
		return tx.PutColumns(ctx, org, columns)
	})
}
