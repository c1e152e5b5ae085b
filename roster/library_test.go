package roster

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kiemphieu/app/size"
)

// told is what the library says of the cells of a sheet: stored, and shown.
func told(t *testing.T, f *excelize.File, name string) (stored, shown [][]string) {
	t.Helper()
	stored, err := f.GetRows(name, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	if shown, err = f.GetRows(name); err != nil {
		t.Fatal(err)
	}
	return stored, shown
}

// holds compares a workbook as we read it with what the library says.
func holds(t *testing.T, what string, content []byte) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // read only
	tables, err := readXLSX(content)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	for _, table := range tables {
		if table.hidden {
			continue
		}
		stored, shown := told(t, f, table.name)
		for line := range max(len(stored), len(shown), len(table.rows)) {
			for column := range maxCols {
				at := func(rows [][]string) string {
					if line < len(rows) && column < len(rows[line]) {
						return cut(rows[line][column])
					}
					return ""
				}
				got, want := table.at(line+1).cell(column), cell{raw: at(stored), shown: at(shown)}
				if got != want && strings.TrimSpace(want.raw) != "" { // it shows words in empty cells
					t.Errorf("%s, %s: %+q, the library says %+q", what, cellName(column, line+1), got, want)
				}
			}
		}
		merged, err := f.GetMergeCells(table.name)
		if err != nil {
			t.Fatal(err)
		}
		if len(merged) != len(table.merged) {
			t.Errorf("%s: %d merged ranges, the library says %d", what, len(table.merged), len(merged))
		}
	}
}

// What we read of a workbook is what the library reads, which loads everything at
// once: every list of the tests, and cells of all kinds in all formats.
func TestCellsAreThoseOfTheLibrary(t *testing.T) {
	files, err := filepath.Glob("testdata/*.[xX][lL][sS][xX]")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file) //nolint:gosec // a file of the tests
		if err != nil {
			t.Fatal(err)
		}
		holds(t, file, content)
	}
	for n := range size.Pick(20, 100, 2000) {
		random := rand.New(rand.NewPCG(20, uint64(n))) //nolint:gosec // to find faults
		holds(t, fmt.Sprint("random ", n), randomBook(t, random))
	}
}

// randomBook has cells of all kinds in formats of all kinds.
func randomBook(t *testing.T, random *rand.Rand) []byte {
	t.Helper()
	pick := func(from ...string) string { return from[random.IntN(len(from))] }
	f := excelize.NewFile()
	defer f.Close() //nolint:errcheck // in memory
	var styles []int
	for range 8 {
		style := &excelize.Style{NumFmt: random.IntN(60)}
		if random.IntN(3) > 0 {
			code := pick("dd/mm/yyyy", "d/m/yyyy;@", "dd-mm-yy", "[$-1010000]d/m/yyyy;@", "yyyy/mm/dd", "dd.mm.yyyy",
				"mm/yyyy",
				`dd\/mm\/yyyy`, "dd mm yy", "d", "m", "[$-409]yyyy-mm-dd", "dd/mm/yyy", "yyyymmdd",
				"0", "000000", "#,##0.00", "@", "General", `"Đ/c "@`, "0;-0;;@", "0.0%", "# ?/?",
				"# ??/??", "[$-42A]dd mmmm yyyy", "[h]:mm", "mmm-yy", "00 000000", "0.00E+00",
				`_-* #,##0 "₫"_-;-* #,##0 "₫"_-;@`,
				"[Red]0;[Blue]-0", "yyyy", "d/m/yy h:mm", "#", ";;;", "0_)", "??0.0", `\T\Đ-0000`, "hh:mm AM/PM", "[>9]0.0;0")
			style.CustomNumFmt = &code
		}
		id, err := f.NewStyle(style)
		if err != nil {
			t.Fatal(err)
		}
		styles = append(styles, id)
	}
	for line := 1; line <= 20; line++ {
		for column := range 10 {
			name := cellName(column, line)
			var value any = pick("Lê Văn An", "  hai  chữ ", "x", "_x0041_", "_x005F_x0041_", "1/2/1980",
				"<&>\"'", "dòng\nhai")
			switch random.IntN(6) {
			case 0:
				value = random.IntN(60_000)
			case 1:
				value = float64(random.IntN(100_000)) / float64(1+random.IntN(1000))
			case 2:
				value = -float64(random.IntN(1000)) * float64(random.IntN(1000)) / 7
			case 3:
				value = random.IntN(2) == 0
			case 4:
				value = float64(random.Int64N(1e13)) * 10
			}
			if random.IntN(4) > 0 {
				if err := f.SetCellValue("Sheet1", name, value); err != nil {
					t.Fatal(err)
				}
			}
			if err := f.SetCellStyle("Sheet1", name, name, styles[random.IntN(len(styles))]); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := f.MergeCell("Sheet1", "A30", "C31"); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
