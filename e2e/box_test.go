package e2e

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kiemphieu/api/auth"
	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/store"
)

// count is a running program in whose cells papers are being counted.
type count struct {
	t        *testing.T
	ctx      context.Context
	db       *store.DB
	s        *congress.Service
	top      congress.OrgID
	server   *httptest.Server
	database string // its file
	keys     string // folder of the key that signs
	password string
	hash     string
	ledger   *ledger // of clients that see programs and databases go away; nil: a refusal is a failure
}

// sheet is a paper as it lies on the table: its code and what was struck out.
type sheet struct {
	Code  string       `json:"code"`
	Marks ballot.Marks `json:"marks"`
	hash  ballot.TokenHash
}

// box is an opened ballot box: a round whose papers lie in sheaves.
type box struct {
	*count
	congress congress.CongressID
	round    congress.RoundID
	tag      ballot.RoundTag
	tellers  []congress.Actor
	chief    congress.Actor
	cell     string    // prefix of the logins
	sheaves  [][]sheet // sheaf 1 first
	ballot   boxBallot

	superseded map[string]int // sheaves that the chief had entered again, by pass and number
	page       string         // name of the station's page that is watched
}

// The ballot of most boxes: seven to elect out of nine.
const (
	boxNames = 9
	boxSeats = 7
)

// boxBallot is what is elected in a box.
type boxBallot struct {
	office       ballot.Office
	names, seats int
	machine      int // one sheaf in so many that a machine has read is drawn; 0: two passes by hand
}

// openCount starts a program with an empty store.
func openCount(t *testing.T, random io.Reader) *count {
	t.Helper()
	dir := t.TempDir()
	database, keys := filepath.Join(dir, "kiemphieu.db"), filepath.Join(dir, "keys")
	p := apptest.Open(t, app.Config{Database: database, Random: random, Version: "test", Keys: keys})
	c := newCount(t, p)
	c.database, c.keys = database, keys
	c.server = httptest.NewServer(p.Server.Handler())
	t.Cleanup(c.server.Close)
	return c
}

// newCount puts a ward into an empty program.
func newCount(t *testing.T, p *app.Program) *count {
	t.Helper()
	c := &count{t: t, ctx: context.Background(), db: p.Store, s: p.Congress, password: auth.NewPassword()}
	var err error
	c.hash, err = auth.Hash(c.password)
	check(t, err)
	c.top, err = c.s.CreateOrganisation(c.ctx, "", congress.OrganisationInput{Kind: congress.KindBase,
		Name: "Đảng bộ phường Thử"})
	check(t, err)
	c.server = httptest.NewServer(p.Server.Handler())
	t.Cleanup(c.server.Close)
	return c
}

// openBox leads a cell through its use cases up to the papers on the table:
// so many sheaves of ten, with random marks drawn from seed.
func (c *count) openBox(sheaves, tellers int, seed uint64) *box {
	c.t.Helper()
	return c.openBoxes(sheaves, tellers, seed, boxBallot{office: ballot.Committee, names: boxNames, seats: boxSeats})[0]
}

// openBoxes opens several boxes of one congress, for an office each.
func (c *count) openBoxes(sheaves, tellers int, seed uint64, ballots ...boxBallot) (boxes []*box) {
	c.t.Helper()
	papers := sheaves * ballot.MinSheaf
	b := &box{count: c, cell: fmt.Sprintf("o%d", seed), superseded: map[string]int{}}
	org, err := c.s.CreateOrganisation(c.ctx, c.top, congress.OrganisationInput{Kind: congress.KindCell,
		Model: congress.ModelOffice, Name: "Chi bộ " + b.cell})
	check(c.t, err)
	actor := func(login, name string, role congress.Role) congress.Actor {
		id, err := c.s.CreateAccount(c.ctx, congress.AccountInput{OrgID: org, Login: b.cell + "." + login, Name: name,
			Role: role, PasswordHash: c.hash})
		check(c.t, err)
		by, err := c.s.ActorOf(c.ctx, id)
		check(c.t, err)
		return by
	}
	organiser, presidium := actor("capuy", "Lê Thị Ủy", congress.RoleOrganiser),
		actor("chutich", "Lê Văn Tịch", congress.RolePresidium)
	b.chief = actor("truongban", "Trần Văn Trưởng", congress.RoleChief)
	for i := range tellers {
		b.tellers = append(b.tellers, actor(fmt.Sprintf("kiemphieu%d", i+1), "Phạm Thị Phiếu "+string('A'+rune(i)),
			congress.RoleTeller))
	}
	b.congress, err = c.s.CreateCongress(c.ctx, organiser, org, congress.CongressInput{Title: "Đại hội chi bộ " +
		b.cell, Term: "2025–2027", HeldOn: congress.At(time.Now()).Date(), Profile: "190-QD/TW"})
	check(c.t, err)
	b.attend(organiser, presidium, papers)
	for i, of := range ballots {
		one := *b
		one.ballot, one.superseded = of, map[string]int{}
		one.printAndOpen(organiser, presidium, papers, seed+uint64(i)<<32)
		boxes = append(boxes, &one)
	}
	return boxes
}

