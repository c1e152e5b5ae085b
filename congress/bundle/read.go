package bundle

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"kiemphieu/congress"
	"kiemphieu/record"
	"kiemphieu/tally"
)

// Contents is a congress as its bundle tells it. Rows have the organisation's id
// of the house that wrote the bundle; see [Contents.In].
type Contents struct {
	Verifier     string // public key of the signer
	Organisation congress.Organisation
	Congress     congress.Congress
	// who is named, then the others without a name, so that figures are those of the roster
	Members   []congress.Member
	Officers  []congress.Officer
	Contests  []congress.Contest
	Rounds    []congress.Round
	Sheaves   []congress.Sheaf
	Reports   map[congress.RoundID]string // as the seals kept them
	Elected   []congress.Elected
	Documents []congress.Document
	Leaves    [][]byte // of the log
	// Checkpoints of the log, each with the key that signed it, by size.
	Checkpoints []congress.KeptCheckpoint
	Passages    []Passage             // of the dossier, in order
	KeyChanges  []congress.KeyChanged // in order
}

// Passage is the dossier going up or coming back, as the log tells it.
type Passage struct {
	Seq       int64            // of the event in the log
	At        congress.Instant // to the minute
	By        string           // name, "" where the bundle does not know it; two where two decided
	Note      string           // of a submission
	Decided   *congress.DossierDecided
	Appointed *congress.Appointed
}

// DecidedAhead reports whether a decision is dated after the day on which the
// log tells of it.
func (b Contents) DecidedAhead() bool {
	return slices.ContainsFunc(b.Passages, func(p Passage) bool {
		today := p.At.Date()
		return p.Decided != nil && p.Decided.DecidedOn > today || p.Appointed != nil && p.Appointed.DecidedOn > today
	})
}

// unnamed is how the id of a roster row begins that stands for a voter whom a
// bundle does not name.
const unnamed = "unnamed-"

// Named reports whether a roster row is that of a person whom the bundle names.
func Named(id congress.MemberID) bool { return !strings.HasPrefix(string(id), unnamed) }

// UnnamedName stands on the roster of a copy for a voter who is not named.
const UnnamedName = "(không nêu tên)"

// Read reads a bundle that package verify has found right.
func Read(b record.Bundle) (Contents, error) {
	var definition definitionFile
	var results resultsFile
	var manifests manifestsFile
	err := errors.Join(
		readStrict(b.File(record.BundleDefinition), &definition),
		readStrict(b.File(record.BundleResults), &results),
		readStrict(b.File(record.BundleManifests), &manifests))
	if err != nil {
		return Contents{}, err
	}
	if definition.Format != format {
		return Contents{}, fmt.Errorf("%w: format %d", record.ErrBundle, definition.Format)
	}
	parsed := Contents{Verifier: b.Verifier, Organisation: congress.Organisation(definition.Organisation),
		Congress: congress.Congress(definition.Congress)}
	parsed.Members = definition.members()
	for _, row := range definition.Officers {
		parsed.Officers = append(parsed.Officers, congress.Officer(row))
	}
	for _, row := range definition.Contests {
		parsed.Contests = append(parsed.Contests, congress.Contest(row))
	}
	for _, row := range results.Elected {
		parsed.Elected = append(parsed.Elected, congress.Elected(row))
	}
	for _, row := range definition.Documents {
		parsed.Documents = append(parsed.Documents, congress.Document{ID: row.ID, Kind: row.Kind, Name: row.Name,
			MediaType: row.MediaType,
			SHA256:    row.SHA256, Size: row.Size, Content: b.File(row.File)})
	}
	if err := parsed.readRounds(definition, results, manifests); err != nil {
		return Contents{}, err
	}
	if err := parsed.readCheckpoints(b); err != nil {
		return Contents{}, err
	}
	return parsed, parsed.readLog(b.File(record.BundleLog), definition.Accounts)
}

