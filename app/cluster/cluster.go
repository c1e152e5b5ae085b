// Package cluster starts what deploy/cluster describes on this machine alone, as
// ordinary processes: three machines with PostgreSQL, Patroni and etcd, two
// programs, and HAProxy before them. It reads the very files that are put on real
// machines. Each machine can have a network of its own, so that tests cut wires;
// it is for tests and for `make cluster`, and no part of the program.
package cluster

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Config says where a cluster lives.
type Config struct {
	Dir     string // for data, settings and logs; made anew, and may be there from before
	Source  string // top of the repository
	Program string // the program that is served
	Listen  string // where browsers come; "" for port 8080 of the door's own address
	Wired   bool   // a network of its own for each machine; takes root
}

// Cluster is what runs.
type Cluster struct {
	Config
	Databases []*Machine // PostgreSQL, Patroni and etcd
	Programs  []*Machine
	Door      *Machine // HAProxy

	secrets secrets
}

// secrets are the passwords of PostgreSQL's users.
type secrets struct{ superuser, replication, program string }

// errLacks tells what to install.
var errLacks = errors.New("cluster: Patroni, etcd or HAProxy is missing: run scripts/install-cluster-tools")

// Start starts everything, and returns once the door lets callers in. Close must be called either way.
func Start(ctx context.Context, cfg Config) (*Cluster, error) {
	c := &Cluster{Config: cfg}
	for _, name := range []string{"patroni", "etcd", "haproxy"} {
		if _, err := exec.LookPath(name); err != nil {
			return c, errLacks
		}
	}
	if err := c.lay(ctx); err != nil {
		return c, err
	}
	if err := c.drawSecrets(); err != nil {
		return c, err
	}
	if err := start(c.Databases...); err != nil {
		return c, err
	}
	if err := c.awaitDatabases(ctx); err != nil { // a program whose user is not there yet ends
		return c, err
	}
	if err := start(append(c.Programs, c.Door)...); err != nil {
		return c, err
	}
	return c, c.AwaitWhole(ctx)
}

func start(machines ...*Machine) error {
	for _, m := range machines {
		if err := m.Start(); err != nil {
			return err
		}
	}
	return nil
}

// lay makes the machines, with their networks.
func (c *Cluster) lay(ctx context.Context) error {
	w := wires{on: c.Wired}
	if err := w.lay(ctx); err != nil {
		return err
	}
	for i, name := range []string{"db1", "db2", "db3", "p1", "p2", "door"} {
		m := &Machine{Name: name, Address: w.address(i), cluster: c, dir: filepath.Join(c.Dir, name)}
		if err := errors.Join(os.MkdirAll(m.dir, 0o755), own(m.dir), w.connect(ctx, m)); err != nil {
			return err
		}
		switch {
		case i < 3:
			m.parts = []part{etcd, patroni}
			c.Databases = append(c.Databases, m)
		case i < 5:
			m.parts = []part{program}
			c.Programs = append(c.Programs, m)
		default:
			m.parts = []part{haproxy}
			c.Door = m
		}
	}
	return nil
}

// drawSecrets draws passwords, or takes those of a cluster that was here before.
func (c *Cluster) drawSecrets() error {
	file := filepath.Join(c.Dir, "passwords")
	text, err := os.ReadFile(file) //nolint:gosec // ours
	if errors.Is(err, os.ErrNotExist) {
		text = []byte(strings.Join([]string{rand.Text(), rand.Text(), rand.Text()}, " "))
		err = os.WriteFile(file, text, 0o600)
	}
	words := strings.Fields(string(text))
	if err != nil || len(words) != 3 {
		return errors.Join(fmt.Errorf("cluster: %s does not hold three passwords", file), err)
	}
	c.secrets = secrets{words[0], words[1], words[2]}
	return nil
}

// Database is the address of the primary, whichever it is.
func (c *Cluster) Database() string {
	return c.database("target_session_attrs=read-write", c.Databases...)
}

// DatabaseAt is the address of one server, primary or not.
func (c *Cluster) DatabaseAt(m *Machine) string { return c.database("target_session_attrs=any", m) }

func (c *Cluster) database(attribute string, machines ...*Machine) string {
	return fmt.Sprintf("postgres://kiemphieu:%s@%s/kiemphieu?sslmode=disable&%s", c.secrets.program,
		hosts(machines), attribute)
}

// Keys is the folder of the key that signs, which the programs share.
func (c *Cluster) Keys() string { return filepath.Join(c.Dir, "keys") }

// URL is where browsers come.
func (c *Cluster) URL() string { return "http://" + c.listen() }

func (c *Cluster) listen() string {
	if c.Listen != "" {
		return c.Listen
	}
	return c.Door.Address + ":8080"
}

// Close ends everything that runs, PostgreSQL in order, and takes the wires away.
func (c *Cluster) Close() {
	if c.Door != nil {
		c.Door.Stop()
	}
	stopTogether(c.Programs, 0)
	stopTogether(c.Databases, 1) // Patroni leaves the lead while etcd is there to hear it
	stopTogether(c.Databases, 0)
}

// stopTogether ends what machines run from a place in their order on.
func stopTogether(machines []*Machine, from int) {
	var stopping sync.WaitGroup
	for _, m := range machines {
		stopping.Go(func() { m.stop(from) })
	}
	stopping.Wait()
}

// hosts joins the addresses of machines.
func hosts(machines []*Machine) string {
	var list []string
	for _, m := range machines {
		list = append(list, m.Address)
	}
	return strings.Join(list, ",")
}

// addresses joins the addresses of machines with a port.
func addresses(machines []*Machine, port int) string {
	var list []string
	for _, m := range machines {
		list = append(list, fmt.Sprintf("%s:%d", m.Address, port))
	}
	return strings.Join(list, ",")
}

// await tries until it succeeds, for as long as ctx and three minutes allow.
func await(ctx context.Context, what string, try func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	for {
		err := try(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("cluster: %s: %w", what, err)
		case <-time.After(200 * time.Millisecond):
		}
	}
}
