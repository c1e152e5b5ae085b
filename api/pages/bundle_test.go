package pages_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/record"
	"kiemphieu/tally"
)

// A congress goes from the cell's server to the superior's as a file; altered
// files, rehearsals and what is not newer are refused, each with its sentence.
func TestBundleTravelsBetweenTwoServers(t *testing.T) {
	home, meetings := apitest.OpenWard(t)
	first := meetings[0]
	o, err := home.Congress.Overview(home.Ctx, first.ID)
	apitest.Must(t, err)
	there := apitest.OpenSuperior(t, o.Organisation.Name)
	bundle := home.Export("danguy", first.ID)

	t.Run("altered files are refused", func(t *testing.T) {
		for i, altered := range alterations(bundle) {
			answer, body := upload(there, altered)
			if answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, `class="tag bad">sai<`) ||
				!strings.Contains(body, "mục kiểm tra, không nhận") || strings.Contains(body, "Nhận hồ sơ") {
				t.Errorf("alteration %d: %d", i, answer.StatusCode)
			}
			answer, body = there.Send(there.Client("danguy"), "/chuan-y/nhan", nil)
			if answer.StatusCode != http.StatusGone || !strings.Contains(body, "Không còn tệp nào chờ nhận") {
				t.Errorf("alteration %d could be taken in: %d", i, answer.StatusCode)
			}
		}
	})
	t.Run("a rehearsal is refused", func(t *testing.T) {
		rehearsal := home.Export("danguy", rehearse(home, first.OrgID))
		answer, body := upload(there, rehearsal)
		if answer.StatusCode != http.StatusConflict || strings.Count(body, `class="tag good">đạt<`) != 14 ||
			!strings.Contains(body, "Đại hội diễn tập không được trình chuẩn y") ||
			strings.Contains(body, "Nhận hồ sơ") {
			t.Errorf("%d %s", answer.StatusCode, body)
		}
	})
	if there.Arrived() != 0 {
		t.Fatal("what was refused left a congress")
	}
	t.Run("a key that nobody compared waits for it", func(t *testing.T) {
		answer, body := upload(there, bundle)
		if answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "quyết định về hồ sơ này") ||
			!strings.Contains(body, "Chưa ai so khóa") || strings.Contains(body, ">Nhận hồ sơ<") {
			t.Errorf("%d %s", answer.StatusCode, body)
		}
		danguy := there.Client("danguy")
		_, page := there.Call(danguy, http.MethodGet, "/khoa", nil)
		_, verifier, err := home.Congress.LogKey(home.Ctx)
		apitest.Must(t, err)
		if !strings.Contains(page, first.Title) {
			t.Errorf("nothing waits: %s", page)
		}
		form := url.Values{"verifier": {verifier}, "org": {string(there.Orgs["ward"])}}
		if answer, _ := there.Send(danguy, "/khoa", form); answer.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("compared with nothing: %d", answer.StatusCode)
		}
		form.Set("compared_with", "điện thoại cho đồng chí phó bí thư")
		if answer, _ := there.Send(danguy, "/khoa", form); answer.StatusCode != http.StatusSeeOther {
			t.Errorf("compared: %d", answer.StatusCode)
		}
	})
	t.Run("the whole one comes in", func(t *testing.T) {
		answer, body := upload(there, bundle)
		if answer.StatusCode != http.StatusOK || strings.Count(body, `class="tag good">đạt<`) != 14 ||
			strings.Count(body, "không có gì để so") != 1 || !strings.Contains(body, "Khóa ký tệp") {
			t.Fatalf("%d %s", answer.StatusCode, body)
		}
		if there.Arrived() != 0 {
			t.Error("a file that was only looked at is stored")
		}
		answer, body = there.Send(there.Client("danguy"), "/chuan-y/nhan", nil)
		if answer.Header.Get("Location") != "/dai-hoi/"+string(first.ID)+"/ho-so" {
			t.Fatalf("%d %s", answer.StatusCode, body)
		}
		_, here := home.Call(home.Client("danguy"), http.MethodGet, "/dai-hoi/"+string(first.ID)+"/ho-so", nil)
		_, away := there.Call(there.Client("danguy"), http.MethodGet, "/dai-hoi/"+string(first.ID)+"/ho-so", nil)
		if !strings.Contains(away, "Đã nhận hồ sơ từ tệp") {
			t.Error("nothing says that it came in")
		}
		if checks(here) != checks(away) || checks(here) == "" {
			t.Errorf("the dossier differs:\n%s\n%s", checks(here), checks(away))
		}
	})
	t.Run("the same again is refused", func(t *testing.T) {
		upload(there, bundle)
		answer, body := there.Send(there.Client("danguy"), "/chuan-y/nhan", nil)
		if answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "không mới hơn hồ sơ đã có") {
			t.Errorf("%d", answer.StatusCode)
		}
	})
	t.Run("a cell that is not in the tree", func(t *testing.T) {
		upload(there, home.Export("danguy", meetings[1].ID))
		if _, body := there.Send(there.Client("danguy"), "/chuan-y/nhan", nil); !strings.Contains(body,
			"trong cây tổ chức") {
			t.Error(body)
		}
	})
}

