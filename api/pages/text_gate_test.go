package pages_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"hash/crc32"
	"html"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"kiemphieu/api/apitest"
	"kiemphieu/app"
	"kiemphieu/app/size"
	"kiemphieu/congress"
	"kiemphieu/outside"
	"kiemphieu/store/pgtest"
)

// onPage is a form as a page shows it.
type onPage struct {
	login, action string
	fields        map[string][]string // what stands in them
	kinds         map[string]string   // "text", "password", "number", "hidden", "textarea" …
	last          map[string]string   // the last that a list offers
}

var (
	formParts  = regexp.MustCompile(`(?s)<form method="post" action="([^"]+)"([^>]*)>(.*?)</form>`)
	inputParts = regexp.MustCompile(`(?s)<(input|textarea|select|button)\b([^>]*)>([^<]*)`)
	attribute  = regexp.MustCompile(`([a-z-]+)="([^"]*)"`)
)

// formsOf collects the forms of all pages that somebody sees.
func formsOf(t *testing.T, h *apitest.House, login string) []onPage {
	t.Helper()
	var forms []onPage
	for _, route := range h.Pages.Routes() {
		if route.Method != http.MethodGet || strings.HasSuffix(route.Path, "/truc-tiep") {
			continue
		}
		answer, page := get(h, login, fill(route.Path, h.IDs))
		if answer.StatusCode != http.StatusOK || !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
			continue
		}
		for _, found := range formParts.FindAllStringSubmatch(page, -1) {
			f := onPage{login: login, action: html.UnescapeString(found[1]), fields: map[string][]string{},
				kinds: map[string]string{}, last: map[string]string{}}
			for _, input := range inputParts.FindAllStringSubmatch(found[3], -1) {
				f.add(input[1], input[2], input[3])
			}
			for _, list := range choose.FindAllStringSubmatch(found[3], -1) {
				for _, option := range fieldValue.FindAllStringSubmatch(list[2], -1) {
					f.last[list[1]] = html.UnescapeString(option[1])
				}
			}
			if !strings.Contains(found[2], "multipart") {
				forms = append(forms, f)
			}
		}
	}
	return forms
}

func (f onPage) add(kind, inside, text string) {
	set := map[string]string{}
	for _, a := range attribute.FindAllStringSubmatch(inside, -1) {
		set[a[1]] = html.UnescapeString(a[2])
	}
	name := set["name"]
	if name == "" || set["type"] == "file" {
		return
	}
	switch kind {
	case "input":
		kind = set["type"]
	case "button":
		kind, text = "hidden", "" // pressed, it sends what it is named
	}
	if _, again := f.fields[name]; !again {
		f.fields[name], f.kinds[name] = []string{set["value"] + text}, kind
	}
}

func fill(path string, ids map[string]string) string {
	for name, id := range ids {
		path = strings.ReplaceAll(path, ":"+name, url.PathEscape(id))
	}
	return path
}

// get fetches a page without following a stream.
func get(h *apitest.House, login, path string) (*http.Response, string) {
	return h.Call(h.Client(login), http.MethodGet, path, nil)
}

// Every field of every form that any page shows passes the gate, on one of both
// databases and in a soak on both: control characters and bytes that are no text are
// refused at the field, and letters that cannot be printed wherever the text may be printed.
func TestEveryFieldPassesTheGateForText(t *testing.T) {
	for name, database := range map[string]string{"SQLite": "", "PostgreSQL": pgtest.Database(t)} {
		t.Run(name, func(t *testing.T) {
			h := apitest.OpenIn(t, app.Config{Database: database})
			tried, seen := 0, map[string]bool{}
			logins := []string{"own.organiser", "own.presidium", "own.chief", "own.teller", "parent.superior",
				"own.administrator", "parent.administrator"}
			for _, login := range logins {
				h.Client(login) // before administrators lock anybody
			}
			for _, login := range logins {
				for _, f := range formsOf(t, h, login) {
					for field, kind := range f.kinds {
						key := f.action + " " + field
						if seen[key] {
							continue
						}
						seen[key] = true
						if triedOn(name, key) {
							tried++
							tryField(t, h, f, field, kind)
						}
					}
				}
			}
			if tried < 60 {
				t.Errorf("%d fields only", tried)
			}
			t.Logf("%d of %d fields", tried, len(seen))
		})
	}
}

