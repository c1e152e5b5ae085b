package certificate

import (
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
)

// Machine is what certificates and people need to know of a computer.
type Machine struct {
	Name      func() (string, error)
	Addresses func() ([]net.Addr, error)
}

// ThisMachine is the one that the program runs on.
func ThisMachine() Machine { return Machine{Name: os.Hostname, Addresses: net.InterfaceAddrs} }

// hostname is the machine's name in lower case, "" if it has none.
func (m Machine) hostname() string {
	name, err := m.Name()
	if err != nil {
		return ""
	}
	return strings.ToLower(name)
}

// reachable lists the addresses that are not loopback, IPv4 first.
func (m Machine) reachable() []netip.Addr {
	known, err := m.Addresses()
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

// ForTablets lists those of the reachable addresses that can be typed into a
// browser: one of IPv6 that is link-local needs a zone, which none takes.
func (m Machine) ForTablets() []netip.Addr {
	return slices.DeleteFunc(m.reachable(), func(ip netip.Addr) bool { return ip.Is6() && ip.IsLinkLocalUnicast() })
}
