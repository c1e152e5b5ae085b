package main

import (
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kiemphieu/app/backup"
)

// backupEvery is how often at most a change is followed by a copy.
const backupEvery = 3 * time.Minute

// copyFlags say where serve keeps copies of the data.
type copyFlags struct {
	dirs, keys []string
	every      time.Duration
	withKeys   bool
}

func (f *copyFlags) flags(command *cobra.Command) {
	command.Flags().StringArrayVar(&f.dirs, "backup", fromList("KIEMPHIEU_BACKUP"),
		"thư mục sao lưu, tốt nhất là ổ USB "+
			"hay máy khác; nêu được nhiều lần; mặc định là sao-luu trong --data (KIEMPHIEU_BACKUP)")
	command.Flags().StringArrayVar(&f.keys, "backup-to", fromList("KIEMPHIEU_BACKUP_TO"),
		"mã hóa bản sao lưu cho khóa "+
			"age1… này; nêu được nhiều lần (KIEMPHIEU_BACKUP_TO)")
	command.Flags().DurationVar(&f.every, "backup-every", backupEvery,
		"khi dữ liệu thay đổi, sao lưu nhiều nhất một "+
			"lần trong chừng này; chốt kết quả xong thì sao lưu ngay")
	command.Flags().BoolVar(&f.withKeys, "backup-with-keys", false, "kèm khóa ký sổ nhật ký và khóa HTTPS vào bản sao "+
		"lưu mã hóa, để máy khác làm tiếp được ngay")
}

// fromList reads a list that an environment variable holds, as PATH does.
func fromList(name string) []string {
	if text := os.Getenv(name); text != "" {
		return strings.Split(text, string(os.PathListSeparator))
	}
	return nil
}

func (f *copyFlags) config(at place) (backup.Config, error) {
	keys, err := backup.ParseRecipients(f.keys)
	if err != nil {
		return backup.Config{}, hintError{err, "Dùng cả dòng age1… mà lệnh backup-key in ra."}
	}
	dirs := f.dirs
	if len(dirs) == 0 && at.database == "" {
		dirs = []string{filepath.Join(at.data, "sao-luu")}
	}
	job := backup.Job{Keys: keys, Temp: at.temporary()}
	if f.withKeys && len(keys) == 0 {
		return backup.Config{}, hintError{errOpenKeys, "Nêu khóa bằng --backup-to, hoặc bỏ --backup-with-keys."}
	}
	if f.withKeys {
		job.Beside = at.beside()
	}
	kept := backup.Config{Job: job, Dirs: dirs, Every: f.every}
	if at.database == "" {
		kept.Data = at.data
	}
	return kept, nil
}
