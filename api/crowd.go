package api

import (
	"crypto/subtle"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"
)

// How many of one address may be under way at a time: a hall behind one router
// has a few boards and a few dozen tablets.
const (
	streamsOfOne = 64
	bodiesOfOne  = 256 // forms, batches and files, half-sent ones too; each ends within a minute
)

// crowd counts what is under way, by address.
type crowd struct {
	mu sync.Mutex
	of map[string]int
}

// enter counts one more, unless there are limit already.
func (c *crowd) enter(key string, limit int) (leave func(), ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of[key] >= limit {
		return nil, false
	}
	if c.of == nil {
		c.of = map[string]int{}
	}
	c.of[key]++
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.of[key]--; c.of[key] == 0 {
			delete(c.of, key)
		}
	}, true
}

// streamPath ends the address of every stream.
const streamPath = "/truc-tiep"

// limitCrowd refuses what one address has too much of at a time: the others go on.
func (s *Server) limitCrowd(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		kind, limit := "", 0
		switch {
		case c.Request().ContentLength != 0:
			kind, limit = "body ", bodiesOfOne
		case strings.HasSuffix(c.Path(), streamPath):
			kind, limit = "stream ", streamsOfOne
		default:
			return next(c)
		}
		leave, ok := s.crowd.enter(kind+s.addressOf(c.Request()), limit)
		if !ok {
			c.Response().Header().Set("Retry-After", "10")
			return ErrCrowded
		}
		defer leave()
		return next(c)
	}
}

// addressOf is the machine that calls: behind a proxy of ours the one that the
// proxy saw, which it adds at the end.
func (s *Server) addressOf(r *http.Request) string {
	if s.Proxied {
		list := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
		if at, err := netip.ParseAddr(strings.TrimSpace(list[len(list)-1])); err == nil {
			return at.Unmap().String()
		}
	}
	return peerOf(r)
}

// peerOf is the machine at the other end of the connection.
func peerOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// forOperator lets in who has the operator's token, and this machine itself
// where nobody stands between.
func (s *Server) forOperator(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !s.isOperator(c.Request()) {
			return ErrNotOperator
		}
		return next(c)
	}
}

func (s *Server) isOperator(r *http.Request) bool {
	token, given := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if given {
		return s.OperatorToken != "" && subtle.ConstantTimeCompare([]byte(token), []byte(s.OperatorToken)) == 1
	}
	at, err := netip.ParseAddr(peerOf(r))
	return err == nil && at.Unmap().IsLoopback() && r.Header.Get("X-Forwarded-For") == "" &&
		r.Header.Get("Forwarded") == "" && asksThisMachine(r.Host)
}

// asksThisMachine reports whether an address can mean this machine alone. A page of
// another site whose name was led to this machine has a browser here ask for that name.
func asksThisMachine(host string) bool {
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	if without, _, err := net.SplitHostPort(name); err == nil {
		name = without
	}
	_, err := netip.ParseAddr(strings.Trim(name, "[]"))
	return err == nil || name == "localhost" || strings.HasSuffix(name, ".localhost")
}
