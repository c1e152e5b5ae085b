package e2e

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"
)

// ledger notes what clients of a whole cluster meet: that it is away for a while
// is what they are there to see.
type ledger struct {
	mu      sync.Mutex
	refused int               // answers and silences that acknowledged nothing
	acks    []acknowledgement // in the order in which they came
	pace    time.Duration     // that a pair takes from sheaf to sheaf
	carrier http.RoundTripper // to the door
}

// acknowledgement is a receipt: from which hall, and when it came.
type acknowledgement struct {
	cell string
	at   time.Time
}

// newLedger is for clients that see HTTPS, as they do through a door that ends it.
func newLedger(pace time.Duration) *ledger {
	plain := func(ctx context.Context, network, address string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, address)
	}
	return &ledger{pace: pace, carrier: &http.Transport{DialTLSContext: plain, MaxIdleConnsPerHost: 16}}
}

// heard notes an answer, and reports whether it is to be asked again.
func (l *ledger) heard(cell string, status int) (again bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch status {
	case http.StatusOK:
		l.acks = append(l.acks, acknowledgement{cell, time.Now()})
		return false
	case 0, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		l.refused++
		return true
	}
	return false
}

// since counts the acknowledgements that came after a moment.
func (l *ledger) since(moment time.Time) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, a := range l.acks {
		if a.at.After(moment) {
			n++
		}
	}
	return n
}

// away is the longest time in which a hall got no acknowledgement.
func (l *ledger) away() (longest time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	last := map[string]time.Time{}
	for _, a := range l.acks {
		if before, ok := last[a.cell]; ok {
			longest = max(longest, a.at.Sub(before))
		}
		last[a.cell] = a.at
	}
	return longest
}
