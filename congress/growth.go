package congress

import (
	"context"

	"kiemphieu/record"
)

// Growth tells a witness how the log of a congress looks, and proves that it
// begins with as many records as the witness saw; the proof is empty where there
// is nothing between. It is for whoever sees the organisation, and for a tablet
// of the congress; for others there is none.
func (s *Service) Growth(ctx context.Context, by Actor, at Device, id CongressID, seen int64) (
	now record.Checkpoint, proof []record.Hash, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		c, err := witnessed(ctx, tx, by, at, id)
		if err != nil {
			return err
		}
		if now, err = CheckpointOf(ctx, tx, c, c.LogSize); err != nil || seen <= 0 || seen >= c.LogSize {
			return err
		}
		entries, err := tx.LogEntries(ctx, c, 0)
		if err != nil {
			return err
		}
		if int64(len(entries)) != c.LogSize {
			return c.broken("log_cut", "")
		}
		proof, err = record.ProveGrowth(c.LogSize, seen, func(seq int64) ([]byte, error) {
			return entries[seq].Hashes, nil
		})
		return err
	})
	return now, proof, err
}

// witnessed finds a congress whose log somebody may remember.
func witnessed(ctx context.Context, tx Tx, by Actor, at Device, id CongressID) (Congress, error) {
	c, err := tx.Congress(ctx, id)
	if err != nil {
		return c, err
	}
	o, err := tx.Organisation(ctx, c.OrgID)
	if err == nil && !by.Sees(o.Path) && (at.CongressID != id || at.State != DeviceJoined) {
		err = ErrNotFound
	}
	return c, err
}

// Witnessed names a congress to somebody who may remember its log, as [Service.Growth] has it.
func (s *Service) Witnessed(ctx context.Context, by Actor, at Device, id CongressID) (c Congress, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		c, err = witnessed(ctx, tx, by, at, id)
		return err
	})
	return c, err
}
