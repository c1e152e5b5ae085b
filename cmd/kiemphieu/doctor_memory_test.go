package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Doctor tells of swap and of hibernation, on each system by what is there.
func TestDoctorTellsWhetherMemoryComesToTheDisk(t *testing.T) {
	const head = "Filename Type Size Used Priority\n"
	for name, test := range map[string]struct {
		system string
		files  map[string]string
		want   []string // within what is told, none: all is well
	}{
		"nothing": {"linux", map[string]string{"proc/swaps": head, "sys/power/state": "freeze mem\n"}, nil},
		"a partition": {"linux", map[string]string{"proc/swaps": head + "/dev/sda2 partition 9 0 -2\n"},
			[]string{"/dev/sda2"}},
		"memory alone": {"linux", map[string]string{"proc/swaps": head + "/dev/zram0 partition 9 0 100\n"}, nil},
		"hibernation":  {"linux", map[string]string{"sys/power/state": "freeze mem disk\n"}, []string{"ngủ đông"}},
		"hibernation off": {"linux", map[string]string{"sys/power/state": "mem disk\n",
			"sys/power/disk": "[disabled]\n"}, nil},
		"Windows": {"windows", map[string]string{"pagefile.sys": "", "hiberfil.sys": ""},
			[]string{"pagefile.sys", "ngủ đông"}},
		"Windows without": {"windows", nil, nil},
		"a Mac":           {"darwin", map[string]string{"private/var/vm/sleepimage": ""}, []string{"ngủ đông"}},
	} {
		root := t.TempDir()
		for file, text := range test.files {
			check(t, os.MkdirAll(filepath.Join(root, filepath.Dir(file)), 0o700))
			check(t, os.WriteFile(filepath.Join(root, file), []byte(text), 0o600))
		}
		found := memoryOn(test.system, root)
		if test.want == nil && (len(found) != 1 || found[0].State != healthy) || test.want != nil &&
			len(found) != len(test.want) {
			t.Errorf("%s: %+v", name, found)
			continue
		}
		for i, want := range test.want {
			if found[i].State != warned || !strings.Contains(found[i].What, want) || found[i].Do == "" {
				t.Errorf("%s: %+v lacks %q", name, found[i], want)
			}
		}
	}
}
