package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
)

// rowObject writes rows of one type as JSON objects of their columns, in the
// order of their names, and reads them back. It moves one row at a time.
type rowObject struct {
	at     []int         // fields of a row, by column
	out    reflect.Value // has them by value, for writing
	in     reflect.Value // and by pointer, so that one that is missing is seen
	fields []string      // their columns
}

func newRowObject(row reflect.Type) *rowObject {
	o := &rowObject{}
	for i := range row.NumField() {
		if row.Field(i).Tag.Get("db") != "" {
			o.at = append(o.at, i)
		}
	}
	column := func(i int) string { return row.Field(i).Tag.Get("db") }
	slices.SortFunc(o.at, func(a, b int) int { return strings.Compare(column(a), column(b)) })
	var out, in []reflect.StructField
	for n, i := range o.at {
		o.fields = append(o.fields, column(i))
		f := reflect.StructField{Name: fmt.Sprint("F", n), Type: row.Field(i).Type,
			Tag: reflect.StructTag(fmt.Sprintf(`json:%q`, column(i)))}
		out = append(out, f)
		f.Type = reflect.PointerTo(f.Type)
		in = append(in, f)
	}
	o.out, o.in = reflect.New(reflect.StructOf(out)).Elem(), reflect.New(reflect.StructOf(in)).Elem()
	return o
}

// write writes a row.
func (o *rowObject) write(row reflect.Value, to *json.Encoder) error {
	for n, i := range o.at {
		field := row.Field(i)
		if field.Kind() == reflect.Slice && field.IsNil() { // nothing, which is no null
			field = reflect.MakeSlice(field.Type(), 0, 0)
		}
		o.out.Field(n).Set(field)
	}
	return to.Encode(o.out.Addr().Interface())
}

// read reads a row, which must have exactly its columns; io.EOF ends a table.
func (o *rowObject) read(row reflect.Value, from *json.Decoder) error {
	o.in.SetZero()
	if err := from.Decode(o.in.Addr().Interface()); errors.Is(err, io.EOF) {
		return io.EOF
	} else if err != nil {
		return errors.Join(ErrDamagedBackup, err)
	}
	for n, i := range o.at {
		field := o.in.Field(n)
		if field.IsNil() {
			return fmt.Errorf("%w: column %s is missing", ErrDamagedBackup, o.fields[n])
		}
		row.Field(i).Set(field.Elem())
	}
	mend(row)
	return nil
}
