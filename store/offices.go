package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/record"
	"kiemphieu/security"
)

// What an organisation keeps beside its congresses is signed as they are: who
// holds which office, what was done to that by hand, the register of its papers,
// the texts that papers cite, what became of it in the tree, in which terms a
// committee is and how it decides, by which days its tree counts, whose key speaks
// for it from another house and by which id that house means it; what it is called and
// where it stands, who enters for it and how, what it plans and who follows which cell.
// Who reads such a table reads all of its rows and holds them against the last
// signature; a transaction that writes looks first, and signs what it leaves as it
// ends. So rows that were changed beside the program are neither
// shown, nor used, nor signed.

// practices is where a committee's terms and how it decides stand, among the settings
// of the whole program: of these those alone are signed; see [ratify.PracticeSettings].
const practices = "settings"

// What is signed of a table that is not an organisation's alone, under a name of its own.
const (
	tablets  = "tablets"  // who is on which tablet; the rest of devices is signed with their congress
	required = "required" // the setting that asks for a second factor
)

// besideTables lists these tables.
func besideTables() []string { return tablesAfter(0) }

// tablesAfter lists those of them that were signed after tables had been added so many
// times: a state that was signed then does not speak of them.
func tablesAfter(times int64) []string {
	return slices.Concat([][]string{
		{"mandates", "mandate_notes", "paper_numbers"},
		{"legal_bases", "organisation_events", "organisation_mergers", "papers_entered"},
		{practices},
		{"signers", "links", "calendar_days", "calendar_years"},
		{"organisations", "accounts", "second_factors", "tokens", "plans", "followers", tablets, required},
	}[times:]...)
}

// How many times tables were added to what is signed; a state keeps its own
// among its sums.
const (
	firstTables = 1
	allTables   = 5
	tablesKey   = "tables"
)

// officeState is what was signed last of an organisation.
type officeState struct {
	OrgID    congress.OrgID `db:"org_id"`
	Revision int64          `db:"revision"`
	Sums     string         `db:"sums"` // JSON, by table
	Note     string         `db:"note"` // a signed checkpoint of revision and sums
}

func (s officeState) checkpoint() record.Checkpoint {
	return record.Checkpoint{Origin: "kiemphieu-office/" + string(s.OrgID), Size: s.Revision,
		Root: sha256.Sum256([]byte(s.Sums))}
}

// officeSums are the sums of one organisation, that nothing speaks against.
type officeSums map[string]string

// times is how many times tables had been added to what is signed; 0 of no sums.
func (s officeSums) times() int64 {
	if s == nil {
		return 0
	}
	n, err := strconv.ParseInt(s[tablesKey], 10, 64)
	if err != nil {
		return firstTables
	}
	return min(n, allTables)
}

// Under these names the keyring remembers the newest state of an organisation,
// and that all were signed once: no state that is missing is taken for one that
// was never signed.
const (
	officeSeen    = "office-"
	officesSigned = congress.CongressID("offices")
)

func officeMemory(org congress.OrgID) congress.CongressID {
	return congress.CongressID(officeSeen + string(org))
}

// lockOffice has other writers of what an organisation keeps wait.
func (t *tx) lockOffice(ctx context.Context, org congress.OrgID) error {
	if !t.writable || t.db.dialect.lock == "" || t.offices[org] != nil {
		return nil
	}
	_, err := t.lockedOrganisation(ctx, org)
	if errors.Is(err, congress.ErrNotFound) {
		return nil // it is being made
	}
	return err
}

// writeOffice looks at a table of an organisation before it is written to, and
// has what is left signed as the transaction ends.
func (t *tx) writeOffice(ctx context.Context, org congress.OrgID, table string) error {
	if !t.writable {
		return errReadOnly
	}
	if err := t.awaitKey(ctx); err != nil {
		return err
	}
	if err := t.lockOffice(ctx, org); err != nil || t.offices[org][table] {
		return err
	}
	texts, err := t.officeTexts(ctx, org, table)
	if err != nil {
		return err
	}
	if err := t.holdOffice(ctx, org, table, texts); err != nil {
		return err
	}
	if t.offices == nil {
		t.offices = map[congress.OrgID]map[string]bool{}
	}
	if t.offices[org] == nil {
		t.offices[org] = map[string]bool{}
	}
	t.offices[org][table] = true
	t.after = append(t.after, func(context.Context) { t.db.held.Delete(heldOf(org, table)) })
	return nil
}