// readCheckpoints finds who signed each.
func (b *Contents) readCheckpoints(raw record.Bundle) error {
	keys := []string{raw.Verifier}
	for line := range strings.Lines(string(raw.File(record.BundleKeys))) {
		keys = append(keys, strings.TrimSuffix(line, "\n"))
	}
	for _, note := range record.SplitCheckpoints(string(raw.File(record.BundleCheckpoints))) {
		c, verifier, err := record.OpenCheckpointBy(note, keys)
		if err != nil {
			return err
		}
		b.Checkpoints = append(b.Checkpoints, congress.KeptCheckpoint{CongressID: b.Congress.ID, Size: c.Size,
			Verifier: verifier, Note: note})
	}
	return nil
}

// SignedBy lists the keys whose checkpoint was the first to cover an event.
func (b Contents) SignedBy(seq int64) []string {
	var keys []string
	size := int64(0)
	for _, c := range b.Checkpoints {
		if c.Size > seq && (size == 0 || c.Size == size) {
			size, keys = c.Size, append(keys, c.Verifier)
		}
	}
	return keys
}

// readStrict takes the fields of the type and no other.
func readStrict(text []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("%w: %w", record.ErrBundle, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: more text after the end", record.ErrBundle)
	}
	return nil
}

// members returns roster rows of everybody; those not named stand at the end.
func (f definitionFile) members() []congress.Member {
	var members []congress.Member
	number := 0
	for _, p := range f.People {
		m := congress.Member{ID: p.ID, Number: p.Number, Name: p.Name, Official: p.Official, Incumbent: p.Incumbent,
			Female: p.Female, Born: p.Born,
			Joined: p.Joined, EthnicMinority: p.Minority, Education: p.Education, PoliticalTheory: p.Theory,
			Position: p.Position, Hometown: p.Hometown, People: p.People, Religion: p.Religion,
			OfficialOn: p.OfficialOn, Schooling: p.Schooling,
			Committees: p.Committees, Commended: p.Commended, Disciplined: p.Discipline,
			Attendance: p.Attendance, Deduction: p.Deduction}
		members = append(members, f.consented(m))
		number = max(number, p.Number)
	}
	n := 0
	for _, row := range f.Others {
		for range row.Count {
			n++
			m := congress.Member{ID: congress.MemberID(fmt.Sprintf("%s%d", unnamed, n)), Number: number + n,
				Name:     UnnamedName,
				Official: row.Official, Attendance: row.Attendance, Deduction: row.Deduction}
			members = append(members, f.consented(m))
		}
	}
	return members
}

// consented: whoever is absent with consent has it on the roster at home,
// where the row could not be kept without; a bundle does not tell its words.
func (f definitionFile) consented(m congress.Member) congress.Member {
	if m.Deduction == tally.AbsentWithConsent {
		m.ConsentBy, m.ConsentOn = f.Organisation.Name, f.Congress.HeldOn
	}
	return m
}

// readRounds puts each round together again from three files.
func (b *Contents) readRounds(definition definitionFile, results resultsFile, manifests manifestsFile) error {
	b.Reports = map[congress.RoundID]string{}
	for _, row := range definition.Rounds {
		r := congress.Round(row.roundRow)
		r.CountIn(row.Counting, row.CountingReason)
		for _, m := range manifests.Rounds {
			if m.Round == r.ID {
				r.ManifestRoot = m.Root
			}
		}
		if err := definition.baseOf(row, &r); err != nil {
			return err
		}
		if row.Definition != nil {
			hash := r.DefinitionHash
			if err := r.Define(*row.Definition); err != nil {
				return err
			}
			if r.DefinitionHash != hash {
				return fmt.Errorf("%w: definition of round %s", record.ErrBundle, r.ID)
			}
		}
		for _, result := range results.Rounds {
			if result.Round != r.ID {
				continue
			}
			if err := r.Keep(result.Sheet, result.Outcome); err != nil {
				return err
			}
			for i, size := range result.Sheaves {
				b.Sheaves = append(b.Sheaves, congress.Sheaf{RoundID: r.ID, Number: i + 1, Size: size})
			}
			if len(result.Report) > 0 {
				b.Reports[r.ID] = string(result.Report)
			}
		}
		b.Rounds = append(b.Rounds, r)
	}
	return nil
}

