package e2e

import (
	"bytes"
	"encoding/base32"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// S9: whoever reads the memory of the server after it printed papers finds no code there,
// raw or as the text that stands on a paper; by chance, rarely, that of one or two.
func TestS9NoCodeStaysInMemory(t *testing.T) {
	c := openCount(t, newSeeded(59))
	b := c.openBox(2, 1, 59)
	round := b.frozen()
	w := &wire{t: t}
	server := c.start(w)
	defer func() { check(t, server.Process.Kill()); _ = server.Wait() }()
	const papers = 200
	status, err := c.visitor(w.target, b.cell+".capuy").post("/lan-bau/"+string(round)+"/in-phieu",
		"application/x-www-form-urlencoded", strings.NewReader(url.Values{"count": {fmt.Sprint(papers)},
			"reserve": {"0"}, "format": {"a5x2"}}.Encode()))
	if err != nil || status != http.StatusOK {
		t.Fatalf("%d %v", status, err)
	}
	p := c.printing(round)
	if len(p.hashes) != papers {
		t.Fatalf("%d codes", len(p.hashes))
	}
	canary := new(ballot.Token)
	copy(canary[:], "this is a canary")
	p.hashes[canary.Hash(p.tag)] = true
	text := []byte(ballot.EncodeCode(p.tag, *canary))
	if raw, texts := p.in(os.Getpid()); raw == 0 || texts == 0 {
		t.Errorf("the canary %v %s is found %d times raw, %d as text", canary, text, raw, texts)
	}
	const chance = 6 // a code that is there is there as often as three times
	raw, texts := p.in(server.Process.Pid)
	if raw+texts > chance {
		t.Errorf("%d raw codes and %d texts of %d papers are in memory", raw, texts, papers)
	}
	t.Logf("%d raw codes and %d texts of %d papers", raw, texts, papers)
}

// frozen begins a second contest of the congress, up to its list.
func (b *box) frozen() congress.RoundID {
	b.t.Helper()
	by := func(login string) congress.Actor {
		a, err := b.s.AccountByLogin(b.ctx, b.cell+"."+login)
		check(b.t, err)
		actor, err := b.s.ActorOf(b.ctx, a.ID)
		check(b.t, err)
		return actor
	}
	o, err := b.s.Overview(b.ctx, b.congress)
	check(b.t, err)
	contest, err := b.s.AddContest(b.ctx, by("capuy"), b.congress, congress.ContestInput{Office: ballot.Other,
		Title: "Nội dung khác", Seats: 1})
	check(b.t, err)
	for _, m := range o.Members[:2] {
		check(b.t, b.s.Nominate(b.ctx, by("capuy"), contest, m.ID, congress.SourceCommittee, 0))
	}
	round, err := b.s.StartRound(b.ctx, by("capuy"), contest, ballot.Ordinary)
	check(b.t, err)
	check(b.t, b.s.Freeze(b.ctx, by("chutich"), round, congress.CodeQR))
	return round
}

// printing is what is stored of the codes of a printing.
type printing struct {
	tag    ballot.RoundTag
	hashes map[ballot.TokenHash]bool
}

func (c *count) printing(id congress.RoundID) printing {
	c.t.Helper()
	p := printing{hashes: map[ballot.TokenHash]bool{}}
	check(c.t, c.db.View(c.ctx, func(tx congress.Tx) error {
		r, err := tx.Round(c.ctx, id)
		if err != nil {
			return err
		}
		d, err := r.BallotDefinition()
		if err != nil {
			return err
		}
		p.tag = d.Tag()
		hashes, err := tx.Manifest(c.ctx, r)
		for ; len(hashes) >= len(ballot.TokenHash{}); hashes = hashes[len(ballot.TokenHash{}):] {
			p.hashes[ballot.TokenHash(hashes[:len(ballot.TokenHash{})])] = true
		}
		return err
	}))
	return p
}

// in counts the codes in the memory of a process: tokens where one can begin, and texts
// anywhere.
func (p printing) in(pid int) (raw, texts int) {
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", pid))
	if err != nil {
		return 0, 0
	}
	memory, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		return 0, 0
	}
	defer memory.Close() // read only
	for line := range strings.Lines(string(maps)) {
		var from, to int64
		var rights string
		if n, _ := fmt.Sscanf(line, "%x-%x %s", &from, &to, &rights); n < 3 || !strings.HasPrefix(rights, "rw") {
			continue
		}
		part := make([]byte, to-from)
		if n, err := io.ReadFull(io.NewSectionReader(memory, from, to-from), part); err == nil || n > 0 {
			r, t := p.among(part[:n])
			raw, texts = raw+r, texts+t
		}
	}
	return raw, texts
}

func (p printing) among(part []byte) (raw, texts int) {
	const size = len(ballot.Token{})
	var none ballot.Token
	for i := 0; i+size <= len(part); i += size / 2 {
		token := ballot.Token(part[i : i+size])
		if token != none && p.hashes[token.Hash(p.tag)] {
			raw++
		}
	}
	for {
		at := bytes.Index(part, []byte("KP1:"))
		if at < 0 || at+38 > len(part) {
			return raw, texts
		}
		code, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(string(part[at+4 : at+38]))
		if err == nil && len(code) == len(p.tag)+size && p.hashes[ballot.Token(code[len(p.tag):]).Hash(p.tag)] {
			texts++
		}
		part = part[at+4:]
	}
}
