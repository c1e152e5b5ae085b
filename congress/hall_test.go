package congress_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// hall is a congress with its people, in a program over a real SQLite file.
type hall struct {
	t        testing.TB
	ctx      context.Context
	program  *app.Program
	s        *congress.Service
	org      congress.OrgID
	congress congress.CongressID
	members  []congress.Member
	tokens   map[congress.RoundID][]ballot.Token
	readyOn  congress.Date // "" for a month before the day

	organiser, presidium, chief, teller1, teller2, teller3 congress.Actor
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// openProgram opens a program on the morning of the day of the congresses.
func openProgram(t testing.TB, cfg app.Config) *app.Program {
	t.Helper()
	cfg.Now = apptest.Morning("2025-03-01")
	return apptest.Open(t, cfg)
}

// openHall makes a cell of so many official members and one probationary, all
// present, with a full presidium and counting committee.
func openHall(t *testing.T, official int) *hall {
	t.Helper()
	return newHall(t, openProgram(t, app.Config{}), official, congress.CongressInput{Title: "Đại hội Chi bộ Thử",
		Term: "2025–2027", HeldOn: "2025-03-01", Profile: "190-QD/TW"})
}

// wards counts the wards of these tests: some share a database.
var wards atomic.Int64

func newHall(t testing.TB, p *app.Program, official int, in congress.CongressInput) *hall {
	t.Helper()
	h := &hall{t: t, ctx: context.Background(), program: p, s: p.Congress,
		tokens: map[congress.RoundID][]ballot.Token{}}
	top, err := h.s.CreateOrganisation(h.ctx, "", congress.OrganisationInput{Kind: congress.KindBase,
		Name: fmt.Sprintf("Đảng bộ phường %d", wards.Add(1))})
	must(t, err)
	h.org, err = h.s.CreateOrganisation(h.ctx, top, congress.OrganisationInput{Kind: congress.KindCell,
		Model: congress.ModelOffice, Name: "Chi bộ Thử"})
	must(t, err)
	for login, actor := range map[string]*congress.Actor{"organiser": &h.organiser, "presidium": &h.presidium,
		"chief": &h.chief, "teller1": &h.teller1, "teller2": &h.teller2, "teller3": &h.teller3} {
		role := congress.Role(login)
		if login[:4] == "tell" {
			role = congress.RoleTeller
		}
		id, err := h.s.CreateAccount(h.ctx, congress.AccountInput{OrgID: h.org,
			Login: fmt.Sprintf("%s.%.8s", login, h.org), Name: "Người " + login, Role: role, PasswordHash: "x"})
		must(t, err)
		*actor, err = h.s.ActorOf(h.ctx, id)
		must(t, err)
	}
	h.congress, err = h.s.CreateCongress(h.ctx, h.organiser, h.org, in)
	must(t, err)
	var roster []congress.Member
	for i := range official + 1 {
		roster = append(roster, congress.Member{Name: fmt.Sprintf("Nguyễn Văn %c", 'A'+rune(i)), Official: i < official,
			Incumbent: i == 0, Female: i == 1})
	}
	must(t, h.s.SaveRoster(h.ctx, h.organiser, h.congress, roster))
	h.begin(official)
	return h
}

// begin brings a congress with a roster to its morning: duties given, all present.
func (h *hall) begin(official int) {
	h.t.Helper()
	h.reload()
	for i, post := range []struct {
		duty congress.Duty
		by   congress.Actor
	}{{congress.DutyChief, h.chief}, {congress.DutyTeller, h.teller1}, {congress.DutyTeller, h.teller2},
		{congress.DutyChair, h.presidium}, {congress.DutyTeller, h.teller3}} {
		if i < official {
			h.appoint(h.members[official-1-i].ID, post.duty, post.by)
		}
	}
	h.attend(congress.AttendancePresent, h.members...)
	h.prepare(congress.PreparationItems()...)
}

// appoint gives a member a duty, and the account that acts for it: one that was
// locked with the duty of somebody else is let in again first.
func (h *hall) appoint(member congress.MemberID, duty congress.Duty, by congress.Actor) {
	h.t.Helper()
	must(h.t, h.s.SetDisabled(h.ctx, console(), by.AccountID, false))
	must(h.t, h.s.GiveDuty(h.ctx, h.organiser, h.congress, member, duty))
	must(h.t, h.s.LinkAccount(h.ctx, h.organiser, h.congress, member, by.AccountID))
}

// prepare notes items of the congress as done.
func (h *hall) prepare(items ...congress.PreparationItem) {
	h.t.Helper()
	var inputs []congress.PreparationInput
	day := cmp.Or(h.readyOn, "2025-02-01")
	for _, item := range items {
		inputs = append(inputs, congress.PreparationInput{Item: item, DoneOn: day, ApprovedBy: "Chi ủy"})
	}
	must(h.t, h.s.NotePreparation(h.ctx, h.organiser, h.congress, inputs))
}

func (h *hall) reload() {
	h.t.Helper()
	h.members = h.overview().Members
}

func (h *hall) overview() congress.Overview {
	h.t.Helper()
	o, err := h.s.Overview(h.ctx, h.congress)
	must(h.t, err)
	return o
}

func (h *hall) attend(a congress.Attendance, members ...congress.Member) {
	h.t.Helper()
	var marks []congress.AttendanceOf
	for _, m := range members {
		marks = append(marks, congress.AttendanceOf{Member: m.ID, Attendance: a})
	}
	_, err := h.s.TakeAttendance(h.ctx, h.organiser, h.congress, marks)
	must(h.t, err)
}

// contest adds a contest and puts the first names on the roster forward.
func (h *hall) contest(office ballot.Office, seats, names int) congress.ContestID {
	h.t.Helper()
	id, err := h.s.AddContest(h.ctx, h.organiser, h.congress, congress.ContestInput{Office: office, Seats: seats})
	must(h.t, err)
	for _, m := range h.members[:names] {
		must(h.t, h.s.Nominate(h.ctx, h.organiser, id, m.ID, congress.SourceCommittee, 0))
	}
	return id
}

// round starts a round, freezes its list and prints, hands out and collects papers.
func (h *hall) round(contest congress.ContestID, kind ballot.Kind, code congress.CodeMode,
	papers int) congress.RoundID {
	h.t.Helper()
	id, err := h.s.StartRound(h.ctx, h.organiser, contest, kind)
	must(h.t, err)
	must(h.t, h.s.Freeze(h.ctx, h.presidium, id, code))
	h.print(id, papers, 2)
	must(h.t, h.s.HandOut(h.ctx, h.chief, id, h.overview().Head.Present, papers))
	must(h.t, h.s.OpenBox(h.ctx, h.chief, id, congress.BoxInput{Returned: papers, Unused: 2}))
	return id
}

func (h *hall) print(id congress.RoundID, count, reserve int) {
	h.t.Helper()
	in := congress.PapersInput{Count: count, Reserve: reserve, Format: ballot.FormatA5TwoUp}
	must(h.t, h.s.MakePapers(h.ctx, h.organiser, id, in, func(p congress.Printing) error {
		h.tokens[id] = slices.Clone(p.Tokens)
		return nil
	}))
}

// batch makes the batch of a sheaf from marks, with codes in print order.
func (h *hall) batch(id congress.RoundID, pass congress.Pass, sheaf, first int,
	marks ...ballot.Marks) congress.BatchInput {
	h.t.Helper()
	return h.batchOf(h.view(id), pass, sheaf, first, marks...)
}

func (h *hall) batchOf(v congress.RoundView, pass congress.Pass, sheaf, first int,
	marks ...ballot.Marks) congress.BatchInput {
	id := v.Round.ID
	in := congress.BatchInput{ID: congress.BatchID(fmt.Sprintf("%s-%s-%d-%d", id[:8], pass, sheaf, first)), Pass: pass,
		Sheaf: sheaf, N: len(marks), Marks: slices.Clone(marks)}
	slices.Sort(in.Marks)
	if v.Round.Code == congress.CodeNone {
		in.SetAside = []congress.SetAside{{Cause: congress.CauseNoCode, Issued: true, Count: len(marks)}}
		return in
	}
	for _, token := range h.tokens[id][first : first+len(marks)] {
		in.Tokens = append(in.Tokens, token.Hash(v.Definition.Tag()))
	}
	slices.SortFunc(in.Tokens, func(a, b ballot.TokenHash) int { return bytes.Compare(a[:], b[:]) })
	return in
}

func (h *hall) view(id congress.RoundID) congress.RoundView {
	h.t.Helper()
	v, err := h.s.RoundOf(h.ctx, id)
	must(h.t, err)
	return v
}

func (h *hall) accept(by congress.Actor, id congress.RoundID, in congress.BatchInput) {
	h.t.Helper()
	_, err := h.s.AcceptBatch(h.ctx, by, id, in)
	must(h.t, err)
}

// repeat returns the same marks n times.
func repeat(n int, m ballot.Marks) []ballot.Marks { return slices.Repeat([]ballot.Marks{m}, n) }

// decide counts a round in one sheaf by two passes and seals it.
func (h *hall) decide(id congress.RoundID, marks ...ballot.Marks) congress.RoundView {
	h.t.Helper()
	must(h.t, h.s.ChooseCounting(h.ctx, h.chief, id, congress.CountTwoPasses, ballot.DefaultSheaf, 0, ""))
	h.accept(h.teller1, id, h.batch(id, congress.PassA, 1, 0, marks...))
	h.accept(h.teller2, id, h.batch(id, congress.PassB, 1, 0, marks...))
	h.seal(id)
	return h.view(id)
}

func (h *hall) seal(id congress.RoundID) {
	h.t.Helper()
	if sealed, err := h.s.ConfirmSeal(h.ctx, h.chief, id); err != nil || sealed {
		h.t.Fatalf("first name: %v %v", sealed, err)
	}
	if sealed, err := h.s.ConfirmSeal(h.ctx, h.presidium, id); err != nil || !sealed {
		h.t.Fatalf("second name: %v %v", sealed, err)
	}
}

// refused fails unless err is of the type E, and gives it.
func refused[E error](t testing.TB, what string, err error) E {
	t.Helper()
	var want E
	if !errors.As(err, &want) {
		t.Fatalf("%s: got %v", what, err)
	}
	return want
}

// wantRefusal fails unless err is of the type E.
func wantRefusal[E error](t testing.TB, what string, err error) {
	t.Helper()
	_ = refused[E](t, what, err)
}
