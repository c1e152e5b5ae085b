package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"kiemphieu/progress"
)

// errStopped: whoever started a command told it to stop.
var errStopped = errors.New("đã dừng theo yêu cầu")

// waited has a command that may take long say how far it is, and what is left
// where somebody stops it.
func waited(left string, run func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	return func(command *cobra.Command, args []string) error {
		ctx, meter := command.Context(), &progress.Meter{}
		command.SetContext(progress.With(ctx, meter))
		done := tellProgress(command.ErrOrStderr(), meter, patienceOf(command.ErrOrStderr()))
		err := run(command, args)
		done()
		if err != nil && ctx.Err() != nil {
			return hintError{errStopped, left}
		}
		return err
	}
}

// patience is how long a command is silent, and how often it speaks then.
type patience struct {
	first, then time.Duration
	inPlace     bool // one line, written again and again
}

func patienceOf(out io.Writer) patience {
	if in, ok := out.(io.Reader); ok && isTerminal(in) {
		return patience{first: 2 * time.Second, then: time.Second, inPlace: true}
	}
	return patience{first: 2 * time.Second, then: 5 * time.Second}
}

const blank = "\r\x1b[K" // the line of a terminal

// tellProgress says how far a meter is until the function that it returns is called.
func tellProgress(out io.Writer, meter *progress.Meter, p patience) (done func()) {
	stop := make(chan struct{})
	var telling sync.WaitGroup
	telling.Go(func() {
		next := time.NewTimer(p.first)
		defer next.Stop()
		for said := false; ; said = true {
			select {
			case <-stop:
				if said && p.inPlace {
					_, _ = fmt.Fprint(out, blank)
				}
				return
			case <-next.C:
			}
			switch line := progressLine(meter.Now()); {
			case line == "":
			case p.inPlace:
				_, _ = fmt.Fprint(out, blank+line)
			default:
				_, _ = fmt.Fprintln(out, line)
			}
			next.Reset(p.then)
		}
	})
	return func() { close(stop); telling.Wait() }
}

// steps are how people read them, with the unit of what is counted.
var steps = map[progress.Step][2]string{
	progress.Checking: {"Đang kiểm tra tệp sao lưu", "byte"},
	progress.Copying:  {"Đang chép dữ liệu", "dòng"},
	progress.Storing:  {"Đang ghi dữ liệu", "dòng"},
	progress.Listing:  {"Đang lập lại danh mục và số tổng hợp", "tổ chức"},
	progress.Proving:  {"Đang khôi phục thử bản sao", "dòng"},
	progress.Lifting:  {"Đang nâng bản sao cũ lên bản hiện nay", "dòng"},
	progress.Holding:  {"Đang so với sổ nhật ký đã ký", "đại hội"},
}

// progressLine is "" before there is anything to say.
func progressLine(step progress.Step, done, total int) string {
	words, ok := steps[step]
	switch {
	case !ok:
		return ""
	case total > 0:
		return fmt.Sprintf("%s: %d%% (%s/%s %s) – Ctrl+C để dừng", words[0], min(100, done*100/total), grouped(done),
			grouped(total), words[1])
	}
	return fmt.Sprintf("%s: %s %s – Ctrl+C để dừng", words[0], grouped(done), words[1])
}

// grouped writes 1234567 as 1.234.567.
func grouped(n int) string {
	text := fmt.Sprint(n)
	var parts []string
	for ; len(text) > 3; text = text[:len(text)-3] {
		parts = append([]string{text[len(text)-3:]}, parts...)
	}
	return strings.Join(append([]string{text}, parts...), ".")
}
