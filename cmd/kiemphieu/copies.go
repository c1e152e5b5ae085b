package main

import (
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kiemphieu/app/backup"
)

// copyFlags say where serve keeps copies of the data.
type copyFlags struct {
	dirs, keys []string
	every      time.Duration
}

func (f *copyFlags) flags(command *cobra.Command) {
	command.Flags().StringArrayVar(&f.dirs, "backup", fromList("KIEMPHIEU_BACKUP"), "thư mục sao lưu, tốt nhất là ổ USB "+
		"hay máy khác; nêu được nhiều lần; mặc định là sao-luu trong --data (KIEMPHIEU_BACKUP)")
	command.Flags().StringArrayVar(&f.keys, "backup-to", fromList("KIEMPHIEU_BACKUP_TO"), "mã hóa bản sao lưu cho khóa "+
		"age1… này; nêu được nhiều lần (KIEMPHIEU_BACKUP_TO)")
	command.Flags().DurationVar(&f.every, "backup-every", 3*time.Minute, "khi dữ liệu thay đổi, sao lưu nhiều nhất một "+
		"lần trong chừng này; chốt kết quả xong thì sao lưu ngay")
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
		return backup.Config{}, hintError{err, "Dùng cả dòng age1… mà lệnh key in ra."}
	}
	dirs := f.dirs
	if len(dirs) == 0 && at.database == "" {
		dirs = []string{filepath.Join(at.data, "sao-luu")}
	}
	return backup.Config{Dirs: dirs, Keys: keys, Every: f.every, Temp: at.temporary()}, nil
}
