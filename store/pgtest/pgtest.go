// Package pgtest gives tests a real PostgreSQL: a private server of this test
// program, started from the installed binaries at the first call, or the
// server at TEST_POSTGRES_URL. Where there is none, a test is skipped and says
// so; where nothing may be left out, as in `make test`, it fails.
//
// The private server listens on a socket in a temporary directory only, and is
// gone with its data when the test program ends, also when that is killed. It
// waits for the disk (fsync) where benchmarks run, and a [Cluster] always does:
// no other test ends a server to see what it has kept. It is imported by test
// files alone.
package pgtest

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/lib/pq" // the driver

	"kiemphieu/app/size"
)

// environment names the server to use instead of a private one, or is "none".
// The server's user must be allowed to create databases.
const environment = "TEST_POSTGRES_URL"

// Server is a PostgreSQL server in which tests make databases.
type Server struct {
	admin  *url.URL // a database that is always there
	serial atomic.Int64
	guard  *guard // nil for a server that somebody else runs
}

// shared is the one server of this test program. The guard in it must stay
// reachable: the server lives as long as the pipe it holds.
var shared = sync.OnceValues(start)

// There reports whether there is a server. Where nothing may be left out it
// fails the test instead of saying no.
func There(tb testing.TB) bool {
	tb.Helper()
	_, err := shared()
	if err != nil && size.Whole() {
		tb.Fatal(err)
	}
	return err == nil
}

// Database makes an empty database for one test, drops it when the test is
// over, and returns its address. Without a server the test goes no further.
func Database(tb testing.TB) string {
	tb.Helper()
	return DatabaseIn(tb, "UTF8")
}

// DatabaseIn makes a database in another encoding.
func DatabaseIn(tb testing.TB, encoding string) string {
	tb.Helper()
	server := theServer(tb)
	return server.database(tb, "template0 LOCALE 'C' ENCODING '"+encoding+"'")
}

// Template is a database that Fill makes at the first call, and of which tests get
// copies. On a server that somebody else runs nothing is left behind: there each is
// filled anew.
type Template struct {
	Fill func(address string) error // leaves no connection open

	once sync.Once
	name string
	err  error
}

// Database is a copy for one test, as [Database] makes an empty one.
func (t *Template) Database(tb testing.TB) string {
	tb.Helper()
	server := theServer(tb)
	if server.guard == nil {
		address := Database(tb)
		if err := t.Fill(address); err != nil {
			tb.Fatal(err)
		}
		return address
	}
	t.once.Do(func() {
		t.name = server.newName()
		if t.err = server.exec("CREATE DATABASE " + t.name + " TEMPLATE template0"); t.err == nil {
			t.err = t.Fill(server.addressOf(t.name))
		}
	})
	if t.err != nil {
		tb.Fatalf("pgtest: make a template: %v", t.err)
	}
	return server.database(tb, t.name)
}

// theServer is the one that tests share. Without one the test goes no further.
func theServer(tb testing.TB) *Server {
	tb.Helper()
	server, err := shared()
	if err != nil && size.Whole() {
		tb.Fatal(err)
	}
	if err != nil {
		tb.Skip(err)
	}
	return server
}

// database makes a database from a template, until the test is over.
func (s *Server) database(tb testing.TB, template string) (address string) {
	tb.Helper()
	name := s.newName()
	if err := s.exec("CREATE DATABASE " + name + " TEMPLATE " + template); err != nil {
		tb.Fatalf("pgtest: make a database: %v", err)
	}
	tb.Cleanup(func() {
		if err := s.exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			tb.Errorf("pgtest: drop a database: %v", err)
		}
	})
	return s.addressOf(name)
}

func (s *Server) newName() string {
	return fmt.Sprintf("kiemphieu_test_%d_%d", os.Getpid(), s.serial.Add(1))
}

func (s *Server) addressOf(name string) string {
	address := *s.admin
	address.Path = "/" + name
	return address.String()
}

func start() (*Server, error) {
	switch given := os.Getenv(environment); given {
	case "":
		return startPrivate()
	case "none":
		return nil, errNone
	default:
		admin, err := url.Parse(given)
		if err != nil {
			return nil, fmt.Errorf("pgtest: %s: %w", environment, err)
		}
		return &Server{admin: admin}, nil
	}
}

func startPrivate() (*Server, error) {
	dir, g, err := launch(initialise, settingsFor(flag.Lookup("test.bench")), "")
	if err != nil {
		return nil, err
	}
	server := &Server{admin: addressIn(dir), guard: g}
	if err := server.await(); err != nil {
		return nil, fmt.Errorf("pgtest: the server does not answer: %w\n%s", err, g.log())
	}
	return server, nil
}

// settingsFor are those of the server that is shared, with or without benchmarks.
func settingsFor(benchmarks *flag.Flag) string {
	if benchmarks != nil && benchmarks.Value.String() != "" {
		return ""
	}
	return " -c fsync=off"
}

// addressIn is a database that is always there of the server in a folder.
func addressIn(dir string) *url.URL {
	query := url.Values{"host": {dir}, "sslmode": {"disable"}}
	return &url.URL{Scheme: "postgres", User: url.User("postgres"), Path: "/postgres", RawQuery: query.Encode()}
}

// await returns when the server answers, or with the last refusal after two minutes:
// a copy of another server takes its time on a machine that does much else.
func (s *Server) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	for {
		err := s.exec("SELECT 1")
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// exec runs one statement outside any transaction, on a connection of its own.
func (s *Server) exec(statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	db, err := sql.Open("postgres", s.admin.String())
	if err != nil {
		return err
	}
	defer db.Close() // read only: the statement has answered
	_, err = db.ExecContext(ctx, statement)
	return err
}
