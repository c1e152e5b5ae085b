package pgtest

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// errNoServer tells what to install.
var errNoServer = errors.New("pgtest: no PostgreSQL server on this machine: run 'make tools' or 'apt-get install " +
	"postgresql', or set " + environment)

// errNone is what somebody asked for.
var errNone = errors.New("pgtest: " + environment + " is none: tests go without PostgreSQL")

// guard is a shell that makes a server, waits until the test program is gone,
// which closes its standard input, and then removes server and data.
type guard struct {
	dir   string
	alive io.Closer // the pipe whose end tells the shell to clean up
}

// script gets the folder of the binaries, the folder to work in, what makes the
// data there, settings, and what is not empty where a server that ends is started
// again. Whoever stops the tests from the keyboard must not stop the cleaning up.
const script = `
trap '' INT TERM HUP
cd "$2" || exit 1
{
	eval "$3" || exit
	trap 'kill -QUIT "$server"; wait "$server"; exit' USR1
	while
		"$1/postgres" -D data -c fsync=on -c listen_addresses= -c unix_socket_directories="$2" \
			-c max_connections=200 $4 &
		server=$!
		wait "$server"
		[ "$5" ]
	do
		sleep 0.2
	done
} >log 2>&1 &
keeper=$!
cat >/dev/null
kill -USR1 "$keeper" 2>/dev/null
wait "$keeper"
cd / && rm -rf "$2"
`

// initialise makes an empty cluster.
const initialise = `"$1/initdb" -D data -U postgres -A trust --encoding=UTF8 --locale=C --no-sync`

// launch starts a guard with a server in a new folder, as an unprivileged
// user: PostgreSQL refuses to run as root. Shell text makes the data. With again
// a server that ends is started again.
func launch(making, settings, again string) (dir string, g *guard, err error) {
	binaries, err := findBinaries("/usr/lib/postgresql/*/bin")
	if err != nil {
		return "", nil, err
	}
	dir, err = os.MkdirTemp("", "kiemphieu-pg-")
	if err != nil {
		return "", nil, fmt.Errorf("pgtest: %w", err)
	}
	process, err := unprivileged(dir)
	if err != nil {
		return "", nil, err
	}
	shell := exec.Command("sh", "-c", script, "sh", binaries, dir, making, settings, again) //nolint:noctx,gosec // it must outlive every context; the folders are ours
	shell.SysProcAttr = process
	alive, err := shell.StdinPipe()
	if err != nil {
		return "", nil, fmt.Errorf("pgtest: %w", err)
	}
	if err := shell.Start(); err != nil {
		return "", nil, fmt.Errorf("pgtest: start the server: %w", err)
	}
	return dir, &guard{dir: dir, alive: alive}, nil
}

// log is what the server said so far.
func (g *guard) log() string {
	text, err := os.ReadFile(filepath.Join(g.dir, "log"))
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// findBinaries returns the folder with initdb and postgres: the newest version
// under the pattern, or the one on PATH.
func findBinaries(pattern string) (string, error) {
	folders, err := filepath.Glob(pattern)
	if err != nil {
		return "", fmt.Errorf("pgtest: %w", err)
	}
	slices.SortFunc(folders, func(a, b string) int { return cmp.Compare(version(b), version(a)) })
	for _, folder := range folders {
		if _, err := os.Stat(filepath.Join(folder, "initdb")); err == nil {
			return folder, nil
		}
	}
	initdb, err := exec.LookPath("initdb")
	if err != nil {
		return "", errNoServer
	}
	return filepath.Dir(initdb), nil
}

// version reads 15 from /usr/lib/postgresql/15/bin; 0 if there is no number.
func version(folder string) int {
	n, err := strconv.Atoi(strings.TrimSpace(filepath.Base(filepath.Dir(folder))))
	if err != nil {
		return 0
	}
	return n
}
