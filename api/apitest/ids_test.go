package apitest

import (
	"slices"
	"testing"
)

func TestAnIDThatStandsTwiceIsFound(t *testing.T) {
	page := `<p id="a">id="b"</p><input name="b" id="b"><p data-id="b"><p
 class="x" id="a">`
	if found := twice(page); !slices.Equal(found, []string{"a"}) {
		t.Errorf("%q", found)
	}
}
