package apierror_test

import (
	"math"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
)

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		now := time.Now()
		at := func(t time.Time) string { return t.UTC().Format(http.TimeFormat) }
		const longest = time.Duration(math.MaxInt64)
		for _, tt := range []struct {
			name  string
			date  string
			lines []string
			wait  time.Duration
			ok    bool
		}{
			{"absent", "", nil, 0, false},
			{"empty", "", []string{""}, 0, false},
			{"seconds", "", []string{"120"}, 2 * time.Minute, true},
			{"no second", "", []string{"0"}, 0, true},
			{"spaces", "", []string{" \t5 "}, 5 * time.Second, true},
			{"leading zeros", "", []string{strings.Repeat("0", 40) + "7"}, 7 * time.Second, true},
			{"the most seconds", "", []string{"9223372029"}, 9223372029 * time.Second, true},
			{"more than a Duration", "", []string{"9223372037"}, longest, true},
			{"30 digits", "", []string{strings.Repeat("9", 30)}, longest, true},
			{"64 bits and more", "", []string{"18446744073709551617"}, longest, true},
			{"negative", "", []string{"-5"}, 0, false},
			{"signed", "", []string{"+5"}, 0, false},
			{"fraction", "", []string{"1.5"}, 0, false},
			{"unit", "", []string{"5s"}, 0, false},
			{"other digits", "", []string{"٥"}, 0, false},
			{"words", "", []string{"tomorrow"}, 0, false},
			{"two in one", "", []string{"5, 6"}, 0, false},
			{"date", "", []string{at(now.Add(time.Minute))}, time.Minute, true},
			{"date of RFC 850", "", []string{now.Add(time.Minute).UTC().Format("Monday, 02-Jan-06 15:04:05 GMT")}, time.Minute, true},
			{"date of asctime", "", []string{now.Add(time.Minute).UTC().Format(time.ANSIC)}, time.Minute, true},
			{"date that has passed", "", []string{at(now.Add(-time.Hour))}, 0, true},
			{"date of now", "", []string{at(now)}, 0, true},
			{"date without end", "", []string{"Fri, 31 Dec 9999 23:59:59 GMT"}, longest, true},
			{"bad date", "", []string{"Fri, 31 Feb 2026 23:59:59 GMT"}, 0, false},
			{"date without GMT", "", []string{"Fri, 31 Dec 1999 23:59:59"}, 0, false},
			{"server ahead", at(now.Add(time.Hour)), []string{at(now.Add(time.Hour + time.Minute))}, time.Minute, true},
			{"server behind", at(now.Add(-time.Hour)), []string{at(now.Add(time.Minute - time.Hour))}, time.Minute, true},
			{"server ahead, passed", at(now.Add(time.Hour)), []string{at(now.Add(time.Minute))}, 0, true},
			{"server without a clock", "Thu, 01 Jan 1970 00:00:10 GMT", []string{"Thu, 01 Jan 1970 00:01:10 GMT"}, time.Minute, true},
			{"years ago on both clocks", "Wed, 21 Oct 1998 07:28:00 GMT", []string{"Wed, 21 Oct 1998 07:30:00 GMT"}, 2 * time.Minute, true},
			{"Date of a clock that stands still", "Thu, 01 Jan 1970 00:00:00 GMT", []string{at(now.Add(time.Minute))}, time.Minute, true},
			{"Date of the far future", at(now.AddDate(50, 0, 0)), []string{at(now.Add(time.Minute))}, time.Minute, true},
			{"Date that is none", "yesterday", []string{at(now.Add(time.Minute))}, time.Minute, true},
			{"seconds do not ask Date", "Thu, 01 Jan 1970 00:00:00 GMT", []string{"5"}, 5 * time.Second, true},
			{"two lines", "", []string{"60", "120"}, 2 * time.Minute, true},
			{"two lines, the first longer", "", []string{"120", at(now.Add(time.Minute))}, 2 * time.Minute, true},
			{"a bad line and a good one", "", []string{"soon", "5"}, 5 * time.Second, true},
		} {
			res := &http.Response{Header: http.Header{"Retry-After": tt.lines}}
			if tt.date != "" {
				res.Header.Set("Date", tt.date)
			}
			if wait, ok := apierror.RetryAfter(res); wait != tt.wait || ok != tt.ok {
				t.Errorf("%s: %v, %t, want %v, %t", tt.name, wait, ok, tt.wait, tt.ok)
			}
		}
		if wait, ok := apierror.RetryAfter(nil); wait != 0 || ok {
			t.Errorf("no response: %v, %t", wait, ok)
		}
		if wait, ok := apierror.RetryAfter(new(http.Response)); wait != 0 || ok {
			t.Errorf("no header: %v, %t", wait, ok)
		}
	})
}

// What a Writer sends comes back as it was meant.
func TestRetryAfterRoundTrip(t *testing.T) {
	t.Parallel()
	res := answer(t, new(apierror.Writer), apierror.TooManyRequests.New("").WithRetryAfter(90*time.Second), "").Result()
	if wait, ok := apierror.RetryAfter(res); !ok || wait != 90*time.Second {
		t.Errorf("%v, %t", wait, ok)
	}
}
