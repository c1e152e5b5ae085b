package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"kiemphieu/keyring"
	"kiemphieu/record"
)

// newKeyCommand is about the key that signs: its words, and the passphrase over it.
func newKeyCommand() *cobra.Command {
	command := &cobra.Command{
		Use:   "key",
		Short: "Khóa ký sổ nhật ký: xem tám từ, đặt hay bỏ mật khẩu",
		Long: "Khóa nằm trong tệp, ngoài cơ sở dữ liệu và ngoài bản sao lưu thường. Có mật khẩu thì ai chép được tệp " +
			"cũng\nkhông ký được; mỗi lần chạy chương trình phải nêu tệp có mật khẩu (--keys-secret), nên để ở USB " +
			"riêng.\n" +
			"Mất mật khẩu là mất khóa.",
	}
	command.AddCommand(
		keyAction("show", "In khóa công khai và tám từ để nơi khác so",
			func(*keyring.Ring, string) (string, error) { return "", nil }),
		keyAction("lock", "Mã hóa khóa bằng mật khẩu trong tệp --keys-secret",
			func(ring *keyring.Ring, passphrase string) (string, error) {
				if passphrase == "" {
					return "", hintError{errors.New("chưa có mật khẩu"), "Nêu tệp có mật khẩu bằng --keys-secret TỆP."}
				}
				return "Khóa đã được mã hóa. Từ nay mỗi lệnh cần --keys-secret.\n", ring.Encrypt(passphrase)
			}),
		keyAction("unlock", "Bỏ mật khẩu: khóa nằm trong tệp như cũ",
			func(ring *keyring.Ring, _ string) (string, error) {
				return "Khóa không còn mật khẩu.\n", ring.Decrypt()
			}))
	return command
}

// keyAction is a command that does something with the key that is there.
func keyAction(use, short string, do func(ring *keyring.Ring, passphrase string) (string, error)) *cobra.Command {
	var at place
	command := &cobra.Command{
		Use: use, Short: short, Args: cobra.NoArgs, DisableFlagsInUseLine: true,
		RunE: func(command *cobra.Command, _ []string) error {
			passphrase, err := at.passphrase()
			if err != nil {
				return err
			}
			ring := keyring.At(at.keyDir())
			ring.Unlock(passphrase)
			_, verifier, err := ring.Pair()
			if err != nil {
				return explainStore(err)
			}
			done, err := do(ring, passphrase)
			if err != nil {
				return explainStore(err)
			}
			words, err := record.KeyWords(verifier)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(command.OutOrStdout(), "%sKhóa: %s\nTám từ: %s\n", done, verifier, words)
			return err
		},
	}
	at.flags(command)
	return command
}
