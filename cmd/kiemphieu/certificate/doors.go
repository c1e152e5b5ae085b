package certificate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
)

// Listeners are where browsers come in: the program's own, with or without HTTPS,
// and for some modes a plain one that leads there.
type Listeners struct {
	transport
	main, side net.Listener // side is nil without a plain door
}

// Open listens at both doors and makes the certificate ready.
func Open(ctx context.Context, s Settings) (_ *Listeners, err error) {
	d := &Listeners{}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.Close())
		}
	}()
	if d.main, err = listenOn(ctx, s.Listen, "--listen"); err != nil {
		return nil, err
	}
	if s.Plain != "" {
		if d.side, err = listenOn(ctx, s.Plain, "--http-listen"); err != nil {
			return nil, err
		}
	}
	d.transport, err = s.transport(d.main, d.side)
	return d, err
}

func listenOn(ctx context.Context, address, flag string) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, advised{fmt.Errorf("nghe ở %s: %w", address, err),
			"Địa chỉ đang được dùng hoặc không được phép dùng; chọn cổng khác bằng " + flag + "."}
	}
	return listener, nil
}

// Close stops listening where a server has not done so.
func (d *Listeners) Close() error {
	var errs []error
	for _, l := range []net.Listener{d.main, d.side} {
		if l == nil {
			continue
		}
		if err := l.Close(); !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// Tell prints the addresses, and gives the one for this machine.
func (d *Listeners) Tell(out io.Writer) (address string) {
	scheme := "http://"
	if d.config != nil {
		scheme = "https://"
	}
	address = scheme + ownAddress(d.main.Addr())
	text := "Mở trình duyệt: " + address + "\n"
	if d.local != nil {
		text += d.local.told()
	}
	_, _ = io.WriteString(out, text) // the console is gone: there is nobody left to tell
	return address
}

// ForTablets lists where tablets can open the program, and where they install
// the hall's certificate first; both are empty at a door for this machine alone.
func (d *Listeners) ForTablets() (program, certificate []string) {
	hall := d.local
	if hall == nil {
		hall = &localHall{machine: ThisMachine()}
	}
	scheme := "http://"
	if d.config != nil {
		scheme = "https://"
	}
	if d.local != nil {
		certificate = hall.addresses("http://", d.side.Addr())
	}
	return hall.addresses(scheme, d.main.Addr()), certificate
}

// ownAddress is where this machine finds a listener of its own.
func ownAddress(listener net.Addr) string {
	if at, err := netip.ParseAddrPort(listener.String()); err == nil && at.Addr().IsUnspecified() {
		return fmt.Sprintf("127.0.0.1:%d", at.Port())
	}
	return listener.String()
}

// Serve answers at the doors until ctx ends or one of them fails.
func (d *Listeners) Serve(ctx context.Context, handler http.Handler) error {
	if d.side == nil {
		return serveUntil(ctx, d.main, handler, d.config)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan error, 1)
	go func() {
		defer cancel()
		ended <- serveUntil(ctx, d.side, d.plain, nil)
	}()
	err := serveUntil(ctx, d.main, handler, d.config)
	cancel()
	return errors.Join(err, <-ended)
}
