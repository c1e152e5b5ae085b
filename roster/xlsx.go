package roster

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// readXLSX reads the sheets of a workbook. Cells are streamed, twice: as they
// are stored and as they are shown.
func readXLSX(content []byte) ([]*table, error) {
	if err := refuseUnsafe(content); err != nil {
		return nil, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{UnzipSizeLimit: maxUnzip,
		UnzipXMLSizeLimit: maxUnzip})
	if err != nil {
		return nil, fileError("unreadable")
	}
	defer f.Close() //nolint:errcheck // read only
	if err := refuseFormats(f); err != nil {
		return nil, err
	}
	names := f.GetSheetList()
	if len(names) == 0 {
		return nil, fileError("unreadable")
	}
	props, err := f.GetWorkbookProps()
	if err != nil {
		return nil, fileError("unreadable")
	}
	left := budget{lines: maxAllLines, cells: maxSeen, loaded: MaxRows * maxCols}
	var tables []*table
	for _, name := range names[:min(len(names), maxSheet)] {
		visible, err := f.GetSheetVisible(name)
		if err != nil {
			return nil, fileError("unreadable")
		}
		t := &table{name: name, hidden: !visible, from1904: props.Date1904 != nil && *props.Date1904}
		if visible {
			if err := t.readSheet(f, &left); err != nil {
				return nil, err
			}
		}
		tables = append(tables, t)
	}
	return tables, nil
}

// refuseFormats looks at the forms of numbers, which are read anew for every cell.
func refuseFormats(f *excelize.File) error {
	if _, err := f.GetStyle(0); err != nil || f.Styles == nil || f.Styles.NumFmts == nil {
		return nil //nolint:nilerr // without styles cells are shown as they are
	}
	for _, format := range f.Styles.NumFmts.NumFmt {
		if len(format.FormatCode) > maxFormat || len(format.FormatCode16) > maxFormat {
			return fileError("zip_bomb")
		}
	}
	return nil
}

// budget is what may still be read of a workbook, empty or not, and how many
// cells may still be loaded at once.
type budget struct{ lines, cells, loaded int }

// readSheet reads up to where nothing stands any more for a long while: sheets are
// often formatted far below their last line.
func (t *table) readSheet(f *excelize.File, left *budget) error {
	stored, err := f.Rows(t.name)
	if err != nil {
		return fileError("unreadable")
	}
	defer stored.Close() //nolint:errcheck // read only
	shown, err := f.Rows(t.name)
	if err != nil {
		return fileError("unreadable")
	}
	defer shown.Close() //nolint:errcheck // read only
	for stored.Next() && shown.Next() {
		raw, err := stored.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return fileError("unreadable")
		}
		seen, err := shown.Columns()
		if err != nil {
			return fileError("unreadable")
		}
		left.lines, left.cells = left.lines-1, left.cells-max(len(raw), len(seen))
		if left.lines < 0 || left.cells < 0 {
			return fileError("too_many_rows")
		}
		if err := t.add(raw, seen, stored.GetRowOpts().Hidden); err != nil {
			return err
		}
		if t.below() > maxBelow {
			break
		}
	}
	return t.readMerged(f, left)
}

// readMerged asks for merged cells where rows and cells are few: asking loads the
// sheet with every cell before the last of each row, and one that is formatted to
// its end, or has a cell far out, would fill the memory.
func (t *table) readMerged(f *excelize.File, left *budget) error {
	if len(t.rows) > 2*MaxRows || t.seen > left.loaded {
		return nil
	}
	left.loaded -= t.seen
	cells, err := f.GetMergeCells(t.name)
	if err != nil {
		return fileError("unreadable")
	}
	for _, m := range cells {
		left, top, err := excelize.CellNameToCoordinates(m.GetStartAxis())
		if err != nil {
			return fileError("unreadable")
		}
		right, bottom, err := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err != nil {
			return fileError("unreadable")
		}
		t.merged = append(t.merged, area{left - 1, top, right - 1, bottom})
	}
	return nil
}

// refuseUnsafe looks into the package before anything is unpacked: macros,
// and contents that would swell beyond the limit, whatever they claim.
func refuseUnsafe(content []byte) error {
	if bytes.HasPrefix(content, []byte{0xd0, 0xcf, 0x11, 0xe0}) {
		return fileError("encrypted")
	}
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return fileError("unreadable")
	}
	if len(archive.File) > maxParts {
		return fileError("zip_bomb")
	}
	var all swell
	for _, f := range archive.File {
		if strings.HasSuffix(strings.ToLower(f.Name), "vbaproject.bin") {
			return fileError("macros")
		}
		r, err := f.Open()
		if err != nil {
			return fileError("unreadable")
		}
		_, err = io.Copy(&all, r) //nolint:gosec // swell ends it
		if errors.Is(err, errSwell) {
			return fileError("zip_bomb")
		}
		if err = errors.Join(err, r.Close()); err != nil {
			return fileError("unreadable")
		}
	}
	return nil
}

var tag = []byte("<")

// swell counts what is unpacked and keeps nothing of it.
type swell struct{ bytes, marks, flat, plain int }

var errSwell = errors.New("roster: unpacks to more than it may")

// Write implements [io.Writer]; it ends the unpacking where it is too much.
func (s *swell) Write(p []byte) (int, error) {
	s.bytes += len(p)
	marks := bytes.Count(p, tag)
	s.marks += marks
	if s.flat += marks; bytes.Contains(p, []byte("row")) {
		s.flat = 0
	}
	if s.plain += len(p); marks > 0 {
		s.plain = len(p) - bytes.LastIndex(p, tag)
	}
	if s.bytes > maxUnzip || s.marks > maxMarks || s.flat > maxFlat || s.plain > maxPlain {
		return 0, errSwell
	}
	return len(p), nil
}
