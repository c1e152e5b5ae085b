package verify_test

import (
	"strings"
	"testing"

	"kiemphieu/record"
	"kiemphieu/verify"
)

// Rules 7.1 and 7.3: the voters to whom papers went are those of the attendance, also
// where another number of them is still within the base.
func TestVotersAreThoseOfTheAttendance(t *testing.T) {
	w := openWard(t)
	u := unpack(t, w.export(t, 0))
	u.replace(record.BundleDefinition, `"present":25,"printed":30`, `"present":26,"printed":30`)
	u.replace(record.BundleLog, `"handed_out":25,"present":25`, `"handed_out":25,"present":26`)
	r := run(t, u.sign(w.meetings[0].LogOrigin()), verify.Options{})
	if codes := strings.Fields(strings.ReplaceAll(failed(r), ",", " ")); len(codes) == 0 || codes[0] != "base" {
		t.Errorf("failed are %v, want base: %s", codes, r.Failed())
	}
}
