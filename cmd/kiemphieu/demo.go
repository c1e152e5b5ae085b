package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"kiemphieu/api/auth"
	"kiemphieu/app"
	"kiemphieu/congress"
	"kiemphieu/demo"
	"kiemphieu/minutes"
)

// Files that the demo leaves beside its database.
const (
	demoBox      = "hom-phieu-mau.json"     // the papers of the congress that is being counted
	demoAccounts = "tai-khoan-dien-mau.txt" // who can sign in
)

func newDemoCommand() *cobra.Command {
	var at place
	var finish bool
	command := &cobra.Command{
		Use:   "demo",
		Short: "Tạo dữ liệu mẫu: một phường có 11 chi bộ",
		Long: "Tạo dữ liệu mẫu vào thư mục trống: 11 chi bộ, đa số đã đại hội xong, một chi bộ đang kiểm phiếu, một " +
			"chi bộ chưa bắt đầu.\n" +
			"Mọi người đều được đặt ra. Với --finish, hai chi bộ còn lại được kiểm và chuẩn y nốt.",
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if finish {
				return finishDemo(command.Context(), command, at)
			}
			return fillDemo(command.Context(), command, at)
		},
	}
	at.flags(command)
	command.Flags().BoolVar(&finish, "finish", false, "làm nốt hai đại hội còn dở")
	return command
}

// newDemo joins the demo to a program.
func newDemo(command *cobra.Command, p *app.Program, clock *demo.Clock) *demo.Demo {
	return &demo.Demo{Congress: p.Congress, Ratify: p.Ratify, Clock: clock, Print: minutes.WritePapers,
		Progress: func(line string) { fmt.Fprintln(command.OutOrStdout(), " ", line) }}
}

func fillDemo(ctx context.Context, command *cobra.Command, at place) error {
	clock := &demo.Clock{}
	return at.with(ctx, command, app.Config{Now: clock.Now}, func(p *app.Program) (err error) {
		password := auth.NewPassword()
		d := newDemo(command, p, clock)
		if d.Hash, err = auth.Hash(password); err != nil {
			return err
		}
		accounts, err := d.Fill(ctx)
		if errors.Is(err, congress.ErrSetUpDone) {
			return hintError{errors.New("cơ sở dữ liệu đã có dữ liệu"),
				"Chọn thư mục trống bằng --data, hoặc làm nốt bằng --finish."}
		}
		if err != nil {
			return err
		}
		if err := saveBox(at, d.Box); err != nil {
			return err
		}
		return tellAccounts(command, at, accounts, password)
	})
}

func saveBox(at place, box *demo.SavedBox) error {
	text, err := json.MarshalIndent(box, "", " ")
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	return writeBeside(at, demoBox, text)
}

// writeBeside writes a file into the data directory.
func writeBeside(at place, name string, content []byte) error {
	if err := os.MkdirAll(at.data, 0o700); err != nil {
		return fmt.Errorf("thư mục dữ liệu: %w", err)
	}
	if err := os.WriteFile(filepath.Join(at.data, name), content, 0o600); err != nil {
		return fmt.Errorf("ghi %s: %w", name, err)
	}
	return nil
}

func tellAccounts(command *cobra.Command, at place, accounts []demo.Account, password string) error {
	text := fmt.Sprintf("Mật khẩu chung của các tài khoản mẫu: %s\n\n", password)
	text += fmt.Sprintf("%-18s %-14s %-24s %s\n", "Đăng nhập", "Vai trò", "Họ và tên", "Ở")
	for _, a := range accounts {
		text += fmt.Sprintf("%-18s %-14s %-24s %s\n", a.Login, a.Role, a.Name, a.Where)
	}
	if err := writeBeside(at, demoAccounts, []byte(text)); err != nil {
		return err
	}
	fmt.Fprintf(command.OutOrStdout(), "\n%s\nLưu ở %s.\n", text, filepath.Join(at.data, demoAccounts))
	fmt.Fprintf(command.OutOrStdout(), "\nMở gì: đăng nhập “danguy” để xem toàn phường và hồ sơ; “cb10.kiemphieu2” "+
		"để nhập lượt B của chi bộ đang kiểm phiếu\n(mã và dấu của các phiếu mẫu ở %s); “cb11.capuy” để bắt đầu chi "+
		"bộ còn lại.\n", filepath.Join(at.data, demoBox))
	return nil
}

func finishDemo(ctx context.Context, command *cobra.Command, at place) error {
	saved, err := os.ReadFile(filepath.Join(at.data, demoBox))
	if err != nil {
		return hintError{fmt.Errorf("đọc hòm phiếu mẫu: %w", err), "Chạy \"kiemphieu demo\" trước, với cùng --data."}
	}
	clock := &demo.Clock{}
	return at.with(ctx, command, app.Config{Now: clock.Now}, func(p *app.Program) error {
		d := newDemo(command, p, clock)
		if err := d.Finish(ctx, saved); err != nil {
			return err
		}
		return tellSummary(ctx, command, d)
	})
}

// tellSummary prints the ward's figures as its page shows them.
func tellSummary(ctx context.Context, command *cobra.Command, d *demo.Demo) error {
	account, err := d.Congress.AccountByLogin(ctx, "danguy")
	if err != nil {
		return err
	}
	by, err := d.Congress.ActorOf(ctx, account.ID)
	if err != nil {
		return err
	}
	t, err := d.Ratify.TotalOf(ctx, by.OrgPath)
	if err != nil {
		return err
	}
	fmt.Fprintf(command.OutOrStdout(), "Toàn phường: %d chi bộ, trúng cử %d, tái cử %d, mới %d, nữ %d\n", t.Cells,
		t.Elected, t.Reelected, t.New, t.Female)
	return nil
}
