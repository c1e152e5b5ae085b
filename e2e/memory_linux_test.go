package e2e

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"kiemphieu/app/size"
)

// mostMemory is what the server may take at its worst, in KB.
const mostMemory = 300 << 10

// S7: 200 sign-ins at once, as many half-sent bodies, all the streams one
// address may have, and spreadsheets that unpack to gigabytes: the server takes no more
// than 300 MB, and whoever asks for a page meanwhile gets it.
func TestS7Memory(t *testing.T) {
	c := openCount(t, newSeeded(57))
	b := c.openBox(2, 1, 57)
	w := &wire{t: t}
	server := c.start(w)
	defer func() { check(t, server.Process.Kill()); _ = server.Wait() }()
	at := w.target
	organiser, presidium := c.visitor(at, b.cell+".capuy"), c.visitor(at, b.cell+".chutich")
	var crowd sync.WaitGroup
	done := make(chan struct{})
	for range 60 {
		crowd.Go(func() { presidium.listen("/dai-hoi/"+string(b.congress)+"/dieu-hanh/truc-tiep", done) })
	}
	for range 200 {
		crowd.Go(func() { halfSent(t, at, done) })
	}
	var attack sync.WaitGroup
	for i := range 200 {
		attack.Go(func() {
			_, _ = c.stranger(at).post("/dang-nhap", "application/x-www-form-urlencoded",
				strings.NewReader(url.Values{"login": {b.cell + ".kiemphieu1"}, "password": {fmt.Sprint(i)}}.Encode()))
		})
	}
	bomb, kind := sheetBomb(t)
	for range size.Pick(4, 4, 20) {
		attack.Go(func() {
			status, err := organiser.post("/dai-hoi/"+string(b.congress)+"/dang-vien/xem-truoc", kind,
				bytes.NewReader(bomb))
			if err == nil && (status < 400 || status >= 500) && status != http.StatusServiceUnavailable {
				t.Errorf("a bomb is answered %d", status)
			}
		})
	}
	ended := make(chan struct{})
	go func() { attack.Wait(); close(ended) }()
	slowest, pages := time.Duration(0), 0
	for waiting := true; waiting; pages++ {
		began := time.Now()
		if status, err := presidium.get("/dai-hoi/" + string(b.congress)); err != nil || status != http.StatusOK {
			t.Errorf("somebody else's page: %d %v", status, err)
		}
		slowest = max(slowest, time.Since(began))
		select {
		case <-ended:
			waiting = false
		case <-time.After(50 * time.Millisecond):
		}
	}
	close(done)
	crowd.Wait()
	most := highWater(t, server.Process.Pid)
	if most > mostMemory {
		t.Errorf("the server took %d MB", most>>10)
	}
	t.Logf("the server took %d MB at most; %d pages of others, the slowest in %v", most>>10, pages, slowest)
}

// highWater is the most memory a process has had, in KB.
func highWater(t *testing.T, pid int) int {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	check(t, err)
	m := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(text)
	if m == nil {
		t.Fatalf("no memory in %s", text)
	}
	most, err := strconv.Atoi(string(m[1]))
	check(t, err)
	return most
}

// visitor is a browser without a window.
type visitor struct {
	*count
	http *http.Client
	at   *url.URL
}

func (c *count) stranger(at *url.URL) visitor {
	jar, _ := cookiejar.New(nil) // never fails
	return visitor{c, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}, at}
}

// visitor returns somebody who is signed in.
func (c *count) visitor(at *url.URL, login string) visitor {
	c.t.Helper()
	v := c.stranger(at)
	status, err := v.post("/dang-nhap", "application/x-www-form-urlencoded",
		strings.NewReader(url.Values{"login": {login}, "password": {c.password}}.Encode()))
	if err != nil || status != http.StatusSeeOther {
		c.t.Fatalf("%s cannot sign in: %d %v", login, status, err)
	}
	return v
}

func (v visitor) do(method, path, kind string, body io.Reader) (int, error) {
	r, err := http.NewRequestWithContext(v.ctx, method, v.at.String()+path, body)
	if err != nil {
		return 0, err
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	answer, err := v.http.Do(r)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close() // read only
	_, err = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode, err
}

func (v visitor) get(path string) (int, error) { return v.do(http.MethodGet, path, "", nil) }

func (v visitor) post(path, kind string, body io.Reader) (int, error) {
	return v.do(http.MethodPost, path, kind, body)
}

// listen follows a stream until done is closed.
func (v visitor) listen(path string, done <-chan struct{}) {
	r, err := http.NewRequestWithContext(v.ctx, http.MethodGet, v.at.String()+path, http.NoBody)
	if err != nil {
		v.t.Error(err)
		return
	}
	answer, err := v.http.Do(r)
	if err != nil {
		v.t.Error(err)
		return
	}
	defer answer.Body.Close() //nolint:errcheck // it never ends
	if answer.StatusCode != http.StatusOK {
		v.t.Errorf("a stream is answered %d", answer.StatusCode)
	}
	<-done
}

// halfSent begins to send a megabyte and never goes on.
func halfSent(t *testing.T, at *url.URL, done <-chan struct{}) {
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", at.Host)
	if err != nil {
		t.Error(err)
		return
	}
	defer conn.Close() //nolint:errcheck // half a request
	_, err = fmt.Fprintf(conn, "POST /dang-nhap HTTP/1.1\r\nHost: %s\r\n"+
		"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1048576\r\n\r\nlogin=%s", at.Host,
		strings.Repeat("a", 1000))
	if err != nil {
		t.Error(err)
		return
	}
	<-done
}

// sheetBomb is a spreadsheet of a few megabytes whose sheet is two gigabytes.
func sheetBomb(t *testing.T) (body []byte, kind string) {
	t.Helper()
	var sheet bytes.Buffer
	z := zip.NewWriter(&sheet)
	for _, name := range []string{"[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"} {
		part, err := z.Create(name)
		check(t, err)
		zeros := make([]byte, 1<<20)
		for range map[bool]int{true: 2048, false: 0}[name == "xl/worksheets/sheet1.xml"] {
			_, err := part.Write(zeros)
			check(t, err)
		}
	}
	check(t, z.Close())
	var out bytes.Buffer
	m := multipart.NewWriter(&out)
	part, err := m.CreateFormFile("file", "danh-sach.xlsx")
	check(t, err)
	_, err = part.Write(sheet.Bytes())
	check(t, err)
	check(t, m.Close())
	return out.Bytes(), m.FormDataContentType()
}
