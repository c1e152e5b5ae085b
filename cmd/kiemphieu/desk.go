package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/adrg/xdg"
	"github.com/pkg/browser"
	"github.com/spf13/cobra"

	"kiemphieu/app"
	"kiemphieu/app/health"
)

// documents is where a person's data goes when the program is started by a
// double click: a folder that they see and copy, but none that a service
// carries off the machine, for that would take the members' list along.
func documents() string {
	root := xdg.UserDirs.Documents
	if synced := os.Getenv("OneDrive"); synced != "" && strings.HasPrefix(root, synced) {
		root = xdg.Home
	}
	return filepath.Join(root, "Kiem phieu")
}

// desk is the program started without a command, as by a double click: it
// serves this machine alone, keeps its data in the person's documents, and
// opens the browser. Started once more, it opens the browser again.
func desk(ctx context.Context, command *cobra.Command) error {
	at := place{data: envOr("KIEMPHIEU_DATA", documents()), database: os.Getenv("KIEMPHIEU_DATABASE"),
		keys: os.Getenv("KIEMPHIEU_KEYS")}
	copies := copyFlags{dirs: fromList("KIEMPHIEU_BACKUP"), keys: fromList("KIEMPHIEU_BACKUP_TO"), every: backupEvery}
	kept, err := copies.config(at)
	if err != nil {
		return err
	}
	s := service{at: at, listen: usualAddress(ctx), cfg: app.Config{Version: version(), Backup: kept}}
	if at.database == "" {
		s.cfg.Free = func() (uint64, error) { return health.FreeSpace(at.data) }
	}
	s.opened = func(address, link string) {
		tellDesk(command, at, address)
		open(command, link)
	}
	err = s.run(ctx, command)
	if errors.Is(err, errServed) {
		return openRunning(ctx, command, at)
	}
	return err
}

// tellDesk writes into the window what runs and how it ends.
func tellDesk(command *cobra.Command, at place, address string) {
	fmt.Fprintf(command.OutOrStdout(), `
Kiểm phiếu %s đang chạy trên máy này.

  Địa chỉ   %s
            Trình duyệt tự mở; nếu không, gõ địa chỉ này vào trình duyệt.
  Dữ liệu   %s

  Kiểm bằng camera của máy này hoặc máy quét cầm tay: không cần máy tính bảng, không cần chứng chỉ.
  Cần thêm máy tính bảng: dừng ở đây, rồi chạy  %s serve --tls local --data "%s"

Để dừng: bấm Ctrl+C hoặc đóng cửa sổ này. Điều gì đã báo là đã lưu thì còn nguyên.
`, version(), address, absolute(at.data), filepath.Base(os.Args[0]), absolute(at.data))
}

// open shows an address in the person's browser; where there is none, the
// window says the address anyway.
func open(command *cobra.Command, address string) {
	browser.Stdout, browser.Stderr = command.ErrOrStderr(), command.ErrOrStderr()
	if err := browser.OpenURL(address); err != nil {
		fmt.Fprintf(command.OutOrStdout(), "Không tự mở được trình duyệt. Hãy mở: %s\n", address)
	}
}

// openRunning opens the program that runs already.
func openRunning(ctx context.Context, command *cobra.Command, at place) error {
	for range 20 { // it may be starting
		if address := at.served(); address != "" {
			fmt.Fprintf(command.OutOrStdout(), "Chương trình đang chạy rồi: %s\n", address)
			open(command, address)
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second / 2):
		}
	}
	return errServed
}

// usualAddress is the usual address at this machine, or the next that nobody has.
func usualAddress(ctx context.Context) string {
	for port := 8080; port < 8090; port++ {
		address := fmt.Sprintf("127.0.0.1:%d", port)
		if l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address); err == nil {
			_ = l.Close()
			return address
		}
	}
	return "127.0.0.1:0"
}
