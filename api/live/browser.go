package live

import (
	"net/http"
	"slices"
)

// atOnce is how many streams one browser keeps open over HTTP/1.1. Browsers
// open six connections to a server; boards that took all of them would leave
// none for the next page. With more boards than that, they take turns.
const atOnce = 3

// browserOf returns the name that a browser gives itself, where its connections
// are few; "" where they are not.
func browserOf(r *http.Request) string {
	name := r.URL.Query().Get("browser")
	if r.ProtoMajor != 1 || len(name) > 64 {
		return ""
	}
	return name
}

// enter counts a stream of a browser, and has the oldest end where there are
// too many. over is closed when this one's turn ends.
func (h *Hub) enter(browser string) (over chan struct{}, leave func()) {
	over = make(chan struct{})
	if browser == "" {
		return over, func() {}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	streams := append(h.browsers[browser], over)
	if len(streams) > atOnce {
		close(streams[0])
		streams = slices.Delete(streams, 0, 1)
	}
	h.browsers[browser] = streams
	return over, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		left := slices.DeleteFunc(h.browsers[browser], func(c chan struct{}) bool { return c == over })
		if h.browsers[browser] = left; len(left) == 0 {
			delete(h.browsers, browser)
		}
	}
}