// checks cuts the part of a dossier's page that says what was found and elected.
func checks(page string) string {
	_, after, _ := strings.Cut(page, "<h2>Kiểm tra</h2>")
	found, _, _ := strings.Cut(after, "<h2>Giấy tờ</h2>")
	return found
}

// alterations are twenty ways in which a file does not come as it was sent.
func alterations(bundle []byte) [][]byte {
	var all [][]byte
	for i := range 16 { // a byte anywhere
		altered := slices.Clone(bundle)
		altered[(i*2+1)*len(bundle)/33] ^= 0x20
		all = append(all, altered)
	}
	return append(all, bundle[:len(bundle)/2], append(slices.Clone(bundle), 0), nil, []byte("không phải là tệp hồ sơ"))
}

// A congress that is not over has no file, and who is not of the office gets none.
func TestBundleIsForThoseWhoMay(t *testing.T) {
	h := apitest.Open(t)
	path := "/dai-hoi/" + h.IDs["congress"] + "/ho-so"
	answer, body := h.Call(h.Client("own.organiser"), http.MethodGet, path+".kpz", nil)
	if answer.StatusCode != http.StatusConflict || !strings.Contains(body, "Bước này chưa làm được") ||
		answer.Header.Get("Content-Disposition") != "" {
		t.Errorf("%d %s", answer.StatusCode, answer.Header)
	}
	if answer, _ := h.Call(h.Client("own.presidium"), http.MethodGet, path+".kpz",
		nil); answer.StatusCode != http.StatusForbidden {
		t.Errorf("the presidium: %d", answer.StatusCode)
	}
	if _, body := h.Call(h.Client("own.organiser"), http.MethodGet, path, nil); strings.Contains(body, ".kpz") {
		t.Error("the page offers a file that there is not")
	}
}

// More than 64 MiB is refused at this door, more than 5 MiB at every other.
func TestBodiesAreBounded(t *testing.T) {
	h := apitest.OpenSuperior(t)
	large := make([]byte, record.MaxBundle+1)
	if answer, body := upload(h, large); answer.StatusCode != http.StatusUnprocessableEntity ||
		!strings.Contains(body, "tối đa 64 MB") {
		t.Errorf("%d", answer.StatusCode)
	}
	if answer, _ := upload(h, make([]byte, 6<<20)); answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("six MiB: %d", answer.StatusCode)
	}
	r, err := http.NewRequestWithContext(h.Ctx, http.MethodPost, h.URL+"/chuan-y/nhan", bytes.NewReader(large[:6<<20]))
	apitest.Must(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if answer, _ := h.Do(h.Client("danguy"), r); answer.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("elsewhere: %d", answer.StatusCode)
	}
}

