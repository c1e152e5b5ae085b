package v1

import (
	"fmt"
	"reflect"

	"kiemphieu/congress"
	"kiemphieu/congress/text"
)

// gate passes every text of a body that was read through the one gate for
// text, and writes it as it is kept. The error names every field that is wrong.
func gate(into reflect.Value, at string) error {
	var wrong []error
	switch into.Kind() { //nolint:exhaustive // texts stand in no other
	case reflect.String:
		kept := text.Clean(into.String())
		into.SetString(kept)
		return text.At(at, text.CheckLine(kept))
	case reflect.Struct:
		for i := range into.NumField() {
			name, field := into.Type().Field(i).Tag.Get("json"), into.Field(i)
			if secret, ok := field.Addr().Interface().(*secret); ok {
				*secret = typedSecret(*secret)
				continue
			}
			wrong = append(wrong, gate(field, within(at, name)))
		}
	case reflect.Pointer:
		if !into.IsNil() {
			return gate(into.Elem(), at)
		}
	case reflect.Slice:
		for i := range into.Len() {
			if gate(into.Index(i), "") != nil { // then its place is named
				wrong = append(wrong, gate(into.Index(i), fmt.Sprintf("%s[%d]", at, i)))
			}
		}
	}
	return congress.WrongFields(wrong...)
}

// secret is a password or PIN: never kept, and compared in one form.
type secret string

func typedSecret(typed secret) secret { return secret(text.Secret(string(typed))) }

func within(at, name string) string {
	if at == "" {
		return name
	}
	return at + "." + name
}
