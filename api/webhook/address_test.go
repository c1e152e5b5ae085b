package webhook_test

import (
	"net/netip"
	"testing"

	"kiemphieu/api/webhook"
)

// Only addresses of the public Internet are public.
func TestPublicAddresses(t *testing.T) {
	for text, want := range map[string]bool{
		"203.162.4.190": true, "8.8.8.8": true, "2405:4800::1": true, "::ffff:8.8.8.8": true,
		"127.0.0.1": false, "127.8.8.8": false, "::1": false, "::": false, "0.0.0.0": false, "0.1.2.3": false,
		"10.0.0.1": false, "172.16.0.1": false, "192.168.1.1": false,
		"169.254.169.254": false, "fe80::1": false, "fe80::1%eth0": false, "fd00:ec2::254": false, "100.64.0.1": false,
		"198.18.0.1": false, "224.0.0.1": false, "255.255.255.255": false,
		"ff02::1": false, "::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "64:ff9b::7f00:1": false,
		"2002:7f00:1::": false, "2001:db8::1": false, "192.0.2.1": false, "240.0.0.1": false,
	} {
		at := netip.AddrPortFrom(netip.MustParseAddr(text), 443).String()
		if got := webhook.RefusePrivate("tcp", at, nil) == nil; got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	if webhook.RefusePrivate("tcp", "no address", nil) == nil {
		t.Error("what is no address passes")
	}
}
