package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// key is one value that one benchmark reports.
type key struct{ folder, benchmark, unit string }

// figure is one line of the table.
type figure struct {
	name string // what it says, for people
	key
	scale   float64 // from the unit of the benchmark to the one shown
	shown   string  // unit in the table
	atLeast float64 // bar from below, 0 for none
	atMost  float64 // bar from above, 0 for none
}

// figures are the promises, in the order of the table. A line without a bar
// stands there to be compared with its neighbor.
var figures = []figure{
	{"tally of a congress, 1,500 papers of 27 names", key{"tally", "BenchmarkCongress1500x27", "ns/op"}, 1e-6, "ms", 0,
		10},
	{"papers of 9 names counted on one core", key{"tally", "BenchmarkCounter9Names", "papers/s"}, 1, "papers/s",
		2_000_000, 0},
	{"A5 papers with QR as PDF on two cores", key{"minutes", "BenchmarkPapers1000", "pages/s"}, 1, "pages/s", 3500, 0},
	{"size of 1,000 papers", key{"minutes", "BenchmarkPapers1000", "MB"}, 1, "MB", 0, 1},
	{"memory of the process that prints them", key{"minutes", "BenchmarkPapers1000", "peak-MB"}, 1, "MB", 0, 150},
	{"minutes of a count, PDF and DOCX", key{"minutes", "BenchmarkMinutes", "ns/op"}, 1e-6, "ms", 0, 200},
	{"a bundle of four ballots of 108 papers verified", key{"demo", "BenchmarkVerify/108", "ns/op"}, 1e-6, "ms", 0,
		100},
	{"a bundle of four ballots of 1,500 papers verified", key{"demo", "BenchmarkVerify/1500", "ns/op"}, 1e-6, "ms", 0,
		300},
	{"size of that bundle", key{"demo", "BenchmarkVerify/1500", "MB"}, 1, "MB", 0, 2},
	{"durable batches, SQLite", key{"store", "BenchmarkBatches/SQLite", "batches/s"}, 1, "batches/s", 0, 0},
	{"raw inserts, SQLite", key{"store", "BenchmarkBatches/SQLite", "raw/s"}, 1, "inserts/s", 0, 0},
	{"batches to raw inserts, SQLite", key{"store", "BenchmarkBatches/SQLite", "ratio"}, 1, "", 0.5, 0},
	{"durable batches, PostgreSQL", key{"store", "BenchmarkBatches/PostgreSQL", "batches/s"}, 1, "batches/s", 0, 0},
	{"raw inserts, PostgreSQL", key{"store", "BenchmarkBatches/PostgreSQL", "raw/s"}, 1, "inserts/s", 0, 0},
	{"batches to raw inserts, PostgreSQL", key{"store", "BenchmarkBatches/PostgreSQL", "ratio"}, 1, "", 0.5, 0},
	{"raw inserts beside HTTP, SQLite", key{"api/v1", "BenchmarkBatchesOverHTTP/SQLite", "raw/s"}, 1, "inserts/s", 0,
		0},
	{"batches over HTTP from one tablet, SQLite", key{"api/v1", "BenchmarkBatchesOverHTTP/SQLite", "one-client/s"}, 1,
		"batches/s", 0, 0},
	{"32 tablets in one hall over HTTP to raw inserts, SQLite", key{"api/v1", "BenchmarkBatchesOverHTTP/SQLite",
		"one-hall-ratio"}, 1, "", 0.25, 0},
	{"32 tablets in many halls over HTTP to raw inserts, SQLite", key{"api/v1", "BenchmarkBatchesOverHTTP/SQLite",
		"many-halls-ratio"}, 1, "", 0.4, 0},
	{"raw inserts beside HTTP, PostgreSQL", key{"api/v1", "BenchmarkBatchesOverHTTP/PostgreSQL", "raw/s"}, 1,
		"inserts/s", 0, 0},
	{"batches over HTTP from one tablet, PostgreSQL", key{"api/v1", "BenchmarkBatchesOverHTTP/PostgreSQL",
		"one-client/s"}, 1, "batches/s", 0, 0},
	{"32 tablets in one hall over HTTP to raw inserts, PostgreSQL", key{"api/v1",
		"BenchmarkBatchesOverHTTP/PostgreSQL", "one-hall-ratio"}, 1, "", 0.1, 0},
	{"32 tablets in many halls over HTTP to raw inserts, PostgreSQL", key{"api/v1",
		"BenchmarkBatchesOverHTTP/PostgreSQL", "many-halls-ratio"}, 1, "", 0.25, 0},
	{"the last quarter of a round to its first, SQLite", key{"api/v1", "BenchmarkBatchesOverHTTP/SQLite",
		"end-to-begin"}, 1, "", 0, 0},
	{"a batch held against its record and signed to one that is not", key{"api/v1", "BenchmarkRecordOfABatch",
		"ratio"}, 1, "", 0, 1.1},
	{"3,000 cells copied, SQLite", key{"store", "BenchmarkRestore3000/SQLite", "s-copy"}, 1, "s", 0, 0},
	{"the same to sqlite3 .dump", key{"store", "BenchmarkRestore3000/SQLite", "copy-ratio"}, 1, "", 0, 3},
	{"copied and the copy proved, to a dump that is loaded, SQLite", key{"store", "BenchmarkRestore3000/SQLite",
		"proof-ratio"}, 1, "", 0, 3},
	{"3,000 cells restored, SQLite", key{"store", "BenchmarkRestore3000/SQLite", "s-restore"}, 1, "s", 0, 0},
	{"the same to sqlite3 reading that dump", key{"store", "BenchmarkRestore3000/SQLite", "restore-ratio"}, 1, "", 0,
		3},
	{"3,000 cells copied, PostgreSQL", key{"store", "BenchmarkRestore3000/PostgreSQL", "s-copy"}, 1, "s", 0, 0},
	{"the same to pg_dump -Fc", key{"store", "BenchmarkRestore3000/PostgreSQL", "copy-ratio"}, 1, "", 0, 3},
	{"copied and the copy proved, to a dump that is loaded, PostgreSQL", key{"store", "BenchmarkRestore3000/PostgreSQL",
		"proof-ratio"}, 1, "", 0, 3},
	{"3,000 cells restored, PostgreSQL", key{"store", "BenchmarkRestore3000/PostgreSQL", "s-restore"}, 1, "s", 0, 0},
	{"the same to pg_restore", key{"store", "BenchmarkRestore3000/PostgreSQL", "restore-ratio"}, 1, "", 0, 3},
	{"changes of 32 cells at once that are counted to those that are not, SQLite", key{"store", "BenchmarkSums/SQLite",
		"ratio"}, 1, "", 0.5, 0},
	{"the same, PostgreSQL", key{"store", "BenchmarkSums/PostgreSQL", "ratio"}, 1, "", 0.5, 0},
	{"statistics over 1,000 cells, SQLite", key{"store", "BenchmarkStatistics1000SQLite", "ns/op"}, 1e-6, "ms", 0, 30},
	{"statistics over 300,000 cells, PostgreSQL", key{"store", "BenchmarkStatistics300000Postgres", "ns/op"}, 1e-6,
		"ms", 0, 300},
	{"home over 11 cells", tree("11/province/home"), 1e-6, "ms", 0, 0},
	{"home over 1,000 cells", tree("1000/province/home"), 1e-6, "ms", 0, 0},
	{"home over 10,000 cells", tree("10000/province/home"), 1e-6, "ms", 0, 15},
	{"organisation over 10,000 cells", tree("10000/province/organisation"), 1e-6, "ms", 0, 50},
	{"search over 10,000 cells", tree("10000/province/search"), 1e-6, "ms", 0, 50},
	{"inbox over 10,000 cells", tree("10000/province/inbox"), 1e-6, "ms", 0, 50},
	{"its HTML", key{"api/pages", "BenchmarkTreePages/10000/province/inbox", "KB"}, 1, "KB", 0, 120},
	{"accounts over 10,000 cells", tree("10000/province/accounts"), 1e-6, "ms", 0, 50},
	{"plan over 10,000 cells", tree("10000/province/plan"), 1e-6, "ms", 0, 50},
	{"statistics over 10,000 cells", tree("10000/province/statistics"), 1e-6, "ms", 0, 50},
	{"its HTML", key{"api/pages", "BenchmarkTreePages/10000/province/statistics", "KB"}, 1, "KB", 0, 120},
	{"cells behind a figure, of 10,000", tree("10000/province/units"), 1e-6, "ms", 0, 50},
	{"offices over 10,000 cells", tree("10000/province/offices"), 1e-6, "ms", 0, 50},
	{"inbox of a ward of 11 cells among 11", tree("11/ward/inbox"), 1e-6, "ms", 0, 0},
	{"inbox of a ward of 11 cells among 10,000", tree("10000/ward/inbox"), 1e-6, "ms", 0, 0},
	{"from a change to the last of 2,000 pages that watch it", key{"api/live", "BenchmarkStreams2000", "ms/last"}, 1,
		"ms", 0, 250},
	{"memory that a watching page takes", key{"api/live", "BenchmarkStreams2000", "KiB/stream"}, 1, "KiB", 0, 40},
	{"cold start to the first answer", key{"cmd/kiemphieu", "BenchmarkServe", "ms-to-answer"}, 1, "ms", 0, 500},
	{"binary", key{"cmd/kiemphieu", "BenchmarkServe", "MB-binary"}, 1, "MB", 0, 45},
	{"memory of the idle server", key{"cmd/kiemphieu", "BenchmarkServe", "MB-idle"}, 1, "MB", 0, 60},
	{"a paper at the station, from its scan over three taps to the next", key{"e2e", "BenchmarkStation", "ms-paper"}, 1,
		"ms", 0, 150},
	{"what a tablet loads for the station, compressed", key{"e2e", "BenchmarkStation", "KB-station"}, 1, "KB", 0, 800},
	{"first use of the station at a quarter of the processor", key{"e2e", "BenchmarkStation", "ms-first-use"}, 1e-3,
		"s", 0, 2},
	{"camera frames as in a hall that are read", key{"e2e", "BenchmarkDecoder/hall", "share"}, 100, "%", 99, 0},
	{"camera frames of 1,280 × 720 looked at", key{"e2e", "BenchmarkDecoder/hall", "frames/s"}, 1, "frames/s", 0, 0},
	{"the same with no paper on the table", key{"e2e", "BenchmarkDecoder/table", "frames/s"}, 1, "frames/s", 0, 0},
	{"20 stations with 20 batches each, over HTTP on SQLite", key{"e2e", "BenchmarkStation", "s-400-batches"}, 1, "s",
		0, 10},
}

