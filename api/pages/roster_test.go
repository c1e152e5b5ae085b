package pages_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/congress"
)

// words returns what a page says, without its marks.
func words(page string) string {
	text := html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, " "))
	return strings.Join(strings.Fields(text), " ")
}

// A year is taken at the form of one member, too, and stays one.
func TestAYearOfBirthIsTyped(t *testing.T) {
	h := apitest.Open(t)
	path := "/dai-hoi/" + h.IDs["congress"] + "/dang-vien"
	answer, body := h.Send(h.Client("own.organiser"), path+"/luu", url.Values{"name": {"Trần Thị Bình"},
		"born": {"1976"}, "joined": {"03/02/2001"}})
	if answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d: %s", answer.StatusCode, words(body))
	}
	if _, page := h.Call(h.Client("own.organiser"), http.MethodGet, path, nil); !strings.Contains(words(page),
		"nam 1976") {
		t.Errorf("the list: %s", words(page))
	}
	if answer, _ := h.Send(h.Client("own.organiser"), path+"/luu", url.Values{"name": {"Lê Văn An"},
		"born": {"76"}}); answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("two digits: %d", answer.StatusCode)
	}
}

// Whoever is added by hand and stands there already, in whatever spelling, is
// asked about; two who have one name are told apart wherever a name is chosen.
func TestPeopleWhoAreOne(t *testing.T) {
	i := newImporter(apitest.Open(t))
	save := func(form url.Values) int {
		t.Helper()
		i.got(i.Send(i.client, i.at("/luu"), form))
		return i.status
	}
	save(url.Values{"name": {"Đặng Thị Hoà"}, "born": {"1976"}, "group": {"Tổ 1"}})
	if code := save(url.Values{"name": {"\u00d0ặng Thị Hòa"}}); code != http.StatusUnprocessableEntity {
		t.Errorf("a repeat: %d", code)
	}
	i.says("đã có Đặng Thị Hoà")
	save(url.Values{"name": {"Đặng Thị Hòa"}, "born": {"1980"}, "group": {"Tổ 2"}})
	i.says("Đặng Thị Hoà (sinh năm 1976)", "Đặng Thị Hòa (sinh năm 1980)")
	if code := save(url.Values{"name": {"Đặng Thị Hòa"}, "another": {"1"}, "group": {"Tổ 3"}}); code != http.StatusOK {
		t.Errorf("another person: %d", code)
	}
	for _, page := range []string{"/ban", "/co-mat"} {
		i.got(i.Call(i.client, http.MethodGet, "/dai-hoi/"+string(i.congress)+page, nil))
		i.says("Đặng Thị Hoà (Tổ 1)", "Đặng Thị Hòa (Tổ 2)", "Đặng Thị Hòa (Tổ 3)")
	}
	contest, err := i.Congress.AddContest(i.Ctx, congress.Actor{OrgID: i.Orgs["own"], OrgPath: "/", Name: "An"},
		i.congress,
		congress.ContestInput{Office: "secretary", Seats: 1})
	apitest.Must(t, err)
	i.got(i.Call(i.client, http.MethodGet, "/noi-dung/"+string(contest), nil))
	i.says("Đặng Thị Hòa (Tổ 3)")
}

// A long list of members stands on pages, and is searched, narrowed and ordered;
// whoever is chosen to be mended keeps the list as it stands.
func TestMembersAreFound(t *testing.T) {
	h := apitest.Open(t)
	id := congress.CongressID(h.IDs["congress"])
	client, path := h.Client("own.organiser"), "/dai-hoi/"+string(id)+"/dang-vien"
	for i := range 60 {
		form := url.Values{"name": {fmt.Sprintf("Nguyễn Văn Đạt %c%c", 'A'+i/8, 'A'+i%8)}, "another": {"1"},
			"group": {fmt.Sprintf("Tổ %d", i%3+1)}, "sex": {[]string{"male", "female"}[i%2]}}
		if answer, body := h.Send(client, path+"/luu", form); answer.StatusCode != http.StatusSeeOther {
			t.Fatalf("%d: %s", answer.StatusCode, words(body))
		}
	}
	open := func(query string) string {
		t.Helper()
		answer, body := h.Call(client, http.MethodGet, path+query, nil)
		if answer.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d", query, answer.StatusCode)
		}
		return body
	}
	for query, want := range map[string]string{
		"?tim=van+dat":                     "1–50 trong 60",
		"?tim=van+dat&trang=2":             "51–60 trong 60",
		"?tim=van+dat&to=T%E1%BB%95+1":     "1–20 trong 20",
		"?tim=van+dat&gioi=nu&loai=du-bi":  "Không có dòng nào khớp",
		"?tim=van+dat&gioi=nu&to=unheard":  "1–30 trong 30",
		"?tim=van+dat&xep=-ten&trang=1":    "Nguyễn Văn Đạt HD",
		"?tim=van+dat&xep=ten&trang=99999": "Nguyễn Văn Đạt HD",
	} {
		if text := words(open(query)); !strings.Contains(text, want) {
			t.Errorf("%s lacks %q: %s", query, want, text)
		}
	}
	edit := regexp.MustCompile(`href="([^"]*sua=[^"]*)#sua"`).FindStringSubmatch(open("?tim=dat+aa&to=T%E1%BB%95+1"))
	if len(edit) == 0 {
		t.Fatal("nobody can be mended")
	}
	to, err := url.Parse(html.UnescapeString(edit[1]))
	apitest.Must(t, err)
	if text := words(open("?" + to.RawQuery)); to.Query().Get("tim") != "dat aa" || !strings.Contains(text,
		"Sửa: Nguyễn Văn Đạt AA") || !strings.Contains(text, "1–1 trong 1") {
		t.Errorf("%s: %s", to, text)
	}
}
