package e2e

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"kiemphieu/app/size"
	"time"
)

// console is what the window of a program shows.
type console struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write adds to what is shown.
func (c *console) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text.Write(b)
}

func (c *console) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text.String()
}

// program is the one that is shipped: for Windows under wine where scripts/windows
// built it, and else that of this system, whose person has a home of their own.
func program(t *testing.T) (start func() *exec.Cmd, documents string) {
	t.Helper()
	if windows := os.Getenv("KIEMPHIEU_WINDOWS"); windows != "" {
		return func() *exec.Cmd { return exec.CommandContext(t.Context(), os.Getenv("KIEMPHIEU_WINE"), windows) },
			`\Documents\Kiem phieu`
	}
	home := t.TempDir()
	path := filepath.Join(home, "kiemphieu")
	if said, err := exec.CommandContext(t.Context(), "go", "build", "-o", path,
		"../cmd/kiemphieu").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	documents = filepath.Join(home, "Documents")
	return func() *exec.Cmd {
		run := exec.CommandContext(t.Context(), path)
		run.Env = []string{"HOME=" + home, "XDG_DOCUMENTS_DIR=" + documents, "PATH=" + home} // where no browser is
		return run
	}, filepath.Join(documents, "Kiem phieu")
}

// The first minutes: the program is started without a command, as by a double
// click, says where it is and where its data lies, opens the same when it is
// started twice, makes an administrator, a cell and a congress, and takes in a
// roster of the kind that wards keep.
func TestDoubleClick(t *testing.T) {
	size.Story(t)
	t.Parallel()
	start, documents := program(t)
	doubleClick := func() (*exec.Cmd, *console) {
		shown := &console{}
		run := start()
		run.Stdout, run.Stderr = shown, shown
		check(t, run.Start())
		t.Cleanup(func() { _ = run.Process.Kill() })
		return run, shown
	}
	first, shown := doubleClick()
	for end := time.Now().Add(patience); !strings.Contains(shown.String(), "Để dừng"); {
		if time.Now().After(end) {
			t.Fatalf("it did not start:\n%s", shown)
		}
		time.Sleep(100 * time.Millisecond)
	}
	link := regexp.MustCompile(`http://127\.0\.0\.1:\d+/thiet-lap/\w+`).FindString(shown.String())
	for _, words := range []string{documents, "không cần máy tính bảng, không cần chứng chỉ"} {
		if !strings.Contains(shown.String(), words) {
			t.Errorf("the window lacks %q:\n%s", words, shown)
		}
	}
	second, shownAgain := doubleClick()
	err := second.Wait()
	if err != nil || !strings.Contains(shownAgain.String(), "Chương trình đang chạy rồi: http://") {
		t.Errorf("%v: a second double click said:\n%s", err, shownAgain)
	}

	h := &hall{t: t, password: "mat-khau-cua-toi", url: link[:strings.Index(link, "/thiet-lap")]}
	h.openProfile()
	h.visit(strings.TrimPrefix(link, h.url))
	h.submit("", "Tạo quản trị viên", map[string]string{"organisation": "Chi bộ Thử", "kind": "cell", "place": "Thử",
		"name": "Lê Quản Trị", "login": "quantri", "password": h.password, "again": h.password})
	h.signIn("quantri")
	h.visit("/quan-tri")
	h.submit("/tai-khoan", "Tạo tài khoản", map[string]string{"name": "Trần Cấp Ủy", "login": "capuy",
		"role": "organiser", "org": "Chi bộ Thử"})
	once := regexp.MustCompile(`[a-z2-7]{4}(-[a-z2-7]{4}){3}`).FindString(h.page())
	h.firstSignIn("capuy", once)
	h.follow("Tạo đại hội")
	h.submit("", "Tạo đại hội", map[string]string{"title": "Đại hội Chi bộ Thử", "term": "2025–2027",
		"held_on": "2026-11-30", "rehearsal": "1"})
	h.importRoster(eval[string](h, "location.pathname"))
	_ = first.Process.Kill()
}
