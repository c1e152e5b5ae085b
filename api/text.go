package api

import (
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

func joinCodes(codes []string) string { return strings.Join(codes, ", ") }

// lastField gives the last part of a field's path: "members[3].born" → "born".
func lastField(path string) string {
	if dot := strings.LastIndexByte(path, '.'); dot >= 0 {
		path = path[dot+1:]
	}
	name, _, _ := strings.Cut(path, "[")
	return name
}
