package webhook_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"kiemphieu/api/webhook"
	"kiemphieu/app"
	"kiemphieu/congress"
	"kiemphieu/outside"
)

// office is a committee with a cell whose congress is closed, on a clock that
// the test moves.
type office struct {
	t    *testing.T
	ctx  context.Context
	path string
	now  time.Time
	*app.Program
	top, cell congress.Actor
	secret    string // of the addresses that are told
	results   map[string]int
	mutex     sync.Mutex // sends run at once
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func openOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, ctx: context.Background(), path: filepath.Join(t.TempDir(), "kiemphieu.db"),
		now: time.Unix(1_740_000_000, 0), secret: webhook.NewSecret(), results: map[string]int{}}
	o.start()
	t.Cleanup(func() { must(t, o.Close()) })
	o.top = o.actor("", congress.KindBase, congress.RoleSuperior)
	o.cell = o.actor(o.top.OrgID, congress.KindCell, congress.RoleOrganiser)
	must(t, o.Store.InTx(o.ctx, func(tx congress.Tx) error {
		return tx.PutCongress(o.ctx, congress.Congress{ID: "c", OrgID: o.cell.OrgID, Title: "Đại hội",
			HeldOn: "2025-02-01", Profile: "190-QD/TW", State: congress.StateClosed, ClosedAt: congress.At(o.now)})
	}))
	return o
}

// start opens the database as a new start of the program does.
func (o *office) start() {
	o.t.Helper()
	var err error
	o.Program, err = app.Open(o.ctx, app.Config{Database: o.path, Now: func() time.Time { return o.now }})
	must(o.t, err)
}

func (o *office) actor(above congress.OrgID, kind congress.OrganisationKind, role congress.Role) congress.Actor {
	o.t.Helper()
	id, err := o.Congress.CreateOrganisation(o.ctx, above, congress.OrganisationInput{Kind: kind,
		Model: congress.ModelOffice, Name: fmt.Sprintf("%s of %s", kind, role)})
	must(o.t, err)
	account, err := o.Congress.CreateAccount(o.ctx, congress.AccountInput{OrgID: id, Login: string(role), Name: "Người",
		Role: role, PasswordHash: "x"})
	must(o.t, err)
	by, err := o.Congress.ActorOf(o.ctx, account)
	must(o.t, err)
	return by
}

func (o *office) sender(private bool) *webhook.Sender {
	return webhook.NewSender(o.Outside, slog.New(slog.NewTextHandler(io.Discard, nil)),
		func() time.Time { return o.now }, o.observe, private)
}

func (o *office) observe(result string) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.results[result]++
}

// due sends what is due, which must be so many.
func (o *office) due(private bool, want int) {
	o.t.Helper()
	n, err := o.sender(private).SendDue(o.ctx)
	if err != nil || n != want {
		o.t.Errorf("%d sent, want %d, %v", n, want, err)
	}
}

func (o *office) hook(by congress.Actor, url string, events ...string) {
	o.t.Helper()
	_, err := o.Outside.CreateWebhook(o.ctx, by, outside.WebhookInput{URL: url, Events: events, Secret: o.secret,
		Private: true})
	must(o.t, err)
}

func (o *office) log(by congress.Actor) []outside.Delivery {
	o.t.Helper()
	_, told, err := o.Outside.Webhooks(o.ctx, by)
	must(o.t, err)
	return told
}

// receiver listens, and answers as it is told.
type receiver struct {
	*httptest.Server
	calls   []outside.Announcement
	body    string // of the last call
	headers http.Header
	answer  int
}

