package api_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/congress"
)

// keptPassword is that of every account in the data that versions left behind.
const keptPassword = "mat-khau-mau"

// Data of before anything beside congresses was signed goes on through the doors of
// people: all sign in, an organisation is merged with its accounts, one account is locked
// and opened again, and nothing is taken for forged, after the next start as well.
func TestOldDataGoesOnSigned(t *testing.T) {
	kept := "../app/testdata/0.1.0"
	for name, put := range map[string]func(*testing.T, app.Config) *apitest.House{
		"data directory": func(t *testing.T, cfg app.Config) *apitest.House {
			apitest.Must(t, os.WriteFile(cfg.Database, unpacked(t, filepath.Join(kept, "kiemphieu.db.gz")), 0o600))
			return apitest.Serve(t, cfg)
		},
		"backup": func(t *testing.T, cfg app.Config) *apitest.House {
			h := apitest.Serve(t, cfg)
			file, err := os.ReadFile(filepath.Join(kept, "backup.zip"))
			apitest.Must(t, err)
			_, err = h.Store.Restore(h.Ctx, bytes.NewReader(file), int64(len(file)))
			apitest.Must(t, err)
			return h
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			cfg := app.Config{Database: filepath.Join(dir, "kiemphieu.db"), Keys: filepath.Join(dir, "keys")}
			h := put(t, cfg)
			admin := apitest.Browser(t)
			enters(h, admin, "quantri", true)
			account := func(login string) congress.Account {
				a, err := h.Congress.AccountByLogin(h.Ctx, login)
				apitest.Must(t, err)
				return a
			}
			does := func(path, field, value string) {
				answer, page := h.Send(admin, path, url.Values{field: {value}})
				if answer.StatusCode != http.StatusSeeOther {
					t.Errorf("%s: %d %.300s", path, answer.StatusCode, page)
				}
			}
			into := account("cb02.capuy").OrgID
			does("/to-chuc/"+string(account("cb01.capuy").OrgID)+"/sap-nhap", "under", string(into))
			if moved := account("cb01.capuy").OrgID; moved != into {
				t.Errorf("an account of what was merged is with %s", moved)
			}
			lock := "/quan-tri/tai-khoan/" + string(account("cb03.truongban").ID) + "/khoa"
			does(lock, "disabled", "1")
			enters(h, apitest.Browser(t), "cb03.truongban", false)
			does(lock, "", "")
			for range 2 {
				for _, login := range []string{"quantri", "danguy", "cb01.capuy", "cb02.capuy", "cb03.truongban"} {
					enters(h, apitest.Browser(t), login, true)
				}
				examined, err := h.ExamineAll(h.Ctx)
				apitest.Must(t, err)
				for _, e := range examined {
					if !e.OK() {
						t.Errorf("%s: %v %s", e.Title, e.Broken, e.Report.Failed())
					}
				}
				h.Program = apptest.Open(t, cfg)
				h.Listen(h.Server)
			}
		})
	}
}

func enters(h *apitest.House, c *http.Client, login string, want bool) {
	h.T.Helper()
	if told := tryAs(h, c, login, keptPassword); (told == "in") != want {
		h.T.Errorf("%s: %s", login, told)
	}
}

func unpacked(t *testing.T, path string) []byte {
	t.Helper()
	f, err := os.Open(path)
	apitest.Must(t, err)
	defer f.Close() // read only
	r, err := gzip.NewReader(f)
	apitest.Must(t, err)
	content, err := io.ReadAll(r)
	apitest.Must(t, err)
	return content
}
