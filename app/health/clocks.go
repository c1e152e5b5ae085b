package health

import (
	"fmt"
	"time"

	"kiemphieu/congress"
)

// clock is that of a tablet.
type clock struct {
	tablet string        // its name, as the hall calls it
	ahead  time.Duration // of the server's; negative when behind
}

// How far a tablet's clock may be off: less than the first is not told at all,
// and from the last its browser refuses certificates and forgets the server.
const (
	clockApart  = 2 * time.Minute
	clockFar    = 15 * time.Minute
	clockUseful = 24 * time.Hour
)

// Clocks tells which clocks are wrong, by what the tablets said of theirs last.
// Where two tablets or more, and all of them, say nearly the same, it is the server's.
func Clocks(devices []congress.Device) []Sign {
	var tablets []clock
	for _, d := range devices {
		if d.State == congress.DeviceJoined && d.SeenAt > 0 {
			tablets = append(tablets, clock{d.Name, time.Duration(d.Skew) * time.Minute})
		}
	}
	if by, agreed := agreement(tablets); agreed {
		return []Sign{clockSign("server", -by, "")}
	}
	var signs []Sign
	for _, t := range tablets {
		if t.ahead.Abs() >= clockApart {
			signs = append(signs, clockSign("tablet", t.ahead, t.tablet))
		}
	}
	return signs
}

// Twice tells of which tablets two machines have the key.
func Twice(devices []congress.Device, twice func(congress.DeviceID) bool) []Sign {
	var signs []Sign
	for _, d := range devices {
		if d.State == congress.DeviceJoined && twice(d.ID) {
			signs = append(signs, Sign{"tablet_twice", Now, d.Name})
		}
	}
	return signs
}

// agreement is by how much all tablets say that the server is behind.
func agreement(tablets []clock) (by time.Duration, agreed bool) {
	if len(tablets) < 2 {
		return 0, false
	}
	by = tablets[0].ahead
	for _, t := range tablets {
		if t.ahead.Abs() < clockApart || (t.ahead-by).Abs() > clockApart {
			return 0, false
		}
	}
	return by, true
}

func clockSign(whose string, ahead time.Duration, name string) Sign {
	way := "_fast"
	if ahead < 0 {
		way, ahead = "_slow", -ahead
	}
	level := Notice
	switch {
	case ahead >= clockUseful:
		level = Now
	case ahead >= clockFar || whose == "server": // whose times are printed
		level = Soon
	}
	figure := span(ahead)
	if name != "" {
		figure = name + " (" + figure + ")"
	}
	return Sign{whose + way, level, figure}
}

// span writes how long, as exactly as somebody wants to know.
func span(d time.Duration) string {
	switch {
	case d < 2*time.Hour:
		return fmt.Sprintf("%.0f phút", d.Minutes())
	case d < 2*clockUseful:
		return fmt.Sprintf("%.0f giờ", d.Hours())
	default:
		return fmt.Sprintf("%.0f ngày", d.Hours()/24)
	}
}
