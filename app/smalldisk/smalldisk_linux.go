package smalldisk

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"kiemphieu/app/size"
)

// without is "none" where a machine lets nobody mount: make test finds out, and
// says so.
const without = "KIEMPHIEU_DISKS"

// inside names the test that runs where it may mount what nobody else sees.
const inside = "SMALLDISK_INSIDE"

// In runs a test with an empty disk of so many megabytes, at a folder that
// everybody may write to. The test runs in a process of its own, with which the
// disk is gone.
func In(t *testing.T, megabytes int, test func(t *testing.T, disk string)) {
	t.Helper()
	size.Long(t)
	if os.Getenv(inside) == t.Name() {
		test(t, mount(t, megabytes))
		return
	}
	if os.Getenv(without) == "none" {
		t.Skip("smalldisk: " + without + " is none: tests go without")
	}
	command := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v") //nolint:noctx,gosec // this program
	command.Env = append(os.Environ(), inside+"="+t.Name())
	command.SysProcAttr = apart()
	said, err := command.CombinedOutput()
	if command.ProcessState == nil && !size.Whole() {
		t.Skip("smalldisk: nobody may mount here: ", err)
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	t.Logf("%s", said)
}

// apart describes a process of the same user that sees mounts of its own and may
// change them.
func apart() *syscall.SysProcAttr {
	const mayMount = 21 // CAP_SYS_ADMIN
	id, group := os.Geteuid(), os.Getegid()
	if id == 0 {
		return &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	}
	return &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: id, HostID: id, Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: group, HostID: group, Size: 1}},
		AmbientCaps: []uintptr{mayMount}}
}

func mount(t *testing.T, megabytes int) (disk string) {
	t.Helper()
	disk, err := os.MkdirTemp("", "kiemphieu-disk-") //nolint:usetesting // t.TempDir is inside a directory of its owner alone
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Unmount(disk, syscall.MNT_DETACH)
		_ = os.Remove(disk)
	})
	err = syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, "")
	if err == nil {
		err = syscall.Mount("tmpfs", disk, "tmpfs", 0, fmt.Sprintf("size=%dm,mode=0777", megabytes))
	}
	if errors.Is(err, syscall.EPERM) && !size.Whole() {
		t.Skip("smalldisk: nobody may mount here: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return disk
}

// Film is the file that fills a disk.
const Film = "phim.mp4"

// Fill writes onto the disk of a folder until nothing more goes, and returns what
// makes room again.
func Fill(tb testing.TB, dir string) (clear func()) {
	tb.Helper()
	f, err := os.Create(filepath.Join(dir, Film)) //nolint:gosec // of the test
	if err != nil {
		tb.Fatal(err)
	}
	for piece := make([]byte, 1<<16); len(piece) > 0; {
		switch _, err := f.Write(piece); {
		case errors.Is(err, syscall.ENOSPC):
			piece = piece[:len(piece)/2]
		case err != nil:
			tb.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		tb.Fatal(err)
	}
	return func() {
		tb.Helper()
		if err := os.Remove(f.Name()); err != nil {
			tb.Fatal(err)
		}
	}
}
