package roster

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"kiemphieu/congress"
)

// calendar reads days as people type them and as workbooks store them.
type calendar struct {
	today    congress.Date
	from1904 bool
}

// Years that a day of a member can have.
const (
	firstYear = 1901
	adult     = 18 // years: nobody joins the Party earlier
)

// numbersOf finds the numbers of a day that was typed: "5/2/76", "05. 02. 1976",
// "ngày 5 tháng 2 năm 1976", "05021976".
func numbersOf(text string) []string {
	if !strings.ContainsAny(text, "0123456789") {
		return nil
	}
	numbers := strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	rest := strings.Fields(strings.Map(func(r rune) rune {
		if strings.ContainsRune("0123456789/-.,'", r) {
			return ' '
		}
		return r
	}, low(text)))
	for _, word := range rest {
		if word != "ngày" && word != "tháng" && word != "năm" && word != "sinh" {
			return nil
		}
	}
	if len(numbers) == 1 && len(numbers[0]) == 8 {
		return []string{numbers[0][:2], numbers[0][2:4], numbers[0][4:]}
	}
	return numbers
}

// isoDay finds a day that a program wrote, with or without a time.
func isoDay(text string) (string, bool) {
	if len(text) < 10 || len(text) > 10 && text[10] != 'T' && text[10] != ' ' {
		return "", false
	}
	_, err := time.Parse(time.DateOnly, text[:10])
	return text[:10], err == nil
}

func isDayOrYear(text string) bool {
	if _, ok := isoDay(text); ok {
		return true
	}
	switch n := numbersOf(text); len(n) {
	case 1:
		return len(n[0]) == 4 && (n[0][:2] == "19" || n[0][:2] == "20")
	case 2, 3:
		return len(n[len(n)-1]) == 2 || len(n[len(n)-1]) == 4
	}
	return false
}

// day reads a day: its date, or a code of why it is none.
func (k calendar) day(c cell) (congress.Date, string) {
	if t, ok := k.stored(c); ok {
		return k.plausible(t)
	}
	text := plain(strings.TrimSpace(c.text()))
	if day, ok := isoDay(text); ok {
		t, _ := time.Parse(time.DateOnly, day)
		return k.plausible(t)
	}
	n := numbersOf(text)
	switch {
	case len(n) == 3 && len(n[0]) == 4:
		n[0], n[2] = n[2], n[0]
	case len(n) != 3:
		return "", "date"
	}
	year, ok := k.year(n[2], 0)
	if !ok {
		return "", "date"
	}
	t, err := time.Parse("2/1/2006", fmt.Sprintf("%s/%s/%s", n[0], n[1], year))
	if err != nil {
		return "", "date"
	}
	return k.plausible(t)
}

// stored reads a day that the workbook keeps as a number.
func (k calendar) stored(c cell) (time.Time, bool) {
	serial, ok := c.serial()
	if !ok || serial < 3000 || serial > 60000 { // from 1908, or 1912
		return time.Time{}, false
	}
	t, err := excelize.ExcelDateToTime(serial, k.from1904)
	return t, err == nil
}

func (k calendar) plausible(t time.Time) (congress.Date, string) {
	day := congress.DateOf(t)
	switch {
	case t.Year() < firstYear:
		return "", "date"
	case day > k.today:
		return "", "future"
	}
	return day, ""
}

// year completes a year of two digits: the last one that lies so many years
// back at least.
func (k calendar) year(text string, back int) (string, bool) {
	switch len(text) {
	case 4:
		return text, true
	case 2:
		pivot := k.now() - back
		n, _ := strconv.Atoi(text)
		year := pivot - pivot%100 + n
		if year > pivot {
			year -= 100
		}
		return strconv.Itoa(year), true
	}
	return "", false
}

// now is the present year.
func (k calendar) now() int {
	t, _ := k.today.Midnight()
	return t.Year()
}

// birth reads a day of birth, or the year where no more stands there. A code
// with a birth says that something was left out of it.
func (k calendar) birth(c cell) (congress.Birth, string) {
	birth, code := k.anyBirth(c)
	if birth.Younger(adult, k.today) {
		return "", "child"
	}
	return birth, code
}

func (k calendar) anyBirth(c cell) (congress.Birth, string) {
	text := plain(strings.TrimSpace(c.text()))
	n := numbersOf(text)
	switch {
	case len(n) == 1 && len(n[0]) == 4:
		return k.yearOf(n[0])
	case len(n) == 1 && len(n[0]) == 2:
		year, _ := k.year(n[0], adult)
		return k.yearOf(year)
	case len(n) == 1 && len(c.raw) == 4 && isNumber(c.raw): // a year in a cell that shows days
		return k.yearOf(c.raw)
	case len(n) == 2 && len(n[1]) == 4:
		birth, code := k.yearOf(n[1])
		if code == "" && strings.Trim(n[0], "0") != "" {
			code = "year_only"
		}
		return birth, code
	case len(n) == 3 && strings.Trim(n[0]+n[1], "0") == "":
		year, ok := k.year(n[2], adult)
		if !ok {
			return "", "date"
		}
		return k.yearOf(year)
	}
	if len(n) == 3 && len(n[2]) == 2 && len(n[0]) < 4 {
		if _, stored := k.stored(c); !stored {
			year, _ := k.year(n[2], adult)
			c = cell{raw: "", shown: fmt.Sprintf("%s/%s/%s", n[0], n[1], year)}
		}
	}
	day, code := k.day(c)
	return congress.Birth(day), code
}

func (k calendar) yearOf(text string) (congress.Birth, string) {
	year, err := strconv.Atoi(text)
	switch {
	case err != nil || year < firstYear:
		return "", "date"
	case year > k.now():
		return "", "future"
	}
	return congress.Birth(text), ""
}

// dayMonth writes what was typed where a workbook made a day of it: "12/12".
func (k calendar) dayMonth(c cell) string {
	serial, _ := c.serial()
	t, err := excelize.ExcelDateToTime(serial, k.from1904)
	if err != nil {
		return c.text()
	}
	return fmt.Sprintf("%d/%d", t.Day(), int(t.Month()))
}

// twoDigits reports that a year of two digits was completed in a row.
func (k calendar) twoDigits(r row, columns []Column) bool {
	return slices.ContainsFunc([]Field{FieldBorn, FieldMale, FieldFemale, FieldJoined}, func(f Field) bool {
		c := dayCell(r, columns, f)
		_, stored := k.stored(c)
		n := numbersOf(plain(strings.TrimSpace(c.text())))
		return !stored && (len(n) == 3 && len(n[2]) == 2 && len(n[0]) < 4 || len(n) == 1 && len(n[0]) == 2)
	})
}
