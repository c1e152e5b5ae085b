package congress

import (
	"context"
	"slices"
)

// Supersede sets a batch aside so that its sheaf is entered again in the same
// pass; its marks are deleted, the fact and the reason stay. Only the chief
// does it.
func (s *Service) Supersede(ctx context.Context, by Actor, id RoundID, pass Pass, sheaf int, reason string) error {
	reason = clean(reason)
	if err := Required("reason", reason, 300); err != nil {
		return err
	}
	if by.Role != RoleChief {
		return &PersonError{Code: "needs_chief", Name: by.Name}
	}
	return s.act(ctx, by, id, func(a *Act) error {
		r := &a.Round
		if r.State != RoundCounting {
			return r.Refuse("supersede")
		}
		batches, err := a.tx.Batches(ctx, a.Round)
		if err != nil {
			return err
		}
		found := goesWith(batchesOf(batches, sheaf), pass)
		if len(found) == 0 {
			return ErrNotFound
		}
		for _, b := range found {
			if err := uncount(ctx, a, b); err != nil {
				return err
			}
			b.supersede(reason)
			a.Tell(batchSuperseded{Round: r.ID, Pass: b.name(), Sheaf: sheaf, Reason: reason})
			if err := a.tx.PutBatch(ctx, b); err != nil {
				return err
			}
		}
		return withdrawSignatures(ctx, a.tx, a.Round)
	})
}

// goesWith returns, of the batches of a sheaf, those that a pass is set aside with:
// what the machine read while a person entered goes with it, and it with that.
func goesWith(batches []Batch, pass Pass) []Batch {
	read := slices.ContainsFunc(batches, func(b Batch) bool { return b.Machine })
	return slices.DeleteFunc(batches, func(b Batch) bool {
		if read && pass != PassC {
			return b.Pass == PassC
		}
		return b.Pass != pass
	})
}

// supersede takes the lists away, and all that was made of them.
func (b *Batch) supersede(reason string) {
	b.Superseded, b.Reason, b.Tokens, b.Marks, b.BodyHash = true, reason, []byte{}, "", []byte{}
}
