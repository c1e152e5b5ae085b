package congress

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"

	"kiemphieu/ballot"
)

// BatchInput is a batch as it arrives from a tablet: one sheaf in one pass.
type BatchInput struct {
	ID       BatchID
	Pass     Pass
	Sheaf    int
	N        int
	Tokens   []ballot.TokenHash // sorted
	Marks    []ballot.Marks     // sorted
	SetAside []SetAside         // papers without a usable code
	Machine  *MachineInput      // what the machine read of the same papers; with CountWithMachine, in pass A

	byMachine bool
	unsure    int // of the machine's own batch
}

// Receipt acknowledges a batch that is durable.
type Receipt struct {
	Batch BatchID `json:"batch"`
	Pass  Pass    `json:"pass"`
	Sheaf int     `json:"sheaf"`
	N     int     `json:"n"`
}

// BatchError refuses a batch as a whole, because no single paper can be cut
// out of it.
type BatchError struct {
	// Code is "batch_changed" (same id, other body), "duplicate_elsewhere",
	// "unknown_token", "sheaf_entered", "sheaf_size", "pass_not_needed" or
	// "machine_unchecked".
	Code       string
	CheckCodes []string // of the papers concerned, sorted
	By         string   // who entered the sheaf already
	Want       int      // size of the sheaf, for "sheaf_size"
}

func (e *BatchError) Error() string {
	return fmt.Sprintf("congress: batch refused: %s %s", e.Code, strings.Join(e.CheckCodes, " "))
}

// AcceptBatch stores one sheaf as entered in one pass. The same batch again
// gives the same receipt; the same id with another body is refused. Nobody
// counts in two passes of a round.
func (s *Service) AcceptBatch(ctx context.Context, by Actor, id RoundID, in BatchInput) (Receipt, error) {
	return s.acceptBatch(ctx, by, id, in, func(*Act, []Pair) error { return nil })
}

// Seat is where a batch was typed and by whom.
type Seat struct {
	Device Device    // none: a browser
	Typist AccountID // who typed it on this tablet before it was handed to somebody else; "": the actor
}

// AcceptBatchAt is AcceptBatch for the pair that has taken the pass at a seat;
// [ErrPassNotTaken] where none has.
func (s *Service) AcceptBatchAt(ctx context.Context, by Actor, at Seat, id RoundID, in BatchInput) (Receipt, error) {
	return s.acceptBatch(ctx, by, id, in, func(a *Act, pairs []Pair) error { return at.check(ctx, a, in.Pass, pairs) })
}

// check has the typist act, and refuses one who did not take the pass here.
func (at Seat) check(ctx context.Context, a *Act, pass Pass, pairs []Pair) error {
	if at.Device.ID != "" && at.Typist != "" && at.Typist != a.By.AccountID {
		typist, err := a.tx.Actor(ctx, at.Typist)
		if isNotFound(err) || (err == nil && typist.OrgID != at.Device.OrgID) {
			return ErrPassNotTaken
		}
		if err != nil {
			return err
		}
		a.By = typist
	}
	if pair, ok := pairOf(pairs, pass, a.By.AccountID); !ok || pair.DeviceID != at.Device.ID || pair.Lacks(a.Round) {
		return ErrPassNotTaken
	} else if pair.Unchecked(a.Round) {
		return &BatchError{Code: "machine_unchecked"}
	}
	return nil
}

