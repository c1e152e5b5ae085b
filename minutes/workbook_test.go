package minutes_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kiemphieu/app/size"
	"kiemphieu/congress"
	"kiemphieu/minutes"
	"kiemphieu/minutes/papertest"
	"kiemphieu/ratify"
	"kiemphieu/roster"
)

// Every sheet of every workbook is printed on A4 lying, as wide as the page,
// its heads on each page, and no word is broken for want of room.
func TestWorkbooksArePrintedAsTheyAre(t *testing.T) {
	size.Long(t)
	t.Parallel()
	w, b := wardBook(t)
	books := map[string][]byte{}
	for name, write := range map[string]func(io.Writer) error{
		"thong-ke": func(w io.Writer) error { return minutes.StatisticsXLSX(w, b) },
		"tong-hop": func(out io.Writer) error {
			return minutes.SummaryXLSX(out, congress.Organisation{Name: "Đảng bộ phường"}, w.summary)
		},
		"danh-sach": roster.Template,
	} {
		var book bytes.Buffer
		must(t, write(&book))
		books[name] = book.Bytes()
		heads := map[bool]int{true: 1, false: 3}[name == "danh-sach"]
		f, err := excelize.OpenReader(&book)
		must(t, err)
		for _, sheet := range f.GetSheetList() {
			if sheet != "Hướng dẫn" {
				wordsFit(t, f, sheet, heads)
			}
		}
	}
	for name, pdf := range sheetsByLibreOffice(t, books) {
		size, err := exec.CommandContext(t.Context(), papertest.Tool(t, "pdfinfo"), pdf).Output() //nolint:gosec // ours
		must(t, err)
		content, err := os.ReadFile(pdf) //nolint:gosec // ours
		must(t, err)
		if !strings.Contains(string(size), "841.89 x 595.3") {
			t.Errorf("%s: %s", name, size)
		}
		for i, page := range strings.Split(strings.TrimSuffix(papertest.PDF(t, content), "\f"), "\f") {
			if !strings.Contains(page, "Trang ") {
				t.Errorf("%s, page %d has no number:\n%s", name, i+1, page)
			}
		}
	}
}

// wordsFit holds the longest word of each column to its width.
func wordsFit(t *testing.T, f *excelize.File, sheet string, head int) {
	t.Helper()
	rows, err := f.GetRows(sheet)
	must(t, err)
	for _, row := range rows[head-1:] {
		for i, cell := range row {
			column, err := excelize.ColumnNumberToName(i + 1)
			must(t, err)
			width, err := f.GetColWidth(sheet, column)
			must(t, err)
			for _, word := range strings.Fields(cell) {
				if n := len([]rune(word)); float64(n) > width {
					t.Errorf("%s, column %s: %q is wider than %v", sheet, column, word, width)
				}
			}
		}
	}
}

// sheetsByLibreOffice prints workbooks and gives the files.
func sheetsByLibreOffice(t *testing.T, books map[string][]byte) map[string]string {
	t.Helper()
	dir := t.TempDir()
	args := []string{"--headless", "--norestore", "-env:UserInstallation=file://" + filepath.Join(dir, "profile"),
		"--convert-to", "pdf", "--outdir", dir}
	printed := map[string]string{}
	for name, content := range books {
		path := filepath.Join(dir, name+".xlsx")
		must(t, os.WriteFile(path, content, 0o600))
		args = append(args, path)
		printed[name] = filepath.Join(dir, name+".pdf")
	}
	office := exec.CommandContext(t.Context(), papertest.Tool(t, "soffice"), args...) //nolint:gosec // our own files
	if out, err := office.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if keep := os.Getenv("KIEMPHIEU_SHOTS"); keep != "" {
		for name, path := range printed {
			content, err := os.ReadFile(path) //nolint:gosec // ours
			must(t, err)
			must(t, os.WriteFile(filepath.Join(keep, name+".pdf"), content, 0o600)) //nolint:gosec // where we are told
		}
	}
	return printed
}

// The spreadsheet of a large tree is written row by row: of 60,000 cells no more
// is in memory than of 20,000, but for what fits into the chunk that is written.
func TestSummaryOfALargeTreeIsWrittenRowByRow(t *testing.T) {
	size.Long(t)
	held := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	rows := size.Pick(24_000, 24_000, 60_000)
	var out bytes.Buffer
	before, most := held(), uint64(0)
	must(t, minutes.SummaryXLSX(&out, congress.Organisation{Name: "Tỉnh ủy"},
		func(take func(ratify.CongressRow) error) (ratify.Total, error) {
			for i := range rows {
				name := fmt.Sprint("Chi bộ Tổ dân phố ", i)
				row := ratify.CongressRow{Organisation: congress.Organisation{Name: name},
					Seats: 3, Elected: 3, Secretary: "Nguyễn Văn An", Deputy: "Trần Thị Bình"}
				if err := take(row); err != nil {
					return ratify.Total{}, err
				}
				if i%12_000 == 11_999 {
					most = max(most, held()-before)
				}
			}
			return ratify.Total{Seats: 3 * rows}, nil
		}))
	if most > 2*excelize.StreamChunkSize {
		t.Errorf("%d MB were held", most>>20)
	}
	f, err := excelize.OpenReader(&out)
	must(t, err)
	if got, err := f.GetCellValue("Tổng hợp", fmt.Sprint("D", rows+4)); err != nil || got != fmt.Sprint(3*rows) {
		t.Errorf("the total says %q, %v", got, err)
	}
}
