package roster

import (
	"errors"
	"io"
	"strings"
	"testing"
)

// endless is a part of a workbook that unpacks without end; it counts what is
// asked of it.
type endless struct {
	text string
	read int
}

func (e *endless) Read(p []byte) (int, error) {
	n := 0
	for n+len(e.text) <= len(p) {
		n += copy(p[n:], e.text)
	}
	e.read += n
	return n, nil
}

// A part that unpacks to more than it may is given up within what one may have,
// whatever it is made of; what a committee's own workbook has is taken.
func TestS2WhatSwellsIsGivenUp(t *testing.T) {
	const chunk = 64 << 10 // read before it is looked at
	for text, most := range map[string]int{"<row/>": 6 * maxMarks, "<c/>": 4 * maxMarks,
		"<si><t>a</t></si>": 17 * maxMarks / 4,
		" ":                 maxPlain, "<row>" + strings.Repeat("a", 1000): maxUnzip} {
		part := &endless{text: text}
		_, err := io.Copy(&swell{}, part)
		if !errors.Is(err, errSwell) || part.read > most+chunk {
			t.Errorf("%.20q: %v after %d bytes, at most %d", text, err, part.read, most)
		}
	}
	row := "<row>" + strings.Repeat(`<c r="AB1234" s="12" t="s"><v>12345</v></c>`, 30) + "</row>"
	_, err := io.Copy(&swell{}, strings.NewReader(strings.Repeat(row, MaxRows)+
		strings.Repeat("<si><t>Nguyễn Thị Thanh Hà</t></si>", 10*MaxRows)))
	if err != nil {
		t.Errorf("a whole roster: %v", err)
	}
}
