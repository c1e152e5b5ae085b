package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"kiemphieu/app"
	"kiemphieu/congress"
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
			"Mất mật khẩu là mất khóa.\n" +
			"Nghi khóa bị chép trộm: key change. Mất hẳn khóa hay mật khẩu: key lost --reason \"…\".",
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
			}),
		newKeyChangeCommand(), newKeyLostCommand())
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

// newKeyChangeCommand has another key sign; the old one signs that.
func newKeyChangeCommand() *cobra.Command {
	return turnKey("change", "Đổi sang khóa mới; khóa cũ ký việc đổi", "Khóa cũ ký vào sổ của từng đại hội chưa trình "+
		"rằng từ nay khóa mới ký; nơi đã so khóa cũ\nthì nhận khóa mới từ gói gửi lên, không phải so lại. Đại hội đã "+
		"xong giữ chữ ký cũ.\nKhóa cũ không còn trên máy.", app.Config{},
		func(_ *cobra.Command, p *app.Program) func(context.Context) (int, error) { return p.Congress.ChangeKey })
}

// newKeyLostCommand is the way on without the old key.
func newKeyLostCommand() *cobra.Command {
	command := turnKey("lost --reason LÝ_DO", "Khóa cũ đã mất: lập khóa mới, ghi rõ vào sổ",
		"Chỉ dùng khi không tìm lại được khóa hay mật khẩu của khóa. Dữ liệu vẫn nguyên và được kiểm với\nchữ ký cũ "+
			"trước khi khóa mới ký. Sổ của từng đại hội chưa trình ghi việc mất khóa và lý do;\n"+
			"biên bản và hồ sơ in điều đó, và cấp trên phải so lại tám từ của khóa mới.", app.Config{AsFound: true},
		func(command *cobra.Command, p *app.Program) func(context.Context) (int, error) {
			reason, _ := command.Flags().GetString("reason") // it is declared below
			return func(ctx context.Context) (int, error) { return p.Congress.ReplaceLostKey(ctx, reason) }
		})
	command.Flags().String("reason", "", "vì sao mất khóa; in trên biên bản và hồ sơ")
	return command
}

// keyTurned is what is said once another key signs.
const keyTurned = "Khóa mới: %s\nTám từ: %s\nSổ nhật ký của %d đại hội ghi việc này. Sao lưu lại thư mục khóa; " +
	"chương trình đang chạy ở máy khác thì khởi động lại.\n"

// turnKey is a command after which another key signs.
func turnKey(use, short, long string, cfg app.Config,
	of func(*cobra.Command, *app.Program) func(context.Context) (int, error)) *cobra.Command {
	var at place
	command := &cobra.Command{
		Use: use, Short: short, Long: long, Args: cobra.NoArgs, DisableFlagsInUseLine: true,
		RunE: waited("Xem khóa nào đang ký bằng lệnh key show.", func(command *cobra.Command, _ []string) error {
			unlock, err := at.lock()
			if err != nil {
				return err
			}
			defer unlock()
			return at.with(command.Context(), command, cfg, func(p *app.Program) error {
				if err := p.Store.UpToDate(command.Context()); err != nil {
					return explainStore(err)
				}
				told, err := of(command, p)(command.Context())
				if err != nil {
					return explainKey(err)
				}
				_, verifier, err := p.Congress.LogKey(command.Context())
				if err != nil {
					return explainStore(err)
				}
				words, err := record.KeyWords(verifier)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(command.OutOrStdout(), keyTurned, verifier, words, told)
				return err
			})
		}),
	}
	at.flags(command)
	return command
}

// explainKey tells a missing reason as the command line does.
func explainKey(err error) error {
	if wrong, ok := congress.FieldsOf(err); ok && len(wrong) > 0 {
		return hintError{errors.New("chưa nêu vì sao mất khóa (tối đa 500 chữ)"),
			"Thêm --reason \"…\": lý do in trên biên bản và hồ sơ. Không có gì bị ghi."}
	}
	return explainStore(err)
}
