package tally_test

import (
	"testing"

	"kiemphieu/tally"
)

// A machine is trusted up to its bounds, and not beyond.
func TestMachineIsTrustedUpToItsBounds(t *testing.T) {
	for _, c := range []struct {
		what string
		of   tally.MachineCount
		want tally.MachineFault
	}{
		{"nothing read", tally.MachineCount{}, ""},
		{"as measured", tally.MachineCount{Papers: 220, Unsure: 7, Drawn: 2}, ""},
		{"one slip in a first sheaf", tally.MachineCount{Papers: 20, Differing: 1}, ""},
		{"two in the same", tally.MachineCount{Papers: 20, Differing: 2}, tally.MachineDiffers},
		{"one in fifty", tally.MachineCount{Papers: 100, Differing: 2}, ""},
		{"more than one in fifty", tally.MachineCount{Papers: 99, Differing: 2}, tally.MachineDiffers},
		{"half of a small sheaf unsure", tally.MachineCount{Papers: 18, Unsure: 9}, ""},
		{"one in five unsure", tally.MachineCount{Papers: 50, Unsure: 10}, ""},
		{"more than one in five", tally.MachineCount{Papers: 49, Unsure: 10}, tally.MachineUnsure},
		{"a drawn sheaf otherwise", tally.MachineCount{Papers: 500, Differing: 400, Unsure: 400, Drawn: 9,
			Otherwise: 1}, tally.MachineOtherwise},
	} {
		if got := c.of.Fault(); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

// At least one sheaf in so many is drawn, and one of however few, whatever chance did before.
func TestLotsDueAreOneInSoMany(t *testing.T) {
	for _, c := range []struct{ sheaves, every, drawn, want int }{
		{0, 5, 0, 0}, {1, 5, 0, 1}, {4, 5, 0, 1}, {4, 5, 1, 0}, {5, 5, 0, 1}, {9, 5, 0, 1}, {10, 5, 1, 1},
		{10, 5, 3, 0}, {3, 1, 1, 2}, {10, 0, 0, 0},
	} {
		if got := tally.LotsDue(c.sheaves, c.every, c.drawn); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
}
