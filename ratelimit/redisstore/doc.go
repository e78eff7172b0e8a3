// Package redisstore counts quotas in Redis, so that many machines share them.
//
//	client := redis.NewClient(&redis.Options{Addr: "redis:6379"})
//	store, err := redisstore.New(client, redisstore.Config{})
//	…
//	defer store.Close()
//	hourly, err := ratelimit.NewFixedWindow(ratelimit.Hourly(1000), store)
//
// # Leases
//
// An instance does not ask Redis for each request. It leases units of a key's
// quota and answers from memory until they are spent. For a key that comes once, it
// leases nothing beyond the request itself. For a busy key it leases more. Redis
// counts leased units as claimed, so no more than the quota is ever admitted, on any
// number of machines.
//
// An instance gives back what it has not spent for a second. Near the quota, leases
// shrink to nothing. Even so, for up to a second one instance may hold units that it
// does not spend while another refuses. Config.WithoutLeases avoids that. It costs
// one round trip for all requests of a key that come at the same time.
//
// # When Redis is unavailable
//
// Redis is unavailable if it does not answer in time, or answers with an error.
// No request waits for longer than Config.Timeout. After three round trips in a row
// have failed, no request waits at all. The store then tries Redis from time to time,
// and uses it again when it answers. Config.OnUnavailable says what happens in the
// meantime. No request is refused because Redis is unavailable, unless
// OnUnavailable is [Refuse].
//
// In a Cluster each server is judged by itself: if one is unavailable, the keys of
// the others stay exact.
//
// # What is exact
//
// The quota is exact, even if messages are lost, late or repeated, and if instances
// crash. It can be exceeded in two cases:
//
//   - While Redis is unavailable, each instance that counts locally may admit a whole
//     quota.
//   - If Redis loses data, what was lost may be admitted again. It does if it restarts
//     without a copy on disk, if it evicts keys, and if a replica takes over that had
//     not received everything, since Redis answers before its replicas have. Instances
//     tell Redis what they have claimed with their next message, so one instance alone
//     stays exact.
//
// The clock of the Redis server decides when a window ends, so the clocks of
// instances may differ. An instance that has never reached Redis uses its own clock.
//
// Redis knows a counter by a hash of the key. A hash is no encryption: whoever can
// guess a key can find out whether Redis has a counter for it.
package redisstore
