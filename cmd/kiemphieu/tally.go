package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"kiemphieu/minutes"
	"kiemphieu/tally"
)

func newTallyCommand() *cobra.Command {
	var explain bool
	var schema string
	command := &cobra.Command{
		Use:   "tally TỆP|-",
		Short: "Tính kết quả một lần bầu từ một tệp JSON",
		Long: "Đọc một tệp JSON mô tả một lần bầu (\"-\" là đầu vào chuẩn), áp dụng quy chế bầu cử và in kết quả " +
			"dạng JSON.\n" +
			"Tệp sai hoặc mâu thuẫn thì bị từ chối, kèm tên mục sai. Các mục của tệp và của kết quả: docs/tally.md.",
		Example: "  kiemphieu tally bau-cu.json\n  kiemphieu tally --explain bau-cu.json\n  kiemphieu tally - < " +
			"bau-cu.json\n  kiemphieu tally --schema input",
		Args: func(command *cobra.Command, args []string) error {
			if schema != "" {
				return cobra.NoArgs(command, args)
			}
			return exactly(1, "TỆP")(command, args)
		},
		RunE: func(command *cobra.Command, args []string) error {
			if schema != "" {
				return printSchema(command.OutOrStdout(), schema)
			}
			election, err := readElection(args[0], command.InOrStdin())
			if err != nil {
				return fmt.Errorf("%s: %w", nameOf(args[0]), err)
			}
			return printOutcome(command.OutOrStdout(), election, explain)
		},
		DisableFlagsInUseLine: true,
	}
	command.Flags().BoolVar(&explain, "explain", false, "giải thích kết quả bằng tiếng Việt, đọc lên được, thay cho "+
		"JSON")
	command.Flags().StringVar(&schema, "schema", "", "chỉ in JSON Schema của tệp (input) hoặc của kết quả (output)")
	return command
}

func printSchema(w io.Writer, which string) error {
	text, ok := map[string][]byte{"input": tally.InputSchema(), "output": tally.OutputSchema()}[which]
	if !ok {
		return fmt.Errorf("--schema %s: chỉ có input hoặc output", which)
	}
	_, err := w.Write(text)
	return err
}

func nameOf(file string) string {
	if file == "-" {
		return "đầu vào chuẩn"
	}
	return file
}

func readElection(file string, stdin io.Reader) (tally.Election, error) {
	if file == "-" {
		return tally.ReadElection(stdin)
	}
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return tally.Election{}, errors.New("không có tệp này")
	}
	if err != nil {
		return tally.Election{}, fmt.Errorf("không mở được tệp: %w", err)
	}
	defer f.Close() // read only: nothing can be lost
	return tally.ReadElection(f)
}

func printOutcome(w io.Writer, e tally.Election, explain bool) error {
	outcome, err := e.Outcome()
	if err != nil {
		return err
	}
	if !explain {
		out := json.NewEncoder(w)
		out.SetIndent("", "  ")
		return out.Encode(outcome)
	}
	for _, sentence := range minutes.Explain(e.Rules, e.Electorate, e.Contest, outcome) {
		if _, err := fmt.Fprintln(w, sentence); err != nil {
			return err
		}
	}
	return nil
}
