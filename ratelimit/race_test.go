//go:build race

package ratelimit_test

// race is whether the race detector is on, which makes long tests far too long.
const race = true
