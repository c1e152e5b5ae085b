package store

import (
	"context"
	"maps"
	"slices"

	"kiemphieu/congress"
)

// Mandates implements congress.Mandates.
func (t *tx) Mandates(ctx context.Context, org congress.OrgID) ([]congress.Mandate, error) {
	if err := t.lockOffice(ctx, org); err != nil {
		return nil, err
	}
	rows, err := all[congress.Mandate](ctx, t, from[congress.Mandate](`mandates
		WHERE org_id = $1
		ORDER BY started, office, name, mandate_id`), org)
	if err != nil {
		return nil, err
	}
	return rows, heldRows(ctx, t, org, rows)
}

// MandatesInForce implements congress.Mandates.
func (t *tx) MandatesInForce(ctx context.Context, path string) ([]congress.Mandate, error) {
	const below = " WHERE org_id IN (SELECT org_id FROM organisations WHERE path >= $1 AND path < $2)"
	rows, err := all[congress.Mandate](ctx, t, from[congress.Mandate]("mandates"+below+`
		ORDER BY started, office, name, mandate_id`), path, beyond(path))
	if err != nil {
		return nil, err
	}
	states, err := all[officeState](ctx, t, from[officeState]("office_states"+below), path, beyond(path))
	if err != nil {
		return nil, err
	}
	if err := t.holdMandates(ctx, rows, states); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(rows, func(m congress.Mandate) bool { return !m.InForce() }), nil
}

// holdMandates holds the mandates of many organisations against their states.
func (t *tx) holdMandates(ctx context.Context, rows []congress.Mandate, states []officeState) error {
	verifier, err := t.officeVerifier(ctx)
	if err != nil || verifier == "" {
		return err
	}
	texts, stateOf := map[congress.OrgID][]string{}, map[congress.OrgID][]officeState{}
	for _, m := range rows {
		table, text := t.Text(m, "")
		if !t.offices[m.OrgID][table] {
			texts[m.OrgID] = append(texts[m.OrgID], text)
		}
	}
	for _, s := range states {
		stateOf[s.OrgID] = []officeState{s}
		texts[s.OrgID] = slices.Clip(texts[s.OrgID])
	}
	for _, org := range slices.Sorted(maps.Keys(texts)) {
		if err := t.agrees(ctx, org, stateOf[org], verifier, map[string][]string{"mandates": texts[org]}); err != nil {
			return err
		}
	}
	return nil
}

// PutMandate implements congress.Mandates.
func (t *tx) PutMandate(ctx context.Context, m congress.Mandate) error {
	if err := t.writeOffice(ctx, m.OrgID, "mandates"); err != nil {
		return err
	}
	return put(ctx, t, "mandates", "org_id, mandate_id", m)
}

// MandateNotes implements congress.Mandates.
func (t *tx) MandateNotes(ctx context.Context, org congress.OrgID) ([]congress.MandateNote, error) {
	if err := t.lockOffice(ctx, org); err != nil {
		return nil, err
	}
	rows, err := all[congress.MandateNote](ctx, t, from[congress.MandateNote](
		"mandate_notes WHERE org_id = $1 ORDER BY seq"), org)
	if err != nil {
		return nil, err
	}
	return rows, heldRows(ctx, t, org, rows)
}

// AddMandateNote implements congress.Mandates.
func (t *tx) AddMandateNote(ctx context.Context, n congress.MandateNote) error {
	if err := t.writeOffice(ctx, n.OrgID, "mandate_notes"); err != nil {
		return err
	}
	last, err := one[int64](ctx, t, "SELECT COALESCE(max(seq), 0) FROM mandate_notes WHERE org_id = $1", n.OrgID)
	if err != nil {
		return err
	}
	n.Seq = last + 1
	return put(ctx, t, "mandate_notes", "org_id, seq", n)
}
