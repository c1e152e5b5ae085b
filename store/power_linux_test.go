package store_test

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"kiemphieu/app/size"
	"kiemphieu/congress"
	"kiemphieu/store"
)

// poweredAt has TestPowerIsCutWriter write into a database of this path, and
// faulty says that calls will fail.
const poweredAt, faulty = "STORE_POWERED_AT", "STORE_FAULTY"

// TestPowerIsCutWriter is no test: it is the program whose writes are traced.
// It says which batches were acknowledged, each once that is so.
func TestPowerIsCutWriter(t *testing.T) {
	path := os.Getenv(poweredAt)
	if path == "" {
		return
	}
	db := open(t, path)
	h := newHall(t, db, 40)
	say := func(what string) { _, _ = os.Stdout.WriteString("said " + what + "\n") }
	say("ready")
	var writers sync.WaitGroup
	for w, pass := range []congress.Pass{congress.PassA, congress.PassB, congress.PassC} {
		writers.Go(func() {
			for i, sheaf := range h.sheaves {
				b := h.batch(pass, sheaf.Number, randomTokens())
				accept := func(tx congress.Tx) error { return h.accept(t.Context(), tx, b) }
				if err := db.InTx(t.Context(), accept); err != nil {
					if os.Getenv(faulty) == "" {
						t.Error(err)
					}
					say("refused")
					continue
				}
				say(string(b.ID))
				// what a seal does: pages move from the log into the file
				if w == 0 && i%16 == 15 && os.Getenv(faulty) == "" {
					checkpoint(t, path)
				}
			}
		})
	}
	writers.Wait()
}

func checkpoint(t *testing.T, path string) {
	t.Helper()
	pool, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(10000)&_pragma=synchronous(FULL)")
	must(t, err)
	_, err = pool.ExecContext(t.Context(), "PRAGMA wal_checkpoint(TRUNCATE)")
	must(t, err)
	must(t, pool.Close())
}

// R1: images of the disk as a power cut would leave it, from the traced writes of
// a program that is at work: what had not been made durable is there, or not, or
// in part, sector by sector. What was acknowledged is in every one of them, once,
// and each is whole. A disk that only says it made durable what it did not is found.
func TestR1PowerIsCut(t *testing.T) {
	size.Long(t)
	trace := traced(t)
	images := size.Pick(20, 20, 3000)
	honest := trace.cut(t, images, false)
	if len(honest.lost)+len(honest.broken) > 0 {
		t.Errorf("%d images: lost %v, broken %v", images, honest.lost, honest.broken)
	}
	if honest.torn == 0 || honest.acknowledged == 0 {
		t.Errorf("nothing was under way at any cut: %+v", honest)
	}
	lying := trace.cut(t, min(images, 60), true)
	if len(lying.lost) == 0 {
		t.Error("the canary sings: a disk that ignores fsync loses nothing")
	}
	t.Logf("%d images of %d writes, %d with something half written, %d acknowledgements held against them; "+
		"a disk that ignores fsync: %d of %d images had lost something", images, len(trace), honest.torn,
		honest.acknowledged, len(lying.lost), min(images, 60))
}

// traced runs the writer under strace and returns what it asked the system for.
func traced(t *testing.T) trace {
	t.Helper()
	strace, err := exec.LookPath("strace")
	if err != nil && !size.Whole() {
		t.Skip("store: no strace on this machine: run 'make tools'")
	}
	must(t, err)
	dir := t.TempDir()
	out, path := filepath.Join(dir, "trace"), filepath.Join(dir, "kiemphieu.db")
	command := exec.CommandContext(t.Context(), strace, "-f", "-y", "-xx", "-s", "4194304", "-o", out, //nolint:gosec // ours
		"-e", "trace=pwrite64,write,fsync,fdatasync,ftruncate,unlink,unlinkat", os.Args[0],
		"-test.run=^TestPowerIsCutWriter$")
	command.Env = append(os.Environ(), poweredAt+"="+path)
	if said, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	f, err := os.Open(out)
	must(t, err)
	defer f.Close() // read only
	return readTrace(t, f)
}

// asked is one thing that the program asked the system for.
type asked struct {
	what string // "write", "truncate", "sync", "unlink", "said"
	file string // its name
	at   int64
	data []byte
	text string
}

type trace []asked

// call matches a whole line of strace: name, first file, what follows.
var call = regexp.MustCompile(`^(\w+)\((?:\d+<([^>]*)>, )?(.*)\) += (-?\d+)`)

