package cluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// wires are what joins the machines: a bridge with a network of its own for each,
// or nothing but loopback addresses.
type wires struct{ on bool }

// bridge is the switch to which all machines and the caller are plugged.
const bridge = "kiemphieu"

// errNotAlone: networks would be laid where the caller's own are.
var errNotAlone = errors.New("cluster: wires are laid by root in a network of its own: run make cluster-test")

func (w wires) lay(ctx context.Context) error {
	if !w.on {
		return nil
	}
	if os.Geteuid() != 0 || os.Getpid() > 100 { // `unshare --pid` counts from one
		return errNotAlone
	}
	return inTurn(ctx, "mkdir -p /run/netns", "mount -t tmpfs tmpfs /run/netns", "ip link set lo up",
		"ip link add "+bridge+" type bridge", "ip addr add 10.77.0.1/24 dev "+bridge, "ip link set "+bridge+" up")
}

// address is that of the i-th machine.
func (w wires) address(i int) string {
	if w.on {
		return fmt.Sprintf("10.77.0.%d", 11+i)
	}
	return fmt.Sprintf("127.0.77.%d", 11+i)
}

// network is the one in which machines trust passwords.
func network(address string) string {
	if strings.HasPrefix(address, "127.") {
		return "127.0.0.0/8"
	}
	return "10.77.0.0/24"
}

// connect gives a machine its network and a wire to the bridge.
func (w wires) connect(ctx context.Context, m *Machine) error {
	if !w.on {
		return nil
	}
	m.space = m.Name
	return inTurn(ctx, "ip netns add "+m.space,
		fmt.Sprintf("ip link add v-%s type veth peer name eth0 netns %s", m.Name, m.space),
		fmt.Sprintf("ip link set v-%s master %s up", m.Name, bridge),
		fmt.Sprintf("ip -n %s addr add %s/24 dev eth0", m.space, m.Address),
		fmt.Sprintf("ip -n %s link set eth0 up", m.space), fmt.Sprintf("ip -n %s link set lo up", m.space))
}

// inside are the words before a command that runs in the machine's network.
func (m *Machine) inside() []string {
	if m.space == "" {
		return nil
	}
	return []string{"ip", "netns", "exec", m.space}
}

// Unplug takes the machine's wire out, whole; Plug puts it in again.
func (m *Machine) Unplug() error {
	return inTurn(context.Background(), "ip link set v-"+m.Name+" down")
}

// Plug is the other half of [Machine.Unplug].
func (m *Machine) Plug() error { return inTurn(context.Background(), "ip link set v-"+m.Name+" up") }

// Cut has nothing pass between the machine and others; the rest sees it as before.
func (m *Machine) Cut(others ...*Machine) error { return m.routes("add", others) }

// Heal undoes [Machine.Cut].
func (m *Machine) Heal(others ...*Machine) error { return m.routes("del", others) }

func (m *Machine) routes(change string, others []*Machine) error {
	var errs []error
	for _, o := range others {
		errs = append(errs, inTurn(context.Background(),
			fmt.Sprintf("ip -n %s route %s blackhole %s/32", m.space, change, o.Address)))
	}
	return errors.Join(errs...)
}

// inTurn runs commands until one fails.
func inTurn(ctx context.Context, lines ...string) error {
	for _, line := range lines {
		words := strings.Fields(line)
		out, err := exec.CommandContext(ctx, words[0], words[1:]...).CombinedOutput() //nolint:gosec // ours
		if err != nil {
			return fmt.Errorf("cluster: %s: %w\n%s", line, err, out)
		}
	}
	return nil
}
