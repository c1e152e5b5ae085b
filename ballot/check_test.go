package ballot_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kiemphieu/ballot"
)

// The check sheets of every list that is printed have every kind of mark of its
// style, are papers that a ballot could be, and are not all alike.
func TestCheckSheetsHaveEveryMark(t *testing.T) {
	kinds := map[ballot.Style][]string{
		ballot.CrossOut:      {"Xdouble", "Xline", "Xwave"},
		ballot.AgreeDisagree: {"cross agree", "cross disagree", "none neither", "tick agree", "tick disagree"},
	}
	said := map[byte]string{ballot.Agree: "agree", ballot.Disagree: "disagree", ballot.Neither: "neither"}
	for names := 1; names <= 30; names++ {
		for _, l := range []ballot.List{list(names, names), list(names, max(1, names-1))} {
			sheets := ballot.CheckSheets(l)
			found := map[string]bool{}
			for _, sheet := range sheets {
				if len(sheet) != names || len(sheet.Marks()) != names {
					t.Fatalf("%d names: a sheet of %d", names, len(sheet))
				}
				if err := l.CheckMarks(sheet.Marks()); err != nil {
					t.Errorf("%d names: %q: %v", names, sheet.Marks(), err)
				}
				for _, row := range sheet {
					switch {
					case row.Mark == ballot.Struck:
						found["X"+string(row.Stroke)] = true
					case row.Mark != ballot.Standing:
						found[fmt.Sprint(row.Stroke, " ", said[row.Mark])] = true
					}
				}
			}
			for _, kind := range kinds[l.Style()] {
				if !found[kind] {
					t.Errorf("%d names, %s: no row is %q", names, l.Style(), kind)
				}
			}
			if len(sheets) < 2 || slices.Equal(sheets[0], sheets[1]) {
				t.Errorf("%d names: sheets are alike", names)
			}
		}
	}
}

// The code of a check sheet is one of its round and number, and that of no paper.
func TestTheCodeOfACheckSheetIsNoPapers(t *testing.T) {
	d, other := ballot.Definition{List: list(4, 3)}, ballot.Definition{List: list(5, 3)}
	codes := []string{d.CheckCode(1), d.CheckCode(2), other.CheckCode(1)}
	for i, code := range codes {
		if _, _, err := ballot.ParseCode(code); !errors.Is(err, ballot.ErrDamagedCode) {
			t.Errorf("%s is read as a paper's: %v", code, err)
		}
		if !strings.HasPrefix(code, "KPK1:") || slices.Contains(codes[:i], code) {
			t.Errorf("%s", code)
		}
	}
}