// readTrace reads what strace wrote; a call that another thread interrupted
// stands where it ended.
func readTrace(t *testing.T, f *os.File) (all trace) {
	t.Helper()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 64<<20)
	open := map[string]string{}
	for lines.Scan() {
		pid, line, _ := strings.Cut(lines.Text(), " ")
		line = strings.TrimSpace(line)
		if begun, ok := strings.CutSuffix(line, "<unfinished ...>"); ok {
			open[pid] = strings.TrimSpace(begun)
			continue
		}
		if _, rest, ok := strings.Cut(line, " resumed>"); ok {
			line = open[pid] + rest
		}
		if a, ok := readCall(t, line); ok {
			all = append(all, a)
		}
	}
	must(t, lines.Err())
	return all
}

func readCall(t *testing.T, line string) (a asked, ok bool) {
	t.Helper()
	if strings.HasPrefix(line, "fsync(") || strings.HasPrefix(line, "fdatasync(") {
		_, name, _ := strings.Cut(line, "<")
		name, _, _ = strings.Cut(name, ">")
		return asked{what: "sync", file: fileName(name)}, true
	}
	m := call.FindStringSubmatch(line)
	if m == nil || m[4] == "-1" {
		return a, false
	}
	name := fileName(m[2])
	switch m[1] {
	case "pwrite64":
		text, rest, _ := strings.Cut(strings.TrimPrefix(m[3], `"`), `", `)
		_, at, _ := strings.Cut(rest, ", ")
		offset, err := strconv.ParseInt(at, 10, 64)
		must(t, err)
		return asked{what: "write", file: name, at: offset, data: unhex(t, text)}, true
	case "ftruncate":
		length, err := strconv.ParseInt(m[3], 10, 64)
		must(t, err)
		return asked{what: "truncate", file: name, at: length}, true
	case "write":
		text, _, _ := strings.Cut(strings.TrimPrefix(m[3], `"`), `"`)
		said, isSaid := strings.CutPrefix(string(unhex(t, text)), "said ")
		return asked{what: "said", text: strings.TrimSpace(said)}, isSaid
	case "unlink", "unlinkat":
		name := m[3][strings.Index(m[3], `"`)+1:]
		name, _, _ = strings.Cut(name, `"`)
		return asked{what: "unlink", file: fileName(name)}, true
	}
	return a, false
}

// fileName is the name of a file of the database that strace names, "" for another.
func fileName(path string) string {
	path = strings.ReplaceAll(path, `\x`, "")
	if raw, err := hex.DecodeString(path); err == nil {
		path = string(raw)
	}
	if name := filepath.Base(path); strings.HasPrefix(name, "kiemphieu.db") {
		return name
	}
	return ""
}

func unhex(t *testing.T, text string) []byte {
	t.Helper()
	raw, err := hex.DecodeString(strings.ReplaceAll(text, `\x`, ""))
	must(t, err)
	return raw
}

// disk is what of the files is durable, and what was asked for since.
type disk struct {
	durable map[string][]byte
	pending map[string][]asked
}

func (d *disk) take(a asked, lying bool) {
	switch a.what {
	case "write", "truncate":
		if a.file != "" {
			d.pending[a.file] = append(d.pending[a.file], a)
		}
	case "unlink":
		delete(d.durable, a.file)
		delete(d.pending, a.file)
	case "sync":
		if !lying && a.file != "" {
			d.settle(a.file)
		}
	}
}

func (d *disk) settle(name string) {
	for _, a := range d.pending[name] {
		d.durable[name] = a.into(d.durable[name], func(int) bool { return true })
	}
	d.pending[name] = nil
}

// sector is what a disk writes wholly or not at all.
const sector = 512

// into does to a file what was asked for, but for sectors that are not kept.
func (a asked) into(file []byte, kept func(sector int) bool) []byte {
	if a.what == "truncate" {
		if !kept(0) {
			return file
		}
		if int64(len(file)) > a.at {
			return file[:a.at]
		}
		return append(file, make([]byte, a.at-int64(len(file)))...)
	}
	if end := a.at + int64(len(a.data)); int64(len(file)) < end {
		file = append(file, make([]byte, end-int64(len(file)))...)
	}
	for from := 0; from < len(a.data); {
		to := min(len(a.data), from+sector-int((a.at+int64(from))%sector))
		if kept(from / sector) {
			copy(file[a.at+int64(from):], a.data[from:to])
		}
		from = to
	}
	return file
}