// triedOn reports whether a field is tried on a database: in a soak on both, and
// otherwise fields are dealt among them, by what does not change from run to run.
func triedOn(database, field string) bool {
	kept := crc32.ChecksumIEEE([]byte(numbered.ReplaceAllString(field, "")))
	return size.Pick(0, 0, 1) == 1 || (kept%2 == 0) == (database == "SQLite")
}

var numbered = regexp.MustCompile(`[^/ ]*\d[^/ ]*`)

func tryField(t *testing.T, h *apitest.House, f onPage, field, kind string) {
	t.Helper()
	bad := []string{"a\x00b", "\xff\xfe", "\xed\xa0\x80", "a\x1bb"}
	if kind != "password" && kind != "checkbox" && kind != "radio" && kind != "hidden" {
		bad = append(bad, "👍")
	}
	random := rand.New(rand.NewPCG(5, uint64(crc32.ChecksumIEEE([]byte(field))))) //nolint:gosec // a seed, not a secret
	random.Shuffle(len(bad), func(i, k int) { bad[i], bad[k] = bad[k], bad[i] })
	for _, value := range bad[:size.Pick(2, 2, len(bad))] {
		typed := url.Values{}
		for name, values := range f.fields {
			typed[name] = slices.Clone(values)
		}
		typed.Set(field, value)
		answer, page := h.Send(h.Client(f.login), f.action, typed)
		if answer.StatusCode < 400 || answer.StatusCode >= 500 {
			t.Errorf("%s %s: field %s (%s) takes %q: %d", f.login, f.action, field, kind, value, answer.StatusCode)
			return
		}
		if kind != "hidden" && answer.StatusCode == http.StatusUnprocessableEntity &&
			!strings.Contains(page, `href="#o-`+field) {
			t.Errorf("%s %s: %q in field %s is refused, and the field is not named", f.login, f.action, value, field)
		}
	}
}

// Addresses and what is looked for are texts too.
func TestAddressesPassTheGateForText(t *testing.T) {
	for name, database := range map[string]string{"SQLite": "", "PostgreSQL": pgtest.Database(t)} {
		t.Run(name, func(t *testing.T) {
			h := apitest.OpenIn(t, app.Config{Database: database})
			for _, bad := range []string{"%00", "%ff%fe", "%ed%a0%80", "a%0Ab"} {
				for _, route := range h.Pages.Routes() {
					if !strings.Contains(route.Path, ":") {
						continue
					}
					path := regexp.MustCompile(`:[a-z]+`).ReplaceAllString(route.Path, bad)
					answer, _ := h.Call(h.Client("own.organiser"), route.Method, path, nil)
					if answer.StatusCode < 400 || answer.StatusCode >= 500 {
						t.Errorf("%s %s: %d", route.Method, path, answer.StatusCode)
					}
				}
				for _, path := range []string{"/chuan-y?tim=", "/to-chuc/" + h.IDs["org"] + "?tim=",
					"/chuan-y?tinh-trang="} {
					answer, _ := get(h, "parent.superior", path+bad)
					if answer.StatusCode >= 500 {
						t.Errorf("%s%s: %d", path, bad, answer.StatusCode)
					}
				}
			}
			header := apitest.Carrying(h.Key("own", outside.ScopeCongresses))
			for _, cursor := range []string{"AA", "_w", "YQBi"} { // NUL, 0xff, a NUL b
				answer, _ := h.Call(http.DefaultClient, http.MethodGet, "/api/v1/organisations?cursor="+cursor, header)
				if answer.StatusCode < 400 || answer.StatusCode >= 500 {
					t.Errorf("cursor %s: %d", cursor, answer.StatusCode)
				}
			}
		})
	}
}

