package congress_test

import (
	"slices"
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
)

// console is whoever has the machine.
func console() congress.Actor { return congress.Actor{Role: congress.RoleAdministrator, OrgPath: "/"} }

// What happens to the account of an officer is told by the log of the congress:
// at the seal all of it, on the minutes what happened since it opened. It takes
// the person off the tablets, and an account that was replaced is locked.
func TestAccountsOfOfficersAreToldOf(t *testing.T) {
	h := openHall(t, 15)
	must(t, h.s.Invite(h.ctx, console(), h.teller2.AccountID, "before"))
	round := h.round(h.contest(ballot.Committee, 3, 4), ballot.Ordinary, congress.CodeNone, 15)
	must(t, h.s.ChooseCounting(h.ctx, h.chief, round, congress.CountTotals, ballot.DefaultSheaf, 0, "ít phiếu"))
	before := h.overview().Congress.LogSize
	tablet, err := h.s.InviteDevice(h.ctx, h.chief, h.congress, "", "secret")
	must(t, err)
	_, err = h.s.ClaimDevice(h.ctx, "secret", "key", "digits")
	must(t, err)
	must(t, h.s.AdmitDevice(h.ctx, h.chief, tablet, "digits"))
	must(t, h.s.UseDevice(h.ctx, tablet, h.chief.AccountID))

	must(t, h.s.Invite(h.ctx, console(), h.chief.AccountID, "reset"))
	if d := h.device(tablet); d.AccountID != "" {
		t.Error("somebody is on a tablet with an account that was reset")
	}
	must(t, h.s.SetDisabled(h.ctx, console(), h.presidium.AccountID, true))
	must(t, h.s.SetDisabled(h.ctx, console(), h.presidium.AccountID, true)) // nothing happened
	must(t, h.s.SetDisabled(h.ctx, console(), h.presidium.AccountID, false))
	second, err := h.s.CreateAccount(h.ctx, congress.AccountInput{OrgID: h.org, Login: "hai", Name: "Hai",
		Role: congress.RoleTeller})
	must(t, err)
	must(t, h.s.Invite(h.ctx, h.organiser, second, "first")) // nobody's, and nobody's event
	if size := h.overview().Congress.LogSize; size != before+4 {
		t.Fatalf("%d events, want %d", size, before+4)
	}
	h.byHand(round, h.teller1, 1, 15, 0, 15, 15, 15, 0)
	h.byHand(round, h.teller2, 2, 15, 0, 15, 15, 15, 0)
	// duties do not change while papers are counted, nor do accounts
	teller := h.officer(h.teller1.AccountID)
	told := h.view(round).Accounts
	if len(told) != 4 || told[0].Params["what"] != "reset" || told[0].Params["name"] == told[1].Params["name"] {
		t.Errorf("the seal shows %+v", told)
	}
	h.seal(round)
	report, err := h.s.ReportOf(h.ctx, round)
	must(t, err)
	var lines []string
	for _, r := range report.Remarks {
		lines = append(lines, minutes.Remark(report.Congress, r))
	}
	if len(lines) != 3 || !strings.Contains(lines[0], "trưởng ban kiểm phiếu) được cấp lại mã đăng nhập") ||
		!strings.Contains(lines[0], "do: quản trị") || !strings.Contains(lines[1], "bị khóa") {
		t.Errorf("the minutes tell %q", lines)
	}
	must(t, h.s.LinkAccount(h.ctx, h.organiser, h.congress, teller, second))
	was, err := h.s.Account(h.ctx, h.teller1.AccountID)
	must(t, err)
	if !was.Disabled {
		t.Error("an officer has two accounts")
	}
	all, err := h.s.RemarksOf(h.ctx, h.congress)
	must(t, err)
	if n := len(all.All); n != 4 || all.All[3].Params["what"] != "replaced" {
		t.Errorf("the congress tells %+v", all.All)
	}
	says(t, h.spoken(round), []string{"được cấp lại mã đăng nhập lúc ", "bị khóa lúc ", "được mở khóa lúc "}, nil)
	says(t, h.told(), []string{"được thay bằng tài khoản khác lúc "}, nil)
}