// heldRows refuses rows of an organisation that are not all that it was signed with.
func heldRows[T any](ctx context.Context, t *tx, org congress.OrgID, rows []T) error {
	var row T
	table, _ := t.Text(row, "")
	if t.offices[org][table] {
		return nil // this transaction looked, and wrote since
	}
	texts := make([]string, len(rows))
	for i, r := range rows {
		_, texts[i] = t.Text(r, "")
	}
	return t.holdOffice(ctx, org, table, texts)
}

func (t *tx) holdOffice(ctx context.Context, org congress.OrgID, table string, texts []string) error {
	verifier, err := t.officeVerifier(ctx)
	if err != nil || verifier == "" {
		return err
	}
	states, err := t.officeStates(ctx, org)
	if err != nil {
		return err
	}
	return t.agrees(ctx, org, states, verifier, map[string][]string{table: texts})
}

// officeStates reads what was signed last of an organisation: one row or none. A view
// sees one moment, and reads it once.
func (t *tx) officeStates(ctx context.Context, org congress.OrgID) ([]officeState, error) {
	if states, ok := t.states[org]; ok {
		return states, nil
	}
	states, err := all[officeState](ctx, t, from[officeState]("office_states WHERE org_id = $1"), org)
	if err == nil && !t.writable {
		if t.states == nil {
			t.states = map[congress.OrgID][]officeState{}
		}
		t.states[org] = states
	}
	return states, err
}

// agrees holds rows against the state of their organisation, of which there is one or none.
func (t *tx) agrees(ctx context.Context, org congress.OrgID, states []officeState, verifier string,
	tables map[string][]string) error {
	sums, code := t.openOffice(org, states, verifier)
	if code == "log_older" || code == "unsigned" && len(states) == 0 {
		if since, err := t.sinceSigned(ctx, org); err != nil || since {
			return err
		}
	}
	if code != "" {
		return t.officeBroken(ctx, org, code, "")
	}
	for _, table := range slices.Sorted(maps.Keys(tables)) {
		sum := sumOfTexts(tables[table])
		speaks := !slices.Contains(tablesAfter(max(sums.times(), min(t.officesSealed(), allTables))), table)
		if sums == nil && sum != "" && speaks {
			return t.officeBroken(ctx, org, "unsigned", "")
		}
		if sums != nil && sums[table] != sum && speaks {
			return t.officeBroken(ctx, org, "state_changed", table)
		}
	}
	return nil
}

// openOffice reads what was signed of an organisation; nil where nothing was.
// The code says what speaks against it.
func (t *tx) openOffice(org congress.OrgID, states []officeState, verifier string) (officeSums, string) {
	text, _ := t.db.keyring.Remembered(officeMemory(org))
	seen, err := record.ReadCheckpoint(text)
	remembered := err == nil
	if len(states) == 0 {
		if remembered && seen != goneOffice(org, seen.Size) {
			return nil, "unsigned"
		}
		return nil, ""
	}
	state := states[0]
	note, err := t.db.openNote(state.Note, verifier)
	switch {
	case err != nil:
		return nil, "unsigned"
	case state.OrgID != org || note != state.checkpoint():
		return nil, "log_changed"
	case remembered && seen.Size > note.Size:
		return nil, "log_older"
	case remembered && seen.Size == note.Size && seen != note:
		return nil, "log_changed"
	}
	sums := officeSums{}
	if json.Unmarshal([]byte(state.Sums), &sums) != nil {
		return nil, "log_changed"
	}
	return sums, ""
}

