package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"kiemphieu/app"
	"kiemphieu/store"
)

func newBackupCommand() *cobra.Command {
	var at place
	command := &cobra.Command{
		Use:   "backup FILE",
		Short: "Sao lưu toàn bộ dữ liệu vào một tệp",
		Long: "Sao lưu toàn bộ dữ liệu vào một tệp, cả khi chương trình đang chạy. Tệp khôi phục được vào SQLite " +
			"lẫn PostgreSQL.",
		Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return at.existing(command.Context(), command, func(p *app.Program) error {
				return writeBackup(command, p.Store, args[0])
			})
		},
	}
	at.flags(command)
	return command
}

// writeBackup writes beside the target and moves it there once it is whole: a
// file with the asked-for name is always a complete backup.
func writeBackup(command *cobra.Command, db *store.DB, target string) (err error) {
	f, err := os.CreateTemp(filepath.Dir(target), ".kiemphieu-*")
	if err != nil {
		return hintError{fmt.Errorf("ghi sao lưu: %w", err), "Chọn thư mục ghi được."}
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	counts, err := db.Backup(command.Context(), f)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return explainStore(err)
	}
	if err := os.Rename(f.Name(), target); err != nil {
		return fmt.Errorf("ghi sao lưu: %w", err)
	}
	for _, c := range counts {
		fmt.Fprintf(command.OutOrStdout(), "%-14s %d\n", c.Table, c.Rows)
	}
	fmt.Fprintf(command.OutOrStdout(), "Đã sao lưu vào %s.\n", target)
	return nil
}

func newRestoreCommand() *cobra.Command {
	var at place
	command := &cobra.Command{
		Use:   "restore FILE",
		Short: "Khôi phục một tệp sao lưu vào nơi trống",
		Args:  cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			f, err := os.Open(args[0])
			if err != nil {
				return fmt.Errorf("đọc sao lưu: %w", err)
			}
			defer f.Close() //nolint:errcheck // read only
			return at.with(command.Context(), command, app.Config{}, func(p *app.Program) error {
				return readBackup(command, p.Store, f)
			})
		},
	}
	at.flags(command)
	return command
}

func readBackup(command *cobra.Command, db *store.DB, f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("đọc sao lưu: %w", err)
	}
	before, err := db.Counts(command.Context())
	if err != nil {
		return explainStore(err)
	}
	_, err = db.Restore(command.Context(), f, info.Size())
	switch {
	case errors.Is(err, store.ErrNotEmpty):
		return hintError{err, "Khôi phục chỉ vào nơi trống: chọn --data hoặc --database khác. Dữ liệu hiện có không " +
			"bị đụng đến."}
	case errors.Is(err, store.ErrDamagedBackup):
		return hintError{err, "Tệp sao lưu bị hỏng hoặc đã bị sửa; chưa có gì được ghi."}
	case err != nil:
		return explainStore(err)
	}
	after, err := db.Counts(command.Context())
	if err != nil {
		return explainStore(err)
	}
	fmt.Fprintf(command.OutOrStdout(), "%-14s %6s %6s\n", "Bảng", "trước", "sau")
	for i, c := range after {
		fmt.Fprintf(command.OutOrStdout(), "%-14s %6d %6d\n", c.Table, before[i].Rows, c.Rows)
	}
	return nil
}
