package api_test

import (
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"

	"kiemphieu/api/apitest"
	"kiemphieu/api/auth"
	"kiemphieu/app"
	"kiemphieu/congress"
	"kiemphieu/outside"
)

// burglar has the database of a running house in hand, and not its keys.
type burglar struct {
	*apitest.House
	db *sql.DB
}

func burgle(t *testing.T) burglar {
	t.Helper()
	file := filepath.Join(t.TempDir(), "kiemphieu.db")
	h := apitest.OpenIn(t, app.Config{Database: file})
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(10000)")
	apitest.Must(t, err)
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { apitest.Must(t, db.Close()) })
	return burglar{h, db}
}

func (b burglar) exec(statement string, args ...any) {
	b.T.Helper()
	done, err := b.db.ExecContext(b.Ctx, statement, args...)
	if err != nil {
		b.T.Fatalf("%s: %v", statement, err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		b.T.Fatalf("%s: %d rows, %v", statement, n, err)
	}
}

// keeping has a table as it was again after do.
func (b burglar) keeping(table string, do func()) {
	b.T.Helper()
	quietly := func(statement string) {
		_, err := b.db.ExecContext(b.Ctx, statement)
		apitest.Must(b.T, err)
	}
	quietly("CREATE TEMP TABLE kept AS SELECT * FROM " + table)
	defer func() {
		quietly("DELETE FROM " + table)
		quietly("INSERT INTO " + table + " SELECT * FROM kept")
		quietly("DROP TABLE kept")
	}()
	do()
}

// opens reports whether a browser is let in at an address.
func (b burglar) opens(c *http.Client, path string) bool {
	b.T.Helper()
	answer, _ := b.Call(c, http.MethodGet, path, nil)
	return answer.StatusCode == http.StatusOK
}

// forge returns a browser whose session was put into the database.
func (b burglar) forge(account congress.AccountID) *http.Client {
	b.T.Helper()
	by, err := b.Congress.ActorOf(b.Ctx, account)
	apitest.Must(b.T, err)
	data, err := scs.GobCodec{}.Encode(time.Now().Add(time.Hour), map[string]any{"account": string(account),
		"entry": auth.LinkHash(by.Entry), "seen": time.Now().Unix(), "must_change": false})
	apitest.Must(b.T, err)
	sum := sha256.Sum256([]byte("forged"))
	b.exec("INSERT INTO sessions (token_hash, data, expires, account_id) VALUES (?, ?, ?, ?)", sum[:], data,
		time.Now().Add(time.Hour).Unix(), account)
	c := apitest.Browser(b.T)
	c.Transport = cookied{"kiemphieu=forged"}
	return c
}

// cookied sends a cookie that no server gave.
type cookied struct{ cookie string }

func (c cookied) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Cookie", c.cookie)
	return http.DefaultTransport.RoundTrip(r)
}

