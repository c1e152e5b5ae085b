package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// ErrNotCanonical: a value that the log does not take, such as a number with
// a fraction.
var ErrNotCanonical = errors.New("record: value has no canonical form")

// Canonical returns the JSON of a value in the form of RFC 8785: keys sorted by
// UTF-16 code units, no white space, the shortest escapes. Numbers must be
// integers within ±2^53, or the error is [ErrNotCanonical]. Bytes that are not
// UTF-8 are written as U+FFFD.
func Canonical(value any) ([]byte, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var tree any
	if err := dec.Decode(&tree); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("record: %w", err)
	}
	var out bytes.Buffer
	if err := write(&out, tree); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// ReadCanonical reads a text that is in the form of [Canonical]; numbers are
// [json.Number]. It reports false of any other.
func ReadCanonical(text []byte) (tree any, ok bool) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	if dec.Decode(&tree) != nil {
		return nil, false
	}
	var out bytes.Buffer
	out.Grow(len(text))
	if write(&out, tree) != nil || !bytes.Equal(out.Bytes(), text) {
		return nil, false
	}
	return tree, true
}

func write(out *bytes.Buffer, value any) error {
	switch v := value.(type) {
	case nil:
		out.WriteString("null")
	case bool:
		fmt.Fprint(out, v)
	case string:
		writeString(out, v)
	case json.Number:
		n, err := v.Int64()
		if err != nil || n > 1<<53 || n < -(1<<53) {
			return fmt.Errorf("%w: number %s", ErrNotCanonical, v)
		}
		out.Write(strconv.AppendInt(out.AvailableBuffer(), n, 10))
	case []any:
		return writeArray(out, v)
	case map[string]any:
		return writeObject(out, v)
	}
	return nil
}

func writeArray(out *bytes.Buffer, values []any) error {
	out.WriteByte('[')
	for i, v := range values {
		if i > 0 {
			out.WriteByte(',')
		}
		if err := write(out, v); err != nil {
			return err
		}
	}
	out.WriteByte(']')
	return nil
}

func writeObject(out *bytes.Buffer, object map[string]any) error {
	keys := make([]string, 0, len(object))
	for key := range object {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, byUnits)
	out.WriteByte('{')
	for i, key := range keys {
		if i > 0 {
			out.WriteByte(',')
		}
		writeString(out, key)
		out.WriteByte(':')
		if err := write(out, object[key]); err != nil {
			return err
		}
	}
	out.WriteByte('}')
	return nil
}

// byUnits compares texts by their UTF-16 code units.
func byUnits(a, b string) int {
	if plain(a) && plain(b) {
		return strings.Compare(a, b)
	}
	return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
}

// plain reports whether a text is ASCII alone.
func plain(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf })
}

// writeString escapes what RFC 8785 escapes and nothing else.
func writeString(out *bytes.Buffer, text string) {
	out.WriteByte('"')
	if !strings.ContainsFunc(text, escaped) {
		out.WriteString(text)
		out.WriteByte('"')
		return
	}
	for _, r := range text {
		if short := strings.IndexRune("\"\\\b\f\n\r\t", r); short >= 0 {
			out.WriteByte('\\')
			out.WriteByte(`"\bfnrt`[short])
		} else if r < 0x20 {
			fmt.Fprintf(out, `\u%04x`, r)
		} else {
			out.WriteRune(r)
		}
	}
	out.WriteByte('"')
}

// escaped reports whether a letter is not written as it is.
func escaped(r rune) bool { return r < 0x20 || r == '"' || r == '\\' }