func (s *Service) acceptBatch(ctx context.Context, by Actor, id RoundID, in BatchInput,
	seated func(*Act, []Pair) error,
) (Receipt, error) {
	if !in.Pass.Valid() {
		return Receipt{}, &FieldError{Field: "pass", Code: "unknown", Value: string(in.Pass)}
	}
	err := s.counts.Do(ctx, by, id, func(_ Tx, a *Act) error {
		pairs, err := a.tx.Pairs(ctx, a.Round)
		if err != nil {
			return err
		}
		if err := seated(a, pairs); err != nil {
			return err
		}
		if err := in.shape(); err != nil {
			return err
		}
		beside, err := a.tx.BatchesBeside(ctx, in.key(a))
		if err != nil {
			return err
		}
		if err := in.restOn(a, pairs, beside); err != nil {
			return err
		}
		in := in.trusted(a.Round, beside)
		if err := in.checkMachine(a.Round); err != nil {
			return err
		}
		repeat, err := in.isRepeat(beside)
		if err != nil || repeat {
			return err
		}
		return s.accept(ctx, a, in, pairs, beside)
	})
	if err != nil {
		return Receipt{}, err
	}
	return Receipt{Batch: in.ID, Pass: in.Pass, Sheaf: in.Sheaf, N: in.N}, nil
}

// accept stores a batch that is new, and tells whether the passes of its sheaf
// agree once two are in.
func (s *Service) accept(ctx context.Context, a *Act, in BatchInput, pairs []Pair, beside []Batch) error {
	if err := in.checkState(a.Round); err != nil {
		return err
	}
	seen, err := loadRead(ctx, a)
	if err != nil {
		return err
	}
	sheaf, kept, manifest, err := in.load(ctx, a)
	if err != nil {
		return err
	}
	own, err := admissible(ctx, a, in, sheaf, pairs, beside)
	if err != nil {
		return err
	}
	batch, err := in.enter(ctx, a, pairs, kept, manifest)
	if err != nil {
		return err
	}
	own = append(own, batch)
	if machine := in.ofMachine(); machine != nil {
		_, kept, manifest, err := machine.load(ctx, a)
		if err != nil {
			return err
		}
		read, err := machine.enter(ctx, a, nil, kept, manifest)
		if err != nil {
			return err
		}
		own = append(own, read)
	}
	compare(a, own, sheaf)
	return s.watch(ctx, a, seen.with(own), sheaf)
}

// enter stores a batch and counts its papers in its pass.
func (in BatchInput) enter(ctx context.Context, a *Act, pairs []Pair, kept Counted,
	manifest ballot.ManifestHashes) (Batch, error) {
	counted, err := kept.since(ctx, a.tx, a.Round, in.Pass, manifest)
	if err != nil {
		return Batch{}, err
	}
	if err := counted.takeCodes(manifest, in.Tokens); err != nil {
		return Batch{}, err
	}
	genuine, err := in.judge(a)
	if err != nil {
		return Batch{}, err
	}
	counted.Genuine += genuine
	pair, _ := pairOf(pairs, in.Pass, a.By.AccountID)
	salt, err := newSalt()
	if err != nil {
		return Batch{}, err
	}
	batch := in.row(a.Round, a.By, pair.Reader, salt)
	a.Tell(BatchAccepted{Round: a.Round.ID, Pass: batch.name(), Sheaf: in.Sheaf, N: in.N, Unsure: in.unsure,
		Aside: in.concluded(in.N - genuine)})
	if err := counted.fitsPeople(a.Round); err != nil {
		return Batch{}, err
	}
	a.wrote(nil, batch)
	a.wrote(kept, counted)
	return batch, errors.Join(a.tx.PutBatch(ctx, batch), a.tx.PutCounted(ctx, counted))
}

// shape checks what can be known without the round.
func (in BatchInput) shape() error {
	err := WrongFields(between("n", in.N, 1, 2*ballot.MaxSheaf), between("sheaf", in.Sheaf, 1, maxPapers),
		Required("batch", string(in.ID), 36))
	if err != nil {
		return err
	}
	aside := 0
	for i, a := range in.SetAside {
		if !validCause(a.Cause) {
			return &FieldError{Field: fmt.Sprintf("set_aside[%d].cause", i), Code: "unknown", Value: a.Cause}
		}
		if err := between(fmt.Sprintf("set_aside[%d].count", i), a.Count, 1, in.N); err != nil {
			return err
		}
		aside += a.Count
	}
	switch {
	case len(in.Marks) != in.N:
		return &FieldError{Field: "marks", Code: "count", Value: itoa(len(in.Marks))}
	case len(in.Tokens)+aside != in.N:
		return &FieldError{Field: "tokens", Code: "count", Value: itoa(len(in.Tokens))}
	case !sort.SliceIsSorted(in.Marks, func(i, j int) bool { return in.Marks[i] < in.Marks[j] }):
		return &FieldError{Field: "marks", Code: "order"}
	}
	return in.ascending()
}

