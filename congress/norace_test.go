//go:build !race

package congress_test

const raceDetector = false