// attend fills the roster and marks everybody present.
func (b *box) attend(organiser, presidium congress.Actor, members int) {
	b.t.Helper()
	var roster []congress.Member
	for i := range members {
		name := "Nguyễn " + string('A'+rune(i/26/26)) + " " + string('A'+rune(i/26%26)) + " " + string('A'+rune(i%26))
		roster = append(roster, congress.Member{Name: name, Official: true, Incumbent: i == 0, Female: i == 1})
	}
	check(b.t, b.s.SaveRoster(b.ctx, organiser, b.congress, roster))
	o, err := b.s.Overview(b.ctx, b.congress)
	check(b.t, err)
	for i, by := range append([]congress.Actor{b.chief, presidium}, b.tellers...) {
		member, duty := o.Members[members-1-i].ID, congress.DutyTeller
		if i < 2 {
			duty = []congress.Duty{congress.DutyChief, congress.DutyChair}[i]
		}
		check(b.t, b.s.GiveDuty(b.ctx, organiser, b.congress, member, duty))
		check(b.t, b.s.LinkAccount(b.ctx, organiser, b.congress, member, by.AccountID))
	}
	var marks []congress.AttendanceOf
	for _, m := range o.Members {
		marks = append(marks, congress.AttendanceOf{Member: m.ID, Attendance: congress.AttendancePresent})
	}
	_, err = b.s.TakeAttendance(b.ctx, organiser, b.congress, marks)
	check(b.t, err)
}

// printAndOpen adopts the list, prints, hands out, collects, and lays the
// papers out in sheaves.
func (b *box) printAndOpen(organiser, presidium congress.Actor, papers int, seed uint64) {
	b.t.Helper()
	contest, err := b.s.AddContest(b.ctx, organiser, b.congress, congress.ContestInput{Office: b.ballot.office,
		Seats: b.ballot.seats})
	check(b.t, err)
	o, err := b.s.Overview(b.ctx, b.congress)
	check(b.t, err)
	for _, m := range o.Members[:b.ballot.names] {
		check(b.t, b.s.Nominate(b.ctx, organiser, contest, m.ID, congress.SourceCommittee, 0))
	}
	b.round, err = b.s.StartRound(b.ctx, organiser, contest, ballot.Ordinary)
	check(b.t, err)
	check(b.t, b.s.Freeze(b.ctx, presidium, b.round, congress.CodeQR))
	random := rand.New(rand.NewPCG(seed, 27))
	check(b.t, b.s.MakePapers(b.ctx, organiser, b.round, congress.PapersInput{Count: papers,
		Format: ballot.FormatA5TwoUp}, func(p congress.Printing) error {
		b.tag = p.Definition.Tag()
		b.sheaves = nil
		for i, token := range p.Tokens {
			if i%ballot.MinSheaf == 0 {
				b.sheaves = append(b.sheaves, nil)
			}
			last := &b.sheaves[len(b.sheaves)-1]
			*last = append(*last, sheet{Code: ballot.EncodeCode(b.tag, token), Marks: struck(random, b.ballot.names),
				hash: token.Hash(b.tag)})
		}
		return nil
	}))
	check(b.t, b.s.HandOutWithReason(b.ctx, b.chief, b.round, papers, papers, "đại hội của phép thử"))
	check(b.t, b.s.OpenBox(b.ctx, b.chief, b.round, congress.BoxInput{Returned: papers}))
	way, reason := congress.CountTwoPasses, ""
	if b.ballot.machine > 0 {
		way, reason = congress.CountWithMachine, "đại hội của phép thử"
	}
	check(b.t, b.s.ChooseCounting(b.ctx, b.chief, b.round, way, ballot.MinSheaf, b.ballot.machine, reason))
}

// randomMarks strikes one to four names of those in most boxes.
func randomMarks(random *rand.Rand) ballot.Marks { return struck(random, boxNames) }

