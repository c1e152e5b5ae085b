package e2e

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"kiemphieu/app/size"
	"kiemphieu/congress"
)

// layTLS lays a wire on which the server shows a certificate; the browser trusts
// the first alone. Pick chooses which is shown to connections from then on.
func (c *count) layTLS() (w *wire, trusted string, pick func(int)) {
	c.t.Helper()
	target, err := url.Parse(c.server.URL)
	check(c.t, err)
	var shown atomic.Int64
	own, trusted := selfSigned(c.t)
	other, _ := selfSigned(c.t)
	w = &wire{t: c.t, target: target}
	w.server = httptest.NewUnstartedServer(http.HandlerFunc(w.carry))
	w.server.TLS = &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
		return &tls.Config{Certificates: []tls.Certificate{[]tls.Certificate{own, other}[shown.Load()]},
			MinVersion:             tls.VersionTLS12,
			SessionTicketsDisabled: true}, nil // who goes on with a session does not look again
	}}
	w.server.Config.ErrorLog = log.New(io.Discard, "", 0) // of browsers that do not trust it
	w.server.StartTLS()
	w.url = w.server.URL
	c.t.Cleanup(func() {
		w.server.CloseClientConnections()
		w.server.Close()
		w.late.Wait()
	})
	return w, trusted, func(n int) {
		shown.Store(int64(n))
		w.server.CloseClientConnections()
	}
}

// selfSigned makes a certificate for this machine, and the hash of its key by
// which a browser can be told to trust it.
func selfSigned(t *testing.T) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(t, err)
	about := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Hội trường"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, about, about, key.Public(), key)
	check(t, err)
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	check(t, err)
	sum := sha256.Sum256(public)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, base64.StdEncoding.EncodeToString(sum[:])
}

// Another installation answers at the address, or the server has another key: no
// browser talks to it. The tablet counts on, also once it is opened anew, keeps
// every paper and says where it stands what to do; it delivers when its own server
// is back.
func TestR10AForeignCertificate(t *testing.T) {
	size.Story(t)
	t.Parallel()
	c := openCount(t, newSeeded(64))
	b := c.openBox(3, 1, 64)
	w, trusted, pick := c.layTLS()
	v := c.window(startBrowser(t, chromedp.UserDataDir(filepath.Join(t.TempDir(), "profile")),
		chromedp.Flag("ignore-certificate-errors-spki-list", trusted)), w.url)
	chief := c.window(profile(t), c.server.URL)
	chief.signIn(b.cell + ".truongban")
	b.join(chief, v, "Máy 1", 0)
	v.take(congress.PassA)
	v.wait("the shell", `Boolean(navigator.serviceWorker.controller)`)
	v.enter(1, b.sheaves[0])
	pick(1)
	heard := w.count()
	v.finish()
	offline := fmt.Sprintf(stateWaiting, 1)
	v.waitFor("the state", func() bool { return v.state() == offline })
	if help := eval[string](v, `document.querySelector("[data-part=help]").href`); help != w.url+"/su-co#network" {
		t.Errorf("the help leads to %s", help)
	}
	v.visit("/tram")
	v.waitNow("rounds")
	v.click("Kiểm tiếp lượt A")
	v.waitNow("choose")
	v.enter(2, b.sheaves[1])
	v.finish()
	if got := evalLater[string](v, held); got != "2 2" {
		t.Errorf("the copies hold %s", got)
	}
	for _, m := range w.since(heard) {
		t.Errorf("%s %s reached a server that nobody trusts", m.Method, m.Path)
	}
	pick(0)
	v.settle(0)
	v.enter(3, b.sheaves[2])
	v.finish()
	v.settle(0)
	b.holdsAll(congress.PassA)
}
