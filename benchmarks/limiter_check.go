package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// check reports what is wrong with a limiter's answers, so that nothing is
// measured that does not limit: the quota is admitted and no more, also when many
// ask at a time, and no key spends the quota of another.
func (m limiterMaker) check() error {
	l := limits{quota: 100, window: 24 * time.Hour, keys: 1000}
	c, err := m.open(l)
	if err != nil {
		return fmt.Errorf("%s: %w", m.name, err)
	}
	defer c.done()
	for _, key := range []string{"one", "other"} {
		for i := range l.quota + 10 {
			if got, want := c.take(key), i < l.quota; got != want {
				return fmt.Errorf("%s: request %d of key %q, quota %d: allowed %t", m.name, i+1, key, l.quota, got)
			}
		}
	}
	if admitted := c.takeTogether("third", 8, l.quota); admitted != l.quota {
		return fmt.Errorf("%s: %d of many at a time were admitted, quota %d", m.name, admitted, l.quota)
	}
	return nil
}

// takeTogether takes n times from each of several goroutines, and returns how
// many were admitted.
func (c counter) takeTogether(key string, goroutines, n int) int {
	var admitted atomic.Int64
	var all sync.WaitGroup
	for range goroutines {
		all.Go(func() {
			for range n {
				if c.take(key) {
					admitted.Add(1)
				}
			}
		})
	}
	all.Wait()
	return int(admitted.Load())
}
