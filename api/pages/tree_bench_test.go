package pages_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/app"
	"kiemphieu/store/pgtest"
)

// treePages are the pages of a superior that are over a tree, with who opens
// them; {org} is the caller's own organisation.
var treePages = []struct{ name, who, path string }{
	{"home", "superior", "/"},
	{"organisation", "superior", "/to-chuc/{org}"},
	{"search", "superior", "/to-chuc/{org}?tim=dan+pho+1"},
	{"inbox", "superior", "/chuan-y"},
	{"accounts", "admin", "/quan-tri"},
	{"plan", "superior", "/to-chuc/{org}/ke-hoach"},
	{"statistics", "superior", "/to-chuc/{org}/thong-ke"},
	{"units", "superior", "/to-chuc/{org}/thong-ke/chi-bo/elected"},
	{"offices", "superior", "/to-chuc/{org}/chuc-danh"},
	{"move", "admin", "/to-chuc/{org}/chuyen"},
	{"register", "superior", "/so-van-ban"},
	{"calendar", "superior", "/lich-nghi"},
	{"bases", "superior", "/can-cu"},
	{"security", "admin", "/nhat-ky-bao-mat"},
	{"copies", "admin", "/quan-tri/sao-luu"},
}

// BenchmarkTreePages opens the pages over trees of 11, 1,000 and 10,000 cells,
// as the province sees them and as a ward of eleven cells does.
func BenchmarkTreePages(b *testing.B) {
	for _, cells := range []int{11, 1000, 10000} {
		b.Run(fmt.Sprint(cells), func(b *testing.B) {
			benchmarkTree(b, apitest.ServeTree(b, cells, app.Config{}))
		})
	}
}

// BenchmarkTreePagesPostgres is the same over 10,000 cells in PostgreSQL.
func BenchmarkTreePagesPostgres(b *testing.B) {
	benchmarkTree(b, apitest.ServeTree(b, 10000, app.Config{Database: pgtest.Database(b)}))
}

func benchmarkTree(b *testing.B, h *apitest.House) {
	b.Helper()
	for _, place := range []struct{ name, org, login string }{{"province", "province", ""}, {"ward", "w000", "w000."}} {
		for _, page := range treePages {
			client, path := h.Client(place.login+page.who), strings.ReplaceAll(page.path, "{org}", place.org)
			b.Run(place.name+"/"+page.name, func(b *testing.B) {
				size := 0
				for b.Loop() {
					answer, body := h.Call(client, http.MethodGet, path, nil)
					if answer.StatusCode != http.StatusOK {
						b.Fatalf("%s: %d", path, answer.StatusCode)
					}
					size = len(body)
				}
				b.ReportMetric(float64(size)/1000, "KB")
			})
		}
	}
}