// Whoever can write a running server's database, and has not its keys, enters as nobody
// and gets no right that he has not: no session, account, role, second factor, key of a
// program, place in the tree or person on a tablet is believed that the program did not
// write.
func TestTheDatabaseAloneLetsNobodyIn(t *testing.T) {
	b := burgle(t)
	const page = "/quan-tri"
	admin, err := b.Congress.AccountByLogin(b.Ctx, "parent.administrator")
	apitest.Must(t, err)
	chief, err := b.Congress.AccountByLogin(b.Ctx, "own.chief")
	apitest.Must(t, err)
	teller, _ := b.Client("own.teller"), b.Client("own.administrator")
	if !b.opens(b.Client(admin.Login), page) || b.opens(teller, page) {
		t.Fatal("an administrator is kept out, or a teller is one")
	}
	mine, err := auth.Hash("mat khau cua ke gian")
	apitest.Must(t, err)
	signsIn := func(login, password string) bool {
		return tryAs(b.House, apitest.Browser(t), login, password) == "in"
	}
	for what, attack := range map[string]struct {
		table string
		enter func() bool
	}{
		"a session": {"sessions", func() bool { return b.opens(b.forge(admin.ID), page) }},
		"a session of somebody else": {"sessions", func() bool {
			b.exec("UPDATE sessions SET data = (SELECT data FROM sessions WHERE account_id = ?), account_id = ? "+
				"WHERE account_id <> ?", admin.ID, admin.ID, admin.ID)
			return b.opens(teller, page)
		}},
		"a password": {"accounts", func() bool {
			b.exec("UPDATE accounts SET password_hash = ? WHERE account_id = ?", mine, admin.ID)
			return signsIn(admin.Login, "mat khau cua ke gian")
		}},
		"a slip": {"accounts", func() bool {
			b.exec("UPDATE accounts SET password_hash = '', invite_hash = ?, invited_at = ? WHERE account_id = ?",
				auth.CodeHash("aaaa"), time.Now().Unix(), admin.ID)
			return signsIn(admin.Login, "aaaa")
		}},
		"a role": {"accounts", func() bool {
			b.exec("UPDATE accounts SET role = 'administrator' WHERE login = 'own.teller'")
			return b.opens(teller, page)
		}},
		"another house": {"accounts", func() bool {
			b.exec("UPDATE accounts SET org_id = ? WHERE login = 'own.administrator'", b.Orgs["foreign"])
			return signsIn("own.administrator", apitest.Password)
		}},
		"an account": {"accounts", func() bool {
			b.exec(`INSERT INTO accounts (org_id, account_id, login, name, role, password_hash, must_change, disabled,
				failures, locked_until) VALUES (?, 'x', 'x', 'X', 'administrator', ?, 0, 0, 0, 0)`, b.Orgs["parent"], mine)
			return signsIn("x", "mat khau cua ke gian")
		}},
		"a place": {"organisations", func() bool {
			b.exec("UPDATE organisations SET path = (SELECT path FROM organisations WHERE org_id = ?) || 'x/', "+
				"parent_id = ? WHERE org_id = ?", b.Orgs["own"], b.Orgs["own"], b.Orgs["foreign"])
			return b.opens(b.Client("own.administrator"), "/to-chuc/"+string(b.Orgs["foreign"]))
		}},
		"a name": {"organisations", func() bool {
			b.exec("UPDATE organisations SET name = 'x' WHERE org_id = ?", b.Orgs["own"])
			return b.opens(b.Client("own.administrator"), "/to-chuc/"+string(b.Orgs["own"]))
		}},
		"a key": {"tokens", func() bool {
			b.exec("INSERT INTO tokens (org_id, token_id, name, hash, scopes, created_by, created_at, expires_at, "+
				"last_used_at) VALUES (?, 't', 'x', ?, ?, 'x', 1, 0, 0)", b.Orgs["parent"], auth.LinkHash("kp_x"),
				outside.Scopes()[0])
			answer, _ := b.Call(apitest.Browser(t), http.MethodGet, "/api/v1/organisations", apitest.Carrying("kp_x"))
			return answer.StatusCode == http.StatusOK
		}},
		"a person on a tablet": {"devices", func() bool {
			b.exec("UPDATE devices SET state = 'joined', secret_hash = 'known', account_id = ? WHERE device_id = ?",
				chief.ID, b.IDs["device"])
			a, err := b.Congress.Admit(b.Ctx, congress.Credential{Device: "known"}, congress.Target{})
			var broken *congress.RecordError
			return err == nil && a.By.AccountID != "" || !errors.As(err, &broken)
		}},
	} {
		t.Run(what, func(t *testing.T) {
			b.T = t
			b.keeping(attack.table, func() {
				if attack.enter() {
					t.Error("lets somebody in")
				}
			})
		})
	}
	b.T = t
	for _, login := range []string{"parent.administrator", "own.teller"} {
		if c := b.Client(login); !b.opens(c, "/") || !signsIn(login, apitest.Password) {
			t.Errorf("%s is kept out", login)
		}
	}
}

// Nor does whoever takes a second factor out of the database need none, or the wish of the
// organisation that there be one.
func TestTheDatabaseAloneTakesNoFactorAway(t *testing.T) {
	b := burgle(t)
	admin, err := b.Congress.AccountByLogin(b.Ctx, "parent.administrator")
	apitest.Must(t, err)
	by, err := b.Congress.ActorOf(b.Ctx, admin.ID)
	apitest.Must(t, err)
	apitest.Must(t, b.Security.Enrol(b.Ctx, by, auth.NewSecret(), 1, []string{"x"}))
	apitest.Must(t, b.Security.Require(b.Ctx, by.OrgID, true))
	for what, attack := range map[string]struct{ table, do string }{
		"none":    {"second_factors", "DELETE FROM second_factors"},
		"own":     {"second_factors", "UPDATE second_factors SET recovery = '" + auth.CodeHash("aaaa") + "'"},
		"again":   {"second_factors", "UPDATE second_factors SET step = 0"},
		"moved":   {"second_factors", fmt.Sprintf("UPDATE second_factors SET org_id = '%s'", b.Orgs["own"])},
		"no wish": {"settings", "DELETE FROM settings WHERE key LIKE 'second_factor.%'"},
	} {
		b.keeping(attack.table, func() {
			b.exec(attack.do)
			_, _, factor := b.Security.FactorOf(b.Ctx, admin.ID)
			_, wish := b.Security.Requires(b.Ctx, admin.Role, by.OrgPath)
			var broken *congress.RecordError
			if !errors.As(errors.Join(factor, wish), &broken) || broken.Code != "state_changed" {
				t.Errorf("%s: %v, %v", what, factor, wish)
			}
		})
	}
	if _, has, err := b.Security.FactorOf(b.Ctx, admin.ID); err != nil || !has {
		t.Errorf("a false alarm: %v", err)
	}
}
