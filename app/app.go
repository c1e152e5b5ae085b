// Package app joins the rooms into one program: the use cases over a database,
// the pages and calls above them, and what runs beside both. Commands and
// tests open it here and nowhere else, so that tests run what is shipped.
package app

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"kiemphieu/api"
	"kiemphieu/api/pages"
	v1 "kiemphieu/api/v1"
	"kiemphieu/api/webhook"
	"kiemphieu/app/backup"
	"kiemphieu/app/health"
	"kiemphieu/congress"
	"kiemphieu/keyring"
	"kiemphieu/office"
	"kiemphieu/outside"
	"kiemphieu/ratify"
	"kiemphieu/ratify/calendar"
	"kiemphieu/ratify/statistics"
	"kiemphieu/recount"
	"kiemphieu/security"
	"kiemphieu/store"
	"kiemphieu/web"
)

// Config says what a program is made of; only Database must be given.
type Config struct {
	// a postgres:// address, or the path of an SQLite file, which is created if it is not there
	Database string
	// postgres:// addresses that follow Database, for reading what may be some seconds old; "" for none
	DatabaseRead string
	// the directory of the key that signs; "" for "keys" beside an SQLite file
	Keys    string
	Secret  string // the passphrase of that key, where it is encrypted
	AsFound bool   // make no database and leave the schema as it is: to look at it, not to use it
	// ClockRight says that the clock is right although the data knows of a later moment.
	ClockRight bool
	Now        func() time.Time // the clock; nil for the machine's
	Trace      func(string)     // is told of every statement and BEGIN, for tests that count; nil for nobody
	Random     io.Reader        // for ids, codes of papers and keys; nil for crypto/rand
	Log        *slog.Logger     // nil for none
	Version    string           // shown at the foot of every page
	Proxied    bool             // they come through a proxy of ours
	Secure     bool             // browsers come over HTTPS: cookies are not sent otherwise
	// HallAddresses returns where tablets in the hall open the program, and where they
	// first install its certificate; nil where nobody knows.
	HallAddresses func() (program, certificate []string)
	// Showcase opens the page with all parts of the visual language.
	Showcase bool
	// PrivateWebhooks allows webhooks at addresses within the house.
	PrivateWebhooks bool
	// OperatorToken reads the metrics from other machines; "" lets this machine alone.
	OperatorToken string
	Free          func() (uint64, error) // bytes that the disk with the data has left; nil where it is none of ours
	Backup        backup.Config          // where copies are kept, and for whom; the rest is filled in
}

// Program is one running kiemphieu.
type Program struct {
	Store      *store.DB
	Congress   *congress.Service
	Ratify     *ratify.Service
	Calendar   *calendar.Service
	Recount    *recount.Service
	Statistics *statistics.Service
	Office     *office.Service
	Outside    *outside.Service
	Security   *security.Service
	Pages      *pages.Pages
	Server     *api.Server
	Webhooks   *webhook.Sender
	Backups    *backup.Keeper
	Health     *health.Watch

	notifier *store.Notifier
	keys     *keyring.Ring
}

