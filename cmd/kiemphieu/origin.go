package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"kiemphieu/app"
	"kiemphieu/app/backup"
	"kiemphieu/congress"
	"kiemphieu/keyring"
	"kiemphieu/record"
	"kiemphieu/store"
)

// Why a backup is not restored.
var (
	errUnsignedBackup = errors.New("bản sao lưu lẽ ra phải có chữ ký, nhưng không có")
	errForeignBackup  = errors.New("bản sao lưu do khóa khác ký, không phải khóa đang để ở đây")
	errNotTheirs      = errors.New("chưa khôi phục; không có gì bị ghi")
)

const hintTrust = "Có thể tệp đã bị sửa hoặc là của nơi khác: hỏi người giữ bản sao lưu, dùng bản khác. Chưa có gì " +
	"được ghi. Đã rõ vì sao và vẫn dùng thì thêm --trust."

const unsignedBackup = "Bản sao lưu này không có chữ ký (chương trình trước đây chưa ký, hoặc nơi làm việc chưa có " +
	"khóa): chỉ biết tệp còn nguyên, không biết ai đã ghi.\n"

// wordTheirs is what somebody types who knows the words of the key.
const wordTheirs = "dung"

// knownOrigin returns whose a backup is, in words, and refuses one that is
// another's than the key which is here, or that lost its signature.
func knownOrigin(at place, f *backup.Copy, trust bool) (told string, err error) {
	origin, err := store.OriginOf(f, f.Size)
	switch {
	case err != nil:
		return "", hintError{err, "Tệp sao lưu bị hỏng hoặc đã bị sửa; chưa có gì được ghi."}
	case origin.Unsigned && !trust:
		return "", hintError{errUnsignedBackup, hintTrust}
	case origin.Key == "":
		return unsignedBackup, nil
	}
	words, err := record.KeyWords(origin.Key)
	if err != nil {
		return "", err
	}
	told = fmt.Sprintf("Bản sao lưu của %s, lập lúc %s, chữ ký khớp.\nTám từ của khóa đã ký: %s\n",
		cmp.Or(strings.Join(origin.Of, ", "), "nơi làm việc chưa có tổ chức"),
		origin.Made.Local().Format("15:04 02/01/2006"), words)
	_, here, err := at.ring().Pair()
	switch {
	case errors.Is(err, congress.ErrNoKey) || trust:
		return told, nil
	case err != nil:
		return "", explainStore(err)
	case here != origin.Key:
		return "", hintError{fmt.Errorf("%w\n%s", errForeignBackup, strings.TrimSpace(told)), hintTrust}
	}
	return told, nil
}

// ring is the keyring, open where its passphrase is there.
func (p place) ring() *keyring.Ring {
	ring := keyring.At(p.keyDir())
	if passphrase, err := p.passphrase(); err == nil {
		ring.Unlock(passphrase)
	}
	return ring
}

// confirmTheirs asks on a terminal where no key is here that a backup could be
// compared with; any answer but the word leaves all as it is.
func confirmTheirs(command *cobra.Command, at place, told string, trust bool) error {
	if _, _, err := at.ring().Pair(); !errors.Is(err, congress.ErrNoKey) || trust || !isTerminal(command.InOrStdin()) {
		return nil
	}
	command.PrintErr(told)
	command.PrintErrf("So tám từ với biên bản hoặc trang quản trị của nơi mình. Đúng thì gõ \"%s\" rồi Enter; không "+
		"chắc thì chỉ gõ Enter: ", wordTheirs)
	answer, err := bufio.NewReader(command.InOrStdin()).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case wordTheirs, "đúng":
		return nil
	}
	return hintError{errNotTheirs, "Chưa rõ là của ai thì hỏi người giữ bản sao lưu rồi chạy lại lệnh này."}
}

// proveRestored holds every log that was restored against its signatures, where
// the key is here.
func proveRestored(command *cobra.Command, p *app.Program, at place) error {
	if _, _, err := at.ring().Pair(); errors.Is(err, congress.ErrNoKey) {
		return nil // it is told where to bring the key from
	}
	examined, err := p.ExamineAll(command.Context())
	if err != nil {
		return explainStore(err)
	}
	wrong := 0
	for _, e := range examined {
		if !e.OK() {
			wrong++
			command.PrintErrf("✖ %s: %s%s\n", e.Title, e.Report.Failed(), brokenText(e))
		}
	}
	if wrong > 0 {
		return hintError{fmt.Errorf("dữ liệu đã khôi phục, nhưng %d sổ nhật ký không đứng vững", wrong),
			"Chưa in, chưa trình gì từ đây; khôi phục bản sao lưu khác vào thư mục khác, đối chiếu với biên bản " +
				"giấy. Chi tiết: kiemphieu verify --data " + at.data}
	}
	_, err = fmt.Fprintf(command.OutOrStdout(), "Sổ nhật ký: %d đại hội khớp với chữ ký.\n", len(examined))
	return err
}
