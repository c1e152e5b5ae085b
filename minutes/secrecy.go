package minutes

import (
	"fmt"
	"slices"
	"strings"

	"kiemphieu/congress"
	"kiemphieu/ratify"
	"kiemphieu/words"
)

// Running is how the program runs that prints a paper, as it was found when it printed.
type Running struct {
	Version      string
	Server       bool // on PostgreSQL, not on a file of its own
	HTTPS        bool
	Encrypted    bool     // copies of the data
	Statements   []string // settings by which PostgreSQL logs what it is sent
	Swap         []string // where the system may write memory of this program to
	Hibernates   bool     // or all of it, when it sleeps
	Cores        bool     // a crash writes the memory of the program to a file
	SecondFactor bool     // administrators and those who decide must have one
}

// lines tells what was found, a sentence or two for each.
func (run Running) lines() []string {
	list := []string{
		either(run.HTTPS, "Đường truyền từ máy tính bảng được mã hóa (HTTPS).",
			"Đường truyền không mã hóa: chỉ dùng trên chính máy này hoặc mạng không nối ra ngoài.") + " " +
			either(run.Encrypted, "Bản sao lưu được mã hóa.", "Bản sao lưu không mã hóa: giữ như giữ phiếu."),
		either(len(run.Swap) == 0 && !run.Hibernates && !run.Cores, "Bộ nhớ của máy không ghi ra đĩa.",
			"Bộ nhớ có thể được ghi ra đĩa, mã phiếu vừa in có thể nằm lại: "+strings.Join(slices.Concat(run.Swap,
				some(run.Hibernates, "ngủ đông"), some(run.Cores, "tệp lỗi của chương trình")), ", ")+"."),
		either(run.SecondFactor, "Người quản trị và cấp trên vào bằng hai lớp.",
			"Người quản trị và cấp trên không bắt buộc vào bằng hai lớp."),
	}
	if run.Server {
		list = append(list, either(len(run.Statements) == 0, "PostgreSQL không ghi câu lệnh vào nhật ký của nó.",
			"PostgreSQL ghi câu lệnh vào nhật ký, có thứ tự các tập gửi đến: "+strings.Join(run.Statements, ", ")+"."))
	}
	return list
}

func some(is bool, text string) []string {
	if is {
		return []string{text}
	}
	return nil
}

// Secrecy is the one page that says what keeps the ballot of a congress secret on
// this machine, as it runs now, and what does not: whoever votes may ask for it.
func Secrecy(v ratify.DossierView, run Running, today congress.Date) Document {
	c, o := v.Overview.Congress, v.Overview.Organisation
	d := Document{Title: "Bí mật phiếu bầu", Day: today, Rehearsal: c.Rehearsal, Blocks: []Block{
		heading(c, o, "BAN KIỂM PHIẾU", today), Title{Name: "BÍ MẬT PHIẾU BẦU", About: c.Title},
		section("1. Máy đang chạy"),
		body("Chương trình Kiểm phiếu %s. %s %s Phiếu của đại hội này: %s.", run.Version,
			either(run.Server, "Dữ liệu trên máy chủ PostgreSQL: nhật ký ghi của máy chủ đó giữ các "+
				"tập phiếu đã sắp xếp cho đến khi được dùng lại.",
				"Dữ liệu trong một tệp trên máy này; chốt xong thì phần đã xóa bị ghi đè."),
			strings.Join(run.lines(), " "), papersOf(v.Overview)),
		section("2. Chương trình bảo đảm"),
	}}
	for _, line := range []string{
		"Không lưu gì nối mã của phiếu với dấu trên phiếu, hay nối cử tri với mã.",
		"Mỗi tập là hai danh sách sắp xếp riêng; không giữ thứ tự, giờ của từng phiếu.",
		"Chốt kết quả thì mã, dấu và các tập bị xóa ngay; chỉ còn tổng số.",
		"Không ai thấy số liệu của nhóm dưới 10 phiếu, hay mã và dấu của cùng một phiếu.",
		"Không chụp, không lưu, không gửi ảnh phiếu.",
	} {
		d.Blocks = append(d.Blocks, body("– %s", line))
	}
	d.Blocks = append(d.Blocks, section("3. Chương trình không làm được"))
	for _, line := range []string{
		"Giấu phiếu khi mọi người bầu giống nhau, hoặc chi bộ chỉ có vài người.",
		"Ngăn người ở bàn kiểm phiếu thấy tờ phiếu đang cầm, hay ai đó chụp phiếu của mình.",
		"Che một lần sửa với người lấy được hai bản dữ liệu trước và sau nó, trong lúc kiểm.",
		"Xóa tệp PDF phiếu trong máy đã in: trưởng ban kiểm phiếu xóa sau khi in.",
	} {
		d.Blocks = append(d.Blocks, body("– %s", line))
	}
	chief := ""
	for _, officer := range v.Overview.Officers {
		if officer.Duty == congress.DutyChief {
			chief = v.Overview.Member(officer.MemberID).Name
		}
	}
	d.Blocks = append(d.Blocks, Signatures{Columns: []Signature{
		{Role: upper(words.Of("role", congress.RoleChief)), Name: chief}, {Role: "NGƯỜI GIỮ MÁY"}}})
	return d
}

func either(is bool, yes, no string) string {
	if is {
		return yes
	}
	return no
}

// papersOf says how many ballots have papers with a code, and how they are counted; so
// briefly that all is on one page, however many there are.
func papersOf(o congress.Overview) string {
	coded, bare, twice, read := 0, 0, 0, 0
	for _, c := range o.Contests {
		for _, r := range c.Rounds {
			switch {
			case r.State == congress.RoundCancelled:
			case r.Code == congress.CodeQR:
				coded++
			case r.Code == congress.CodeNone:
				bare++
			}
			if r.Counting == congress.CountTwoPasses {
				twice++
			}
			if r.Machine {
				read++
			}
		}
	}
	if coded+bare == 0 {
		return "chưa chốt danh sách nào"
	}
	text := fmt.Sprintf("%d lần bầu có mã QR trên phiếu, %d lần không in mã; %d lần kiểm hai lượt", coded, bare, twice)
	if read > 0 {
		text += fmt.Sprintf("; %d lần có camera đọc dấu làm lượt M, không giữ hình", read)
	}
	return text
}
