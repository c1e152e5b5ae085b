package congress

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"kiemphieu/ballot"
	"kiemphieu/congress/lane"
	"kiemphieu/record"
)

// books keeps, for the congresses that this process counts, the rows behind the
// sums that were signed last: an act of the count then looks at the rows that
// it reads, and not at all that were written before it. A book counts only as
// long as the database holds exactly what was signed with it; every other act
// ends it.
type books struct {
	mu        sync.Mutex
	of        map[CongressID]*book
	manifests map[CongressID]map[RoundID]manifest
	officers  map[CongressID]officersOf
	lists     map[CongressID]listOf
	places    map[Subject]CongressID // of rounds, contests and tablets: they never move
}

// book is a congress as one act signed it. It never changes.
type book struct {
	kept     KeptState
	verifier string            // whose signature was verified, or made
	log      record.Checkpoint // to the end of which it stands
	sums     map[string]string
	rows     map[string][]line // of the tables on which acts of the count rest, sorted
	past     []string          // checkpoints of the log that this one follows, the newest last
	used     time.Time
}

// manifest is what a root was found to be of.
type manifest struct {
	root   string
	hashes ballot.ManifestHashes
}

// officersOf is whom a sum was found to be of.
type officersOf struct {
	sum  string
	list []Officer
}

// listOf is the list that a frozen round was found to have.
type listOf struct {
	definition string
	list       ballot.List
}

// Limits of what is kept.
const (
	maxBooks   = 256
	maxPast    = 64
	maxPlaces  = 10_000
	booksStand = 15 * time.Minute // unused
)

func newBooks() *books {
	return &books{of: map[CongressID]*book{}, manifests: map[CongressID]map[RoundID]manifest{},
		officers: map[CongressID]officersOf{}, lists: map[CongressID]listOf{}, places: map[Subject]CongressID{}}
}

// lane has an act wait, before it takes a connection, until no other act of its
// congress has one.
func (b *books) lane(ctx context.Context, about Subject) context.Context {
	switch id := about.(type) {
	case CongressID:
		return lane.In(ctx, string(id))
	case RoundID, ContestID, DeviceID:
		if b == nil {
			return ctx
		}
		b.mu.Lock()
		place := b.places[about]
		b.mu.Unlock()
		return lane.In(ctx, cmp.Or(string(place), fmt.Sprint(id)))
	}
	return ctx
}

// know keeps to which congress something belongs.
func (b *books) know(about Subject, place CongressID) {
	switch about.(type) {
	case RoundID, ContestID, DeviceID:
		if b == nil {
			return
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		if len(b.places) >= maxPlaces {
			clear(b.places)
		}
		b.places[about] = place
	}
}

// at returns the book of exactly this state, and nil where there is none.
func (b *books) at(id CongressID, kept KeptState, verifier string) *book {
	b.mu.Lock()
	defer b.mu.Unlock()
	found := b.of[id]
	if found == nil || found.verifier != verifier || found.kept.Note != kept.Note || found.kept.Sums != kept.Sums ||
		!slices.Equal(found.kept.Salt, kept.Salt) {
		return nil
	}
	return found
}

// keep puts a book in the place of the one before it, and lets go of others
// that nobody used for a while.
func (b *books) keep(id CongressID, one *book) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, known := b.of[id]; !known {
		for other, old := range b.of {
			if one.used.Sub(old.used) > booksStand || len(b.of) >= maxBooks {
				delete(b.of, other)
				delete(b.manifests, other)
				delete(b.officers, other)
				delete(b.lists, other)
			}
		}
	}
	b.of[id] = one
}

// close forgets a congress after an act that was no batch. What was printed for
// its rounds stays known while papers are counted.
func (b *books) close(a *Act) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.of, a.Congress.ID)
	delete(b.officers, a.Congress.ID)
	delete(b.lists, a.Congress.ID)
	if a.Round.State != RoundCounting {
		delete(b.manifests, a.Congress.ID)
	}
}

// manifest returns the codes whose root a round has, nil where they are not known.
func (b *books) manifest(r Round) ballot.ManifestHashes {
	if b == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if known := b.manifests[r.CongressID][r.ID]; known.root == r.ManifestRoot {
		return known.hashes
	}
	return nil
}

func (b *books) keepManifest(r Round, hashes ballot.ManifestHashes) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.manifests[r.CongressID] == nil {
		b.manifests[r.CongressID] = map[RoundID]manifest{}
	}
	b.manifests[r.CongressID][r.ID] = manifest{r.ManifestRoot, hashes}
}

