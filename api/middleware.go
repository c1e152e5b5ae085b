package api

import (
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"kiemphieu/congress"
	"kiemphieu/congress/text"
)

// refuseEncodedSlash: an escaped slash must never reach a handler as part of a
// name, where it could step past the protection of a route.
func (s *Server) refuseEncodedSlash(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if strings.Contains(strings.ToLower(c.Request().URL.EscapedPath()), "%2f") {
			return congress.ErrNotFound
		}
		return next(c)
	}
}

// cleanAddress has what an address names pass the gate for text: nothing is
// called by what cannot be kept, and what is looked for is composed as what is
// found.
func (s *Server) cleanAddress(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		u := c.Request().URL
		if text.CheckControl(u.Path) != nil || strings.Contains(u.Path, "\n") {
			return congress.ErrNotFound
		}
		if u.RawQuery == "" {
			return next(c)
		}
		query, err := url.ParseQuery(u.RawQuery)
		if err != nil {
			return ErrBody
		}
		var wrong []error
		for _, name := range slices.Sorted(maps.Keys(query)) {
			for i, value := range query[name] {
				query[name][i] = text.Clean(value)
				wrong = append(wrong, text.At(name, text.CheckControl(query[name][i])))
			}
		}
		u.RawQuery = query.Encode()
		if err := congress.WrongFields(wrong...); err != nil {
			return err
		}
		return next(c)
	}
}

// limitBody bounds what a request may carry: a bundle is larger than anything
// else, and slower to come. Echo asks middleware for its function at every
// request, so that what is made once is made before.
func (s *Server) limitBody() echo.MiddlewareFunc {
	bundles := map[string]bool{}
	for _, r := range s.Routes {
		bundles[r.Path] = r.bundle || bundles[r.Path]
	}
	// 64 MiB, and the form around them
	usual, large := middleware.BodyLimit("5M"), middleware.BodyLimit("65MiB")
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if !bundles[c.Path()] {
				return usual(next)(c)
			}
			if err := http.NewResponseController(c.Response()).SetReadDeadline(
				time.Now().Add(15 * time.Minute)); err != nil && !errors.Is(err, http.ErrNotSupported) {
				return fmt.Errorf("api: deadline of a bundle: %w", err)
			}
			return large(next)(c)
		}
	}
}

// policy is the same for every page: nothing inline, nothing from another host.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; " +
	"base-uri 'none'"

// AllowDecoder lets the station and its worker compile the code reader, which
// is WebAssembly served by us.
func (r *Request) AllowDecoder() { allowDecoder(r) }

func allowDecoder(c echo.Context) {
	c.Response().Header().Set("Content-Security-Policy", strings.Replace(policy, "script-src 'self'",
		"script-src 'self' 'wasm-unsafe-eval'", 1))
}

// headers sets what browsers must keep to: nothing inline, nothing from
// another host, no framing, no caching of pages.
func (s *Server) headers(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		if s.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		h.Set("Cache-Control", "no-store")
		return next(c)
	}
}

// dropHearsay takes away what a request says of itself and only a proxy could know:
// its id, and over what it came. The settings say whether browsers come over HTTPS.
// Who called is for addressOf, which knows whether a proxy of ours stands between.
func (s *Server) dropHearsay(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Request().Header
		for _, name := range []string{echo.HeaderXRequestID, echo.HeaderXForwardedProto, echo.HeaderXForwardedProtocol,
			echo.HeaderXForwardedSsl, echo.HeaderXUrlScheme} {
			h.Del(name)
		}
		if s.Secure {
			h.Set(echo.HeaderXForwardedProto, "https")
		}
		return next(c)
	}
}

// observe logs and measures every request: the route's pattern, never a path,
// a query or a body.
func (s *Server) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		begin := time.Now()
		err := next(c)
		if err != nil {
			c.Error(err)
		}
		route := c.Path()
		if route == "" {
			route = "none"
		}
		status := c.Response().Status
		took := time.Since(begin)
		if c.Response().Header().Get("Content-Type") == "text/event-stream" {
			took = -1 // how long somebody looked
		}
		s.metrics.observe(c.Request().Method, route, status, took)
		s.Log.LogAttrs(c.Request().Context(), slog.LevelInfo, "request",
			slog.String("method", c.Request().Method), slog.String("route", route), slog.Int("status", status),
			slog.Duration("took", time.Since(begin).Round(time.Millisecond)), slog.String("id", requestID(c)))
		return nil
	}
}

func requestID(c echo.Context) string { return c.Response().Header().Get(echo.HeaderXRequestID) }

// panicked is what a handler left when it panicked.
type panicked struct {
	err   error
	stack []byte
}

func (p *panicked) Error() string { return "api: panic: " + p.err.Error() }

// catch turns a panic into the answer for an unknown error, whose stack is
// logged.
func catch() echo.MiddlewareFunc {
	return middleware.RecoverWithConfig(middleware.RecoverConfig{
		DisableStackAll: true,
		LogErrorFunc:    func(_ echo.Context, err error, stack []byte) error { return &panicked{err, stack} },
	})
}

// sameOrigin refuses what another site has a browser send.
func sameOrigin() echo.MiddlewareFunc {
	protection := http.NewCrossOriginProtection()
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if protection.Check(c.Request()) != nil {
				return ErrCrossOrigin
			}
			return next(c)
		}
	}
}

// mediaType returns the type of an embedded file.
func mediaType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".woff2":
		return "font/woff2"
	case ".svg":
		return "image/svg+xml; charset=utf-8"
	case ".png":
		return "image/png"
	case ".wasm":
		return "application/wasm"
	case ".webmanifest":
		return "application/manifest+json; charset=utf-8"
	}
	return "text/plain; charset=utf-8"
}
