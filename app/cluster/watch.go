package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"time"
)

// asker asks what answers at once or not at all.
var asker = &http.Client{Timeout: 2 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}

// errNotWhole: a part is not there, or not yet.
var errNotWhole = errors.New("cluster: not whole yet")

// members is what Patroni says of the cluster.
type members struct {
	Members []struct {
		Name  string `json:"name"`
		Role  string `json:"role"`
		State string `json:"state"`
		Lag   any    `json:"lag"`
	} `json:"members"`
}

// members asks one Patroni after another, until one answers.
func (c *Cluster) members(ctx context.Context) (found members, err error) {
	for _, m := range c.Databases {
		err = get(ctx, "http://"+m.Address+":8008/cluster", &found)
		if err == nil {
			return found, nil
		}
	}
	return found, err
}

func get(ctx context.Context, address string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	answer, err := asker.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close() // read only
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%w: %s: %s", errNotWhole, address, answer.Status)
	}
	if into == nil {
		return nil
	}
	return json.NewDecoder(answer.Body).Decode(into)
}

// Primary is the machine whose PostgreSQL is written to, by its own word; nil if
// none says so. After a partition two may: the one that etcd names comes first.
func (c *Cluster) Primary(ctx context.Context) *Machine {
	for _, m := range c.Databases {
		if get(ctx, "http://"+m.Address+":8008/primary", nil) == nil {
			return m
		}
	}
	return nil
}

// Standbys are the other two; the one that the primary waits for comes first.
func (c *Cluster) Standbys(ctx context.Context) []*Machine {
	primary := c.Primary(ctx)
	var sync, others []*Machine
	for _, m := range c.Databases {
		switch {
		case m == primary:
		case get(ctx, "http://"+m.Address+":8008/synchronous", nil) == nil:
			sync = append(sync, m)
		default:
			others = append(others, m)
		}
	}
	return append(sync, others...)
}

// awaitDatabases returns once there are a primary, a standby that it waits for,
// and another.
func (c *Cluster) awaitDatabases(ctx context.Context) error {
	return await(ctx, "databases", func(ctx context.Context) error {
		found, err := c.members(ctx)
		if err != nil {
			return err
		}
		roles := map[string]int{}
		for _, m := range found.Members {
			if m.State == "running" || m.State == "streaming" {
				roles[m.Role]++
			}
		}
		if roles["leader"] != 1 || roles["sync_standby"] != 1 || roles["replica"] != 1 {
			return fmt.Errorf("%w: %+v", errNotWhole, found)
		}
		return nil
	})
}

// AwaitWhole returns once the databases are whole, the programs keep what is
// written, and the door lets callers in.
func (c *Cluster) AwaitWhole(ctx context.Context) error {
	err := c.awaitDatabases(ctx)
	for _, at := range []string{c.Programs[0].URL(), c.Programs[1].URL(), c.URL()} {
		err = errors.Join(err, await(ctx, at, func(ctx context.Context) error { return get(ctx, at+"/readyz", nil) }))
	}
	return err
}

// URL is where a program listens.
func (m *Machine) URL() string { return "http://" + m.Address + ":8080" }

// Switch has the standby that is waited for take over in order, as patronictl does.
func (c *Cluster) Switch(ctx context.Context) error {
	primary, standbys := c.Primary(ctx), c.Standbys(ctx)
	if primary == nil || len(standbys) != 2 {
		return errNotWhole
	}
	settings := filepath.Join(primary.dir, "patroni.yaml")
	out, err := exec.CommandContext(ctx, "patronictl", "-c", settings, "switchover", "--primary", //nolint:gosec // ours
		primary.Name, "--candidate", standbys[0].Name, "--force", "kiemphieu").CombinedOutput()
	if err != nil {
		return fmt.Errorf("cluster: patronictl: %w\n%s", err, out)
	}
	return nil
}
