package pages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"kiemphieu/api/apitest"
	"kiemphieu/app"
	"kiemphieu/congress"
	"kiemphieu/minutes/papertest"
)

// handedOver reads the addresses on a sheet of slips.
func handedOver(t *testing.T, answer *http.Response, pdf string) (addresses []string, text string) {
	t.Helper()
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Type") != "application/pdf" {
		t.Fatalf("no slips: %d %s", answer.StatusCode, pdf)
	}
	text = papertest.PDF(t, []byte(pdf))
	for _, code := range regexp.MustCompile(`Mã: ([a-z2-7-]{19})`).FindAllStringSubmatch(text, -1) {
		addresses = append(addresses, "/dang-nhap?ma="+code[1])
	}
	return addresses, text
}

// The accounts of all duties of a congress are made in one step, handed over on
// slips, and opened by their persons alone, with a password of their own.
func TestAccountsOfDutiesAreHandedOverOnSlips(t *testing.T) {
	now := time.Now()
	h := apitest.OpenIn(t, app.Config{Now: func() time.Time { return now }})
	id := congress.CongressID(h.IDs["congress"])
	by := congress.Actor{AccountID: "x", Name: "X", Role: congress.RoleOrganiser, OrgID: h.Orgs["own"]}
	apitest.Must(t, h.Congress.SaveRoster(h.Ctx, by, id, []congress.Member{{Name: "Nguyễn Văn An", Official: true},
		{Name: "Trần Thị Bình", Official: true}, {Name: "Nguyễn Văn An", Official: true, Born: "1970"}}))
	o, err := h.Congress.Overview(h.Ctx, id)
	apitest.Must(t, err)
	for i, duty := range []congress.Duty{congress.DutyChief, congress.DutyTeller, congress.DutyChair} {
		apitest.Must(t, h.Congress.GiveDuty(h.Ctx, by, id, o.Members[i].ID, duty))
	}
	home := "/dai-hoi/" + h.IDs["congress"] + "/ban"
	answer, pdf := h.Send(h.Client("own.organiser"), home+"/phieu-tai-khoan", nil)
	addresses, text := handedOver(t, answer, pdf)
	if len(addresses) != 3 {
		t.Fatalf("%d slips\n%s", len(addresses), text)
	}
	for _, want := range []string{"nguyen.van.an", "nguyen.van.an2", "tran.thi.binh", "Trần Thị Bình",
		"Trưởng ban kiểm phiếu"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q stands on no slip\n%s", want, text)
		}
	}
	// one account for each: whoever lost the slip gets another code, and it is told
	_, page := h.Send(h.Client("own.organiser"), home+"/tai-khoan", url.Values{"member": {string(o.Members[1].ID)},
		"login": {"second"}})
	code := regexp.MustCompile(`name="slip_code" value="([^"]*)"`).FindStringSubmatch(page)
	if code == nil || !strings.Contains(page, `name="slip_login" value="tran.thi.binh"`) {
		t.Fatalf("no other code\n%s", page)
	}
	person := apitest.Browser(t)
	answer, page = h.Call(person, http.MethodGet, addresses[0], nil)
	if answer.StatusCode != http.StatusOK || !strings.Contains(page, "Chọn mật khẩu") {
		t.Fatalf("%d %s", answer.StatusCode, page)
	}
	login := regexp.MustCompile(`Tên đăng nhập: <strong>([^<]*)`).FindStringSubmatch(page)[1]
	const chosen = "một câu chỉ tôi biết"
	if answer, _ = h.Send(person, addresses[0], url.Values{"password": {chosen},
		"again": {"khác"}}); answer.StatusCode !=
		http.StatusUnprocessableEntity {
		t.Errorf("two passwords: %d", answer.StatusCode)
	}
	if answer, _ = h.Send(person, addresses[0], url.Values{"password": {chosen},
		"again": {chosen}}); answer.StatusCode !=
		http.StatusSeeOther {
		t.Fatalf("a password cannot be chosen: %d", answer.StatusCode)
	}
	answer, _ = h.Send(person, "/dang-nhap", url.Values{"login": {login}, "password": {chosen}})
	if answer.Header.Get("Location") != "/" {
		t.Errorf("%s cannot sign in", login)
	}
	// used, and told when
	answer, page = h.Call(apitest.Browser(t), http.MethodGet, addresses[0], nil)
	if answer.StatusCode != http.StatusForbidden || !strings.Contains(page, "đã được dùng lúc") {
		t.Errorf("a used code: %d", answer.StatusCode)
	}
	answer, _ = h.Send(apitest.Browser(t), addresses[0], url.Values{"password": {"kẻ khác chọn nè"},
		"again": {"kẻ khác chọn nè"}})
	if answer.StatusCode != http.StatusForbidden {
		t.Errorf("a used code works again: %d", answer.StatusCode)
	}
	// not used for seven days
	now = now.Add(7 * 24 * time.Hour)
	answer, page = h.Call(apitest.Browser(t), http.MethodGet, addresses[1], nil)
	if answer.StatusCode != http.StatusForbidden || !strings.Contains(page, "hết hạn lúc") {
		t.Errorf("an old code: %d", answer.StatusCode)
	}
	if answer, _ = h.Send(h.Client("own.organiser"), home+"/phieu-tai-khoan",
		nil); answer.StatusCode == http.StatusOK {
		t.Error("slips for nobody")
	}
}

