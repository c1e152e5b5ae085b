package v1_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kiemphieu/api"
	"kiemphieu/api/apitest"
	"kiemphieu/api/auth"
	v1 "kiemphieu/api/v1"
	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/store/pgtest"
)

// clients is how many tablets send at once.
const clients = 32

const (
	papersASheaf = 20
	hallSheaves  = 100 // of the one hall
	halls        = 16  // beside it
)

// loadHall is a hall whose box is open, with tablets that have taken the passes.
type loadHall struct {
	org     congress.OrgID
	meeting congress.CongressID
	round   congress.RoundID
	chief   congress.Actor
	tokens  []ballot.Token
	tag     ballot.RoundTag
	keys    map[congress.Pass][]string // of tablets
}

// openLoadHall has so many sheaves counted by so many tablets in each of two passes.
func openLoadHall(h *apitest.House, n, sheaves, tablets int) loadHall {
	h.T.Helper()
	must, s, ctx := apitest.Must, h.Congress, h.Ctx
	top, err := s.CreateOrganisation(ctx, "", congress.OrganisationInput{Kind: congress.KindBase,
		Name: fmt.Sprintf("Đảng bộ %d", n)})
	must(h.T, err)
	l := loadHall{keys: map[congress.Pass][]string{}}
	l.org, err = s.CreateOrganisation(ctx, top, congress.OrganisationInput{Kind: congress.KindCell,
		Model: congress.ModelOffice, Name: "Chi bộ"})
	must(h.T, err)
	account := func(name string, role congress.Role) congress.Actor {
		id, err := s.CreateAccount(ctx, congress.AccountInput{OrgID: l.org, Login: fmt.Sprintf("%s.%d", name, n),
			Name: "Người " + name, Role: role, PasswordHash: h.Hash})
		must(h.T, err)
		by, err := s.ActorOf(ctx, id)
		must(h.T, err)
		return by
	}
	organiser := account("organiser", congress.RoleOrganiser)
	l.chief = account("chief", congress.RoleChief)
	l.meeting, err = s.CreateCongress(ctx, organiser, l.org, congress.CongressInput{Title: "Đại hội", Term: "2025–2027",
		HeldOn: "2025-03-01", Profile: "190-QD/TW"})
	must(h.T, err)
	tellers := make([]congress.Actor, 2*tablets)
	for i := range tellers {
		tellers[i] = account(fmt.Sprint("teller", i), congress.RoleTeller)
	}
	l.prepare(h, organiser, tellers, papersASheaf*sheaves)
	for i, by := range tellers {
		pass := []congress.Pass{congress.PassA, congress.PassB}[i%2]
		l.keys[pass] = append(l.keys[pass], l.tablet(h, by, pass))
	}
	return l
}

// prepare brings the congress to its open box.
func (l *loadHall) prepare(h *apitest.House, organiser congress.Actor, tellers []congress.Actor, voters int) {
	h.T.Helper()
	must, s, ctx := apitest.Must, h.Congress, h.Ctx
	roster := make([]congress.Member, voters)
	for i := range roster {
		roster[i] = congress.Member{Name: fmt.Sprintf("Đảng viên %d", i), Official: true}
	}
	must(h.T, s.SaveRoster(ctx, organiser, l.meeting, roster))
	o, err := s.Overview(ctx, l.meeting)
	must(h.T, err)
	contest, err := s.AddContest(ctx, organiser, l.meeting, congress.ContestInput{Office: ballot.Committee, Seats: 3})
	must(h.T, err)
	var marks []congress.AttendanceOf
	for i, m := range o.Members {
		marks = append(marks, congress.AttendanceOf{Member: m.ID, Attendance: congress.AttendancePresent})
		if i < 4 {
			must(h.T, s.Nominate(ctx, organiser, contest, m.ID, congress.SourceCommittee, 0))
		}
	}
	last := voters
	appoint := func(duty congress.Duty, by congress.Actor) {
		last--
		must(h.T, s.GiveDuty(ctx, organiser, l.meeting, o.Members[last].ID, duty))
		if by.AccountID != "" {
			must(h.T, s.LinkAccount(ctx, organiser, l.meeting, o.Members[last].ID, by.AccountID))
		}
	}
	appoint(congress.DutyChair, congress.Actor{})
	appoint(congress.DutyChief, l.chief)
	for _, by := range tellers {
		appoint(congress.DutyTeller, by)
	}
	_, err = s.TakeAttendance(ctx, organiser, l.meeting, marks)
	must(h.T, err)
	l.round, err = s.StartRound(ctx, organiser, contest, ballot.Ordinary)
	must(h.T, err)
	must(h.T, s.Freeze(ctx, organiser, l.round, congress.CodeQR))
	must(h.T, s.MakePapers(ctx, organiser, l.round, congress.PapersInput{Count: voters, Format: ballot.FormatA5TwoUp},
		func(p congress.Printing) error {
			l.tokens, l.tag = slices.Clone(p.Tokens), p.Definition.Tag()
			return nil
		}))
	must(h.T, s.HandOutWithReason(ctx, l.chief, l.round, voters, voters, "Thử"))
	must(h.T, s.OpenBox(ctx, l.chief, l.round, congress.BoxInput{Returned: voters}))
	must(h.T, s.ChooseCounting(ctx, l.chief, l.round, congress.CountTwoPasses, papersASheaf, 0, ""))
}

