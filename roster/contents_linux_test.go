package roster_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"kiemphieu/app/size"
	"kiemphieu/roster"
)

// list is a text file of so many rows and columns.
func list(head string, rows, columns int, cell func(row, column int) string) []byte {
	var out strings.Builder
	out.WriteString(head)
	for row := range rows {
		for column := range columns {
			if column > 0 {
				out.WriteByte(';')
			}
			out.WriteString(cell(row, column))
		}
		out.WriteByte('\n')
	}
	return []byte(out.String())
}

// contents are what the cells of a list can say.
func contents() map[string]func(row, column int) string {
	say := func(text string) func(int, int) string { return func(int, int) string { return text } }
	all := map[string]func(row, column int) string{
		"numbers": func(row, column int) string { return fmt.Sprint(row + column) },
		"counts":  func(row, _ int) string { return fmt.Sprint(row + 1) },
		"days":    func(row, column int) string { return fmt.Sprintf("%d/%d/%d", 1+column%28, 1+row%12, 1930+row%70) },
		"namesakes": func(row, c int) string {
			return []string{"Lê Văn An", fmt.Sprintf("%d/%d/%d", 1+row%28, 1+row/28%12, 1930+row/336)}[min(c, 1)]
		},
		"cards": func(row, _ int) string { return fmt.Sprintf("%08d", row) },
		"different": func(row, column int) string {
			return fmt.Sprintf("Lê Văn %c%c %d", 'A'+row%26, 'a'+column%26, row*100+column)
		},
		"old letters": func(row, column int) string { return fmt.Sprintf("NguyÔn V¨n H¶i %d", row*100+column) },
		"other old": func(row, column int) string {
			return fmt.Sprintf("Nguyeãn Vaên Haûi %c%c%c", 'a'+row%26, 'a'+row/26%26, 'a'+column%26)
		},
		"old pages":    func(row, column int) string { return fmt.Sprintf("Nguyêòn V\u0103n %d", row*100+column) },
		"marks":        say("a\u0301\u0323\u0301\u0323\u0301\u0323"),
		"signs":        say("a:;!?%=<>{}[]"),
		"commas":       say("Ngày sinh,a,b,c,d,e,f,g,h,i,k,l,m,n,o,p,q"),
		"a long text":  say(strings.Repeat("Lê Văn An ", 100)),
		"long words":   say(strings.Repeat("Nguyễn", 300)),
		"capitals":     say("LÊ VĂN AN"),
		"empty quotes": say(`""`),
		"nothing":      say(""),
		"spaces":       say(" \u00a0 "),
		"brackets":     say("Lê Văn An (dự bị)"),
	}
	for _, text := range []string{"x", "Nam", "Nữ", "Họ và tên", "Ngày sinh", "Tổ đảng số 1",
		"I. Tổ đảng số 1 (15 đ/c)",
		"Chính thức", "Dự bị", "Đảng viên dự bị", "Tổng cộng: 15 đồng chí", "Người lập",
		"Hà Nội, ngày 1 tháng 2 năm 2025",
		"Chi bộ 1", "Đảng bộ phường", "Kinh", "Tày", "12/12", "Đại học", "Lê Văn An", "An", "1", "(1)",
		"Thị", "Bí thư"} {
		all[text] = say(text)
	}
	return all
}

// Whatever the cells of a list say, as many of them as there may be, and whether it
// has a head or none, it is read for less than 2 s of processor and 200 MB.
func TestS2ContentsThatGrow(t *testing.T) {
	size.Long(t)
	people := "Họ và tên;Ngày sinh;Giới tính;Tổ;Đảng viên;Dân tộc;Số thẻ;Ngày vào Đảng;Ngày chính thức;Chức vụ;" +
		"Ghi chú\n"
	all := contents()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) {
			sizes := []struct{ rows, columns int }{{size.Pick(300, 300, 600), 100}, {roster.MaxRows, 100}}
			for i, as := range sizes[:size.Pick(1, 1, 2)] {
				named := func(row, column int) string {
					if column == 0 && as.rows < roster.MaxRows {
						return []string{"Lê Văn An", "Trần Thị Bình:"}[row%2]
					}
					return all[name](row, column)
				}
				for _, head := range []string{people, ""}[:size.Pick(1, 1, 2)] {
					if content := list(head, as.rows, as.columns, named); len(content) <= roster.MaxBytes {
						costs(t, fmt.Sprintf("%d × %d", as.rows, as.columns), "a.csv", content)
					}
				}
				content := list("Tên tổ chức;Loại;Trực thuộc;Mã\n", as.rows, as.columns, all[name])
				if len(content) > roster.MaxBytes || i > 0 {
					continue
				}
				cost(t, "tree", content, func() error {
					_, err := roster.ReadTree("a.csv", content, roster.Choices{})
					return err
				})
			}
		})
	}
}
