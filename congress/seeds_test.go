package congress_test

import (
	"fmt"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// S1's largest cell: 108 members who meet in groups, attendance over 90 %
// marked group by group, papers handed out by number, five sheaves counted by
// two pairs in each pass, every pair at a tablet of its own.
func TestS1CellOf108CountsOnFourTablets(t *testing.T) {
	h := openHall(t, 108)
	roster := h.members
	for i := range roster {
		roster[i].Group = fmt.Sprintf("Tổ %d", i/18+1)
	}
	must(t, h.s.SaveRoster(h.ctx, h.organiser, h.congress, roster))
	h.reload()
	groups := map[string][]congress.Member{}
	for _, m := range h.members {
		groups[m.Group] = append(groups[m.Group], m)
	}
	for _, group := range groups {
		h.attend(congress.AttendanceAbsent, group...)
		h.attend(congress.AttendancePresent, group[min(1, len(group)-1):]...) // one of each group stayed away
	}
	present := h.overview().Head.Present
	if present < 98 || present > 107 {
		t.Fatalf("%d of 108 are present", present)
	}

	contest := h.contest(ballot.Committee, 7, 9)
	round := h.round(contest, ballot.Ordinary, congress.CodeQR, present)
	must(t, h.s.ChooseCounting(h.ctx, h.chief, round, congress.CountTwoPasses, ballot.DefaultSheaf, 0, ""))
	sheaves := h.view(round).Sheaves
	if len(sheaves) != 5 {
		t.Fatalf("%d sheaves of %d papers", len(sheaves), present)
	}
	pairs := []struct {
		by   congress.Actor
		pass congress.Pass
	}{{h.teller1, congress.PassA}, {h.chief, congress.PassA}, {h.teller2, congress.PassB}, {h.teller3, congress.PassB}}
	for i, pair := range pairs {
		device, err := h.s.InviteDevice(h.ctx, h.chief, h.congress, "", fmt.Sprint("invitation", i))
		must(t, err)
		_, err = h.s.ClaimDevice(h.ctx, fmt.Sprint("invitation", i), fmt.Sprint("key", i), "digits")
		must(t, err)
		must(t, h.s.AdmitDevice(h.ctx, h.chief, device, "digits"))
		_, err = h.s.TakePass(h.ctx, pair.by, round, pair.pass, fmt.Sprintf("Người đọc %d", i), device)
		must(t, err)
	}
	first := 0
	for i, sheaf := range sheaves {
		// the surplus pair is struck, once the first two
		marks := append(repeat(sheaf.Sheaf.Size-1, "111111100"), "001111111")
		h.accept(pairs[i%2].by, round, h.batch(round, congress.PassA, sheaf.Sheaf.Number, first, marks...))
		h.accept(pairs[2+i%2].by, round, h.batch(round, congress.PassB, sheaf.Sheaf.Number, first, marks...))
		first += sheaf.Sheaf.Size
	}
	h.seal(round)
	o := h.view(round).Outcome
	if len(o.Elected) != 7 || o.Base != 108 || o.Rows[0].Votes != present-5 || o.Rows[8].Votes != 5 {
		t.Errorf("%+v", o)
	}
}
