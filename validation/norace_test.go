//go:build !race

package validation_test

const raceDetector = false
