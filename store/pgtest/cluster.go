package pgtest

import (
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"kiemphieu/app/size"
)

// Cluster is a server of one test, which kills it, copies it or lets another
// stand by. It is gone with its data when the test is over.
type Cluster struct {
	tb     testing.TB
	server *Server
	dir    string
}

// NewCluster starts an empty one with settings of postgresql.conf, as
// "wal_level=replica". Where there is no PostgreSQL the test goes no further.
func NewCluster(tb testing.TB, settings ...string) *Cluster {
	tb.Helper()
	ownServers(tb)
	return newCluster(tb, initialise, settings, "")
}

func ownServers(tb testing.TB) {
	tb.Helper()
	if given := os.Getenv(environment); given != "" {
		tb.Skip("pgtest: tests of several servers start their own; " + environment + " is " + given)
	}
}

// NewOnDisk starts one whose data lie in a folder of the test's, its log of writes
// with them or elsewhere. A server that ends is started again, as systemd does.
func NewOnDisk(tb testing.TB, dir string, logWithIt bool) *Cluster {
	tb.Helper()
	ownServers(tb)
	making := fmt.Sprintf("mkdir %s/data && ln -s %s/data data && %s --wal-segsize=1", dir, dir, initialise)
	if !logWithIt {
		making += ` -X "$2/wal"`
	}
	return newCluster(tb, making, []string{"min_wal_size=2MB", "max_wal_size=8MB"}, "again")
}

// NewArchive starts one that archives its log, as docs/operations.md says, and
// takes a base backup of it.
func NewArchive(tb testing.TB) *Cluster {
	tb.Helper()
	c := NewCluster(tb, "wal_level=replica", "archive_mode=on")
	c.Do("ALTER SYSTEM SET archive_command = 'mkdir -p ../archive && cp %p ../archive/%f'", "SELECT pg_reload_conf()",
		fmt.Sprintf("COPY (SELECT 1) TO PROGRAM '%s -h %s -U postgres -D %s/base -c fast'", binary(tb, "pg_basebackup"),
			c.dir, c.dir))
	return c
}

// RecoveredTo starts a server from the base backup and the archive, as of a
// restore point.
func (c *Cluster) RecoveredTo(point string) *Cluster {
	c.tb.Helper()
	last := c.Ask("SELECT pg_walfile_name(pg_current_wal_lsn())")
	c.Do("SELECT pg_switch_wal()")
	c.Until("SELECT coalesce(last_archived_wal, '') >= '" + last + "' FROM pg_stat_archiver")
	settings := fmt.Sprintf(`restore_command = 'cp %s/archive/%%f %%p'
recovery_target_name = '%s'
recovery_target_action = promote
`, c.dir, point)
	recovered := newCluster(c.tb, fmt.Sprintf(`cp -R %s/base data && touch data/recovery.signal &&
cat >>data/postgresql.auto.conf <<END
%sEND
true`, c.dir, settings), nil, "")
	recovered.Until("SELECT NOT pg_is_in_recovery()")
	return recovered
}

// Standby starts a server that follows this one, which waits for it before it
// acknowledges anything.
func (c *Cluster) Standby() *Cluster {
	c.tb.Helper()
	s := newCluster(c.tb, fmt.Sprintf(`"$1/pg_basebackup" -h %s -U postgres -D data -c fast -R`, c.dir), nil, "")
	c.Do("ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()")
	c.Until("SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = 'sync'")
	return s
}

func newCluster(tb testing.TB, making string, settings []string, again string) *Cluster {
	tb.Helper()
	var options strings.Builder
	for _, s := range settings {
		options.WriteString(" -c " + s)
	}
	dir, g, err := launch(making, options.String(), again)
	if err != nil && !size.Whole() {
		tb.Skip(err)
	}
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = g.alive.Close() })
	server := &Server{admin: addressIn(dir), guard: g}
	if err := server.await(); err != nil {
		tb.Fatalf("pgtest: the server does not answer: %v\n%s", err, g.log())
	}
	return &Cluster{tb, server, dir}
}

// Dir is the folder of the cluster's socket; its data are in "data".
func (c *Cluster) Dir() string { return c.dir }

// Address is that of its database.
func (c *Cluster) Address() string { return c.server.admin.String() }

// Do runs statements outside any transaction.
func (c *Cluster) Do(statements ...string) {
	c.tb.Helper()
	for _, s := range statements {
		if err := c.server.exec(s); err != nil {
			c.tb.Fatalf("pgtest: %s: %v\n%s", s, err, c.server.guard.log())
		}
	}
}

// Ask returns the one value of a query.
func (c *Cluster) Ask(query string) (value string) {
	c.tb.Helper()
	db, err := sql.Open("postgres", c.Address())
	if err != nil {
		c.tb.Fatal(err)
	}
	defer db.Close() // read only
	if err := db.QueryRowContext(c.tb.Context(), query).Scan(&value); err != nil {
		c.tb.Fatalf("pgtest: %s: %v\n%s", query, err, c.server.guard.log())
	}
	return value
}

// Until waits until a query answers yes.
func (c *Cluster) Until(query string) {
	c.tb.Helper()
	for deadline := time.Now().Add(time.Minute); c.Ask(query) != "true"; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			c.tb.Fatalf("pgtest: not in a minute: %s\n%s", query, c.server.guard.log())
		}
	}
}

// Kill ends the server at once, as a power cut does to everybody else.
func (c *Cluster) Kill() {
	c.tb.Helper()
	text, err := os.ReadFile(filepath.Join(c.dir, "data", "postmaster.pid"))
	if err != nil {
		c.tb.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		c.tb.Fatal(err)
	}
	process, err := os.FindProcess(pid)
	if err == nil {
		err = process.Kill()
	}
	if err != nil {
		c.tb.Fatal(err)
	}
}

// FillLog has the server write its log of writes until it cannot, and ends.
func (c *Cluster) FillLog() {
	c.tb.Helper()
	for range 100 {
		if c.server.exec("SELECT pg_logical_emit_message(true, '', repeat('x', 1000000))") != nil {
			return
		}
	}
	c.tb.Fatal("pgtest: there is room for a log of 100 MB")
}

func binary(tb testing.TB, program string) string {
	tb.Helper()
	folder, err := findBinaries("/usr/lib/postgresql/*/bin")
	if err != nil {
		tb.Fatal(err)
	}
	return filepath.Join(folder, program)
}

// Run runs one of PostgreSQL's own programs, as pg_dump, and returns what it said.
func Run(tb testing.TB, program string, args ...string) string {
	tb.Helper()
	command := exec.CommandContext(tb.Context(), binary(tb, program), args...) //nolint:gosec // of the test
	out, err := command.CombinedOutput()
	if err != nil {
		tb.Fatalf("%s: %v\n%s", program, err, out)
	}
	return string(out)
}
