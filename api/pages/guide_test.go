package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/congress"
)

// founded serves a house in which nothing is but an organisation and its administrator.
func founded(t *testing.T, kind congress.OrganisationKind) (gardener, congress.OrgID) {
	t.Helper()
	h := apitest.Open(t)
	top, err := h.Congress.CreateOrganisation(h.Ctx, "", congress.OrganisationInput{Kind: kind,
		Model: congress.ModelOffice, Name: "Đảng bộ phường Thử"})
	apitest.Must(t, err)
	_, err = h.Congress.CreateAccount(h.Ctx, congress.AccountInput{OrgID: top, Login: "chu", Name: "Chủ",
		Role: congress.RoleAdministrator, PasswordHash: h.Hash})
	apitest.Must(t, err)
	return gardener{h, h.Client("chu")}, top
}

// A new administrator is led from step to step, each with one button, until the
// first congress is there; then the guide is gone.
func TestTheFirstHourIsGuided(t *testing.T) {
	g, top := founded(t, congress.KindBase)
	at := "/to-chuc/" + string(top)
	step := func(button, gone string) {
		t.Helper()
		body, text := g.open("/")
		if !strings.Contains(text, button) || gone != "" && strings.Contains(text, gone) || strings.Count(body,
			`class="b go"`) != 1 {
			t.Errorf("not %q alone: %s", button, text)
		}
	}
	step("Thêm chi bộ Mỗi chi bộ đại hội riêng", "Diễn tập với")
	g.post(at+"/them", url.Values{"name": {"Chi bộ Một"}, "kind": {"cell"}, "model": {"office"}})
	step("Tạo tài khoản", "Mỗi chi bộ đại hội riêng")
	body, _ := g.open(at)
	cell := g.link(body, "Chi bộ Một")
	_, err := g.Congress.CreateAccount(g.Ctx, congress.AccountInput{OrgID: congress.OrgID(strings.TrimPrefix(cell,
		"/to-chuc/")), Login: "mot", Name: "Một", Role: congress.RoleOrganiser, PasswordHash: g.Hash})
	apitest.Must(t, err)
	step("Tạo đại hội", "nhập danh sách, lập nội dung")
	_, where, _ := g.post(cell+"/dien-tap", nil)
	if _, text := g.open(where); !strings.Contains(text, "27 đảng viên, trong đó 25 chính thức, 2 dự bị") ||
		!strings.Contains(text, "Bầu phó bí thư") {
		t.Errorf("the rehearsal: %s", text)
	}
	step("Tạo đại hội", "")
	_, err = g.Congress.CreateCongress(g.Ctx, congress.Actor{OrgID: top, OrgPath: "/", Name: "Chủ"},
		congress.OrgID(strings.TrimPrefix(cell, "/to-chuc/")), congress.CongressInput{Title: "Đại hội",
			Term:   "2025–2027",
			HeldOn: "2026-12-20", Profile: "190-QD/TW"})
	apitest.Must(t, err)
	if _, text := g.open("/"); strings.Contains(text, "Bắt đầu từ đây") {
		t.Errorf("the guide stays: %s", text)
	}
}

// A cell that stands alone has its guide, too, and nobody else is guided.
func TestACellAloneIsGuided(t *testing.T) {
	g, _ := founded(t, congress.KindCell)
	if _, text := g.open("/"); !strings.Contains(text, "Tài khoản cho cấp ủy chi bộ") {
		t.Error(text)
	}
	other := gardener{g.House, g.Client("own.organiser")}
	if _, text := other.open("/"); strings.Contains(text, "Bắt đầu từ đây") {
		t.Error(text)
	}
}

// The contests that a congress of its size asks for stand there in one click,
// with the usual seats; delegates by choice, and what is left empty is not elected.
func TestTheAgendaInOneClick(t *testing.T) {
	h := apitest.Open(t)
	for _, test := range []struct {
		official int
		says     string
		form     url.Values
		want     string
	}{
		{25, "Chi ủy", url.Values{"committee": {"5"}, "secretary": {"1"}, "deputy": {"1"}, "delegates": {"2"}},
			"1. Chi ủy Bầu 5, chưa bắt đầu 2. Bí thư Bầu 1, chưa bắt đầu " +
				"3. Phó bí thư Bầu 1, chưa bắt đầu 4. Đại biểu"},
		{7, "bầu thẳng bí thư", url.Values{"secretary": {"1"}, "deputy": {""}, "delegates": {""}},
			"1. Bí thư Bầu 1, chưa bắt đầu Nội dung bầu cử ?"},
	} {
		i := newImporter(h)
		var list strings.Builder
		list.WriteString("Họ và tên\n")
		for n := range test.official {
			list.WriteString("Nguyễn Văn " + strings.Repeat("A", n+1) + "\n")
		}
		i.bring("a.csv", []byte(list.String()))
		i.toRows()
		i.write()
		i.says(test.says, "Lập nội dung bầu cử")
		i.got(i.Send(i.client, "/dai-hoi/"+string(i.congress)+"/noi-dung/thuong-le", test.form))
		i.says(test.want)
		if strings.Contains(words(i.page), "Lập nội dung bầu cử") {
			t.Error("offered again")
		}
	}
	i := newImporter(h)
	i.bring("a.csv", []byte("Họ và tên\nLê Văn An\n"))
	i.toRows()
	i.write()
	i.got(i.Send(i.client, "/dai-hoi/"+string(i.congress)+"/noi-dung/thuong-le", url.Values{"secretary": {""}}))
	if i.status != http.StatusUnprocessableEntity {
		t.Errorf("nothing to elect: %d", i.status)
	}
}

// Everybody has a page that says what to do, and what the words mean.
func TestEveryRoleHasItsHelp(t *testing.T) {
	g, _ := founded(t, congress.KindBase)
	for _, role := range congress.Roles() {
		body, text := g.open("/huong-dan/" + string(role))
		if strings.Count(body, "<li>") < 5 || !strings.Contains(text, "Tổng số để tính kết quả") {
			t.Errorf("%s: %s", role, text)
		}
	}
	answer, _ := g.Call(g.client, http.MethodGet, "/huong-dan/ai-do", nil)
	if answer.StatusCode != http.StatusNotFound {
		t.Errorf("nobody's help: %d", answer.StatusCode)
	}
}