// An account is that of one officer, of this organisation and with this role.
func TestAnAccountIsOfOneOfficer(t *testing.T) {
	h := openHall(t, 15)
	for name, account := range map[string]congress.AccountID{"another officer's": h.teller2.AccountID,
		"another role's": h.organiser.AccountID} {
		err := h.s.LinkAccount(h.ctx, h.organiser, h.congress, h.officer(h.teller1.AccountID), account)
		if p := refused[*congress.PersonError](t, name, err); p.Code != "account_taken" {
			t.Errorf("%s: %s", name, p.Code)
		}
	}
}

// A locked account becomes nobody's: not one that was taken from this officer, nor
// another; what was asked for leaves the officer with the account they have.
func TestALockedAccountIsGivenToNobody(t *testing.T) {
	h := openHall(t, 15)
	teller := h.officer(h.teller1.AccountID)
	second, err := h.s.CreateAccount(h.ctx, congress.AccountInput{OrgID: h.org, Login: "hai", Name: "Hai",
		Role: congress.RoleTeller})
	must(t, err)
	must(t, h.s.LinkAccount(h.ctx, h.organiser, h.congress, teller, second))
	before := h.overview().Congress.LogSize
	err = h.s.LinkAccount(h.ctx, h.organiser, h.congress, teller, h.teller1.AccountID) // locked by the line above
	if p := refused[*congress.PersonError](t, "the account of before", err); p.Code != "account_locked" {
		t.Errorf("the account of before: %s", p.Code)
	}
	if h.officer(second) != teller || h.overview().Congress.LogSize != before {
		t.Error("a refused account left something")
	}
	must(t, h.s.SetDisabled(h.ctx, console(), h.teller1.AccountID, false))
	must(t, h.s.LinkAccount(h.ctx, h.organiser, h.congress, teller, h.teller1.AccountID))
}

func (h *hall) officer(account congress.AccountID) congress.MemberID {
	h.t.Helper()
	officers := h.overview().Officers
	at := slices.IndexFunc(officers, func(o congress.Officer) bool { return o.AccountID == account })
	return officers[at].MemberID
}

func (h *hall) device(id congress.DeviceID) congress.Device {
	h.t.Helper()
	devices, err := h.s.Devices(h.ctx, h.congress)
	must(h.t, err)
	at := slices.IndexFunc(devices, func(d congress.Device) bool { return d.ID == id })
	return devices[at]
}

// Who is relieved of a duty has no account left to act with; the log tells it, and the
// same person gets another account with a new duty.
func TestTheAccountEndsWithTheDuty(t *testing.T) {
	h := openHall(t, 15)
	teller, chair := h.officer(h.teller1.AccountID), h.officer(h.presidium.AccountID)
	tablet, err := h.s.InviteDevice(h.ctx, h.chief, h.congress, "", "secret")
	must(t, err)
	_, err = h.s.ClaimDevice(h.ctx, "secret", "key", "digits")
	must(t, err)
	must(t, h.s.AdmitDevice(h.ctx, h.chief, tablet, "digits"))
	must(t, h.s.UseDevice(h.ctx, tablet, h.teller1.AccountID))
	ended := func(what string, id congress.AccountID) {
		t.Helper()
		account, err := h.s.Account(h.ctx, id)
		must(t, err)
		entries, err := h.s.Log(h.ctx, h.congress, 0)
		must(t, err)
		told := slices.ContainsFunc(entries, func(e congress.LogEntry) bool {
			leaf := string(e.Leaf)
			return strings.Contains(leaf, `"account":"`+string(id)+`"`) && strings.Contains(leaf, `"what":"locked"`)
		})
		if !account.Disabled || !told {
			t.Errorf("%s: locked %v, told %v", what, account.Disabled, told)
		}
	}
	must(t, h.s.TakeDuty(h.ctx, h.organiser, h.congress, teller))
	ended("a teller who is relieved", h.teller1.AccountID)
	if d := h.device(tablet); d.AccountID != "" {
		t.Error("somebody is on a tablet who is relieved")
	}
	must(t, h.s.GiveDuty(h.ctx, h.organiser, h.congress, teller, congress.DutyTeller))
	second, err := h.s.CreateAccount(h.ctx, congress.AccountInput{OrgID: h.org, Login: "hai", Name: "Hai",
		Role: congress.RoleTeller})
	must(t, err)
	must(t, h.s.LinkAccount(h.ctx, h.organiser, h.congress, teller, second))
	must(t, h.s.GiveDuty(h.ctx, h.organiser, h.congress, chair, congress.DutyTeller))
	ended("a chair who becomes a teller", h.presidium.AccountID)
}
