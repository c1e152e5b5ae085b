package pgtest

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// serveAsChild makes this test program behave as one that is going to be killed.
const serveAsChild = "PGTEST_SERVE"

func TestMain(m *testing.M) {
	if os.Getenv(serveAsChild) == "" {
		os.Exit(m.Run())
	}
	server, err := startPrivate()
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(server.guard.dir)
	select {}
}

func open(t *testing.T, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestDatabasesAreFreshAndApart(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	one, two := open(t, Database(t)), open(t, Database(t))
	for _, db := range []*sql.DB{one, two} {
		if _, err := db.ExecContext(ctx, "CREATE TABLE t (a INTEGER)"); err != nil {
			t.Errorf("a database is not empty: %v", err)
		}
	}
	if _, err := one.ExecContext(ctx, "INSERT INTO t (a) VALUES (1)"); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := two.QueryRowContext(ctx, "SELECT count(*) FROM t").Scan(&n); err != nil || n != 0 {
		t.Errorf("the other database has %d rows, error %v", n, err)
	}
}

// A template is filled once, and its copies are apart.
func TestCopiesOfATemplate(t *testing.T) {
	t.Parallel()
	filled := 0
	template := Template{Fill: func(address string) error {
		filled++
		db, err := sql.Open("postgres", address)
		if err != nil {
			return err
		}
		_, err = db.ExecContext(t.Context(), "CREATE TABLE t (a INTEGER)")
		return errors.Join(err, db.Close())
	}}
	server := theServer(t)
	for range 2 {
		db := open(t, template.Database(t))
		var n int
		if _, err := db.ExecContext(t.Context(), "INSERT INTO t (a) VALUES (1)"); err != nil {
			t.Fatal(err)
		}
		if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM t").Scan(&n); err != nil || n != 1 {
			t.Errorf("%d rows, error %v", n, err)
		}
	}
	if server.guard != nil && filled != 1 {
		t.Errorf("filled %d times", filled)
	}
}

// What the benchmarks and the promise "acknowledged means durable" rest on.
func TestServersThatCountWriteDurably(t *testing.T) {
	t.Parallel()
	c := NewCluster(t)
	for _, setting := range []string{"fsync", "synchronous_commit", "full_page_writes"} {
		if value := c.Ask("SHOW " + setting); value != "on" {
			t.Errorf("%s is %q", setting, value)
		}
	}
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	flags.String("test.bench", "", "")
	asked := flags.Lookup("test.bench")
	if settingsFor(asked) == "" {
		t.Error("tests wait for the disk")
	}
	if err := flags.Set("test.bench", "."); err != nil || settingsFor(asked) != "" {
		t.Errorf("benchmarks do not wait for the disk: %v", err)
	}
}

func TestDatabaseIsDroppedWithItsTest(t *testing.T) {
	if !There(t) {
		t.Skip("there is no server")
	}
	var url string
	t.Run("use", func(t *testing.T) { url = Database(t) })
	if err := open(t, url).PingContext(context.Background()); err == nil ||
		!strings.Contains(err.Error(), "does not exist") {
		t.Errorf("ping of a dropped database: %v", err)
	}
}

func TestKilledTestProgramLeavesNothing(t *testing.T) {
	t.Parallel()
	child := exec.CommandContext(context.Background(), os.Args[0])
	child.Env = append(os.Environ(), serveAsChild+"=1")
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	dir := strings.TrimSpace(line)
	if err != nil || !strings.Contains(dir, "kiemphieu-pg-") {
		t.Fatalf("child said %q, error %v", line, err)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // it was killed
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is still there", dir)
		}
	}
}

func TestMissingServerSaysWhatToInstall(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := findBinaries(t.TempDir() + "/*/bin")
	if !errors.Is(err, errNoServer) || !strings.Contains(err.Error(), "apt-get install postgresql") {
		t.Errorf("error %v", err)
	}
}

func TestNewestServerIsTaken(t *testing.T) {
	root := t.TempDir()
	for _, v := range []string{"9", "15", "17"} {
		if err := os.MkdirAll(root+"/"+v+"/bin", 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, v := range []string{"9", "15"} { // 17 has clients only
		if err := os.WriteFile(root+"/"+v+"/bin/initdb", nil, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := findBinaries(root + "/*/bin"); err != nil || got != root+"/15/bin" {
		t.Errorf("found %q, error %v", got, err)
	}
}
