package list_test

import (
	"fmt"
	"testing"

	"kiemphieu/congress/list"
)

type row struct {
	name string
	n    int
}

func shape() list.Shape[row] {
	return list.Shape[row]{
		Text:    func(r row) string { return r.name },
		Filters: map[string]func(row) string{"even": func(r row) string { return fmt.Sprint(r.n%2 == 0) }},
		Sorts: map[string]func(a, b row) int{"name": list.ByText(func(r row) string { return r.name }),
			"n": list.By(func(r row) int { return r.n })},
	}
}

// A search finds names without their marks, filters narrow, orders go both
// ways, and the page after the last is the last.
func TestAListIsSearchedNarrowedAndOrdered(t *testing.T) {
	rows := []row{{"Đường Hòa", 1}, {"An Bình", 2}, {"Ân Thi", 3}, {"Bình Hoà", 4}}
	for _, test := range []struct {
		q    list.Query
		want string
	}{
		{list.Query{}, "[{Đường Hòa 1} {An Bình 2} {Ân Thi 3} {Bình Hoà 4}] 4"},
		{list.Query{Text: "hoa"}, "[{Đường Hòa 1} {Bình Hoà 4}] 2"},
		{list.Query{Text: "HÒA"}, "[{Đường Hòa 1} {Bình Hoà 4}] 2"},
		{list.Query{Text: "xyz"}, "[] 0"},
		{list.Query{Sort: "name"}, "[{An Bình 2} {Ân Thi 3} {Bình Hoà 4} {Đường Hòa 1}] 4"},
		{list.Query{Sort: "n", Down: true}, "[{Bình Hoà 4} {Ân Thi 3} {An Bình 2} {Đường Hòa 1}] 4"},
		{list.Query{Sort: "nonsense"}, "[{Đường Hòa 1} {An Bình 2} {Ân Thi 3} {Bình Hoà 4}] 4"},
		{list.Query{Filters: map[string]string{"even": "true"}}, "[{An Bình 2} {Bình Hoà 4}] 2"},
		{list.Query{Filters: map[string]string{"other": "x"}, Page: 9}, "[{Đường Hòa 1} {An Bình 2} {Ân Thi 3} " +
			"{Bình Hoà 4}] 4"},
	} {
		page, found := shape().Take(rows, test.q)
		if got := fmt.Sprint(page, " ", found); got != test.want {
			t.Errorf("%+v: %s, want %s", test.q, got, test.want)
		}
	}
}

// Pages hold fifty rows each; the last holds the rest.
func TestAListIsCutIntoPages(t *testing.T) {
	rows := make([]row, 101)
	for i := range rows {
		rows[i].n = i
	}
	for page, want := range map[int]string{0: "0–49", 1: "50–99", 2: "100–100", 3: "100–100", -1: "0–49"} {
		got, found := shape().Take(rows, list.Query{Page: page})
		if s := fmt.Sprintf("%d–%d", got[0].n, got[len(got)-1].n); s != want || found != 101 {
			t.Errorf("page %d: %s of %d, want %s", page, s, found, want)
		}
	}
}