// What was kept outside passes the gate for text, and stays typed where it does not.
func TestAWitnessPassesTheGateForText(t *testing.T) {
	h := apitest.OpenSuperior(t)
	for _, bad := range []string{"tám\x1btừ", "\xff\xfe", "tám từ 👍"} {
		answer, body := uploadWith(h, []byte("x"), bad)
		if answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, `href="#o-witness"`) ||
			!strings.Contains(body, `id="m-witness"`) {
			t.Errorf("%q: %d", bad, answer.StatusCode)
		}
	}
	if _, body := uploadWith(h, []byte("x"), "tám từ 👍"); !strings.Contains(body, `value="tám từ 👍"`) {
		t.Error("what was typed is lost")
	}
}

// rehearse walks a rehearsal of a cell through to its end.
func rehearse(h *apitest.House, org congress.OrgID) congress.CongressID {
	h.T.Helper()
	r := gather(h, org)
	elect(h, r.printed(h), r.presidium, r.chief)
	apitest.Must(h.T, h.Congress.CloseWithReason(h.Ctx, r.presidium, r.id, "chỉ tập bầu chi ủy"))
	return r.id
}

// rehearsal is one of nine people who are all present, with a list of four for
// three seats.
type rehearsal struct {
	id                          congress.CongressID
	contest                     congress.ContestID
	organiser, presidium, chief congress.Actor
}

// gathered counts the accounts of rehearsals: each has its login.
var gathered atomic.Int64

func gather(h *apitest.House, org congress.OrgID) rehearsal {
	h.T.Helper()
	return gatherIn(h, org, congress.CongressInput{Title: "Diễn tập", Term: "2025–2027", HeldOn: "2025-03-01",
		Profile: "190-QD/TW", Rehearsal: true})
}

func gatherIn(h *apitest.House, org congress.OrgID, in congress.CongressInput) rehearsal {
	h.T.Helper()
	cs := h.Congress
	as := func(role congress.Role, id string) congress.Actor {
		by := congress.Actor{Name: "Người " + id, Role: role, OrgID: org}
		own, err := cs.AccountByLogin(h.Ctx, "own."+string(role))
		if by.AccountID = own.ID; err != nil || own.OrgID != org || id == "t" {
			by.AccountID, err = cs.CreateAccount(h.Ctx, congress.AccountInput{OrgID: org, Name: by.Name, Role: role,
				Login: fmt.Sprintf("%s.%d", id, gathered.Add(1))})
			apitest.Must(h.T, err)
		}
		return by
	}
	organiser, presidium, chief := as(congress.RoleOrganiser, "o"), as(congress.RolePresidium, "p"),
		as(congress.RoleChief, "c")
	id, err := cs.CreateCongress(h.Ctx, organiser, org, in)
	apitest.Must(h.T, err)
	var roster []congress.Member
	for i := range 9 {
		roster = append(roster, congress.Member{Name: fmt.Sprintf("Nguyễn Văn %c", 'A'+i), Official: true})
	}
	apitest.Must(h.T, cs.SaveRoster(h.Ctx, organiser, id, roster))
	o, err := cs.Overview(h.Ctx, id)
	apitest.Must(h.T, err)
	var marks []congress.AttendanceOf
	posts := map[int]struct {
		duty    congress.Duty
		account congress.AccountID
	}{5: {congress.DutyChair, presidium.AccountID}, 6: {congress.DutyChief, chief.AccountID},
		7: {congress.DutyTeller, as(congress.RoleTeller, "t").AccountID},
		8: {congress.DutyTeller, as(congress.RoleTeller, "t").AccountID}}
	for i, m := range o.Members {
		marks = append(marks, congress.AttendanceOf{Member: m.ID, Attendance: congress.AttendancePresent})
		if post, ok := posts[i]; ok {
			apitest.Must(h.T, cs.GiveDuty(h.Ctx, organiser, id, m.ID, post.duty))
			apitest.Must(h.T, cs.LinkAccount(h.Ctx, organiser, id, m.ID, post.account))
		}
	}
	_, err = cs.TakeAttendance(h.Ctx, organiser, id, marks)
	apitest.Must(h.T, err)
	contest, err := cs.AddContest(h.Ctx, organiser, id, congress.ContestInput{Office: ballot.Committee, Seats: 3})
	apitest.Must(h.T, err)
	for _, m := range o.Members[:4] {
		apitest.Must(h.T, cs.Nominate(h.Ctx, organiser, contest, m.ID, congress.SourceCommittee, 0))
	}
	return rehearsal{id, contest, organiser, presidium, chief}
}

