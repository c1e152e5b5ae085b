package roster_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"kiemphieu/app/size"
	"kiemphieu/congress"
	"kiemphieu/roster"
)

// What a file may cost whoever reads it, however it is made.
const (
	mostProcessor = 2 * time.Second
	mostMemory    = 200 << 20
)

// rebuilt is a workbook with some parts in the place of its own, or besides.
func rebuilt(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	content := book(t, []any{"Họ và tên", "Giới tính"}, []any{"Lê Văn An", "Nam"})
	old, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	must(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	w.RegisterCompressor(zip.Deflate, func(to io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(to, flate.BestSpeed)
	})
	for _, f := range old.File {
		if _, replaced := parts[f.Name]; !replaced {
			must(t, w.Copy(f))
		}
	}
	for name, part := range parts {
		f, err := w.Create(name)
		must(t, err)
		_, err = io.WriteString(f, part)
		must(t, err)
	}
	must(t, w.Close())
	return out.Bytes()
}

const (
	sheet1   = "xl/worksheets/sheet1.xml"
	styles   = "xl/styles.xml"
	texts    = "xl/sharedStrings.xml"
	workbook = "xl/workbook.xml"
	rels     = "xl/_rels/workbook.xml.rels"
	types    = "[Content_Types].xml"
	space    = ` xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
)

func sheetOf(rows string) string {
	return `<?xml version="1.0"?><worksheet` + space + `><sheetData>` + rows + `</sheetData></worksheet>`
}

// sheets are the parts of a workbook with so many sheets, all of them the same.
func sheets(n int, sheet string) map[string]string {
	parts := map[string]string{}
	var named, led, typed strings.Builder
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&named, `<sheet name="S%d" sheetId="%d" r:id="rId%d"/>`, i, i, i)
		fmt.Fprintf(&led, `<Relationship Id="rId%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/`+
			`relationships/worksheet" Target="worksheets/sheet%d.xml"/>`, i, i)
		fmt.Fprintf(&typed, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="application/vnd.openxml`+
			`formats-officedocument.spreadsheetml.worksheet+xml"/>`, i)
		parts[fmt.Sprintf("xl/worksheets/sheet%d.xml", i)] = sheet
	}
	parts[workbook] = `<?xml version="1.0"?><workbook` + space + ` xmlns:r="http://schemas.openxmlformats.org/` +
		`officeDocument/2006/relationships"><sheets>` + named.String() + `</sheets></workbook>`
	parts[rels] = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/` +
		`relationships">` + led.String() + `</Relationships>`
	parts[types] = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.` +
		`spreadsheetml.sheet.main+xml"/>` + typed.String() + `</Types>`
	return parts
}

// nested is a zip in a zip, so often.
func nested(t *testing.T, times int) string {
	t.Helper()
	content := make([]byte, 16<<20)
	for i := range times {
		var out bytes.Buffer
		w := zip.NewWriter(&out)
		for n := range 10 {
			f, err := w.Create(fmt.Sprintf("%d-%d.zip", i, n))
			must(t, err)
			_, err = f.Write(content)
			must(t, err)
		}
		must(t, w.Close())
		content = out.Bytes()
	}
	return string(content)
}

// expanding is a text of entities that stand for one another, a billion times.
func expanding(root, inner string) string {
	var out strings.Builder
	out.WriteString(`<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "aaaaaaaaaa">`)
	for i := 1; i < 10; i++ {
		fmt.Fprintf(&out, `<!ENTITY a%d "%s">`, i, strings.Repeat(fmt.Sprintf("&a%d;", i-1), 10))
	}
	return out.String() + "]>" + fmt.Sprintf(inner, "&a9;") + root
}

