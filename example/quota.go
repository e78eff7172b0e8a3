package main

import (
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/apierror"
)

// quota counts the requests of each account in this clock hour. The zero value
// works. It is safe for concurrent use.
type quota struct {
	mu   sync.Mutex
	hour time.Time
	used map[string]int
}

// take counts a request, or says how long it is until the next full hour.
func (q *quota) take(id string, limit int, now time.Time) (wait time.Duration, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	hour := now.Truncate(time.Hour)
	if q.used == nil || hour.After(q.hour) {
		q.hour, q.used = hour, map[string]int{}
	}
	if q.used[id] >= limit {
		return q.hour.Add(time.Hour).Sub(now), false
	}
	q.used[id]++
	return 0, true
}

// limit is middleware behind KeyAuth.
func (q *quota) limit(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		who := caller(c)
		wait, ok := q.take(who.id, who.quota, time.Now())
		if !ok {
			return apierror.TooManyRequests.New("The requests of this clock hour are used up.").
				WithRetryAfter(wait).
				With("quota", who.quota)
		}
		return next(c)
	}
}
