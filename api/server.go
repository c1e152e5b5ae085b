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

	"kiemphieu/api/live"
	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/web"
)

// Config is what a server is made of.
type Config struct {
	Congress *congress.Service
	Ratify   *ratify.Service
	Sessions scs.Store
	Ping     func(context.Context) error // whether the database answers
	Log      *slog.Logger
	Version  string
	Secure   bool // cookies over HTTPS only
	// Doors tells where tablets in the hall open the program, and where they
	// first install its certificate; nil where nobody knows.
	Doors func() (program, certificate []string)
	// PrivateWebhooks: addresses within the house may be told.
	PrivateWebhooks bool
}

// Server answers pages and API calls.
type Server struct {
	Config
	site     *web.Site
	sessions *scs.SessionManager
	metrics  *metrics
	live     *live.Hub
	registry *prometheus.Registry
}

// New makes the server; an error is a defect of the build.
func New(cfg Config) (*Server, error) {
	site, err := web.Load()
	if err != nil {
		return nil, err
	}
	s := &Server{Config: cfg, site: site, registry: prometheus.NewRegistry()}
	s.live = live.New(s.drawBoard)
	s.metrics = newMetrics(s.registry, s.live.Followers)
	s.sessions = newSessions(cfg)
	return s, nil
}

// maxBody bounds what a request may carry, in bytes: a roster of 5,000 rows
// has less than 2 MiB.
const maxBody = 5 << 20

// Handler gives the whole server.
func (s *Server) Handler() http.Handler {
	e := echo.New()
	e.HTTPErrorHandler = s.handleError
	e.Use(middleware.RequestID(), s.observe, s.headers, s.session, s.refuseEncodedSlash, s.limitBody, s.recoverPanic)
	e.GET("/healthz", func(c echo.Context) error { return c.String(http.StatusOK, "ok\n") })
	e.GET("/readyz", s.ready)
	e.GET("/metrics", echo.WrapHandler(promhttp.HandlerFor(s.registry, promhttp.HandlerOpts{})))
	e.GET("/tinh/:version/*", s.static)
	for _, r := range s.routes() {
		e.Add(r.method, r.path, s.gate(r))
	}
	return http.NewCrossOriginProtection().Handler(e)
}

// ready answers 503 while the database does not.
func (s *Server) ready(c echo.Context) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), 2*time.Second)
	defer cancel()
	if err := s.Ping(ctx); err != nil {
		return c.String(http.StatusServiceUnavailable, "database unavailable\n")
	}
	return c.String(http.StatusOK, "ready\n")
}

// static serves embedded files under addresses that change with their content.
func (s *Server) static(c echo.Context) error {
	address := c.Request().URL.Path
	content, ok := s.site.Asset(address)
	if !ok {
		return congress.ErrNotFound
	}
	c.Response().Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	if strings.HasSuffix(address, "/station/decoder.js") {
		allowDecoder(c)
	}
	if packed, ok := s.site.Packed(address); ok && strings.Contains(c.Request().Header.Get("Accept-Encoding"), "gzip") {
		c.Response().Header().Set("Content-Encoding", "gzip")
		content = packed
	}
	c.Response().Header().Set("Vary", "Accept-Encoding")
	return c.Blob(http.StatusOK, mediaType(address), content)
}