// baseOf keeps the base of a round. A bundle written before rounds had their
// own has one for the whole congress.
func (f definitionFile) baseOf(row definedRound, r *congress.Round) error {
	switch {
	case row.Base != nil:
		return r.KeepBase(*row.Base)
	case r.HandedOut > 0:
		return r.KeepBase(congress.FrozenBase{Official: f.Roster.Official, Deductions: f.Roster.Deductions,
			Base: f.Roster.Base, Present: f.Roster.Present})
	}
	return nil
}

// readLog splits the log and follows the dossier through it.
func (b *Contents) readLog(text []byte, names map[congress.AccountID]string) error {
	proposer := "" // of the decision that waits for a second person
	for leaf := range bytes.Lines(text) {
		leaf = bytes.TrimSuffix(leaf, []byte("\n"))
		b.Leaves = append(b.Leaves, leaf)
		var e congress.LoggedEvent
		if err := readStrict(leaf, &e); err != nil {
			return err
		}
		switch e.Kind {
		case congress.KindOf(congress.DecisionProposed{}):
			proposer = names[e.By]
		case congress.KindOf(congress.DecisionWithdrawn{}):
			proposer = ""
		case congress.KindOf(congress.KeyChanged{}):
			var changed congress.KeyChanged
			if err := readStrict(e.Data, &changed); err != nil {
				return err
			}
			b.KeyChanges = append(b.KeyChanges, changed)
		}
		p, err := passageOf(e)
		if err != nil {
			return err
		}
		if p != nil {
			p.By, p.Seq = names[e.By], int64(len(b.Leaves)-1)
			if proposer != "" {
				p.By, proposer = proposer+", "+p.By, ""
			}
			b.Passages = append(b.Passages, *p)
		}
	}
	return nil
}

// passageOf reads an event that moves the dossier; nil if it does not.
func passageOf(e congress.LoggedEvent) (*Passage, error) {
	at, err := e.Time()
	if err != nil {
		return nil, fmt.Errorf("%w: time %q", record.ErrBundle, e.At)
	}
	switch e.Kind {
	case congress.KindOf(congress.CongressMoved{}):
		var moved congress.CongressMoved
		if err := readStrict(e.Data, &moved); err != nil || moved.Action != congress.ActionSubmit {
			return nil, err
		}
		return &Passage{At: at, Note: moved.Reason}, nil
	case congress.KindOf(congress.Appointed{}):
		var appointed congress.Appointed
		if err := readStrict(e.Data, &appointed); err != nil {
			return nil, err
		}
		return &Passage{At: at, Appointed: &appointed}, nil
	case congress.KindOf(congress.DossierDecided{}):
		var decided congress.DossierDecided
		if err := readStrict(e.Data, &decided); err != nil {
			return nil, err
		}
		return &Passage{At: at, Decided: &decided}, nil
	}
	return nil, nil
}

// In moves all rows of a bundle to the organisation's id of another house.
func (b Contents) In(org congress.OrgID) Contents {
	b.Congress.OrgID = org
	id := b.Congress.ID
	b.Members = each(b.Members, func(m *congress.Member) { m.OrgID, m.CongressID = org, id })
	b.Officers = each(b.Officers, func(o *congress.Officer) { o.OrgID, o.CongressID = org, id })
	b.Contests = each(b.Contests, func(c *congress.Contest) { c.OrgID, c.CongressID = org, id })
	b.Rounds = each(b.Rounds, func(r *congress.Round) { r.OrgID, r.CongressID = org, id })
	b.Sheaves = each(b.Sheaves, func(s *congress.Sheaf) { s.OrgID = org })
	b.Elected = each(b.Elected, func(e *congress.Elected) { e.OrgID, e.CongressID = org, id })
	b.Checkpoints = each(b.Checkpoints, func(k *congress.KeptCheckpoint) { k.OrgID = org })
	b.Documents = each(b.Documents, func(d *congress.Document) { d.OrgID, d.CongressID = org, id })
	return b
}

// each returns a copy of the rows, changed one by one.
func each[T any](rows []T, change func(*T)) []T {
	changed := append([]T(nil), rows...)
	for i := range changed {
		change(&changed[i])
	}
	return changed
}
