package pages_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

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
	found := regexp.MustCompile(`href="(/to-chuc/[^"?#/]+)"[^>]*>(?:<span>)?` +
		regexp.QuoteMeta(name)).FindStringSubmatch(body)
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
	if !strings.Contains(text, "1 tổ chức có “hoa binh”") || !strings.Contains(text,
		"Chi bộ Hòa Bình Đảng bộ phường A") {
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

// bringTree uploads a list of organisations and gives the page that comes.
func (g gardener) bringTree(at, content string) (body, text string) {
	g.T.Helper()
	return g.bringTreeFile(at, "cay.csv", content)
}

func (g gardener) bringTreeFile(at, name, content string) (body, text string) {
	g.T.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", name)
	apitest.Must(g.T, err)
	_, err = part.Write([]byte(content))
	apitest.Must(g.T, err)
	apitest.Must(g.T, w.Close())
	r, err := http.NewRequestWithContext(g.Ctx, http.MethodPost, g.URL+at+"/nhap/xem-truoc", &form)
	apitest.Must(g.T, err)
	r.Header.Set("Content-Type", w.FormDataContentType())
	answer, body := g.Do(g.client, r)
	if answer.StatusCode == http.StatusSeeOther {
		return g.open(at + "/nhap")
	}
	return body, words(body)
}

// A whole tree comes from a list: kinds, places below by name, by code or by
// where the row stands; what is wrong is named and left out, what is there stays.
func TestATreeIsBroughtIn(t *testing.T) {
	g, top := founded(t, congress.KindSuperior)
	at := "/to-chuc/" + string(top)
	if _, text := g.bringTree(at, "Ai;Gì\nLê Văn An;1\n"); !strings.Contains(text, "cột “Tên tổ chức”") {
		t.Errorf("no list: %s", text)
	}
	body, text := g.bringTree(at, "DANH SÁCH TỔ CHỨC ĐẢNG\nSTT;Mã;Tên tổ chức;Trực thuộc;Ghi chú 𨸡\n"+
		"1;A;ĐẢNG BỘ PHƯỜNG A;;\n2;A1;Chi bộ Trường Mầm non;A;\n3;A2;Chi bộ Tổ dân phố 1;Đảng bộ phường A;\n"+
		"4;B1;Chi bộ lạc;Đảng bộ phường Z;\n5;C;Chi bộ Tổ dân phố 1;A;\n"+
		"6;D;Đảng bộ vòng;D1;\n7;D1;Đảng bộ tròn;D;\n;;Tổng số: 7;;\n")
	for _, said := range []string{"Thêm 3 tổ chức", "Cột không dùng: E “Ghi chú 𨸡”",
		"không có tổ chức “Đảng bộ phường Z”",
		"trùng tên với một hàng", "trực thuộc chính nó", "dòng tổng cộng",
		"Chi bộ Trường Mầm non Chi bộ ĐẢNG BỘ PHƯỜNG A Trường học"} {
		if !strings.Contains(text, said) {
			t.Errorf("the page does not say %q: %s", said, text)
		}
	}
	form := standing(body)
	form.Del("r4")
	form.Set("next", "write")
	if _, where, text := g.post(at+"/nhap", form); where != at {
		t.Fatalf("not written: %s", text)
	}
	body, _ = g.open(at)
	if _, text := g.open(g.link(body, "ĐẢNG BỘ PHƯỜNG A")); !strings.Contains(text, "Chi bộ Tổ dân phố 1") {
		t.Errorf("a cell is missing: %s", text)
	}
	body, text = g.bringTree(at,
		"Tên tổ chức\nĐảng bộ phường a\nChi bộ Tổ dân phố 1\nChi bộ Công an\nĐảng bộ phường B\nChi bộ Công an\n")
	if !strings.Contains(text, "Sẽ thêm 3") || !strings.Contains(text, "Đã có 2") {
		t.Errorf("by their place: %s", text)
	}
	form = standing(body)
	form.Set("next", "write")
	g.post(at+"/nhap", form)
	body, _ = g.open(at)
	if _, text := g.open(g.link(body, "Đảng bộ phường B")); !strings.Contains(text, "Chi bộ Công an") {
		t.Errorf("a cell is missing: %s", text)
	}
}

// The sheet, the head row and the columns of a list of organisations are chosen
// as those of a roster are, also where the list names no column.
func TestSheetAndHeadOfATreeAreChosen(t *testing.T) {
	g, top := founded(t, congress.KindSuperior)
	at := "/to-chuc/" + string(top)
	f := excelize.NewFile()
	set := func(sheet string, rows ...[]any) {
		for i, row := range rows {
			apitest.Must(t, f.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &row))
		}
	}
	set("Sheet1", []any{"Tên tổ chức", "Loại"}, []any{"Đảng bộ phường Cũ", "Đảng bộ"})
	_, err := f.NewSheet("Năm 2026")
	apitest.Must(t, err)
	set("Năm 2026", []any{"Tổ chức đảng trong phường"}, []any{"Nơi", "Chỗ"}, []any{"Đảng bộ phường Mới", "x"},
		[]any{"Chi bộ Tổ dân phố 1", "y"})
	var book bytes.Buffer
	apitest.Must(t, f.Write(&book))
	press := func(body, next string, changed ...string) (string, string) {
		form := standing(body)
		form.Set("next", next)
		for n := 0; n+1 < len(changed); n += 2 {
			form.Set(changed[n], changed[n+1])
		}
		_, where, text := g.post(at+"/nhap", form)
		if where == "" {
			return "", text
		}
		return g.open(where)
	}
	body, text := g.bringTreeFile(at, "cay.xlsx", book.String())
	if !strings.Contains(text, "Đảng bộ phường Cũ") || strings.Contains(text, "Đảng bộ phường Mới") {
		t.Fatalf("the likeliest sheet: %s", text)
	}
	body, text = press(body, "write", "sheet", "Năm 2026")
	if strings.Contains(text, "phường Cũ") || strings.Contains(text, "Đã thêm") {
		t.Fatalf("another sheet is shown before anything is written: %s", text)
	}
	body, text = press(body, "again", "head", "2")
	if strings.Contains(text, "Sẽ thêm 2") {
		t.Fatalf("“Nơi” is nothing by itself: %s", text)
	}
	body, text = press(body, "again", "cA", "org")
	if !strings.Contains(text, "Sẽ thêm 2") {
		t.Fatalf("by a chosen column: %s", text)
	}
	body, text = press(body, "again", "head", "none")
	if !strings.Contains(text, "Tệp không có hàng tiêu đề") || !strings.Contains(text, "Sẽ thêm 2") {
		t.Fatalf("by what the cells hold: %s", text)
	}
	if _, text = press(body, "write"); !strings.Contains(text, "Đảng bộ phường Mới") {
		t.Errorf("written: %s", text)
	}
}
