//go:build race

package congress_test

// raceDetector makes R8 play fewer histories; `make histories` plays them all.
const raceDetector = true
