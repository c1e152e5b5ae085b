package pages

import (
	"testing"

	"kiemphieu/congress"
)

// Nobody is sent to attendance before the congress meets, nor back to what was
// to be prepared once it does; when papers are out, only to the ballots.
func TestNobodyIsSentToWhatIsNotDue(t *testing.T) {
	steps := []step{{Key: "preparation"}, {Key: "roster", State: "done"}, {Key: "base"}, {Key: "contest"}}
	const day = congress.Date("2026-11-27")
	for _, test := range []struct {
		c    congress.Congress
		on   congress.Date
		want string
	}{
		{congress.Congress{HeldOn: day, State: congress.StatePreparing}, "2026-11-20", "preparation"},
		{congress.Congress{HeldOn: day, State: congress.StatePreparing}, day, "base"},
		{congress.Congress{HeldOn: day, State: congress.StateInSession}, day, "contest"},
	} {
		if got := steps[nextOf(steps, passedOver(test.c, test.on))].Key; got != test.want {
			t.Errorf("%s, %s: %s, want %s", test.c.State, test.on, got, test.want)
		}
	}
	prepared := []step{{Key: "preparation", State: "done"}, {Key: "base"}, {Key: "contest"}}
	early := passedOver(congress.Congress{HeldOn: day, State: congress.StatePreparing}, "2026-11-20")
	if got := prepared[nextOf(prepared, early)].Key; got != "contest" {
		t.Errorf("a week before: %s", got)
	}
}
