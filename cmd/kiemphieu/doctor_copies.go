package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"kiemphieu/app/backup"
	"kiemphieu/app/health"
)

// copyTooOld is how old the newest copy may be on the eve of a congress.
const copyTooOld = 24 * time.Hour

// copyFolders looks where serve would keep copies: whether it can, and whether
// the newest that is there would restore.
func (p *patient) copyFolders(ctx context.Context) []finding {
	cfg, err := p.copies.config(p.at)
	if err != nil {
		return []finding{{State: sick, What: "Sao lưu: " + oneLine(err), Do: hintOf(err)}}
	}
	if len(cfg.Dirs) == 0 {
		return []finding{{State: warned, What: "Sao lưu: không nêu thư mục nào, serve sẽ không sao lưu",
			Do: "Nêu --backup, hoặc sao lưu bằng công cụ của PostgreSQL."}}
	}
	var list []finding
	apart := false
	for _, place := range backup.NewKeeper(cfg).Places() {
		list = append(list, p.copyFolder(ctx, place.Dir)...)
		apart = apart || !place.Beside
	}
	if !apart {
		list = append(list, finding{State: warned, What: "Sao lưu: mọi bản cùng ổ đĩa với dữ liệu, hỏng ổ là mất cả",
			Do: "Cắm một ổ USB và nêu nó bằng --backup."})
	}
	return list
}

// copyFolder looks into one folder, and leaves nothing there.
func (p *patient) copyFolder(ctx context.Context, dir string) []finding {
	what := "Sao lưu vào " + dir
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist) && len(p.copies.dirs) == 0:
		return []finding{{State: warned, What: what + ": chưa có bản nào", Do: "Chạy serve một lúc: serve sao lưu " +
			"ngay khi bắt đầu; rồi chạy lại doctor."}}
	case errors.Is(err, fs.ErrNotExist):
		return []finding{{State: sick, What: what + ": không thấy thư mục", Do: "Cắm lại ổ, hoặc sửa " +
			"--backup; thư mục mới thì tạo trước."}}
	case err != nil || !info.IsDir():
		return []finding{{State: sick, What: what + ": không mở được", Do: "Chọn một thư mục khác bằng --backup."}}
	}
	f, err := os.CreateTemp(dir, ".doctor-*")
	if err == nil {
		err = errors.Join(f.Close(), os.Remove(f.Name()))
	}
	if err != nil {
		return []finding{{State: sick, What: what + ": không ghi được", Do: "Mở khóa ghi của ổ, cho tài khoản " +
			"đang dùng quyền ghi, hoặc chọn thư mục khác bằng --backup."}}
	}
	newest := backup.NewestIn(dir)
	list := []finding{p.newestCopy(ctx, what, newest)}
	switch free, err := health.FreeSpace(dir); {
	case err != nil: // not known here
	case free < max(1<<20, 2*uint64(newest.Size)): //nolint:gosec // G115: a file has a size
		list = append(list, finding{State: sick, What: what + ": đã đầy, bản mới không còn chỗ",
			Do: "Chuyển bớt bản cũ hoặc tệp khác đi nơi khác, hoặc dùng ổ khác."})
	case free < health.LittleSpace:
		list = append(list, finding{State: warned, What: fmt.Sprintf("%s: chỉ còn trống %d MiB", what, free>>20),
			Do: "Xóa bớt để còn ít nhất 1 GiB, hoặc dùng ổ khác."})
	}
	return list
}

// newestCopy looks at the newest copy, and restores it in memory where that
// takes no key.
func (p *patient) newestCopy(ctx context.Context, what string, newest backup.Newest) finding {
	if newest.Path == "" {
		return finding{State: warned, What: what + ": chưa có bản nào", Do: "Chạy serve một lúc: serve sao lưu " +
			"ngay khi bắt đầu; rồi chạy lại doctor."}
	}
	what += ": bản mới nhất lúc " + newest.Made.Local().Format("15:04 02/01/2006")
	err := newest.Prove(ctx)
	switch {
	case errors.Is(err, backup.ErrEncrypted):
		what += ", đã mã hóa, chưa thử khôi phục ở đây"
	case err != nil:
		return finding{State: sick, What: what + " không khôi phục được: " + oneLine(err), Do: "Đừng dùng bản này: " +
			"chạy lệnh backup để có bản mới; kiểm tra hay thay ổ đĩa giữ nó."}
	default:
		what += ", khôi phục thử được"
	}
	if p.now.Sub(newest.Made) > copyTooOld {
		return finding{State: warned, What: what + ", đã quá một ngày", Do: "Chạy serve hoặc lệnh backup để có " +
			"bản mới trước đại hội."}
	}
	return finding{State: healthy, What: what}
}