// sinceSigned reports whether an organisation is at this moment as it is remembered, or
// was signed since: what is read here is then of a moment before, and nothing is wrong.
func (t *tx) sinceSigned(ctx context.Context, org congress.OrgID) (bool, error) {
	text, _ := t.db.keyring.Remembered(officeMemory(org))
	seen, err := record.ReadCheckpoint(text)
	if err != nil {
		return false, nil //nolint:nilerr // nothing is remembered
	}
	now, err := t.newest(ctx, "SELECT coalesce(max(revision), 0) FROM office_states WHERE org_id = $1", org)
	return now >= seen.Size || now == 0 && seen == goneOffice(org, seen.Size), err
}

// goneOffice is what is remembered of an organisation that was removed.
func goneOffice(org congress.OrgID, revision int64) record.Checkpoint {
	return officeState{OrgID: org, Revision: revision, Sums: "removed"}.checkpoint()
}

// forgetOffice takes away the signature of an organisation that is removed.
func (t *tx) forgetOffice(ctx context.Context, org congress.OrgID) error {
	states, err := all[officeState](ctx, t, from[officeState]("office_states WHERE org_id = $1"), org)
	if err != nil || len(states) == 0 || t.db.keyring == nil {
		return err
	}
	delete(t.offices, org)
	t.after = append(t.after, func(context.Context) {
		t.db.keyring.Remember(officeMemory(org), goneOffice(org, states[0].Revision+1).String())
	})
	_, err = t.exec(ctx, "DELETE FROM office_states\nWHERE org_id = $1", org)
	return err
}

// heldFree reads rows of an organisation that this transaction does not lock, and
// holds them.
func heldFree[T any](ctx context.Context, t *tx, org congress.OrgID, read func() ([]T, error)) ([]T, error) {
	return holdFree(t, read, func(rows []T) error { return heldRows(ctx, t, org, rows) })
}

// holdFree holds what it reads: once more where somebody else wrote between the two.
func holdFree[T any](t *tx, read func() ([]T, error), hold func([]T) error) ([]T, error) {
	const tries = 3
	for n := 1; ; n++ {
		rows, err := read()
		if err != nil {
			return nil, err
		}
		if err = hold(rows); err == nil || n == tries || t.db.dialect.lock == "" || !t.writable {
			return rows, err
		}
	}
}

// maxNotes bounds how many signatures are known to be good.
const maxNotes = 50_000

// openNote reads a signed note; its signature is looked at once.
func (db *DB) openNote(note, verifier string) (record.Checkpoint, error) {
	key := verifier + "\n" + note
	if known, ok := db.notes.Load(key); ok {
		return known.(record.Checkpoint), nil //nolint:forcetypeassert // nothing else is stored
	}
	opened, err := record.OpenCheckpoint(note, verifier)
	if err != nil {
		return opened, fmt.Errorf("store: what an office keeps: %w", err)
	}
	if db.noted.Add(1) > maxNotes {
		db.notes.Clear()
		db.noted.Store(0)
	}
	db.notes.Store(key, opened)
	return opened, nil
}

// officeVerifier returns the key that signs here; "" where nothing is signed, or
// nothing has been yet.
func (t *tx) officeVerifier(ctx context.Context) (string, error) {
	if t.db.keyring == nil {
		return "", nil
	}
	_, verifier, err := t.db.keyring.Pair()
	switch {
	case errors.Is(err, congress.ErrNoKey):
		return congress.OwnVerifier(ctx, t)
	case t.db.keyring.Pending():
		stands, err := t.keyStands(ctx, verifier)
		if err != nil || !stands {
			return "", err
		}
	}
	return verifier, err
}

// keyStands reports whether a key that is being made was put down before this
// transaction, or by it: what is kept is signed from then on.
func (t *tx) keyStands(ctx context.Context, verifier string) (bool, error) {
	kept, err := congress.OwnVerifier(ctx, t)
	return kept == verifier, err
}

// officesSealed tells which tables were signed once for all organisations: those of
// so many additions, from 0 to [allTables].
func (t *tx) officesSealed() int64 {
	text, _ := t.db.keyring.Remembered(officesSigned)
	seen, err := record.ReadCheckpoint(text)
	if err != nil {
		return 0
	}
	return seen.Size
}

