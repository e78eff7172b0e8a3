// Package ratelimit counts the requests of clients, and decides whether a client
// may send another. It knows nothing of HTTP; packages demur and demurhttp and
// module echov5 have the middleware.
//
//	hourly, err := ratelimit.NewFixedWindow(ratelimit.Hourly(1000), nil)
//	…
//	d, err := hourly.Take(ctx, key, 1)
//	if err != nil {
//		return err // the limiter cannot decide
//	}
//	if !d.Allowed {
//		return fmt.Errorf("come back at %v", d.Reset)
//	}
//
// A [FixedWindow] has a quota for each window of the clock, such as 1000 requests
// from each full hour to the next. A [TokenBucket] limits bursts. [All] asks several
// limiters at once. The terms policy, quota, window and reset are those of the
// RateLimit header fields (draft-ietf-httpapi-ratelimit-headers).
//
// A [Store] keeps the counters. [MemoryStore] keeps them in this process. The module
// ratelimit/redisstore keeps them in Redis, for many machines together. Package
// ratelimittest tests implementations of Store.
package ratelimit
