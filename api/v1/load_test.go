package v1_test

import (
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/app"
	"kiemphieu/app/apptest"
)

// The load that `make bench` measures is one that the program takes: whoever
// changes what a batch needs changes it there as well.
func TestTheMeasuredLoadIsTaken(t *testing.T) {
	h := apitest.Serve(t, app.Config{Now: apptest.Morning("2025-03-01")})
	hall := openLoadHall(h, 0, 3, 2)
	send(h, hall.calls(t), 2)
}
