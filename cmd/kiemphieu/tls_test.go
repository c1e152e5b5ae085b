package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"kiemphieu/app/size"
	"kiemphieu/cmd/kiemphieu/certificate"
)

// served is a kiemphieu serve that runs within the test.
type served struct {
	t      *testing.T
	said   []string
	stop   context.CancelFunc
	status chan int
	stderr *bytes.Buffer
}

// startServe runs serve until its last line at the start; the flags come
// before those that keep it on loopback.
func startServe(t *testing.T, flags ...string) *served {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s := &served{t: t, stop: cancel, status: make(chan int, 1), stderr: &bytes.Buffer{}}
	in, out := io.Pipe()
	go func() {
		s.status <- run(ctx, append([]string{"serve", "--listen", "127.0.0.1:0"}, flags...), nil, out, s.stderr)
		_ = out.Close()
	}()
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		s.said = append(s.said, lines.Text())
		if strings.HasPrefix(lines.Text(), "Thiết lập lần đầu") {
			t.Cleanup(s.end)
			return s
		}
	}
	cancel()
	t.Fatalf("serve ended with %d: %s", <-s.status, s.stderr)
	return nil
}

// end stops it as a signal does; a second time does nothing.
func (s *served) end() {
	if s.stop == nil {
		return
	}
	s.stop()
	s.stop = nil
	if status := <-s.status; status != exitOK {
		s.t.Errorf("serve ended with %d: %s", status, s.stderr)
	}
}

func (s *served) address() string {
	return strings.TrimPrefix(s.said[0], "Mở trình duyệt: ")
}

// refusedServe runs a command line that must fail, and gives what it said.
func refusedServe(t *testing.T, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	var stderr bytes.Buffer
	if status := run(ctx, args, nil, io.Discard, &stderr); status == exitOK {
		t.Errorf("%q was not refused", args)
	}
	return stderr.String()
}

// freePort returns an address at loopback that nobody listens at.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	check(t, err)
	check(t, l.Close())
	return l.Addr().String()
}

