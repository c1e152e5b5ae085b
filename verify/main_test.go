package verify_test

import (
	"fmt"
	"os"
	"testing"
)

// wardDir holds the database of the ward that all tests of this package share.
var wardDir string

func TestMain(m *testing.M) {
	os.Exit(inDir(m))
}

func inDir(m *testing.M) int {
	dir, err := os.MkdirTemp("", "kiemphieu-verify-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary directory
	wardDir = dir
	return m.Run()
}
