// Package size says how long a test run may take. The same tests run at every
// size; those that count cases take as many as fit. It is imported by test
// files alone.
package size

import (
	"fmt"
	"os"
	"testing"
)

// variable names the size: "quick" (as when it is not set), "test" or "soak",
// after the targets of make.
const variable = "KIEMPHIEU_SIZE"

// Pick returns the number for the size of this run.
func Pick(quick, test, soak int) int {
	switch name := os.Getenv(variable); name {
	case "", "quick":
		return quick
	case "test":
		return test
	case "soak":
		return soak
	default:
		panic(fmt.Sprintf("size: %s is quick, test or soak, not %q", variable, name))
	}
}

// Whole reports whether nothing may be left out: a program that a test needs
// and does not find is then a failure, and a reason to skip the test otherwise.
func Whole() bool { return Pick(0, 1, 1) == 1 }

// stories says, when it is set to "all", that make test's size leaves out no story.
const stories = "KIEMPHIEU_STORIES"

// Story leaves a story of the browser to make e2e and make soak: make test plays
// another one of its kind.
func Story(t *testing.T) {
	t.Helper()
	if Pick(1, 0, 1) == 0 && os.Getenv(stories) != "all" {
		t.Skip("make e2e has it")
	}
}

// Long leaves a test that takes a second of a processor or more out of make
// quick, which runs with -short; the test run by its name or with its room, and
// make test, have it.
func Long(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("takes a second or more: make test has it")
	}
}