func listen(o *office) *receiver {
	t := o.t
	t.Helper()
	r := &receiver{answer: http.StatusNoContent}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, call *http.Request) {
		body, err := io.ReadAll(call.Body)
		var told outside.Announcement
		if err = errors.Join(err, json.Unmarshal(body, &told)); err != nil {
			t.Error(err)
		}
		verifier, err := standardwebhooks.NewWebhook(o.secret)
		if err = errors.Join(err, verifier.VerifyIgnoringTimestamp(body, call.Header)); err != nil {
			t.Error(err)
		}
		if call.Method != http.MethodPost || call.Header.Get("Content-Type") != "application/json" ||
			call.Header.Get(standardwebhooks.HeaderWebhookID) != string(told.ID) ||
			call.Header.Get(standardwebhooks.HeaderWebhookTimestamp) != strconv.FormatInt(o.now.Unix(), 10) {
			t.Errorf("%s %v %s", call.Method, call.Header, body)
		}
		o.mutex.Lock()
		r.calls, r.body, r.headers = append(r.calls, told), string(body), call.Header
		o.mutex.Unlock()
		w.Header().Set("Location", "/moved")
		w.WriteHeader(r.answer)
	}))
	t.Cleanup(r.Close)
	return r
}

// A receiver checks calls with the verifier of Standard Webhooks: what another
// wrote, altered or kept for long is refused.
func TestCallsAreStandardWebhooks(t *testing.T) {
	o := openOffice(t)
	o.now = time.Now()
	r := listen(o)
	o.hook(o.top, r.URL, outside.WebhookEvents()...)
	must(t, o.Ratify.Submit(o.ctx, o.cell, "c", ""))
	o.due(true, 1)
	verify := func(key, body string, headers http.Header) error {
		verifier, err := standardwebhooks.NewWebhook(key)
		must(t, err)
		return verifier.Verify([]byte(body), headers)
	}
	if err := verify(o.secret, r.body, r.headers); err != nil {
		t.Errorf("%v %v", err, r.headers)
	}
	late := r.headers.Clone()
	late.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(o.now.Unix()-600, 10))
	if verify(webhook.NewSecret(), r.body, r.headers) == nil || verify(o.secret, r.body+" ", r.headers) == nil ||
		verify(o.secret, r.body, late) == nil {
		t.Error("what another wrote, what was altered, or what is old is taken")
	}
}

// A key that signs nothing is told, and nothing goes out unsigned.
func TestKeyOfAnotherFormIsTold(t *testing.T) {
	o := openOffice(t)
	r := listen(o)
	o.secret = "kps_cũ"
	o.hook(o.top, r.URL, outside.WebhookEvents()...)
	must(t, o.Ratify.Submit(o.ctx, o.cell, "c", ""))
	o.due(true, 1)
	if d := o.log(o.top)[0]; d.Failure != "secret" || len(r.calls) != 0 {
		t.Errorf("%+v, %d calls", d, len(r.calls))
	}
}

// Keys are those of Standard Webhooks, each another.
func TestSecretsAreNew(t *testing.T) {
	first, second := webhook.NewSecret(), webhook.NewSecret()
	if first == second || len(first) != len("whsec_")+44 || !strings.HasPrefix(first, "whsec_") {
		t.Error(first, second)
	}
}

// Submission, return and decision are told to the committee above and to
// nobody beside it, each once, with no more than where to read on.
func TestDossierIsToldAsItMoves(t *testing.T) {
	o := openOffice(t)
	here, some, aside := listen(o), listen(o), listen(o)
	o.hook(o.top, here.URL, outside.WebhookEvents()...)
	o.hook(o.cell, some.URL, outside.WebhookReturned)
	o.hook(o.actor(o.top.OrgID, congress.KindCell, congress.RolePresidium), aside.URL, outside.WebhookEvents()...)
	must(t, o.Ratify.Submit(o.ctx, o.cell, "c", ""))
	o.due(true, 1)
	must(t, o.Ratify.Return(o.ctx, o.top, "c", "Thiếu biên bản"))
	o.due(true, 2)
	must(t, tell(o, o.Store, congress.DossierDecided{Version: 1, Decision: "ratified"}))
	o.due(true, 1)
	o.due(true, 0)
	if len(here.calls) != 3 || len(some.calls) != 1 || len(aside.calls) != 0 {
		t.Fatalf("%d %d %d", len(here.calls), len(some.calls), len(aside.calls))
	}
	for i, event := range outside.WebhookEvents() {
		if got := here.calls[i]; got.Event != event || got.Congress != "c" || got.Organisation != o.cell.OrgID ||
			got.At != "2025-02-19T21:20:00Z" {
			t.Errorf("%+v", got)
		}
	}
	if here.calls[1].ID == some.calls[0].ID || here.calls[0].ID == here.calls[1].ID {
		t.Error("two deliveries have one id")
	}
	if o.results[webhook.ResultDelivered] != 4 {
		t.Errorf("%v", o.results)
	}
}

