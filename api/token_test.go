package api_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"kiemphieu/api"
	"kiemphieu/api/apitest"
	"kiemphieu/api/auth"
	"kiemphieu/congress"
	"kiemphieu/outside"
)

// S4 for programs: every key at every route. A key opens the routes of its
// scopes within its organisation's subtree, and nothing of a hall at all.
func TestS4EveryKeyAtEveryRoute(t *testing.T) {
	h := apitest.Open(t)
	keys := map[string]map[outside.Scope]string{}
	for _, relation := range []string{"own", "sibling", "parent", "foreign"} {
		keys[relation] = map[outside.Scope]string{}
		for _, scope := range outside.Scopes() {
			keys[relation][scope] = h.Key(relation, scope)
		}
	}
	asserted := 0
	for _, rt := range h.Server.Routes {
		if rt.Method+rt.Path == "POST/dang-nhap" { // refuses everybody who has no password
			continue
		}
		path, scoped := routeAddress(h, rt)
		for relation, held := range keys {
			for scope, key := range held {
				answer, _ := h.Call(h.Client(""), rt.Method, path, apitest.Carrying(key))
				if problem := judge(expectedOfKey(rt, scoped, relation, scope), answer.StatusCode); problem != "" {
					t.Errorf("%s %s with %s of %s: %d, %s", rt.Method, rt.Path, scope, relation, answer.StatusCode,
						problem)
				}
				asserted++
			}
		}
	}
	t.Logf("%d cells asserted", asserted)
}

// expectedOfKey is the sentence above: 0 means that the call passes.
func expectedOfKey(rt api.Route, scoped bool, relation string, scope outside.Scope) int {
	switch {
	case rt.Gate.Public:
		return 0
	case rt.Gate.Scope == "" && strings.HasPrefix(rt.Path, "/api/"):
		return http.StatusUnauthorized
	case rt.Gate.Scope == "":
		return http.StatusSeeOther
	case rt.Gate.Scope != scope:
		return http.StatusForbidden
	case scoped && relation != "own" && relation != "parent":
		return http.StatusNotFound
	}
	return 0
}

// The routes that a key opens are these and no others: none changes anything
// but the one that brings a bundle.
func TestRoutesForKeysAreFew(t *testing.T) {
	h := apitest.Open(t)
	var opened []string
	for _, rt := range h.Server.Routes {
		if rt.Gate.Scope != "" {
			opened = append(opened, rt.Method+" "+rt.Path+" "+string(rt.Gate.Scope))
		}
	}
	want := []string{"GET /api/v1/organisations read:congresses", "GET /api/v1/organisations/:org read:congresses",
		"GET /api/v1/organisations/:org/summary read:statistics",
		"GET /api/v1/congresses read:congresses", "GET /api/v1/congresses/:congress read:congresses",
		"GET /api/v1/congresses/:congress/results read:results",
		"GET /api/v1/congresses/:congress/dossiers read:results", "POST /api/v1/bundles write:bundles"}
	if !slices.Equal(opened, want) {
		t.Errorf("%v", opened)
	}
}

// A key that is unknown, revoked or too old opens nothing; it is shown once,
// and the database has its hash alone.
func TestKeysEnd(t *testing.T) {
	h := apitest.Open(t)
	const path = "/api/v1/congresses"
	refused := func(what, key string) {
		t.Helper()
		answer, body := h.Call(h.Client(""), http.MethodGet, path, apitest.Carrying(key))
		if answer.StatusCode != http.StatusUnauthorized || !strings.Contains(body, `"code":"token"`) ||
			!strings.Contains(answer.Header.Get("WWW-Authenticate"), "Bearer") {
			t.Errorf("%s: %d %s", what, answer.StatusCode, body)
		}
	}
	refused("no key", "")
	refused("an invented key", "kp_AAAAAAAAAAAAAAAAAAAAAAAAAA")
	key := h.Key("own", outside.ScopeCongresses)
	if answer, _ := h.Call(h.Client(""), http.MethodGet, path, apitest.Carrying(
		key)); answer.StatusCode != http.StatusOK {
		t.Fatalf("a good key: %d", answer.StatusCode)
	}
	_, page := h.Call(h.Client("own.administrator"), http.MethodGet, "/quan-tri/tich-hop", nil)
	if strings.Contains(page, key) || strings.Contains(page, "chưa dùng") || !strings.Contains(page, "Cổng thông tin") {
		t.Error("the key is shown twice, or its use is not")
	}
	apitest.Must(t, h.Store.Outside().View(h.Ctx, func(tx outside.Tx) error {
		token, err := tx.AccessTokenByHash(h.Ctx, auth.LinkHash(key))
		if token.LastUsedAt%3600 != 0 || token.LastUsedAt == 0 || strings.Contains(token.Hash, key) {
			t.Errorf("%+v", token)
		}
		return err
	}))
	tokens, err := h.Outside.Tokens(h.Ctx, congress.Actor{OrgID: h.Orgs["own"]})
	apitest.Must(t, err)
	revoke := "/quan-tri/tich-hop/ma/" + string(tokens[0].ID) + "/thu-hoi"
	if answer, _ := h.Send(h.Client("foreign.administrator"), revoke, nil); answer.StatusCode != http.StatusNotFound {
		t.Errorf("somebody else's administrator: %d", answer.StatusCode)
	}
	if answer, _ := h.Send(h.Client("own.administrator"), revoke, nil); answer.Header.Get(
		"Location") != "/quan-tri/tich-hop" {
		t.Errorf("revoke: %d", answer.StatusCode)
	}
	refused("a revoked key", key)
	old := h.Key("own", outside.ScopeCongresses)
	apitest.Must(t, h.Store.Outside().InTx(h.Ctx, func(tx outside.Tx) error {
		token, err := tx.AccessTokenByHash(h.Ctx, auth.LinkHash(old))
		apitest.Must(t, err)
		token.ExpiresAt = congress.At(time.Now())
		return tx.PutAccessToken(h.Ctx, token)
	}))
	refused("an old key", old)
}

// What is typed wrong is told at its field, and makes no key.
func TestKeysAreMadeWithCare(t *testing.T) {
	h := apitest.Open(t)
	for field, form := range map[string]url.Values{
		"token_name": {"token_name": {" "}, "days": {"30"}, "scopes": {"read:results"}},
		"days":       {"token_name": {"x"}, "days": {"731"}, "scopes": {"read:results"}},
		"scopes":     {"token_name": {"x"}, "days": {"30"}},
		"o-scopes":   {"token_name": {"x"}, "days": {"30"}, "scopes": {"write:halls"}},
	} {
		answer, body := h.Send(h.Client("own.administrator"), "/quan-tri/tich-hop/ma", form)
		if answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body,
			"#o-"+strings.TrimPrefix(field, "o-")) || strings.Contains(body, "kp_") {
			t.Errorf("%s: %d", field, answer.StatusCode)
		}
	}
	tokens, err := h.Outside.Tokens(h.Ctx, congress.Actor{OrgID: h.Orgs["own"]})
	if err != nil || len(tokens) != 0 {
		t.Errorf("%v %v", tokens, err)
	}
}
