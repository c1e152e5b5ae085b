package pages

import (
	"fmt"
	"net/url"
	"testing"

	"kiemphieu/congress"
)

type everyKind struct {
	Text   string              `form:"text" required:"true"`
	Number int                 `form:"number"`
	Maybe  optional            `form:"maybe"`
	Day    congress.Date       `form:"day"`
	Born   congress.Birth      `form:"born"`
	Ticked bool                `form:"ticked"`
	Secret secret              `form:"secret"`
	Many   []congress.MemberID `form:"many"`
	Duty   congress.Duty       `form:"duty"`
}

// Each kind of field is read as people and browsers write it.
func TestFormsAreReadAsPeopleWrite(t *testing.T) {
	typed := url.Values{"a.text": {"  Đảng bộ "}, "a.number": {" 42 "}, "a.maybe": {""}, "a.day": {"5/2/2026"},
		"a.born": {"1975"}, "a.ticked": {"1"},
		"a.secret": {" mật khẩu "}, "a.many": {"m1", "m2"}, "a.duty": {"chief"}, "text": {"of another form"}}
	got, err := decode[everyKind](typed, before("a."))
	want := everyKind{"Đảng bộ", 42, 0, "2026-02-05", "1975", true, " mật khẩu ", []congress.MemberID{"m1", "m2"},
		congress.DutyChief}
	if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := decode[everyKind](url.Values{"text": {"x"}, "number": {"0"}, "maybe": {"7"}, "day": {"2026-02-05"}},
		same); err != nil || got.Maybe != 7 || got.Day != "2026-02-05" || got.Ticked || got.Many != nil {
		t.Errorf("%+v, %v", got, err)
	}
}

// All that is wrong is found at once, in the order of the form and under the
// names of its fields; what is no field of the form is passed over, however odd.
func TestFormsFindAllThatIsWrong(t *testing.T) {
	for typed, want := range map[string]string{
		"text=+&number=x&maybe=1.5":     "text_A required, number_A number x, maybe_A number 1.5",
		"number=12345678901&many[=1&]=": "text_A required, number_A number 12345678901",
		"":                              "text_A required, number_A required",
	} {
		values, err := url.ParseQuery(typed)
		if err != nil {
			t.Fatal(err)
		}
		suffixed := url.Values{}
		for name, value := range values {
			suffixed[name+"_A"] = value
		}
		suffixed["odd["] = []string{"x"}
		_, err = decode[everyKind](suffixed, func(name string) string { return name + "_A" })
		wrong, _ := congress.FieldsOf(err)
		got := ""
		for i, e := range wrong {
			if i > 0 {
				got += ", "
			}
			got += e.Field + " " + e.Code
			if e.Value != "" {
				got += " " + e.Value
			}
		}
		if got != want {
			t.Errorf("%q: %s, want %s", typed, got, want)
		}
	}
}
