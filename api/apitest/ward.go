package apitest

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/congress"
)

// OpenWard serves the demonstration ward, as it stands at the cells.
func OpenWard(t testing.TB) (*House, []congress.Congress) {
	t.Helper()
	h := empty(t)
	h.Program = apptest.OpenWard(t, app.Config{HallAddresses: h.doors}).Program
	h.Listen(h.Server)
	meetings, err := h.Congress.CongressesUnder(h.Ctx, "/")
	Must(t, err)
	return h, slices.DeleteFunc(meetings, func(c congress.Congress) bool { return c.State != congress.StateRatified })
}

// OpenSuperior serves a committee that has cells of these names and nothing else.
func OpenSuperior(t testing.TB, cells ...string) *House {
	t.Helper()
	h := Serve(t, app.Config{})
	cs := h.Congress
	top, err := cs.CreateOrganisation(h.Ctx, "", congress.OrganisationInput{Kind: congress.KindSuperior,
		Name: "Đảng bộ thị xã"})
	Must(t, err)
	h.Orgs["top"] = top
	ward, err := cs.CreateOrganisation(h.Ctx, top, congress.OrganisationInput{Kind: congress.KindBase,
		Name: "Đảng bộ phường Kỳ Trinh"})
	Must(t, err)
	h.Orgs["ward"] = ward
	for _, name := range cells {
		_, err := cs.CreateOrganisation(h.Ctx, ward, congress.OrganisationInput{Kind: congress.KindCell,
			Model: congress.ModelResidential, Name: name})
		Must(t, err)
	}
	_, err = cs.CreateAccount(h.Ctx, congress.AccountInput{OrgID: top, Login: "danguy", Name: "Đảng ủy",
		Role: congress.RoleSuperior, PasswordHash: h.Hash})
	Must(t, err)
	return h
}

// Export downloads the file of a congress as somebody.
func (h *House) Export(login string, id congress.CongressID) []byte {
	h.T.Helper()
	answer, body := h.Call(h.Client(login), http.MethodGet, "/dai-hoi/"+string(id)+"/ho-so.kpz", nil)
	if answer.StatusCode != http.StatusOK || !strings.Contains(answer.Header.Get("Content-Disposition"), ".kpz") {
		h.T.Fatalf("export: %d %s", answer.StatusCode, body)
	}
	return []byte(body)
}

// Arrived counts the congresses that are there.
func (h *House) Arrived() int {
	h.T.Helper()
	all, err := h.Congress.CongressesUnder(h.Ctx, "/")
	Must(h.T, err)
	return len(all)
}

// AcceptKeyOf has a superior's house know the key of another house as its ward's.
func (h *House) AcceptKeyOf(other *House) {
	h.T.Helper()
	_, key, err := other.Congress.LogKey(other.Ctx)
	Must(h.T, err)
	by := congress.Actor{Name: "Đảng ủy", OrgPath: "/"}
	Must(h.T, h.Ratify.AcceptKey(h.Ctx, by, h.Orgs["ward"], key, "điện thoại"))
}
