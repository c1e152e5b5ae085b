package api

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kiemphieu/api/auth"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/demo"
	"kiemphieu/ratify"
	"kiemphieu/record"
	"kiemphieu/store"
	"kiemphieu/tally"
)

// openDoors serves a database of its own, with nothing in it.
func openDoors(t *testing.T, opts store.Options) (*house, *congress.Service, *ratify.Service) {
	t.Helper()
	h := &house{t: t, ctx: context.Background(), orgs: map[string]congress.OrgID{}, clients: map[string]*http.Client{}}
	var err error
	h.db, err = store.Open(h.ctx, filepath.Join(t.TempDir(), "kiemphieu.db"), opts)
	must(t, err)
	t.Cleanup(func() { must(t, h.db.Close()) })
	must(t, h.db.Migrate(h.ctx))
	cs, rs := congress.NewService(congress.Config{Store: h.db, Random: rand.Reader}), ratify.NewService(ratify.Config{Store: h.db.Ratify(), Calendar: ratify.ShippedCalendar()})
	h.server, err = New(Config{Congress: cs, Ratify: rs, Sessions: h.db.Sessions(), Ping: h.db.Ping, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	must(t, err)
	ts := httptest.NewServer(h.server.Handler())
	t.Cleanup(ts.Close)
	h.url = ts.URL
	h.hash, err = auth.Hash(housePassword)
	must(t, err)
	return h, cs, rs
}

// openWard serves the demonstration ward, as it stands at the cells.
func openWard(t *testing.T) (*house, []congress.Congress) {
	t.Helper()
	clock := &demo.Clock{}
	h, cs, rs := openDoors(t, store.Options{Now: clock.Now})
	d := &demo.Demo{Congress: cs, Ratify: rs, Clock: clock, Hash: h.hash, Print: func(congress.Printing, io.Writer) error { return nil }, Progress: func(string) {}}
	_, err := d.Fill(h.ctx)
	must(t, err)
	meetings, err := cs.CongressesUnder(h.ctx, "/")
	must(t, err)
	return h, slices.DeleteFunc(meetings, func(c congress.Congress) bool { return c.State != congress.StateRatified })
}

// openSuperior serves a committee that has cells of these names and nothing else.
func openSuperior(t *testing.T, cells ...string) *house {
	t.Helper()
	h, cs, _ := openDoors(t, store.Options{})
	top, err := cs.CreateOrganisation(h.ctx, "", congress.OrganisationInput{Kind: congress.KindBase, Name: "Đảng bộ phường Kỳ Trinh"})
	must(t, err)
	h.orgs["top"] = top
	for _, name := range cells {
		_, err := cs.CreateOrganisation(h.ctx, top, congress.OrganisationInput{Kind: congress.KindCell, Model: congress.ModelResidential, Name: name})
		must(t, err)
	}
	_, err = cs.CreateAccount(h.ctx, congress.AccountInput{OrgID: top, Login: "danguy", Name: "Đảng ủy", Role: congress.RoleSuperior, PasswordHash: h.hash})
	must(t, err)
	return h
}

// rehearse walks a rehearsal of a cell through to its end.
func (h *house) rehearse(org congress.OrgID) congress.CongressID {
	h.t.Helper()
	cs := h.server.Congress
	as := func(role congress.Role, id string) congress.Actor {
		return congress.Actor{AccountID: congress.AccountID(id), Name: "Người " + id, Role: role, OrgID: org}
	}
	organiser, presidium, chief := as(congress.RoleOrganiser, "o"), as(congress.RolePresidium, "p"), as(congress.RoleChief, "c")
	id, err := cs.CreateCongress(h.ctx, organiser, org, congress.CongressInput{Title: "Diễn tập", Term: "2025–2027", HeldOn: "2025-03-01", Profile: "190-QD/TW", Rehearsal: true})
	must(h.t, err)
	var roster []congress.Member
	for i := range 9 {
		roster = append(roster, congress.Member{Name: fmt.Sprintf("Nguyễn Văn %c", 'A'+i), Official: true})
	}
	must(h.t, cs.SaveRoster(h.ctx, organiser, id, roster))
	o, err := cs.Overview(h.ctx, id)
	must(h.t, err)
	var marks []congress.Mark
	for i, m := range o.Members {
		marks = append(marks, congress.Mark{Member: m.ID, Attendance: congress.AttendancePresent})
		if duty := map[int]congress.Duty{5: congress.DutyChair, 6: congress.DutyChief, 7: congress.DutyTeller, 8: congress.DutyTeller}[i]; duty != "" {
			must(h.t, cs.GiveDuty(h.ctx, organiser, id, m.ID, duty))
		}
	}
	must(h.t, cs.MarkAttendance(h.ctx, organiser, id, marks))
	contest, err := cs.AddContest(h.ctx, organiser, id, congress.ContestInput{Office: ballot.Committee, Seats: 3})
	must(h.t, err)
	for _, m := range o.Members[:4] {
		must(h.t, cs.Nominate(h.ctx, organiser, contest, m.ID, congress.SourceCommittee, 0))
	}
	h.elect(contest, organiser, presidium, chief)
	must(h.t, cs.Close(h.ctx, presidium, id))
	return id
}

// elect counts nine papers by hand: three persons get all votes.
func (h *house) elect(contest congress.ContestID, organiser, presidium, chief congress.Actor) {
	h.t.Helper()
	cs := h.server.Congress
	round, err := cs.StartRound(h.ctx, organiser, contest, ballot.Ordinary)
	must(h.t, err)
	must(h.t, cs.Freeze(h.ctx, presidium, round, congress.CodeNone))
	must(h.t, cs.MakePapers(h.ctx, organiser, round, congress.PapersInput{Count: 9, Reserve: 1, Format: ballot.FormatA5TwoUp}, func(congress.Printing) error { return nil }))
	must(h.t, cs.HandOut(h.ctx, chief, round, 9, 9))
	must(h.t, cs.OpenBox(h.ctx, chief, round, congress.BoxInput{Returned: 9, Unused: 1}))
	must(h.t, cs.ChooseCounting(h.ctx, chief, round, congress.CountTotals, ballot.DefaultSheaf, "diễn tập"))
	v, err := cs.RoundOf(h.ctx, round)
	must(h.t, err)
	totals := tally.Totals{Valid: 9}
	for i, c := range v.Definition.List.Candidates {
		totals.Rows = append(totals.Rows, tally.Row{ID: c.ID, Votes: 9 * min(1, 3-min(i, 3))})
	}
	for entry := range 2 {
		teller := chief
		teller.AccountID, teller.Name = congress.AccountID(fmt.Sprint("t", entry)), fmt.Sprint("Kiểm ", entry)
		must(h.t, cs.EnterHandCount(h.ctx, teller, round, entry+1, totals))
	}
	for _, by := range []congress.Actor{chief, presidium} {
		_, err := cs.ConfirmSeal(h.ctx, by, round)
		must(h.t, err)
	}
}

// export downloads the file of a congress as somebody.
func (h *house) export(login string, id congress.CongressID) []byte {
	h.t.Helper()
	answer, body := h.call(h.client(login), http.MethodGet, "/dai-hoi/"+string(id)+"/ho-so.kpz", nil)
	if answer.StatusCode != http.StatusOK || !strings.Contains(answer.Header.Get("Content-Disposition"), ".kpz") {
		h.t.Fatalf("export: %d %s", answer.StatusCode, body)
	}
	return []byte(body)
}

// upload brings a file to the superior's form.
func (h *house) upload(content []byte) (*http.Response, string) {
	h.t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", "dai-hoi.kpz")
	must(h.t, err)
	_, err = part.Write(content)
	must(h.t, err)
	must(h.t, w.Close())
	r, err := http.NewRequestWithContext(h.ctx, http.MethodPost, h.url+pathBundle, &form)
	must(h.t, err)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return h.do(h.client("danguy"), r)
}

// arrived counts the congresses that are there.
func (h *house) arrived() int {
	h.t.Helper()
	all, err := h.server.Congress.CongressesUnder(h.ctx, "/")
	must(h.t, err)
	return len(all)
}

// A congress goes from the cell's server to the superior's as a file; altered
// files, rehearsals and what is not newer are refused, each with its sentence.
func TestBundleTravelsBetweenTwoServers(t *testing.T) {
	home, meetings := openWard(t)
	first := meetings[0]
	o, err := home.server.Congress.Overview(home.ctx, first.ID)
	must(t, err)
	there := openSuperior(t, o.Organisation.Name)
	bundle := home.export("danguy", first.ID)

	t.Run("altered files are refused", func(t *testing.T) {
		for i, altered := range alterations(bundle) {
			answer, body := there.upload(altered)
			if answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "✖ sai") || !strings.Contains(body, "mục kiểm tra, không nhận") || strings.Contains(body, "Nhận hồ sơ") {
				t.Errorf("alteration %d: %d", i, answer.StatusCode)
			}
			answer, body = there.send(there.client("danguy"), "/chuan-y/nhan", nil)
			if answer.StatusCode != http.StatusGone || !strings.Contains(body, "Không còn tệp nào chờ nhận") {
				t.Errorf("alteration %d could be taken in: %d", i, answer.StatusCode)
			}
		}
	})
	t.Run("a rehearsal is refused", func(t *testing.T) {
		rehearsal := home.export("danguy", home.rehearse(first.OrgID))
		answer, body := there.upload(rehearsal)
		if answer.StatusCode != http.StatusConflict || strings.Count(body, "✔ đạt") != 13 || !strings.Contains(body, "Đại hội diễn tập không được trình chuẩn y") || strings.Contains(body, "Nhận hồ sơ") {
			t.Errorf("%d %s", answer.StatusCode, body)
		}
	})
	if there.arrived() != 0 {
		t.Fatal("what was refused left a congress")
	}
	t.Run("the whole one comes in", func(t *testing.T) {
		answer, body := there.upload(bundle)
		if answer.StatusCode != http.StatusOK || strings.Count(body, "✔ đạt") != 13 || strings.Count(body, "không có gì để so") != 1 || !strings.Contains(body, "Khóa ký tệp") {
			t.Fatalf("%d %s", answer.StatusCode, body)
		}
		if there.arrived() != 0 {
			t.Error("a file that was only looked at is stored")
		}
		answer, body = there.send(there.client("danguy"), "/chuan-y/nhan", nil)
		if answer.Header.Get("Location") != "/dai-hoi/"+string(first.ID)+"/ho-so" {
			t.Fatalf("%d %s", answer.StatusCode, body)
		}
		_, here := home.call(home.client("danguy"), http.MethodGet, "/dai-hoi/"+string(first.ID)+"/ho-so", nil)
		_, away := there.call(there.client("danguy"), http.MethodGet, "/dai-hoi/"+string(first.ID)+"/ho-so", nil)
		if !strings.Contains(away, "Đã nhận hồ sơ từ tệp") {
			t.Error("nothing says that it came in")
		}
		if checks(here) != checks(away) || checks(here) == "" {
			t.Errorf("the dossier differs:\n%s\n%s", checks(here), checks(away))
		}
	})
	t.Run("the same again is refused", func(t *testing.T) {
		there.upload(bundle)
		answer, body := there.send(there.client("danguy"), "/chuan-y/nhan", nil)
		if answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "không mới hơn hồ sơ đã có") {
			t.Errorf("%d", answer.StatusCode)
		}
	})
	t.Run("a cell that is not in the tree", func(t *testing.T) {
		there.upload(home.export("danguy", meetings[1].ID))
		if _, body := there.send(there.client("danguy"), "/chuan-y/nhan", nil); !strings.Contains(body, "trong cây tổ chức") {
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
	h := openHouse(t)
	path := "/dai-hoi/" + h.ids["congress"] + "/ho-so"
	answer, body := h.call(h.client("own.organiser"), http.MethodGet, path+".kpz", nil)
	if answer.StatusCode != http.StatusConflict || !strings.Contains(body, "Bước này chưa làm được") || answer.Header.Get("Content-Disposition") != "" {
		t.Errorf("%d %s", answer.StatusCode, answer.Header)
	}
	if answer, _ := h.call(h.client("own.presidium"), http.MethodGet, path+".kpz", nil); answer.StatusCode != http.StatusForbidden {
		t.Errorf("the presidium: %d", answer.StatusCode)
	}
	if _, body := h.call(h.client("own.organiser"), http.MethodGet, path, nil); strings.Contains(body, ".kpz") {
		t.Error("the page offers a file that there is not")
	}
}

// More than 64 MiB is refused at this door, more than 5 MiB at every other.
func TestBodiesAreBounded(t *testing.T) {
	h := openSuperior(t)
	large := make([]byte, record.MaxBundle+1)
	if answer, body := h.upload(large); answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "tối đa 64 MB") {
		t.Errorf("%d", answer.StatusCode)
	}
	if answer, _ := h.upload(make([]byte, 6<<20)); answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("six MiB: %d", answer.StatusCode)
	}
	r, err := http.NewRequestWithContext(h.ctx, http.MethodPost, h.url+"/chuan-y/nhan", bytes.NewReader(large[:6<<20]))
	must(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if answer, _ := h.do(h.client("danguy"), r); answer.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("elsewhere: %d", answer.StatusCode)
	}
}
