package minutes_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"os"
	"strings"
	"testing"

	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/tally"
)

// definition is a round with seven seats and nine long names.
func definition() ballot.Definition {
	d := ballot.Definition{Organisation: "Chi bộ Tổ dân phố Hòa Lộc", Term: "2025–2027", Profile: "190-QD/TW",
		Office: ballot.Committee, Round: 1,
		Kind: ballot.Ordinary, Style: ballot.CrossOut, List: ballot.List{Seats: 7}, CodeMode: "qr"}
	for i, given := range strings.Fields("An Bình Cường Dũng Đức Hạnh Khuyên Nghĩa Quyết") {
		d.List.Candidates = append(d.List.Candidates, ballot.Candidate{ID: fmt.Sprint("c", i),
			Name: "Tôn Nữ Thị Ngọc " + given, Female: i%3 == 0})
	}
	return d
}

// BenchmarkPapers1000: at least 3,500 A5 papers with QR a second on two
// processors, in at most 1 MB, by a process of at most 150 MB.
func BenchmarkPapers1000(b *testing.B) {
	const n = 1000
	d := definition()
	_, tokens, err := ballot.NewManifest(d, n, rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	printing := congress.Printing{Definition: d, Tokens: tokens, N: n, Format: ballot.FormatA5}
	var out bytes.Buffer
	for b.Loop() {
		out.Reset()
		if err := minutes.WritePapers(printing, &out); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "pages/s")
	b.ReportMetric(float64(out.Len())/1e6, "MB")
	b.ReportMetric(peakMB(b), "peak-MB")
}

// peakMB is the most memory that this process ever had resident.
func peakMB(b *testing.B) float64 {
	b.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	var kb float64
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	if _, err := fmt.Sscanf(after, "%f kB", &kb); err != nil {
		b.Fatal(err)
	}
	return kb / 1024
}

// sealed is the report of a round of 60 papers.
func sealed(b *testing.B) congress.Report {
	b.Helper()
	d := definition()
	rules, ok := tally.Profile(d.Profile, "2025-03-10")
	if !ok {
		b.Fatalf("no profile %s", d.Profile)
	}
	counter := tally.NewCounter(d.List)
	if err := counter.Add("111111100", 40); err != nil {
		b.Fatal(err)
	}
	if err := counter.Add("111110011", 20); err != nil {
		b.Fatal(err)
	}
	r := congress.Report{Rules: rules, Definition: d, Congress: congress.Congress{Title: "Đại hội chi bộ", Term: d.Term,
		HeldOn: "2025-03-10"},
		Organisation: congress.Organisation{Name: d.Organisation}, Round: congress.Round{State: congress.RoundSealed,
			HandedOut: 60, Returned: 60},
		Sheet: counter.Sheet(60)}
	var err error
	contest := tally.Contest{Office: d.Office, Seats: d.List.Seats, Round: 1, Kind: d.Kind,
		Candidates: d.List.Candidates}
	if r.Outcome, err = tally.Elect(tally.Electorate{Meeting: tally.MembersCongress, Official: 60}, contest,
		r.Sheet); err != nil {
		b.Fatal(err)
	}
	return r
}

// BenchmarkMinutes: the minutes of a count as PDF and as DOCX within 200 ms.
func BenchmarkMinutes(b *testing.B) {
	report := sealed(b)
	for b.Loop() {
		document := minutes.Count(report)
		var out bytes.Buffer
		if err := document.PDF(&out); err != nil {
			b.Fatal(err)
		}
		if err := document.DOCX(&out); err != nil {
			b.Fatal(err)
		}
	}
}
