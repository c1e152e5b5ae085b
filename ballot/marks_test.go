package ballot_test

import (
	"errors"
	"slices"
	"testing"

	"kiemphieu/ballot"
)

// Rule 4, case by case.
func TestT1JudgeFollowsTheOrderOfTheRules(t *testing.T) {
	for _, c := range []struct {
		list  ballot.List
		marks ballot.Marks
		want  ballot.Reason
	}{
		{list(3, 2), "110", ""},
		{list(3, 2), "100", ""}, // fewer names than seats is valid
		{list(3, 2), "111", ballot.TooMany},
		{list(3, 2), "000", ballot.VotesNobody},
		{list(3, 2), "!signed", ballot.Signed},
		{list(1, 1), "+", ""},
		{list(1, 1), "-", ""}, // one X, also under Không đồng ý
		{list(1, 1), "*", ballot.BothBoxes},
		{list(1, 1), ".", ballot.NoBox},
		{list(1, 1), "!not_issued", ballot.NotIssued},
		{list(2, 2), "++", ""},
		{list(2, 2), "+*", ""},
		{list(2, 2), "+.", ""},
		{list(2, 2), "--", ballot.VotesNobody},
		{list(2, 2), "*.", ballot.VotesNobody},
	} {
		if err := c.list.CheckMarks(c.marks); err != nil {
			t.Errorf("%q: %v", c.marks, err)
		}
		if got := c.list.Judge(c.marks); got.Reason != c.want || got.Valid != (c.want == "") {
			t.Errorf("%q on %d names for %d seats: %+v, want %q", c.marks, len(c.list.Candidates), c.list.Seats, got,
				c.want)
		}
	}
}

func TestT1TheFirstDefectIsTheReason(t *testing.T) {
	for _, c := range []struct {
		given []ballot.Reason
		want  ballot.Marks
	}{
		{[]ballot.Reason{ballot.Unreadable, ballot.Signed, ballot.WrittenIn}, "!written_in"},
		{[]ballot.Reason{ballot.ExtraMark, ballot.NotIssued}, "!not_issued"},
		{[]ballot.Reason{ballot.TooMany}, ""}, // follows from the marks, nobody judges it
		{nil, ""},
	} {
		if got := ballot.Defective(c.given...); got != c.want {
			t.Errorf("%v: %q, want %q", c.given, got, c.want)
		}
	}
	judged := slices.DeleteFunc(ballot.Reasons(), func(r ballot.Reason) bool { return !r.Judged() })
	if !slices.Equal(judged, []ballot.Reason{ballot.NotIssued, ballot.WrittenIn, ballot.Signed, ballot.ExtraMark,
		ballot.Unreadable}) || ballot.Reason("ugly").Judged() {
		t.Errorf("judged by people: %v", judged)
	}
}

// A paper of a list is invalid for a reason of that list, and each of them has a paper.
func TestReasonsOfAList(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {2, 1}, {3, 2}, {2, 2}, {3, 3}} {
		l := list(size[0], size[1])
		found := map[ballot.Reason]bool{}
		boxes := map[ballot.Style]string{ballot.CrossOut: "10", ballot.AgreeDisagree: "+-*."}[l.Style()]
		papers := []ballot.Marks{""}
		for range size[0] {
			var longer []ballot.Marks
			for _, m := range papers {
				for _, box := range boxes {
					longer = append(longer, m+ballot.Marks(box))
				}
			}
			papers = longer
		}
		for _, m := range papers {
			if v := l.Judge(m); !v.Valid {
				found[v.Reason] = true
			}
		}
		for _, r := range ballot.Reasons() {
			if possible := r.Judged() || found[r]; possible != slices.Contains(l.Reasons(), r) {
				t.Errorf("%d names for %d seats: %s is possible: %v", size[0], size[1], r, possible)
			}
		}
	}
}

func TestMarksFromNames(t *testing.T) {
	crossed, err := list(4, 2).FromCrossed([]string{"d", "a"})
	if err != nil || crossed != "0110" || crossed.Votes() != 2 || crossed.Defect() != "" {
		t.Errorf("crossed: %q, %v", crossed, err)
	}
	boxes, err := list(4, 4).FromBoxes([]string{"a", "c"}, []string{"b", "c"})
	if err != nil || boxes != "+-*." || boxes.Votes() != 1 {
		t.Errorf("boxes: %q, %v", boxes, err)
	}
}

func TestMarksThatNoPaperCarriesAreRefused(t *testing.T) {
	surplus, none := list(3, 2), list(3, 3)
	_, unknown := surplus.FromCrossed([]string{"z"})
	_, twice := surplus.FromCrossed([]string{"a", "a"})
	_, unknownBox := none.FromBoxes([]string{"z"}, nil)
	_, twiceBox := none.FromBoxes([]string{"a", "a"}, nil)
	_, twiceDisagree := none.FromBoxes([]string{"a"}, []string{"a", "a"})
	for i, err := range []error{unknown, twice, unknownBox, twiceBox, twiceDisagree,
		surplus.CheckMarks("11"), surplus.CheckMarks("1111"), surplus.CheckMarks("+++"), none.CheckMarks("110"),
		surplus.CheckMarks(""),
		surplus.CheckMarks("!"), surplus.CheckMarks("!too_many"), surplus.CheckMarks("!ugly")} {
		if !errors.Is(err, ballot.ErrMarks) {
			t.Errorf("case %d: %v", i, err)
		}
	}
}
