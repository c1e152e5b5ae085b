package main

import (
	"os"
	"strings"
	"testing"

	"kiemphieu/web"
)

// What to do in an accident stands in the manual as on the page, and each has
// all that people ask.
func TestDocumentsTellEveryAccident(t *testing.T) {
	site, err := web.Load()
	if err != nil {
		t.Fatal(err)
	}
	manual, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	if len(site.Accidents()) < 10 {
		t.Errorf("%d accidents", len(site.Accidents()))
	}
	for _, a := range site.Accidents() {
		if !strings.Contains(string(manual), "| `"+a.Key+"` |") {
			t.Errorf("docs/operations.md does not tell of %s", a.Key)
		}
		if a.Title == "" || a.See == "" || a.Means == "" || len(a.Steps) < 2 || a.Call == "" {
			t.Errorf("%s is not whole: %+v", a.Key, a)
		}
		for _, code := range a.Codes {
			sign, ofMachine := strings.CutPrefix(code, "health.")
			known := site.Text("error."+code, nil) != "error."+code || code == "offline" || code == "internal"
			if ofMachine {
				known = site.Text("health."+sign, nil) != "health."+sign
			}
			if !known {
				t.Errorf("%s: nothing has the code %s", a.Key, code)
			}
		}
	}
}
