package api

import (
	"sync"
	"time"

	"kiemphieu/congress"
)

// Opened knows which pages of tablets are open, so that two machines with the key
// of one tablet are told: a browser's profile was copied. It knows of this
// program's callers alone, and of the last seconds.
type Opened struct {
	mu sync.Mutex
	of map[congress.DeviceID]map[string]signs
}

// signs are the signs of life of one page.
type signs struct {
	n    int
	last time.Time
}

// A page gives a sign every five seconds. One that was closed or loaded anew is
// silent by the time that the next has given enough of them.
const (
	pageLives  = 12 * time.Second
	pageSigns  = 3
	pagesKnown = 8 // of one tablet
)

// Hear notes a sign of life of a page, "" for one that has no name, and reports
// whether the tablet has two that live.
func (o *Opened) Hear(id congress.DeviceID, page string, at time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.of == nil {
		o.of = map[congress.DeviceID]map[string]signs{}
	}
	pages := o.of[id]
	if pages == nil {
		pages = map[string]signs{}
		o.of[id] = pages
	}
	for name, s := range pages {
		if at.Sub(s.last) > pageLives {
			delete(pages, name)
		}
	}
	if _, known := pages[page]; page != "" && (known || len(pages) < pagesKnown) {
		pages[page] = signs{pages[page].n + 1, at}
	}
	return living(pages, at) > 1
}

// Twice reports whether a tablet has two pages that live.
func (o *Opened) Twice(id congress.DeviceID, at time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return living(o.of[id], at) > 1
}

func living(pages map[string]signs, at time.Time) int {
	n := 0
	for _, s := range pages {
		if s.n >= pageSigns && at.Sub(s.last) <= pageLives {
			n++
		}
	}
	return n
}
