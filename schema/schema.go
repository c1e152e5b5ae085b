// Package schema tells what values of Go types look like in JSON, as JSON
// Schema 2020-12. It walks the types as encoding/json does, by their tags.
package schema

import (
	"reflect"
	"strings"
)

// Schema is a JSON Schema; its keys are written in the order of the alphabet.
type Schema = map[string]any

// Set describes types that belong together.
type Set struct {
	// Structs has one schema for every struct that was met, by name.
	Structs Schema

	prefix string
	known  map[reflect.Type]Schema
}

// New makes an empty set. References to structs begin with prefix; types that
// say more than their kind, such as texts of a closed set, are given as known.
func New(prefix string, known map[reflect.Type]Schema) *Set {
	return &Set{Structs: Schema{}, prefix: prefix, known: known}
}

// Enum is the schema of texts of which every value is known.
func Enum[T ~string](values ...T) Schema {
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = string(v)
	}
	return Schema{"type": "string", "enum": list}
}

// Of returns the schema of a type; a struct is named and referred to.
func (s *Set) Of(t reflect.Type) Schema {
	if known := s.known[t]; known != nil {
		return known
	}
	switch t.Kind() {
	case reflect.Pointer:
		return Schema{"anyOf": []any{s.Of(t.Elem()), Schema{"type": "null"}}}
	case reflect.Struct:
		return Schema{"$ref": s.prefix + s.add(t)}
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return Schema{"type": "string", "contentEncoding": "base64"}
		}
		return Schema{"type": "array", "items": s.Of(t.Elem())}
	case reflect.Map:
		return Schema{"type": "object", "additionalProperties": s.Of(t.Elem())}
	case reflect.Bool:
		return Schema{"type": "boolean"}
	case reflect.String:
		return Schema{"type": "string"}
	case reflect.Interface:
		return Schema{}
	default: // what is left are whole numbers: the program has no others
		return Schema{"type": "integer"}
	}
}

// add puts a struct's schema in its place and gives its name, which begins
// with a capital and does not say that it is JSON.
func (s *Set) add(t reflect.Type) string {
	name := strings.TrimSuffix(t.Name(), "JSON")
	name = strings.ToUpper(name[:1]) + name[1:]
	if s.Structs[name] != nil {
		return name
	}
	properties, required := Schema{}, []any{}
	object := Schema{"type": "object", "properties": properties, "additionalProperties": false}
	s.Structs[name] = object
	for _, f := range Fields(t) {
		properties[f.Name] = s.Of(f.Type)
		if !f.Optional {
			required = append(required, f.Name)
		}
	}
	if len(required) > 0 {
		object["required"] = required
	}
	return name
}

// Field is a field of a struct as it stands in JSON.
type Field struct {
	Name     string
	Type     reflect.Type
	Optional bool // left out where it is empty
}

// Fields lists those of a struct in their order, with those of embedded structs.
func Fields(t reflect.Type) []Field {
	var fields []Field
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			fields = append(fields, Fields(f.Type)...)
		case name != "" && name != "-":
			fields = append(fields, Field{Name: name, Type: f.Type, Optional: options == "omitempty" ||
				options == "omitzero"})
		}
	}
	return fields
}
