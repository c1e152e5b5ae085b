package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"kiemphieu/app"
	"kiemphieu/congress"
	"kiemphieu/keyring"
	"kiemphieu/progress"
	"kiemphieu/store"
)

// place is where a command keeps or finds its data.
type place struct {
	data     string // directory, for SQLite
	database string // postgres://…, "" for SQLite
	patient  bool   // waits for a database server that does not answer yet
	keys     string // directory of the signing key, "" for "keys" in data
	secret   string // file with the passphrase of that key, "" where it is not encrypted
	isNew    bool   // a new installation is wanted, whatever lies about
}

// flags adds the two flags that say where the data is.
func (p *place) flags(command *cobra.Command) {
	command.Flags().StringVar(&p.data, "data", envOr("KIEMPHIEU_DATA", "data"),
		"thư mục dữ liệu khi dùng SQLite (KIEMPHIEU_DATA)")
	command.Flags().StringVar(&p.database, "database", os.Getenv("KIEMPHIEU_DATABASE"),
		"địa chỉ PostgreSQL, postgres://… (KIEMPHIEU_DATABASE)")
	command.Flags().StringVar(&p.keys, "keys", os.Getenv("KIEMPHIEU_KEYS"),
		"thư mục khóa ký sổ nhật ký, ngoài cơ sở dữ liệu; mặc định là keys trong --data (KIEMPHIEU_KEYS)")
	command.Flags().StringVar(&p.secret, "keys-secret", os.Getenv("KIEMPHIEU_KEYS_SECRET"),
		"tệp có mật khẩu của khóa, khi khóa được mã hóa (KIEMPHIEU_KEYS_SECRET)")
}

// passphrase reads that of the key; "" where none is named.
func (p place) passphrase() (string, error) {
	if p.secret == "" {
		return "", nil
	}
	content, err := os.ReadFile(p.secret)
	if err != nil {
		return "", hintError{fmt.Errorf("đọc mật khẩu của khóa: %w", err),
			"Xem lại --keys-secret; nếu tệp ở USB, cắm USB vào."}
	}
	return string(content), nil
}

// keyDir is where the key that signs is kept.
func (p place) keyDir() string { return cmp.Or(p.keys, filepath.Join(p.data, "keys")) }

func envOr(name, otherwise string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return otherwise
}

// url is what the store opens.
func (p place) url() string {
	if p.database != "" {
		return p.database
	}
	return filepath.Join(p.data, "kiemphieu.db")
}

// beside are the folders whose files go into an encrypted copy if asked.
func (p place) beside() []string { return []string{p.keyDir(), filepath.Join(p.data, "tls")} }

// temporary is the folder for what must not lie about: beside the data, where
// there is such a place.
func (p place) temporary() string {
	if p.database != "" {
		return "" // the system's
	}
	return p.data
}

// shown is the same for people: without a password.
func (p place) shown() string {
	if p.database == "" {
		return "SQLite, " + p.url()
	}
	u, err := url.Parse(p.database)
	if err != nil {
		return "PostgreSQL"
	}
	return "PostgreSQL, " + u.Redacted()
}

// with opens the program over the data, says where that is, runs fn, and
// closes the program afterwards.
func (p place) with(ctx context.Context, command *cobra.Command, cfg app.Config,
	fn func(*app.Program) error) (err error) {
	fmt.Fprintf(command.ErrOrStderr(), "Dữ liệu: %s\n", p.shown())
	cfg.Database, cfg.Keys = p.url(), p.keyDir()
	if cfg.Secret, err = p.passphrase(); err != nil {
		return err
	}
	program, err := p.open(ctx, command, cfg)
	if err != nil {
		return explainStore(err)
	}
	defer func() { err = errors.Join(err, program.Close()) }()
	err = fn(program)
	var broken *congress.RecordError
	if errors.As(err, &broken) {
		return explainRecord(broken)
	}
	return err
}

// open opens the program; where it is to be patient, once the database answers.
func (p place) open(ctx context.Context, command *cobra.Command, cfg app.Config) (*app.Program, error) {
	meter := &progress.Meter{} // an upgrade may have lists to make
	defer tellProgress(command.ErrOrStderr(), meter, patienceOf(command.ErrOrStderr()))()
	ctx = progress.With(ctx, meter)
	for said := ""; ; {
		program, err := app.Open(ctx, cfg)
		if !p.patient || p.database == "" || !errors.Is(err, congress.ErrUnavailable) {
			return program, err
		}
		if r := obstacleOf(err); r.what != said {
			fmt.Fprintf(command.ErrOrStderr(), "Chưa chạy được: %s (%s). %s Chương trình chờ và tự chạy khi được; "+
				"Ctrl+C để thôi.\n", r.what, oneLine(err), r.do)
			said = r.what
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(time.Second):
		}
	}
}

// existing runs fn on a database that is there and up to date, and leaves any
// other as it is: what only reads makes nothing and migrates nothing.
func (p place) existing(ctx context.Context, command *cobra.Command, fn func(*app.Program) error) error {
	return p.with(ctx, command, app.Config{AsFound: true}, func(program *app.Program) error {
		if err := program.Store.UpToDate(ctx); err != nil {
			return explainStore(err)
		}
		return fn(program)
	})
}

