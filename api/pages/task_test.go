package pages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/ballot"
	"kiemphieu/congress"
)

var (
	taskCard = regexp.MustCompile(`<p class="over">[^<]*</p>\s*<h2>([^<]*)</h2>`)
	taskRow  = regexp.MustCompile(`<strong>([^<]*)</strong></th>\s*<td>([^<]*)</td>`)
)

// told is what each role in the hall is told to do now: the same at home, on the page of
// the congress and in the list of everybody there.
func (r rehearsal) told(h *apitest.House, step string) map[congress.Role]string {
	h.T.Helper()
	tasks := map[congress.Role]string{}
	names := map[congress.Role]string{congress.RoleOrganiser: "Cấp ủy triệu tập",
		congress.RolePresidium: "Đoàn chủ tịch", congress.RoleChief: "Trưởng ban kiểm phiếu",
		congress.RoleTeller: "Ủy viên ban kiểm phiếu"}
	for role, name := range names {
		client := h.Client("own." + string(role))
		for _, page := range []string{"/", "/dai-hoi/" + string(r.id)} {
			_, body := h.Call(client, http.MethodGet, page, nil)
			card := taskCard.FindStringSubmatch(body)
			if card == nil {
				h.T.Fatalf("%s: %s tells the %s nothing: %s", step, page, role, words(body))
			}
			if tasks[role] == "" {
				tasks[role] = card[1]
			}
			if card[1] != tasks[role] {
				h.T.Errorf("%s: %s tells the %s %q, home %q", step, page, role, card[1], tasks[role])
			}
			rows := taskRow.FindAllStringSubmatch(body, -1)
			at := slices.IndexFunc(rows, func(row []string) bool { return row[1] == name })
			if page != "/" && (at < 0 || rows[at][2] != tasks[role]) {
				h.T.Errorf("%s: everybody reads of the %s %v, not %q", step, role, rows, tasks[role])
			}
		}
	}
	return tasks
}

// U4: wherever somebody is told what to do now, it is the same: home, the page of the
// congress, the list of everybody and the presidium's board; also of what is left
// between the last sheaf and the seal.
func TestU4EverybodyIsToldTheSame(t *testing.T) {
	h := apitest.Open(t)
	r := gather(h, h.Orgs["own"])
	is := func(step string, organiser, presidium, chief, teller string) {
		t.Helper()
		told := r.told(h, step)
		for role, want := range map[congress.Role]string{congress.RoleOrganiser: organiser,
			congress.RolePresidium: presidium, congress.RoleChief: chief, congress.RoleTeller: teller} {
			if told[role] != want {
				t.Errorf("%s: the %s is told %q, not %q", step, role, told[role], want)
			}
		}
	}
	const chiefs, tellers, presidiums = "Chờ trưởng ban kiểm phiếu", "Chờ ủy viên ban kiểm phiếu", "Chờ đoàn chủ tịch"
	round := r.printed(h)
	is("printed", chiefs, chiefs, "Phát phiếu bầu chi ủy", chiefs)
	apitest.Must(t, h.Congress.HandOut(h.Ctx, r.chief, round, 9, 9))
	is("handed out", chiefs, chiefs, "Mở thùng phiếu bầu chi ủy", chiefs)
	apitest.Must(t, h.Congress.OpenBox(h.Ctx, r.chief, round, congress.BoxInput{Returned: 9, Unused: 1}))
	is("opened", chiefs, chiefs, "Chia tập phiếu bầu chi ủy", chiefs)
	apitest.Must(t, h.Congress.ChooseCounting(h.Ctx, r.chief, round, congress.CountTwoPasses, ballot.DefaultSheaf, 0,
		""))
	is("counting", tellers, "Theo dõi kiểm phiếu", "Theo dõi kiểm phiếu", "Nhập phiếu")
	r.enter(h, round, congress.PassA, "1110", 9)
	r.enter(h, round, congress.PassB, "1101", 9)
	is("passes differ", tellers, "Theo dõi kiểm phiếu", "Giao tập 1 cho nhóm thứ ba đếm lượt C", "Nhập phiếu")
	_, page := h.Call(h.Client("own.chief"), http.MethodGet, "/lan-bau/"+string(round), nil)
	if !strings.Contains(page, "<h2>Giao tập 1 cho nhóm thứ ba đếm lượt C</h2>") {
		t.Error("the page of the round leads with something else")
	}
	apitest.Must(t, h.Congress.Supersede(h.Ctx, r.chief, round, congress.PassB, 1, "nhập nhầm"))
	apitest.Must(t, h.Congress.HearComplaint(h.Ctx, r.chief, round, "đồng chí An", "rơi một phiếu"))
	r.enter(h, round, congress.PassB, "1110", 9)
	is("a complaint", chiefs, chiefs, "Kết luận khiếu nại về việc kiểm phiếu", chiefs)
	apitest.Must(t, h.Congress.ConcludeComplaint(h.Ctx, r.chief, round, 1, "đã nhặt lại"))
	is("all agrees", chiefs, "Chốt kết quả", "Chốt kết quả", chiefs)
	r.board(h, "Chốt kết quả")
	r.seal(h, round, r.presidium)
	is("the presidium has signed", chiefs, chiefs, "Chốt kết quả", chiefs)
	r.board(h, chiefs)
	r.seal(h, round, r.chief)
	const next = "Lập nội dung bầu bí thư, phó bí thư"
	is("sealed", next, next, "Công bố kết quả", presidiums)
}

