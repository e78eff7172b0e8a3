package ratelimit_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
)

// Two requests an hour for each key, counted in memory.
func ExampleNewFixedWindow() {
	hourly, err := ratelimit.NewFixedWindow(ratelimit.Hourly(2), nil)
	if err != nil {
		panic(err)
	}
	for _, key := range []string{"alice", "alice", "alice", "bob"} {
		d, err := hourly.Take(context.Background(), key, 1)
		if err != nil {
			panic(err)
		}
		fmt.Println(key, d.Allowed, d.Remaining, d.Reset.Minute(), d.Reset.Second())
	}
	// Output:
	// alice true 1 0 0
	// alice true 0 0 0
	// alice false 0 0 0
	// bob true 1 0 0
}

// All mistakes of a policy are named at once.
func ExamplePolicy_Check() {
	fmt.Println(ratelimit.Policy{Name: "monthly", Quota: -1, Window: 720 * time.Hour}.Check())
	// Output:
	// ratelimit: quota -1 of policy "monthly" is not in 1 to 2147483647
	// ratelimit: window 720h0m0s of policy "monthly" does not divide a day
}

// A burst of three, and then one request a minute.
func ExampleNewTokenBucket() {
	burst, err := ratelimit.NewTokenBucket(ratelimit.Policy{Name: "burst", Quota: 60, Window: time.Hour}, 3)
	if err != nil {
		panic(err)
	}
	for range 4 {
		d, err := burst.Take(context.Background(), "alice", 1)
		if err != nil {
			panic(err)
		}
		fmt.Println(d.Allowed, d.Remaining)
		if !d.Allowed {
			fmt.Println("wait", time.Until(d.Reset).Round(time.Minute))
		}
	}
	// Output:
	// true 2
	// true 1
	// true 0
	// false 0
	// wait 1m0s
}

// A quota for each hour, and no more than two requests at once. What the hour
// refuses takes no token, and the other way round.
func ExampleAll() {
	burst := must(ratelimit.NewTokenBucket(ratelimit.Policy{Name: "burst", Quota: 60, Window: time.Hour}, 2))
	hourly := must(ratelimit.NewFixedWindow(ratelimit.Hourly(1000), nil))
	both := ratelimit.All(burst, hourly)
	for range 3 {
		d, err := both.Take(context.Background(), "alice", 1)
		if err != nil {
			panic(err)
		}
		fmt.Println(d.Policy.Name, d.Allowed, d.Remaining)
	}
	d, _ := hourly.Take(context.Background(), "alice", 0)
	fmt.Println("left of the hour:", d.Remaining)
	// Output:
	// burst true 1
	// burst true 0
	// burst false 0
	// left of the hour: 998
}

// What each limiter has said, for the RateLimit fields of an answer.
func ExampleDecision_Parts() {
	both := ratelimit.All(
		must(ratelimit.NewFixedWindow(ratelimit.Policy{Name: "minute", Quota: 10, Window: time.Minute}, nil)),
		must(ratelimit.NewFixedWindow(ratelimit.Hourly(100), nil)),
	)
	d, err := both.Take(context.Background(), "alice", 4)
	if err != nil {
		panic(err)
	}
	fmt.Println("the least:", d.Policy.Name)
	for part := range d.Parts() {
		fmt.Printf("%s: %d of %d left\n", part.Policy.Name, part.Remaining, part.Policy.Quota)
	}
	// Output:
	// the least: minute
	// minute: 6 of 10 left
	// hourly: 96 of 100 left
}

// A request that costs more than the whole quota is the client's mistake: no
// waiting helps.
func ExampleCostError() {
	hourly := must(ratelimit.NewFixedWindow(ratelimit.Hourly(100), nil))
	_, err := hourly.Take(context.Background(), "alice", 250)
	if cost, ok := errors.AsType[ratelimit.CostError](err); ok {
		fmt.Println(cost.Cost, "of", cost.Policy.Quota)
	}
	fmt.Println(err)
	// Output:
	// 250 of 100
	// ratelimit: cost 250 is more than the quota 100 of policy "hourly"
}

// Plans of customers: what was spent counts under each.
func ExampleFixedWindow_TakePolicy() {
	free := ratelimit.Policy{Name: "free", Quota: 2, Window: time.Hour}
	gold := ratelimit.Policy{Name: "gold", Quota: 1000, Window: time.Hour}
	limiter := must(ratelimit.NewFixedWindow(free, nil))
	for _, plan := range []ratelimit.Policy{free, free, free, gold} {
		d, err := limiter.TakePolicy(context.Background(), plan, "alice", 1)
		if err != nil {
			panic(err)
		}
		fmt.Println(d.Policy.Name, d.Allowed, d.Remaining)
	}
	// Output:
	// free true 1
	// free true 0
	// free false 0
	// gold true 997
}

// Requests that turn out not to count.
func ExampleRefunder() {
	hourly := must(ratelimit.NewFixedWindow(ratelimit.Hourly(5), nil))
	ctx := context.Background()
	d, err := hourly.Take(ctx, "alice", 1)
	if err != nil {
		panic(err)
	}
	fmt.Println(d.Remaining)
	if err := hourly.Refund(ctx, "alice", 1, d); err != nil {
		panic(err)
	}
	d, _ = hourly.Take(ctx, "alice", 0)
	fmt.Println(d.Remaining)
	// Output:
	// 4
	// 5
}

// A mapStore is a Store in a few lines. It never forgets a key, so it is for
// programs that have few.
type mapStore struct {
	mu     sync.Mutex
	counts map[mapKey]mapCount
}

type mapKey struct {
	name   string
	window time.Duration
	key    string
}

type mapCount struct {
	reset time.Time
	spent int
}

func (s *mapStore) Take(_ context.Context, c ratelimit.Charge) (ratelimit.Decision, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := mapKey{c.Policy.Name, c.Policy.Window, c.Key}
	count := s.counts[id]
	// Truncate counts from the year 1, which is the same if the window divides a day.
	if reset := time.Now().UTC().Truncate(c.Policy.Window).Add(c.Policy.Window); reset.After(count.reset) {
		count = mapCount{reset: reset}
	}
	d := ratelimit.Decision{Policy: c.Policy, Reset: count.reset}
	switch {
	case c.N < 0 && !c.Reset.Equal(count.reset): // of a window that is over
		d.Allowed = true
	case c.N <= 0 || count.spent+c.N <= c.Policy.Quota:
		d.Allowed = true
		count.spent = max(count.spent+c.N, 0)
		s.counts[id] = count
	}
	d.Remaining = max(c.Policy.Quota-count.spent, 0)
	return d, nil
}

// A store of one's own. Package ratelimittest has the tests for it.
func ExampleStore() {
	store := &mapStore{counts: map[mapKey]mapCount{}}
	hourly := must(ratelimit.NewFixedWindow(ratelimit.Hourly(10), store))
	for _, n := range []int{6, 6, 4} {
		d, err := hourly.Take(context.Background(), "alice", n)
		if err != nil {
			panic(err)
		}
		fmt.Println(d.Allowed, d.Remaining)
	}
	// Output:
	// true 4
	// false 4
	// true 0
}
