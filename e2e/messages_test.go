package e2e

import (
	"testing"

	"kiemphieu/app/size"
)

// thinMessages are what is wrong with fields, said in so many lines that nobody reads them.
const thinMessages = `[...document.querySelectorAll(".msg")].filter((m) => m.checkVisibility()).flatMap((m) => {
	const text = document.createRange();
	text.selectNodeContents(m.querySelector("span"));
	const lines = new Set([...text.getClientRects()].map((r) => Math.round(r.top))).size;
	return lines > 3 ? [lines + " lines: " + m.innerText] : [];
})`

// U1: what is wrong with a field that is narrow, or stands in a column of a table, is
// said in three lines at most, in every window.
func TestU1AMessageIsNoColumnOfWords(t *testing.T) {
	size.Story(t)
	t.Parallel()
	h := openHall(t)
	said := func(where string) {
		t.Helper()
		if n := eval[int](h, `[...document.querySelectorAll(".msg")].filter((m) => m.checkVisibility()).length`); n == 0 {
			t.Fatalf("%s says nothing at a field:\n%s", where, h.page())
		}
		for _, v := range views {
			h.look(v)
			h.shot("message-" + where + "-" + v.name)
			for _, thin := range eval[[]string](h, thinMessages) {
				t.Errorf("%s at %s, %s", where, v.name, thin)
			}
			h.mustHaveNone([]flaw{sideways, hides}, where, v)
		}
		h.look(views[2])
	}
	h.look(views[2])
	h.signIn("cb11.capuy")
	home := "/dai-hoi/" + string(h.meeting("cb11").Congress.ID)
	h.visit(home + "/chuan-bi")
	h.submit("/chuan-bi", "Lưu danh mục", map[string]string{"political_report.done_on": "31/02/2022"})
	said("preparation")
	by := h.actor("cb11.capuy")
	h.visit("/to-chuc/" + string(by.OrgID) + "/chuc-danh")
	h.submit("/thoi-giu", "Ghi thôi giữ", map[string]string{"on": "31/02/2022"})
	said("mandates")
	h.visit("/to-chuc/" + string(by.OrgID) + "/dai-hoi-moi")
	h.submit("", "Tạo đại hội", map[string]string{"held_on": "31/02/2022"})
	said("a new congress")
	h.signIn("danguy")
	h.visit("/to-chuc/" + string(h.actor("danguy").OrgID) + "/ke-hoach")
	h.submit("/ke-hoach", "Lưu kế hoạch", map[string]string{"first_day": "31/02/2022"})
	said("plan")
	h.signIn("cb10.kiemphieu1")
	h.visit("/lan-bau/" + string(h.box.Round) + "/kiem-tay/1")
	h.submit("/kiem-tay/1", "Ghi bảng kiểm phiếu", nil)
	said("a tally sheet")
}
