package cluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Machine is one of the cluster's, or what stands for one: its processes, with an
// address, and where they have wires a network of their own.
type Machine struct {
	Name    string
	Address string

	cluster *Cluster
	dir     string
	space   string // its network's name, "" for this machine's own
	parts   []part
	running []*exec.Cmd
}

// part is one process of a machine: it writes its settings and says how it is started.
type part func(*Machine) (command, error)

// command is a process that is not started yet.
type command struct {
	args  []string
	env   []string
	plain bool // as the caller; otherwise root starts it as PostgreSQL's user
}

// postgresUser is whose processes they are where root starts them: PostgreSQL
// refuses to run as root.
const postgresUser = "postgres"

// Start starts what the machine is made of.
func (m *Machine) Start() error {
	for _, p := range m.parts {
		c, err := p(m)
		if err != nil {
			return err
		}
		if err := m.run(c); err != nil {
			return err
		}
	}
	return nil
}

func (m *Machine) run(c command) error {
	log, err := os.OpenFile(filepath.Join(m.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644) //nolint:gosec // ours
	if err != nil {
		return err
	}
	defer log.Close() //nolint:errcheck // the child has its own
	args := c.args
	if os.Geteuid() == 0 && !c.plain {
		as := []string{"setpriv", "--reuid=" + postgresUser, "--regid=" + postgresUser, "--clear-groups"}
		args = append(as, args...)
	}
	args = append(m.inside(), args...)
	process := exec.Command(args[0], args[1:]...) //nolint:noctx,gosec // ends with the machine
	process.Dir, process.Stdout, process.Stderr = m.dir, log, log
	process.Env = append(os.Environ(), c.env...)
	// What the keyboard says is for the caller alone; whoever kills the caller ends all.
	process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
	if err := process.Start(); err != nil {
		return fmt.Errorf("cluster: %s: %w", m.Name, err)
	}
	m.running = append(m.running, process)
	return nil
}

// Stop ends what runs, in its own order: Patroni ends its PostgreSQL.
func (m *Machine) Stop() { m.stop(0) }

func (m *Machine) stop(from int) {
	_ = m.Resume() // or nothing runs
	for len(m.running) > from {
		last := len(m.running) - 1
		process := m.running[last]
		_ = process.Process.Signal(syscall.SIGTERM) // or it is gone
		late := time.AfterFunc(20*time.Second, func() { _ = process.Process.Kill() })
		_ = process.Wait()
		late.Stop()
		m.running = m.running[:last]
	}
}

// Kill ends all its processes at once, as a power cut does to everybody else.
func (m *Machine) Kill() error {
	err := m.signal(syscall.SIGKILL)
	for _, process := range m.running {
		_ = process.Wait()
	}
	m.running = nil
	return err
}

// Pause halts all its processes; nobody is told.
func (m *Machine) Pause() error { return m.signal(syscall.SIGSTOP) }

// Resume has them go on, as if no time had passed.
func (m *Machine) Resume() error { return m.signal(syscall.SIGCONT) }

// KillPostgres ends the server alone, at once; Patroni and etcd live on.
func (m *Machine) KillPostgres() error {
	text, err := os.ReadFile(filepath.Join(m.dir, "data", "postmaster.pid")) //nolint:gosec // ours
	if err != nil {
		return err
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		return err
	}
	return syscall.Kill(pid, syscall.SIGKILL)
}

// signal reaches every process of the machine, its children's children too.
func (m *Machine) signal(s syscall.Signal) error {
	if m.space == "" {
		var errs []error
		for _, process := range m.running {
			errs = append(errs, process.Process.Signal(s))
		}
		return errors.Join(errs...)
	}
	for range 3 { // whoever was just being born
		out, err := exec.CommandContext(context.Background(), "ip", "netns", "pids", m.space).Output() //nolint:gosec // ours
		if err != nil {
			return err
		}
		for _, word := range strings.Fields(string(out)) {
			if pid, err := strconv.Atoi(word); err == nil {
				_ = syscall.Kill(pid, s) // or it has ended since
			}
		}
	}
	return nil
}

// Log is what its processes said.
func (m *Machine) Log() string {
	text, err := os.ReadFile(filepath.Join(m.dir, "log"))
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// LastWords are the ends of what all machines said, for whoever looks for a fault.
func (c *Cluster) LastWords() string {
	var words strings.Builder
	for _, m := range append(append(c.Databases, c.Programs...), c.Door) {
		if m != nil {
			text := m.Log()
			fmt.Fprintf(&words, "== %s\n%s\n", m.Name, text[max(0, len(text)-4000):])
		}
	}
	return words.String()
}

// own gives a file or folder to the user as whom the servers run.
func own(name string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	account, err := user.Lookup(postgresUser)
	if err != nil {
		return fmt.Errorf("cluster: root cannot run PostgreSQL: %w", err)
	}
	uid, err := strconv.Atoi(account.Uid)
	if err != nil {
		return err
	}
	gid, err := strconv.Atoi(account.Gid)
	if err != nil {
		return err
	}
	return os.Chown(name, uid, gid)
}