// obstacle is what people read about a database that the store leaves alone: what
// it is, and what to do.
type obstacle struct {
	is       error
	what, do string
}

var obstacles = []obstacle{
	{store.ErrNoDatabase, "chưa có cơ sở dữ liệu ở đó", "Xem lại --data hoặc --database; nếu là lần đầu, chạy lệnh " +
		"serve một lần để tạo."},
	{store.ErrOlderSchema, "cơ sở dữ liệu của bản chương trình cũ hơn",
		"Sao lưu bằng bản cũ, rồi chạy lệnh serve của bản này một lần: chương trình tự nâng cấp."},
	{store.ErrNewerSchema, "cơ sở dữ liệu do bản chương trình mới hơn tạo ra",
		"Hãy dùng bản mới đó; xem số bản ở chân trang hoặc bằng lệnh version."},
	{store.ErrPartialSchema, "cơ sở dữ liệu thiếu hoặc thừa bảng so với các bước nâng cấp đã ghi",
		"Đừng sửa tay: khôi phục bản sao lưu vào nơi trống bằng lệnh restore, rồi dùng nơi đó."},
	{store.ErrForeign, "tệp hoặc cơ sở dữ liệu này của chương trình khác",
		"Không có gì bị ghi vào đó. Xem lại --data hoặc --database, hoặc chọn nơi trống."},
	{store.ErrDamaged, "tệp cơ sở dữ liệu bị hỏng", "Giữ nguyên tệp này, khôi phục bản sao lưu vào thư mục khác bằng " +
		"lệnh restore, rồi dùng thư mục đó."},
	{store.ErrEncoding, "cơ sở dữ liệu PostgreSQL không lưu chữ theo UTF-8, nên tiếng Việt sẽ hỏng",
		"Tạo cơ sở dữ liệu khác: createdb -T template0 -E UTF8 TÊN, rồi nêu tên đó bằng --database. Dữ liệu đang có " +
			"thì chuyển sang bằng pg_dump và pg_restore."},
	{store.ErrFull, noRoom, makeRoom},
	{errDiskFull, noRoom, makeRoom},
	{store.ErrNotWritable, "không ghi được vào nơi để dữ liệu", "Cho tài khoản đang dùng quyền ghi vào tệp và thư " +
		"mục dữ liệu (với PostgreSQL: quyền tạo bảng), hoặc chọn nơi khác. " + failingDisk},
	{store.ErrRefused, "máy chủ cơ sở dữ liệu không cho vào", "Xem lại tên người dùng, mật khẩu và tên cơ sở dữ liệu " +
		"trong --database."},
	{keyring.ErrUnreadable, "tệp khóa ký sổ nhật ký hỏng hoặc không đọc được",
		"Chép lại thư mục keys từ nơi cất riêng, hoặc khôi phục bản sao lưu có kèm khóa vào thư mục khác. Mất " +
			"hẳn khóa thì dùng lệnh key lost. Không có gì bị ghi."},
	{keyring.ErrLocked, "khóa ký sổ nhật ký được mã hóa, chưa có mật khẩu",
		"Nêu tệp có mật khẩu bằng --keys-secret TỆP. Không có gì bị ghi."},
	{keyring.ErrPassphrase, "mật khẩu không mở được khóa ký sổ nhật ký",
		"Xem lại tệp ở --keys-secret. Không có gì bị ghi."},
	{keyring.ErrShort, "mật khẩu của khóa ngắn hơn 12 chữ", "Đặt một câu dài hơn, dễ nhớ với người giữ."},
	{congress.ErrNoKey, "ở đó không có khóa ký sổ nhật ký", "Xem lại --keys; chạy lệnh serve một lần để tạo."},
	{store.ErrReadOnly, "máy chủ cơ sở dữ liệu chỉ cho đọc, không cho ghi",
		"Máy đó đi theo một máy chủ chính: nêu máy chính ở --database; hoặc người quản lý PostgreSQL đã đặt " +
			"default_transaction_read_only: nhờ họ bỏ."},
	{congress.ErrUnavailable, "cơ sở dữ liệu không trả lời", "Kiểm tra cơ sở dữ liệu đang chạy và địa chỉ --database."},
}

// What is said of a disk that is full.
const (
	noRoom   = "ổ đĩa đã đầy"
	makeRoom = "Xóa bớt tệp không cần trên ổ đó, không đụng vào dữ liệu, hoặc chọn nơi khác còn chỗ; rồi chạy lại."
)

// explainStore tells an error of the store in Vietnamese, with what to do.
func explainStore(err error) error {
	var broken *congress.RecordError
	if errors.As(err, &broken) {
		return explainRecord(broken)
	}
	if r := obstacleOf(err); r.is != nil {
		return hintError{fmt.Errorf("%s (%w)", r.what, err), r.do}
	}
	return err
}

// failingDisk is said where rights may not be what is missing.
const failingDisk = "Quyền đã đủ thì ổ đĩa hỏng hoặc bị khóa ghi: chép thư mục dữ liệu sang ổ khác, rồi dùng ở đó."

// obstacleOf finds what is told of an error; none where it is no refusal.
func obstacleOf(err error) obstacle {
	for _, r := range obstacles {
		if errors.Is(err, r.is) {
			return r
		}
	}
	return obstacle{}
}
