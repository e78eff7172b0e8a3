package soak

import "time"

// kind is one way in which a client behaves.
type kind struct {
	weight int
	do     func(c *client, in *instance)
}

// kinds returns all. Those that wait for long have small weights: it is the number of
// requests that counts.
func kinds() []kind {
	return []kind{
		{30, (*client).wholeRequests},
		{20, (*client).pipeline},
		{12, (*client).disconnect},
		{3, (*client).readSlowly},
		{6, (*client).sendSlowly},
		{8, (*client).halfBody},
		{12, (*client).lieAboutLength},
		{5, (*client).bigHeader},
		{12, (*client).panicking},
		{8, (*client).dyingHalfWay},
		{12, (*client).overHTTP2},
	}
}

// quotaWeight is how many of the clients of a hundred do nothing but spend quotas.
const quotaWeight = 25

// work sends until the cycle ends.
func (c *client) work(stop func() bool) {
	all, sum := kinds(), 0
	for _, k := range all {
		sum += k.weight
	}
	for !stop() {
		if c.rng.IntN(100) < quotaWeight {
			c.spendQuota(pick(c, c.instances))
			continue
		}
		in := pick(c, c.example)
		at := c.rng.IntN(sum)
		for _, k := range all {
			if at -= k.weight; at < 0 {
				k.do(c, in)
				break
			}
		}
		time.Sleep(time.Duration(c.rng.IntN(1000)) * time.Microsecond)
	}
}
