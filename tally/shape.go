package tally

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// shape is what a field of an election file holds.
type shape byte

const (
	unknown shape = iota
	object
	array
	text
	number
	flag
	day // text, a calendar day as 2006-01-02
)

func (s shape) String() string {
	return [...]string{"unknown", "an object", "a list", "a text", "a whole number", "true or false",
		"a day as 2006-01-02"}[s]
}

// shapeOf knows every field of docs/tally.md by its form: its path, with the
// items of a list as "[]". The kinds of deductions and of reasons are judged
// later, where the meeting and the list are known.
func shapeOf(form string) shape {
	switch form {
	case "", "electorate", "electorate.deductions", "contest", "contest.candidates[]",
		"ballots", "ballots.sheets[]", "ballots.totals", "ballots.totals.invalid_reasons", "ballots.totals.rows[]":
		return object
	case "contest.candidates", "ballots.sheets", "ballots.totals.rows",
		"ballots.sheets[].crossed", "ballots.sheets[].agree", "ballots.sheets[].disagree", "ballots.sheets[].defects":
		return array
	case "profile", "meeting", "contest.office", "contest.kind", "contest.style", "contest.candidates[].id",
		"contest.candidates[].name",
		"ballots.sheets[].crossed[]", "ballots.sheets[].agree[]", "ballots.sheets[].disagree[]",
		"ballots.sheets[].defects[]", "ballots.totals.rows[].id":
		return text
	case "electorate.official", "contest.seats", "contest.round", "ballots.issued", "ballots.returned",
		"ballots.sheets[].count",
		"ballots.totals.valid", "ballots.totals.rows[].votes", "ballots.totals.rows[].disagree",
		"ballots.totals.rows[].uncounted":
		return number
	case "contest.candidates[].incumbent", "contest.candidates[].female", "contest.candidates[].ethnic_minority":
		return flag
	case "contest.candidates[].born":
		return day
	}
	if strings.HasPrefix(form, "electorate.deductions.") || strings.HasPrefix(form, "ballots.totals.invalid_reasons.") {
		return number
	}
	return unknown
}

// requiredIn lists the fields that an object of this form cannot lack.
func requiredIn(form string) []string {
	switch form {
	case "":
		return []string{"electorate", "contest", "ballots"}
	case "electorate":
		return []string{"official"}
	case "contest":
		return []string{"office", "seats", "candidates"}
	case "contest.candidates[]":
		return []string{"id", "name"}
	case "ballots":
		return []string{"issued", "returned"}
	case "ballots.totals":
		return []string{"valid", "rows"}
	case "ballots.totals.rows[]":
		return []string{"id", "votes"}
	}
	return nil
}

// checkShape walks one JSON value and refuses an unknown field (the letters
// count, also their case), a field that stands twice or is missing, null, a
// value of another shape, and a number that no hall can hold. encoding/json
// lets most of that pass or does not say where it stands. The field of a
// [*FieldError] is told from this value on; [under] leads there.
func checkShape(dec *json.Decoder, form string) error {
	want := shapeOf(form)
	if want == unknown {
		return refuse("", "unknown field")
	}
	token, err := dec.Token()
	if err != nil {
		return err
	}
	if got := shapeOfToken(token, want); got != want {
		return refuse("", "must be %s", want)
	}
	switch want {
	case object:
		return checkObject(dec, form)
	case array:
		return checkArray(dec, form)
	case number:
		return checkNumber(token)
	case unknown, text, flag, day:
	}
	return nil
}

// under leads an error of a value to where the value stands.
func under(place string, err error) error {
	var inner *FieldError
	switch {
	case !errors.As(err, &inner):
		return err
	case inner.Field == "" || inner.Field[0] == '[':
		return &FieldError{Field: place + inner.Field, Why: inner.Why}
	}
	return &FieldError{Field: place + "." + inner.Field, Why: inner.Why}
}

// shapeOfToken names what stands in the file; whether a text is a day and a
// number is whole shows only where one is wanted.
func shapeOfToken(token json.Token, want shape) shape {
	switch value := token.(type) {
	case json.Delim:
		if value == '{' {
			return object
		}
		return array
	case string:
		if want == day && isDate(value) {
			return day
		}
		return text
	case json.Number:
		return number
	case bool:
		return flag
	}
	return unknown // null
}

func checkNumber(token json.Token) error {
	n, err := strconv.Atoi(fmt.Sprint(token))
	switch {
	case errors.Is(err, strconv.ErrRange) || n > maxCount || n < -maxCount:
		return refuse("", "must be at most %d", maxCount)
	case err != nil:
		return refuse("", "must be %s", number)
	}
	return nil
}

func checkArray(dec *json.Decoder, form string) error {
	item := form + "[]"
	for i := 0; dec.More(); i++ {
		if err := checkShape(dec, item); err != nil {
			return under("["+strconv.Itoa(i)+"]", err)
		}
	}
	_, err := dec.Token()
	return err
}

func checkObject(dec *json.Decoder, form string) error {
	seen := make(map[string]bool, 8)
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return err
		}
		key := plainKey(fmt.Sprint(token)) // the decoder lets nothing but a string stand here
		if seen[key] {
			return refuse(key, "stands twice")
		}
		seen[key] = true
		if err := checkShape(dec, strings.TrimPrefix(form+"."+key, ".")); err != nil {
			return under(key, err)
		}
	}
	if _, err := dec.Token(); err != nil {
		return err
	}
	for _, key := range requiredIn(form) {
		if !seen[key] {
			return refuse(key, "is missing")
		}
	}
	return nil
}

// plainKey quotes a key that could break the line or be taken for a path.
func plainKey(key string) string {
	if key == "" || strings.Trim(key, "abcdefghijklmnopqrstuvwxyz_") != "" {
		return strconv.QuoteToASCII(key)
	}
	return key
}

// notElection tells an error of the whole file.
func notElection(err error) error {
	var field *FieldError
	switch {
	case errors.As(err, &field) && field.Field != "":
		return err
	case errors.As(err, &field):
		return refuse("file", "%s", field.Why)
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return refuse("file", "ends before the election is complete")
	}
	return refuse("file", "not well formed: %v", err)
}

// isDate reports whether text is a calendar day as "2006-01-02"; this package
// may not import time.
func isDate(text string) bool {
	if len(text) != 10 || text[4] != '-' || text[7] != '-' {
		return false
	}
	for i, r := range text {
		if i != 4 && i != 7 && (r < '0' || r > '9') {
			return false
		}
	}
	year, month, day := digits(text[:4]), digits(text[5:7]), digits(text[8:])
	if year < 1 || month < 1 || month > 12 {
		return false
	}
	days := []int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1]
	if month == 2 && (year%4 == 0 && year%100 != 0 || year%400 == 0) {
		days = 29
	}
	return 1 <= day && day <= days
}
