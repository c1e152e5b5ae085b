package verify

import (
	"fmt"
	"slices"
)

// maxFindings is how many findings of a check are told. The rest is counted: who
// made a bundle of nothing but faults is not helped by all of them.
const maxFindings = 20

// findings collects what a check found, each once while it is told.
type findings struct {
	told []string
	more int
}

// add notes a failure unless ok.
func (f *findings) add(ok bool, format string, args ...any) {
	switch {
	case ok:
	case len(f.told) == maxFindings:
		f.more++
	default:
		if text := fmt.Sprintf(format, args...); !slices.Contains(f.told, text) {
			f.told = append(f.told, text)
		}
	}
}

// any reports whether something was found.
func (f *findings) any() bool { return len(f.told) > 0 }

// all lists the findings as they are told to people.
func (f *findings) all() []string {
	if f.more > 0 {
		return append(slices.Clone(f.told), fmt.Sprintf("và %d lỗi khác", f.more))
	}
	return f.told
}
