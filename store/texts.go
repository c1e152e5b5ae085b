package store

import (
	"reflect"
	"strings"
	"unicode/utf8"

	"kiemphieu/congress"
)

// A text that PostgreSQL cannot hold is in neither database, so that a backup
// of one goes into the other: SQLite would take any bytes.

// holdable reports whether both databases can hold a value.
func holdable(value any) bool {
	text, ok := value.(string)
	if v := reflect.ValueOf(value); !ok && v.Kind() == reflect.String {
		text = v.String()
	}
	return !strings.ContainsRune(text, 0) && utf8.ValidString(text)
}

// unholdable refuses the first value that both databases cannot hold, by the
// name of its column if there are names.
func unholdable(list []any, columns []string) error {
	for i, value := range list {
		if holdable(value) {
			continue
		}
		wrong := &congress.FieldError{Code: "encoding"}
		if i < len(columns) {
			wrong.Field = columns[i]
		}
		return wrong
	}
	return nil
}

// mend takes out of the texts of a row what PostgreSQL cannot hold: backups of
// early versions may have it.
func mend(row reflect.Value) {
	for i := range row.NumField() {
		if field := row.Field(i); field.Kind() == reflect.String && field.CanSet() {
			field.SetString(strings.ToValidUTF8(strings.ReplaceAll(field.String(), "\x00", ""), "\ufffd"))
		}
	}
}
