package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/inconshreveable/mousetrap"
	"github.com/spf13/cobra"
)

// Exit statuses.
const (
	exitOK     = 0
	exitFailed = 1 // something failed or was refused
	exitUsage  = 2 // the command line was wrong
)

// subcommands is the list of commands, in the order of the help.
func subcommands() []*cobra.Command {
	return []*cobra.Command{
		newServeCommand(),
		newDoctorCommand(),
		newDemoCommand(),
		newTallyCommand(),
		newVerifyCommand(),
		newExportCommand(),
		newImportCommand(),
		newUserCommand(),
		newBackupCommand(),
		newRestoreCommand(),
		newBackupKeyCommand(),
		newKeyCommand(),
		newMigrateCommand(),
		newVersionCommand(),
		newCompletionCommand(),
	}
}

// hintError is an error with advice: what happened, then what to do.
type hintError struct {
	error
	hint string // Vietnamese, a sentence
}

func (e hintError) Unwrap() error { return e.error }

// Hint returns what to do.
func (e hintError) Hint() string { return e.hint }

// hintOf returns the advice of an error, "" where it has none.
func hintOf(err error) string {
	var hinted interface{ Hint() string }
	if errors.As(err, &hinted) {
		return hinted.Hint()
	}
	return ""
}

// run executes one command line and gives the exit status. An error is told
// in one line on stderr; its hint, if any, in a second.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root, started := newRoot()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	command, err := root.ExecuteContextC(ctx)
	if err == nil {
		return exitOK
	}
	fmt.Fprintf(stderr, "kiemphieu: %s\n", oneLine(err))
	hint := hintOf(err)
	switch {
	case !*started:
		fmt.Fprintf(stderr, "Gợi ý: xem cách dùng bằng lệnh \"%s --help\".\n", command.CommandPath())
		return exitUsage
	case hint != "":
		fmt.Fprintf(stderr, "Gợi ý: %s\n", hint)
	}
	if command == root && mousetrap.StartedByExplorer() { // the window would close before it is read
		fmt.Fprint(stderr, "Nhấn Enter để đóng cửa sổ này. ")
		_, _ = bufio.NewReader(stdin).ReadString('\n') // any answer will do
	}
	return exitFailed
}

func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

// newRoot builds the command tree. The flag it returns is true once a command
// has begun: an error before that is one of usage. Whatever a command checks
// about its command line therefore belongs into its Args.
func newRoot() (root *cobra.Command, started *bool) {
	started = new(bool)
	root = &cobra.Command{
		Use:   "kiemphieu",
		Short: "Kiểm phiếu và lập biên bản bầu cử trong Đảng",
		Long: "Kiểm phiếu bầu cử tại đại hội, hội nghị của tổ chức đảng: từ danh sách đảng viên đến biên bản và " +
			"chuẩn y.\n" +
			"Phiếu giấy là gốc: mọi con số đều kiểm lại được từ phiếu đã niêm phong.\n\n" +
			"Không kèm lệnh nào (như khi nhấp đúp vào tệp): chạy cho riêng máy này, dữ liệu ở thư mục \"Kiem phieu\" " +
			"trong Tài liệu của người dùng, và mở trình duyệt.",
		Args: func(command *cobra.Command, args []string) error {
			if len(args) > 0 {
				return fmt.Errorf("không có lệnh %q", args[0])
			}
			return nil
		},
		RunE:              func(command *cobra.Command, _ []string) error { return desk(command.Context(), command) },
		PersistentPreRun:  func(*cobra.Command, []string) { *started = true },
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	cobra.MousetrapHelpText = "" // a double click is a start
	root.PersistentFlags().BoolP("help", "h", false, "xem cách dùng")
	root.SetHelpCommand(&cobra.Command{Use: "no-help", Hidden: true})
	root.SetUsageTemplate(usageTemplate)
	root.SetHelpTemplate("{{with or .Long .Short}}{{. | trimTrailingWhitespaces}}\n\n{{end}}{{.UsageString}}")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return fmt.Errorf("tham số không đúng: %w", err) })
	root.AddCommand(subcommands()...)
	return root, started
}

const usageTemplate = `Cách dùng:
{{- if not .HasAvailableSubCommands}}
  {{.UseLine}}{{else}}
  {{.CommandPath}} LỆNH [tham số]

Các lệnh:{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}{{if .HasExample}}

Ví dụ:
{{.Example}}{{end}}{{if .HasAvailableLocalFlags}}

Tham số:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

Tham số chung:
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableSubCommands}}

Xem cách dùng từng lệnh: {{.CommandPath}} LỆNH --help{{end}}

Trạng thái kết thúc: 0 là được, 1 là không được hoặc bị từ chối, 2 là sai cách dùng.
`

// exactly wants so many arguments, named as in the use line.
func exactly(n int, names string) cobra.PositionalArgs { //nolint:unparam // a call reads with its number
	return func(_ *cobra.Command, args []string) error {
		if len(args) != n {
			return fmt.Errorf("cần đúng %d đối số %s, đã cho %d", n, names, len(args))
		}
		return nil
	}
}

func newCompletionCommand() *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:                   "completion SHELL",
		Short:                 "In đoạn mã tự hoàn thành lệnh cho bash, zsh, fish hoặc powershell",
		Example:               "  source <(kiemphieu completion bash)",
		ValidArgs:             shells,
		DisableFlagsInUseLine: true,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 && strings.Contains(" bash zsh fish powershell ", " "+args[0]+" ") {
				return nil
			}
			return fmt.Errorf("cần một trong: %s", strings.Join(shells, ", "))
		},
		RunE: func(command *cobra.Command, args []string) error {
			root, out := command.Root(), command.OutOrStdout()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(out, true)
			case "zsh":
				return root.GenZshCompletion(out)
			case "fish":
				return root.GenFishCompletion(out, true)
			}
			return root.GenPowerShellCompletionWithDesc(out)
		},
	}
}
