package congress_test

import (
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
)

// Opening minutes are those that were signed before the first paper was handed out,
// whoever was relieved and whatever was corrected since: until the seal, after it.
func TestOpeningMinutesStayAsTheyWereSigned(t *testing.T) {
	h := openHall(t, 16)
	id := h.printed(h.contest(ballot.Committee, 3, 4), 16)
	opening := func() string {
		report, err := h.s.ReportOf(h.ctx, id)
		must(t, err)
		return minutes.Opening(report).Text()
	}
	signed := opening()
	same := func(when string) {
		t.Helper()
		if got := opening(); got != signed {
			t.Errorf("%s: from\n%s\nto\n%s", when, signed, got)
		}
	}
	gone := h.overview().Member(h.officer(h.teller1.AccountID))
	if !strings.Contains(signed, gone.Name) {
		t.Fatalf("%s is not named: %s", gone.Name, signed)
	}
	must(t, h.s.TakeDuty(h.ctx, h.organiser, h.congress, gone.ID))
	same("a teller is relieved")
	h.appoint(h.members[6].ID, congress.DutyTeller, h.teller1)
	same("another came")
	must(t, h.s.GiveDuty(h.ctx, h.organiser, h.congress, h.officer(h.presidium.AccountID), congress.DutyPresidium))
	same("the chair is one of the presidium")
	in := congress.CongressInput{Title: "Đại hội Chi bộ Thử", Term: "2025–2027", HeldOn: "2025-03-01",
		Place: "Nhà văn hóa"}
	must(t, h.s.CorrectCongress(h.ctx, h.organiser, h.congress, in, "ghi thiếu địa điểm"))
	same("the place is corrected")
	h.opened(id, 16, 16)
	h.decide(id, repeat(16, "1110")...)
	same("the round is sealed")
	says(t, h.spoken(id), []string{"tại Nhà văn hóa"}, nil)
}
