package security

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"kiemphieu/congress"
)

// Doubt is that of a witness: a screen that remembers another log of a congress
// than the one that this server shows.
type Doubt struct {
	At   congress.Instant `json:"at"`
	Who  string           `json:"who"`  // person or tablet
	From string           `json:"from"` // address
	Seen int64            `json:"seen"` // records that the witness remembers
	Size int64            `json:"size"` // records that it was shown
}

// same reports whether two doubts are those of one witness.
func (d Doubt) same(other Doubt) bool { return d.Who == other.Who && d.From == other.From }

// mostDoubts is how many are kept of a congress, the newest.
const mostDoubts = 20

func doubtKey(id congress.CongressID) string { return "log_doubt." + string(id) }

// Doubt keeps what a witness remembers otherwise, in place of what it said before.
func (s *Service) Doubt(ctx context.Context, id congress.CongressID, d Doubt) error {
	return s.changeDoubts(ctx, id, func(list []Doubt, now congress.Instant) []Doubt {
		d.At = now
		list = append([]Doubt{d}, slices.DeleteFunc(list, d.same)...)
		return list[:min(len(list), mostDoubts)]
	})
}

// Settle ends the doubt of a witness: its person has held the log against the paper.
func (s *Service) Settle(ctx context.Context, id congress.CongressID, d Doubt) error {
	return s.changeDoubts(ctx, id, func(list []Doubt, _ congress.Instant) []Doubt {
		return slices.DeleteFunc(list, d.same)
	})
}

// Doubts lists those about the log of a congress that nobody has settled, newest first.
func (s *Service) Doubts(ctx context.Context, id congress.CongressID) (list []Doubt, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		list, err = doubtsOf(ctx, tx, id)
		return err
	})
	return list, err
}

func doubtsOf(ctx context.Context, tx Tx, id congress.CongressID) (list []Doubt, err error) {
	text, err := tx.Setting(ctx, doubtKey(id))
	if errors.Is(err, congress.ErrNotFound) {
		return nil, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(text), &list)
	}
	if err != nil {
		return nil, fmt.Errorf("security: doubts about %s: %w", id, err)
	}
	return list, nil
}

func (s *Service) changeDoubts(ctx context.Context, id congress.CongressID,
	change func([]Doubt, congress.Instant) []Doubt) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		list, err := doubtsOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if list = change(list, congress.At(tx.Now())); len(list) == 0 {
			err := tx.DeleteSetting(ctx, doubtKey(id))
			if errors.Is(err, congress.ErrNotFound) {
				return nil
			}
			return err
		}
		text, err := json.Marshal(list)
		if err != nil {
			return fmt.Errorf("security: doubts about %s: %w", id, err)
		}
		return tx.PutSetting(ctx, doubtKey(id), string(text))
	})
}