// officersOf returns the officers of a congress whose sum is signed, if they are known.
func (b *books) officersOf(id CongressID, sum string) ([]Officer, bool) {
	if b == nil {
		return nil, false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	known, ok := b.officers[id]
	return known.list, ok && known.sum == sum
}

func (b *books) keepOfficers(id CongressID, sum string, list []Officer) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.officers[id] = officersOf{sum, list}
}

// list returns the names on the papers of a round, which batches judge their marks by.
func (b *books) list(r Round) (ballot.List, error) {
	if b == nil {
		d, err := r.BallotDefinition()
		return d.List, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if known, ok := b.lists[r.CongressID]; ok && known.definition == r.Definition {
		return known.list, nil
	}
	d, err := r.BallotDefinition()
	if err == nil {
		b.lists[r.CongressID] = listOf{r.Definition, d.List}
	}
	return d.List, err
}

// follows reports whether the log behind the book is known to continue a checkpoint.
func (b *book) follows(checkpoint string) bool {
	return b != nil && slices.Contains(b.past, checkpoint)
}

// turned returns the book after an act.
func (b *book) turned(next KeptState, log record.Checkpoint, rows map[string][]line, sums map[string]string,
	now time.Time) *book {
	past := append(slices.Clone(b.past[max(0, len(b.past)-maxPast+1):]), log.String())
	return &book{kept: next, verifier: b.verifier, log: log, sums: sums, rows: rows, past: past, used: now}
}

// edit is a row that an act wrote, and what stood there before.
type edit struct{ old, text string }

// apply returns sorted rows after edits.
func apply(lines []line, edits []edit) []line {
	lines = append(make([]line, 0, len(lines)+len(edits)), lines...)
	for _, e := range edits {
		if at, found := place(lines, e.old); found {
			lines = slices.Delete(lines, at, at+1)
		}
		at, _ := place(lines, e.text)
		lines = slices.Insert(lines, at, hashed([]string{e.text})[0])
	}
	return lines
}

func place(lines []line, text string) (int, bool) {
	return slices.BinarySearchFunc(lines, text, func(l line, text string) int { return strings.Compare(l.text, text) })
}

// edited brings the sums of tables up to date whose rows are all known, and
// returns the others.
func (l *ledger) edited(sums map[string]string, touched []string) []string {
	rows := maps.Clone(l.book.rows)
	left := slices.DeleteFunc(slices.Clone(touched), func(table string) bool {
		edits := l.edits[table]
		if len(edits) == 0 {
			return false
		}
		rows[table] = apply(rows[table], edits)
		sums[table] = sumOf(rows[table])
		return true
	})
	l.rows = rows
	if len(left) > 0 {
		l.book = nil
	}
	return left
}

// wrote notes a row that the act wrote, and what stood there before, nil for nothing.
func (a *Act) wrote(old, row any) {
	if a.ledger.book == nil {
		return
	}
	e := edit{}
	if old != nil {
		_, e.old = a.tx.Text(old, "")
	}
	table, text := a.tx.Text(row, "")
	e.text = text
	if a.ledger.edits == nil {
		a.ledger.edits = map[string][]edit{}
	}
	a.ledger.edits[table] = append(a.ledger.edits[table], e)
}

// rest refuses rows that are not among those that the last act signed.
func (a *Act) rest(rows ...any) error {
	if a.ledger.book == nil {
		return nil
	}
	for _, row := range rows {
		table, text := a.tx.Text(row, "")
		if _, found := place(a.ledger.book.rows[table], text); !found {
			return a.Congress.broken("state_changed", table)
		}
	}
	return nil
}

// restAll is rest, and refuses rows that are missing: like has what they have
// in common, up to a column.
func restAll[T any](a *Act, like T, last string, rows []T) error {
	if a.ledger.book == nil {
		return nil
	}
	table, common := a.tx.Text(like, last)
	lines := a.ledger.book.rows[table]
	first, _ := place(lines, common+",")
	n := 0
	for n < len(lines)-first && strings.HasPrefix(lines[first+n].text, common+",") {
		n++
	}
	if n != len(rows) {
		return a.Congress.broken("state_changed", table)
	}
	for _, row := range rows {
		if err := a.rest(row); err != nil {
			return err
		}
	}
	return nil
}
