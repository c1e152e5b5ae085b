package roster_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kiemphieu/congress"
	"kiemphieu/roster"
)

// again reads a file with what was understood before, changed and carried
// through a form as JSON.
func again(t *testing.T, name string, content []byte, before roster.Reading,
	change func(c *roster.Choices)) roster.Reading {
	t.Helper()
	choices := before.Choices
	change(&choices)
	carried, err := json.Marshal(choices)
	must(t, err)
	var back roster.Choices
	must(t, json.Unmarshal(carried, &back))
	r, err := roster.Read(name, content, today, back)
	must(t, err)
	return r
}

func fields(r roster.Reading) string {
	var all []string
	for _, c := range r.Columns {
		all = append(all, fmt.Sprint(c.Letter, " ", c.Field))
	}
	return strings.Join(all, ", ")
}

// Every stage says what it took and takes another choice; the choices that a
// reading gives back read the same again.
func TestEveryStageCanBeChosen(t *testing.T) {
	f := excelize.NewFile()
	set := func(sheet string, rows ...[]any) {
		for i, row := range rows {
			must(t, f.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &row))
		}
	}
	set("Sheet1", []any{"Họ tên", "Chuyển đi"}, []any{"Lê Văn Đi", "x"})
	_, err := f.NewSheet("DS")
	must(t, err)
	set("DS", []any{"CHI BỘ 3"}, []any{"TT", "Họ và tên", "Nơi ở", "Sinh", "Mã"},
		[]any{1, "Lê Văn An", "Tổ dân phố 5", "1976", "0001"}, []any{2, "Trần Thị Bình", "", "5/2/80", "0002"},
		[]any{"", "Cộng: 2"})
	var out bytes.Buffer
	must(t, f.Write(&out))
	content := out.Bytes()

	r := read(t, "ds.xlsx", content)
	if r.Choices.Worksheet != "DS" || r.Choices.Head != "2" {
		t.Fatalf("%+v", r.Choices)
	}
	same(t, "columns", fields(r), "A index, B name, C -, D born, E -")
	same(t, "unused", unused(r), "C Nơi ở, E Mã")
	same(t, "left out", skipped(r), "5 total")
	same(t, "notices", noticed(r), "no_sex, no_status, two_digits, other_sheet Sheet1")

	unchanged := again(t, "ds.xlsx", content, r, func(*roster.Choices) {})
	same(t, "the same choices", told(unchanged, name)+fields(unchanged)+skipped(unchanged),
		told(r, name)+fields(r)+skipped(r))

	other := again(t, "ds.xlsx", content, r, func(c *roster.Choices) { *c = roster.Choices{Worksheet: "Sheet1"} })
	same(t, "another sheet", told(other, name), "Lê Văn Đi")

	columns := again(t, "ds.xlsx", content, r, func(c *roster.Choices) {
		c.Columns["ma"], c.Columns["noi o"], c.Columns["sinh"] = roster.FieldCard, roster.FieldGroup, roster.FieldUnused
	})
	same(t, "other columns", told(columns, func(m congress.Member) string {
		return m.Card + " " + m.Group + " " +
			string(m.Born)
	}), "0001 Tổ dân phố 5 ; 0002  ")

	rows := again(t, "ds.xlsx", content, r, func(c *roster.Choices) { c.Rows = map[int]bool{3: false, 5: true} })
	same(t, "other rows", told(rows, name), "Trần Thị Bình; Cộng: 2")
	same(t, "left out by hand", skipped(rows), "3 unticked")

	head := again(t, "ds.xlsx", content, r, func(c *roster.Choices) { c.Head, c.Columns = "3", nil })
	if got := len(head.Rows); got != 2 || head.Choices.Head != "3" {
		t.Errorf("another head: %d rows, %+v", got, head.Choices)
	}
}

// A mapping that was chosen once reads next year's file with the same heads,
// wherever its columns stand.
func TestAMappingIsRemembered(t *testing.T) {
	first := read(t, "a.xlsx", book(t, []any{"Họ và tên", "Mã số ĐV", "Đơn vị SH"},
		[]any{"Lê Văn An", "001", "Khối 1"}))
	remembered := first.Choices.Columns
	remembered["ma so dv"], remembered["don vi sh"] = roster.FieldCard, roster.FieldGroup
	next, err := roster.Read("b.xlsx", book(t, []any{}, []any{"STT", "ĐƠN VỊ SH", "MÃ SỐ ĐV", "HỌ VÀ TÊN"},
		[]any{1, "Khối 2", "002", "Trần Thị Bình"}), today, roster.Choices{Columns: remembered})
	must(t, err)
	if m := next.Members()[0].Member; m.Name != "Trần Thị Bình" || m.Card != "002" || m.Group != "Khối 2" {
		t.Errorf("%+v", m)
	}
	if back := next.Choices.Columns["ma so dv"]; back != roster.FieldCard {
		t.Errorf("%q", back)
	}
}

// Hidden rows are left aside, and said.
func TestHiddenRowsAreLeftAside(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(book(t, []any{"STT", "Họ và tên"}, []any{1, "Lê Văn An"},
		[]any{2, "Lê Văn Đã Chuyển"}, []any{3, "Trần Thị Bình"})))
	must(t, err)
	must(t, f.SetRowVisible("Sheet1", 3, false))
	var out bytes.Buffer
	must(t, f.Write(&out))
	r := read(t, "a.xlsx", out.Bytes())
	same(t, "members", told(r, name), "Lê Văn An; Trần Thị Bình")
	same(t, "left out", skipped(r), "3 hidden")
}

// Choices that fit no file are passed over or refused; they come from a form.
func TestChoicesThatDoNotFit(t *testing.T) {
	content := book(t, []any{"STT", "Họ và tên", "Sinh"}, []any{1, "Lê Văn An", 1970})
	for _, head := range []roster.Head{"0", "-1", "1-1", "2-1", "1-3", "99", "x", "2", "1-2", "99999999999999999999"} {
		for _, columns := range []roster.Mapping{nil, {"ho va ten": "nonsense"},
			{"sinh": roster.FieldName, "stt": roster.FieldName}, {"no such column": roster.FieldName}} {
			_, err := roster.Read("a.xlsx", content, today, roster.Choices{Worksheet: "no such sheet", Head: head,
				Columns: columns, Rows: map[int]bool{-1: true, 0: true, 1: true, 2: false, 99: true}})
			var refused *congress.FieldError
			if err != nil && !errors.As(err, &refused) {
				t.Errorf("%s %v: %v", head, columns, err)
			}
		}
	}
	r, err := roster.Read("a.xlsx", content, today, roster.Choices{Head: "99", Worksheet: "no such sheet",
		Columns: roster.Mapping{"ho va ten": "nonsense"}})
	must(t, err)
	same(t, "members", told(r, name), "Lê Văn An")
}
