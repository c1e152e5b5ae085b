package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"kiemphieu/app"
	"kiemphieu/app/backup"
	"kiemphieu/store"
)

func newBackupCommand() *cobra.Command {
	var at place
	var to []string
	var withKeys bool
	command := &cobra.Command{
		Use:   "backup FILE",
		Short: "Sao lưu toàn bộ dữ liệu vào một tệp",
		Long: "Sao lưu toàn bộ dữ liệu vào một tệp, cả khi chương trình đang chạy. Bản sao được khôi phục thử trong " +
			"bộ nhớ trước khi có tên; với --to, chỉ ai có khóa mới đọc được. " +
			"Tệp khôi phục được vào SQLite lẫn PostgreSQL.",
		Args: cobra.ExactArgs(1),
		RunE: waited("Chưa có bản nào được ghi; bản sao lưu trước, nếu có, vẫn còn.", func(command *cobra.Command,
			args []string) error {
			return at.existing(command.Context(), command, func(p *app.Program) error {
				job := backup.Job{From: p.Store, Temp: at.temporary()}
				if withKeys {
					job.Beside = at.beside()
				}
				if err := writeBackup(command, job, args[0], to); err != nil || withKeys {
					return err
				}
				fmt.Fprintf(command.OutOrStdout(),
					"Khóa ký sổ nhật ký không nằm trong bản sao lưu: cất riêng thư mục %s, "+
						"hoặc dùng --with-keys.\n", at.keyDir())
				return nil
			})
		}),
	}
	at.flags(command)
	command.Flags().StringArrayVar(&to, "to", nil,
		"mã hóa cho khóa age1… này (lệnh backup-key tạo khóa); nêu được nhiều lần")
	command.Flags().BoolVar(&withKeys, "with-keys", false, "kèm khóa ký sổ nhật ký và khóa HTTPS; chỉ vào bản mã hóa")
	return command
}

// errOpenKeys: keys do not go into a copy that everybody reads.
var errOpenKeys = errors.New("khóa chỉ đi kèm bản sao lưu mã hóa")

func writeBackup(command *cobra.Command, job backup.Job, target string, to []string) (err error) {
	if job.Keys, err = backup.ParseRecipients(to); err != nil {
		return hintError{err, "Dùng cả dòng age1… mà lệnh backup-key in ra."}
	}
	if len(job.Beside) > 0 && len(job.Keys) == 0 {
		return hintError{errOpenKeys, "Nêu khóa bằng --to, hoặc bỏ --with-keys."}
	}
	counts, err := job.Write(command.Context(), target)
	var path *fs.PathError
	switch {
	case errors.As(err, &path):
		return hintError{fmt.Errorf("ghi sao lưu: %w", err),
			"Chọn thư mục ghi được và còn chỗ trống. Chưa có bản nào " +
				"được ghi."}
	case errors.Is(err, store.ErrDamagedBackup):
		return hintError{err,
			"Dữ liệu đọc ra không khôi phục lại được như cũ, nên không giữ làm bản sao lưu: chạy lệnh " +
				"doctor."}
	case err != nil:
		return explainStore(err)
	}
	for _, c := range counts {
		fmt.Fprintf(command.OutOrStdout(), "%-14s %d\n", c.Table, c.Rows)
	}
	fmt.Fprintf(command.OutOrStdout(), "Đã sao lưu vào %s, và đã khôi phục thử.\n", target)
	return nil
}

func newBackupKeyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "backup-key FILE",
		Short: "Tạo khóa đọc bản sao lưu",
		Long: "Tạo một khóa trong tệp mới. Dòng age1… in ra dùng để mã hóa (backup --to, serve --backup-to); tệp " +
			"khóa dùng để khôi phục (restore --key). Giữ tệp khóa ở nơi khác với bản sao lưu: " +
			"mất khóa là mất bản sao lưu.",
		Args: exactly(1, "FILE"),
		RunE: func(command *cobra.Command, args []string) error {
			to, err := backup.NewKey(args[0])
			if err != nil {
				return hintError{err, "Chọn tên tệp chưa có, ở thư mục ghi được và còn chỗ trống."}
			}
			fmt.Fprintln(command.OutOrStdout(), to)
			return nil
		},
	}
}

