package ratify_test

import (
	"context"
	"fmt"
	"testing"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/congress"
	"kiemphieu/congress/list"
	"kiemphieu/ratify"
)

// Turned page by page, an inbox has every row once, in the order of urgency,
// whatever it is narrowed to.
func TestInboxIsTurnedPageByPage(t *testing.T) {
	p := apptest.OpenTree(t, 240, app.Config{})
	for _, state := range append(ratify.InboxStates(), "") {
		seen, last, found := map[string]bool{}, "", 0
		for page := 0; ; page++ {
			v, err := p.Ratify.InboxOf(context.Background(), "/province/", ratify.InboxFilter{State: state,
				Query: list.Query{Page: page}})
			must(t, err)
			want := v.N(state)
			if state == "" {
				want = 240
			}
			if found = v.Found; found != want {
				t.Fatalf("%q: %d rows, counted %d", state, found, want)
			}
			for _, r := range v.Rows {
				rank, due := urgency(r)
				key := fmt.Sprint(rank, due)
				if key < last || seen[string(r.Organisation.ID)] || state != "" && r.State != state {
					t.Errorf("%q page %d: %s %s after %s", state, page, r.Organisation.ID, key, last)
				}
				seen[string(r.Organisation.ID)], last = true, key
			}
			if page+1 >= list.Pages(found) {
				break
			}
		}
		if len(seen) != found {
			t.Errorf("%q: %d rows of %d", state, len(seen), found)
		}
	}
}

// urgency is what an inbox is ordered by, but for what is decided.
func urgency(r ratify.InboxRow) (int, congress.Date) {
	switch {
	case r.State == ratify.InboxDecided:
		return 3, ""
	case r.Due != "":
		return 0, r.Due
	case r.State == ratify.InboxReturned:
		return 1, ""
	}
	return 2, ""
}
