package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kiemphieu/app"
	"kiemphieu/app/health"
	"kiemphieu/keyring"
	"kiemphieu/security"
)

// builtAt is when this program's source was committed; before that nobody
// could have run it.
func builtAt() time.Time {
	earliest := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return earliest
	}
	for _, s := range info.Settings {
		if at, err := time.Parse(time.RFC3339, s.Value); s.Key == "vcs.time" && err == nil && at.After(earliest) {
			return at
		}
	}
	return earliest
}

func (p *patient) clock() finding {
	what := "Đồng hồ: " + p.now.Local().Format("15:04 02/01/2006 -07:00")
	if p.now.Before(builtAt()) {
		return finding{State: sick, What: what + ", trước cả ngày làm ra chương trình này",
			Do: "Đặt lại ngày giờ của máy; nếu tắt máy lại sai thì thay pin đồng hồ."}
	}
	const systemd = "/run/systemd/timesync"
	if _, err := os.Stat(systemd); err == nil {
		if _, err := os.Stat(systemd + "/synchronized"); err != nil {
			return finding{State: warned, What: what + ", chưa đối chiếu với giờ trên mạng",
				Do: "So với một đồng hồ đúng, hoặc nối Internet một lúc."}
		}
	}
	return finding{State: healthy, What: what}
}

// latest compares the clock with the latest moment that the data knows of.
func (p *patient) latest(ctx context.Context, command *cobra.Command) []finding {
	ctx, cancel := quickly(ctx)
	defer cancel()
	var latest time.Time
	err := p.at.existing(ctx, command, func(program *app.Program) (err error) {
		latest, err = program.Store.Latest(ctx, time.Time{}) // notes nothing
		return err
	})
	if err != nil || latest.Sub(p.now) <= health.ClockSlack { // a database that does not open is told already
		return nil
	}
	return []finding{{State: sick, What: "Đồng hồ: dữ liệu đã có lúc " + latest.Local().Format("15:04 02/01/2006"),
		Do: "Đặt lại ngày giờ của máy. Nếu giờ lúc này đúng, vì máy từng chạy sai sang tương lai: chạy một lần lệnh " +
			"serve --clock-right."}}
}

// directory checks that data can be written where nobody else reads it.
func (p *patient) directory() finding {
	what := "Thư mục dữ liệu " + p.at.data
	info, err := os.Stat(p.at.data)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return finding{State: sick, What: what + ": chưa có", Do: "Xem lại --data; nếu là lần đầu, chạy lệnh serve " +
			"một lần để tạo."}
	case err != nil || !info.IsDir():
		return finding{State: sick, What: what + ": không mở được", Do: "Chọn một thư mục bằng --data."}
	}
	f, err := os.CreateTemp(p.at.data, ".doctor-*")
	if err != nil {
		return finding{State: sick, What: what + ": không ghi được", Do: "Cho tài khoản đang dùng quyền ghi, hoặc " +
			"chọn thư mục khác bằng --data. " + failingDisk}
	}
	if err := errors.Join(f.Close(), os.Remove(f.Name())); err != nil {
		return finding{State: sick, What: what + ": không ghi được", Do: "Xem lại đĩa và quyền ghi của thư mục."}
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return finding{State: warned, What: fmt.Sprintf("%s: người khác trên máy cũng vào được (%04o)", what,
			info.Mode().Perm()), Do: "Chạy: chmod 700 " + p.at.data}
	}
	return finding{State: healthy, What: what + ": ghi được"}
}

func (p *patient) disk() finding {
	free, err := health.FreeSpace(p.at.data)
	switch {
	case err != nil:
		return finding{State: warned, What: "Đĩa: không biết còn trống bao nhiêu",
			Do: "Tự xem dung lượng còn trống; cần ít nhất 1 GiB."}
	case free < health.NoSpace:
		return finding{State: sick, What: fmt.Sprintf("Đĩa: gần đầy, chỉ còn trống %d MiB", free>>20),
			Do: "Xóa tệp không cần (không đụng vào dữ liệu) để còn ít nhất 1 GiB, hoặc chuyển dữ liệu sang đĩa khác."}
	case free < health.LittleSpace:
		return finding{State: warned, What: fmt.Sprintf("Đĩa: chỉ còn trống %d MiB", free>>20),
			Do: "Xóa bớt để còn ít nhất 1 GiB, hoặc chuyển dữ liệu sang đĩa khác."}
	}
	return finding{State: healthy, What: fmt.Sprintf("Đĩa: còn trống %d GiB", free>>30)}
}

