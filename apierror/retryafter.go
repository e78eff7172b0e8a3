package apierror

import (
	"math"
	"net/http"
	"strings"
	"time"
)

// plausible is how far the Date of a response may be from this machine's clock,
// or before the date in its Retry-After, to be taken for the server's clock.
const plausible = 31 * 24 * time.Hour

// RetryAfter returns how long the server asks to wait before the next request
// (RFC 9110 section 10.2.3). ok is false where the response has no Retry-After
// that can be read.
//
//	if wait, ok := apierror.RetryAfter(res); ok {
//		time.Sleep(min(wait, time.Minute))
//	}
//
// The field holds seconds or a date. A date counts from the Date of the response,
// which is the server's clock, if the response has one that is plausible, else
// from the clock of this machine; a date that has passed is a wait of 0. Where the
// server sent several lines, the longest wait is returned. The wait is never
// negative. One that a [time.Duration] cannot hold is returned as the longest
// Duration, so bound it before you sleep.
func RetryAfter(res *http.Response) (wait time.Duration, ok bool) {
	if res == nil {
		return 0, false
	}
	for _, line := range res.Header["Retry-After"] {
		if w, readable := retryAfterOf(strings.Trim(line, " \t"), res.Header); readable {
			wait, ok = max(wait, w), true
		}
	}
	return wait, ok
}

func retryAfterOf(line string, h http.Header) (wait time.Duration, ok bool) {
	if line != "" && strings.Trim(line, "0123456789") == "" {
		for _, digit := range line {
			if wait > (math.MaxInt64-9*time.Second)/10 {
				return math.MaxInt64, true
			}
			wait = wait*10 + time.Duration(digit-'0')*time.Second
		}
		return wait, true
	}
	until, err := http.ParseTime(line)
	if err != nil {
		return 0, false
	}
	now := time.Now()
	if dates := h["Date"]; len(dates) == 1 {
		date, err := http.ParseTime(dates[0])
		ahead := until.Sub(date)
		if err == nil && (date.Sub(now).Abs() <= plausible || ahead >= 0 && ahead <= plausible) {
			return max(0, ahead), true
		}
	}
	return max(0, until.Sub(now)), true
}
