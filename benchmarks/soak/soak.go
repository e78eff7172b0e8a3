// Package soak drives the example on all adapters with what goes wrong on a network and
// in a service, and checks that nothing is lost: no request without its right answer, no
// answer that cannot be parsed, no failure without its one record, no quota exceeded, no
// goroutine and no memory left behind.
//
// All runs in one process: the clients, the servers, the log and the checks. Only the
// redis-server is another.
package soak

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/seed-86b940f4/demur/benchmarks/redisserver"
	"github.com/seed-86b940f4/demur/example/payments"
)

// Config says how long and what to soak. The zero Config is a run of 20 seconds on all
// adapters.
type Config struct {
	_ [0]func() // keyed literals only

	Duration time.Duration // zero stands for 20 s
	Seed     uint64        // of all that is drawn; zero draws one
	Requests int64         // the most that are sent; zero stands for ten million
	Clients  int           // at the same time; zero stands for 16
	Adapters []Adapter     // nil stands for those that Adapters returns
	Progress io.Writer     // gets a line for each cycle, and what that has found; nil for none
}

// run is a run under way.
type run struct {
	Config
	found     *findings
	ledger    *ledger
	tally     *tally
	troubles  *troubles
	windows   *windows
	redis     *redisserver.Server // nil without one
	instances []*instance
	example   []*instance // those that all sorts of requests go to
	outages   []outage
	sent      atomic.Int64
	rests     []Rest

	nextOutage int
	told       int // findings that Progress has
}

// Run drives the example until the time is over. The error is of the run itself, such as
// a port that cannot be had; what was found wrong with the example is in the Report.
// Nothing else must run in the process, since goroutines and memory are counted.
func Run(ctx context.Context, cfg Config) (report *Report, err error) {
	r := &run{Config: cfg, found: newFindings(), ledger: newLedger(), tally: newTally(), troubles: new(troubles), outages: outages()}
	r.windows = &windows{found: r.found, troubles: r.troubles, open: map[windowOf]*window{}}
	r.Duration = cmp.Or(r.Duration, 20*time.Second)
	r.Requests = cmp.Or(r.Requests, 10_000_000)
	r.Clients = cmp.Or(r.Clients, 16)
	for r.Seed == 0 {
		r.Seed = rand.Uint64()
	}
	if r.Adapters == nil {
		r.Adapters = Adapters()
	}
	begun := time.Now()
	defer func() { err = errors.Join(err, r.stop()) }()
	provider, err := payments.StartProvider()
	if err != nil {
		return nil, err
	}
	defer provider.Down()
	if err := r.open(ctx, provider); err != nil {
		return nil, err
	}
	if err := r.cycles(ctx); err != nil {
		return nil, err
	}
	r.windows.settle(time.Now().Add(time.Hour))
	for _, fault := range grown(r.rests) {
		r.found.add(Growth, "%s; most stand at:\n%s", fault, stacks())
	}
	return r.report(time.Since(begun)), nil
}

// open starts all that is driven.
func (r *run) open(ctx context.Context, provider *payments.Provider) (err error) {
	counters := []counter{inMemory, locally, admits, refuses}
	if r.redis, err = redisserver.Start(ctx); errors.Is(err, redisserver.ErrNone) {
		counters, err = counters[:1], nil
	}
	if err != nil {
		return err
	}
	for _, c := range counters {
		for _, a := range r.Adapters {
			in, err := r.start(ctx, a, c, provider)
			if err != nil {
				return fmt.Errorf("%s: %w", a.Name, err)
			}
			r.instances = append(r.instances, in)
			if c == inMemory || c == locally {
				r.example = append(r.example, in)
			}
		}
	}
	return nil
}

// cycles are the times of load, with a rest behind each: two at least. The first warms up:
// what it leaves behind is what the others must not add to.
func (r *run) cycles(ctx context.Context) error {
	length := min(max(r.Duration/5, 700*time.Millisecond), 30*time.Second)
	rng := rand.New(rand.NewPCG(r.Seed, 0))
	rng.Shuffle(len(r.outages), func(i, j int) { r.outages[i], r.outages[j] = r.outages[j], r.outages[i] })
	ends := time.Now().Add(r.Duration)
	for n := 1; (n <= 2 || time.Now().Before(ends)) && r.sent.Load() < r.Requests && ctx.Err() == nil; n++ {
		if left := time.Until(ends); n > 2 {
			length = min(length, left)
		}
		if err := r.cycle(ctx, n, length, rng); err != nil {
			return err
		}
		r.quiet()
		r.ledger.settle(r.found)
		r.windows.settle(time.Now().Add(-tooLong))
		r.troubles.forget(time.Now().Add(-time.Minute))
		r.passed()
		rest := r.rest()
		r.rests = append(r.rests, rest)
		r.tell(n, rest)
	}
	return ctx.Err()
}

// tell says how far the run is.
func (r *run) tell(n int, rest Rest) {
	if r.Progress == nil {
		return
	}
	all := r.found.list()
	for _, f := range all[r.told:] {
		fmt.Fprintf(r.Progress, "found %s: %s\n", f.Kind, f.Text)
	}
	r.told = len(all)
	fmt.Fprintf(r.Progress, "cycle %d: %d requests so far, %d goroutines, %d KiB of heap, %d findings\n",
		n, rest.Requests, rest.Goroutines, rest.Heap>>10, len(all))
}

// cycle is one time of load.
func (r *run) cycle(ctx context.Context, n int, length time.Duration, rng *rand.Rand) error {
	until := time.Now().Add(length)
	ctx, cancel := context.WithDeadline(ctx, until)
	defer cancel()
	var all sync.WaitGroup
	var failed error
	if r.redis != nil {
		all.Go(func() {
			if failed = r.disturb(ctx, rng, length); failed != nil {
				cancel()
			}
		})
	}
	all.Go(func() { r.troubles.watchClock(ctx) })
	for i := range r.Clients {
		c := &client{
			run: r, rng: rand.New(rand.NewPCG(r.Seed, uint64(n*r.Clients+i+1))), name: fmt.Sprintf("%d-%d", n, i),
			until: until, calls: newCalls(), http2: newHTTP2(),
		}
		all.Go(func() {
			defer c.http2.CloseIdleConnections()
			c.work(func() bool { return ctx.Err() != nil || r.sent.Load() >= r.Requests })
		})
	}
	all.Wait()
	http.DefaultClient.CloseIdleConnections() // by which the examples pay
	return failed
}

// passed compares what the handlers have answered with what the limiter let pass.
func (r *run) passed() {
	for _, in := range r.instances {
		if passed, admitted := in.witness.passed.Load(), in.turnstile.admitted.Load(); passed > admitted {
			r.found.add(OverQuota, "%s, %s: more requests reached a handler than the limiter has admitted", in.adapter, in.counter)
		}
	}
}

// stop ends all that was started.
func (r *run) stop() error {
	var errs []error
	for _, in := range r.instances {
		errs = append(errs, in.close())
	}
	if r.redis != nil {
		errs = append(errs, r.redis.Close())
	}
	return errors.Join(errs...)
}
