package demo

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/ratify"
)

// Clock is the time that the demo lives in: the days of the congresses.
type Clock struct{ now time.Time }

// ClockAt makes a clock that stands at a time.
func ClockAt(now time.Time) *Clock { return &Clock{now: now} }

// Now returns the demo's time; the store is opened with it.
func (c *Clock) Now() time.Time { return c.now }

// at moves the clock to an hour of a day in Viet Nam.
func (c *Clock) at(day congress.Date, hour int) error {
	t, err := time.ParseInLocation(time.DateOnly, string(day), congress.Vietnam())
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	c.now = t.Add(time.Duration(hour) * time.Hour)
	return nil
}

// Demo drives the use cases.
type Demo struct {
	Congress *congress.Service
	Ratify   *ratify.Service
	Clock    *Clock
	Box      *SavedBox // of the congress left in the middle of its count, set by Fill
	Hash     string    // of the one password of all demo accounts
	Print    func(congress.Printing, io.Writer) error
	Progress func(string) // told what was done, line by line
	random   *rand.Rand
	used     map[string]bool
}

// Account is an account of the demo, for printing.
type Account struct{ Login, Name, Role, Where string }

// Fill makes the ward. The database must be empty: it fails with
// congress.ErrSetUpDone where there is an account.
func (d *Demo) Fill(ctx context.Context) ([]Account, error) {
	d.random, d.used = rand.New(rand.NewPCG(2022, 39)), map[string]bool{} //nolint:gosec // invented people, not secrets
	if err := d.Clock.at("2022-06-01", 8); err != nil {
		return nil, err
	}
	top := congress.OrganisationInput{Kind: congress.KindBase, Name: "Đảng bộ phường Kỳ Trinh", Place: "Kỳ Trinh"}
	admin := congress.AccountInput{Login: "quantri", Name: "Quản trị viên", PasswordHash: d.Hash}
	if err := d.Congress.SetUp(ctx, top, admin); err != nil {
		return nil, err
	}
	account, err := d.Congress.AccountByLogin(ctx, "quantri")
	if err != nil {
		return nil, err
	}
	accounts := []Account{{"quantri", "Quản trị viên", "administrator", top.Name}}
	superior, err := d.account(ctx, &accounts, account.OrgID, top.Name, "danguy", "Lê Thị Phương Thảo",
		congress.RoleSuperior)
	if err != nil {
		return nil, err
	}
	if err := d.plan(ctx, superior); err != nil {
		return nil, err
	}
	for i, c := range ward() {
		hall, err := d.open(ctx, &accounts, account.OrgID, c, "2022–2025", i+1)
		if err != nil {
			return nil, fmt.Errorf("demo: %s: %w", c.name, err)
		}
		if err := d.play(ctx, hall, superior); err != nil {
			return nil, fmt.Errorf("demo: %s: %w", c.name, err)
		}
		d.tell(c)
	}
	d.Clock.now = d.Clock.now.Add(24 * time.Hour)
	return accounts, nil
}

func (d *Demo) tell(c cell) {
	what := map[stage]string{ratified: "đã bầu, kiểm hai lượt, chốt, chuẩn y", counting: "đang kiểm, chưa chốt",
		untouched: "chưa bắt đầu"}[c.stage]
	d.Progress(c.name + ": " + what)
}

// hall is one congress with its people.
type hall struct {
	cell      cell
	number    int // of the cell in its ward
	congress  congress.CongressID
	members   []congress.Member
	present   int // official members in the hall
	organiser congress.Actor
	presidium congress.Actor
	chief     congress.Actor
	tellers   [2]congress.Actor
}

// account makes one account and gives it as an actor.
func (d *Demo) account(ctx context.Context, all *[]Account, org congress.OrgID, where, login, name string,
	role congress.Role) (congress.Actor, error) {
	id, err := d.Congress.CreateAccount(ctx, congress.AccountInput{OrgID: org, Login: login, Name: name, Role: role,
		PasswordHash: d.Hash})
	if err != nil {
		return congress.Actor{}, err
	}
	*all = append(*all, Account{login, name, string(role), where})
	return d.Congress.ActorOf(ctx, id)
}

// open makes a cell, its congress with roster, officers and accounts.
func (d *Demo) open(ctx context.Context, accounts *[]Account, ward congress.OrgID, c cell, term string,
	number int) (*hall, error) {
	org, err := d.Congress.CreateOrganisation(ctx, ward, congress.OrganisationInput{Kind: congress.KindCell,
		Model: c.model, Name: c.name, Place: "Kỳ Trinh"})
	if err != nil {
		return nil, err
	}
	h := &hall{cell: c, number: number}
	prefix := fmt.Sprintf("cb%02d.", number)
	people := invent(c, d.random, d.used)
	officers := people[c.official-4 : c.official] // official members who do not stand
	if h.organiser, err = d.account(ctx, accounts, org, c.name, prefix+"capuy", people[0].Name,
		congress.RoleOrganiser); err != nil {
		return nil, err
	}
	if h.congress, err = d.Congress.CreateCongress(ctx, h.organiser, org, congress.CongressInput{
		Title: "Đại hội " + c.name, Term: term, HeldOn: c.heldOn, Place: "Nhà văn hóa tổ dân phố", Profile: "244-QD/TW",
		Pilot: c.pilot}); err != nil {
		return nil, err
	}
	if err := d.Congress.SaveRoster(ctx, h.organiser, h.congress, people); err != nil {
		return nil, err
	}
	o, err := d.Congress.Overview(ctx, h.congress)
	if err != nil {
		return nil, err
	}
	h.members = o.Members
	if err := d.lastTerm(ctx, h, org); err != nil {
		return nil, err
	}
	return h, d.appoint(ctx, accounts, h, org, prefix, officers)
}

