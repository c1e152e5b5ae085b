package pages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/congress"
)

// gardener works on the tree as somebody with an account.
type gardener struct {
	*apitest.House
	client *http.Client
}

func (g gardener) post(path string, form url.Values) (int, string, string) {
	g.T.Helper()
	answer, body := g.Send(g.client, path, form)
	return answer.StatusCode, answer.Header.Get("Location"), words(body)
}

func (g gardener) open(path string) (string, string) {
	g.T.Helper()
	_, body := g.Call(g.client, http.MethodGet, path, nil)
	return body, words(body)
}

// link finds where a name on a page leads.
func (g gardener) link(body, name string) string {
	g.T.Helper()
	found := regexp.MustCompile(`href="(/to-chuc/[^"?#/]+)"[^>]*>(?:<span>)?` + regexp.QuoteMeta(name)).FindStringSubmatch(body)
	if found == nil {
		g.T.Fatalf("no link %q in %s", name, words(body))
	}
	return found[1]
}

// On an empty server, superior, base committee and cell are built by hand,
// each below the one whose page is open; then moved, merged and removed.
func TestTheTreeIsBuiltByHand(t *testing.T) {
	h := apitest.Open(t)
	top, err := h.Congress.CreateOrganisation(h.Ctx, "", congress.OrganisationInput{Kind: congress.KindSuperior,
		Name: "Thị ủy Kỳ Anh"})
	apitest.Must(t, err)
	_, err = h.Congress.CreateAccount(h.Ctx, congress.AccountInput{OrgID: top, Login: "thiuy", Name: "Thị ủy",
		Role: congress.RoleAdministrator, PasswordHash: h.Hash})
	apitest.Must(t, err)
	g := gardener{h, h.Client("thiuy")}
	at := "/to-chuc/" + string(top)
	if _, text := g.open(at); !strings.Contains(text, "Chưa có tổ chức trực thuộc") {
		t.Fatal(text)
	}
	if code, _, text := g.post(at+"/them", url.Values{"name": {"Đảng bộ phường A"}, "kind": {""}}); code !=
		http.StatusUnprocessableEntity {
		t.Errorf("without a kind: %d %s", code, text)
	}
	for _, name := range []string{"Đảng bộ phường A", "Đảng bộ phường B"} {
		g.post(at+"/them", url.Values{"name": {name}, "kind": {"base_committee"}})
	}
	body, _ := g.open(at)
	a, b := g.link(body, "Đảng bộ phường A"), g.link(body, "Đảng bộ phường B")
	g.post(a+"/them", url.Values{"name": {"Chi bộ Hòa Bình"}, "kind": {"cell"}, "model": {"residential"}})
	code, _, text := g.post(a+"/them", url.Values{"name": {"Chi bộ  Hoà Bình"}, "kind": {"cell"}, "model": {"school"}})
	if code != http.StatusUnprocessableEntity || !strings.Contains(text, "“Chi bộ Hòa Bình” đã có rồi") {
		t.Errorf("a twin: %d %s", code, text)
	}
	body, text = g.open(at + "?tim=hoa+binh")
	if !strings.Contains(text, "1 tổ chức có “hoa binh”") || !strings.Contains(text, "Chi bộ Hòa Bình Đảng bộ phường A") {
		t.Errorf("search: %s", text)
	}
	cell := g.link(body, "Chi bộ Hòa Bình")
	if _, text := g.open(cell + "/chuyen"); !strings.Contains(text, "Đảng bộ phường B Đảng ủy cơ sở") {
		t.Errorf("where to: %s", text)
	}
	if code, _, text := g.post(cell+"/chuyen", url.Values{}); code != http.StatusUnprocessableEntity {
		t.Errorf("nowhere: %d %s", code, text)
	}
	id := func(path string) string { return strings.TrimPrefix(path, "/to-chuc/") }
	g.post(cell+"/chuyen", url.Values{"under": {id(b)}})
	if _, text := g.open(cell); !strings.Contains(text, "chuyển từ Đảng bộ phường A sang Đảng bộ phường B (Thị ủy)") ||
		!strings.Contains(text, "Thị ủy Kỳ Anh Đảng bộ phường B Chi bộ Hòa Bình") {
		t.Errorf("moved: %s", text)
	}
	if _, where, _ := g.post(a+"/sap-nhap", url.Values{"under": {id(b)}}); where != b {
		t.Errorf("merged: %s", where)
	}
	if _, text := g.open(a); !strings.Contains(text, "Đã sáp nhập vào Đảng bộ phường B") {
		t.Errorf("merged: %s", text)
	}
	g.post(cell+"/sua", url.Values{"new_name": {"Chi bộ Hòa Bình 1"}, "new_model": {"residential"}})
	if _, where, _ := g.post(cell+"/xoa", nil); where != b {
		t.Errorf("removed: %s", where)
	}
	if _, text := g.open(b); !strings.Contains(text, "xóa Chi bộ Hòa Bình 1, chưa có gì trong đó") {
		t.Errorf("removed: %s", text)
	}
}

// Nobody moves what another tree has, and nothing leaves the own one.
func TestTheTreeOfOthersIsOutOfReach(t *testing.T) {
	h := apitest.Open(t)
	g := gardener{h, h.Client("parent.superior")}
	own, foreign := string(h.Orgs["own"]), string(h.Orgs["foreign"])
	if code, _, _ := g.post("/to-chuc/"+foreign+"/chuyen", url.Values{"under": {own}}); code != http.StatusNotFound {
		t.Errorf("another's: %d", code)
	}
	if code, _, text := g.post("/to-chuc/"+own+"/chuyen", url.Values{"under": {foreign}}); code !=
		http.StatusUnprocessableEntity {
		t.Errorf("to another's: %d %s", code, text)
	}
}