// No handler reads what was sent past the gate.
func TestNoFieldIsReadPastTheGate(t *testing.T) {
	readers := map[string]bool{"FormValue": true, "PostForm": true, "FormParams": true, "Bind": true,
		"PostFormValue": true, "NewDecoder": true, "ParseForm": true, "MultipartForm": true}
	may := map[string][]string{
		"form.go":         {"FormParams", "PostForm", "NewDecoder"},
		"screen.go":       {"PostForm"}, // shows it again
		"preparation.go":  {"PostForm"}, // asks which rows there are
		"working_days.go": {"PostForm"}, // puts a file into the box
		"station.go":      {"NewDecoder"},
	}
	for _, room := range []string{".", "../v1"} {
		files, err := os.ReadDir(room)
		apitest.Must(t, err)
		for _, file := range files {
			if !strings.HasSuffix(file.Name(), ".go") || strings.HasSuffix(file.Name(), "_test.go") {
				continue
			}
			tree, err := parser.ParseFile(token.NewFileSet(), room+"/"+file.Name(), nil, 0)
			apitest.Must(t, err)
			ast.Inspect(tree, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok && readers[s.Sel.Name] && !slices.Contains(may[file.Name()],
					s.Sel.Name) {
					t.Errorf("%s/%s reads by %s, past the gate", room, file.Name(), s.Sel.Name)
				}
				return true
			})
		}
	}
}

// s01: what a keyboard sends as letter and mark is kept composed, by form, by
// import and by another program.
func TestTextIsKeptComposed(t *testing.T) {
	h := apitest.Open(t)
	const title, want = "Đại hội Chi bo\u0323\u0302 Hoa\u0300 Bi\u0300nh", "Đại hội Chi bộ Hoà Bình"
	home := "/dai-hoi/" + h.IDs["congress"]
	answer, body := h.Send(h.Client("own.organiser"), home+"/thong-tin", url.Values{"title": {title},
		"term": {"2025–2027"}, "held_on": {"2025-03-01"}, "profile": {"190-QD/TW"}})
	if answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d %s", answer.StatusCode, body)
	}
	answer, _ = h.Send(h.Client("parent.administrator"), "/to-chuc/"+h.IDs["org"]+"/sua", url.Values{
		"new_name": {"Chi bo\u0323\u0302 Hưng Thi\u0323nh"}, "new_model": {"office"}})
	if answer.StatusCode != http.StatusSeeOther {
		t.Errorf("organisation: %d", answer.StatusCode)
	}
	o, err := h.Congress.Overview(h.Ctx, congress.CongressID(h.IDs["congress"]))
	apitest.Must(t, err)
	if o.Congress.Title != want || o.Organisation.Name != "Chi bộ Hưng Thịnh" {
		t.Errorf("kept as %+q, %+q", o.Congress.Title, o.Organisation.Name)
	}
	_, page := h.Call(http.DefaultClient, http.MethodGet, "/api/v1/congresses",
		apitest.Carrying(h.Key("own", outside.ScopeCongresses)))
	if !strings.Contains(page, want) {
		t.Errorf("told as %s", page)
	}
}

// s07: a password chosen in one form of letters opens the door in the other,
// and the next is chosen over it in either.
func TestAPasswordOpensInEveryFormOfItsLetters(t *testing.T) {
	h := apitest.Open(t)
	old := apitest.Password
	for _, password := range []string{"Đại hội chi bộ 2026 ấ", "Sen hồng giữa hồ Gươm ế"} {
		nfc, nfd := norm.NFC.String(password), norm.NFD.String(password)
		answer, body := h.Send(h.Client("own.teller"), "/mat-khau", url.Values{"old": {old}, "password": {nfc},
			"again": {nfd}})
		if answer.StatusCode != http.StatusSeeOther {
			t.Fatalf("%q is not taken: %d %s", password, answer.StatusCode, words(body))
		}
		for _, typed := range []string{nfc, nfd} {
			answer, _ := h.Send(apitest.Browser(t), "/dang-nhap", url.Values{"login": {"own.teller"},
				"password": {typed}})
			if answer.StatusCode != http.StatusSeeOther || answer.Header.Get("Location") != "/" {
				t.Errorf("%+q does not open: %d", typed, answer.StatusCode)
			}
		}
		old = nfd
	}
}

