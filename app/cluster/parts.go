package cluster

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// fill writes one of the files of deploy/cluster as it stands on this machine.
// Every name in it must have a value.
func (m *Machine) fill(name string, values map[string]string) (path string, err error) {
	text, err := os.ReadFile(filepath.Join(m.cluster.Source, "deploy", "cluster", name)) //nolint:gosec // ours
	if err != nil {
		return "", err
	}
	filled := os.Expand(withoutComments(string(text)), func(key string) string {
		value, ok := values[key]
		if !ok {
			err = errors.Join(err, fmt.Errorf("cluster: %s asks for %s", name, key))
		}
		return value
	})
	path = filepath.Join(m.dir, name)
	return path, errors.Join(err, os.WriteFile(path, []byte(filled), 0o600), own(path))
}

// withoutComments leaves out lines that tell people what to do.
func withoutComments(text string) string {
	lines := slices.DeleteFunc(strings.SplitAfter(text, "\n"), func(line string) bool {
		return strings.HasPrefix(strings.TrimSpace(line), "#")
	})
	return strings.Join(lines, "")
}

// environment reads a file of NAME=value lines.
func environment(path string) ([]string, error) {
	text, err := os.ReadFile(path) //nolint:gosec // ours
	return strings.Fields(string(text)), err
}

func etcd(m *Machine) (command, error) {
	var peers []string
	for _, d := range m.cluster.Databases {
		peers = append(peers, fmt.Sprintf("%s=http://%s:2380", d.Name, d.Address))
	}
	path, err := m.fill("etcd.env", map[string]string{"NODE": m.Name, "ADDRESS": m.Address,
		"DATA": filepath.Join(m.dir, "etcd"), "PEERS": strings.Join(peers, ",")})
	if err != nil {
		return command{}, err
	}
	env, err := environment(path)
	return command{args: []string{"etcd"}, env: env}, err
}

func patroni(m *Machine) (command, error) {
	c := m.cluster
	binaries, err := newestPostgres()
	if err != nil {
		return command{}, err
	}
	path, err := m.fill("patroni.yaml", map[string]string{"NODE": m.Name, "ADDRESS": m.Address,
		"ETCD": addresses(c.Databases, 2379), "NETWORK": network(m.Address), "BIN": binaries,
		"CREATE": filepath.Join(c.Source, "deploy", "cluster", "create-database"),
		"DATA":   filepath.Join(m.dir, "data"), "PGPASS": filepath.Join(m.dir, "pgpass"), "SOCKET": m.dir,
		"SUPERUSER_PASSWORD": c.secrets.superuser, "REPLICATION_PASSWORD": c.secrets.replication})
	return command{args: []string{"patroni", path}, env: []string{"KIEMPHIEU_PASSWORD=" + c.secrets.program}}, err
}

// newestPostgres is the folder of the newest server's programs.
func newestPostgres() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil || len(found) == 0 {
		return "", errors.Join(errLacks, err)
	}
	slices.SortFunc(found, func(a, b string) int { return len(a) - len(b) + strings.Compare(a, b) })
	return filepath.Dir(found[len(found)-1]), nil
}

func program(m *Machine) (command, error) {
	c := m.cluster
	path, err := m.fill("kiemphieu.env", map[string]string{"ADDRESS": m.Address, "KEYS": c.Keys(),
		"DATABASES": hosts(c.Databases), "KIEMPHIEU_PASSWORD": c.secrets.program, "SSLMODE": "disable",
		"BACKUP": filepath.Join(m.dir, "sao-luu")})
	if err != nil {
		return command{}, err
	}
	env, err := environment(path)
	return command{args: []string{c.Program, "serve"}, env: env, plain: true}, err
}

func haproxy(m *Machine) (command, error) {
	c := m.cluster
	path, err := m.fill("haproxy.cfg", map[string]string{"BIND": c.listen(),
		"PROGRAM1": c.Programs[0].Address + ":8080", "PROGRAM2": c.Programs[1].Address + ":8080"})
	return command{args: []string{"haproxy", "-db", "-f", path}, plain: true}, err
}
