package demo

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/tally"
)

// contest is one ballot to hold; from is the first of the members who stand.
type contest struct {
	office             ballot.Office
	seats, names, from int
}

// box is a ballot box after the vote: what the papers say, and their codes.
// Only here, in an invented hall, does a program know both.
type box struct {
	round  congress.RoundID
	list   ballot.List
	papers []paper
}

type paper struct {
	marks ballot.Marks
	hash  ballot.TokenHash
	code  string // text of the QR code
}

// attend marks who came: two absent with consent, one without a word.
func (d *Demo) attend(ctx context.Context, h *hall) error {
	var marks []congress.AttendanceOf
	for _, m := range h.members {
		marks = append(marks, congress.AttendanceOf{Member: m.ID, Attendance: congress.AttendancePresent})
	}
	away := h.members[h.cell.seats+1 : h.cell.seats+4] // who neither stand for election nor lead it
	for i := range marks {
		if slices.ContainsFunc(away, func(m congress.Member) bool { return m.ID == marks[i].Member }) {
			marks[i].Attendance = congress.AttendanceAbsent
		}
	}
	if _, err := d.Congress.TakeAttendance(ctx, h.organiser, h.congress, marks); err != nil {
		return err
	}
	for i, reason := range []string{"Đi điều trị tại Bệnh viện Trung ương Huế",
		"Sinh hoạt tạm thời tại nơi con công tác"} {
		kind := []tally.DeductionKind{tally.AbsentWithConsent, tally.TemporarilyElsewhere}[i]
		err := d.Congress.Deduct(ctx, h.organiser, h.congress, congress.Deduction{Member: away[i].ID, Kind: kind,
			Reason:    reason,
			ConsentBy: "Chi ủy khóa trước", ConsentOn: h.cell.heldOn.AddDays(-5)})
		if err != nil {
			return err
		}
	}
	h.present = h.cell.official - len(away)
	return nil
}

// vote holds a ballot up to the opened box and the bundled sheaves.
func (d *Demo) vote(ctx context.Context, h *hall, c contest) (box, error) {
	id, err := d.Congress.AddContest(ctx, h.organiser, h.congress, congress.ContestInput{Office: c.office,
		Seats: c.seats})
	if err != nil {
		return box{}, err
	}
	for _, m := range h.members[c.from : c.from+c.names] {
		if err := d.Congress.Nominate(ctx, h.organiser, id, m.ID, congress.SourceCommittee, 0); err != nil {
			return box{}, err
		}
	}
	round, err := d.Congress.StartRound(ctx, h.organiser, id, ballot.Ordinary)
	if err != nil {
		return box{}, err
	}
	if err := d.Congress.Freeze(ctx, h.presidium, round, congress.CodeQR); err != nil {
		return box{}, err
	}
	return d.castPapers(ctx, h, round)
}

// castPapers prints, hands out, fills in and collects the papers.
func (d *Demo) castPapers(ctx context.Context, h *hall, round congress.RoundID) (box, error) {
	b := box{round: round}
	var tokens []ballot.Token
	in := congress.PapersInput{Count: h.present, Reserve: 5, Format: ballot.FormatA5TwoUp}
	err := d.Congress.MakePapers(ctx, h.organiser, round, in, func(p congress.Printing) error {
		tokens, b.list = slices.Clone(p.Tokens), p.Definition.List
		for _, t := range tokens {
			b.papers = append(b.papers, paper{hash: t.Hash(p.Definition.Tag()),
				code: ballot.EncodeCode(p.Definition.Tag(), t)})
		}
		return d.Print(p, &bytes.Buffer{})
	})
	if err != nil {
		return box{}, err
	}
	d.Clock.now = d.Clock.now.Add(20 * time.Minute)
	if err := d.Congress.HandOut(ctx, h.chief, round, h.present, h.present); err != nil {
		return box{}, err
	}
	if err := d.Congress.OpenBox(ctx, h.chief, round, congress.BoxInput{Returned: h.present,
		Unused: in.Reserve}); err != nil {
		return box{}, err
	}
	b.papers = b.papers[:h.present]
	d.fillIn(h, b)
	d.random.Shuffle(len(b.papers), func(i, j int) { b.papers[i], b.papers[j] = b.papers[j], b.papers[i] })
	return b, d.Congress.ChooseCounting(ctx, h.chief, round, congress.CountTwoPasses, ballot.DefaultSheaf, 0, "")
}

