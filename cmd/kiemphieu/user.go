package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"kiemphieu/api/auth"
	"kiemphieu/app"
	"kiemphieu/congress"
	"kiemphieu/security"
)

func newUserCommand() *cobra.Command {
	command := &cobra.Command{Use: "user", Short: "Tạo tài khoản, cấp lại mã đăng nhập", Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return command.Help() }}
	command.AddCommand(newUserAddCommand(), newUserResetCommand())
	return command
}

func newUserAddCommand() *cobra.Command {
	var at place
	var in congress.AccountInput
	var org, role string
	command := &cobra.Command{
		Use:   "add LOGIN",
		Short: "Tạo tài khoản với mã dùng một lần",
		Args:  cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return at.existing(command.Context(), command, func(p *app.Program) error {
				in.Login, in.Role = args[0], congress.Role(role)
				var err error
				if in.OrgID, err = findOrganisation(command, p.Congress, org); err != nil {
					return err
				}
				id, err := p.Congress.CreateAccount(command.Context(), in)
				if err != nil {
					return fmt.Errorf("tạo tài khoản %s: %w", in.Login, err)
				}
				return tellCode(command, p, id, in.Login)
			})
		},
	}
	at.flags(command)
	command.Flags().StringVar(&in.Name, "name", "", "họ và tên")
	command.Flags().StringVar(&role, "role", string(congress.RoleOrganiser), "vai trò: "+roleNames())
	command.Flags().StringVar(&org, "org", "", "tên tổ chức đảng; để trống nếu là tổ chức cao nhất")
	return command
}

func roleNames() string {
	var names []string
	for _, r := range congress.Roles() {
		names = append(names, string(r))
	}
	return strings.Join(names, ", ")
}

// findOrganisation looks an organisation up by its exact name.
func findOrganisation(command *cobra.Command, cs *congress.Service, name string) (congress.OrgID, error) {
	all, err := cs.Organisations(command.Context())
	if err != nil {
		return "", err
	}
	for _, o := range all {
		if o.Name == name || (name == "" && o.ParentID == "") {
			return o.ID, nil
		}
	}
	return "", hintError{fmt.Errorf("không có tổ chức %q", name), "Chạy \"kiemphieu serve\" và thiết lập lần đầu, " +
		"hoặc ghi đúng tên tổ chức trong --org."}
}

// tellCode gives an account a code at which its person chooses a password, once.
func tellCode(command *cobra.Command, p *app.Program, id congress.AccountID, login string) error {
	code, by := auth.NewPassword(), operator()
	by.Role = congress.RoleAdministrator
	if err := p.Congress.Invite(command.Context(), by, id, auth.CodeHash(code)); err != nil {
		return fmt.Errorf("cấp mã cho %s: %w", login, err)
	}
	_, err := fmt.Fprintf(command.OutOrStdout(), "Tài khoản %s, mã dùng một lần trong 7 ngày: %s\n"+
		"Đăng nhập với mã ở chỗ mật khẩu, rồi tự chọn mật khẩu.\n", login, code)
	return err
}

func newUserResetCommand() *cobra.Command {
	var at place
	command := &cobra.Command{
		Use:   "reset LOGIN",
		Short: "Cấp mã để người dùng tự chọn lại mật khẩu, bỏ xác thực hai lớp",
		Args:  cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return at.existing(command.Context(), command, func(p *app.Program) error {
				account, err := p.Congress.AccountByLogin(command.Context(), args[0])
				if errors.Is(err, congress.ErrNotFound) {
					return hintError{fmt.Errorf("không có tài khoản %q", args[0]),
						"Xem danh sách tài khoản ở trang Quản trị."}
				}
				if err != nil {
					return err
				}
				if err := p.Security.DropFactor(command.Context(), account.ID); err != nil {
					return err
				}
				for _, kind := range []security.Kind{security.SlipMade, security.FactorReset} {
					err := p.Security.Note(command.Context(), security.Event{OrgID: account.OrgID, Kind: kind,
						Name: operator().Name, About: account.Login, From: "console"})
					if err != nil {
						return err
					}
				}
				return tellCode(command, p, account.ID, account.Login)
			})
		},
	}
	at.flags(command)
	return command
}
