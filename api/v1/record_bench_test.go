package v1_test

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"kiemphieu/api"
	"kiemphieu/api/apitest"
	v1 "kiemphieu/api/v1"
	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/ratify/calendar"
	"kiemphieu/store"
	"kiemphieu/web"
)

// BenchmarkRecordOfABatch measures what it costs a batch that its congress is
// held against the record and signed anew: processor time of the same batches
// over HTTP in two halls on SQLite, of which one has no key, taken in turns.
func BenchmarkRecordOfABatch(b *testing.B) {
	const sheaves = 40
	var signed, bare time.Duration
	n := 0
	for b.Loop() {
		with := apitest.Serve(b, app.Config{Now: apptest.Morning("2025-03-01")})
		without := serveWithoutKey(b, with.Hash)
		one, other := openLoadHall(with, 0, sheaves, 1), openLoadHall(without, 0, sheaves, 1)
		calls, bareCalls := one.calls(b), other.calls(b)
		client := &http.Client{}
		for i := range calls {
			signed += processorTime(b, func() error { return calls[i].send(with.URL, client) })
			bare += processorTime(b, func() error { return bareCalls[i].send(without.URL, client) })
			n++
		}
	}
	b.ReportMetric(float64(signed.Microseconds())/float64(n)/1000, "ms-signed")
	b.ReportMetric(float64(bare.Microseconds())/float64(n)/1000, "ms-bare")
	b.ReportMetric(float64(signed)/float64(bare), "ratio")
}

// serveWithoutKey serves the calls of a program that signs nothing.
func serveWithoutKey(b *testing.B, hash string) *apitest.House {
	b.Helper()
	must := apitest.Must
	db, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "kiemphieu.db"),
		store.Options{Now: apptest.Morning("2025-03-01")})
	must(b, err)
	b.Cleanup(func() { must(b, db.Close()) })
	must(b, db.Migrate(b.Context()))
	site, err := web.Load()
	must(b, err)
	cs := congress.NewService(congress.Config{Store: db, Random: rand.Reader})
	rs := ratify.NewService(ratify.Config{Store: db.Ratify(), Calendar: calendar.Shipped()})
	h := &apitest.House{Program: &app.Program{Store: db, Congress: cs}, T: b, Ctx: context.Background(), Hash: hash}
	h.Listen(api.New(api.Config{Congress: cs, Sessions: db.Sessions(), Snapshot: db.Snapshot, Probe: db.Probe,
		Log: slog.New(slog.DiscardHandler), Site: site, Streams: func() int { return 0 },
		Routes: v1.Routes(v1.Config{Congress: cs, Ratify: rs, Site: site})}))
	return h
}

// processorTime returns what the process spent on something, client and all.
func processorTime(b *testing.B, do func() error) time.Duration {
	b.Helper()
	used := func() time.Duration {
		var u syscall.Rusage
		apitest.Must(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	before := used()
	apitest.Must(b, do())
	return used() - before
}
