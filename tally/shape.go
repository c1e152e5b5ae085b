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
	return [...]string{"unknown", "an object", "a list", "a text", "a whole number", "true or false", "a day as 2006-01-02"}[s]
}

// shapeOf knows every field of spec/tally.md by its form: its path, with the
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
	case "profile", "meeting", "contest.office", "contest.kind", "contest.style", "contest.candidates[].id", "contest.candidates[].name",
		"ballots.sheets[].crossed[]", "ballots.sheets[].agree[]", "ballots.sheets[].disagree[]", "ballots.sheets[].defects[]", "ballots.totals.rows[].id":
		return text
	case "electorate.official", "contest.seats", "contest.round", "ballots.issued", "ballots.returned", "ballots.sheets[].count",
		"ballots.totals.valid", "ballots.totals.rows[].votes", "ballots.totals.rows[].disagree", "ballots.totals.rows[].uncounted":
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
// lets most of that pass or does not say where it stands.
func checkShape(dec *json.Decoder, path, form string) error {
	token, err := dec.Token()
	if err != nil {
		return malformed(err)
	}
	want := shapeOf(form)
	if want == unknown {
		return refuse(path, "unknown field")
	}
	if got := shapeOfToken(token, want); got != want {
		return refuse(orFile(path), "must be %s", want)
	}
	switch want {
	case object:
		return checkObject(dec, path, form)
	case array:
		return checkArray(dec, path, form)
	case number:
		return checkNumber(path, token)
	case unknown, text, flag, day:
	}
	return nil
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

func checkNumber(path string, token json.Token) error {
	n, err := strconv.Atoi(fmt.Sprint(token))
	switch {
	case errors.Is(err, strconv.ErrRange) || n > maxCount || n < -maxCount:
		return refuse(path, "must be at most %d", maxCount)
	case err != nil:
		return refuse(path, "must be %s", number)
	}
	return nil
}

func checkArray(dec *json.Decoder, path, form string) error {
	for i := 0; dec.More(); i++ {
		if err := checkShape(dec, path+"["+strconv.Itoa(i)+"]", form+"[]"); err != nil {
			return err
		}
	}
	_, err := dec.Token()
	return malformed(err)
}

func checkObject(dec *json.Decoder, path, form string) error {
	seen := map[string]bool{}
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return malformed(err)
		}
		key := fmt.Sprint(token) // the decoder lets nothing but a string stand here
		if seen[key] {
			return refuse(join(path, key), "stands twice")
		}
		seen[key] = true
		if err := checkShape(dec, join(path, key), join(form, key)); err != nil {
			return err
		}
	}
	if _, err := dec.Token(); err != nil {
		return malformed(err)
	}
	for _, key := range requiredIn(form) {
		if !seen[key] {
			return refuse(join(path, key), "is missing")
		}
	}
	return nil
}

// join names a field of an object. A key that could break the line or be
// taken for a path is quoted.
func join(path, key string) string {
	if key == "" || strings.Trim(key, "abcdefghijklmnopqrstuvwxyz_") != "" {
		key = strconv.QuoteToASCII(key)
	}
	if path == "" {
		return key
	}
	return path + "." + key
}

func malformed(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return refuse("file", "ends before the election is complete")
	}
	return refuse("file", "not well formed: %v", err)
}

func orFile(path string) string {
	if path == "" {
		return "file"
	}
	return path
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