// printed makes a round whose papers wait to be handed out.
func (r rehearsal) printed(h *apitest.House) congress.RoundID {
	h.T.Helper()
	round, err := h.Congress.StartRound(h.Ctx, r.organiser, r.contest, ballot.Ordinary)
	apitest.Must(h.T, err)
	apitest.Must(h.T, h.Congress.Freeze(h.Ctx, r.presidium, round, congress.CodeNone))
	in := congress.PapersInput{Count: 9, Reserve: 1, Format: ballot.FormatA5TwoUp}
	apitest.Must(h.T, h.Congress.MakePapers(h.Ctx, r.organiser, round, in,
		func(congress.Printing) error { return nil }))
	return round
}

// elect counts nine papers by hand: three persons get all votes.
func elect(h *apitest.House, round congress.RoundID, presidium, chief congress.Actor) {
	h.T.Helper()
	count(h, round, presidium, chief, func(i int) tally.Row { return tally.Row{Votes: 9 * min(1, 3-min(i, 3))} })
}

// count counts nine papers by hand, with what each person on the list got.
func count(h *apitest.House, round congress.RoundID, presidium, chief congress.Actor, got func(int) tally.Row) {
	h.T.Helper()
	cs := h.Congress
	apitest.Must(h.T, cs.HandOut(h.Ctx, chief, round, 9, 9))
	apitest.Must(h.T, cs.OpenBox(h.Ctx, chief, round, congress.BoxInput{Returned: 9, Unused: 1}))
	apitest.Must(h.T, cs.ChooseCounting(h.Ctx, chief, round, congress.CountTotals, ballot.DefaultSheaf, 0, "diễn tập"))
	v, err := cs.RoundOf(h.Ctx, round)
	apitest.Must(h.T, err)
	totals := tally.Totals{Valid: 9}
	for i, c := range v.Definition.List.Candidates {
		row := got(i)
		row.ID = c.ID
		totals.Rows = append(totals.Rows, row)
	}
	entry := 0
	for _, o := range v.Overview.Officers {
		if o.Duty != congress.DutyTeller {
			continue
		}
		entry++
		teller, err := cs.ActorOf(h.Ctx, o.AccountID)
		apitest.Must(h.T, err)
		apitest.Must(h.T, cs.EnterHandCount(h.Ctx, teller, round, entry, totals))
	}
	for _, by := range []congress.Actor{chief, presidium} {
		_, err := cs.ConfirmSeal(h.Ctx, by, round)
		apitest.Must(h.T, err)
	}
}

// upload brings a file to the superior's form.
func upload(h *apitest.House, content []byte) (*http.Response, string) {
	h.T.Helper()
	return uploadWith(h, content, "")
}

// uploadWith brings it with what was kept outside.
func uploadWith(h *apitest.House, content []byte, witness string) (*http.Response, string) {
	h.T.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	apitest.Must(h.T, w.WriteField("witness", witness))
	part, err := w.CreateFormFile("file", "dai-hoi.kpz")
	apitest.Must(h.T, err)
	_, err = part.Write(content)
	apitest.Must(h.T, err)
	apitest.Must(h.T, w.Close())
	r, err := http.NewRequestWithContext(h.Ctx, http.MethodPost, h.URL+"/chuan-y/goi", &form)
	apitest.Must(h.T, err)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return h.Do(h.Client("danguy"), r)
}
