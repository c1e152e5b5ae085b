package main

import (
	"os"
	"regexp"
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
			known := site.Text("error."+code, nil) != "error."+code || code == "offline" || code == "internal" ||
				code == "other_window"
			if ofMachine {
				known = site.Text("health."+sign, nil) != "health."+sign
			}
			if !known {
				t.Errorf("%s: nothing has the code %s", a.Key, code)
			}
		}
	}
}

// What stops somebody in the hall through no fault of theirs leads to its
// accident: a page or the station has the word of it, and the page the section.
func TestDocumentsLeadFromErrorsToAccidents(t *testing.T) {
	errors, err := os.ReadFile("../../docs/errors.md")
	if err != nil {
		t.Fatal(err)
	}
	site, err := web.Load()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, a := range site.Accidents() {
		for _, code := range a.Codes {
			known[code] = true
		}
	}
	for _, line := range strings.Split(string(errors), "\n") {
		cells := strings.Split(line, "|")
		if len(cells) < 4 {
			continue
		}
		code, status := strings.Trim(cells[1], " `"), strings.TrimSpace(cells[2])
		accident := strings.HasPrefix(status, "5") || status == "429" || strings.HasPrefix(code, "record_") ||
			strings.HasPrefix(code, "device_")
		if accident && !known[code] {
			t.Errorf("%s, answered %s, leads to no accident", code, status)
		}
	}
}

// Whatever is watched of the machine has its words, and behind them what to do.
func TestSignsLeadToAccidents(t *testing.T) {
	site, err := web.Load()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, a := range site.Accidents() {
		for _, code := range a.Codes {
			known[code] = true
		}
	}
	text, err := os.ReadFile("../../app/health/health.go")
	if err != nil {
		t.Fatal(err)
	}
	// put together in clocks.go
	codes := []string{"server_fast", "server_slow", "tablet_fast", "tablet_slow", "tablet_twice"}
	sign := regexp.MustCompile(`\{"([a-z_]+)", (?:Notice|Soon|Now)\b`)
	for _, m := range sign.FindAllStringSubmatch(string(text), -1) {
		codes = append(codes, m[1])
	}
	for _, code := range codes {
		code = "health." + code
		if site.Text(code, nil) == code {
			t.Errorf("%s has no words", code)
		}
		if !known[code] {
			t.Errorf("%s leads to no accident", code)
		}
	}
	if len(codes) < 14 {
		t.Errorf("the code has %q", codes)
	}
}

// Wherever the station leads to an accident, there is one.
func TestStationLeadsToAccidents(t *testing.T) {
	site, err := web.Load()
	if err != nil {
		t.Fatal(err)
	}
	told := regexp.MustCompile(`/su-co#([a-z]+)|accident\("([a-z]+)"|return \["[a-z]+", .*, "([a-z]+)"\];`)
	for file, least := range map[string]int{"templates/station.html": 4, "static/station/emptied.js": 1,
		"static/station/refused.js": 1, "static/station/state.js": 8} {
		text, err := os.ReadFile("../../web/" + file)
		if err != nil {
			t.Fatal(err)
		}
		links := told.FindAllStringSubmatch(string(text), -1)
		for _, m := range links {
			if !strings.Contains(accidentKeys(site), " "+m[1]+m[2]+m[3]+" ") {
				t.Errorf("%s leads to an accident %s that is not there", file, m[1]+m[2]+m[3])
			}
		}
		if len(links) < least {
			t.Errorf("%s leads to %d accidents", file, len(links))
		}
	}
}

func accidentKeys(site *web.Site) string {
	keys := " "
	for _, a := range site.Accidents() {
		keys += a.Key + " "
	}
	return keys
}
