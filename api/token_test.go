package api

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"kiemphieu/api/auth"
	"kiemphieu/congress"
)

// key makes a key of an organisation with these scopes.
func (h *house) key(org string, scopes ...congress.Scope) string {
	h.t.Helper()
	form := url.Values{"token_name": {"Cổng thông tin"}, "days": {"30"}}
	for _, scope := range scopes {
		form.Add("scopes", string(scope))
	}
	answer, body := h.send(h.client(org+".administrator"), "/quan-tri/tich-hop/ma", form)
	found := regexp.MustCompile(`kp_[A-Z2-7]{26}`).FindString(body)
	if answer.StatusCode != http.StatusOK || found == "" {
		h.t.Fatalf("no key: %d %s", answer.StatusCode, body)
	}
	return found
}

func carrying(key string) map[string]string {
	return map[string]string{"Authorization": "Bearer " + key}
}

// S4 for programs: every key at every route. A key opens the routes of its
// scopes within its organisation's subtree, and nothing of a hall at all.
func TestS4EveryKeyAtEveryRoute(t *testing.T) {
	h := openHouse(t)
	keys := map[string]map[congress.Scope]string{}
	for _, relation := range []string{"own", "sibling", "parent", "foreign"} {
		keys[relation] = map[congress.Scope]string{}
		for _, scope := range congress.Scopes() {
			keys[relation][scope] = h.key(relation, scope)
		}
	}
	asserted := 0
	for _, rt := range h.server.routes() {
		if rt.method+rt.path == "POST/dang-nhap" { // refuses everybody who has no password
			continue
		}
		path, scoped := h.address(rt)
		for relation, held := range keys {
			for scope, key := range held {
				answer, _ := h.call(h.client(""), rt.method, path, carrying(key))
				if problem := judge(expectedOfKey(rt, scoped, relation, scope), answer.StatusCode); problem != "" {
					t.Errorf("%s %s with %s of %s: %d, %s", rt.method, rt.path, scope, relation, answer.StatusCode, problem)
				}
				asserted++
			}
		}
	}
	t.Logf("%d cells asserted", asserted)
}

// expectedOfKey is the sentence above: 0 means that the call passes.
func expectedOfKey(rt route, scoped bool, relation string, scope congress.Scope) int {
	switch {
	case rt.gate.public:
		return 0
	case rt.gate.scope == "" && strings.HasPrefix(rt.path, "/api/"):
		return http.StatusUnauthorized
	case rt.gate.scope == "":
		return http.StatusSeeOther
	case rt.gate.scope != scope:
		return http.StatusForbidden
	case scoped && relation != "own" && relation != "parent":
		return http.StatusNotFound
	}
	return 0
}

// The routes that a key opens are these and no others: none changes anything
// but the one that brings a bundle.
func TestRoutesForKeysAreFew(t *testing.T) {
	h := openHouse(t)
	var opened []string
	for _, rt := range h.server.routes() {
		if rt.gate.scope != "" {
			opened = append(opened, rt.method+" "+rt.path+" "+string(rt.gate.scope))
		}
	}
	want := []string{"GET /api/v1/organisations read:congresses", "GET /api/v1/organisations/:org read:congresses", "GET /api/v1/organisations/:org/summary read:statistics",
		"GET /api/v1/congresses read:congresses", "GET /api/v1/congresses/:congress read:congresses", "GET /api/v1/congresses/:congress/results read:results",
		"GET /api/v1/congresses/:congress/dossiers read:results", "POST /api/v1/bundles write:bundles"}
	if !slices.Equal(opened, want) {
		t.Errorf("%v", opened)
	}
}

// A key that is unknown, revoked or too old opens nothing; it is shown once,
// and the database has its hash alone.
func TestKeysEnd(t *testing.T) {
	h := openHouse(t)
	const path = "/api/v1/congresses"
	refused := func(what, key string) {
		t.Helper()
		answer, body := h.call(h.client(""), http.MethodGet, path, carrying(key))
		if answer.StatusCode != http.StatusUnauthorized || !strings.Contains(body, `"code":"token"`) || !strings.Contains(answer.Header.Get("WWW-Authenticate"), "Bearer") {
			t.Errorf("%s: %d %s", what, answer.StatusCode, body)
		}
	}
	refused("no key", "")
	refused("an invented key", "kp_AAAAAAAAAAAAAAAAAAAAAAAAAA")
	key := h.key("own", congress.ScopeCongresses)
	if answer, _ := h.call(h.client(""), http.MethodGet, path, carrying(key)); answer.StatusCode != http.StatusOK {
		t.Fatalf("a good key: %d", answer.StatusCode)
	}
	_, page := h.call(h.client("own.administrator"), http.MethodGet, "/quan-tri/tich-hop", nil)
	if strings.Contains(page, key) || strings.Contains(page, "chưa dùng") || !strings.Contains(page, "Cổng thông tin") {
		t.Error("the key is shown twice, or its use is not")
	}
	must(t, h.db.View(h.ctx, func(tx congress.Tx) error {
		token, err := tx.AccessTokenByHash(h.ctx, auth.LinkHash(key))
		if token.LastUsedAt%3600 != 0 || token.LastUsedAt == 0 || strings.Contains(token.Hash, key) {
			t.Errorf("%+v", token)
		}
		return err
	}))
	tokens, err := h.server.Congress.AccessTokens(h.ctx, congress.Actor{OrgID: h.orgs["own"]})
	must(t, err)
	revoke := "/quan-tri/tich-hop/ma/" + string(tokens[0].ID) + "/thu-hoi"
	if answer, _ := h.send(h.client("foreign.administrator"), revoke, nil); answer.StatusCode != http.StatusNotFound {
		t.Errorf("somebody else's administrator: %d", answer.StatusCode)
	}
	if answer, _ := h.send(h.client("own.administrator"), revoke, nil); answer.Header.Get("Location") != "/quan-tri/tich-hop" {
		t.Errorf("revoke: %d", answer.StatusCode)
	}
	refused("a revoked key", key)
	old := h.key("own", congress.ScopeCongresses)
	must(t, h.db.InTx(h.ctx, func(tx congress.Tx) error {
		token, err := tx.AccessTokenByHash(h.ctx, auth.LinkHash(old))
		must(t, err)
		token.ExpiresAt = congress.At(time.Now())
		return tx.PutAccessToken(h.ctx, token)
	}))
	refused("an old key", old)
}

// What is typed wrong is told at its field, and makes no key.
func TestKeysAreMadeWithCare(t *testing.T) {
	h := openHouse(t)
	for field, form := range map[string]url.Values{
		"token_name": {"token_name": {" "}, "days": {"30"}, "scopes": {"read:results"}},
		"days":       {"token_name": {"x"}, "days": {"731"}, "scopes": {"read:results"}},
		"scopes":     {"token_name": {"x"}, "days": {"30"}},
		"o-scopes":   {"token_name": {"x"}, "days": {"30"}, "scopes": {"write:halls"}},
	} {
		answer, body := h.send(h.client("own.administrator"), "/quan-tri/tich-hop/ma", form)
		if answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "#o-"+strings.TrimPrefix(field, "o-")) || strings.Contains(body, tokenPrefix) {
			t.Errorf("%s: %d", field, answer.StatusCode)
		}
	}
	tokens, err := h.server.Congress.AccessTokens(h.ctx, congress.Actor{OrgID: h.orgs["own"]})
	if err != nil || len(tokens) != 0 {
		t.Errorf("%v %v", tokens, err)
	}
}