// An administrator makes and resets accounts, and learns no password.
func TestAnAdministratorLearnsNoPassword(t *testing.T) {
	h := apitest.Open(t)
	admin := h.Client("own.administrator")
	answer, pdf := h.Send(admin, "/quan-tri/tai-khoan", url.Values{"name": {"Lê Thị Cúc"}, "login": {"cuc"},
		"role": {"teller"}, "org": {string(h.Orgs["own"])}})
	code := func(page string) []string {
		t.Helper()
		found := regexp.MustCompile(`name="slip_code" value="([^"]*)"`).FindStringSubmatch(page)
		if found == nil {
			t.Fatalf("no slip: %d %s", answer.StatusCode, page)
		}
		return []string{"/dang-nhap?ma=" + found[1]}
	}
	first := code(pdf)
	typedSlip := url.Values{}
	for _, field := range regexp.MustCompile(`name="(slip_[a-z]+)" value="([^"]*)"`).FindAllStringSubmatch(pdf, -1) {
		typedSlip.Set(field[1], field[2])
	}
	sheet, paper := h.Send(admin, "/phieu-tai-khoan", typedSlip)
	if printed, text := handedOver(t, sheet, paper); printed[0] != first[0] || !strings.Contains(text, "Lê Thị Cúc") {
		t.Errorf("another slip is printed: %v\n%s", printed, text)
	}
	account, err := h.Congress.AccountByLogin(h.Ctx, "cuc")
	apitest.Must(t, err)
	answer, pdf = h.Send(admin, "/quan-tri/tai-khoan/"+string(account.ID)+"/mat-khau", nil)
	second := code(pdf)
	const chosen = "một câu chỉ tôi biết"
	typed := url.Values{"password": {chosen}, "again": {chosen}}
	if answer, page := h.Send(apitest.Browser(t), first[0], typed); answer.StatusCode == http.StatusSeeOther ||
		!strings.Contains(page, "phiếu mới hơn") {
		t.Error("the slip before still opens the account")
	}
	if answer, _ := h.Send(apitest.Browser(t), second[0], typed); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("the slip does not open the account: %d", answer.StatusCode)
	}
	// a reset voids what was chosen
	_, pdf = h.Send(admin, "/quan-tri/tai-khoan/"+string(account.ID)+"/mat-khau", nil)
	code(pdf)
	answer, _ = h.Send(apitest.Browser(t), "/dang-nhap", url.Values{"login": {"cuc"}, "password": {chosen}})
	if answer.StatusCode != http.StatusUnauthorized {
		t.Errorf("the password before the reset: %d", answer.StatusCode)
	}
}
