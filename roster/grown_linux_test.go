package roster_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"kiemphieu/app/size"
	"kiemphieu/congress"
	"kiemphieu/roster"
)

// filled is a text of so many pieces.
func filled(n int, piece func(i int) string) string {
	var out strings.Builder
	for i := range n {
		out.WriteString(piece(i))
	}
	return out.String()
}

// always is a piece that is always the same.
func always(text string) func(int) string { return func(int) string { return text } }

// cells are so many cells of one kind in rows of fifty, under a head.
func cells(n int, cell func(i int) string) string {
	var out strings.Builder
	out.WriteString(`<row><c t="str"><v>Họ và tên</v></c><c t="str"><v>Ngày sinh</v></c></row>`)
	for i := range n {
		if i%50 == 0 {
			out.WriteString(`<row><c t="str"><v>Lê Văn An</v></c>`)
		}
		if out.WriteString(cell(i)); i%50 == 49 || i == n-1 {
			out.WriteString(`</row>`)
		}
	}
	return sheetOf(out.String())
}

// styled are styles with these formats, and a style for each.
func styled(formats ...string) string {
	var codes, xfs strings.Builder
	for i, code := range formats {
		fmt.Fprintf(&codes, `<numFmt numFmtId="%d" formatCode="%s"/>`, 200+i, code)
		fmt.Fprintf(&xfs, `<xf numFmtId="%d" applyNumberFormat="1"/>`, 200+i)
	}
	return `<styleSheet` + space + `><numFmts>` + codes.String() + `</numFmts><fonts count="1"><font/></fonts>` +
		`<fills count="1"><fill/></fills><borders count="1"><border/></borders><cellXfs><xf/>` + xfs.String() +
		`</cellXfs></styleSheet>`
}

// beside is a sheet of one person with something behind its cells.
func beside(text string) map[string]string {
	return map[string]string{sheet1: `<worksheet` + space + `><sheetData><row r="1"><c r="A1" t="str"><v>Họ và tên</v>` +
		`</c></row><row r="2"><c r="A2" t="str"><v>Lê Văn An</v></c></row></sheetData>` + text + `</worksheet>`}
}

// inWorkbook is a workbook with something behind its sheets.
func inWorkbook(text string) map[string]string {
	parts := sheets(1, sheetOf(`<row><c t="str"><v>Họ và tên</v></c></row>`))
	parts[workbook] = strings.Replace(parts[workbook], `</workbook>`, text+`</workbook>`, 1)
	return parts
}

// shared is a table of texts that cells share, and cells that all show the first.
func shared(texts string, n int) map[string]string {
	return map[string]string{texts_: `<sst` + space + `>` + texts + `</sst>`,
		sheet1: cells(n, always(`<c t="s"><v>0</v></c>`))}
}

const texts_ = texts

// longest are the longest formats that a workbook may bring, of every kind.
func longest() map[string]string {
	long := func(piece string) string { return strings.Repeat(piece, 255/len(piece)) }
	return map[string]string{"zeros": long("0"), "hashes": long("#"), "zeros and hashes": long("#0"),
		"fractions": long("? ?") + "/9", "a long fraction": "# ?/" + long("?"), "a fraction": "# ?????????/?????????",
		"days": long("d/"), "years": long("y."), "months of a language": "[$-42A]" + long("mmmm "),
		"eras": "[$-411]" + long("gg"), "halves of a day": long("AM/PM"), "elapsed": long("[h]"), "commas": long(",0"),
		"percents": long("%"), "exponents": long("0E+"), "literals": long("\\a"), "words": long(`"ab"`),
		"brackets": long("[Red]"), "texts": "0;0;0;" + long("@"), "conditions": long("[>1]"), "alignment": long("_-"),
		"repeats": long("*-"), "currencies": long("[$-1]"), "points": long("0."), "spaces": long(" ")}
}