// Open opens the database, brings its schema up to date and joins everything
// over it. The program must be closed.
func Open(ctx context.Context, cfg Config) (*Program, error) {
	cfg = cfg.withDefaults()
	keys := keyring.At(cfg.Keys)
	keys.Unlock(cfg.Secret)
	if _, _, err := keys.Pair(); err != nil && !errors.Is(err, congress.ErrNoKey) && !cfg.AsFound {
		return nil, err // before anything is changed that could not be signed
	}
	db, err := store.Open(ctx, cfg.Database, store.Options{Now: cfg.Now, Trace: cfg.Trace, Log: cfg.Log,
		Keyring: keys, Existing: cfg.AsFound, Read: cfg.DatabaseRead})
	if err != nil {
		return nil, err
	}
	p := &Program{Store: db, keys: keys}
	if !cfg.AsFound {
		err = db.Migrate(ctx)
	}
	if err == nil {
		err = p.join(cfg)
	}
	if err == nil && !cfg.AsFound {
		err = p.Congress.TakeOverKey(ctx)
	}
	if err == nil && cfg.ClockRight {
		err = db.SetLatest(ctx, cfg.Now())
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return p, nil
}

func (c Config) withDefaults() Config {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Random == nil {
		c.Random = rand.Reader
	}
	c.Keys = cmp.Or(c.Keys, filepath.Join(filepath.Dir(c.Database), "keys"))
	c.Log = quiet(cmp.Or(c.Log, slog.New(slog.DiscardHandler)))
	return c
}

// join makes the services and the server. The boards that the pages draw
// follow what the use cases change, and read it through them: the notifier,
// which no use case calls before join has returned, closes that circle.
func (p *Program) join(cfg Config) error {
	copies := cfg.Backup
	copies.From, copies.Seals, copies.Now, copies.Log = p.Store, p.Store.Seals, cfg.Now, cfg.Log
	copies.Sound = func(ctx context.Context) bool { return p.Health.Sound(ctx) }
	p.Backups = backup.NewKeeper(copies)
	p.Health = health.NewWatch(health.Config{Database: p.Store, Copies: p.Backups, Free: cfg.Free, Now: cfg.Now,
		Log: cfg.Log, Record: p.brokenRecords(cfg.Log)})
	p.notifier = p.Store.Notifier(func(id congress.CongressID) {
		p.Pages.Changed(id)
		p.Backups.Changed()
	})
	p.Congress = congress.NewService(congress.Config{Store: p.Store, Random: cfg.Random, Publisher: p.notifier})
	days := calendar.Shipped()
	p.Ratify = ratify.NewService(ratify.Config{Store: p.Store.Ratify(), Calendar: days, Publisher: p.notifier})
	p.Recount = recount.NewService(p.Store, p.notifier)
	p.Statistics = statistics.NewService(statistics.Config{Store: p.Store.Statistics()})
	p.Calendar = calendar.NewService(calendar.Config{Store: p.Store.Calendar(), Shipped: days})
	p.Outside = outside.NewService(outside.Config{Store: p.Store.Outside(), Random: cfg.Random})
	p.Security = security.NewService(p.Store.Security(), cfg.Random, p.keys)
	p.Office = office.NewService(office.Config{Store: p.Store.Office(), Random: cfg.Random})
	site, err := web.Load()
	if err != nil {
		return err
	}
	opened := &api.Opened{}
	p.Pages = pages.New(pages.Config{Congress: p.Congress, Ratify: p.Ratify, Recount: p.Recount, Calendar: p.Calendar,
		Statistics: p.Statistics, Backups: p.Backups, Health: p.Health.Signs, Twice: opened.Twice,
		Office: p.Office, Outside: p.Outside,
		Security: p.Security, Site: site,
		Version: cfg.Version,
		Running: measure{p, cfg},
		Secure:  cfg.Secure, HallAddresses: cfg.HallAddresses, PrivateWebhooks: cfg.PrivateWebhooks,
		Showcase: cfg.Showcase})
	calls := v1.Routes(v1.Config{Congress: p.Congress, Ratify: p.Ratify, Security: p.Security, Site: site,
		Version: cfg.Version, Opened: opened})
	p.Server = api.New(api.Config{Congress: p.Congress, Outside: p.Outside, Security: p.Security,
		OperatorToken: cfg.OperatorToken, Sessions: p.Store.Sessions(),
		Snapshot: p.Store.Snapshot, Aside: p.Store.Aside, Probe: p.Store.Probe,
		Log: cfg.Log, Site: site, Secure: cfg.Secure, Proxied: cfg.Proxied,
		Routes: slices.Concat(p.Pages.Routes(), calls), ErrorPage: p.Pages.ErrorPage, Streams: p.Pages.Streams})
	p.Webhooks = webhook.NewSender(p.Outside, cfg.Log, cfg.Now, p.Server.ObserveWebhook, cfg.PrivateWebhooks)
	return nil
}

// Run does what goes on beside requests until ctx ends: it hears of changes at
// other replicas, sends webhooks, makes copies and watches the machine. It returns when the attempts that were
// under way have been written down. Streams of boards end with it, so that a
// web server can stop.
func (p *Program) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	context.AfterFunc(ctx, p.Pages.Close)
	var beside sync.WaitGroup
	beside.Go(func() { p.Webhooks.Run(ctx) })
	beside.Go(func() { p.Backups.Run(ctx) })
	beside.Go(func() { p.Health.Run(ctx) })
	err := p.notifier.Run(ctx)
	cancel()
	beside.Wait()
	return err
}

// Close closes the database, once Run has returned and no request is under way.
func (p *Program) Close() error {
	p.Pages.Close()
	defer p.keys.Flush()
	return p.Store.Close()
}