// lastTerm writes down who held which office in the term that ends: the first
// of the roster are its committee, secretary and deputy at their head.
func (d *Demo) lastTerm(ctx context.Context, h *hall, org congress.OrgID) error {
	began := h.cell.heldOn.AddDays(-2 * 365)
	for i, m := range h.members[:h.cell.reelected] {
		held := []ballot.Office{ballot.Committee}
		if heads := []ballot.Office{ballot.Secretary, ballot.Deputy}; i < len(heads) {
			held = append(held, heads[i])
		}
		for _, office := range held {
			err := d.Congress.NoteMandate(ctx, h.organiser, org, congress.MandateInput{Office: office,
				Term: began.Year() + "–" + h.cell.heldOn.Year(), Name: m.Name, Born: m.Born, Card: m.Card, From: began,
				How: congress.HowElected, Decision: fmt.Sprintf("%d-QĐ/ĐU", 40+h.cell.official),
				DecidedOn: began.AddDays(25), Grounds: "Hồ sơ lưu của chi bộ"})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// appoint returns the duties of the congress, each with an account.
func (d *Demo) appoint(ctx context.Context, accounts *[]Account, h *hall, org congress.OrgID, prefix string,
	officers []congress.Member) error {
	posts := []struct {
		login string
		duty  congress.Duty
		actor *congress.Actor
	}{
		{"chutich", congress.DutyChair, &h.presidium}, {"truongban", congress.DutyChief, &h.chief},
		{"kiemphieu1", congress.DutyTeller, &h.tellers[0]}, {"kiemphieu2", congress.DutyTeller, &h.tellers[1]},
	}
	for i, post := range posts {
		m := h.members[h.cell.official-4+i]
		if m.Card != officers[i].Card {
			return fmt.Errorf("demo: roster out of order at %s", m.Name)
		}
		if err := d.Congress.GiveDuty(ctx, h.organiser, h.congress, m.ID, post.duty); err != nil {
			return err
		}
		actor, err := d.account(ctx, accounts, org, h.cell.name, prefix+post.login, m.Name, post.duty.Role())
		if err != nil {
			return err
		}
		*post.actor = actor
		if err := d.Congress.LinkAccount(ctx, h.organiser, h.congress, m.ID, actor.AccountID); err != nil {
			return err
		}
	}
	return nil
}

// play brings a congress to its stage.
func (d *Demo) play(ctx context.Context, h *hall, superior congress.Actor) error {
	if h.cell.stage == untouched {
		return d.prepare(ctx, h, 3)
	}
	if err := d.Clock.at(h.cell.heldOn, 8); err != nil {
		return err
	}
	if err := d.prepare(ctx, h, len(congress.PreparationItems())); err != nil {
		return err
	}
	if err := d.attend(ctx, h); err != nil {
		return err
	}
	b, err := d.vote(ctx, h, contest{office: ballot.Committee, seats: h.cell.seats, names: h.cell.seats + 1})
	if err != nil {
		return err
	}
	if h.cell.stage == counting {
		d.Box = save(h.cell.name, b)
		return d.enter(ctx, b, congress.PassA, h.tellers[0], 1) // the first sheaf only
	}
	if err := d.count(ctx, h, b); err != nil {
		return err
	}
	return d.conclude(ctx, h, superior)
}

// conclude elects secretary and deputy, closes, submits and ratifies.
func (d *Demo) conclude(ctx context.Context, h *hall, superior congress.Actor) error {
	for i, office := range []ballot.Office{ballot.Secretary, ballot.Deputy} {
		b, err := d.vote(ctx, h, contest{office: office, seats: 1, names: 1, from: i})
		if err != nil {
			return err
		}
		if err := d.count(ctx, h, b); err != nil {
			return err
		}
	}
	if err := d.Congress.Close(ctx, h.presidium, h.congress); err != nil {
		return err
	}
	d.Clock.now = d.Clock.now.Add(48 * time.Hour)
	if err := d.Ratify.Submit(ctx, h.organiser, h.congress, "Kính đề nghị Ban Thường vụ Đảng ủy phường xem xét, "+
		"chuẩn y."); err != nil {
		return err
	}
	d.Clock.now = d.Clock.now.Add(22 * 24 * time.Hour)
	decided := congress.DateOf(d.Clock.now)
	number := fmt.Sprintf("%d-QĐ/ĐU", 100+h.number)
	if err := d.Ratify.Ratify(ctx, superior, h.congress, ratify.Decision{Number: number,
		DecidedOn: decided}); err != nil {
		return err
	}
	return d.follow(ctx, h)
}
