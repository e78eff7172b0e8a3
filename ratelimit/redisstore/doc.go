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
// quota: none beyond the request itself for a key that comes once, and some for a
// busy one, which then is answered from memory. Leased units count as claimed in
// Redis, so no more than the quota is ever admitted, on however many machines. What
// is not spent for a second is given back. Near the quota leases shrink to
// nothing, but for a second units may idle at one instance while another refuses;
// Config.WithoutLeases has none of that, at one round trip for those who ask at the
// same time.
//
// # When Redis is gone
//
// No request waits for longer than Config.Timeout, and after three round trips in
// a row that failed none waits at all, until one that is sent now and then comes
// back. What happens meanwhile is for Config.OnUnavailable to say. A request is
// never refused because Redis is gone, unless that is [Refuse].
//
// # What is exact
//
// The quota is exact whatever messages are lost, late or repeated, and whichever
// instances crash. It can be exceeded in two ways. While Redis is gone, each instance
// that counts locally may admit a quota. And if Redis loses data, as when a
// replica takes over that had not heard all, what was lost may be admitted again;
// instances tell Redis what they have claimed when they next speak, so one alone
// stays exact.
//
// Windows are those of the server's clock: the clocks of instances need not agree.
// One that has never reached Redis goes by its own.
//
// Redis knows a counter by a hash of the key. That is no encryption: who can guess
// a key can see that it is there.
package redisstore
