package pages

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"kiemphieu/api"
	"kiemphieu/congress/list"
)

// listing is a list on a page: what is asked of it, and where the answer is
// turned, ordered and narrowed. Every list of the program is one, with the parts
// "list-bar", "list-head", "list-pager" and "list-empty" of the templates.
type listing struct {
	At      string   // address of the page
	Prefix  string   // of the fields in the address, where a page has several lists
	Sorts   []string // what can be ordered by
	Filters []listFilter
	Tabbed  string // the filter that is drawn as tabs
	Query   list.Query
	Found   int        // on all pages
	short   bool       // a handful of rows, which one sees at a glance
	kept    url.Values // of the address, what is not about this list
}

// listFilter is a choice that narrows a list.
type listFilter struct {
	Name    string
	Options []listOption
}

type listOption struct{ Value, Text string }

// asked reads what an address asks of a list. What makes no sense is left out.
func (l listing) asked(r *api.Request) listing {
	l.kept = url.Values{}
	own := []string{l.Name("tim"), l.Name("trang"), l.Name("xep")}
	l.Query.Text = strings.TrimSpace(shortened(r.QueryParam(l.Name("tim")), 100))
	l.Query.Page = pageAsked(r.QueryParam(l.Name("trang")))
	sort, down := strings.CutPrefix(r.QueryParam(l.Name("xep")), "-")
	if slices.Contains(l.Sorts, sort) {
		l.Query.Sort, l.Query.Down = sort, down
	}
	l.Query.Filters = map[string]string{}
	for _, f := range l.Filters {
		own = append(own, l.Name(f.Name))
		asked := r.QueryParam(l.Name(f.Name))
		if slices.ContainsFunc(f.Options, func(o listOption) bool { return o.Value == asked }) {
			l.Query.Filters[f.Name] = asked
		}
	}
	for name, values := range r.QueryParams() {
		if !slices.Contains(own, name) && len(values) > 0 && values[0] != "" {
			l.kept.Set(name, shortened(values[0], 100))
		}
	}
	return l
}

// pageAsked reads the number of a page, which people count from 1.
func pageAsked(typed string) int {
	n, err := strconv.Atoi(typed)
	if err != nil || n < 1 || n > 1_000_000 {
		return 0
	}
	return n - 1
}

// of returns the list with its answer: so many rows on all pages.
func (l listing) of(found int) listing {
	l.Found, l.Query = found, l.Query.Within(found)
	l.short = found <= handful && !l.Query.Narrowed()
	return l
}

// taken cuts the page out of a list in memory.
func taken[T any](l listing, shape list.Shape[T], all []T) (listing, []T) {
	rows, found := shape.Take(all, l.Query)
	return l.of(found), rows
}

// handful is how many rows are seen at a glance: no search stands above them.
const handful = 8

// Long reports whether the list is to be searched and turned.
func (l listing) Long() bool { return !l.short }

// Name is the name of a field of this list in the address.
func (l listing) Name(field string) string { return l.Prefix + field }

// From and To are the places of the first and last row on the page.
func (l listing) From() int { return min(l.Found, l.Query.Offset()+1) }

// To is the place of the last row on the page.
func (l listing) To() int { return min(l.Found, l.Query.Offset()+list.Size) }

// Before and Next lead to the pages beside this one, "" where there is none.
func (l listing) Before() string {
	if l.Query.Page == 0 {
		return ""
	}
	return l.href(func(q *list.Query) { q.Page-- })
}

// Next leads to the page after this one.
func (l listing) Next() string {
	if l.To() >= l.Found {
		return ""
	}
	return l.href(func(q *list.Query) { q.Page++ })
}

// Clear leads to the whole list.
func (l listing) Clear() string {
	return l.href(func(q *list.Query) { q.Text, q.Filters, q.Page = "", nil, 0 })
}

// SortBy leads to the list in another order; asked again, the other way round.
func (l listing) SortBy(key string) string {
	return l.href(func(q *list.Query) {
		q.Down = q.Sort == key && !q.Down
		q.Sort, q.Page = key, 0
	})
}

// Sorted says how the list is ordered by a column, as aria-sort has it.
func (l listing) Sorted(key string) string {
	switch {
	case l.Query.Sort != key:
		return "none"
	case l.Query.Down:
		return "descending"
	}
	return "ascending"
}

// With leads to the list narrowed by a filter.
func (l listing) With(filter, value string) string {
	return l.href(func(q *list.Query) {
		q.Page = 0
		q.Filters = map[string]string{}
		for name, set := range l.Query.Filters {
			q.Filters[name] = set
		}
		q.Filters[filter] = value
	})
}

// Beside leads to the list as it stands, with one more field in the address.
func (l listing) Beside(name, value string) string {
	kept := url.Values{name: {value}}
	for other := range l.kept {
		if other != name {
			kept.Set(other, l.kept.Get(other))
		}
	}
	l.kept = kept
	return l.href(func(*list.Query) {})
}

// Hidden are the fields that a search of this list must not lose.
func (l listing) Hidden() []listOption {
	var fields []listOption
	for name := range l.kept {
		fields = append(fields, listOption{name, l.kept.Get(name)})
	}
	if set := l.Query.Filter(l.Tabbed); set != "" {
		fields = append(fields, listOption{l.Name(l.Tabbed), set})
	}
	if l.Query.Sort != "" {
		fields = append(fields, listOption{l.Name("xep"), l.sort(l.Query)})
	}
	slices.SortFunc(fields, func(a, b listOption) int { return strings.Compare(a.Value, b.Value) })
	return fields
}

func (l listing) sort(q list.Query) string {
	if q.Down {
		return "-" + q.Sort
	}
	return q.Sort
}

// href is the address of the list after a change to what is asked.
func (l listing) href(change func(*list.Query)) string {
	q := l.Query
	change(&q)
	values := url.Values{}
	for name := range l.kept {
		values.Set(name, l.kept.Get(name))
	}
	set := func(name, value string) {
		if value != "" {
			values.Set(l.Name(name), value)
		}
	}
	set("tim", q.Text)
	for name, value := range q.Filters {
		set(name, value)
	}
	if q.Sort != "" {
		set("xep", l.sort(q))
	}
	if q.Page > 0 {
		set("trang", strconv.Itoa(q.Page+1))
	}
	address := l.At
	if len(values) > 0 {
		address += "?" + values.Encode()
	}
	if l.Prefix != "" {
		address += "#" + strings.TrimSuffix(l.Prefix, "-")
	}
	return address
}
