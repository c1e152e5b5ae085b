//go:build race

package tally_test

// raceDetector makes T1 and T2 count fewer elections: everything it runs is on one
// goroutine, and the full count is made without the detector (make cover).
const raceDetector = true
