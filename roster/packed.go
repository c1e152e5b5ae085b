package roster

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
)

// packed is an XLSX: a zip of parts in XML. What is read of one is read as a
// stream and bounded on the way; nobody but us sees a part whole.
type packed struct {
	parts map[string]*zip.File // by their names in small letters
	read  swell
}

// openPacked looks into the package before anything is read: macros, and
// contents that would swell beyond the limit, whatever they claim.
func openPacked(content []byte) (*packed, error) {
	if bytes.HasPrefix(content, []byte{0xd0, 0xcf, 0x11, 0xe0}) {
		return nil, fileError("encrypted")
	}
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, fileError("unreadable")
	}
	if len(archive.File) > maxParts {
		return nil, fileError("zip_bomb")
	}
	p := &packed{parts: map[string]*zip.File{}}
	var all swell
	for _, f := range archive.File {
		name := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))
		if strings.HasSuffix(name, "vbaproject.bin") {
			return nil, fileError("macros")
		}
		r, err := f.Open()
		if err != nil {
			return nil, fileError("unreadable")
		}
		_, err = io.Copy(&all, r) //nolint:gosec // swell ends it
		if err = errors.Join(err, r.Close()); err != nil {
			return nil, refusal(err)
		}
		p.parts[name] = f
	}
	return p, nil
}

// refusal tells of what is wrong with a part.
func refusal(err error) error {
	if errors.Is(err, errSwell) {
		return fileError("zip_bomb")
	}
	return fileError("unreadable")
}

var tag = []byte("<")

// swell counts what is unpacked and keeps nothing of it.
type swell struct{ bytes, marks, plain int }

var errSwell = errors.New("roster: unpacks to more than it may")

// Write implements [io.Writer]; it ends the unpacking where it is too much.
func (s *swell) Write(p []byte) (int, error) {
	s.bytes += len(p)
	marks := bytes.Count(p, tag)
	s.marks += marks
	if s.plain += len(p); marks > 0 {
		s.plain = len(p) - bytes.LastIndex(p, tag)
	}
	if s.bytes > maxUnzip || s.marks > maxMarks || s.plain > maxPlain {
		return 0, errSwell
	}
	return len(p), nil
}

// markup is the XML of a part while it is read.
type markup struct {
	open []string // the elements around what is read, the innermost last
}

// in reports whether what is read stands in the innermost of these elements,
// that in the one before, and so on; prefixes of names say nothing.
func (m *markup) in(names ...string) bool {
	above := len(m.open) - len(names)
	return above >= 0 && slices.Equal(m.open[above:], names)
}

// within reports whether what is read stands anywhere in such an element.
func (m *markup) within(name string) bool { return slices.Contains(m.open, name) }

// each reads a part from its beginning to its end, a tag or a text at a time; a
// tag counts as standing in its own element. A part that is not there is empty.
func (p *packed) each(name string, visit func(m *markup, token xml.Token) error) error {
	part := p.parts[strings.ToLower(name)]
	if part == nil {
		return nil
	}
	r, err := part.Open()
	if err != nil {
		return fileError("unreadable")
	}
	defer r.Close() //nolint:errcheck // read only
	d := xml.NewDecoder(io.TeeReader(r, &p.read))
	m := &markup{}
	for {
		token, err := d.RawToken() // names as they are: which space they belong to tells us nothing
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return refusal(err)
		}
		if start, ok := token.(xml.StartElement); ok {
			if m.open = append(m.open, start.Name.Local); len(m.open) > maxDeep {
				return fileError("zip_bomb")
			}
		}
		if err := visit(m, token); err != nil {
			return err
		}
		if _, ok := token.(xml.EndElement); ok && len(m.open) > 0 {
			m.open = m.open[:len(m.open)-1]
		}
	}
}

// attr returns an attribute of a tag, "" where it has none.
func attr(start xml.StartElement, name string) string {
	for _, a := range start.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