// tablet joins a tablet for a pass, and returns its key.
func (l *loadHall) tablet(h *apitest.House, by congress.Actor, pass congress.Pass) string {
	h.T.Helper()
	must, s, ctx := apitest.Must, h.Congress, h.Ctx
	key := "key of " + string(by.AccountID)
	id, err := s.InviteDevice(ctx, l.chief, l.meeting, "Máy", "invitation of "+key)
	must(h.T, err)
	_, err = s.ClaimDevice(ctx, "invitation of "+key, auth.LinkHash(key), "digits")
	must(h.T, err)
	must(h.T, s.AdmitDevice(ctx, l.chief, id, "digits"))
	must(h.T, s.UseDevice(ctx, id, by.AccountID))
	_, err = s.TakePass(ctx, by, l.round, pass, "", id)
	must(h.T, err)
	return key
}

// call is one batch on its way.
type call struct {
	key, path string
	body      []byte
}

// calls are all batches of the hall, both passes of a sheaf one after the other.
func (l *loadHall) calls(t testing.TB) []call {
	t.Helper()
	var all []call
	for first := 0; first < len(l.tokens); first += papersASheaf {
		sheaf := first/papersASheaf + 1
		body := v1.Batch{Sheaf: sheaf, N: papersASheaf, SetAside: []congress.SetAside{},
			Marks: slices.Repeat([]ballot.Marks{"1110"}, papersASheaf)}
		for _, token := range l.tokens[first : first+papersASheaf] {
			hash := token.Hash(l.tag)
			body.Tokens = append(body.Tokens, hex.EncodeToString(hash[:]))
		}
		slices.Sort(body.Tokens)
		text, err := json.Marshal(body)
		apitest.Must(t, err)
		for _, pass := range []congress.Pass{congress.PassA, congress.PassB} {
			all = append(all, call{l.keys[pass][sheaf%len(l.keys[pass])],
				fmt.Sprintf("/api/v1/rounds/%s/passes/%s/batches/%s-%d", l.round, pass, pass, sheaf), text})
		}
	}
	return all
}

