package main

import (
	"context"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"kiemphieu/progress"
)

// Who waits reads how far it is, and nothing before there is something to say.
func TestALongCommandSaysHowFarItIs(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		step        progress.Step
		done, total int
		want        string
	}{
		{"", 0, 0, ""},
		{progress.Copying, 1234567, 0, "Đang chép dữ liệu: 1.234.567 dòng – Ctrl+C để dừng"},
		{progress.Storing, 500, 2000, "Đang ghi dữ liệu: 25% (500/2.000 dòng) – Ctrl+C để dừng"},
		{progress.Holding, 3, 2, "Đang so với sổ nhật ký đã ký: 100% (3/2 đại hội) – Ctrl+C để dừng"},
	} {
		if got := progressLine(test.step, test.done, test.total); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
	for _, inPlace := range []bool{false, true} {
		said, meter := &output{}, &progress.Meter{}
		ctx := progress.With(t.Context(), meter)
		done := tellProgress(said, meter, patience{first: 1, then: 1, inPlace: inPlace})
		progress.Begin(ctx, progress.Holding, 40)
		progress.Add(ctx, 10)
		await(t, "it is told", said, func() bool { return strings.Contains(said.String(), "25% (10/40 đại hội)") })
		done()
		if text := said.String(); strings.HasSuffix(text, "\r\x1b[K") != inPlace {
			t.Errorf("in place %v, and at the end: %q", inPlace, text)
		}
	}
}

// Who stops a command reads what is left, and not how the work took it.
func TestAStoppedCommandSaysWhatIsLeft(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	command := &cobra.Command{}
	command.SetContext(ctx)
	err := waited("Chưa có gì được ghi.", func(command *cobra.Command, _ []string) error {
		stop()
		return command.Context().Err()
	})(command, nil)
	if err == nil || err.Error() != "đã dừng theo yêu cầu" || hintOf(err) != "Chưa có gì được ghi." {
		t.Errorf("%v: %s", err, hintOf(err))
	}
}