// features are what a workbook can be full of, so many times.
func features() map[string]func(n int) map[string]string {
	sheet := func(text string) map[string]string { return map[string]string{sheet1: text} }
	all := map[string]func(n int) map[string]string{
		"empty rows": func(n int) map[string]string { return sheet(sheetOf(filled(n, always(`<row/>`)))) },
		"rows with numbers": func(n int) map[string]string {
			return sheet(sheetOf(filled(n, func(i int) string { return fmt.Sprintf(`<row r="%d"/>`, i+1) })))
		},
		"rows apart": func(n int) map[string]string {
			return sheet(sheetOf(filled(n, func(i int) string {
				return fmt.Sprintf(`<row r="%d"><c t="str"><v>Họ và tên</v></c></row>`, 1+i*200)
			})))
		},
		"rows far apart": func(n int) map[string]string {
			return sheet(sheetOf(filled(n, func(i int) string {
				return fmt.Sprintf(`<row r="%d"><c t="str"><v>a</v></c></row>`, 1+i*19_000)
			})))
		},
		"rows upwards": func(n int) map[string]string {
			return sheet(sheetOf(filled(n, func(i int) string {
				return fmt.Sprintf(`<row r="%d"><c><v>1</v></c></row>`, n-i)
			})))
		},
		"one row again and again": func(n int) map[string]string {
			return sheet(sheetOf(filled(n, always(`<row r="1048576"><c r="A1048576"><v>1</v></c></row>`))))
		},
		"attributes of rows": func(n int) map[string]string {
			return sheet(sheetOf(filled(n, always(`<row spans="1:9" ht="15" customHeight="1" hidden="1" s="1" x="2"/>`))))
		},
		"empty cells": func(n int) map[string]string { return sheet(cells(n, always(`<c/>`))) },
		"cells of one row": func(n int) map[string]string {
			return sheet(sheetOf(`<row>` + filled(n, always(`<c/>`)) + `</row>`))
		},
		"styled empty cells": func(n int) map[string]string { return sheet(cells(n, always(`<c s="1"/>`))) },
		"cells far out": func(n int) map[string]string {
			return sheet(sheetOf(filled(n, func(i int) string {
				return fmt.Sprintf(`<row r="%d"><c r="XFD%d"><v>1</v></c></row>`, i+1, i+1)
			})))
		},
		"cells backwards": func(n int) map[string]string {
			return sheet(sheetOf(filled(n/50, func(int) string {
				return `<row>` + filled(50, func(i int) string { return fmt.Sprintf(`<c r="%c1"><v>1</v></c>`, 'Z'-i%26) }) +
					`</row>`
			})))
		},
		"numbers": func(n int) map[string]string { return sheet(cells(n, always(`<c><v>1</v></c>`))) },
		"different numbers": func(n int) map[string]string {
			return sheet(cells(n, func(i int) string { return fmt.Sprintf(`<c><v>%d</v></c>`, i) }))
		},
		"fractions": func(n int) map[string]string {
			return sheet(cells(n, func(i int) string { return fmt.Sprintf(`<c><v>0.%d1</v></c>`, i) }))
		},
		"numbers of 17 digits": func(n int) map[string]string {
			return sheet(cells(n, func(i int) string { return fmt.Sprintf(`<c><v>0.1%016d</v></c>`, i) }))
		},
		"numbers of 2,000 digits": func(n int) map[string]string {
			return sheet(cells(n/20, always(`<c><v>`+strings.Repeat("7", 2000)+`</v></c>`)))
		},
		"small numbers": func(n int) map[string]string {
			return sheet(cells(n, func(i int) string { return fmt.Sprintf(`<c><v>%dE-300</v></c>`, i) }))
		},
		"great numbers": func(n int) map[string]string {
			return sheet(cells(n, func(i int) string { return fmt.Sprintf(`<c><v>%dE300</v></c>`, i) }))
		},
		"one great number": func(n int) map[string]string { return sheet(cells(n, always(`<c><v>1E300</v></c>`))) },
		"yes and no":       func(n int) map[string]string { return sheet(cells(n, always(`<c t="b"><v>1</v></c>`))) },
		"errors":           func(n int) map[string]string { return sheet(cells(n, always(`<c t="e"><v>#N/A</v></c>`))) },
		"days": func(n int) map[string]string {
			return sheet(cells(n, func(i int) string {
				return fmt.Sprintf(`<c t="d"><v>19%02d-%02d-%02dT00:00:00</v></c>`, i%100, i/100%12+1, i/1200%28+1)
			}))
		},
		"texts of formulas": func(n int) map[string]string {
			return sheet(cells(n, always(`<c t="str"><f>A1&amp;B1</f><v>Lê Văn An</v></c>`)))
		},
		"shared formulas": func(n int) map[string]string {
			return sheet(cells(n, func(i int) string {
				return fmt.Sprintf(`<c><f t="shared" ref="A1:XFD1048576" si="%d">A1</f><v>1</v></c>`, i)
			}))
		},
		"a formula of many letters": func(n int) map[string]string {
			return sheet(cells(n/100, always(`<c><f>`+strings.Repeat("A1+", 100)+`A1</f><v>1</v></c>`)))
		},
		"texts in cells": func(n int) map[string]string {
			return sheet(cells(n, func(i int) string { return fmt.Sprintf(`<c t="inlineStr"><is><t>Lê %d</t></is></c>`, i) }))
		},
		"pieces of a text in a cell": func(n int) map[string]string {
			return sheet(cells(1, always(`<c t="inlineStr"><is>`+filled(n, always(`<r><rPr><b/></rPr><t>a</t></r>`))+
				`</is></c>`)))
		},
		"pieces of a number": func(n int) map[string]string {
			return sheet(cells(1, always(`<c><v>`+filled(n, always(`1<!-- -->`))+`</v></c>`)))
		},
		"quoted pieces of a number": func(n int) map[string]string {
			return sheet(cells(1, always(`<c><v>`+filled(n, always(`<![CDATA[1]]>`))+`</v></c>`)))
		},
		"values of a cell": func(n int) map[string]string {
			return sheet(cells(1, always(`<c>`+filled(n, always(`<v>1</v>`))+`</c>`)))
		},
		"one text of pieces": func(n int) map[string]string {
			return shared(`<si>`+filled(n/5, always(`<r><t>a</t></r>`))+`</si>`, n)
		},
		"one text of escapes": func(n int) map[string]string {
			return shared(`<si>`+filled(n/1000, always(`<r><t>`+strings.Repeat("_x0041_", 1000)+`</t></r>`))+`</si>`, n)
		},
		"one long text": func(n int) map[string]string {
			return shared(`<si><t>`+strings.Repeat("Lê Văn An ", min(n, 20_000))+`</t></si>`, n)
		},
		"one text of 2,000 bytes": func(n int) map[string]string {
			return shared(`<si><t>`+strings.Repeat("NguyÔn V¨n ", 150)+`</t></si>`, n)
		},
		"texts": func(n int) map[string]string { return shared(filled(n, always(`<si><t>a</t></si>`)), 1) },
		"texts of pieces": func(n int) map[string]string {
			return shared(filled(n, always(`<si><r><t>a</t></r><r><t>row</t></r></si>`)), 1)
		},
		"readings of a text": func(n int) map[string]string {
			return shared(`<si><t>a</t>`+filled(n, always(`<rPh sb="0" eb="1"><t>b</t></rPh>`))+`</si>`, n)
		},
		"merged cells": func(n int) map[string]string {
			return beside(`<mergeCells>` + filled(n, always(`<mergeCell ref="A1:XFD1048576"/>`)) + `</mergeCells>`)
		},
		"merged pairs": func(n int) map[string]string {
			parts := sheet(cells(min(n, 200_000), always(`<c t="str"><v>Tổ 1</v></c>`)))
			parts[sheet1] = strings.Replace(parts[sheet1], `</worksheet>`, `<mergeCells>`+filled(n, func(i int) string {
				return fmt.Sprintf(`<mergeCell ref="%c%d:%c%d"/>`, 'A'+i%20, 2+i/20*2, 'A'+i%20, 3+i/20*2)
			})+`</mergeCells></worksheet>`, 1)
			return parts
		},
		"merged rows": func(n int) map[string]string {
			return beside(`<mergeCells>` + filled(n, func(i int) string {
				return fmt.Sprintf(`<mergeCell ref="A%d:CV%d"/>`, i+1, i+1)
			}) + `</mergeCells>`)
		},
		"columns": func(n int) map[string]string {
			return beside(`<cols>` + filled(n, always(`<col min="1" max="16384" width="9"/>`)) + `</cols>`)
		},
		"conditional formats": func(n int) map[string]string {
			return beside(filled(n, always(`<conditionalFormatting sqref="A1:XFD1048576"><cfRule type="cellIs" dxfId="0" `+
				`priority="1"><formula>A1</formula></cfRule></conditionalFormatting>`)))
		},
		"choices for cells": func(n int) map[string]string {
			return beside(`<dataValidations>` + filled(n, always(`<dataValidation type="list" sqref="A1:XFD1048576">`+
				`<formula1>A1</formula1></dataValidation>`)) + `</dataValidations>`)
		},
		"links": func(n int) map[string]string {
			return beside(`<hyperlinks>` + filled(n, always(`<hyperlink ref="A1" location="A1"/>`)) + `</hyperlinks>`)
		},
		"extensions": func(n int) map[string]string {
			return beside(`<extLst>` + filled(n, always(`<ext uri="a"><x:a xmlns:x="b"/></ext>`)) + `</extLst>`)
		},
		"sheets of data": func(n int) map[string]string { return beside(filled(n, always(`<sheetData/>`))) },
		"attributes": func(n int) map[string]string {
			return sheet(sheetOf(`<row` + filled(min(n, 40_000), func(i int) string {
				return fmt.Sprintf(` a%d="b"`, i)
			}) + `/>`))
		},
		"spaces of names": func(n int) map[string]string {
			return sheet(sheetOf(filled(n, func(i int) string { return fmt.Sprintf(`<row xmlns:a%d="b"/>`, i) })))
		},
		"long attributes": func(n int) map[string]string {
			return sheet(sheetOf(filled(n/1000, always(`<row r="`+strings.Repeat("1", 10_000)+`"/>`))))
		},
		"long names": func(n int) map[string]string {
			return sheet(sheetOf(filled(n/1000, always(`<`+strings.Repeat("a", 10_000)+`/>`))))
		},
		"deep cells": func(n int) map[string]string { return sheet(sheetOf(`<row>` + filled(n, always(`<c>`)))) },
		"deep rows":  func(n int) map[string]string { return sheet(sheetOf(filled(n, always(`<row>`)))) },
		"deep texts": func(n int) map[string]string { return shared(`<si>`+filled(n, always(`<r>`)), 1) },
		"comments":   func(n int) map[string]string { return sheet(sheetOf(filled(n, always(`<!-- -->`)))) },
		"orders":     func(n int) map[string]string { return sheet(sheetOf(filled(n, always(`<?a b?>`)))) },
		"declarations": func(n int) map[string]string {
			return sheet(filled(n, always(`<?xml version="1.0" encoding="windows-1252"?>`)) + sheetOf(`<row/>`))
		},
		"named letters": func(n int) map[string]string {
			return sheet(sheetOf(`<row><c t="str"><v>` + filled(min(n, 50_000), always(`&amp;`)) + `</v></c></row>`))
		},
		"kinds of documents": func(n int) map[string]string {
			return sheet(`<!DOCTYPE a [` + filled(n, always(`<!ENTITY a "b">`)) + `]>` + sheetOf(`<row/>`))
		},
		"formats": func(n int) map[string]string {
			codes := slices.Repeat([]string{"0"}, n)
			return map[string]string{styles: styled(codes...), sheet1: cells(n, func(i int) string {
				return fmt.Sprintf(`<c s="%d"><v>%d</v></c>`, n-i, i)
			})}
		},
		"styles": func(n int) map[string]string {
			return map[string]string{styles: `<styleSheet` + space + `><cellXfs>` + filled(n, always(`<xf/>`)) +
				`</cellXfs></styleSheet>`, sheet1: cells(n, func(i int) string { return fmt.Sprintf(`<c s="%d"><v>1</v></c>`, i) })}
		},
		"fonts": func(n int) map[string]string {
			return map[string]string{styles: `<styleSheet` + space + `><fonts>` + filled(n, always(`<font><b/></font>`)) +
				`</fonts></styleSheet>`}
		},
		"deep styles": func(n int) map[string]string {
			return map[string]string{styles: `<styleSheet` + space + `>` + filled(n, always(`<xf>`))}
		},
		"a long format": func(n int) map[string]string {
			return map[string]string{styles: styled(strings.Repeat("0", n)), sheet1: cells(n, always(`<c s="1"><v>1</v></c>`))}
		},
		"not a number as a fraction": func(n int) map[string]string {
			return map[string]string{styles: styled("# ?/?"), sheet1: cells(n, always(`<c s="1"><v>NaN</v></c>`))}
		},
		"no day as a fraction": func(n int) map[string]string {
			return map[string]string{styles: styled("# ?/?"), sheet1: cells(n, always(`<c s="1" t="d"><v>NaN</v></c>`))}
		},
		"days that no calendar has": func(n int) map[string]string {
			return map[string]string{styles: styled("yy", "yyyy"), sheet1: cells(n, func(i int) string {
				return fmt.Sprintf(`<c s="%d"><v>%de%d</v></c>`, 1+i%2, 1+i%97, i%20)
			})}
		},
		"sheets": func(n int) map[string]string {
			parts := sheets(2, sheetOf(`<row><c t="str"><v>Họ và tên</v></c></row>`))
			parts[workbook] = strings.Replace(parts[workbook], `<sheets>`, `<sheets>`+
				filled(n, func(i int) string { return fmt.Sprintf(`<sheet name="T%d" sheetId="1" r:id="rId1"/>`, i) }), 1)
			parts[rels] = strings.Replace(parts[rels], `</Relationships>`, filled(n, func(i int) string {
				return fmt.Sprintf(`<Relationship Id="r%d" Type="a/worksheet" Target="worksheets/sheet1.xml"/>`, i)
			})+`</Relationships>`, 1)
			return parts
		},
		"names": func(n int) map[string]string {
			return inWorkbook(`<definedNames>` + filled(n, always(`<definedName name="a">A1</definedName>`)) + `</definedNames>`)
		},
		"other workbooks": func(n int) map[string]string {
			return inWorkbook(`<externalReferences>` + filled(n, always(`<externalReference r:id="rId1"/>`)) +
				`</externalReferences>`)
		},
		"views": func(n int) map[string]string {
			return inWorkbook(`<bookViews>` + filled(n, always(`<workbookView/>`)) + `</bookViews>`)
		},
		"types": func(n int) map[string]string {
			return map[string]string{types: `<Types>` +
				filled(n, always(`<Override PartName="/a" ContentType="b"/>`)) + `</Types>`}
		},
		"a chain of sums": func(n int) map[string]string {
			return map[string]string{"xl/calcChain.xml": `<calcChain` + space + `>` + filled(n, always(`<c r="A1" i="1"/>`)) +
				`</calcChain>`}
		},
		"a theme": func(n int) map[string]string {
			return map[string]string{"xl/theme/theme1.xml": `<a:theme xmlns:a="http://schemas.openxmlformats.org/` +
				`drawingml/2006/main">` + filled(n, always(`<a:ext/>`)) + `</a:theme>`}
		},
		"notes": func(n int) map[string]string {
			return map[string]string{"xl/comments1.xml": `<comments` + space + `><commentList>` +
				filled(n, always(`<comment ref="A1"><text><t>a</t></text></comment>`)) + `</commentList></comments>`}
		},
		"parts": func(n int) map[string]string {
			parts := map[string]string{}
			for i := range min(n, 4000) {
				parts[fmt.Sprintf("xl/media/%d.png", i)] = "a"
			}
			return parts
		},
		"heads on fifty sheets": func(n int) map[string]string {
			return sheets(50, sheetOf(filled(min(40, n/5000), func(line int) string {
				return `<row><c t="str"><v>Họ và tên</v></c>` + filled(99, func(i int) string {
					return fmt.Sprintf(`<c t="str"><v>Ngày sinh %d %d</v></c>`, line, i)
				}) + `</row>`
			})))
		},
		"heads of a hundred columns on fifty sheets": func(n int) map[string]string {
			return sheets(50, sheetOf(filled(min(40, n/5000), func(line int) string {
				return `<row><c t="str"><v>Họ và tên</v></c>` + filled(99, func(i int) string {
					return fmt.Sprintf(`<c><v>%d</v></c>`, line*100+i)
				}) + `</row>`
			})))
		},
	}
	for name, code := range longest() {
		all["formats of "+name] = func(n int) map[string]string {
			code := strings.NewReplacer("&", "&amp;", `"`, "&quot;", "<", "&lt;", ">", "&gt;").Replace(code)
			return map[string]string{styles: styled(code), sheet1: cells(n, func(i int) string {
				return fmt.Sprintf(`<c s="1"><v>%d.%d7</v></c>`, 20_000+i, i)
			})}
		}
	}
	return all
}

