package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"kiemphieu/app"
	"kiemphieu/congress"
)

func newExportCommand() *cobra.Command {
	var at place
	var out string
	command := &cobra.Command{
		Use:   "export ĐẠI-HỘI",
		Short: "Xuất một đại hội đã bế mạc thành gói có chữ ký (.kpz)",
		Long: "Xuất một đại hội đã bế mạc thành gói có chữ ký để gửi cấp trên và để ai cũng kiểm tra được.\n" +
			"ĐẠI-HỘI là mã, hoặc đúng tên của đại hội. Gói không có tên cử tri, không có mã và dấu của từng phiếu.",
		Example: "  kiemphieu export \"Đại hội Chi bộ Cơ quan phường\" --out dai-hoi.kpz",
		Args:    exactly(1, "ĐẠI-HỘI"),
		RunE: func(command *cobra.Command, args []string) error {
			if out == "" {
				return hintError{errors.New("chưa cho biết ghi gói vào đâu"), "Thêm --out TỆP."}
			}
			return at.existing(command.Context(), command, func(p *app.Program) error {
				return exportCongress(command, p, args[0], out)
			})
		},
		DisableFlagsInUseLine: true,
	}
	at.flags(command)
	command.Flags().StringVar(&out, "out", "", "tệp để ghi gói, thường có đuôi .kpz")
	return command
}

func exportCongress(command *cobra.Command, p *app.Program, name, out string) error {
	ctx := command.Context()
	c, err := findCongress(ctx, p.Congress, name)
	if err != nil {
		return err
	}
	signer, verifier, err := p.Congress.LogKey(ctx)
	if err != nil {
		return explainStore(err)
	}
	err = writeWhole(out, func(w io.Writer) error { return p.Ratify.ExportBundle(ctx, c.ID, w, signer) })
	var state *congress.StateError
	if errors.As(err, &state) {
		return hintError{fmt.Errorf("%s chưa bế mạc", c.Title), "Chỉ xuất đại hội đã bế mạc."}
	}
	if err != nil {
		return explainStore(err)
	}
	_, err = fmt.Fprintf(command.OutOrStdout(), "Đã xuất %s vào %s.\nKhóa ký gói: %s\n", c.Title, out, verifier)
	return err
}

// findCongress looks a congress up by id, or by its exact title where that is one.
func findCongress(ctx context.Context, cs *congress.Service, name string) (congress.Congress, error) {
	all, err := cs.CongressesUnder(ctx, "/")
	if err != nil {
		return congress.Congress{}, explainStore(err)
	}
	var found []congress.Congress
	for _, c := range all {
		if string(c.ID) == name {
			return c, nil
		}
		if c.Title == name {
			found = append(found, c)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return congress.Congress{}, hintError{fmt.Errorf("không có đại hội %q", name),
			"Ghi mã ở địa chỉ trang đại hội, hoặc đúng tên đại hội."}
	}
	return congress.Congress{}, hintError{fmt.Errorf("có %d đại hội tên %q", len(found), name),
		"Ghi mã ở địa chỉ trang đại hội."}
}

// writeWhole writes beside the target and moves it there once it is whole.
func writeWhole(target string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(target), ".kiemphieu-*")
	if err != nil {
		return hintError{fmt.Errorf("ghi %s: %w", target, err), "Chọn thư mục ghi được."}
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if err := errors.Join(write(f), f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("ghi %s: %w", target, err)
	}
	if err := os.Rename(f.Name(), target); err != nil {
		return fmt.Errorf("ghi %s: %w", target, err)
	}
	return nil
}