// U4: once pass C is taken, the chief is told who counts it and gives nothing away; when
// no two passes agree, the way on is to have one entered anew, and only whoever may
// count pass C is offered it.
func TestU4PassCIsGivenAwayOnce(t *testing.T) {
	h := apitest.Open(t)
	r := gather(h, h.Orgs["own"])
	third := r.third(h)
	round := r.printed(h)
	apitest.Must(t, h.Congress.HandOut(h.Ctx, r.chief, round, 9, 9))
	apitest.Must(t, h.Congress.OpenBox(h.Ctx, r.chief, round, congress.BoxInput{Returned: 9, Unused: 1}))
	apitest.Must(t, h.Congress.ChooseCounting(h.Ctx, r.chief, round, congress.CountTwoPasses, ballot.DefaultSheaf, 0,
		""))
	r.enter(h, round, congress.PassA, "1110", 9)
	r.enter(h, round, congress.PassB, "1101", 9)
	led := func(step, login, want string, acts int) {
		t.Helper()
		_, page := h.Call(h.Client(login), http.MethodGet, "/lan-bau/"+string(round), nil)
		if n := strings.Count(page, `<section class="now-card`); n != acts {
			t.Errorf("%s: the page of %s has %d acts, not %d", step, login, n, acts)
		}
		if !strings.Contains(page, "<h2>"+want+"</h2>") {
			t.Errorf("%s: the page does not lead %s with %q: %s", step, login, want, words(page))
		}
	}
	chiefs := func(step, want string) {
		t.Helper()
		if told := r.told(h, step)[congress.RoleChief]; told != want {
			t.Errorf("%s: the chief is told %q, not %q", step, told, want)
		}
		led(step, "own.chief", want, 1)
	}
	chiefs("the passes differ", "Giao tập 1 cho nhóm thứ ba đếm lượt C")
	led("the passes differ", third.Login, "Đếm lượt C của tập 1", 1)
	led("the passes differ", "own.teller", "Giao tập 1 cho nhóm thứ ba đếm lượt C", 0)
	by, err := h.Congress.ActorOf(h.Ctx, third.ID)
	apitest.Must(t, err)
	_, err = h.Congress.TakePass(h.Ctx, by, round, congress.PassC, "", "")
	apitest.Must(t, err)
	chiefs("pass C is taken", "Theo dõi lượt C của tập 1")
	led("pass C is taken", third.Login, "Đếm lượt C của tập 1", 1)
	r.enterBy(h, by, round, congress.PassC, "1011", 9)
	chiefs("all three differ", "Cho nhập lại tập 1")
	_, board := h.Call(h.Client("own.presidium"), http.MethodGet, "/dai-hoi/"+string(r.id)+"/dieu-hanh", nil)
	if said := words(board); !strings.Contains(said, "Lượt C 1/1 tập") ||
		!strings.Contains(said, "1 tập cần nhập lại") {
		t.Errorf("the board says %q", said)
	}
	if told := r.told(h, "all three differ"); told[congress.RoleTeller] != "Chờ trưởng ban kiểm phiếu" {
		t.Errorf("all three differ: %v", told)
	}
	apitest.Must(t, h.Congress.Supersede(h.Ctx, r.chief, round, congress.PassB, 1, "nhập nhầm"))
	r.enter(h, round, congress.PassB, "1011", 9)
	chiefs("two of three agree", "Chốt kết quả")
}

