package statistics

import (
	"testing"

	"kiemphieu/congress"
)

// What people type about schooling falls into the lines of the tables.
func TestEducationIsReadAsPeopleTypeIt(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Column{
		"Tiến sĩ Luật": colEduDoctor, "ThS. Kinh tế": colEduMaster, "Thạc sỹ": colEduMaster, "Đại học": colEduDegree,
		"ĐH Luật": colEduDegree, "Cử nhân": colEduDegree, "Kỹ sư xây dựng": colEduDegree,
		"CAO ĐẲNG sư phạm": colEduCollege, "Trung cấp": colEduVocation, "TC kế toán": colEduVocation,
		"Trung học phổ thông": colEduSchool, "12/12": colEduSchool, "Nghệ nhân": colEduOther, " ": colEduUnknown,
	} {
		if got := educationColumn(text); got != want {
			t.Errorf("%q: %s, want %s", text, got.Name(), want.Name())
		}
	}
	for text, want := range map[string]Column{
		"Cử nhân": colTheoryDegree, "Cao cấp LLCT": colTheoryHigh, "TC": colTheoryMiddle, "Trung cấp": colTheoryMiddle,
		"sơ cấp": colTheoryFirst, "Chưa qua": colTheoryNone, "": colTheoryNone, "Khóa bồi dưỡng": colTheoryOther,
	} {
		if got := theoryColumn(text); got != want {
			t.Errorf("%q: %s, want %s", text, got.Name(), want.Name())
		}
	}
}

// Ages are full years on the day of the congress: the birthday counts.
func TestAgeIsOfTheDay(t *testing.T) {
	t.Parallel()
	f := facts{congress: congress.Congress{HeldOn: "2022-06-20"}}
	for born, want := range map[congress.Birth][3]int{
		"1982-06-20": {1, 40, 0}, "1982-06-21": {1, 39, 1}, "1971-06-21": {1, 50, 0}, "": {0, 0, 0},
		"1982": {1, 40, 0}, "1983": {1, 39, 1}, // by year, where no more is known
	} {
		var n Counts
		f.countAge(&n, congress.Member{Born: born})
		if got := [3]int{n[colAgeKnown], n[colAgeYears], n[colUnder40]}; got != want {
			t.Errorf("born %s: %v, want %v", born, got, want)
		}
	}
}

// The bands never round: one vote less than the share is the band below.
func TestShareBandsAreWholeNumbers(t *testing.T) {
	t.Parallel()
	for base := 1; base <= 120; base++ {
		for votes := 1; votes <= base; votes++ {
			low := map[Column]int{colShare100: 100, colShare90: 90, colShare80: 80, colShare70: 70, colShare60: 60}
			band := shareColumn(votes, base, true)
			if from, ok := low[band]; ok && votes*100 < from*base {
				t.Fatalf("%d of %d in %s", votes, base, band.Name())
			}
			if band > colShare100 && band <= colShare60 && votes*100 >= low[band-1]*base {
				t.Fatalf("%d of %d only in %s", votes, base, band.Name())
			}
			if (band == colShareTie) != (2*votes <= base) {
				t.Fatalf("%d of %d in %s", votes, base, band.Name())
			}
		}
	}
}