// send delivers batches from so many clients, and returns how long it took.
func send(h *apitest.House, calls []call, clients int) time.Duration {
	h.T.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
	var next atomic.Int64
	var wait sync.WaitGroup
	began := time.Now()
	for range clients {
		wait.Go(func() {
			for i := next.Add(1) - 1; int(i) < len(calls); i = next.Add(1) - 1 {
				if err := calls[i].send(h.URL, client); err != nil {
					h.T.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
	return time.Since(began)
}

func (c call) send(url string, client *http.Client) error {
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPut, url+c.path, bytes.NewReader(c.body))
	if err != nil {
		return err
	}
	r.AddCookie(&http.Cookie{Name: api.DeviceCookie, Value: c.key})
	r.Header.Set("Content-Type", "application/json")
	answer, err := client.Do(r)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %d %s", c.path, answer.StatusCode, text)
	}
	if closed := answer.Body.Close(); err == nil {
		err = closed
	}
	return err
}

// rawRows inserts the rows of batches without the program: prepared statements,
// one transaction each, nothing locked, nothing checked, nothing read.
func rawRows(b *testing.B, driver, address string, l loadHall, n int) time.Duration {
	b.Helper()
	db, err := sql.Open(driver, address)
	apitest.Must(b, err)
	defer db.Close() //nolint:errcheck // the figures are taken by then
	db.SetMaxOpenConns(clients)
	if driver == "sqlite" {
		db.SetMaxOpenConns(1) // faster than many that contend
	}
	db.SetMaxIdleConns(clients)
	_, err = db.ExecContext(b.Context(), `WITH RECURSIVE n (i) AS (SELECT 1001 UNION ALL SELECT i + 1 FROM n WHERE i < 9000)
		INSERT INTO sheaves (org_id, round_id, sheaf, size)
		SELECT o, r, i, 20 FROM n, (SELECT CAST($1 AS TEXT) AS o, CAST($2 AS TEXT) AS r) AS keys`, l.org, l.round)
	apitest.Must(b, err)
	batch, err := db.PrepareContext(b.Context(), `INSERT INTO batches (org_id, round_id, pass, sheaf, batch_id, n, tokens, marks, set_aside, body_hash, account_id, entered_by, superseded, reason)
		VALUES ($1, $2, 'A', $3, $4, 20, $5, $6, '[]', $7, 'a', 'b', $8, '')`)
	apitest.Must(b, err)
	log, err := db.PrepareContext(b.Context(), "INSERT INTO log (org_id, congress_id, seq, leaf, hashes)\n"+
		"VALUES ($1, $2, $3, $4, $5)")
	apitest.Must(b, err)
	insert := func(i int) error {
		tx, err := db.BeginTx(context.Background(), nil)
		if err != nil {
			return err
		}
		defer tx.Rollback() //nolint:errcheck // nothing is left to roll back after the commit
		ctx, marks := context.Background(), string(bytes.Repeat([]byte("1110\n"), papersASheaf))
		tokens := bytes.Repeat([]byte{byte(i), byte(i >> 8)}, 16*papersASheaf)
		//nolint:sqlclosecheck // closed with its transaction
		if _, err := tx.StmtContext(ctx, batch).ExecContext(ctx, l.org, l.round, 1001+i, fmt.Sprintf("raw-%d", i),
			tokens,
			marks, make([]byte, 48), false); err != nil {
			return err
		}
		//nolint:sqlclosecheck // likewise
		if _, err := tx.StmtContext(ctx, log).ExecContext(ctx, l.org, l.meeting, 1_000_000+i, make([]byte, 300),
			make([]byte, 64)); err != nil {
			return err
		}
		return tx.Commit()
	}
	var next atomic.Int64
	var wait sync.WaitGroup
	began := time.Now()
	for range clients {
		wait.Go(func() {
			for i := int(next.Add(1) - 1); i < n; i = int(next.Add(1) - 1) {
				if err := insert(i); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
	return time.Since(began)
}

// BenchmarkBatchesOverHTTP measures acknowledged batches of 20 papers a second
// through the server, from one tablet and from 32, in one hall of 2,000 papers
// and in 16 halls, beside raw inserts of the same rows in the same run.
func BenchmarkBatchesOverHTTP(b *testing.B) {
	for name, driver := range map[string]string{"SQLite": "sqlite", "PostgreSQL": "postgres"} {
		b.Run(name, func(b *testing.B) {
			var one, single, many, raw, begin, end float64
			for b.Loop() {
				address := filepath.Join(b.TempDir(), "kiemphieu.db")
				if driver == "postgres" {
					address = pgtest.Database(b)
				}
				h := apitest.Serve(b, app.Config{Database: address, Now: apptest.Morning("2025-03-01")})
				hall, lone := openLoadHall(h, 0, hallSheaves, clients/2), openLoadHall(h, 1, 15, 1)
				var calls []call
				for n := range halls {
					l := openLoadHall(h, 2+n, 15, 1)
					calls = append(calls, l.calls(b)...)
				}
				calls = mixed(calls, halls)
				rate := func(n int, took time.Duration) float64 { return float64(n) / took.Seconds() }
				all := hall.calls(b)
				part := len(all) / 4
				begin += rate(part, send(h, all[:part], clients))
				one += rate(2*part, send(h, all[part:3*part], clients))
				end += rate(part, send(h, all[3*part:], clients))
				quiet := lone.calls(b)
				single += rate(len(quiet), send(h, quiet, 1))
				opened := len(calls) / 4 // a hall's first batches read all of it, here as in one hall
				send(h, calls[:opened], clients)
				many += rate(len(calls)-opened, send(h, calls[opened:], clients))
				if driver == "sqlite" {
					address = "file:" + address + "?_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)" +
						"&_pragma=secure_delete(1)&_pragma=synchronous(FULL)&_txlock=immediate"
				}
				raw += rate(1000, rawRows(b, driver, address, lone, 1000))
			}
			n := float64(b.N)
			b.ReportMetric(raw/n, "raw/s")
			b.ReportMetric(single/n, "one-client/s")
			b.ReportMetric(one/n, "one-hall/s")
			b.ReportMetric(one/raw, "one-hall-ratio")
			b.ReportMetric(many/n, "many-halls/s")
			b.ReportMetric(many/raw, "many-halls-ratio")
			b.ReportMetric(end/begin, "end-to-begin")
		})
	}
}

// mixed deals batches of halls out one by one.
func mixed(calls []call, from int) []call {
	each := len(calls) / from
	var all []call
	for i := range each {
		for n := range from {
			all = append(all, calls[n*each+i])
		}
	}
	return all
}
