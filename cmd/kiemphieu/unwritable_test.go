//go:build unix

package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"kiemphieu/app/size"
)

// ordinary runs a command line in a process that file permissions bind, as
// they do not bind root, and gives what it said. It must fail.
func ordinary(t *testing.T, dir, program string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	command := exec.CommandContext(ctx, program, args...)
	command.Dir = dir
	if os.Geteuid() == 0 {
		command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	said, err := command.CombinedOutput()
	if command.ProcessState == nil || command.ProcessState.ExitCode() != exitFailed {
		t.Errorf("%s: %v\n%s", args, err, said)
	}
	return string(said)
}

// everybodys returns a directory that any account of the machine can enter and write.
func everybodys(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "unwritable-") //nolint:usetesting // t.TempDir is inside a directory of its owner alone
	check(t, err)
	t.Cleanup(func() { check(t, os.RemoveAll(dir)) })
	check(t, os.Chmod(dir, 0o777)) //nolint:gosec // what is wanted
	return dir
}

// A file, a directory, and a place for a directory that may not be written are
// each told as that, by every command, with what to do.
func TestDataThatCannotBeWritten(t *testing.T) {
	size.Long(t)
	t.Parallel()
	dir := everybodys(t)
	itself, err := os.Executable()
	check(t, err)
	program := filepath.Join(dir, "kiemphieu") // by this name it is the program, see TestMain
	content, err := os.ReadFile(itself)
	check(t, err)
	check(t, os.WriteFile(program, content, 0o755)) //nolint:gosec // anybody may run it

	for _, name := range []string{"file", "directory"} {
		startServe(t, "--data", filepath.Join(dir, name)).end()
	}
	made := exec.CommandContext(t.Context(), program, "backup", "copy.zip", "--data", "file") //nolint:gosec // ours
	made.Dir = dir
	if said, err := made.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	check(t, os.Chmod(filepath.Join(dir, "copy.zip"), 0o644))                        //nolint:gosec // anybody may read it
	check(t, os.Chmod(filepath.Join(dir, "file"), 0o777))                            //nolint:gosec // only the file is closed
	check(t, os.Chmod(filepath.Join(dir, "file", "kiemphieu.db"), 0o444))            //nolint:gosec // what is looked for
	check(t, os.Chmod(filepath.Join(dir, "directory", "kiemphieu.db"), 0o666))       //nolint:gosec // only the directory is closed
	check(t, os.Chmod(filepath.Join(dir, "directory"), 0o555))                       //nolint:gosec // what is looked for
	check(t, os.Mkdir(filepath.Join(dir, "closed"), 0o555))                          //nolint:gosec // what is looked for
	t.Cleanup(func() { check(t, os.Chmod(filepath.Join(dir, "directory"), 0o700)) }) //nolint:gosec // so that it can be removed

	for _, data := range []string{"file", "directory", "closed/data"} {
		for _, command := range [][]string{{"serve", "--listen", "127.0.0.1:0"}, {"migrate", "status"},
			{"doctor", "--listen", "127.0.0.1:0"}, {"backup", "b.zip"}, {"restore", "copy.zip", "--trust"}} {
			said := ordinary(t, dir, program, append(command, "--data", data)...)
			want := "Cho tài khoản đang dùng quyền ghi vào tệp và thư mục dữ liệu"
			if data == "closed/data" && command[0] != "serve" && command[0] != "restore" {
				want = "nếu là lần đầu, chạy lệnh serve" // they make nothing
			}
			if !strings.Contains(said, want) {
				t.Errorf("%s on %s said %s", command, data, said)
			}
		}
	}
}
