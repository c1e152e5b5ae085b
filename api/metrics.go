package api

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"kiemphieu/api/webhook"
)

// metrics of the server; docs/metrics.md describes each and a test compares.
// Labels come from closed sets: a visitor can add no series, and nothing here
// counts papers one by one.
type metrics struct {
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	batches  *prometheus.CounterVec
	signIns  *prometheus.CounterVec
	webhooks *prometheus.CounterVec
}

func newMetrics(registry *prometheus.Registry, streams func() int) *metrics {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "kiemphieu_http_requests_total",
			Help: "Requests by method, route pattern and status."}, []string{"method", "route", "status"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "kiemphieu_http_request_seconds",
			Help: "Time to answer by route pattern.", Buckets: []float64{.005, .02, .1, .5, 2, 10}}, []string{"route"}),
		batches: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "kiemphieu_batches_total",
			Help: "Batches by result: accepted or refused."}, []string{"result"}),
		signIns: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "kiemphieu_sign_ins_total",
			Help: "Sign-ins by result: accepted or refused."}, []string{"result"}),
		webhooks: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "kiemphieu_webhooks_total",
			Help: "Attempts to tell a webhook by result: delivered or refused."}, []string{"result"}),
	}
	followers := prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "kiemphieu_streams",
		Help: "Open streams of boards."}, func() float64 { return float64(streams()) })
	registry.MustRegister(followers, m.requests, m.duration, m.batches, m.signIns, m.webhooks,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	// From the start on: an alert cannot see the growth of a series that begins with its first refusal.
	for _, result := range []string{webhook.ResultDelivered, webhook.ResultRefused} {
		m.webhooks.WithLabelValues(result)
	}
	for _, result := range []string{"accepted", "refused"} {
		m.batches.WithLabelValues(result)
		m.signIns.WithLabelValues(result)
	}
	return m
}

// ObserveWebhook counts an attempt to tell a webhook.
func (s *Server) ObserveWebhook(result string) { s.metrics.webhooks.WithLabelValues(result).Inc() }

// CountSignIn counts an attempt to sign in, which err refused.
func (r *Request) CountSignIn(err error) { r.server.metrics.signIns.WithLabelValues(result(err)).Inc() }

// CountBatch counts a batch, which err refused.
func (r *Request) CountBatch(err error) { r.server.metrics.batches.WithLabelValues(result(err)).Inc() }

func result(err error) string {
	if err != nil {
		return "refused"
	}
	return "accepted"
}

func (m *metrics) observe(method, route string, status int, took time.Duration) {
	m.requests.WithLabelValues(knownMethod(method), route, strconv.Itoa(status)).Inc()
	if took < 0 {
		return // a stream, whose time tells nothing
	}
	m.duration.WithLabelValues(route).Observe(took.Seconds())
}

// knownMethod keeps invented methods out of the labels.
func knownMethod(method string) string {
	switch method {
	case "GET", "HEAD", "POST", "PUT":
		return method
	}
	return "other"
}