// fillIn marks the papers so that those first on the roster are elected.
func (d *Demo) fillIn(h *hall, b box) {
	losers := map[string]bool{}
	for _, m := range h.members[h.cell.seats:] {
		losers[string(m.ID)] = true
	}
	for i := range b.papers {
		b.papers[i].marks = d.mark(b.list, losers, i)
	}
}

// mark fills in one paper: most voters strike out whom the cell does not want,
// one in six somebody else; the second paper is left untouched.
func (d *Demo) mark(list ballot.List, losers map[string]bool, i int) ballot.Marks {
	n := len(list.Candidates)
	if list.Style() == ballot.AgreeDisagree {
		if d.random.IntN(12) == 0 {
			return ballot.Marks(strings.Repeat(string(ballot.Disagree), n))
		}
		return ballot.Marks(strings.Repeat(string(ballot.Agree), n))
	}
	rows := bytes.Repeat([]byte{ballot.Standing}, n)
	if i == 1 {
		return ballot.Marks(rows) // too many
	}
	if d.random.IntN(6) == 0 {
		rows[d.random.IntN(n)] = ballot.Struck
		return ballot.Marks(rows)
	}
	for k, c := range list.Candidates {
		if losers[c.ID] {
			rows[k] = ballot.Struck
		}
	}
	return ballot.Marks(rows)
}

// enter types sheaves of a pass, up to the given number of them (0: all).
func (d *Demo) enter(ctx context.Context, b box, pass congress.Pass, by congress.Actor, limit int) error {
	if _, err := d.Congress.TakePass(ctx, by, b.round, pass, "", ""); err != nil {
		return err
	}
	first := 0
	for i, size := range ballot.Sheaves(len(b.papers), ballot.DefaultSheaf) {
		if limit > 0 && i >= limit {
			return nil
		}
		in := batchOf(b.papers[first : first+size])
		in.ID = congress.BatchID(fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", d.random.Uint32(), d.random.IntN(1<<16),
			d.random.IntN(1<<12), d.random.IntN(1<<12), d.random.Uint64()>>16))
		in.Pass, in.Sheaf = pass, i+1
		if _, err := d.Congress.AcceptBatch(ctx, by, b.round, in); err != nil && !entered(err) {
			return err
		}
		first += size
	}
	return nil
}

// batchOf makes the two sorted lists of a sheaf.
func batchOf(papers []paper) congress.BatchInput {
	in := congress.BatchInput{N: len(papers)}
	for _, p := range papers {
		in.Tokens, in.Marks = append(in.Tokens, p.hash), append(in.Marks, p.marks)
	}
	slices.SortFunc(in.Tokens, func(a, b ballot.TokenHash) int { return bytes.Compare(a[:], b[:]) })
	slices.Sort(in.Marks)
	return in
}

// count enters both passes and seals with two names.
func (d *Demo) count(ctx context.Context, h *hall, b box) error {
	if err := d.enter(ctx, b, congress.PassA, h.tellers[0], 0); err != nil {
		return err
	}
	if err := d.enter(ctx, b, congress.PassB, h.tellers[1], 0); err != nil {
		return err
	}
	d.Clock.now = d.Clock.now.Add(30 * time.Minute)
	if _, err := d.Congress.ConfirmSeal(ctx, h.chief, b.round); err != nil {
		return err
	}
	sealed, err := d.Congress.ConfirmSeal(ctx, h.presidium, b.round)
	if err == nil && !sealed {
		err = fmt.Errorf("demo: round %s is not sealed", b.round)
	}
	return err
}
