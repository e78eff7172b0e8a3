package demur_test

import (
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// What is different in each run of a program: the time, and what follows from it.
var (
	dateField  = regexp.MustCompile(`(?m)^Date: (.*)$`)
	logTime    = regexp.MustCompile(`(?m)^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d `)
	retryAfter = regexp.MustCompile(`(?m)^Retry-After: (\d+)$`)
	untilReset = regexp.MustCompile(`(?m)^(Ratelimit: "\w+";r=\d+;t=)(\d+)$`)
	resetTime  = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:00:00Z`)
)

// canonical returns a transcript without what is different in each run. What it
// takes away must be of the right form and agree: Retry-After with t, and the
// reset with the date and t.
func canonical(t *testing.T, text string) string {
	t.Helper()
	for _, answer := range strings.Split(text, "\n$ ") {
		agree(t, answer)
	}
	text = dateField.ReplaceAllString(text, "Date: D")
	text = logTime.ReplaceAllString(text, "TIME ")
	text = retryAfter.ReplaceAllString(text, "Retry-After: S")
	text = untilReset.ReplaceAllString(text, "${1}S")
	return resetTime.ReplaceAllString(text, "RESET")
}

func agree(t *testing.T, answer string) {
	t.Helper()
	until := untilReset.FindStringSubmatch(answer)
	if wait := retryAfter.FindStringSubmatch(answer); wait != nil && until != nil && wait[1] != until[2] {
		t.Errorf("Retry-After and t are not the same:\n%s", answer)
	}
	sent := dateField.FindStringSubmatch(answer)
	if sent == nil {
		return
	}
	now, err := http.ParseTime(sent[1])
	if err != nil {
		t.Errorf("%v:\n%s", err, answer)
	}
	if until == nil {
		return
	}
	end := now.Truncate(time.Hour).Add(time.Hour)
	seconds, err := strconv.Atoi(until[2])
	if err != nil || math.Abs(float64(seconds)-end.Sub(now).Seconds()) > 2 {
		t.Errorf("t is not the time from the date to the next full hour:\n%s", answer)
	}
	for _, reset := range resetTime.FindAllString(answer, -1) {
		if at, err := time.Parse(time.RFC3339, reset); err != nil || !at.Equal(end) {
			t.Errorf("the reset is not the next full hour:\n%s", answer)
		}
	}
}
