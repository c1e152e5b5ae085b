package certificate

import (
	"crypto/x509"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"
)

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// inventedMachine has the name and addresses of a test.
type inventedMachine struct{ addresses []string }

func invented(addresses ...string) *inventedMachine { return &inventedMachine{addresses} }

func (m *inventedMachine) machine() Machine {
	return Machine{Name: func() (string, error) { return "May", nil }, Addresses: func() ([]net.Addr, error) {
		var list []net.Addr
		for _, text := range m.addresses {
			ip, network, err := net.ParseCIDR(text)
			if err != nil {
				return nil, err
			}
			list = append(list, &net.IPNet{IP: ip, Mask: network.Mask})
		}
		return list, nil
	}}
}

// The authority is a real one, for a hall alone, for ten years.
func TestTLSAuthorityIsForHallsAlone(t *testing.T) {
	now := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	a, err := OpenAuthority(t.TempDir(), "may-chu-1", []string{"bau.phuong.example", "203.0.113.7"}, now)
	check(t, err)
	c := a.cert
	if !c.IsCA || !c.MaxPathLenZero || c.MaxPathLen != 0 || !c.PermittedDNSDomainsCritical ||
		!c.NotAfter.Equal(now.AddDate(10, 0, 0)) {
		t.Errorf("authority: CA %v, path %d, critical %v, until %s", c.IsCA, c.MaxPathLen,
			c.PermittedDNSDomainsCritical, c.NotAfter)
	}
	for name, want := range map[string]bool{"10.1.2.3": true, "192.168.1.9": true, "172.16.0.1": true,
		"169.254.1.1": true, "127.0.0.1": true, "::1": true, "fd00::1": true, "fe80::1": true,
		"localhost": true, "may-chu-1.local": true, "may-chu-1": true, "bau.phuong.example": true, "203.0.113.7": true,
		"8.8.8.8": false, "203.0.113.8": false, "2001:db8::1": false, "vietcombank.com.vn": false,
		"phuong.example": false, "xlocalhost": false} {
		if got := accepted(t, a, name, now); got != want || a.permits(name) != want {
			t.Errorf("a certificate for %s: accepted %v, permitted %v, want %v", name, got, a.permits(name), want)
		}
	}
}

// accepted reports whether a tablet takes a certificate for name from a.
func accepted(t *testing.T, a *Authority, name string, now time.Time) bool {
	t.Helper()
	return acceptedAt(t, a, name, now, now)
}

// acceptedAt is accepted by a tablet whose clock shows another time.
func acceptedAt(t *testing.T, a *Authority, name string, now, clock time.Time) bool {
	t.Helper()
	leaf, err := a.issue([]string{name}, now)
	check(t, err)
	roots := x509.NewCertPool()
	roots.AddCert(a.cert)
	_, err = leaf.Leaf.Verify(x509.VerifyOptions{DNSName: name, Roots: roots, CurrentTime: clock})
	return err == nil
}

// The authority of a laptop that is called like a domain does not reign over it.
func TestTLSAuthorityOfALaptopCalledLikeACountry(t *testing.T) {
	a, err := OpenAuthority(t.TempDir(), "vn", nil, time.Now())
	check(t, err)
	if a.permits("chinhphu.vn") || a.permits("vn") || !a.permits("vn.local") {
		t.Errorf("permitted: %q", a.cert.PermittedDNSDomains)
	}
}

