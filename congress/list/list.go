// Package list is what is asked of a long list, and the answer where the list
// is in memory: which page, what is sought, in which order, narrowed by what.
// It refuses nothing: what makes no sense is left out.
package list

import (
	"cmp"
	"slices"
	"strings"

	"kiemphieu/congress"
)

// Size is how many rows stand on a page.
const Size = 50

// Query is what is asked of a list.
type Query struct {
	Text    string            // part of what a row says, with marks or without; "" for all
	Sort    string            // names an order, "" for the usual one
	Down    bool              // the other way round
	Filters map[string]string // by name; "" and missing narrow nothing
	Page    int               // from 0
}

// Filter returns what a filter is set to, "" for nothing.
func (q Query) Filter(name string) string { return q.Filters[name] }

// Narrowed reports whether the list shows less than all of its rows.
func (q Query) Narrowed() bool {
	for _, set := range q.Filters {
		if set != "" {
			return true
		}
	}
	return q.Text != ""
}

// Offset is how many rows stand before the page.
func (q Query) Offset() int { return max(0, q.Page) * Size }

// Within turns to the last page of so many rows where there is no such page.
func (q Query) Within(found int) Query {
	q.Page = max(0, min(q.Page, Pages(found)-1))
	return q
}

// Pages is how many pages so many rows take.
func Pages(found int) int { return (found + Size - 1) / Size }

// Fold is a text as a search and an order compare it: whoever types without
// marks finds it, and marks order nothing but equal letters.
func Fold(text string) string {
	return strings.ToLower(congress.WithoutMarks(congress.NormalizeName(text)))
}

// GivenFirst is a name as lists are ordered by it: what somebody is called first.
func GivenFirst(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1] + " " + name
}

// Shape says how a list in memory is searched, narrowed and ordered.
type Shape[T any] struct {
	Text    func(row T) string            // what a search looks through
	Filters map[string]func(row T) string // by name: the value that a row has
	Sorts   map[string]func(a, b T) int   // by name
}

// Take cuts the page out of all rows, which stand in the usual order, and says
// how many there are on all pages.
func (s Shape[T]) Take(all []T, q Query) (page []T, found int) {
	rows := slices.DeleteFunc(slices.Clone(all), func(row T) bool { return !s.takes(row, q) })
	if by := s.Sorts[q.Sort]; by != nil {
		slices.SortStableFunc(rows, by)
	}
	if q.Down {
		slices.Reverse(rows)
	}
	q = q.Within(len(rows))
	return rows[q.Offset():min(len(rows), q.Offset()+Size)], len(rows)
}

func (s Shape[T]) takes(row T, q Query) bool {
	for name, value := range q.Filters {
		if of := s.Filters[name]; value != "" && of != nil && of(row) != value {
			return false
		}
	}
	return q.Text == "" || s.Text == nil || strings.Contains(Fold(s.Text(row)), Fold(q.Text))
}

// ByText orders rows by a text in them, as people expect names in a list.
func ByText[T any](of func(T) string) func(a, b T) int {
	return func(a, b T) int { return cmp.Or(cmp.Compare(Fold(of(a)), Fold(of(b))), cmp.Compare(of(a), of(b))) }
}

// By orders rows by a value in them.
func By[T any, V cmp.Ordered](of func(T) V) func(a, b T) int {
	return func(a, b T) int { return cmp.Compare(of(a), of(b)) }
}
