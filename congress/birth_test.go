package congress_test

import (
	"testing"

	"kiemphieu/congress"
)

func TestABirthIsADayOrAYear(t *testing.T) {
	for text, want := range map[congress.Birth]struct{ valid, yearOnly bool }{
		"":           {true, false},
		"1976":       {true, true},
		"1976-02-29": {true, false},
		"1975-02-29": {false, false},
		"1976-02":    {false, false},
		"76":         {false, false},
		"năm":        {false, false},
	} {
		if text.Valid() != want.valid || text.YearOnly() != want.yearOnly {
			t.Errorf("%q: valid %t, year only %t", text, text.Valid(), text.YearOnly())
		}
	}
}
