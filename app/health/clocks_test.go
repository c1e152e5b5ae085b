package health_test

import (
	"fmt"
	"testing"

	"kiemphieu/app/health"
	"kiemphieu/congress"
)

// A tablet's clock is told by how far it is off, and where every tablet says
// the same the server's is.
func TestClocksTellWhichIsWrong(t *testing.T) {
	joined := func(name string, skew int) congress.Device {
		return congress.Device{Name: name, Skew: skew, State: congress.DeviceJoined, SeenAt: 1}
	}
	for want, tablets := range map[string][]congress.Device{
		"[]": {joined("Máy 1", 0), joined("Máy 2", 1), {Name: "Máy 3", Skew: 99, State: congress.DeviceWaiting,
			SeenAt: 1}},
		"[{tablet_fast 1 Máy 2 (7 phút)}]":                                {joined("Máy 1", 0), joined("Máy 2", 7)},
		"[{tablet_slow 2 Máy 1 (3 giờ)}]":                                 {joined("Máy 1", -180)},
		"[{tablet_slow 3 Máy 1 (366 ngày)}]":                              {joined("Máy 1", -366*24*60)},
		"[{tablet_slow 1 Máy 1 (9 phút)} {tablet_fast 1 Máy 2 (9 phút)}]": {joined("Máy 1", -9), joined("Máy 2", 9)},
		"[{server_slow 2 7 phút}]":                                        {joined("Máy 1", 7), joined("Máy 2", 8)},
		"[{server_fast 3 3 ngày}]": {joined("Máy 1", -4320),
			joined("Máy 2", -4321)},
		"[{tablet_fast 1 Máy 2 (7 phút)} {tablet_fast 1 Máy 3 (7 phút)}]": {joined("Máy 1", 0),
			joined("Máy 2", 7), joined("Máy 3", 7)},
		"[{tablet_fast 3 Máy 1 (106752 ngày)}]": {joined("Máy 1", 153722867)},
	} {
		if got := fmt.Sprint(health.Clocks(tablets)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
