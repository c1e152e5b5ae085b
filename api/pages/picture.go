package pages

import (
	"fmt"
	"net"
	"net/url"
	"strings"

	"github.com/skip2/go-qrcode"
)

// picture is an address as a code that a tablet's camera opens.
type picture struct {
	Address string
	Width   int    // in modules
	Path    string // of its dark modules, SVG
}

// alone reports whether the address is good on this machine alone.
func (p picture) alone() bool {
	at, err := url.Parse(p.Address)
	return err == nil && loopback(at.Host)
}

func newPicture(address string) (*picture, error) {
	qr, err := qrcode.New(address, qrcode.Medium)
	if err != nil {
		return nil, fmt.Errorf("pages: picture of an address: %w", err)
	}
	modules := qr.Bitmap()
	return &picture{Address: address, Width: len(modules), Path: modulesPath(modules)}, nil
}

// loopback reports whether an address is good on its own machine alone.
func loopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// modulesPath draws the dark modules of a code, one rectangle per run in a row.
func modulesPath(modules [][]bool) string {
	var path strings.Builder
	for y, row := range modules {
		for x := 0; x < len(row); x++ {
			begin := x
			for x < len(row) && row[x] {
				x++
			}
			if x > begin {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", begin, y, x-begin, x-begin)
			}
		}
	}
	return path.String()
}
