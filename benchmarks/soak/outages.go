package soak

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/seed-86b940f4/demur/benchmarks/redisserver"
)

// outage is a way in which Redis stops to answer.
type outage struct {
	name    string
	loses   bool // what was counted is lost
	answers bool // Redis goes on to answer
	begin   func(ctx context.Context, r *redisserver.Server, lasts time.Duration) error
	end     func(ctx context.Context, r *redisserver.Server) error
}

func outages() []outage {
	return []outage{
		{"Redis: killed and restarted, empty", true, false,
			func(_ context.Context, r *redisserver.Server, _ time.Duration) error { r.Kill(); return nil },
			func(ctx context.Context, r *redisserver.Server) error { return r.Up(ctx) }},
		{"Redis: stopped (SIGSTOP), let go on", false, false,
			func(_ context.Context, r *redisserver.Server, _ time.Duration) error { return r.Halt() },
			func(_ context.Context, r *redisserver.Server) error { return r.GoOn() }},
		{"Redis: paused (CLIENT PAUSE)", false, false,
			func(ctx context.Context, r *redisserver.Server, lasts time.Duration) error {
				return r.Admin.Do(ctx, "CLIENT", "PAUSE", lasts.Milliseconds()).Err()
			},
			func(ctx context.Context, r *redisserver.Server) error { return r.Admin.Ping(ctx).Err() }},
		{"Redis: its scripts flushed", false, true,
			func(ctx context.Context, r *redisserver.Server, _ time.Duration) error {
				return r.Admin.ScriptFlush(ctx).Err()
			},
			func(ctx context.Context, r *redisserver.Server) error { return r.Admin.Ping(ctx).Err() }},
	}
}

// disturb lets Redis fail once in a while, each way in turn, until ctx is done. When it
// returns Redis answers. Nothing but an error of the redis-server itself ends it before.
func (r *run) disturb(ctx context.Context, rng *rand.Rand, cycle time.Duration) error {
	always := context.WithoutCancel(ctx)
	for all := r.outages; ; r.nextOutage++ {
		quiet := cycle/8 + time.Duration(rng.Int64N(int64(cycle/8)+1)) + min(3*time.Second, cycle/4)
		if !sleep(ctx, quiet) {
			return nil
		}
		if until, ok := ctx.Deadline(); ok && time.Until(until) < cycle/6 {
			return nil
		}
		o := all[r.nextOutage%len(all)]
		lasts := cycle/8 + time.Duration(rng.Int64N(int64(min(cycle/6, 2*time.Second))+1))
		r.troubles.begin(o.name, o.loses)
		if err := o.begin(always, r.redis, lasts); err != nil {
			return errors.Join(errors.New(o.name), err)
		}
		if !o.answers {
			r.troubles.complete(o.name, lasts)
		}
		sleep(ctx, lasts)
		r.troubles.ending(o.name)
		if err := o.end(always, r.redis); err != nil {
			return errors.Join(errors.New(o.name), err)
		}
		r.troubles.end(o.name, time.Now())
		r.tally.count(o.name, "")
	}
}

// sleep reports whether the time has passed before ctx was done.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
