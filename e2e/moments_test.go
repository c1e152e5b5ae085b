package e2e

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"kiemphieu/app/size"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/ratify"
	"kiemphieu/tally"
)

// moment is what somebody has to do at a time of the day: the words that are pressed at
// home, and those that do it, or open its form, on the page that comes.
type moment struct {
	what, who, first, then string
	next                   func() // brings the day to the next moment
}

// U4: whatever is to be done at any moment of a congress, from its preparation to the
// statistics, is begun with the second click from home by whoever does it, by the words of
// the pages and without an address.
func TestU4EveryMomentIsTwoClicksFromHome(t *testing.T) {
	size.Story(t)
	t.Parallel()
	h := openHall(t)
	d := &momentous{walk: walkIn(h, "cb11"), windows: map[string]*reader{}}
	d.id = h.meeting("cb11").Congress.ID
	for _, m := range slices.Concat(d.before(), d.ballot(), d.count(), d.after()) {
		d.mustReach(m)
		if m.next != nil {
			m.next()
		}
	}
}

// momentous is the day of a cell, with a window for everybody.
type momentous struct {
	*walk
	id      congress.CongressID
	o       congress.Overview
	contest congress.ContestID
	round   congress.RoundID
	windows map[string]*reader
}

// mustReach presses the first words at home, and looks for the others on the page that comes.
func (d *momentous) mustReach(m moment) {
	d.t.Helper()
	r := d.windows[m.who]
	if r == nil {
		r = &reader{hall: d.beside()}
		r.look(views[2])
		r.arrive(m.who)
		d.windows[m.who] = r
	}
	r.visit("/")
	r.press(m.first)
	r.wait("the station, where it is one", `!document.body.innerText.includes("Đang mở trạm kiểm phiếu")`)
	if !eval[bool](r.hall, fmt.Sprintf(`(() => { %s
		return [...document.querySelectorAll("button, a[href], summary")].some((e) => seen(e) && !e.disabled &&
			text(e).startsWith(%q)); })()`, seen, m.then)) {
		d.t.Errorf("%s: %s presses %q and finds no %q:\n%s", m.what, m.who, m.first, m.then, r.page())
	}
}

func (d *momentous) before() []moment {
	return []moment{
		{what: "a congress", who: "cb01.capuy", first: "Tạo đại hội khác", then: "Tạo đại hội", next: d.make},
		{what: "roster", who: "cb01.capuy", first: "Mở danh sách đảng viên", then: "Xem trước danh sách", next: d.sit},
		{what: "officers", who: "cb01.capuy", first: "Chọn người", then: "Giao nhiệm vụ"},
		{what: "preparation", who: "cb01.capuy", first: "Mở đại hội", then: "Chuẩn bị đại hội"},
		{what: "attendance", who: "cb11.capuy", first: "Điểm danh", then: "Cả ", next: func() { d.o = d.come(d.id) }},
		{what: "agenda", who: "cb11.capuy", first: "Lập nội dung bầu cử", then: "Lập nội dung bầu cử", next: func() {
			d.contest = d.walk.contest(d.id, ballot.Committee, 3)
		}},
		{what: "list", who: "cb11.chutich", first: "Mở danh sách", then: "Đưa vào danh sách", next: func() {
			for _, m := range eligible(d.o)[:4] {
				check(d.t, d.congress.Nominate(d.ctx, d.organiser, d.contest, m.ID, congress.SourceCommittee, 0))
			}
		}},
		{what: "list", who: "cb11.chutich", first: "Mở danh sách", then: "Lập lần bầu 1", next: func() {
			d.round = d.start(d.contest)
		}},
		{what: "freeze", who: "cb11.chutich", first: "Xem lại và chốt danh sách", then: "Chốt danh sách", next: func() {
			check(d.t, d.congress.Freeze(d.ctx, d.organiser, d.round, congress.CodeNone))
		}},
	}
}

// make fills in the form of a new congress that is open.
func (d *momentous) make() {
	d.t.Helper()
	r := d.windows["cb01.capuy"]
	r.write("Nhiệm kỳ", "2025–2027")
	r.write("Lần thứ", "9")
	r.write("Ngày đại hội", "20/03/2025")
	r.write("Địa điểm", "Nhà văn hóa tổ dân phố")
	r.press("Tạo đại hội")
}