// third is one more teller.
func (r rehearsal) third(h *apitest.House) congress.Account {
	h.T.Helper()
	o, err := h.Congress.Overview(h.Ctx, r.id)
	apitest.Must(h.T, err)
	id, err := h.Congress.CreateAccount(h.Ctx, congress.AccountInput{OrgID: h.Orgs["own"], Name: o.Members[4].Name,
		Role: congress.RoleTeller, Login: "own.third", PasswordHash: h.Hash})
	apitest.Must(h.T, err)
	apitest.Must(h.T, h.Congress.GiveDuty(h.Ctx, r.organiser, r.id, o.Members[4].ID, congress.DutyTeller))
	apitest.Must(h.T, h.Congress.LinkAccount(h.Ctx, r.organiser, r.id, o.Members[4].ID, id))
	account, err := h.Congress.Account(h.Ctx, id)
	apitest.Must(h.T, err)
	return account
}

// U4: numbers that do not balance stand between the count and the seal, as does their
// explanation: nobody is sent to a seal that cannot be.
func TestU4NobodyIsSentToASealThatNumbersStop(t *testing.T) {
	h := apitest.Open(t)
	r := gather(h, h.Orgs["own"])
	round := r.printed(h)
	apitest.Must(t, h.Congress.HandOut(h.Ctx, r.chief, round, 9, 9))
	apitest.Must(t, h.Congress.OpenBox(h.Ctx, r.chief, round, congress.BoxInput{Returned: 8, Unused: 1}))
	apitest.Must(t, h.Congress.ChooseCounting(h.Ctx, r.chief, round, congress.CountTwoPasses, ballot.DefaultSheaf, 0,
		""))
	r.enter(h, round, congress.PassA, "1110", 8)
	r.enter(h, round, congress.PassB, "1110", 8)
	told := r.told(h, "a paper is missing")
	if told[congress.RoleChief] != "Tìm lại phiếu, đếm lại, ghi số đúng" ||
		told[congress.RolePresidium] != "Chờ trưởng ban kiểm phiếu" {
		t.Errorf("a paper is missing: %v", told)
	}
	_, page := h.Call(h.Client("own.chief"), http.MethodGet, "/lan-bau/"+string(round), nil)
	if n := strings.Count(page, "now-card"); n != 1 {
		t.Errorf("the page of the round has %d acts", n)
	}
	confirm := func(login, text, told string) {
		t.Helper()
		path := "/lan-bau/" + string(round)
		h.Send(h.Client(login), path+"/giai-trinh", url.Values{"explanation": {text}})
		if _, body := h.Call(h.Client(login), http.MethodGet, path, nil); !strings.Contains(body, told) {
			t.Errorf("%s confirms and does not read %q: %s", login, told, words(body))
		}
	}
	confirm("own.chief", "một đồng chí cầm phiếu về", "Còn chờ người thứ hai")
	told = r.told(h, "explained by one")
	if told[congress.RolePresidium] != "Xác nhận giải trình về số phiếu" ||
		told[congress.RoleChief] != "Chờ đoàn chủ tịch" {
		t.Errorf("explained by one: %v", told)
	}
	confirm("own.presidium", "", "Hai người đã xác nhận giải trình")
	if told = r.told(h, "explained by two"); told[congress.RolePresidium] != "Chốt kết quả" {
		t.Errorf("explained by two: %v", told)
	}
}

