package certificate

import (
	"crypto/tls"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/crypto/acme/autocert"
)

// transport is how browsers reach the program besides its listener.
type transport struct {
	config *tls.Config  // nil: plain HTTP
	plain  http.Handler // of the plain door, nil for none
	local  *localHall   // nil unless the authority is ours
}

// transport makes ready what the mode needs; side is nil without a plain door.
func (s Settings) transport(main, side net.Listener) (transport, error) {
	switch s.Mode {
	case Local:
		return s.localTransport(main.Addr(), side.Addr())
	case Files:
		pair := &filePair{cert: s.Cert, key: s.Key, log: s.Log}
		if err := pair.load(); err != nil {
			return transport{}, err
		}
		return transport{config: &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: pair.get},
			plain: forBrowsers(redirectTo(main.Addr()))}, nil
	case ACME:
		manager := newACME(s.Dir, s.Hosts)
		config := manager.TLSConfig()
		config.MinVersion = tls.VersionTLS12
		return transport{config: config, plain: forBrowsers(manager.HTTPHandler(nil))}, nil
	}
	return transport{}, nil
}

func newACME(dir string, hosts []string) *autocert.Manager {
	return &autocert.Manager{Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(filepath.Join(dir, "acme")),
		HostPolicy: autocert.HostWhitelist(hosts...)}
}

func (s Settings) localTransport(main, side net.Addr) (transport, error) {
	machine := ThisMachine()
	authority, err := OpenAuthority(s.Dir, machine.hostname(), s.Hosts, time.Now())
	if err != nil {
		return transport{}, err
	}
	keeper := &leafKeeper{authority: authority, machine: machine, hosts: s.Hosts, now: time.Now, log: s.Log}
	if _, err := keeper.get(nil); err != nil {
		return transport{}, err
	}
	hall := &localHall{authority: authority, machine: machine, hosts: s.Hosts, main: main, side: side}
	door, err := newTrustDoor(hall, s.Version)
	if err != nil {
		return transport{}, err
	}
	return transport{config: &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: keeper.get}, plain: door,
		local: hall}, nil
}

// forBrowsers leads no program to HTTPS: one that called without it has sent its
// token in plain, and must learn so.
func forBrowsers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/api/") {
			http.Error(w, "Chương trình chỉ được gọi qua HTTPS: hãy sửa địa chỉ, và thay mã đã gửi không mã hóa.",
				http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// redirectTo sends a browser to the same page over HTTPS, at the port where
// the program listens.
func redirectTo(address net.Addr) http.Handler {
	_, port, _ := net.SplitHostPort(address.String())
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = strings.Trim(r.Host, "[]")
		}
		http.Redirect(w, r, "https://"+hostPort(host, port)+r.URL.RequestURI(), http.StatusFound) //nolint:gosec // G710: the host is the one that the browser asked
	})
}

// hostPort joins the two as an address bar shows them.
func hostPort(host, port string) string {
	if port != "443" {
		return net.JoinHostPort(host, port)
	}
	if strings.Contains(host, ":") {
		return "[" + host + "]"
	}
	return host
}