// The leaf follows the machine's addresses, looked at once a minute, and is
// made again before its end.
func TestTLSLeafFollowsTheMachine(t *testing.T) {
	now := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	a, err := OpenAuthority(t.TempDir(), "may", nil, now)
	check(t, err)
	m := invented("192.168.1.10/24", "203.0.113.9/24", "127.0.0.1/8")
	k := &leafKeeper{authority: a, machine: m.machine(), now: func() time.Time { return now },
		log: slog.New(slog.DiscardHandler)}
	leaf := func() *x509.Certificate {
		t.Helper()
		c, err := k.get(nil)
		check(t, err)
		return c.Leaf
	}
	first := leaf()
	if life := first.NotAfter.Sub(now); life > 397*24*time.Hour ||
		first.VerifyHostname("192.168.1.10") != nil || first.VerifyHostname("may.local") != nil {
		t.Errorf("leaf of %s for %v %v", life, first.IPAddresses, first.DNSNames)
	}
	if first.VerifyHostname("203.0.113.9") == nil {
		t.Error("the leaf has an address for which tablets would refuse it as a whole")
	}
	m.addresses = []string{"10.0.0.5/8"}
	now = now.Add(30 * time.Second)
	if leaf() != first {
		t.Error("the addresses were looked at within a minute")
	}
	now = now.Add(time.Minute)
	second := leaf()
	if second.VerifyHostname("10.0.0.5") != nil || second.VerifyHostname("192.168.1.10") == nil {
		t.Errorf("the second leaf is for %v", second.IPAddresses)
	}
	now = second.NotAfter.Add(-leafRenewal - time.Hour)
	if leaf() != second {
		t.Error("a leaf with a month to go was made again")
	}
	now = now.Add(2 * time.Hour)
	if leaf() == second {
		t.Error("a leaf near its end was not made again")
	}
}

// A tablet whose clock was reset to years ago comes in as every other.
func TestTLSTabletWithAResetClockComesIn(t *testing.T) {
	now := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	a, err := OpenAuthority(t.TempDir(), "may", nil, now)
	check(t, err)
	for _, clock := range []time.Time{now, now.AddDate(0, 0, 396), now.AddDate(0, -1, 0),
		time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC)} {
		if !acceptedAt(t, a, "192.168.1.9", now, clock) {
			t.Errorf("with its clock at %s it does not", clock)
		}
	}
	if acceptedAt(t, a, "192.168.1.9", now, now.AddDate(0, 0, 400)) {
		t.Error("a certificate lasts for ever")
	}
}

// What is told at the start can be typed: no loopback, no zone, nothing that
// the certificate is not for.
func TestTLSHallIsToldItsAddresses(t *testing.T) {
	a, err := OpenAuthority(t.TempDir(), "may", nil, time.Now())
	check(t, err)
	m := invented("127.0.0.1/8", "192.168.1.10/24", "fe80::1/64", "fd00::2/64", "203.0.113.9/24")
	anywhere := func(port int) net.Addr { return &net.TCPAddr{IP: net.IPv6zero, Port: port} }
	h := &localHall{authority: a, machine: m.machine(), main: anywhere(8443), side: anywhere(8081)}
	want := "Trong hội trường: https://192.168.1.10:8443\nTrong hội trường: https://[fd00::2]:8443\n" +
		"Máy tính bảng lần đầu: mở http://192.168.1.10:8081 để cài chứng chỉ\nMáy tính bảng lần đầu: mở " +
		"http://[fd00::2]:8081 để cài chứng chỉ\n" +
		"Dấu vân tay của chứng chỉ (SHA-256): " + strings.Join(a.Fingerprint(), " ") + "\n"
	if got := h.told(); got != want {
		t.Errorf("told\n%swant\n%s", got, want)
	}
	m.addresses = nil
	if got := h.told(); !strings.Contains(got, "Máy tính bảng chưa vào được") {
		t.Errorf("without a network: %s", got)
	}
}

// Let's Encrypt is asked for certificates of the named hosts alone.
func TestACMEAsksForTheNamedHostsAlone(t *testing.T) {
	policy := newACME(t.TempDir(), []string{"bau.phuong.example"}).HostPolicy
	if policy(t.Context(), "bau.phuong.example") != nil || policy(t.Context(), "other.example") == nil {
		t.Error("certificates are not asked for the named hosts alone")
	}
}
