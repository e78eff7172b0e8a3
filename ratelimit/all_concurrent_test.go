package ratelimit_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
)

// A watched limiter says when it has refused.
type watched struct {
	ratelimit.Refunder
	refused chan struct{}
}

func (w watched) Take(ctx context.Context, key string, n int) (ratelimit.Decision, error) {
	d, err := w.Refunder.Take(ctx, key, n)
	if err == nil && !d.Allowed {
		select {
		case w.refused <- struct{}{}:
		default:
		}
	}
	return d, err
}

// TestRefusedByWhatAnotherGivesBack: one request holds the only unit of the first
// limiter while the last thinks about it, and says no. The other must have it.
func TestRefusedByWhatAnotherGivesBack(t *testing.T) {
	t.Parallel()
	first := watched{window("first", 1), make(chan struct{}, 1)}
	asked, answer := make(chan struct{}), make(chan struct{})
	var asks atomic.Int64
	l := ratelimit.All(first, limiterFunc(func(context.Context, string, int) (ratelimit.Decision, error) {
		if asks.Add(1) > 1 {
			return ratelimit.Decision{Allowed: true, Remaining: 9}, nil
		}
		close(asked)
		<-answer
		return ratelimit.Decision{}, nil
	}))
	one, two := make(chan ratelimit.Decision, 1), make(chan ratelimit.Decision, 1)
	go func() { one <- must(l.Take(t.Context(), "k", 1)) }()
	<-asked
	go func() { two <- must(l.Take(t.Context(), "k", 1)) }()
	<-first.refused // the second, by what the first holds
	close(answer)
	if d := <-one; d.Allowed {
		t.Error("the first request was admitted")
	}
	if d := <-two; !d.Allowed {
		t.Error("the second request was refused, and the unit is there")
	}
	expect(t, first, "k", 0, true, 0)
}

// TestLargeRequestDoesNotRefuseSmallOnes: the large one is refused by the last
// limiter each time, and what it holds of the first is enough for the small one.
func TestLargeRequestDoesNotRefuseSmallOnes(t *testing.T) {
	t.Parallel()
	rounds := 30_000
	if brief() {
		rounds = 3000
	}
	first, last := window("first", 2), window("last", 2)
	expect(t, last, "k", 1, true, 1)
	// The hour may turn: then the large one is right, too.
	l := ratelimit.All(first, yields{last})
	for i := range rounds {
		large := make(chan ratelimit.Decision, 1)
		go func() { large <- must(l.Take(t.Context(), "k", 2)) }()
		d := take(t, l, "k", 1)
		if big := <-large; big.Allowed {
			t.Skip("the hour has turned")
		}
		if !d.Allowed {
			t.Fatalf("round %d: refused by %q, and there was room", i, d.Policy.Name)
		}
		refund(t, l, "k", 1, d)
	}
}

// yields lets others run while it decides, as a store over the network.
type yields struct{ ratelimit.Refunder }

func (y yields) Take(ctx context.Context, key string, n int) (ratelimit.Decision, error) {
	time.Sleep(time.Microsecond)
	return y.Refunder.Take(ctx, key, n)
}

// TestAllIsExactConcurrently stops the clock, and lets many take and give back.
func TestAllIsExactConcurrently(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const keys = 3
		burst, wide, tight := bucket(900, time.Hour, 900), window("wide", 1000), window("tight", 700)
		for name, l := range map[string]ratelimit.Limiter{
			"tight last":   ratelimit.All(burst, wide, tight),
			"tight first":  ratelimit.All(tight, wide, burst),
			"tight inside": ratelimit.All(wide, ratelimit.All(tight, burst)),
		} {
			var admitted [keys]atomic.Int64
			var wg sync.WaitGroup
			key := func(i int) string { return fmt.Sprint(name, i%keys) }
			for i := range 32 {
				wg.Go(func() {
					for n := 1 + i/keys%5; n > 0; {
						d, err := l.Take(t.Context(), key(i), n)
						switch {
						case err != nil:
							t.Error(err)
							return
						case !d.Allowed:
							n--
						case i%8 == 0:
							if err := l.(ratelimit.Refunder).Refund(t.Context(), key(i), n, d); err != nil {
								t.Error(err)
							}
							n--
						default:
							admitted[i%keys].Add(int64(n))
						}
					}
				})
			}
			wg.Wait()
			for i := range keys {
				// Who had units and gave them back may have been the last to ask.
				for take(t, l, key(i), 1).Allowed {
					admitted[i].Add(1)
				}
				if n := admitted[i].Load(); n != 700 {
					t.Errorf("%s, key %d: %d units were admitted, want 700", name, i, n)
				}
				expect(t, wide, key(i), 0, true, 300)
				expect(t, tight, key(i), 0, true, 0)
				expect(t, burst, key(i), 0, true, 200)
			}
		}
	})
}