// Whatever a workbook is full of, as far as the program takes its file, it is read or
// refused for less than 2 s of processor and 200 MB. Every feature grows in turn; in
// a soak from a little to all that a file may hold.
func TestS2FeaturesThatGrow(t *testing.T) {
	size.Long(t)
	first, most := size.Pick(8_000, 8_000, 500), size.Pick(0, 0, 1_000_000)
	all := features()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) {
			for n := first; ; n *= 2 {
				content := rebuilt(t, all[name](n))
				if len(content) > roster.MaxBytes || !costs(t, fmt.Sprint(n), "a.xlsx", content) || n > most {
					return
				}
			}
		})
	}
}

// costs reads a file, and reports whether it was taken.
func costs(t *testing.T, what, file string, content []byte) bool {
	t.Helper()
	return cost(t, what, content, func() error {
		_, err := roster.Read(file, content, today, roster.Choices{})
		return err
	})
}

func cost(t *testing.T, what string, content []byte, read func() error) bool {
	t.Helper()
	var refused error
	processor, memory, err := size.Cost(func() { refused = read() })
	must(t, err)
	var why *congress.FieldError
	if refused != nil && !errors.As(refused, &why) {
		t.Errorf("%s: %v", what, refused)
	}
	t.Logf("%-12s %5d ms %4d MB, of %4d KB: %v", what, processor.Milliseconds(), memory>>20, len(content)>>10, refused)
	if processor > mostProcessor || memory > mostMemory {
		t.Errorf("%s: %v, %d MB", what, processor, memory>>20)
	}
	return refused == nil || why != nil && why.Code != "zip_bomb" && why.Code != "too_many_rows"
}
