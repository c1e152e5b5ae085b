package office

import (
	"context"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/congress/list"
)

// Holder is a mandate in force with the organisation that it is of.
type Holder struct {
	congress.Mandate
	Organisation string // its name
}

// The filter and the orders of a list of holders.
const (
	HolderOffice = "chuc-danh"
	HolderName   = "ten" // by what they are called
	HolderFrom   = "tu"  // by first day
)

// HolderTables lists who holds an office page by page.
type HolderTables interface {
	// MandatesBelow lists a page of the mandates in force of organisations at or
	// below path, by first day and office or as asked, and how many there are on
	// all. A search finds those of the offices that are called so, as well. Rows
	// that were changed beside the program are a [*congress.RecordError].
	MandatesBelow(ctx context.Context, path string, q list.Query, called []ballot.Office) ([]Holder, int, error)
}

// HoldersBelow lists a page of those who hold an office at or below path; called
// are the offices whose name has in it what is sought.
func (s *Service) HoldersBelow(ctx context.Context, path string, q list.Query,
	called []ballot.Office) (holders []Holder, found int, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		holders, found, err = tx.MandatesBelow(ctx, path, q, called)
		return err
	})
	return holders, found, err
}
