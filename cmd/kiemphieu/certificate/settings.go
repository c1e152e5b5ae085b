// Package certificate opens the doors at which browsers come in: plain HTTP, or
// HTTPS with a certificate from an authority of this machine's own, from files,
// or from Let's Encrypt. Cameras and service workers of tablets want a trusted
// one. What it refuses it says in Vietnamese, with what to do.
package certificate

import (
	"log/slog"
	"net/netip"
	"regexp"
	"strings"
)

// Where the certificate comes from.
const (
	Off   = "off"   // plain HTTP, for this machine alone
	Proxy = "proxy" // plain HTTP to a proxy of ours, which speaks HTTPS to browsers
	Local = "local" // an authority of our own, which tablets install once
	Files = "files" // certificate and key that somebody else renews
	ACME  = "acme"  // Let's Encrypt, for a server with a public name
)

// Settings say how browsers reach the program.
type Settings struct {
	Mode      string
	Dir       string   // what belongs to HTTPS: the authority's files, what Let's Encrypt gave
	Cert, Key string   // the files of mode Files, PEM
	Hosts     []string // public names for ACME; further names and addresses for Local
	Listen    string   // of the program's own door
	Plain     string   // of the plain door beside it, "" for none
	Version   string   // shown at the plain door
	Log       *slog.Logger
}

// advised is an error with advice: what happened, then what to do.
type advised struct {
	error
	hint string // Vietnamese, a sentence
}

func (e advised) Unwrap() error { return e.error }

// Hint returns what to do.
func (e advised) Hint() string { return e.hint }

// ValidHost reports whether host is an address or an ASCII name. An empty label,
// a wildcard or a port is none.
func ValidHost(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return !strings.Contains(host, "%")
	}
	return len(host) <= 253 && regexp.MustCompile(
		`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`).MatchString(host)
}