func (t *tx) officeBroken(ctx context.Context, org congress.OrgID, code, where string) error {
	name, err := t.nameOf(ctx, org)
	if err != nil {
		return err
	}
	return &congress.RecordError{Code: code, Title: name, Where: where}
}

// officeQueries writes every row that a table holds of an organisation, by table.
var officeQueries = sync.OnceValue(func() map[string]string {
	queries := map[string]string{
		tablets: "SELECT device_id || ',' || state || ',' || secret_hash || ',' || account_id AS text\n" +
			"FROM devices\nWHERE org_id = $1 AND account_id <> ''",
		required: "SELECT value AS text\nFROM settings\nWHERE key = '" + security.Required + "' || $1",
	}
	for _, tab := range tables() {
		of := "org_id = $1"
		if tab.name == practices {
			of = "key IN ('" + strings.Join(ratify.PracticeSettings(), "' || $1, '") + "' || $1)"
		}
		if slices.Contains(besideTables(), tab.name) {
			queries[tab.name] = "SELECT " + rowText(tab) + " AS text\nFROM " + tab.name + "\nWHERE " + of
		}
	}
	return queries
})

// officeTexts reads what a table holds of an organisation.
func (t *tx) officeTexts(ctx context.Context, org congress.OrgID, table string) ([]string, error) {
	return all[string](ctx, t, t.db.dialect.hex(officeQueries()[table]), org)
}

// sumOfTexts sums rows in whatever order they come; of none it is "".
func sumOfTexts(texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	h := sha256.New()
	for _, text := range slices.Sorted(slices.Values(texts)) {
		line := sha256.Sum256([]byte(text))
		h.Write(line[:])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// officesQuery lists the organisations that keep anything beside congresses.
func officesQuery() string {
	parts := []string{"SELECT org_id FROM office_states"}
	for _, table := range besideTables() {
		if !slices.Contains([]string{practices, tablets, required}, table) {
			parts = append(parts, "SELECT org_id FROM "+table)
		}
	}
	for _, key := range ratify.PracticeSettings() {
		parts = append(parts, fmt.Sprintf("SELECT substr(key, %d) FROM settings WHERE substr(key, 1, %d) = '%s'",
			len(key)+1, len(key), key))
	}
	return strings.Join(parts, " UNION ") + " ORDER BY 1"
}

func (t *tx) agreesAll(ctx context.Context, org congress.OrgID, states []officeState, verifier string) error {
	rows := map[string][]string{}
	for _, table := range besideTables() {
		texts, err := t.officeTexts(ctx, org, table)
		if err != nil {
			return err
		}
		rows[table] = texts
	}
	return t.agrees(ctx, org, states, verifier, rows)
}

// ExamineOffices holds what every organisation keeps beside its congresses
// against what was signed, also of those that are remembered alone.
func (db *DB) ExamineOffices(ctx context.Context, seen []congress.CongressID) ([]*congress.RecordError, error) {
	var found []*congress.RecordError
	err := db.view(ctx, func(t *tx) error {
		verifier, err := t.officeVerifier(ctx)
		if err != nil || verifier == "" {
			return err
		}
		orgs, err := all[congress.OrgID](ctx, t, officesQuery())
		if err != nil {
			return err
		}
		listed := map[congress.OrgID]bool{}
		for _, org := range orgs {
			listed[org] = true
		}
		for _, id := range seen {
			if org, ok := strings.CutPrefix(string(id), officeSeen); ok && !listed[congress.OrgID(org)] {
				orgs = append(orgs, congress.OrgID(org))
			}
		}
		for _, org := range orgs {
			states, err := all[officeState](ctx, t, from[officeState]("office_states WHERE org_id = $1"), org)
			if err != nil {
				return err
			}
			var broken *congress.RecordError
			err = t.agreesAll(ctx, org, states, verifier)
			switch {
			case errors.As(err, &broken):
				found = append(found, broken)
			case err != nil:
				return err
			}
		}
		return nil
	})
	return found, err
}

// OfOffice reports whether the keyring remembers under this name what no congress is.
func OfOffice(id congress.CongressID) bool {
	return id == officesSigned || strings.HasPrefix(string(id), officeSeen)
}