func newRestoreCommand() *cobra.Command {
	var at place
	var key string
	var trust bool
	command := &cobra.Command{
		Use:   "restore FILE",
		Short: "Khôi phục một tệp sao lưu vào nơi trống",
		Long: "Khôi phục một tệp sao lưu vào nơi trống. Chữ ký của bản sao lưu được kiểm tra trước khi ghi: nói bản " +
			"của ai, từ chối bản đã bị sửa, bị gỡ chữ ký, hoặc của nơi khác với khóa đang có ở đây.",
		Args: cobra.ExactArgs(1),
		RunE: waited("Nơi khôi phục vẫn trống như trước: chạy lại lệnh khi muốn.", func(command *cobra.Command,
			args []string) error {
			f, err := openBackup(args[0], key)
			if err != nil {
				return err
			}
			defer f.Close() //nolint:errcheck // read only
			told, err := knownOrigin(at, f, trust)
			if err != nil {
				return err
			}
			if err := confirmTheirs(command, at, told, trust); err != nil {
				return err
			}
			return at.with(command.Context(), command, app.Config{}, func(p *app.Program) error {
				if err := readBackup(command, p.Store, f); err != nil {
					return err
				}
				command.PrintErr(told)
				if err := readKeys(command, at, f); err != nil {
					return err
				}
				return proveRestored(command, p, at)
			})
		}),
	}
	at.flags(command)
	command.Flags().StringVar(&key, "key", os.Getenv("KIEMPHIEU_BACKUP_KEY"),
		"tệp khóa, cho bản đã mã hóa (KIEMPHIEU_BACKUP_KEY)")
	command.Flags().BoolVar(&trust, "trust", false, "khôi phục cả bản của nơi khác hoặc đã mất chữ ký")
	return command
}

func openBackup(path, key string) (*backup.Copy, error) {
	var keys []age.Identity
	if key != "" {
		var err error
		if keys, err = backup.ReadKeys(key); err != nil {
			return nil, hintError{err, "Dùng tệp do lệnh backup-key tạo ra."}
		}
	}
	f, err := backup.Open(path, keys...)
	switch {
	case errors.Is(err, backup.ErrEncrypted) && key != "":
		return nil, hintError{err,
			"Khóa ở --key không mở được bản này, vì bản này mã hóa cho khóa khác: dùng đúng tệp khóa."}
	case errors.Is(err, backup.ErrEncrypted):
		return nil, hintError{err, "Bản sao lưu đã mã hóa: nêu tệp khóa bằng --key."}
	case errors.Is(err, store.ErrDamagedBackup):
		return nil, hintError{err, "Tệp sao lưu bị hỏng hoặc đã bị sửa; chưa có gì được ghi."}
	case err != nil:
		return nil, fmt.Errorf("đọc sao lưu: %w", err)
	}
	return f, nil
}

// readKeys puts back the keys that came with a copy, where there are none, and
// says where they go if there are some elsewhere.
func readKeys(command *cobra.Command, at place, f *backup.Copy) error {
	n, err := f.Files(map[string]string{"keys": at.keyDir(), "tls": filepath.Join(at.data, "tls")})
	told := "Đã chép lại khóa ký sổ nhật ký và khóa HTTPS."
	switch {
	case errors.Is(err, backup.ErrKept):
		told = "Ở đây đã có khóa; giữ nguyên, không chép khóa trong bản sao lưu."
	case err != nil:
		return explainStore(err)
	case n == 0:
		told = fmt.Sprintf("Chép khóa ký sổ nhật ký của máy cũ (thư mục keys) vào %s trước khi làm tiếp.", at.keyDir())
	}
	_, err = fmt.Fprintln(command.OutOrStdout(), told)
	return err
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
