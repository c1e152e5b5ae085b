package live

import (
	"bytes"
	"net/http"
	"time"
)

const (
	beat  = 15 * time.Second // so that the page sees that the stream lives
	grace = 5 * time.Second  // a follower who takes longer is dropped, and comes back
)

// Serve writes a topic's pictures to one page until the page, the server or a
// slow line ends it.
func (h *Hub) Serve(w http.ResponseWriter, r *http.Request, name string) {
	line := http.NewResponseController(w)
	_ = line.SetReadDeadline(time.Time{}) // the request is read; the stream lasts
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return
	}
	frames, leave := h.follow(name, r.Header.Get("Last-Event-ID"))
	defer leave()
	over, pass := h.enter(browserOf(r))
	defer pass()
	ticker := time.NewTicker(beat)
	defer ticker.Stop()
	text := []byte("retry: 2000\n: chào\n\n")
	for {
		_ = line.SetWriteDeadline(time.Now().Add(grace)) //nolint:forbidigo // of the connection
		if _, err := w.Write(text); err != nil || line.Flush() != nil {
			return
		}
		select {
		case f := <-frames:
			text = f.text()
		case <-ticker.C:
			text = []byte("event: beat\ndata:\n\n")
		case <-over:
			_, _ = w.Write([]byte("event: turn\ndata:\n\n"))
			return
		case <-r.Context().Done():
			return
		case <-h.ended:
			return
		}
	}
}

// text returns the frame as an event; every line of data stands by itself.
func (f frame) text() []byte {
	var out bytes.Buffer
	out.WriteString("id: " + f.id + "\nevent: board\n")
	for _, line := range bytes.Split(f.data, []byte("\n")) {
		out.WriteString("data: ")
		out.Write(bytes.TrimRight(line, "\r"))
		out.WriteByte('\n')
	}
	out.WriteByte('\n')
	return out.Bytes()
}