// What is rolled back is told to nobody.
func TestNothingIsToldOfWhatDidNotHappen(t *testing.T) {
	o := openOffice(t)
	o.hook(o.top, listen(o).URL, outside.WebhookEvents()...)
	back := errors.New("back")
	if err := tell(o, failing{o.Store, back}, congress.CongressMoved{Action: congress.ActionSubmit}); !errors.Is(err,
		back) {
		t.Fatal(err)
	}
	o.due(true, 0)
}

// failing is a database in which every transaction fails at its end.
type failing struct {
	db  congress.Transactions[congress.Tx]
	err error
}

func (f failing) InTx(ctx context.Context, fn func(congress.Tx) error) error {
	return f.db.InTx(ctx, func(tx congress.Tx) error { return errors.Join(fn(tx), f.err) })
}

// tell has an act tell one event.
func tell(o *office, in congress.Transactions[congress.Tx], event congress.Event) error {
	return congress.Acts[congress.Tx]{Store: in}.Do(o.ctx, o.top, congress.CongressID("c"),
		func(_ congress.Tx, a *congress.Act) error {
			a.Tell(event)
			return nil
		})
}

// What fails is tried again, later each time, over a restart, with the same
// id, until it is taken or given up.
func TestDeliveriesAreTriedAgain(t *testing.T) {
	o := openOffice(t)
	r := listen(o)
	r.answer = http.StatusInternalServerError
	o.hook(o.top, r.URL, outside.WebhookEvents()...)
	must(t, o.Ratify.Submit(o.ctx, o.cell, "c", ""))
	o.due(true, 1)
	o.due(true, 0)
	must(t, o.Close())
	o.start()
	o.due(true, 0)
	o.now = o.now.Add(time.Minute)
	r.answer = http.StatusFound // an address that moved is not followed
	o.due(true, 1)
	if d := o.log(o.top)[0]; d.State != outside.DeliveryWaiting || d.Answer != http.StatusFound ||
		d.Failure != "status" || d.Attempts != 2 || d.NextAt != congress.At(o.now.Add(5*time.Minute)) {
		t.Errorf("%+v", d)
	}
	o.now = o.now.Add(5 * time.Minute)
	r.answer = http.StatusOK
	o.due(true, 1)
	if d := o.log(o.top)[0]; d.State != outside.DeliveryDelivered || d.Failure != "" || len(r.calls) != 3 ||
		r.calls[0] != r.calls[2] {
		t.Errorf("%+v %v", d, r.calls)
	}
	must(t, o.Ratify.Return(o.ctx, o.top, "c", "Thiếu"))
	r.Close()
	for range 10 {
		o.due(true, 1)
		o.now = o.now.Add(24 * time.Hour)
	}
	o.due(true, 0)
	if d := o.log(o.top)[0]; d.State != outside.DeliveryFailed || d.Failure != "connection" {
		t.Errorf("%+v", d)
	}
	o.now = o.now.Add(91 * 24 * time.Hour)
	must(t, o.Outside.ForgetDeliveries(o.ctx))
	if left := o.log(o.top); len(left) != 0 {
		t.Errorf("%v", left)
	}
}

// A sender that dies with a delivery in its hands does not lose it.
func TestDeliveryOfADeadSenderIsTakenUp(t *testing.T) {
	o := openOffice(t)
	r := listen(o)
	o.hook(o.top, r.URL, outside.WebhookEvents()...)
	must(t, o.Ratify.Submit(o.ctx, o.cell, "c", ""))
	taken, err := o.Outside.ClaimDeliveries(o.ctx, 9, func(outside.WebhookID) bool { return false })
	if err != nil || len(taken) != 1 {
		t.Fatal(taken, err)
	}
	o.due(true, 0)
	o.now = o.now.Add(2 * time.Minute)
	o.due(true, 1)
	if len(r.calls) != 1 {
		t.Errorf("%v", r.calls)
	}
}

