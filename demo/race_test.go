//go:build race

package demo

// raceDetector makes S3 and S4 wait for `make histories`.
const raceDetector = true