// ascending refuses token hashes out of order or twice: sorted lists carry no trace of
// the order in which papers were scanned.
func (in BatchInput) ascending() error {
	for i := 1; i < len(in.Tokens); i++ {
		switch order := bytes.Compare(in.Tokens[i-1][:], in.Tokens[i][:]); {
		case order == 0:
			return &BatchError{Code: string(ballot.DuplicateHere), CheckCodes: []string{in.Tokens[i].CheckCode()}}
		case order > 0:
			return &FieldError{Field: "tokens", Code: "order"}
		}
	}
	return nil
}

// CauseNoCode is the cause of every paper of a round printed without codes.
const CauseNoCode = "no_code"

// validCause reports whether a paper can lack a usable code for this cause.
func validCause(cause string) bool {
	switch cause {
	case string(ballot.DamagedCode), string(ballot.UnknownToken), string(ballot.OtherRound),
		string(ballot.DuplicateHere), string(ballot.DuplicateElsewhere), CauseNoCode:
		return true
	}
	return false
}

// key is what a batch is found beside.
func (in BatchInput) key(a *Act) Batch {
	return Batch{OrgID: a.Round.OrgID, RoundID: a.Round.ID, ID: in.ID, Pass: in.Pass, Sheaf: in.Sheaf,
		AccountID: a.By.AccountID}
}

// isRepeat recognises a batch that is stored already.
func (in BatchInput) isRepeat(beside []Batch) (bool, error) {
	i := slices.IndexFunc(beside, func(b Batch) bool { return b.ID == in.ID })
	if i < 0 {
		return false, nil
	}
	stored := beside[i]
	if !stored.Superseded && !bytes.Equal(stored.BodyHash, in.bodyHash(saltOf(stored.BodyHash))) {
		return false, &BatchError{Code: "batch_changed"}
	}
	if machine := in.ofMachine(); machine != nil {
		if known, err := machine.isRepeat(beside); err != nil || !known {
			return false, cmp.Or(err, error(&BatchError{Code: "batch_changed"}))
		}
	}
	return true, nil
}

// saltOf returns the salt with which a stored hash begins. Those from before
// November 2026 have none.
func saltOf(bodyHash []byte) []byte {
	return bodyHash[:max(0, len(bodyHash)-sha256.Size)]
}

// bodyHash identifies the content of a batch. It begins with a salt that goes
// when the lists go, so that nothing is left to guess at them by.
func (in BatchInput) bodyHash(salt []byte) []byte {
	h := sha256.New()
	h.Write(salt)
	fmt.Fprintf(h, "%s %d %d\n%s\n", in.Pass, in.Sheaf, in.N, asideJSON(in.SetAside))
	if in.byMachine {
		fmt.Fprintf(h, "%d\n", in.unsure)
	}
	for _, t := range in.Tokens {
		h.Write(t[:])
	}
	for _, m := range in.Marks {
		fmt.Fprintf(h, "%s\n", m)
	}
	return h.Sum(slices.Clone(salt))
}

func asideJSON(aside []SetAside) string {
	if len(aside) == 0 {
		return "[]"
	}
	text, err := json.Marshal(aside)
	if err != nil { // a slice of plain values always marshals
		panic(err)
	}
	return string(text)
}

