package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"

	"github.com/redis/go-redis/v9"
)

// tally is what became of the requests of one key.
type tally struct{ asked, admitted int }

// excess is the least and the most that was admitted of the quota of a key.
type excess struct{ least, most int }

func (e excess) String() string { return fmt.Sprintf("%d to %d", e.least, e.most) }

// checkedQuota is that of each key while it is checked that none is exceeded.
const checkedQuota = 1000

// check lets several nodes share the quota until every key has asked for more
// than twice of it. It reports an error if more was admitted than there is or, of
// a limiter that promises it, less.
func (m sharedMaker) check(ctx context.Context, client *redis.Client, nodes int) (excess, error) {
	all, err := m.openAll(ctx, client, checkedQuota, nodes)
	if err != nil {
		return excess{}, err
	}
	defer func() {
		for _, n := range all {
			n.done()
		}
	}()
	// The last of 20 keys has one request of about 70.
	const each = 2 * checkedQuota * 80 / sharedCallers
	counts, err := callAll(ctx, all, func(i int) bool { return i < each })
	if err != nil {
		return excess{}, fmt.Errorf("%s: %w", m.name, err)
	}
	e := excess{least: counts[0].admitted}
	for key, c := range counts {
		if c.asked <= checkedQuota {
			return e, fmt.Errorf("%s: key %d asked %d times only", m.name, key, c.asked)
		}
		e.least, e.most = min(e.least, c.admitted), max(e.most, c.admitted)
	}
	switch {
	case e.most > checkedQuota:
		return e, fmt.Errorf("%s: %d of a quota of %d were admitted", m.name, e.most, checkedQuota)
	case m.exact && e.least < checkedQuota:
		return e, fmt.Errorf("%s: no more than %d of a quota of %d were admitted", m.name, e.least, checkedQuota)
	}
	return e, nil
}

// callAll lets the callers ask, each of them one of the nodes, as long as more
// says so of the number of requests that it has made. The keys are drawn by Zipf's
// law. An error of any call ends the caller that got it.
func callAll(ctx context.Context, nodes []node, more func(made int) bool) ([]tally, error) {
	keys := make([]string, sharedKeys)
	for i := range keys {
		keys[i] = keyOf(i)
	}
	var mu sync.Mutex
	var callers sync.WaitGroup
	var errs []error
	sum := make([]tally, len(keys))
	for caller := range sharedCallers {
		callers.Go(func() {
			own := make([]tally, len(keys))
			err := call(ctx, nodes[caller%len(nodes)], keys, uint64(caller), own, more)
			mu.Lock()
			defer mu.Unlock()
			errs = append(errs, err)
			for i, t := range own {
				sum[i].asked += t.asked
				sum[i].admitted += t.admitted
			}
		})
	}
	callers.Wait()
	return sum, errors.Join(errs...)
}

func call(ctx context.Context, n node, keys []string, seed uint64, counts []tally, more func(made int) bool) error {
	zipf := rand.NewZipf(rand.New(rand.NewPCG(seed, 5)), 1.01, 1, uint64(len(keys)-1))
	var drawn [4096]uint8
	for i := range drawn {
		drawn[i] = uint8(zipf.Uint64())
	}
	for i := 0; more(i); i++ {
		key := drawn[i%len(drawn)]
		ok, err := n.take(ctx, keys[key])
		if err != nil {
			return err
		}
		counts[key].asked++
		if ok {
			counts[key].admitted++
		}
	}
	return nil
}