// tree is the time of a page over a generated tree.
func tree(page string) key { return key{"api/pages", "BenchmarkTreePages/" + page, "ns/op"} }

// row is the line of a figure, and whether its bar was reached.
func (f figure) row(measured map[key]float64) (string, bool) {
	raw, ok := measured[f.key]
	if !ok {
		return f.name + "\tnot measured\t\t", false
	}
	value := raw * f.scale
	switch {
	case f.atLeast > 0:
		return f.line(value, "≥ "+number(f.atLeast), value/f.atLeast)
	case f.atMost > 0:
		return f.line(value, "≤ "+number(f.atMost), f.atMost/value)
	}
	return fmt.Sprintf("%s\t%s %s\t\t", f.name, number(value), f.shown), true
}

func (f figure) line(value float64, bar string, better float64) (string, bool) {
	verdict := ""
	if better < 1 {
		verdict = "  MISSED"
	}
	return fmt.Sprintf("%s\t%s %s\t%s\t%s%s", f.name, number(value), f.shown, bar, number(better), verdict), better >= 1
}

// number writes a value with three digits that count, or as a whole number.
func number(v float64) string {
	if v >= 100 {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}

// cores is the suffix that go test gives to names.
var cores = regexp.MustCompile(`-\d+$`)

// parse reads what go test -bench prints: values with their units, by package.
func parse(output string) map[key]float64 {
	measured := map[key]float64{}
	folder := ""
	for line := range strings.Lines(output) {
		fields := strings.Fields(line)
		switch {
		case len(fields) == 2 && fields[0] == "pkg:":
			folder = strings.TrimPrefix(fields[1], "kiemphieu/")
		case len(fields) > 3 && strings.HasPrefix(fields[0], "Benchmark"):
			name := cores.ReplaceAllString(fields[0], "")
			for i := 2; i+1 < len(fields); i += 2 {
				if v, err := strconv.ParseFloat(fields[i], 64); err == nil {
					measured[key{folder, name, fields[i+1]}] = v
				}
			}
		}
	}
	return measured
}
