// Command figures runs the benchmarks behind the figures that the program is
// held to and prints them as one table, each beside its bar. It fails when a
// figure is missed or was not measured.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "figures:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, stdout, stderr io.Writer) error {
	fmt.Fprintln(stderr, "Measuring; this takes a few minutes and wants a quiet machine")
	output, err := benchmark(ctx, stderr)
	if err != nil {
		return err
	}
	measured := parse(output)
	fmt.Fprintf(stdout, "%s, %d cores, %s %s/%s\n\n", processor(output), runtime.NumCPU(), runtime.Version(),
		runtime.GOOS, runtime.GOARCH)
	return table(stdout, measured)
}

// benchmark runs all benchmarks that a figure names, one package after the other.
func benchmark(ctx context.Context, stderr io.Writer) (string, error) {
	var names, packages []string
	for _, f := range figures {
		name, _, _ := strings.Cut(f.benchmark, "/")
		names, packages = append(names, name), append(packages, "./"+f.folder)
	}
	slices.Sort(packages)
	args := []string{"test", "-p", "1", "-run", "^$", "-timeout", "30m", "-bench",
		"^(" + strings.Join(names, "|") + ")$"}
	command := exec.CommandContext(ctx, "go", append(args, slices.Compact(packages)...)...) //nolint:gosec // from the table of figures
	command.Stderr = stderr
	out, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return string(out), nil
}

// processor is the name that go test gives to the machine.
func processor(output string) string {
	for line := range strings.Lines(output) {
		if name, ok := strings.CutPrefix(line, "cpu: "); ok {
			return strings.TrimSpace(name)
		}
	}
	return "unnamed processor"
}

// table prints every figure and tells how many were not reached.
func table(w io.Writer, measured map[key]float64) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "figure\tmeasured\tbar\ttimes better")
	bad := 0
	for _, f := range figures {
		row, ok := f.row(measured)
		if !ok {
			bad++
		}
		fmt.Fprintln(out, row)
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if bad > 0 {
		return fmt.Errorf("%d of %d figures missed or not measured", bad, len(figures))
	}
	return nil
}