func struck(random *rand.Rand, names int) ballot.Marks {
	marks := bytes.Repeat([]byte{ballot.Standing}, names)
	for range 1 + random.IntN(4) {
		marks[random.IntN(names)] = ballot.Struck
	}
	return ballot.Marks(marks)
}

// batch is what a sheaf must become: two lists, each sorted by itself.
type batch struct {
	tokens []byte   // hashes, as stored
	hex    []string // the same, as sent
	marks  []string
}

func batchOf(sheets []sheet) batch {
	var hashes []ballot.TokenHash
	var want batch
	for _, s := range sheets {
		hashes = append(hashes, s.hash)
		want.marks = append(want.marks, string(s.Marks))
	}
	slices.SortFunc(hashes, func(a, b ballot.TokenHash) int { return bytes.Compare(a[:], b[:]) })
	slices.Sort(want.marks)
	for _, h := range hashes {
		want.tokens = append(want.tokens, h[:]...)
		want.hex = append(want.hex, hex.EncodeToString(h[:]))
	}
	return want
}

// stored returns what the store holds of a pass, by sheaf.
func (b *box) stored(pass congress.Pass) map[int]congress.Batch {
	b.t.Helper()
	found := map[int]congress.Batch{}
	check(b.t, b.db.View(b.ctx, func(tx congress.Tx) error {
		r, err := tx.Round(b.ctx, b.round)
		if err != nil {
			return err
		}
		batches, err := tx.Batches(b.ctx, r)
		for _, one := range batches {
			if one.Pass == pass {
				found[one.Sheaf] = one
			}
		}
		return err
	}))
	return found
}

// accepted counts the log's events of an accepted batch, by pass and sheaf:
// an effect that happened twice would stand there twice.
func (b *box) accepted() map[string]int {
	b.t.Helper()
	found := map[string]int{}
	check(b.t, b.db.View(b.ctx, func(tx congress.Tx) error {
		c, err := tx.Congress(b.ctx, b.congress)
		if err != nil {
			return err
		}
		entries, err := tx.LogEntries(b.ctx, c, 0)
		for _, e := range entries {
			var event struct {
				Kind string                 `json:"kind"`
				Data congress.BatchAccepted `json:"data"`
			}
			if json.Unmarshal(e.Leaf, &event) == nil && event.Kind == "batch.accepted" {
				found[fmt.Sprintf("%s/%d", event.Data.Pass, event.Data.Sheaf)]++
			}
		}
		return err
	}))
	return found
}

// holds checks that the store has exactly these sheets for a sheaf, from one event.
func (b *box) holds(pass congress.Pass, sheaf int, sheets []sheet) {
	b.t.Helper()
	b.compare(b.stored(pass), b.accepted(), pass, sheaf, sheets)
}

// holdsAll checks that every sheaf of a pass took effect once, as it lies on the table.
func (b *box) holdsAll(pass congress.Pass) {
	b.t.Helper()
	stored, accepted := b.stored(pass), b.accepted()
	for i, sheets := range b.sheaves {
		b.compare(stored, accepted, pass, i+1, sheets)
	}
	if len(stored) != len(b.sheaves) {
		b.t.Errorf("pass %s has %d batches of %d sheaves", pass, len(stored), len(b.sheaves))
	}
}

func (b *box) compare(stored map[int]congress.Batch, accepted map[string]int, pass congress.Pass, sheaf int,
	sheets []sheet) {
	b.t.Helper()
	got, want := stored[sheaf], batchOf(sheets)
	if marks := strings.Join(want.marks, "\n"); !bytes.Equal(got.Tokens, want.tokens) || got.Marks != marks ||
		got.N != len(sheets) {
		b.t.Errorf("pass %s sheaf %d: %d papers stored, not those on the table:\n%s\nwant\n%s", pass, sheaf, got.N,
			got.Marks, marks)
	}
	name := fmt.Sprintf("%s/%d", pass, sheaf)
	if n := accepted[name]; n != 1+b.superseded[name] {
		b.t.Errorf("pass %s sheaf %d took effect %d times", pass, sheaf, n)
	}
}

// seeded gives the same secrets at every run, so that what a test finds about
// their order is found again.
type seeded struct {
	mu     sync.Mutex
	source *rand.ChaCha8
}

func newSeeded(seed byte) *seeded { return &seeded{source: rand.NewChaCha8([32]byte{seed})} }

func (s *seeded) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.source.Read(p)
}
