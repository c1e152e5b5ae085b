package main

import (
	"strings"
	"testing"
)

const output = `goos: linux
pkg: kiemphieu/tally
cpu: A Processor
BenchmarkCounter9Names-2        	 1000	     250.0 ns/op	   4000000 papers/s
BenchmarkCongress1500x27-2      	  100	  20000000 ns/op
PASS
pkg: kiemphieu/store
BenchmarkBatches/SQLite-2       	  100	       500 ns/op	      0.75 ratio
`

func TestFiguresAreReadFromTheirBenchmarks(t *testing.T) {
	var printed strings.Builder
	err := table(&printed, parse(output))
	if err == nil || !strings.Contains(err.Error(), "missed or not measured") {
		t.Errorf("a missed figure is passed over: %v", err)
	}
	lines := map[string]string{}
	for line := range strings.Lines(printed.String()) {
		name, rest, _ := strings.Cut(line, "  ")
		lines[name] = strings.Join(strings.Fields(rest), " ")
	}
	for name, want := range map[string]string{
		"papers of 9 names counted on one core":         "4000000 papers/s ≥ 2000000 2",
		"tally of a congress, 1,500 papers of 27 names": "20 ms ≤ 10 0.5 MISSED",
		"batches to raw inserts, SQLite":                "0.75 ≥ 0.5 1.5",
		"binary":                                        "not measured",
	} {
		if lines[name] != want {
			t.Errorf("%s: %q, want %q", name, lines[name], want)
		}
	}
	if got := processor(output); got != "A Processor" {
		t.Errorf("processor %q", got)
	}
}

func TestAllFiguresReachedIsNoError(t *testing.T) {
	measured := map[key]float64{}
	for _, f := range figures {
		measured[f.key] = (f.atLeast + f.atMost) / f.scale
	}
	if err := table(&strings.Builder{}, measured); err != nil {
		t.Error(err)
	}
}
