package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"kiemphieu/congress"
	"kiemphieu/record"
)

// signOffices signs what the transaction leaves of what organisations keep. Before
// the first key is drawn nothing is signed; then all is, see [tx.SealOffices].
func (t *tx) signOffices(ctx context.Context) error {
	written := t.offices
	t.offices = nil
	if len(written) == 0 || t.db.keyring == nil {
		return nil
	}
	signer, verifier, err := t.db.keyring.Pair()
	switch {
	case errors.Is(err, congress.ErrNoKey):
		if kept, err := congress.OwnVerifier(ctx, t); err != nil || kept != "" {
			return errors.Join(&congress.RecordError{Code: "key_missing"}, err)
		}
		return nil
	case t.db.keyring.Pending():
		if stands, err := t.keyStands(ctx, verifier); err != nil || !stands {
			return err
		}
	case err != nil:
		return err
	}
	for _, org := range slices.Sorted(maps.Keys(written)) {
		if err := t.signOffice(ctx, org, signer, slices.Sorted(maps.Keys(written[org])), false); err != nil {
			return err
		}
	}
	return nil
}

// awaitKey lets nobody draw the first key while this transaction writes what is not
// signed without one, and waits for whoever draws it: they write to the same row.
func (t *tx) awaitKey(ctx context.Context) error {
	if t.db.dialect.lock == "" || t.db.keyring == nil || t.offices != nil {
		return nil // one writes at a time, or it was waited for
	}
	_, _, err := t.db.keyring.Pair()
	if !errors.Is(err, congress.ErrNoKey) && !t.db.keyring.Pending() {
		return nil // whoever signs finds what is wrong with it
	}
	_, err = t.exec(ctx, `INSERT INTO settings (key, value)
		VALUES ($1, '')
		ON CONFLICT (key) DO UPDATE SET value = settings.value`, logKeySetting)
	return err
}

// signOffice signs an organisation's tables as they stand; whole says that the state
// speaks of all tables then.
func (t *tx) signOffice(ctx context.Context, org congress.OrgID, signer string, tables []string, whole bool) error {
	states, err := all[officeState](ctx, t, from[officeState]("office_states WHERE org_id = $1"), org)
	if err != nil {
		return err
	}
	next, sums := officeState{OrgID: org, Revision: 1}, officeSums{}
	for _, s := range states {
		next.Revision = s.Revision + 1
		if err := json.Unmarshal([]byte(s.Sums), &sums); err != nil {
			return fmt.Errorf("store: sums of %s: %w", org, err)
		}
	}
	for _, table := range tables {
		texts, err := t.officeTexts(ctx, org, table)
		if err != nil {
			return err
		}
		sums[table] = sumOfTexts(texts)
	}
	if whole || len(tables) > 0 && t.officesSealed() >= allTables {
		sums[tablesKey] = strconv.Itoa(allTables)
	}
	maps.DeleteFunc(sums, func(_, sum string) bool { return sum == "" })
	text, err := json.Marshal(sums)
	if err != nil {
		return fmt.Errorf("store: sums of %s: %w", org, err)
	}
	next.Sums = string(text)
	if next.Note, err = next.checkpoint().Sign(signer); err != nil {
		return fmt.Errorf("store: sign what %s keeps: %w", org, err)
	}
	t.after = append(t.after, func(context.Context) {
		t.db.keyring.Remember(officeMemory(org), next.checkpoint().String())
	})
	return put(ctx, t, "office_states", "org_id", next)
}

// OfficesSealed implements congress.Ledger.
func (t *tx) OfficesSealed() bool { return t.db.keyring == nil || t.officesSealed() >= allTables }

// SealOffices implements congress.Ledger.
func (t *tx) SealOffices(ctx context.Context, was, signer string) error {
	orgs, err := all[congress.OrgID](ctx, t, officesQuery())
	if err != nil {
		return err
	}
	for _, org := range orgs {
		if err := t.sealOffice(ctx, org, was, signer); err != nil {
			return err
		}
	}
	if was == "" && t.officesSealed() < allTables { // then sessions were not sealed either
		if err := t.sealSessions(ctx, signer); err != nil {
			return err
		}
	}
	t.after = append(t.after, func(context.Context) {
		t.db.keyring.Remember(officesSigned, record.Checkpoint{Origin: "kiemphieu-offices",
			Size: allTables}.String())
	})
	return nil
}

// sealOffice has a key sign what another signed, or nobody yet.
func (t *tx) sealOffice(ctx context.Context, org congress.OrgID, was, signer string) error {
	if err := t.lockOffice(ctx, org); err != nil {
		return err
	}
	states, err := all[officeState](ctx, t, from[officeState]("office_states WHERE org_id = $1"), org)
	switch {
	case err != nil:
		return err
	case was != "":
		if err := t.agreesAll(ctx, org, states, was); err != nil {
			return err
		}
	case len(states) > 0:
		return t.sealLater(ctx, org, states, signer)
	}
	return t.signOffice(ctx, org, signer, besideTables(), true)
}

// sealLater has the key sign what a state does not speak of yet. One that is
// broken stays so.
func (t *tx) sealLater(ctx context.Context, org congress.OrgID, states []officeState, signer string) error {
	verifier, err := t.officeVerifier(ctx)
	if err != nil {
		return err
	}
	sums, code := t.openOffice(org, states, verifier)
	if code != "" || sums == nil || sums.times() == allTables {
		return nil
	}
	return t.signOffice(ctx, org, signer, tablesAfter(sums.times()), true)
}

// sealRestored signs what a backup brings that was not signed then, and signs once more
// what is older than this machine remembers, where it has the key: else what was put back
// would be taken for forged, and let nobody in.
func (t *tx) sealRestored(ctx context.Context) error {
	if t.db.keyring == nil || t.officesSealed() == 0 {
		return nil
	}
	signer, verifier, err := t.db.keyring.Pair()
	if err != nil {
		return nil //nolint:nilerr // without its key this machine says so elsewhere
	}
	orgs, err := all[congress.OrgID](ctx, t, officesQuery())
	if err != nil {
		return err
	}
	for _, org := range orgs {
		if err := t.renewOffice(ctx, org, signer, verifier); err != nil {
			return err
		}
	}
	return t.SealOffices(ctx, "", signer)
}

// renewOffice has what was signed of an organisation come after what is remembered of it.
// One that is broken stays so.
func (t *tx) renewOffice(ctx context.Context, org congress.OrgID, signer, verifier string) error {
	text, _ := t.db.keyring.Remembered(officeMemory(org))
	seen, err := record.ReadCheckpoint(text)
	if err != nil {
		return nil //nolint:nilerr // nothing is remembered
	}
	states, err := all[officeState](ctx, t, from[officeState]("office_states WHERE org_id = $1"), org)
	if err != nil {
		return err
	}
	if len(states) == 0 {
		none := officeState{OrgID: org, Revision: seen.Size, Sums: "{}", Note: "-"}
		return errors.Join(put(ctx, t, "office_states", "org_id", none),
			t.signOffice(ctx, org, signer, besideTables(), true))
	}
	note, err := t.db.openNote(states[0].Note, verifier)
	if err != nil || note != states[0].checkpoint() || note == seen || note.Size > seen.Size {
		return nil //nolint:nilerr // what is wrong with it is told elsewhere
	}
	states[0].Revision = seen.Size
	return errors.Join(put(ctx, t, "office_states", "org_id", states[0]),
		t.signOffice(ctx, org, signer, nil, false))
}
