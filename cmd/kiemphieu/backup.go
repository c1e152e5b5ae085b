package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"kiemphieu/app"
	"kiemphieu/app/backup"
	"kiemphieu/store"
)

func newBackupCommand() *cobra.Command {
	var at place
	var to []string
	command := &cobra.Command{
		Use:   "backup FILE",
		Short: "Sao lưu toàn bộ dữ liệu vào một tệp",
		Long: "Sao lưu toàn bộ dữ liệu vào một tệp, cả khi chương trình đang chạy. Bản sao được khôi phục thử trong bộ " +
			"nhớ trước khi có tên; với --to, chỉ ai có khóa mới đọc được. Tệp khôi phục được vào SQLite lẫn PostgreSQL.",
		Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return at.existing(command.Context(), command, func(p *app.Program) error {
				return writeBackup(command, p.Store, args[0], at.temporary(), to, at.keyDir())
			})
		},
	}
	at.flags(command)
	command.Flags().StringArrayVar(&to, "to", nil, "mã hóa cho khóa age1… này (lệnh key tạo khóa); nêu được nhiều lần")
	return command
}

func writeBackup(command *cobra.Command, db *store.DB, target, temporary string, to []string, signing string) error {
	keys, err := backup.ParseRecipients(to)
	if err != nil {
		return hintError{err, "Dùng cả dòng age1… mà lệnh key in ra."}
	}
	counts, err := backup.Write(command.Context(), db, target, temporary, keys...)
	var path *fs.PathError
	switch {
	case errors.As(err, &path):
		return hintError{fmt.Errorf("ghi sao lưu: %w", err), "Chọn thư mục ghi được và còn chỗ trống. Chưa có bản nào " +
			"được ghi."}
	case errors.Is(err, store.ErrDamagedBackup):
		return hintError{err, "Dữ liệu đọc ra không khôi phục lại được như cũ, nên không giữ làm bản sao lưu: chạy lệnh " +
			"doctor."}
	case err != nil:
		return explainStore(err)
	}
	for _, c := range counts {
		fmt.Fprintf(command.OutOrStdout(), "%-14s %d\n", c.Table, c.Rows)
	}
	fmt.Fprintf(command.OutOrStdout(), "Đã sao lưu vào %s, và đã khôi phục thử.\n"+
		"Khóa ký sổ nhật ký không nằm trong bản sao lưu: cất riêng thư mục %s.\n", target, signing)
	return nil
}

func newKeyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "key FILE",
		Short: "Tạo khóa đọc bản sao lưu",
		Long: "Tạo một khóa trong tệp mới. Dòng age1… in ra dùng để mã hóa (backup --to, serve --backup-to); tệp khóa " +
			"dùng để khôi phục (restore --key). Giữ tệp khóa ở nơi khác với bản sao lưu: mất khóa là mất bản sao lưu.",
		Args: exactly(1, "FILE"),
		RunE: func(command *cobra.Command, args []string) error {
			to, err := backup.NewKey(args[0])
			if err != nil {
				return hintError{err, "Chọn tên tệp chưa có, ở thư mục ghi được."}
			}
			fmt.Fprintln(command.OutOrStdout(), to)
			return nil
		},
	}
}

func newRestoreCommand() *cobra.Command {
	var at place
	var key string
	command := &cobra.Command{
		Use:   "restore FILE",
		Short: "Khôi phục một tệp sao lưu vào nơi trống",
		Args:  cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			f, err := openBackup(args[0], key)
			if err != nil {
				return err
			}
			defer f.Close() //nolint:errcheck // read only
			return at.with(command.Context(), command, app.Config{}, func(p *app.Program) error {
				if err := readBackup(command, p.Store, f); err != nil {
					return err
				}
				_, err := fmt.Fprintf(command.OutOrStdout(), "Chép khóa ký sổ nhật ký của máy cũ (thư mục keys) vào %s "+
					"trước khi làm tiếp.\n", at.keyDir())
				return err
			})
		},
	}
	at.flags(command)
	command.Flags().StringVar(&key, "key", os.Getenv("KIEMPHIEU_BACKUP_KEY"),
		"tệp khóa, cho bản đã mã hóa (KIEMPHIEU_BACKUP_KEY)")
	return command
}

func openBackup(path, key string) (*backup.Copy, error) {
	var keys []age.Identity
	if key != "" {
		var err error
		if keys, err = backup.ReadKeys(key); err != nil {
			return nil, hintError{err, "Dùng tệp do lệnh key tạo ra."}
		}
	}
	f, err := backup.Open(path, keys...)
	switch {
	case errors.Is(err, backup.ErrEncrypted):
		return nil, hintError{err, "Bản sao lưu đã mã hóa: nêu tệp khóa bằng --key."}
	case errors.Is(err, store.ErrDamagedBackup):
		return nil, hintError{err, "Tệp sao lưu bị hỏng hoặc đã bị sửa; chưa có gì được ghi."}
	case err != nil:
		return nil, fmt.Errorf("đọc sao lưu: %w", err)
	}
	return f, nil
}

func readBackup(command *cobra.Command, db *store.DB, f *backup.Copy) error {
	before, err := db.Counts(command.Context())
	if err != nil {
		return explainStore(err)
	}
	_, err = db.Restore(command.Context(), f, f.Size)
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