// sit brings the roster of the congress that was made.
func (d *momentous) sit() {
	d.t.Helper()
	by := d.actor("cb01.capuy")
	meetings, err := d.congress.CongressesUnder(d.ctx, by.OrgPath)
	check(d.t, err)
	check(d.t, d.congress.SaveRoster(d.ctx, by, slices.MaxFunc(meetings, congress.Congress.Compare).ID,
		[]congress.Member{{Name: "Hồ Thị An", Official: true}, {Name: "Lê Văn Bình", Official: true}}))
}

func (d *momentous) start(contest congress.ContestID) congress.RoundID {
	d.t.Helper()
	id, err := d.congress.StartRound(d.ctx, d.organiser, contest, ballot.Ordinary)
	check(d.t, err)
	return id
}

func (d *momentous) ballot() []moment {
	const chief = "cb11.truongban"
	return []moment{
		{what: "print", who: chief, first: "In phiếu", then: "In phiếu", next: func() {
			check(d.t, d.congress.MakePapers(d.ctx, d.organiser, d.round, congress.PapersInput{Count: d.o.Head.Base,
				Format: ballot.FormatA5TwoUp}, func(made congress.Printing) error {
				return minutes.WritePapers(made, &bytes.Buffer{})
			}))
		}},
		{what: "hand-out", who: chief, first: "Ghi số phiếu phát ra", then: "Ghi số phiếu phát ra", next: func() {
			n := d.o.Head.Present
			check(d.t, d.congress.HandOutWithReason(d.ctx, d.chief, d.round, n, n, "duyệt sau"))
		}},
		{what: "box", who: chief, first: "Ghi số phiếu thu về", then: "Mở thùng phiếu", next: func() {
			n := d.o.Head.Present
			check(d.t, d.congress.OpenBox(d.ctx, d.chief, d.round, congress.BoxInput{Returned: n,
				Unused: d.o.Head.Base - n}))
		}},
		{what: "sheaves", who: chief, first: "Đối chiếu và chia tập", then: "Chia tập phiếu", next: func() {
			check(d.t, d.congress.ChooseCounting(d.ctx, d.chief, d.round, congress.CountTwoPasses,
				ballot.DefaultSheaf, 0, ""))
		}},
	}
}

func (d *momentous) count() []moment {
	return []moment{
		{what: "follow", who: "cb11.chutich", first: "Mở trang điều hành", then: "Màn chiếu"},
		{what: "follow", who: "cb11.truongban", first: "Xem các tập phiếu", then: "Chọn lại cách kiểm"},
		{what: "count", who: "cb11.kiemphieu1", first: "Mở trạm kiểm phiếu", then: "Nhận lượt A", next: func() {
			d.enterAlike(d.tellers[0], congress.PassA, "1110")
			d.enterAlike(d.tellers[1], congress.PassB, "1101")
		}},
		{what: "pass C", who: "cb11.truongban", first: "Xem các tập phiếu", then: "thêm một ủy viên", next: func() {
			d.another()
		}},
		{what: "pass C", who: "cb11.kiemphieu3", first: "Mở trạm kiểm phiếu", then: "Nhận lượt C", next: func() {
			d.enterAlike(d.actor("cb11.kiemphieu3"), congress.PassC, "1110")
		}},
		{what: "seal", who: "cb11.truongban", first: "Mở để xác nhận", then: "Chốt kết quả"},
		{what: "seal", who: "cb11.chutich", first: "Mở để xác nhận", then: "Chốt kết quả", next: func() {
			for _, by := range []congress.Actor{d.chief, d.presidium} {
				_, err := d.congress.ConfirmSeal(d.ctx, by, d.round)
				check(d.t, err)
			}
		}},
		{what: "outcome", who: "cb11.truongban", first: "Mở kết quả", then: "Cho hiện kết quả"},
		{what: "minutes", who: "cb11.truongban", first: "Mở kết quả", then: "Biên bản kiểm phiếu (PDF)", next: func() {
			check(d.t, d.congress.Release(d.ctx, d.chief, d.round))
		}},
	}
}