// checkState refuses a batch that the round does not wait for.
func (in BatchInput) checkState(r Round) error {
	if r.State != RoundCounting || !slices.Contains(r.PassesOfPeople(), in.Pass) {
		return r.Refuse("enter_batch")
	}
	return in.checkCoding(r.Code)
}

// admissible checks a batch against the round as it stands, and returns the
// batches of its sheaf that are there.
func admissible(ctx context.Context, a *Act, in BatchInput, sheaf Sheaf, pairs []Pair, beside []Batch) ([]Batch,
	error) {
	if in.N != sheaf.Size {
		return nil, &BatchError{Code: "sheaf_size", Want: sheaf.Size}
	}
	standing := slices.DeleteFunc(slices.Clone(beside), func(b Batch) bool { return b.Superseded })
	own := slices.DeleteFunc(slices.Clone(standing), func(b Batch) bool { return b.Sheaf != in.Sheaf })
	if err := wholeBatches(ctx, a.tx, a.Round, own); err != nil {
		return nil, err
	}
	return own, checkPeople(pairs, standing, a.By, in, sheaf)
}

// restOn holds what the batch rests on against what the last act signed.
func (in BatchInput) restOn(a *Act, pairs []Pair, beside []Batch) error {
	r := a.Round
	err := errors.Join(a.rest(a.Congress, r), restAll(a, Pair{OrgID: r.OrgID, RoundID: r.ID}, "round_id", pairs))
	for _, pass := range []Pass{PassA, PassB, PassC} {
		own := slices.DeleteFunc(slices.Clone(beside), func(b Batch) bool {
			return b.Sheaf != in.Sheaf || b.Pass != pass
		})
		like := Batch{OrgID: r.OrgID, RoundID: r.ID, Pass: pass, Sheaf: in.Sheaf}
		err = errors.Join(err, restAll(a, like, "sheaf", own))
	}
	for _, b := range beside {
		err = errors.Join(err, a.rest(b))
	}
	return err
}

// checkCoding: a round printed without codes has no tokens, and only such a
// round has papers without a code as a matter of course.
func (in BatchInput) checkCoding(mode CodeMode) error {
	if mode == CodeNone && len(in.Tokens) > 0 {
		return &FieldError{Field: "tokens", Code: "no_codes_printed"}
	}
	for i, a := range in.SetAside {
		if (a.Cause == CauseNoCode) != (mode == CodeNone) {
			return &FieldError{Field: fmt.Sprintf("set_aside[%d].cause", i), Code: "code_mode", Value: a.Cause}
		}
	}
	return nil
}

// checkPeople: one sheaf once per pass; pass C only where A and B differ, or the
// sheaf was drawn; pass B not where the machine has read; nobody works in two
// passes of a round, so that each pass is blind to the other.
func checkPeople(pairs []Pair, batches []Batch, by Actor, in BatchInput, sheaf Sheaf) error {
	name := FoldName(by.Name)
	for _, p := range pairs {
		if p.Pass != in.Pass && p.has(name) {
			return &PersonError{Code: "other_pass", Name: by.Name}
		}
	}
	for _, b := range batches {
		if b.Pass != in.Pass && !b.Machine && b.AccountID == by.AccountID {
			return &PersonError{Code: "other_pass", Name: by.Name}
		}
		if b.Sheaf != in.Sheaf {
			continue
		}
		if b.Pass == in.Pass {
			return &BatchError{Code: "sheaf_entered", By: b.EnteredBy}
		}
	}
	if in.Pass == PassC && !sheafStatus(batches, sheaf).forThird() {
		return &BatchError{Code: "pass_not_needed"}
	}
	return nil
}