// Without leave, nobody within the house is called, by whatever name.
func TestSenderKeepsOutOfTheHouse(t *testing.T) {
	o := openOffice(t)
	r := listen(o)
	o.hook(o.top, r.URL, outside.WebhookEvents()...)
	o.hook(o.top, strings.Replace(r.URL, "127.0.0.1", "localhost", 1), outside.WebhookEvents()...)
	must(t, o.Ratify.Submit(o.ctx, o.cell, "c", ""))
	o.due(false, 2)
	if len(r.calls) != 0 {
		t.Fatal("an address of this machine was called")
	}
	for _, d := range o.log(o.top) {
		if d.Failure != "private" || d.Answer != 0 {
			t.Errorf("%+v", d)
		}
	}
}

// A receiver that never answers holds back nobody but itself.
func TestSlowReceiverHoldsNobodyBack(t *testing.T) {
	o := openOffice(t)
	r := listen(o)
	asked, answer := make(chan struct{}, 9), make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		asked <- struct{}{}
		<-answer
	}))
	t.Cleanup(slow.Close)
	o.hook(o.top, slow.URL, outside.WebhookEvents()...)
	o.hook(o.top, r.URL, outside.WebhookEvents()...)
	must(t, o.Ratify.Submit(o.ctx, o.cell, "c", ""))
	must(t, o.Ratify.Return(o.ctx, o.top, "c", "Thiếu biên bản"))
	must(t, o.Ratify.Submit(o.ctx, o.cell, "c", ""))
	ctx, cancel := context.WithCancel(o.ctx)
	ended := make(chan struct{})
	go func() { o.sender(true).Run(ctx); close(ended) }()
	delivered := func() (n int) {
		for _, d := range o.log(o.top) {
			if d.State == outside.DeliveryDelivered {
				n++
			}
		}
		return n
	}
	for delivered() < 3 {
		time.Sleep(20 * time.Millisecond)
	}
	if len(asked) != 1 {
		t.Errorf("the slow one was asked %d times at once", len(asked))
	}
	cancel()
	close(answer)
	<-ended
}

// Run sends without being asked, and ends when it is told to.
func TestSenderRuns(t *testing.T) {
	o := openOffice(t)
	r := listen(o)
	o.hook(o.top, r.URL, outside.WebhookEvents()...)
	must(t, o.Ratify.Submit(o.ctx, o.cell, "c", ""))
	ctx, cancel := context.WithCancel(o.ctx)
	ended := make(chan struct{})
	go func() { o.sender(true).Run(ctx); close(ended) }()
	for range 200 {
		if o.log(o.top)[0].State == outside.DeliveryDelivered {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	cancel()
	<-ended
	if len(r.calls) != 1 {
		t.Errorf("%v", r.calls)
	}
}

// Addresses are typed with care: HTTPS, a host, no password; HTTP to this
// machine alone, and only with leave.
func TestAddressesAreChecked(t *testing.T) {
	o := openOffice(t)
	for url, want := range map[string][2]string{ // without leave, with leave
		"https://example.org/tin":    {"", ""},
		"http://example.org/tin":     {"https", "https"},
		"http://127.0.0.1:9/tin":     {"https", ""},
		"http://[::1]/tin":           {"https", ""},
		"http://localhost.evil.org/": {"https", "https"},
		"ftp://example.org":          {"https", "https"},
		"https://a:b@example.org":    {"format", "format"},
		"https://":                   {"format", "format"},
		"":                           {"required", "required"},
		"tin":                        {"format", "format"},
	} {
		for i, private := range []bool{false, true} {
			_, err := o.Outside.CreateWebhook(o.ctx, o.top, outside.WebhookInput{URL: url,
				Events: outside.WebhookEvents(), Private: private})
			var field *congress.FieldError
			got := ""
			if errors.As(err, &field) {
				got = field.Code
			}
			if got != want[i] {
				t.Errorf("%q, leave %v: %q (%v)", url, private, got, err)
			}
		}
	}
	for _, events := range [][]string{nil, {"round.sealed"}} {
		if _, err := o.Outside.CreateWebhook(o.ctx, o.top, outside.WebhookInput{URL: "https://example.org",
			Events: events}); err == nil {
			t.Errorf("events %v", events)
		}
	}
}