// enterAlike enters all sheaves, of papers without codes that are all alike.
func (d *momentous) enterAlike(by congress.Actor, pass congress.Pass, marks ballot.Marks) {
	d.t.Helper()
	for i, n := range ballot.Sheaves(d.o.Head.Present, ballot.DefaultSheaf) {
		_, err := d.congress.AcceptBatch(d.ctx, by, d.round, congress.BatchInput{
			ID: congress.BatchID(fmt.Sprintf("luot-%s-%d", pass, i)), Pass: pass, Sheaf: i + 1, N: n,
			Marks:    slices.Repeat([]ballot.Marks{marks}, n),
			SetAside: []congress.SetAside{{Cause: congress.CauseNoCode, Issued: true, Count: n}}})
		check(d.t, err)
	}
}

func (d *momentous) after() []moment {
	day := congress.Date(d.day())
	return []moment{
		{what: "next office", who: "cb11.chutich", first: "Mở nội dung bầu cử", then: "Thêm nội dung", next: func() {
			secretary := d.walk.contest(d.id, ballot.Secretary, 1, d.meeting("cb11").Contests[0].Elected[0].MemberID)
			for range 3 {
				n := d.o.Head.Present
				d.elect(d.o, secretary, func(int) tally.Row { return tally.Row{Votes: 4, Disagree: n - 4} })
			}
		}},
		{what: "decide", who: "cb11.chutich", first: "Mở để đại hội quyết định", then: "Đề nghị cấp trên",
			next: func() {
				check(d.t, d.congress.SettleShort(d.ctx, d.presidium, d.meeting("cb11").Contests[1].Contest.ID,
					congress.SettledAppointed, "Đại hội đề nghị chỉ định"))
			}},
		{what: "close", who: "cb11.chutich", first: "Bế mạc", then: "Bế mạc đại hội", next: func() {
			check(d.t, d.congress.Close(d.ctx, d.presidium, d.id))
		}},
		{what: "minutes", who: "cb11.capuy", first: "Mở đại hội", then: "Biên bản và bế mạc"},
		{what: "submission", who: "cb11.capuy", first: "Mở hồ sơ", then: "Trình hồ sơ"},
		{what: "custody", who: "cb11.capuy", first: "Bảo quản phiếu", then: "Ghi vào sổ", next: func() {
			check(d.t, d.ratify.Submit(d.ctx, d.organiser, d.id, ""))
		}},
		{what: "decision", who: "danguy", first: "Mở hồ sơ", then: "Xem lại và chuẩn y", next: func() {
			check(d.t, d.ratify.Ratify(d.ctx, d.actor("danguy"), d.id, ratify.Decision{Number: "215-QĐ/ĐU",
				DecidedOn: day}))
		}},
		{what: "appointment", who: "danguy", first: "Mở để chỉ định", then: "Ghi chỉ định"},
		{what: "a complaint comes", who: "danguy", first: "Chuẩn y", then: "Nhận đơn", next: func() {
			check(d.t, d.ratify.NoteComplaint(d.ctx, d.actor("danguy"), d.id, ratify.ComplaintInput{Day: day,
				Step: ratify.ComplaintReceived, Form: ratify.FormComplaint, Text: "Về thùng phiếu"}))
			_, err := d.ratify.Decide(d.ctx, d.actor("danguy"), d.id, ratify.Resolution{Kind: ratify.DecideAppoint,
				Decision:  ratify.Decision{Number: "216-QĐ/ĐU", DecidedOn: day},
				Appointee: ratify.Appointee{ContestID: d.meeting("cb11").Contests[1].Contest.ID, Name: "Lê Văn Cường"}})
			check(d.t, err)
		}},
		{what: "complaint", who: "danguy", first: "Mở đơn", then: "Ghi vào sổ"},
		{what: "plan", who: "danguy", first: "Kế hoạch và tiến độ", then: "Sửa kế hoạch"},
		{what: "statistics", who: "danguy", first: "Thống kê", then: "Tải về"},
	}
}
