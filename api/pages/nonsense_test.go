package pages_test

import (
	"net/url"
	"slices"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/app"
	"kiemphieu/store/pgtest"
)

// What no list of any page offers is refused where it is sent, and never left to
// the database's checks: in every field of every form that any page shows, of a
// congress that is being prepared and of one whose papers are counted; but for
// soak, on one of both databases.
func TestNoChoiceIsMadeUp(t *testing.T) {
	for name, database := range map[string]string{"SQLite": "", "PostgreSQL": pgtest.Database(t)} {
		t.Run(name, func(t *testing.T) {
			h := apitest.OpenIn(t, app.Config{Database: database})
			tried, counted := map[string]bool{}, h.IDs["congress"]
			prepared := string(gather(h, h.Orgs["own"]).id)
			logins := []string{"own.organiser", "own.presidium", "own.chief", "own.teller", "parent.superior",
				"own.administrator", "parent.administrator"}
			for _, login := range logins {
				h.Client(login) // before administrators lock anybody
			}
			for _, login := range logins {
				for _, h.IDs["congress"] = range []string{prepared, counted} {
					makeUpAll(t, h, login, name, tried)
				}
			}
			if len(tried) < 60 {
				t.Errorf("%d fields only", len(tried))
			}
		})
	}
}

// makeUpAll tries every field of every form that somebody sees, once.
func makeUpAll(t *testing.T, h *apitest.House, login, database string, tried map[string]bool) {
	t.Helper()
	for _, f := range formsOf(t, h, login) {
		for field := range f.kinds {
			if key := f.action + " " + field; !tried[key] && triedOn(database, key) {
				tried[key] = true
				makeUp(t, h, f, field)
			}
		}
	}
}

// makeUp sends a form with a field that holds what nobody offered.
func makeUp(t *testing.T, h *apitest.House, f onPage, field string) {
	t.Helper()
	typed := url.Values{}
	for name, values := range f.fields {
		typed[name] = slices.Clone(values)
	}
	typed.Set(field, "made-up")
	if answer, _ := h.Send(h.Client(f.login), f.action, typed); answer.StatusCode >= 500 {
		t.Errorf("%s %s: %s (%s) may be anything: %d", f.login, f.action, field, f.kinds[field], answer.StatusCode)
	}
}
