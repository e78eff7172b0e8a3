// Package ratelimit counts what clients spend and says when they have spent
// enough. It knows no HTTP; package demur has the middleware.
//
//	hourly, err := ratelimit.NewFixedWindow(ratelimit.Hourly(1000), nil)
//	…
//	d, err := hourly.Take(ctx, key, 1)
//	if err != nil {
//		return err // the limiter cannot tell
//	}
//	if !d.Allowed {
//		return fmt.Errorf("come back at %v", d.Reset)
//	}
//
// A [FixedWindow] has a quota for each window of the clock, such as 1000 requests
// from each full hour to the next. A [TokenBucket] bounds bursts. [All] judges by
// several at once. The words are those of the RateLimit fields
// (draft-ietf-httpapi-ratelimit-headers): policy, quota, window, reset.
//
// A [Store] counts: a [MemoryStore] in this process, and the module
// ratelimit/redisstore for many machines together. Package ratelimittest tests
// stores.
package ratelimit