// judge checks every mark against the list, and what was concluded against the
// marks. It counts the papers that were issued.
func (in BatchInput) judge(a *Act) (genuine int, err error) {
	list, err := a.books.list(a.Round)
	if err != nil {
		return 0, err
	}
	notIssued := 0
	for i, m := range in.Marks {
		if err := list.CheckMarks(m); err != nil {
			return 0, &FieldError{Field: fmt.Sprintf("marks[%d]", i), Code: "format"}
		}
		if v := list.Judge(m); !v.Valid && v.Reason == ballot.NotIssued {
			notIssued++
		}
	}
	return in.N - notIssued, in.checkConclusions(notIssued)
}

// checkConclusions: as many papers are marked "not issued" as the committee
// set aside and concluded so. Of papers without codes a tablet may leave that to
// their marks; see [BatchInput.concluded].
func (in BatchInput) checkConclusions(notIssued int) error {
	concluded := 0
	for _, a := range in.SetAside {
		if !a.Issued {
			concluded += a.Count
		}
	}
	if concluded != notIssued && (concluded > 0 || !in.uncoded()) {
		return &FieldError{Field: "set_aside", Code: "conclusions", Value: itoa(concluded)}
	}
	return nil
}

// uncoded reports whether the papers of the batch have no codes.
func (in BatchInput) uncoded() bool {
	return len(in.SetAside) > 0 && in.SetAside[0].Cause == CauseNoCode
}

// concluded is what the log tells of papers without a usable code. Those of a round
// without codes are not issued where their marks say so.
func (in BatchInput) concluded(notIssued int) []SetAside {
	if !in.uncoded() {
		return in.SetAside
	}
	told := []SetAside{{Cause: CauseNoCode, Count: notIssued},
		{Cause: CauseNoCode, Issued: true, Count: in.N - notIssued}}
	return slices.DeleteFunc(told, func(a SetAside) bool { return a.Count == 0 })
}

func (in BatchInput) row(r Round, by Actor, reader string, salt []byte) Batch {
	tokens := make([]byte, 0, len(in.Tokens)*len(ballot.TokenHash{}))
	for _, t := range in.Tokens {
		tokens = append(tokens, t[:]...)
	}
	lines := make([]string, len(in.Marks))
	for i, m := range in.Marks {
		lines[i] = string(m)
	}
	names := Pair{Typist: by.Name, Reader: reader}.Names()
	if in.byMachine {
		names = machineName
	}
	return Batch{OrgID: r.OrgID, RoundID: r.ID, Pass: in.Pass, Sheaf: in.Sheaf, ID: in.ID, N: in.N,
		Tokens: tokens, Marks: strings.Join(lines, "\n"), SetAside: asideJSON(in.SetAside),
		BodyHash: in.bodyHash(salt), Machine: in.byMachine, Unsure: in.unsure, AccountID: by.AccountID,
		EnteredBy: names}
}

// compare reports whether the passes of a sheaf agree, once two are in. One that
// is about to be drawn agrees as yet.
func compare(a *Act, batches []Batch, sheaf Sheaf) {
	if entered := batchesOf(batches, sheaf.Number); len(entered) >= 2 {
		a.Tell(passesCompared{Round: a.Round.ID, Sheaf: sheaf.Number, Passes: len(entered),
			Agreed: sheafStatus(entered, sheaf) == SheafAgreed, Differing: differing(entered)})
	}
}

// whole reports whether the lists are those that were taken in: their sum is
// among what acts sign. Batches from before November 2026 have no salt.
func (b Batch) whole() bool {
	in := BatchInput{Pass: b.Pass, Sheaf: b.Sheaf, N: b.N, Marks: b.markLines(), byMachine: b.Machine, unsure: b.Unsure}
	hashes := ballot.ManifestHashes(b.Tokens)
	for i := range hashes.Len() {
		in.Tokens = append(in.Tokens, hashes.At(i))
	}
	if err := json.Unmarshal([]byte(b.SetAside), &in.SetAside); err != nil {
		return false
	}
	return bytes.Equal(in.bodyHash(saltOf(b.BodyHash)), b.BodyHash)
}
