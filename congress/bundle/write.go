package bundle

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"kiemphieu/congress"
	"kiemphieu/record"
)

// Files returns a congress as the files of a bundle that anybody can verify and
// that the superior's server takes in: what was decided, the log, the results
// and the documents. Voters who neither stood nor had a duty are in it as
// counts only; codes, marks and anything per paper are not in it at all. Only a
// congress that is closed is exported, with the checkpoints that were signed as
// things happened. signer is to sign the bundle; see [congress.Service.LogKey].
func Files(ctx context.Context, tx congress.Tx, id congress.CongressID, signer string) ([]record.File, error) {
	o, err := congress.LoadOverview(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if c := o.Congress; !c.Over() {
		return nil, c.Refuse("export")
	}
	return filesOf(ctx, tx, o, signer)
}

// bundler collects the files of a bundle.
type bundler struct {
	o         congress.Overview
	log       []congress.LogEntry
	kept      []congress.KeptCheckpoint
	sheaves   map[congress.RoundID][]int
	reports   map[congress.RoundID]string
	documents []congress.Document // with contents
	accounts  map[congress.AccountID]string
}

func filesOf(ctx context.Context, tx congress.Tx, o congress.Overview, signer string) ([]record.File, error) {
	b := bundler{o: o, sheaves: map[congress.RoundID][]int{}, reports: map[congress.RoundID]string{},
		accounts: map[congress.AccountID]string{}}
	if err := b.load(ctx, tx); err != nil {
		return nil, err
	}
	verifier, err := record.VerifierOf(signer)
	if err != nil {
		return nil, err
	}
	checkpoints, keys, err := b.checkpoints(verifier)
	if err != nil {
		return nil, err
	}
	results, err := b.results()
	if err != nil {
		return nil, err
	}
	definition, err := b.definition()
	if err != nil {
		return nil, err
	}
	files := []record.File{{Name: record.BundleLog, Content: b.leaves()},
		{Name: record.BundleCheckpoints, Content: checkpoints}}
	if len(keys) > 0 {
		files = append(files, record.File{Name: record.BundleKeys, Content: keys})
	}
	for name, value := range map[string]any{record.BundleDefinition: definition, record.BundleResults: results,
		record.BundleManifests: b.manifests()} {
		text, err := record.Canonical(value)
		if err != nil {
			return nil, err
		}
		files = append(files, record.File{Name: name, Content: text})
	}
	for _, d := range b.documents {
		files = append(files, record.File{Name: nameOf(d), Content: d.Content})
	}
	return files, nil
}

// load reads what the overview does not have.
func (b *bundler) load(ctx context.Context, tx congress.Tx) error {
	var err error
	if b.log, err = tx.LogEntries(ctx, b.o.Congress, 0); err != nil {
		return err
	}
	if b.kept, err = tx.Checkpoints(ctx, b.o.Congress); err != nil {
		return err
	}
	for _, r := range b.rounds() {
		sheaves, err := tx.Sheaves(ctx, r)
		if err != nil {
			return err
		}
		for _, sheaf := range sheaves {
			b.sheaves[r.ID] = append(b.sheaves[r.ID], sheaf.Size)
		}
		if b.reports[r.ID], err = tx.KeptReport(ctx, r); err != nil {
			return err
		}
	}
	for _, head := range b.o.Documents {
		d, err := tx.Document(ctx, b.o.Congress, head.ID)
		if err != nil {
			return err
		}
		b.documents = append(b.documents, d)
	}
	return b.loadAccounts(ctx, tx)
}

// loadAccounts finds the names of those who submitted and decided: the log
// has their accounts alone. At the superior the accounts of the cell are unknown.
func (b *bundler) loadAccounts(ctx context.Context, tx congress.Tx) error {
	for _, entry := range b.log {
		var e congress.LoggedEvent
		if err := json.Unmarshal(entry.Leaf, &e); err != nil {
			return fmt.Errorf("congress: event %d: %w", entry.Seq, err)
		}
		if !slices.Contains([]string{congress.KindOf(congress.CongressMoved{}),
			congress.KindOf(congress.DecisionProposed{}), congress.KindOf(congress.Appointed{}),
			congress.KindOf(congress.DossierDecided{})}, e.Kind) {
			continue
		}
		account, err := tx.Account(ctx, e.By)
		if err != nil && !errors.Is(err, congress.ErrNotFound) {
			return err
		}
		if err == nil {
			b.accounts[e.By] = account.Name
		}
	}
	return nil
}

// rounds lists all rounds in the order of the day.
func (b *bundler) rounds() []congress.Round {
	var all []congress.Round
	for _, contest := range b.o.Contests {
		all = append(all, contest.Rounds...)
	}
	return all
}

// leaves returns the log, an event a line.
func (b *bundler) leaves() []byte {
	var out bytes.Buffer
	for _, entry := range b.log {
		out.Write(entry.Leaf)
		out.WriteByte('\n')
	}
	return out.Bytes()
}

// checkpoints returns those that were kept, by size, with an empty line between,
// and the other keys that signed some. None is signed here: what the last act
// did not sign is not exported.
func (b *bundler) checkpoints(own string) (notes, keys []byte, err error) {
	var texts, others []string
	whole := false
	for _, kept := range b.kept {
		if !strings.HasPrefix(kept.Note, fmt.Sprintf("%s\n%d\n", b.o.Congress.LogOrigin(), kept.Size)) {
			return nil, nil, &congress.RecordError{Code: "log_changed", Title: b.o.Congress.Title}
		}
		texts = append(texts, kept.Note)
		whole = whole || (kept.Size == b.o.Congress.LogSize && kept.Verifier == own)
		if kept.Verifier != own && !slices.Contains(others, kept.Verifier+"\n") {
			others = append(others, kept.Verifier+"\n")
		}
	}
	if !whole {
		return nil, nil, &congress.RecordError{Code: "unsigned", Title: b.o.Congress.Title}
	}
	return []byte(strings.Join(texts, "\n")), []byte(strings.Join(others, "")), nil
}

func (b *bundler) results() (resultsFile, error) {
	file := resultsFile{Rounds: []resultRow{}, Elected: []electedRow{}}
	for _, r := range b.rounds() {
		if r.State != congress.RoundSealed {
			continue
		}
		row := resultRow{Round: r.ID, Sheaves: append([]int{}, b.sheaves[r.ID]...),
			Report: json.RawMessage(b.reports[r.ID])}
		var err error
		if row.Sheet, err = r.TallySheet(); err != nil {
			return file, err
		}
		if row.Outcome, err = r.TallyOutcome(); err != nil {
			return file, err
		}
		file.Rounds = append(file.Rounds, row)
	}
	for _, contest := range b.o.Contests {
		for _, e := range contest.Elected {
			file.Elected = append(file.Elected, electedRow(e))
		}
	}
	return file, nil
}

func (b *bundler) manifests() manifestsFile {
	file := manifestsFile{Rounds: []manifestRow{}}
	for _, r := range b.rounds() {
		if r.ManifestRoot != "" {
			file.Rounds = append(file.Rounds, manifestRow{r.ID, r.ManifestRoot})
		}
	}
	return file
}

func (b *bundler) definition() (definitionFile, error) {
	o := b.o
	file := definitionFile{Format: format, Organisation: organisationRow(o.Organisation),
		Superior: organisationRow(o.Superior),
		Congress: congressRow(o.Congress), Accounts: b.accounts, Officers: []officerRow{}, Contests: []contestRow{},
		Rounds: []definedRound{}, Documents: []documentRow{}}
	file.Roster = rosterFigures{Members: o.Head.Members, Official: o.Head.Summoned(), NotSummoned: o.Head.NotSummoned,
		Present: o.Head.Present, Deductions: o.Head.Electorate.Deductions, Base: o.Head.Base}
	for _, officer := range o.Officers {
		file.Officers = append(file.Officers, officerRow(officer))
	}
	for _, contest := range o.Contests {
		file.Contests = append(file.Contests, contestRow(contest.Contest))
	}
	for _, r := range b.rounds() {
		row, err := rowOf(r)
		if err != nil {
			return file, err
		}
		file.Rounds = append(file.Rounds, row)
	}
	for _, d := range b.documents {
		file.Documents = append(file.Documents, documentRow{d.ID, d.Kind, d.Name, d.MediaType, d.SHA256, d.Size,
			nameOf(d)})
	}
	file.People, file.Others = b.people(file.Rounds)
	return file, nil
}

// rowOf returns a round with its list and its base.
func rowOf(r congress.Round) (definedRound, error) {
	row := definedRound{roundRow: roundRow(r)}
	row.Counting = r.Way()
	base, frozen, err := r.FrozenBase()
	if err != nil {
		return row, err
	}
	if frozen {
		row.Base = &base
	}
	if r.Definition != "" {
		d, err := r.BallotDefinition()
		if err != nil {
			return row, err
		}
		row.Definition = &d
	}
	return row, nil
}

// people tells candidates and officers by name and everybody else by number.
func (b *bundler) people(rounds []definedRound) ([]personRow, []othersRow) {
	candidate, officer, elected := map[congress.MemberID]bool{}, map[congress.MemberID]bool{},
		map[congress.MemberID]bool{}
	for _, r := range rounds {
		if r.Definition == nil {
			continue
		}
		for _, c := range r.Definition.List.Candidates {
			candidate[congress.MemberID(c.ID)] = true
		}
	}
	for _, o := range b.o.Officers {
		officer[o.MemberID] = true
	}
	for _, contest := range b.o.Contests {
		for _, e := range contest.Elected {
			elected[e.MemberID] = true
		}
	}
	people, counts := []personRow{}, map[othersRow]int{}
	for _, m := range b.o.Members {
		if candidate[m.ID] || officer[m.ID] || elected[m.ID] {
			people = append(people, personOf(m, candidate[m.ID], elected[m.ID]))
			continue
		}
		counts[othersRow{Official: m.Official, Attendance: m.Attendance, Deduction: m.Deduction}]++
	}
	return people, othersOf(counts)
}

// personOf returns of a person what papers and minutes print anyway.
func personOf(m congress.Member, candidate, elected bool) personRow {
	p := personRow{ID: m.ID, Number: m.Number, Name: m.Name, Official: m.Official, Position: m.Position,
		Attendance: m.Attendance, Deduction: m.Deduction}
	if candidate || elected {
		p.Incumbent, p.Female, p.Minority, p.Born = m.Incumbent, m.Female, m.EthnicMinority, m.Born
	}
	if elected {
		p.Joined, p.Education, p.Theory, p.Hometown = m.Joined, m.Education, m.PoliticalTheory, m.Hometown
		p.People, p.Religion, p.OfficialOn, p.Schooling = m.People, m.Religion, m.OfficialOn, m.Schooling
		p.Committees, p.Commended, p.Discipline = m.Committees, m.Commended, m.Disciplined
	}
	return p
}

func othersOf(counts map[othersRow]int) []othersRow {
	others := []othersRow{}
	for row, n := range counts {
		row.Count = n
		others = append(others, row)
	}
	slices.SortFunc(others, func(a, b othersRow) int {
		return cmp.Or(-compareBool(a.Official, b.Official), cmp.Compare(a.Attendance, b.Attendance),
			cmp.Compare(a.Deduction, b.Deduction))
	})
	return others
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// nameOf gives the name of a document in a bundle: its id, and the end of
// its file name where that says what it is.
func nameOf(d congress.Document) string {
	end := strings.ToLower(path.Ext(d.Name))
	plain := strings.Trim(end, ".abcdefghijklmnopqrstuvwxyz0123456789") == "" && len(end) > 1 && len(end) <= 9
	if !plain {
		end = ""
	}
	return record.BundleDocuments + string(d.ID) + end
}
