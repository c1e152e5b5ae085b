package main

import (
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
)

// machine is what certificates and people need to know of this computer.
type machine struct {
	name      func() (string, error)
	addresses func() ([]net.Addr, error)
}

func thisMachine() machine { return machine{name: os.Hostname, addresses: net.InterfaceAddrs} }

// hostname is the machine's name in lower case, "" if it has none.
func (m machine) hostname() string {
	name, err := m.name()
	if err != nil {
		return ""
	}
	return strings.ToLower(name)
}

// reachable lists the addresses that are not loopback, IPv4 first.
func (m machine) reachable() []netip.Addr {
	known, err := m.addresses()
	if err != nil {
		return nil
	}
	var list []netip.Addr
	for _, a := range known {
		prefix, err := netip.ParsePrefix(a.String())
		if err != nil {
			continue
		}
		if ip := prefix.Addr().Unmap(); !ip.IsLoopback() {
			list = append(list, ip)
		}
	}
	slices.SortFunc(list, netip.Addr.Compare)
	return slices.Compact(list)
}

// forTablets lists those of the reachable addresses that can be typed into a
// browser: one of IPv6 that is link-local needs a zone, which none takes.
func (m machine) forTablets() []netip.Addr {
	return slices.DeleteFunc(m.reachable(), func(ip netip.Addr) bool { return ip.Is6() && ip.IsLinkLocalUnicast() })
}
