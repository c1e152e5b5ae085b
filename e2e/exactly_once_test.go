package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"kiemphieu/app/size"
	"kiemphieu/ballot"
	"kiemphieu/congress"
)

// Through a network that spoils half of all batches, each has exactly one
// effect: one row, one event, the right papers, and its own receipt.
func TestR2ExactlyOnceFromGoClients(t *testing.T) {
	t.Parallel()
	c := openCount(t, newSeeded(2))
	boxes, sheaves := size.Pick(1, 2, 40), 125 // two passes each
	w := c.lay()
	var work sync.WaitGroup
	var tries atomic.Int64
	var all []*box
	for i := range boxes {
		b := c.openBox(sheaves, 2, uint64(i+1))
		all = append(all, b)
		w.worsen(uint64(i+100), 0)
		a, other := b.client(w.url, 0, congress.PassA), b.client(w.url, 1, congress.PassB)
		w.worsen(uint64(i+100), 0.5)
		work.Go(func() { a.send(&tries) })
		work.Go(func() { other.send(&tries) })
		if i%4 == 3 {
			work.Wait()
		}
	}
	work.Wait()
	w.late.Wait()
	for _, b := range all {
		b.holdsAll(congress.PassA)
		b.holdsAll(congress.PassB)
	}
	for f, n := range w.met[1:] {
		if n < boxes*sheaves/40 {
			t.Errorf("fault %d was met %d times only", f+1, n)
		}
	}
	if n := boxes * sheaves * 2; w.sent < n*11/10 {
		t.Errorf("%d deliveries of %d batches: the network was not bad", w.sent, n)
	}
	t.Logf("%d batches, %d tries, %d deliveries, faults met %v", boxes*sheaves*2, tries.Load(), w.sent, w.met[1:])
}

// client is a signed-in teller without a browser.
type client struct {
	*box
	http   *http.Client
	url    string
	pass   congress.Pass
	random *rand.Rand
	got    atomic.Int64 // sheaves that are acknowledged
}

func (b *box) client(url string, teller int, pass congress.Pass) *client {
	b.t.Helper()
	jar, err := cookiejar.New(nil)
	check(b.t, err)
	k := &client{box: b, http: &http.Client{Jar: jar}, url: url, pass: pass,
		random: rand.New(rand.NewPCG(uint64(teller), 3))}
	if b.ledger != nil {
		k.http.Transport, k.http.Timeout = b.ledger.carrier, 20*time.Second
	}
	k.post("/dang-nhap", "application/x-www-form-urlencoded", "login="+fmt.Sprintf("%s.kiemphieu%d", b.cell, teller+1)+
		"&password="+b.password)
	reader := ""
	if k.reads() {
		reader = "Nguyễn A A A" // somebody reads beside a machine
	}
	k.post(fmt.Sprintf("/api/v1/rounds/%s/passes/%s/pair", b.round, pass), "application/json",
		`{"reader":"`+reader+`"}`)
	if k.reads() {
		k.showCheckSheets()
	}
	return k
}

// reads reports whether a machine reads what the client enters.
func (k *client) reads() bool { return k.ballot.machine > 0 && k.pass == congress.PassA }

// showCheckSheets has the machine read the check sheets as they were printed.
func (k *client) showCheckSheets() {
	k.t.Helper()
	var read []ballot.Marks
	check(k.t, k.db.View(k.ctx, func(tx congress.Tx) error {
		r, err := tx.Round(k.ctx, k.round)
		if err != nil {
			return err
		}
		d, err := r.BallotDefinition()
		for _, sheet := range ballot.CheckSheets(d.List) {
			read = append(read, sheet.Marks())
		}
		return err
	}))
	body, err := json.Marshal(map[string]any{"read": read})
	check(k.t, err)
	k.post(fmt.Sprintf("/api/v1/rounds/%s/machine-check", k.round), "application/json", string(body))
}

func (k *client) post(path, kind, body string) {
	k.t.Helper()
	answer, err := k.http.Post(k.url+path, kind, strings.NewReader(body)) //nolint:noctx // ends with the test
	check(k.t, err)
	defer answer.Body.Close() // read only
	if answer.StatusCode >= http.StatusBadRequest {
		k.t.Fatalf("%s: %s", path, answer.Status)
	}
}

