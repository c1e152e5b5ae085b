package api_test

import (
	"context"
	"database/sql"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	_ "github.com/lib/pq" // to end connections behind the program's back

	"kiemphieu/api/apitest"
	"kiemphieu/app"
	"kiemphieu/store/pgtest"
)

// R3: while the database is gone nobody is signed out, nothing is acknowledged
// and nothing is a defect: 503 at every route that needs it. All goes on once
// it is back, and the log says it once.
func TestR3OutageSignsNobodyOut(t *testing.T) {
	var log strings.Builder
	address := pgtest.Database(t)
	h := apitest.OpenIn(t, app.Config{Database: address, Log: slog.New(slog.NewTextHandler(&log, nil))})
	h.Pages.Close() // streams end at once
	everybody := []string{"own.chief", "parent.administrator", "own.organiser"}
	for _, login := range everybody {
		h.Client(login)
	}
	letIn := gone(t, address)
	log.Reset()
	told, began := 0, time.Now()
	for _, rt := range h.Server.Routes {
		path, _ := routeAddress(h, rt)
		for _, login := range everybody {
			answer, body := h.Call(h.Client(login), rt.Method, path, nil)
			if answer.StatusCode == http.StatusServiceUnavailable && strings.Contains(body, "không trả lời") {
				told++
				continue
			}
			if !rt.Gate.Public || answer.StatusCode == http.StatusUnauthorized || answer.StatusCode >= 500 {
				t.Errorf("%s %s as %s: %d %.200s", rt.Method, rt.Path, login, answer.StatusCode, body)
			}
		}
	}
	answer, _ := h.Send(apitest.Browser(t), "/dang-nhap", url.Values{"login": {"own.chief"},
		"password": {apitest.Password}})
	if answer.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("signing in: %d", answer.StatusCode)
	}
	minutes := 1 + int(time.Since(began)/time.Minute) // each begun one may have its line
	if lines := strings.Count(log.String(), "level=ERROR"); told < 300 || lines < 1 || lines > minutes {
		t.Errorf("told %d people and the log %d times:\n%.1000s", told, lines, log.String())
	}
	letIn()
	for _, login := range everybody {
		if answer, _ := h.Call(h.Client(login), "GET", "/", nil); answer.StatusCode != http.StatusOK {
			t.Errorf("%s afterwards: %d", login, answer.StatusCode)
		}
	}
}

// gone ends all connections to a database and refuses new ones until the
// returned function is called.
func gone(t *testing.T, address string) (letIn func()) {
	t.Helper()
	u, err := url.Parse(address)
	apitest.Must(t, err)
	name := u.Path[1:]
	u.Path = "/postgres"
	admin, err := sql.Open("postgres", u.String())
	apitest.Must(t, err)
	t.Cleanup(func() { apitest.Must(t, admin.Close()) })
	run := func(statement string) {
		t.Helper()
		_, err := admin.ExecContext(context.Background(), statement)
		apitest.Must(t, err)
	}
	run("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false")
	run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'")
	return func() { run("ALTER DATABASE " + name + " ALLOW_CONNECTIONS true") }
}