// database checks that it opens, is up to date and takes writes, and makes none.
func (p *patient) database(ctx context.Context, command *cobra.Command) finding {
	what := "Cơ sở dữ liệu " + p.at.shown()
	ctx, cancel := quickly(ctx)
	defer cancel()
	err := p.at.existing(ctx, command, func(program *app.Program) error {
		return explainStore(program.Store.MayWrite(ctx))
	})
	if err == nil {
		return finding{State: healthy, What: what + ": mở được, đúng phiên bản"}
	}
	do := cmp.Or(hintOf(err), "Xem lại tệp hoặc địa chỉ; cần thì khôi phục bản sao lưu vào thư mục khác bằng lệnh "+
		"restore.")
	return finding{State: sick, What: what + ": không dùng được: " + oneLine(err), Do: do}
}

// statements tells where PostgreSQL writes what it is sent to its own log: during
// a count that log would have the batches, in the order in which they came.
func (p *patient) statements(ctx context.Context, command *cobra.Command) []finding {
	ctx, cancel := quickly(ctx)
	defer cancel()
	var settings []string
	err := p.at.existing(ctx, command, func(program *app.Program) (err error) {
		settings, err = program.Store.StatementLog(ctx)
		return err
	})
	if err != nil || len(settings) == 0 { // a database that is not there was told
		return nil
	}
	return []finding{{State: warned,
		What: "PostgreSQL ghi câu lệnh vào nhật ký của nó: " + strings.Join(settings, ", "),
		Do: "Tắt các cài đặt này trong thời gian kiểm phiếu: nhật ký ấy giữ thứ tự các tập được gửi đến. " +
			"Nạp lại cài đặt, rồi xóa nhật ký cũ."}}
}

// record holds every congress against its signed log, and looks where the key is.
func (p *patient) record(ctx context.Context, command *cobra.Command) []finding {
	var list []finding
	err := p.at.existing(ctx, command, func(program *app.Program) error {
		examined, err := program.ExamineAll(ctx)
		for _, e := range examined {
			if !e.OK() {
				list = append(list, finding{State: sick, What: "Sổ nhật ký của " + e.Title + " không đứng vững: " +
					e.Report.Failed() + brokenText(e),
					Do: "Giữ nguyên máy và bản sao lưu, báo cấp trên; đối chiếu với " +
						"biên bản giấy. Chi tiết: kiemphieu verify --data " + p.at.data})
			}
			doubts, err := program.Security.Doubts(ctx, e.ID)
			if err != nil {
				return err
			}
			list = append(list, doubtful(e.Title, doubts)...)
		}
		if list == nil && err == nil {
			list = append(list, finding{State: healthy,
				What: fmt.Sprintf("Sổ nhật ký: %d đại hội khớp với chữ ký đã giữ",
					len(examined))})
		}
		return err
	})
	if err != nil && hintOf(err) == "" { // else the database is not there, which is told
		list = append(list, finding{State: sick, What: "Sổ nhật ký: không so được: " + oneLine(err),
			Do: "Xem lại thư mục khóa " + p.at.keyDir()})
	}
	return append(list, p.keyFile()...)
}

// doubtful tells of screens that remember another log of a congress.
func doubtful(title string, doubts []security.Doubt) []finding {
	var list []finding
	for _, d := range doubts {
		list = append(list, finding{State: sick,
			What: fmt.Sprintf("Sổ nhật ký của %s: lúc %s, máy của %s (%s) nhớ sổ khác, có %d việc; máy chủ đưa %d việc",
				title, d.At.Time().Local().Format("15:04 02/01/2006"), d.Who, d.From, d.Seen, d.Size),
			Do: "So tám từ trên biên bản giấy với lệnh kiemphieu verify, rồi bấm “Đã so với biên bản giấy” ở máy ấy."})
	}
	return list
}

func brokenText(e app.Examined) string {
	if e.Broken == nil {
		return ""
	}
	return oneLine(explainRecord(e.Broken))
}

// keyFile looks whether the key can be read, and by nobody else on the machine.
func (p *patient) keyFile() []finding {
	info, err := os.Stat(p.at.keyDir())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return []finding{{State: sick, What: "Thư mục khóa " + p.at.keyDir() + ": không mở được",
			Do: "Xem lại --keys."}}
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return []finding{{State: warned, What: "Thư mục khóa " + p.at.keyDir() + ": người khác trên máy cũng vào được",
			Do: "Chạy: chmod 700 " + p.at.keyDir()}}
	}
	if _, _, err := keyring.At(p.at.keyDir()).Pair(); errors.Is(err, keyring.ErrUnreadable) {
		broken := obstacleOf(err)
		return []finding{{State: sick, What: "Thư mục khóa " + p.at.keyDir() + ": " + broken.what, Do: broken.do}}
	}
	return []finding{{State: healthy, What: "Khóa ký sổ nhật ký: " + p.at.keyDir() + ", không nằm trong bản sao lưu; " +
		"cất riêng một bản"}}
}
