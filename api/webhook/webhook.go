// Package webhook tells other programs that a dossier moved. What is to be
// told stands in the database; a sender takes what is due, sends it signed,
// and writes down what came of it. Each is told at least once, with an id by
// which a second time is known.
//
// A sender reaches public addresses alone, so that nobody can make this server
// ask others within the house (SSRF), unless it is told that it may.
package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"kiemphieu/congress"
)

// The headers of a call.
const (
	HeaderEvent     = "Kiemphieu-Event"
	HeaderDelivery  = "Kiemphieu-Delivery"
	HeaderTimestamp = "Kiemphieu-Timestamp" // seconds since 1970 UTC
	HeaderSignature = "Kiemphieu-Signature" // "v1=" and the hex of [Sign]
)

// Results of an attempt, for counting.
const (
	ResultDelivered = "delivered"
	ResultRefused   = "refused"
)

// Sender sends what is due.
type Sender struct {
	Congress *congress.Service
	Log      *slog.Logger
	Now      func() time.Time
	Observe  func(result string) // counts an attempt
	client   *http.Client
}

const (
	pause      = 5 * time.Second  // between looks at the database
	atOnce     = 8                // deliveries taken at a look
	answerTime = 15 * time.Second // for one attempt
)

// NewSender makes a sender; private lets it reach addresses within the house.
func NewSender(cs *congress.Service, log *slog.Logger, now func() time.Time, observe func(string), private bool) *Sender {
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	if !private {
		dialer.Control = refusePrivate
	}
	return &Sender{Congress: cs, Log: log, Now: now, Observe: observe, client: &http.Client{
		Timeout: answerTime,
		// No proxy: it would reach what the dialer refuses.
		Transport: &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: 5 * time.Second, MaxIdleConns: atOnce, IdleConnTimeout: time.Minute, ForceAttemptHTTP2: true},
		// An address that moved is typed anew by a person.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Run sends what is due until ctx ends.
func (s *Sender) Run(ctx context.Context) {
	look, clean := time.NewTicker(pause), time.NewTicker(time.Hour)
	defer look.Stop()
	defer clean.Stop()
	for {
		if _, err := s.SendDue(ctx); err != nil && ctx.Err() == nil {
			s.Log.LogAttrs(ctx, slog.LevelWarn, "webhooks not sent", slog.String("error", err.Error()))
		}
		select {
		case <-ctx.Done():
			return
		case <-clean.C:
			if err := s.Congress.ForgetDeliveries(ctx); err != nil && ctx.Err() == nil {
				s.Log.LogAttrs(ctx, slog.LevelWarn, "old deliveries not dropped", slog.String("error", err.Error()))
			}
		case <-look.C:
		}
	}
}

// SendDue tries everything that is due now, and gives how many that was.
func (s *Sender) SendDue(ctx context.Context) (int, error) {
	attempts, err := s.Congress.ClaimDeliveries(ctx, atOnce)
	if err != nil {
		return 0, err
	}
	var wg sync.WaitGroup
	errs := make([]error, len(attempts))
	for i, a := range attempts {
		wg.Go(func() { errs[i] = s.try(ctx, a) })
	}
	wg.Wait()
	return len(attempts), errors.Join(errs...)
}

// try makes one attempt and writes down what came of it, even if the program
// is being stopped meanwhile.
func (s *Sender) try(ctx context.Context, a congress.Attempt) error {
	answer, failure := s.send(ctx, a)
	result := ResultDelivered
	if failure != "" {
		result = ResultRefused
	}
	s.Observe(result)
	s.Log.LogAttrs(ctx, slog.LevelInfo, "webhook", slog.String("delivery", string(a.Delivery.ID)), slog.String("event", a.Delivery.Event),
		slog.Int("attempt", a.Delivery.Attempts), slog.Int("answer", answer), slog.String("failure", failure))
	return s.Congress.DeliveryTried(context.WithoutCancel(ctx), a.Delivery, answer, failure)
}

// send calls the address; failure is a code of a closed set.
func (s *Sender) send(ctx context.Context, a congress.Attempt) (answer int, failure string) {
	call, err := http.NewRequestWithContext(ctx, http.MethodPost, a.URL, bytes.NewReader([]byte(a.Delivery.Body)))
	if err != nil {
		return 0, "address"
	}
	at := s.Now().Unix()
	for name, value := range map[string]string{"Content-Type": "application/json", "User-Agent": "kiemphieu", HeaderEvent: a.Delivery.Event, HeaderDelivery: string(a.Delivery.ID),
		HeaderTimestamp: strconv.FormatInt(at, 10), HeaderSignature: "v1=" + Sign(a.Secret, at, a.Delivery.Body)} {
		call.Header.Set(name, value)
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
func Failures() []string { return []string{"address", "private", "timeout", "connection", "status"} }

// Sign gives the HMAC-SHA256, in hex, over the time, a point and the body.
// Whoever is told works it out anew, and refuses what is minutes old.
func Sign(secret string, at int64, body string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = fmt.Fprintf(mac, "%d.%s", at, body) // a hash never fails
	return hex.EncodeToString(mac.Sum(nil))
}
