package certificate

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Files of the authority within its directory.
const (
	AuthorityCert = "authority.crt"
	AuthorityKey  = "authority.key"
)

// Lifetimes, from now on.
const (
	authorityYears = 10
	leafLifetime   = 397 * 24 * time.Hour
)

// validSince is the beginning of every certificate: a tablet whose battery was
// empty starts years ago, and must come in all the same. Browsers bound the
// whole time for public authorities alone.
func validSince() time.Time { return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) }

// Authority signs the certificates of one laptop. Tablets that trust it trust
// it for private addresses and the named hosts alone: should its key leak, it
// is worth nothing against a bank.
type Authority struct {
	cert *x509.Certificate
	key  crypto.Signer
}

// OpenAuthority loads the authority in dir, or makes it there the first time.
func OpenAuthority(dir, hostname string, hosts []string, now time.Time) (*Authority, error) {
	there, err := AuthorityThere(dir)
	if err != nil {
		return nil, err
	}
	if !there {
		if err := makeAuthority(dir, hostname, hosts, now); err != nil {
			return nil, advised{fmt.Errorf("tạo chứng chỉ gốc trong %s: %w", dir, err),
				"Chọn thư mục dữ liệu ghi được bằng --data."}
		}
	}
	return LoadAuthority(dir)
}

// AuthorityThere reports whether dir has an authority. One file without the
// other is an error: making a new one would cut off every tablet without a word.
func AuthorityThere(dir string) (bool, error) {
	var missing []string
	for _, name := range []string{AuthorityCert, AuthorityKey} {
		_, err := os.Stat(filepath.Join(dir, name))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			missing = append(missing, name)
		case err != nil:
			return false, damagedAuthority(dir, err)
		}
	}
	if len(missing) == 1 {
		return false, damagedAuthority(dir, fmt.Errorf("thiếu tệp %s", missing[0]))
	}
	return len(missing) == 0, nil
}

func damagedAuthority(dir string, err error) error {
	return advised{fmt.Errorf("chứng chỉ gốc trong %s không dùng được: %w", dir, err),
		fmt.Sprintf("Chép lại đủ hai tệp %s và %s từ bản sao; nếu không còn thì xóa cả hai, chạy lại, và cài chứng "+
			"chỉ mới lên mọi máy tính bảng.", AuthorityCert, AuthorityKey)}
}

func makeAuthority(dir, hostname string, hosts []string, now time.Time) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template, err := authorityTemplate(hostname, hosts, now)
	if err != nil {
		return err
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := writeNew(filepath.Join(dir, AuthorityKey), "PRIVATE KEY", private, 0o600); err != nil {
		return err
	}
	if err := writeNew(filepath.Join(dir, AuthorityCert), "CERTIFICATE", der, 0o644); err != nil {
		return errors.Join(err, os.Remove(filepath.Join(dir, AuthorityKey)))
	}
	return nil
}

// writeNew writes a PEM file that must not be there yet, down to the disk.
func writeNew(path, kind string, der []byte, mode fs.FileMode) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	err = errors.Join(pem.Encode(f, &pem.Block{Type: kind, Bytes: der}), f.Sync(), f.Close())
	if err != nil {
		err = errors.Join(err, os.Remove(path)) // half of one is none
	}
	return err
}

func authorityTemplate(hostname string, hosts []string, now time.Time) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	t := &x509.Certificate{
		SerialNumber: serial,
		Subject: pkix.Name{CommonName: fmt.Sprintf("Kiểm phiếu %s %s", hostname,
			now.Format(time.DateOnly))},
		NotBefore:             validSince(),
		NotAfter:              now.AddDate(authorityYears, 0, 0),
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		BasicConstraintsValid: true, IsCA: true, MaxPathLenZero: true,
		PermittedDNSDomainsCritical: true,
		PermittedDNSDomains:         []string{"local", "localhost"},
		PermittedIPRanges:           privateRanges(),
	}
	if harmlessName(hostname) {
		t.PermittedDNSDomains = append(t.PermittedDNSDomains, hostname)
	}
	for _, host := range hosts {
		if ip, err := netip.ParseAddr(host); err == nil {
			t.PermittedIPRanges = append(t.PermittedIPRanges, ipNet(netip.PrefixFrom(ip, ip.BitLen())))
		} else {
			t.PermittedDNSDomains = append(t.PermittedDNSDomains, host)
		}
	}
	return t, nil
}

// harmlessName reports whether permitting a machine's own name permits nothing
// else. A constraint reaches all names below, and a bare word may be a domain
// of the Internet: the authority of a laptop called "vn" would reign over the
// country. Top-level domains have letters only, so a digit or a hyphen is proof.
func harmlessName(hostname string) bool {
	return ValidHost(hostname) && (strings.Contains(hostname, ".") || strings.ContainsAny(hostname, "0123456789-")) &&
		!strings.HasPrefix(hostname, "xn--")
}

// privateRanges are the addresses of halls: loopback, private and link-local.
func privateRanges() []*net.IPNet {
	var ranges []*net.IPNet
	for _, text := range []string{"127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16",
		"::1/128", "fc00::/7", "fe80::/10"} {
		ranges = append(ranges, ipNet(netip.MustParsePrefix(text)))
	}
	return ranges
}

func ipNet(p netip.Prefix) *net.IPNet {
	return &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}
}

// LoadAuthority loads the authority in dir.
func LoadAuthority(dir string) (*Authority, error) {
	der, err := readPEM(filepath.Join(dir, AuthorityCert), "CERTIFICATE")
	if err != nil {
		return nil, damagedAuthority(dir, err)
	}
	private, err := readPEM(filepath.Join(dir, AuthorityKey), "PRIVATE KEY")
	if err != nil {
		return nil, damagedAuthority(dir, err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, damagedAuthority(dir, fmt.Errorf("%s: %w", AuthorityCert, err))
	}
	parsed, err := x509.ParsePKCS8PrivateKey(private)
	if err != nil {
		return nil, damagedAuthority(dir, fmt.Errorf("%s: %w", AuthorityKey, err))
	}
	key, ok := parsed.(*ecdsa.PrivateKey)
	if !ok || !key.PublicKey.Equal(cert.PublicKey) || !cert.IsCA {
		return nil, damagedAuthority(dir, errors.New("khóa và chứng chỉ không cùng một cặp"))
	}
	return &Authority{cert: cert, key: key}, nil
}

func readPEM(path, kind string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != kind {
		return nil, fmt.Errorf("%s không phải tệp PEM %q", filepath.Base(path), kind)
	}
	return block.Bytes, nil
}

// Fingerprint is the SHA-256 of the certificate in groups that two people can
// compare, one reading and one looking.
func (a *Authority) Fingerprint() []string {
	text := strings.ToUpper(fmt.Sprintf("%x", sha256.Sum256(a.cert.Raw)))
	var groups []string
	for group := range slices.Chunk([]byte(text), 4) {
		groups = append(groups, string(group))
	}
	return groups
}

// Certificate returns what tablets install.
func (a *Authority) Certificate() *x509.Certificate { return a.cert }

// permits reports whether a certificate for host would be valid.
func (a *Authority) permits(host string) bool {
	if ip := net.ParseIP(host); ip != nil {
		return slices.ContainsFunc(a.cert.PermittedIPRanges, func(r *net.IPNet) bool { return r.Contains(ip) })
	}
	return slices.ContainsFunc(a.cert.PermittedDNSDomains, func(d string) bool {
		return host == d ||
			strings.HasSuffix(host, "."+d)
	})
}
