package ballot_test

import (
	"errors"
	"testing"

	"kiemphieu/ballot"
)

// list returns a list of candidates a, b, c …
func list(names, seats int) ballot.List {
	l := ballot.List{Seats: seats}
	for i := range names {
		id := string(rune('a' + i))
		l.Candidates = append(l.Candidates, ballot.Candidate{ID: id, Name: "Đồng chí " + id})
	}
	return l
}

// Rule 3: surplus decides the style; fewer names than seats is not a list.
func TestT1StyleFollowsTheSurplus(t *testing.T) {
	for _, c := range []struct {
		names, seats int
		want         ballot.Style
	}{{2, 1, ballot.CrossOut}, {7, 5, ballot.CrossOut}, {1, 1, ballot.AgreeDisagree}, {5, 5, ballot.AgreeDisagree}} {
		l := list(c.names, c.seats)
		if err := l.Validate(); err != nil || l.Style() != c.want || !l.Style().Valid() {
			t.Errorf("%d names for %d seats: %s, %v", c.names, c.seats, l.Style(), err)
		}
	}
}

func TestT1ListsThatAreNoneAreRefusedByField(t *testing.T) {
	for want, spoil := range map[string]func(*ballot.List){
		"seats: must be at least 1": func(l *ballot.List) { l.Seats = 0 },
		"candidates: 3 names for 4 seats: fewer names than seats is not a list": func(l *ballot.List) { l.Seats = 4 },
		"candidates[1].id: must not be empty": func(l *ballot.List) {
			l.Candidates[1].ID = ""
		},
		"candidates[2].name: must not be empty": func(l *ballot.List) {
			l.Candidates[2].Name = "\t"
		},
		`candidates[2].id: "a" stands twice`: func(l *ballot.List) {
			l.Candidates[2].ID = "a"
		},
	} {
		l := list(3, 2)
		spoil(&l)
		err := l.Validate()
		var refused *ballot.ListError
		if !errors.As(err, &refused) || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestIndexIsThePlaceInBallotOrder(t *testing.T) {
	l := list(3, 2)
	for id, want := range map[string]int{"a": 0, "c": 2, "z": -1, "": -1} {
		if got := l.Index(id); got != want {
			t.Errorf("%q: %d, want %d", id, got, want)
		}
	}
}

func TestWordsOfTheListAreClosedSets(t *testing.T) {
	for _, office := range ballot.Offices() {
		if !office.Valid() {
			t.Errorf("office %q", office)
		}
	}
	if ballot.Office("king").Valid() || ballot.Style("").Valid() || ballot.Kind("").Valid() ||
		ballot.Format("a3").Valid() {
		t.Error("an unknown word is valid")
	}
	if !ballot.Ordinary.Valid() || !ballot.TieBreak.Valid() {
		t.Error("a kind of round is not valid")
	}
	for _, format := range []ballot.Format{ballot.FormatA5TwoUp, ballot.FormatA5, ballot.FormatA6, ballot.FormatA4} {
		if !format.Valid() {
			t.Errorf("format %q", format)
		}
	}
}
