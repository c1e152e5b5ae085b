package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"kiemphieu/api/auth"
	"kiemphieu/app"
	"kiemphieu/congress"
)

func newUserCommand() *cobra.Command {
	command := &cobra.Command{Use: "user", Short: "Tạo tài khoản, đặt lại mật khẩu", Args: cobra.NoArgs,
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
		Short: "Tạo tài khoản với mật khẩu dùng một lần",
		Args:  cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return at.existing(command.Context(), command, func(p *app.Program) error {
				in.Login, in.Role, in.MustChange = args[0], congress.Role(role), true
				var err error
				if in.OrgID, err = findOrganisation(command, p.Congress, org); err != nil {
					return err
				}
				password := auth.NewPassword()
				if in.PasswordHash, err = auth.Hash(password); err != nil {
					return err
				}
				if _, err := p.Congress.CreateAccount(command.Context(), in); err != nil {
					return fmt.Errorf("tạo tài khoản %s: %w", in.Login, err)
				}
				return tellPassword(command, in.Login, password)
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

func tellPassword(command *cobra.Command, login, password string) error {
	_, err := fmt.Fprintf(command.OutOrStdout(), "Tài khoản %s, mật khẩu dùng một lần: %s\n", login, password)
	return err
}

func newUserResetCommand() *cobra.Command {
	var at place
	command := &cobra.Command{
		Use:   "reset LOGIN",
		Short: "Đặt lại mật khẩu và mở khóa tài khoản",
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
				password := auth.NewPassword()
				hash, err := auth.Hash(password)
				if err != nil {
					return err
				}
				if err := p.Congress.SetPassword(command.Context(), account.ID, hash, true); err != nil {
					return err
				}
				return tellPassword(command, account.Login, password)
			})
		},
	}
	at.flags(command)
	return command
}