// A file that is made to cost is refused, or read, for less than 2 s of processor
// and 200 MB, whatever it is full of.
func TestS2FilesMadeToCost(t *testing.T) {
	size.Long(t)
	wide := func(rows int) string {
		var out strings.Builder
		for i := 1; i <= rows; i++ {
			fmt.Fprintf(&out, `<row r="%d"><c r="XFD%d"><v>1</v></c></row>`, i, i)
		}
		return sheetOf(out.String())
	}
	styled := func(format string, cells int) map[string]string {
		var rows strings.Builder
		for i := 1; i <= cells/50; i++ {
			fmt.Fprintf(&rows, `<row r="%d">`, i)
			for n := range 50 {
				fmt.Fprintf(&rows, `<c r="%c%c%d" s="1"><v>12345</v></c>`, 'A'+n/26, 'A'+n%26, i)
			}
			rows.WriteString(`</row>`)
		}
		return map[string]string{sheet1: sheetOf(rows.String()), styles: `<?xml version="1.0"?><styleSheet` + space +
			`><numFmts count="1"><numFmt numFmtId="200" formatCode="` + format + `"/></numFmts><fonts count="1"><font/>` +
			`</fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellXfs count="2"><xf/>` +
			`<xf numFmtId="200" applyNumberFormat="1"/></cellXfs></styleSheet>`}
	}
	repeat := strings.Repeat
	for name, make := range map[string]func() []byte{
		"zips in zips": func() []byte {
			return rebuilt(t, map[string]string{"xl/embeddings/a.zip": nested(t, 3)})
		},
		"two thousand parts": func() []byte {
			return rebuilt(t, sheets(1900, sheetOf(repeat(`<row><c><v>1</v></c></row>`, 100))))
		},
		"fifty full sheets": func() []byte {
			return rebuilt(t, sheets(50, sheetOf(repeat(`<row><c><v>1</v></c></row>`, 4900))))
		},
		"fifty sheets of cells far out": func() []byte { return rebuilt(t, sheets(50, wide(600))) },
		"a sheet of cells far out":      func() []byte { return rebuilt(t, map[string]string{sheet1: wide(630)}) },
		"one sheet fifty times":         func() []byte { return rebuilt(t, sheets(50, sheetOf(repeat(`<row/>`, 30_000)))) },
		"a row far down": func() []byte {
			return rebuilt(t, map[string]string{sheet1: sheetOf(`<row r="1048576"><c r="A1048576"><v>1</v></c></row>`)})
		},
		"rows far down": func() []byte {
			return rebuilt(t, map[string]string{sheet1: sheetOf(repeat(`<row r="1048576"><c><v>1</v></c></row>`, 5000))})
		},
		"shared texts": func() []byte {
			return rebuilt(t, map[string]string{texts: `<sst` + space + `>` + repeat(`<si><t>a</t></si>`, 60_000) + `</sst>`})
		},
		"long shared texts": func() []byte {
			return rebuilt(t, map[string]string{texts: `<sst` + space + `>` +
				repeat(`<si><t>`+repeat("a", 200_000)+`</t></si>`, 110) + `</sst>`})
		},
		"entities in a sheet": func() []byte {
			return rebuilt(t, map[string]string{sheet1: expanding("", `<worksheet`+space+
				`><sheetData><row><c t="str"><v>%s</v></c></row></sheetData></worksheet>`)})
		},
		"entities in texts": func() []byte {
			return rebuilt(t, map[string]string{texts: expanding("", `<sst`+space+`><si><t>%s</t></si></sst>`)})
		},
		"entities in the book": func() []byte {
			return rebuilt(t, map[string]string{workbook: expanding("", `<workbook`+space+`><sheets>%s</sheets></workbook>`)})
		},
		"a deep sheet": func() []byte {
			return rebuilt(t, map[string]string{sheet1: sheetOf(`<row>` + repeat(`<c>`, 200_000))})
		},
		"a deep book": func() []byte { return rebuilt(t, map[string]string{workbook: repeat(`<workbook>`, 200_000)}) },
		"deep styles": func() []byte {
			return rebuilt(t, map[string]string{styles: `<styleSheet` + space + `>` + repeat(`<xf>`, 200_000)})
		},
		"many styles": func() []byte {
			return rebuilt(t, map[string]string{styles: `<styleSheet` + space + `><cellXfs>` +
				repeat(`<xf/>`, 240_000) + `</cellXfs></styleSheet>`})
		},
		"attributes": func() []byte {
			return rebuilt(t, map[string]string{sheet1: sheetOf(`<row` + repeat(` a="b"`, 40_000) + `/>`)})
		},
		"merged cells": func() []byte {
			return rebuilt(t, map[string]string{sheet1: `<worksheet` + space + `><sheetData><row r="1">` +
				`<c r="A1"><v>1</v></c></row></sheetData><mergeCells>` +
				repeat(`<mergeCell ref="A1:XFD1048576"/>`, 200_000) + `</mergeCells></worksheet>`})
		},
		"a long format": func() []byte { return rebuilt(t, styled(repeat("0", 200_000), 5_000)) },
		"defined names": func() []byte {
			return rebuilt(t, map[string]string{workbook: `<workbook` + space + `><sheets/><definedNames>` +
				repeat(`<definedName name="a">A1</definedName>`, 100_000) + `</definedNames></workbook>`})
		},
		"types": func() []byte {
			return rebuilt(t, map[string]string{types: `<Types>` +
				repeat(`<Override PartName="/a" ContentType="b"/>`, 200_000) + `</Types>`})
		},
		"commas":         func() []byte { return []byte(repeat(",", roster.MaxBytes-1)) },
		"lines":          func() []byte { return []byte(repeat("\n", roster.MaxBytes-1)) },
		"short lines":    func() []byte { return []byte(repeat("a\n", roster.MaxBytes/2-1)) },
		"one open quote": func() []byte { return []byte(`"` + repeat("a,\n", roster.MaxBytes/3-1)) },
		"quotes":         func() []byte { return []byte(repeat(`""`, roster.MaxBytes/2-1)) },
		"old letters": func() []byte {
			return []byte("Hä vµ tªn,x\n" + repeat("NguyÔn V¨n H¶i,\xff\n", roster.MaxBytes/24))
		},
		"wide letters": func() []byte {
			return append([]byte{0xff, 0xfe}, repeat("a\x00,\x00", roster.MaxBytes/4-1)...)
		},
		"five thousand people": func() []byte {
			return []byte("Họ và tên,Ngày sinh,Giới tính\n" + repeat("Lê Văn An,01/02/1980,Nam\n", 4990))
		},
		"five thousand of a hundred columns": func() []byte {
			return []byte("Họ và tên" + repeat(",Ngày sinh", 99) + "\n" +
				repeat("Lê Văn An"+repeat(",1/2/80", 99)+"\n", 5_800))
		},
	} {
		content := make()
		if len(content) > roster.MaxBytes {
			t.Logf("%s has %d bytes and is refused before it is looked at", name, len(content))
		}
		file := "a.xlsx"
		if !bytes.HasPrefix(content, []byte("PK")) {
			file = "a.csv"
		}
		var refused error
		processor, memory, err := size.Cost(func() {
			_, refused = roster.Read(file, content, today, roster.Choices{})
		})
		must(t, err)
		var why *congress.FieldError
		if refused != nil && !errors.As(refused, &why) {
			t.Errorf("%s: %v", name, refused)
		}
		t.Logf("%-36s %5d ms %4d MB, of %4d KB: %v", name, processor.Milliseconds(), memory>>20,
			len(content)>>10, refused)
		if processor > mostProcessor || memory > mostMemory {
			t.Errorf("%s: %v, %d MB", name, processor, memory>>20)
		}
	}
}
