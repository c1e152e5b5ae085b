package main

import (
	"cmp"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// memory tells whether what this machine holds in memory can come to lie on its
// disk: codes of papers are there while they are printed.
func (p *patient) memory() []finding {
	root := "/"
	if runtime.GOOS == "windows" {
		root = cmp.Or(os.Getenv("SystemDrive"), "C:") + `\`
	}
	return memoryOn(runtime.GOOS, root)
}

func memoryOn(system, root string) []finding {
	var list []finding
	if where := swappedTo(system, root); len(where) > 0 {
		list = append(list, finding{State: warned, What: "Bộ nhớ có thể được ghi ra đĩa (" + strings.Join(where, ", ") +
			"): mã phiếu vừa in có thể nằm lại ở đó", Do: "Tắt bộ nhớ ảo trước khi in phiếu (Linux: swapoff -a), " +
			"hoặc dùng máy có ổ đĩa mã hóa."})
	}
	if hibernates(system, root) {
		list = append(list, finding{State: warned, What: "Máy ngủ đông được: khi đó cả bộ nhớ được ghi ra đĩa",
			Do: "Tắt ngủ đông (Windows: powercfg /h off; Linux: sudo systemctl mask hibernate.target), và tắt máy " +
				"hẳn thay vì gập máy."})
	}
	if list == nil {
		list = []finding{{State: healthy, What: "Bộ nhớ: không ghi ra đĩa"}}
	}
	return list
}

// swappedTo lists where memory is written to; memory that is only compressed in
// memory (zram) is not.
func swappedTo(system, root string) []string {
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

func hibernates(system, root string) bool {
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
