package minutes

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// The station as it looks; taken from the program by the browser tests
// (KIEMPHIEU_SHOTS), so that the guide shows what the table sees.
var (
	//go:embed pictures/station.png
	stationPicture []byte
	//go:embed pictures/aside.png
	asidePicture []byte
)

// Margins of the guide, in millimetres: it lies on the table, no file holes.
const (
	guideMargin = 15.0
	guideWidth  = pageWidth - 2*guideMargin
)

// Guide writes the two-page guide that lies on the counting table: how a sheaf
// is entered, and what to do when something is not as it should be.
func Guide(w io.Writer) error {
	pdf := newPDF(pageWidth, pageHeight)
	pdf.SetMargins(guideMargin, guideMargin, guideMargin)
	pdf.SetTitle("Hướng dẫn kiểm phiếu")
	pdf.SetCreationDate(time.Unix(0, 0).UTC())
	pdf.SetModificationDate(time.Unix(0, 0).UTC())
	for name, picture := range map[string][]byte{"station": stationPicture, "aside": asidePicture} {
		pdf.RegisterImageOptionsReader(name, fpdf.ImageOptions{ImageType: "PNG"}, bytes.NewReader(picture))
	}
	pdf.AddPage()
	guideTitle(pdf, "Kiểm một tập phiếu", "Mỗi bàn hai người: một người đọc phiếu, một người nhập")
	guideSteps(pdf, []string{
		"Chọn tập trên màn hình, hoặc quét mã trên nhãn tập.",
		"Phiếu có mã: quét mã bằng camera hay máy quét; nghe một tiếng ngắn, thấy dải màu xanh. Không quét được thì " +
			"bấm “Không đọc được mã”. Phiếu không có mã thì sang bước sau.",
		"Người đọc nêu tên bị gạch. Người nhập chạm vào tên đó (mọi tên ban đầu đều là BẦU). Chạm lần nữa để bỏ " +
			"gạch. Phiếu đồng ý, không đồng ý: chạm vào ô được đánh dấu.",
		"Phiếu có chữ ký, viết thêm, đánh dấu riêng hoặc không rõ bầu ai: chạm vào lý do. Bầu quá số lượng thì " +
			"chương trình tự báo, không phải tính.",
		"Nhìn dòng “Đã bầu …”, rồi bấm Xong. Nhầm thì bấm Sửa phiếu trước.",
		"Đủ số phiếu của tập thì bấm Chốt tập. Bó tập lại, để sang bên đã kiểm, lấy tập khác.",
	})
	guidePicture(pdf, "station", "Màn hình nhập phiếu: phiếu thứ tư của tập 2, tên số 4 bị gạch.")
	guideNote(pdf, "Lượt A và lượt B do những người khác nhau kiểm, không xem của nhau, không nói kết quả cho nhau. "+
		"Không ai chụp ảnh, ghi lại từng phiếu.")
	pdf.AddPage()
	guideTitle(pdf, "Khi có điều khác thường", "Không bỏ tờ phiếu nào: đặt riêng, ban kiểm phiếu kết luận")
	guideTable(pdf, [][2]string{
		{"Mã không có trong bảng phiếu đã in", "Xem dấu của ban tổ chức, giấy, nét in. Kết luận: do ban phát ra " +
			"(tính theo dấu) hay không do ban phát ra (không hợp lệ)."},
		{"Phiếu của lần bầu khác", "Thường là để lẫn. Kết luận không do ban phát ra cho lần này; để riêng tờ phiếu."},
		{"Mã đã có (trùng)", "Hai tờ cùng một mã: một tờ là bản sao. Tìm tờ kia, so dấu, giấy, nét in. Nếu chỉ là " +
			"quét lại tờ vừa nhập thì bấm Quét lại."},
		{"Không đọc được mã", "Phiếu rách, nhòe: nếu đúng do ban phát ra thì vẫn tính theo dấu trên phiếu."},
		{"Không có mạng", "Cứ kiểm tiếp. Dòng trên cùng ghi số tập chờ gửi; có mạng thì máy tự gửi."},
		{"Máy tắt, hết pin, lỡ đóng trang", "Mở lại trạm: tập đang nhập còn nguyên, mất nhiều nhất tờ đang cầm. " +
			"Không chắc tờ ấy đã ghi chưa thì cứ quét: tờ đã ghi được báo trùng."},
		{"Hai lượt khác nhau", "Trưởng ban giao tập cho nhóm thứ ba nhập lượt C. Hai trong ba lượt giống nhau là kết " +
			"quả."},
		{"Đổi người nhập", "Bấm Đổi người, chạm vào tên mình, gõ mã PIN 4 số. Sai 5 lần thì nhập mật khẩu."},
	})
	guidePicture(pdf, "aside", "Hai tờ cùng một mã: đặt riêng và kết luận.")
	guideNote(pdf, "Phiếu giấy là căn cứ cuối cùng. Máy hỏng hẳn thì lấy máy khác, hoặc kiểm bằng bảng trên giấy rồi "+
		"hai người nhập tổng số.")
	if err := pdf.Output(w); err != nil {
		return fmt.Errorf("minutes: guide: %w", err)
	}
	return nil
}

