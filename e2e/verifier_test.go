package e2e

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"kiemphieu/verify/page"
)

// The page that checks a dossier is opened from a folder, without a server: a
// file is chosen, another dropped, words from a paper are typed.
func TestU1TheOneFileVerifier(t *testing.T) {
	t.Parallel()
	h := &hall{t: t, ctx: profile(t)}
	html := filepath.Join(t.TempDir(), page.Name)
	check(t, os.WriteFile(html, page.HTML(), 0o600))
	check(t, chromedp.Do(h.ctx, chromedp.Navigate("file://"+html)))
	h.must("Kiểm tra hồ sơ đại hội", "không gửi gì đi")
	vector := func(name string) string {
		content, err := os.ReadFile(filepath.Join("..", "verify", "testdata", "vectors", name))
		check(t, err)
		return fmt.Sprintf(`(() => { const t = new DataTransfer();
			t.items.add(new File([Uint8Array.from(atob(%q), (c) => c.charCodeAt(0))], %q)); return t; })()`,
			base64.StdEncoding.EncodeToString(content), name)
	}
	choose := func(name string) {
		eval[bool](h, fmt.Sprintf(`(() => { const file = document.getElementById("file"); file.files = %s.files;
			return file.dispatchEvent(new Event("change")); })()`, vector(name)))
	}
	choose("00-valid.kpz")
	h.wait("the verdict", `document.getElementById("verdict").className === "ok"`)
	h.must("✔ 00-valid.kpz: đạt mọi mục đã kiểm", "Chưa so với điểm chốt nào", "– không có gì để so 5.",
		"✔ đạt 15. Biên bản in đúng")
	h.shot("verifier")
	words := eval[string](h, `[...document.querySelectorAll("dt")].find((e) => e.innerText === "Sổ nhật ký, tám từ")
		.nextElementSibling.innerText`)
	kept := func(text string) {
		eval[bool](h, fmt.Sprintf(`(() => { const kept = document.getElementById("kept"); kept.value = %q;
			return kept.dispatchEvent(new Event("change")); })()`, text))
	}
	kept("Để đối chiếu: " + words + ".")
	h.wait("the words", `document.body.innerText.includes("✔ đạt 5.")`)
	kept("ấm anh ba bãi bàn ấm anh ba")
	h.wait("other words", `document.getElementById("verdict").className === "failed"`)
	h.must("sai 1 trong 15 mục", "giấy của đại hội khác")
	kept("")
	eval[bool](h, fmt.Sprintf(`document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, dataTransfer: %s }))`,
		vector("10-count.kpz")))
	h.wait("what was dropped", `document.body.innerText.includes("✖ sai 10.")`)
	h.must("một người kiểm ở cả hai lượt A và B")
}
