// Package pages is what people see: every page, every form, every file to take
// home.
//
// A topic is a small type beside its routes: a page is a row there, a handler
// that calls one use case, and a template of the same name in web/templates. A
// form is wrapped in act: when the use case refuses, the page is shown again
// with what was typed and the sentence of the error's code from
// web/locale/vi.json at its field.
package pages

import (
	"context"
	"slices"
	"time"

	"kiemphieu/api"
	"kiemphieu/api/live"
	"kiemphieu/app/backup"
	"kiemphieu/app/health"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/office"
	"kiemphieu/outside"
	"kiemphieu/ratify"
	"kiemphieu/ratify/calendar"
	"kiemphieu/ratify/statistics"
	"kiemphieu/recount"
	"kiemphieu/security"
	"kiemphieu/web"
)

// Config is what the pages are made of.
type Config struct {
	Congress   *congress.Service
	Ratify     *ratify.Service
	Recount    *recount.Service
	Calendar   *calendar.Service
	Statistics *statistics.Service
	Office     *office.Service
	Outside    *outside.Service
	Security   *security.Service
	Backups    *backup.Keeper
	Health     func() []health.Sign // what is wrong with the machine
	// Twice reports whether two machines have the key of a tablet.
	Twice   func(id congress.DeviceID, at time.Time) bool
	Site    *web.Site
	Version string
	Secure  bool // served over HTTPS
	Running interface {
		// Running finds how the program runs, for papers that tell it to an organisation.
		Running(ctx context.Context, path string) (Running, error)
	}
	// HallAddresses returns where tablets in the hall open the program, and where they
	// first install its certificate; nil where nobody knows.
	HallAddresses func() (program, certificate []string)
	// Showcase opens the page with all parts of the visual language.
	Showcase bool
	// PrivateWebhooks allows webhooks at addresses within the house.
	PrivateWebhooks bool
}

// Pages answers people.
type Pages struct {
	cfg    Config
	screen *screen
	boards boards
}

// New makes the pages.
func New(cfg Config) *Pages {
	p := &Pages{cfg: cfg, screen: &screen{cfg.Site, sentences{api.Words{Site: cfg.Site}}, cfg.Version, cfg.Health,
		cfg.Twice}}
	p.boards = boards{screen: p.screen, hall: cfg.HallAddresses, congress: cfg.Congress}
	p.boards.live = live.New(p.boards.drawBoard)
	return p
}

// Running is how the program runs, as it was found when a paper asked.
type Running = minutes.Running

// Routes is the whole table of pages with their gates.
func (p *Pages) Routes() []api.Route {
	s, cs, rs := p.screen, p.cfg.Congress, p.cfg.Ratify
	dossiers, rounds := dossiers{s, cs, rs}, rounds{s, cs}
	return slices.Concat(
		signIn{s, cs}.routes(), setUp{s, cs}.routes(), own{s, cs, p.cfg.Outside}.routes(),
		second{s, cs, p.cfg.Security}.routes(),
		feeds{s, p.cfg.Outside, rs}.routes(), securityLog{s, p.cfg.Security}.routes(),
		home{s, guides{s, cs, p.cfg.Office}, cs, rs, p.cfg.Statistics}.routes(),
		guides{s, cs, p.cfg.Office}.routes(), help{s}.routes(),
		importTrees{s, organisations{s, cs, rs, p.cfg.Office}, p.cfg.Office}.routes(),
		organisations{s, cs, rs, p.cfg.Office}.routes(), newCongresses{s, cs}.routes(),
		mandates{s, cs, p.cfg.Office}.routes(),
		accounts{s, slips{p.cfg.HallAddresses, cs}, cs, p.cfg.Security, p.cfg.Office}.routes(),
		slips{p.cfg.HallAddresses, cs}.routes(), backups{s,
			p.cfg.Backups}.routes(),
		showcase{s, p.cfg.Showcase}.routes(), integrations{s, p.cfg.PrivateWebhooks, p.cfg.Outside}.routes(),
		plans{s, cs, rs}.routes(), workingDays{s, cs, p.cfg.Calendar}.routes(), legalBases{s, cs}.routes(),
		sums{s, rs, p.cfg.Statistics}.routes(),
		inbox{s, rs}.routes(), returns{s, rs}.routes(), keys{s, cs, rs}.routes(), dossiers.routes(),
		decisions{s, dossiers, rs}.routes(), afterwards{s, rs}.routes(),
		documents{s, p.cfg.Running, p.cfg.Recount, cs, rs}.routes(), registers{s, rs}.routes(),
		day{s, cs, p.cfg.Security, rs}.routes(),
		settings{s, cs}.routes(), preparations{s, cs}.routes(), rosters{s, cs}.routes(),
		imports{s, rosters{s, cs}, cs, p.cfg.Office}.routes(),
		officers{s, slips{p.cfg.HallAddresses, cs}, cs}.routes(), attendance{s, cs}.routes(), contests{s, cs}.routes(),
		lists{s, cs}.routes(),
		rounds.routes(), papers{s, rounds, cs}.routes(), counts{s, rounds, cs}.routes(), handCounts{s, cs}.routes(),
		recounts{s, cs, p.cfg.Recount}.routes(),
		p.boards.routes(),
		devices{s, p.cfg.HallAddresses, p.cfg.Secure, cs}.routes(), joins{s, cs}.routes(), station{s}.routes(),
	)
}

// ErrorPage tells people what the request's problem is.
func (p *Pages) ErrorPage(r *api.Request) error { return p.screen.errorPage(r) }

// OfferSetUp makes the secret of a new set-up link while there is no account,
// or "". The link works once, for half an hour; an earlier one is void.
func (p *Pages) OfferSetUp(ctx context.Context, now time.Time) (string, error) {
	return setUp{p.screen, p.cfg.Congress}.offer(ctx, now)
}

// Changed has the boards of a congress drawn again; it does not block.
func (p *Pages) Changed(id congress.CongressID) {
	p.boards.live.Changed(topic(id, boardPresidium), topic(id, boardProjector))
}

// Close ends what would keep the server from stopping: open streams.
func (p *Pages) Close() { p.boards.live.Close() }

// Streams returns how many boards are followed.
func (p *Pages) Streams() int { return p.boards.live.Followers() }
