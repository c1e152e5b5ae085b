package api_test

import (
	"testing"
	"time"

	"kiemphieu/api"
)

// Two machines with the key of one tablet are told while both live; a page that
// is loaded anew, once or again and again, is no second machine.
func TestTwoMachinesWithOneKeyAreTold(t *testing.T) {
	var o api.Opened
	now := time.Unix(1_780_000_000, 0)
	beat := func(page string) bool {
		now = now.Add(5 * time.Second)
		return o.Hear("tablet", page, now)
	}
	for _, page := range []string{"a", "a", "a", "a", "b", "b", "b", "b", "c", "d", "e", "f", "f", "f", "f"} {
		if beat(page) {
			t.Fatalf("%s was loaded anew, and is told as a second machine", page)
		}
	}
	told := 0
	for range 6 {
		now = now.Add(-5 * time.Second) // they beat side by side
		if beat("f"); beat("copy") {
			told++
		}
	}
	if told != 4 || !o.Twice("tablet", now) || o.Twice("another", now) {
		t.Errorf("told %d times of six", told)
	}
	for range 3 {
		beat("f")
	}
	if o.Twice("tablet", now) || beat("") {
		t.Error("the second machine is gone, and still told")
	}
	for range 100 {
		o.Hear("tablet", now.String(), now)
		now = now.Add(time.Millisecond)
	}
	if o.Twice("tablet", now) {
		t.Error("pages that are heard once are told")
	}
}
