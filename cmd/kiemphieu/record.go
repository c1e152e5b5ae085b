package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"kiemphieu/app"
	"kiemphieu/congress"
	"kiemphieu/verify"
	"kiemphieu/web"
)

// explainRecord tells what was found about a congress in the words of the pages.
func explainRecord(broken *congress.RecordError) error {
	site, err := web.Load()
	if err != nil {
		return errors.Join(broken, err)
	}
	where := site.Text("record."+broken.Where, nil)
	return errors.New(site.Text("error.record_"+broken.Code, map[string]string{"title": broken.Title, "where": where}))
}

// verifyHere runs all checks on what is stored: of one congress, also against
// what was kept outside, or of all.
func verifyHere(command *cobra.Command, p *app.Program, name, kept string) error {
	ctx := command.Context()
	var examined []app.Examined
	if name == "" {
		var err error
		if examined, err = p.ExamineAll(ctx); err != nil {
			return explainStore(err)
		}
	} else {
		c, err := findCongress(ctx, p.Congress, name)
		if err != nil {
			return err
		}
		e := app.Examined{ID: c.ID, Title: c.Title}
		if e.Report, err = p.Examine(ctx, c.ID, kept); err != nil && !errors.As(err, &e.Broken) {
			return explainStore(err)
		}
		examined = append(examined, e)
	}
	wrong := 0
	for _, e := range examined {
		if !e.OK() {
			wrong++
		}
		if err := tellExamined(command.OutOrStdout(), e); err != nil {
			return err
		}
	}
	if wrong > 0 {
		return hintError{fmt.Errorf("%d trong %d đại hội không đứng vững", wrong, len(examined)),
			"Giữ nguyên máy và bản sao lưu, báo cấp trên; đối chiếu với biên bản giấy."}
	}
	return nil
}

// tellExamined prints a line for a congress, and under it whatever is wrong.
func tellExamined(out io.Writer, e app.Examined) error {
	sign := "✔"
	if !e.OK() {
		sign = "✖"
	}
	_, err := fmt.Fprintf(out, "%s %s: %d việc trong nhật ký\n", sign, e.Title, e.Report.LogSize)
	if e.Broken != nil {
		_, failed := fmt.Fprintf(out, "    %s\n", explainRecord(e.Broken))
		err = errors.Join(err, failed)
	}
	for _, c := range e.Report.Checks {
		if c.Code == "stated" && c.Skipped {
			_, failed := fmt.Fprintf(out, "    – %s: không so được, việc ấy do nơi khác hoặc bản cũ ghi\n", c.Title)
			err = errors.Join(err, failed)
		}
	}
	for _, failure := range failuresOf(e.Report) {
		_, failed := fmt.Fprintf(out, "    %s\n", failure)
		err = errors.Join(err, failed)
	}
	return err
}

func failuresOf(report verify.Report) []string {
	var list []string
	for _, c := range report.Checks {
		for _, failure := range c.Failures {
			list = append(list, c.Title+": "+failure)
		}
	}
	return list
}
