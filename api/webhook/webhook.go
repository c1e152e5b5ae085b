// Package webhook tells other programs that a dossier moved. What is to be
// told stands in the database; a sender takes what is due, sends it signed,
// and writes down what came of it. Each is told at least once, with an id by
// which a second time is known. Calls are signed as Standard Webhooks has it.
//
// A sender reaches public addresses alone, so that nobody can make this server
// ask others within the house (SSRF), unless it is told that it may.
package webhook

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"kiemphieu/outside"
)

// Results of an attempt, for counting.
const (
	ResultDelivered = "delivered"
	ResultRefused   = "refused"
)

// Sender sends what is due.
type Sender struct {
	Outside *outside.Service
	Log     *slog.Logger
	Now     func() time.Time
	Observe func(result string) // counts an attempt
	client  *http.Client

	mu    sync.Mutex
	busy  map[outside.WebhookID]bool // an attempt is under way: a receiver that is slow holds back itself alone
	ended chan struct{}              // told of attempts that ended
}

const (
	pause      = 5 * time.Second  // between looks at the database
	atOnce     = 64               // deliveries taken at a look, each of another webhook
	answerTime = 15 * time.Second // for one attempt
)

// NewSender makes a sender; private lets it reach addresses within the house.
func NewSender(os *outside.Service, log *slog.Logger, now func() time.Time, observe func(string),
	private bool) *Sender {
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	if !private {
		dialer.Control = RefusePrivate
	}
	return &Sender{Outside: os, Log: log, Now: now, Observe: observe, busy: map[outside.WebhookID]bool{},
		ended: make(chan struct{}, 1), client: &http.Client{
			Timeout: answerTime,
			// No proxy: it would reach what the dialer refuses.
			Transport: &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: 5 * time.Second,
				MaxIdleConns: atOnce, IdleConnTimeout: time.Minute, ForceAttemptHTTP2: true},
			// An address that moved is typed anew by a person.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}}
}

// Run sends what is due until ctx ends, and returns when the attempts that were
// under way have been written down.
func (s *Sender) Run(ctx context.Context) {
	look, clean := time.NewTicker(pause), time.NewTicker(time.Hour)
	defer look.Stop()
	defer clean.Stop()
	var running sync.WaitGroup
	defer running.Wait()
	tell := func(err error) {
		if err != nil && ctx.Err() == nil {
			s.Log.LogAttrs(ctx, slog.LevelWarn, "webhooks not sent", slog.Any("error", err))
		}
	}
	for {
		_, err := s.start(ctx, &running, tell)
		tell(err)
		select {
		case <-ctx.Done():
			return
		case <-clean.C:
			if err := s.Outside.ForgetDeliveries(ctx); err != nil && ctx.Err() == nil {
				s.Log.LogAttrs(ctx, slog.LevelWarn, "old deliveries not dropped", slog.Any("error", err))
			}
		case <-s.ended:
		case <-look.C:
		}
	}
}

// SendDue tries everything that is due now, and gives how many that was.
func (s *Sender) SendDue(ctx context.Context) (sent int, err error) {
	for {
		var running sync.WaitGroup
		var mu sync.Mutex
		n, claimErr := s.start(ctx, &running, func(tryErr error) {
			mu.Lock()
			defer mu.Unlock()
			err = errors.Join(err, tryErr)
		})
		running.Wait()
		if sent, err = sent+n, errors.Join(err, claimErr); n == 0 || err != nil {
			return sent, err
		}
	}
}

// start begins an attempt at each webhook that something is due to and that is
// not busy, and returns how many.
func (s *Sender) start(ctx context.Context, running *sync.WaitGroup, ended func(error)) (int, error) {
	attempts, err := s.Outside.ClaimDeliveries(ctx, atOnce, s.isBusy)
	if err != nil {
		return 0, err
	}
	for _, a := range attempts {
		s.setBusy(a.Delivery.WebhookID, true)
		running.Go(func() {
			ended(s.try(ctx, a))
			s.setBusy(a.Delivery.WebhookID, false)
			select {
			case s.ended <- struct{}{}: // more may be due to this webhook
			default:
			}
		})
	}
	return len(attempts), nil
}

func (s *Sender) isBusy(id outside.WebhookID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.busy[id]
}

func (s *Sender) setBusy(id outside.WebhookID, busy bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if busy {
		s.busy[id] = true
	} else {
		delete(s.busy, id)
	}
}

// try makes one attempt and writes down what came of it, even if the program
// is being stopped meanwhile.
func (s *Sender) try(ctx context.Context, a outside.Attempt) error {
	answer, failure := s.send(ctx, a)
	result := ResultDelivered
	if failure != "" {
		result = ResultRefused
	}
	s.Observe(result)
	s.Log.LogAttrs(ctx, slog.LevelInfo, "webhook", slog.String("delivery", string(a.Delivery.ID)),
		slog.String("event", a.Delivery.Event),
		slog.Int("attempt", a.Delivery.Attempts), slog.Int("answer", answer), slog.String("failure", failure))
	return s.Outside.DeliveryTried(context.WithoutCancel(ctx), a.Delivery, answer, failure)
}

// send calls the address; failure is a code of a closed set.
func (s *Sender) send(ctx context.Context, a outside.Attempt) (answer int, failure string) {
	call, err := http.NewRequestWithContext(ctx, http.MethodPost, a.URL, bytes.NewReader([]byte(a.Delivery.Body)))
	if err != nil {
		return 0, "address"
	}
	call.Header.Set("Content-Type", "application/json")
	call.Header.Set("User-Agent", "kiemphieu")
	if err := sign(call.Header, a, s.Now()); err != nil {
		return 0, "secret"
	}
	response, err := s.client.Do(call)
	if err != nil {
		return 0, failureOf(err)
	}
	defer response.Body.Close() //nolint:errcheck // read only
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10))
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return response.StatusCode, "status"
	}
	return response.StatusCode, ""
}

func failureOf(err error) string {
	var slow net.Error
	switch {
	case errors.Is(err, errPrivate):
		return "private"
	case errors.As(err, &slow) && slow.Timeout():
		return "timeout"
	}
	return "connection"
}

// Failures lists the codes of what can go wrong.
func Failures() []string {
	return []string{"address", "secret", "private", "timeout", "connection", "status"}
}

// secretBytes are enough for HMAC-SHA256, and as many as Standard Webhooks asks for.
const secretBytes = 32

// NewSecret makes a key to sign with, in the form that receivers paste into a
// verifier: "whsec_" and base64.
func NewSecret() string {
	key := make([]byte, secretBytes)
	_, _ = rand.Read(key) // never fails
	return "whsec_" + base64.StdEncoding.EncodeToString(key)
}

// sign writes the headers by which a receiver knows the sender, the delivery
// and its time.
func sign(header http.Header, a outside.Attempt, at time.Time) error {
	key, err := standardwebhooks.NewWebhook(a.Secret)
	if err != nil {
		return err
	}
	signature, err := key.Sign(string(a.Delivery.ID), at, []byte(a.Delivery.Body))
	header.Set(standardwebhooks.HeaderWebhookID, string(a.Delivery.ID))
	header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(at.Unix(), 10))
	header.Set(standardwebhooks.HeaderWebhookSignature, signature)
	return err
}
