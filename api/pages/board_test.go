package pages_test

import (
	"net/http"
	"testing"

	"kiemphieu/api/apitest"
)

// The page of a board loads the board once, for its picture and for what
// stands around it.
func TestBoardIsDrawnOnce(t *testing.T) {
	var meter apitest.Meter
	h := apitest.OpenIn(t, meter.Config(""))
	browser := h.Client("own.presidium")
	cost := meter.Of(func() {
		answer, _ := h.Call(browser, "GET", "/dai-hoi/"+h.IDs["congress"]+"/dieu-hanh", nil)
		if answer.StatusCode != http.StatusOK {
			t.Fatalf("the board: %d", answer.StatusCode)
		}
	})
	if n := cost.Asked("FROM members\n"); n != 1 {
		t.Errorf("the roster was read %d times; %s", n, cost)
	}
}