// send sends all sheaves in some order, each until its receipt comes; some
// are sent again after it, as by a tablet that lost power before it forgot them.
func (k *client) send(tries *atomic.Int64) {
	for _, i := range k.random.Perm(len(k.sheaves)) {
		if k.ledger != nil {
			time.Sleep(k.ledger.pace)
		}
		k.sendSheaf(i, tries)
		k.got.Add(1)
	}
}

// sendSheaf sends the sheaf at a place until its receipt comes.
func (k *client) sendSheaf(i int, tries *atomic.Int64) {
	id := congress.BatchID(uuid.NewString())
	receipt := congress.Receipt{Batch: id, Pass: k.pass, Sheaf: i + 1, N: len(k.sheaves[i])}
	want := batchOf(k.sheaves[i])
	content := map[string]any{"sheaf": i + 1, "n": receipt.N, "tokens": want.hex,
		"marks": want.marks, "set_aside": []congress.SetAside{}, "account": ""}
	if k.reads() {
		content["machine"] = map[string]any{"batch": uuid.NewString(), "marks": want.marks, "unsure": 0}
	}
	body, err := json.Marshal(content)
	if err != nil {
		k.t.Error(err)
		return
	}
	for again := k.random.IntN(20) / 19; again >= 0; again-- {
		for !k.put(receipt, body) {
			tries.Add(1)
			time.Sleep(5 * time.Millisecond)
		}
		tries.Add(1)
	}
}

// put reports whether the receipt came. A server that has no time for its
// database says so, and nothing is acknowledged; any other answer is a failure.
func (k *client) put(want congress.Receipt, body []byte) bool {
	address := fmt.Sprintf("%s/api/v1/rounds/%s/passes/%s/batches/%s", k.url, k.round, k.pass, want.Batch)
	request, err := http.NewRequestWithContext(k.ctx, http.MethodPut, address, bytes.NewReader(body))
	if err != nil {
		k.t.Error(err)
		return true
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := k.http.Do(request)
	if err != nil {
		k.notes(0)
		return false
	}
	defer answer.Body.Close() // read only
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		k.notes(0)
		return false
	}
	if k.notes(answer.StatusCode) {
		return false
	}
	if answer.StatusCode == http.StatusServiceUnavailable {
		return false
	}
	if answer.StatusCode != http.StatusOK {
		k.t.Errorf("pass %s sheaf %d: %s %s", k.pass, want.Sheaf, answer.Status, content)
		return true
	}
	var got congress.Receipt
	return json.Unmarshal(content, &got) == nil && got == want
}

// notes tells the ledger, where there is one, what a try led to, and reports
// whether it is to be tried again.
func (k *client) notes(status int) (again bool) {
	if k.ledger == nil {
		return false
	}
	if again = k.ledger.heard(k.cell, status); again {
		time.Sleep(100 * time.Millisecond)
	}
	return again
}

// The station's own queue in a browser, through the same network: 24 sheaves,
// each with exactly one effect, and nothing forgotten without its receipt.
func TestR2ExactlyOnceFromTheStation(t *testing.T) {
	size.Story(t)
	t.Parallel()
	c := openCount(t, newSeeded(22))
	b := c.openBox(24, 1, 22)
	w := c.lay()
	station := c.window(profile(t), w.url)
	station.signIn(b.cell + ".kiemphieu1")
	station.visit("/tram")
	station.waitNow("rounds")
	station.take(congress.PassA)
	w.worsen(22, 0.6)
	for i, sheets := range b.sheaves {
		w.unplug(i%8 < 4) // several wait at once
		station.enter(i+1, sheets)
		station.finish()
	}
	station.settle(0)
	w.late.Wait()
	b.holdsAll(congress.PassA)
	for f, n := range w.met[1:] {
		if n == 0 {
			t.Errorf("fault %d was not met", f+1)
		}
	}
	t.Logf("%d batches, %d deliveries, faults met %v", len(b.sheaves), w.sent, w.met[1:])
}