// trusting is a tablet's browser: it trusts the certificate in a file, and nothing else.
func trusting(t *testing.T, file string) *http.Client {
	t.Helper()
	text, err := os.ReadFile(file)
	check(t, err)
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		t.Fatalf("no certificate in %s", file)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: 10 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func get(c *http.Client, address string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	return c.Do(request)
}

func fetch(t *testing.T, c *http.Client, address string) (*http.Response, string) {
	t.Helper()
	r, err := get(c, address)
	check(t, err)
	defer r.Body.Close() // read only
	body, err := io.ReadAll(r.Body)
	check(t, err)
	return r, string(body)
}

// A tablet that trusts the authority reaches the program; the next start has
// the same authority, so that it trusts it still.
func TestTLSLocalAuthorityIsMadeOnce(t *testing.T) {
	size.Long(t)
	data := t.TempDir()
	cert := filepath.Join(data, "tls", certificate.AuthorityCert)
	var before []byte
	for range 2 {
		s := startServe(t, "--data", data, "--tls", "local", "--http-listen", "127.0.0.1:0")
		r, body := fetch(t, trusting(t, cert), s.address()+"/healthz")
		if body != "ok\n" || r.TLS.Version < tls.VersionTLS12 || r.ProtoMajor != 2 {
			t.Errorf("%q over %s, %s", body, tls.VersionName(r.TLS.Version), r.Proto)
		}
		s.end()
		now, err := os.ReadFile(cert)
		check(t, err)
		if before != nil && !bytes.Equal(before, now) {
			t.Error("the second start made another authority")
		}
		before = now
	}
	info, err := os.Stat(filepath.Join(data, "tls", certificate.AuthorityKey))
	check(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the key has mode %o", info.Mode().Perm())
	}
}

// Whoever does not trust the authority is not let in, and a session's cookie
// does not travel in the clear.
func TestTLSLocalRefusesStrangersAndKeepsCookiesSecure(t *testing.T) {
	data := t.TempDir()
	s := startServe(t, "--data", data, "--tls", "local", "--http-listen", "127.0.0.1:0")
	if r, err := get(http.DefaultClient, s.address()+"/healthz"); err == nil {
		_ = r.Body.Close()
		t.Error("a browser that trusts nobody was served")
	}
	c := trusting(t, filepath.Join(data, "tls", certificate.AuthorityCert))
	offer := s.said[len(s.said)-1]
	post(t, c, offer[strings.Index(offer, "https://"):], "kind=base_committee&organisation=Đảng bộ "+
		"Thử&place=Thử&name=Lê Quản Trị&login=quantri&password=mat-khau-dai&again=mat-khau-dai")
	cookies := post(t, c, s.address()+"/dang-nhap", "login=quantri&password=mat-khau-dai").Cookies()
	open := func(c *http.Cookie) bool { return !c.Secure || !c.HttpOnly || !strings.HasPrefix(c.Name, "__Host-") }
	session := func(c *http.Cookie) bool { return c.Name == "__Host-kiemphieu" }
	if slices.ContainsFunc(cookies, open) || !slices.ContainsFunc(cookies, session) {
		t.Errorf("cookies of a session: %v", cookies)
	}
}

// post sends a form as a page does.
func post(t *testing.T, c *http.Client, address, form string) *http.Response {
	t.Helper()
	request, err := http.NewRequestWithContext(context.Background(), http.MethodPost, address,
		strings.NewReader(strings.ReplaceAll(form, " ", "+")))
	check(t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r, err := c.Do(request)
	check(t, err)
	check(t, r.Body.Close())
	return r
}

// One file without the other, or files that are no pair, are refused with what
// to do; nothing is made anew over them.
func TestTLSLocalRefusesHalfAnAuthority(t *testing.T) {
	for name, damage := range map[string]func(dir string) error{
		"no key":         func(dir string) error { return os.Remove(filepath.Join(dir, certificate.AuthorityKey)) },
		"no certificate": func(dir string) error { return os.Remove(filepath.Join(dir, certificate.AuthorityCert)) },
		"empty key": func(dir string) error {
			return os.Truncate(filepath.Join(dir, certificate.AuthorityKey),
				0)
		},
		"another's key": func(dir string) error {
			other := filepath.Join(dir, "other")
			_, err := certificate.OpenAuthority(other, "x", nil, time.Now())
			return errors.Join(err, os.Rename(filepath.Join(other, certificate.AuthorityKey),
				filepath.Join(dir, certificate.AuthorityKey)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			data := t.TempDir()
			dir := filepath.Join(data, "tls")
			_, err := certificate.OpenAuthority(dir, "may", nil, time.Now())
			check(t, errors.Join(err, damage(dir)))
			before, err := os.ReadDir(dir)
			check(t, err)
			said := refusedServe(t, "serve", "--data", data, "--new", "--tls", "local", "--listen", "127.0.0.1:0",
				"--http-listen", "127.0.0.1:0")
			after, err := os.ReadDir(dir)
			check(t, err)
			if !strings.Contains(said, "chứng chỉ gốc trong") || !strings.Contains(said,
				"Gợi ý: Chép lại đủ hai tệp") || len(before) != len(after) {
				t.Errorf("said %q", said)
			}
		})
	}
}

// The plain door has the page, its pictures and the certificate; the program
// itself is not behind it.
func TestTLSPlainDoorHasTheCertificateAlone(t *testing.T) {
	data, door := t.TempDir(), freePort(t)
	startServe(t, "--data", data, "--tls", "local", "--http-listen", door)
	plain := http.DefaultClient
	r, body := fetch(t, plain, "http://"+door+"/kiem-phieu.crt")
	a, err := certificate.LoadAuthority(filepath.Join(data, "tls"))
	check(t, err)
	if r.Header.Get("Content-Type") != "application/x-x509-ca-cert" || body != string(a.Certificate().Raw) {
		t.Errorf("%s of %d bytes", r.Header.Get("Content-Type"), len(body))
	}
	r, page := fetch(t, plain, "http://"+door+"/")
	if r.StatusCode != http.StatusOK || !strings.Contains(page, "Cài chứng chỉ cho máy tính bảng") ||
		!strings.Contains(page, a.Fingerprint()[15]) {
		t.Errorf("%d %s", r.StatusCode, page)
	}
	assets := regexp.MustCompile(`"(/tinh/[^"]+)"`).FindAllStringSubmatch(page, -1)
	if len(assets) != 6 {
		t.Errorf("the page loads %d files", len(assets))
	}
	for _, m := range assets {
		if r, _ := fetch(t, plain, "http://"+door+m[1]); r.StatusCode != http.StatusOK ||
			r.Header.Get("Content-Type") == "application/octet-stream" {
			t.Errorf("%s: %d %s", m[1], r.StatusCode, r.Header.Get("Content-Type"))
		}
	}
	for _, path := range []string{"/dang-nhap", "/healthz", "/metrics", "/thiet-lap/x", "/tinh/../tls/authority.key",
		"/kiem-phieu.crt/"} {
		if r, _ := fetch(t, plain, "http://"+door+path); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
}

// A name that was asked for and may not be signed is told, not left out.
func TestTLSHostBeyondTheAuthorityIsRefused(t *testing.T) {
	data := t.TempDir()
	startServe(t, "--data", data, "--tls", "local", "--http-listen", "127.0.0.1:0").end()
	said := refusedServe(t, "serve", "--data", data, "--tls", "local", "--tls-host", "moi.example", "--listen",
		"127.0.0.1:0", "--http-listen", "127.0.0.1:0")
	if !strings.Contains(said, "không được cấp cho moi.example") {
		t.Errorf("said %q", said)
	}
}

// A renewal of the files is taken over without a stop; while the two do not
// fit, the pair before is shown.
func TestTLSFilesAreReadAgainAfterARenewal(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "fullchain.pem"), filepath.Join(dir, "privkey.pem")
	writePair(t, cert, key, 1)
	s := startServe(t, "--data", filepath.Join(dir, "d"), "--tls", "files", "--tls-cert", cert, "--tls-key", key)
	serial := func(name string) int64 {
		t.Helper()
		c := trusting(t, name)
		r, _ := fetch(t, c, s.address()+"/healthz")
		return r.TLS.PeerCertificates[0].SerialNumber.Int64()
	}
	first := filepath.Join(dir, "first.pem")
	text, err := os.ReadFile(cert)
	check(t, errors.Join(err, os.WriteFile(first, text, 0o600)))
	if got := serial(first); got != 1 {
		t.Errorf("serial %d", got)
	}
	check(t, os.WriteFile(key, []byte("half"), 0o600))
	later(t, key, 1)
	if got := serial(first); got != 1 {
		t.Errorf("serial %d between the writes", got)
	}
	writePair(t, cert, key, 2)
	later(t, cert, 2)
	later(t, key, 2)
	if got := serial(cert); got != 2 {
		t.Errorf("serial %d after the renewal", got)
	}
}

// later moves a file's time: clocks of file systems are coarse.
func later(t *testing.T, path string, seconds int) {
	t.Helper()
	at := time.Now().Add(time.Duration(seconds) * time.Second)
	check(t, os.Chtimes(path, at, at))
}

// writePair writes a certificate for 127.0.0.1 that vouches for itself.
func writePair(t *testing.T, cert, key string, serial int64) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(serial), NotBefore: time.Now().Add(-time.Hour),
		NotAfter:    time.Now().Add(1000 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	check(t, err)
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	check(t, err)
	check(t, os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	check(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}), 0o600))
}

// Beside files of one's own, a plain door leads to HTTPS at the same page.
func TestTLSFilesPlainDoorLeadsToHTTPS(t *testing.T) {
	dir, door := t.TempDir(), freePort(t)
	cert, key := filepath.Join(dir, "c.pem"), filepath.Join(dir, "k.pem")
	writePair(t, cert, key, 1)
	s := startServe(t, "--data", filepath.Join(dir, "d"), "--tls", "files", "--tls-cert", cert, "--tls-key", key,
		"--http-listen", door)
	r, _ := fetch(t, trusting(t, cert), "http://"+door+"/dang-nhap?x=1")
	if r.StatusCode != http.StatusFound || r.Header.Get("Location") != s.address()+"/dang-nhap?x=1" {
		t.Errorf("%d to %s", r.StatusCode, r.Header.Get("Location"))
	}
	r, body := fetch(t, trustingNobody(), "http://"+door+"/api/v1/congresses")
	if r.StatusCode != http.StatusForbidden || !strings.Contains(body, "HTTPS") {
		t.Errorf("a program: %d %s", r.StatusCode, body)
	}
}

// With Let's Encrypt the plain door answers challenges and leads the rest to HTTPS.
func TestTLSACMEDoorLeadsToHTTPS(t *testing.T) {
	dir, door := t.TempDir(), freePort(t)
	startServe(t, "--data", dir, "--tls", "acme", "--tls-host", "Bau.Phuong.Example", "--http-listen", door)
	c := trustingNobody()
	r, _ := fetch(t, c, "http://"+door+"/dang-nhap")
	if r.StatusCode != http.StatusFound || r.Header.Get("Location") != "https://127.0.0.1:443/dang-nhap" {
		t.Errorf("%d to %s", r.StatusCode, r.Header.Get("Location"))
	}
	if r, _ := fetch(t, c, "http://"+door+"/.well-known/acme-challenge/x"); r.StatusCode == http.StatusFound ||
		r.StatusCode == http.StatusOK {
		t.Errorf("an unknown challenge: %d", r.StatusCode)
	}
}

func trustingNobody() *http.Client {
	return &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// Settings that do not go together are a wrong command line, and told by flag.
func TestTLSSettingsThatDoNotGoTogether(t *testing.T) {
	for _, c := range []struct {
		args string
		want string
	}{
		{"--tls maybe", "--tls: cần một trong off, proxy, local, files, acme"},
		{"--tls files --tls-key k", "thêm --tls-cert"},
		{"--tls files --tls-cert c", "thêm --tls-key"},
		{"--tls acme", "thêm --tls-host"},
		{"--tls local --tls-host *.x.vn", "không phải tên máy"},
		{"--tls local --tls-host x.vn:80", "không phải tên máy"},
		{"--tls local --database postgres://x", "vẫn cần --data"},
		{"--tls acme --tls-host x.vn --database postgres://x", "vẫn cần --data"},
	} {
		var stderr bytes.Buffer
		status := run(context.Background(), append([]string{"serve"}, strings.Fields(c.args)...), nil, io.Discard,
			&stderr)
		if status != exitUsage || !strings.Contains(stderr.String(), c.want) {
			t.Errorf("%s: status %d, %s", c.args, status, stderr.String())
		}
	}
	missing := refusedServe(t, "serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0", "--tls", "files",
		"--tls-cert", "none.pem", "--tls-key", "none.pem")
	if !strings.Contains(missing, "--tls-cert: open none.pem") {
		t.Errorf("a missing file: %s", missing)
	}
}

// Who asks for HTTPS listens to the hall unless told otherwise.
func TestTLSListensToTheHallUnlessToldOtherwise(t *testing.T) {
	var got []string
	for _, mode := range []string{certificate.Off, certificate.Proxy, certificate.Local, certificate.Files,
		certificate.ACME} {
		f := tlsFlags{mode: mode}
		got = append(got, fmt.Sprintf("%s %s %s", mode, f.listenAt(newServeCommand(), "127.0.0.1:8080"), f.plainAt()))
	}
	want := []string{"off 127.0.0.1:8080 ", "proxy 127.0.0.1:8080 ", "local :8443 :8081", "files :8443 ",
		"acme :443 :80"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
