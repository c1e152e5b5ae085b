package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"
)

// Why no new installation is made.
var (
	errTraces = errors.New("nơi để dữ liệu chưa có dữ liệu, nhưng có dấu vết của một bản đang dùng")
	errNotNew = errors.New("chưa lập nơi làm việc mới; không có gì bị ghi")
)

const hintTraces = "Dữ liệu cũ ở nơi khác thì nêu nơi đó bằng --data; đã mất thì khôi phục bản sao lưu vào thư mục " +
	"trống bằng lệnh restore; thật sự muốn lập nơi làm việc mới, trống thì thêm --new."

// wordNew is what somebody types who wants a new, empty installation.
const wordNew = "moi"

// confirmNew sees to it that lost data is not taken for a first start: where
// there is no database yet but something tells of an earlier one, it asks, or
// refuses where there is nobody to ask. Databases found elsewhere stop nobody
// who cannot be asked: they are named. A file that is there and no database,
// empty or not, the store refuses by itself.
func (p place) confirmNew(command *cobra.Command) error {
	if p.isNew || p.database != "" || isThere(p.url()) {
		return nil
	}
	here, elsewhere := p.tracesHere(), p.tracesElsewhere()
	if len(here)+len(elsewhere) == 0 {
		return nil
	}
	found := "  – " + strings.Join(slices.Concat(here, elsewhere), "\n  – ")
	command.PrintErrf("Chưa có dữ liệu ở %s, nhưng thấy:\n%s\n", absolute(p.data), found)
	switch {
	case isTerminal(command.InOrStdin()):
		return askNew(command)
	case len(here) > 0:
		return hintError{errTraces, hintTraces}
	}
	command.PrintErrln("Lập nơi làm việc mới, trống. Nếu không định thế: dừng chương trình và xem lại --data.")
	return nil
}

// askNew asks on a terminal; any answer but the word leaves all as it is.
func askNew(command *cobra.Command) error {
	command.PrintErrf("Chưa có gì bị ghi. Lập nơi làm việc mới, trống: gõ \"%s\" rồi Enter. Không chắc thì chỉ gõ "+
		"Enter: ", wordNew)
	answer, err := bufio.NewReader(command.InOrStdin()).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case wordNew, "mới":
		return nil
	}
	return hintError{errNotNew, hintTraces}
}

// tracesHere tells what in the data directory speaks of an earlier database.
func (p place) tracesHere() (told []string) {
	if isThere(p.url() + "-wal") {
		told = append(told, "tệp kiemphieu.db-wal không có tệp kiemphieu.db đi cùng")
	}
	for _, folder := range []struct{ path, what string }{
		{p.keyDir(), "khóa ký sổ nhật ký"},
		{tlsDirectory(p), "chứng chỉ HTTPS mà máy tính bảng đã tin"},
		{filepath.Join(p.data, "sao-luu"), "bản sao lưu"},
	} {
		if files, _ := os.ReadDir(folder.path); len(files) > 0 { // what cannot be read will refuse on its own
			told = append(told, fmt.Sprintf("%s trong %s", folder.what, absolute(folder.path)))
		}
	}
	return told
}

// tracesElsewhere names databases where people put them by mistake or left
// them: one floor up, beside, in "data" where the command runs, in the
// person's documents.
func (p place) tracesElsewhere() (told []string) {
	up := filepath.Dir(absolute(p.data))
	beside, _ := filepath.Glob(filepath.Join(up, "*", "kiemphieu.db")) // the pattern is well formed
	others := append(beside, filepath.Join(up, "kiemphieu.db"), filepath.Join("data", "kiemphieu.db"),
		filepath.Join(documents(), "kiemphieu.db"))
	for i, path := range others {
		others[i] = absolute(path)
	}
	slices.Sort(others)
	for _, path := range slices.Compact(others) {
		info, err := os.Stat(path)
		if err != nil || info.Size() == 0 || path == absolute(p.url()) {
			continue
		}
		told = append(told, fmt.Sprintf("dữ liệu ở %s, ghi lần cuối %s", filepath.Dir(path),
			info.ModTime().Format("02/01/2006 15:04")))
	}
	return told
}

func isThere(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func absolute(path string) string {
	if whole, err := filepath.Abs(path); err == nil {
		return whole
	}
	return path
}

// isTerminal reports whether somebody sits there who can be asked.
func isTerminal(in io.Reader) bool {
	file, ok := in.(*os.File)
	return ok && (isatty.IsTerminal(file.Fd()) || isatty.IsCygwinTerminal(file.Fd()))
}