// enter enters the one sheaf of a round in a pass: n papers, all with these marks. Each
// pass has a teller of its own.
func (r rehearsal) enter(h *apitest.House, round congress.RoundID, pass congress.Pass, marks ballot.Marks, n int) {
	h.T.Helper()
	o, err := h.Congress.Overview(h.Ctx, r.id)
	apitest.Must(h.T, err)
	var tellers []congress.Actor
	for _, officer := range o.Officers {
		if officer.Duty == congress.DutyTeller && officer.MemberID != o.Members[4].ID { // who counts pass C
			teller, err := h.Congress.ActorOf(h.Ctx, officer.AccountID)
			apitest.Must(h.T, err)
			tellers = append(tellers, teller)
		}
	}
	by := tellers[0]
	if pass == congress.PassB {
		by = tellers[1]
	}
	r.enterBy(h, by, round, pass, marks, n)
}

// enterBy enters the one sheaf as somebody.
func (r rehearsal) enterBy(h *apitest.House, by congress.Actor, round congress.RoundID, pass congress.Pass,
	marks ballot.Marks, n int) {
	h.T.Helper()
	v, err := h.Congress.RoundOf(h.Ctx, round)
	apitest.Must(h.T, err)
	in := congress.BatchInput{ID: congress.BatchID(string(pass) + string(marks)), Pass: pass, Sheaf: 1, N: n,
		Marks:    slices.Repeat([]ballot.Marks{marks}, n),
		SetAside: []congress.SetAside{{Cause: congress.CauseNoCode, Issued: true, Count: n}}}
	_, err = h.Congress.AcceptBatch(h.Ctx, by, v.Round.ID, in)
	apitest.Must(h.T, err)
}

// seal signs the seal.
func (r rehearsal) seal(h *apitest.House, round congress.RoundID, by congress.Actor) {
	h.T.Helper()
	_, err := h.Congress.ConfirmSeal(h.Ctx, by, round)
	apitest.Must(h.T, err)
}

// board looks what the presidium's board leads with.
func (r rehearsal) board(h *apitest.House, want string) {
	h.T.Helper()
	_, body := h.Call(h.Client("own.presidium"), http.MethodGet, "/dai-hoi/"+string(r.id)+"/dieu-hanh", nil)
	if card := taskCard.FindStringSubmatch(body); card == nil || card[1] != want {
		h.T.Errorf("the board leads with %v, not %q", card, want)
	}
}

// What a tablet said of the sheaves that it holds is as old as it was last heard of:
// both pages of the chief say so beside the number.
func TestATabletsNumberSaysWhenItWasHeard(t *testing.T) {
	t.Parallel()
	h := apitest.Open(t)
	r := gather(h, h.Orgs["own"])
	round := r.printed(h)
	device, err := h.Congress.InviteDevice(h.Ctx, r.chief, r.id, "Máy bàn 1", "secret")
	apitest.Must(t, err)
	_, err = h.Congress.ClaimDevice(h.Ctx, "secret", "key", "digits")
	apitest.Must(t, err)
	apitest.Must(t, h.Congress.AdmitDevice(h.Ctx, r.chief, device, "digits"))
	apitest.Must(t, h.Congress.SeeDevice(h.Ctx, device, 2, 0))
	apitest.Must(t, h.Congress.HandOut(h.Ctx, r.chief, round, 9, 9))
	apitest.Must(t, h.Congress.OpenBox(h.Ctx, r.chief, round, congress.BoxInput{Returned: 9, Unused: 1}))
	apitest.Must(t, h.Congress.ChooseCounting(h.Ctx, r.chief, round, congress.CountTwoPasses, ballot.DefaultSheaf, 0,
		""))
	heard := regexp.MustCompile(`2 tập chờ gửi nghe lần cuối lúc \d\d:\d\d|Tập chờ gửi Nghe lần cuối lúc`)
	for _, page := range []string{"/lan-bau/" + string(round), "/dai-hoi/" + string(r.id) + "/may"} {
		_, body := h.Call(h.Client("own.chief"), http.MethodGet, page, nil)
		if said := words(body); !heard.MatchString(said) {
			t.Errorf("%s does not say when: %s", page, said)
		}
	}
}
