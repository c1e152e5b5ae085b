package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"kiemphieu/app"
	"kiemphieu/record"
	"kiemphieu/verify"
	"kiemphieu/verify/page"
)

func newVerifyCommand() *cobra.Command {
	var checkpoint string
	var witness []string
	var asJSON bool
	var html string
	var at place
	here := func(command *cobra.Command) bool {
		return command.Flags().Changed("data") || command.Flags().Changed("database")
	}
	command := &cobra.Command{
		Use:   "verify TỆP | --data THƯ-MỤC [ĐẠI-HỘI]",
		Short: "Kiểm tra một gói đại hội (.kpz), hoặc dữ liệu của máy này",
		Long: "Đọc một gói đại hội và kiểm từng mục: tệp, chữ ký, nhật ký, số liệu, kết quả, văn bản, quyết định.\n" +
			"Mục nào sai cũng được in ra; có một mục sai thì kết thúc với trạng thái 1.\n" +
			"Ai có khóa cũng ký được gói của mình: hãy so khóa và điểm chốt với bản đã giữ ở ngoài (--checkpoint).\n" +
			"Với --data hoặc --database: so dữ liệu đang có với sổ nhật ký đã ký, từng đại hội; không sửa gì.\n" +
			"Thêm điểm chốt, tám từ, gốc hoặc mã QR của một đại hội: ai có khóa mà sửa rồi ký lại cũng lộ ra.\n" +
			"Với --html: ghi ra một trang tự kiểm gói trong trình duyệt, không cần mạng và không cần chương trình này.",
		Example: "  kiemphieu verify dai-hoi.kpz\n  kiemphieu verify dai-hoi.kpz --checkpoint diem-chot.txt\n" +
			"  kiemphieu verify dai-hoi.kpz --words \"…\"\n" +
			"  kiemphieu verify --data data\n" +
			"  kiemphieu verify --data data 'Đại hội Chi bộ A' --words \"…\"\n" +
			"  kiemphieu verify --html kiem-tra-ho-so.html",
		Args: func(command *cobra.Command, args []string) error {
			switch {
			case html != "":
				return cobra.NoArgs(command, args)
			case here(command):
				return cobra.MaximumNArgs(1)(command, args)
			}
			return exactly(1, "TỆP")(command, args)
		},
		RunE: waited("Lệnh này chỉ đọc; chạy lại khi muốn.", func(command *cobra.Command, args []string) error {
			if html != "" {
				return writePage(command.OutOrStdout(), html)
			}
			kept, err := keptOutside(checkpoint, strings.Join(witness, ""))
			if err == nil && kept == "" && slices.ContainsFunc([]string{"checkpoint", "words", "root", "qr"},
				command.Flags().Changed) {
				err = errors.New("điểm chốt trống, không có gì để so")
			}
			if err != nil {
				return err
			}
			if here(command) {
				if kept != "" && len(args) == 0 {
					return errors.New("điểm chốt là của một đại hội: ghi thêm tên hoặc mã của đại hội ấy")
				}
				return at.existing(command.Context(), command, func(p *app.Program) error {
					return verifyHere(command, p, strings.Join(args, ""), kept)
				})
			}
			report, _, err := verifyFile(args[0], kept)
			if err != nil {
				return err
			}
			if asJSON {
				out := json.NewEncoder(command.OutOrStdout())
				out.SetIndent("", "  ")
				if err := out.Encode(report); err != nil {
					return fmt.Errorf("in kết quả: %w", err)
				}
			} else if err := tellReport(command.OutOrStdout(), report); err != nil {
				return err
			}
			return refusal(report)
		}),
		DisableFlagsInUseLine: true,
	}
	at.flags(command)
	command.Flags().StringVar(&checkpoint, "checkpoint", "",
		"tệp có điểm chốt giữ ở ngoài, để so với nhật ký")
	for name, what := range map[string]string{"words": "tám từ in trên biên bản",
		"root": "gốc sổ nhật ký in trên biên bản",
		"qr":   "chữ đọc được từ mã QR trên biên bản"} {
		command.Flags().StringArrayVar(&witness, name, nil, what+", để so với nhật ký")
	}
	command.Flags().StringVar(&html, "html", "", "tệp để ghi trang tự kiểm gói")
	command.MarkFlagsMutuallyExclusive("html", "data")
	command.MarkFlagsMutuallyExclusive("html", "database")
	command.MarkFlagsMutuallyExclusive("checkpoint", "words", "root", "qr")
	command.Flags().BoolVar(&asJSON, "json", false, "in kết quả dạng JSON")
	return command
}

// writePage writes the one-file verifier.
func writePage(w io.Writer, name string) error {
	err := writeWhole(name, func(f io.Writer) error {
		_, err := f.Write(page.HTML())
		return err
	})
	if err == nil {
		err = os.Chmod(name, 0o644) //nolint:gosec // for everybody
	}
	if err != nil {
		return explainStore(err)
	}
	_, err = fmt.Fprintf(w, "Đã ghi %s. Mở bằng trình duyệt trên máy bất kỳ, chọn tệp hồ sơ (.kpz).\n", name)
	return err
}

// keptOutside reads what was kept outside, from a file or the command line.
func keptOutside(file, text string) (string, error) {
	if file == "" {
		return text, nil
	}
	kept, err := os.ReadFile(file) //nolint:gosec // the path is the operator's
	if err != nil {
		return "", fmt.Errorf("đọc điểm chốt: %w", err)
	}
	return strings.TrimSpace(string(kept)), nil
}

// verifyFile runs all checks on a bundle file.
func verifyFile(name, kept string) (verify.Report, record.Bundle, error) {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return verify.Report{}, record.Bundle{}, fmt.Errorf("không có tệp %s", name)
	}
	if err != nil {
		return verify.Report{}, record.Bundle{}, fmt.Errorf("đọc gói: %w", err)
	}
	defer f.Close() // read only: nothing can be lost
	return verify.Verify(f, verify.Options{Checkpoint: kept})
}

// tellReport prints a line for every check, and under it whatever is wrong.
func tellReport(w io.Writer, report verify.Report) error {
	var err error
	tell := func(format string, args ...any) {
		_, failed := fmt.Fprintf(w, format, args...)
		err = errors.Join(err, failed)
	}
	for _, c := range report.Checks {
		switch {
		case c.Skipped:
			tell("– %2d. %s: không có gì để so\n", c.Number, c.Title)
		case c.OK():
			tell("✔ %2d. %s\n", c.Number, c.Title)
		default:
			tell("✖ %2d. %s\n", c.Number, c.Title)
		}
		for _, failure := range c.Failures {
			tell("       %s\n", failure)
		}
	}
	if report.LogRoot != "" {
		tell("\n%s\nKhóa ký gói: %s\nNhật ký: %d việc, gốc %s\n", report.Congress, report.Verifier, report.LogSize,
			report.LogRoot)
	}
	if report.Rehearsal {
		tell("Đây là đại hội diễn tập.\n")
	}
	return err
}

// refusal is the error of a bundle that does not stand up.
func refusal(report verify.Report) error {
	failed := 0
	for _, c := range report.Checks {
		if !c.OK() {
			failed++
		}
	}
	if failed == 0 {
		return nil
	}
	return hintError{fmt.Errorf("gói không đạt %d trong %d mục", failed, len(report.Checks)),
		"Lấy lại gói từ nơi lập; nếu vẫn sai, đối chiếu với biên bản giấy."}
}