// image writes the files as a power cut now would leave them, and reports
// whether something was under way.
func (d *disk) image(t *testing.T, dir string, random *rand.Rand) (torn bool) {
	t.Helper()
	mode := random.IntN(4)
	for name := range d.pending {
		file := slices.Clone(d.durable[name])
		until := random.IntN(len(d.pending[name]) + 1)
		for i, a := range d.pending[name] {
			torn = true
			whole := random.IntN(2) == 0
			switch mode {
			case 0: // in order, up to some moment
				whole = i < until
			case 1: // some calls, in any order
			case 2: // sectors
				file = a.into(file, func(int) bool { return random.IntN(2) == 0 })
				continue
			case 3: // the disk had everything but the last sectors
				file = a.into(file, func(n int) bool { return i < until || n == 0 })
				continue
			}
			if whole {
				file = a.into(file, func(int) bool { return true })
			}
		}
		must(t, os.WriteFile(filepath.Join(dir, name), file, 0o600))
	}
	return torn
}

// found is what the images of a trace tell.
type found struct {
	lost, broken       []string
	torn, acknowledged int
}

// cut cuts the power at random moments and looks at what is there.
func (all trace) cut(t *testing.T, images int, lying bool) (f found) {
	t.Helper()
	random := rand.New(rand.NewPCG(3000, uint64(images)))
	ready := slices.IndexFunc(all, func(a asked) bool { return a.text == "ready" })
	if ready < 0 {
		t.Fatalf("%d calls, and the writer was never ready", len(all))
	}
	at := make([]int, images)
	for i := range at {
		at[i] = ready + random.IntN(len(all)-ready)
	}
	slices.Sort(at)
	d := &disk{durable: map[string][]byte{}, pending: map[string][]asked{}}
	var said []string
	for i, a := range all {
		if i == ready { // until now nobody was told anything
			for name := range d.pending {
				d.settle(name)
			}
		}
		for len(at) > 0 && at[0] == i {
			at = at[1:]
			f.look(t, d, said, random)
		}
		d.take(a, lying && i > ready)
		if a.what == "said" && i > ready {
			said = append(said, a.text)
		}
	}
	return f
}

// look makes one image and opens it.
func (f *found) look(t *testing.T, d *disk, said []string, random *rand.Rand) {
	t.Helper()
	dir, err := os.MkdirTemp("", "kiemphieu-image-")
	must(t, err)
	defer func() { must(t, os.RemoveAll(dir)) }()
	if d.image(t, dir, random) {
		f.torn++
	}
	f.acknowledged += len(said)
	stored, err := storedIn(t.Context(), filepath.Join(dir, "kiemphieu.db"), random.IntN(50) == 0)
	if err != nil {
		f.broken = append(f.broken, err.Error())
		return
	}
	for _, id := range said {
		if stored[id] != 1 {
			f.lost = append(f.lost, fmt.Sprintf("%s: %d times", id, stored[id]))
			return
		}
	}
}

// storedIn reads how often each batch stands in a database, which must be whole
// with a log without a gap that is as long as there are batches; now and then it
// is opened as the program does.
func storedIn(ctx context.Context, path string, asProgram bool) (map[string]int, error) {
	if asProgram {
		db, err := store.Open(ctx, path, store.Options{Now: now})
		if err != nil {
			return nil, err
		}
		defer db.Close() //nolint:errcheck // it is looked at
		if err := db.UpToDate(ctx); err != nil {
			return nil, err
		}
	}
	pool, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		return nil, err
	}
	defer pool.Close() //nolint:errcheck // an image
	var whole string
	var batches, log, last, said int
	if err := pool.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&whole); err != nil || whole != "ok" {
		return nil, fmt.Errorf("integrity: %s %w", whole, err)
	}
	if err := pool.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM batches), count(*), coalesce(max(seq) + 1, 0),
	(SELECT log_size FROM congresses)
FROM log`).Scan(&batches, &log, &last, &said); err != nil {
		return nil, err
	}
	if batches != log || log != last || log != said {
		return nil, fmt.Errorf("%d batches, a log of %d that ends at %d and is said to hold %d", batches, log, last,
			said)
	}
	rows, err := pool.QueryContext(ctx, "SELECT batch_id, count(*)\nFROM batches\nGROUP BY batch_id")
	if err != nil {
		return nil, err
	}
	defer rows.Close() // read only
	stored := map[string]int{}
	for rows.Next() {
		var id string
		var n int
		if err := rows.Scan(&id, &n); err != nil {
			return nil, err
		}
		stored[id] = n
	}
	return stored, rows.Err()
}
