package certificate

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"time"
)

// shutdownLimit is how long running requests may take to finish.
const shutdownLimit = 8 * time.Second

// serveUntil serves until ctx ends, then lets running requests finish: what
// was acknowledged is durable, and nobody is cut off within an answer.
func serveUntil(ctx context.Context, listener net.Listener, handler http.Handler, security *tls.Config) error {
	s := &http.Server{Handler: handler, TLSConfig: security, ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout: time.Minute, IdleTimeout: 2 * time.Minute}
	failed := make(chan error, 1)
	go func() {
		if security == nil {
			failed <- s.Serve(listener)
		} else {
			failed <- s.ServeTLS(listener, "", "")
		}
	}()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownLimit)
	defer cancel()
	if err := s.Shutdown(limit); err != nil {
		return fmt.Errorf("serve: stop: %w", err)
	}
	return nil
}
