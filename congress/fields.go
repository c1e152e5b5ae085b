package congress

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"kiemphieu/congress/text"
)

// FieldErrors refuses an input with all that is wrong in it, in the order of
// its fields.
type FieldErrors []*FieldError

func (e FieldErrors) Error() string {
	texts := make([]string, len(e))
	for i, field := range e {
		texts[i] = field.Error()
	}
	return strings.Join(texts, "; ")
}

// Unwrap returns the errors of the fields.
func (e FieldErrors) Unwrap() []error {
	errs := make([]error, len(e))
	for i, field := range e {
		errs[i] = field
	}
	return errs
}

// WrongFields joins the errors of the checks of one input. An error that is
// about no field goes before all others; nil stands for a check that holds.
func WrongFields(checks ...error) error {
	var wrong FieldErrors
	for _, err := range checks {
		fields, ok := FieldsOf(err)
		if err != nil && !ok {
			return err
		}
		wrong = append(wrong, fields...)
	}
	switch len(wrong) {
	case 0:
		return nil
	case 1:
		return wrong[0]
	}
	return wrong
}

// FieldsOf returns the fields that an error is about, and whether it is about
// fields at all.
func FieldsOf(err error) (FieldErrors, bool) {
	var all FieldErrors
	if errors.As(err, &all) {
		return all, true
	}
	var letter *text.Error
	if errors.As(err, &letter) {
		return FieldErrors{{Field: letter.Field, Code: letter.Code, Value: letter.Letter}}, true
	}
	var one *FieldError
	if errors.As(err, &one) {
		return FieldErrors{one}, true
	}
	return nil, false
}

// Required refuses an empty text, one that is too long, and one that cannot be
// kept or printed.
func Required(field, value string, limit int) error {
	if value == "" {
		return &FieldError{Field: field, Code: "required"}
	}
	return AtMost(field, value, limit)
}

// AtMost refuses a text that is too long, and one that cannot be kept or printed.
func AtMost(field, value string, limit int) error {
	if n := utf8.RuneCountInString(value); n > limit {
		return &FieldError{Field: field, Code: "too_long", Value: fmt.Sprint(n), Limit: fmt.Sprint(limit)}
	}
	return WrongFields(text.At(field, text.Check(value)))
}

func clean(typed string) string { return text.Clean(typed) }

// between refuses a number outside low to high.
func between(field string, value, low, high int) error {
	if value < low || value > high {
		return &FieldError{Field: field, Code: "range", Value: fmt.Sprint(value),
			Limit: fmt.Sprintf("%d–%d", low, high)}
	}
	return nil
}

// FieldHolds refuses a field with a code unless ok.
func FieldHolds(ok bool, field, code, value string) error {
	if ok {
		return nil
	}
	return &FieldError{Field: field, Code: code, Value: value}
}

// DayGiven refuses a day that is missing or is none.
func DayGiven(field string, day Date) error {
	return cmp.Or(Required(field, string(day), 100), FieldHolds(day.Valid(), field, "format", string(day)))
}
