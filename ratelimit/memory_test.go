package ratelimit_test

import (
	"fmt"
	"runtime"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
)

// The tests in this file are not parallel, since they measure the heap.

// TestMemoryOfAMillionKeys: 26 bytes a key at most, and no more objects for the
// garbage collector than for few keys.
func TestMemoryOfAMillionKeys(t *testing.T) {
	for _, keys := range []int{1_000_000, 5_000_000} {
		t.Run(fmt.Sprint(keys), func(t *testing.T) {
			if race || keys > 1_000_000 && testing.Short() {
				t.Skip("not with -short or -race")
			}
			bytes, objects := heap()
			l := must(ratelimit.NewFixedWindow(ratelimit.Hourly(1000), &ratelimit.MemoryStore{MaxKeys: keys}))
			buf := []byte("key ")
			for i := range keys {
				if d, err := l.Take(t.Context(), string(strconv.AppendInt(buf, int64(i), 10)), 1); err != nil || !d.Allowed {
					t.Fatal(d, err)
				}
			}
			bytesNow, objectsNow := heap()
			perKey := float64(bytesNow-bytes) / float64(keys)
			t.Logf("%.2f bytes a key, %d objects", perKey, objectsNow-objects)
			if perKey > 26 {
				t.Errorf("%.2f bytes a key, want 26 at most", perKey)
			}
			if n := objectsNow - objects; n > 5000 {
				t.Errorf("%d objects, want as many as segments have arrays", n)
			}
			runtime.KeepAlive(l)
		})
	}
}

// TestMemoryDoesNotGrow sends as many keys in each hour as there is room for, and
// others in the next.
func TestMemoryDoesNotGrow(t *testing.T) {
	const maxKeys, hours = 20_000, 40
	var first, last int64
	synctest.Test(t, func(t *testing.T) {
		l := must(ratelimit.NewFixedWindow(ratelimit.Hourly(5), &ratelimit.MemoryStore{MaxKeys: maxKeys}))
		for hour := range hours {
			for i := range maxKeys {
				take(t, l, fmt.Sprint(hour, " ", i), 1)
			}
			if last, _ = heap(); hour == 3 {
				first = last
			}
			time.Sleep(time.Hour)
		}
		runtime.KeepAlive(l)
	})
	if growth := last - first; growth > 10*maxKeys {
		t.Errorf("the heap has grown by %d bytes from the fourth hour to the last", growth)
	}
}

// TestTakeDoesNotAllocate, whatever comes of it.
func TestTakeDoesNotAllocate(t *testing.T) {
	l := must(ratelimit.NewFixedWindow(ratelimit.Hourly(1_000_000), new(ratelimit.MemoryStore)))
	spent := must(ratelimit.NewFixedWindow(ratelimit.Hourly(1), &ratelimit.MemoryStore{MaxKeys: 8}))
	plan, ctx := ratelimit.Hourly(2_000_000), t.Context()
	plan.Name = "plan"
	strangers := names("stranger ", 3000)
	next := 0
	stranger := func() string {
		next++
		return strangers[next%len(strangers)]
	}
	for _, key := range append(strangers[:8:8], "k") {
		take(t, spent, key, 1)
		take(t, l, key, 1)
	}
	d := take(t, l, "k", 1)
	for name, body := range map[string]func(){
		"admitted":                              func() { _, _ = l.Take(ctx, "k", 1) },
		"refused":                               func() { _, _ = spent.Take(ctx, "k", 1) },
		"zero units":                            func() { _, _ = l.Take(ctx, "k", 0) },
		"a plan":                                func() { _, _ = l.TakePolicy(ctx, plan, "k", 1) },
		"a refund":                              func() { _ = l.Refund(ctx, "k", 1, d) },
		"a full store":                          func() { _, _ = spent.Take(ctx, stranger(), 1) },
		"zero units of a key that nobody knows": func() { _, _ = l.Take(ctx, stranger(), 0) },
	} {
		if n := testing.AllocsPerRun(1000, body); n > 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}
