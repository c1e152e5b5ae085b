package congress

import (
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"sort"

	"kiemphieu/ballot"
	"kiemphieu/tally"
)

// manifestOf returns the codes that were printed for the round of an act.
func manifestOf(ctx context.Context, a *Act) (ballot.ManifestHashes, error) {
	if known := a.books.manifest(a.Round); known != nil || a.Round.Code == CodeNone {
		return known, nil
	}
	blob, err := a.tx.Manifest(ctx, a.Round)
	if err != nil {
		return nil, err
	}
	return blob, a.knowManifest(blob)
}

// knowManifest holds codes as they are stored against their root, which was
// signed before the first paper was handed out.
func (a *Act) knowManifest(hashes ballot.ManifestHashes) error {
	if root := hashes.Root(); a.tx.Keyring() != nil && hex.EncodeToString(root[:]) != a.Round.ManifestRoot {
		return a.Congress.broken("state_changed", "manifests")
	}
	a.books.keepManifest(a.Round, hashes)
	return nil
}

// load reads the sheaf of a batch, what its pass has counted so far, and the
// codes that were printed for the round.
func (in BatchInput) load(ctx context.Context, a *Act) (Sheaf, Counted, ballot.ManifestHashes, error) {
	known := a.books.manifest(a.Round)
	ask := known == nil && a.Round.Code != CodeNone
	sheaf, counted, printed, err := a.tx.Counting(ctx, a.Round, in.Sheaf, in.Pass, ask)
	if err != nil {
		return sheaf, counted, nil, err
	}
	if ask {
		known = printed
		if err := a.knowManifest(known); err != nil {
			return sheaf, counted, nil, err
		}
	}
	kept := []Counted{}
	if counted.Pass != "" {
		kept = append(kept, counted)
	}
	err = restAll(a, Counted{OrgID: a.Round.OrgID, RoundID: a.Round.ID, Pass: in.Pass}, "pass", kept)
	return sheaf, counted, known, errors.Join(a.rest(sheaf), err)
}

// since returns what a pass has counted, as it is kept, or where it never was,
// as the batches tell it.
func (c Counted) since(ctx context.Context, tx Tx, r Round, pass Pass, manifest ballot.ManifestHashes) (Counted,
	error) {
	size := (manifest.Len() + 7) / 8
	if c.Pass != "" && len(c.Codes) == size {
		return c, nil
	}
	c = noneCounted(r, pass, manifest)
	definition, err := r.BallotDefinition()
	if err != nil {
		return c, err
	}
	batches, err := tx.Batches(ctx, r)
	for _, b := range batches {
		if b.Pass == pass {
			c.Genuine += b.genuine(definition.List)
			c.set(manifest, b.Tokens, true)
		}
	}
	return c, err
}

// noneCounted is a pass that has counted nothing.
func noneCounted(r Round, pass Pass, manifest ballot.ManifestHashes) Counted {
	return Counted{OrgID: r.OrgID, RoundID: r.ID, Pass: pass, Codes: make([]byte, (manifest.Len()+7)/8)}
}

// genuine counts the papers of a batch without those that were not issued.
func (b Batch) genuine(list ballot.List) int {
	n := b.N
	for _, m := range b.markLines() {
		if v := list.Judge(m); !v.Valid && v.Reason == ballot.NotIssued {
			n--
		}
	}
	return n
}

// set notes for each of these codes whether it was counted.
func (c *Counted) set(manifest, tokens ballot.ManifestHashes, counted bool) {
	for i := range tokens.Len() {
		at := manifest.Place(tokens.At(i))
		if at < 0 {
			continue
		}
		c.Codes[at/8] &^= 1 << (at % 8)
		if counted {
			c.Codes[at/8] |= 1 << (at % 8)
		}
	}
}

func (c *Counted) has(place int) bool { return c.Codes[place/8]&(1<<(place%8)) != 0 }

// takeCodes notes codes as counted. It refuses those that another sheaf of the
// pass has already, and then those that were not printed for the round.
func (c *Counted) takeCodes(manifest ballot.ManifestHashes, tokens []ballot.TokenHash) error {
	var clash, unknown []string
	c.Codes = slices.Clone(c.Codes)
	for _, t := range tokens {
		switch at := manifest.Place(t); {
		case at < 0:
			unknown = append(unknown, t.CheckCode())
		case c.has(at):
			clash = append(clash, t.CheckCode())
		default:
			c.Codes[at/8] |= 1 << (at % 8)
		}
	}
	sort.Strings(clash)
	sort.Strings(unknown)
	switch {
	case clash != nil:
		return &BatchError{Code: string(ballot.DuplicateElsewhere), CheckCodes: clash}
	case unknown != nil:
		return &BatchError{Code: string(ballot.UnknownToken), CheckCodes: unknown}
	}
	return nil
}

// fitsPeople refuses a pass that has counted more papers than people hold.
func (c Counted) fitsPeople(r Round) error {
	return r.fitsPeople(tally.Sheet{Issued: r.HandedOut, Returned: c.Genuine})
}

// uncount takes a batch that is set aside out of what its pass has counted.
func uncount(ctx context.Context, a *Act, b Batch) error {
	definition, err := a.Round.BallotDefinition()
	if err != nil {
		return err
	}
	manifest, err := manifestOf(ctx, a)
	if err != nil {
		return err
	}
	c, err := a.tx.Counted(ctx, a.Round, b.Pass)
	if err != nil && !isNotFound(err) {
		return err
	}
	if c, err = c.since(ctx, a.tx, a.Round, b.Pass, manifest); err != nil {
		return err
	}
	c.Genuine -= b.genuine(definition.List)
	c.set(manifest, b.Tokens, false)
	return a.tx.PutCounted(ctx, c)
}
