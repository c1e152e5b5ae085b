package certificate

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"
)

// How often the machine's addresses are looked at, and how long before its end
// a leaf is made again.
const (
	leafCheck   = time.Minute
	leafRenewal = 30 * 24 * time.Hour
)

// leafKeeper holds the certificate that browsers are shown, in memory alone,
// and makes it again when the machine's addresses change or it nears its end.
type leafKeeper struct {
	authority *Authority
	machine   Machine
	hosts     []string // besides the machine's own
	now       func() time.Time
	log       *slog.Logger

	mu      sync.Mutex
	leaf    *tls.Certificate
	names   []string // what leaf is for
	checked time.Time
}

// get answers a handshake. A certificate that cannot be made again leaves the
// one before in use.
func (k *leafKeeper) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.now()
	if k.leaf != nil && now.Sub(k.checked).Abs() < leafCheck {
		return k.leaf, nil
	}
	k.checked = now
	names, err := leafNames(k.authority, k.machine, k.hosts)
	if err == nil && k.leaf != nil && slices.Equal(names, k.names) && fresh(k.leaf.Leaf, now) {
		return k.leaf, nil
	}
	var leaf *tls.Certificate
	if err == nil {
		leaf, err = k.authority.issue(names, now)
	}
	switch {
	case err == nil:
		k.leaf, k.names = leaf, names
		k.log.Info("certificate made", "names", strings.Join(names, " "), "until",
			leaf.Leaf.NotAfter.Format(time.DateOnly))
	case k.leaf == nil:
		return nil, err
	default:
		k.log.Error("certificate not made again", "error", err)
	}
	return k.leaf, nil
}

func fresh(leaf *x509.Certificate, now time.Time) bool {
	return now.After(leaf.NotBefore) && now.Add(leafRenewal).Before(leaf.NotAfter)
}

// leafNames lists what the leaf is for. A name that the authority may not sign
// would make tablets refuse the whole certificate: it is left out, unless
// somebody asked for it, who is told.
func leafNames(a *Authority, m Machine, hosts []string) ([]string, error) {
	names := []string{"127.0.0.1", "::1", "localhost"}
	for _, ip := range m.reachable() {
		names = append(names, ip.String())
	}
	if name := m.hostname(); ValidHost(name) {
		first, _, _ := strings.Cut(name, ".")
		names = append(names, name, first+".local")
	}
	names = slices.DeleteFunc(names, func(name string) bool { return !a.permits(name) })
	for _, host := range hosts {
		if !a.permits(host) {
			return nil, advised{fmt.Errorf("--tls-host: chứng chỉ gốc hiện có không được cấp cho %s", host),
				"Bỏ tên này, hoặc xóa hai tệp authority.* trong thư mục tls, chạy lại và cài chứng chỉ mới lên mọi " +
					"máy tính bảng."}
		}
		names = append(names, host)
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// issue makes a certificate for names, with a key of its own.
func (a *Authority) issue(names []string, now time.Time) (*tls.Certificate, error) {
	if now.Before(a.cert.NotBefore) || now.After(a.cert.NotAfter) {
		return nil, advised{errors.New("chứng chỉ gốc chưa đến hạn hoặc đã hết hạn: " + Validity(a.cert)),
			"Kiểm tra ngày giờ của máy; nếu đúng, xóa hai tệp authority.* trong thư mục tls, chạy lại và cài chứng " +
				"chỉ mới lên mọi máy tính bảng."}
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, fmt.Errorf("tls: %w", err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("tls: %w", err)
	}
	template := leafTemplate(names, now, a.cert)
	template.SerialNumber = serial
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, key.Public(), a.key)
	if err != nil {
		return nil, fmt.Errorf("tls: %w", err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("tls: %w", err)
	}
	return &tls.Certificate{Certificate: [][]byte{der, a.cert.Raw}, PrivateKey: key, Leaf: leaf}, nil
}

// leafTemplate is valid within the authority's time alone.
func leafTemplate(names []string, now time.Time, authority *x509.Certificate) *x509.Certificate {
	t := &x509.Certificate{
		Subject:               pkix.Name{CommonName: "Kiểm phiếu"},
		NotBefore:             validSince(),
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	t.NotAfter = now.Add(leafLifetime)
	if t.NotBefore.Before(authority.NotBefore) {
		t.NotBefore = authority.NotBefore
	}
	if t.NotAfter.After(authority.NotAfter) {
		t.NotAfter = authority.NotAfter
	}
	for _, name := range names {
		if ip, err := netip.ParseAddr(name); err == nil {
			t.IPAddresses = append(t.IPAddresses, net.IP(ip.AsSlice()))
		} else {
			t.DNSNames = append(t.DNSNames, name)
		}
	}
	return t
}

// Leaf returns the certificate that browsers would be shown now, and the names
// that it is for.
func (a *Authority) Leaf(m Machine, hosts []string, now time.Time) (*x509.Certificate, []string, error) {
	names, err := leafNames(a, m, hosts)
	if err != nil {
		return nil, nil, err
	}
	leaf, err := a.issue(names, now)
	if err != nil {
		return nil, nil, err
	}
	return leaf.Leaf, names, nil
}

// Validity writes the time of a certificate for people.
func Validity(c *x509.Certificate) string {
	const day = "02/01/2006"
	return fmt.Sprintf("từ %s đến %s", c.NotBefore.Local().Format(day), c.NotAfter.Local().Format(day))
}
