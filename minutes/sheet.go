package minutes

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"kiemphieu/roster"
)

// addRow adds a row to a table of a spreadsheet.
type addRow func(row []string) error

// given are rows that are all there.
func given(rows [][]string) func(addRow) error {
	return func(add addRow) error {
		for _, row := range rows {
			if err := add(row); err != nil {
				return err
			}
		}
		return nil
	}
}

// spreadsheet writes one table with a title; whole numbers become numbers.
func spreadsheet(w io.Writer, sheet, title string, columns []Column, rows func(addRow) error) error {
	f := excelize.NewFile()
	defer f.Close() //nolint:errcheck // removes what did not fit into memory
	if err := fillSheet(f, sheet, title, columns, rows); err != nil {
		return fmt.Errorf("minutes: %s: %w", sheet, err)
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("minutes: %s: %w", sheet, err)
	}
	return nil
}

// headRow is the row of a spreadsheet in which the titles of columns stand.
const headRow = 3

// fillSheet names the sheet "Sheet1" and fills it row by row: what is written is
// no longer in memory.
func fillSheet(f *excelize.File, sheet, title string, columns []Column, rows func(addRow) error) error {
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		return err
	}
	if err := roster.SetUpPage(f, sheet, headRow); err != nil {
		return err
	}
	out, err := f.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	heads, bodies := make([]any, len(columns)), make([]int, len(columns))
	for i, c := range columns {
		if err := out.SetColWidth(i+1, i+1, float64(c.Width)); err != nil {
			return err
		}
		head, err := tableStyle(f, true, "center")
		if err != nil {
			return err
		}
		if bodies[i], err = tableStyle(f, false, string(c.Align)); err != nil {
			return err
		}
		heads[i] = excelize.Cell{StyleID: head, Value: c.Title}
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true, Family: "Times New Roman", Size: 12}})
	if err != nil {
		return err
	}
	if err := out.SetRow("A1", []any{excelize.Cell{StyleID: bold, Value: title}}); err != nil {
		return err
	}
	if err := out.SetRow(fmt.Sprint("A", headRow), heads); err != nil {
		return err
	}
	at, cells := headRow, make([]any, len(columns))
	err = rows(func(row []string) error {
		at++
		for i, text := range row {
			cells[i] = excelize.Cell{StyleID: bodies[i], Value: cellValue(text)}
		}
		return out.SetRow(fmt.Sprint("A", at), cells)
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

// tableStyle draws the lines of a cell and breaks long texts within its column.
func tableStyle(f *excelize.File, bold bool, side string) (int, error) {
	var lines []excelize.Border
	for _, side := range []string{"left", "top", "right", "bottom"} {
		lines = append(lines, excelize.Border{Type: side, Color: "808080", Style: 1})
	}
	return f.NewStyle(&excelize.Style{Border: lines,
		Font:      &excelize.Font{Family: "Times New Roman", Size: 12, Bold: bold},
		Alignment: &excelize.Alignment{WrapText: true, Vertical: "center", Horizontal: side}})
}
