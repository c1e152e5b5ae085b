package api

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"kiemphieu/api/auth"
	"kiemphieu/congress"
	"kiemphieu/outside"
	"kiemphieu/security"
	"kiemphieu/web"
)

// Config is what a server is made of.
type Config struct {
	Congress *congress.Service
	Outside  *outside.Service  // keys of other programs
	Security *security.Service // the security log, and second factors
	Sessions SessionStore
	// one view of the database for all that is read in it
	Snapshot func(context.Context, func(context.Context) error) error
	// a view that may be some seconds old, of the moment that it gives; zero: of now
	Aside   func(context.Context, func(ctx context.Context, asOf time.Time) error) error
	Probe   func(context.Context) error // whether the database keeps what is written
	Now     func() time.Time            // the clock of sessions; nil for the machine's
	Log     *slog.Logger
	Site    *web.Site
	Secure  bool // cookies over HTTPS only
	Proxied bool // a proxy of ours stands between, and adds whom it saw to X-Forwarded-For
	// reads /metrics from other machines; "" lets this machine alone
	OperatorToken string

	Routes    []Route
	ErrorPage Handler    // tells people what is in the request's Problem
	Streams   func() int // how many boards are followed
}

// Server answers pages and API calls.
type Server struct {
	Config
	words    Words
	tries    auth.Tries
	told     rarely
	crowd    crowd
	sessions *scs.SessionManager
	metrics  *metrics
	registry *prometheus.Registry
}

// New makes the server.
func New(cfg Config) *Server {
	s := &Server{Config: cfg, words: Words{cfg.Site}, registry: prometheus.NewRegistry()}
	if s.Now == nil {
		s.Now = time.Now //nolint:forbidigo // sessions last by the wall clock of this process
	}
	s.metrics = newMetrics(s.registry, cfg.Streams)
	s.sessions = newSessions(cfg)
	return s
}

// Handler returns the whole server.
func (s *Server) Handler() http.Handler {
	e := echo.New()
	e.HTTPErrorHandler = s.handleError
	e.Use(s.dropHearsay, middleware.RequestID(), s.observe, compress(), catch(), s.headers, s.session,
		s.limitCrowd, sameOrigin(), s.refuseEncodedSlash, s.cleanAddress, s.limitBody())
	read := func(path string, handler echo.HandlerFunc) { // net/http leaves the body of a HEAD out
		e.Match([]string{http.MethodGet, http.MethodHead}, path, handler)
	}
	read("/healthz", func(c echo.Context) error { return c.String(http.StatusOK, "ok\n") })
	read("/readyz", s.ready)
	read("/metrics", s.forOperator(echo.WrapHandler(promhttp.HandlerFor(s.registry, promhttp.HandlerOpts{}))))
	read("/tinh/:version/*", s.static)
	for _, r := range s.Routes {
		if handler := s.gate(r); r.Method == http.MethodGet {
			read(r.Path, handler)
		} else {
			e.Add(r.Method, r.Path, handler)
		}
	}
	s.reload(read)
	return e
}

// readyWithin is how long /readyz waits for the database.
const readyWithin = 2 * time.Second

// ready answers 503 while the database keeps nothing, also while it hangs.
func (s *Server) ready(c echo.Context) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), readyWithin)
	defer cancel()
	kept := make(chan error, 1)
	go func() { kept <- s.Probe(ctx) }()
	var err error
	select {
	case err = <-kept:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		return c.String(http.StatusServiceUnavailable, "database unavailable\n")
	}
	return c.String(http.StatusOK, "ready\n")
}

// static serves embedded files under addresses that change with their content.
func (s *Server) static(c echo.Context) error {
	address := c.Request().URL.Path
	content, ok := s.Site.Asset(address)
	if !ok {
		return congress.ErrNotFound
	}
	c.Response().Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	if strings.HasSuffix(address, "/station/decoder.js") {
		allowDecoder(c)
	}
	if packed, ok := s.Site.Packed(address); ok && strings.Contains(c.Request().Header.Get("Accept-Encoding"), "gzip") {
		c.Response().Header().Set("Content-Encoding", "gzip")
		content = packed
	}
	c.Response().Header().Set("Vary", "Accept-Encoding")
	return c.Blob(http.StatusOK, mediaType(address), content)
}
