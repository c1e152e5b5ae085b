package pages

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/web"
)

// The burn-down of S4: every figure of the picture is text as well, and the
// lines stand where the figures say.
func TestS4BurnDownSaysItsFigures(t *testing.T) {
	site, err := web.Load()
	if err != nil {
		t.Fatal(err)
	}
	p := ratify.Progress{Organisation: congress.Organisation{ID: "top", Kind: congress.KindSuperior},
		AsOf: "2022-05-30", Cells: 261, Held: 38, Expected: 73, Pilots: 2, PilotsHeld: 2,
		Plan: ratify.Plan{Term: "2022–2025", FirstDay: "2022-04-29", PilotDay: "2022-05-19", LastDay: "2022-06-28"},
		Planned: []ratify.Point{{Day: "2022-04-29", Left: 261}, {Day: "2022-05-19", Left: 259},
			{Day: "2022-06-28", Left: 0}},
		Real: []ratify.Point{{Day: "2022-04-29", Left: 261}, {Day: "2022-05-10", Left: 259},
			{Day: "2022-05-20", Left: 243}, {Day: "2022-05-30", Left: 223}}}
	c := burnDown(p)
	if c.Planned != "60,24 350,27 930,330" || !strings.HasSuffix(c.Real, ",69") || c.Today != 509 {
		t.Errorf("planned %q, real %q, today %d", c.Planned, c.Real, c.Today)
	}
	var out bytes.Buffer
	data := planPage{Progress: p, Chart: c, Table: chartTable(p)}
	if err := site.Page("plan").ExecuteTemplate(&out, "layout", page{Title: "x", Data: data}); err != nil {
		t.Fatal(err)
	}
	html := regexp.MustCompile(`>\s+<`).ReplaceAllString(out.String(), "><")
	for _, want := range []string{"<strong>38/261 chi bộ đã đại hội đến 30/05/2022, hạn 28/06/2022.</strong>",
		"<polyline class=\"planned\"", `<text class="y"`, ">261</text>", ">28/06</text>",
		`aria-label="Còn 223 trong 261 chi bộ đến 30/05/2022; theo kế hoạch còn 188."`,
		"<title>20/05/2022: còn 243</title>",
		`<td>30/05/2022</td><td class="n">20</td><td class="n">38</td><td class="n">73</td><td class="n">223</td>`} {
		if !strings.Contains(html, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, inline := range []string{"style=", "onclick"} {
		if strings.Contains(html, inline) {
			t.Errorf("the page has %s", inline)
		}
	}
}

// Days below the chart never run into each other.
func TestChartDaysKeepApart(t *testing.T) {
	p := ratify.Progress{AsOf: "2022-06-27", Planned: []ratify.Point{{Day: "2022-04-29"}, {Day: "2022-04-30"},
		{Day: "2022-06-28"}}}
	if got := fmt.Sprint(columnDays(p, "2022-04-29", "2022-06-28")); got != "[2022-04-29 2022-06-28]" {
		t.Error(got)
	}
}
