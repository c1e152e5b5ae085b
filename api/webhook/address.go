package webhook

import (
	"errors"
	"net/netip"
	"syscall"
)

// errPrivate: an address is not one of the public Internet.
var errPrivate = errors.New("webhook: address is not public")

// reserved are the blocks that netip does not tell by name and that lead
// into somebody's house, or nowhere (RFC 6890 and its successors).
func reserved() []netip.Prefix {
	var all []netip.Prefix
	for _, block := range []string{"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
		"198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fec0::/10"} {
		all = append(all, netip.MustParsePrefix(block))
	}
	return all
}

// public reports whether an address is one of the public Internet.
func public(at netip.Addr) bool {
	at = at.Unmap().WithZone("")
	if !at.IsGlobalUnicast() || at.IsPrivate() {
		return false
	}
	for _, block := range reserved() {
		if block.Contains(at) {
			return false
		}
	}
	return true
}

// RefusePrivate is for [net.Dialer.Control]: it refuses what is no address of the
// public Internet after its name was resolved, just before the connection is made,
// so that a name cannot be public when it is asked about and private when it is used.
func RefusePrivate(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !public(at.Addr()) {
		return errPrivate
	}
	return nil
}
