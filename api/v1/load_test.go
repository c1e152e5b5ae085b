package v1_test

import (
	"testing"

	"kiemphieu/api/apitest"
	"kiemphieu/app"
	"kiemphieu/app/apptest"
	"kiemphieu/congress"
)

// The load that `make bench` measures is one that the program takes: whoever
// changes what a batch needs changes it there as well.
func TestTheMeasuredLoadIsTaken(t *testing.T) {
	h := apitest.Serve(t, app.Config{Now: apptest.Morning("2025-03-01")})
	hall := openLoadHall(h, 0, 3, 2)
	send(h, hall.calls(t), 2)
}

// R7: eight clients bring the batches of four tablets a pass, each batch twice at
// once: each is answered both times and counted once, and nothing that is shared
// is written by two at a time. It runs under the race detector.
func TestR7TabletsSendAtOnce(t *testing.T) {
	h := apitest.Serve(t, app.Config{Now: apptest.Morning("2025-03-01")})
	const sheaves = 24
	hall := openLoadHall(h, 0, sheaves, 4)
	var twice []call
	for _, c := range hall.calls(t) {
		twice = append(twice, c, c)
	}
	send(h, twice, 8)
	apitest.Must(t, h.Store.View(h.Ctx, func(tx congress.Tx) error {
		round, err := tx.Round(h.Ctx, hall.round)
		if err != nil {
			return err
		}
		batches, err := tx.Batches(h.Ctx, round)
		if len(batches) != 2*sheaves {
			t.Errorf("%d batches of %d sheaves in two passes", len(batches), sheaves)
		}
		return err
	}))
}
