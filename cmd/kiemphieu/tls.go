package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/crypto/acme/autocert"
)

// Where the certificate of serve comes from. Cameras and service workers of
// tablets want a trusted one.
const (
	tlsOff   = "off"   // plain HTTP: this machine alone, or a proxy in front
	tlsLocal = "local" // an authority of our own, which tablets install once
	tlsFiles = "files" // certificate and key that somebody else renews
	tlsACME  = "acme"  // Let's Encrypt, for a server with a public name
)

// tlsFlags are the settings of HTTPS as given on the command line.
type tlsFlags struct {
	mode, cert, key, plain string
	hosts                  []string
}

func (f *tlsFlags) flags(command *cobra.Command) {
	set := command.Flags()
	set.StringVar(&f.mode, "tls", envOr("KIEMPHIEU_TLS", tlsOff), "HTTPS: off, local (chứng chỉ tự cấp trong hội trường), files hoặc acme (KIEMPHIEU_TLS)")
	set.StringVar(&f.cert, "tls-cert", os.Getenv("KIEMPHIEU_TLS_CERT"), "tệp chứng chỉ PEM, với --tls files (KIEMPHIEU_TLS_CERT)")
	set.StringVar(&f.key, "tls-key", os.Getenv("KIEMPHIEU_TLS_KEY"), "tệp khóa PEM, với --tls files (KIEMPHIEU_TLS_KEY)")
	var hosts []string
	if env := os.Getenv("KIEMPHIEU_TLS_HOST"); env != "" {
		hosts = strings.Split(env, ",")
	}
	set.StringSliceVar(&f.hosts, "tls-host", hosts, "tên máy công khai với acme, tên hoặc địa chỉ thêm với local (KIEMPHIEU_TLS_HOST)")
	set.StringVar(&f.plain, "http-listen", os.Getenv("KIEMPHIEU_HTTP_LISTEN"),
		"cửa HTTP để cài chứng chỉ (local, mặc định :8081) hay chuyển sang HTTPS (acme, mặc định :80) (KIEMPHIEU_HTTP_LISTEN)")
}

// args refuses a command line whose settings do not go together.
func (f *tlsFlags) args(at *place) cobra.PositionalArgs {
	return func(command *cobra.Command, args []string) error {
		if err := cobra.NoArgs(command, args); err != nil {
			return err
		}
		return f.check(command, *at)
	}
}

func (f *tlsFlags) check(command *cobra.Command, at place) error {
	for i, host := range f.hosts {
		f.hosts[i] = strings.ToLower(strings.TrimSpace(host))
		if !validHost(f.hosts[i]) {
			return fmt.Errorf("--tls-host: %q không phải tên máy hay địa chỉ IP", host)
		}
	}
	switch f.mode {
	case tlsOff:
		return nil
	case tlsFiles:
		return f.checkFiles()
	case tlsLocal, tlsACME:
	default:
		return fmt.Errorf("--tls: cần một trong off, local, files, acme; đã cho %q", f.mode)
	}
	if f.mode == tlsACME && len(f.hosts) == 0 {
		return errors.New("--tls acme cần tên máy công khai: thêm --tls-host")
	}
	if at.database != "" && !given(command, "data", "KIEMPHIEU_DATA") || at.data == "" {
		return fmt.Errorf("--tls %s giữ khóa trong thư mục dữ liệu: dùng PostgreSQL thì vẫn cần --data THƯ-MỤC", f.mode)
	}
	return nil
}

func (f *tlsFlags) checkFiles() error {
	switch {
	case f.cert == "":
		return errors.New("--tls files cần tệp chứng chỉ: thêm --tls-cert")
	case f.key == "":
		return errors.New("--tls files cần tệp khóa: thêm --tls-key")
	}
	return nil
}

// validHost accepts an address or an ASCII name. An empty label, a wildcard or
// a port is none.
func validHost(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return !strings.Contains(host, "%")
	}
	return len(host) <= 253 && regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`).MatchString(host)
}

// given reports whether somebody chose a setting, by flag or by environment.
func given(command *cobra.Command, flag, variable string) bool {
	return command.Flags().Changed(flag) || os.Getenv(variable) != ""
}

// secure reports whether browsers come over HTTPS.
func (f *tlsFlags) secure() bool { return f.mode != tlsOff }

// listenAt is where the program listens. Who asks for HTTPS wants others to
// come in: unless an address was chosen, it is every one of this machine.
func (f *tlsFlags) listenAt(command *cobra.Command, listen string) string {
	switch {
	case !f.secure() || given(command, "listen", "KIEMPHIEU_LISTEN"):
		return listen
	case f.mode == tlsACME:
		return ":443"
	}
	return ":8443"
}

// plainAt is where the plain door listens, "" for no such door.
func (f *tlsFlags) plainAt() string {
	switch {
	case f.mode == tlsOff:
		return ""
	case f.plain != "":
		return f.plain
	case f.mode == tlsLocal:
		return ":8081"
	case f.mode == tlsACME:
		return ":80" // where the challenge is asked for
	}
	return ""
}

// tlsDirectory holds what belongs to HTTPS within the data directory.
func tlsDirectory(at place) string { return filepath.Join(at.data, "tls") }

// transport is how browsers reach the program besides its listener.
type transport struct {
	config *tls.Config  // nil: plain HTTP
	plain  http.Handler // of the plain door, nil for none
	local  *localHall   // nil unless the authority is ours
}

// transport makes ready what the mode needs; side is nil without a plain door.
func (f *tlsFlags) transport(at place, main, side net.Listener, log *slog.Logger) (transport, error) {
	switch f.mode {
	case tlsLocal:
		return f.localTransport(tlsDirectory(at), main.Addr(), side.Addr(), log)
	case tlsFiles:
		pair := &filePair{cert: f.cert, key: f.key, log: log}
		if err := pair.load(); err != nil {
			return transport{}, err
		}
		return transport{config: &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: pair.get}, plain: redirectTo(main.Addr())}, nil
	case tlsACME:
		manager := newACME(tlsDirectory(at), f.hosts)
		config := manager.TLSConfig()
		config.MinVersion = tls.VersionTLS12
		return transport{config: config, plain: manager.HTTPHandler(nil)}, nil
	}
	return transport{}, nil
}

func newACME(dir string, hosts []string) *autocert.Manager {
	return &autocert.Manager{Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(filepath.Join(dir, "acme")), HostPolicy: autocert.HostWhitelist(hosts...)}
}

func (f *tlsFlags) localTransport(dir string, main, side net.Addr, log *slog.Logger) (transport, error) {
	machine := thisMachine()
	authority, err := openAuthority(dir, machine.hostname(), f.hosts, time.Now())
	if err != nil {
		return transport{}, err
	}
	keeper := &leafKeeper{authority: authority, machine: machine, hosts: f.hosts, now: time.Now, log: log}
	if _, err := keeper.get(nil); err != nil {
		return transport{}, err
	}
	hall := &localHall{authority: authority, machine: machine, hosts: f.hosts, main: main, side: side}
	door, err := newTrustDoor(hall)
	if err != nil {
		return transport{}, err
	}
	return transport{config: &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: keeper.get}, plain: door, local: hall}, nil
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