// s03: an emoji is refused when it is typed, with the field, the letter and all
// that was typed.
func TestAnEmojiIsRefusedWhenItIsTyped(t *testing.T) {
	h := apitest.Open(t)
	for path, typed := range map[string]url.Values{
		"/dai-hoi/" + h.IDs["congress"] + "/thong-tin": {"title": {"Đại hội diễn tập 😀"}, "term": {"2025–2027"},
			"held_on": {"01/03/2025"}, "profile": {"190-QD/TW"}},
		"/dai-hoi/" + h.IDs["congress"] + "/dang-vien/luu": {"name": {"Trần 𡨸 An"}, "official": {"yes"}},
		"/dai-hoi/" + h.IDs["congress"] + "/hoan":          {"reason": {"bão 🌀"}},
	} {
		answer, page := h.Send(h.Client("own.organiser"), path, typed)
		for field, values := range typed {
			if answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, values[0]) {
				t.Errorf("%s: %d, %s forgotten", path, answer.StatusCode, field)
			}
		}
		if !strings.Contains(page, "giấy tờ không in được “") {
			t.Errorf("%s does not say which letter", path)
		}
	}
}

// Every form of every page repeats all that was typed and chosen where one of
// its fields is refused.
func TestEveryFormRepeatsWhatWasTyped(t *testing.T) {
	h := apitest.Open(t)
	tried, seen := 0, map[string]bool{}
	for _, login := range []string{"own.organiser", "own.presidium", "own.chief", "parent.superior",
		"parent.administrator"} {
		for _, f := range formsOf(t, h, login) {
			if refused := f.refusable(); refused != "" && !seen[f.action] {
				if seen[f.action] = true; repeats(t, h, f, refused) {
					tried++
				}
			}
		}
	}
	if tried < 9 {
		t.Errorf("%d forms only", tried)
	}
}

// refusable returns a text field of a form that has more than one to fill in.
func (f onPage) refusable() string {
	text, others := "", 0
	for field, kind := range f.kinds {
		switch kind {
		case "text", "textarea":
			others++
			text = max(text, field)
		case "number", "select":
			others++
		}
	}
	if others < 2 {
		return ""
	}
	return text
}

// repeats sends a form with one field that is refused, and reports whether the
// page that comes back is the form again.
func repeats(t *testing.T, h *apitest.House, f onPage, refused string) bool {
	t.Helper()
	typed := url.Values{}
	for name, values := range f.fields {
		typed[name] = slices.Clone(values)
		switch f.kinds[name] {
		case "text", "textarea":
			typed.Set(name, "Đã gõ ở "+name)
		case "number":
			typed.Set(name, "7")
		case "select":
			typed.Set(name, f.last[name])
		}
	}
	typed.Set(refused, "Đã gõ 👍")
	answer, page := h.Send(h.Client(f.login), f.action, typed)
	if answer.StatusCode != http.StatusUnprocessableEntity {
		return false // the page refuses the act itself
	}
	form := standing(page)
	for name, values := range typed {
		kind, kept := f.kinds[name], form[name]
		if kind == "textarea" && strings.Contains(html.UnescapeString(page), ">"+values[0]+"<") {
			kept = values
		}
		asked := slices.Contains([]string{"text", "textarea", "number", "select"}, kind)
		if asked && !slices.Contains(kept, values[0]) {
			t.Errorf("%s %s forgets %q in the %s %s: %q", f.login, f.action, values[0], kind, name, kept)
		}
	}
	return true
}
