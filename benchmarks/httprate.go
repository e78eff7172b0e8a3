package main

import (
	"net/http"
	"sync"
	"time"

	"github.com/go-chi/httprate"
)

// openHTTPRate returns httprate's own decision. Its header fields are turned off,
// though it makes their text all the same.
func openHTTPRate(l limits) (counter, error) {
	h := httprate.NewRateLimiter(l.quota, l.window, httprate.WithResponseHeaders(httprate.ResponseHeaders{}))
	r, err := http.NewRequest(http.MethodGet, "/", nil)
	w := newWriter()
	return counter{func(key string) bool { return !h.OnLimit(w, r, key) }, func() {}}, err
}

// openHTTPRateCounter returns the part of httprate that counts, used as its
// OnLimit does but without that text: under one lock the estimate of a sliding
// window, then the increment. No caller of httprate gets there, yet none of its
// later versions can be quicker than this.
func openHTTPRateCounter(l limits) (counter, error) {
	start := time.Now().UTC()
	offset := start.Sub(start.Truncate(l.window))
	counters := httprate.NewLocalLimitCounter(l.window)
	var mu sync.Mutex
	return counter{func(key string) bool {
		now := time.Now().UTC()
		current := now.Add(-offset).Truncate(l.window).Add(offset)
		mu.Lock()
		defer mu.Unlock()
		count, before, err := counters.Get(key, current, current.Add(-l.window))
		left := float64(l.window-now.Sub(current)) / float64(l.window)
		if err != nil || int(float64(before)*left+0.5)+count+1 > l.quota {
			return false
		}
		return counters.IncrementBy(key, current, 1) == nil
	}, func() {}}, nil
}
