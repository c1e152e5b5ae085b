package demo

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// SavedBox is the ballot box of the congress that the demo leaves in the
// middle of its count: what a pair at a table would read from the invented
// papers, so that a visitor can finish the count by hand.
type SavedBox struct {
	Cell    string           `json:"cell"`
	Round   congress.RoundID `json:"round"`
	Names   []string         `json:"names"`
	Sheaves [][]SavedPaper   `json:"sheaves"`
}

// SavedPaper is an invented paper: the text of its QR code and its marks.
type SavedPaper struct {
	Code  string       `json:"code"`
	Marks ballot.Marks `json:"marks"` // one character a name: 1 elected, 0 struck out
	Hash  string       `json:"hash"`
}

func save(cell string, b box) *SavedBox {
	saved := &SavedBox{Cell: cell, Round: b.round}
	for _, c := range b.list.Candidates {
		saved.Names = append(saved.Names, c.Name)
	}
	first := 0
	for _, size := range ballot.Sheaves(len(b.papers), ballot.DefaultSheaf) {
		var sheaf []SavedPaper
		for _, p := range b.papers[first : first+size] {
			sheaf = append(sheaf, SavedPaper{Code: p.code, Marks: p.marks, Hash: hex.EncodeToString(p.hash[:])})
		}
		saved.Sheaves = append(saved.Sheaves, sheaf)
		first += size
	}
	return saved
}

// box turns a saved box back.
func (s SavedBox) box() (box, error) {
	b := box{round: s.Round}
	for _, sheaf := range s.Sheaves {
		for _, p := range sheaf {
			raw, err := hex.DecodeString(p.Hash)
			if err != nil || len(raw) != len(ballot.TokenHash{}) {
				return b, fmt.Errorf("demo: saved box: bad hash %q", p.Hash)
			}
			b.papers = append(b.papers, paper{marks: p.Marks, hash: ballot.TokenHash(raw), code: p.Code})
		}
	}
	return b, nil
}

// Finish brings the two congresses that Fill left open to their ratification,
// from wherever a visitor left them.
func (d *Demo) Finish(ctx context.Context, saved []byte) error {
	d.random = rand.New(rand.NewPCG(2022, 40)) //nolint:gosec // invented votes, not secrets
	superior, err := d.actor(ctx, "danguy")
	if err != nil {
		return err
	}
	for i, c := range ward() {
		if c.stage == ratified {
			continue
		}
		h, err := d.find(ctx, superior, c, i+1)
		if err == nil {
			err = d.finish(ctx, h, superior, saved)
		}
		if err != nil {
			return fmt.Errorf("demo: %s: %w", c.name, err)
		}
		d.Progress(c.name + ": đã bầu, chốt, chuẩn y")
	}
	return nil
}

func (d *Demo) actor(ctx context.Context, login string) (congress.Actor, error) {
	a, err := d.Congress.AccountByLogin(ctx, login)
	if err != nil {
		return congress.Actor{}, err
	}
	return d.Congress.ActorOf(ctx, a.ID)
}

// find loads a hall that Fill made.
func (d *Demo) find(ctx context.Context, superior congress.Actor, c cell, number int) (*hall, error) {
	h := &hall{cell: c, number: number}
	for login, actor := range map[string]*congress.Actor{"capuy": &h.organiser, "chutich": &h.presidium,
		"truongban": &h.chief, "kiemphieu1": &h.tellers[0], "kiemphieu2": &h.tellers[1]} {
		var err error
		if *actor, err = d.actor(ctx, fmt.Sprintf("cb%02d.%s", number, login)); err != nil {
			return nil, err
		}
	}
	meetings, err := d.Congress.CongressesUnder(ctx, superior.OrgPath)
	if err != nil {
		return nil, err
	}
	for _, m := range meetings {
		if m.OrgID == h.organiser.OrgID && !m.Rehearsal {
			h.congress = m.ID
			o, err := d.Congress.Overview(ctx, m.ID)
			h.members, h.present = o.Members, o.Head.Present
			return h, err
		}
	}
	return nil, congress.ErrNotFound
}

// finish counts what is being counted, or begins from nothing.
func (d *Demo) finish(ctx context.Context, h *hall, superior congress.Actor, saved []byte) error {
	if h.cell.stage == untouched {
		h.cell.stage = ratified
		if err := d.Clock.at(h.cell.heldOn, 8); err != nil {
			return err
		}
		return d.play(ctx, h, superior)
	}
	var stored SavedBox
	if err := json.Unmarshal(saved, &stored); err != nil {
		return fmt.Errorf("saved box: %w", err)
	}
	b, err := stored.box()
	if err != nil {
		return err
	}
	if err := d.Clock.at(h.cell.heldOn, 10); err != nil {
		return err
	}
	view, err := d.Congress.RoundOf(ctx, b.round)
	if err != nil {
		return err
	}
	if view.Round.State != congress.RoundSealed {
		if err := d.count(ctx, h, b); err != nil {
			return err
		}
	}
	d.Clock.now = d.Clock.now.Add(time.Minute)
	return d.conclude(ctx, h, superior)
}

// entered reports whether the sheaf was entered before, by a visitor.
func entered(err error) bool {
	var refused *congress.BatchError
	return errors.As(err, &refused) && refused.Code == "sheaf_entered"
}
