package health

import (
	"cmp"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// SystemRoot is where the files of this system are.
func SystemRoot() string {
	if runtime.GOOS == "windows" {
		return cmp.Or(os.Getenv("SystemDrive"), "C:") + `\`
	}
	return "/"
}

// SwappedTo lists where a system (runtime.GOOS) with its files at a root writes memory
// to; memory that is only compressed in
// memory (zram) is not.
func SwappedTo(system, root string) []string {
	switch system {
	case "windows":
		return there(root, "pagefile.sys", "swapfile.sys")
	case "darwin":
		return there(root, "private/var/vm/swapfile0")
	}
	text, err := os.ReadFile(filepath.Join(root, "proc/swaps")) //nolint:gosec // a file of the system
	if err != nil {
		return nil
	}
	var where []string
	for i, line := range strings.Split(string(text), "\n") {
		if fields := strings.Fields(line); i > 0 && len(fields) > 0 && !strings.HasPrefix(fields[0], "/dev/zram") {
			where = append(where, fields[0])
		}
	}
	return where
}

// MemoryLocked reports whether what this process has in memory, on a system with its files
// at a root, stays there whatever SwappedTo lists.
func MemoryLocked(root string) bool {
	status, _ := os.ReadFile(filepath.Join(root, "proc/self/status")) //nolint:gosec,errcheck // none: nothing is known to be locked
	for line := range strings.Lines(string(status)) {
		if kilobytes, ok := strings.CutPrefix(line, "VmLck:"); ok {
			return strings.Fields(kilobytes)[0] != "0"
		}
	}
	return false
}

// Hibernates reports whether all of memory may be written to the disk when it sleeps.
func Hibernates(system, root string) bool {
	switch system {
	case "windows":
		return len(there(root, "hiberfil.sys")) > 0
	case "darwin":
		return len(there(root, "private/var/vm/sleepimage")) > 0
	}
	states, err := os.ReadFile(filepath.Join(root, "sys/power/state")) //nolint:gosec // a file of the system
	how, _ := os.ReadFile(filepath.Join(root, "sys/power/disk"))       //nolint:gosec,errcheck // none: it is not turned off
	return err == nil && strings.Contains(string(states), "disk") && !strings.Contains(string(how), "[disabled]")
}

func there(root string, names ...string) []string {
	var found []string
	for _, name := range names {
		if _, err := os.Lstat(filepath.Join(root, name)); err == nil { //nolint:gosec // a file of the system
			found = append(found, name)
		}
	}
	return found
}