func guideTitle(pdf pen, title, about string) {
	pdf.SetFont(serif, "B", 24)
	pdf.CellFormat(guideWidth, 11, title, "", 2, "L", false, 0, "")
	pdf.SetFont(serif, "I", 14)
	pdf.CellFormat(guideWidth, 8, about, "B", 2, "L", false, 0, "")
	pdf.Ln(4)
}

func guideSteps(pdf pen, steps []string) {
	const badge = 9.0
	for i, step := range steps {
		y := pdf.GetY()
		pdf.Circle(guideMargin+badge/2, y+badge/2, badge/2, "D")
		pdf.SetFont(serif, "B", 15)
		pdf.SetXY(guideMargin, y)
		pdf.CellFormat(badge, badge, fmt.Sprint(i+1), "", 0, "C", false, 0, "")
		pdf.SetFont(serif, "", 14)
		pdf.SetXY(guideMargin+badge+4, y+1)
		pdf.MultiCell(guideWidth-badge-4, 6.6, step, "", "L", false)
		pdf.SetY(max(pdf.GetY(), y+badge) + 3)
	}
}

func guideTable(pdf pen, rows [][2]string) {
	const left = 52.0
	for _, row := range rows {
		pdf.SetFont(serif, "B", 13)
		lines := len(pdf.SplitText(row[0], left-2))
		pdf.SetFont(serif, "", 13)
		lines = max(lines, len(pdf.SplitText(row[1], guideWidth-left-2)))
		y := pdf.GetY()
		pdf.SetFont(serif, "B", 13)
		pdf.MultiCell(left, 6.2, row[0], "", "L", false)
		pdf.SetFont(serif, "", 13)
		pdf.SetXY(guideMargin+left, y)
		pdf.MultiCell(guideWidth-left, 6.2, row[1], "", "L", false)
		pdf.SetY(y + float64(lines)*6.2 + 1.5)
		pdf.Line(guideMargin, pdf.GetY(), guideMargin+guideWidth, pdf.GetY())
		pdf.SetY(pdf.GetY() + 1.5)
	}
	pdf.Ln(3)
}

func guidePicture(pdf pen, name, caption string) {
	const width = 150.0
	x := (pageWidth - width) / 2
	info := pdf.GetImageInfo(name)
	height := width * info.Height() / info.Width()
	pdf.ImageOptions(name, x, pdf.GetY(), width, 0, false, fpdf.ImageOptions{ImageType: "PNG"}, 0, "")
	pdf.Rect(x, pdf.GetY(), width, height, "D")
	pdf.SetY(pdf.GetY() + height + 1)
	pdf.SetFont(serif, "I", 12)
	pdf.CellFormat(guideWidth, 6, caption, "", 2, "C", false, 0, "")
	pdf.Ln(2)
}

func guideNote(pdf pen, text string) {
	pdf.SetFont(serif, "B", 14)
	pdf.MultiCell(guideWidth, 7, text, "1", "C", false)
}
